"""Where an expression is written: proposals by keyboard, the mark under a fault."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from jumeau.app.selecting.expression_edit import ExpressionEdit
from jumeau.app.selecting.forms import combined


@pytest.fixture
def edit(qtbot):
    found = ExpressionEdit("Expression", lambda name: ["Église", "Serre"])
    found.fields = ("hauteur", "nature")
    qtbot.addWidget(found)
    found.show()
    found.setFocus()
    return found


def test_a_proposal_is_taken_by_enter(edit, qtbot):
    QTest.keyClicks(edit, "na")
    popup = edit._popup
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert edit.text == "nature"
    QTest.keyClicks(edit, "= 's")
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert edit.text == "nature = 'Serre'"
    assert not popup.isVisible()


def test_proposals_are_asked_for_and_put_away(edit, qtbot):
    QTest.keyClick(edit, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(edit._popup.isVisible)
    assert edit._model.stringList()[:2] == ["hauteur", "nature"]
    QTest.keyClick(edit._popup, Qt.Key.Key_Escape)
    assert not edit._popup.isVisible()
    assert edit.text == ""


def test_a_fault_is_underlined(edit):
    edit.setPlainText("hauteur > 3 AND hauter < 4")
    edit.underline(17, "#990000")
    (mark,) = edit.extraSelections()
    assert mark.cursor.selectedText() == "hauter"
    edit.underline(0, "#990000")
    assert edit.extraSelections() == []


def test_text_is_written_where_the_cursor_is(edit):
    edit.insert("hauteur")
    edit.insert("> 3")
    assert edit.text == "hauteur > 3"


@pytest.mark.parametrize(
    ("how", "rows"), [("new", {2, 3}), ("add", {1, 2, 3}), ("within", {2}), ("remove", {1})]
)
def test_what_becomes_of_what_was_selected_before(how, rows):
    assert combined(frozenset({1, 2}), frozenset({2, 3}), how) == rows
