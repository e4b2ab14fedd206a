"""Distances and sides in plan, and tops of walls, for reflections."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.mirrors.reflectors import Reflectors

OWN_APART, OWN_TURN = 0.5, 0.1
"""Walls in one line with the façade before which a receiver stands: offset [m], sine of angle."""


@njit
def beside(px: float, py: float, ax: float, ay: float, bx: float, by: float) -> float:
    """Return the distance of a point from a stretch in plan [m]."""
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    t = 0.0
    if length > 0.0:
        t = min(1.0, max(0.0, ((px - ax) * dx + (py - ay) * dy) / length))
    return math.sqrt((px - ax - t * dx) ** 2 + (py - ay - t * dy) ** 2)


@njit
def turning(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> float:
    """Return twice the area of a triangle: positive where it turns left."""
    return (bx - ax) * (py - ay) - (by - ay) * (px - ax)


@njit
def apart(walls: NDArray[np.float64], w: int, ax: float, ay: float, bx: float, by: float) -> float:
    """Return the distance of a wall from a stretch in plan [m]; 0 where they cross."""
    px, py, qx, qy = walls[w, 0], walls[w, 1], walls[w, 3], walls[w, 4]
    if (
        turning(px, py, qx, qy, ax, ay) * turning(px, py, qx, qy, bx, by) < 0.0
        and turning(ax, ay, bx, by, px, py) * turning(ax, ay, bx, by, qx, qy) < 0.0
    ):
        return 0.0
    return min(
        min(beside(px, py, ax, ay, bx, by), beside(qx, qy, ax, ay, bx, by)),
        min(beside(ax, ay, px, py, qx, qy), beside(bx, by, px, py, qx, qy)),
    )


@njit
def facade_of(
    reflectors: Reflectors, rx: float, ry: float, own: int, first: int, last: int, best: int
) -> int:
    """Return the wall of a building that is nearest to a receiver among some, or ``best``."""
    ends = reflectors.ends
    near = math.inf
    if best >= 0:
        near = beside(rx, ry, ends[best, 0], ends[best, 1], ends[best, 3], ends[best, 4])
    for w in range(first, last):
        if reflectors.obstacle[w] == own:
            told = beside(rx, ry, ends[w, 0], ends[w, 1], ends[w, 3], ends[w, 4])
            if told < near:
                near, best = told, w
    return best


@njit
def in_line(ends: NDArray[np.float64], w: int, facade: int) -> bool:
    """Return whether a wall stands in one line with another."""
    dx, dy = ends[facade, 3] - ends[facade, 0], ends[facade, 4] - ends[facade, 1]
    length = math.sqrt(dx * dx + dy * dy)
    ex, ey = ends[w, 3] - ends[w, 0], ends[w, 4] - ends[w, 1]
    if abs(dx * ey - dy * ex) > OWN_TURN * length * math.sqrt(ex * ex + ey * ey):
        return False
    for end in (0, 3):
        px, py = ends[w, end] - ends[facade, 0], ends[w, end + 1] - ends[facade, 1]
        if abs(dx * py - dy * px) > OWN_APART * length:
            return False
    return True


@njit
def top_at(ends: NDArray[np.float64], w: int, x: float, y: float) -> float:
    """Return the altitude of a wall's top at a place on it [m]."""
    dx, dy = ends[w, 3] - ends[w, 0], ends[w, 4] - ends[w, 1]
    t = math.sqrt(((x - ends[w, 0]) ** 2 + (y - ends[w, 1]) ** 2) / (dx * dx + dy * dy))
    return float(ends[w, 2] + t * (ends[w, 5] - ends[w, 2]))


@njit
def curved_top(
    ends: NDArray[np.float64],
    w: int,
    x: float,
    y: float,
    sx: float,
    sy: float,
    length: float,
) -> float:
    """Return the top of a wall at a place, both ends moved to the curved space of a path [m]."""
    half, radius = length / 2.0, max(1000.0, 8.0 * length)
    base = math.sqrt(radius * radius - half * half)
    near = math.sqrt((ends[w, 0] - sx) ** 2 + (ends[w, 1] - sy) ** 2) - half
    far = math.sqrt((ends[w, 3] - sx) ** 2 + (ends[w, 4] - sy) ** 2) - half
    first = ends[w, 2] + base - math.sqrt(max(0.0, radius * radius - near * near))
    last = ends[w, 5] + base - math.sqrt(max(0.0, radius * radius - far * far))
    dx, dy = ends[w, 3] - ends[w, 0], ends[w, 4] - ends[w, 1]
    t = math.sqrt(((x - ends[w, 0]) ** 2 + (y - ends[w, 1]) ** 2) / (dx * dx + dy * dy))
    return float(first + t * (last - first))


@njit
def through(at: NDArray[np.float64], k: int, x: float, y: float) -> bool:
    """Return whether the line from a place to an image passes between the ends of its wall."""
    dx, dy = x - at[k, 0], y - at[k, 1]
    first = dx * (at[k, 3] - at[k, 1]) - dy * (at[k, 2] - at[k, 0])
    last = dx * (at[k, 5] - at[k, 1]) - dy * (at[k, 4] - at[k, 0])
    return bool(first * last <= 0.0)


@njit
def seen_through(at: NDArray[np.float64], parent: int, ends: NDArray[np.float64], w: int) -> bool:
    """Return whether some of a wall lies behind the wall of an image, as seen from the image."""
    x, y = at[parent, 0], at[parent, 1]
    ax, ay = at[parent, 2], at[parent, 3]
    bx, by = at[parent, 4], at[parent, 5]
    side = 1.0 if turning(x, y, ax, ay, bx, by) > 0.0 else -1.0
    px, py, qx, qy = ends[w, 0], ends[w, 1], ends[w, 3], ends[w, 4]
    if side * turning(x, y, ax, ay, px, py) < 0.0 and side * turning(x, y, ax, ay, qx, qy) < 0.0:
        return False
    if side * turning(x, y, bx, by, px, py) > 0.0 and side * turning(x, y, bx, by, qx, qy) > 0.0:
        return False
    return (
        side * turning(ax, ay, bx, by, px, py) < 0.0 or side * turning(ax, ay, bx, by, qx, qy) < 0.0
    )
