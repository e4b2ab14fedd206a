"""The canonical quantities of each role: names, kinds and units. Simulations read only these."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from jumeau.model.roles import Role


class Kind(StrEnum):
    """How a quantity is read: a number (NaN where unknown), a text or a yes or no."""

    NUMBER = "number"
    TEXT = "text"
    FLAG = "flag"


class Quantity(msgspec.Struct, frozen=True):
    """A quantity: its kind and, for numbers, its unit (empty for counts and ranks)."""

    kind: Kind
    unit: str = ""


_TEXT = Quantity(Kind.TEXT)
_FLAG = Quantity(Kind.FLAG)
_COUNT = Quantity(Kind.NUMBER)
_METRES = Quantity(Kind.NUMBER, "m")

_NAMED = {"nature": _TEXT, "name": _TEXT}

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
    },
    Role.ROAD: {
        **_NAMED,
        "width": _METRES,
        "lanes": _COUNT,
        "level": _COUNT,  # above (+) or below (-) ground
        "importance": _COUNT,
        "one_way": _TEXT,
        "speed": Quantity(Kind.NUMBER, "km/h"),
        "number": _TEXT,
        "state": _TEXT,
    },
    Role.RAIL: {**_NAMED, "tracks": _COUNT, "level": _COUNT, "electrified": _TEXT, "use": _TEXT,
                "speed": Quantity(Kind.NUMBER, "km/h"), "state": _TEXT},
    Role.TREE: {"height": _METRES, "crown_diameter": _METRES, "species": _TEXT, "planted": _TEXT},
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
    Role.ZONING: {"zone": _TEXT, "label": _TEXT, "description": _TEXT, "approved": _TEXT},
    Role.PRESCRIPTION: {"label": _TEXT, "type": _TEXT, "subtype": _TEXT},
    Role.NOISE_MAP: {"level": Quantity(Kind.TEXT), "indicator": _TEXT, "map_type": _TEXT,
                     "source": _TEXT, "year": _TEXT},
    Role.LOCAL_CLIMATE_ZONE: {"zone": _COUNT, "second_zone": _COUNT, "uniqueness": _COUNT},
}  # fmt: skip
