"""Which format a file has: by its extension and, where that leaves a doubt, by its first bytes.

The readers are named, not imported: a format costs nothing until a file of it is there.
"""

from __future__ import annotations

import gzip
import importlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from jumeau.errors import InputError
from jumeau.io.current_file import entering

if TYPE_CHECKING:
    from jumeau.io.reading import Reader

HEAD = 65_536
"""Bytes that are looked at."""

READERS: dict[str, str] = {
    "vector": "jumeau.io.vectors.reader:VectorReader",
    "geoparquet": "jumeau.io.tables.geoparquet:GeoParquetReader",
    "csv": "jumeau.io.tables.text:TextTableReader",
    "spreadsheet": "jumeau.io.tables.spreadsheet:SpreadsheetReader",
    "dbf": "jumeau.io.tables.dbf:DbfReader",
    "osm": "jumeau.io.osm.reader:OsmReader",
    "gtfs": "jumeau.io.gtfs.reader:GtfsReader",
    "counts": "jumeau.io.tables.counts:CountsReader",
    "raster": "jumeau.io.rasters.reader:RasterReader",
    "citygml": "jumeau.io.citymodels.citygml:CityGmlReader",
    "cityjson": "jumeau.io.citymodels.cityjson:CityJsonReader",
    "tiles3d": "jumeau.io.citymodels.tiles3d:Tiles3DReader",
    "mesh": "jumeau.io.citymodels.meshes:MeshReader",
    "ifc": "jumeau.io.citymodels.ifc:IfcReader",
    "points": "jumeau.io.points.reader:PointReader",
}
"""Format to ``module:class``; an instance of the class is the reader."""

_EXTENSIONS: dict[str, str] = {
    **dict.fromkeys((".gpkg", ".shp", ".geojson", ".fgb", ".kml"), "vector"),
    **dict.fromkeys((".parquet", ".geoparquet"), "geoparquet"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    **dict.fromkeys((".ods", ".xlsx"), "spreadsheet"),
    ".dbf": "dbf",
    **dict.fromkeys((".osm", ".pbf"), "osm"),
    **dict.fromkeys((".asc", ".tif", ".tiff", ".jp2", ".png", ".jpg", ".jpeg"), "raster"),
    **dict.fromkeys((".gml", ".xml", ".citygml"), "citygml"),
    **dict.fromkeys((".json", ".jsonl"), "json"),
    ".txt": "txt",
    **dict.fromkeys((".b3dm", ".pnts"), "tiles3d"),
    **dict.fromkeys((".glb", ".gltf", ".obj"), "mesh"),
    ".ifc": "ifc",
    **dict.fromkeys((".las", ".laz"), "points"),
}
ARCHIVES = (".zip", ".7z", ".kmz")
EXTENSIONS: tuple[str, ...] = tuple(sorted(_EXTENSIONS))
"""Extensions that some reader may open; ``.gz`` is looked through."""

READ_THROUGH = frozenset(("csv", "spreadsheet", "dbf", "osm", "counts"))
"""Formats that tell what they hold only to who reads them through: they are read but once."""

_JSON_SIGNS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("cityjson", re.compile(rb'"type"\s*:\s*"CityJSON(Feature)?"|"CityObjects"\s*:')),
    ("tiles3d", re.compile(rb'"geometricError"\s*:|"root"\s*:\s*\{')),
    ("vector", re.compile(rb'"type"\s*:\s*"Feature(Collection)?"')),
    ("counts", re.compile(rb'"counts"\s*:')),
    ("vector", re.compile(rb'"Feature(Collection)?"|"coordinates"\s*:')),
)


def extensions_by_format() -> dict[str, tuple[str, ...]]:
    """Return the extensions of each format; ``json`` and ``txt`` are looked into to tell more."""
    names = dict.fromkeys(_EXTENSIONS.values())
    return {name: tuple(k for k, v in _EXTENSIONS.items() if v == name) for name in names}


def extension(path: Path) -> str:
    """Return the suffix that tells the format: of ``sol.asc.gz`` it is ``.asc``."""
    suffix = path.suffix.lower()
    return Path(path.stem).suffix.lower() if suffix == ".gz" else suffix


def head_of(path: Path) -> bytes:
    """Return the first bytes of a file, unpacked where it is a ``.gz``; empty if unreadable."""
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else open(path, "rb") as file:
            return bytes(file.read(HEAD))
    except (OSError, EOFError):
        return b""


def format_of(path: Path) -> str:
    """Return the format of a file, a key of :data:`READERS`; empty where no reader opens it."""
    found = _EXTENSIONS.get(extension(path), "")
    if found == "json":
        head = head_of(path)
        if not head:
            return "vector"  # which will say what is wrong with it
        return next((name for name, sign in _JSON_SIGNS if sign.search(head)), "")
    if found == "txt":
        # A GTFS feed is a folder of tables; the one of its stops stands for it.
        return "gtfs" if path.name.lower() == "stops.txt" else ""
    return found


def reader_for(name: str) -> Reader:
    """Return the reader of a format."""
    module, _, attribute = READERS[name].partition(":")
    reader: Reader = getattr(importlib.import_module(module), attribute)()
    return reader


def reader_of(path: Path) -> Reader:
    """Return the reader of a file.

    Raises
    ------
    InputError
        ``file.not_found``, ``file.unknown_format``, ``file.empty``, ``file.unreadable``.
    """
    if not path.is_file():
        raise InputError("file.not_found", path=path)
    entering(path)
    try:
        with open(path, "rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise InputError("file.unreadable", path=path, reason=error.strerror or "") from error
    known = extension(path) in _EXTENSIONS
    if known and empty:
        raise InputError("file.empty", path=path.name)
    found = format_of(path)
    if not found:
        formats = ", ".join(EXTENSIONS)
        raise InputError("file.unknown_format", path=path.name, suffix=path.suffix, formats=formats)
    return reader_for(found)
