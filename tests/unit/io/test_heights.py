"""Altitudes of tables and rasters, from their own vertical system to the project's.

Swiss LN02 to NGF-IGN69 needs no grid: both are tied to EVRF2000 by formulas that PROJ brings along.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import io_samples as samples
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine

from jumeau.geometry.vertical import height_way
from jumeau.io.keeping import Target, keep, keep_table
from jumeau.io.loading import load
from jumeau.io.rasters.terrain import read_heightfield
from jumeau.io.reading import Draft, read
from jumeau.io.store import MemoryStore
from jumeau.model.progress import silent
from jumeau.model.project import new_project
from jumeau.model.roles import Role

LN02, IGN69 = "EPSG:5728", "EPSG:5720"
EAST, NORTH = 2_485_000.0, 1_110_000.0  # south of Geneva, in France


def shift(x: float, y: float) -> float:
    way = height_way("EPSG:2056", LN02, IGN69)
    assert way is not None
    return float(way(np.array([[x, y]]), np.array([400.0]))[0]) - 400.0


def test_a_terrain_is_shifted_cell_by_cell(tmp_path: Path, store: MemoryStore) -> None:
    cells = np.full((200, 200), 420.0, np.float32)
    path = tmp_path / "mnt.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=200, width=200, dtype="float32",
        crs="EPSG:2056+5728", transform=Affine(10, 0, EAST, 0, -10, NORTH),
    ) as file:  # fmt: skip
        file.write(cells, 1)

    loaded = load([path], new_project("x"), store)

    (layer,) = loaded.layers
    assert (loaded.crs, loaded.vertical) == ("EPSG:2154", IGN69)
    field = read_heightfield(store.path(layer.payload))
    middle = shift(EAST + 1000, NORTH - 1000)
    assert abs(middle) > 0.1
    assert np.nanmedian(field.z) == pytest.approx(420 + middle, abs=0.01)
    flat, heights = layer.provenance.transformations
    assert not flat.vertical
    assert (heights.vertical, heights.done, heights.source, heights.target) == (
        True, True, LN02, IGN69,
    )  # fmt: skip
    assert heights.accuracy is not None


def test_heights_above_ground_are_not_shifted(tmp_path: Path, store: MemoryStore) -> None:
    path = tmp_path / "mnh.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=50, width=50, dtype="float32",
        crs="EPSG:2056+5728", transform=Affine(10, 0, EAST, 0, -10, NORTH),
    ) as file:  # fmt: skip
        file.write(np.full((50, 50), 12.5, np.float32), 1)

    (layer,) = load([path], new_project("x"), store).layers

    assert layer.role is Role.CANOPY
    with rasterio.open(store.path(layer.payload)) as file:
        assert np.nanmax(np.abs(file.read(1) - 12.5)) < 1e-4
    assert not any(change.vertical for change in layer.provenance.transformations)


def _draft(tmp_path: Path, vertical: str) -> Draft:
    points = [shapely.Point(EAST + 100 * k, NORTH, 400.0 + k) for k in range(5)]
    data = samples.frame([{"n": k} for k in range(5)], points, crs="EPSG:2056")
    (draft,) = read(samples.write(tmp_path / "a.gpkg", data))
    assert isinstance(draft, Draft)
    return Draft(
        draft.role, draft.name, draft.content, draft.crs, bounds=draft.bounds, vertical=vertical
    )


def test_vertices_are_shifted_one_by_one(tmp_path: Path, store: MemoryStore) -> None:
    target = Target("EPSG:2154", IGN69)

    layer = keep_table(_draft(tmp_path, LN02), target, None, store, silent)

    shapes = shapely.from_wkb(store.table(layer.payload).column("geometry").to_pylist())
    expected = [400 + k + shift(EAST + 100 * k, NORTH) for k in range(5)]
    assert shapely.get_z(shapes) == pytest.approx(expected, abs=1e-3)
    assert [change.done for change in layer.provenance.transformations] == [True, True]


@pytest.mark.parametrize(
    ("vertical", "told", "noted"),
    [("EPSG:4979", True, "grid_missing"), ("", False, ""), (IGN69, False, "")],
)
def test_what_cannot_be_shifted_stays_and_is_said(
    tmp_path: Path, store: MemoryStore, vertical: str, told: bool, noted: str
) -> None:
    layer = keep_table(
        _draft(tmp_path, vertical), Target("EPSG:2154", IGN69), None, store, silent
    )  # fmt: skip

    shapes = shapely.from_wkb(store.table(layer.payload).column("geometry").to_pylist())
    assert shapely.get_z(shapes).tolist() == [400.0, 401.0, 402.0, 403.0, 404.0]
    left = [c for c in layer.provenance.transformations if c.vertical]
    assert bool(left) == told
    assert all(not change.done for change in left)
    parameters = dict(layer.provenance.parameters)
    assert not noted or "fr_ign_RAF" in parameters[noted]


def test_bodies_and_clouds_are_shifted_too(tmp_path: Path, store: MemoryStore) -> None:
    import laspy
    from pyproj import CRS

    corners = [[0, 0, 0], [10, 0, 0], [10, 0, 8], [0, 0, 8]]
    body = {
        "type": "CityJSON", "version": "2.0",
        "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/2056"},
        "transform": {"scale": [1, 1, 1], "translate": [EAST, NORTH, 400.0]},
        "CityObjects": {"a": {"type": "Building", "geometry": [
            {"type": "MultiSurface", "lod": "2", "boundaries": [[[0, 1, 2, 3]]]}]}},
        "vertices": corners,
    }  # fmt: skip
    (tmp_path / "m.city.json").write_text(json.dumps(body))
    cloud = laspy.LasData(laspy.LasHeader(version="1.4", point_format=6))
    cloud.header.scales, cloud.header.offsets = [0.001] * 3, [EAST, NORTH, 400.0]
    cloud.header.add_crs(CRS("EPSG:2056"))
    cloud.x, cloud.y = np.full(50, EAST), np.full(50, NORTH)
    cloud.z, cloud.classification = 400.0 + np.arange(50.0), np.full(50, 2, np.uint8)
    cloud.write(tmp_path / "c.las")
    target, up = Target("EPSG:2154", IGN69), shift(EAST, NORTH)

    (read_body,) = read(tmp_path / "m.city.json")
    (read_cloud,) = read(tmp_path / "c.las")
    layers = [
        keep(replace(draft, vertical=LN02), target, None, store, None, silent)
        for draft in (read_body, read_cloud)
        if isinstance(draft, Draft)
    ]

    for layer in layers:
        assert [change.done for change in layer.provenance.transformations] == [True, True]
    (shape,) = shapely.from_wkb(store.table(layers[0].payload).column("geometry").to_pylist())
    z = shapely.get_coordinates(shape, include_z=True)[:, 2]
    assert (z.min(), z.max()) == pytest.approx((400 + up, 408 + up), abs=0.005)
    with laspy.open(store.path(layers[1].payload)) as file:
        assert file.header.mins[2] == pytest.approx(400 + up, abs=0.005)
        assert file.header.maxs[2] == pytest.approx(449 + up, abs=0.005)
