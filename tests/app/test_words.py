"""French first, English entirely."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QLabel, QTextBrowser, QWidget

from jumeau.i18n import catalogue


def texts(window) -> set[str]:
    """Return everything that a window says."""
    said = {window.windowTitle()}
    for widget in window.findChildren(QWidget):
        said |= {widget.toolTip(), widget.accessibleName(), widget.statusTip()}
        if isinstance(widget, QLabel | QAbstractButton):
            said.add(widget.text())
        if isinstance(widget, QDockWidget):
            said.add(widget.windowTitle())
        if isinstance(widget, QTextBrowser):
            said.add(widget.toPlainText())
    said |= {action.text() for action in window.findChildren(QAction)}
    return {text for text in said if text}


def test_both_languages_say_the_same_things():
    french, english = catalogue("fr"), catalogue("en")
    mine = {key for key in french if key.startswith("app.")}
    assert mine == {key for key in english if key.startswith("app.")}


def test_english_has_no_french_left(make_desk, data):
    desk = make_desk("en")
    desk.load(data / "batiment.gpkg")
    french, english = catalogue("fr"), catalogue("en")
    only_french = {
        text
        for key, text in french.items()
        if key.startswith("app.") and text != english[key] and len(text) > 5 and "{" not in text
    } - set(english.values())
    said = texts(desk.window)
    leftovers = {word for word in only_french if any(word == text for text in said)}
    assert not leftovers
    assert "Layers" in said


def test_the_language_changes_at_once_and_the_project_stays_open(town):
    project = town.session.project
    frames = town.viewport
    town.window.set_language("en")
    town.until(lambda: town.workspace is not None and town.viewport is not frames)
    town.rest()
    assert town.session.project is project
    assert "Layers" in texts(town.window)
    assert town.session.view.language == "en"


def test_what_can_be_reached_by_keyboard_has_a_name(town):
    nameless = [
        widget
        for widget in town.window.findChildren(QAbstractButton)
        if widget.isVisible()
        and widget.focusPolicy()
        and not (widget.text() or widget.accessibleName())
    ]
    assert not nameless
