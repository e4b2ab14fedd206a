"""A small picture with names and contour lines, drawn by the scene: what must be there is there."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
from village import box, layer, oblique, pixel_of, village

from jumeau.i18n import Translator
from jumeau.model.project import Project, add_layers
from jumeau.model.roles import Role
from jumeau.model.view_state import Look, Switches, ViewState
from jumeau.render.finish import finished
from jumeau.render.parts import Kind, parts_of
from jumeau.render.scene import Scene

SIZE = (640, 400)
VIEW = ViewState(camera=oblique(), title="Le village", furniture=False)
BARE = msgspec.structs.replace(VIEW, switches=Switches(labels=False))


@pytest.fixture(scope="module")
def named() -> Iterator[tuple[Scene, Project]]:
    project, store = village()
    places = layer(
        store, Role.SETTLEMENT, [box(20, 180, 100, 60)],
        {"name": ["Les Prés"], "nature": ["Quartier"]},
    )  # fmt: skip
    halls = layer(
        store, Role.PLACE_OF_INTEREST, [box(148, 108, 44, 29)],
        {"name": ["Salle des fêtes"], "nature": ["Mairie"]},
    )  # fmt: skip
    project = add_layers(project, (places, halls))
    scene = Scene(store)
    scene.load(project)
    yield scene, project
    scene.close()


def picture(named: tuple[Scene, Project], view: ViewState) -> tuple[np.ndarray, np.ndarray]:
    scene, project = named
    scene.settle(project, view, SIZE)
    drawn = scene.draw(project, view, SIZE)
    return drawn, finished(scene, drawn, project, view, Translator("fr"))


@pytest.mark.parametrize("look", list(Look))
def test_names_are_dark_letters_in_a_light_halo(named, look):
    drawn, done = picture(named, msgspec.structs.replace(VIEW, look=look))
    changed = np.abs(done.astype(int) - drawn).max(axis=2) > 12
    assert 0.005 < changed.mean() < 0.08
    letters = done[changed].astype(int).sum(axis=1)
    assert (letters < 250).mean() > 0.1
    assert (letters > 680).mean() > 0.1


def test_a_public_building_is_named_above_its_roof(named):
    scene, project = named
    found = scene.names(project, VIEW, SIZE, [])
    columns = [i.x + i.plate.shape[1] / 2 for i in found]
    feet = [i.y + i.plate.shape[0] for i in found]
    # The middle of the hall's roof, 9 m above the ground.
    column, row = pixel_of(VIEW.camera, SIZE, 170, 122.5, 9.0)
    near = [abs(c - column) < 14 and abs(f - row) < 14 for c, f in zip(columns, feet, strict=True)]
    assert any(near)


def test_names_make_no_new_ground(named):
    _, project = named
    kinds = [x.kind for x in parts_of(project)]
    assert kinds.count(Kind.NAMES) == 2
    assert kinds.index(Kind.NAMES) > kinds.index(Kind.BUILDINGS)
    drawn, done = picture(named, BARE)
    assert np.array_equal(drawn, done)


def test_contour_lines_change_the_ground_only_where_it_rises(named):
    lines = msgspec.structs.replace(BARE, switches=Switches(labels=False, contours=True))
    assert np.array_equal(picture(named, BARE)[0], picture(named, lines)[0])  # the village is flat


def test_switches_take_trees_and_edges_away(named):
    full = picture(named, BARE)[0].astype(int)
    bare = msgspec.structs.replace(BARE, switches=Switches(labels=False, trees=False))
    without = picture(named, bare)[0].astype(int)
    changed = np.abs(full - without).max(axis=2) > 8
    assert changed.mean() > 0.005
    assert full[changed].mean() < without[changed].mean()  # crowns and their shade are darker
    near = msgspec.structs.replace(BARE, camera=oblique(96, 124, 70))
    soft = msgspec.structs.replace(near, switches=Switches(labels=False, edges=False))
    sharp, plain = (picture(named, x)[0].astype(int) for x in (near, soft))
    changed = np.abs(sharp - plain).max(axis=2) > 8
    assert changed.any()
    assert sharp[changed].mean() < plain[changed].mean()
