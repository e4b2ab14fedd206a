"""What is drawn by hand, seen from above: corners, directions, rectangles, where it crosses itself.

Places are on the map [m], angles are clockwise from grid north [degrees].
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Place = tuple[float, float]

SAME = 1e-6
"""Places nearer to each other than this are one [m]."""


def distance(a: Place, b: Place) -> float:
    """Return the distance between two places [m]."""
    return math.hypot(b[0] - a[0], b[1] - a[1])


def heading(a: Place, b: Place) -> float:
    """Return the direction from a place to another, clockwise from grid north [degrees]."""
    return math.degrees(math.atan2(b[0] - a[0], b[1] - a[1])) % 360.0


def towards(start: Place, direction: float, length: float) -> Place:
    """Return the place in a direction [degrees], so far away [m]."""
    turn = math.radians(direction)
    return (start[0] + length * math.sin(turn), start[1] + length * math.cos(turn))


def corner_angle(before: Place, corner: Place, after: Place) -> float:
    """Return the angle between the two edges at a corner, 0 to 180 [degrees]."""
    turn = abs(heading(corner, after) - heading(corner, before)) % 360.0
    return min(turn, 360.0 - turn)


def direction_at(before: Place, corner: Place, angle: float, side: Place) -> float:
    """Return the direction of an edge that stands at an angle to the one before.

    Parameters
    ----------
    before, corner : Place
        The edge before, which ends in the corner.
    angle : float
        Between the two edges [degrees].
    side : Place
        The new edge lies on this side of the edge before.
    """
    back = heading(corner, before)
    ways = (back + angle, back - angle)
    wanted = heading(corner, side)
    return min(ways, key=lambda way: abs((way - wanted + 180.0) % 360.0 - 180.0)) % 360.0


def at_length(
    before: Place | None, last: Place, aimed: Place, length: float | None, angle: float | None
) -> Place:
    """Return the next point of a sketch where length, direction or both are given.

    Parameters
    ----------
    before : Place or None
        The angle is that between the edge from here to ``last`` and the new one; None where it
        counts from grid north.
    aimed : Place
        Where the cursor is: what is not given is as it is there.
    length : float or None
        [m]
    angle : float or None
        [degrees]
    """
    far = distance(last, aimed)
    way = heading(last, aimed) if far > SAME else 0.0
    if angle is not None:
        way = angle if before is None else direction_at(before, last, angle, aimed)
    return towards(last, way, far if length is None else length)


def at_width(a: Place, b: Place, aimed: Place, width: float | None) -> Place:
    """Return the corner beyond ``b`` of a rectangle on the side of a place, of a width [m]."""
    corner = rectangle(a, b, aimed)[2]
    if width is None or distance(b, corner) < SAME:
        return corner
    return towards(b, heading(b, corner), abs(width))


def ring_area(ring: Sequence[Place]) -> float:
    """Return the area within a ring [m²]."""
    if len(ring) < 3:
        return 0.0
    x0, y0 = ring[0]
    total = 0.0
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        total += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
    return abs(total) / 2.0


def line_length(line: Sequence[Place]) -> float:
    """Return the length of a line [m]."""
    return sum(distance(a, b) for a, b in itertools.pairwise(line))


def rectangle(a: Place, b: Place, at: Place) -> tuple[Place, Place, Place, Place]:
    """Return the rectangle on a first side whose other side goes through a place."""
    length = distance(a, b)
    if length < SAME:
        return (a, b, b, a)
    nx, ny = -(b[1] - a[1]) / length, (b[0] - a[0]) / length
    width = (at[0] - a[0]) * nx + (at[1] - a[1]) * ny
    return (a, b, (b[0] + width * nx, b[1] + width * ny), (a[0] + width * nx, a[1] + width * ny))


def crossing(points: Sequence[Place], *, closed: bool) -> Place | None:
    """Return where a line, or the ring that it becomes once closed, meets itself; None if nowhere.

    Neighbouring edges share a vertex: they meet where one folds back over the other.
    """
    path = np.array([*points, points[0]] if closed and len(points) > 2 else points, np.float64)
    path = path.reshape(-1, 2)
    count = len(path) - 1
    if count < 2:
        return None
    origin = path[0].copy()
    path = path - origin
    start, along = path[:-1], np.diff(path, axis=0)
    for k in range(1, count):
        neighbours = [k - 1] + ([0] if closed and k == count - 1 and k > 1 else [])
        for other in neighbours:
            if _folds_back(start, along, k, other):
                x, y = (start[k] + origin).tolist()
                return (x, y)
        others = np.setdiff1d(np.arange(k), neighbours)
        met = _met(start[k], along[k], start[others], along[others])
        if met is not None:
            x, y = (met + origin).tolist()
            return (x, y)
    return None


def _folds_back(start: NDArray[np.float64], along: NDArray[np.float64], k: int, other: int) -> bool:
    """Tell whether an edge goes back over its neighbour, with which it shares a vertex."""
    a, b = along[k], along[other]
    size = float(np.hypot(*a) * np.hypot(*b))
    if size < SAME * SAME:
        return False
    crossed = abs(float(a[0] * b[1] - a[1] * b[0]))
    return crossed < 1e-6 * size and float(a @ b) < 0.0


def _met(
    p: NDArray[np.float64],
    u: NDArray[np.float64],
    q: NDArray[np.float64],
    v: NDArray[np.float64],
) -> NDArray[np.float64] | None:
    """Return where the edge from p along u meets the first of the edges from q along v."""
    if not len(q):
        return None
    cross = u[0] * v[:, 1] - u[1] * v[:, 0]
    w = q - p
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (w[:, 0] * v[:, 1] - w[:, 1] * v[:, 0]) / cross
        s = (w[:, 0] * u[1] - w[:, 1] * u[0]) / cross
    length = max(float(np.hypot(*u)), SAME)
    slack = SAME / length
    hits = (t >= -slack) & (t <= 1 + slack) & (s >= -1e-9) & (s <= 1 + 1e-9)
    # Edges on one line meet where they overlap.
    flat = np.abs(cross) < 1e-9 * length * np.maximum(np.hypot(*v.T), SAME)
    beside = np.abs(w[:, 0] * u[1] - w[:, 1] * u[0]) / length < SAME
    ends = np.column_stack([w @ u, (w + v) @ u]) / length**2
    laid = flat & beside & (ends.max(1) >= 0.0) & (ends.min(1) <= 1.0)
    hits = np.where(flat, laid, hits)
    if not hits.any():
        return None
    k = int(np.argmax(hits))
    at = float(np.clip(ends[k].min(), 0.0, 1.0)) if flat[k] else float(t[k])
    return np.asarray(p + at * u)
