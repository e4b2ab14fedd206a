"""Spreadsheets (ODS, XLSX): each sheet is a table, its header found below titles and notes."""

from __future__ import annotations

import datetime
import io
import re
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from jumeau.errors import InputError
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.io.tables.drafting import stem_of, table_drafts
from jumeau.io.tables.headers import header_of, unnamed
from jumeau.io.tables.values import typed
from jumeau.io.vectors.drafts import Origin, facts_of
from jumeau.io.vectors.signatures import refuse_other
from jumeau.model.progress import Progress, part, silent
from jumeau.model.provenance import LeftOut

LARGEST = 10**9
"""Size of a spreadsheet's content, unpacked [bytes]."""
MOST_CELLS = 30_000_000
_TITLES = 40
"""Rows in which the header is looked for."""
_PACE = 0.1
_BETWEEN = re.compile(rb">[ \t]*[\r\n]\s*<")
_T = TypeVar("_T")


class SpreadsheetReader:
    """Spreadsheets."""

    def describe(self, path: Path) -> list[Facts]:
        """Return what the sheets hold."""
        return facts_of(path, self.read(path, None, silent, None))

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Read the sheets that hold a table, one after the other."""
        sheets = read_sheets(path, part(progress, 0.0, 0.6))
        several = len(sheets) > 1
        step = part(progress, 0.6, 1.0)
        for number, (sheet, rows) in enumerate(sheets):
            name = f"{stem_of(path)}-{sheet}" if several else stem_of(path)
            if only is not None and name not in only:
                continue
            own = part(step, number / len(sheets), (number + 1) / len(sheets))
            try:
                table, left_out = table_of(rows, part(own, 0.0, 0.5))
                origin = Origin(path, name, sheet, left_out)
                yield from table_drafts(origin, table, window, part(own, 0.5, 1.0))
            except InputError as error:
                if not several:
                    raise
                yield Problem.of(error, f"{path.name}: {sheet}")


def read_sheets(path: Path, progress: Progress) -> list[tuple[str, list[list[Any]]]]:
    """Return the sheets that hold something, as rows of cells.

    Raises
    ------
    InputError
        ``spreadsheet.unreadable``, ``spreadsheet.locked``, ``table.too_big``,
        ``vector.empty_layer``.
    """
    with open(path, "rb") as file:
        head = file.read(1024)
    refuse_other(path, head, "ZIP")
    try:
        with zipfile.ZipFile(path) as file:
            size = sum(info.file_size for info in file.infolist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise InputError("spreadsheet.unreadable", path=path.name, reason=str(error)) from error
    if size > LARGEST:
        raise InputError("table.too_big", path=path.name, limit=LARGEST // 10**6)
    sheets = _while_listening(path, lambda: _sheets(path), progress)
    if not sheets:
        raise InputError("vector.empty_layer", path=path.name, layer=stem_of(path))
    return sheets


def _sheets(path: Path) -> list[tuple[str, list[list[Any]]]]:
    import python_calamine as calamine

    try:
        with open(path, "rb") as file:
            try:
                book = calamine.CalamineWorkbook.from_filelike(file)
            except calamine.CalamineError:
                if path.suffix.lower() != ".ods":
                    raise
                book = calamine.CalamineWorkbook.from_filelike(_unindented(path))
            found: list[tuple[str, list[list[Any]]]] = []
            cells = 0
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                cells += sheet.height * sheet.width
                if cells > MOST_CELLS:
                    raise InputError("table.too_big", path=path.name, limit=LARGEST // 10**6)
                rows = sheet.to_python(skip_empty_area=True)
                if any(cell != "" for row in rows for cell in row):
                    found.append((name, rows))
            return found
    except calamine.PasswordError as error:
        raise InputError("spreadsheet.locked", path=path.name) from error
    except (calamine.CalamineError, OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        reason = str(error)[:200]
        raise InputError("spreadsheet.unreadable", path=path.name, reason=reason) from error


def _unindented(path: Path) -> io.BytesIO:
    """Return an ODS without the line ends between its elements, as GDAL and QGIS write them."""
    try:
        with zipfile.ZipFile(path) as file:
            content = file.read("content.xml")
    except (RuntimeError, EOFError, zlib.error) as error:  # a password, an unknown way of packing
        raise ValueError(str(error)) from error
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr("content.xml", _BETWEEN.sub(b"><", content))
    plain.seek(0)
    return plain


def _while_listening(path: Path, work: Callable[[], _T], progress: Progress) -> _T:
    """Do work that cannot be interrupted, in a thread of its own; the user may stop waiting.

    What goes wrong in the thread is raised here: a panic of the library as
    ``spreadsheet.unreadable``, a fault of ours as it is. Nobody knows how far the library is, so
    the progress stands still; who watches can tell work from a hang by the time it takes.
    """
    done: list[_T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_PACE)
        progress(0.0, "reading")
    if not failed:
        return done[0]
    if isinstance(failed[0], Exception):
        raise failed[0]
    # A panic of the library is no Exception.
    reason = (str(failed[0]) or type(failed[0]).__name__)[:200]
    raise InputError("spreadsheet.unreadable", path=path.name, reason=reason) from failed[0]


def table_of(
    rows: Sequence[Sequence[Any]], progress: Progress
) -> tuple[pa.Table, tuple[LeftOut, ...]]:
    """Return the table in a sheet's rows, its columns typed.

    The header is the first row that is nearly as full as the fullest and holds texts alone.
    """
    filled = [sum(cell != "" for cell in row) for row in rows]
    fullest = max(filled[: _TITLES + 1], default=0)
    candidates = (
        at for at, row in enumerate(rows[:_TITLES])
        if filled[at] >= max(1, 0.6 * fullest) and all(isinstance(c, str) for c in row)
    )  # fmt: skip
    at = next(candidates, None)
    if at is None:
        start = next((n for n, count in enumerate(filled) if count), 0)
        body, header = rows[start:], unnamed(max(map(len, rows), default=0))
    else:
        body, header = rows[at + 1 :], header_of([str(cell) for cell in rows[at]])
    body = [row for row in body if any(cell != "" for cell in row)]
    columns: dict[str, pa.Array] = {}
    types: list[str] = []
    for number, name in enumerate(header.names):
        progress(0.5 * number / len(header.names), "reading")
        cells = [row[number] if number < len(row) else "" for row in body]
        if name.startswith("column_") and all(cell == "" for cell in cells):
            continue
        columns[name] = _column(cells)
        types.append(header.types[number])
    return typed(pa.table(columns), types, part(progress, 0.5, 1.0))


def _column(cells: Sequence[Any]) -> pa.Array:
    """Return cells as one type where they have one, else as texts."""
    there = [cell for cell in cells if cell != ""]
    kinds = {type(cell) for cell in there}
    values = [None if cell == "" else cell for cell in cells]
    if kinds and kinds <= {int, float}:
        if all(float(cell).is_integer() and abs(cell) < 2**53 for cell in there):
            return pa.array([None if v is None else int(v) for v in values], pa.int64())
        return pa.array([None if v is None else float(v) for v in values], pa.float64())
    for kind, arrow in ((bool, pa.bool_()), (datetime.date, pa.date32()),
                        (datetime.datetime, pa.timestamp("s"))):  # fmt: skip
        if kinds == {kind}:
            return pa.array(values, arrow)
    return pa.array([None if v is None else _text(v) for v in values], pa.string())


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime.timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(cell)
