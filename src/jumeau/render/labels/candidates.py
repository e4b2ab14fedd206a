"""The names that a picture may carry: those on it, near enough to be told."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.render.contours import Contours
from jumeau.render.labels.lettering import BOLD, height_of, width_of
from jumeau.render.labels.names import Names
from jumeau.render.labels.placing import Candidate, Line
from jumeau.render.labels.ranks import FIRST, NEAR, TOO_NEAR, Rank
from jumeau.render.labels.screen import Screen
from jumeau.render.labels.straight import upright
from jumeau.render.labels.words import abbreviations

BESIDE = 5.0
"""A street's name may stand over it where letters are no higher than so much of the ground [m]."""


def _limits(names: Names) -> NDArray[np.float64]:
    """Return up to which height of letters on the ground names are told (N,) [m]."""
    least, most = NEAR[names.rank]
    return least + (most - least) * names.weight


def at_points(
    layer_id: str,
    names: Names,
    places: NDArray[np.float64],
    screen: Screen,
    em: int,
    reach: float = 1.0,
) -> list[Candidate]:
    """Return the names of places on the picture that are near enough.

    Parameters
    ----------
    reach : float
        So many times as far away they are told as is usual.
    """
    if len(names.runs) or not len(names):
        return []
    x, y, depth = screen.at(places)
    letter = depth * screen.pixel * height_of(names.rank, em)
    width, height = screen.size
    with np.errstate(invalid="ignore"):
        on = (depth > 1.0) & (letter <= reach * _limits(names)) & (letter >= TOO_NEAR[names.rank])
        on &= (x > 0) & (x < width) & (y > 0) & (y < height)
    first = FIRST[names.rank]
    found = []
    for k in np.flatnonzero(on).tolist():
        box = names.box[k]
        extent = float(np.hypot(box[2] - box[0], box[3] - box[1]) / (depth[k] * screen.pixel))
        wide = extent if names.rank is Rank.WATER else np.inf
        identity = (layer_id, names.text[k])
        priority = first + float(names.weight[k])
        found.append(
            Candidate(identity, names.rank, names.text[k], priority, x[k], y[k], places[k:k + 1],
                      wide=wide)
        )  # fmt: skip
    return found


def along_lines(
    layer_id: str, names: Names, along: NDArray[np.float64], screen: Screen, em: int
) -> list[Candidate]:
    """Return the names of lines that are near and long enough on the picture."""
    runs = names.runs
    if not len(runs):
        return []
    height = height_of(names.rank, em)
    nearest = _nearest(runs.box, along[runs.start[:-1], 2], screen)
    letter = nearest * screen.pixel * height
    # At most as long as if the line lay across the picture at its nearest place.
    at_most = runs.length / (nearest * screen.pixel)
    chosen = (letter <= _limits(names)[runs.name]) & (at_most > 2 * height)
    bold = names.rank in BOLD
    rows = [
        k
        for k in np.flatnonzero(chosen).tolist()
        if at_most[k] >= width_of(abbreviations(names.text[runs.name[k]])[-1], bold) * height
    ]
    if not rows:
        return []
    places = np.concatenate([along[runs.start[k] : runs.start[k + 1]] for k in rows])
    x, y, depth = screen.at(places)
    with np.errstate(invalid="ignore"):
        on = (depth > 1.0) & (x > 0) & (x < screen.size[0]) & (y > 0) & (y < screen.size[1])
    by_name: dict[int, list[Line]] = {}
    ends = np.cumsum(runs.start[np.array(rows) + 1] - runs.start[rows]).tolist()
    for k, begin, end in zip(rows, [0, *ends], ends, strict=False):
        part = slice(begin, end)
        if np.count_nonzero(on[part]) > 1:
            line = Line(k, x[part], y[part], on[part], places[part])
            by_name.setdefault(int(runs.name[k]), []).append(line)
    first = FIRST[names.rank]
    street = names.rank is Rank.STREET
    return [
        Candidate((layer_id, names.text[n]), names.rank, names.text[n],
                  first + float(names.weight[n]), lines=lines,
                  near=street and any(letter[x.run] < BESIDE for x in lines))
        for n, lines in by_name.items()
    ]  # fmt: skip


def _nearest(
    box: NDArray[np.float64], z: NDArray[np.float64], screen: Screen
) -> NDArray[np.float64]:
    """Return at most how far off each line is (C,) [m]; infinite where it is not on the picture."""
    middle = np.column_stack([(box[:, :2] + box[:, 2:]) / 2, z])
    reach = np.hypot(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]) / 2
    right, _, depth = screen.axes @ (middle - screen.eye).T
    half = screen.pixel * screen.size[0] / 2
    aside = np.abs(right) - np.maximum(depth, 0.0) * half
    sighted = (aside <= reach * np.hypot(1.0, half)) & (depth > -reach)
    return np.where(sighted, np.maximum(depth - reach, 1.0), np.inf)


def at_levels(contours: Contours, screen: Screen, language: str) -> list[Candidate]:
    """Return the altitudes of contour lines, along the lines."""
    places, ahead, level = contours.marks(screen)
    if not len(places):
        return []
    x, y, depth = screen.at(places)
    x1, y1, _ = screen.at(places + ahead)
    found = []
    for k in np.flatnonzero((depth > 1.0) & np.isfinite(x1)).tolist():
        lean = upright(x1[k] - x[k], y1[k] - y[k])
        if abs(lean) <= 60.0:
            text = f"{level[k]:g}".replace(".", "," if language == "fr" else ".")
            where = f"{text} {places[k, 0]:.0f} {places[k, 1]:.0f}"
            found.append(
                Candidate(("", where), Rank.CONTOUR, text, 0.0, x[k], y[k], places[k:k + 1],
                          lean=lean)
            )  # fmt: skip
    return found
