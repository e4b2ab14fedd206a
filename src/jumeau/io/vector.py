"""GeoPackage, shapefile and GeoJSON through GDAL, as Arrow tables with all their columns."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds, reprojection, split
from jumeau.io import shapefile
from jumeau.io.environment import GDAL_OPTIONS
from jumeau.io.features import Checked, check
from jumeau.io.reading import Draft, Facts, Problem, Window, extension
from jumeau.io.schemas.recognise import Recognised, recognise
from jumeau.model.progress import Progress, part
from jumeau.model.provenance import LeftOut, SourceFile

import pyogrio  # isort: skip - after the environment is cleared
import pyogrio.errors
import pyogrio.raw

pyogrio.set_gdal_config_options(GDAL_OPTIONS)

BATCH = 32_768
SQLITE = b"SQLite format 3\0"
WHOLE_WORLD = (-180.5, -90.5, 180.5, 90.5)
_HIDDEN = {"layer_styles", "qgis_projects"}
GdalErrors = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.FeatureError,
    pa.ArrowException,
    OSError,
)


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


@contextmanager
def _opened(path: Path) -> Iterator[_Opened]:
    kind = extension(path)
    if kind == ".shp":
        with shapefile.prepared(path) as ready:
            yield _Opened(
                path, str(ready.path), ready.encoding, (), ready.no_attributes, ready.rebuilt_index
            )
        return
    if kind == ".gpkg":
        with open(path, "rb") as file:
            head = file.read(20)
        if not head.startswith(SQLITE):
            raise InputError("geopackage.not_one", path=path.name)
        # A file in write-ahead mode would get two neighbours as soon as it is opened.
        waiting = path.with_name(path.name + "-wal").exists()
        options = (("IMMUTABLE", "YES"),) if head[18:20] == b"\2\2" and not waiting else ()
        yield _Opened(path, str(path), None, options)
        return
    yield _Opened(path, _json_name(path))


def _json_name(path: Path) -> str:
    import gzip

    zipped = path.suffix.lower() == ".gz"
    try:
        with gzip.open(path, "rb") if zipped else open(path, "rb") as file:
            head = file.read(4096)
    except (OSError, EOFError) as error:
        raise InputError("vector.unreadable", path=path.name, reason=str(error)) from error
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        raise InputError("geojson.not_one", path=path.name)
    return f"/vsigzip/{path.resolve()}" if zipped else str(path)


@contextmanager
def _explained(source: _Opened) -> Iterator[None]:
    """Turn GDAL's errors into ours; its warnings are about what is counted here anyway."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except GdalErrors as error:
        reason = str(error).splitlines()[0][:200]
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
    box = info.get("total_bounds")
    bounds = _bounds(box) if kind is not None else None
    crs, vertical = _crs(info["crs"], bounds)
    types = [str(t) for t in info["dtypes"]]
    fields = tuple(zip(map(str, info["fields"]), types, strict=True))
    name = _layer_name(source, layer)
    found = recognise([f for f, _ in fields], name, _family_of(kind))
    return Facts(source.path, name, found.role, int(info["features"]), kind or "", crs, bounds,
                 fields, vertical)  # fmt: skip


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
    for suffix in (".gz", ".shp", ".geojson", ".json"):
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
    return name


def _family_of(kind: str | None) -> str:
    """Return the family of GDAL's name of a geometry type; empty when it may be any."""
    if kind is None:
        return "table"
    for word, family in (("Polygon", "polygons"), ("Surface", "polygons"), ("Line", "lines"),
                         ("Curve", "lines"), ("Point", "points")):  # fmt: skip
        if word in kind:
            return family
    return ""


def _crs(text: str | None, bounds: Bounds | None) -> tuple[str | None, str]:
    """Return horizontal and vertical CRS; GeoJSON's default counts only where it can be true."""
    if not text:
        return None, ""
    try:
        plane, vertical = split(text)
    except InputError:
        return None, ""
    if plane == "EPSG:4326" and bounds is not None and not _within(bounds, WHOLE_WORLD):
        return None, ""
    return plane, vertical


def _within(box: Bounds, around: Bounds) -> bool:
    return (
        box[0] >= around[0] and box[1] >= around[1] and box[2] <= around[2] and box[3] <= around[3]
    )


def _drafts(
    source: _Opened, layer: str, kind: str | None, window: Window | None, progress: Progress
) -> Iterator[Draft]:
    box = _source_box(source, layer, window) if kind is not None else None
    table, crs_text = _table(source, layer, box, part(progress, 0.0, 0.6))
    name = _layer_name(source, layer)
    if table.num_rows == 0:
        code = "vector.empty_layer" if box is None else "vector.nothing_here"
        raise InputError(code, path=source.path.name, layer=name)
    file = (SourceFile(source.path.name, source.path.stat().st_size, layer=layer),)
    if "geometry" not in table.column_names:
        found = recognise(table.column_names, name, "table", table)
        yield _draft(found, name, table, None, "", None, file, (), ())
        return
    fields = [c for c in table.column_names if c != "geometry"]
    hint = recognise(fields, name, _family_of(kind))
    names = table.column(hint.key_field).to_pylist() if hint.key_field else None
    parts = check(table, names, part(progress, 0.6, 1.0))
    if not parts:
        raise InputError("vector.nothing_usable", path=source.path.name, layer=name,
                         count=table.num_rows)  # fmt: skip
    total = table.num_rows
    del table
    for checked in parts:
        crs, vertical = _crs(crs_text, checked.bounds)
        found = recognise(fields, name, checked.family.value, checked.table, source.path)
        own = name if checked is parts[0] else f"{name}-{checked.family.value}"
        yield _checked_draft(source, found, own, checked, crs, vertical, file, total)


def _checked_draft(
    source: _Opened,
    found: Recognised,
    name: str,
    checked: Checked,
    crs: str | None,
    vertical: str,
    file: tuple[SourceFile, ...],
    total: int,
) -> Draft:
    left_out = checked.left_out
    if source.no_attributes:
        left_out = (LeftOut("no_attributes", total), *left_out)
    repaired = (*checked.repaired, *found.gaps)
    if source.rebuilt_index:
        repaired = (LeftOut("rebuilt_index", 1, (source.path.with_suffix(".shx").name,)), *repaired)
    return _draft(
        found, name, checked.table, crs, vertical, checked.bounds, file, left_out, repaired
    )


def _draft(
    found: Recognised,
    name: str,
    table: pa.Table,
    crs: str | None,
    vertical: str,
    bounds: Bounds | None,
    file: tuple[SourceFile, ...],
    left_out: tuple[LeftOut, ...],
    repaired: tuple[LeftOut, ...],
) -> Draft:
    import msgspec

    provenance = msgspec.structs.replace(found.provenance, sources=file)
    return Draft(
        role=found.role, name=name, content=table, crs=crs, title=found.title, vertical=vertical,
        bounds=bounds, columns=found.columns, key_field=found.key_field, provenance=provenance,
        certainty=found.certainty, left_out=left_out, repaired=repaired,
    )  # fmt: skip


def _source_box(source: _Opened, layer: str, window: Window | None) -> Bounds | None:
    """Return the window in the layer's CRS."""
    if window is None:
        return None
    with _explained(source):
        info = pyogrio.read_info(
            source.name, layer=layer, encoding=source.encoding, **dict(source.options)
        )
    box = info.get("total_bounds")
    crs, _ = _crs(info["crs"], _bounds(box))
    crs = crs or window.assumed or window.crs
    if crs == window.crs:
        return window.bounds
    return reprojection(crs, window.crs).box(window.bounds, backwards=True)


def _table(
    source: _Opened, layer: str, box: Bounds | None, progress: Progress
) -> tuple[pa.Table, str | None]:
    """Read all columns, batch by batch, the geometry as plain WKB in ``geometry``."""
    options: dict[str, Any] = dict(source.options)
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
    crs = meta["crs"]
    return _plain(table, meta["geometry_name"] or "wkb_geometry"), crs


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
        if pa.types.is_string(field.type):
            raw = table.column(at).cast(pa.binary()).to_pylist()
            text = [None if v is None else v.decode("utf-8", errors="ignore") for v in raw]
            table = table.set_column(at, field.name, pa.array(text, pa.string()))
    return table
