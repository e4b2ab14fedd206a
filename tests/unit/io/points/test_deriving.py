"""Rasters from points: the ground through its own points, what stands on it, what grows."""

from __future__ import annotations

from pathlib import Path

import laspy
import numpy as np
import point_samples as samples
import pytest
import rasterio

from jumeau.errors import Cancelled, InputError
from jumeau.io.importing import adopted, import_sources
from jumeau.io.loading import Loaded
from jumeau.io.points.deriving import derive
from jumeau.io.store import MemoryStore
from jumeau.model.project import Project, new_project
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role


def project_of(path: Path, store: MemoryStore) -> Project:
    project = new_project("x")
    return adopted(project, import_sources([path], project, store))


@pytest.fixture
def cloud(tmp_path: Path, store: MemoryStore) -> Project:
    def grow(points: laspy.LasData) -> None:
        x, y = np.array(points.x) - samples.X, np.array(points.y) - samples.Y
        tree = (x > 35) & (x < 45) & (y > 35) & (y < 45)
        points.classification[tree] = 5
        points.z[tree] += 9.0
        points.return_number[:5] = 2  # under the tops of others

    samples.survey(tmp_path / "a.laz", 60_000, edit=grow)
    return project_of(tmp_path / "a.laz", store)


def cells(project: Project, store: MemoryStore, what: str, step: float = 0.5):
    layer = derive(project, store, "a", what, step)  # type: ignore[arg-type]
    with rasterio.open(store.path(layer.payload)) as dataset:
        z = dataset.read(1)
        col, row = np.meshgrid(np.arange(z.shape[1]) + 0.5, np.arange(z.shape[0]) + 0.5)
        x, y = dataset.transform.c + step * col, dataset.transform.f - step * row
    return layer, z, x - samples.X, y - samples.Y


def test_the_terrain_runs_below_the_house(cloud: Project, store: MemoryStore) -> None:
    layer, z, x, y = cells(cloud, store, "terrain")

    assert layer.role is Role.TERRAIN
    assert layer.certainty is Certainty.COMPUTED
    card = layer.provenance
    assert (card.method, card.derived_from) == ("points_terrain", ("a",))
    assert card.created
    assert dict(card.parameters)["step"] == "0.5"
    away = np.abs(z - (100 + 0.1 * x + 0.05 * y))
    inside = (x > 1) & (x < 49) & (y > 1) & (y < 49)
    assert away[inside].max() < 0.02  # points are kept to the centimetre
    assert away.max() < 0.11  # beyond the last points, the altitude of the nearest cell
    grown = adopted(cloud, Loaded((layer,), (), cloud.crs, cloud.vertical))
    assert grown.ground is not None
    assert grown.ground.provenance.method == "points_terrain"


def test_the_surface_lies_on_roofs_and_crowns(cloud: Project, store: MemoryStore) -> None:
    layer, z, x, y = cells(cloud, store, "surface")

    assert layer.role is Role.SURFACE_MODEL
    assert layer.unit == "m"
    inside = (x > 20.5) & (x < 29.5) & (y > 20.5) & (y < 29.5)
    assert np.allclose(z[inside], 112.0, atol=0.01)
    tree = (x > 35.5) & (x < 44.5) & (y > 35.5) & (y < 44.5)
    assert np.abs(z - (109 + 0.1 * x + 0.05 * y))[tree].max() < 0.1


def test_the_canopy_is_the_height_of_trees(cloud: Project, store: MemoryStore) -> None:
    layer, z, x, y = cells(cloud, store, "canopy")

    assert layer.role is Role.CANOPY
    tree = (x > 36) & (x < 44) & (y > 36) & (y < 44)
    # The highest point of a cell lies up its slope, the ground's altitude in its middle.
    assert np.abs(z[tree] - 9.0).max() < 0.15
    assert (z[(x < 34) | (y < 34)] == 0).all()


def test_a_part_has_the_cells_of_the_whole(tmp_path: Path, store: MemoryStore) -> None:
    samples.survey(tmp_path / "a.laz", 40_000)
    whole = cells(project_of(tmp_path / "a.laz", store), store, "surface")[1]

    def cut(points: laspy.LasData) -> None:
        points.points = points.points[np.array(points.x) > samples.X + 20.3]

    (tmp_path / "b").mkdir()
    samples.survey(tmp_path / "b" / "a.laz", 40_000, edit=cut)
    layer, z, _, _ = cells(project_of(tmp_path / "b" / "a.laz", store), store, "surface")

    assert layer.bounds[0] == samples.X + 20.0
    # The first column lost a part of its points.
    assert np.array_equal(z[:, 1:], whole[:, -z.shape[1] + 1 :])


def test_holes_far_from_any_point_stay_empty(tmp_path: Path, store: MemoryStore) -> None:
    def hole(points: laspy.LasData) -> None:
        x = np.array(points.x) - samples.X
        points.points = points.points[(x < 10) | (x > 45)]

    samples.survey(tmp_path / "a.laz", 20_000, edit=hole)
    layer, z, x, _ = cells(project_of(tmp_path / "a.laz", store), store, "terrain")

    assert np.isnan(z[(x > 21) & (x < 34)]).all()
    assert np.isfinite(z[(x < 10) | (x > 46)]).all()
    assert layer.left_out[0].count == int(np.isnan(z).sum())


def test_a_cloud_without_classes_has_no_ground(tmp_path: Path, store: MemoryStore) -> None:
    def forget(points: laspy.LasData) -> None:
        points.classification[:] = 1

    samples.survey(tmp_path / "a.laz", edit=forget)
    project = project_of(tmp_path / "a.laz", store)

    for what, code in (("terrain", "points.no_ground"), ("canopy", "points.no_vegetation")):
        with pytest.raises(InputError) as error:
            derive(project, store, "a", what)  # type: ignore[arg-type]
        assert error.value.code == code
    with pytest.raises(InputError) as error:
        derive(project, store, "b", "terrain")
    assert error.value.code == "points.not_a_cloud"


def test_deriving_can_be_stopped(cloud: Project, store: MemoryStore) -> None:
    def stop(fraction: float, step: str = "") -> None:
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        derive(cloud, store, "a", "terrain", progress=stop)
