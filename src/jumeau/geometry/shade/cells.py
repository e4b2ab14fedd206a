"""Trees on a raster: between which altitudes a cell holds leaves, and how much of it a trunk."""

from __future__ import annotations

import math

from jumeau.geometry.jit import njit
from jumeau.geometry.solid_raster import CROWN_HALF, CROWN_MIDDLE


@njit
def plant_crowns(low, high, trunk, west, north, step, trees, slender):  # type: ignore[no-untyped-def]
    """Lower and raise cells to crowns, in place; crowns over one cell grow into one.

    Parameters
    ----------
    low, high : (rows, cols) float32
        Altitudes of the lowest and highest leaves [m]; inf and -inf where none are.
    trunk : (rows, cols) float32, or (1, 1)
        Share of a cell's width; (1, 1) where none count.
    west, north, step : float
        Upper left corner and side of a cell [m].
    trees : (N, 5) float64
        x, y, z of the foot, height, radius of the crown [m].
    slender : float
        Width of a trunk in heights of its tree.
    """
    rows, cols = low.shape
    for n in range(len(trees)):
        z, tall, radius = trees[n, 2], trees[n, 3], trees[n, 4]
        if not (tall > 0.0 and radius > 0.0):
            continue
        x, y = (trees[n, 0] - west) / step - 0.5, (north - trees[n, 1]) / step - 0.5
        reach = radius / step
        row, col = math.floor(y + 0.5), math.floor(x + 0.5)
        if 0 <= row < rows and 0 <= col < cols and trunk.shape == low.shape:
            trunk[row, col] = max(trunk[row, col], min(slender * tall / step, 1.0))
        for r in range(max(math.ceil(y - reach), 0), min(math.floor(y + reach), rows - 1) + 1):
            for k in range(max(math.ceil(x - reach), 0), min(math.floor(x + reach), cols - 1) + 1):
                away = ((k - x) * (k - x) + (r - y) * (r - y)) / (reach * reach)
                if away < 1.0:
                    part = CROWN_HALF * math.sqrt(1.0 - away)
                    low[r, k] = min(low[r, k], z + (CROWN_MIDDLE - part) * tall)
                    high[r, k] = max(high[r, k], z + (CROWN_MIDDLE + part) * tall)
