"""The window's shell: menus, home screen, message bar. It loads nothing heavy before it is seen.

Everything that needs numpy, Arrow or VTK lives in :mod:`jumeau.app.projects` and below; those
modules are loaded by a thread once the home screen is on the screen.
"""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, QTranslator, QUrl, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from jumeau import __version__
from jumeau.app import theme
from jumeau.app.actions import Actions
from jumeau.app.home import Home
from jumeau.app.icons import Icons
from jumeau.app.messages import MessageBar
from jumeau.app.settings import Settings
from jumeau.app.shell import Shell
from jumeau.app.status import StatusBar
from jumeau.app.tasks import Tasks
from jumeau.errors import JumeauError
from jumeau.i18n import LANGUAGES, Translator
from jumeau.io.places import log_folder

if TYPE_CHECKING:
    from jumeau.app.projects import Projects

# What the first picture needs, in the order in which it is worth loading.
_HEAVY = ("jumeau.app.projects",)
_LATER = 1500  # [ms] after that, on the home screen, what adding data needs is loaded too
LOG_NAME = "jumeau.log"

_log = logging.getLogger(__name__)


class Window(QMainWindow):
    """The one window.

    Parameters
    ----------
    app : QApplication
        For theme and clipboard.
    settings : Settings
        What is remembered.
    """

    first_painted = Signal()
    warmed = Signal(object)
    dressed = Signal()

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__()
        self.app = app
        self.settings = settings
        self.tasks = Tasks(self)
        self.shell = Shell(self)
        self.projects: Projects | None = None
        self.last_drawn: dict[str, Any] = {}  # by tool: what its form was left with
        self._warm = False
        self._waiting: list[Callable[[Projects], None]] = []
        self._painted = False
        self._closing = False
        self._qt_words: QTranslator | None = None
        self.setAcceptDrops(True)
        self.setMinimumSize(800, 560)
        self.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AnimatedDocks
        )
        self.warmed.connect(self._on_warm, Qt.ConnectionType.QueuedConnection)
        self.tasks.failed.connect(lambda _job, problem: self.explain(problem))
        self.dress()
        self.resize(1280, 760)
        self.restoreGeometry(settings.layout("window"))

    # -- building --------------------------------------------------------------------------------

    def dress(self) -> None:
        """Build everything that has words or colours; a project that is open stays open."""
        reopened = self.projects is not None and self.projects.undress()
        self.tr_ = Translator(self.settings.language)
        self.theme = theme.apply(self.app, self.settings.theme, self.settings.text_scale)
        self._qt_words = theme.qt_words(self.app, self.settings.language, self._qt_words)
        self.icons = Icons(self.theme.text, self.theme.faint)
        tr = self.tr_
        self.setWindowIcon(self.icons("box", self.theme.accent))
        self._drop_old()
        self.menuBar().clear()
        self.actions_ = Actions(tr, self.icons, self)
        self.actions_.fill(self.menuBar(), tr)
        self.stack = QStackedWidget()
        self.home = Home(tr, self.icons, self.theme, self.settings.recent)
        self.home.chosen.connect(self.actions_.run)
        self.home.recent_chosen.connect(self.open)
        self.home.language_chosen.connect(self.set_language)
        self.stack.addWidget(self.home)
        self.messages = MessageBar(tr, self.icons, self.stack)
        self.setCentralWidget(self.stack)
        self.status = StatusBar(tr, self.icons, self.tasks, self)
        self.setStatusBar(self.status)
        self._bind()
        self.show_title("")
        if self.projects is not None:
            self.projects.dress(reopened)
        self.dressed.emit()

    def _drop_old(self) -> None:
        if hasattr(self, "actions_"):
            for action in self.actions():
                self.removeAction(action)
            self.actions_.deleteLater()

    def _bind(self) -> None:
        bind = self.actions_.bind
        bind("new", lambda: self.when_warm(lambda p: p.new()))
        bind("open", lambda: self.when_warm(lambda p: p.ask_and_open()))
        bind("demo", lambda: self.when_warm(lambda p: p.open_demo()))
        bind("quit", lambda: self.close())
        bind("log", self._show_log)
        bind("about", self._about)
        bind(
            "motion", lambda: setattr(self.settings, "motion", self.actions_["motion"].isChecked())
        )
        self.actions_["motion"].setChecked(self.settings.motion)
        for name in theme.THEMES:
            bind(f"theme_{name}", partial(self.set_theme, name))
        self.actions_[f"theme_{self.settings.theme}"].setChecked(True)
        for language in LANGUAGES:
            bind(f"language_{language}", partial(self.set_language, language))
        self.actions_[f"language_{self.settings.language}"].setChecked(True)
        self.shell.bind()
        self.fill_recent()

    def fill_recent(self) -> None:
        """Bring the recent projects up to date, in the menu and on the home screen."""
        menu = self.actions_.submenu("recent")
        menu.clear()
        for path in self.settings.recent:
            entry = menu.addAction(self.icons("clock"), path.stem)
            entry.setEnabled(path.exists())
            entry.setToolTip(str(path))
            entry.triggered.connect(lambda _=False, p=path: self.open(p))
        menu.setEnabled(bool(self.settings.recent))

    # -- the heavy part --------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Tell, once, that the window is on the screen; then load the rest in a thread."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._after_first_paint)

    def _after_first_paint(self) -> None:
        self.first_painted.emit()
        threading.Thread(target=self._load_heavy, name="jumeau-warm-up", daemon=True).start()

    def _load_heavy(self) -> None:
        problem: BaseException | None = None
        try:
            for name in _HEAVY:
                importlib.import_module(name)
        except BaseException as error:
            problem = error
        self.warmed.emit(problem)

    def _load_later(self) -> None:
        """Load what adding data needs, unless there is something better to do."""
        if not self._closing and self.projects is not None and self.projects.opened is None:
            self.projects.with_data(lambda _data: None)

    def _on_warm(self, problem: BaseException | None) -> None:
        if problem is not None:
            self.explain(problem)
            return
        if self._closing:
            return
        from jumeau.app.projects import Projects

        self.projects = Projects(self)
        self._warm = True
        self.messages.hide()
        self.projects.offer_recovery()
        QTimer.singleShot(_LATER, self._load_later)
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then(self.projects)

    def when_warm(self, then: Callable[[Projects], None]) -> None:
        """Call ``then`` as soon as everything is loaded."""
        if self.projects is not None:
            then(self.projects)
        else:
            self._waiting.append(then)
            self.messages.say(self.tr_("app.message.warming"))

    # -- commands --------------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Open a project, or make one of the file or folder that was given."""
        self.when_warm(lambda projects: projects.receive([path]))

    def explain(self, problem: BaseException) -> None:
        """Say what went wrong; what nobody foresaw goes to the log too."""
        if not isinstance(problem, JumeauError):
            _log.error("unexpected", exc_info=problem)
        self.messages.explain(problem, str(log_folder() / LOG_NAME))

    def show_around(self, shown: bool) -> None:
        """Show or hide what lies around the picture; messages wait while it is alone."""
        self.menuBar().setVisible(shown)
        self.status.setVisible(shown)
        self.messages.hold(not shown)

    def show_title(self, name: str) -> None:
        """Put the project's name into the title bar; ``[*]`` marks what is not saved."""
        program = self.tr_("app.name")
        self.setWindowTitle(f"{name}[*] – {program}" if name else program)
        if not name:
            self.setWindowModified(False)

    def set_language(self, language: str) -> None:
        """Speak another language, at once."""
        if language in LANGUAGES:
            self.settings.language = language
        QTimer.singleShot(0, self.dress)

    def reset_layout(self) -> None:
        """Put window and panels back to where they stand at first."""
        if self.projects is not None and self.projects.workspace is not None:
            self.projects.workspace.docks.forget()
        self.settings.forget_layout()
        QTimer.singleShot(0, self.dress)

    def set_theme(self, name: str) -> None:
        """Wear other colours, at once."""
        self.settings.theme = name
        QTimer.singleShot(0, self.dress)

    def _show_log(self) -> None:
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _about(self) -> None:
        self.messages.say(self.tr_("app.about", version=__version__))

    # -- files dropped on the window -------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Accept files and folders."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open or add what was dropped, once the drop itself is over."""
        paths = [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
        event.acceptProposedAction()
        if paths:
            QTimer.singleShot(0, lambda: self.when_warm(lambda p: p.receive(paths)))

    # -- leaving ---------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Close the project first, with the question that may need; then everything else."""
        if self.projects is not None and not self.projects.leave(self.close):
            event.ignore()
            return
        self._closing = True
        self.settings.keep_layout("window", self.saveGeometry())
        self.settings.sync()
        self.tasks.close()
        if self._qt_words is not None:
            self.app.removeTranslator(self._qt_words)
        event.accept()
