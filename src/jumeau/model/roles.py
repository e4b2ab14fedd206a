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
    ADDRESS = "address"
    ZONING = "zoning"
    PRESCRIPTION = "prescription"
    NOISE_MAP = "noise_map"
    SOUND_CLASSIFICATION = "sound_classification"
    NOISE_MEASUREMENT = "noise_measurement"
    LOCAL_CLIMATE_ZONE = "local_climate_zone"
    SURFACE_TEMPERATURE = "surface_temperature"
    SENSOR = "sensor"
    LAND_COVER = "land_cover"
    CROP = "crop"
    CENSUS_AREA = "census_area"
    POPULATION_GRID = "population_grid"
    LUMINAIRE = "luminaire"
    TRAFFIC_COUNT = "traffic_count"
    STOP = "stop"
    TRANSIT_LINE = "transit_line"
    CITY_OBJECT = "city_object"
    POINT_CLOUD = "point_cloud"
    TERRAIN = "terrain"
    SURFACE_MODEL = "surface_model"
    CANOPY = "canopy"
    VIEWSHED = "viewshed"
    SUN_HOURS = "sun_hours"
    SUN_HOURS_CHANGE = "sun_hours_change"
    SHADE_LINES = "shade_lines"
    SKY_VIEW = "sky_view"
    SKY_VIEW_CHANGE = "sky_view_change"
    IRRADIATION = "irradiation"
    IRRADIATION_CHANGE = "irradiation_change"
    NOISE_LEVEL = "noise_level"
    NOISE_LEVEL_CHANGE = "noise_level_change"
    NOISE_ZONES = "noise_zones"
    ORTHOPHOTO = "orthophoto"
    RASTER = "raster"
    TABLE = "table"
    POLYGONS = "polygons"
    LINES = "lines"
    POINTS = "points"


# From the ground up: later ones are painted over earlier ones.
GROUND_ORDER: tuple[Role, ...] = (
    Role.ORTHOPHOTO,
    Role.SURFACE_MODEL,
    Role.CANOPY,
    Role.RASTER,
    Role.LAND_COVER,
    Role.SETTLEMENT,
    Role.CROP,
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
    Role.POPULATION_GRID,
    Role.LOCAL_CLIMATE_ZONE,
    Role.SURFACE_TEMPERATURE,
    Role.NOISE_MAP,
    Role.VIEWSHED,
    Role.SKY_VIEW,
    Role.SKY_VIEW_CHANGE,
    Role.IRRADIATION,
    Role.IRRADIATION_CHANGE,
    Role.SUN_HOURS,
    Role.SUN_HOURS_CHANGE,
    Role.SHADE_LINES,
    Role.NOISE_LEVEL,
    Role.NOISE_LEVEL_CHANGE,
    Role.NOISE_ZONES,
    Role.ZONING,
    Role.PRESCRIPTION,
    Role.PARCEL,
    Role.LINES,
    Role.SOUND_CLASSIFICATION,
    Role.TRANSIT_LINE,
    Role.CENSUS_AREA,
    Role.COMMUNE,
    Role.POINTS,
    Role.ADDRESS,
    Role.LUMINAIRE,
    Role.TRAFFIC_COUNT,
    Role.SENSOR,
    Role.NOISE_MEASUREMENT,
    Role.STOP,
)

# What makes no model yet: beside these, data would be hidden for the sake of nothing.
NO_MODEL: frozenset[Role] = frozenset({Role.TERRAIN, Role.POINTS, Role.LINES, Role.POLYGONS})

# Shown when a project has nothing that makes a model; the first that is there.
SHOWN_ALONE: tuple[Role, ...] = (
    Role.NOISE_MAP,
    Role.SURFACE_TEMPERATURE,
    Role.LOCAL_CLIMATE_ZONE,
    Role.ZONING,
    Role.LAND_COVER,
    Role.SURFACE_MODEL,
    Role.CANOPY,
    Role.SOUND_CLASSIFICATION,
    Role.POPULATION_GRID,
    Role.CROP,
    Role.PARCEL,
    Role.PRESCRIPTION,
    Role.CENSUS_AREA,
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
        Role.CITY_OBJECT,
        Role.POINT_CLOUD,
        Role.TRANSIT_LINE,
        Role.STOP,
        Role.NOISE_MEASUREMENT,
        Role.SENSOR,
        Role.TRAFFIC_COUNT,
        Role.POLYGONS,
        Role.LINES,
        Role.POINTS,
    }
)
