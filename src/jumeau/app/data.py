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
from jumeau.app.file_filter import file_filter
from jumeau.app.messages import INFO, WARNING
from jumeau.errors import Cancelled
from jumeau.i18n import phrase_error
from jumeau.io.confined.parent import Confined, Found
from jumeau.io.importing import adopted, only_commune
from jumeau.io.loading import CrsNeeded, Loaded
from jumeau.io.packed.delivery import Commune
from jumeau.model.progress import Progress
from jumeau.model.project import Project, initially_hidden, rename
from jumeau.model.view_state import ViewState
from jumeau.render.themes.changes import lacks_its_moment
from jumeau.titles import title_of

if TYPE_CHECKING:
    from jumeau.app.projects import Projects
    from jumeau.io.projects.project_file import OpenProject


class Data(QObject):
    """Loading, always in the background and onto the project as it is when loading has ended."""

    def __init__(self, projects: Projects) -> None:
        super().__init__(projects)
        self._projects = projects

    def ask_files(self) -> None:
        """Ask for files and add them."""
        window = self._projects.window_
        tr = window.tr_
        reader = self._started()
        names, _ = QFileDialog.getOpenFileNames(
            window, tr("app.add.files"), str(window.settings.folder), file_filter(tr)
        )
        self._add_named(names, reader)

    def ask_folder(self) -> None:
        """Ask for a folder and add what it holds."""
        window = self._projects.window_
        reader = self._started()
        name = QFileDialog.getExistingDirectory(
            window, window.tr_("app.add.folder"), str(window.settings.folder)
        )
        self._add_named([name] if name else [], reader)

    def ask_commune(self) -> None:
        """Ask for a delivery of a departement (``.7z`` or unpacked) and load a commune of it."""
        window = self._projects.window_
        tr = window.tr_
        reader = self._started()
        name, _ = QFileDialog.getOpenFileName(
            window,
            tr("app.add.delivery"),
            str(window.settings.folder),
            tr("app.add.delivery_filter"),
        )
        self._add_named([name] if name else [], reader)

    def _started(self) -> Confined | None:
        """Return a reader that gets ready while the user looks for files."""
        opened = self._projects.opened
        if opened is None:
            return None
        reader = Confined(opened.store.folder)
        reader.start()
        return reader

    def _add_named(self, names: Sequence[str], reader: Confined | None) -> None:
        if names:
            self._projects.window_.settings.folder = Path(names[0]).parent
            self.add([Path(name) for name in names], reader)
        elif reader is not None:
            reader.close()

    # -- what it is ------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path], started: Confined | None = None) -> None:
        """Add files, folders or a delivery to the open project."""
        window, opened = self._projects.window_, self._projects.opened
        if opened is None:
            return

        reader = started or Confined(opened.store.folder)

        def work(progress: Progress) -> Found | None:
            try:
                return reader.look(paths, progress)
            except BaseException:
                reader.close()
                raise

        def looked(found: Found | None) -> None:
            if self._projects.opened is not opened:
                reader.close()
            elif found is None:
                self._load(opened, paths, reader)
            elif len(found.communes) == 1:
                self._load_commune(opened, paths, reader, found.communes[0])
            else:
                self._ask_commune(opened, paths, reader, found)

        window.tasks.submit(window.tr_("app.job.look", name=paths[0].name), work, looked)

    # -- files -----------------------------------------------------------------------------------

    def _load(
        self, opened: OpenProject, paths: Sequence[Path], reader: Confined, crs: str | None = None
    ) -> None:
        window = self._projects.window_
        project, store = opened.session.project, opened.store

        def failed(problem: BaseException) -> None:
            if isinstance(problem, CrsNeeded):
                self._ask_crs(opened, paths, problem)
            elif not isinstance(problem, Cancelled):
                window.explain(problem)

        def work(progress: Progress) -> tuple[Loaded, str]:
            with reader:
                loaded = reader.import_sources(paths, project, crs=crs, progress=progress)
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
        dialog.chosen.connect(
            lambda crs: self._load(opened, paths, Confined(opened.store.folder), crs)
        )
        dialog.open()

    # -- a commune -------------------------------------------------------------------------------

    def _ask_commune(
        self, opened: OpenProject, paths: Sequence[Path], reader: Confined, found: Found
    ) -> None:
        window = self._projects.window_
        margin = window.settings.margin
        dialog = CommuneDialog(list(found.communes), window.tr_, window, margin)
        dialog.chosen.connect(lambda commune: self._load_commune(opened, paths, reader, commune))
        dialog.rejected.connect(reader.close)
        dialog.open()

    def _load_commune(
        self, opened: OpenProject, paths: Sequence[Path], reader: Confined, commune: Commune
    ) -> None:
        window = self._projects.window_
        project, margin = opened.session.project, window.settings.margin

        def work(progress: Progress) -> Loaded:
            with reader:
                return reader.import_commune(paths, commune.insee, margin, project, progress)

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
        self._ask_moment(opened, loaded)
        if self._projects.workspace is not None:
            self._projects.workspace.show_added(before, project)
        window.fill_recent()

    def _ask_moment(self, opened: OpenProject, loaded: Loaded) -> None:
        """Ask, without getting in the way, when something was measured that does not say it."""
        workspace = self._projects.workspace
        lacking = next((x for x in loaded.layers if lacks_its_moment(x)), None)
        if lacking is None or workspace is None:
            return
        window, layer_id = self._projects.window_, lacking.id
        title = title_of(lacking, window.tr_)

        def ask() -> None:
            if self._projects.opened is opened and self._projects.workspace is workspace:
                workspace.details.show_layer(layer_id)
                workspace.details.style_panel.ask_moment()

        asked = window.tr_("app.moment.asked", title=title)
        window.messages.say(asked, WARNING, window.tr_("app.moment.enter"), ask)

    def _tell(self, loaded: Loaded) -> None:
        window = self._projects.window_
        tr = window.tr_
        lines = [tr.count("app.add.done", len(loaded.layers))]
        lines += [phrase_error(problem.error, tr)["what"] for problem in loaded.problems]
        kind = WARNING if loaded.problems else INFO
        window.messages.say(
            "<br>".join(lines), kind, tr("app.add.see"), lambda: window.actions_.run("report")
        )


def _with_new_hidden(view: ViewState, before: Project, after: Project) -> ViewState:
    """Return the view in which new layers that are not shown at first are hidden."""
    known = {layer.id for layer in before.layers}
    new = {x for x in initially_hidden(after) if x not in known}
    return msgspec.structs.replace(view, hidden=tuple(sorted(new | set(view.hidden))))
