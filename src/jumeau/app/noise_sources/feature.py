"""Sources of noise and traffic, as a feature of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from jumeau.app.noise_sources.dialog import SourcesDialog
    from jumeau.app.workspace import Workspace

ACTION = "noise_sources"


class NoiseSources(QObject):
    """Opens the table of sources beside the picture.

    Parameters
    ----------
    workspace : Workspace
        Of the open project.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.dialog: SourcesDialog | None = None
        workspace.window_.actions_.bind(ACTION, self.ask)

    def close(self) -> None:
        """Take everything down."""
        self._workspace.window_.actions_.unbind(ACTION)
        if self.dialog is not None:
            self.dialog.reject()

    def ask(self) -> None:
        """Open the table, and list the sources of the variant that is shown."""
        from jumeau.app.noise_sources.dialog import SourcesDialog

        if self.dialog is not None:
            self.dialog.reject()
        dialog = SourcesDialog(self._workspace)
        self.dialog = dialog
        dialog.finished.connect(lambda _: self._finished(dialog))
        dialog.show()

    def _finished(self, dialog: SourcesDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()
