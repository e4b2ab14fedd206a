"""What is written can be read: contrast in every theme, and room for text twice as large."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from jumeau.app import theme
from jumeau.app.sheet import sheet
from jumeau.app.theme import THEMES

TEXTS = ("text", "faint")
GROUNDS = ("window", "panel", "field", "hover", "chosen")


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_text_stands_out(name):
    worn = THEMES[name]
    least = 7.0 if name == "contrast" else 4.5
    pairs = list(product(TEXTS, GROUNDS))
    pairs += [("on_accent", "accent"), ("warning", "warning_back"), ("error", "error_back")]
    pairs += [("warning", "panel"), ("text", "info_back"), ("text", "warning_back")]
    # A tool button that is down, a filled button that has the keyboard.
    pairs += [("accent", "panel"), ("accent", "chosen"), ("accent", "field")]
    weak = {
        (ink, ground): round(contrast(getattr(worn, ink), getattr(worn, ground)), 2)
        for ink, ground in pairs
        if contrast(getattr(worn, ink), getattr(worn, ground)) < least
    }
    assert weak == {}


@pytest.mark.parametrize("name", THEMES)
def test_what_has_the_keyboard_or_can_be_filled_in_is_seen(name):
    worn = THEMES[name]
    for mark, ground in product(("accent", "border"), ("window", "panel", "field")):
        assert contrast(getattr(worn, mark), getattr(worn, ground)) >= 3.0, (mark, ground)


def test_the_sheet_grows_with_the_text():
    small = sheet(THEMES["light"]._asdict(), 1.0, "marks", ("dark", "light"))
    large = sheet(THEMES["light"]._asdict(), 2.0, "marks", ("dark", "light"))
    assert "font-size: 30pt" in small
    assert "font-size: 60pt" in large
    assert "padding: 9px 12px 5px 12px" in small
    assert "padding: 18px 24px 10px 24px" in large
    assert "border: 1px solid" in large  # lines stay thin


def cut(parent: QWidget) -> list[str]:
    """Return the words that lack room: on buttons, in labels of one line."""
    found = []
    for widget in parent.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QAbstractButton | QLabel):
            continue
        text = widget.text()
        if not text or (isinstance(widget, QLabel) and (widget.wordWrap() or "<" in text)):
            continue
        needed = widget.fontMetrics().horizontalAdvance(text.replace("&", ""))
        if widget.width() + 2 < needed and "…" not in text:
            found.append(f"{type(widget).__name__} {text!r}: {widget.width()} of {needed}")
    return found


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (1280, 800)])
def test_nothing_is_cut_in_text_twice_as_large(town, width, height):
    town.until(lambda: bool(town.workspace.features))
    town.window.resize(width, height)
    town.window.shell.set_text(2.0)
    town.until(lambda: town.window.theme.scale == 2.0 and bool(town.workspace.features))
    town.rest()
    QApplication.processEvents()
    assert (town.window.width(), town.window.height()) == (width, height)
    for pane in town.window.shell.panes():
        corner = pane.mapTo(town.window, pane.rect().bottomRight())
        assert corner.x() <= width, pane
        assert corner.y() <= height, pane
        assert pane.minimumSizeHint().width() <= pane.width() + 1, pane
    assert cut(town.window) == []
    assert town.viewport.width() >= 300


def test_the_size_of_text_goes_by_steps_and_stays_within_bounds(desk):
    shell, settings = desk.window.shell, desk.window.settings
    points = QApplication.font().pointSizeF()
    for _ in range(12):
        desk.window.actions_.run("text_larger")
        QApplication.processEvents()
    assert settings.text_scale == theme.SCALES[-1]
    desk.until(lambda: QApplication.font().pointSizeF() > 1.9 * points)
    assert not desk.window.actions_["text_larger"].isEnabled()
    desk.window.actions_.run("text_usual")
    desk.until(lambda: abs(QApplication.font().pointSizeF() - points) < 0.1)
    assert shell.panes()
