"""The quiet line at the foot of the window: how much is selected, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from jumeau.model.project import Project
from jumeau.titles import told_apart

if TYPE_CHECKING:
    from jumeau.app.icons import Icons
    from jumeau.i18n import Translator


class SelectionLine(QWidget):
    """Tells the count; three buttons: zoom, table, none."""

    zoom_asked = Signal()
    table_asked = Signal()
    none_asked = Signal()

    def __init__(self, tr: Translator, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self.text = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 6, 0)
        row.setSpacing(2)
        row.addWidget(self.text)
        for icon, name, signal in (
            ("scan", "zoom", self.zoom_asked),
            ("table-2", "table", self.table_asked),
            ("x", "none", self.none_asked),
        ):
            button = QToolButton()
            button.setIcon(icons(icon))
            button.setToolTip(tr(f"selecting.line.{name}"))
            button.setAccessibleName(tr(f"selecting.line.{name}"))
            button.clicked.connect(signal)
            row.addWidget(button)
        self.hide()

    def tell(self, project: Project, rows: Mapping[str, frozenset[int]]) -> None:
        """Say what is selected; nothing is said where nothing is."""
        self.setVisible(bool(rows))
        if rows:
            text = told_selection(project, rows, self._tr)
            self.text.setText(text)
            self.text.setAccessibleName(text)


def told_selection(project: Project, rows: Mapping[str, frozenset[int]], tr: Translator) -> str:
    """Return how many features of what are selected."""
    count = sum(len(x) for x in rows.values())
    if len(rows) > 1:
        what = tr.count("selecting.count.other_role", count)
        return tr("selecting.count.layers", what=what, layers=tr.number(len(rows)))
    layer = project.layer(next(iter(rows)))
    role = str(layer.role)
    known = tr.has(f"selecting.count.{role}.one")
    text = tr.count(f"selecting.count.{role}" if known else "selecting.count.other_role", count)
    if known:
        return text
    title = told_apart(project.layers, tr)[layer.id]
    return tr("selecting.count.of", what=text, layer=title)
