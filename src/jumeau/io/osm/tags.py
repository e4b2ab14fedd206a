"""What OpenStreetMap's tags mean for the twin: roles, and lengths in metres.

Tags as the community documents them (https://wiki.openstreetmap.org/wiki/Map_features).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jumeau.model.roles import Role

Tags = dict[str, str]
_NO = ("no", "none", "false")
FOOT, INCH = 0.3048, 0.0254
_METRES = re.compile(r"^([+-]?\d+(?:[.,]\d+)?)\s*(m|metres?|meters?)?$", re.IGNORECASE)
_FEET = re.compile(r"^(\d+(?:\.\d+)?)\s*(?:'|ft|feet)\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|in))?$")
_KMH = re.compile(r"^(\d+(?:\.\d+)?)\s*(km/h|mph)?$")
_FRENCH_SPEEDS = {"fr:urban": 50.0, "fr:rural": 80.0, "fr:trunk": 110.0, "fr:motorway": 130.0,
                  "fr:zone30": 30.0, "fr:zone20": 20.0, "fr:walk": 20.0}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """Features of a role: those that bear one of some values of a tag (any where empty)."""

    role: Role
    tag: str
    values: tuple[str, ...] = ()


_GREEN = ("wood", "scrub", "grassland", "heath", "tree_group", "shrubbery", "fell")
_GREEN_USE = ("forest", "grass", "meadow", "orchard", "vineyard", "village_green", "allotments",
              "plant_nursery", "recreation_ground", "flowerbed")  # fmt: skip
_PLACES = ("city", "town", "village", "hamlet", "isolated_dwelling", "suburb", "quarter",
           "neighbourhood", "locality", "square")  # fmt: skip
_INTERESTS = ("amenity", "shop", "tourism", "office", "leisure", "historic")
_WORKS = ("man_made", "power", "barrier", "highway", "railway", "emergency")
RULES: dict[str, tuple[Rule, ...]] = {
    "multipolygons": (
        Rule(Role.BUILDING, "building"),
        Rule(Role.WATER, "natural", ("water", "bay")),
        Rule(Role.WATER, "waterway", ("riverbank", "dock")),
        Rule(Role.WATER, "landuse", ("reservoir", "basin")),
        Rule(Role.VEGETATION, "natural", _GREEN),
        Rule(Role.VEGETATION, "landuse", _GREEN_USE),
        Rule(Role.VEGETATION, "leisure", ("park", "garden")),
        Rule(Role.SPORTS_GROUND, "leisure", ("pitch", "track", "sports_centre", "stadium")),
        Rule(Role.CEMETERY, "landuse", ("cemetery",)),
        Rule(Role.CEMETERY, "amenity", ("grave_yard",)),
        Rule(Role.TRANSPORT_AREA, "amenity", ("parking", "bus_station")),
        Rule(Role.TRANSPORT_AREA, "aeroway", ("aerodrome", "apron", "runway", "taxiway")),
        Rule(Role.TRANSPORT_AREA, "railway", ("station", "platform")),
        Rule(Role.SETTLEMENT, "landuse", ("residential",)),
        Rule(Role.SETTLEMENT, "place", _PLACES),
        Rule(Role.PLACE_OF_INTEREST, "landuse", ("commercial", "industrial", "retail", "education",
                                                 "religious", "military", "quarry", "port")),
        *(Rule(Role.PLACE_OF_INTEREST, tag) for tag in _INTERESTS),
        Rule(Role.POLYGONS, ""),
    ),
    "lines": (
        Rule(Role.ROAD, "highway"),
        Rule(Role.RAIL, "railway", ("rail", "tram", "light_rail", "subway", "narrow_gauge",
                                    "funicular", "preserved", "monorail")),
        Rule(Role.WATERCOURSE, "waterway", ("river", "stream", "canal", "drain", "ditch",
                                            "tidal_channel")),
        Rule(Role.HEDGE, "barrier", ("hedge",)),
        Rule(Role.HEDGE, "natural", ("tree_row",)),
        *(Rule(Role.CONSTRUCTION, tag) for tag in ("barrier", "man_made", "power")),
        Rule(Role.LINES, ""),
    ),
    "multilinestrings": (Rule(Role.TRANSIT_LINE, "route", ("bus", "tram", "train", "subway",
                                                           "trolleybus", "light_rail", "ferry")),
                         Rule(Role.LINES, "")),
    "points": (
        Rule(Role.TREE, "natural", ("tree",)),
        Rule(Role.STOP, "highway", ("bus_stop",)),
        Rule(Role.STOP, "railway", ("tram_stop", "station", "halt")),
        Rule(Role.LUMINAIRE, "highway", ("street_lamp",)),
        Rule(Role.SETTLEMENT, "place", _PLACES),
        *(Rule(Role.PLACE_OF_INTEREST, tag) for tag in _INTERESTS),
        *(Rule(Role.CONSTRUCTION, tag) for tag in _WORKS),
        Rule(Role.POINTS, ""),
    ),
}  # fmt: skip
"""Rules by GDAL's layer; the first that fits is taken, the last one takes the rest."""

COLUMNS: dict[Role, dict[str, str]] = {
    Role.BUILDING: {"height": "eave_height", "storeys": "building:levels", "use": "building",
                    "name": "name", "wall_material": "building:material",
                    "roof_material": "roof:material"},
    Role.ROAD: {"nature": "highway", "name": "name", "number": "ref", "width": "width",
                "lanes": "lanes", "level": "layer", "one_way": "oneway", "speed": "maxspeed"},
    Role.RAIL: {"nature": "railway", "name": "name", "level": "layer", "electrified": "electrified",
                "use": "usage", "speed": "maxspeed"},
    Role.WATERCOURSE: {"nature": "waterway", "name": "name", "level": "layer"},
    Role.WATER: {"nature": "water", "name": "name"},
    Role.VEGETATION: {"nature": "nature", "name": "name"},
    Role.HEDGE: {"height": "height", "width": "width"},
    Role.TREE: {"height": "height", "crown_diameter": "diameter_crown", "species": "species",
                "planted": "start_date"},
    Role.SETTLEMENT: {"nature": "nature", "name": "name"},
    Role.PLACE_OF_INTEREST: {"nature": "nature", "name": "name"},
    Role.CONSTRUCTION: {"nature": "nature", "name": "name", "height": "height"},
    Role.STOP: {"name": "name"},
    Role.LUMINAIRE: {"height": "height", "lamp": "lamp_type"},
    Role.TRANSIT_LINE: {"name": "name", "number": "ref", "mode": "route", "colour": "colour"},
    Role.SPORTS_GROUND: {"nature": "sport", "name": "name"},
    Role.CEMETERY: {"name": "name"},
    Role.TRANSPORT_AREA: {"nature": "amenity", "name": "name"},
}  # fmt: skip

NATURES: dict[Role, tuple[str, ...]] = {
    Role.VEGETATION: ("natural", "landuse", "leisure"),
    Role.SETTLEMENT: ("place", "landuse"),
    Role.PLACE_OF_INTEREST: (*_INTERESTS, "landuse"),
    Role.CONSTRUCTION: _WORKS,
}
"""Tags of which the first that is there is the nature of a feature."""

WANTED: dict[str, tuple[str, ...]] = {
    "points": ("name", "natural", "highway", "railway", "amenity", "shop", "leisure", "tourism",
               "office", "historic", "barrier", "man_made", "place", "power", "emergency", "height",
               "diameter_crown", "circumference", "species", "genus", "leaf_type", "leaf_cycle",
               "start_date", "lamp_type", "ref"),
    "lines": ("name", "highway", "railway", "waterway", "barrier", "natural", "man_made", "power",
              "aeroway", "ref", "width", "lanes", "layer", "oneway", "maxspeed", "surface",
              "bridge", "tunnel", "electrified", "usage", "service", "cycleway", "height"),
    "multilinestrings": ("name", "type", "route", "ref", "colour", "network", "operator"),
    "multipolygons": ("name", "building", "building:part", "height", "min_height", "roof:height",
                      "building:levels", "roof:levels", "roof:shape", "building:material",
                      "roof:material", "natural", "water", "waterway", "landuse", "leisure",
                      "amenity", "aeroway", "railway", "sport", "place", "boundary", "admin_level",
                      "ref:INSEE", "man_made", "shop", "tourism", "office", "historic", "wall",
                      "type"),
}  # fmt: skip
"""Tags that become columns; GDAL puts the others into ``other_tags``."""

LENGTHS = ("height", "min_height", "roof:height", "width", "diameter_crown", "circumference")
COUNTS = ("building:levels", "roof:levels", "lanes", "layer")


def split_by_role(table: pa.Table, layer: str) -> list[tuple[Role, pa.Table]]:
    """Return the features of one of GDAL's layers by role; roles without features are absent."""
    left = np.ones(table.num_rows, bool)
    found: dict[Role, NDArray[np.bool_]] = {}
    for rule in RULES[layer]:
        rows = left & _fits(table, rule)
        left &= ~rows
        found[rule.role] = found.get(rule.role, np.zeros(table.num_rows, bool)) | rows
    return [(role, table.filter(pa.array(rows))) for role, rows in found.items() if rows.any()]


def _fits(table: pa.Table, rule: Rule) -> NDArray[np.bool_]:
    if not rule.tag:
        return np.ones(table.num_rows, bool)
    if rule.tag not in table.column_names:
        return np.zeros(table.num_rows, bool)
    column = table.column(rule.tag)
    if rule.values:
        rows = pc.is_in(column, value_set=pa.array(rule.values, column.type))
    else:
        no = pc.is_in(column, value_set=pa.array(_NO, column.type))
        rows = pc.and_(pc.is_valid(column), pc.invert(no))
    return np.asarray(rows.to_numpy(zero_copy_only=False), bool)


def length(text: str | None) -> float:
    """Return a length in metres (``12``, ``12.5 m``, ``40 ft``, ``6'7"``); NaN where unreadable."""
    plain = (text or "").strip()
    if match := _METRES.match(plain):
        return float(match[1].replace(",", "."))
    if match := _FEET.match(plain):
        return float(match[1]) * FOOT + float(match[2] or 0) * INCH
    return float("nan")


def speed(text: str | None) -> float:
    """Return a speed in km/h (``50``, ``30 mph``, ``FR:urban``); NaN where unreadable."""
    plain = (text or "").strip()
    if match := _KMH.match(plain):
        return float(match[1]) * (1.609344 if match[2] == "mph" else 1.0)
    return _FRENCH_SPEEDS.get(plain.lower(), float("nan"))


def number(text: str | None) -> float:
    """Return a count, NaN where unreadable."""
    try:
        return float((text or "").strip().replace(",", "."))
    except ValueError:
        return float("nan")
