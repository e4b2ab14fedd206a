"""The sheet of shortcuts and gestures."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from jumeau.app.actions import SPECS, Actions
from jumeau.app.dialogs.buttons import close_button
from jumeau.i18n import Translator

_MOUSE = ("pan", "orbit", "zoom", "look", "identify")
_KEYS = ("move", "turn", "look", "raise", "zoom", "whole", "north")
_LAYERS = ("tick", "rename", "remove", "order", "zoom")


class ShortcutsSheet(QDialog):
    """One page; Escape closes it."""

    def __init__(self, tr: Translator, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("app.action.shortcuts"))
        text = QTextBrowser()
        text.document().setDocumentMargin(16)
        text.setAccessibleName(tr("app.action.shortcuts"))
        text.setHtml(self._page(tr, actions))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addWidget(text)
        column.addWidget(close_button(tr, self))
        self.resize(560, 600)

    def _page(self, tr: Translator, actions: Actions) -> str:
        parts = []
        for part, names in (("mouse", _MOUSE), ("keys", _KEYS), ("layers", _LAYERS)):
            pairs = [
                (tr(f"app.sheet.{part}.{x}.how"), tr(f"app.sheet.{part}.{x}.what")) for x in names
            ]
            parts.append(_table(tr(f"app.sheet.{part}.title"), pairs))
        native = QKeySequence.SequenceFormat.NativeText
        pairs = [
            (actions[name].shortcut().toString(native), tr(f"app.action.{name}"))
            for name, spec in SPECS.items()
            if spec.keys and not spec.in_picture
        ]
        parts.append(_table(tr("app.sheet.window.title"), pairs))
        return "".join(parts)


def _table(title: str, pairs: list[tuple[str, str]]) -> str:
    lines = "".join(
        f'<tr><td style="padding:2px 18px 2px 0"><b>{escape(how)}</b></td>'
        f'<td style="padding:2px 0">{escape(what.rstrip("…"))}</td></tr>'
        for how, what in pairs
    )
    head = f'<p style="font-size:13pt; font-weight:bold; margin:10px 0 4px 0">{escape(title)}</p>'
    return f"{head}<table>{lines}</table>"
