"""The style sheet of the window: every kind of widget, in the colours and the size of a theme.

Lengths are written for text of the usual size; :func:`sheet` scales them with it. Lines of one and
two pixels stay as thin as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_LENGTH = re.compile(r"(\d+)(px|pt)")
_THIN = 3  # [pixels]

_SHEET = """
* {{ outline: none; icon-size: 16px; }}
QMainWindow, QDialog, QWidget#home {{ background: {window}; color: {text}; }}
QWidget {{ color: {text}; }}
QWidget:disabled {{ color: {faint}; }}
QLabel {{ background: transparent; }}
QLabel#faint {{ color: {faint}; }}
QLabel#title {{ font-size: 30pt; font-weight: bold; }}
QLabel#subtitle {{ font-size: 17pt; font-weight: bold; }}
QLabel#heading {{ font-weight: bold; }}

QMainWindow::separator {{ background: {line}; width: {edge}px; height: {edge}px; }}
QMainWindow::separator:hover {{ background: {accent}; }}
QSplitter::handle {{ background: {line}; }}
QSplitter::handle:hover, QSplitter::handle:focus {{ background: {accent}; }}
QSplitter::handle:horizontal {{ width: {edge}px; }}
QSplitter::handle:vertical {{ height: {edge}px; }}
QDockWidget {{ font-weight: bold; titlebar-close-icon: none; }}
QDockWidget::title {{ background: {panel}; padding: 9px 12px 5px 12px; text-align: left; }}
QDockWidget > QWidget {{ background: {panel}; }}
QWidget#panel, QTabWidget, QTabWidget > QWidget > QWidget {{ background: {panel}; }}
QScrollArea, QAbstractScrollArea::corner {{ background: transparent; border: none; }}

QMenuBar {{ background: {window}; border-bottom: {edge}px solid {line}; padding: 2px 6px; }}
QMenuBar::item {{ padding: 5px 10px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {hover}; }}
QMenu {{ background: {field}; border: {edge}px solid {border}; padding: 6px; }}
QMenu::item {{ padding: 6px 28px 6px 10px; border-radius: 4px;
  border: {edge}px solid transparent; }}
QMenu::item:selected {{ background: {chosen}; color: {text}; border-color: {accent}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::item:disabled:selected {{ background: {hover}; border-color: {line}; }}
QMenu::separator {{ height: {edge}px; background: {line}; margin: 6px 8px; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::indicator {{ width: 16px; height: 16px; left: 8px; }}
QMenu::indicator:checked {{ image: url({marks}/tick-{ink}.svg); }}
QMenu::indicator:exclusive:checked {{ image: url({marks}/dot-{ink}.svg); }}
QMenu::right-arrow {{ image: url({marks}/right-{ink}.svg); width: 14px; height: 14px;
  right: 6px; }}

QTreeView, QListView, QTableView, QTextBrowser, QPlainTextEdit, QTextEdit {{
  background: {panel}; border: {edge}px solid transparent; color: {text};
  alternate-background-color: {field};
  selection-background-color: {chosen}; selection-color: {text}; }}
QTreeView, QListWidget {{ padding: 0 6px; }}
QTreeView:focus, QListView:focus, QTableView:focus, QTextBrowser:focus, QPlainTextEdit:focus,
QTextEdit:focus {{ border: {edge}px solid {accent}; }}
QTreeView::item, QListView::item {{ padding: 4px 1px; border: {edge}px solid transparent; }}
QTableView::item {{ padding: 2px 6px; }}
QTreeView::item:hover, QListView::item:hover, QTableView::item:hover {{ background: {hover}; }}
QTreeView::item:selected, QListView::item:selected, QTableView::item:selected {{
  background: {chosen}; color: {text}; }}
QListView::item:selected:active, QTableView::item:focus {{
  border: {edge}px solid {accent}; }}
QTableView {{ gridline-color: {line}; background: {field}; }}
QHeaderView {{ background: {panel}; border: none; }}
QHeaderView::section {{ background: {panel}; color: {text}; padding: 5px 8px; border: none;
  border-right: {edge}px solid {line}; border-bottom: {edge}px solid {line}; }}
QHeaderView::section:hover {{ background: {hover}; }}
QHeaderView::section:checked {{ background: {chosen}; }}
QHeaderView::down-arrow {{ image: url({marks}/down-{ink}.svg); width: 12px; height: 12px; }}
QHeaderView::up-arrow {{ image: url({marks}/up-{ink}.svg); width: 12px; height: 12px; }}
QTableCornerButton::section {{ background: {panel}; border: none; }}

QTabWidget::pane {{ border: none; }}
QTabBar {{ background: {panel}; }}
QTabBar::tab {{ padding: 7px 10px 6px 10px; background: {panel}; color: {faint};
  border: {edge}px solid transparent; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {text}; border-bottom: 2px solid {accent}; }}
QTabBar::tab:hover {{ color: {text}; background: {hover}; }}
QTabBar::tab:focus {{ color: {text}; border: {edge}px solid {accent}; background: {hover}; }}
QTabBar::scroller {{ width: 44px; }}
QTabBar QToolButton {{ background: {panel}; border: {edge}px solid {line}; padding: 0;
  border-radius: 0; }}
QTabBar QToolButton::left-arrow {{ image: url({marks}/left-{ink}.svg); }}
QTabBar QToolButton::right-arrow {{ image: url({marks}/right-{ink}.svg); }}

QStatusBar {{ background: {window}; border-top: {edge}px solid {line}; }}
QStatusBar QLabel {{ padding: 0 6px; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel#chip {{ background: {hover}; border-radius: 9px; padding: 2px 10px;
  margin: 3px 4px; }}

QLineEdit, QComboBox, QAbstractSpinBox, QDialog QTextEdit, QDialog QPlainTextEdit {{
  background: {field}; border: {edge}px solid {border}; border-radius: 4px; padding: 6px 8px;
  color: {text}; selection-background-color: {accent}; selection-color: {on_accent};
  placeholder-text-color: {faint}; }}
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {{ background: {hover};
  color: {faint}; border-color: {line}; }}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{ border: {thick}px solid {accent};
  padding: {tight}; }}
QAbstractItemView QLineEdit, QAbstractItemView QComboBox,
QAbstractItemView QAbstractSpinBox {{ padding: 1px 3px; border-radius: 0; }}
QComboBox {{ padding-right: 26px; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url({marks}/down-{ink}.svg); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {field}; border: {edge}px solid {border};
  padding: 4px; }}
QAbstractSpinBox {{ padding-right: 24px; padding-left: 2px; }}
QAbstractSpinBox QLineEdit {{ border: none; padding: 0 4px; background: transparent; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: none; width: 20px;
  background: transparent; }}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {{ background: {hover}; }}
QAbstractSpinBox::up-arrow {{ image: url({marks}/up-{ink}.svg); width: 12px; height: 12px; }}
QAbstractSpinBox::down-arrow {{ image: url({marks}/down-{ink}.svg); width: 12px; height: 12px; }}
QDateTimeEdit::drop-down {{ border: none; width: 22px; }}
QDateTimeEdit::down-arrow {{ image: url({marks}/down-{ink}.svg); width: 14px; height: 14px; }}
QCalendarWidget QToolButton {{ color: {text}; }}
QDialog QListView, QDialog QTextBrowser, QDialog QTreeView {{ background: {field};
  border: {edge}px solid {line}; border-radius: 4px; }}
QDialog QListView:focus, QDialog QTextBrowser:focus, QDialog QTreeView:focus {{
  border: {edge}px solid {accent}; }}

QCheckBox, QRadioButton {{ spacing: 8px; padding: 2px; background: transparent;
  border: {edge}px solid transparent; border-radius: 4px; }}
QCheckBox:focus, QRadioButton:focus {{ border: {edge}px solid {accent}; }}
QCheckBox::indicator, QRadioButton::indicator, QGroupBox::indicator, QListView::indicator,
QTableView::indicator, QTreeView::indicator {{ width: 16px; height: 16px;
  border: {edge}px solid {border}; border-radius: 3px; background: {field}; }}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QListView::indicator:checked,
QTableView::indicator:checked, QTreeView::indicator:checked {{
  background: {accent}; border-color: {accent}; image: url({marks}/tick-{on_ink}.svg); }}
QCheckBox::indicator:indeterminate, QTreeView::indicator:indeterminate {{
  background: {accent}; border-color: {accent}; image: url({marks}/dash-{on_ink}.svg); }}
QRadioButton::indicator:checked {{ background: {accent}; border-color: {accent};
  image: url({marks}/dot-{on_ink}.svg); }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ background: {hover};
  border-color: {line}; }}
QCheckBox::indicator:checked:disabled, QRadioButton::indicator:checked:disabled {{
  background: {faint}; border-color: {faint}; }}
QGroupBox {{ font-weight: bold; border: none; margin-top: 24px; }}
QGroupBox::title {{ subcontrol-origin: margin; left: 0; top: 2px; }}

QPushButton {{ background: {field}; border: {edge}px solid {border}; border-radius: 5px;
  padding: 6px 14px; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed, QPushButton:checked {{ background: {chosen}; }}
QPushButton:focus {{ border: {thick}px solid {accent}; padding: {tight_button}; }}
QPushButton:default, QPushButton#primary {{ background: {accent}; color: {on_accent};
  border-color: {accent}; }}
QPushButton:default:hover, QPushButton#primary:hover {{ border: {edge}px solid {text}; }}
QPushButton:default:focus, QPushButton#primary:focus {{ background: {field}; color: {accent};
  border: {thick}px solid {accent}; padding: {tight_button}; }}
QPushButton:disabled {{ color: {faint}; background: {hover}; border-color: {line}; }}
QToolButton {{ border: {edge}px solid transparent; border-radius: 4px; padding: 4px;
  background: transparent; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:checked {{ color: {accent}; font-weight: bold; background: {chosen}; }}
QToolButton:focus {{ border: {edge}px solid {accent}; }}
QToolButton:disabled {{ color: {faint}; }}
QToolButton::menu-indicator {{ image: url({marks}/down-{ink}.svg); width: 10px; height: 10px; }}
QToolButton[popupMode="2"] {{ padding-right: 14px; }}
QCommandLinkButton, QPushButton#choice {{ background: {panel}; border: {edge}px solid {border};
  border-radius: 8px; text-align: left; padding: 12px 16px; }}
QPushButton#choice:hover {{ border-color: {accent}; background: {field}; }}
QPushButton#choice:focus {{ border: {thick}px solid {accent}; background: {field}; }}
QPushButton#recent {{ border: {edge}px solid transparent; background: transparent;
  text-align: left; padding: 7px 10px; }}
QPushButton#recent:hover {{ background: {hover}; }}
QPushButton#recent:focus {{ border: {edge}px solid {accent}; }}

QSlider {{ border: {edge}px solid transparent; border-radius: 4px; min-height: 22px; }}
QSlider:vertical {{ min-height: 60px; min-width: 22px; }}
QSlider:focus {{ border: {edge}px solid {accent}; }}
QSlider::groove:horizontal {{ height: 4px; background: {border}; border-radius: 2px; }}
QSlider::groove:vertical {{ width: 4px; background: {border}; border-radius: 2px; }}
QSlider::sub-page:horizontal, QSlider::add-page:vertical {{ background: {accent};
  border-radius: 2px; }}
QSlider::handle {{ background: {accent}; border: 2px solid {field}; border-radius: 8px; }}
QSlider::handle:horizontal {{ width: 14px; margin: -7px 0; }}
QSlider::handle:vertical {{ height: 14px; margin: 0 -7px; }}
QSlider::handle:disabled, QSlider::sub-page:horizontal:disabled {{ background: {faint}; }}
QProgressBar {{ background: {hover}; border: none; border-radius: 3px; max-height: 6px;
  min-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {border}; border-radius: 4px; margin: 2px; min-height: 28px;
  min-width: 28px; }}
QScrollBar::handle:hover {{ background: {faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QFrame#message {{ border: {edge}px solid {line}; border-radius: 6px; }}
QFrame#message[kind="info"] {{ background: {info_back}; border-left: 4px solid {accent}; }}
QFrame#message[kind="warning"] {{ background: {warning_back};
  border-left: 4px solid {warning}; }}
QFrame#message[kind="error"] {{ background: {error_back}; border-left: 4px solid {error}; }}
QFrame#message QLabel {{ background: transparent; }}
QFrame#rule {{ background: {line}; max-height: {edge}px; border: none; }}
QFrame#floating {{ background: {panel}; border: {edge}px solid {border}; border-radius: 8px; }}
QFrame#floating QListView {{ background: {panel}; border: none; }}
QToolTip {{ background: {field}; color: {text}; border: {edge}px solid {border};
  padding: 4px 6px; }}
"""


def sheet(colours: Mapping[str, object], scale: float, marks: str, inks: tuple[str, str]) -> str:
    """Return the style sheet.

    Parameters
    ----------
    colours : mapping
        The fields of a theme.
    scale : float
        Size of the text, 1 for the usual one.
    marks : str
        Folder of ticks and arrows, with forward slashes.
    inks : tuple of str
        In which ink (``dark`` or ``light``) these are drawn on a field and on the accent.
    """
    edge = int(str(colours["edge"]))
    # A focused frame is thicker by a pixel; what it holds must not move.
    text = _SHEET.format(
        **colours,
        marks=marks,
        ink=inks[0],
        on_ink=inks[1],
        thick=edge + 1,
        tight="5px 7px",
        tight_button="5px 13px",
    )
    return _LENGTH.sub(lambda found: _scaled(found, scale), text)


def _scaled(found: re.Match[str], scale: float) -> str:
    length = int(found[1])
    return found[0] if length <= _THIN else f"{round(length * scale)}{found[2]}"
