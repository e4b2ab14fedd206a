"""Footprints to solids: walls, roofs and floors of any number of buildings in one mesh.

Counted first, allocated once, then filled. Walls have their own four points for each edge, so that
their shade is flat; roofs and floors have points of their own too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.mesh import (
    FLOOR,
    ROOF,
    WALL,
    BuildingMesh,
    bake_colours,
    feature_of_triangle,
    volumes,
)
from jumeau.geometry.ragged import Polygons
from jumeau.geometry.roof_shape import MOST_VERTICES, roof_space, shape_roof
from jumeau.geometry.roofs import RoofForm
from jumeau.geometry.shading import Light, shade_of
from jumeau.geometry.triangulate import clip_ears, link_polygon

__all__ = [
    "BuildingMesh",
    "Light",
    "bake_colours",
    "extrude",
    "feature_of_triangle",
    "volumes",
]

LEAST_WALL = 0.1
"""A gutter at or below the base is set this much above it [m], so that solids stay solids."""

SOLID, EMPTY, FLATTENED, IMPERFECT = 0, 1, 2, 4


@njit
def _wants_roof(form, rise, polygon_start, ring_start, f, q):  # type: ignore[no-untyped-def]
    r = polygon_start[q]
    return (
        form[f % len(form)] != 0
        and rise[f] > 0.0
        and polygon_start[q + 1] - r == 1
        and ring_start[r + 1] - ring_start[r] <= MOST_VERTICES
    )


@njit
def _roof_vertices(ring_start, polygon_start, feature_start, rise, form):  # type: ignore[no-untyped-def]
    total = 0
    for f in range(len(feature_start) - 1):
        for q in range(feature_start[f], feature_start[f + 1]):
            if _wants_roof(form, rise, polygon_start, ring_start, f, q):
                r = polygon_start[q]
                total += ring_start[r + 1] - ring_start[r]
    return total


@njit
def _shape_roofs(  # type: ignore[no-untyped-def]
    xy, ring_start, polygon_start, feature_start, rise, form, state,
    roof_start, inner, faces, corners, triangles,
):  # fmt: skip
    """Shape every pitched roof; ``roof_start`` (Q+1, 4) bounds what is kept for each polygon."""
    space = roof_space()
    x, y = np.empty(MOST_VERTICES), np.empty(MOST_VERTICES)
    a, b, c, d = 0, 0, 0, 0
    for k in range(4):
        roof_start[0, k] = 0
    for f in range(len(feature_start) - 1):
        for q in range(feature_start[f], feature_start[f + 1]):
            if _wants_roof(form, rise, polygon_start, ring_start, f, q):
                first = ring_start[polygon_start[q]]
                n = ring_start[polygon_start[q] + 1] - first
                for i in range(n):
                    x[i] = xy[first + i, 0] - xy[first, 0]
                    y[i] = xy[first + i, 1] - xy[first, 1]
                gabled = form[f % len(form)] == RoofForm.GABLED
                n_inner, n_faces, n_corners, _ = shape_roof(x, y, n, gabled, space)
                n_triangles = n_corners - 2 * n_faces
                fits = (
                    a + n_inner <= len(inner)
                    and b + n_faces <= len(faces)
                    and c + n_corners <= len(corners)
                    and d + n_triangles <= len(triangles)
                )
                if n_faces and fits:
                    for k in range(n_inner):
                        for m in range(3):
                            inner[a + k, m] = space.inner[k, m]
                    for k in range(n_faces):
                        for m in range(3):
                            faces[b + k, m] = space.faces[k, m]
                    for k in range(n_corners):
                        corners[c + k] = space.corners[k]
                    for k in range(n_triangles):
                        for m in range(3):
                            triangles[d + k, m] = space.triangles[k, m]
                    a, b, c, d = a + n_inner, b + n_faces, c + n_corners, d + n_triangles
                else:
                    state[f] |= FLATTENED
            elif form[f % len(form)] != 0:
                state[f] |= FLATTENED
            roof_start[q + 1, 0], roof_start[q + 1, 1] = a, b
            roof_start[q + 1, 2], roof_start[q + 1, 3] = c, d


@njit
def _count(  # type: ignore[no-untyped-def]
    ring_start, polygon_start, feature_start, base, eave, roof_start, pitched, floors, state,
    point_start, triangle_start,
):  # fmt: skip
    """Bounds of every feature's points and triangles; links of the largest polygon."""
    points, triangles, largest = 0, 0, 0
    point_start[0] = triangle_start[0] = 0
    for f in range(len(feature_start) - 1):
        solid = feature_start[f + 1] > feature_start[f]
        if not (solid and abs(base[f]) < np.inf and abs(eave[f]) < np.inf):
            state[f] = EMPTY
        else:
            for q in range(feature_start[f], feature_start[f + 1]):
                r0, r1 = polygon_start[q], polygon_start[q + 1]
                vertices = ring_start[r1] - ring_start[r0]
                cap = vertices + 2 * (r1 - r0) - 4
                largest = max(largest, vertices + 2 * (r1 - r0))
                points += 4 * vertices
                triangles += 2 * vertices
                if floors:
                    points += vertices
                    triangles += cap
                if pitched and roof_start[q + 1, 1] > roof_start[q, 1]:
                    corners = roof_start[q + 1, 2] - roof_start[q, 2]
                    points += corners
                    triangles += corners - 2 * (roof_start[q + 1, 1] - roof_start[q, 1])
                else:
                    points += vertices
                    triangles += cap
        point_start[f + 1], triangle_start[f + 1] = points, triangles
    return largest


@njit
def _wall_ring(xy, first, stop, ox, oy, low, high, light, points, shades, triangles, p, t):  # type: ignore[no-untyped-def]
    ax, ay = xy[stop - 1, 0], xy[stop - 1, 1]
    low32, high32, foot = np.float32(low), np.float32(high), light[10]
    ax32, ay32 = np.float32(ax - ox), np.float32(ay - oy)
    for i in range(first, stop):
        bx, by = xy[i, 0], xy[i, 1]
        bx32, by32 = np.float32(bx - ox), np.float32(by - oy)
        dx, dy = bx - ax, by - ay
        scale = 1.0 / np.sqrt(dx * dx + dy * dy)
        shade = shade_of(light, dy * scale, -dx * scale, 0.0, False)
        points[p, 0], points[p, 1], points[p, 2] = ax32, ay32, low32
        points[p + 1, 0], points[p + 1, 1], points[p + 1, 2] = bx32, by32, low32
        points[p + 2, 0], points[p + 2, 1], points[p + 2, 2] = bx32, by32, high32
        points[p + 3, 0], points[p + 3, 1], points[p + 3, 2] = ax32, ay32, high32
        shades[p] = shades[p + 1] = np.uint8(shade * foot + 0.5)
        shades[p + 2] = shades[p + 3] = np.uint8(shade + 0.5)
        triangles[t, 0], triangles[t, 1], triangles[t, 2] = p, p + 1, p + 2
        triangles[t + 1, 0], triangles[t + 1, 1], triangles[t + 1, 2] = p, p + 2, p + 3
        p, t = p + 4, t + 2
        ax, ay, ax32, ay32 = bx, by, bx32, by32
    return p, t


@njit
def _pitched_roof(  # type: ignore[no-untyped-def]
    xy, first, n, ox, oy, eave, rise, light, roof, inner, faces, corners, roof_triangles,
    points, part, shades, triangles, p, t,
):  # fmt: skip
    """Copy one shaped roof, each face with points of its own; gables are walls."""
    x0, y0 = xy[first, 0] - ox, xy[first, 1] - oy
    a, c, d = roof[0], roof[2], roof[3]
    for face in range(roof[1], roof[5]):
        size, gable = faces[face, 0], faces[face, 2] != 0
        nx, ny, nz = 0.0, 0.0, 0.0
        lx, ly, lz, sx, sy, sz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for k in range(size):
            corner = corners[c + k]
            if corner < n:
                x, y, z = xy[first + corner, 0] - ox, xy[first + corner, 1] - oy, eave
            else:
                node = a + corner - n
                x, y, z = x0 + inner[node, 0], y0 + inner[node, 1], eave + rise * inner[node, 2]
            points[p + k, 0], points[p + k, 1], points[p + k, 2] = x, y, z
            x, y, z = x - x0, y - y0, z - eave
            if k:
                nx += ly * z - lz * y
                ny += lz * x - lx * z
                nz += lx * y - ly * x
            else:
                sx, sy, sz = x, y, z
            lx, ly, lz = x, y, z
        nx += ly * sz - lz * sy
        ny += lz * sx - lx * sz
        nz += lx * sy - ly * sx
        scale = 1.0 / np.sqrt(nx * nx + ny * ny + nz * nz)
        shade = np.uint8(shade_of(light, nx * scale, ny * scale, nz * scale, not gable) + 0.5)
        for k in range(size):
            part[p + k] = WALL if gable else ROOF
            shades[p + k] = shade
        for k in range(size - 2):
            for m in range(3):
                triangles[t + k, m] = p + roof_triangles[d + k, m]
        p, t, c, d = p + size, t + size - 2, c + size, d + size - 2
    return p, t


@njit
def _fill(  # type: ignore[no-untyped-def]
    xy, ring_start, polygon_start, feature_start, base, eave, rise, origin, floors, light, largest,
    pitched, roof_start, inner, faces, corners, roof_triangles,
    state, points, triangles, part, shades,
):  # fmt: skip
    x, y = np.empty(largest), np.empty(largest)
    node, nxt, prv = (
        np.empty(largest, np.int64),
        np.empty(largest, np.int64),
        np.empty(largest, np.int64),
    )
    reflex, tried = np.empty(largest, np.int64), np.empty(largest, np.bool_)
    flat_shade = np.uint8(shade_of(light, 0.0, 0.0, 1.0, True) + 0.5)
    floor_shade = np.uint8(shade_of(light, 0.0, 0.0, -1.0, False) * light[10] + 0.5)
    ox, oy = origin[0], origin[1]
    p, t = 0, 0
    for f in range(len(feature_start) - 1):
        if state[f] & EMPTY:
            continue
        low = base[f] - origin[2]
        high = max(eave[f] - origin[2], low + LEAST_WALL)
        for q in range(feature_start[f], feature_start[f + 1]):
            r0, r1 = polygon_start[q], polygon_start[q + 1]
            first, vertices = ring_start[r0], ring_start[r1] - ring_start[r0]
            for i in range(p, p + 4 * vertices):
                part[i] = WALL
            for r in range(r0, r1):
                p, t = _wall_ring(
                    xy, ring_start[r], ring_start[r + 1], ox, oy, low, high, light,
                    points, shades, triangles, p, t,
                )  # fmt: skip
            roofed = pitched and roof_start[q + 1, 1] > roof_start[q, 1]
            if roofed:
                p, t = _pitched_roof(
                    xy, first, vertices, ox, oy, high, rise[f], light,
                    roof_start[q : q + 2].ravel(), inner, faces, corners, roof_triangles,
                    points, part, shades, triangles, p, t,
                )  # fmt: skip
            for side in range(2):  # the cap, then the floor
                if (side == 0 and roofed) or (side == 1 and not floors):
                    continue
                z = np.float32(low if side else high)
                for i in range(vertices):
                    points[p + i, 0] = xy[first + i, 0] - ox
                    points[p + i, 1] = xy[first + i, 1] - oy
                    points[p + i, 2] = z
                    part[p + i] = FLOOR if side else ROOF
                    shades[p + i] = floor_shade if side else flat_shade
                count, blind = link_polygon(
                    xy, ring_start, r0, r1, xy[first, 0], xy[first, 1],
                    x, y, node, nxt, prv, reflex, tried,
                )  # fmt: skip
                t0 = t
                t, forced = clip_ears(x, y, node, nxt, prv, 0, count, reflex, triangles, t, side)
                for k in range(t0, t):
                    for m in range(3):
                        triangles[k, m] += p
                if forced or blind:
                    state[f] |= IMPERFECT
                p += vertices


def extrude(
    polygons: Polygons,
    base: ArrayLike,
    eave: ArrayLike,
    rise: ArrayLike,
    form: NDArray[np.uint8] | RoofForm,
    origin: tuple[float, float, float],
    floors: bool = False,
    light: Light | None = None,
) -> BuildingMesh:
    """Solids on footprints, ready to be drawn.

    Parameters
    ----------
    polygons : Polygons
        F footprints.
    base, eave : (F,) arrays
        Altitudes of the foot of the walls and of the gutter [m].
    rise : (F,) array
        Ridge above gutter [m]; not used under flat roofs.
    form : (F,) uint8 array of RoofForm, or one form for all
        Footprints that cannot carry a pitched roof get a flat one, and are counted.
    origin : tuple of float
        x, y, z [m] taken from every coordinate before it becomes float32.
    floors : bool
        Close the solids from below.
    light : Light, optional
        Light baked into ``shade``.

    Returns
    -------
    BuildingMesh
        Features without polygon or without finite altitudes have no points.
    """
    count = len(polygons)
    lows, highs, rises = (
        np.ascontiguousarray(np.broadcast_to(np.asarray(a, np.float64), (count,)))
        for a in (base, eave, rise)
    )
    forms = np.ascontiguousarray(np.atleast_1d(np.asarray(form, np.uint8)))
    rings = (polygons.ring_start, polygons.polygon_start, polygons.feature_start)
    state = np.zeros(count, np.uint8)
    room = _roof_vertices(*rings, rises, forms) if count and forms.any() else 0
    pitched = room > 0
    # Untouched pages of these cost nothing, so the bounds may be generous. A face has at most
    # MOST_VERTICES + MOST_CORNERS corners, which int8 holds.
    roof_start = np.empty((len(polygons.polygon_start) if forms.any() else 1, 4), np.int64)
    inner = np.empty((room, 3), np.float32)
    faces = np.empty((room, 3), np.int8)
    corners = np.empty(5 * room, np.int16)
    roof_triangles = np.empty((3 * room, 3), np.int8)
    if forms.any():
        _shape_roofs(
            polygons.xy, *rings, rises, forms, state,
            roof_start, inner, faces, corners, roof_triangles,
        )  # fmt: skip
    point_start, triangle_start = np.empty(count + 1, np.int64), np.empty(count + 1, np.int64)
    largest = _count(
        *rings, lows, highs, roof_start, pitched, floors, state, point_start, triangle_start
    )
    total = int(point_start[-1])
    if total > np.iinfo(np.int32).max:
        raise ValueError(f"{total} points do not fit 32-bit indices; extrude in parts")
    points = np.empty((total, 3), np.float32)
    triangles = np.empty((int(triangle_start[-1]), 3), np.int32)
    part, shade = np.empty(total, np.uint8), np.empty(total, np.uint8)
    _fill(
        polygons.xy, *rings, lows, highs, rises, np.array(origin, np.float64), floors,
        (light or Light.default()).coefficients(), largest,
        pitched, roof_start, inner, faces, corners, roof_triangles,
        state, points, triangles, part, shade,
    )  # fmt: skip

    def found(flag: int) -> tuple[int, ...]:
        return tuple(np.flatnonzero(state & flag).tolist())

    return BuildingMesh(
        points, triangles, part, shade, point_start, triangle_start,
        (float(origin[0]), float(origin[1]), float(origin[2])),
        found(EMPTY), found(FLATTENED), found(IMPERFECT),
    )  # fmt: skip
