"""The tables of a tile of 3D Tiles 1.0: what is said of its points, instances or batches.

A table is a JSON object and the binary it refers to (OGC 18-053r2, 8.1 and 8.2).
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A feature table or batch table: its JSON, and the binary it refers to."""

    header: dict[str, Any]
    body: bytes


def parts(data: bytes, head: int) -> tuple[Table, Table, bytes]:
    """Return feature table, batch table and the rest of a tile whose head is ``head`` bytes."""
    sizes = struct.unpack_from("<4I", data, 12)
    position, tables = head, []
    for size in sizes:
        tables.append(data[position : position + size])
        position += size
    (length,) = struct.unpack_from("<I", data, 8)
    read = [Table(json.loads(tables[i] or b"{}"), tables[i + 1]) for i in (0, 2)]
    return read[0], read[1], data[position:length]


def values_of(table: Table, name: str, kind: str, width: int, count: int) -> NDArray[Any] | None:
    """Return a property of all instances or points (count, width); None where there is none.

    ``kind`` is numpy's name of its type in the binary; a list in the JSON is taken as it is.
    """
    told = table.header.get(name)
    if told is None:
        return None
    if isinstance(told, list):
        return np.array(told, np.float64).reshape(-1, width)
    offset = int(told["byteOffset"])
    found = np.frombuffer(table.body, kind, count * width, offset)
    return found.reshape(count, width).astype(np.float64)


def number_of(table: Table, name: str) -> float:
    """Return a property that is one number; 0 where there is none."""
    told = table.header.get(name, 0)
    if isinstance(told, dict):
        return float(np.frombuffer(table.body, "<u4", 1, int(told["byteOffset"]))[0])
    return float(told[0] if isinstance(told, list) else told)


def vector_of(table: Table, name: str) -> NDArray[np.float64]:
    """Return a property that is one place (3,); the origin where there is none."""
    found = values_of(table, name, "<f4", 3, 1)
    return np.zeros(3) if found is None else np.asarray(found[0], np.float64)


_NUMBERS = {"BYTE": "<i1", "UNSIGNED_BYTE": "<u1", "SHORT": "<i2", "UNSIGNED_SHORT": "<u2",
            "INT": "<i4", "UNSIGNED_INT": "<u4", "FLOAT": "<f4", "DOUBLE": "<f8"}  # fmt: skip
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}


def batch_column(table: Table, name: str, count: int) -> NDArray[Any] | None:
    """Return one number of each batch (count,); None where the table has no such numbers.

    Raises
    ------
    ValueError, LookupError
        When the binary is shorter than what it should hold.
    """
    told = table.header.get(name)
    if isinstance(told, list):
        found = np.array(told)
        return found if found.shape == (count,) and found.dtype.kind in "iuf" else None
    if not isinstance(told, dict) or told.get("componentType") not in _NUMBERS:
        return None
    if told.get("type", "SCALAR") != "SCALAR":
        return None
    kind = np.dtype(_NUMBERS[told["componentType"]])
    return np.frombuffer(table.body, kind, count, int(told["byteOffset"]))


def batch_rows(table: Table, count: int) -> list[dict[str, Any]]:
    """Return the attributes of each batch; those of hierarchies are passed over."""
    rows: list[dict[str, Any]] = [{} for _ in range(min(count, 10_000_000))]
    for name, told in table.header.items():
        if isinstance(told, list):
            for row, value in zip(rows, told, strict=False):
                row[name] = value
        elif isinstance(told, dict) and told.get("componentType") in _NUMBERS:
            width = _WIDTHS.get(str(told.get("type", "SCALAR")), 1)
            kind = np.dtype(_NUMBERS[told["componentType"]])
            size = len(rows) * width
            values = np.frombuffer(table.body, kind, size, int(told["byteOffset"]))
            listed = values.tolist() if width == 1 else values.reshape(-1, width).tolist()
            for row, value in zip(rows, listed, strict=True):
                row[name] = value
    return rows
