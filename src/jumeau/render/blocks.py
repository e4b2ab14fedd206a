"""Buildings seen from far away in motion: blocks of the same area, place, direction and height."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.mesh import ROOF, WALL
from jumeau.render.buildings import Buildings

_Array = NDArray[Any]

POINTS, TRIANGLES = 12, 10
"""Of a block: four corners at the foot, four at the eave, four of the roof; no floor."""


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """The features of a tile, most of them as blocks.

    Attributes
    ----------
    points : (N, 3) float32 [m], local to the project's origin
    triangles : (M, 3) int32, counter-clockwise from outside
    source : (N,) int64, the point of the whole mesh whose colour each point has
    """

    points: NDArray[np.float32]
    triangles: NDArray[np.int32]
    source: NDArray[np.int64]


@njit
def _rectangle(xy: _Array, ring_start: _Array, first: int, last: int, out: _Array) -> float:
    """Write the rectangle (x, y, direction x, y, half sides) of polygons; return the deviation.

    It has the polygons' area and middle, the direction of their longest side, and sides in the
    proportion of their second moments.
    """
    r0, r1 = first, last
    if ring_start[r1] - ring_start[r0] < 3:
        return float(np.inf)
    x0, y0 = xy[ring_start[r0], 0], xy[ring_start[r0], 1]
    area, mx, my, mxx, mxy, myy = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    ux, uy, longest = 1.0, 0.0, 0.0
    for r in range(r0, r1):
        ax, ay = xy[ring_start[r + 1] - 1, 0] - x0, xy[ring_start[r + 1] - 1, 1] - y0
        for i in range(ring_start[r], ring_start[r + 1]):
            bx, by = xy[i, 0] - x0, xy[i, 1] - y0
            cross = ax * by - bx * ay
            area += cross / 2
            mx += cross * (ax + bx) / 6
            my += cross * (ay + by) / 6
            mxx += cross * (ax * ax + ax * bx + bx * bx) / 12
            myy += cross * (ay * ay + ay * by + by * by) / 12
            mxy += cross * (2 * ax * ay + ax * by + bx * ay + 2 * bx * by) / 24
            dx, dy = bx - ax, by - ay
            length = np.sqrt(dx * dx + dy * dy)
            if length > longest:
                longest, ux, uy = length, dx / length, dy / length
            ax, ay = bx, by
    if not area > 0.01:
        return np.inf
    cx, cy = mx / area, my / area
    sxx, sxy, syy = mxx / area - cx * cx, mxy / area - cx * cy, myy / area - cy * cy
    along = max(sxx * ux * ux + 2 * sxy * ux * uy + syy * uy * uy, 1e-6)
    across = max(sxx * uy * uy - 2 * sxy * ux * uy + syy * ux * ux, 1e-6)
    scale = np.sqrt(area / (12 * np.sqrt(along * across)))
    a, b = np.sqrt(3 * along) * scale, np.sqrt(3 * across) * scale
    out[0], out[1], out[2], out[3], out[4], out[5] = x0 + cx, y0 + cy, ux, uy, a, b
    # The mean distance of the outline from the rectangle's own.
    total, weight = 0.0, 0.0
    for r in range(r0, r1):
        ax, ay = xy[ring_start[r + 1] - 1, 0] - x0 - cx, xy[ring_start[r + 1] - 1, 1] - y0 - cy
        for i in range(ring_start[r], ring_start[r + 1]):
            bx, by = xy[i, 0] - x0 - cx, xy[i, 1] - y0 - cy
            dx, dy = bx - ax, by - ay
            length = np.sqrt(dx * dx + dy * dy)
            for k in range(4):
                x, y = ax + (k + 0.5) / 4 * dx, ay + (k + 0.5) / 4 * dy
                p, q = abs(x * ux + y * uy) - a, abs(y * ux - x * uy) - b
                if p > 0 or q > 0:
                    away = np.sqrt(max(p, 0.0) ** 2 + max(q, 0.0) ** 2)
                else:
                    away = -max(p, q)
                total += away * length / 4
            weight += length
            ax, ay = bx, by
    return total / weight


@njit
def _count(
    xy: _Array, ring_start: _Array, polygon_start: _Array, feature_start: _Array, rows: _Array,
    point_start: _Array, triangle_start: _Array, first: int, tolerance: float, hidden: _Array,
    form: _Array, size: _Array,
) -> tuple[int, int]:  # fmt: skip
    """Find every feature's rectangle; NaN where its own form stays, or nothing is shown."""
    points, triangles = 0, 0
    for k in range(len(rows)):
        row, f = rows[k], first + k
        form[k, 0] = np.nan
        size[k, 0], size[k, 1] = 0, 0
        kept = point_start[f + 1] - point_start[f]
        if hidden[row] or kept == 0:
            continue
        away = np.inf
        if kept > POINTS:
            r0 = polygon_start[feature_start[row]]
            r1 = polygon_start[feature_start[row + 1]]
            away = _rectangle(xy, ring_start, r0, r1, form[k])
        if away <= tolerance:
            size[k, 0], size[k, 1] = POINTS, TRIANGLES
        else:
            form[k, 0] = np.nan
            size[k, 0], size[k, 1] = kept, triangle_start[f + 1] - triangle_start[f]
        points += size[k, 0]
        triangles += size[k, 1]
    return points, triangles


@njit
def _triangles(
    xy: _Array, ring_start: _Array, polygon_start: _Array, feature_start: _Array, order: _Array,
    tile_start: _Array, point_start: _Array, triangle_start: _Array, tolerances: _Array,
    out: _Array,
) -> None:  # fmt: skip
    form = np.empty(6)
    for tile in range(len(tile_start) - 1):
        for f in range(tile_start[tile], tile_start[tile + 1]):
            kept = triangle_start[f + 1] - triangle_start[f]
            away = np.inf
            if point_start[f + 1] - point_start[f] > POINTS:
                r0 = polygon_start[feature_start[order[f]]]
                r1 = polygon_start[feature_start[order[f] + 1]]
                away = _rectangle(xy, ring_start, r0, r1, form)
            for level in range(len(tolerances)):
                out[tile, level] += TRIANGLES if away <= tolerances[level] else kept


def triangles_of(buildings: Buildings, tolerances: tuple[float, ...]) -> NDArray[np.int64]:
    """Return how many triangles :func:`blocks_of` makes of each tile with each tolerance."""
    mesh, shapes = buildings.mesh, buildings.footprints.polygons
    out = np.zeros((len(buildings.tile_start) - 1, len(tolerances)), np.int64)
    _triangles(
        shapes.xy, shapes.ring_start, shapes.polygon_start, shapes.feature_start, buildings.order,
        buildings.tile_start, mesh.feature_point_start, mesh.feature_triangle_start,
        np.array(tolerances), out,
    )  # fmt: skip
    return out


@njit
def _fill(
    form: _Array, size: _Array, first: int, point_start: _Array, triangle_start: _Array,
    mesh_points: _Array, mesh_triangles: _Array, part: _Array, ox: float, oy: float,
    points: _Array, triangles: _Array, source: _Array,
) -> None:  # fmt: skip
    p, t, tile = 0, 0, point_start[first]
    for k in range(len(form)):
        f = first + k
        begin, end = point_start[f], point_start[f + 1]
        if size[k, 0] == 0:
            continue
        if np.isnan(form[k, 0]):
            for i in range(begin, end):
                for axis in range(3):
                    points[p + i - begin, axis] = mesh_points[i, axis]
                source[p + i - begin] = i
            for i in range(triangle_start[f], triangle_start[f + 1]):
                for corner in range(3):
                    triangles[t, corner] = p + mesh_triangles[i, corner] - (begin - tile)
                t += 1
            p += end - begin
            continue
        low, roof, count = np.inf, 0.0, 0
        high = -np.inf
        for i in range(begin, end):
            z = mesh_points[i, 2]
            low, high = min(low, z), max(high, z)
            if part[i] == ROOF:
                roof += z
                count += 1
        top = roof / count if count else high
        middle = (low + top) / 2
        cx, cy = form[k, 0] - ox, form[k, 1] - oy
        ux, uy, a, b = form[k, 2], form[k, 3], form[k, 4], form[k, 5]
        for corner in range(4):
            s = -a if corner in (0, 3) else a
            v = -b if corner < 2 else b
            x, y = cx + s * ux - v * uy, cy + s * uy + v * ux
            wall, cap = begin, begin
            best_wall, best_cap = np.inf, np.inf
            for i in range(begin, end):
                dx, dy = mesh_points[i, 0] - x, mesh_points[i, 1] - y
                away = dx * dx + dy * dy
                if part[i] == ROOF:
                    if away < best_cap:
                        best_cap, cap = away, i
                elif part[i] == WALL and away < best_wall and i + 3 < end:
                    # Of the four points of a wall, the first: its start at the foot.
                    low_now, low_next = mesh_points[i, 2] < middle, mesh_points[i + 1, 2] < middle
                    if low_now and low_next:
                        best_wall, wall = away, i
            for level in range(3):
                q = p + 4 * level + corner
                points[q, 0], points[q, 1] = x, y
                points[q, 2] = low if level == 0 else top
                if level == 2:
                    source[q] = cap
                else:
                    source[q] = wall if level == 0 or wall + 3 >= end else wall + 3
            after = (corner + 1) % 4
            triangles[t, 0], triangles[t, 1], triangles[t, 2] = p + corner, p + after, p + 4 + after
            t += 1
            triangles[t, 0], triangles[t, 1] = p + corner, p + 4 + after
            triangles[t, 2] = p + 4 + corner
            t += 1
        triangles[t, 0], triangles[t, 1], triangles[t, 2] = p + 8, p + 9, p + 10
        triangles[t + 1, 0], triangles[t + 1, 1], triangles[t + 1, 2] = p + 8, p + 10, p + 11
        t += 2
        p += POINTS


def blocks_of(
    buildings: Buildings, tile: int, tolerance: float, hidden: Iterable[int] = ()
) -> Blocks:
    """Return the buildings of a tile, as blocks where they hardly differ from one.

    Parameters
    ----------
    tolerance : float
        The mean distance between a building's outline and that of its block may be so large [m];
        other buildings keep their form. Hidden ones are left out.
    hidden : iterable of int
        Rows that are left out besides.
    """
    mesh, prints = buildings.mesh, buildings.footprints
    first, last = (int(k) for k in buildings.tile_start[tile : tile + 2])
    rows = buildings.order[first:last]
    form = np.empty((len(rows), 6))
    size = np.empty((len(rows), 2), np.int64)
    shapes = prints.polygons
    without = prints.hidden
    if gone := [row for row in hidden if 0 <= row < len(without)]:
        without = without.copy()
        without[gone] = True
    count, faces = _count(
        shapes.xy, shapes.ring_start, shapes.polygon_start, shapes.feature_start, rows,
        mesh.feature_point_start, mesh.feature_triangle_start, first, tolerance, without,
        form, size,
    )  # fmt: skip
    points = np.empty((count, 3), np.float32)
    triangles = np.empty((faces, 3), np.int32)
    source = np.empty(count, np.int64)
    _fill(
        form, size, first, mesh.feature_point_start, mesh.feature_triangle_start, mesh.points,
        mesh.triangles, mesh.part, mesh.origin[0], mesh.origin[1], points, triangles, source,
    )  # fmt: skip
    return Blocks(points, triangles, source)
