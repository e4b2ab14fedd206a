"""Point clouds on the screen: what is drawn, in which colours, and that every point is reached."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import laspy
import numpy as np
import pytest
from pyproj import CRS

from jumeau.geometry import octree
from jumeau.io.importing import adopted, import_sources
from jumeau.io.store import MemoryStore
from jumeau.model.project import Project, change_layer, new_project
from jumeau.model.view_state import Camera, Look, ViewState
from jumeau.render import clouds
from jumeau.render.cloud_colours import POINT_CLASSES, mode_of
from jumeau.render.cloud_nodes import needed_nodes, prepare_cloud
from jumeau.render.eye_dome import shade_depths
from jumeau.render.legend import legend_rows
from jumeau.render.quadtree import eye_of
from jumeau.render.scene import Scene

X, Y = 700_000.0, 6_600_000.0
SIZE = (320, 200)


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    store = MemoryStore()
    yield store
    store.close()


@pytest.fixture
def project(tmp_path: Path, store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a plane of ground with a red roof above its middle, in many nodes."""
    monkeypatch.setattr(octree, "LEAF", 400)
    draw = np.random.default_rng(5)
    header = laspy.LasHeader(point_format=7, version="1.4")
    header.scales, header.offsets = np.full(3, 0.01), np.array([X, Y, 0.0])
    header.add_crs(CRS.from_epsg(2154))
    points = laspy.LasData(header)
    count = 40_000
    x, y = draw.uniform(0, 60, (2, count))
    roof = (np.abs(x - 30) < 8) & (np.abs(y - 30) < 8)
    points.x, points.y, points.z = X + x, Y + y, np.where(roof, 110.0, 100.0)
    points.classification = np.where(roof, 6, 2).astype(np.uint8)
    points.intensity = np.full(count, 900, np.uint16)
    points.red = np.where(roof, 60_000, 9_000).astype(np.uint16)
    points.green = np.full(count, 9_000, np.uint16)
    points.blue = np.full(count, 9_000, np.uint16)
    points.write(tmp_path / "a.laz")
    empty = new_project("x")
    return adopted(empty, import_sources([tmp_path / "a.laz"], empty, store))


def above(distance: float, x: float = 30.0, y: float = 30.0) -> Camera:
    return Camera((X + x, Y + y, 110.0), distance=distance, pitch=89.0, azimuth=0.0)


def test_the_roof_is_seen_in_both_looks(project: Project, store: MemoryStore) -> None:
    scene = Scene(store)
    try:
        scene.load(project)
        pictures = {}
        for look in (Look.MAQUETTE, Look.ORTHOPHOTO):
            view = ViewState(camera=above(110.0), look=look)
            scene.settle(project, view, SIZE)
            assert not scene.pending()
            pictures[look] = scene.draw(project, view, SIZE).astype(int)
        middle = {k: np.median(v[90:110, 150:170].reshape(-1, 3), axis=0)
                  for k, v in pictures.items()}  # fmt: skip
        building = next(colour for classes, _, colour in POINT_CLASSES if 6 in classes)
        assert np.abs(middle[Look.MAQUETTE] - building).max() < 32
        red, green, blue = middle[Look.ORTHOPHOTO]
        assert red > 180
        assert max(green, blue) < 70
        hidden = ViewState(camera=above(110.0), hidden=(project.layers[0].id,))
        bare = scene.draw(project, hidden, SIZE).astype(int)
        assert np.abs(np.median(bare[90:110, 150:170].reshape(-1, 3), axis=0) - building).max() > 40
    finally:
        scene.close()


def test_a_picture_waits_for_workers_unless_it_settles(
    project: Project, store: MemoryStore
) -> None:
    scene = Scene(store)
    try:
        scene.load(project)
        view = ViewState(camera=above(30.0))
        scene.draw(project, view, SIZE)
        assert scene.pending()
        while scene.work_on_tiles():
            scene.draw(project, view, SIZE)
        patient = Scene(store)
        try:
            patient.load(project)
            patient.settle(project, view, SIZE)
            assert not patient.pending()
            one, other = (s.draw(project, view, SIZE) for s in (scene, patient))
            assert np.array_equal(one, other)
        finally:
            patient.close()
    finally:
        scene.close()


def test_every_point_is_reached_by_zooming_in(project: Project, store: MemoryStore) -> None:
    layer = project.layers[0]
    cloud = prepare_cloud(store, layer, project.origin)

    held = [len(cloud.node(node).z) for node in range(len(cloud.octree.key))]
    seen: set[int] = set()
    for x in range(0, 61, 4):
        for y in range(0, 61, 4):
            eye = eye_of(above(12.0, x, y), SIZE)
            seen.update(needed_nodes(cloud, eye, clouds.REST_POINTS, clouds.REST_APART))

    assert sum(held) == layer.count == 40_000
    assert len(held) > 20
    assert seen == set(range(len(held)))


def test_few_points_suffice_far_away_and_in_motion(project: Project, store: MemoryStore) -> None:
    cloud = prepare_cloud(store, project.layers[0], project.origin)

    def points(distance: float, most: int, apart: float) -> int:
        chosen = needed_nodes(cloud, eye_of(above(distance), SIZE), most, apart)
        assert all(
            any(node in cloud.children[p] for p in chosen[:k]) for k, node in enumerate(chosen) if k
        )
        return int(cloud.octree.count[chosen].sum())

    assert points(4_000.0, 10**7, 1.2) < points(100.0, 10**7, 1.2)
    assert points(100.0, 10**7, 3.0) <= points(100.0, 10**7, 1.2)
    assert points(100.0, 20_000, 0.1) <= 20_000
    away = eye_of(Camera((X + 900, Y, 100.0), distance=50.0, pitch=45.0, azimuth=0.0), SIZE)
    assert needed_nodes(cloud, away, 10**7, 1.2) == []


def test_memory_is_bounded(
    project: Project, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clouds, "ROOM", 8_000)
    scene = Scene(store)
    try:
        scene.load(project)
        for x in (5.0, 55.0, 30.0):
            view = ViewState(camera=above(14.0, x, x))
            scene.settle(project, view, SIZE)
        nodes = next(iter(scene._clouds.values()))
        kept = sum(len(drawn.points.z) for drawn in nodes._drawn.values())
        assert kept == nodes._kept
        assert kept <= max(8_000, nodes.shown_points)
    finally:
        scene.close()


def test_a_point_tells_its_class_and_height(project: Project, store: MemoryStore) -> None:
    scene = Scene(store)
    try:
        scene.load(project)
        view = ViewState(camera=above(60.0))
        scene.settle(project, view, SIZE)
        found = scene.pick(project, view, SIZE, 160, 100)
        assert found is not None
        assert found.layer == project.layers[0].id
        told = scene.facts(found.layer, found.row)
        assert told["point_class"] == 6
        assert told["altitude"] == pytest.approx(110.0, abs=0.01)
        assert told["above_ground"] == pytest.approx(10.0, abs=1.0)
    finally:
        scene.close()


def test_the_style_chooses_the_colours(project: Project) -> None:
    layer = project.layers[0]

    def mode(field: str, look: Look, coloured: bool = True, classified: bool = True) -> str:
        style = type(layer.style)(field=field)
        (styled,) = change_layer(project, layer.id, style=style).layers
        return mode_of(styled, look, coloured, classified)

    assert mode("", Look.MAQUETTE) == "classification"
    assert mode("", Look.ORTHOPHOTO) == "rgb"
    assert mode("height", Look.ORTHOPHOTO) == "height"
    assert mode("rgb", Look.MAQUETTE) == "rgb"
    assert mode("rgb", Look.MAQUETTE, coloured=False) == "classification"
    assert mode("", Look.ORTHOPHOTO, coloured=False, classified=False) == "height"


def test_the_legend_names_the_classes_that_are_there(project: Project) -> None:
    from jumeau.i18n import Translator

    rows = [row.text for row in legend_rows(project, ViewState(), Translator("fr"))]

    assert rows[1:3] == ["Sol", "Bâtiment"]
    assert len(rows) == 3


def test_shade_falls_behind_edges_and_on_no_plane() -> None:
    near, far = 1.0, 1000.0
    away = np.tile(np.linspace(90.0, 110.0, 60), (40, 1))  # a slope
    away[10:20, 20:30] -= 20.0  # a block on it
    depth = ((far - near * far / away) / (far - near)).astype(np.float32)
    picture = np.full((40, 60, 3), 200, np.uint8)

    shade_depths(picture, depth, near, far, 1, 10.0, 0.002)

    assert picture[30, 40, 0] == 200
    assert picture[15, 25, 0] == 200
    assert picture[15, 31 - 1, 0] < 190
