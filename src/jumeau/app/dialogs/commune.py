"""Choosing a commune of a delivery, by its name or its INSEE code."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.dialogs.buttons import buttons
from jumeau.i18n import Translator
from jumeau.io.packed.delivery import MARGIN, Commune, search_communes


class CommuneDialog(QDialog):
    """A search field over a list; Enter loads the first that matches."""

    chosen = Signal(object)

    def __init__(
        self,
        communes: Sequence[Commune],
        tr: Translator,
        parent: QWidget,
        margin: float = MARGIN,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tr = tr
        self._communes = list(communes)
        self.setWindowTitle(tr("app.commune.title"))
        self.resize(460, 480)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(8)
        question = QLabel(tr("app.commune.question"))
        question.setObjectName("heading")
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("app.commune.search"))
        self.search.setAccessibleName(tr("app.commune.search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._fill)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("app.commune.found"))
        self.list.itemDoubleClicked.connect(self.accept)
        self.none = QLabel(tr("app.commune.none"))
        self.none.setObjectName("faint")
        around = QLabel(tr("app.commune.margin", margin=tr.number(margin)))
        around.setObjectName("faint")
        around.setWordWrap(True)
        box = buttons(tr, self, "app.commune.load")
        self._ok = box.button(QDialogButtonBox.StandardButton.Ok)
        for widget in (question, self.search, self.list, self.none, around, box):
            column.addWidget(widget)
        self.search.setFocus()
        self._fill("")
        self.accepted.connect(self._tell)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Let the arrows move in the list while the search field has the keyboard."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.search.hasFocus():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            row = max(0, min(self.list.count() - 1, self.list.currentRow() + step))
            self.list.setCurrentRow(row)
        else:
            super().keyPressEvent(event)

    def _fill(self, text: str) -> None:
        self.list.clear()
        found = search_communes(self._communes, text) if text.strip() else self._communes
        for commune in found:
            line = self._tr("app.commune.entry", name=commune.name, insee=commune.insee)
            item = QListWidgetItem(line)
            item.setData(Qt.ItemDataRole.UserRole, commune)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.none.setVisible(self.list.count() == 0)
        self._ok.setEnabled(self.list.count() > 0)

    def _tell(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
