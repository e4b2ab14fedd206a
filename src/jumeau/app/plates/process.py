"""Boards are made in a process of their own, on a snapshot of the project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from jumeau.app.export import apart
from jumeau.errors import JumeauError
from jumeau.i18n import Language, Translator
from jumeau.model.progress import Progress
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from jumeau.export.plates.order import ButterflyOrder, PlatesOrder


def boards_apart(
    project: Project,
    view: ViewState,
    store: Path,
    path: Path,
    order: PlatesOrder | ButterflyOrder,
    language: Language,
    progress: Progress,
) -> Any:
    """Make boards in a child process; a cancel ends it at once.

    Raises
    ------
    JumeauError
        Whatever the child raised.
    """
    parts = tuple(msgspec.json.encode(x) for x in (project, view, order))
    overlaid = type(order).__name__ == "ButterflyOrder"
    return apart(_make, (parts, overlaid, store, path, language), progress)


def _make(
    parts: tuple[bytes, bytes, bytes],
    overlaid: bool,
    store: Path,
    path: Path,
    language: Language,
    report: Connection,
) -> None:
    from jumeau.export.plates.butterfly import export_butterfly
    from jumeau.export.plates.making import export_plates
    from jumeau.export.plates.order import ButterflyOrder, PlatesOrder
    from jumeau.io.store import Store

    project = msgspec.json.decode(parts[0], type=Project)
    view = msgspec.json.decode(parts[1], type=ViewState)

    def progress(fraction: float, step: str = "") -> None:
        report.send(("progress", (fraction, step)))

    what = (project, view, Store(store), path)
    how = (Translator(language), progress)
    try:
        if overlaid:
            asked = msgspec.json.decode(parts[2], type=ButterflyOrder)
            record = export_butterfly(*what, asked, *how)
        else:
            record = export_plates(*what, msgspec.json.decode(parts[2], type=PlatesOrder), *how)
    except JumeauError as error:
        report.send(("failed", error))
    else:
        report.send(("done", record))
    finally:
        report.close()
