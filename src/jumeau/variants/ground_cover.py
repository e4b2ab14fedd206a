"""What covers the ground before and after: green, sealed, or unknown where no layer tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from jumeau.model.changes import RoadUse
from jumeau.model.roles import Role
from jumeau.model.surfaces import SURFACES
from jumeau.variants.base import Base
from jumeau.variants.built import standing, touched_keys
from jumeau.variants.resolved import Resolved, Road
from jumeau.variants.surroundings import Surroundings, areal, shape_of, strip

GREEN = (Role.VEGETATION, Role.CROP)
_OPEN = ("sentier", "chemin", "path", "track", "footway")
"""Ways whose cover nobody knows."""
_WIDEST = 40.0


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """Shapes (shapely) that do not overlap: green, sealed, and known to be neither."""

    green: Any
    sealed: Any
    other: Any

    def unknown(self, area: Any) -> Any:
        """Return where in an area nothing is known."""
        return area.difference(shapely.union_all([self.green, self.sealed, self.other]))


@dataclass(frozen=True, slots=True)
class GroundChange:
    """How much the ground changes, on the grid [m²]: lowest and highest, as far as it is known.

    Attributes
    ----------
    touched, unknown : float
        The area that the two states differ in; where its cover today is not known.
    """

    green: tuple[float, float]
    sealed: tuple[float, float]
    touched: float
    unknown: float


def ground_change(
    before: Resolved, after: Resolved, base: Base, around: Surroundings | None
) -> GroundChange:
    """Compare the ground of two states, within what either of them touches."""
    touched = areal(shapely.union_all([*_touched(before, base), *_touched(after, base)]))
    if touched.is_empty:
        return GroundChange((0.0, 0.0), (0.0, 0.0), 0.0, 0.0)
    keys = touched_keys(before, base) | touched_keys(after, base)
    a, b = (_cover(x, base, around, touched, keys) for x in (before, after))
    unknown_a, unknown_b = a.unknown(touched), b.unknown(touched)
    found, lost = (float(x.area) for x in (unknown_a.difference(unknown_b),
                                           unknown_b.difference(unknown_a)))  # fmt: skip
    green = float(b.green.area - a.green.area)
    sealed = float(b.sealed.area - a.sealed.area)
    return GroundChange(
        (green - found, green + lost), (sealed - found, sealed + lost),
        float(touched.area), float(unknown_a.area),
    )  # fmt: skip


def _touched(resolved: Resolved, base: Base) -> list[Any]:
    shapes = [shape_of(x.rings) for x in resolved.surfaces]
    shapes += [x.shape for x in standing(resolved, base, frozenset()).values()]
    shapes += [road_shape(x) for x in resolved.roads]
    for layer, rows in resolved.hidden.items():
        for row in rows:
            if base.role(layer) is Role.ROAD:
                if (road := base.road(layer, row)) is not None:
                    shapes.append(strip(road.lines, road.width))
            elif (one := base.building(layer, row) or base.body(layer, row)) is not None:
                shapes.append(shape_of(one.rings))
    return shapes


def road_shape(road: Road) -> Any:
    """Return the surface of a road of a variant, its cycle tracks too."""
    return strip(road.lines, max(road.width, 0.5) + max(road.cycle_track, 0.0))


def _cover(
    resolved: Resolved, base: Base, around: Surroundings | None, area: Any, keys: frozenset[Any]
) -> Cover:
    green, sealed, other, houses = _todays(resolved, base, around, area)
    order = {x.id: k for k, x in enumerate(resolved.edits)}
    laid: list[tuple[int, Any, str]] = []
    for surface in resolved.surfaces:
        kind = SURFACES[surface.surface]
        word = "green" if kind.green else ("sealed" if kind.sealed else "other")
        laid.append((order.get(surface.edit, -1), shape_of(surface.rings), word))
    laid += [(order.get(x.edit, -1), road_shape(x), _road_cover(x)) for x in resolved.roads]
    laid.sort(key=lambda x: x[0])
    # What is laid on the ground goes around the buildings that stand.
    stands = [x.shape for x in standing(resolved, base, keys).values()]
    laid.append((len(order), shapely.union_all([*stands, houses]), "sealed"))
    for _, shape, word in laid:
        piece = shape.intersection(area)
        green, sealed, other = (
            areal(x.union(piece) if word == name else x.difference(piece))
            for name, x in (("green", green), ("sealed", sealed), ("other", other))
        )
    return Cover(green, sealed, other)


def _road_cover(road: Road) -> str:
    """Return what a road is covered with: a footway of which nothing is told may be sand."""
    return "other" if road.surface is None and road.use is RoadUse.WALKING else "sealed"


def _todays(
    resolved: Resolved, base: Base, around: Surroundings | None, area: Any
) -> tuple[Any, Any, Any, Any]:
    """Return what layers tell of the ground that a variant leaves: green, roads, water, houses."""
    nothing = shapely.Polygon()
    if around is None:
        return nothing, nothing, nothing, nothing
    box = shapely.bounds(shapely.get_parts(area))

    def covered(roles: tuple[Role, ...]) -> Any:
        shapes = [
            shape
            for layer in around.layers(*roles)
            if not layer.has_surfaces
            for row, shape in around.polygons(layer, box)
            if row not in resolved.hidden.get(layer.id, ())
        ]
        return _within(shapes, area)

    water = covered((Role.WATER,))
    # Woods drawn over roads do not make them green.
    roads = _roads(resolved, base, around, area)
    water = water.difference(roads)
    green = covered(GREEN).difference(roads.union(water))
    return areal(green), roads, areal(water), covered((Role.BUILDING,))


def _roads(resolved: Resolved, base: Base, around: Surroundings, area: Any) -> Any:
    box = shapely.bounds(shapely.get_parts(area)) + np.array([-1.0, -1.0, 1.0, 1.0]) * _WIDEST / 2
    shapes = []
    for layer in around.layers(Role.ROAD):
        for row in around.lines(layer, box):
            if row in resolved.hidden.get(layer.id, ()):
                continue
            nature = around.text(layer, "nature", row).lower()
            if nature.startswith(_OPEN) or around.number(layer, "level", row) < 0:
                continue
            if (road := base.road(layer.id, row)) is not None:
                shapes.append(strip(road.lines, road.width))
    return _within(shapes, area)


def _within(shapes: list[Any], area: Any) -> Any:
    """Return what some shapes cover of an area, as one shape."""
    if not shapes:
        return shapely.Polygon()
    shapely.prepare(area)
    near = np.array(shapes, object)
    near = near[shapely.intersects(area, near)]
    return areal(shapely.union_all(shapely.intersection(near, area)))
