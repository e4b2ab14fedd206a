"""What can be chosen for a layer: it depends on what its features are."""

from __future__ import annotations

from enum import StrEnum

from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role
from jumeau.model.style import Style, StyleKind
from jumeau.render.ground_layers import LINE_ROLES, POINT_ROLES
from jumeau.render.styling.fields import FieldInfo
from jumeau.render.themes.registry import palettes_of


class Shape(StrEnum):
    """What the features of a layer are on the picture."""

    SOLIDS = "solids"
    CROWNS = "crowns"
    POLYGONS = "polygons"
    LINES = "lines"
    POINTS = "points"
    CELLS = "cells"
    CLOUD = "cloud"
    NOTHING = "nothing"


def shape_of(layer: Layer) -> Shape:
    """Return what the features of a layer are."""
    if layer.payload.kind is PayloadKind.SAMPLES:
        return Shape.CELLS
    if layer.payload.kind is PayloadKind.RASTER:
        plain = layer.role in (Role.ORTHOPHOTO, Role.TERRAIN)
        return Shape.NOTHING if plain else Shape.CELLS
    if layer.payload.kind is PayloadKind.POINT_CLOUD:
        return Shape.CLOUD
    if layer.payload.kind is not PayloadKind.TABLE or layer.role is Role.TABLE:
        return Shape.NOTHING
    if layer.role in (Role.BUILDING, Role.CITY_OBJECT) or layer.has_surfaces:
        return Shape.SOLIDS
    if layer.role is Role.TREE:
        return Shape.CROWNS
    if layer.role in LINE_ROLES:
        return Shape.LINES
    return Shape.POINTS if layer.role in POINT_ROLES else Shape.POLYGONS


def kinds_of(layer: Layer, fields: tuple[FieldInfo, ...]) -> tuple[StyleKind, ...]:
    """Return the kinds of style that a layer can have."""
    shape = shape_of(layer)
    kinds = [StyleKind.STANDARD]
    if shape not in (Shape.NOTHING, Shape.CLOUD, Shape.CELLS):
        kinds.append(StyleKind.SINGLE)
        if fields:
            kinds.append(StyleKind.CATEGORIES)
    if shape not in (Shape.NOTHING, Shape.CLOUD) and any(x.numeric for x in fields):
        kinds += [StyleKind.GRADUATED, StyleKind.CONTINUOUS]
    return tuple(kinds)


def is_stylable(layer: Layer, fields: tuple[FieldInfo, ...]) -> bool:
    """Tell whether there is anything to choose."""
    return len(kinds_of(layer, fields)) > 1 or len(palettes_of(layer)) > 1


def wanted_rows(layer: Layer, style: Style, fields: tuple[FieldInfo, ...]) -> frozenset[str]:
    """Return which choices make sense, by the names of the editor's rows."""
    from jumeau.render.styling.changing import can_extrude

    shape, kind = shape_of(layer), style.kind
    by_value = kind in (StyleKind.CATEGORIES, StyleKind.GRADUATED, StyleKind.CONTINUOUS)
    numeric = any(x.numeric for x in fields)
    rows = {
        "kind": len(kinds_of(layer, fields)) > 1,
        "palette": kind is StyleKind.STANDARD and len(palettes_of(layer)) > 1,
        "colour": kind is StyleKind.SINGLE,
        "field": by_value and len(fields) > 1,
        "method": kind is StyleKind.GRADUATED,
        "count": kind in (StyleKind.GRADUATED, StyleKind.CATEGORIES),
        "ramp": by_value,
        "histogram": kind in (StyleKind.GRADUATED, StyleKind.CONTINUOUS),
        "ends": kind is StyleKind.CONTINUOUS,
        "classes": kind in (StyleKind.GRADUATED, StyleKind.CATEGORIES),
        "no_data": by_value,
        "opacity": shape is not Shape.NOTHING,
        "outline": shape in (Shape.POLYGONS, Shape.LINES, Shape.POINTS),
        "outline_width": shape in (Shape.POLYGONS, Shape.LINES, Shape.POINTS),
        "symbol": shape is Shape.POINTS,
        "diameter": shape is Shape.POINTS,
        "width": shape is Shape.LINES,
        "target": shape is Shape.SOLIDS and kind is not StyleKind.STANDARD,
        "extrude": can_extrude(layer) and numeric,
        "extrude_scale": can_extrude(layer) and bool(style.extrude),
        "vision": kind in (StyleKind.GRADUATED, StyleKind.CATEGORIES) and len(style.classes) > 1,
    }
    return frozenset(name for name, wanted in rows.items() if wanted)
