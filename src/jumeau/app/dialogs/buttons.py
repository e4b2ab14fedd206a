"""The row of buttons of a dialog, in the program's language rather than the system's."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox

from jumeau.i18n import Translator

_Button = QDialogButtonBox.StandardButton


def buttons(tr: Translator, dialog: QDialog, ok: str = "app.button.ok") -> QDialogButtonBox:
    """Return "OK" and "Annuler", connected to the dialog."""
    box = QDialogButtonBox(_Button.Ok | _Button.Cancel)
    accept = box.button(_Button.Ok)
    accept.setText(tr(ok))
    accept.setDefault(True)
    box.button(_Button.Cancel).setText(tr("app.button.cancel"))
    for button in box.buttons():
        button.setIcon(type(button.icon())())
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box


def close_button(tr: Translator, dialog: QDialog) -> QDialogButtonBox:
    """Return "Fermer", connected to the dialog."""
    box = QDialogButtonBox(_Button.Close)
    button = box.button(_Button.Close)
    button.setText(tr("app.button.close"))
    button.setIcon(type(button.icon())())
    box.rejected.connect(dialog.reject)
    return box
