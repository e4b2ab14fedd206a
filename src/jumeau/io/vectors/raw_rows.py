"""Features as a file has them, row by row, nothing checked or mended: for what is drawn by hand."""

from __future__ import annotations

import datetime
import json
import math
from pathlib import Path
from typing import Any

import msgspec

from jumeau.errors import InputError

MOST_ROWS = 20_000
"""More rows than this were not drawn by hand."""


class RawRow(msgspec.Struct, frozen=True):
    """A row: its geometry as WKB, None where it has none, and its values by column."""

    geometry: bytes | None
    values: dict[str, Any]


class RawLayer(msgspec.Struct, frozen=True):
    """A layer of a file; ``crs`` is an authority code or WKT, empty where the file does not say."""

    name: str
    crs: str
    rows: tuple[RawRow, ...]


def raw_layers(path: Path) -> tuple[RawLayer, ...]:
    """Return all features of a GeoPackage, GeoJSON, shapefile, FlatGeobuf or KML.

    Raises
    ------
    InputError
        What reading it raises; ``interchange.too_many``.
    """
    from jumeau.io.vectors.reader import plain_tables

    found = []
    count = 0
    for name, crs, table in plain_tables(path):
        count += table.num_rows
        if count > MOST_ROWS:
            raise InputError("interchange.too_many", path=path.name, count=count, most=MOST_ROWS)
        columns = {n: table.column(n).to_pylist() for n in table.column_names}
        shapes = columns.pop("geometry", [None] * table.num_rows)
        rows = (
            RawRow(shape, {n: plain(values[k]) for n, values in columns.items()})
            for k, shape in enumerate(shapes)
        )
        found.append(RawLayer(name, crs or "", tuple(rows)))
    return tuple(found)


def plain(value: Any) -> str | int | float | bool | None:
    """Return a value of a column as text, number, yes or no, or None; lists as JSON."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, (datetime.date, datetime.datetime, datetime.time)):
        return value.isoformat()
    if isinstance(value, bytes):
        return None
    return json.dumps(value, ensure_ascii=False, default=str)
