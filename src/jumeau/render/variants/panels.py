"""Noise barriers as panels: each is level, so that the barrier follows the ground."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from jumeau.variants.resolved import Barrier

PANEL = 4.0
"""Usual length of a panel [m]."""
THINNEST = 0.2
"""Barriers are drawn at least so thick [m]."""
MOST_PANELS = 5000
"""Longer barriers have longer panels."""


def panels_of(barrier: Barrier) -> list[NDArray[np.float64]]:
    """Return the outlines (4, 2) of the panels of a barrier, counter-clockwise [m]."""
    half = max(barrier.thickness, THINNEST) / 2
    line = barrier.line
    lengths = np.hypot(*np.diff(line, axis=0).T)
    panel = max(PANEL, float(lengths.sum()) / MOST_PANELS)
    found = []
    for a, b, length in zip(line[:-1], line[1:], lengths.tolist(), strict=True):
        if length <= 0.0:
            continue
        along = (b - a) / length
        aside = half * np.array([-along[1], along[0]])
        count = max(round(length / panel), 1)
        ends = np.linspace(0.0, length, count + 1)
        # Corners are closed: the outer panels of a stretch reach a little beyond it.
        ends[0], ends[-1] = -half, length + half
        for first, last in itertools.pairwise(ends.tolist()):
            p, q = a + first * along, a + last * along
            found.append(np.array([p - aside, q - aside, q + aside, p + aside]))
    return found
