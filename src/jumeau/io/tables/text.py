"""Tables of text (CSV, TSV), in any of the ways that French administrations write them.

The separator, the encoding, the header's row and the decimal sign are found from the content.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pyarrow as pa

from jumeau.errors import InputError
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.io.tables.drafting import stem_of, table_drafts
from jumeau.io.tables.headers import Header, header_of, unnamed
from jumeau.io.tables.values import MISSING, typed
from jumeau.io.vectors.drafts import Origin, facts_of
from jumeau.io.vectors.signatures import refuse_other
from jumeau.model.progress import Progress, part, silent
from jumeau.model.provenance import LeftOut

SEPARATORS = (";", ",", "\t", "|")
LARGEST = 10**9
"""Text that is read at most, unpacked [bytes]."""
_HEAD = 262_144
_BLOCK = 4 * 2**20
_ROWS = 200
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
         (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")  # signs that Windows-1252 lacks


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text is laid out: lines to skip (the header's among them), separator, encoding."""

    encoding: str
    separator: str
    skipped: int
    header: Header


class TextTableReader:
    """Tables of text."""

    def describe(self, path: Path) -> list[Facts]:
        """Return what the table holds; it is read through, for nothing else tells it."""
        return facts_of(path, self.read(path, None, silent, None))

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Read the table."""
        name = stem_of(path)
        if only is not None and name not in only:
            return
        table, left_out = read_text(path, part(progress, 0.0, 0.7))
        origin = Origin(path, name, "", left_out)
        yield from table_drafts(origin, table, window, part(progress, 0.7, 1.0))


def read_text(path: Path, progress: Progress) -> tuple[pa.Table, tuple[LeftOut, ...]]:
    """Read a table of text into typed columns.

    Parameters
    ----------
    path : Path
        ``.csv`` or ``.tsv``, perhaps ``.gz``; opened read-only.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    pyarrow.Table
        The columns that hold something, or all of them when none does.
    tuple of LeftOut
        ``uneven_rows``: with more or fewer cells than the header; ``unreadable_values``.

    Raises
    ------
    InputError
        ``table.not_text``, ``table.unreadable``, ``table.too_big``, ``file.other_content``,
        ``vector.empty_layer``.
    """
    layout = layout_of(path, part(progress, 0.0, 0.2))
    table, uneven = _parsed(path, layout, part(progress, 0.2, 0.7))
    table, unreadable = typed(table, layout.header.types, part(progress, 0.7, 1.0))
    lost = (LeftOut("uneven_rows", len(uneven), tuple(uneven[:5])),) if uneven else ()
    return table, (*lost, *unreadable)


def layout_of(path: Path, progress: Progress) -> Layout:
    """Find how a text is laid out.

    Raises
    ------
    InputError
        As for :func:`read_text`.
    """
    try:
        with _opened(path) as file:
            head = file.read(_HEAD)
    except (OSError, EOFError) as error:
        raise InputError("table.unreadable", path=path.name, reason=str(error)[:200]) from error
    refuse_other(path, head, "JSON", "EXE")  # a table may begin with a bracket, or with MZ
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), "")
    if not encoding and b"\0" in head:
        raise InputError("table.not_text", path=path.name)
    encoding = encoding or _encoding(path, progress)
    text = head.decode(encoding, errors="replace")
    if len(head) == _HEAD:
        text = text[: text.rfind("\n") + 1] or text
    separator, rows = _separated(text)
    if not rows:
        raise InputError("vector.empty_layer", path=path.name, layer=stem_of(path))
    widths = Counter(len(cells) for cells, _ in rows[1:] or rows)
    width = max(widths, key=lambda w: (widths[w], w))
    at = next((i for i, (c, _) in enumerate(rows) if _as_wide(len(c), width)), 0)
    cells, line = rows[at]
    if not _is_header(cells):
        return Layout(encoding, separator, rows[at - 1][1] if at else 0, unnamed(width))
    cells = [*cells, *[""] * (width - len(cells))][:width]
    return Layout(encoding, separator, line, header_of(cells))


def _as_wide(cells: int, width: int) -> bool:
    """Tell a header by its width; it may have a separator at its end more or less than rows."""
    return cells == width or (cells > 1 and abs(cells - width) == 1)


def _opened(path: Path) -> IO[bytes]:
    if path.suffix.lower() == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    return open(path, "rb")


def _encoding(path: Path, progress: Progress) -> str:
    """Return UTF-8 where all of a text is that, else Windows-1252 or, where it cannot be, Latin-1.

    One letter cut in two, or a stray byte in a text of a million letters, does not count.
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors="strict")
    utf8, undefined, done = True, False, 0
    with _opened(path) as file:
        while block := file.read(_BLOCK):
            progress(min(1.0, done / (done + 8 * _BLOCK)), "reading")
            done += len(block)
            if done > LARGEST:
                raise InputError("table.too_big", path=path.name, limit=LARGEST // 10**6)
            if utf8:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    utf8 = False
            if not utf8 and not undefined:
                undefined = bool(_UNDEFINED & set(block))
    if utf8:
        return "utf-8"
    return "iso-8859-1" if undefined else "cp1252"


def _separated(text: str) -> tuple[str, list[tuple[list[str], int]]]:
    """Return the separator that cuts most rows alike, and the rows with their last lines."""
    best: tuple[float, bool, int] = (-1.0, False, 0)
    chosen: tuple[str, list[tuple[list[str], int]]] = (",", [])
    for separator in SEPARATORS:
        rows = _rows(text, separator)
        widths = Counter(len(cells) for cells, _ in rows[1:] or rows)
        if not widths:
            continue
        width = max(widths, key=lambda w: (widths[w], w))
        share = widths[width] / widths.total() if width > 1 else 0.0
        score = (round(share, 2), _as_wide(len(rows[0][0]), width), width)
        if score > best:
            best, chosen = score, (separator, rows)
    return chosen


def _rows(text: str, separator: str) -> list[tuple[list[str], int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[list[str], int]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((cells, reader.line_num))
            if len(rows) == _ROWS:
                break
    except csv.Error:
        pass  # a cell longer than the library allows: the rows before it tell enough
    return rows


def _is_header(cells: Sequence[str]) -> bool:
    """Tell names from values: a row of numbers alone names nothing."""
    filled = [c.strip().replace(",", ".") for c in cells if c.strip() not in MISSING]
    return any(not _is_number(cell) for cell in filled)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _parsed(path: Path, layout: Layout, progress: Progress) -> tuple[pa.Table, list[str]]:
    """Return all rows as texts, and which rows are too short or too long."""
    from pyarrow import csv as arrow_csv

    uneven: list[str] = []

    def skip(row: arrow_csv.InvalidRow) -> str:
        cells = [c for c in (row.text or "").split(layout.separator) if c.strip()]
        if cells:
            number = row.number or 0
            uneven.append(f"n° {number}" if number else (row.text or "")[:40])
        return "skip"

    names = list(layout.header.names)
    encoding = "utf-8" if layout.encoding == "utf-8-sig" else layout.encoding
    kind = pa.large_string()
    try:
        with _opened(path) as file, arrow_csv.open_csv(
            file,
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=_BLOCK * 4, skip_rows=layout.skipped,
                column_names=names, encoding=encoding,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=layout.separator, newlines_in_values=True, invalid_row_handler=skip,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, kind), strings_can_be_null=False,
                check_utf8=True,
            ),
        ) as reader:  # fmt: skip
            batches: list[pa.RecordBatch] = []
            for batch in reader:
                batches.append(batch)
                progress(len(batches) / (len(batches) + 8), "reading")
            table = pa.Table.from_batches(batches, schema=reader.schema)
    except (pa.ArrowException, OSError, EOFError, UnicodeError) as error:
        reason = str(error).splitlines()[0][:200]
        raise InputError("table.unreadable", path=path.name, reason=reason) from error
    return table.cast(pa.schema([pa.field(n, pa.string()) for n in names])), uneven
