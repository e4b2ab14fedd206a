"""Small off-screen pictures of a village in memory: what must be seen is seen."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
from village import CHURCH, EAST, HALL, HOUSE, NORTH, above, oblique, pixel_of, village

from jumeau.model.project import Project, change_layer, remove_layer
from jumeau.model.roles import Role
from jumeau.model.view_state import Camera, ViewState
from jumeau.render import look
from jumeau.render.parts import Kind
from jumeau.render.scene import Scene, home_camera

SIZE = (320, 200)


@pytest.fixture(scope="module")
def scene_of_the_village() -> Iterator[tuple[Scene, Project]]:
    project, store = village()
    scene = Scene(store)
    scene.load(project)
    yield scene, project
    scene.close()


@pytest.fixture
def own_scene() -> Iterator[tuple[Scene, Project]]:
    project, store = village()
    scene = Scene(store)
    scene.load(project)
    yield scene, project
    scene.close()


def drawn(
    scene: Scene, project: Project, camera: Camera, size: tuple[int, int] = SIZE, **view: object
) -> np.ndarray:
    state = msgspec.structs.replace(ViewState(camera=camera), **view)
    scene.settle(project, state, size)
    return scene.draw(project, state, size)


def colour_at(image: np.ndarray, camera: Camera, x: float, y: float, z: float = 0.0) -> np.ndarray:
    column, row = pixel_of(camera, (image.shape[1], image.shape[0]), x, y, z)
    return image[row - 1 : row + 2, column - 1 : column + 2].reshape(-1, 3).mean(0)


def near(colour: np.ndarray, wanted: look.Rgb, most: float = 14) -> bool:
    return bool(np.abs(colour - np.array(wanted)).max() < most)


def test_the_ground_carries_its_colours(scene_of_the_village):
    camera = above(120, 90, 560)
    image = drawn(*scene_of_the_village, camera)
    assert image.shape == (200, 320, 3)
    assert image.dtype == np.uint8
    assert near(colour_at(image, camera, 120, 100), look.ROAD)
    assert near(colour_at(image, camera, 205, 40), look.WATER)
    assert near(colour_at(image, camera, 120, 40), look.GROUND)
    assert near(colour_at(image, camera, 170, 122, 9.0), look.SLATE)
    red, green, blue = colour_at(image, camera, 40, 190)
    assert green > red
    assert green > blue


def test_buildings_stand_on_the_ground(scene_of_the_village):
    scene, project = scene_of_the_village
    camera = oblique()
    with_them = drawn(scene, project, camera).astype(int)
    bare = drawn(scene, project, camera, hidden=("building",)).astype(int)
    share = (np.abs(with_them - bare).max(axis=2) > 6).mean()
    assert 0.02 < share < 0.35
    changed = with_them[np.abs(with_them - bare).max(axis=2) > 6]
    assert changed.min() > 60, "nothing is near black"
    assert changed.mean() > 150


def test_the_same_project_gives_the_same_pixels(scene_of_the_village):
    scene, project = scene_of_the_village
    first = drawn(scene, project, oblique())
    drawn(scene, project, above(60, 60), (200, 160))
    assert np.array_equal(first, drawn(scene, project, oblique()))
    second_project, store = village()
    other = Scene(store)
    try:
        other.load(second_project)
        assert np.array_equal(first, drawn(other, second_project, oblique()))
    finally:
        other.close()


def test_nothing_is_pending_after_settling(scene_of_the_village):
    scene, project = scene_of_the_village
    view = ViewState(camera=oblique(90, 120, 60))
    scene.draw(project, view, SIZE)
    assert scene.pending(view)
    while scene.work_on_tiles():
        pass
    scene.draw(project, view, SIZE)
    assert not scene.pending(view)
    worked = scene.draw(project, view, SIZE)
    scene.settle(project, view, SIZE)
    assert np.array_equal(worked, scene.draw(project, view, SIZE))


def test_a_moving_picture_has_its_size(scene_of_the_village):
    scene, project = scene_of_the_village
    view = ViewState(camera=oblique())
    scene.settle(project, view, SIZE)
    rest = scene.draw(project, view, SIZE).astype(int)
    moving = scene.draw(project, view, SIZE, moving=True).astype(int)
    assert moving.shape == rest.shape
    assert np.abs(moving - rest).mean() < 12


@pytest.mark.parametrize("row", [HOUSE, HALL, CHURCH])
def test_a_building_is_picked_with_its_key(scene_of_the_village, row):
    scene, project = scene_of_the_village
    middle = {HOUSE: (96, 124.5), HALL: (170, 122), CHURCH: (75, 66)}[row]
    for camera in (above(120, 100, 500), oblique()):
        pick = scene.pick(
            project, ViewState(camera=camera), SIZE, *pixel_of(camera, SIZE, *middle, 6.5)
        )
        assert pick is not None
        assert (pick.layer, pick.row, pick.key) == ("building", row, f"building-{row}")
        assert abs(pick.point[0] - EAST - middle[0]) < 25


def test_ground_features_are_picked(scene_of_the_village):
    scene, project = scene_of_the_village
    camera = above(120, 90, 560)
    view = ViewState(camera=camera)

    def at(x: float, y: float, **changes: object) -> tuple[str, int]:
        state = msgspec.structs.replace(view, **changes)
        pick = scene.pick(project, state, SIZE, *pixel_of(camera, SIZE, x, y))
        assert pick is not None
        return pick.layer, pick.row

    assert at(205, 40) == ("water", 0)
    assert at(120, 100) == ("road", 0)
    assert at(120, 40) == ("", -1)
    assert at(40, 190) == ("vegetation", 0)
    assert at(205, 40, hidden=("water",)) == ("", -1)
    assert at(170, 122, hidden=("building",)) == ("", -1)


def test_the_sky_is_not_picked(scene_of_the_village):
    scene, project = scene_of_the_village
    camera = Camera((EAST + 120, NORTH + 100, 0.0), 300.0, 0.0, 5.0)
    assert scene.pick(project, ViewState(camera=camera), SIZE, 160, 2) is None


def test_hiding_removes_a_building_in_place(own_scene):
    scene, project = own_scene
    camera = above(170, 122, 300)
    before = drawn(scene, project, camera)
    assert near(colour_at(before, camera, 170, 122, 9.0), look.SLATE)
    scene.hide("building", [HALL])
    after = drawn(scene, project, camera)
    assert near(colour_at(after, camera, 170, 122), look.GROUND)
    pick = scene.pick(project, ViewState(camera=camera), SIZE, *pixel_of(camera, SIZE, 170, 122))
    assert pick is not None
    assert pick.layer == ""
    scene.hide("building", [])
    assert np.array_equal(before, drawn(scene, project, camera))


def test_old_paint_stands_in_until_the_new_one_is_dry(own_scene):
    scene, project = own_scene
    camera = above(205, 40, 90)
    drawn(scene, project, camera)
    view = ViewState(camera=camera, hidden=("road",))
    at_once = scene.draw(project, view, SIZE)
    assert scene.pending(view)
    assert near(colour_at(at_once, camera, 205, 40), look.WATER)
    assert len(scene._ground._shown) > 1
    while scene.work_on_tiles():
        pass
    finished = scene.draw(project, view, SIZE)
    assert not scene.pending(view)
    assert np.array_equal(finished, drawn(scene, project, camera, hidden=("road",)))


def test_facts_tell_how_a_height_was_known(scene_of_the_village):
    scene, _ = scene_of_the_village
    facts = scene.facts("building", HOUSE)
    assert facts["height"] == pytest.approx(6.0)
    assert facts["height_source"] == "gutter"
    assert not facts["estimated"]
    assert facts["roof_form"] in ("gabled", "hipped")
    assert scene.facts("building", 3)["estimated"]
    assert scene.facts("road", 0) == {}


def test_colours_are_point_data_and_features_are_contiguous(scene_of_the_village):
    scene, _ = scene_of_the_village
    solids = next(iter(scene._solids.values()))
    data = solids.actors[0].GetMapper().GetInput()
    assert data.GetPointData().GetScalars().GetNumberOfTuples() == data.GetNumberOfPoints()
    assert data.GetCellData().GetScalars() is None
    assert not solids.actors[0].GetProperty().GetLighting()
    mesh = solids.buildings.mesh
    for feature in range(len(mesh)):
        used = mesh.triangles[slice(*mesh.feature_triangle_start[[feature, feature + 1]])]
        first, end = mesh.feature_point_start[[feature, feature + 1]]
        assert used.min() >= first
        assert used.max() < end


def test_parts_are_prepared_again_only_where_something_changed(own_scene):
    scene, project = own_scene
    assert scene.wanted(project) == ()
    titled = change_layer(project, "building", title="Maisons")
    assert scene.wanted(titled) == ()
    style = project.layer("water").style
    blue = change_layer(project, "water", style=msgspec.structs.replace(style, colour="#3366CC"))
    wanted = scene.wanted(blue)
    assert [part.kind for part in wanted] == [Kind.GROUND]
    for part in wanted:
        scene.install(part, scene.prepare(part))
    camera = above(205, 40, 200)
    assert near(colour_at(drawn(scene, blue, camera), camera, 205, 40), look.rgb("#3366CC"))
    less = remove_layer(blue, "building")
    scene.show(less)
    scene.load(less)
    assert near(colour_at(drawn(scene, less, camera), camera, 205, 40), look.rgb("#3366CC"))
    assert scene.facts("building", 0) == {}


def test_an_empty_project_is_sky_and_table():
    from jumeau.io.store import MemoryStore
    from jumeau.model.project import new_project

    scene = Scene(MemoryStore())
    try:
        project = new_project("Rien")
        scene.load(project)
        image = scene.draw(project, ViewState(), SIZE)
        assert image.min() > 150
        assert not scene.pending(ViewState())
        assert scene.pick(project, ViewState(), SIZE, 5, 5) is None
    finally:
        scene.close()


def test_home_shows_buildings(scene_of_the_village):
    scene, project = scene_of_the_village
    camera = home_camera(project, scene)
    shown = drawn(scene, project, camera).astype(int)
    bare = drawn(scene, project, camera, hidden=("building", "vegetation")).astype(int)
    assert (np.abs(shown - bare).max(axis=2) > 6).mean() > 0.01
    assert project.first(Role.BUILDING) is not None


def test_more_views_share_what_they_show(own_scene):
    scene, project = own_scene
    sizes = [(320, 200), (200, 320), (640, 400)]
    cameras = [oblique(), above(120, 100, 300), oblique(100, 130, 150)]
    for camera, size in zip(cameras, sizes, strict=True):
        drawn(scene, project, camera, size)
    gc.collect()
    actors = scene.canvas.renderer.GetActors().GetNumberOfItems()
    before = _resident()
    for _ in range(4):
        for camera, size in zip(cameras, sizes, strict=True):
            drawn(scene, project, camera, size)
    assert scene.canvas.renderer.GetActors().GetNumberOfItems() == actors
    assert _resident() < before * 1.1


def _resident() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1])


def test_an_orthophoto_lies_on_the_ground_in_its_own_look(tmp_path):
    import rasterio
    from affine import Affine

    from jumeau.model.layer import Layer
    from jumeau.model.payload import PayloadKind
    from jumeau.model.project import add_layers
    from jumeau.model.view_state import Look

    path = tmp_path / "image.tif"
    pixels = np.zeros((3, 300, 300), np.uint8)
    pixels[0], pixels[1], pixels[2] = 40, 90, 60
    pixels[:, :150] += 80  # the northern half is brighter
    with rasterio.open(
        path, "w", driver="GTiff", width=300, height=300, count=3, dtype="uint8",
        crs="EPSG:2154", transform=Affine(1, 0, EAST - 25, 0, -1, NORTH + 275),
    ) as file:  # fmt: skip
        file.write(pixels)
    project, store = village()
    ref = store.adopt(path, PayloadKind.RASTER)
    bounds = (EAST - 25, NORTH - 25, EAST + 275, NORTH + 275)
    project = add_layers(project, (Layer("photo", Role.ORTHOPHOTO, ref, bounds=bounds),))
    scene = Scene(store)
    try:
        scene.load(project)
        camera = above(120, 100, 560)
        model = drawn(scene, project, camera)
        photo = drawn(scene, project, camera, look=Look.ORTHOPHOTO)
        assert near(colour_at(model, camera, 205, 40), look.WATER)
        assert near(colour_at(photo, camera, 205, 40), (40, 90, 60))
        assert near(colour_at(photo, camera, 120, 235), (120, 170, 140))
        # The image shows the road as it is; the model's white one is not painted over it.
        assert near(colour_at(photo, camera, 120, 100), (40, 90, 60))
        assert colour_at(photo, camera, 170, 122, 9.0).min() > 200
    finally:
        scene.close()
