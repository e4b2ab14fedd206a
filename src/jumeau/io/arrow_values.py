"""The values of an Arrow column as plain arrays, without what pyarrow loads for that.

pyarrow's own conversion imports pandas where it is installed (0.4 s), and its functions another
module: a saved project holds plain columns, and those are read straight from their buffers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

_PLAIN = {
    "double": np.float64, "float": np.float32,
    "int8": np.int8, "int16": np.int16, "int32": np.int32, "int64": np.int64,
    "uint8": np.uint8, "uint16": np.uint16, "uint32": np.uint32, "uint64": np.uint64,
}  # fmt: skip
_TEXT = ("string", "large_string")


def numbers(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """Return a column as numbers, NaN where it holds none; decimal commas are understood."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if str(kind) in _PLAIN:
        chunks = [_plain(chunk, _PLAIN[str(kind)]) for chunk in column.chunks]
        return np.concatenate(chunks) if chunks else np.empty(0)
    if str(kind) in _TEXT:
        import pyarrow.compute as pc

        text = pc.replace_substring(pc.utf8_trim_whitespace(column), ",", ".")
        good = pc.match_substring_regex(text, r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
        column = pc.if_else(good, text, pa.scalar(None, text.type)).cast(pa.float64())
    elif not (pa.types.is_floating(kind) or pa.types.is_boolean(kind) or pa.types.is_decimal(kind)):
        return np.full(len(column), np.nan)
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)


def _plain(chunk: pa.Array, kind: Any) -> NDArray[np.float64]:
    """Return numbers as they lie in the buffers, NaN where the validity says so."""
    _, data = chunk.buffers()
    if not len(chunk) or data is None:
        return np.full(len(chunk), np.nan)
    values = np.frombuffer(data, kind)[chunk.offset : chunk.offset + len(chunk)].astype(np.float64)
    if chunk.null_count:
        values[~valid(chunk)] = np.nan
    return values


def valid(chunk: pa.Array) -> NDArray[np.bool_]:
    """Return where a chunk has a value."""
    bits = chunk.buffers()[0]
    if bits is None:
        return np.full(len(chunk), chunk.null_count == 0)
    bytes_ = np.frombuffer(bits, np.uint8)
    flags = np.unpackbits(bytes_, bitorder="little")[chunk.offset : chunk.offset + len(chunk)]
    return flags.astype(np.bool_)


def texts(column: pa.ChunkedArray) -> NDArray[np.object_]:
    """Return a column as texts, ``""`` where it holds none."""
    if str(column.type) not in _TEXT:
        import pyarrow as pa
        import pyarrow.compute as pc

        column = pc.cast(column, pa.string(), safe=False)
    found = np.empty(len(column), object)
    found[:] = [text or "" for text in column.to_pylist()]
    return found
