"""Edits as rows of a table with a geometry each, and back: what QGIS can draw and show."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec
import shapely

from jumeau.model import changes
from jumeau.model.changes import STOREY_HEIGHT, Planting, Traffic
from jumeau.model.edits import Debate, Edit, tag_of
from jumeau.model.layer import FeatureRef
from jumeau.variants.edit_words import (
    TAGS,
    bare,
    choice_named,
    debate_named,
    fields_of,
    names_of,
    species_named,
    tag_named,
)

SHAPES: dict[str, tuple[str, str, str]] = {
    "add_building": ("Polygon", "footprint", "courtyards"),
    "set_surface": ("Polygon", "ring", "holes"),
    "shape_terrain": ("Polygon", "ring", ""),
    "demolish": ("Polygon", "ring", ""),
    "add_barrier": ("LineString", "line", ""),
    "set_road": ("LineString", "line", ""),
    "place_model": ("Point", "place", ""),
    "plant_trees": ("", "places", ""),
}
"""By tag: the geometry, the field that it holds, the field of its holes; trees take any."""
SAID = ("id", "title", "on", "comment", "phase", "debate", "reason")
"""The columns of what people say about an edit."""

SHAPEFILE = 10
"""Letters of a column's name in a shapefile."""

_PLANTED = {"Point": Planting.ONE, "LineString": Planting.ROW, "Polygon": Planting.AREA}
_REMOVING = {"demolish", "remove_feature"}
_TALL = {"add_building", "change_height", "add_barrier"}
_LEAST_AREA = 0.01
_LEAST_LENGTH = 0.01
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
_ABOVE_GROUND = re.compile(r"^\s*[rR]\s*\+\s*(\d+)")
_YES = {"oui", "o", "true", "t", "vrai", "1", "yes", "y"}
_NO = {"non", "n", "false", "f", "faux", "0", "no"}


class BadRowError(Exception):
    """A row that makes no edit: ``code`` is a key of the catalogue (``facts.bad.<code>``)."""

    def __init__(self, code: str, **fields: str) -> None:
        super().__init__(code, fields)
        self.code, self.fields = code, fields


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row: a geometry of shapely (None for an edit without a place) and its values."""

    geometry: Any
    values: dict[str, Any]


# -- out -------------------------------------------------------------------------------------------


def row_of(edit: Edit) -> Row:
    """Return an edit as a row; what is no plain value stands as JSON."""
    change = edit.change
    tag = tag_of(change)
    values: dict[str, Any] = {"edit": tag}
    values |= {name: _plain(getattr(edit, name)) for name in SAID}
    _, field, holes = SHAPES.get(tag, ("", "", ""))
    geometry = _geometry(change, tag) if field else None
    for name in fields_of(type(change)):
        if geometry is None or name not in (field, holes):
            values[name] = _plain(getattr(change, name))
    return Row(geometry, values)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return msgspec.json.encode(value).decode()


def _geometry(change: Any, tag: str) -> Any:
    """Return the geometry of a change; None where it has none, or where it makes none."""
    kind, field, holes = SHAPES[tag]
    places = getattr(change, field)
    if tag == "plant_trees":
        kind = {v: k for k, v in _PLANTED.items()}[change.planting]
    if kind == "Point":
        if tag == "place_model":
            return shapely.Point(places)
        return shapely.Point(places[0]) if len(places) == 1 else None
    if kind == "LineString":
        return shapely.LineString(places) if len(places) >= 2 else None
    rings = (places, *(getattr(change, holes) if holes else ()))
    if any(len(ring) < 3 for ring in rings):
        return None
    return shapely.Polygon(rings[0], rings[1:])


# -- in --------------------------------------------------------------------------------------------


class Cells:
    """The values of a row, found by any name that a column may have."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = {bare(name): value for name, value in values.items()}

    def find(self, field: str) -> Any:
        """Return the value of a field; None where the row says nothing."""
        for name in names_of(field):
            for known in (name, name[:SHAPEFILE]):  # shapefiles cut names short
                value = self._values.get(known)
                if value is not None and value != "":
                    return value
        return None


def tag_in(cells: Cells, geometry: Any, layer: str, usual: Mapping[str, str]) -> str:
    """Return the tag of a row: as told, as usual, by the layer's name, by its columns.

    Returns
    -------
    str
        Empty where nothing tells it.

    Raises
    ------
    BadRowError
        ``unknown_tag``.
    """
    told = cells.find("edit")
    if told is not None:
        tag = tag_named(told)
        if not tag:
            raise BadRowError("unknown_tag", tag=str(told))
        return tag
    family = family_of(geometry)
    if usual.get(family):
        return usual[family]
    singular = "_".join(x.removesuffix("s") for x in bare(layer).split("_"))
    if named := tag_named(layer) or tag_named(singular):
        return named
    if family == "polygons":
        if cells.find("height") is not None or cells.find("storeys") is not None:
            return "add_building"
        word = cells.find("surface")
        if word is not None and choice_named(changes.SurfaceKind, word):
            return "set_surface"
    if family == "points" and cells.find("species") is not None:
        return "plant_trees"
    return ""


def order_in(cells: Cells, tag: str) -> tuple[float, int]:
    """Return the place of a row among the others.

    Rows that tell none come last, and of them what removes comes before what adds: a drawing has
    no order, and nobody draws a building to have it demolished.
    """
    number = _number(cells.find("order"))
    return (math.inf if number is None else number, tag not in _REMOVING)


def family_of(geometry: Any) -> str:
    """Return ``points``, ``lines`` or ``polygons``; empty for no geometry."""
    if geometry is None:
        return ""
    kind = geometry.geom_type
    for word, family in (("Polygon", "polygons"), ("Line", "lines"), ("Point", "points")):
        if word in kind:
            return family
    return ""


def edits_of(tag: str, geometry: Any, cells: Cells) -> list[Edit]:
    """Return the edits that a row makes: one for each part of its geometry.

    Raises
    ------
    BadRowError
        Why it makes none.
    """
    made = [_edit(tag, part, cells) for part in _parts(geometry)]
    return [made[0], *(msgspec.structs.replace(x, id="") for x in made[1:])]


def _parts(geometry: Any) -> list[Any]:
    if geometry is None:
        return [None]
    if geometry.is_empty:
        return [None]
    flat = shapely.force_2d(geometry)
    return list(flat.geoms) if hasattr(flat, "geoms") else [flat]


def _edit(tag: str, geometry: Any, cells: Cells) -> Edit:
    kind = TAGS[tag]
    found = _places(tag, geometry, cells)
    for name, (hint, _) in fields_of(kind).items():
        if name not in found and (value := _value(tag, name, hint, cells)) is not None:
            found[name] = value
    if found.get("line") and found.get("feature") and not _is_json(cells.find("feature")):
        del found["feature"]  # a road that was drawn over a copy of the base
    storeys = found.get("storeys", 0) if tag == "add_building" else 0
    if storeys > 0 and not found.get("height", 0.0) > 0.0:
        found["height"] = STOREY_HEIGHT * storeys
    needed = [x for x in msgspec.structs.fields(kind) if x.required and x.name not in found]
    if needed:
        code = "no_feature" if needed[0].name == "feature" else "missing"
        raise BadRowError(code, column=needed[0].name)
    if tag in _TALL and not found.get("height", 1.0) > 0.0:
        raise BadRowError("no_height")
    if tag == "set_road" and not found.get("line") and not found.get("feature"):
        raise BadRowError("no_geometry", edit=tag)
    said: dict[str, Any] = {}
    for name in SAID:
        hint = bool if name == "on" else str
        value = cells.find(name)
        if value is not None and (word := _scalar(name, hint, value)) is not None:
            said[name] = word
    said["debate"] = _debate(said.pop("debate", ""))
    return Edit(said.pop("id", ""), kind(**found), **said)


def _debate(word: str) -> Debate:
    """Return open or fixed as a word says; open where it says neither."""
    return Debate(debate_named(word) or Debate.OPEN)


def _places(tag: str, geometry: Any, cells: Cells) -> dict[str, Any]:
    """Return the fields of a change that its geometry tells."""
    kind, field, holes = SHAPES.get(tag, ("", "", ""))
    if not field:
        return {}
    if geometry is None:
        told = cells.find(field)
        if told is not None:  # a shape that makes no geometry
            return {field: _nested(field, fields_of(TAGS[tag])[field][0], told)}
        if tag == "set_road":
            return {}
        raise BadRowError("no_geometry", edit=tag)
    got = geometry.geom_type
    if got == "LinearRing":
        geometry, got = shapely.LineString(geometry.coords), "LineString"
    if kind == "Polygon" and got == "LineString" and geometry.is_closed:
        geometry, got = shapely.Polygon(geometry.coords), "Polygon"  # a contour drawn as a line
    if (kind and got != kind) or got not in _PLANTED:
        raise BadRowError("wrong_geometry", edit=tag, got=family_of(geometry) or got)
    if got == "Point":
        place = (float(geometry.x), float(geometry.y))
        return {"place": place} if field == "place" else _planted(got, (place,))
    if got == "LineString":
        if geometry.length < _LEAST_LENGTH:
            raise BadRowError("no_length")
        line = _pairs(geometry)
        return _planted(got, line) if tag == "plant_trees" else {field: line}
    if not geometry.is_valid:
        raise BadRowError("crossing")
    if geometry.area < _LEAST_AREA:
        raise BadRowError("no_area")
    ring = _pairs(geometry.exterior)[:-1]
    if tag == "plant_trees":
        return _planted(got, ring)
    found: dict[str, Any] = {field: ring}
    if holes:
        found[holes] = tuple(_pairs(x)[:-1] for x in geometry.interiors)
    return found


def _planted(kind: str, places: Any) -> dict[str, Any]:
    return {"planting": _PLANTED[kind], "places": places}


def _pairs(line: Any) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in shapely.get_coordinates(line))


def _value(tag: str, name: str, hint: Any, cells: Cells) -> Any:
    """Return a field of a change as a row tells it; None where it says nothing."""
    told = cells.find(name)
    if hint is FeatureRef:
        return _feature(told, cells)
    if told is None:
        return None
    if name == "species":
        return species_named(told) or None
    if isinstance(hint, type) and issubclass(hint, Enum):
        word = choice_named(hint, told)
        if not word:
            if hint is changes.BuildingKind:
                return hint.OTHER  # what a source says of uses is no reason to lose a building
            raise BadRowError("bad_value", column=name, value=str(told))
        return hint(word)
    if hint is Traffic and isinstance(told, (int, float, str)):
        number = _number(told)
        if number is not None and not _is_json(told):
            return Traffic(number)
    if hint in (float, int, bool, str):
        return _scalar(name, hint, told)
    return _nested(name, hint, told)


def _scalar(name: str, hint: Any, told: Any) -> Any:
    if hint is str:
        return str(told)
    if hint is bool:
        word = bare(told)
        if isinstance(told, float):
            word = str(int(told))
        if word in _YES | _NO:
            return word in _YES
        raise BadRowError("bad_value", column=name, value=str(told))
    if name == "storeys" and (above := _ABOVE_GROUND.match(str(told))):
        return int(above.group(1)) + 1
    number = _number(told)
    if number is None:
        raise BadRowError("bad_value", column=name, value=str(told))
    return round(number) if hint is int else number


def _number(told: Any) -> float | None:
    if isinstance(told, (int, float)):
        number = float(told)
    else:
        found = _NUMBER.search(str(told).replace("\u202f", "").replace("\xa0", ""))
        if found is None:
            return None
        number = float(found.group().replace(",", "."))
    return number if math.isfinite(number) else None


def _feature(told: Any, cells: Cells) -> FeatureRef | None:
    """Return the element that a change is about: as JSON, or by the columns layer and key."""
    if _is_json(told):
        ref: FeatureRef = _nested("feature", FeatureRef, told)
        return ref
    layer, key = cells.find("layer"), cells.find("key")
    if layer is not None and (key is not None or told is not None):
        return FeatureRef(str(layer), str(key if key is not None else told))
    return None if told is None else FeatureRef("", str(told))


def _is_json(told: Any) -> bool:
    return str(told).lstrip().startswith("{")


def _nested(name: str, hint: Any, told: Any) -> Any:
    try:
        return msgspec.json.decode(str(told), type=hint)
    except msgspec.MsgspecError as error:
        raise BadRowError("bad_value", column=name, value=str(told)[:60]) from error
