"""Shade at depths: what lies behind its surroundings is darker, so that points read as forms.

After eye-dome lighting (C. Boucheny, 2009, doi:10.1145/1543627.1543642 is its use for large sets);
opposite neighbours are weighed together, so that a slanting plane gets no shade at all.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit

STRENGTH = 10.0
DARKEST = 0.55
_DEEP = 0.012
"""A step in depth beyond this share counts as no more."""


@njit
def shade_depths(
    rgb: NDArray[np.uint8],
    depth: NDArray[np.float32],
    near: float,
    far: float,
    radius: int,
    strength: float,
    slack: float,
) -> None:
    """Darken a picture, in place.

    Parameters
    ----------
    rgb : (H, W, 3) uint8
        The picture.
    depth : (H, W) float32
        The depth buffer, 0 at the near plane and 1 where nothing was drawn; overwritten.
    near, far : float
        Distances of the two planes [m].
    radius : int
        Neighbours lie so far away [pixels].
    strength : float
        Shade for a difference of one of the depths' logarithms.
    slack : float
        Smaller differences mean nothing: points are flat, a slope of them is a stair.
    """
    rows, columns = depth.shape
    for i in range(rows):
        for j in range(columns):
            z = depth[i, j]
            depth[i, j] = math.inf if z >= 1.0 else math.log(near * far / (far - z * (far - near)))
    for i in range(rows):
        for j in range(columns):
            here = depth[i, j]
            if here == math.inf:
                continue
            total = 0.0
            for k in range(4):
                di = radius * (0 if k == 0 else 1)
                dj = radius * (1 if k == 0 else (0 if k == 1 else (1 if k == 2 else -1)))
                a, b, c, d = i - di, j - dj, i + di, j + dj
                if a < 0 or c >= rows or b < 0 or d < 0 or b >= columns or d >= columns:
                    continue
                one, other = depth[a, b], depth[c, d]
                if one == math.inf or other == math.inf:
                    continue
                behind = here - 0.5 * (one + other) - slack
                if behind > 0.0:
                    total += min(behind, _DEEP)
            if total > 0.0:
                factor = max(math.exp(-strength * total), DARKEST)
                for k in range(3):
                    rgb[i, j, k] = np.uint8(rgb[i, j, k] * factor)
