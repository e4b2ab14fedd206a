"""Start the window."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from jumeau.app import theme
from jumeau.app.settings import Settings
from jumeau.app.window import LOG_NAME, Window
from jumeau.i18n import LANGUAGES
from jumeau.io.places import log_folder


def run(path: Path | None = None, language: str | None = None) -> int:
    """Show the window until it is closed.

    Parameters
    ----------
    path : Path or None
        A project, or data, to open.
    language : {"fr", "en"} or None
        The language while none has been chosen in the window.

    Returns
    -------
    int
        The exit code.
    """
    keep_log(log_folder())
    app = application(sys.argv[:1])
    settings = Settings()
    if language in LANGUAGES and not settings.language_chosen:
        settings.language = language
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


def application(arguments: Sequence[str] = ()) -> QApplication:
    """Return the Qt application, made once, with the program's name and typeface."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(list(arguments) or ["jumeau"])
    app.setApplicationName("jumeau")
    app.setApplicationDisplayName("")
    app.setDesktopFileName("jumeau")
    theme.load_typeface()
    return app


def keep_log(folder: Path) -> None:
    """Write warnings and failures to a file that stays small."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / LOG_NAME, maxBytes=500_000, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("jumeau")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
