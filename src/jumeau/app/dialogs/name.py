"""Asking for a name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.dialogs.buttons import buttons
from jumeau.i18n import Translator


def ask_name(
    parent: QWidget, tr: Translator, question: str, now: str, then: Callable[[str], None]
) -> QDialog:
    """Open a small dialog; ``then`` receives a name that is not empty."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(question)
    field = QLineEdit(now)
    field.selectAll()
    label = QLabel(question)
    label.setBuddy(field)
    box = buttons(tr, dialog)
    ok = box.button(QDialogButtonBox.StandardButton.Ok)
    field.textChanged.connect(lambda text: ok.setEnabled(bool(text.strip())))
    column = QVBoxLayout(dialog)
    column.setContentsMargins(20, 18, 20, 16)
    column.setSpacing(8)
    column.addWidget(label)
    column.addWidget(field)
    column.addWidget(box)
    dialog.setMinimumWidth(380)
    dialog.accepted.connect(lambda: then(field.text().strip()))
    dialog.open()
    return dialog
