"""Moving, turning, raising, stretching and removing what stands there, on the real window."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from jumeau.app.shaping.handles import Grip
from jumeau.app.variants.current import draw
from jumeau.model import changes as ch
from jumeau.model.view_state import Camera

LEFT = Qt.MouseButton.LeftButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
GROUND = 100.0


def feature(desk):
    return next(x for x in desk.workspace.features if type(x).__name__ == "Shaping")


def choose(desk, action) -> None:
    desk.window.actions_[action].trigger()


@pytest.fixture
def near(town, corner):
    """Look at one building from the south, near enough for handles."""
    x, y = corner
    town.until(lambda: bool(town.workspace.features))
    camera = Camera((x + 135, y + 62, GROUND + 6), 210.0, azimuth=0.0, pitch=40.0)
    view = msgspec.structs.replace(town.session.view, camera=camera)
    town.change(lambda: town.session.set_view(view))
    return town


def pixel(desk, place) -> QPoint:
    found = desk.viewport.to_screen(np.array([place]))[0]
    return QPoint(round(found[0]), round(found[1]))


def handle(desk, grip, index=0) -> QPoint:
    return pixel(desk, feature(desk).tool.frame.handle(grip, index).place)


def drag(desk, start: QPoint, end: QPoint, modifiers=NONE) -> None:
    QTest.mousePress(desk.viewport, LEFT, modifiers, start)
    for k in range(1, 5):
        QTest.mouseMove(desk.viewport, start + (end - start) * (k / 4))
    QTest.mouseRelease(desk.viewport, LEFT, modifiers, end)
    desk.rest()


def press(desk, *keys, modifiers=NONE) -> None:
    for key in keys:
        if isinstance(key, str):
            QTest.keyClicks(desk.viewport, key)
        else:
            QTest.keyClick(desk.viewport, key, modifiers)


def edits(desk):
    variants = desk.session.project.variants
    return variants[-1].edits if variants else ()


def actions_done(desk) -> int:
    """Return how many actions undo could take back."""
    session = desk.session
    return next(k for k, x in enumerate(session.history) if x is session.project)


def hold_building(desk, corner) -> None:
    """Take the building in the third column and second row: 14 m high, from 120, 50 on."""
    x, y = corner
    choose(desk, "shape_element")
    QTest.mouseClick(desk.viewport, LEFT, NONE, pixel(desk, (x + 135, y + 62, GROUND + 14)))
    desk.rest()


def raised_by_the_arrow(desk):
    hand = feature(desk).hand
    assert (hand.one.ref.key, hand.one.height) == ("BATIMENT21", 14.0)
    bar = feature(desk).bar
    assert "14,0\N{NO-BREAK SPACE}m" in bar.words.whole
    assert "Aujourd’hui" in bar.words.whole
    done = actions_done(desk)
    place = np.array(feature(desk).tool.frame.handle(Grip.HEIGHT).place)
    drag(desk, pixel(desk, place), pixel(desk, place + np.array([0, 0, 9.0])))
    (edit,) = edits(desk)
    assert isinstance(edit.change, ch.ChangeHeight)
    assert edit.change.height == pytest.approx(23.0, abs=0.3)
    assert actions_done(desk) == done + 1  # as many pictures as there were, one action
    assert "Variante A" in bar.words.whole
    drag(desk, handle(desk, Grip.HEIGHT), handle(desk, Grip.HEIGHT) + QPoint(0, 20))
    assert len(edits(desk)) == 1
    assert edits(desk)[0].change.height < 22.0  # the same edit goes on
    assert actions_done(desk) == done + 2


def exact_by_keys(desk):
    """Typed while a handle has the keyboard: the height, the place, the turn."""
    tool, hand = feature(desk).tool, feature(desk).hand
    QTest.mouseClick(desk.viewport, LEFT, NONE, handle(desk, Grip.HEIGHT))
    assert tool.focus.grip is Grip.HEIGHT
    press(desk, "17,25", Qt.Key.Key_Return)
    assert edits(desk)[0].change.height == 17.25
    press(desk, Qt.Key.Key_Tab)  # beyond the last handle the keyboard leaves the element
    assert tool.focus is None
    press(desk, Qt.Key.Key_Tab)
    assert tool.focus.grip is Grip.MOVE
    press(desk, "3;-2", Qt.Key.Key_Return)
    move = edits(desk)[1].change
    assert (move.east, move.north) == (3.0, -2.0)
    done = actions_done(desk)
    press(desk, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down)
    press(desk, Qt.Key.Key_Tab)
    assert edits(desk)[1].change.east == 2.0
    assert actions_done(desk) == done + 1  # three arrows in a row
    assert tool.focus.grip is Grip.TURN
    press(desk, Qt.Key.Key_Right)
    desk.session.undo()  # in the middle of it: the hand lets go
    assert tool.work.pull is None
    assert edits(desk)[1].change.rotation == 0.0
    press(desk, "abc-30", Qt.Key.Key_Return)  # letters mean nothing here
    move = edits(desk)[1].change
    assert (move.rotation, move.east) == (-30.0, 2.0)
    assert hand.one.pivot == pytest.approx((650_137.0, 6_860_060.5), abs=1e-6)
    before = edits(desk)
    press(desk, "99", Qt.Key.Key_Escape)
    assert edits(desk) == before
    assert len(edits(desk)) == 2


def turned_by_the_ring(desk):
    """Turn by the knob: it rests along the neighbours' walls, with Shift it does not."""
    hand = feature(desk).hand
    knob = handle(desk, Grip.TURN)
    pivot = pixel(desk, (*hand.one.pivot, hand.one.foot))
    before = edits(desk)[1].change.rotation
    drag(desk, knob, knob + QPoint((pivot - knob).x() // 2, (knob - pivot).y() // 2), SHIFT)
    free = edits(desk)[1].change.rotation
    assert free != before
    again = handle(desk, Grip.TURN)
    tool = feature(desk).tool
    tool.work.take(hand.one, tool.frame.handle(Grip.TURN))
    assert {round(x, 3) % 90.0 for x in tool.work.pull.neighbours} == {0.0}
    tool.work.end()
    assert again


def taken_back(desk):
    while edits(desk):
        desk.session.undo()
    assert edits(desk) == ()
    assert feature(desk).hand.one.height == 14.0


def own_building(desk, corner):
    x, y = corner
    ring = ((x + 95, y + 30), (x + 115, y + 30), (x + 115, y + 46), (x + 95, y + 46))
    made = draw(
        desk.session,
        desk.window.tr_,
        ch.AddBuilding(ring, 9.0, storeys=3, kind=ch.BuildingKind.SCHOOL),
    )
    desk.rest()
    return made[0]


def own_value_changes(near, corner):
    edit = own_building(near, corner)
    shaping = feature(near)
    shaping.hold_edit(edit.id)
    near.rest()
    assert shaping.bar.words.whole.startswith("École (bâtiment), 9,0\N{NO-BREAK SPACE}m, 3 niveaux")
    tool = shaping.tool
    corner_before = edit.change.footprint[2]
    start = handle(near, Grip.VERTEX, 2)
    goal = pixel(near, (corner_before[0] + 5, corner_before[1] + 4, GROUND + 9))
    drag(near, start, goal)
    now = edits(near)[-1]
    assert now.change.footprint[2] == pytest.approx(
        (corner_before[0] + 5, corner_before[1] + 4), abs=0.8
    )
    assert now.change.footprint[:2] == edit.change.footprint[:2]
    middle = np.mean(now.change.footprint[:2], axis=0)
    QTest.mouseDClick(
        near.viewport, LEFT, NONE, pixel(near, (middle[0] + 3, middle[1], GROUND + 9))
    )
    assert len(edits(near)[-1].change.footprint) == 5
    assert tool.focus.grip is Grip.VERTEX
    near.viewport.setFocus()
    press(near, Qt.Key.Key_Delete)
    assert len(edits(near)[-1].change.footprint) == 4
    count = len(edits(near))
    press(near, Qt.Key.Key_Delete)  # nothing has the keyboard: the element goes
    assert len(edits(near)) == count - 1
    assert "Ctrl+Z" in near.window.messages.text
    near.session.undo()
    assert len(edits(near)) == count


def forms_show_at_once(near):
    """Several buildings are one action; "Annuler" leaves nothing behind."""
    shaping = feature(near)
    layer = next(x for x in near.session.project.layers if x.id == "batiment")
    for name in ("element_height", "element_road"):
        choose(near, name)
        assert shaping.dialog is None
        assert near.window.messages.text
    near.workspace.selection.choose(layer.id, [8, 9])
    choose(near, "element_height")
    shaping.dialog.form.fields["height"].setValue(20.0)
    assert [x.change.height for x in edits(near)] == [20.0, 20.0]
    shaping.dialog.reject()
    assert near.session.project.variants == ()
    before = actions_done(near)
    choose(near, "element_storeys")
    shaping.dialog.accept()
    assert [x.change.storeys for x in edits(near)] == [1, 1]
    assert actions_done(near) == before + 1
    choose(near, "element_roof")
    shaping.dialog.form.fields["share"].setValue(60.0)
    shaping.dialog.accept()
    roofs = [x.change for x in edits(near) if isinstance(x.change, ch.SetRoof)]
    assert [x.share for x in roofs] == [0.6, 0.6]
    near.workspace.selection.choose("troncon_de_route", [2])
    choose(near, "element_road")
    form = shaping.dialog.form
    form.fields["speed"].setValue(20.0)
    shaping.dialog.accept()
    road = edits(near)[-1].change
    assert road.feature.key == "TRONROUT2"
    assert (road.line, road.speed) == ((), 20.0)
    near.workspace.selection.choose(layer.id, [8, 9])
    before = actions_done(near)
    choose(near, "remove_element")
    gone = [x.change for x in edits(near) if isinstance(x.change, ch.RemoveFeature)]
    assert len(gone) == 2
    assert actions_done(near) == before + 1


def test_what_stands_there_is_raised_moved_turned_and_removed(near, corner):
    """One window for all of it: the base, what was drawn, the forms."""
    hold_building(near, corner)
    raised_by_the_arrow(near)
    exact_by_keys(near)
    turned_by_the_ring(near)
    taken_back(near)
    choose(near, "tool_look")
    forms_show_at_once(near)
    own_value_changes(near, corner)
