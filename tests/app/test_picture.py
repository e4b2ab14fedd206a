"""The picture: gestures, keys, rest."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def drag(viewport, button, modifiers=NONE, by=(60, 40)):
    start = viewport.rect().center()
    QTest.mousePress(viewport, button, modifiers, start)
    QTest.mouseMove(viewport, start + QPoint(by[0] // 2, by[1] // 2))
    QApplication.processEvents()
    QTest.mouseMove(viewport, start + QPoint(*by))
    QApplication.processEvents()
    QTest.mouseRelease(viewport, button, modifiers, start + QPoint(*by))


def test_nothing_is_drawn_at_rest(town):
    drawn = town.viewport.frames_drawn
    town.qtbot.wait(1000)
    assert town.viewport.frames_drawn == drawn


def test_left_drag_pans_and_the_rest_is_refined(town):
    before, drawn = town.viewport.camera, town.viewport.frames_drawn
    drag(town.viewport, Qt.MouseButton.LeftButton)
    town.rest()
    after = town.viewport.camera
    assert after.target != before.target
    assert (after.azimuth, after.pitch) == (before.azimuth, before.pitch)
    assert town.viewport.frames_drawn > drawn


@pytest.mark.parametrize(
    ("button", "modifiers"),
    [(Qt.MouseButton.MiddleButton, NONE), (Qt.MouseButton.LeftButton, SHIFT)],
)
def test_middle_or_shift_drag_turns(town, button, modifiers):
    before = town.viewport.camera
    drag(town.viewport, button, modifiers)
    after = town.viewport.camera
    assert after.azimuth != before.azimuth
    assert after.pitch != before.pitch


def test_control_drag_looks_around(town):
    before = town.viewport.camera
    drag(town.viewport, Qt.MouseButton.LeftButton, CTRL)
    assert town.viewport.camera.eye == pytest.approx(before.eye, abs=0.01)
    assert town.viewport.camera.azimuth != before.azimuth


def test_right_drag_and_wheel_zoom(town):
    before = town.viewport.camera.distance
    drag(town.viewport, Qt.MouseButton.RightButton, by=(0, 60))
    nearer = town.viewport.camera.distance
    assert nearer < before
    middle = town.viewport.rect().center()
    event = QWheelEvent(
        QPointF(middle),
        QPointF(town.viewport.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(town.viewport, event)
    assert town.viewport.camera.distance > nearer


@pytest.mark.parametrize(
    ("key", "modifiers", "moved"),
    [
        (Qt.Key.Key_Up, NONE, "target"),
        (Qt.Key.Key_Left, NONE, "target"),
        (Qt.Key.Key_Right, SHIFT, "azimuth"),
        (Qt.Key.Key_Up, SHIFT, "pitch"),
        (Qt.Key.Key_Left, CTRL, "azimuth"),
        (Qt.Key.Key_PageUp, NONE, "target"),
        (Qt.Key.Key_Plus, NONE, "distance"),
        (Qt.Key.Key_Minus, NONE, "distance"),
    ],
)
def test_keys_move_the_camera(town, key, modifiers, moved):
    before = getattr(town.viewport.camera, moved)
    QTest.keyClick(town.viewport, key, modifiers)
    assert getattr(town.viewport.camera, moved) != before


def test_whole_and_north(town):
    home = town.viewport.camera
    QTest.keyClick(town.viewport, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(town.viewport, Qt.Key.Key_Plus)
    town.window.actions_.run("north")
    assert town.viewport.camera.azimuth == 0
    town.window.actions_.run("whole")
    assert town.viewport.camera == home


def test_a_flight_ends_where_it_should(town):
    town.window.settings.motion = True
    home = town.viewport.camera
    QTest.keyClick(town.viewport, Qt.Key.Key_Plus)
    drawn = town.viewport.frames_drawn
    town.window.actions_.run("whole")
    town.rest()
    assert town.viewport.camera == home
    assert town.viewport.frames_drawn > drawn + 1


def test_one_key_hides_all_panels(town):
    panels = (town.workspace.layers, town.workspace.views, town.workspace.details)
    town.change(lambda: town.window.actions_.run("panels"))
    assert not any(panel.isVisible() for panel in panels)
    assert town.viewport.width() == town.window.width()
    town.change(lambda: town.window.actions_.run("panels"))
    assert all(panel.isVisible() for panel in panels)
