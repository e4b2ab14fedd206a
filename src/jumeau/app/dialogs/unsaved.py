"""The one question on leaving: what becomes of unsaved changes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from jumeau.i18n import Translator

_Button = QMessageBox.StandardButton


def ask_unsaved(
    parent: QWidget, tr: Translator, name: str, then: Callable[[QMessageBox.StandardButton], None]
) -> QMessageBox:
    """Open the question; ``then`` receives ``Save``, ``Discard`` or ``Cancel``."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(tr("app.name"))
    box.setText(tr("app.unsaved.question", name=name))
    box.setInformativeText(tr("app.unsaved.told"))
    box.setStandardButtons(_Button.Save | _Button.Discard | _Button.Cancel)
    for button, key in (
        (_Button.Save, "app.button.save"),
        (_Button.Discard, "app.button.discard"),
        (_Button.Cancel, "app.button.cancel"),
    ):
        box.button(button).setText(tr(key))
        box.button(button).setIcon(type(box.button(button).icon())())
    box.setDefaultButton(_Button.Save)
    box.setEscapeButton(_Button.Cancel)
    box.buttonClicked.connect(lambda button: then(box.standardButton(button)))
    box.open()
    return box
