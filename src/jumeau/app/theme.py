"""How the window looks: three palettes, one style sheet, the typeface that is shipped."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from jumeau.app.sheet import sheet

STYLE = "Fusion"
FAMILY = "Jumeau Hyperlegible"
POINTS = 10.5
SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
"""Sizes of text that can be chosen."""
_MARKS = Path(__file__).parents[1] / "assets" / "marks"
_MIDDLE = 0.5  # lightness from which dark marks are seen better


class Theme(NamedTuple):
    """Colours by what they are for, and the size of text.

    ``line`` parts what lies beside each other; ``border`` shows where something can be filled in or
    pressed. ``scale`` is 1 for text of the usual size.
    """

    window: str
    panel: str
    field: str
    line: str
    border: str
    text: str
    faint: str
    accent: str
    on_accent: str
    chosen: str
    hover: str
    warning: str
    warning_back: str
    error: str
    error_back: str
    info_back: str
    edge: int = 1
    scale: float = 1.0

    def px(self, length: float) -> int:
        """Return a length [pixels] that is meant for text of the usual size, in this one."""
        return round(length * self.scale)


THEMES: dict[str, Theme] = {
    "light": Theme(
        window="#F6F4EF",
        panel="#FBFAF7",
        field="#FFFFFF",
        line="#DEDAD1",
        border="#8B8E89",
        text="#22292E",
        faint="#5B646B",
        accent="#1D5C78",
        on_accent="#FFFFFF",
        chosen="#D9E8EF",
        hover="#ECEAE3",
        warning="#8A5200",
        warning_back="#FFF3DC",
        error="#9B2C1F",
        error_back="#FBE7E3",
        info_back="#E3EEF3",
    ),
    "dark": Theme(
        window="#1E2326",
        panel="#252B2F",
        field="#1A1F22",
        line="#3A4248",
        border="#7D878D",
        text="#ECEBE7",
        faint="#A9B1B6",
        accent="#7FBEDA",
        on_accent="#10202A",
        chosen="#2C4552",
        hover="#30383D",
        warning="#F0BE6A",
        warning_back="#3B3020",
        error="#F3A293",
        error_back="#43261F",
        info_back="#22363F",
    ),
    "contrast": Theme(
        window="#FFFFFF",
        panel="#FFFFFF",
        field="#FFFFFF",
        line="#000000",
        border="#000000",
        text="#000000",
        faint="#000000",
        accent="#003A8C",
        on_accent="#FFFFFF",
        chosen="#FFE45C",
        hover="#E6E6E6",
        warning="#5C2E00",
        warning_back="#FFFFFF",
        error="#8B0000",
        error_back="#FFFFFF",
        info_back="#FFFFFF",
        edge=2,
    ),
}


def load_typeface() -> None:
    """Make the shipped typeface known to Qt."""
    for file in (Path(__file__).parents[1] / "assets" / "fonts").iterdir():
        if file.name.endswith(".ttf"):
            QFontDatabase.addApplicationFontFromData(file.read_bytes())


def apply(app: QApplication, name: str, scale: float = 1.0) -> Theme:
    """Dress the application in a theme and return it; ``scale`` is the size of text."""
    theme = THEMES.get(name, THEMES["light"])._replace(scale=scale)
    if not app.property("styled"):  # setting it here makes Python classes of all that styles know
        app.setStyle(STYLE)
        app.setProperty("styled", True)
    font = QFont(FAMILY)
    font.setPointSizeF(POINTS * scale)
    app.setFont(font)
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.field,
        QPalette.ColorRole.AlternateBase: theme.panel,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.panel,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.ToolTipBase: theme.field,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.faint,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.LinkVisited: theme.accent,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    inactive = (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.ButtonText,
    )
    for role in inactive:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.faint))
    app.setPalette(palette)
    inks = _ink_on(theme.field), _ink_on(theme.accent)
    app.setStyleSheet(sheet(theme._asdict(), scale, _MARKS.as_posix(), inks))
    return theme


def _ink_on(colour: str) -> str:
    """Return in which ink a mark is seen on a colour."""
    return "light" if QColor(colour).lightnessF() < _MIDDLE else "dark"


def qt_words(app: QApplication, language: str, before: QTranslator | None) -> QTranslator:
    """Make Qt's own words (file dialogs, text menus) speak a language; return what does so."""
    if before is not None:
        app.removeTranslator(before)
    words = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(f"qtbase_{language}", folder):
        app.installTranslator(words)
    return words
