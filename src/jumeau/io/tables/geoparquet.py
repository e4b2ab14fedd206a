"""GeoParquet 1.0 and 1.1 (https://geoparquet.org/releases/v1.1.0/), and Parquet with coordinates.

Batch by batch; where the file states the boxes of its groups of rows, only those that touch the
window are read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.io.schemas.recognise import recognise
from jumeau.io.tables.drafting import stem_of, table_drafts
from jumeau.io.vectors import axes
from jumeau.io.vectors.drafts import (
    Origin,
    drafts_of,
    facts_of,
    family_of,
    in_window,
    likely_bounds,
    stated_crs,
    window_box,
)
from jumeau.io.vectors.signatures import refuse_other
from jumeau.model.progress import Progress, part, silent

BATCH = 65_536


@dataclass(frozen=True, slots=True)
class _Geometry:
    """What a file says of its geometry column."""

    column: str
    crs: str | None
    kind: str
    bounds: Bounds | None
    covering: str


class GeoParquetReader:
    """Parquet files, with geometries or without."""

    def describe(self, path: Path) -> list[Facts]:
        """Return what the file holds, from its footer where that says enough."""
        with _opened(path) as file:
            geo = _geometry(path, file)
            if geo is not None and geo.bounds is not None and axes.plausible(geo.bounds):
                crs, vertical = stated_crs(geo.crs, geo.bounds)
                own = [f for f in file.schema_arrow if f.name not in (geo.column, geo.covering)]
                found = recognise([f.name for f in own], stem_of(path), family_of(geo.kind))
                fields = tuple((f.name, str(f.type)) for f in own)
                return [Facts(path, stem_of(path), found.role, file.metadata.num_rows, geo.kind,
                              crs, likely_bounds(geo.bounds, crs), fields, vertical)]  # fmt: skip
        return facts_of(path, self.read(path, None, silent, None))

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Read the file's one layer."""
        name = stem_of(path)
        if only is not None and name not in only:
            return
        origin = Origin(path, name)
        with _opened(path) as file:
            geo = _geometry(path, file)
            if not file.metadata.num_rows:
                raise InputError("vector.empty_layer", path=path.name, layer=name)
            table = _table(path, file, geo, window, part(progress, 0.0, 0.6))
        if geo is None:
            yield from table_drafts(origin, table, window, part(progress, 0.6, 1.0))
            return
        table = in_window(table, window, stated_crs(geo.crs, geo.bounds)[0])
        if not table.num_rows:
            raise InputError("vector.nothing_here", path=path.name, layer=name)
        yield from drafts_of(origin, table, geo.crs, geo.kind, part(progress, 0.6, 1.0))


def _opened(path: Path) -> Any:
    import pyarrow.parquet as pq

    with open(path, "rb") as file:
        head = file.read(1024)
    refuse_other(path, head, "Parquet")
    if not head.startswith(b"PAR1"):
        raise InputError("vector.not_one", path=path.name, format="GeoParquet")
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: BaseException) -> InputError:
    return InputError("vector.unreadable", path=path.name, reason=str(error).splitlines()[0][:200])


def _geometry(path: Path, file: Any) -> _Geometry | None:
    """Return what the footer says of the geometry; None where the file has none."""
    text = (file.schema_arrow.metadata or {}).get(b"geo")
    if text is None:
        return None
    try:
        geo = json.loads(text)
        name = str(geo["primary_column"])
        column: Mapping[str, Any] = geo["columns"][name]
        encoding = str(column["encoding"])
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(path, error) from error
    if encoding.upper() != "WKB":
        raise InputError("geoparquet.encoding", path=path.name, encoding=encoding)
    if name not in file.schema_arrow.names:
        raise InputError("vector.no_layer", path=path.name)
    kinds = {str(kind).removesuffix(" Z") for kind in column.get("geometry_types") or ()}
    box = column.get("bbox")
    bounds = None
    if isinstance(box, list) and len(box) in (4, 6):
        high = len(box) // 2
        bounds = (float(box[0]), float(box[1]), float(box[high]), float(box[high + 1]))
    covering = ((column.get("covering") or {}).get("bbox") or {}).get("xmin") or [""]
    families = {family_of(kind) for kind in kinds}
    kind = sorted(kinds)[0] if len(families) == 1 else "Unknown"
    return _Geometry(name, _crs(column), kind, bounds, str(covering[0]))


def _crs(column: Mapping[str, Any]) -> str | None:
    """Return the CRS as a code or WKT; None where the file says that it is unknown."""
    if "crs" not in column:
        return "EPSG:4326"  # OGC:CRS84: longitude first, as everywhere here
    crs = column["crs"]
    if crs is None:
        return None
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        found = CRS.from_json_dict(crs) if isinstance(crs, dict) else CRS.from_user_input(crs)
    except (CRSError, ValueError, TypeError):
        return None
    authority = found.to_authority()
    if authority == ("OGC", "CRS84"):
        return "EPSG:4326"
    return ":".join(authority) if authority else str(found.to_wkt())


def _table(
    path: Path, file: Any, geo: _Geometry | None, window: Window | None, progress: Progress
) -> pa.Table:
    box = window_box(window, stated_crs(geo.crs, geo.bounds)[0]) if geo else None
    groups = list(range(file.num_row_groups))
    if geo is not None and geo.covering and box is not None:
        groups = [g for g in groups if _touches(file.metadata.row_group(g), geo.covering, box)]
    batches: list[pa.RecordBatch] = []
    rows = 0
    total = max(1, file.metadata.num_rows)
    try:
        for batch in file.iter_batches(batch_size=BATCH, row_groups=groups, use_threads=False):
            rows += batch.num_rows
            batches.append(batch)
            progress(rows / total, "reading")
        table = pa.Table.from_batches(
            batches, schema=batches[0].schema if batches else file.schema_arrow
        )
        table.validate(full=True)
        return _plain(table, geo)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error


def _touches(group: Any, covering: str, box: Bounds) -> bool:
    """Tell whether a group of rows may touch a box, by the statistics of its boxes."""
    found: dict[str, tuple[float, float]] = {}
    for at in range(group.num_columns):
        column = group.column(at)
        head, _, side = column.path_in_schema.partition(".")
        if head == covering and column.statistics is not None and column.statistics.has_min_max:
            found[side] = (float(column.statistics.min), float(column.statistics.max))
    if not {"xmin", "ymin", "xmax", "ymax"} <= set(found):
        return True
    return (
        found["xmin"][0] <= box[2] and found["xmax"][1] >= box[0]
        and found["ymin"][0] <= box[3] and found["ymax"][1] >= box[1]
    )  # fmt: skip


def _plain(table: pa.Table, geo: _Geometry | None) -> pa.Table:
    """Name the geometry ``geometry``; write nested values as JSON, as other columns are plain."""
    columns: dict[str, Any] = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        if geo is not None and name == geo.covering:
            continue
        kind = column.type
        if geo is not None and name == geo.column:
            if not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind)):
                column = column.cast(pa.binary())
            columns["geometry"] = column
            continue
        if pa.types.is_dictionary(kind):
            column = column.cast(kind.value_type)
        elif pa.types.is_nested(kind):
            texts = [None if v is None else json.dumps(v, default=str, ensure_ascii=False)
                     for v in column.to_pylist()]  # fmt: skip
            column = pa.chunked_array([pa.array(texts, pa.string())])
        columns[f"{name}_1" if name.lower() == "geometry" else name] = column
    return pa.table(columns)
