"""A dBASE table alone: attributes whose shapes are elsewhere, as noise maps of type A are sent."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from jumeau.errors import InputError
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.io.tables.drafting import stem_of, table_drafts
from jumeau.io.tables.values import cleaned
from jumeau.io.vectors.completeness import missing_of_dbase
from jumeau.io.vectors.drafts import Origin, facts_of
from jumeau.io.vectors.drivers import GdalErrors, reason_of
from jumeau.io.vectors.shapefile import encoding_of, sibling
from jumeau.io.vectors.signatures import refuse_other
from jumeau.model.progress import Progress, part, silent
from jumeau.model.provenance import LeftOut

import pyogrio.raw  # isort: skip - after its drivers are chosen

_VERSIONS = frozenset((0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x83, 0x8B, 0x8C, 0xF5))
BATCH = 32_768


class DbfReader:
    """dBASE tables without shapes."""

    def describe(self, path: Path) -> list[Facts]:
        """Return what the table holds."""
        return facts_of(path, self.read(path, None, silent, None))

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Read the table."""
        name = stem_of(path)
        if only is None or name in only:
            table = read_dbf(path, part(progress, 0.0, 0.8))
            lost = missing_of_dbase(path)
            left_out = (LeftOut("unreadable_records", lost),) if lost else ()
            origin = Origin(path, name, "", left_out)
            yield from table_drafts(origin, table, window, part(progress, 0.8, 1.0))


def read_dbf(path: Path, progress: Progress) -> pa.Table:
    """Read a dBASE table; texts come without the spaces that fill their width.

    Raises
    ------
    InputError
        ``vector.not_one``, ``vector.unreadable``, ``vector.empty_layer``.
    """
    with open(path, "rb") as file:
        head = file.read(1024)
    refuse_other(path, head)
    start = int.from_bytes(head[8:10], "little")
    if len(head) < 32 or head[0] not in _VERSIONS or start < 33:
        raise InputError("vector.not_one", path=path.name, format="dBASE (.dbf)")
    if start == 33 or not int.from_bytes(head[4:8], "little"):
        raise InputError("vector.empty_layer", path=path.name, layer=stem_of(path))
    encoding = encoding_of(path, sibling(path, ".cpg"))
    batches: list[pa.RecordBatch] = []
    try:
        with (
            warnings.catch_warnings(),
            pyogrio.raw.open_arrow(path, encoding=encoding, batch_size=BATCH) as (_, stream),
        ):
            warnings.simplefilter("ignore")  # letters that the encoding lacks
            reader = pa.RecordBatchReader.from_stream(stream)
            for batch in reader:
                batches.append(batch)
                progress(len(batches) / (len(batches) + 4), "reading")
            table = pa.Table.from_batches(batches, schema=reader.schema)
    except GdalErrors as error:
        raise InputError("vector.unreadable", path=path.name, reason=reason_of(error)) from error
    columns = {
        name: cleaned(column) if pa.types.is_string(column.type) else column
        for name, column in zip(table.column_names, table.columns, strict=True)
        if not pa.types.is_binary(column.type)
    }
    return pa.table(columns)
