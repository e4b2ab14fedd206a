"""The tables of a GTFS feed: text files beside each other, read leniently, bad rows counted.

The General Transit Feed Specification (gtfs.org, "GTFS Schedule reference"): UTF-8 with or without
a byte order mark, comma-separated, any order of columns, many files optional.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.io.arrow_values import numbers, texts
from jumeau.model.progress import Progress, silent

BLOCK = 4 << 20
"""Bytes read between two looks at whether the user has stopped."""
_HEAD = 65_536
_TIME = re.compile(r"([0-9]{1,4}):([0-9]{2})(?::([0-9]{2}))?")


@dataclass(frozen=True, slots=True)
class Feed:
    """A folder of tables; which one is which is told by its name, in any case."""

    files: dict[str, Path]

    @staticmethod
    def beside(stops: Path) -> Feed:
        """Return the feed whose table of stops a file is."""
        found = {p.name.lower(): p for p in sorted(stops.parent.iterdir()) if p.is_file()}
        return Feed({**found, "stops.txt": stops})

    def has(self, name: str) -> bool:
        """Tell whether the feed has a table (``trips`` for ``trips.txt``)."""
        return f"{name}.txt" in self.files


@dataclass(frozen=True, slots=True, eq=False)
class FeedTable:
    """The columns that were asked for; those that the file lacks are absent."""

    table: pa.Table
    bad_rows: int = 0

    @property
    def count(self) -> int:
        """How many rows there are."""
        return int(self.table.num_rows)

    def text(self, name: str) -> NDArray[np.object_]:
        """Return a column as stripped texts (N,), ``""`` where it or its value is absent."""
        if name not in self.table.column_names:
            return np.full(self.count, "", object)
        found: NDArray[np.object_] = texts(_plain(self.table.column(name)))
        return np.array([value.strip() for value in found.tolist()], object)

    def number(self, name: str) -> NDArray[np.float64]:
        """Return a column as numbers (N,), NaN where it or its value is absent."""
        if name not in self.table.column_names:
            return np.full(self.count, np.nan)
        return numbers(_plain(self.table.column(name)))

    def codes(self, name: str, known: Sequence[str]) -> NDArray[np.int64]:
        """Return for each row (N,) the place of its value among ``known``, -1 for none."""
        if name not in self.table.column_names or not self.count:
            return np.full(self.count, -1, np.int64)
        column = self.table.column(name)
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        column = column.unify_dictionaries().combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = column.chunk(0)
        places = {value: at for at, value in reversed(list(enumerate(known)))}
        words = [(word or "").strip() for word in column.dictionary.to_pylist()]
        place = np.array([places.get(word, -1) for word in words] + [-1], np.int64)
        index = np.asarray(column.indices.fill_null(len(words)), np.int64)
        return place[index]


def read_table(
    feed: Feed,
    name: str,
    columns: Sequence[str],
    progress: Progress = silent,
    repeated: Sequence[str] = (),
) -> FeedTable:
    """Read some columns of a table of a feed; an empty one where the feed lacks it.

    Parameters
    ----------
    feed : Feed
        Opened read-only.
    name : str
        ``stops`` for ``stops.txt``.
    columns : sequence of str
        Wanted; the file need not have them.
    progress : Progress
        Called for every block; may raise ``Cancelled``.
    repeated : sequence of str
        Those whose values come again and again: they are kept once each.

    Raises
    ------
    InputError
        ``gtfs.unreadable``.
    """
    if not feed.has(name):
        return FeedTable(pa.table({}))
    path = feed.files[f"{name}.txt"]
    try:
        return _read(path, _header(path), columns, repeated, _encoding(path), progress)
    except (pa.ArrowException, OSError, UnicodeDecodeError, csv.Error) as error:
        reason = str(error).splitlines()[0][:200]
        raise InputError("gtfs.unreadable", path=path.name, reason=reason) from error


def _encoding(path: Path) -> str:
    """Return UTF-8, which the standard demands, or what a table is written in instead."""
    for name in ("utf-8", "cp1252"):
        decoder = codecs.getincrementaldecoder(name)()
        with suppress(UnicodeDecodeError), open(path, "rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
            return name
    return "latin-1"


def _header(path: Path) -> list[str]:
    """Return the names of a table's columns, stripped; empty when the file is."""
    with open(path, "rb") as file:
        head = file.read(_HEAD).decode("utf-8-sig", errors="replace")
    line = re.split(r"[\r\n]", head, maxsplit=1)[0]
    first = next(csv.reader([line]), [])
    return [name.strip().lower() for name in first]


def _read(
    path: Path,
    header: list[str],
    columns: Sequence[str],
    repeated: Sequence[str],
    encoding: str,
    progress: Progress,
) -> FeedTable:
    names = [n if n and n not in header[:i] else f"_{i}" for i, n in enumerate(header)]
    wanted = [name for name in columns if name in names]
    if not wanted:
        return FeedTable(pa.table({}))
    many = pa.dictionary(pa.int32(), pa.string())
    kinds = {name: many if name in repeated else pa.string() for name in wanted}
    bad = 0

    def skip(row: Any) -> str:
        nonlocal bad
        bad += 1
        return "skip"

    empty = pa.schema([pa.field(n, k) for n, k in kinds.items()]).empty_table()
    size = max(1, path.stat().st_size)
    batches: list[pa.RecordBatch] = []
    try:
        reader = pyarrow.csv.open_csv(
            path,
            pyarrow.csv.ReadOptions(
                column_names=names, skip_rows=1, block_size=BLOCK, encoding=encoding,
                use_threads=False,
            ),
            pyarrow.csv.ParseOptions(newlines_in_values=False, invalid_row_handler=skip),
            pyarrow.csv.ConvertOptions(
                column_types=kinds, include_columns=wanted, strings_can_be_null=True,
                null_values=[""], quoted_strings_can_be_null=True,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid as error:
        if any(word in str(error) for word in ("Empty CSV", "Could not skip")):  # a header alone
            return FeedTable(empty)
        raise
    done = 0
    for batch in reader:
        batches.append(batch)
        done += BLOCK
        progress(min(1.0, done / size), "timetable")
    table = pa.Table.from_batches(batches, schema=reader.schema) if batches else empty
    return FeedTable(table, bad)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    return column.cast(kind.value_type) if pa.types.is_dictionary(kind) else column


def seconds(text: str) -> float:
    """Return a time of the service day (``25:10:00`` is after midnight) [s], NaN if it is none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return float("nan")
    hours, minutes, rest = (int(part or 0) for part in found.groups())
    return float(hours * 3600 + minutes * 60 + rest)
