"""How the window looks: three palettes, one style sheet, the typeface that is shipped."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

STYLE = "Fusion"
FAMILY = "Jumeau Hyperlegible"
POINTS = 10.5


class Theme(NamedTuple):
    """Colours by what they are for."""

    window: str
    panel: str
    field: str
    line: str
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


THEMES: dict[str, Theme] = {
    "light": Theme(
        window="#F6F4EF",
        panel="#FBFAF7",
        field="#FFFFFF",
        line="#DEDAD1",
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

_SHEET = """
* {{ outline: none; }}
QMainWindow, QDialog, QWidget#home {{ background: {window}; color: {text}; }}
QWidget {{ color: {text}; }}
QLabel {{ background: transparent; }}
QMainWindow::separator {{ background: {line}; width: {edge}px; height: {edge}px; }}
QMainWindow::separator:hover {{ background: {accent}; }}
QMenuBar {{ background: {window}; border-bottom: {edge}px solid {line}; padding: 2px 6px; }}
QMenuBar::item {{ padding: 5px 10px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {hover}; }}
QMenu {{ background: {field}; border: {edge}px solid {line}; padding: 6px; }}
QMenu::item {{ padding: 6px 28px 6px 10px; border-radius: 4px; }}
QMenu::item:selected {{ background: {chosen}; color: {text}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: {edge}px; background: {line}; margin: 6px 8px; }}
QMenu::icon {{ padding-left: 8px; }}
QDockWidget {{ font-weight: bold; titlebar-close-icon: none; }}
QDockWidget::title {{ background: {panel}; padding: 9px 12px 5px 12px; text-align: left; }}
QDockWidget > QWidget {{ background: {panel}; }}
QWidget#panel, QTabWidget, QTabWidget > QWidget > QWidget {{ background: {panel}; }}
QTreeView, QListView, QListWidget, QTextBrowser {{
  background: {panel}; border: none; selection-background-color: {chosen};
  selection-color: {text}; }}
QTreeView::item, QListView::item {{ padding: 4px 1px; border: none; }}
QTreeView::item:hover, QListView::item:hover {{ background: {hover}; }}
QTreeView::item:selected, QListView::item:selected {{ background: {chosen}; color: {text}; }}
QTreeView, QListWidget {{ padding: 0 6px; }}
QTreeView, QListView, QTextBrowser {{ border: {edge}px solid transparent; }}
QTreeView:focus, QListView:focus, QTextBrowser:focus {{ border: {edge}px solid {accent}; }}
QTabWidget::pane {{ border: none; }}
QTabBar {{ background: {panel}; }}
QTabBar::tab {{ padding: 7px 10px 6px 10px; background: {panel}; color: {faint};
  border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {text}; border-bottom: 2px solid {accent}; }}
QTabBar::tab:hover, QTabBar::tab:focus {{ color: {text}; background: {hover}; }}
QStatusBar {{ background: {window}; border-top: {edge}px solid {line}; }}
QStatusBar QLabel {{ padding: 0 6px; }}
QStatusBar::item {{ border: none; }}
QLabel#faint {{ color: {faint}; }}
QStatusBar QLabel#chip {{ background: {hover}; border-radius: 9px; padding: 2px 10px;
  margin: 3px 4px; }}
QLabel#title {{ font-size: 30pt; font-weight: bold; }}
QLabel#subtitle {{ font-size: 17pt; font-weight: bold; }}
QLabel#heading {{ font-weight: bold; }}
QLineEdit {{ background: {field}; border: {edge}px solid {line};
  border-radius: 4px; padding: 6px 8px; selection-background-color: {accent};
  selection-color: {on_accent}; }}
QLineEdit:focus {{ border: {edge}px solid {accent}; }}
QDialog QListView, QDialog QTextBrowser, QDialog QTreeView {{ background: {field};
  border: {edge}px solid {line}; border-radius: 4px; }}
QPushButton {{ background: {field}; border: {edge}px solid {line}; border-radius: 5px;
  padding: 6px 14px; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:focus {{ border: {edge}px solid {accent}; }}
QPushButton:default, QPushButton#primary {{ background: {accent}; color: {on_accent};
  border-color: {accent}; }}
QPushButton:disabled {{ color: {faint}; background: {hover}; border-color: {line}; }}
QToolButton {{ border: {edge}px solid transparent; border-radius: 4px; padding: 4px; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:checked {{ color: {accent}; font-weight: bold; }}
QToolButton:focus {{ border: {edge}px solid {accent}; }}
QCommandLinkButton, QPushButton#choice {{ background: {panel}; border: {edge}px solid {line};
  border-radius: 8px; text-align: left; padding: 12px 16px; }}
QPushButton#choice:hover, QPushButton#choice:focus {{ border-color: {accent};
  background: {field}; }}
QPushButton#recent {{ border: {edge}px solid transparent; background: transparent;
  text-align: left; padding: 7px 10px; }}
QPushButton#recent:hover {{ background: {hover}; }}
QPushButton#recent:focus {{ border-color: {accent}; }}
QProgressBar {{ background: {hover}; border: none; border-radius: 3px; max-height: 6px;
  min-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QFrame#message {{ border: {edge}px solid {line}; border-radius: 6px; }}
QFrame#message[kind="info"] {{ background: {info_back};
  border-left: 4px solid {accent}; }}
QFrame#message[kind="warning"] {{ background: {warning_back};
  border-left: 4px solid {warning}; }}
QFrame#message[kind="error"] {{ background: {error_back};
  border-left: 4px solid {error}; }}
QFrame#message QLabel {{ background: transparent; }}
QFrame#rule {{ background: {line}; max-height: {edge}px; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; margin: 2px; min-height: 28px;
  min-width: 28px; }}
QScrollBar::handle:hover {{ background: {faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {field}; color: {text}; border: {edge}px solid {line}; padding: 4px 6px; }}
"""


def load_typeface() -> None:
    """Make the shipped typeface known to Qt."""
    for file in (Path(__file__).parents[1] / "assets" / "fonts").iterdir():
        if file.name.endswith(".ttf"):
            QFontDatabase.addApplicationFontFromData(file.read_bytes())


def apply(app: QApplication, name: str) -> Theme:
    """Dress the application in a theme and return its colours."""
    theme = THEMES.get(name, THEMES["light"])
    if not app.property("styled"):  # setting it here makes Python classes of all that styles know
        app.setStyle(STYLE)
        app.setProperty("styled", True)
    font = QFont(FAMILY)
    font.setPointSizeF(POINTS)
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
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.faint))
    app.setPalette(palette)
    app.setStyleSheet(_SHEET.format(**theme._asdict()))
    return theme


def qt_words(app: QApplication, language: str, before: QTranslator | None) -> QTranslator:
    """Make Qt's own words (file dialogs, text menus) speak a language; return what does so."""
    if before is not None:
        app.removeTranslator(before)
    words = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(f"qtbase_{language}", folder):
        app.installTranslator(words)
    return words
