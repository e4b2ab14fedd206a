"""Lines of equal duration say their hours: ``2 h``, along the line."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.io import canonical
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.render.labels.names import Names
from jumeau.render.labels.placing import Candidate
from jumeau.render.labels.ranks import Rank
from jumeau.render.labels.screen import Screen
from jumeau.render.labels.straight import upright
from jumeau.render.labels.streets import NO_RUNS, Runs

APART = 240.0
"""Two numbers on one line stand about so far apart [pixels]."""
SHORTEST = 60.0
"""Shorter lines have no number [pixels]."""
MOST_LEAN = 60.0
"""Numbers that lean more are left out [degrees]."""


def prepare_hours(payloads: Payloads, layer: Layer) -> Names:
    """Read lines of equal duration with their hours (column ``hours``)."""
    hours = canonical.column(payloads, layer, "hours")
    lines = canonical.lines(payloads, layer)
    if hours is None or not len(lines.xy):
        none = np.empty((0, 2))
        return Names(layer.role, Rank.CONTOUR, (), np.empty(0), none, np.empty((0, 4)), NO_RUNS)
    levels, number = np.unique(hours, return_inverse=True)
    owner = np.repeat(np.arange(len(hours)), np.diff(lines.feature_start))
    start = lines.line_start
    step = np.hypot(*np.diff(lines.xy, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(step)])
    length = along[start[1:] - 1] - along[start[:-1]]
    low = np.minimum.reduceat(lines.xy, start[:-1], axis=0)
    high = np.maximum.reduceat(lines.xy, start[:-1], axis=0)
    box = np.column_stack([low, high])
    runs = Runs(lines.xy, start, number[owner].astype(np.int64), length, box)
    text = tuple(f"{x:g}" for x in levels)
    every = np.tile([*low.min(0), *high.max(0)], (len(levels), 1))
    return Names(
        layer.role, Rank.CONTOUR, text, np.zeros(len(levels)),
        (every[:, :2] + every[:, 2:]) / 2, every, runs,
    )  # fmt: skip


def at_hours(
    layer_id: str, names: Names, along: NDArray[np.float64], screen: Screen, language: str
) -> list[Candidate]:
    """Return the hours of lines that are long enough on the picture, at places that stay.

    Parameters
    ----------
    along : (V, 3) float64
        The lines on the ground [m].
    """
    found: list[Candidate] = []
    runs = names.runs
    if not len(runs):
        return found
    x, y, depth = screen.at(along)
    with np.errstate(invalid="ignore"):
        on = (depth > 1.0) & (x > 0) & (x < screen.size[0]) & (y > 0) & (y < screen.size[1])
    for k in range(len(runs)):
        part = slice(int(runs.start[k]), int(runs.start[k + 1]))
        if np.count_nonzero(on[part]) < 2:
            continue
        metre = 1.0 / (float(np.median(depth[part][on[part]])) * screen.pixel)
        if runs.length[k] * metre < SHORTEST:
            continue
        # A power of two: places stay while the eye turns.
        every = 2.0 ** round(math.log2(APART / metre))
        xy = runs.xy[part]
        at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        places = np.arange(min(every, at[-1]) / 2, at[-1], every)
        for vertex in np.searchsorted(at, places).clip(1, len(xy) - 1).tolist():
            i = part.start + vertex
            if not (on[i] and on[i - 1]):
                continue
            lean = upright(x[i] - x[i - 1], y[i] - y[i - 1])
            if abs(lean) > MOST_LEAN:
                continue
            text = names.text[runs.name[k]].replace(".", "," if language == "fr" else ".")
            found.append(
                Candidate((layer_id, f"{text} {xy[vertex, 0]:.0f} {xy[vertex, 1]:.0f}"),
                          Rank.CONTOUR, f"{text}\N{NO-BREAK SPACE}h", 0.0, x[i], y[i],
                          along[i:i + 1], lean=lean)
            )  # fmt: skip
    return found
