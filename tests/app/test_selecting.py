"""Selecting, filtering and the attribute table in the real window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from jumeau.model.roles import Role

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def ready(town):
    """Open the made-up commune, with everything that is loaded after the first picture."""
    town.until(lambda: bool(town.workspace.features))
    return town


def layer_of(desk, role=Role.BUILDING):
    return next(x for x in desk.session.project.layers if x.role is role)


def feature(desk, name):
    return next(x for x in desk.workspace.features if type(x).__name__ == name)


def drag(desk, start, end, modifiers=Qt.KeyboardModifier.NoModifier):
    """Drag with the left button, as a hand does."""
    view = desk.viewport
    QTest.mousePress(view, LEFT, modifiers, QPoint(*start))
    for share in (0.3, 0.7, 1.0):
        at = [round(a + (b - a) * share) for a, b in zip(start, end, strict=True)]
        QTest.mouseMove(view, QPoint(*at))
    QTest.mouseRelease(view, LEFT, modifiers, QPoint(*end))
    desk.rest()


def seen_places(desk):
    """Return where the middles of the buildings are seen [pixels]."""
    table = desk.projects.opened.store.table(layer_of(desk).payload, ["geometry"])
    import shapely

    shapes = shapely.from_wkb(table.column("geometry").to_pylist())
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    z = desk.projects.keeper.relief.altitude(middles[:, 0], middles[:, 1])
    return desk.viewport.to_screen(np.column_stack([middles, z]))


def difference(before, after):
    return float((np.abs(before.astype(int) - after).max(2) > 24).mean())


def check_a_rectangle_selects_what_the_picture_shows_in_it(ready):
    desk, selection = ready, ready.workspace.selection
    building = layer_of(desk)
    desk.workspace.layers.choose(building.id)
    places = seen_places(desk)
    before = desk.pixels()
    desk.window.actions_.run("select_rectangle")
    x, y = np.median(places, axis=0).round().astype(int).tolist()
    camera = desk.viewport.camera
    drag(desk, (x - 90, y - 60), (x + 70, y + 50))
    assert desk.viewport.camera == camera
    inside = (np.abs(places - (x - 10, y - 5)) <= (80, 55)).all(1)
    desk.until(lambda: selection.rows_of(building.id) == set(np.flatnonzero(inside).tolist()))
    assert 0 < inside.sum() < len(inside)
    desk.rest()
    assert difference(before, desk.pixels()) > 0.005
    line = feature(desk, "Selecting").line
    assert str(int(inside.sum())) in line.text.text()
    more = (x - 200, y - 60)
    drag(desk, more, (x + 70, y + 50), Qt.KeyboardModifier.ShiftModifier)
    assert len(selection.rows_of(building.id)) >= inside.sum()
    desk.window.actions_.run("select_none")
    desk.rest()
    assert not selection.rows
    assert line.isHidden()
    assert difference(before, desk.pixels()) < 0.001


def check_a_polygon_is_clicked_and_closed_by_enter(ready):
    desk = ready
    building = layer_of(desk)
    desk.workspace.layers.choose(building.id)
    places = seen_places(desk)
    desk.window.actions_.run("select_polygon")
    low, high = np.floor(places.min(0)) - 5, np.ceil(places.max(0)) + 5
    corners = [(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (3, 3), (low[0], high[1])]
    for k, (x, y) in enumerate(corners):
        QTest.mouseClick(desk.viewport, LEFT, pos=QPoint(int(x), int(y)))
        if k == 3:
            QTest.keyClick(desk.viewport, Qt.Key.Key_Backspace)
    QTest.keyClick(desk.viewport, Qt.Key.Key_Return)
    selection = desk.workspace.selection
    desk.until(lambda: len(selection.rows_of(building.id)) == 36)
    QTest.mouseClick(desk.viewport, LEFT, pos=QPoint(40, 40))
    QTest.keyClick(desk.viewport, Qt.Key.Key_Escape)
    assert desk.viewport.tool is not None  # the corner went, the tool stays
    QTest.keyClick(desk.viewport, Qt.Key.Key_Escape)
    assert desk.viewport.tool is None


def check_clicks_with_ctrl_add_and_take_out(ready):
    desk, selection = ready, ready.workspace.selection
    building = layer_of(desk)
    picks = []
    for x, y in seen_places(desk).round().astype(int).tolist():
        found = desk.viewport.pick(x, y)
        if found is not None and found.layer == building.id and found.row not in dict(picks):
            picks.append((found.row, QPoint(x, y)))
        if len(picks) == 2:
            break
    (one, first), (two, second) = picks
    QTest.mouseClick(desk.viewport, LEFT, pos=first)
    assert selection.rows == {building.id: {one}}
    QTest.mouseClick(desk.viewport, LEFT, Qt.KeyboardModifier.ControlModifier, second)
    assert selection.rows == {building.id: {one, two}}
    desk.rest()
    assert "2 bâtiments" in desk.workspace.details.feature.toPlainText()
    QTest.mouseClick(desk.viewport, LEFT, Qt.KeyboardModifier.ControlModifier, first)
    assert selection.rows == {building.id: {two}}
    desk.session.undo()
    assert selection.rows == {}  # the layer itself is gone
    desk.session.redo()


def test_the_hand_selects_in_the_picture(ready):
    check_a_rectangle_selects_what_the_picture_shows_in_it(ready)
    check_a_polygon_is_clicked_and_closed_by_enter(ready)
    check_clicks_with_ctrl_add_and_take_out(ready)


def test_the_table_and_the_picture_follow_each_other(ready, tmp_path):
    desk, selection = ready, ready.workspace.selection
    building = layer_of(desk)
    desk.workspace.layers.choose(building.id)
    desk.window.actions_.run("table")
    table = feature(desk, "AttributeTable")
    desk.until(lambda: table.panel.model.rowCount() == 36)
    desk.rest()
    model, view = table.panel.model, table.panel.view
    titles = [model.headerData(k, Qt.Orientation.Horizontal) for k in range(model.columnCount())]
    assert titles[0] == "Identifiant"
    height = titles.index("Hauteur (m)")
    table.sort_by(height)
    table.sort_by(height)
    desk.rest()
    assert model.index(0, height).data() == "17"
    before = desk.pixels()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(selection.rows_of(building.id)) == 36
    desk.rest()
    assert difference(before, desk.pixels()) > 0.02
    at = view.visualRect(model.index(0, 0)).center()
    QTest.mouseClick(view.viewport(), LEFT, pos=at)
    row = int(model.rows[0])
    assert selection.rows == {building.id: {row}}
    desk.rest()
    desk.until(lambda: f"BATIMENT5{row % 6}" in desk.workspace.details.feature.toPlainText())
    far = int(model.rows[-1])
    selection.choose(building.id, [far])  # as a click in the picture does
    assert view.selectionModel().selectedRows()[0].row() == 35
    assert view.rowAt(view.viewport().height() // 2) >= 10
    table.panel.only_selected.setChecked(True)
    desk.rest()
    assert model.rows.tolist() == [far]
    table.panel.only_selected.setChecked(False)
    table.panel.search.setText("batiment3")
    desk.until(lambda: model.rowCount() == 6)
    assert "6 sur 36" in table._dock.windowTitle()
    selection.clear()
    table.leaving.copy()
    desk.rest()
    copied = QApplication.clipboard().text().splitlines()
    assert len(copied) == 7
    assert copied[0].split("\t") == titles
    table.leaving.export(tmp_path / "six.csv")
    desk.until((tmp_path / "six.sources.txt").is_file)
    desk.rest()
    assert len((tmp_path / "six.csv").read_text(encoding="utf-8-sig").splitlines()) == 7
    view.setFocus()
    desk.window.actions_.run("table")
    assert not table.shown


def check_a_filter_hides_and_undo_brings_back(ready):
    desk = ready
    building = layer_of(desk)
    desk.workspace.layers.choose(building.id)
    before = desk.pixels()
    desk.window.actions_.run("filter")
    form = feature(desk, "Selecting")._forms["filter"]
    form.edit.setPlainText("hauter > 14")
    form.try_out()
    desk.until(lambda: "hauteur" in form.answer.text())
    form.edit.setPlainText("hauteur > 14 AND nature IS NOT NULL")
    form.try_out()
    desk.until(lambda: form.count == 18)
    QTest.keyClick(form.edit, Qt.Key.Key_Return)
    desk.until(lambda: bool(layer_of(desk).filter))
    desk.rest()
    assert difference(before, desk.pixels()) > 0.02
    assert any("filtre" in row.text for row in desk.projects.keeper.legend_rows(desk.session.view))
    form.close()
    desk.workspace.layers.choose(building.id)
    desk.window.actions_.run("select_invert")
    desk.until(lambda: len(desk.workspace.selection.rows_of(building.id)) == 18)
    desk.session.undo()
    assert desk.workspace.selection.rows == {}
    desk.rest()
    assert difference(before, desk.pixels()) < 0.01
    assert layer_of(desk).filter == ""


def check_an_expression_selects_and_adds(ready):
    desk, selection = ready, ready.workspace.selection
    building = layer_of(desk)
    desk.workspace.layers.choose(building.id)
    desk.window.actions_.run("select_expression")
    form = feature(desk, "Selecting")._forms["select"]
    QTest.keyClicks(form.edit, "hau")
    assert "hauteur" in form.edit._model.stringList()
    form.edit._popup.hide()
    form.edit.setPlainText("hauteur < 13")
    form.carry_out()
    desk.until(lambda: len(selection.rows_of(building.id)) == 6)
    form.how.button(1).setChecked(True)
    form.edit.setPlainText("height > 16")
    form.carry_out()
    desk.until(lambda: len(selection.rows_of(building.id)) == 12)
    form.close()


def test_expressions_select_and_filter(ready):
    check_an_expression_selects_and_adds(ready)
    check_a_filter_hides_and_undo_brings_back(ready)
