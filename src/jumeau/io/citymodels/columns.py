"""Attributes of city objects as Arrow columns: a type for each, whatever the objects give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import pyarrow as pa

_NUMBERS = (pa.int64(), pa.float64())


class Columns:
    """Columns that grow block by block; a block's values become Arrow arrays at once."""

    def __init__(self, taken: Sequence[str]) -> None:
        self._taken = {name.lower() for name in taken}
        self._names: dict[str, str] = {}
        self._chunks: dict[str, list[pa.Array]] = {}
        self._sizes: list[int] = []

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Add the attributes of a block's objects."""
        values: dict[str, list[Any]] = {}
        count = len(rows)
        for row, attributes in enumerate(rows):
            for name, value in attributes.items():
                column = values.get(name)
                if column is None:
                    column = values[name] = [None] * count
                column[row] = value
        for name in (*self._chunks, *values):
            if name not in self._chunks:
                self._chunks[name] = [pa.nulls(size) for size in self._sizes]
        for name, chunks in self._chunks.items():
            chunks.append(_array(values[name]) if name in values else pa.nulls(count))
        self._sizes.append(count)

    def finished(self) -> dict[str, pa.ChunkedArray]:
        """Return the columns that hold a value, by names that no case tells apart."""
        done: dict[str, pa.ChunkedArray] = {}
        for name, chunks in self._chunks.items():
            kind = _common({chunk.type for chunk in chunks})
            if kind is not None:
                cast = [_cast(chunk, kind) for chunk in chunks]
                done[self._unique(name)] = pa.chunked_array(cast, kind)
        return done

    def _unique(self, name: str) -> str:
        own, number = name, 1
        while own.lower() in self._taken:
            own, number = f"{name}_{number}", number + 1
        self._taken.add(own.lower())
        return own


def _array(values: list[Any]) -> pa.Array:
    """Return values as numbers or yes and no where they all are, else as texts."""
    try:
        made = pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        made = None
    if made is not None and made.type in (*_NUMBERS, pa.bool_(), pa.string(), pa.null()):
        return made
    if all(value is None or type(value) in (int, float) for value in values):
        return pa.array([None if v is None else float(v) for v in values], pa.float64())
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return msgspec.json.encode(value).decode()
    return str(value)


def _common(kinds: set[pa.DataType]) -> pa.DataType | None:
    kinds = {kind for kind in kinds if kind != pa.null()}
    if len(kinds) <= 1:
        return next(iter(kinds), None)
    return pa.float64() if kinds <= set(_NUMBERS) else pa.string()


def _cast(chunk: pa.Array, kind: pa.DataType) -> pa.Array:
    if chunk.type == kind:
        return chunk
    if kind == pa.string() and chunk.type != pa.null():
        return pa.array([_text(value) for value in chunk.to_pylist()], kind)
    return chunk.cast(kind)
