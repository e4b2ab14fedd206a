"""Start the window."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from jumeau.app import theme
from jumeau.app.settings import Settings
from jumeau.app.window import LOG_NAME, Window
from jumeau.i18n import LANGUAGES, Language
from jumeau.io.places import log_folder

# NumPy starts a thread for each processor when it is imported, which takes longer than the rest of
# it; nothing here multiplies matrices large enough to need them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

LOG_BYTES = 500_000


def run(path: Path | None = None, language: Language | None = None) -> int:
    """Show the window until it is closed.

    Parameters
    ----------
    path : Path or None
        A project, or data, to open.
    language : {"fr", "en"} or None
        The language asked for; None for the one chosen in the window.

    Returns
    -------
    int
        The exit code.
    """
    freeze_support()
    keep_log(log_folder())
    app = application(sys.argv[:1])
    settings = Settings()
    if language in LANGUAGES:
        settings.speak(language)
    window = Window(app, settings)

    def unexpected(
        _kind: type[BaseException], problem: BaseException, trace: TracebackType | None
    ) -> None:
        window.explain(problem.with_traceback(trace))

    before = sys.excepthook
    sys.excepthook = unexpected
    try:
        window.show()
        if path is not None:
            QTimer.singleShot(0, lambda: window.open(Path(path)))
        return app.exec()
    finally:
        sys.excepthook = before


def freeze_support() -> None:
    """Let a packaged program be its own child process, which reads files and writes images."""
    if getattr(sys, "frozen", False):
        import multiprocessing  # elsewhere a start does not need it

        multiprocessing.freeze_support()


def application(arguments: Sequence[str] = ()) -> QApplication:
    """Return the Qt application, made once, with the program's name and typeface."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([*(arguments or ["jumeau"]), "-style", theme.STYLE])
        app.setProperty("styled", True)
    app.setApplicationName("jumeau")
    app.setApplicationDisplayName("")
    app.setDesktopFileName("jumeau")
    theme.load_typeface()
    return app


class LogFile(logging.FileHandler):
    """A file that stays small: when it is full, it becomes the older one and a new one begins.

    The standard library's handler does the same, and takes a tenth of the start to import.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        path = Path(self.baseFilename)
        try:
            if path.stat().st_size > LOG_BYTES:
                self.close()
                path.replace(f"{path}.1")
        except OSError:
            pass  # there is none yet, or another window has just put it aside
        super().emit(record)


def keep_log(folder: Path) -> None:
    """Write warnings and failures to a file that stays small."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = LogFile(folder / LOG_NAME, encoding="utf-8", delay=True)
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("jumeau")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
