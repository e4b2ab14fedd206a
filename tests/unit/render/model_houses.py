"""Houses made of surfaces, in memory, for tests of bodies in 3D."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from jumeau.geometry.surfaces import GROUND, ROOF, WALL
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadRef
from jumeau.model.project import Project, add_layers, new_project
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role

EAST, NORTH, FOOT = 842_000.0, 6_520_000.0, 200.0
"""Where the first house stands, and the altitude of its foot [m]."""
WIDTH, DEPTH, EAVE, RIDGE = 10.0, 8.0, 5.0, 8.0

TYPES = (GROUND, WALL, WALL, WALL, WALL, ROOF, ROOF)
"""Surfaces of :func:`house`: south, east, north and west walls are 1 to 4."""


def house(x: float = 0.0, y: float = 0.0, z: float = FOOT) -> shapely.MultiPolygon:
    """Return a house of 10 by 8 m with a gabled roof, all surfaces facing out."""
    w, d, e, r = WIDTH, DEPTH, EAVE, RIDGE
    rings = (
        [(0, 0, 0), (0, d, 0), (w, d, 0), (w, 0, 0)],
        [(0, 0, 0), (w, 0, 0), (w, 0, e), (0, 0, e)],
        [(w, 0, 0), (w, d, 0), (w, d, e), (w, d / 2, r), (w, 0, e)],
        [(w, d, 0), (0, d, 0), (0, d, e), (w, d, e)],
        [(0, d, 0), (0, 0, 0), (0, 0, e), (0, d / 2, r), (0, d, e)],
        [(0, 0, e), (w, 0, e), (w, d / 2, r), (0, d / 2, r)],
        [(w, d, e), (0, d, e), (0, d / 2, r), (w, d / 2, r)],
    )
    shift = np.array([EAST + x, NORTH + y, z])
    return shapely.MultiPolygon([shapely.Polygon(np.array(ring) + shift) for ring in rings])


def inside_out(body: shapely.MultiPolygon) -> shapely.MultiPolygon:
    """Return a body whose surfaces are all turned round."""
    return shapely.MultiPolygon([shapely.Polygon(p.exterior.coords[::-1]) for p in body.geoms])


def layer_of(
    store: MemoryStore,
    bodies: Sequence[shapely.MultiPolygon],
    types: Sequence[Sequence[int]] | None = None,
    role: Role = Role.BUILDING,
    images: tuple[PayloadRef, ...] = (),
    name: str = "",
    **columns: Sequence[Any],
) -> Layer:
    """Return a layer of bodies; columns have canonical names."""
    kinds = [bytes(row) for row in (types or [TYPES] * len(bodies))]
    given = {"surface_types": kinds, **columns}
    names = [f"body-{n}" for n in range(len(bodies))]
    shapes = list(shapely.to_wkb(list(bodies), output_dimension=3))
    table = pa.table({"key": names, "geometry": shapes, **given})
    return Layer(
        name or f"bodies-{role.value}",
        role,
        store.add_table(table, "EPSG:2154"),
        count=len(bodies),
        bounds=tuple(shapely.total_bounds(list(bodies)).tolist()),
        columns=tuple((column, column) for column in given),
        key_field="key",
        images=images,
        provenance=Provenance(producer="Métropole", product="Maquette", edition="2018"),
    )


def project_of(*layers: Layer) -> Project:
    """Return a project of these layers."""
    return add_layers(new_project("Maquette"), layers)
