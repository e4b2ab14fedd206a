"""Small pictures of bodies in 3D: textures, noise on façades, hiding, marking, picking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
import shapely
import village
from model_houses import DEPTH, EAST, FOOT, NORTH, WIDTH, house, inside_out, layer_of, project_of
from PIL import Image

from jumeau.io.store import MemoryStore
from jumeau.model.changes import ChangeHeight, MoveFeature
from jumeau.model.edits import Edit
from jumeau.model.layer import FeatureRef
from jumeau.model.payload import PayloadKind
from jumeau.model.project import Project, remove_layer, replaced
from jumeau.model.roles import Role
from jumeau.model.variant import Variant
from jumeau.model.view_state import Camera, Compare, Look, ViewState
from jumeau.render.scene import Scene, home_camera

SIZE = (320, 200)
NOISE = Role.NOISE_MAP.value
CAMERA = Camera((EAST + WIDTH / 2, NORTH, FOOT + 3.0), 60.0, azimuth=0.0, pitch=20.0)
Opened = tuple[Scene, Project]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Two houses, the second inside out behind the first; a blue south wall, noise before it."""
    store = MemoryStore()
    path = tmp_path / "wall.png"
    Image.fromarray(np.full((8, 8, 3), (20, 40, 230), np.uint8)).save(path)
    ref = store.adopt(path, PayloadKind.IMAGE)
    images = np.array([-1, 0, -1, -1, -1, -1, -1], "<i2").tobytes()
    uv = np.full((37, 2), 0.5, "<f4").tobytes()
    houses = layer_of(
        store, [house(), inside_out(house(0, 40))], images=(ref,),
        surface_images=[images, None], surface_uv=[uv, None],
    )  # fmt: skip
    zone = shapely.box(EAST - 60, NORTH - 40, EAST + 60, NORTH - 0.2)
    noise = village.layer(store, Role.NOISE_MAP, [zone], {"level": ["7075"]})
    project = project_of(houses, noise)
    scene = Scene(store)
    scene.load(project)
    yield scene, project
    scene.close()


def drawn(opened: Opened, **changes: object) -> np.ndarray:
    scene, project = opened
    state = msgspec.structs.replace(ViewState(camera=CAMERA, hidden=(NOISE,)), **changes)
    scene.settle(project, state, SIZE)
    return scene.draw(project, state, SIZE).astype(int)


def wall(image: np.ndarray, height: float, x: float = WIDTH / 2) -> np.ndarray:
    """Return the colour of the south wall at a height [m] above its foot."""
    place = (x + EAST - village.EAST, NORTH - village.NORTH, FOOT + height)
    column, row = village.pixel_of(CAMERA, SIZE, *place)
    return image[row - 1 : row + 2, column - 1 : column + 2].reshape(-1, 3).mean(0)


def test_a_texture_is_seen_over_an_orthophoto_only(opened):
    plain = drawn(opened)
    assert wall(plain, 2.5).min() > 180
    photographic = drawn(opened, look=Look.ORTHOPHOTO)
    red, _, blue = wall(photographic, 2.5)
    assert blue > 190
    assert red < 40
    assert np.array_equal(drawn(opened), plain)


def test_noise_is_on_the_foot_of_the_wall_while_its_layer_is_shown(opened):
    without, with_noise = drawn(opened), drawn(opened, hidden=())
    foot, top = (np.abs(wall(with_noise, h) - wall(without, h)).max() for h in (0.4, 4.8))
    assert foot > 60
    assert top < 0.2 * foot
    for _ in range(2):  # as in a comparison of two views
        assert np.array_equal(drawn(opened), without)
        assert np.array_equal(drawn(opened, hidden=()), with_noise)
    both = drawn(opened, hidden=(), look=Look.ORTHOPHOTO)
    assert not np.array_equal(both, drawn(opened, look=Look.ORTHOPHOTO))


def test_a_noise_map_that_is_removed_leaves_the_walls(opened):
    scene, project = opened
    without = drawn(opened)
    assert not np.array_equal(drawn(opened, hidden=()), without)
    less = remove_layer(project, NOISE)
    scene.load(less)
    assert np.abs(wall(drawn((scene, less), hidden=()), 0.4) - wall(without, 0.4)).max() < 3


def test_a_body_is_picked_marked_and_hidden(opened):
    scene, project = opened
    view = ViewState(camera=CAMERA, hidden=(NOISE,))
    place = (WIDTH / 2 + EAST - village.EAST, NORTH - village.NORTH, FOOT + 2.5)
    pixel = village.pixel_of(CAMERA, SIZE, *place)
    pick = scene.pick(project, view, SIZE, *pixel)
    assert pick is not None
    assert (pick.layer, pick.row, pick.key) == ("bodies-building", 0, "body-0")
    assert scene.facts(pick.layer, 0)["total_height"] == pytest.approx(8.0)
    plain = drawn(opened)
    assert scene.mark("bodies-building", 0)
    marked = drawn(opened)
    assert np.abs(wall(marked, 2.5) - wall(plain, 2.5)).max() > 80
    # The mark stays over noise, and leaves it as it was.
    noisy = drawn(opened, hidden=())
    assert scene.mark("", -1)
    assert not np.array_equal(drawn(opened, hidden=()), noisy)
    assert np.array_equal(drawn(opened), plain)
    scene.hide("bodies-building", [0])
    behind = scene.pick(project, view, SIZE, *pixel)
    assert behind is not None
    assert behind.row != 0
    assert np.abs(drawn(opened) - plain).max() > 40
    scene.hide("bodies-building", [])
    assert np.array_equal(drawn(opened), plain)


def test_nothing_of_a_body_is_black_from_any_side(opened):
    for azimuth in range(0, 360, 45):
        camera = Camera((EAST + 5, NORTH + DEPTH / 2, FOOT), 90.0, float(azimuth), 25.0)
        assert drawn(opened, camera=camera)[40:].min() > 90


def test_the_first_view_shows_a_house_alone(opened):
    scene, project = opened
    camera = home_camera(project, scene)
    assert camera.distance < 200
    image = drawn(opened, camera=camera)
    bare = drawn(opened, camera=camera, hidden=(NOISE, "bodies-building"))
    rows, columns = np.nonzero(np.abs(image - bare).max(axis=2) > 20)
    assert len(rows) > 600
    assert 20 < rows.mean() < SIZE[1] - 20
    assert abs(columns.mean() - SIZE[0] / 2) < 60


def test_the_mist_lies_before_textures_too(tmp_path):
    store = MemoryStore()
    path = tmp_path / "black.png"
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(path)
    far = shapely.transform(
        house(), lambda p: (p - [EAST, NORTH, FOOT]) * 30 + [EAST, NORTH + 4000, FOOT],
        include_z=True,
    )  # fmt: skip
    layer = layer_of(
        store, [house(), far], images=(store.adopt(path, PayloadKind.IMAGE),),
        surface_images=[np.zeros(7, "<i2").tobytes()] * 2,
        surface_uv=[np.full((37, 2), 0.5, "<f4").tobytes()] * 2,
    )  # fmt: skip
    project = project_of(layer)
    scene = Scene(store)
    try:
        scene.load(project)
        camera = Camera((EAST + 5, NORTH, FOOT), 200.0, 0.0, 6.0)
        state = ViewState(camera=camera, look=Look.ORTHOPHOTO)
        scene.settle(project, state, SIZE)
        image = scene.draw(project, state, SIZE)
    finally:
        scene.close()
    place = EAST + 150 - village.EAST, NORTH + 4000 - village.NORTH, FOOT + 80
    column, row = village.pixel_of(camera, SIZE, *place)
    assert image[row, column].min() > 150


def test_a_variant_moves_and_raises_bodies(opened: Opened) -> None:
    scene, project = opened
    layer_id = next(iter(scene._solids))

    def ref(row: int) -> FeatureRef:
        return FeatureRef(layer_id, "", row)

    edits = (
        Edit("moved", MoveFeature(ref(0), east=14.0)),
        Edit("raised", ChangeHeight(ref(1), 16.0)),
    )
    varied = replaced(project, variants=(Variant("a", "A", edits=edits, colour="#0072B2"),))
    before = drawn(opened)
    scene.load(varied)
    after = drawn((scene, varied), variants=("a",))
    assert np.array_equal(drawn((scene, varied)), before)
    assert np.abs(wall(before, 2.0) - wall(after, 2.0)).max() > 5  # it stands elsewhere
    blue = wall(after, 2.0, WIDTH / 2 + 14.0)
    assert blue[2] > blue[0] + 15
    state = ViewState(camera=CAMERA, variants=("a",))
    place = (WIDTH / 2 + 14.0 + EAST - village.EAST, NORTH - village.NORTH, FOOT + 2.0)
    pick = scene.pick(varied, state, SIZE, *village.pixel_of(CAMERA, SIZE, *place))
    assert pick is not None
    assert (pick.edit, pick.row) == ("moved", -1)
    site = scene.site(state)
    assert site is not None
    assert site.top(EAST + WIDTH / 2, NORTH + 40 + DEPTH / 2) == pytest.approx(FOOT + 16.0, abs=0.5)
    reds = drawn((scene, varied), variants=("", "a"), compare=Compare.GHOST)
    assert ((reds[..., 0] > 150) & (reds[..., 1] < 80) & (reds[..., 2] < 100)).sum() > 60
