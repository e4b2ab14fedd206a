"""Bringing data in: files, folders, a commune out of a delivery. What the menu "Données" does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from jumeau.app.dialogs.commune import CommuneDialog
from jumeau.app.dialogs.crs import CrsDialog
from jumeau.app.messages import INFO, WARNING
from jumeau.errors import Cancelled
from jumeau.i18n import phrase_error
from jumeau.io.delivery import MARGIN, Commune, Delivery, find_delivery
from jumeau.io.importing import adopted, import_commune, import_sources, only_commune
from jumeau.io.loading import CrsNeeded, Loaded
from jumeau.model.progress import Progress
from jumeau.model.project import Project, initially_hidden, rename
from jumeau.model.view_state import ViewState

if TYPE_CHECKING:
    from jumeau.app.projects import Projects
    from jumeau.io.project_file import OpenProject


class Data(QObject):
    """Loading, always in the background and onto the project as it is when loading has ended."""

    def __init__(self, projects: Projects) -> None:
        super().__init__(projects)
        self._projects = projects

    def ask_files(self) -> None:
        """Ask for files and add them."""
        window = self._projects.window_
        tr = window.tr_
        names, _ = QFileDialog.getOpenFileNames(
            window, tr("app.add.files"), str(window.settings.folder), tr("app.add.filter")
        )
        self._add_named(names)

    def ask_folder(self) -> None:
        """Ask for a folder and add what it holds."""
        window = self._projects.window_
        name = QFileDialog.getExistingDirectory(
            window, window.tr_("app.add.folder"), str(window.settings.folder)
        )
        self._add_named([name] if name else [])

    def ask_commune(self) -> None:
        """Ask for a delivery of a departement (``.7z`` or unpacked) and load a commune of it."""
        window = self._projects.window_
        tr = window.tr_
        name, _ = QFileDialog.getOpenFileName(
            window,
            tr("app.add.delivery"),
            str(window.settings.folder),
            tr("app.add.delivery_filter"),
        )
        self._add_named([name] if name else [])

    def _add_named(self, names: Sequence[str]) -> None:
        if names:
            self._projects.window_.settings.folder = Path(names[0]).parent
            self.add([Path(name) for name in names])

    # -- what it is ------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """Add files, folders or a delivery to the open project."""
        window, opened = self._projects.window_, self._projects.opened
        if opened is None:
            return

        def looked(delivery: Delivery | None) -> None:
            if self._projects.opened is not opened:
                _forget(delivery)
            elif delivery is None:
                self._load(opened, paths, None)
            elif len(found := delivery.communes()) == 1:
                self._load_commune(opened, delivery, found[0], MARGIN)
            else:
                self._ask_commune(opened, delivery)

        window.tasks.submit(
            window.tr_("app.job.look", name=paths[0].name),
            lambda progress: _look(paths, progress),
            looked,
        )

    # -- files -----------------------------------------------------------------------------------

    def _load(self, opened: OpenProject, paths: Sequence[Path], crs: str | None) -> None:
        window = self._projects.window_
        project, store = opened.session.project, opened.store

        def failed(problem: BaseException) -> None:
            if isinstance(problem, CrsNeeded):
                self._ask_crs(opened, paths, problem)
            elif not isinstance(problem, Cancelled):
                window.explain(problem)

        def work(progress: Progress) -> tuple[Loaded, str]:
            loaded = import_sources(paths, project, store, crs=crs, progress=progress)
            return loaded, only_commune(loaded, store)

        window.tasks.submit(
            window.tr_("app.job.load", name=paths[0].name),
            work,
            lambda done: self._loaded(opened, *done),
            failed,
        )

    def _ask_crs(self, opened: OpenProject, paths: Sequence[Path], need: CrsNeeded) -> None:
        window = self._projects.window_
        dialog = CrsDialog(need, window.tr_, window)
        dialog.chosen.connect(lambda crs: self._load(opened, paths, crs))
        dialog.open()

    # -- a commune -------------------------------------------------------------------------------

    def _ask_commune(self, opened: OpenProject, delivery: Delivery) -> None:
        window = self._projects.window_
        dialog = CommuneDialog(delivery.communes(), window.tr_, window)
        dialog.chosen.connect(lambda commune: self._load_commune(opened, delivery, commune, MARGIN))
        dialog.rejected.connect(lambda: _forget(delivery))
        dialog.open()

    def _load_commune(
        self, opened: OpenProject, delivery: Delivery, commune: Commune, margin: float
    ) -> None:
        window = self._projects.window_
        project, store = opened.session.project, opened.store

        def work(progress: Progress) -> Loaded:
            with delivery:
                return import_commune(delivery, commune.insee, margin, project, store, progress)

        window.tasks.submit(
            window.tr_("app.job.load", name=commune.name),
            work,
            lambda loaded: self._loaded(opened, loaded, commune.name),
        )

    # -- into the project ------------------------------------------------------------------------

    def _loaded(self, opened: OpenProject, loaded: Loaded, name: str = "") -> None:
        """Commit what was loaded, as one action, and say what happened."""
        window = self._projects.window_
        if self._projects.opened is not opened:
            return
        session = opened.session
        before = session.project
        project = adopted(before, loaded)
        unnamed = before.name == window.tr_("app.new.name")
        if name and unnamed and not before.layers:
            project = rename(project, name)
        session.set_view(_with_new_hidden(session.view, before, project))
        session.commit("add", project, count=len(loaded.layers))
        self._tell(loaded)
        if self._projects.workspace is not None:
            self._projects.workspace.show_added(before, project)
        window.fill_recent()

    def _tell(self, loaded: Loaded) -> None:
        window = self._projects.window_
        tr = window.tr_
        lines = [tr.count("app.add.done", len(loaded.layers))]
        lines += [phrase_error(problem.error, tr)["what"] for problem in loaded.problems]
        kind = WARNING if loaded.problems else INFO
        window.messages.say(
            "<br>".join(lines), kind, tr("app.add.see"), lambda: window.actions_.run("report")
        )


def _look(paths: Sequence[Path], progress: Progress) -> Delivery | None:
    """Return the first delivery among paths, its communes read; None for ordinary data alone.

    What was dropped with the delivery counts as lying beside it.
    """
    for path in paths:
        delivery = find_delivery(path)
        if delivery is not None:
            try:
                delivery.communes(progress)
            except BaseException:
                delivery.close()
                raise
            rest = tuple(other for other in paths if other != path)
            delivery.others = (*delivery.others, *rest)
            return delivery
    return None


def _forget(delivery: Delivery | None) -> None:
    if delivery is not None:
        delivery.close()


def _with_new_hidden(view: ViewState, before: Project, after: Project) -> ViewState:
    """Return the view in which new layers that are not shown at first are hidden."""
    known = {layer.id for layer in before.layers}
    new = {x for x in initially_hidden(after) if x not in known}
    return msgspec.structs.replace(view, hidden=tuple(sorted(new | set(view.hidden))))
