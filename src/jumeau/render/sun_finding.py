"""From a click to the place that is meant: a wall, a yard of the project, a parcel, a point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.io import canonical
from jumeau.io.store import Payloads
from jumeau.model.project import Project
from jumeau.model.roles import Role
from jumeau.render.sun_places import facade_at, wall_normal
from jumeau.simulation.sun.spots import Spot, area_spot, point_spot, window_spot

if TYPE_CHECKING:
    from jumeau.geometry.ragged import Polygons
    from jumeau.render.site import Site
    from jumeau.variants.resolved import Resolved

AUTO, DRAW, POINT, WINDOW = "auto", "draw", "point", "window"
MODES = (AUTO, DRAW, POINT, WINDOW)
ON_WALL = 0.6
"""What is clicked so far above the ground may be a wall [m]."""
EYE = 0.1
"""A point of the ground is looked at so far above it [m]."""

Point = tuple[float, float, float]


def place_at(
    project: Project,
    payloads: Payloads,
    site: Site,
    resolved: Resolved | None,
    point: Point,
    mode: str,
) -> Spot:
    """Return the place that a click means.

    Parameters
    ----------
    resolved : Resolved or None
        What the shown variant adds; None for today.
    point : tuple of float
        What was clicked [m].
    mode : str
        One of ``MODES`` but ``DRAW``.

    Raises
    ------
    InputError
        ``sun_places.no_wall`` where a window is asked for and there is no wall.
    """
    x, y, z = point
    if mode == WINDOW:
        return window_spot(point, wall_normal(site, point))
    above = z - float(site.relief.altitude(x, y))
    if mode == POINT:
        try:
            n = wall_normal(site, point) if above > ON_WALL else None
        except InputError:
            n = None
        if n is not None:
            return window_spot(point, n)
        return point_spot(x, y, max(z, z - above) + EYE)
    if above > ON_WALL:
        try:
            return facade_at(site, point)
        except InputError:
            pass  # a roof: the parcel below it is meant
    for covered in reversed(resolved.surfaces if resolved is not None else ()):
        for rings in covered.rings:
            if within(x, y, [np.asarray(r, np.float64) for r in rings]):
                return area_spot(tuple(np.asarray(r, np.float64)[:, :2] for r in rings))
    parcel = parcel_at(project, payloads, x, y)
    if parcel is not None:
        return area_spot(parcel)
    return point_spot(x, y, max(z, z - above) + EYE)


def parcel_at(
    project: Project, payloads: Payloads, x: float, y: float
) -> tuple[NDArray[np.float64], ...] | None:
    """Return the outlines of the parcel at a place; None where there is none."""
    for layer in project.layers:
        if layer.role is not Role.PARCEL:
            continue
        polygons = canonical.polygons(payloads, layer)
        for row in range(len(polygons.feature_start) - 1):
            rings = rings_of(polygons, row)
            if rings and within(x, y, rings):
                return tuple(rings)
    return None


def rings_of(polygons: Polygons, row: int) -> list[NDArray[np.float64]]:
    """Return all rings of a feature, project CRS [m]."""
    first = polygons.polygon_start[polygons.feature_start[row]]
    end = polygons.polygon_start[polygons.feature_start[row + 1]]
    return [
        polygons.xy[polygons.ring_start[r] : polygons.ring_start[r + 1]]
        for r in range(int(first), int(end))
    ]


def within(x: float, y: float, rings: list[NDArray[np.float64]]) -> bool:
    """Tell whether a place lies in rings, even-odd."""
    inside = False
    for ring in rings:
        if not (ring[:, 0].min() <= x <= ring[:, 0].max()):
            continue
        if not (ring[:, 1].min() <= y <= ring[:, 1].max()):
            continue
        a, b = ring[:, :2], np.roll(ring[:, :2], -1, axis=0)
        crossed = (a[:, 1] > y) != (b[:, 1] > y)
        at = a[crossed, 0] + (y - a[crossed, 1]) * (b[crossed, 0] - a[crossed, 0]) / (
            b[crossed, 1] - a[crossed, 1]
        )
        inside ^= bool((x < at).sum() % 2)
    return inside
