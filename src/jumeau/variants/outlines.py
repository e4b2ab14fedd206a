"""Outlines of what is drawn: made valid, measured, moved."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from jumeau.model.placed_model import Ring
from jumeau.variants.base import Rings

LEAST_AREA = 0.01
"""Outlines with less are lines or points [m²]."""


def cleaned(outline: Ring, holes: Iterable[Ring] = ()) -> tuple[Rings, bool]:
    """Return an outline as valid polygons, and whether it had to be mended.

    Of one that crosses itself, the largest part counts; nothing is returned where there is no area.
    """
    if len(outline) < 3 or not np.isfinite(np.asarray(outline, np.float64)).all():
        return (), False
    polygon = shapely.Polygon(outline, [x for x in holes if len(x) >= 3])
    mended = not polygon.is_valid
    if mended:
        parts = shapely.get_parts(shapely.make_valid(polygon))
        areal = [x for x in parts.tolist() if shapely.get_dimensions(x) == 2]
        areal = [y for x in areal for y in shapely.get_parts(x).tolist()]
        polygon = max(areal, key=lambda x: float(x.area), default=shapely.Polygon())
    if polygon.area < LEAST_AREA:
        return (), False
    return (_rings(shapely.orient_polygons(polygon)),), mended


def _rings(polygon: shapely.Polygon) -> tuple[NDArray[np.float64], ...]:
    rings = (polygon.exterior, *polygon.interiors)
    return tuple(np.asarray(shapely.get_coordinates(x))[:-1] for x in rings)


def polygons_of(rings: Rings) -> shapely.MultiPolygon:
    """Return rings as a multipolygon."""
    return shapely.MultiPolygon([shapely.Polygon(x[0], x[1:]) for x in rings])


def area_of(rings: Rings) -> float:
    """Return the area of polygons on the grid [m²]."""
    return float(sum(_signed_area(ring) for polygon in rings for ring in polygon))


def _signed_area(ring: NDArray[np.float64]) -> float:
    x, y = (ring - ring[0]).T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def middle_of(pieces: Iterable[NDArray[np.float64]]) -> tuple[float, float]:
    """Return the middle of the box of places (N, 2) [m]."""
    xy = np.concatenate(list(pieces))
    low, high = xy.min(axis=0), xy.max(axis=0)
    return float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2


def middle_of_rings(rings: Rings) -> tuple[float, float]:
    """Return the middle of the box of polygons [m]."""
    return middle_of(polygon[0] for polygon in rings)


def moved(
    xy: NDArray[np.float64],
    middle: Sequence[float],
    east: float,
    north: float,
    rotation: float,
    scale: float,
) -> NDArray[np.float64]:
    """Return places (N, 2) turned clockwise and scaled about a middle, then shifted.

    Parameters
    ----------
    rotation : float
        Clockwise [degrees].
    """
    angle = math.radians(rotation)
    c, s = math.cos(angle) * scale, math.sin(angle) * scale
    away = xy - np.asarray(middle)
    turned = np.column_stack([c * away[:, 0] + s * away[:, 1], c * away[:, 1] - s * away[:, 0]])
    return np.asarray(turned + np.asarray(middle) + (east, north))


def inside(xy: NDArray[np.float64], ring: NDArray[np.float64] | Ring) -> NDArray[np.bool_]:
    """Tell which places (N, 2) lie within a ring."""
    polygon = shapely.Polygon(np.asarray(ring, np.float64))
    if not polygon.is_valid:
        polygon = shapely.make_valid(polygon)
    shapely.prepare(polygon)
    return np.asarray(shapely.contains_xy(polygon, xy[:, 0], xy[:, 1]))
