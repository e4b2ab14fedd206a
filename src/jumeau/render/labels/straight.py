"""The stretch of a line on the picture that a name fits along: seen, free and nearly straight."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit

STEEPEST = 72.0
"""Names lean no more than this: nobody in a room turns the head [degrees]."""


@njit
def best_stretch(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    usable: NDArray[np.bool_],
    need: float,
    bend: float,
    wanted: float,
) -> tuple[int, int]:
    """Return first and last place of the best stretch of a line; (-1, -1) when there is none.

    Parameters
    ----------
    x, y : (N,) float64
        The line on the picture [pixels].
    usable : (N,) bool
        Whether a place is seen, and nothing else stands there.
    need : float
        Length of the name [pixels].
    bend : float
        So far a place may lie beside the chord [pixels].
    wanted : float
        Where along the line the middle should be, as a share of its places: the name stays where
        it was while the picture turns.
    """
    best, first, last = np.inf, -1, -1
    count = len(x)
    steepest = math.radians(STEEPEST)
    for i in range(count - 1):
        if not usable[i]:
            continue
        for j in range(i + 1, count):
            if not usable[j]:
                break
            dx, dy = x[j] - x[i], y[j] - y[i]
            chord = math.sqrt(dx * dx + dy * dy)
            if chord < need:
                continue
            aside = 0.0
            for k in range(i + 1, j):
                off = abs((x[k] - x[i]) * dy - (y[k] - y[i]) * dx) / chord
                aside = max(aside, off)
            lean = abs(math.atan2(dy, dx))
            lean = min(lean, math.pi - lean)
            if aside <= bend and lean <= steepest:
                middle = abs((i + j) / 2 / count - wanted)
                cost = middle + 0.5 * aside / max(bend, 1e-6) + 0.4 * lean
                if cost < best:
                    best, first, last = cost, i, j
            break
    return first, last


def upright(dx: float, dy: float) -> float:
    """Return the angle of letters along a direction of the picture (y down) [degrees].

    Against the clock, between -90 and 90: never upside down.
    """
    angle = math.degrees(math.atan2(-dy, dx))
    if angle > 90.0:
        return angle - 180.0
    return angle + 180.0 if angle <= -90.0 else angle
