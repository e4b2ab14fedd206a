"""Checking a method, as a feature of the window: sun and shade, noise."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from jumeau.app.validating.dialog import ValidationDialog
    from jumeau.app.workspace import Workspace

SUBJECTS = ("sun", "noise")
"""As :data:`jumeau.simulation.validation.subjects.SUBJECTS`, which is not loaded for the menu."""


class Validating(QObject):
    """Opens the table of computed and published values.

    Parameters
    ----------
    workspace : Workspace
        Of the open project; the tables do not depend on it.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._window = workspace.window_
        self.dialog: ValidationDialog | None = None
        for subject in SUBJECTS:
            self._window.actions_.bind(f"validate_{subject}", partial(self.ask, subject))

    def close(self) -> None:
        """Take everything down."""
        for subject in SUBJECTS:
            self._window.actions_.unbind(f"validate_{subject}")
        if self.dialog is not None:
            self.dialog.reject()

    def ask(self, subject: str) -> None:
        """Open the table of a method and have it computed."""
        from jumeau.app.validating.dialog import ValidationDialog

        if self.dialog is not None:
            self.dialog.reject()
        dialog = ValidationDialog(self._window, subject)
        self.dialog = dialog
        dialog.finished.connect(lambda _: self._finished(dialog))
        dialog.open()

    def _finished(self, dialog: ValidationDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()
