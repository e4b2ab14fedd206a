"""Groups in the layer tree of the real window: they are seen, and can be taken back."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from jumeau.app.panels.layers_model import NAME
from jumeau.model.roles import Role

Key = Qt.Key


def ids_of(desk) -> list[str]:
    return [x.id for x in desk.session.project.layers]


def test_layers_are_grouped_named_and_ungrouped(town):
    panel, window = town.workspace.layers, town.window
    first, second = ids_of(town)[:2]
    assert not window.actions_["ungroup_layers"].isEnabled()
    panel.choose_all([first, second])
    count = len(town.session.history)
    window.actions_.run("group_layers")
    editor = panel.findChild(QLineEdit)
    editor.setText("Le village")
    QTest.keyClick(editor, Key.Key_Return)
    town.until(lambda: town.session.project.groups[0].title == "Le village")
    (group,) = town.session.project.groups
    assert len(town.session.history) == count + 1  # grouping and naming are one action
    assert panel.indentation() > 0
    assert panel.isExpanded(panel.layers.index_of(group.id))
    QTest.keyClick(panel, Key.Key_Left)
    assert town.window.settings.folded(town.session.project.id) == {group.id}
    QTest.keyClick(panel, Key.Key_Right)
    assert town.window.settings.folded(town.session.project.id) == set()
    window.actions_.run("ungroup_layers")
    assert town.session.project.groups == ()
    assert panel.entries == (first, second)
    town.session.undo()
    town.session.undo()
    assert town.session.project.groups == ()


def test_a_group_is_ticked_as_a_whole(town):
    panel = town.workspace.layers
    building, road = (town.session.project.first(x).id for x in (Role.BUILDING, Role.ROAD))
    panel.choose_all([building, road])
    panel.group()
    panel.choose(town.session.project.groups[0].id)
    tick = panel.layers.index_of(panel.entries[0])
    state = Qt.ItemDataRole.CheckStateRole
    assert tick.data(state) == Qt.CheckState.Checked
    before = town.pixels()
    views = []
    town.session.subscribe_view(lambda _old, new: views.append(new))
    town.change(lambda: QTest.keyClick(panel, Key.Key_Space))
    assert {building, road} <= set(town.session.view.hidden)
    assert len(views) == 1
    assert np.abs(before.astype(int) - town.pixels().astype(int)).mean() > 1
    town.session.set_view(town.session.view.with_layer(road, shown=True))
    assert tick.data(state) == Qt.CheckState.PartiallyChecked
    panel.layers.setData(tick, Qt.CheckState.Checked, state)
    assert not {building, road} & set(town.session.view.hidden)


def test_layers_are_sorted_by_theme_in_both_languages(town):
    panel = town.workspace.layers
    panel.by_theme()
    model = panel.layers
    names = [model.index(row, NAME).data() for row in range(model.rowCount())]
    assert names == ["Bâti", "Voies et transports", "Photo et relief"]
    town.window.set_language("en")
    town.until(lambda: town.window.tr_.language == "en")
    model = town.workspace.layers.layers
    names = [model.index(row, NAME).data() for row in range(model.rowCount())]
    assert names == ["Buildings", "Roads and transport", "Photograph and relief"]
