"""Where a ray meets triangles, crowns and the ground."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.heightfield import altitude_at
from jumeau.geometry.jit import njit

Vector = NDArray[np.float64]


@njit
def first_hit(
    points: NDArray[np.float32], triangles: NDArray[np.int32], eye: Vector, direction: Vector
) -> tuple[float, int]:
    """Return distance and number of the first triangle that a ray meets; (inf, -1) when none.

    Moeller and Trumbore (1997), both sides.
    """
    best, found = np.inf, -1
    ox, oy, oz = eye[0], eye[1], eye[2]
    dx, dy, dz = direction[0], direction[1], direction[2]
    for t in range(len(triangles)):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay, az = points[a, 0], points[a, 1], points[a, 2]
        e1x, e1y, e1z = points[b, 0] - ax, points[b, 1] - ay, points[b, 2] - az
        e2x, e2y, e2z = points[c, 0] - ax, points[c, 1] - ay, points[c, 2] - az
        px = dy * e2z - dz * e2y
        py = dz * e2x - dx * e2z
        pz = dx * e2y - dy * e2x
        det = e1x * px + e1y * py + e1z * pz
        if abs(det) < 1e-12:
            continue
        inverse = 1.0 / det
        tx, ty, tz = ox - ax, oy - ay, oz - az
        u = (tx * px + ty * py + tz * pz) * inverse
        if u < 0.0 or u > 1.0:
            continue
        qx = ty * e1z - tz * e1y
        qy = tz * e1x - tx * e1z
        qz = tx * e1y - ty * e1x
        v = (dx * qx + dy * qy + dz * qz) * inverse
        if v < 0.0 or u + v > 1.0:
            continue
        distance = (e2x * qx + e2y * qy + e2z * qz) * inverse
        if 0.0 < distance < best:
            best, found = distance, t
    return best, found


@njit
def first_crown(
    centre: NDArray[np.float32], radius: NDArray[np.float32], eye: Vector, direction: Vector
) -> tuple[float, int]:
    """Return distance and number of the first ellipsoid that a ray meets; (inf, -1) when none.

    Parameters
    ----------
    centre : (N, 3) float32
        Centres of the crowns [m].
    radius : (N, 2) float32
        Horizontal and vertical half axes [m].
    """
    best, found = np.inf, -1
    for k in range(len(centre)):
        rh, rv = radius[k, 0], radius[k, 1]
        ox = (eye[0] - centre[k, 0]) / rh
        oy = (eye[1] - centre[k, 1]) / rh
        oz = (eye[2] - centre[k, 2]) / rv
        dx, dy, dz = direction[0] / rh, direction[1] / rh, direction[2] / rv
        a = dx * dx + dy * dy + dz * dz
        b = ox * dx + oy * dy + oz * dz
        c = ox * ox + oy * oy + oz * oz - 1.0
        root = b * b - a * c
        if root <= 0.0:
            continue
        distance = (-b - math.sqrt(root)) / a
        if 0.0 < distance < best:
            best, found = distance, k
    return best, found


@njit
def ground_hit(
    z: NDArray[np.float32],
    x0: float,
    y0: float,
    step: float,
    low: float,
    high: float,
    eye: Vector,
    direction: Vector,
    reach: float,
) -> float:
    """Return the distance at which a ray meets the ground; inf when it does not.

    Parameters
    ----------
    z, x0, y0, step
        The height field, in the ray's coordinates.
    low, high : float
        Lowest and highest ground [m].
    reach : float
        Farthest distance to look at [m].
    """
    start, end = 0.0, reach
    if direction[2] < 0.0:
        if eye[2] > high:
            start = (high - eye[2]) / direction[2]
        end = min(end, (low - 1.0 - eye[2]) / direction[2])
    elif eye[2] > high:
        return np.inf
    stride = max(step * 0.5, (end - start) / 4000.0)
    before = start
    distance = start
    while distance <= end + stride:
        x, y = eye[0] + distance * direction[0], eye[1] + distance * direction[1]
        ground = altitude_at(z, x0, y0, step, x, y)
        if ground == ground and eye[2] + distance * direction[2] <= ground:
            for _ in range(30):
                middle = 0.5 * (before + distance)
                x, y = eye[0] + middle * direction[0], eye[1] + middle * direction[1]
                ground = altitude_at(z, x0, y0, step, x, y)
                if ground == ground and eye[2] + middle * direction[2] <= ground:
                    distance = middle
                else:
                    before = middle
            return distance
        before = distance
        distance += stride
    return np.inf
