"""What lies beside a picture and tells its place: world files, bounds in JSON, ``.prj``.

Bounds in JSON are what web maps use: Leaflet's ``[[south, west], [north, east]]`` (latitude first),
``bbox`` or ``extent`` as ``[west, south, east, north]``, named sides, corners as objects.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds, split

PICTURES = {
    ".png": (".pgw", ".pngw", ".wld"),
    ".jpg": (".jgw", ".jpgw", ".wld"),
    ".jpeg": (".jgw", ".jpegw", ".wld"),
}
"""Formats of pictures that have no place of their own, and the world files that give them one."""

LARGEST = 1_000_000
"""Bytes of a JSON file beside a picture that are looked at."""
_BOUNDS = ("bounds", "imagebounds", "latlngbounds", "latlonbounds", "image_bounds", "emprise")
_BOXES = ("bbox", "extent", "box", "envelope")
_SIDES = (
    ("west", "south", "east", "north"), ("xmin", "ymin", "xmax", "ymax"),
    ("minx", "miny", "maxx", "maxy"), ("left", "bottom", "right", "top"),
    ("lonmin", "latmin", "lonmax", "latmax"), ("min_lon", "min_lat", "max_lon", "max_lat"),
    ("ouest", "sud", "est", "nord"),
)  # fmt: skip
_SYSTEM = ("crs", "epsg", "srid", "srs", "projection")
_GREATEST = ("vmax", "max", "maximum", "valmax")
_LEAST = ("vmin", "min", "minimum", "valmin")
_MOMENT = ("datetime", "date", "instant", "acquired", "acquisition_date", "date_acquired")
_UNIT = ("unit", "units", "unite", "unité")


@dataclass(frozen=True, slots=True)
class Beside:
    """What a JSON file beside a picture tells.

    Attributes
    ----------
    bounds : tuple of float
        xmin, ymin, xmax, ymax.
    crs : str or None
        None where the numbers are no degrees and the file names no system.
    span : tuple of float or None
        Values of the two ends of the legend.
    unit, instant : str
        Empty where it does not say.
    """

    bounds: Bounds
    crs: str | None
    span: tuple[float, float] | None
    unit: str
    instant: str

    def transform(self, width: int, height: int) -> tuple[float, ...]:
        """Return the affine map (a, b, c, d, e, f) of a picture that fills the bounds."""
        west, south, east, north = self.bounds
        return ((east - west) / width, 0.0, west, 0.0, (south - north) / height, north)


def has_place(path: Path) -> bool:
    """Tell whether something that could place a picture lies beside it."""
    return _world_file(path) is not None or _json_file(path) is not None


def looked_for(path: Path) -> str:
    """Return the names of the files that would place a picture."""
    stem = path.stem
    worlds = [f"{stem}{suffix}" for suffix in PICTURES.get(path.suffix.lower(), (".tfw", ".wld"))]
    return ", ".join([*worlds, f"{stem}.json"])


def beside(path: Path) -> Beside | None:
    """Return what the JSON file beside a picture tells; None where there is no such file.

    A world file goes before it.

    Raises
    ------
    InputError
        ``place.no_bounds`` when it holds no bounds, ``place.bad_bounds`` when they make no box.
    """
    file = _json_file(path)
    if file is None or _world_file(path) is not None:
        return None
    try:
        if file.stat().st_size > LARGEST:
            raise InputError("place.no_bounds", path=file.name, image=path.name)
        told = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError("place.no_bounds", path=file.name, image=path.name) from error
    found = _keys(told)
    bounds = _bounds(found)
    if bounds is None:
        raise InputError("place.no_bounds", path=file.name, image=path.name)
    west, south, east, north = bounds
    if not all(map(math.isfinite, bounds)) or west >= east or south >= north:
        raise InputError("place.bad_bounds", path=file.name, bounds=_listed(bounds))
    degrees = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    crs = _system(found) or ("EPSG:4326" if degrees else None)
    low, high = _number(found, _LEAST), _number(found, _GREATEST)
    span = (low, high) if low is not None and high is not None and low < high else None
    return Beside(bounds, crs, span, _text(found, _UNIT), _text(found, _MOMENT))


def crs_beside(path: Path) -> str | None:
    """Return the text of the ``.prj`` beside a raster; None where there is none."""
    stem = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    for candidate in (stem.with_suffix(".prj"), stem.with_suffix(".PRJ")):
        if candidate.is_file() and candidate.stat().st_size < LARGEST:
            text = candidate.read_text(encoding="utf-8", errors="replace").strip("\ufeff\0 \r\n")
            return text or None
    return None


def _world_file(path: Path) -> Path | None:
    suffixes = PICTURES.get(path.suffix.lower(), ())
    names = [s for suffix in suffixes for s in (suffix, suffix.upper())]
    return next((f for s in names if (f := path.with_suffix(s)).is_file()), None)


def _json_file(path: Path) -> Path | None:
    names = (f"{path.stem}.json", f"{path.name}.json", f"{path.stem}.bounds.json",
             f"{path.stem}_bounds.json")  # fmt: skip
    return next((f for name in names if (f := path.with_name(name)).is_file()), None)


def _keys(told: Any, depth: int = 3) -> dict[str, Any]:
    """Return the keys of an object and of the objects in it, in lower case, outer ones first."""
    if not isinstance(told, Mapping):
        return {"bounds": told} if isinstance(told, list) else {}
    found = {str(key).lower().lstrip("_"): value for key, value in told.items()}
    if depth:
        for value in told.values():
            if isinstance(value, Mapping):
                found = {**_keys(value, depth - 1), **found}
    return found


def _bounds(found: Mapping[str, Any]) -> Bounds | None:
    for names in _SIDES:
        if all(name in found for name in names):
            return _floats([found[name] for name in names])
    corners = [found.get(name) for name in ("southwest", "northeast")]
    if all(isinstance(corner, Mapping) for corner in corners):
        sides = [_corner(corner) for corner in corners]
        if None not in sides:
            return _floats([part for side in sides if side for part in side])
    for name in _BOUNDS:
        box = found.get(name)
        if isinstance(box, list) and len(box) == 2 and all(_pair(corner) for corner in box):
            (south, west), (north, east) = box  # Leaflet: latitude first
            return _floats([min(west, east), min(south, north), max(west, east), max(south, north)])
    for name in (*_BOXES, *_BOUNDS):
        box = found.get(name)
        if isinstance(box, list) and len(box) == 4:
            if all(_pair(corner) for corner in box):
                x, y = zip(*box, strict=True)  # four corners, longitude first
                return _floats([min(x), min(y), max(x), max(y)])
            sides4 = _floats(box)
            if sides4 is not None:
                a, b, c, d = sides4
                # Plotting programs write west, east, south, north; the smaller box is meant.
                plotted = a < b and c < d and (b - a) * (d - c) < (c - a) * (d - b)
                return (a, c, b, d) if plotted else sides4
        if isinstance(box, list) and len(box) == 2 and all(_pair(corner) for corner in box):
            (west, south), (east, north) = box
            return _floats([west, south, east, north])
    return None


def _pair(value: Any) -> bool:
    is_two = isinstance(value, list) and len(value) == 2
    return is_two and all(isinstance(v, int | float) for v in value)


def _corner(corner: Any) -> tuple[float, float] | None:
    keys = {str(key).lower(): value for key, value in corner.items()}
    x = next((keys[k] for k in ("lng", "lon", "longitude", "x") if k in keys), None)
    y = next((keys[k] for k in ("lat", "latitude", "y") if k in keys), None)
    return None if x is None or y is None else (x, y)


def _floats(values: list[Any]) -> Bounds | None:
    try:
        one, two, three, four = (float(value) for value in values)
    except (TypeError, ValueError):
        return None
    return one, two, three, four


def _system(found: Mapping[str, Any]) -> str | None:
    for name in _SYSTEM:
        value = found.get(name)
        if isinstance(value, int | str) and value:
            text = str(value).strip()
            urn = re.search(r"EPSG:+(?:[\d.]*:)?(\d{4,5})$", text, re.IGNORECASE)
            code = urn.group(1) if urn else text if text.isdigit() else ""
            if "CRS84" in text.upper():
                return "EPSG:4326"
            try:
                return split(f"EPSG:{code}" if code else text)[0]
            except InputError:
                return None
    return None


def _number(found: Mapping[str, Any], names: tuple[str, ...]) -> float | None:
    for name in names:
        value = found.get(name)
        if isinstance(value, int | float) and math.isfinite(value):
            return float(value)
    return None


def _text(found: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((v.strip() for n in names if isinstance(v := found.get(n), str)), "")


def _listed(bounds: Bounds) -> str:
    return ", ".join(f"{value:g}" for value in bounds)
