"""Bodies of surfaces as well-known binary: every vertex of every ring as it stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.surfaces import Surfaces

MULTIPOLYGON_Z, POLYGON_Z = 1006, 1003
_MULTI_HEAD, _POLYGON_HEAD, _RING_HEAD, _VERTEX = 9, 9, 4, 24


def vertex_start(bodies: Surfaces) -> NDArray[np.int64]:
    """Return the first vertex of each feature, and the end: (F+1,) into ``xyz``."""
    return bodies.ring_start[bodies.polygon_start[bodies.feature_start]]


def boxes(bodies: Surfaces) -> NDArray[np.float64]:
    """Return xmin, ymin, zmin, xmax, ymax, zmax of each feature (F, 6); NaN where empty."""
    start = vertex_start(bodies)
    found = np.full((len(bodies), 6), np.nan)
    full = np.flatnonzero(np.diff(start))
    if len(full):
        found[full, :3] = np.minimum.reduceat(bodies.xyz, start[full])
        found[full, 3:] = np.maximum.reduceat(bodies.xyz, start[full])
    return found


def encode_bodies(bodies: Surfaces) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return each feature as an ISO MultiPolygon Z: bytes (B,) and their offsets (F+1,)."""
    polygons = np.diff(bodies.feature_start)
    rings = bodies.polygon_start[bodies.feature_start]
    sizes = _MULTI_HEAD + _POLYGON_HEAD * polygons
    sizes += _RING_HEAD * np.diff(rings) + _VERTEX * np.diff(vertex_start(bodies))
    offsets = np.zeros(len(bodies) + 1, np.int64)
    np.cumsum(sizes, out=offsets[1:])
    out = np.empty(int(offsets[-1]), np.uint8)
    source = np.ascontiguousarray(bodies.xyz, "<f8").view(np.uint8).reshape(-1)
    _write(source, bodies.ring_start, bodies.polygon_start, bodies.feature_start, out)
    return out, offsets


@njit
def _head(out, position, code, count):  # type: ignore[no-untyped-def]
    """Write byte order, type and count; returns where the body starts."""
    out[position] = 1
    for k in range(4):
        out[position + 1 + k] = (code >> (8 * k)) & 255
        out[position + 5 + k] = (count >> (8 * k)) & 255
    return position + 9


@njit
def _write(source, ring_start, polygon_start, feature_start, out):  # type: ignore[no-untyped-def]
    """Write every feature, one after the other."""
    position = 0
    for f in range(len(feature_start) - 1):
        first, last = feature_start[f], feature_start[f + 1]
        position = _head(out, position, MULTIPOLYGON_Z, last - first)
        for q in range(first, last):
            rings = polygon_start[q + 1] - polygon_start[q]
            position = _head(out, position, POLYGON_Z, rings)
            for r in range(polygon_start[q], polygon_start[q + 1]):
                n = ring_start[r + 1] - ring_start[r]
                for k in range(4):
                    out[position + k] = (n >> (8 * k)) & 255
                position += 4
                size = 24 * n
                begin = 24 * ring_start[r]
                for k in range(size):
                    out[position + k] = source[begin + k]
                position += size
