"""Bodies made of polygons in space: how each polygon lies, which side is outside, its triangles.

Walls stand upright, so nothing here is measured on the map: every polygon is laid flat on its own
plane, through Newell's normal, and cut into triangles there.

I. E. Sutherland, R. F. Sproull and R. A. Schumacker, "A characterization of ten hidden-surface
algorithms", Computing Surveys 6 (1974), 1-55: Newell's normal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry import wkb
from jumeau.geometry.jit import njit
from jumeau.geometry.triangulate import clip_ears, link_polygon
from jumeau.model.canonical import SURFACE_TYPES

(UNKNOWN, GROUND, WALL, ROOF, CLOSURE, FLOOR, CEILING, WINDOW, DOOR, ROAD, WATER, VEGETATION,
 TERRAIN, OTHER) = range(len(SURFACE_TYPES))  # fmt: skip

SLIVER = 1e-6
"""Polygons of less area are not drawn [m²]."""
MERGED = 1e-4
"""Consecutive vertices closer than this are one [m]."""
OPEN = 0.02
"""A body is closed where its area vectors sum up to less than this share of its surface."""
UPRIGHT = 0.35
"""A surface is a wall where the vertical part of its unit normal is less; steeper than 70°."""


@dataclass(frozen=True, slots=True, eq=False)
class Surfaces:
    """Ragged polygons in space, every vertex as the source has it.

    Attributes
    ----------
    xyz : (V, 3) float64 array
        Vertices [m], the closing one of each ring too.
    ring_start, polygon_start, feature_start : (R+1,), (Q+1,), (F+1,) int64 arrays
        As in :class:`jumeau.geometry.ragged.Polygons`.
    """

    xyz: NDArray[np.float64]
    ring_start: NDArray[np.int64]
    polygon_start: NDArray[np.int64]
    feature_start: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.feature_start) - 1

    @property
    def feature(self) -> NDArray[np.int64]:
        """Feature of each polygon (Q,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.feature_start))


def decode_surfaces(
    data: NDArray[np.uint8],
    offsets: NDArray[Any],
    valid: NDArray[np.bool_] | None = None,
) -> Surfaces:
    """Decode polygons in space from the buffers of an Arrow column of WKB.

    Parameters
    ----------
    data : (B,) uint8 array
    offsets : (F+1,) int32 or int64 array
    valid : (F,) bool array, optional
        False where the geometry is null.

    Returns
    -------
    Surfaces
        Features that cannot be read are empty; vertices without altitude have NaN.
    """
    starts = np.ascontiguousarray(offsets, np.int64)
    count = len(starts) - 1
    present = np.ones(count, np.bool_) if valid is None else np.asarray(valid, np.bool_)
    status = np.zeros(count, np.uint8)
    q, r, v, _ = wkb.survey(data, starts, present, wkb.POLYGON, status)
    xyz = np.empty((v, 3), np.float64)
    ring_start, polygon_start, feature_start = (np.empty(n + 1, np.int64) for n in (r, q, count))
    v, r, q = wkb.fill_surfaces(data, starts, status, xyz, ring_start, polygon_start, feature_start)
    return Surfaces(xyz[:v], ring_start[: r + 1], polygon_start[: q + 1], feature_start)


@dataclass(frozen=True, slots=True, eq=False)
class Lie:
    """How polygons lie.

    Attributes
    ----------
    area : (Q, 3) float64
        Area vector of each exterior [m²]; NaN where it cannot be used.
    low, high : (Q,) float64
        Lowest and highest altitude of each polygon [m].
    """

    area: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @property
    def normal(self) -> NDArray[np.float64]:
        """Unit normals (Q, 3); NaN where a polygon has no area."""
        length = np.linalg.norm(self.area, axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.area / np.where(length > SLIVER, length, np.nan)[:, None]


@njit
def _lie(xyz, ring_start, polygon_start, area, low, high):  # type: ignore[no-untyped-def]
    for q in range(len(area)):
        low[q], high[q] = np.inf, -np.inf
        area[q] = np.nan
        if polygon_start[q] == polygon_start[q + 1]:
            continue
        first, stop = ring_start[polygon_start[q]], ring_start[polygon_start[q] + 1]
        nx, ny, nz = 0.0, 0.0, 0.0
        for i in range(first, stop):
            j = i + 1 if i + 1 < stop else first
            ax, bx = xyz[i, 0] - xyz[first, 0], xyz[j, 0] - xyz[first, 0]
            ay, by = xyz[i, 1] - xyz[first, 1], xyz[j, 1] - xyz[first, 1]
            az, bz = xyz[i, 2] - xyz[first, 2], xyz[j, 2] - xyz[first, 2]
            nx += (ay - by) * (az + bz)
            ny += (az - bz) * (ax + bx)
            nz += (ax - bx) * (ay + by)
            low[q], high[q] = min(low[q], xyz[i, 2]), max(high[q], xyz[i, 2])
        if abs(nx) + abs(ny) + abs(nz) < np.inf:
            area[q, 0], area[q, 1], area[q, 2] = 0.5 * nx, 0.5 * ny, 0.5 * nz
        else:
            low[q], high[q] = np.inf, -np.inf


def lie_of(surfaces: Surfaces) -> Lie:
    """Return area vectors (by Newell's method) and the altitudes of all polygons."""
    count = len(surfaces.polygon_start) - 1
    area, low, high = np.empty((count, 3)), np.empty(count), np.empty(count)
    _lie(surfaces.xyz, surfaces.ring_start, surfaces.polygon_start, area, low, high)
    return Lie(area, low, high)


@njit
def _outward(xyz, ring_start, polygon_start, feature_start, area, kind, sign):  # type: ignore[no-untyped-def]
    for f in range(len(feature_start) - 1):
        x, y, z, count = 0.0, 0.0, 0.0, 0
        for q in range(feature_start[f], feature_start[f + 1]):
            if area[q, 0] == area[q, 0]:
                p = ring_start[polygon_start[q]]
                x, y, z, count = x + xyz[p, 0], y + xyz[p, 1], z + xyz[p, 2], count + 1
        if not count:
            continue
        x, y, z = x / count, y / count, z / count
        volume, size = 0.0, 0.0
        sx, sy, sz = 0.0, 0.0, 0.0
        for q in range(feature_start[f], feature_start[f + 1]):
            if area[q, 0] == area[q, 0]:
                p = ring_start[polygon_start[q]]
                volume += (
                    area[q, 0] * (xyz[p, 0] - x)
                    + area[q, 1] * (xyz[p, 1] - y)
                    + area[q, 2] * (xyz[p, 2] - z)
                )
                size += np.sqrt(area[q, 0] ** 2 + area[q, 1] ** 2 + area[q, 2] ** 2)
                sx, sy, sz = sx + area[q, 0], sy + area[q, 1], sz + area[q, 2]
        is_open = np.sqrt(sx * sx + sy * sy + sz * sz) > OPEN * size
        turned = -1 if volume < 0.0 else 1
        for q in range(feature_start[f], feature_start[f + 1]):
            sign[q] = turned
            if kind[q] == 1 and area[q, 2] * turned > 0.0:
                sign[q] = -turned
            elif area[q, 2] * turned < 0.0:
                facing_up = kind[q] in (3, 9, 10, 11, 12)
                if is_open and kind[q] in (0, 13):
                    facing_up = area[q, 2] ** 2 > UPRIGHT**2 * (area[q] ** 2).sum()
                if facing_up:
                    sign[q] = -turned


def outward(surfaces: Surfaces, lie: Lie, kind: NDArray[np.uint8]) -> NDArray[np.int8]:
    """Tell which polygons are to be turned round so that bodies face outwards.

    A body whose signed volume is negative is turned as a whole; roofs and what lies on the ground
    face up, and undersides down, whatever their source says. A body that does not close, such as
    a bridge that is a mere deck, has no inside: what is not upright faces up.

    Parameters
    ----------
    kind : (Q,) uint8 array
        Index into ``SURFACE_TYPES``.

    Returns
    -------
    (Q,) int8 array
        1 as it stands, -1 the other way round.
    """
    sign = np.ones(len(kind), np.int8)
    s = surfaces
    _outward(s.xyz, s.ring_start, s.polygon_start, s.feature_start, lie.area, kind, sign)
    return sign


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """Triangles of polygons in space; every polygon has points of its own.

    Attributes
    ----------
    points : (N, 3) float32
        Metres from the origin.
    triangles : (M, 3) int32
        Counter-clockwise seen from outside.
    polygon : (N,) int32
        Polygon of each point.
    vertex : (N,) int64
        Vertex of the source of each point: rings may leave some out.
    feature_point_start, feature_triangle_start : (F+1,) int64
        Features in the order that was asked for.
    imperfect : int
        Polygons that cross themselves.
    """

    points: NDArray[np.float32]
    triangles: NDArray[np.int32]
    polygon: NDArray[np.int32]
    vertex: NDArray[np.int64]
    feature_point_start: NDArray[np.int64]
    feature_triangle_start: NDArray[np.int64]
    imperfect: int


@njit
def _clean_ring(xyz, first, stop, limit, keep, at):  # type: ignore[no-untyped-def]
    """Write the vertices of a ring without repetition; return where they end."""
    start = at
    for i in range(first, stop):
        last = keep[at - 1] if at > start else -1
        if last >= 0:
            d = (
                (xyz[i, 0] - xyz[last, 0]) ** 2
                + (xyz[i, 1] - xyz[last, 1]) ** 2
                + (xyz[i, 2] - xyz[last, 2]) ** 2
            )
            if d <= limit:
                continue
        keep[at] = i
        at += 1
    while at - start > 1:
        a, b = keep[start], keep[at - 1]
        d = (
            (xyz[a, 0] - xyz[b, 0]) ** 2
            + (xyz[a, 1] - xyz[b, 1]) ** 2
            + (xyz[a, 2] - xyz[b, 2]) ** 2
        )
        if d > limit:
            break
        at -= 1
    return at


@njit
def _cut(  # type: ignore[no-untyped-def]
    xyz, ring_start, polygon_start, feature_start, order, drawn, area, sign, origin, largest, limit,
    points, triangles, polygon, vertex, point_start, triangle_start,
):  # fmt: skip
    keep = np.empty(largest, np.int64)
    flat = np.empty((largest, 2))
    rings = np.empty(largest + 1, np.int64)
    x, y = np.empty(largest), np.empty(largest)
    node, nxt, prv = (
        np.empty(largest, np.int64),
        np.empty(largest, np.int64),
        np.empty(largest, np.int64),
    )
    reflex, tried = np.empty(largest, np.int64), np.empty(largest, np.bool_)
    p, t, imperfect = 0, 0, 0
    point_start[0] = triangle_start[0] = 0
    for place in range(len(order)):
        f = order[place]
        for q in range(feature_start[f], feature_start[f + 1]):
            if not drawn[q]:
                continue
            nx, ny, nz = area[q, 0], area[q, 1], area[q, 2]
            scale = 1.0 / np.sqrt(nx * nx + ny * ny + nz * nz)
            nx, ny, nz = nx * scale, ny * scale, nz * scale
            # Two axes on the plane: the first along the slope's contour line.
            if nx * nx + ny * ny > 1e-12:
                s = 1.0 / np.sqrt(nx * nx + ny * ny)
                ux, uy = -ny * s, nx * s
            else:
                ux, uy = 1.0, 0.0
            vx, vy, vz = -nz * uy, nz * ux, nx * uy - ny * ux
            count, n_rings = 0, 0
            rings[0] = 0
            base = ring_start[polygon_start[q]]
            for r in range(polygon_start[q], polygon_start[q + 1]):
                stop = _clean_ring(xyz, ring_start[r], ring_start[r + 1], limit, keep, count)
                twice = 0.0
                for i in range(count, stop):
                    ax, ay = xyz[keep[i], 0] - xyz[base, 0], xyz[keep[i], 1] - xyz[base, 1]
                    az = xyz[keep[i], 2] - xyz[base, 2]
                    flat[i, 0] = ax * ux + ay * uy
                    flat[i, 1] = ax * vx + ay * vy + az * vz
                for i in range(count, stop):
                    j = i + 1 if i + 1 < stop else count
                    twice += flat[i, 0] * flat[j, 1] - flat[j, 0] * flat[i, 1]
                if stop - count < 3 or not abs(twice) > limit:
                    if r == polygon_start[q]:
                        break
                    continue
                if r > polygon_start[q] and twice > 0.0:  # holes run clockwise
                    low, high = count, stop - 1
                    while low < high:
                        keep[low], keep[high] = keep[high], keep[low]
                        for k in range(2):
                            flat[low, k], flat[high, k] = flat[high, k], flat[low, k]
                        low, high = low + 1, high - 1
                count = stop
                n_rings += 1
                rings[n_rings] = count
            if not n_rings:
                continue
            for i in range(count):
                for k in range(3):
                    points[p + i, k] = np.float32(xyz[keep[i], k] - origin[k])
                polygon[p + i] = q
                vertex[p + i] = keep[i]
            links, blind = link_polygon(
                flat, rings, 0, n_rings, flat[0, 0], flat[0, 1], x, y, node, nxt, prv, reflex, tried
            )
            t0 = t
            t, forced = clip_ears(
                x, y, node, nxt, prv, 0, links, reflex, triangles, t, 1 if sign[q] < 0 else 0
            )
            for i in range(t0, t):
                for k in range(3):
                    triangles[i, k] += p
            imperfect += forced > 0 or blind > 0
            p += count
        point_start[place + 1], triangle_start[place + 1] = p, t
    return p, t, imperfect


def triangulated(
    surfaces: Surfaces,
    lie: Lie,
    sign: NDArray[np.int8],
    drawn: NDArray[np.bool_],
    order: NDArray[np.int64],
    origin: tuple[float, float, float],
) -> Faces:
    """Cut polygons in space into triangles, features in a given order.

    Parameters
    ----------
    sign : (Q,) int8
        From :func:`outward`.
    drawn : (Q,) bool
        The polygons that are wanted; those without area are left out whatever it says.
    order : (F,) int64
        Features as they shall follow each other.
    origin : tuple of float
        Taken from every coordinate before it becomes float32 [m].
    """
    s = surfaces
    with np.errstate(invalid="ignore"):
        usable = drawn & (np.linalg.norm(lie.area, axis=1) > SLIVER)
    vertices, rings = len(s.xyz), len(s.ring_start) - 1
    sizes = s.ring_start[s.polygon_start[1:]] - s.ring_start[s.polygon_start[:-1]]
    links = sizes + 2 * np.diff(s.polygon_start)
    largest = int(links.max(initial=3))
    points = np.empty((vertices, 3), np.float32)
    triangles = np.empty((vertices + 2 * rings, 3), np.int32)
    polygon, vertex = np.empty(vertices, np.int32), np.empty(vertices, np.int64)
    point_start, triangle_start = (np.empty(len(order) + 1, np.int64) for _ in range(2))
    p, t, imperfect = _cut(
        s.xyz, s.ring_start, s.polygon_start, s.feature_start, order, usable, lie.area, sign,
        np.array(origin, np.float64), largest, MERGED**2,
        points, triangles, polygon, vertex, point_start, triangle_start,
    )  # fmt: skip
    return Faces(
        points[:p].copy(), triangles[:t].copy(), polygon[:p].copy(), vertex[:p].copy(),
        point_start, triangle_start, int(imperfect),
    )  # fmt: skip
