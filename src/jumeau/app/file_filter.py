"""The filter of the file dialog: every extension that some reader opens, by group."""

from __future__ import annotations

from jumeau.i18n import Translator
from jumeau.io.formats import ARCHIVES, extensions_by_format

# Group -> formats of :mod:`jumeau.io.formats`; GeoJSON, CityJSON and counts share an extension.
GROUPS: dict[str, tuple[str, ...]] = {
    "vectors": ("vector", "geoparquet", "osm", "json"),
    "models": ("citygml", "json", "tiles3d", "mesh", "ifc"),
    "images": ("raster",),
    "points": ("points",),
    "tables": ("csv", "spreadsheet", "dbf"),
    "transport": ("txt", "json"),
}
_PACKED = (*ARCHIVES, ".7z.001", ".gz")
_BY_NAME = {".txt": "stops.txt"}  # the other tables of a feed come with it


def file_filter(tr: Translator) -> str:
    """Return the filter as Qt reads it: everything readable, each group, archives, all files."""
    known = extensions_by_format()
    groups = {
        name: tuple(dict.fromkeys(suffix for form in forms for suffix in known[form]))
        for name, forms in GROUPS.items()
    }
    groups["transport"] = (*groups["transport"], ".zip")
    groups["archives"] = _PACKED
    readable = tuple(dict.fromkeys(suffix for group in groups.values() for suffix in group))
    lines = [_line(tr("app.add.group.readable"), readable)]
    lines += [_line(tr(f"app.add.group.{name}"), suffixes) for name, suffixes in groups.items()]
    return ";;".join([*lines, f"{tr('app.add.group.all')} (*)"])


def _line(name: str, suffixes: tuple[str, ...]) -> str:
    return f"{name} ({' '.join(_BY_NAME.get(suffix, f'*{suffix}') for suffix in suffixes)})"
