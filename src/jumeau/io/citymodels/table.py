"""Blocks of city objects as the table of a layer: one row an object, its surfaces in bytes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jumeau.geometry.bodies import boxes, encode_bodies, vertex_start
from jumeau.geometry.surfaces import Surfaces
from jumeau.io.citymodels.block import Block
from jumeau.io.citymodels.columns import Columns

CLASS, LOD = "city_object", "lod"
TYPES, COLOURS, IMAGES, UV = (
    "surface_types", "surface_colours", "surface_images", "surface_uv"
)  # fmt: skip
_OWN = (CLASS, LOD, TYPES, COLOURS, IMAGES, UV, "geometry")


class SurfaceTable:
    """The rows of one layer, block by block.

    Parameters
    ----------
    key : str
        Name of the column of the source's ids.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        self._columns = Columns((key, *_OWN))
        self._fixed: dict[str, list[pa.Array]] = {name: [] for name in (key, *_OWN)}
        self._box = np.array([np.inf, np.inf, -np.inf, -np.inf])
        self.surfaces = 0

    @property
    def rows(self) -> int:
        """How many rows there are so far."""
        return sum(len(chunk) for chunk in self._fixed["geometry"])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """xmin, ymin, xmax, ymax of all rows."""
        west, south, east, north = self._box.tolist()
        return west, south, east, north

    def add(self, block: Block) -> None:
        """Add the objects of a block; each must have a surface."""
        bodies, fixed = block.bodies, self._fixed
        box = boxes(bodies)
        self._box[:2] = np.fmin(self._box[:2], np.nanmin(box[:, :2], axis=0))
        self._box[2:] = np.fmax(self._box[2:], np.nanmax(box[:, 3:5], axis=0))
        self.surfaces += len(block.types)
        self._columns.add(block.attributes)
        fixed[self.key].append(pa.array([key or None for key in block.keys], pa.string()))
        fixed[CLASS].append(pa.array(block.kinds, pa.string()))
        fixed[LOD].append(pa.array(block.lods, pa.string()))
        fixed["geometry"].append(encoded(bodies))
        start = bodies.feature_start
        fixed[TYPES].append(_bytes(block.types, start, None))
        painted = None
        if block.colours is not None:
            painted = _any(block.colours[:, 3] > 0, start)
        fixed[COLOURS].append(_rows(block.colours, start, painted))
        textured = None
        if block.images is not None and block.uv is not None:
            textured = _any(block.images >= 0, start)
        fixed[IMAGES].append(_rows(block.images, start, textured))
        fixed[UV].append(_rows(block.uv, vertex_start(bodies), textured))

    def finished(self) -> tuple[pa.Table, tuple[tuple[str, str], ...]]:
        """Return the table, and the canonical names of the columns of surfaces."""
        columns: dict[str, Any] = {}
        attributes = self._columns.finished()
        for name in (self.key, CLASS, LOD):
            chunks = self._fixed[name]
            if name != self.key or any(chunk.null_count < len(chunk) for chunk in chunks):
                columns[name] = pa.chunked_array(chunks)
        columns |= attributes
        named = [(LOD, LOD)]
        for name in (TYPES, COLOURS, IMAGES, UV):
            chunks = self._fixed[name]
            if name == TYPES or any(chunk.null_count < len(chunk) for chunk in chunks):
                columns[name] = pa.chunked_array(chunks)
                named.append((name, name))
        geometry = self._fixed["geometry"]
        columns["geometry"] = pa.chunked_array(geometry, pa.large_binary())
        return pa.table(columns), tuple(named)


def encoded(bodies: Surfaces) -> pa.Array:
    """Return bodies as an Arrow column of WKB."""
    data, offsets = encode_bodies(bodies)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.large_binary(), len(bodies), buffers)


def _any(flags: NDArray[np.bool_], start: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell for each group whether one of its members is set."""
    total = np.concatenate([[0], np.cumsum(flags)])[start]
    return np.asarray(np.diff(total) > 0)


def _rows(
    values: NDArray[Any] | None, start: NDArray[np.int64], there: NDArray[np.bool_] | None
) -> pa.Array:
    count = len(start) - 1
    if values is None or there is None or not there.any():
        return pa.nulls(count, pa.large_binary())
    return _bytes(values, start, there)


def _bytes(
    values: NDArray[Any], start: NDArray[np.int64], there: NDArray[np.bool_] | None
) -> pa.Array:
    """Return each group's values as one string of bytes, null where there are none."""
    width = values.itemsize * (values.shape[1] if values.ndim > 1 else 1)
    mask = None
    if there is not None and not there.all():
        sizes = np.diff(start)
        values = values[np.repeat(there, sizes)]
        start = np.concatenate([[0], np.cumsum(np.where(there, sizes, 0))])
        mask = pa.py_buffer(np.packbits(there, bitorder="little"))
    offsets = np.ascontiguousarray(start * width, np.int64)
    data = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
    buffers = [mask, pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.large_binary(), len(start) - 1, buffers)
