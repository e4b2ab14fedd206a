"""Kernels that read well-known binary straight from an Arrow column's buffers.

Understands OGC and ISO 19125 WKB (types + 1000, 2000, 3000) and EWKB (flags, SRID), in both byte
orders. Collections of any depth are read as the sequence of their members.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from jumeau.geometry.jit import Later, njit

POINT, LINE, POLYGON, TRIANGLE = 1, 2, 3, 17

READ, NULL, EMPTY, NON_FINITE, MALFORMED, OTHER_TYPE = range(6)
"""What became of a feature."""

CLOSED_RINGS, DUPLICATES, DROPPED_RINGS, REVERSED_RINGS = range(4)
"""What was repaired."""


def _load(bits: int) -> Any:
    from jumeau.geometry.wkb_bits import unaligned_load

    return unaligned_load(bits)


def _swap(bits: int) -> Any:
    from jumeau.geometry.wkb_bits import swap

    return swap(bits)


def _bits_as_float() -> Any:
    from jumeau.geometry.wkb_bits import bits_as_float

    return bits_as_float


_as_float: Any = Later(_bits_as_float)
_load64, _load32 = Later(partial(_load, 64)), Later(partial(_load, 32))
_swap64, _swap32 = Later(partial(_swap, 64)), Later(partial(_swap, 32))


@njit
def _float(data, position, little):  # type: ignore[no-untyped-def]
    bits = _load64(data, position)
    return _as_float(bits if little else _swap64(bits))


@njit
def _count(data, position, little):  # type: ignore[no-untyped-def]
    value = _load32(data, position)
    return np.int64(value if little else _swap32(value))


@njit
def _header(data, position, end):  # type: ignore[no-untyped-def]
    """Kind (-1 where malformed), number of ordinates, has z, little-endian, start of the body."""
    if position + 5 > end or data[position] > 1:
        return np.int64(-1), 2, False, True, position
    little = data[position] == 1
    code = _count(data, position + 1, little)
    position += 5
    has_z = (code & 0x80000000) != 0
    has_m = (code & 0x40000000) != 0
    if code & 0x20000000:
        position += 4
    code &= 0x0FFFFFFF
    iso = code // 1000
    code %= 1000
    if iso > 3:
        return np.int64(-1), 2, False, True, position
    has_z = has_z or iso == 1 or iso == 3
    has_m = has_m or iso == 2 or iso == 3
    return code, 2 + has_z + has_m, has_z, little, position


@njit
def _is_collection(kind):  # type: ignore[no-untyped-def]
    # MultiPoint, MultiLineString, MultiPolygon, GeometryCollection, MultiCurve, MultiSurface,
    # PolyhedralSurface, TIN
    return 4 <= kind <= 7 or kind == 11 or kind == 12 or kind == 15 or kind == 16


@njit
def _skip_leaf(data, position, end, kind, dims, little):  # type: ignore[no-untyped-def]
    """Where the geometry ends, its parts and vertices; -1 where it is cut or of no use."""
    if kind == POINT:
        position += 8 * dims
        return (position, 1, 1) if position <= end else (np.int64(-1), 0, 0)
    if kind != LINE and kind != POLYGON and kind != TRIANGLE:
        return np.int64(-1), 0, 0
    parts = 1
    if kind != LINE:
        if position + 4 > end:
            return np.int64(-1), 0, 0
        parts = _count(data, position, little)
        position += 4
    vertices = 0
    for _ in range(parts):
        if position + 4 > end:
            return np.int64(-1), 0, 0
        n = _count(data, position, little)
        position += 4 + n * 8 * dims
        if position > end:
            return np.int64(-1), 0, 0
        vertices += n
    return position, parts, vertices


@njit
def survey(data, offsets, valid, wanted, status):  # type: ignore[no-untyped-def]
    """Check every header and count what is to be read.

    Parameters
    ----------
    data : (B,) uint8 array
    offsets : (F+1,) int64 array
    valid : (F,) bool array
    wanted : int
        ``POINT``, ``LINE`` or ``POLYGON``.
    status : (F,) uint8 array
        Filled with ``READ``, ``NULL``, ``EMPTY``, ``MALFORMED`` or ``OTHER_TYPE``.

    Returns
    -------
    tuple
        Geometries, parts (rings), vertices, and whether one has altitudes.
    """
    geometries, parts, vertices, any_z = 0, 0, 0, False
    for f in range(len(offsets) - 1):
        if not valid[f]:
            status[f] = NULL
            continue
        position, end, pending = offsets[f], offsets[f + 1], np.int64(1)
        found, others, cut = 0, 0, False
        while pending > 0:
            kind, dims, has_z, little, position = _header(data, position, end)
            pending -= 1
            if _is_collection(kind):
                if position + 4 > end:
                    cut = True
                    break
                pending += _count(data, position, little)
                position += 4
                continue
            position, p, v = _skip_leaf(data, position, end, kind, dims, little)
            if position < 0:
                cut = True
                break
            if kind == wanted or (wanted == POLYGON and kind == TRIANGLE):
                found += 1
                parts += p
                vertices += v
                any_z = any_z or has_z
            else:
                others += 1
        geometries += found
        if cut:
            status[f] = MALFORMED
        elif found:
            status[f] = READ
        else:
            status[f] = OTHER_TYPE if others else EMPTY
    return geometries, parts, vertices, any_z


@njit
def _close_ring(xy, z, start, stop, exterior, tolerance, repairs):  # type: ignore[no-untyped-def]
    """Drop the closing vertex, orient; returns the new end, or ``start`` to drop the ring."""
    limit = tolerance * tolerance
    x0, y0 = xy[start, 0], xy[start, 1]
    while stop - start > 1:
        dx, dy = xy[stop - 1, 0] - x0, xy[stop - 1, 1] - y0
        if dx * dx + dy * dy > limit:
            break
        stop -= 1
    area = 0.0
    ax, ay = 0.0, 0.0
    for i in range(start + 1, stop):
        bx, by = xy[i, 0] - x0, xy[i, 1] - y0
        area += ax * by - bx * ay
        ax, ay = bx, by
    if stop - start < 3 or abs(area) <= 2.0 * limit:
        repairs[DROPPED_RINGS] += 1
        return start
    if (area > 0.0) != exterior:
        repairs[REVERSED_RINGS] += 1
        low, high = start, stop - 1
        while low < high:
            for k in range(2):
                xy[low, k], xy[high, k] = xy[high, k], xy[low, k]
            if len(z):
                z[low], z[high] = z[high], z[low]
            low += 1
            high -= 1
    return stop


@njit
def _read_ring(data, position, n, dims, has_z, little, xy, z, v, limit):  # type: ignore[no-untyped-def]
    """Copy a ring without consecutive duplicates: end, duplicates, all finite."""
    stride = 8 * dims
    start, lx, ly = v, np.inf, np.inf
    for i in range(n):
        x = _float(data, position, little)
        y = _float(data, position + 8, little)
        dx, dy = x - lx, y - ly
        distance = dx * dx + dy * dy
        if not distance < np.inf and (i > 0 or not abs(x) + abs(y) < np.inf):
            return v, 0, False
        if distance > limit:
            xy[v, 0], xy[v, 1] = x, y
            if len(z):
                z[v] = _float(data, position + 16, little) if has_z else np.nan
            v += 1
            lx, ly = x, y
        position += stride
    return v, n - (v - start), True


@njit
def fill_polygons(  # type: ignore[no-untyped-def]
    data, offsets, tolerance, status, xy, z, ring_start, polygon_start, feature_start, repairs
):
    """Second pass: the rings of every readable feature, cleaned; returns rings and polygons."""
    limit = tolerance * tolerance
    v, r, q = 0, 0, 0
    ring_start[0] = polygon_start[0] = feature_start[0] = 0
    for f in range(len(offsets) - 1):
        v0, r0, q0 = v, r, q
        position, end = offsets[f], offsets[f + 1]
        pending = np.int64(1 if status[f] == READ else 0)
        while pending > 0:
            kind, dims, has_z, little, position = _header(data, position, end)
            pending -= 1
            if _is_collection(kind):
                pending += _count(data, position, little)
                position += 4
                continue
            if kind != POLYGON and kind != TRIANGLE:
                position, _, _ = _skip_leaf(data, position, end, kind, dims, little)
                continue
            rings = _count(data, position, little)
            position += 4
            polygon_ring = r
            for k in range(rings):
                n = _count(data, position, little)
                position += 4
                stop, duplicates, finite = _read_ring(
                    data, position, n, dims, has_z, little, xy, z, v, limit
                )
                if not finite:
                    status[f] = NON_FINITE
                    break
                if n > 1:
                    last = position + (n - 1) * 8 * dims
                    dx = _float(data, last, little) - _float(data, position, little)
                    dy = _float(data, last + 8, little) - _float(data, position + 8, little)
                    repairs[CLOSED_RINGS] += dx * dx + dy * dy > limit
                repairs[DUPLICATES] += duplicates
                position += n * 8 * dims
                if k > 0 and r == polygon_ring:  # its exterior has gone
                    repairs[DROPPED_RINGS] += 1
                    continue
                stop = _close_ring(xy, z, v, stop, k == 0, tolerance, repairs)
                if stop > v:
                    v = stop
                    r += 1
                    ring_start[r] = v
            if status[f] == NON_FINITE:
                break
            if r > polygon_ring:
                q += 1
                polygon_start[q] = r
        if status[f] == NON_FINITE:
            v, r, q = v0, r0, q0
        elif status[f] == READ and q == q0:
            status[f] = EMPTY
        feature_start[f + 1] = q
    return v, r, q


@njit
def fill_parts(data, offsets, wanted, status, xy, z, part_start, feature_start):  # type: ignore[no-untyped-def]
    """Lines or points, vertex by vertex as they are; returns vertices and parts."""
    v, p = 0, 0
    part_start[0] = feature_start[0] = 0
    for f in range(len(offsets) - 1):
        v0, p0 = v, p
        position, end = offsets[f], offsets[f + 1]
        pending = np.int64(1 if status[f] == READ else 0)
        while pending > 0:
            kind, dims, has_z, little, position = _header(data, position, end)
            pending -= 1
            if _is_collection(kind):
                pending += _count(data, position, little)
                position += 4
                continue
            if kind != wanted:
                position, _, _ = _skip_leaf(data, position, end, kind, dims, little)
                continue
            n = np.int64(1)
            if wanted == LINE:
                n = _count(data, position, little)
                position += 4
            for _ in range(n):
                x = _float(data, position, little)
                y = _float(data, position + 8, little)
                if not abs(x) + abs(y) < np.inf:
                    # POINT EMPTY is written as a pair of NaN
                    status[f] = EMPTY if wanted == POINT and x != x and y != y else NON_FINITE
                    break
                xy[v, 0], xy[v, 1] = x, y
                if len(z):
                    z[v] = _float(data, position + 16, little) if has_z else np.nan
                position += 8 * dims
                v += 1
            if status[f] != READ:
                break
            p += 1
            part_start[p] = v
        if status[f] != READ:
            v, p = v0, p0
        feature_start[f + 1] = p
    return v, p


@njit
def fill_surfaces(data, offsets, status, xyz, ring_start, polygon_start, feature_start):  # type: ignore[no-untyped-def]
    """Polygons in space, every vertex of every ring as it stands; returns how many of each.

    Nothing is dropped but whole features that cannot be read, so that what is told of each polygon
    and each vertex elsewhere stays beside it. Vertices without altitude have NaN.
    """
    v, r, q = 0, 0, 0
    ring_start[0] = polygon_start[0] = feature_start[0] = 0
    for f in range(len(offsets) - 1):
        position, end = offsets[f], offsets[f + 1]
        pending = np.int64(1 if status[f] == READ else 0)
        while pending > 0:
            kind, dims, has_z, little, position = _header(data, position, end)
            pending -= 1
            if _is_collection(kind):
                pending += _count(data, position, little)
                position += 4
                continue
            if kind != POLYGON and kind != TRIANGLE:
                position, _, _ = _skip_leaf(data, position, end, kind, dims, little)
                continue
            rings = _count(data, position, little)
            position += 4
            for _ in range(rings):
                n = _count(data, position, little)
                position += 4
                for _ in range(n):
                    xyz[v, 0] = _float(data, position, little)
                    xyz[v, 1] = _float(data, position + 8, little)
                    xyz[v, 2] = _float(data, position + 16, little) if has_z else np.nan
                    position += 8 * dims
                    v += 1
                r += 1
                ring_start[r] = v
            q += 1
            polygon_start[q] = r
        feature_start[f + 1] = q
    return v, r, q
