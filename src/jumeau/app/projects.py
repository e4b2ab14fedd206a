"""Opening, saving and leaving projects: what the menu "Fichier" does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from operator import methodcaller
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog, QMessageBox

from jumeau.app.deriving import Deriving
from jumeau.app.dialogs.unsaved import ask_unsaved
from jumeau.app.export import Exports
from jumeau.app.messages import WARNING
from jumeau.app.scene_keeper import SceneKeeper
from jumeau.app.workspace import Workspace
from jumeau.io.places import demo_project
from jumeau.io.projects.project_file import OpenProject, create, open_project, unfinished_drafts
from jumeau.model.project import new_project

if TYPE_CHECKING:
    from jumeau.app.data import Data
    from jumeau.app.window import Window

SUFFIX = ".jumeau"
_ACTIONS = ("save", "save_as", "pack", "close")
_DATA_ACTIONS = ("add_files", "add_folder", "add_commune")


class Projects(QObject):
    """The project that is open, and the way to another.

    Parameters
    ----------
    window : Window
        The shell.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.window_ = window
        self.opened: OpenProject | None = None
        self.keeper: SceneKeeper | None = None
        self.workspace: Workspace | None = None
        self._data: Data | None = None
        self._deriving: Deriving | None = None
        self.exports = Exports(self)
        self._asking = False

    # -- opening ---------------------------------------------------------------------------------

    def receive(self, paths: Sequence[Path]) -> None:
        """Open a project, or take files as data for the project that is open or a new one."""
        path = paths[0]
        if len(paths) == 1 and path == demo_project():
            self.open_demo()
        elif len(paths) == 1 and is_project(path):
            self.open(path)
        elif self.opened is None:
            self.new(lambda: self.with_data(lambda data: data.add(paths)))
        else:
            self.with_data(lambda data: data.add(paths))

    def with_data(self, then: Callable[[Data], object]) -> None:
        """Call ``then`` with what loads data; its libraries are slow, so a worker imports them."""
        if self._data is not None:
            then(self._data)
            return

        def imported(module: ModuleType) -> None:
            self._data = self._data or module.Data(self)
            then(self._data)

        work = partial(import_module, "jumeau.app.data")
        self.window_.tasks.submit("", lambda _: work(), imported)

    def ask_and_open(self) -> None:
        """Ask for a project and open it."""
        window = self.window_
        tr = window.tr_
        name, _ = QFileDialog.getOpenFileName(
            window,
            tr("app.open.title"),
            str(window.settings.folder),
            tr("app.open.filter"),
        )
        if name:
            window.settings.folder = Path(name).parent
            self.open(Path(name))

    def open_demo(self) -> None:
        """Open the demo commune as a draft: whatever is done to it, it stays as it was."""
        path = demo_project()
        if path is None:
            self.window_.messages.say(self.window_.tr_("app.demo.missing"), WARNING)
        else:
            self.open(path, as_copy=True)

    def open(self, path: Path, *, as_copy: bool = False) -> None:
        """Open a project in place of the one that is open."""
        tr = self.window_.tr_

        def opened(project: OpenProject) -> None:
            if not as_copy:
                self.window_.settings.remember(path)
                self.window_.fill_recent()
            self._take(project)

        self._leave_then(
            lambda: self.window_.tasks.submit(
                tr("app.job.open", name=path.stem),
                lambda progress: open_project(path, as_copy=as_copy, progress=progress),
                opened,
            )
        )

    def new(self, then: Callable[[], None] | None = None) -> None:
        """Start an empty project; it gets a place when it is saved for the first time."""
        tr = self.window_.tr_
        project = new_project(tr("app.new.name"))

        def created(opened: OpenProject) -> None:
            self._take(opened)
            if then is not None:
                then()

        self._leave_then(
            lambda: self.window_.tasks.submit("", lambda _: create(None, project), created)
        )

    def offer_recovery(self) -> None:
        """Offer to go on with what a crash left behind."""
        drafts = unfinished_drafts()
        if not drafts:
            return
        tr = self.window_.tr_
        self.window_.messages.say(
            tr("app.recovery.draft"),
            WARNING,
            tr("app.recovery.open"),
            lambda: self.open_draft(drafts[-1]),
        )

    def open_draft(self, folder: Path) -> None:
        """Go on with a draft."""
        self._leave_then(
            lambda: self.window_.tasks.submit(
                "", lambda _: OpenProject(folder, draft=True), self._take
            )
        )

    def _take(self, opened: OpenProject) -> None:
        """Show a project that has just been opened."""
        window = self.window_
        self.opened = opened
        view = opened.session.view
        opened.session.set_view(msgspec.structs.replace(view, language=window.tr_.language))
        self.keeper = SceneKeeper(opened, window.tasks, window.tr_, window.settings.profile)
        self.keeper.failed.connect(window.explain)
        self._furnish()
        if opened.recovered and opened.session.dirty:
            text = window.tr_.count("app.recovery.found", opened.recovered)
            window.messages.say(text, WARNING)

    def _furnish(self) -> None:
        assert self.opened is not None
        assert self.keeper is not None
        window = self.window_
        self.workspace = Workspace(window, self.opened, self.keeper)
        bind = window.actions_.bind
        bind("save", self.save)
        bind("save_as", self.save_as)
        bind("pack", self.pack)
        bind("close", self.close)
        for name in _DATA_ACTIONS:
            bind(name, partial(self.with_data, methodcaller(f"ask_{name.removeprefix('add_')}")))
        self._deriving = Deriving(self)
        self.exports.bind()

    # -- another language or theme ---------------------------------------------------------------

    def undress(self) -> bool:
        """Take the widgets of the project down; tell whether there were any."""
        if self.workspace is None:
            return False
        if self._deriving is not None:
            self._deriving.close()
            self._deriving = None
        self.workspace.dismantle()
        self.workspace = None
        return True

    def dress(self, again: bool) -> None:
        """Build the widgets again, in the window's language and colours."""
        if again and self.opened is not None and self.keeper is not None:
            tr = self.window_.tr_
            self.keeper.tr_ = tr
            session = self.opened.session
            session.set_view(msgspec.structs.replace(session.view, language=tr.language))
            self._furnish()

    # -- saving ----------------------------------------------------------------------------------

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save where the project belongs; a draft is asked for its place."""
        opened = self.opened
        if opened is None:
            return
        if opened.draft:
            self.save_as(then)
            return
        self._write(opened.save, opened.place, then)

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        """Give the project another place."""
        path = self._ask_place("app.save.title")
        opened = self.opened
        if path is not None and opened is not None:
            self._write(lambda progress: opened.save_as(path, progress), path, then)

    def pack(self) -> None:
        """Write a portable copy; the project stays where it is."""
        path = self._ask_place("app.pack.title")
        opened, window = self.opened, self.window_
        if path is None or opened is None:
            return
        window.tasks.submit(
            window.tr_("app.job.pack"),
            lambda progress: opened.pack(path, progress),
            lambda _: window.messages.say(window.tr_("app.pack.done", path=path)),
        )

    def _ask_place(self, title: str) -> Path | None:
        window, opened = self.window_, self.opened
        if opened is None:
            return None
        tr = window.tr_
        name = "".join(
            c if c.isalnum() or c in " -_'’" else "-" for c in opened.session.project.name
        )
        name, _ = QFileDialog.getSaveFileName(
            window,
            tr(title),
            str(window.settings.folder / f"{name}{SUFFIX}"),
            tr("app.save.filter"),
        )
        if not name:
            return None
        path = Path(name)
        window.settings.folder = path.parent
        return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)

    def _write(
        self,
        work: Callable[..., None],
        place: Path | None,
        then: Callable[[], None] | None,
    ) -> None:
        window = self.window_

        def written(_: object) -> None:
            if place is not None:
                window.settings.remember(place)
                window.fill_recent()
            if self.workspace is not None:
                self.workspace.refresh()
            if then is not None:
                then()
            else:
                window.messages.say(window.tr_("app.save.done", path=place))

        window.tasks.submit(window.tr_("app.job.save"), work, written)

    # -- leaving ---------------------------------------------------------------------------------

    def close(self) -> None:
        """Go back to the home screen."""
        self._leave_then(self.window_.dress)

    def leave(self, again: Callable[[], object]) -> bool:
        """Tell whether the window may close now; if not, see to it, then call ``again``."""
        if self.opened is None:
            return True
        if not self._asking:
            self._leave_then(lambda: QTimer.singleShot(0, again))
        return False

    def _leave_then(self, then: Callable[[], object]) -> None:
        """Close the open project, with the question that may need, then go on."""
        opened = self.opened
        if opened is None:
            then()
        elif opened.session.dirty:
            self._ask(opened, then)
        else:
            self._release(then)

    def _ask(self, opened: OpenProject, then: Callable[[], object]) -> None:
        """Ask what becomes of unsaved changes."""

        def answered(answer: QMessageBox.StandardButton) -> None:
            self._asking = False
            if answer == QMessageBox.StandardButton.Save:
                self.save(lambda: self._release(then))
            elif answer == QMessageBox.StandardButton.Discard:
                self._release(then, discard=True)

        self._asking = True
        ask_unsaved(self.window_, self.window_.tr_, opened.session.project.name, answered)

    def _release(self, then: Callable[[], object], *, discard: bool = False) -> None:
        """Close the project: jobs, widgets, renderer, then its files in the background."""
        opened, window = self.opened, self.window_
        if opened is None:
            then()
            return
        window.tasks.cancel_all()
        self.undress()
        window.actions_.unbind(*_ACTIONS, *_DATA_ACTIONS)
        self.exports.unbind()
        if self.keeper is not None:
            self.keeper.close()
            self.keeper.deleteLater()
        self.keeper = None
        self.opened = None
        window.stack.setCurrentWidget(window.home)
        window.show_title("")
        window.tasks.submit("", lambda _: opened.close(discard=discard), lambda _: then())


def is_project(path: Path) -> bool:
    """Tell a project from data, by its name."""
    return path.suffix == SUFFIX or path.name == "project.json" or (path / "project.json").is_file()
