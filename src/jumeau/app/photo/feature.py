"""Comparing with a photograph as a feature of the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from jumeau.app.selecting.asking import Asking

if TYPE_CHECKING:
    from jumeau.app.photo.dialog import PhotoDialog
    from jumeau.app.workspace import Workspace

KINDS = "*.jpg *.jpeg *.JPG *.JPEG *.png *.tif *.tiff *.webp"
PREVIEW = (1280, 960)
"""The photograph is shown no larger than this [pixels]."""


class Photos(QObject):
    """Asks for a photograph and opens the form over it.

    Parameters
    ----------
    workspace : Workspace
        Of the open project.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._window = workspace.window_
        self._asking = Asking(self._window.tasks)
        self.dialog: PhotoDialog | None = None
        self._window.actions_.bind("sun_photo", self.ask)

    def close(self) -> None:
        """Take everything away."""
        self._window.actions_.unbind("sun_photo")
        self._asking.close()
        if self.dialog is not None:
            self.dialog.reject()

    def ask(self) -> None:
        """Ask for a photograph."""
        window, tr = self._window, self._window.tr_
        name, _ = QFileDialog.getOpenFileName(
            window, tr("photo.choose"), str(window.settings.folder), tr("photo.files", kinds=KINDS)
        )
        if name:
            window.settings.folder = Path(name).parent
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Read a photograph in the background, and open the form over it."""
        project = self._workspace.session.project

        def work(_progress: Any) -> Any:
            from jumeau.app.photo.known import known_of
            from jumeau.io.photos import read_photo, read_pixels

            card = read_photo(path)
            return known_of(card, project), read_pixels(path, PREVIEW)

        def done(found: Any) -> None:
            from jumeau.app.photo.dialog import PhotoDialog

            if self.dialog is not None:
                self.dialog.reject()
            dialog = self.dialog = PhotoDialog(self._workspace, path, *found)
            dialog.finished.connect(self._forget)
            dialog.show()

        words = self._window.tr_("photo.reading")
        self._asking.submit(work, done, self._window.explain, words)

    def _forget(self) -> None:
        self.dialog = None
