"""What of a change can be entered as numbers, choices and ticks; its geometry is drawn instead."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from jumeau.geometry.tree_growth import SPECIES
from jumeau.model.changes import (
    STOREY_HEIGHT,
    AddBuilding,
    BuildingKind,
    Change,
    Planting,
    PlantTrees,
    RoadSurface,
    RoadUse,
    RoofCover,
    RoofShape,
    SetRoof,
    SetSurface,
    ShapeTerrain,
    SurfaceKind,
    Traffic,
)
from jumeau.model.edits import tag_of
from jumeau.model.surfaces import ROOFS, SURFACES

_LOWEST_STOREY, _HIGHEST_STOREY = 2.2, 6.5  # [m] a building with other storeys is told by height
_USUAL_RISE = 2.5  # [m] of a roof that is pitched from now on


class Kind(StrEnum):
    """How a field is entered."""

    NUMBER = "number"
    COUNT = "count"
    YEAR = "year"
    CHOICE = "choice"
    TICK = "tick"


class Field(NamedTuple):
    """A field of a change.

    Attributes
    ----------
    name : str
        Of the change's field; ``day.vehicles`` for one within another value.
    kind : Kind
    unit : str
        Key of ``variants_panel.unit``; empty for none.
    low, high, step, decimals
        Of a number, as it is entered.
    times : float
        What is entered is the value times this: 100 for shares in per cent.
    choices : tuple of str
        The values, with their words at ``<words>.<value>``.
    optional : bool
        None stands for "as it is" or "as usual": a number gets a tick, a choice one more entry.
    usual : callable or value
        What an optional number starts from.
    special : str
        Key of ``variants_panel.special``: words for the lowest value, which means "unknown".
    main : bool
        Whether it stands in a slim bar; the others are behind a button there.
    when : callable
        Tells of a change whether the field means anything.
    """

    name: str
    kind: Kind = Kind.NUMBER
    unit: str = "metres"
    low: float = 0.0
    high: float = 1000.0
    step: float = 0.5
    decimals: int = 1
    times: float = 1.0
    choices: tuple[str, ...] = ()
    words: str = ""
    optional: bool = False
    usual: float | Callable[[Any], float] = 0.0
    special: str = ""
    main: bool = True
    when: Callable[[Any], bool] = lambda _change: True

    @property
    def label(self) -> str:
        """Key of its name in the catalogue."""
        return f"variants_panel.field.{self.name.replace('.', '_')}"


def _count(name: str, low: int, high: int, **more: Any) -> Field:
    return Field(name, Kind.COUNT, "", low, high, 1, 0, **more)


def _choice(name: str, values: Any, words: str, **more: Any) -> Field:
    return Field(name, Kind.CHOICE, "", choices=tuple(str(x) for x in values), words=words, **more)


def _share(name: str, **more: Any) -> Field:
    return Field(name, Kind.NUMBER, "percent", 0, 100, 5, 0, times=100.0, **more)


def _number(name: str, low: float, high: float, **more: Any) -> Field:
    return Field(name, Kind.NUMBER, low=low, high=high, **more)


def _of_surface(quantity: str) -> Callable[[SetSurface], float]:
    return lambda change: float(getattr(SURFACES[change.surface], quantity))


def _of_roof(change: SetRoof) -> float:
    return ROOFS[change.cover].albedo


def _several(change: PlantTrees) -> bool:
    return change.planting is not Planting.ONE


def _pitched(change: AddBuilding) -> bool:
    return change.roof is not RoofShape.FLAT


def _shifts(change: ShapeTerrain) -> bool:
    return change.altitude is None


def _traffic(period: str) -> tuple[Field, Field]:
    counted = Field(
        f"{period}.vehicles", Kind.NUMBER, "vehicles", 0, 10_000, 10, 0, optional=True,
        usual=100.0, main=False,
    )  # fmt: skip
    heavy = _share(
        f"{period}.heavy", main=False, when=lambda change: getattr(change, period) is not None
    )
    return counted, heavy


_DWELLINGS = _count("dwellings", -1, 5000, special="estimated", main=False)
_KIND = _choice("kind", BuildingKind, "buildings.kind")
_ROTATION = Field("rotation", Kind.NUMBER, "degrees", -360, 360, 5, 1)
_SCALE = Field("scale", Kind.NUMBER, "", 0.05, 20, 0.05, 2)

FIELDS: dict[str, tuple[Field, ...]] = {
    "add_building": (
        _count("storeys", 0, 60, special="by_height"),
        _number("height", 0.5, 250),
        _choice("roof", RoofShape, "roofs.shape"),
        _number("roof_rise", 0.0, 30, when=_pitched, main=False),
        _KIND,
        _DWELLINGS,
        _number("altitude", -100, 5000, optional=True, main=False),
    ),
    "remove_feature": (),
    "change_height": (_number("height", 0.5, 250),),
    "add_storeys": (
        _count("storeys", -30, 30),
        _number("storey_height", 2.0, 6.0, step=0.1),
    ),
    "move_feature": (
        _number("east", -2000, 2000),
        _number("north", -2000, 2000),
        _number("up", -100, 100, main=False),
        _ROTATION,
        _SCALE._replace(main=False),
    ),
    "place_model": (
        _ROTATION,
        _SCALE,
        Field("sits", Kind.TICK),
        _number("up", -100, 5000),
        _KIND._replace(main=False),
        _count("storeys", 0, 100, special="unknown", main=False),
        Field("floor_area", Kind.NUMBER, "square_metres", 0, 1e6, 10, 0, special="unknown",
              main=False),
        _count("dwellings", -1, 5000, special="unknown", main=False),
    ),
    "plant_trees": (
        _choice("species", SPECIES, "species"),
        _number("height", 0.5, 20),
        _number("spacing", 1.0, 100, when=_several),
        Field("planted", Kind.YEAR, "", 1950, 2150, 1, 0, special="when_built", main=False),
        _count("seed", 0, 999, main=False, when=lambda x: x.planting is Planting.AREA),
    ),
    "set_surface": (
        _choice("surface", SurfaceKind, "surfaces"),
        Field("albedo", Kind.NUMBER, "", 0, 1, 0.05, 2, optional=True, main=False,
              usual=_of_surface("albedo")),
        _share("permeability", optional=True, main=False, usual=_of_surface("permeability")),
        Field("roughness", Kind.NUMBER, "metres", 0, 2, 0.01, 4, optional=True, main=False,
              usual=_of_surface("roughness")),
    ),
    "set_roof": (
        _choice("cover", RoofCover, "roofs.cover"),
        _share("share"),
        Field("albedo", Kind.NUMBER, "", 0, 1, 0.05, 2, optional=True, main=False, usual=_of_roof),
    ),
    "add_barrier": (
        _number("height", 0.5, 15),
        _share("absorption"),
        Field("thickness", Kind.NUMBER, "metres", 0.05, 5, 0.05, 2, main=False),
    ),
    "set_road": (
        _choice("use", RoadUse, "roads.use"),
        _number("width", 1, 60, optional=True, usual=6.0),
        Field("speed", Kind.NUMBER, "speed", 5, 130, 5, 0, optional=True, usual=30.0),
        _choice("surface", RoadSurface, "roads.surface", optional=True, main=False),
        _count("lanes", 1, 8, optional=True, usual=2, main=False),
        _choice("one_way", ("yes", "no"), "variants_panel.one_way", optional=True, main=False),
        _number("cycle_track", 0.5, 12, optional=True, usual=3.0, main=False),
        *_traffic("day"),
        *_traffic("evening"),
        *_traffic("night"),
    ),
    "shape_terrain": (
        _number("up", -30, 30, when=_shifts),
        _number("altitude", -100, 5000, optional=True),
        Field("bank", Kind.NUMBER, "", 0, 10, 0.5, 1, main=False),
    ),
    "demolish": (Field("buildings", Kind.TICK), Field("trees", Kind.TICK)),
}  # fmt: skip
"""By tag of the change, in the order in which they are offered."""


def fields_of(change: Change) -> tuple[Field, ...]:
    """Return the fields of a change that can be entered."""
    return FIELDS[tag_of(change)]


def value_of(change: Change, field: Field) -> Any:
    """Return what a field of a change holds, as it is entered; None where it is not set."""
    found: Any = change
    for name in field.name.split("."):
        found = getattr(found, name) if found is not None else None
    if found is None:
        return None
    if field.name == "one_way":
        return "yes" if found else "no"
    if field.kind is Kind.CHOICE:
        return str(found)
    return round(found * field.times, 9) if field.kind is Kind.NUMBER else found


def with_value(change: Change, field: Field, entered: Any) -> Change:
    """Return the change with another value of one field; what follows from it follows."""
    outer, _, inner = field.name.partition(".")
    value: Any = entered
    if entered is not None and field.kind is Kind.NUMBER:
        value = entered / field.times
    elif entered is not None and field.kind is Kind.CHOICE:
        value = _chosen(change, outer, entered)
    if inner:
        value = _traffic_with(getattr(change, outer), inner, value)
    changed = msgspec.structs.replace(change, **{outer: value})
    if isinstance(changed, AddBuilding):
        return _consistent(changed, outer)
    return changed


def _traffic_with(traffic: Traffic | None, name: str, value: float | None) -> Traffic | None:
    if value is None:
        return None
    return msgspec.structs.replace(traffic or Traffic(0.0), **{name: value})


def _chosen(change: Change, name: str, entered: str) -> Any:
    """Return a choice in the type of its field."""
    if name == "one_way":
        return entered == "yes"
    types: dict[tuple[str, str], type[StrEnum]] = {
        ("set_surface", "surface"): SurfaceKind,
        ("set_road", "surface"): RoadSurface,
    }
    others: dict[str, type[StrEnum]] = {
        "roof": RoofShape,
        "kind": BuildingKind,
        "cover": RoofCover,
        "use": RoadUse,
    }
    known = types.get((tag_of(change), name), others.get(name))
    return entered if known is None else known(entered)


def _consistent(building: AddBuilding, touched: str) -> AddBuilding:
    """Let height and storeys agree, and roof and rise."""
    replace = msgspec.structs.replace
    if touched == "storeys" and building.storeys:
        return replace(building, height=building.storeys * STOREY_HEIGHT)
    if touched == "height" and building.storeys:
        each = building.height / building.storeys
        if not _LOWEST_STOREY <= each <= _HIGHEST_STOREY:
            return replace(building, storeys=0)
    if touched == "roof":
        pitched = building.roof is not RoofShape.FLAT
        return replace(building, roof_rise=(building.roof_rise or _USUAL_RISE) if pitched else 0.0)
    return building
