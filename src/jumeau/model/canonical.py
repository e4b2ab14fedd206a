"""The canonical quantities of each role: names, kinds and units. Simulations read only these."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from jumeau.model.roles import Role


class Kind(StrEnum):
    """How a quantity is read: a number (NaN where unknown), a text, a yes or no, raw bytes."""

    NUMBER = "number"
    TEXT = "text"
    FLAG = "flag"
    BYTES = "bytes"


class Quantity(msgspec.Struct, frozen=True):
    """A quantity: its kind and, for numbers, its unit (empty for counts and ranks).

    ``reading`` names how its codes are spelt in one way (:data:`jumeau.model.codes.READINGS`);
    empty where values stand as the source gives them.
    """

    kind: Kind
    unit: str = ""
    reading: str = ""


VARIETY = "variety"
"""Parameter of a provenance card: which of the things that share its role a layer is, told by its
fields and values (``titles.<variety>`` in the catalogue)."""

LINES_FROM_STOPS = "lines_from_stops"
"""Parameter of a card: lines of transport without a known route, drawn from stop to stop."""


_TEXT = Quantity(Kind.TEXT)
_FLAG = Quantity(Kind.FLAG)
_COUNT = Quantity(Kind.NUMBER)
_METRES = Quantity(Kind.NUMBER, "m")

_INSTANT = Quantity(Kind.TEXT, reading="instant")
_SPEED = Quantity(Kind.NUMBER, "km/h")
_HOURLY = Quantity(Kind.NUMBER, "1/h")
_DAILY = Quantity(Kind.NUMBER, "1/d")
_CNIG = Quantity(Kind.TEXT, reading="two_digits")
_DECIBELS = Quantity(Kind.NUMBER, "dB(A)")
_DEGREES = Quantity(Kind.NUMBER, "°C")

_NAMED = {"nature": _TEXT, "name": _TEXT}

# Bodies of surfaces (city models): one byte or more a polygon of the feature's MultiPolygon Z, in
# its order. ``surface_types``: uint8, an index into SURFACE_TYPES. ``surface_colours``: uint8 RGBA.
# ``surface_images``: int16, an index into the layer's images, -1 for none. ``surface_uv``: float32
# (u, v), v upwards, for every vertex of every ring, the closing one too. All little-endian.
_BYTES = Quantity(Kind.BYTES)
_SURFACES = {"surface_types": _BYTES, "surface_colours": _BYTES, "surface_images": _BYTES,
             "surface_uv": _BYTES, "lod": _TEXT}  # fmt: skip
SURFACE_TYPES = ("unknown", "ground", "wall", "roof", "closure", "floor", "ceiling", "window",
                 "door", "road", "water", "vegetation", "terrain", "other")  # fmt: skip

CANONICAL: dict[Role, dict[str, Quantity]] = {
    Role.BUILDING: {
        "height": _METRES,  # ground to gutter
        "ground_altitude_min": _METRES,
        "ground_altitude_max": _METRES,
        "eave_altitude": _METRES,
        "ridge_altitude": _METRES,
        "storeys": _COUNT,  # ground floor included
        "dwellings": _COUNT,
        "use": _TEXT,
        "nature": _TEXT,
        "light": _FLAG,
        "name": _TEXT,
        "wall_material": _TEXT,
        "roof_material": _TEXT,
        "altitude_method": _TEXT,
        "state": _TEXT,
        **_SURFACES,
    },
    Role.CITY_OBJECT: {**_NAMED, **_SURFACES},
    Role.ROAD: {
        **_NAMED,
        "width": _METRES,
        "lanes": _COUNT,
        "level": _COUNT,  # above (+) or below (-) ground
        "importance": _COUNT,
        "one_way": _TEXT,
        "speed": _SPEED,
        "number": _TEXT,
        "state": _TEXT,
        "daily": _DAILY,  # vehicles, both ways
        **{f"{what}_{when}": _HOURLY for what in ("traffic", "light", "heavy")
           for when in ("day", "evening", "night")},  # 6-18 h, 18-22 h, 22-6 h
        **{f"{what}_speed_{when}": _SPEED for what in ("light", "heavy")
           for when in ("day", "evening", "night")},
        "surface": _TEXT,
    },
    Role.RAIL: {**_NAMED, "tracks": _COUNT, "level": _COUNT, "electrified": _TEXT, "use": _TEXT,
                "speed": _SPEED, "state": _TEXT},
    Role.TREE: {"height": Quantity(Kind.NUMBER, "m", "tree_height"), "crown_diameter": _METRES,
                "species": _TEXT, "planted": _TEXT,
                "circumference": Quantity(Kind.NUMBER, "cm")},
    Role.HEDGE: {"height": _METRES, "width": _METRES, "nature": _TEXT},
    Role.VEGETATION: _NAMED,
    Role.WATER: {**_NAMED, "level": _COUNT, "persistence": _TEXT},
    Role.WATERCOURSE: {**_NAMED, "level": _COUNT, "width": _TEXT, "persistence": _TEXT},
    Role.COMMUNE: {"name": _TEXT, "insee": _TEXT, "population": _COUNT},
    Role.SETTLEMENT: _NAMED,
    Role.PLACE_OF_INTEREST: {**_NAMED, "category": _TEXT},
    Role.SPORTS_GROUND: _NAMED,
    Role.CEMETERY: _NAMED,
    Role.TRANSPORT_AREA: _NAMED,
    Role.CONSTRUCTION: {**_NAMED, "height": _METRES},
    Role.PARCEL: {"section": _TEXT, "number": _TEXT, "area": Quantity(Kind.NUMBER, "m²"),
                  "insee": _TEXT},
    # ``suffix`` is what follows the number: bis, ter, a letter.
    Role.ADDRESS: {"number": _TEXT, "suffix": _TEXT, "street": _TEXT, "postcode": _TEXT,
                   "city": _TEXT, "insee": _TEXT},
    Role.ZONING: {"zone": _TEXT, "label": _TEXT, "description": _TEXT, "approved": _INSTANT,
                  "destination": _CNIG},
    # ``type`` and ``subtype`` are of the CNIG's list of prescriptions, ``information`` is the type
    # (with the same subtype) of its list of informations: jumeau.io.schemas.cnig has the labels.
    Role.PRESCRIPTION: {"label": _TEXT, "type": _CNIG, "subtype": _CNIG, "information": _CNIG},
    Role.NOISE_MAP: {
        "level": Quantity(Kind.NUMBER, "dB(A)", "noise_bound"),  # lower bound
        "indicator": Quantity(Kind.TEXT, reading="noise_index"),  # LD or LN
        "map_type": Quantity(Kind.TEXT, reading="noise_map"),  # A to D; none means A
        "source": Quantity(Kind.TEXT, reading="noise_source"),  # road, rail, air, industry
        "year": _TEXT,
        "infrastructure": _TEXT,
    },
    Role.SOUND_CLASSIFICATION: {
        "category": Quantity(Kind.NUMBER, reading="sound_category"),  # 1, the noisiest, to 5
        "width": Quantity(Kind.NUMBER, "m", "first_number"),  # of the sector, on each side
        "name": _TEXT, "source": _TEXT, "approved": _TEXT,
    },
    Role.NOISE_MEASUREMENT: {"level": _DECIBELS, "instant": _INSTANT, "accuracy": _METRES,
                             "name": _TEXT},
    Role.LOCAL_CLIMATE_ZONE: {"zone": Quantity(Kind.TEXT, reading="lcz"),  # 1 to 10, A to G
                              "second_zone": Quantity(Kind.TEXT, reading="lcz"),
                              "uniqueness": _COUNT},
    # ``time`` is the hour where the source keeps it apart from the date in ``instant``.
    Role.SENSOR: {"name": _TEXT, "value": Quantity(Kind.NUMBER), "temperature": _DEGREES,
                  "instant": _INSTANT, "time": _TEXT},
    Role.SHADE_LINES: {"hours": Quantity(Kind.NUMBER, "h")},
    Role.NOISE_ZONES: {"level": _DECIBELS},  # lower bound of a class that was computed
    Role.LAND_COVER: {"class": _TEXT, "label": _TEXT, "ground_factor": _COUNT},  # 0 hard, 1 soft
    Role.CROP: {"crop": _TEXT, "group": Quantity(Kind.TEXT, reading="plain_number"),
                "area": Quantity(Kind.NUMBER, "ha")},
    Role.CENSUS_AREA: {"name": _TEXT, "code": _TEXT, "type": _TEXT, "insee": _TEXT},
    Role.POPULATION_GRID: {"residents": _COUNT, "households": _COUNT, "code": _TEXT,
                           "estimated": _FLAG},
    Role.LUMINAIRE: {"height": Quantity(Kind.NUMBER, "m", "first_number"),
                     "power": Quantity(Kind.NUMBER, "W", "first_number"), "lamp": _TEXT,
                     "colour_temperature": Quantity(Kind.NUMBER, "K", "first_number")},
    Role.TRAFFIC_COUNT: {"name": _TEXT, "daily": _DAILY,
                         "heavy_share": Quantity(Kind.NUMBER, "%", "first_number"),
                         "speed": _SPEED, "mode": _TEXT, "instant": _INSTANT},
    Role.STOP: {"name": _TEXT, "lines": _TEXT, "departures": _DAILY},
    Role.TRANSIT_LINE: {"name": _TEXT, "number": _TEXT, "mode": _TEXT, "colour": _TEXT,
                        "departures": _DAILY},
}  # fmt: skip
