"""Residents and dwellings exposed to computed noise, as a feature of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from jumeau.model.project import Project

if TYPE_CHECKING:
    from jumeau.app.noise_exposure.dialog import ExposureDialog
    from jumeau.app.workspace import Workspace

ACTION = "noise_exposure"


class NoiseExposure(QObject):
    """Opens the table, and greys the menu's entry where there is nothing at all.

    Parameters
    ----------
    workspace : Workspace
        Of the open project.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.dialog: ExposureDialog | None = None
        self._stop = workspace.session.subscribe(lambda _old, new: self._follow(new))
        self._follow(workspace.session.project)

    def close(self) -> None:
        """Take everything down."""
        self._stop()
        self._workspace.window_.actions_.unbind(ACTION)
        if self.dialog is not None:
            self.dialog.reject()

    def _follow(self, project: Project) -> None:
        actions = self._workspace.window_.actions_
        if project.layers:
            actions.bind(ACTION, self.ask)
        else:
            actions.unbind(ACTION)

    def ask(self) -> None:
        """Open the table beside the picture, and count."""
        from jumeau.app.noise_exposure.dialog import ExposureDialog

        if self.dialog is not None:
            self.dialog.reject()
        dialog = ExposureDialog(self._workspace)
        self.dialog = dialog
        dialog.finished.connect(lambda _: self._finished(dialog))
        dialog.show()

    def _finished(self, dialog: ExposureDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()
