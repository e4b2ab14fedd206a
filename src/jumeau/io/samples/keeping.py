"""Surface samples as GeoParquet: a row a cell, a point with the altitude in ``geometry``.

Columns: ``geometry`` (Point Z, middle of the cell), ``layer`` (id of the layer that carries it,
empty where unknown), ``feature`` (row in that layer), ``storey`` (-1 on roofs), ``u``, ``v`` (place
along the wall and up it [m]), ``normal_x``, ``normal_y``, ``normal_z`` (unit vector out of the
surface), ``width``, ``height`` (of the cell [m]), and ``value`` or, where there are several times,
``value_0``, ``value_1``…; the times stand in the file's metadata under ``jumeau:times``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jumeau.errors import ProjectError
from jumeau.io.store import Payloads, PayloadStore, write_geoparquet
from jumeau.model.payload import PayloadKind, PayloadRef, SurfaceSamples

TIMES = b"jumeau:times"
_POINT_Z = 1001  # ISO WKB, as GeoParquet 1.1 asks for
_WKB = np.dtype([("order", "u1"), ("type", "<u4"), ("xyz", "<f8", (3,))])
_PAIRS = (("uv", ("u", "v")), ("size", ("width", "height")))
_NORMAL = ("normal_x", "normal_y", "normal_z")


def samples_table(
    samples: SurfaceSamples,
    carriers: Sequence[str] = (),
    carrier: NDArray[Any] | None = None,
) -> pa.Table:
    """Return samples as a table; see the head of this module for its columns.

    Parameters
    ----------
    samples : SurfaceSamples
        What is written.
    carriers : sequence of str
        Ids of the layers that carry the cells.
    carrier : (N,) int array, optional
        Place in ``carriers`` of each cell's layer; all of the first where absent.
    """
    count = len(samples.points)
    columns: dict[str, Any] = {}
    names = list(carriers) or [""]
    index = np.zeros(count, np.int32) if carrier is None else np.asarray(carrier, np.int32)
    columns["layer"] = pa.DictionaryArray.from_arrays(pa.array(index), pa.array(names))
    columns["feature"] = np.asarray(samples.feature, np.int32)
    columns["storey"] = np.asarray(samples.storey, np.int16)
    for field, pair in _PAIRS:
        values = np.asarray(getattr(samples, field), np.float32)
        for k, name in enumerate(pair):
            columns[name] = np.ascontiguousarray(values[:, k])
    for k, name in enumerate(_NORMAL):
        columns[name] = np.ascontiguousarray(samples.normal[:, k], np.float32)
    for name, row in zip(value_columns(len(samples.values)), samples.values, strict=True):
        columns[name] = np.ascontiguousarray(row, np.float32)
    columns["geometry"] = _points(samples.points)
    table = pa.table(columns)
    return table.replace_schema_metadata({TIMES: json.dumps(list(samples.times)).encode()})


def value_columns(times: int) -> tuple[str, ...]:
    """Return the names of the columns of values for so many times."""
    return ("value",) if times == 1 else tuple(f"value_{k}" for k in range(times))


def write_samples(
    store: PayloadStore,
    samples: SurfaceSamples,
    crs: str,
    carriers: Sequence[str] = (),
    carrier: NDArray[Any] | None = None,
) -> PayloadRef:
    """Put samples into the store; parameters as for :func:`samples_table`."""
    output = store.temporary(".parquet")
    try:
        write_geoparquet(samples_table(samples, carriers, carrier), crs, output)
        return store.adopt(output, PayloadKind.SAMPLES)
    except BaseException:
        output.unlink(missing_ok=True)
        raise


def read_samples(payloads: Payloads, ref: PayloadRef) -> SurfaceSamples:
    """Return the samples of a payload.

    Raises
    ------
    ProjectError
        ``store.missing`` or ``store.damaged``.
    """
    table = read_table(payloads, ref)

    def columns(*names: str) -> list[NDArray[Any]]:
        return [table.column(name).to_numpy() for name in names]

    try:
        times = tuple(json.loads((table.schema.metadata or {}).get(TIMES, b"[]")))
        names = [x for x in table.column_names if x == "value" or x.startswith("value_")]
        return SurfaceSamples(
            points=_places(table.column("geometry")),
            feature=columns("feature")[0].astype(np.int32),
            storey=columns("storey")[0].astype(np.int16),
            uv=np.column_stack(columns("u", "v")).astype(np.float32),
            values=np.stack(columns(*names)).astype(np.float32),
            normal=np.column_stack(columns(*_NORMAL)).astype(np.float32),
            size=np.column_stack(columns("width", "height")).astype(np.float32),
            times=times,
        )
    except (KeyError, ValueError) as error:
        raise ProjectError("store.damaged", path=payloads.path(ref)) from error


def read_table(payloads: Payloads, ref: PayloadRef) -> pa.Table:
    """Return the samples of a payload as the table that was written.

    Raises
    ------
    ProjectError
        ``store.missing`` or ``store.damaged``.
    """
    import pyarrow.parquet as pq

    path = payloads.path(ref)
    try:
        with pq.ParquetFile(path) as file:
            return file.read(use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise ProjectError("store.damaged", path=path) from error


def _points(places: NDArray[np.float64]) -> pa.Array:
    """Return places (N, 3) as WKB."""
    wkb = np.empty(len(places), _WKB)
    wkb["order"], wkb["type"], wkb["xyz"] = 1, _POINT_Z, places
    starts = np.arange(len(places) + 1, dtype=np.int32) * _WKB.itemsize
    buffers = [None, pa.py_buffer(starts.tobytes()), pa.py_buffer(wkb.tobytes())]
    return pa.Array.from_buffers(pa.binary(), len(places), buffers)


def _places(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """Return the places (N, 3) of WKB points as they are written here."""
    content = b"".join(column.to_pylist())
    return np.frombuffer(content, _WKB)["xyz"].astype(np.float64)
