"""The canonical roles of layers: what a layer is for the twin, whatever file it came from."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a layer means. Simulations and the picture read roles, never file names."""

    BUILDING = "building"
    ROAD = "road"
    RAIL = "rail"
    VEGETATION = "vegetation"
    HEDGE = "hedge"
    TREE = "tree"
    WATER = "water"
    WATERCOURSE = "watercourse"
    COMMUNE = "commune"
    SETTLEMENT = "settlement"
    PLACE_OF_INTEREST = "place_of_interest"
    SPORTS_GROUND = "sports_ground"
    CEMETERY = "cemetery"
    TRANSPORT_AREA = "transport_area"
    CONSTRUCTION = "construction"
    PARCEL = "parcel"
    ZONING = "zoning"
    PRESCRIPTION = "prescription"
    NOISE_MAP = "noise_map"
    LOCAL_CLIMATE_ZONE = "local_climate_zone"
    TERRAIN = "terrain"
    ORTHOPHOTO = "orthophoto"
    RASTER = "raster"
    TABLE = "table"
    POLYGONS = "polygons"
    LINES = "lines"
    POINTS = "points"


# From the ground up: later ones are painted over earlier ones.
GROUND_ORDER: tuple[Role, ...] = (
    Role.ORTHOPHOTO,
    Role.RASTER,
    Role.SETTLEMENT,
    Role.PLACE_OF_INTEREST,
    Role.VEGETATION,
    Role.CEMETERY,
    Role.SPORTS_GROUND,
    Role.TRANSPORT_AREA,
    Role.WATERCOURSE,
    Role.WATER,
    Role.ROAD,
    Role.RAIL,
    Role.HEDGE,
    Role.CONSTRUCTION,
    Role.POLYGONS,
    Role.LOCAL_CLIMATE_ZONE,
    Role.NOISE_MAP,
    Role.ZONING,
    Role.PRESCRIPTION,
    Role.PARCEL,
    Role.LINES,
    Role.COMMUNE,
)

# Shown when a project has nothing that stands on the ground; the first that is there.
SHOWN_ALONE: tuple[Role, ...] = (
    Role.NOISE_MAP,
    Role.LOCAL_CLIMATE_ZONE,
    Role.ZONING,
    Role.PARCEL,
    Role.PRESCRIPTION,
    Role.PLACE_OF_INTEREST,
    Role.CONSTRUCTION,
    Role.SETTLEMENT,
    Role.COMMUNE,
)

# Shown when a project opens; the others wait, unticked, until asked for.
SHOWN_AT_FIRST: frozenset[Role] = frozenset(
    {
        Role.BUILDING,
        Role.ROAD,
        Role.RAIL,
        Role.VEGETATION,
        Role.HEDGE,
        Role.TREE,
        Role.WATER,
        Role.WATERCOURSE,
        Role.SPORTS_GROUND,
        Role.CEMETERY,
        Role.TRANSPORT_AREA,
        Role.TERRAIN,
        Role.ORTHOPHOTO,
        Role.RASTER,
        Role.POLYGONS,
        Role.LINES,
        Role.POINTS,
    }
)
