"""One place a feature: where it counts as being when an area is asked for what lies in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.ragged import Lines, Points, Polygons
from jumeau.geometry.surfaces import Surfaces

Places = NDArray[np.float64]
_Starts = NDArray[np.int64]


def polygon_anchors(polygons: Polygons) -> Places:
    """Return the middle of the vertices of each feature's first ring (F, 2), NaN where empty [m].

    It lies within compact shapes, which buildings, parcels and zones mostly are.
    """
    polygon = polygons.feature_start[:-1]
    held = np.diff(polygons.feature_start) > 0
    rings = polygons.polygon_start[np.where(held, polygon, 0)] if len(held) else polygon
    out = np.full((len(polygons), 2), np.nan)
    if held.any():
        ring = rings[held]
        out[held] = _means(polygons.xy, polygons.ring_start[ring], polygons.ring_start[ring + 1])
    return out


def line_anchors(lines: Lines) -> Places:
    """Return the middle of each feature's longest line, counted in vertices (F, 2) [m]."""
    out = np.full((len(lines), 2), np.nan)
    held = np.flatnonzero(np.diff(lines.feature_start) > 0)
    if not len(held):
        return out
    counts = np.diff(lines.line_start)
    longest = lines.feature_start[held]
    for several in np.flatnonzero(np.diff(lines.feature_start)[held] > 1).tolist():
        first, end = lines.feature_start[held[several] : held[several] + 2]
        longest[several] = first + int(counts[first:end].argmax())
    start, count = lines.line_start[longest], counts[longest]
    known = count > 0
    low = start[known] + (count[known] - 1) // 2
    high = start[known] + count[known] // 2
    out[held[known]] = (lines.xy[low] + lines.xy[np.minimum(high, len(lines.xy) - 1)]) / 2
    return out


def point_anchors(points: Points) -> Places:
    """Return the middle of each feature's points (F, 2), NaN where it has none [m]."""
    return _means(points.xy, points.feature_start[:-1], points.feature_start[1:])


def surface_anchors(surfaces: Surfaces) -> Places:
    """Return the middle of each body's vertices, seen from above (F, 2), NaN where empty [m]."""
    vertices = surfaces.ring_start[surfaces.polygon_start[surfaces.feature_start]]
    return _means(surfaces.xyz[:, :2], vertices[:-1], vertices[1:])


def _means(xy: Places, first: _Starts, end: _Starts) -> Places:
    """Return the mean of each range of places, NaN of empty ones."""
    base = xy.mean(0) if len(xy) else np.zeros(2)
    sums = np.concatenate([np.zeros((1, 2)), np.cumsum(xy - base, axis=0)])
    count = (end - first).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((sums[end] - sums[first]) / count[:, None] + base)


def within_ring(xy: Places, ring: Places) -> NDArray[np.bool_]:
    """Return which places (N, 2) lie within a ring (M, 2), even-odd; NaN lies nowhere."""
    inside = np.zeros(len(xy), np.bool_)
    if len(ring) < 3:
        return inside
    low, high = ring.min(0), ring.max(0)
    near = np.flatnonzero(((xy >= low) & (xy <= high)).all(1))
    x, y = xy[near, 0], xy[near, 1]
    odd = np.zeros(len(near), np.bool_)
    for (ax, ay), (bx, by) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        if ay != by:
            crosses = (ay > y) != (by > y)
            odd ^= crosses & (x < ax + (y - ay) * (bx - ax) / (by - ay))
    inside[near] = odd
    return inside
