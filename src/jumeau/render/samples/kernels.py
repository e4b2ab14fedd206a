"""Kernels of cells: rectangles that are joined, their light, and which one a ray meets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.shading import shade_of


@njit
def merged(
    plane: NDArray[np.int64],
    code: NDArray[np.int64],
    left: NDArray[np.float64],
    right: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    touching: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Merge rectangles of one plane and colour that follow one another; return first and last."""
    first = np.empty(len(plane), np.int64)
    last = np.empty(len(plane), np.int64)
    count = 0
    for k in range(len(plane)):
        if (
            count > 0
            and plane[k] == plane[k - 1]
            and code[k] == code[k - 1]
            and abs(left[k] - left[k - 1]) < touching
            and abs(right[k] - right[k - 1]) < touching
            and abs(low[k] - high[k - 1]) < touching
        ):
            last[count - 1] = k
        else:
            first[count] = k
            last[count] = k
            count += 1
    return first[:count].copy(), last[:count].copy()


@njit
def shades(light: NDArray[np.float64], normal: NDArray[np.float64], out: NDArray[np.uint8]) -> None:
    """Write the shade (Q,) of surfaces with unit normals (Q, 3)."""
    for k in range(len(out)):
        nz = normal[k, 2]
        out[k] = np.uint8(shade_of(light, normal[k, 0], normal[k, 1], nz, nz >= 0.2))


@njit
def first_cell(
    corner: NDArray[np.float32],
    along: NDArray[np.float32],
    up: NDArray[np.float32],
    value: NDArray[np.float32],
    eye: NDArray[np.float64],
    direction: NDArray[np.float64],
) -> tuple[float, int]:
    """Return distance and row of the first cell that a ray meets from outside, -1 for none."""
    best, row = np.inf, -1
    dx, dy, dz = direction[0], direction[1], direction[2]
    for k in range(len(value)):
        if not np.isfinite(value[k]):
            continue
        ax, ay, az = along[k, 0], along[k, 1], along[k, 2]
        bx, by, bz = up[k, 0], up[k, 1], up[k, 2]
        nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
        facing = nx * dx + ny * dy + nz * dz
        if facing >= -1e-12:
            continue
        px, py, pz = corner[k, 0] - eye[0], corner[k, 1] - eye[1], corner[k, 2] - eye[2]
        t = (nx * px + ny * py + nz * pz) / facing
        if t <= 0.0 or t >= best:
            continue
        qx, qy, qz = dx * t - px, dy * t - py, dz * t - pz
        aa, bb = ax * ax + ay * ay + az * az, bx * bx + by * by + bz * bz
        ab = ax * bx + ay * by + az * bz
        qa, qb = qx * ax + qy * ay + qz * az, qx * bx + qy * by + qz * bz
        flat = aa * bb - ab * ab
        if flat <= 0.0:
            continue
        u, v = (bb * qa - ab * qb) / flat, (aa * qb - ab * qa) / flat
        if 0.0 <= u <= 1.0 and 0.0 <= v <= 1.0:
            best, row = t, k
    return best, row
