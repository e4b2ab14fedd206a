"""The layer tree without a picture: rows, groups, keys, menus."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from jumeau.app.icons import Icons
from jumeau.app.panels.layers import LayersPanel
from jumeau.app.panels.layers_menu import fill_panel_menu, row_menu
from jumeau.app.panels.layers_model import NAME, LayersModel
from jumeau.app.settings import Settings
from jumeau.app.theme import THEMES
from jumeau.i18n import Translator
from jumeau.model import groups
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import add_layers, change_layer, new_project, remove_layer
from jumeau.model.roles import Role
from jumeau.model.session import Session

Key, Mod = Qt.Key, Qt.KeyboardModifier


def spelt(model: LayersModel) -> str:
    """Return the rows as text: ``a [b c]``."""

    def below(parent: QModelIndex) -> list[str]:
        found = []
        for row in range(model.rowCount(parent)):
            index = model.index(row, NAME, parent)
            inner = below(index)
            name = str(index.data(Qt.ItemDataRole.UserRole))
            found.append(f"[{' '.join(inner)}]" if inner else name)
        return found

    return " ".join(below(QModelIndex()))


def told(project) -> str:
    parts = []
    for branch in groups.branches(project):
        ids = " ".join(x.id for x in branch.layers)
        parts.append(ids if branch.group is None else f"[{ids}]")
    return " ".join(parts)


def test_the_rows_follow_whatever_happens(qapp) -> None:
    dice = random.Random(4)
    ref = PayloadRef(PayloadKind.TABLE, "x", ".parquet", 1)
    layers = tuple(Layer(id=name, role=Role.LINES, payload=ref, title=name) for name in "abcdefgh")
    session = Session(add_layers(new_project("Essai"), layers))
    model = LayersModel(session, Translator("fr"), Icons("#000000", "#888888"), "#884400")
    session.subscribe(model.follow)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for _ in range(120):
        project = session.project
        ids = [x.id for x in project.layers]
        some = dice.sample(ids, min(len(ids), dice.randint(1, 3)))
        there = [x.id for x in project.groups]
        deed = dice.choice(["group", "into", "move", "step", "ungroup", "undo", "undo", "remove"])
        if deed == "undo":
            session.undo()
            continue
        if deed == "group":
            project = groups.group_layers(project, some, "Groupe")
        elif deed == "into" and there:
            project = groups.move(project, some, dice.choice(there))
        elif deed == "move":
            entry = dice.choice(groups.branches(project)).id
            project = groups.move(project, [*some, *there[:1]], "", entry)
        elif deed == "step":
            project = groups.step(project, dice.choice(ids + there), dice.choice([-1, 1]))
        elif deed == "ungroup" and there:
            project = groups.ungroup(project, there[0])
        elif deed == "remove" and len(ids) > 3:
            project = groups.remove_layers(project, some[:1])
        session.commit(deed, project)
        assert spelt(model) == told(session.project)
    assert tester is not None


class Bench:
    """A panel, and what a test does to it."""

    def __init__(self, qtbot, folder) -> None:
        ref = PayloadRef(PayloadKind.TABLE, "x", ".parquet", 1)
        roles = {"maisons": Role.BUILDING, "rues": Role.ROAD, "sol": Role.TERRAIN}
        layers = tuple(Layer(id=name, role=role, payload=ref) for name, role in roles.items())
        self.session = Session(add_layers(new_project("Essai"), layers))
        self.settings = Settings(folder / "a.ini")
        tr, icons = Translator("fr"), Icons("#000000", "#888888")
        self.panel = LayersPanel(self.session, tr, icons, THEMES["light"], settings=self.settings)
        qtbot.addWidget(self.panel)
        self.panel.show()


@pytest.fixture
def bench(qtbot, tmp_path):
    """Return a panel with three layers."""
    found = Bench(qtbot, tmp_path)
    yield found
    found.panel.close_panel()


def ids_of(bench) -> list[str]:
    return [x.id for x in bench.session.project.layers]


def test_layers_are_dragged_into_a_group_and_out_of_it(bench):
    panel, model = bench.panel, bench.panel.layers
    first, second, *_ = ids_of(bench)
    panel.choose(second)
    panel.group()
    (group,) = bench.session.project.groups
    carried = model.mimeData([model.index_of(first)])
    move = Qt.DropAction.MoveAction
    model.dropMimeData(carried, move, -1, -1, model.index_of(group.id))
    assert groups.layers_named(bench.session.project, [group.id]) == (second, first)
    model.dropMimeData(carried, move, 0, 0, model.index_of(group.id))
    assert groups.layers_named(bench.session.project, [group.id]) == (first, second)
    whole = model.mimeData([model.index_of(group.id)])
    model.dropMimeData(whole, move, -1, -1, model.index_of(group.id))  # into itself: nothing
    assert groups.layers_named(bench.session.project, [group.id]) == (first, second)
    model.dropMimeData(carried, move, model.rowCount(), 0, QModelIndex())
    assert ids_of(bench)[-1] == first
    assert bench.session.undo_action.label == "move"


def test_groups_move_and_go_by_keyboard(bench):
    panel = bench.panel
    first, second, third = ids_of(bench)[:3]
    panel.choose_all([first, second])
    panel.group()
    panel.closePersistentEditor(panel.currentIndex())
    (group,) = bench.session.project.groups
    panel.choose(group.id)
    QTest.keyClick(panel, Key.Key_Down, Mod.AltModifier)
    assert ids_of(bench) == [third, first, second]
    assert panel.entries == (group.id,)
    panel.choose(third)
    QTest.keyClick(panel, Key.Key_Down, Mod.AltModifier)
    assert bench.session.project.layer(third).group == group.id
    panel.choose(group.id)
    QTest.keyClick(panel, Key.Key_Delete)
    assert bench.session.project.layers == ()
    assert bench.session.project.groups == ()
    bench.session.undo()
    assert len(bench.session.project.layers) == 3


@pytest.mark.parametrize("several", [False, True])
def test_the_menus_offer_what_can_be_done(bench, several):
    panel = bench.panel
    first, second = ids_of(bench)[:2]
    panel.choose_all([first, second] if several else [first])
    menu = row_menu(panel)
    words = [x.text() for x in menu.actions() if x.text()]
    assert ("Renommer" in words) is not several
    assert ("Styles" in words) is not several
    assert any("Retirer" in x for x in words)
    fill_panel_menu(panel, menu)
    themed = next(x for x in menu.actions() if "thème" in x.text())
    themed.trigger()
    assert bench.session.project.groups
    menu.deleteLater()


def test_a_filter_and_what_was_left_out_have_their_signs(bench):
    panel = bench.panel
    layer = bench.session.project.layers[0]
    assert panel.isColumnHidden(2)
    filtered = change_layer(bench.session.project, layer.id, filter="hauteur > 10")
    bench.session.commit("filter", filtered)
    assert not panel.isColumnHidden(2)
    index = panel.layers.index_of(layer.id, 2)
    assert "Filtrée" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "hauteur > 10" in index.data(Qt.ItemDataRole.ToolTipRole)
    bench.session.commit("remove", remove_layer(bench.session.project, layer.id))
    assert panel.isColumnHidden(2)


def test_folds_are_remembered_and_are_no_action(bench):
    bench.panel.by_theme()
    history = len(bench.session.history)
    bench.panel.fold_all(folded=True)
    bench.panel.setExpanded(bench.panel.layers.index_of("theme:relief"), True)
    kept = {"theme:buildings", "theme:transport"}
    assert bench.settings.folded(bench.session.project.id) == kept
    assert bench.settings.folded("another project") is None
    assert len(bench.session.history) == history
    bench.session.undo()
    bench.session.redo()
    model = bench.panel.layers
    assert not bench.panel.isExpanded(model.index_of("theme:buildings"))
    assert bench.panel.isExpanded(model.index_of("theme:relief"))


def test_only_the_selected_layers_are_shown(bench):
    bench.panel.choose_all(["rues", "sol"])
    bench.panel.only()
    assert bench.session.view.hidden == ("maisons",)
    bench.panel.tick()
    assert bench.session.view.hidden == ("maisons", "rues", "sol")
