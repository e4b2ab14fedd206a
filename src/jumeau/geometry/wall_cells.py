"""Walls of standing meshes, and cells on them: upright triangles in one plane, put together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.profile import Standing

UPRIGHT = 0.17
"""A triangle is a wall where the vertical part of its unit normal is smaller: within 10 degrees."""
LYING = 0.17
"""A triangle is a roof where the vertical part of its unit normal is larger."""
SMALL = 1e-3
"""Smaller triangles carry nothing [m2]."""
SHORTEST, LOWEST = 0.3, 0.5
"""Narrower or lower walls carry no cells [m]."""
_ALIKE = math.cos(math.radians(3.0))
_APART = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Triangles:
    """Triangles of a Standing, one by one; coordinates from its origin [m].

    Attributes
    ----------
    corners : (M, 3, 3) float64
        Triangle, corner, x y z.
    normal : (M, 3) float64
        Unit vectors out of the surface; 0 where the triangle has no area.
    feature : (M,) int64
        Index (not row) of the feature.
    area : (M,) float64
        [m2].
    """

    corners: NDArray[np.float64]
    normal: NDArray[np.float64]
    feature: NDArray[np.int64]
    area: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Walls:
    """Upright rectangles around coplanar triangles that touch one another, W of them.

    Attributes
    ----------
    feature : (W,) int64
        Index (not row) of the feature.
    normal : (W, 2) float64
        Level unit vectors out of the wall.
    offset : (W,) float64
        Along the normal, from the origin of the Standing [m].
    along : (W, 2) float64
        Begin and end along (-ny, nx): from left to right as seen from inside [m].
    up : (W, 2) float64
        Lowest and highest z from the origin [m].
    start : (W+1,) int64
        Where the triangles of each wall begin in ``triangle``.
    triangle : (K,) int64
        Of :class:`Triangles`, wall by wall.
    """

    feature: NDArray[np.int64]
    normal: NDArray[np.float64]
    offset: NDArray[np.float64]
    along: NDArray[np.float64]
    up: NDArray[np.float64]
    start: NDArray[np.int64]
    triangle: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.feature)


def triangles_of(standing: Standing) -> Triangles:
    """Return the triangles of meshes with their normals."""
    counts = np.diff(standing.triangle_start)
    feature = np.repeat(np.arange(len(counts)), counts)
    tile = np.searchsorted(standing.tile_start, feature, side="right") - 1
    first = standing.point_start[standing.tile_start[tile]]
    index = standing.triangles[: len(feature)].astype(np.int64) + first[:, None]
    corners = standing.points[index].astype(np.float64)
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    length = np.sqrt(np.einsum("ij,ij->i", cross, cross))
    normal = cross / np.where(length > 0.0, length, 1.0)[:, None]
    return Triangles(corners, normal, feature, 0.5 * length)


def walls_of(triangles: Triangles) -> Walls:
    """Return the walls of meshes: coplanar upright triangles of a feature, stretch by stretch."""
    chosen = np.flatnonzero((abs(triangles.normal[:, 2]) < UPRIGHT) & (triangles.area > SMALL))
    if not len(chosen):
        none, pair = np.empty(0), np.empty((0, 2))
        ints = np.empty(0, np.int64)
        return Walls(ints, pair, none, pair.copy(), pair.copy(), np.zeros(1, np.int64), ints.copy())
    level = triangles.normal[chosen, :2]
    level /= np.hypot(level[:, 0], level[:, 1])[:, None]
    plane = np.empty(len(chosen), np.int64)
    corners, feature = triangles.corners[chosen], triangles.feature[chosen]
    normal, offset = _planes(corners, level, triangles.area[chosen], feature, plane)
    # Along each plane, from the left: a gap begins another wall.
    tangent = np.stack([-normal[plane, 1], normal[plane, 0]], axis=1)
    u = np.einsum("mcx,mx->mc", corners[:, :, :2], tangent)
    low, high = u.min(axis=1), u.max(axis=1)
    order = np.lexsort((low, plane))
    wall = np.empty(len(chosen), np.int64)
    count = _stretches(plane[order], low[order], high[order], wall)
    start = np.searchsorted(wall, np.arange(count + 1))
    first, z = order[start[:-1]], corners[:, :, 2]
    along = np.stack(
        [np.minimum.reduceat(low[order], start[:-1]), np.maximum.reduceat(high[order], start[:-1])],
        axis=1,
    )
    up = np.stack(
        [
            np.minimum.reduceat(z.min(axis=1)[order], start[:-1]),
            np.maximum.reduceat(z.max(axis=1)[order], start[:-1]),
        ],
        axis=1,
    )
    on = plane[first]
    return Walls(feature[first], normal[on], offset[on], along, up, start, chosen[order])


@njit
def _planes(corners, level, area, feature, plane):  # type: ignore[no-untyped-def]
    """Count the planes that triangles lie in; return their normals and offsets."""
    count = len(level)
    normal = np.empty((count, 2))
    offset = np.empty(count)
    weight = np.empty(count)
    total, begin = 0, 0
    for m in range(count):
        if m == 0 or feature[m] != feature[m - 1]:
            begin = total
        nx, ny = level[m, 0], level[m, 1]
        x = (corners[m, 0, 0] + corners[m, 1, 0] + corners[m, 2, 0]) / 3.0
        y = (corners[m, 0, 1] + corners[m, 1, 1] + corners[m, 2, 1]) / 3.0
        found = -1
        for p in range(begin, total):
            beside = abs(normal[p, 0] * x + normal[p, 1] * y - offset[p]) < _APART
            if beside and normal[p, 0] * nx + normal[p, 1] * ny > _ALIKE:
                found = p
                break
        if found < 0:
            normal[total, 0], normal[total, 1] = nx, ny
            offset[total] = nx * x + ny * y
            weight[total] = area[m]
            found = total
            total += 1
        elif area[m] > weight[found]:
            # The largest triangle tells the plane best.
            normal[found, 0], normal[found, 1] = nx, ny
            offset[found] = nx * x + ny * y
            weight[found] = area[m]
        plane[m] = found
    return normal[:total].copy(), offset[:total].copy()


@njit
def _stretches(plane, low, high, wall):  # type: ignore[no-untyped-def]
    """Count the walls of sorted triangles; return how many."""
    number, reached = -1, 0.0
    for m in range(len(plane)):
        if m == 0 or plane[m] != plane[m - 1] or low[m] > reached + 0.05:
            number += 1
            reached = high[m]
        reached = max(reached, high[m])
        wall[m] = number
    return number + 1


def cells_on_walls(
    triangles: Triangles, walls: Walls, foot: NDArray[np.float64], size: float
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Split walls into cells.

    Parameters
    ----------
    triangles, walls : Triangles, Walls
        Of one Standing.
    foot : (W,) float64
        Altitude at which the cells of a wall begin, from the origin [m].
    size : float
        Wished side of a cell [m]; whole cells fill a wall.

    Returns
    -------
    wall : (N,) int64
        Of each cell.
    place : (N, 2) float64
        Its middle: along the wall and up it, from the wall's lower left corner [m].
    cell : (N, 2) float64
        Its width and height [m].
    """
    length, height = walls.along[:, 1] - walls.along[:, 0], walls.up[:, 1] - foot
    many = (length >= SHORTEST) & (height >= LOWEST)
    across = np.where(many, np.maximum(1, np.round(length / size)), 0).astype(np.int64)
    upward = np.where(many, np.maximum(1, np.round(height / size)), 0).astype(np.int64)
    room = int((across * upward).sum())
    wall = np.empty(room, np.int64)
    place, cell = np.empty((room, 2)), np.empty((room, 2))
    count = _fill(
        triangles.corners, walls.triangle, walls.start, walls.normal, walls.along, walls.up, foot,
        across, upward, wall, place, cell,
    )  # fmt: skip
    return wall[:count], place[:count], cell[:count]


@njit
def _fill(  # type: ignore[no-untyped-def]
    corners, triangle, start, normal, along, up, foot, across, upward, wall, place, cell
):
    """Write the cells whose middle lies in a triangle; return how many."""
    count = 0
    for w in range(len(start) - 1):
        if across[w] == 0:
            continue
        wide = (along[w, 1] - along[w, 0]) / across[w]
        high = (up[w, 1] - foot[w]) / upward[w]
        tx, ty = -normal[w, 1], normal[w, 0]
        for j in range(upward[w]):
            z = foot[w] + (j + 0.5) * high
            for i in range(across[w]):
                u = along[w, 0] + (i + 0.5) * wide
                inside = False
                for k in range(start[w], start[w + 1]):
                    t = corners[triangle[k]]
                    au, az = tx * t[0, 0] + ty * t[0, 1], t[0, 2]
                    bu, bz = tx * t[1, 0] + ty * t[1, 1], t[1, 2]
                    cu, cz = tx * t[2, 0] + ty * t[2, 1], t[2, 2]
                    d0 = (bu - au) * (z - az) - (bz - az) * (u - au)
                    d1 = (cu - bu) * (z - bz) - (cz - bz) * (u - bu)
                    d2 = (au - cu) * (z - cz) - (az - cz) * (u - cu)
                    if (d0 >= 0.0 and d1 >= 0.0 and d2 >= 0.0) or (
                        d0 <= 0.0 and d1 <= 0.0 and d2 <= 0.0
                    ):
                        inside = True
                        break
                if inside:
                    wall[count] = w
                    place[count, 0], place[count, 1] = (i + 0.5) * wide, (j + 0.5) * high
                    cell[count, 0], cell[count, 1] = wide, high
                    count += 1
    return count


def cells_on_roofs(
    triangles: Triangles, origin: tuple[float, float, float], size: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Split roofs into level square cells of the one grid of the world.

    Parameters
    ----------
    triangles : Triangles
        Of one Standing.
    origin : tuple of float
        Its origin, project CRS [m].
    size : float
        Side of a cell [m].

    Returns
    -------
    triangle : (N,) int64
        The highest one of its feature over the middle of each cell.
    point : (N, 3) float64
        Its middle, from the origin [m].
    """
    chosen = np.flatnonzero((triangles.normal[:, 2] > LYING) & (triangles.area > SMALL))
    if not len(chosen):
        return np.empty(0, np.int64), np.empty((0, 3))
    corners = triangles.corners[chosen]
    # Middles of cells, numbered over the whole world.
    low = np.ceil((corners[:, :, :2].min(axis=1) + origin[:2]) / size - 0.5).astype(np.int64)
    high = np.floor((corners[:, :, :2].max(axis=1) + origin[:2]) / size - 0.5).astype(np.int64)
    room = int(np.maximum(high - low + 1, 0).prod(axis=1).sum())
    index, point = np.empty(room, np.int64), np.empty((room, 3))
    number = np.empty((room, 2), np.int64)
    shift = np.array(origin[:2])
    count = _cover(corners, low, high, shift, size, index, number, point)
    index, point, number = chosen[index[:count]], point[:count], number[:count]
    feature = triangles.feature[index]
    order = np.lexsort((-point[:, 2], number[:, 0], -number[:, 1], feature))
    key = np.column_stack([feature, number])[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = (key[1:] != key[:-1]).any(axis=1)
    kept = order[first]
    return index[kept], point[kept]


@njit
def _cover(corners, low, high, shift, size, index, number, point):  # type: ignore[no-untyped-def]
    """Write the middles of cells below which a triangle lies; return how many."""
    count = 0
    for m in range(len(corners)):
        t = corners[m]
        twice = (t[1, 0] - t[0, 0]) * (t[2, 1] - t[0, 1]) - (t[1, 1] - t[0, 1]) * (
            t[2, 0] - t[0, 0]
        )
        for r in range(low[m, 1], high[m, 1] + 1):
            y = (r + 0.5) * size - shift[1]
            for c in range(low[m, 0], high[m, 0] + 1):
                x = (c + 0.5) * size - shift[0]
                u = ((t[1, 0] - x) * (t[2, 1] - y) - (t[1, 1] - y) * (t[2, 0] - x)) / twice
                v = ((t[2, 0] - x) * (t[0, 1] - y) - (t[2, 1] - y) * (t[0, 0] - x)) / twice
                if u >= -1e-9 and v >= -1e-9 and u + v <= 1.0 + 1e-9:
                    index[count] = m
                    number[count, 0], number[count, 1] = c, r
                    point[count, 0], point[count, 1] = x, y
                    point[count, 2] = u * t[0, 2] + v * t[1, 2] + (1.0 - u - v) * t[2, 2]
                    count += 1
    return count


@njit
def highest_two(corners, feature, west, north, step, heights, owners):  # type: ignore[no-untyped-def]
    """Write the two highest features over the middle of every cell of a raster, in place.

    Parameters
    ----------
    corners : (M, 3, 3) float64
        Triangles [m].
    feature : (M,) int64
        What each belongs to.
    west, north, step : float
        Upper left corner of the raster and side of a cell [m].
    heights : (2, rows, cols) float32
        Begins at -inf [m].
    owners : (2, rows, cols) int64
        Begins at -1.
    """
    top, second, owner, second_owner = heights[0], heights[1], owners[0], owners[1]
    rows, cols = top.shape
    for m in range(len(corners)):
        t = corners[m]
        ax, ay = (t[0, 0] - west) / step - 0.5, (north - t[0, 1]) / step - 0.5
        bx, by = (t[1, 0] - west) / step - 0.5, (north - t[1, 1]) / step - 0.5
        cx, cy = (t[2, 0] - west) / step - 0.5, (north - t[2, 1]) / step - 0.5
        twice = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(twice) < 1e-6:
            continue
        f = feature[m]
        for r in range(
            max(math.ceil(min(ay, by, cy)), 0), min(math.floor(max(ay, by, cy)), rows - 1) + 1
        ):
            for k in range(
                max(math.ceil(min(ax, bx, cx)), 0), min(math.floor(max(ax, bx, cx)), cols - 1) + 1
            ):
                u = ((bx - k) * (cy - r) - (by - r) * (cx - k)) / twice
                v = ((cx - k) * (ay - r) - (cy - r) * (ax - k)) / twice
                if u >= -1e-9 and v >= -1e-9 and u + v <= 1.0 + 1e-9:
                    h = u * t[0, 2] + v * t[1, 2] + (1.0 - u - v) * t[2, 2]
                    if owner[r, k] == f:
                        top[r, k] = max(top[r, k], h)
                    elif h > top[r, k]:
                        second[r, k], second_owner[r, k] = top[r, k], owner[r, k]
                        top[r, k], owner[r, k] = h, f
                    elif h > second[r, k]:
                        second[r, k], second_owner[r, k] = h, f
