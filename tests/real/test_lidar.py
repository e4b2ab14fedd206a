"""LiDAR HD of Montpellier and two small clouds: counts, places, classes, terrain and picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import laspy
import numpy as np
import pytest
import rasterio

from jumeau.io.importing import adopted, import_sources
from jumeau.io.loading import CrsNeeded, load
from jumeau.io.points.deriving import derive
from jumeau.io.points.reader import PointReader
from jumeau.io.rasters.terrain import read_heightfield
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.project import Project, new_project
from jumeau.model.provenance import Certainty
from jumeau.model.view_state import Camera, ViewState
from jumeau.render.scene import Scene

pytestmark = pytest.mark.real

TILE = "test_data_77055_627760_LA93_IGN69.laz"


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    store = MemoryStore()
    yield store
    store.close()


def loaded(source: Path, store: MemoryStore) -> tuple[Project, Layer]:
    project = new_project("x")
    project = adopted(project, import_sources([source], project, store))
    return project, project.layers[0]


def test_three_tiles_are_one_cloud_with_every_point(real_data: Path, store: MemoryStore) -> None:
    folder = real_data / "ign" / "lidarhd_montpellier"

    project, layer = loaded(folder, store)

    assert (project.crs, project.vertical) == ("EPSG:2154", "EPSG:5720")
    assert layer.count == 73_355 + 56_035 + 60_653
    assert (layer.left_out, layer.repaired) == ((), ())
    assert layer.bounds == (770_500.0, 6_277_500.0, 770_600.0, 6_277_600.0)
    card = layer.provenance
    assert card.short == "IGN – LiDAR HD 2021"
    assert card.licence == "Licence Ouverte 2.0 (Etalab)"
    assert layer.instant == "2021-05-28"
    assert layer.certainty is Certainty.MEASURED
    assert dict(card.parameters)["classes"] == "1 2 3 4 5 6 64"
    names = ("X", "Y", "Z", "classification", "intensity", "return_number", "point_source_id")
    given = [laspy.read(path) for path in sorted(folder.glob("*.laz"))]
    with laspy.CopcReader.open(str(store.path(layer.payload))) as reader:
        kept = reader.query()
    for name in names:
        wanted = np.concatenate([np.asarray(tile[name]) for tile in given])
        assert np.array_equal(np.sort(kept[name]), np.sort(wanted)), name
    rows = [np.column_stack([p.X, p.Y, p.Z, p.intensity]) for p in (*given, kept)]
    one, other = np.concatenate(rows[:-1]), rows[-1]
    assert np.array_equal(one[np.lexsort(one.T)], other[np.lexsort(other.T)])


def test_what_the_small_files_are(real_data: Path, store: MemoryStore) -> None:
    folder = real_data / "terrain_pointcloud" / "copc_small"
    (coloured,) = PointReader().describe(folder / "1.2-with-color.copc.laz")
    (simple,) = PointReader().describe(folder / "simple.laz")
    buildings = next((real_data / "ign" / "lidarhd_copc").glob("*.laz"))

    assert (coloured.count, coloured.crs, coloured.vertical) == (1065, "EPSG:2991", "EPSG:6360")
    assert dict(coloured.details)["copc"] == "yes"
    assert (simple.count, simple.crs) == (1065, None)
    with pytest.raises(CrsNeeded):
        load([folder / "simple.laz"], new_project("x"), store)
    assert loaded(buildings, store)[1].count == 73_355
    # Oregon's heights are in feet: the pole of the valley is no mountain.
    _, layer = loaded(folder / "1.2-with-color.copc.laz", store)
    with laspy.open(store.path(layer.payload)) as reader:
        highest = reader.header.z_max
    assert highest == pytest.approx(586.38 * 1200 / 3937, abs=0.001)


def test_terrain_against_the_reference(real_data: Path, store: MemoryStore) -> None:
    """The reference is IGN's own terrain model of this tile."""
    project, layer = loaded(real_data / "ign" / "lidarhd_montpellier" / TILE, store)
    reference = next((real_data / "ign" / "dtm_ref_montpellier").glob("*.tif"))

    terrain = derive(project, store, layer.id, "terrain")

    field = read_heightfield(store.path(terrain.payload))
    with rasterio.open(reference) as wanted:
        there = wanted.read(1, masked=True)
        columns, rows = np.meshgrid(np.arange(100) + 0.5, np.arange(100) + 0.5)
        # The reference's cells lie about whole half metres, ours begin there.
        x = wanted.transform.c + 0.5 * columns
        y = wanted.transform.f - 0.5 * rows
    inside = (x > 770_550.25) & (y < 6_277_599.75)
    difference = np.abs(field.sample(x, y) - there)[inside].compressed()
    assert len(difference) > 9_700
    assert np.median(difference) <= 0.05
    assert np.quantile(difference, 0.99) <= 0.5


def test_surface_and_canopy_agree_with_the_points(real_data: Path, store: MemoryStore) -> None:
    path = real_data / "ign" / "lidarhd_montpellier" / TILE
    project, layer = loaded(path, store)

    found = {}
    for what in ("terrain", "surface", "canopy"):
        made = derive(project, store, layer.id, what)  # type: ignore[arg-type]
        with rasterio.open(store.path(made.payload)) as dataset:
            found[what] = dataset.read(1)

    points = laspy.read(path)
    first = np.asarray(points.return_number) == 1
    assert np.nanmax(found["surface"]) == pytest.approx(float(points.z[first].max()), abs=0.005)
    assert np.nanmin(found["canopy"]) == 0.0
    # No surface below the ground, but for the roughness of both.
    assert (found["surface"] > found["terrain"] - 0.3).mean() > 0.99
    leafy = np.isin(points.classification, (3, 4, 5))
    column = np.floor((points.x[leafy] - 770_550) * 2).astype(int).clip(0, 99)
    row = np.floor((6_277_600 - np.array(points.y)[leafy]) * 2).astype(int).clip(0, 99)
    green = np.zeros((100, 100), bool)
    green[row, column] = True
    assert not (found["canopy"] > 0)[~green].mean() > 0.02


def test_a_point_is_seen_and_says_what_it_is(real_data: Path, store: MemoryStore) -> None:
    project, layer = loaded(real_data / "ign" / "lidarhd_montpellier", store)
    scene = Scene(store)
    try:
        scene.load(project)
        # A roof of the long house in the west, from above.
        roof = Camera((770_520.0, 6_277_530.0, 36.0), distance=40.0, pitch=80.0)
        view = ViewState(camera=roof)
        scene.settle(project, view, (640, 480))
        assert not scene.pending()
        picture = scene.draw(project, view, (640, 480))
        assert picture.std() > 5
        hits = [scene.pick(project, view, (640, 480), x, 240) for x in range(120, 560, 40)]
        told = [scene.facts(layer.id, h.row) for h in hits if h and h.layer == layer.id]
        assert len(told) > 8
        assert {fact["point_class"] for fact in told} <= {1, 2, 3, 4, 5, 6, 64}
        for fact in told:
            assert 20.0 < fact["altitude"] < 44.0
            assert -1.0 < fact["above_ground"] < 24.0
    finally:
        scene.close()
