"""Variants compared in one viewport: their pictures are kept, joined, clicked and left again."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from jumeau.app.comparing.feature import Comparing
from jumeau.model.changes import AddBuilding
from jumeau.model.edits import Edit
from jumeau.model.project import replaced
from jumeau.model.variant import TODAY, Variant
from jumeau.model.view_state import Compare


def feature(desk) -> Comparing:
    return next(x for x in desk.workspace.features if isinstance(x, Comparing))


@pytest.fixture
def two(town, corner):
    """Give the made-up commune two variants."""
    x, y = corner
    ring = ((x + 100, y + 30), (x + 140, y + 30), (x + 140, y + 46), (x + 100, y + 46))
    first = Variant("variant-1", "Variante A", edits=(Edit("edit-1", AddBuilding(ring, 20.0)),))
    second = Variant("variant-2", "Variante B", colour="#0072B2")
    town.until(lambda: bool(town.workspace.features))
    session = town.session
    session.commit("add_variant", replaced(session.project, variants=(first, second)))
    town.rest()
    return town


def compare(desk, name: str) -> None:
    desk.change(lambda: desk.window.actions_.run(name))


def three(desk) -> None:
    """Show today and both variants side by side."""
    sides = (TODAY, "variant-1", "variant-2")
    view = desk.session.view
    new = msgspec.structs.replace(view, compare=Compare.SIDE_BY_SIDE, variants=sides)
    desk.change(lambda: desk.session.set_view(new))


def test_without_a_variant_nothing_is_compared_and_that_is_said(town):
    town.until(lambda: bool(town.workspace.features))
    town.window.actions_.run("compare_swipe")
    assert town.session.view.compare is Compare.NONE
    assert town.window.actions_["compare_none"].isChecked()
    assert town.window.messages.isVisible()


def test_a_swipe_shows_today_beside_the_variant_looked_at(two):
    session = two.session
    session.set_view(msgspec.structs.replace(session.view, variants=("variant-2",)))
    compare(two, "compare_swipe")
    assert session.view.variants == (TODAY, "variant-2")
    sides = two.viewport.shown.compared.sides
    assert [x.view.variant for x in sides] == [TODAY, "variant-2"]
    assert all(x.picture.shape[:2] == (two.viewport.height(), two.viewport.width()) for x in sides)
    handle = feature(two).handle
    assert handle.isVisible()
    assert abs(handle.knob().x() - two.viewport.width() / 2) < 3
    view = msgspec.structs.replace(two.session.view, split=0.25)
    two.session.set_view(view)
    seen = []
    two.viewport.drawn.connect(lambda: seen.append(two.viewport.shown.compared))
    camera = msgspec.structs.replace(view.camera, azimuth=view.camera.azimuth + 15)
    two.viewport.go(camera)
    two.until(lambda: bool(seen))
    two.rest()
    moving, rest = seen[0], seen[-1]
    width = two.viewport.width()
    assert not moving.whole
    assert [x.picture.shape[1] for x in moving.sides] == [
        round(width / 4),
        width - round(width / 4),
    ]
    assert rest.whole
    assert [x.picture.shape[1] for x in rest.sides] == [width, width]


def test_dragging_the_line_draws_nothing_and_joins_what_is_kept(two):
    compare(two, "compare_swipe")
    drawn, before = two.viewport.frames_drawn, two.pixels()
    handle = feature(two).handle
    start = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, start + QPoint(-150, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center())
    two.until(lambda: not handle.held)
    two.rest()
    assert two.viewport.frames_drawn == drawn
    middle = two.viewport.width() / 2
    assert two.session.view.split == pytest.approx((middle - 150) / two.viewport.width(), abs=0.01)
    moved = two.pixels()
    assert (moved != before).any()
    right = two.viewport.shown.compared.sides[1].picture
    row = two.viewport.height() // 2
    columns = slice(round(middle) - 120, round(middle) - 20)
    assert np.array_equal(moved[row, columns], right[row, columns])
    split = two.session.view.split
    handle.setFocus()
    QTest.keyClick(handle, Qt.Key.Key_Left)
    QTest.keyClick(handle, Qt.Key.Key_PageDown)
    two.until(lambda: not handle.held)
    assert two.session.view.split == pytest.approx(split + 0.09, abs=1e-3)
    QTest.keyClick(handle, Qt.Key.Key_Home)
    two.until(lambda: not handle.held)
    assert two.session.view.split == 0.0
    assert two.viewport.frames_drawn == drawn
    compare(two, "compare_across")
    assert two.session.view.across
    assert two.viewport.shown.compared.view.across
    assert handle.width() == two.viewport.width()


def test_a_click_asks_the_side_under_the_cursor(two, monkeypatch):
    asked = []
    monkeypatch.setattr(
        two.workspace.keeper, "pick", lambda view, size, x, y: asked.append((view, size, x, y))
    )
    compare(two, "compare_swipe")
    width, height = two.viewport.width(), two.viewport.height()
    for x in (0.25, 0.75):
        two.viewport.pick(x * width, height / 2)
    assert [(v.variant, s, round(x / width, 2)) for v, s, x, _ in asked] == [
        (TODAY, (width, height), 0.25),
        ("variant-1", (width, height), 0.75),
    ]
    asked.clear()
    three(two)
    compared = two.viewport.shown.compared
    assert len(compared.sides) == 3
    for side in compared.sides:
        box = side.box
        two.viewport.pick(box.x + box.width / 2, box.y + box.height / 3)
    assert [v.variant for v, *_ in asked] == [TODAY, "variant-1", "variant-2"]
    for side, (_, size, x, y) in zip(compared.sides, asked, strict=True):
        assert size == (side.box.width, side.box.height)
        assert x == pytest.approx(side.box.width / 2, abs=1)
        assert y == pytest.approx(side.box.height / 3, abs=1)
    target = np.array([two.session.view.camera.target])
    for side in two.viewport.shown.compared.sides:
        box = side.box
        two.viewport.frame_at(box.x + 5, box.y + 5)
        x, y = two.viewport.to_screen(target)[0]
        assert (x, y) == pytest.approx((box.x + box.width / 2, box.y + box.height / 2), abs=1.5)


def test_sides_that_take_turns_change_by_hand_without_motion(two):
    compare(two, "compare_blink")
    blink, drawn = feature(two).blink, two.viewport.frames_drawn
    assert not blink.automatic
    assert two.viewport.joining.turn == 0
    first = two.pixels()
    QTest.qWait(400)
    QTest.keyClick(two.viewport, Qt.Key.Key_Space)
    assert two.viewport.joining.turn == 1
    assert (two.pixels() != first).any()
    for _ in range(5):  # a key that is hit again and again does not make the picture flash
        QTest.keyClick(two.viewport, Qt.Key.Key_Space)
    assert blink.turn == 1
    assert two.viewport.frames_drawn == drawn
    two.window.settings.motion = True
    two.window.actions_.run("compare_blink")
    mixes, turns = set(), blink.turns
    show = blink._show
    blink._show = lambda turn, mix: (mixes.add(round(mix, 2)), show(turn, mix))
    assert blink.automatic
    two.until(lambda: blink.turns == turns + 1, timeout=4000)
    assert len(mixes) > 3
    two.viewport.fly_to(two.viewport.camera)
    QTest.keyClick(two.viewport, Qt.Key.Key_Space)
    assert not blink.automatic
    compare(two, "compare_none")
    assert two.session.view.compare is Compare.NONE


def test_a_ghost_is_one_picture(two):
    compare(two, "compare_ghost")
    assert two.viewport.shown.compared is None
    assert two.session.view.variants == (TODAY, "variant-1")
    compare(two, "compare_swipe")
    compare(two, "compare_none")
    assert two.session.view.variants == ("variant-1",)
    assert not feature(two).handle.isVisible()
    assert two.viewport.shown.compared is None
    actions = two.window.actions_
    compare(two, "compare_swipe")
    actions.run("two_views")
    assert two.session.view.compare is Compare.NONE
    two.rest()
    compare(two, "compare_swipe")
    assert not actions["two_views"].isChecked()
    assert two.session.view.compare is Compare.SWIPE


def test_which_variants_are_compared_is_chosen_from_a_small_form(two, qapp):
    compare(two, "compare_swipe")
    two.window.actions_.run("compare_which")
    popup = qapp.activePopupWidget()
    boxes = popup.boxes
    titles = [boxes[0].itemText(k) for k in range(boxes[0].count())]
    assert titles == ["Aujourd’hui (2024)", "Sans le projet", "Variante A", "Variante B"]
    boxes[0].setCurrentIndex(boxes[0].findData("variant-2"))
    assert two.session.view.variants == ("variant-2", "variant-1")
    boxes[2].setCurrentIndex(boxes[2].findData(TODAY))
    assert two.session.view.variants == ("variant-2", "variant-1", TODAY)
    popup.close()
    two.rest()
    two.change(two.workspace.toggle_panels)
    shown = two.viewport.shown.compared
    assert shown.whole
    assert shown.size == two.viewport.pixels
    assert {"legend", "certainty", "study"} <= {x.name for x in shown.common}
    handle = feature(two).handle
    assert handle.isVisible()
    assert handle.height() == two.viewport.height()
    project = two.session.project
    one = tuple(x for x in project.variants if x.id != "variant-1")
    two.change(lambda: two.session.commit("remove_variant", replaced(project, variants=one)))
    assert two.session.view.variants == ("variant-2", TODAY)
    two.change(lambda: two.session.commit("remove_variant", replaced(project, variants=())))
    assert two.session.view.compare is Compare.NONE
    assert two.session.view.variants == ()
    assert not handle.isVisible()


def test_the_table_tells_what_differs_and_leaves_as_text(two, tmp_path):
    two.window.actions_.run("compare_table")
    table = feature(two).table
    two.until(lambda: table.counted is not None)
    titles = [table.view.verticalHeaderItem(k).text() for k in range(table.view.rowCount())]
    assert titles[0] == "Bâtiments"
    assert table.view.item(0, 0).text() == "1 neuf"
    assert table.counted.titles == ("Aujourd’hui (2024)", "Variante A")
    table.on_picture.click()
    assert table.plate.isVisible()
    assert "Bâtiments" in [x.title for x in table.plate.lines]
    assert all(x.values != ("inchangé",) for x in table.plate.lines)
    two.window.actions_.run("compare_table")
    assert not two.window.actions_["compare_table"].isChecked()
    path = tmp_path / "differences.csv"
    table.write(path)
    two.until(path.exists)
    two.rest()
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == ";Variante A"
    assert lines[1] == "Bâtiments;1 neuf"
    session, project = two.session, two.session.project
    session.set_view(msgspec.structs.replace(session.view, variants=("variant-2", "variant-1")))
    two.until(lambda: table.counted.titles == ("Variante B", "Variante A"))
    assert session.project is project
