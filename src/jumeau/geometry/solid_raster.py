"""The highest of meshes and crowns over each cell of a raster."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.profile import Standing

CROWN_MIDDLE, CROWN_HALF = 0.6, 0.42
"""Middle and half the height of a crown, in heights of the tree."""


def raise_to_solids(
    z: NDArray[np.float32], west: float, north: float, step: float, standing: Standing
) -> None:
    """Raise cells to the highest triangle over their middle, in place.

    Parameters
    ----------
    z : (rows, cols) float32 array
        Altitudes [m]; row 0 in the north.
    west, north : float
        Upper left corner of the raster, project CRS [m].
    step : float
        Side of a cell [m].
    """
    rows, cols = z.shape
    x, y, up = standing.origin
    box = standing.tile_box
    near = (
        (box[:, 0] + x <= west + cols * step) & (box[:, 3] + x >= west)
        & (box[:, 1] + y <= north) & (box[:, 4] + y >= north - rows * step)
    )  # fmt: skip
    for tile in np.flatnonzero(near).tolist():
        first, end = standing.tile_start[tile], standing.tile_start[tile + 1]
        points = standing.points[standing.point_start[first] : standing.point_start[end]]
        triangles = standing.triangles[
            standing.triangle_start[first] : standing.triangle_start[end]
        ]
        _raise(points, triangles, west - x, north - y, up, step, z)


@njit
def _raise(points, triangles, west, north, up, step, z):  # type: ignore[no-untyped-def]
    rows, cols = z.shape
    for t in range(len(triangles)):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        # In cells, from the middle of the upper left one.
        ax, ay = (points[a, 0] - west) / step - 0.5, (north - points[a, 1]) / step - 0.5
        bx, by = (points[b, 0] - west) / step - 0.5, (north - points[b, 1]) / step - 0.5
        cx, cy = (points[c, 0] - west) / step - 0.5, (north - points[c, 1]) / step - 0.5
        twice = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(twice) < 1e-6:
            continue
        left = max(math.ceil(min(ax, min(bx, cx))), 0)
        right = min(math.floor(max(ax, max(bx, cx))), cols - 1)
        top = max(math.ceil(min(ay, min(by, cy))), 0)
        bottom = min(math.floor(max(ay, max(by, cy))), rows - 1)
        for r in range(top, bottom + 1):
            for k in range(left, right + 1):
                u = ((bx - k) * (cy - r) - (by - r) * (cx - k)) / twice
                v = ((cx - k) * (ay - r) - (cy - r) * (ax - k)) / twice
                if u >= -1e-9 and v >= -1e-9 and u + v <= 1.0 + 1e-9:
                    h = u * points[a, 2] + v * points[b, 2] + (1.0 - u - v) * points[c, 2] + up
                    if h > z[r, k]:
                        z[r, k] = h


@njit
def raise_to_crowns(
    z: NDArray[np.float32],
    west: float,
    north: float,
    step: float,
    foot: NDArray[np.float64],
    height: NDArray[np.float32],
    radius: NDArray[np.float32],
) -> None:
    """Raise cells to the tops of crowns, in place: crowns are dense, and reach the ground.

    Parameters
    ----------
    foot : (N, 3) float64 array
        Where the trees stand, project CRS [m].
    height, radius : (N,) float32 arrays
        Of the trees and of their crowns [m].
    """
    rows, cols = z.shape
    for n in range(len(foot)):
        x, y = (foot[n, 0] - west) / step - 0.5, (north - foot[n, 1]) / step - 0.5
        reach = radius[n] / step
        left, right = max(math.ceil(x - reach), 0), min(int(x + reach), cols - 1)
        top, bottom = max(math.ceil(y - reach), 0), min(int(y + reach), rows - 1)
        for r in range(top, bottom + 1):
            for k in range(left, right + 1):
                away = ((k - x) * (k - x) + (r - y) * (r - y)) / (reach * reach)
                if away < 1.0:
                    part = CROWN_MIDDLE + CROWN_HALF * math.sqrt(1.0 - away)
                    z[r, k] = max(z[r, k], foot[n, 2] + part * height[n])
