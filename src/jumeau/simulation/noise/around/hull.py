"""Paths around vertical edges: the convex hull of what stands in the way, left and right.

ISO/TR 17534-4:2020, 5.13 and annex II of Directive 2002/49/EC, 2.5.6 (figure 2.5.h): obstacles are
cut by the plane through source and receiver that is level across the path; sound goes along the
convex hull of what is left of them on one side. In favourable conditions an obstacle counts only
where it stands above the plane in the curved space too.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.around.corners import Corners
from jumeau.simulation.noise.paths.cut import cut
from jumeau.simulation.noise.profile import EDGE, KIND, OBSTACLE, PX, PY, WALL, X, Z

LONGEST = 4.0
"""A path around that is longer than this many times the straight one does not count."""
POINTS = 2048
"""Corners of one side of one path; obstacles beyond them do not count."""


def scratch_around() -> NDArray[np.float64]:
    """Return a buffer for :func:`side_path`: one a thread."""
    return np.empty((POINTS, 3))


@njit
def lowering(place: float, radius: float, half: float, base: float) -> float:
    """Return what the curved space adds to altitudes at a distance from the source [m].

    The transformation of Salomons et al. 2011 (doi 10.3813/AAA.918387), equation 4: rays that are
    arcs of circles become straight.
    """
    return base - math.sqrt(radius * radius - (place - half) * (place - half))


@njit
def stands_curved(
    corners: Corners,
    obstacle: int,
    sx: float,
    sy: float,
    sz: float,
    rx: float,
    ry: float,
    rz: float,
) -> bool:
    """Return whether an obstacle rises above the plane in the curved space."""
    dx, dy = rx - sx, ry - sy
    length = math.sqrt(dx * dx + dy * dy)
    along = (rz - sz) / (length * length)
    half = length / 2.0
    radius = max(1000.0, 8.0 * length)
    base = math.sqrt(radius * radius - half * half)
    first, last = corners.first[obstacle], corners.first[obstacle + 1]
    for i in range(corners.rings[first], corners.rings[last]):
        x, y = corners.points[i, 0] - sx, corners.points[i, 1] - sy
        plane = sz + (x * dx + y * dy) * along
        reach = radius * radius - (math.sqrt(x * x + y * y) - half) ** 2
        if reach >= 0.0 and corners.points[i, 2] + base - math.sqrt(reach) >= plane:
            return True
    return False


@njit
def alike_curved(corners: Corners, direct: NDArray[np.float64], n: int) -> bool:
    """Return whether all that a straight path crosses rises in the curved space too.

    Then the paths around it are the same in both spaces.
    """
    sx, sy, sz = direct[0, PX], direct[0, PY], direct[0, Z]
    rx, ry, rz = direct[n - 1, PX], direct[n - 1, PY], direct[n - 1, Z]
    before = -1
    for i in range(1, n - 1):
        if direct[i, KIND] == WALL and int(direct[i, OBSTACLE]) != before:
            before = int(direct[i, OBSTACLE])
            obstacle = before if before >= 0 else corners.buildings - 2 - before
            if not stands_curved(corners, obstacle, sx, sy, sz, rx, ry, rz):
                return False
    return True


@njit
def standing(
    corners: Corners,
    obstacle: int,
    sx: float,
    sy: float,
    sz: float,
    rx: float,
    ry: float,
    rz: float,
    left: bool,
    curved: bool,
    points: NDArray[np.float64],
    k: int,
) -> int:
    """Append the corners (x, y) of what an obstacle leaves above the plane, on one side.

    Returns
    -------
    int
        How many points there are now; -1 where the buffer is full.
    """
    dx, dy = rx - sx, ry - sy
    length = math.sqrt(dx * dx + dy * dy)
    along = (rz - sz) / (length * length)
    side = 1.0 if left else -1.0
    first, last = corners.first[obstacle], corners.first[obstacle + 1]
    if curved and not stands_curved(corners, obstacle, sx, sy, sz, rx, ry, rz):
        return k
    for ring in range(first, last):
        begin, end = corners.rings[ring], corners.rings[ring + 1]
        i = end - 1
        px, py = corners.points[i, 0] - sx, corners.points[i, 1] - sy
        before = corners.points[i, 2] - sz - (px * dx + py * dy) * along
        for i in range(begin, end):
            if k + 2 > len(points):
                return -1
            x, y = corners.points[i, 0] - sx, corners.points[i, 1] - sy
            over = corners.points[i, 2] - sz - (x * dx + y * dy) * along
            if (over >= 0.0) != (before >= 0.0):
                t = before / (before - over)
                qx, qy = px + t * (x - px), py + t * (y - py)
                if side * (dx * qy - dy * qx) > 0.0:
                    points[k, 0], points[k, 1] = sx + qx, sy + qy
                    k += 1
            if over >= 0.0 and side * (dx * y - dy * x) > 0.0:
                points[k, 0], points[k, 1] = sx + x, sy + y
                k += 1
            px, py, before = x, y, over
    return k


@njit
def hull_in_place(points: NDArray[np.float64], k: int, rx: float, ry: float, left: bool) -> int:
    """Sort the places of a path around to the front: from the first point to the receiver.

    Parameters
    ----------
    points : (…, 2+) float64
        The source first, then ``k - 1`` places that all lie on one side of the line to the
        receiver, which is the last of them.
    k : int
    rx, ry : float
        The receiver [m].
    left : bool

    Returns
    -------
    int
        How many points the path has, both ends included.
    """
    side = 1.0 if left else -1.0
    n = 1
    while n < k:
        px, py = points[n - 1, 0], points[n - 1, 1]
        best, bx, by = k - 1, points[k - 1, 0] - px, points[k - 1, 1] - py
        for i in range(n, k - 1):
            x, y = points[i, 0] - px, points[i, 1] - py
            turn = side * (bx * y - by * x)
            if turn > 0.0 or (turn == 0.0 and x * x + y * y > bx * bx + by * by):
                best, bx, by = i, x, y
        if best == k - 1:
            points[n, 0], points[n, 1] = rx, ry
            return n + 1
        qx, qy = points[best, 0], points[best, 1]
        points[best, 0], points[best, 1] = points[n, 0], points[n, 1]
        points[n, 0], points[n, 1] = qx, qy
        n += 1
    return n


@njit
def side_path(
    cuts: Any,
    corners: Corners,
    direct: NDArray[np.float64],
    n: int,
    left: bool,
    curved: bool,
    max_length: float,
    rows: NDArray[np.float64],
    points: NDArray[np.float64],
) -> int:
    """Cut the profile of the path around one side of what stands in the way.

    Parameters
    ----------
    cuts : Cuts
    corners : Corners
    direct : (…, COLUMNS) float64
        Profile of the straight path.
    n : int
        Its points.
    left, curved : bool
        Which side, seen from the source; in which space.
    max_length : float
        Paths that are not shorter than this in plan do not count [m].
    rows : (…, COLUMNS) float64
        Filled.
    points : (…, 3) float64
        Scratch (:func:`scratch_around`).

    Returns
    -------
    int
        Points of the profile; 0 where there is no such path, -1 where it has too many.
    """
    sx, sy, sz = direct[0, PX], direct[0, PY], direct[0, Z]
    rx, ry, rz = direct[n - 1, PX], direct[n - 1, PY], direct[n - 1, Z]
    length = math.sqrt((rx - sx) ** 2 + (ry - sy) ** 2)
    if length == 0.0:
        return 0
    points[0, 0], points[0, 1] = sx, sy
    k = 1
    for i in range(1, n - 1):
        if direct[i, KIND] != WALL:
            continue
        told = int(direct[i, OBSTACLE])
        known = False
        for j in range(1, i):
            if direct[j, KIND] == WALL and int(direct[j, OBSTACLE]) == told:
                known = True
                break
        if not known:
            obstacle = told if told >= 0 else corners.buildings - 2 - told
            k = standing(corners, obstacle, sx, sy, sz, rx, ry, rz, left, curved, points[:-1], k)
            if k < 0:
                return -1
    if k == 1:
        return 0
    points[k, 0], points[k, 1] = rx, ry
    m = hull_in_place(points, k + 1, rx, ry, left)
    total = 0.0
    for i in range(1, m):
        total += math.sqrt(
            (points[i, 0] - points[i - 1, 0]) ** 2 + (points[i, 1] - points[i - 1, 1]) ** 2
        )
    if total > LONGEST * length or total >= max_length:
        return 0
    along = (rz - sz) / (length * length)
    for i in range(m):
        ahead = (points[i, 0] - sx) * (rx - sx) + (points[i, 1] - sy) * (ry - sy)
        points[i, 2] = sz + ahead * along
    points[m - 1, 2] = rz
    at = 0
    x = 0.0
    for i in range(m - 1):
        end = cut(
            cuts,
            points[i, 0],
            points[i, 1],
            points[i, 2],
            points[i + 1, 0],
            points[i + 1, 1],
            points[i + 1, 2],
            rows,
            at,
            x,
        )
        if end < 0:
            return -1
        if i:
            rows[at, KIND] = EDGE
        at = end - 1
        x = rows[at, X]
    return at + 1
