"""Shade as shapes: each triangle of a mesh thrown along the sun's rays onto the ground.

Exact on level and on evenly sloping ground; between the corners of a triangle the ground is taken
for even. It is what the shade on cells is held against, and what outlines of shade are drawn from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.measure import Altitude
from jumeau.geometry.profile import Standing

Polygon = Any
Points = NDArray[np.float64]

DOUBLED, HALVED = 6, 26
"""How often a ray is followed twice as far, and how often its end is then looked for halfway."""
LEAST = 1e-4
"""Smaller triangles cast nothing [m2]."""
GRID = 1e-3
"""Corners that lie nearer to each other are one [m]."""


def triangles_of(standing: Sequence[Standing]) -> Points:
    """Return the triangles (T, 3, 3) of what stands, project CRS [m]; empty ones are left out."""
    found = [np.empty((0, 3, 3))]
    for one in standing:
        for tile in range(len(one.tile_start) - 1):
            first, end = one.tile_start[tile], one.tile_start[tile + 1]
            corners = one.triangles[one.triangle_start[first] : one.triangle_start[end]]
            corners = corners[(corners != corners[:, :1]).any(axis=1)]
            points = one.points[one.point_start[first] : one.point_start[end]]
            found.append(points.astype(np.float64)[corners] + np.asarray(one.origin))
    return np.concatenate(found)


def thrown(
    points: Points, altitude: Altitude, azimuth: float, elevation: float
) -> NDArray[np.float64]:
    """Return where rays through points meet the ground.

    Parameters
    ----------
    points : (N, 3) float64
        x, y, z [m]; what lies below the ground is thrown from the ground.
    altitude : callable
        Of the ground at x, y [m].
    azimuth, elevation : float
        Of the sun, from grid north [degrees]; the elevation above 0.

    Returns
    -------
    (N, 2) float64
    """
    away = math.radians(azimuth + 180.0)
    reach = np.array([math.sin(away), math.cos(away)]) / math.tan(math.radians(elevation))
    at = points[:, :2].copy()
    ground = np.asarray(altitude(at[:, 0], at[:, 1]), float)
    top = np.maximum(points[:, 2], ground)

    def above(fall: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far rays that have fallen so much are above the ground [m]."""
        place = at + fall[:, None] * reach
        return np.asarray(top - fall - altitude(place[:, 0], place[:, 1]))

    low, high = np.zeros(len(at)), np.maximum(top - ground, 0.0)
    for _ in range(DOUBLED):
        short = above(high) > 0.0
        if not short.any():
            break
        low, high = np.where(short, high, low), np.where(short, 2.0 * high, high)
    for _ in range(HALVED):
        middle = (low + high) / 2
        short = above(middle) > 0.0
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return np.asarray(at + ((low + high) / 2)[:, None] * reach)


def vector_shade(
    triangles: Points, altitude: Altitude, azimuth: float, elevation: float
) -> Polygon:
    """Return the shade of a mesh on the ground, with what lies under the mesh.

    Parameters
    ----------
    triangles : (T, 3, 3) float64
        Corners x, y, z, project CRS [m].
    altitude : callable
        Of the ground at x, y [m].
    azimuth, elevation : float
        Of the sun, from grid north [degrees].

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
    """
    corners = thrown(triangles.reshape(-1, 3), altitude, azimuth, elevation)
    return _union(corners.reshape(-1, 3, 2))


def covered(triangles: Points) -> Polygon:
    """Return what a mesh covers, seen from above."""
    return _union(triangles[:, :, :2])


def _union(triangles: NDArray[np.float64]) -> Polygon:
    import shapely

    a, b, c = triangles[:, 0], triangles[:, 1], triangles[:, 2]
    twice = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    kept = triangles[np.abs(twice) > 2 * LEAST]
    if not len(kept):
        return shapely.Polygon()
    return shapely.union_all(shapely.polygons(kept), grid_size=GRID)
