"""What can be drawn: which shape it has, how small it may be, and which change it becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from jumeau.geometry.sketch import Place
from jumeau.model.changes import (
    AddBarrier,
    AddBuilding,
    BuildingKind,
    Change,
    Demolish,
    Planting,
    PlantTrees,
    SetRoad,
    SetSurface,
    ShapeTerrain,
    SurfaceKind,
)


class Shape(StrEnum):
    """The shape of what is drawn."""

    RING = "ring"
    LINE = "line"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that is drawn.

    Attributes
    ----------
    name : str
        Of its action.
    usual : Change
        With what its form shows at first.
    shape : Shape
    field : str
        Of the change: where the points go.
    least : float
        Least area [m²] of a ring, least length [m] of a line.
    axes : bool
        It snaps to the axes of roads.
    setback : bool
        It shows and follows the setback line of the parcel.
    """

    name: str
    usual: Change
    shape: Shape
    field: str
    least: float = 1.0
    axes: bool = False
    setback: bool = False

    @property
    def fewest(self) -> int:
        """Number of points that it needs."""
        return {Shape.RING: 3, Shape.LINE: 2, Shape.PLACE: 1}[self.shape]

    def made(self, form: Change, points: tuple[Place, ...]) -> Change:
        """Return the change: what the form says, at the places that were drawn."""
        rounded = tuple((round(x, 3), round(y, 3)) for x, y in points)
        put: Callable[..., Any] = msgspec.structs.replace
        change: Change = put(form, **{self.field: rounded})
        return change


def _trees(planting: Planting, **more: Any) -> PlantTrees:
    return PlantTrees(planting, (), **more)


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "draw_building",
            AddBuilding((), 9.0, storeys=3, kind=BuildingKind.SCHOOL),
            Shape.RING,
            "footprint",
            least=4.0,
            setback=True,
        ),
        Kind("plant_tree", _trees(Planting.ONE), Shape.PLACE, "places"),
        Kind("plant_row", _trees(Planting.ROW), Shape.LINE, "places"),
        Kind("plant_area", _trees(Planting.AREA), Shape.RING, "places", least=9.0),
        Kind("draw_surface", SetSurface((), SurfaceKind.GRASS), Shape.RING, "ring"),
        Kind("draw_road", SetRoad(width=6.0, speed=30.0), Shape.LINE, "line", least=2.0, axes=True),
        Kind("draw_barrier", AddBarrier(()), Shape.LINE, "line"),
        Kind("shape_terrain", ShapeTerrain((), up=-1.0), Shape.RING, "ring", least=2.0),
        Kind("demolish", Demolish(()), Shape.RING, "ring"),
    )
}
"""By the name of the action."""
