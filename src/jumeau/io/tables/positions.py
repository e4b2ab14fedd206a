"""Where the rows of a table lie: columns of coordinates, of WKT, of GeoJSON."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from jumeau.io.arrow_values import numbers

WGS84 = "EPSG:4326"
_SAMPLE = 200
_LATITUDE = ("lat", "latitude", "y_lat", "stop_lat", "coord_lat", "coordlat", "geo_lat",
             "lat_wgs84", "latitude_wgs84", "y_wgs84", "wgs84_y", "ywgs84", "gps_lat",
             "lat_dd", "y_wgs", "ywgs")  # fmt: skip
_LONGITUDE = ("lon", "longitude", "x_lon", "stop_lon", "coord_lon", "coordlon", "geo_lon",
              "lon_wgs84", "longitude_wgs84", "x_wgs84", "wgs84_x", "xwgs84", "gps_lon", "lon_dd",
              "x_wgs", "xwgs", "long", "lng", "geo_lng", "gps_long", "coord_long",
              "coordlong")  # fmt: skip
_SHAPES = ("wkt", "geom", "the_geom", "geometry", "geometrie", "geo_shape", "wkb_geometry", "shape",
           "geom_wkt", "wkt_geom", "geometry_wkt", "st_asgeojson", "geojson")  # fmt: skip
_PAIRS = ("geo_point_2d", "geo_point", "geopoint", "geopoint2d", "coordonnees", "coordonnees_geo",
          "coordinates", "coordonnees_gps", "latlon", "lat_lon", "latlong", "geolocalisation",
          "geoloc", "location", "localisation", "point_geo", "geom", "centroid",
          "position")  # fmt: skip
# coord_x, x_l93, coordx_lambert93, lambert_x… ; what follows the letter may name the CRS.
_PLANE = re.compile(
    r"^(?P<before>(coord(onnees?)?|pos(ition)?|lamb(ert)?(_?93)?|l93|gps|geo|utm|point|pt)?_?)"
    r"(?P<axis>[xy])"
    r"(?P<after>_?(l_?93|lamb(ert)?_?(93)?|rgf_?93|cc_?\d\d|2154|39[45]\d|metres?|m|coord|proj)?)$"
)
_PAIR = r"^\s*[\[(]?\s*-?\d{1,2}(\.\d+)?\s*[,;]\s*-?\d{1,3}(\.\d+)?\s*[\])]?\s*$"
_WKT = re.compile(
    r"^\s*(srid\s*=\s*(?P<srid>\d+)\s*;)?\s*(multi)?(point|linestring|polygon)\b", re.IGNORECASE
)
_HEXADECIMAL = re.compile(r"^0[01][0-9a-f]{16,}$", re.IGNORECASE)
_OBJECT = re.compile(r"^\s*\{\s*\"", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """Geometries of a table's rows.

    Attributes
    ----------
    shapes : array of shape (F,)
        Geometries; None where a row has none.
    crs : str or None
        What the columns say of their CRS.
    columns : tuple of str
        Those that were used.
    """

    shapes: NDArray[np.object_]
    crs: str | None
    columns: tuple[str, ...]


def plain(name: str) -> str:
    """Return a column's name without accents, case and signs."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")


def positions_of(table: pa.Table) -> Positions | None:
    """Return where the rows of a table lie; None where no column tells.

    Parameters
    ----------
    table : pyarrow.Table
        Typed columns (:func:`jumeau.io.tables.values.typed`).

    Returns
    -------
    Positions or None
        None also where the columns are there but not one row has a place.
    """
    own: dict[str, str] = {}
    for name in table.column_names:
        own.setdefault(plain(name), name)
    searches: tuple[Callable[[pa.Table, dict[str, str]], Positions | None], ...] = (
        _written, _degrees, _pairs, _plane,
    )  # fmt: skip
    for search in searches:
        found = search(table, own)
        if found is not None and not shapely.is_missing(found.shapes).all():
            return found
    return None


def _written(table: pa.Table, own: dict[str, str]) -> Positions | None:
    """Find a column of WKT, of WKB in hexadecimal digits or of GeoJSON."""
    for name in (own[n] for n in _SHAPES if n in own):
        column = table.column(name)
        if not pa.types.is_string(column.type):
            continue
        sample = column.drop_null().slice(0, _SAMPLE).to_pylist()
        texts = np.array(column.to_pylist(), object)
        if not sample:
            continue
        if sum(map(bool, map(_WKT.match, sample))) > len(sample) / 2:
            match = _WKT.match(sample[0])
            srid = match["srid"] if match else None
            bare = np.array([t if t is None else t.rsplit(";", 1)[-1] for t in texts], object)
            shapes = shapely.from_wkt(bare, on_invalid="ignore")
            return Positions(shapes, f"EPSG:{srid}" if srid else None, (name,))
        if sum(map(bool, map(_HEXADECIMAL.match, sample))) > len(sample) / 2:
            shapes = shapely.from_wkb(texts, on_invalid="ignore")
            known = shapely.get_srid(shapes)
            srids = np.unique(known[known > 0])
            return Positions(shapes, f"EPSG:{srids[0]}" if len(srids) == 1 else None, (name,))
        if sum(map(bool, map(_OBJECT.match, sample))) > len(sample) / 2:
            return Positions(shapely.from_geojson(texts, on_invalid="ignore"), WGS84, (name,))
    return None


def _degrees(table: pa.Table, own: dict[str, str]) -> Positions | None:
    x = next((own[n] for n in _LONGITUDE if n in own), None)
    y = next((own[n] for n in _LATITUDE if n in own), None)
    if x is None or y is None:
        return None
    return Positions(_points(table, x, y), WGS84, (x, y))


def _pairs(table: pa.Table, own: dict[str, str]) -> Positions | None:
    """Find a column of “latitude, longitude”, as open data portals write points."""
    for name in (own[n] for n in _PAIRS if n in own):
        column = table.column(name)
        if not pa.types.is_string(column.type):
            continue
        sample = column.drop_null().slice(0, _SAMPLE)
        if not len(sample) or not pc.mean(pc.match_substring_regex(sample, _PAIR)).as_py() > 0.5:
            continue
        good = pc.match_substring_regex(column, _PAIR)
        text = pc.if_else(good, pc.replace_substring_regex(column, r"[\[\]()\s]", ""), None)
        sides = pc.split_pattern_regex(text, "[,;]")
        y = numbers(pa.chunked_array([pc.list_element(c, 0) for c in sides.chunks], pa.string()))
        x = numbers(pa.chunked_array([pc.list_element(c, 1) for c in sides.chunks], pa.string()))
        return Positions(_built(x, y), WGS84, (name,))
    return None


def _plane(table: pa.Table, own: dict[str, str]) -> Positions | None:
    """Find columns like ``x`` and ``y``, ``coord_x`` and ``coord_y``, ``x_l93`` and ``y_l93``."""
    for name, column in own.items():
        match = _PLANE.match(name)
        if match is None or match["axis"] != "x":
            continue
        other = f"{match['before']}y{match['after']}"
        if other in own:
            shapes = _points(table, column, own[other])
            return Positions(shapes, _named_crs(name), (column, own[other]))
    return None


def _named_crs(name: str) -> str | None:
    """Return the CRS that a column's name states; None where it states none."""
    if re.search(r"(l_?93|lamb(ert)?_?93|rgf_?93|2154)", name):
        return "EPSG:2154"
    zone = re.search(r"cc_?(4[2-9]|50)|(39(?:4[2-9]|50))", name)
    if zone:
        return f"EPSG:39{zone[1]}" if zone[1] else f"EPSG:{zone[2]}"
    return None


def _points(table: pa.Table, x: str, y: str) -> NDArray[np.object_]:
    return _built(numbers(table.column(x)), numbers(table.column(y)))


def _built(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.object_]:
    shapes = np.full(len(x), None, object)
    # (0, 0) is how many a tool writes a point that it could not place.
    there = np.isfinite(x) & np.isfinite(y) & ~((x == 0) & (y == 0))
    shapes[there] = shapely.points(x[there], y[there])
    return shapes
