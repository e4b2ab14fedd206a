"""Choosing one of several placed models."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QVBoxLayout, QWidget

from jumeau.app.dialogs.buttons import buttons
from jumeau.i18n import Translator
from jumeau.model.edits import Edit


def choose_model(
    edits: Sequence[Edit], tr: Translator, parent: QWidget, then: Callable[[str], object]
) -> QDialog:
    """Open a small dialog; ``then`` receives the id of the edit that is chosen."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(tr("models.replace_title"))
    label, box = QLabel(tr("models.which")), QComboBox()
    label.setBuddy(box)
    for number, edit in enumerate(edits, start=1):
        box.addItem(edit.title or f"{tr('edits.place_model')} {number}", edit.id)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(20, 18, 20, 16)
    column.setSpacing(8)
    for widget in (label, box, buttons(tr, dialog, "models.choose")):
        column.addWidget(widget)
    dialog.setMinimumWidth(380)
    dialog.accepted.connect(lambda: then(str(box.currentData())))
    dialog.open()
    return dialog
