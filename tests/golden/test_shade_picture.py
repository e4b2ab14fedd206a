"""The sun's shade in pictures of a village: where it falls, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
from village import EAST, NORTH, above, oblique, village

from jumeau.i18n import Translator
from jumeau.model.changes import AddBuilding
from jumeau.model.edits import Edit
from jumeau.model.project import Project, replaced
from jumeau.model.variant import Variant
from jumeau.model.view_state import Camera, ViewState
from jumeau.render.comparing import drawn as drawn_with_all
from jumeau.render.scene import Scene
from jumeau.render.sunlit.path import projected, towards

SIZE = (320, 200)
NOON, EVENING, NIGHT = (f"2026-03-21T{x}+01:00" for x in ("12:55", "16:30", "23:00"))
"""In Lambert-93's middle the sun stands in the south at about 12:55."""


@pytest.fixture(scope="module")
def scene_of_the_village() -> Iterator[tuple[Scene, Project]]:
    project, store = village()
    scene = Scene(store)
    scene.load(project)
    yield scene, project
    scene.close()


def drawn(
    scene: Scene, project: Project, camera: Camera, instant: str = "", **how: object
) -> np.ndarray:
    view = ViewState(camera=camera, instant=instant)
    view = msgspec.structs.replace(
        view, switches=msgspec.structs.replace(view.switches, occlusion=False, **how)
    )
    scene.settle(project, view, SIZE)
    return scene.draw(project, view, SIZE).astype(int)


def shaded(scene: Scene, project: Project, camera: Camera, instant: str) -> np.ndarray:
    """Return how much darker each pixel is than without an hour (h, w)."""
    return (drawn(scene, project, camera) - drawn(scene, project, camera, instant)).mean(axis=2)


def at(image: np.ndarray, camera: Camera, x: float, y: float, z: float = 0.0) -> float:
    place = projected(camera, SIZE, np.array([[EAST + x, NORTH + y, z]]))[0]
    column, row = place.astype(int).tolist()
    return float(image[row - 1 : row + 2, column - 1 : column + 2].mean())


def test_shade_falls_away_from_the_sun(scene_of_the_village):
    camera = above(105, 90, 500)
    # The hall, 9 m high, from 150 to 190 in the east and from 110 to 135 in the north.
    noon = shaded(*scene_of_the_village, camera, NOON)
    assert at(noon, camera, 170, 140) > 50, "at noon in the north"
    assert abs(at(noon, camera, 170, 106)) < 2
    assert abs(at(noon, camera, 196, 115)) < 2
    assert abs(at(noon, camera, 170, 152)) < 2, "no longer than its height asks for"
    evening = shaded(*scene_of_the_village, camera, EVENING)
    assert at(evening, camera, 196, 125) > 50, "in the evening in the east"
    assert abs(at(evening, camera, 144, 120)) < 2
    assert abs(at(evening, camera, 170, 122, 9.0)) < 2, "its roof is in the sun"


def test_shade_is_cool_and_never_black(scene_of_the_village):
    camera = above(105, 90, 500)
    plain = drawn(*scene_of_the_village, camera)
    image = drawn(*scene_of_the_village, camera, NOON)
    dark = (plain - image).mean(axis=2) > 50
    assert dark.sum() > 200
    share = image[dark] / plain[dark]
    assert 0.60 < share.mean() < 0.72
    red, _, blue = share.mean(axis=0)
    assert blue > red + 0.08


def test_without_an_hour_or_without_shade_nothing_changes(scene_of_the_village):
    plain = drawn(*scene_of_the_village, oblique())
    assert np.array_equal(plain, drawn(*scene_of_the_village, oblique(), NOON, shade=False))
    sky = drawn(*scene_of_the_village, oblique(), NIGHT)
    assert (plain - sky)[-40:].mean() > 40, "dusk"
    assert np.array_equal(plain, drawn(*scene_of_the_village, oblique()))


def test_bands_leave_no_seam_and_motion_tells_the_same(scene_of_the_village, monkeypatch):
    scene, project = scene_of_the_village
    view = ViewState(camera=oblique(), instant=EVENING)
    scene.settle(project, view, SIZE)
    whole = scene.draw(project, view, SIZE).astype(int)
    monkeypatch.setattr("jumeau.render.canvas.MOST_SAMPLES", 80_000)
    banded = scene.draw(project, view, SIZE).astype(int)
    assert (np.abs(whole - banded).max(axis=2) > 12).mean() < 0.002
    plain = msgspec.structs.replace(
        view, switches=msgspec.structs.replace(view.switches, occlusion=False, edges=False)
    )
    rest = scene.draw(project, plain, SIZE).astype(int)
    for _ in range(2):  # the camera moved, then it stays while the sun moves
        moving = scene.draw(project, plain, SIZE, moving=True).astype(int)
        assert (np.abs(rest - moving).mean(axis=2) > 25).mean() < 0.03


def test_heights_are_prepared_as_tiles_are_and_another_hour_needs_none(own_village):
    scene, project = own_village
    view = ViewState(camera=oblique(), instant=NOON)
    scene.settle(project, msgspec.structs.replace(view, instant=""), SIZE)
    bare = scene.draw(project, msgspec.structs.replace(view, instant=""), SIZE, viewer="a")
    first = scene.draw(project, view, SIZE, viewer="a")
    assert np.array_equal(bare, first), "nothing blocks, nothing is shown yet"
    assert scene.lacks("a")
    assert scene.pending()
    while scene.work_on_tiles(1):
        pass
    shown = scene.draw(project, view, SIZE, viewer="a")
    assert not np.array_equal(bare, shown)
    assert not scene.lacks("a")
    later = scene.draw(project, msgspec.structs.replace(view, instant=EVENING), SIZE, viewer="a")
    assert not scene.lacks("a")
    assert not np.array_equal(shown, later)
    scene.leave("a")
    assert not scene.pending()


@pytest.fixture
def own_village() -> Iterator[tuple[Scene, Project]]:
    project, store = village()
    scene = Scene(store)
    scene.load(project)
    yield scene, project
    scene.close()


def test_the_sun_s_way_lies_over_the_picture(scene_of_the_village):
    scene, project = scene_of_the_village
    view = ViewState(camera=oblique(), instant=NOON, furniture=False)
    tr, size = Translator("fr"), (960, 600)

    def picture(**switches: bool) -> np.ndarray:
        one = msgspec.structs.replace(
            view, switches=msgspec.structs.replace(view.switches, **switches)
        )
        scene.settle(project, one, size)
        image = drawn_with_all(scene, project, one, size, tr, names=False)
        return np.asarray(image)[..., :3].astype(int)

    without, with_path = picture(), picture(sun_path=True)
    changed = np.abs(without - with_path).max(axis=2) > 40
    assert 0.005 < changed.mean() < 0.2
    yellow = (with_path[..., 0] > 225) & (with_path[..., 2] < 90) & changed
    rows, columns = np.nonzero(yellow)
    assert len(rows) > 30
    # At noon the sun's disc stands over the south: where that direction lies on the picture.
    camera = view.camera
    assert camera is not None
    dome = np.array(camera.target) + 40.0 * towards(180.0, 44.0)
    middle, way = projected(camera, size, np.vstack([camera.target, dome[0]]))
    found = np.array([columns.mean(), rows.mean()]) - middle
    along = (found @ (way - middle)) / np.linalg.norm(found) / np.linalg.norm(way - middle)
    assert along > 0.97


def with_block(project: Project, height: float) -> Project:
    """Return the village with a variant: a block on the bare ground in the south."""
    x, y = EAST + 100, NORTH + 30
    ring = ((x, y), (x + 30, y), (x + 30, y + 10), (x, y + 10))
    edits = (Edit("edit-1", AddBuilding(ring, height)),)
    return replaced(project, variants=(Variant("v", "A", edits=edits),))


def caught_up(scene: Scene, project: Project) -> None:
    """Do what the window does after an edit."""
    scene.show(project)
    for part in scene.wanted(project):
        scene.install(part, scene.prepare(part))


def test_each_variant_has_its_own_shade_and_it_follows_edits(own_village):
    scene, project = own_village
    camera = above(115, 60, 300)
    view = ViewState(camera=camera, instant=NOON, variants=("v",))

    def darkness(project: Project, view: ViewState, viewer: str) -> list[float]:
        """Return what the sun takes 3, 9 and 15 m behind the block."""
        bare = msgspec.structs.replace(view, instant="")
        images = [scene.draw(project, x, SIZE, viewer=viewer).astype(int) for x in (bare, view)]
        dark = (images[0] - images[1]).mean(axis=2)
        return [at(dark, camera, 115, 40 + away) for away in (3, 9, 15)]

    def finished(project: Project) -> None:
        for one in (view, msgspec.structs.replace(view, variants=())):
            scene.settle(project, one, SIZE)

    low, high = with_block(project, 6.0), with_block(project, 12.0)
    caught_up(scene, low)
    finished(low)
    near, middle, far = darkness(low, view, "after")
    assert near > 50, "6 m high: 6.6 m of shade at 42 degrees"
    assert abs(middle) < 3
    assert max(abs(x) for x in darkness(low, msgspec.structs.replace(view, variants=()), "b")) < 3
    caught_up(scene, high)
    finished(high)
    near, middle, far = darkness(high, view, "after")
    assert min(near, middle) > 50, "12 m high: 13.2 m of shade"
    assert abs(far) < 3
