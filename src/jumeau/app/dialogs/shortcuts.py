"""The sheet of shortcuts and gestures, made from the table of actions."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from jumeau.app.actions import SPECS, Actions
from jumeau.app.dialogs.buttons import close_button
from jumeau.app.menus import MENUS, Menu
from jumeau.app.theme import Theme
from jumeau.i18n import Translator
from jumeau.io.gazetteer.words import fold

GESTURES: dict[str, tuple[str, ...]] = {
    "mouse": ("pan", "orbit", "zoom", "look", "identify"),
    "keys": ("move", "turn", "look", "raise", "zoom", "leave"),
    "tools": ("point", "end", "back", "leave"),
    "layers": ("tick", "rename", "remove", "order", "zoom"),
    "views": ("go", "rename", "remove", "order"),
}
"""What is no action: the hand on the mouse, keys within the picture and the panels."""


class Section(NamedTuple):
    """A part of the sheet: pairs of how and what."""

    title: str
    lines: tuple[tuple[str, str], ...]


def sections(tr: Translator, actions: Actions) -> list[Section]:
    """Return all that the sheet says: gestures first, then the menus in their order."""
    found = []
    for part, names in GESTURES.items():
        key = f"shell.sheet.{part}"
        lines = tuple((tr(f"{key}.{name}.how"), tr(f"{key}.{name}.what")) for name in names)
        found.append(Section(tr(f"{key}.title"), lines))
    for name, content in MENUS:
        lines = tuple(_of_menu(content, tr, actions))
        if lines:
            found.append(Section(tr(f"app.menu.{name}").replace("&", ""), lines))
    return found


def _of_menu(content: Menu, tr: Translator, actions: Actions) -> list[tuple[str, str]]:
    native = QKeySequence.SequenceFormat.NativeText
    found: list[tuple[str, str]] = []
    for entry in content:
        if isinstance(entry, tuple):
            found += _of_menu(entry[1], tr, actions)
        elif entry != "-" and SPECS[str(entry)].keys:
            keys = [x.toString(native) for x in actions[str(entry)].shortcuts()]
            found.append((tr("shell.sheet.or").join(keys), tr(f"app.action.{entry}").rstrip("…")))
    return found


class ShortcutsSheet(QDialog):
    """One page and a field that searches it; Escape closes it."""

    def __init__(self, tr: Translator, actions: Actions, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("app.action.shortcuts"))
        self._tr, self._theme = tr, theme
        self._sections = sections(tr, actions)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("shell.sheet.search"))
        self.search.setAccessibleName(tr("shell.sheet.search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._fill)
        self.page = QTextBrowser()
        self.page.document().setDocumentMargin(theme.px(14))
        self.page.setAccessibleName(tr("app.action.shortcuts"))
        keys = actions["palette"].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        told = QLabel(tr("shell.sheet.told", keys=keys))
        told.setObjectName("faint")
        told.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        for widget in (self.search, self.page, told, close_button(tr, self)):
            column.addWidget(widget)
        room = parent.screen().availableGeometry()
        self.resize(min(theme.px(620), room.width() - 40), min(theme.px(660), room.height() - 60))
        self._fill("")
        self.search.setFocus()

    def _fill(self, text: str) -> None:
        wanted = fold(text).split()
        parts = []
        for section in self._sections:
            lines = [
                line
                for line in section.lines
                if all(word in fold(f"{section.title} {line[0]} {line[1]}") for word in wanted)
            ]
            if lines:
                parts.append(self._table(section.title, lines))
        none = f"<p>{escape(self._tr('shell.sheet.none'))}</p>"
        self.page.setHtml("".join(parts) or none)

    def _table(self, title: str, lines: list[tuple[str, str]]) -> str:
        size = self._theme.px(13)
        pad = self._theme.px(18)
        rows = "".join(
            f'<tr><td width="44%" style="padding:3px {pad}px 3px 0"><b>{escape(how)}</b></td>'
            f'<td style="padding:3px 0">{escape(what)}</td></tr>'
            for how, what in lines
        )
        head = f'<p style="font-size:{size}pt; font-weight:bold; margin:10px 0 4px 0">'
        return f'{head}{escape(title)}</p><table width="100%">{rows}</table>'
