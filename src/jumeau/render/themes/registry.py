"""All themes, by the role of a layer, and the questions that are put to them."""

from __future__ import annotations

from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role
from jumeau.render.themes import (
    climate,
    cover,
    mobility,
    noise,
    noise_levels,
    people,
    plan,
    results,
    sun,
)
from jumeau.render.themes.dress import Column, Entry, Theme, worn_entries
from jumeau.render.themes.rasters import raster_palettes

THEMES: dict[Role, Theme] = {
    Role.NOISE_MAP: noise.NOISE_MAP,
    Role.NOISE_MEASUREMENT: noise.NOISE_MEASUREMENT,
    Role.LOCAL_CLIMATE_ZONE: climate.LOCAL_CLIMATE_ZONE,
    Role.ZONING: plan.ZONING,
    Role.PRESCRIPTION: plan.PRESCRIPTION,
    Role.LAND_COVER: cover.LAND_COVER,
    Role.CROP: cover.CROP,
    Role.POPULATION_GRID: people.POPULATION_GRID,
    Role.CENSUS_AREA: people.CENSUS_AREA,
    Role.SOUND_CLASSIFICATION: mobility.SOUND_CLASSIFICATION,
    Role.TRAFFIC_COUNT: mobility.TRAFFIC_COUNT,
    Role.TRANSIT_LINE: mobility.TRANSIT_LINE,
    Role.STOP: mobility.STOP,
    Role.ADDRESS: mobility.ADDRESS,
    Role.LUMINAIRE: mobility.LUMINAIRE,
    Role.SENSOR: mobility.SENSOR,
    Role.POINTS: mobility.POINTS,
    Role.SHADE_LINES: sun.SHADE_LINES,
    Role.NOISE_ZONES: noise_levels.NOISE_ZONES,
}

AREAS = frozenset(
    {
        Role.NOISE_MAP,
        Role.LOCAL_CLIMATE_ZONE,
        Role.SURFACE_TEMPERATURE,
        Role.LAND_COVER,
        Role.CROP,
        Role.ZONING,
        Role.POPULATION_GRID,
        Role.SURFACE_MODEL,
        Role.CANOPY,
        Role.VIEWSHED,
        Role.RASTER,
        Role.SOUND_CLASSIFICATION,
        Role.TRAFFIC_COUNT,
        Role.NOISE_MEASUREMENT,
        Role.SHADE_LINES,
        Role.NOISE_ZONES,
        *results.ROLES,
    }
)
"""Data for which the model steps back: it turns paler where one of these is shown."""

TOLD_FIRST: tuple[Role, ...] = (
    Role.VIEWSHED,
    *results.IN_ORDER,
    Role.SHADE_LINES,
    Role.NOISE_ZONES,
    Role.NOISE_MAP,
    Role.NOISE_MEASUREMENT,
    Role.SURFACE_TEMPERATURE,
    Role.LOCAL_CLIMATE_ZONE,
    Role.POPULATION_GRID,
    Role.TRAFFIC_COUNT,
    Role.SENSOR,
    Role.SOUND_CLASSIFICATION,
    Role.ZONING,
    Role.PRESCRIPTION,
    Role.LAND_COVER,
    Role.CROP,
    Role.CANOPY,
    Role.SURFACE_MODEL,
    Role.RASTER,
    Role.TRANSIT_LINE,
    Role.STOP,
)
"""Whose source is the main one of a picture, and whose legend comes first."""


def is_raster(layer: Layer) -> bool:
    """Tell whether a layer's content is a raster."""
    return layer.payload.kind is PayloadKind.RASTER


def palettes_of(layer: Layer) -> tuple[str, ...]:
    """Return the palettes that a layer may wear; the first one is worn at first."""
    if layer.role is Role.ORTHOPHOTO or layer.role is Role.TERRAIN:
        return ()
    if is_raster(layer) or layer.role in results.ROLES:
        return raster_palettes(layer)
    theme = THEMES.get(layer.role)
    return theme.palettes if theme is not None else ()


def static_entries(layer: Layer) -> tuple[Entry, ...]:
    """Return the legend of a layer while its content is not known."""
    theme = THEMES.get(layer.role)
    if theme is None or is_raster(layer):
        return ()
    if theme.entries is not None:
        return theme.entries(layer)
    dress = theme.dress(layer, 1, lambda _: None)
    return worn_entries(dress, dress.kind)


def ordered_entries(layer: Layer) -> tuple[Entry | None, ...]:
    """Return all entries that a layer's theme has on its own, in their order."""
    theme = THEMES.get(layer.role)
    if theme is None or is_raster(layer):
        return ()
    return theme.dress(layer, 1, lambda _: None).entries


def entry_of(layer: Layer, column: Column) -> Entry | None:
    """Return the entry that one feature wears; None where its layer has no theme."""
    theme = THEMES.get(layer.role)
    if theme is None:
        return None
    dress = theme.dress(layer, 1, column)
    return dress.entries[int(dress.kind[0])] if dress.entries else None
