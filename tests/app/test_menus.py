"""Every entry of every menu does something; every shortcut reaches its action."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QWidget

from jumeau.app.actions import SPECS
from jumeau.app.finder import Finder
from jumeau.app.menus import MENUS
from jumeau.app.variants.current import look_at
from jumeau.model.project import keep_view
from jumeau.model.variants import add_variant, keep_state, new_variant
from jumeau.model.view_state import Section

# Greyed as long as there is nothing that they could do.
WAITING = {
    "undo", "redo", "previous_view", "next_view", "select_invert", "select_none", "filter", "style",
    "table", "group_layers", "ungroup_layers", "section_off", "link_views", "derive_terrain",
    "derive_surface", "derive_canopy", "text_larger", "text_smaller", "duplicate_variant",
    "variant_card", "keep_state", "changes_since", "remove_variant", "variant_remarks",
    "export_edits", "analysis_renew",
}  # fmt: skip
# What would end the test, or take the project away, is clicked last, each on its own.
LEAVING = ("new", "open", "demo", "close", "quit")

STANDARD = (
    QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut, QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.SelectAll, QKeySequence.StandardKey.Delete,
    QKeySequence.StandardKey.DeleteStartOfWord, QKeySequence.StandardKey.DeleteEndOfWord,
    QKeySequence.StandardKey.MoveToNextWord, QKeySequence.StandardKey.MoveToPreviousWord,
    QKeySequence.StandardKey.SelectNextWord, QKeySequence.StandardKey.SelectPreviousWord,
    QKeySequence.StandardKey.MoveToEndOfLine, QKeySequence.StandardKey.MoveToStartOfLine,
)  # fmt: skip
"""What people do with the keyboard while they write."""


def keys_of(name: str) -> list[str]:
    return [QKeySequence(keys).toString() for keys in SPECS[name].keys.split()]


def in_menus() -> list[str]:
    found: list[str] = []

    def walk(content) -> None:
        for entry in content:
            if isinstance(entry, tuple):
                walk(entry[1])
            elif entry != "-":
                found.append(entry)

    for _, content in MENUS:
        walk(content)
    return found


def test_every_action_stands_in_one_menu():
    assert Counter(in_menus()) == Counter(list(SPECS))


def test_no_two_actions_share_a_shortcut():
    counted = Counter(keys for name in SPECS for keys in keys_of(name))
    assert [keys for keys, number in counted.items() if number > 1] == []
    assert all(keys for name in SPECS for keys in keys_of(name))  # Qt knows each of them


def test_no_shortcut_takes_a_key_from_those_who_write(qapp):
    taken = {
        binding.toString()
        for standard in STANDARD
        for binding in QKeySequence.keyBindings(standard)
    }
    shared = {
        name: keys
        for name, spec in SPECS.items()
        if not spec.in_picture
        for keys in keys_of(name)
        if keys in taken
    }
    # These are bound by Emacs habits on Linux alone, and a text field takes them before the window.
    assert set(shared) <= {
        "measure_distance", "measure_height", "palette", "export_image",
    }  # fmt: skip


def handlers(desk) -> dict:
    return desk.window.actions_._handlers


def test_every_action_has_a_handler_once_a_project_is_open(town):
    town.until(lambda: bool(town.workspace.features))
    lacking = set(SPECS) - set(handlers(town)) - WAITING
    assert lacking == set()


@pytest.fixture
def harmless(monkeypatch):
    """Answer every question of the system with "no"; count what was opened outside."""
    opened: list[QUrl] = []
    for name in ("getOpenFileName", "getSaveFileName", "getOpenFileNames"):
        empty = [] if name.endswith("Names") else ""
        monkeypatch.setattr(QFileDialog, name, lambda *_, e=empty, **__: (e, ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: "")
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    return opened


def put_away(desk) -> None:
    """Close what an action has opened; bring the panels back."""
    for finder in desk.window.findChildren(Finder):
        finder.close()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    if desk.window.isFullScreen():
        desk.window.shell.full_screen()
    if desk.workspace is not None:
        desk.workspace.toolbox.put_down()
        if desk.workspace.docks.away:
            desk.workspace.toggle_panels()
        if desk.window.actions_["sun_strip"].isChecked():
            desk.window.actions_.run("sun_strip")


def test_every_entry_can_be_clicked(town, harmless, caplog):
    """In turn, on one project; what needs something first is told so by being grey."""
    town.until(lambda: bool(town.workspace.features))
    clicked = set()
    for name in [x for x in SPECS if x not in LEAVING]:
        actions = town.window.actions_
        if not actions[name].isEnabled():
            continue
        actions[name].trigger()
        QApplication.processEvents()
        town.until(lambda: town.workspace is not None and bool(town.workspace.features))
        put_away(town)
        QApplication.processEvents()
        clicked.add(name)
    town.rest()
    assert not [record for record in caplog.records if record.levelname == "ERROR"], caplog.text
    assert "journal technique" not in town.window.messages.text
    assert set(SPECS) - clicked - set(LEAVING) <= WAITING
    assert harmless  # the folder of the log was shown


def test_what_waits_for_its_moment_can_be_clicked_then(town, harmless, caplog):
    """Undo, table, styles, groups, views: greyed until there is something to do."""
    town.until(lambda: bool(town.workspace.features))
    session = town.session
    waited = set(WAITING) - {"derive_terrain", "derive_surface", "derive_canopy"}  # want points
    waited -= {"analysis_renew"}  # wants the result of an analysis
    first, second = (layer.id for layer in session.project.layers[:2])

    def choose() -> None:
        town.workspace.layers.choose(first)
        town.workspace.selection.choose(first, [0, 1])
        if not session.view.variants:
            variant = new_variant(session.project, "Une variante")
            planned = add_variant(session.project, variant)
            session.commit("add_variant", keep_state(planned, variant.id, "Réunion", "2026-11-20"))
            look_at(session, variant.id)

    choose()
    box = session.project.layer(second).bounds
    section = Section((box[0], (box[1] + box[3]) / 2), (box[2], (box[1] + box[3]) / 2))
    session.set_view(msgspec.structs.replace(session.view, section=section))
    project = keep_view(session.project, "Une", session.view)
    session.commit("keep_view", keep_view(project, "Deux", session.view), name="Deux")
    town.window.actions_["two_views"].trigger()
    town.rest()
    clicked = set()
    for name in dict.fromkeys(("undo", "redo", "group_layers", "ungroup_layers", *sorted(waited))):
        town.until(lambda n=name: town.window.actions_[n].isEnabled(), timeout=20_000)
        town.window.actions_[name].trigger()
        clicked.add(name)
        QApplication.processEvents()
        town.until(lambda: bool(town.workspace.features))
        put_away(town)
        choose()
    assert clicked == waited
    town.rest()
    assert not [record for record in caplog.records if record.levelname == "ERROR"], caplog.text
    assert "journal technique" not in town.window.messages.text


def test_what_leaves_the_project_can_be_clicked(town, harmless, monkeypatch):
    town.until(lambda: bool(town.workspace.features))
    town.session.mark_saved()
    actions = town.window.actions_
    actions["open"].trigger()
    assert town.projects.opened is not None
    actions["close"].trigger()
    town.until(lambda: town.projects.opened is None and not town.window.tasks.busy)
    town.window.actions_["new"].trigger()
    town.until(lambda: town.projects.opened is not None)
    town.session.mark_saved()
    town.window.actions_["quit"].trigger()
    town.until(lambda: not town.window.isVisible())


def test_every_shortcut_reaches_its_action(town, monkeypatch):
    town.until(lambda: bool(town.workspace.features))
    window, actions = town.window, town.window.actions_
    reached: list[str] = []
    for name in SPECS:
        actions.bind(name, lambda name=name: reached.append(name))
    monkeypatch.setattr(QMessageBox, "exec", lambda *_: 0)
    window.activateWindow()
    town.until(window.isActiveWindow)
    town.viewport.setFocus()
    missed = []
    for name in SPECS:
        for keys in keys_of(name):
            reached.clear()
            combination = QKeySequence(keys)[0]
            QTest.keyClick(town.viewport, combination.key(), combination.keyboardModifiers())
            QApplication.processEvents()
            if reached != [name]:
                missed.append((name, keys, tuple(reached)))
    assert missed == []


def test_a_greyed_entry_says_why(desk):
    from jumeau.app.palette.entries import entries_of

    reasons = {x.key: x.reason for x in entries_of(desk.window)}
    assert reasons["action.whole"] == "ouvrez d’abord un projet"
    assert reasons["action.open"] == ""


def test_what_takes_the_keyboard_has_a_name(town):
    """In the window and in its dialogs: a screen reader says what one is on."""
    town.until(lambda: bool(town.workspace.features))
    nameless = nameless_in(town.window)
    for name in ("shortcuts", "settings", "rename_project"):
        town.window.actions_.run(name)
        QApplication.processEvents()
        dialogs = [x for x in town.window.findChildren(QDialog) if x.isVisible()]
        assert dialogs, name
        for dialog in dialogs:
            nameless += nameless_in(dialog)
            dialog.reject()
    town.window.actions_.run("palette")
    nameless += nameless_in(town.window.findChild(Finder))
    assert nameless == []


def nameless_in(parent: QWidget) -> list[str]:
    found = []
    for widget in parent.findChildren(QWidget):
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not takes or not widget.isVisible() or widget.focusProxy() is not None:
            continue
        said = widget.accessibleName() or getattr(widget, "text", lambda: "")()
        inner = widget.objectName().startswith("qt_")  # a part of another widget
        if not said and not inner and not buddy_of(widget, parent):
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def buddy_of(widget: QWidget, parent: QWidget) -> bool:
    from PySide6.QtWidgets import QLabel

    return any(label.buddy() is widget for label in parent.findChildren(QLabel))


def test_the_keyboard_goes_round_the_panes(town):
    town.until(lambda: bool(town.workspace.features))
    town.window.activateWindow()
    town.until(town.window.isActiveWindow)
    panes = town.window.shell.panes()
    assert len(panes) >= 4
    town.viewport.setFocus()
    seen = []
    for _ in range(len(panes)):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F8)
        focus = QApplication.focusWidget()
        seen.append(next(i for i, p in enumerate(panes) if p is focus or p.isAncestorOf(focus)))
    assert sorted(seen) == list(range(len(panes)))
    assert seen[-1] == 0
    key, shift = Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(QApplication.focusWidget(), key, shift)
    assert panes[-1].isAncestorOf(QApplication.focusWidget())
