"""The shade that some buildings cast on the ground, hour by hour, as shapes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from jumeau.geometry.profile import Standing
from jumeau.geometry.solid_raster import raise_to_solids
from jumeau.model.progress import Progress
from jumeau.render.site import Site
from jumeau.simulation.sun.position import Sun
from jumeau.simulation.sun.vector_shade import covered, triangles_of, vector_shade

Box = tuple[float, float, float, float]
Polygon = Any

LOWEST = 4.0
"""Lower suns cast shade without an end: they are left out [degrees]."""
BUILT = 0.3
"""What rises so far above the ground stands there [m]."""
SPECK = 2.0
"""Pieces of shade that are smaller are left out [m2]."""


@dataclass(frozen=True, slots=True, eq=False)
class Cast:
    """The shade of an hour.

    Attributes
    ----------
    instant : str
        ISO 8601 with offset.
    sun : Sun
    shapes : tuple of shapely.Polygon
        On the ground, without what casts it, project CRS [m].
    tip : (x, y) or None
        The place that lies farthest from the sun [m].
    """

    instant: str
    sun: Sun
    shapes: tuple[Polygon, ...]
    tip: tuple[float, float] | None


def only(standing: Sequence[Standing], rows: Iterable[tuple[str, int]]) -> tuple[Standing, ...]:
    """Return these features of what stands, named by layer and row; what is empty is left out."""
    wanted: dict[str, list[int]] = {}
    for layer, row in rows:
        wanted.setdefault(layer, []).append(row)
    found = []
    for one in standing:
        kept = np.isin(one.order, wanted.get(one.layer, []))
        if kept.any():
            gone = np.repeat(~kept, np.diff(one.triangle_start))
            triangles = np.where(gone[:, None], np.int32(0), one.triangles)
            found.append(replace(one, triangles=triangles))
    return tuple(found)


def added_by_variant(site: Site) -> tuple[Standing, ...]:
    """Return what a variant puts up: its own elements bear no layer."""
    return tuple(one for one in site.standing if not one.layer)


def at_point(site: Site, x: float, y: float) -> tuple[str, int] | None:
    """Return layer and row of the building at a place [m]; None where none stands."""
    ground = float(site.relief.altitude(x, y))
    best: tuple[float, tuple[str, int]] | None = None
    for one in site.standing:
        if one.box is None or not one.layer:
            continue
        box = one.box
        near = (box[:, 0] <= x) & (x <= box[:, 2]) & (box[:, 1] <= y) & (y <= box[:, 3])
        for row in np.flatnonzero(near).tolist():
            cell = np.full((1, 1), ground, np.float32)
            for part in only((one,), [(one.layer, row)]):
                raise_to_solids(cell, x - 0.005, y + 0.005, 0.01, part)
            height = float(cell[0, 0]) - ground
            if height > BUILT and (best is None or height > best[0]):
                best = (height, (one.layer, row))
    return None if best is None else best[1]


def box_of(casters: Sequence[Standing]) -> Box | None:
    """Return the box of what casts shade [m]; None where it is empty."""
    triangles = triangles_of(casters)
    if not len(triangles):
        return None
    (west, south), (east, north) = (f(triangles[:, :, :2], (0, 1)) for f in (np.min, np.max))
    return float(west), float(south), float(east), float(north)


def cast_hours(
    site: Site,
    casters: Sequence[Standing],
    moments: Sequence[tuple[str, Sun]],
    progress: Progress,
) -> list[Cast]:
    """Return the shade that buildings alone cast on the ground.

    Parameters
    ----------
    site : Site
        Its ground counts.
    casters : sequence of Standing
        What casts shade.
    moments : sequence of (instant, sun)
        Those with a sun lower than :data:`LOWEST` have no shapes.
    """
    import shapely

    triangles = triangles_of(casters)
    under = covered(triangles)
    middle = shapely.centroid(under)
    hours = []
    for number, (instant, sun) in enumerate(moments):
        progress(number / len(moments), "shades")
        shapes: tuple[Polygon, ...] = ()
        if sun.elevation >= LOWEST and len(triangles):
            dark = vector_shade(triangles, site.relief.altitude, sun.azimuth, sun.elevation)
            parts = shapely.get_parts(shapely.difference(dark, under))
            shapes = tuple(x for x in parts if x.geom_type == "Polygon" and x.area >= SPECK)
        tip = tip_of(shapes, sun, (middle.x, middle.y)) if shapes else None
        hours.append(Cast(instant, sun, shapes, tip))
    return hours


def tip_of(shapes: Sequence[Polygon], sun: Sun, middle: tuple[float, float]) -> tuple[float, float]:
    """Return the corner of shapes that lies farthest from the sun."""
    import shapely

    away = math.radians(sun.azimuth + 180.0)
    direction = np.array([math.sin(away), math.cos(away)])
    points = shapely.get_coordinates(list(shapes))
    farthest = points[int(np.argmax((points - middle) @ direction))]
    return float(farthest[0]), float(farthest[1])
