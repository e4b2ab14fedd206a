"""Points take the colours of the photograph below them, and the legend says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import laspy
import numpy as np
import pytest
import rasterio
from pyproj import CRS
from rasterio import Affine

from jumeau.i18n import Translator
from jumeau.io.importing import adopted, import_sources
from jumeau.io.store import MemoryStore
from jumeau.model.project import Project, change_layer, new_project
from jumeau.model.roles import Role
from jumeau.model.style import Style
from jumeau.model.view_state import Camera, Look, ViewState
from jumeau.render.cloud_colours import BARE
from jumeau.render.cloud_photos import photographed, sampled, shades
from jumeau.render.legend import legend_rows
from jumeau.render.scene import Scene

X, Y = 700_000.0, 6_600_000.0
RED, GREEN = (200, 30, 30), (30, 160, 40)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """Return an image of 40 m by 60 m, red in the west and green in the east."""
    bands = np.empty((3, 60, 40), np.uint8)
    bands[:, :, :20], bands[:, :, 20:] = (
        np.array(RED)[:, None, None],
        np.array(GREEN)[:, None, None],
    )
    path = tmp_path / "photo.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=40, height=60, count=3, dtype="uint8",
        crs="EPSG:2154", transform=Affine(1, 0, X, 0, -1, Y + 60), photometric="RGB",
    ) as target:  # fmt: skip
        target.write(bands)
    return path


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    store = MemoryStore()
    yield store
    store.close()


@pytest.fixture
def project(tmp_path: Path, image: Path, store: MemoryStore) -> Project:
    """Return a flat cloud of 60 m by 60 m in two classes over the image."""
    draw = np.random.default_rng(3)
    header = laspy.LasHeader(point_format=6, version="1.4")
    header.scales, header.offsets = np.full(3, 0.01), np.array([X, Y, 0.0])
    header.add_crs(CRS.from_epsg(2154))
    points = laspy.LasData(header)
    x, y = draw.uniform(0, 60, (2, 30_000))
    points.x, points.y, points.z = X + x, Y + y, np.full(len(x), 100.0)
    points.classification = np.where(y > 30, 6, 2).astype(np.uint8)
    points.write(tmp_path / "cloud.laz")
    empty = new_project("x")
    files = [tmp_path / "cloud.laz", image]
    return adopted(empty, import_sources(files, empty, store))


def test_a_point_over_a_red_cell_is_red(image: Path) -> None:
    place = np.array([[X + 5, Y + 5, 0], [X + 35, Y + 55, 0], [X + 50, Y + 5, 0], [X, Y - 9, 0]])

    found = sampled(image, place, 0.5)

    assert found[0].tolist() == [*RED, 255]
    assert found[1].tolist() == [*GREEN, 255]
    assert found[2:, 3].tolist() == [0, 0]


def test_sparse_points_are_read_from_a_small_picture(
    image: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jumeau.render.cloud_photos.MOST", 6)
    x, y = np.meshgrid(np.arange(2.5, 40, 5), np.arange(2.5, 60, 5))
    place = np.column_stack([X + x.ravel(), Y + y.ravel(), np.zeros(x.size)])

    found = sampled(image, place, 0.5)

    away = np.abs(x.ravel() - 20) > 12
    wanted = np.where(x.ravel()[away, None] < 20, RED, GREEN)
    assert np.abs(found[away, :3].astype(int) - wanted).max() < 4


def test_the_uppermost_photograph_that_knows_the_place_counts() -> None:
    upper = np.array([[200, 0, 0, 255], [9, 9, 9, 0], [9, 9, 9, 0]], np.uint8)
    lower = np.array([[0, 90, 0, 255], [0, 90, 0, 255], [9, 9, 9, 0]], np.uint8)

    assert photographed((upper, lower), (0, 1), BARE)[:2].tolist() == [[200, 0, 0], [0, 90, 0]]
    assert photographed((upper, lower), (0, 1), BARE)[2] == pytest.approx(BARE)
    assert photographed((upper, lower), (1,), BARE)[0].tolist() == [0, 90, 0]


def test_a_wall_darkens_downwards() -> None:
    z = np.array([8.0, 6.0, 3.0, 0.0])
    place = np.column_stack([np.full(4, 10.0), np.full(4, 10.0), z])

    found = shades(place, 0.2)

    assert found[0] == 1.0
    assert (np.diff(found) < 0).all()
    assert found[-1] > 0.6
    assert shades(place[:0], 0.2).shape == (0,)


def test_the_cloud_wears_the_photograph(project: Project, store: MemoryStore) -> None:
    photo = next(x.id for x in project.layers if x.role is Role.ORTHOPHOTO)
    scene = Scene(store)
    try:
        scene.load(project)

        def middle(x: float, **given: object) -> np.ndarray:
            camera = Camera((X + x, Y + 30, 100.0), distance=30.0, pitch=89.0, azimuth=0.0)
            view = ViewState(camera=camera, look=Look.ORTHOPHOTO, **given)
            scene.settle(project, view, (160, 120))
            picture = scene.draw(project, view, (160, 120)).astype(int)
            return np.median(picture[50:70, 70:90].reshape(-1, 3), axis=0)

        assert np.abs(middle(10.0) - RED).max() < 30
        assert np.abs(middle(32.0) - GREEN).max() < 30
        assert np.abs(middle(10.0, hidden=(photo,)) - RED).max() > 80
    finally:
        scene.close()


def test_the_legend_tells_whose_colours_they_are(project: Project) -> None:
    tr = Translator("fr")
    cloud = next(x for x in project.layers if x.role is Role.POINT_CLOUD)
    photo = next(x for x in project.layers if x.role is Role.ORTHOPHOTO)
    view = ViewState(look=Look.ORTHOPHOTO)

    def texts(project: Project, view: ViewState) -> list[str]:
        return [row.text for row in legend_rows(project, view, tr)]

    by_class = change_layer(project, cloud.id, style=Style(field="classification"))
    assert tr("picture.class.points_photo") in texts(project, view)
    assert "Bâtiment" not in texts(project, view)
    assert "Bâtiment" in texts(by_class, view)
    assert "Bâtiment" in texts(project, ViewState(look=Look.ORTHOPHOTO, hidden=(photo.id,)))
    assert "Bâtiment" in texts(project, ViewState())
