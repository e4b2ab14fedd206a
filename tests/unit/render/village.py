"""A village of a few features, in memory, for tests of the picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from jumeau.geometry.ragged import Polygons, decode_polygons
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.project import Project, add_layers, new_project
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role
from jumeau.model.view_state import Camera

EAST, NORTH = 700_000.0, 6_600_000.0
"""South-west corner of the village, Lambert-93 [m]."""


def box(x: float, y: float, width: float, depth: float) -> shapely.Polygon:
    """Return a rectangle, its south-west corner at (x, y) from the village's own [m]."""
    return shapely.box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + depth)


def layer(
    store: MemoryStore,
    role: Role,
    shapes: Sequence[Any],
    columns: Mapping[str, Sequence[Any]] | None = None,
) -> Layer:
    """Return a layer of shapes; the columns have canonical names."""
    given = dict(columns or {})
    keys = [f"{role.value}-{n}" for n in range(len(shapes))]
    table = pa.table({"key": keys, "geometry": list(shapely.to_wkb(list(shapes))), **given})
    return Layer(
        role.value,
        role,
        store.add_table(table, "EPSG:2154"),
        count=len(shapes),
        bounds=tuple(shapely.total_bounds(list(shapes)).tolist()),
        columns=tuple((name, name) for name in given),
        key_field="key",
        provenance=Provenance(producer="IGN", product="BD TOPO®", edition="2025-06-15"),
    )


def ragged(shapes: list[shapely.Geometry]) -> Polygons:
    """Return polygons as flat arrays."""
    blobs = shapely.to_wkb(shapes)
    offsets = np.concatenate([[0], np.cumsum([len(b) for b in blobs])])
    return decode_polygons(np.frombuffer(b"".join(blobs), np.uint8), offsets)[0]


HOUSE, HALL, CHURCH, SHED = range(4)


def village() -> tuple[Project, MemoryStore]:
    """Return a house, a hall, a church and a shed, a road, a pond and a wood on flat ground."""
    store = MemoryStore()
    buildings = layer(
        store,
        Role.BUILDING,
        [box(90, 120, 12, 9), box(150, 110, 40, 25), box(60, 60, 30, 12), box(120, 150, 3, 3)],
        {
            "height": [6.0, 9.0, 12.0, None],
            "nature": ["Indifférenciée", "Industriel, agricole ou commercial", "Eglise", None],
            "use": ["Résidentiel", "Industriel", "Religieux", "Annexe"],
        },
    )
    road = shapely.LineString([(EAST + 10, NORTH + 100), (EAST + 240, NORTH + 100)])
    roads = layer(store, Role.ROAD, [road], {"width": [8.0], "nature": ["Route à 1 chaussée"]})
    water = layer(store, Role.WATER, [box(180, 20, 50, 40)])
    wood = layer(store, Role.VEGETATION, [box(10, 160, 60, 60)], {"nature": ["Bois"]})
    ends = layer(store, Role.COMMUNE, [box(0, 0, 250, 250)])
    return add_layers(new_project("Village"), (buildings, roads, water, wood, ends)), store


def above(x: float, y: float, distance: float = 200.0) -> Camera:
    """Return a camera that looks straight down on a place of the village."""
    return Camera((EAST + x, NORTH + y, 0.0), distance, azimuth=0.0, pitch=90.0)


def oblique(x: float = 125.0, y: float = 115.0, distance: float = 320.0) -> Camera:
    """Return a camera that looks north and down."""
    return Camera((EAST + x, NORTH + y, 0.0), distance, azimuth=10.0, pitch=32.0)


def pixel_of(
    camera: Camera, size: tuple[int, int], x: float, y: float, z: float = 0.0
) -> tuple[int, int]:
    """Return column and row of the pixel where a place of the village is seen."""
    away = np.array([EAST + x, NORTH + y, z]) - np.array(camera.eye)
    forward = np.array(camera.direction)
    azimuth = math.radians(camera.azimuth)
    right = np.array([math.cos(azimuth), -math.sin(azimuth), 0.0])
    up = np.cross(right, forward)
    half = math.tan(math.radians(camera.field_of_view) / 2)
    depth = away @ forward
    across = away @ right / depth / half * size[1] / size[0]
    along = away @ up / depth / half
    return int((across + 1) / 2 * size[0]), int((1 - along) / 2 * size[1])
