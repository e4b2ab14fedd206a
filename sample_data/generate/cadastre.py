"""Cadastre in the Etalab form: parcels and buildings as gzipped GeoJSON in WGS 84."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import shapely
from pyproj import Transformer
from shapely import STRtree
from shapely.geometry import MultiPolygon, Polygon, mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from .constants import CRS, INSEE, X0, Y0
from .model import Layout


def _degrees(geometries: list[BaseGeometry]) -> list[BaseGeometry]:
    """Longitude and latitude of local geometries, rounded to the centimetre or so."""
    turn = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)

    def move(xy):
        lon, lat = turn.transform(xy[:, 0] + X0, xy[:, 1] + Y0)
        xy = xy.copy()
        xy[:, 0], xy[:, 1] = lon.round(7), lat.round(7)
        return xy

    return [shapely.transform(g, move).buffer(0) for g in geometries]


def _multi(shape: BaseGeometry) -> MultiPolygon:
    """Wrap a polygon as the single part of a MultiPolygon, as Etalab does for buildings."""
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])


def _write(path: Path, features: list[dict]) -> None:
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    with gzip.GzipFile(path, "wb", mtime=0) as file:
        file.write(text.encode())


def _parcels(layout: Layout) -> list[Polygon]:
    """Every piece of private land inside the commune."""
    pieces = [*layout.parcels, *(p.polygon for p in layout.lots)]
    pieces += [a.polygon for a in layout.areas if a.kind != "riparian"]
    pieces += [f.polygon for f in layout.fields]
    inside = [p for p in pieces if layout.commune.contains(p.representative_point())]
    tree = STRtree(inside)
    found = []
    for i, piece in enumerate(inside):
        earlier = [inside[j] for j in sorted(tree.query(piece, "intersects")) if j < i]
        rest = piece.intersection(layout.commune).difference(unary_union(earlier))
        parts = getattr(rest, "geoms", [rest])
        found.extend(g for g in parts if g.geom_type == "Polygon" and g.buffer(-0.2).area > 8)
    return found


def _section(x: float, y: float) -> str:
    if abs(x - 1430) < 220 and abs(y - 1530) < 210:
        return "AA"
    if abs(x - 1450) < 720 and abs(y - 1500) < 900:
        return "A" + "BCDEFHIK"[int((x - 730) // 360) % 4 + 4 * (y > 1500)]
    return "Z" + "ABCDEHKL"[int(x // 800) % 4 + 4 * (y > 1500)]


def write_cadastre(layout: Layout, target: Path) -> list[Path]:
    """Write parcels and buildings of the commune."""
    target.mkdir(parents=True, exist_ok=True)
    parcels = _parcels(layout)
    counters: dict[str, int] = {}
    features = []
    for polygon, shape in zip(parcels, _degrees(parcels), strict=True):
        point = polygon.representative_point()
        section = _section(point.x, point.y)
        counters[section] = number = counters.get(section, 0) + 1
        key = f"{INSEE}000{section}{number:04d}"
        features.append({
            "type": "Feature", "id": key, "geometry": mapping(shape),
            "properties": {"id": key, "commune": INSEE, "prefixe": "000", "section": section,
                           "numero": str(number), "contenance": round(polygon.area),
                           "arpente": number % 3 == 0, "created": "2011-05-09",
                           "updated": "2025-03-18"},
        })  # fmt: skip
    first = target / f"cadastre-{INSEE}-parcelles.json.gz"
    _write(first, features)
    kept = [b for b in layout.buildings if layout.commune.contains(b.polygon.centroid)]
    shapes = _degrees([b.polygon for b in kept])
    second = target / f"cadastre-{INSEE}-batiments.json.gz"
    _write(second, [
        {"type": "Feature", "geometry": mapping(_multi(shape)),
         "properties": {"type": "02" if b.light else "01", "nom": None, "commune": INSEE,
                        "created": "2011-05-09", "updated": "2025-03-18"}}
        for b, shape in zip(kept, shapes, strict=True)
    ])  # fmt: skip
    return [first, second]
