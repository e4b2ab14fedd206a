"""Writes the comparison with a photograph in a process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from jumeau.app.export import apart
from jumeau.errors import JumeauError
from jumeau.i18n import Language, Translator
from jumeau.model.progress import Progress
from jumeau.model.project import Project
from jumeau.model.shot import Shot
from jumeau.model.view_state import ViewState

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


class Sheet(NamedTuple):
    """Where what is written: the photograph, how it was taken, the file, for whom."""

    store: Path
    photo: Path
    shot: Shot
    path: Path
    language: Language
    internal: bool


def save(project: Project, view: ViewState, sheet: Sheet, progress: Progress) -> Any:
    """Write the comparison and return its record.

    Raises
    ------
    JumeauError
        As :func:`jumeau.export.photo.export_photo`.
    """
    order = (msgspec.json.encode(project), msgspec.json.encode(view))
    return apart(_save, (order, sheet), progress)


def _save(order: tuple[bytes, bytes], sheet: Sheet, report: Connection) -> None:
    from jumeau.export.photo import export_photo
    from jumeau.io.store import Store

    project = msgspec.json.decode(order[0], type=Project)
    view = msgspec.json.decode(order[1], type=ViewState)

    def progress(fraction: float, step: str = "") -> None:
        report.send(("progress", (fraction, step)))

    try:
        result = export_photo(
            project, view, Store(sheet.store), sheet.photo, sheet.shot, sheet.path,
            Translator(sheet.language), internal=sheet.internal, progress=progress,
        )  # fmt: skip
    except JumeauError as error:
        report.send(("failed", error))
    else:
        report.send(("done", result))
    finally:
        report.close()
