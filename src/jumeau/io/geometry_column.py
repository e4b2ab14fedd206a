"""The geometry column of an Arrow table as plain arrays, without copying."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jumeau.io.arrow_values import valid as present

if TYPE_CHECKING:
    import pyarrow as pa

Buffers = tuple[NDArray[np.uint8], NDArray[Any], NDArray[np.bool_] | None]
"""Bytes, offsets, validity (None when every row has a geometry)."""


def wkb_buffers(chunks: pa.ChunkedArray) -> Buffers:
    """Return bytes, offsets and validity of a geometry column, as the decoders take them."""
    import pyarrow as pa

    kind = chunks.type
    if not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind)):
        chunks = chunks.cast(pa.binary())
    if chunks.num_chunks > 1 and not pa.types.is_large_binary(chunks.type):
        chunks = chunks.cast(pa.large_binary()) if chunks.nbytes >= 2**31 else chunks
    whole = chunks.combine_chunks() if chunks.num_chunks != 1 else chunks.chunk(0)
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], chunks.type)
    size = np.int64 if pa.types.is_large_binary(whole.type) else np.int32
    _, offset_buffer, data_buffer = whole.buffers()
    offsets = np.frombuffer(offset_buffer, size)[whole.offset : whole.offset + len(whole) + 1]
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer else np.empty(0, np.uint8)
    if not len(offsets):
        offsets = np.zeros(1, size)
    valid = None
    if whole.null_count:
        valid = present(whole)
    return data, offsets, valid
