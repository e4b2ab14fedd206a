"""Checking the method of sun and shade, as a feature of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from jumeau.app.validating.dialog import ValidationDialog
    from jumeau.app.workspace import Workspace


class Validating(QObject):
    """Opens the table of computed and published values.

    Parameters
    ----------
    workspace : Workspace
        Of the open project; the table does not depend on it.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._window = workspace.window_
        self.dialog: ValidationDialog | None = None
        self._window.actions_.bind("validate_sun", self.ask)

    def close(self) -> None:
        """Take everything down."""
        self._window.actions_.unbind("validate_sun")
        if self.dialog is not None:
            self.dialog.reject()

    def ask(self) -> None:
        """Open the table and have it computed."""
        from jumeau.app.validating.dialog import ValidationDialog

        if self.dialog is not None:
            self.dialog.reject()
        dialog = ValidationDialog(self._window)
        self.dialog = dialog
        dialog.finished.connect(lambda _: self._finished(dialog))
        dialog.open()

    def _finished(self, dialog: ValidationDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()
