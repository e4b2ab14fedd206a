"""Pictures in motion: nothing is dropped, buildings keep their place, simpler forms their shape."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
import shapely
from village import EAST, NORTH, layer, oblique, village

from jumeau.io.store import MemoryStore
from jumeau.model.project import Project, add_layers, new_project
from jumeau.model.roles import Role
from jumeau.model.view_state import Camera, Switches, ViewState
from jumeau.render.profiles import PROFILES
from jumeau.render.scene import Scene

SIZE = (640, 360)
PLAIN = Switches(edges=False, occlusion=False)


@pytest.fixture(scope="module")
def village_scene() -> Iterator[tuple[Scene, Project]]:
    project, store = village()
    scene = Scene(store)
    scene.load(project)
    yield scene, project
    scene.close()


@pytest.fixture(scope="module")
def town_scene() -> Iterator[tuple[Scene, Project]]:
    """3,600 houses, turned each its own way; some are towers."""
    random = np.random.default_rng(3)
    houses, heights = [], []
    for row in range(60):
        for column in range(60):
            house = shapely.box(-7, -5, 7, 5)
            turned = shapely.affinity.rotate(house, float(random.uniform(0, 90)))
            at = (EAST + 26.0 * column, NORTH + 26.0 * row)
            houses.append(shapely.affinity.translate(turned, *at))
            heights.append(float(random.choice([5.0, 8.0, 24.0], p=[0.6, 0.37, 0.03])))
    store = MemoryStore()
    project = add_layers(
        new_project("Ville"), (layer(store, Role.BUILDING, houses, {"height": heights}),)
    )
    scene = Scene(store)
    scene.load(project)
    yield scene, project
    scene.close()


def share(scene: Scene, project: Project, view: ViewState, *, moving: bool) -> np.ndarray:
    """Return the buildings' share of each pixel: two drawings that differ in their colour only."""
    kept, scene.canvas.set_mist = scene.canvas.set_mist, lambda *_: None
    kept(1e9, 1e9)
    drawn = []
    for colour in ((255, 0, 255), (0, 255, 0)):
        for solids in scene._solids.values():
            solids.buildings.colours[:, :3] = colour
            solids.recolour()
        drawn.append(scene.draw(project, view, SIZE, moving=moving).astype(int))
    scene.canvas.set_mist = kept
    for solids in scene._solids.values():
        solids._colour()
    return np.abs(drawn[0] - drawn[1]).max(axis=2) / 255


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    first, second = a >= 0.498, b >= 0.498
    return float((first & second).sum() / (first | second).sum())


def test_buildings_stand_in_motion_where_they_stand_at_rest(village_scene):
    scene, project = village_scene
    for azimuth in (10.0, 130.0, 250.0):
        camera = msgspec.structs.replace(oblique(), azimuth=azimuth)
        view = ViewState(camera=camera, switches=PLAIN)
        scene.settle(project, view, SIZE)
        rest = share(scene, project, view, moving=False)
        assert overlap(share(scene, project, view, moving=True), rest) >= 0.95


def test_no_layer_is_dropped_in_motion(village_scene):
    scene, project = village_scene
    view = ViewState(camera=oblique(), switches=PLAIN)

    def moving(state: ViewState) -> np.ndarray:
        scene.settle(project, state, SIZE)
        return scene.draw(project, state, SIZE, moving=True).astype(int)

    full = moving(view)
    for item in project.layers:
        if item.role is not Role.COMMUNE:
            without = moving(view.with_layer(item.id, shown=False))
            assert (np.abs(full - without).max(axis=2) > 12).sum() > 40, item.id


def test_far_buildings_are_simplified_only_where_there_are_too_many(town_scene):
    scene, project = town_scene
    (solids,) = scene._solids.values()
    near = Camera((EAST + 780, NORTH + 780, 0.0), 900.0, azimuth=20.0, pitch=30.0)
    far = msgspec.structs.replace(near, distance=9_000.0)
    few = PROFILES["software"]._replace(moving_triangles=40_000)
    assert solids.triangles > few.moving_triangles
    scene.draw(project, ViewState(camera=far), SIZE, moving=True)
    assert not solids._far._shown
    scene._profile = few
    for _ in range(4):
        scene.draw(project, ViewState(camera=far), SIZE, moving=True)
    shown = solids._far._shown
    simple = sum(
        solids._far._made[t].actor.GetMapper().GetInput().GetNumberOfPolys() for t in shown
    )
    assert shown
    assert simple < 0.75 * solids.triangles
    view = ViewState(camera=far, switches=PLAIN)
    scene.draw(project, view, SIZE)
    assert not solids._far._shown
    assert all(actor is None or actor.GetVisibility() for actor in solids.actors)


def test_simpler_forms_look_like_the_full_ones(town_scene):
    scene, project = town_scene
    (solids,) = scene._solids.values()
    camera = Camera((EAST + 780, NORTH + 780, 0.0), 3_600.0, azimuth=25.0, pitch=35.0)
    view = ViewState(camera=camera, switches=PLAIN)
    scene._profile = PROFILES["software"]
    scene.settle(project, view, SIZE)
    full = scene.draw(project, view, SIZE, moving=True).astype(int)
    scene._profile = PROFILES["software"]._replace(moving_triangles=1_000)
    for _ in range(4):
        simple = scene.draw(project, view, SIZE, moving=True).astype(int)
    assert solids._far._shown
    assert (simple != full).any()
    assert np.abs(simple - full).mean() < 2.0
    assert np.abs(simple.mean((0, 1)) - full.mean((0, 1))).max() < 1.2


def test_what_is_hidden_or_marked_is_so_in_simpler_forms(town_scene):
    scene, project = town_scene
    (layer_id,) = scene._solids
    camera = Camera((EAST + 780, NORTH + 780, 0.0), 3_600.0, azimuth=25.0, pitch=35.0)
    view = ViewState(camera=camera, switches=PLAIN)
    scene._profile = PROFILES["software"]._replace(moving_triangles=1_000)

    def moving() -> np.ndarray:
        for _ in range(4):
            picture = scene.draw(project, view, SIZE, moving=True).astype(int)
        return picture

    before = moving()
    scene.choose({layer_id: np.arange(0, 3600, 2)})
    assert np.abs(moving() - before).mean() > 1.0
    scene.choose({})
    assert np.abs(moving() - before).max() <= 2
    scene.hide(layer_id, range(0, 3600, 2))
    assert np.abs(moving() - before).mean() > 1.0
    scene.hide(layer_id, ())
    assert np.abs(moving() - before).mean() < 1.0
