"""City models of towns: they stand on their ground, whole, and nothing of them is black."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from jumeau.geometry.surfaces import lie_of
from jumeau.io import canonical
from jumeau.io.importing import adopted, import_sources
from jumeau.io.store import MemoryStore
from jumeau.model.layer import is_estimated_ground
from jumeau.model.progress import silent
from jumeau.model.project import new_project
from jumeau.render.bodies import Bodies
from jumeau.render.parts import Kind, parts_of
from jumeau.render.preparing import Workshop

MODELS = {
    "cityjson_delft/delft.json": 160,
    "cityjson_zurich/zurich_subset_lod2.json": 49,
    "lyon_monuments/208_EGLISE_ECULLY.gml": 1,
    "citygml3_lyon_opera/Opera-Lyon_CityGML3.0_LOD2_with_xAL3_FreeText.gml": 1,
    "lyon_small_houses/LYON_1ER_BATI_2015_small_house.gml": 1,
}


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    memory = MemoryStore()
    yield memory
    memory.close()


@pytest.mark.parametrize("name", MODELS)
def test_a_model_stands_on_the_ground_that_is_estimated_from_it(
    real_data: Path, name: str, store: MemoryStore
):
    project = new_project("Maquette")
    loaded = import_sources([real_data / "3d" / name], project, store, crs="EPSG:3946")
    project = adopted(project, loaded)
    assert any(is_estimated_ground(layer) for layer in project.layers)
    workshop = Workshop(store)
    prepared = {
        part.layers[0].id: workshop.prepare(part, silent)
        for part in parts_of(project)
        if part.kind is Kind.BUILDINGS
    }
    layer = next(x for x in project.layers if x.role.value == "building")
    bodies = prepared[layer.id]
    assert isinstance(bodies, Bodies)
    assert len(bodies.foot) == MODELS[name]
    assert not bodies.doubt
    assert not bodies.shift
    known = np.isfinite(bodies.foot)
    gap = np.abs(bodies.foot - bodies.ground)[known]
    assert np.median(gap) < 1.5
    assert bodies.colours.min() > 90
    # What is drawn is what the source has, less what lies on the ground.
    surfaces = canonical.surfaces(store, layer)
    size = np.linalg.norm(lie_of(surfaces).area, axis=1)
    corner = bodies.mesh.points.astype(np.float64)
    start = bodies.mesh.feature_triangle_start
    point = bodies.mesh.feature_point_start
    of = np.searchsorted(start, np.arange(start[-1]), side="right") - 1
    tile = np.searchsorted(bodies.tile_start, of, side="right") - 1
    corner = corner[bodies.mesh.triangles + point[bodies.tile_start[tile]][:, None]]
    drawn = np.linalg.norm(
        np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1
    ).sum()
    flat = bodies.area.sum()
    assert drawn / 2 > 0.98 * (np.nansum(size) - 1.1 * flat)
