"""Exports run in a process of their own, on a snapshot: the window neither waits nor breaks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from jumeau.errors import Cancelled, JumeauError
from jumeau.export.credits import exported_layers
from jumeau.i18n import Language, Translator
from jumeau.model.progress import Progress
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState
from jumeau.render.sun_words import file_mark

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

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
        try:
            exported_layers(opened.session.project, opened.session.view, tr, internal=False)
        except JumeauError as problem:
            self._explain(problem)
            return
        name = opened.session.project.name
        if mark := file_mark(opened.session.project, opened.session.view):
            name = f"{name}-{mark}"
        start = window.settings.folder / f"{name}.png"
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
            lambda record: window.messages.say(tr("app.export.done", path=record["path"])),
            self._explain,
        )

    def _explain(self, problem: BaseException) -> None:
        """Say why there is no picture; where a year is missing, lead to where it is entered."""
        window, workspace = self._projects.window_, self._projects.workspace
        if isinstance(problem, Cancelled):
            return
        if workspace is None or not isinstance(problem, JumeauError):
            window.explain(problem)
            return
        layer_id = str(problem.fields.get("first", ""))
        known = {layer.id for layer in workspace.session.project.layers}
        if problem.code == "export.year_missing" and layer_id in known:
            window.messages.explain(
                problem,
                action=window.tr_("app.card.edit"),
                told=window.tr_("app.export.year_where"),
                then=lambda: workspace.edit_card(layer_id, self._again),
            )
        else:
            window.explain(problem)

    def _again(self) -> None:
        """Go on with the export, once the card's form is closed."""
        QTimer.singleShot(0, self.ask_image)


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
    order = (msgspec.json.encode(project), msgspec.json.encode(view))
    return apart(_export, (order, store, path, size, language), progress)


def apart(target: Callable[..., None], order: tuple[Any, ...], progress: Progress) -> Any:
    """Run a function in a child process, which reports; a cancel ends the child at once.

    Parameters
    ----------
    target : callable
        Of a module; gets the order and a connection, on which it sends pairs: "progress" with its
        arguments, at last "done" with the result or "failed" with a ``JumeauError``.
    order : tuple
        What can be pickled.

    Raises
    ------
    JumeauError
        Whatever the child raised.
    """
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=target, args=(*order, there), daemon=True)
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
    from jumeau.io.store import Store

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
