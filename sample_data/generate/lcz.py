"""Local climate zones in the GeoClimate form: one class for each reference spatial unit."""

from __future__ import annotations

import json
from pathlib import Path

from shapely import STRtree
from shapely.geometry import MultiPolygon, mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, unary_union

from .curves import extended
from .geo import to_l93
from .layout import FRAME
from .model import Layout


def _units(layout: Layout) -> list[BaseGeometry]:
    """Blocks between roads, rail and water, with water and woods apart."""
    lines = [extended(r.line) for r in layout.roads if r.plan.kind != "alley"]
    lines += [layout.rail, FRAME.exterior]
    woods = unary_union([a.polygon for a in layout.areas_of("wood")])
    water = layout.river.intersection(FRAME)
    found: list[BaseGeometry] = []
    for face in polygonize(unary_union(lines)):
        rest = face.difference(unary_union([woods, water]))
        found.extend(g for g in getattr(rest, "geoms", [rest]) if g.area > 150)
    found.extend(getattr(woods, "geoms", [woods]))
    found.extend(getattr(water, "geoms", [water]))
    return [g for g in found if g.geom_type == "Polygon" and FRAME.buffer(1).contains(g)]


def _classify(built: float, height: float, halls: float, wood: float, water: float) -> tuple:
    """Primary and secondary class from shares of ground and mean height (m) of buildings."""
    if water > 0.5:
        return 107, None
    if wood > 0.5:
        return 101, 102
    if halls > 0.22:
        return 8, 6
    if built > 0.30:
        return (2, 3) if height > 9 else (3, 6)
    if built > 0.10 and height > 9.5:
        return 5, 6
    if built > 0.085:
        return 6, 9
    if built > 0.03:
        return 9, 104
    return 104, 102 if wood > 0.08 else None


def write_lcz(layout: Layout, target: Path) -> Path:
    """Write ``rsu_lcz.geojson`` in Lambert-93."""
    target.mkdir(parents=True, exist_ok=True)
    tree = STRtree([b.polygon for b in layout.buildings])
    woods = unary_union([a.polygon for a in layout.areas_of("wood", "riparian")])
    yards = unary_union([a.polygon for a in layout.areas_of("yard", "parking")])
    features = []
    for number, unit in enumerate(_units(layout), start=1):
        near = [layout.buildings[i] for i in sorted(tree.query(unit, "intersects"))]
        weights = [(b, b.polygon.intersection(unit).area) for b in near]
        total = sum(w for _, w in weights)
        height = sum(b.gutter * w for b, w in weights) / total if total else 0.0
        halls = yards.intersection(unit).area
        wet = layout.river.intersection(unit).area / unit.area
        first, second = _classify(
            total / unit.area, height, halls / unit.area,
            woods.intersection(unit).area / unit.area, wet,
        )  # fmt: skip
        sure = 0.55 + (number * 37 % 40) / 100
        features.append({
            "type": "Feature",
            "properties": {
                "ID_RSU": number, "LCZ_PRIMARY": first, "LCZ_SECONDARY": second,
                "MIN_DISTANCE": round((number * 53 % 45) / 100, 3),
                "LCZ_UNIQUENESS_VALUE": round(sure, 3),
                "LCZ_EQUALITY_VALUE": round(1.15 - sure, 3),
            },
            "geometry": mapping(to_l93(MultiPolygon([unit.simplify(0.5)]))),
        })  # fmt: skip
    collection = {
        "type": "FeatureCollection", "name": "rsu_lcz",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}},
        "features": features,
    }  # fmt: skip
    path = target / "rsu_lcz.geojson"
    path.write_text(json.dumps(collection, separators=(",", ":")) + "\n", encoding="utf-8")
    return path
