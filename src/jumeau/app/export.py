"""Exports run in a process of their own, on a snapshot: the window neither waits nor breaks."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from jumeau.errors import JumeauError
from jumeau.i18n import Language, Translator
from jumeau.io.store import Store
from jumeau.model.progress import Progress
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState

if TYPE_CHECKING:
    from jumeau.app.projects import Projects

_POLL = 0.1  # [s]
SIZE = (1920, 1080)


class Exports(QObject):
    """What the menu "Exporter" does."""

    def __init__(self, projects: Projects) -> None:
        super().__init__(projects)
        self._projects = projects

    def bind(self) -> None:
        """Make the menu's entries work."""
        self._projects.window_.actions_.bind("export_image", self.ask_image)

    def unbind(self) -> None:
        """Grey the menu's entries."""
        self._projects.window_.actions_.unbind("export_image")

    def ask_image(self) -> None:
        """Ask for a file and write the view to it, with all its sources."""
        window, opened = self._projects.window_, self._projects.opened
        workspace = self._projects.workspace
        if opened is None or workspace is None:
            return
        tr = window.tr_
        start = window.settings.folder / f"{opened.session.project.name}.png"
        name, _ = QFileDialog.getSaveFileName(
            window, tr("app.action.export_image"), str(start), "PNG (*.png)"
        )
        if name:
            path = Path(name)
            window.settings.folder = path.parent
            self.image(path if path.suffix else path.with_suffix(".png"))

    def image(self, path: Path) -> None:
        """Write the view, as it is now, to a PNG."""
        window, opened = self._projects.window_, self._projects.opened
        workspace = self._projects.workspace
        if opened is None or workspace is None:
            return
        tr = window.tr_
        project = opened.session.project
        view = msgspec.structs.replace(opened.session.view, camera=workspace.viewport.camera)
        folder = opened.folder / "store"
        window.tasks.submit(
            tr("app.job.export"),
            lambda progress: in_own_process(
                project, view, folder, path, SIZE, tr.language, progress
            ),
            lambda _: window.messages.say(tr("app.export.done", path=path)),
        )


def in_own_process(
    project: Project,
    view: ViewState,
    store: Path,
    path: Path,
    size: tuple[int, int],
    language: Language,
    progress: Progress,
) -> Any:
    """Export in a child process, passing its progress on; a cancel ends the child at once.

    Raises
    ------
    JumeauError
        Whatever the child raised.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    order = (msgspec.json.encode(project), msgspec.json.encode(view))
    child = context.Process(
        target=_export, args=(order, store, path, size, language, there), daemon=True
    )
    child.start()
    there.close()
    reached: tuple[float, str] = (0.0, "")
    try:
        while True:
            progress(*reached)
            if not here.poll(_POLL):
                if not child.is_alive() and not here.poll(0):
                    raise RuntimeError(f"the export ended with code {child.exitcode}")
                continue
            try:
                what, content = here.recv()
            except EOFError as error:
                child.join(1)
                raise RuntimeError(f"the export ended with code {child.exitcode}") from error
            if what == "progress":
                reached = content
            elif what == "failed":
                raise content
            else:
                return content
    finally:
        if child.is_alive():
            child.terminate()
        child.join(5)
        here.close()


def _export(
    order: tuple[bytes, bytes],
    store: Path,
    path: Path,
    size: tuple[int, int],
    language: Language,
    report: Connection,
) -> None:
    from jumeau.export.image import export_image

    project = msgspec.json.decode(order[0], type=Project)
    view = msgspec.json.decode(order[1], type=ViewState)

    def progress(fraction: float, step: str = "") -> None:
        report.send(("progress", (fraction, step)))

    try:
        result = export_image(
            project, view, Store(store), path, size, Translator(language), progress=progress
        )
    except JumeauError as error:
        report.send(("failed", error))
    else:
        report.send(("done", result))
    finally:
        report.close()
