"""Two views side by side: one scene, one hand, each view with its own layers and look."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from jumeau.app import navigation as nav
from jumeau.app.two_views import TwoViews
from jumeau.model.view_state import Look


def feature(desk) -> TwoViews:
    return next(x for x in desk.workspace.features if isinstance(x, TwoViews))


def pixels(viewport) -> np.ndarray:
    image = viewport.image
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].copy()


@pytest.fixture
def pair(town):
    """Open the made-up commune in two views."""
    town.until(lambda: bool(town.workspace.features))
    town.window.actions_.run("two_views")
    two = feature(town)
    town.until(lambda: two._resting.frames_drawn > 0)
    town.rest()
    return town, two


def both_rest(town, two) -> None:
    town.until(lambda: two._resting.at_rest)
    town.rest()


def test_the_second_view_begins_as_the_first_and_has_its_own_layers(pair):
    town, two = pair
    assert two.views == (town.session.view, town.session.view)
    here, there = town.viewport, two._resting
    assert abs(here.width() - there.width()) < 40
    assert not here.geometry().intersects(there.geometry())
    assert town.window.actions_["two_views"].isChecked()
    roads = next(x.id for x in town.session.project.layers if "route" in x.id or "road" in x.role)
    before = pixels(two._resting)
    town.change(lambda: town.session.set_view(town.session.view.with_layer(roads, shown=False)))
    both_rest(town, two)
    assert two.views[0].hidden == (roads,)
    assert two.views[1].hidden == ()
    assert np.array_equal(pixels(two._resting), before)


def test_linked_cameras_move_together_and_unlinked_ones_do_not(pair):
    town, two = pair
    turned = nav.orbit(town.viewport.camera, town.viewport.camera.target, 20.0, 0.0)
    town.change(lambda: town.viewport.go(turned))
    both_rest(town, two)
    assert two.views[1].camera == turned
    town.window.actions_["link_views"].trigger()
    further = nav.orbit(turned, turned.target, 20.0, 0.0)
    town.change(lambda: town.viewport.go(further))
    assert two.views[0].camera == further
    assert two.views[1].camera == turned
    town.window.actions_["link_views"].trigger()
    assert two.views[1].camera == further


def test_a_click_gives_the_hand_to_the_other_view(pair, qtbot):
    town, two = pair
    photo = msgspec.structs.replace(town.session.view, look=Look.ORTHOPHOTO)
    town.change(lambda: town.session.set_view(photo))
    both_rest(town, two)
    left, right = two.views
    place, drawn = two._resting.pos(), pixels(two._resting)
    middle = QPoint(two._resting.width() // 2, two._resting.height() // 2)
    qtbot.mouseClick(two._resting, Qt.MouseButton.LeftButton, pos=middle)
    assert town.viewport.pos() == place
    assert two.views == (left, right)
    assert town.session.view == right
    assert town.window.actions_["maquette"].isChecked()
    both_rest(town, two)
    seen = pixels(town.viewport)
    assert np.abs(seen.astype(int) - drawn).mean() < 1.0
    # A drag that begins in the other view moves that one.
    town.window.actions_["link_views"].trigger()
    before = two.views
    there = two._resting
    qtbot.mousePress(there, Qt.MouseButton.LeftButton, pos=middle)
    for step in (10, 30, 60):
        at = town.viewport.mapToGlobal(middle + QPoint(step, 0))
        qtbot.mouseMove(there, there.mapFromGlobal(at))
    qtbot.mouseRelease(
        there, Qt.MouseButton.LeftButton, pos=there.mapFromGlobal(town.viewport.mapToGlobal(middle))
    )
    assert two.views[1] == before[1]
    assert town.session.view.camera == two.views[0].camera
    assert two.views[0] != before[0]


def test_one_view_stays_when_the_second_is_closed(pair):
    town, two = pair
    hidden = town.session.project.layers[0].id
    town.change(lambda: town.session.set_view(town.session.view.with_layer(hidden, shown=False)))
    town.change(lambda: town.window.actions_.run("two_views"))
    assert not two.open
    assert town.session.view.hidden == (hidden,)
    assert town.window.stack.currentWidget() is town.viewport
    assert not town.window.actions_["link_views"].isEnabled()
    town.window.actions_.run("two_views")
    assert two.open
    # A project is closed with two views open.
    town.session.mark_saved()
    town.window.actions_.run("close")
    town.until(lambda: town.projects.opened is None)
    assert not town.window.actions_["two_views"].isEnabled()
