"""The outer triangles of a building: those that somebody around it, or above it, can see.

A model of an architect holds rooms, stairs and furniture. Seen from many directions, what nothing
covers is kept; panes count as walls. This is an item buffer after H. Weghorst, G. Hooper and
D. P. Greenberg, "Improved computational methods for ray tracing", ACM Transactions on Graphics 3
(1984), 52-69, on parallel projections.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.model.progress import Progress, silent

SIDE = 1024
"""Cells of a projection, along its longer side."""
FINEST = 0.02
"""A cell at least [m]."""
SLACK = 1.5
"""What lies no further behind than so many cells is seen."""
_RINGS = ((0.0, 16), (30.0, 16), (60.0, 12), (90.0, 1), (-20.0, 8))
"""Elevations [degrees], and how many directions each has."""


@njit
def _cover(uvw, corners, cell, buffer):  # type: ignore[no-untyped-def]
    rows, columns = buffer.shape
    for t in range(len(corners)):
        a, b, c = corners[t, 0], corners[t, 1], corners[t, 2]
        ax, ay, az = uvw[a, 0] / cell, uvw[a, 1] / cell, uvw[a, 2]
        bx, by, bz = uvw[b, 0] / cell, uvw[b, 1] / cell, uvw[b, 2]
        cx, cy, cz = uvw[c, 0] / cell, uvw[c, 1] / cell, uvw[c, 2]
        twice = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        if abs(twice) < 1e-9:
            continue
        x0, x1 = int(max(min(ax, bx, cx) - 0.5, 0.0)), int(min(max(ax, bx, cx) + 0.5, columns - 1))
        y0, y1 = int(max(min(ay, by, cy) - 0.5, 0.0)), int(min(max(ay, by, cy) + 0.5, rows - 1))
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                px, py = x + 0.5, y + 0.5
                p = ((bx - px) * (cy - py) - (cx - px) * (by - py)) / twice
                q = ((cx - px) * (ay - py) - (ax - px) * (cy - py)) / twice
                r = 1.0 - p - q
                if p < -1e-6 or q < -1e-6 or r < -1e-6:
                    continue
                z = p * az + q * bz + r * cz
                buffer[y, x] = max(buffer[y, x], z)


@njit
def _look(uvw, corners, cell, slack, buffer, weights, seen):  # type: ignore[no-untyped-def]
    rows, columns = buffer.shape
    for t in range(len(corners)):
        if seen[t]:
            continue
        a, b, c = corners[t, 0], corners[t, 1], corners[t, 2]
        for k in range(len(weights)):
            p, q, r = weights[k, 0], weights[k, 1], weights[k, 2]
            x = int((p * uvw[a, 0] + q * uvw[b, 0] + r * uvw[c, 0]) / cell)
            y = int((p * uvw[a, 1] + q * uvw[b, 1] + r * uvw[c, 1]) / cell)
            z = p * uvw[a, 2] + q * uvw[b, 2] + r * uvw[c, 2]
            x, y = min(max(x, 0), columns - 1), min(max(y, 0), rows - 1)
            if z >= buffer[y, x] - slack:
                seen[t] = True
                break


def seen_from_outside(
    xyz: NDArray[np.float64], corners: NDArray[np.int64], progress: Progress = silent
) -> NDArray[np.bool_]:
    """Tell which triangles (T,) are seen from around or above.

    Parameters
    ----------
    xyz : (N, 3) float64
        z up [m].
    corners : (T, 3) int64
    progress : Progress
        May raise ``Cancelled``.
    """
    seen = np.zeros(len(corners), np.bool_)
    w = 1.0 / 3.0
    weights = np.array(
        [[w, w, w], [0.9, 0.05, 0.05], [0.05, 0.9, 0.05], [0.05, 0.05, 0.9],
         [0.48, 0.48, 0.04], [0.04, 0.48, 0.48], [0.48, 0.04, 0.48]]
    )  # fmt: skip
    ways = [
        (math.radians(up), 2 * math.pi * (k + 0.31) / count)
        for up, count in _RINGS
        for k in range(count)
    ]
    for number, (up, turn) in enumerate(ways):
        progress(number / len(ways), "reading")
        right = np.array([-math.sin(turn), math.cos(turn), 0.0])
        towards = np.array(
            [math.cos(up) * math.cos(turn), math.cos(up) * math.sin(turn), math.sin(up)]
        )
        over = np.cross(towards, right)
        uvw = xyz @ np.column_stack([right, over, towards])
        uvw[:, :2] -= uvw[:, :2].min(axis=0)
        width, height = uvw[:, :2].max(axis=0)
        cell = max(FINEST, float(max(width, height)) / SIDE)
        buffer = np.full((int(height / cell) + 1, int(width / cell) + 1), -np.inf)
        _cover(uvw, corners, cell, buffer)
        _look(uvw, corners, cell, SLACK * cell, buffer, weights, seen)
    return seen


def below_top(
    xyz: NDArray[np.float64], corners: NDArray[np.int64], points: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how far points (P, 3) lie below the highest triangle above or under them [m].

    Parameters
    ----------
    xyz : (N, 3) float64
        z up [m].
    corners : (T, 3) int64
    """
    low = xyz[:, :2].min(axis=0)
    width, height = xyz[:, :2].max(axis=0) - low
    cell = max(FINEST, float(max(width, height)) / SIDE)
    seen = np.column_stack([xyz[:, :2] - low, xyz[:, 2]])
    buffer = np.full((int(height / cell) + 1, int(width / cell) + 1), -np.inf)
    _cover(seen, corners, cell, buffer)
    column, row = ((points[:, :2] - low) / cell).astype(np.int64).T
    rows, columns = buffer.shape
    top = buffer[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)]
    return np.maximum(np.where(np.isfinite(top), top, points[:, 2]) - points[:, 2], 0.0)
