"""GeoPackage, shapefile, GeoJSON, FlatGeobuf and KML through GDAL, with all their columns."""

from __future__ import annotations

import gzip
import tempfile
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds
from jumeau.io.formats import extension
from jumeau.io.packed.archives import unpack_gzip
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.io.schemas.recognise import recognise
from jumeau.io.vectors import axes, completeness, shapefile
from jumeau.io.vectors.drafts import (
    Origin,
    drafts_of,
    family_of,
    likely_bounds,
    placed,
    stated_crs,
    window_box,
)
from jumeau.io.vectors.drivers import GdalErrors, reason_of
from jumeau.io.vectors.features import check
from jumeau.io.vectors.signatures import refuse_other
from jumeau.model.progress import Progress, part, silent
from jumeau.model.provenance import LeftOut

import pyogrio  # isort: skip - after its drivers are chosen
import pyogrio.raw

__all__ = ["GdalErrors", "VectorReader"]

BATCH = 32_768
SQLITE = b"SQLite format 3\0"
FLATGEOBUF = b"fgb\x03"
_HIDDEN = {"layer_styles", "qgis_projects"}


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file that GDAL may open: by this name, in this encoding, with these options."""

    path: Path
    name: str
    encoding: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    no_attributes: bool = False
    rebuilt_index: bool = False


class VectorReader:
    """The formats of features."""

    def describe(self, path: Path) -> list[Facts]:
        """Return the layers of a file without reading them through."""
        with _opened(path) as source:
            return [_facts(source, name, kind) for name, kind in _layers(source)]

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Read the layers of a file, one after the other."""
        with _opened(path) as source:
            layers = [x for x in _layers(source) if only is None or x[0] in only]
            for number, (name, kind) in enumerate(layers):
                step = part(progress, number / len(layers), (number + 1) / len(layers))
                try:
                    yield from _drafts(source, name, kind, window, step)
                except InputError as error:
                    if len(layers) == 1:
                        raise
                    yield Problem.of(error, f"{path.name}: {name}")


def plain_tables(path: Path) -> Iterator[tuple[str, str | None, pa.Table]]:
    """Read the layers of a file as they stand: name, CRS as the file says, all rows."""
    with _opened(path) as source:
        for layer, _ in _layers(source):
            table, crs = _table(source, layer, None, silent)
            yield _layer_name(source, layer), crs, table


@contextmanager
def _opened(path: Path) -> Iterator[_Opened]:
    kind = extension(path)
    if kind == ".shp":
        with shapefile.prepared(path) as ready:
            yield _Opened(
                path, str(ready.path), ready.encoding, (), ready.no_attributes, ready.rebuilt_index
            )
        return
    head = _head(path)
    if kind == ".gpkg":
        if not head.startswith(SQLITE):
            refuse_other(path, head)
            raise InputError("geopackage.not_one", path=path.name)
        # A file in write-ahead mode would get two neighbours as soon as it is opened.
        waiting = path.with_name(path.name + "-wal").exists()
        options = (("IMMUTABLE", "YES"),) if head[18:20] == b"\2\2" and not waiting else ()
        with _unzipped(path) as plain:
            yield _Opened(path, str(plain), None, options)
        return
    if kind == ".fgb":
        refuse_other(path, head, "FlatGeobuf")
        if not head.startswith(FLATGEOBUF):
            raise InputError("vector.not_one", path=path.name, format="FlatGeobuf")
        with _unzipped(path) as plain:
            yield _Opened(path, str(plain))
        return
    if kind == ".kml":
        refuse_other(path, head, "KML", "XML")
        if b"<kml" not in head.lower():
            raise InputError("vector.not_one", path=path.name, format="KML")
    else:
        refuse_other(path, head, "JSON")
        if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            raise InputError("geojson.not_one", path=path.name)
    zipped = path.suffix.lower() == ".gz"
    yield _Opened(path, f"/vsigzip/{path.resolve()}" if zipped else str(path))


@contextmanager
def _unzipped(path: Path) -> Iterator[Path]:
    """Give a file that must be read at any place: a copy of it where it is packed."""
    if path.suffix.lower() != ".gz":
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="jumeau-") as folder:
        plain = Path(folder) / path.stem
        try:
            unpack_gzip(path, plain)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError("vector.unreadable", path=path.name, reason=str(error)) from error
        yield plain


def _head(path: Path) -> bytes:
    """Return the first bytes of a file, unpacked where it is a ``.gz``."""
    try:
        with gzip.open(path, "rb") if path.suffix.lower() == ".gz" else open(path, "rb") as file:
            return bytes(file.read(4096))
    except (OSError, EOFError, zlib.error) as error:
        raise InputError("vector.unreadable", path=path.name, reason=str(error)) from error


@contextmanager
def _explained(source: _Opened) -> Iterator[None]:
    """Turn GDAL's errors into ours; its warnings are about what is counted here anyway."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except UnboundLocalError as error:  # pyogrio's own slip where GDAL cannot tell the CRS
        raise InputError("vector.unreadable", path=source.path.name, reason="CRS") from error
    except GdalErrors as error:
        reason = reason_of(error).replace(source.name, source.path.name)
        raise InputError("vector.unreadable", path=source.path.name, reason=reason) from error


def _layers(source: _Opened) -> list[tuple[str, str | None]]:
    with _explained(source):
        found = [(str(n), k) for n, k in pyogrio.list_layers(source.name) if n not in _HIDDEN]
    if not found:
        raise InputError("vector.no_layer", path=source.path.name)
    return found


def _facts(source: _Opened, layer: str, kind: str | None) -> Facts:
    with _explained(source):
        info = pyogrio.read_info(
            source.name, layer=layer, encoding=source.encoding, force_total_bounds=True,
            force_feature_count=True, **dict(source.options),
        )  # fmt: skip
    bounds = _bounds(info.get("total_bounds")) if kind is not None else None
    if bounds is not None and not axes.plausible(bounds):
        bounds = _usable_bounds(source, layer, info["crs"])
    crs, vertical = stated_crs(info["crs"], bounds)
    types = [str(t) for t in info["dtypes"]]
    fields = tuple(zip(map(str, info["fields"]), types, strict=True))
    name = _layer_name(source, layer)
    found = recognise([f for f, _ in fields], name, family_of(kind))
    return Facts(source.path, name, found.role, int(info["features"]), kind or "", crs,
                 likely_bounds(bounds, crs), fields, vertical)  # fmt: skip


def _usable_bounds(source: _Opened, layer: str, crs: str | None) -> Bounds | None:
    """Return the box of the features that will be kept: some lie where nothing can."""
    table, _ = _table(source, layer, None, silent, columns=[])
    parts = [placed(checked, crs)[0] for checked in check(table)]
    return parts[0].bounds if parts else None


def _bounds(box: Any) -> Bounds | None:
    """Return GDAL's extent; None where it has none, or an infinite one for want of features."""
    if box is None:
        return None
    west, south, east, north = (float(v) for v in box)
    inside = all(abs(v) < 1e300 for v in (west, south, east, north))
    return (west, south, east, north) if inside else None


def _layer_name(source: _Opened, layer: str) -> str:
    if extension(source.path) == ".gpkg":
        return layer
    name = source.path.name
    for suffix in (".gz", ".shp", ".geojson", ".json", ".fgb", ".kml"):
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
    return name


def _drafts(
    source: _Opened, layer: str, kind: str | None, window: Window | None, progress: Progress
) -> Iterator[Draft]:
    box = _source_box(source, layer, window) if kind is not None else None
    table, crs_text = _table(source, layer, box, part(progress, 0.0, 0.6))
    name = _layer_name(source, layer)
    if table.num_rows == 0:
        code = "vector.empty_layer" if box is None else "vector.nothing_here"
        raise InputError(code, path=source.path.name, layer=name)
    left_out: tuple[LeftOut, ...] = ()
    repaired: tuple[LeftOut, ...] = ()
    if box is None and (lost := _unread(source, layer, table.num_rows)):
        left_out = (LeftOut("unreadable_records", lost),)
    if source.no_attributes:
        left_out = (LeftOut("no_attributes", table.num_rows), *left_out)
    if source.rebuilt_index:
        repaired = (LeftOut("rebuilt_index", 1, (source.path.with_suffix(".shx").name,)),)
    origin = Origin(source.path, name, layer, left_out, repaired)
    yield from drafts_of(origin, table, crs_text, kind, part(progress, 0.6, 1.0))


def _unread(source: _Opened, layer: str, rows: int) -> int:
    """Return how many records a damaged file did not give."""
    path = Path(source.name)
    if extension(source.path) == ".gpkg" and not path.with_name(path.name + "-wal").exists():
        return completeness.unread_of_geopackage(path, layer, rows)
    if extension(source.path) == ".shp" and not source.no_attributes:
        attributes = shapefile.sibling(source.path, ".dbf")
        return completeness.missing_of_dbase(attributes) if attributes else 0
    return 0


def _source_box(source: _Opened, layer: str, window: Window | None) -> Bounds | None:
    """Return the window in the layer's CRS; None where all must be read to know it."""
    if window is None:
        return None
    with _explained(source):
        info = pyogrio.read_info(
            source.name, layer=layer, encoding=source.encoding, **dict(source.options)
        )
    bounds = _bounds(info.get("total_bounds"))
    crs, _ = stated_crs(info["crs"], bounds)
    box = window_box(window, crs)
    if box is not None and likely_bounds(bounds, crs) != bounds:
        return axes.turned(box)  # the file has latitude first
    return box


def _table(
    source: _Opened,
    layer: str,
    box: Bounds | None,
    progress: Progress,
    columns: list[str] | None = None,
) -> tuple[pa.Table, str | None]:
    """Read all columns, batch by batch, the geometry as plain WKB in ``geometry``."""
    options: dict[str, Any] = dict(source.options)
    if columns is not None:
        options["columns"] = columns
    with _explained(source), pyogrio.raw.open_arrow(
        source.name, layer=layer, encoding=source.encoding, bbox=box, batch_size=BATCH, **options
    ) as (meta, stream):  # fmt: skip
        reader = pa.RecordBatchReader.from_stream(stream)
        batches: list[pa.RecordBatch] = []
        rows = 0
        progress(0.0, "reading")
        for batch in reader:
            batches.append(batch)
            rows += batch.num_rows
            progress(rows / (rows + 4 * BATCH), "reading")  # the count is not known beforehand
        table = pa.Table.from_batches(batches, schema=reader.schema)
    with _explained(source):
        return _plain(table, meta["geometry_name"] or "wkb_geometry"), meta["crs"]


def _plain(table: pa.Table, geometry: str) -> pa.Table:
    """Name the geometry ``geometry``, drop GDAL's notes on fields, mend letters cut in two."""
    names = list(table.column_names)
    columns = list(table.columns)
    if geometry in names:
        at = names.index(geometry)
        names = [
            f"{n}_1" if n.lower() == "geometry" and i != at else n for i, n in enumerate(names)
        ]
        names[at] = "geometry"
    plain = pa.table(columns, schema=pa.schema(
        [pa.field(n, c.type) for n, c in zip(names, columns, strict=True)]))  # fmt: skip
    try:
        plain.validate(full=True)
    except pa.ArrowInvalid:
        plain = _with_whole_letters(plain)
    return plain


def _with_whole_letters(table: pa.Table) -> pa.Table:
    for at, field in enumerate(table.schema):
        column = table.column(at)
        if pa.types.is_string(field.type):
            column = column.cast(pa.binary())
        column.validate(full=True)  # what is wrong is no letter
        if pa.types.is_string(field.type):
            raw = column.to_pylist()
            text = [None if v is None else v.decode("utf-8", errors="ignore") for v in raw]
            table = table.set_column(at, field.name, pa.array(text, pa.string()))
    return table
