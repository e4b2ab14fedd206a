"""Shade plates and overlaid shades as a feature of the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QFileDialog

from jumeau.errors import Cancelled, JumeauError
from jumeau.export.credits import exported_layers

if TYPE_CHECKING:
    from jumeau.app.plates.dialog import PlatesDialog
    from jumeau.app.workspace import Workspace

ACTIONS = ("sun_plates", "sun_butterfly")


class Plates(QObject):
    """Asks what is wanted, then for a file, then has it made in the background.

    Parameters
    ----------
    workspace : Workspace
        Of the open project.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.dialog: PlatesDialog | None = None
        actions = workspace.window_.actions_
        actions.bind("sun_plates", lambda: self.ask("plates"))
        actions.bind("sun_butterfly", lambda: self.ask("butterfly"))

    def close(self) -> None:
        """Take everything down; what is being made ends with its job."""
        self._workspace.window_.actions_.unbind(*ACTIONS)
        if self.dialog is not None:
            self.dialog.reject()

    def ask(self, kind: str) -> None:
        """Ask what a board shall show; a project that may not leave says why first."""
        from jumeau.app.plates.butterfly_dialog import ButterflyDialog
        from jumeau.app.plates.dialog import PlatesDialog

        workspace = self._workspace
        session, window = workspace.session, workspace.window_
        try:
            exported_layers(session.project, session.view, window.tr_, internal=False)
        except JumeauError as problem:
            self._explain(problem, kind)
            return
        if self.dialog is not None:
            self.dialog.reject()
        made = ButterflyDialog if kind == "butterfly" else PlatesDialog
        dialog = made(workspace, window)
        self.dialog = dialog
        dialog.finished.connect(lambda result: self._finished(dialog, result))
        dialog.open()

    def _finished(self, dialog: PlatesDialog, result: int) -> None:
        if self.dialog is dialog:
            self.dialog = None
        order = dialog.order() if result == QDialog.DialogCode.Accepted else None
        dialog.deleteLater()
        if order is None:
            return
        window = self._workspace.window_
        tr = window.tr_
        name = f"{self._workspace.session.project.name} - {tr(dialog.file_name)}"
        start = window.settings.folder / f"{name}.pdf"
        title = tr(f"app.action.{dialog.action}").rstrip("…")
        chosen, _ = QFileDialog.getSaveFileName(
            window, title, str(start), "PDF (*.pdf);;PNG (*.png)"
        )
        if chosen:
            path = Path(chosen)
            window.settings.folder = path.parent
            if path.suffix.lower() not in (".pdf", ".png"):
                path = path.with_name(f"{path.name}.pdf")
            self.make(order, path, dialog.action)

    def make(self, order: Any, path: Path, action: str) -> None:
        """Make boards in the background, of the project as it is now."""
        from jumeau.app.plates.process import boards_apart

        workspace = self._workspace
        window, projects = workspace.window_, workspace.window_.projects
        opened = projects.opened if projects is not None else None
        if opened is None:
            return
        tr, project = window.tr_, opened.session.project
        view = msgspec.structs.replace(opened.session.view, camera=workspace.viewport.camera)
        store = opened.folder / "store"
        window.tasks.submit(
            tr("app.job.plates"),
            lambda progress: boards_apart(project, view, store, path, order, tr.language, progress),
            lambda record: window.messages.say(tr("app.export.done", path=record["path"])),
            lambda problem: self._explain(problem, action),
        )

    def _explain(self, problem: BaseException, _kind: str) -> None:
        """Say why there is no board; where a year is missing, lead to where it is entered."""
        window, workspace = self._workspace.window_, self._workspace
        if isinstance(problem, Cancelled):
            return
        layer_id = str(problem.fields.get("first", "")) if isinstance(problem, JumeauError) else ""
        known = {layer.id for layer in workspace.session.project.layers}
        if (
            isinstance(problem, JumeauError)
            and problem.code == "export.year_missing"
            and layer_id in known
        ):
            window.messages.explain(
                problem,
                action=window.tr_("app.card.edit"),
                told=window.tr_("app.export.year_where"),
                then=lambda: workspace.edit_card(layer_id, lambda: None),
            )
        else:
            window.explain(problem)
