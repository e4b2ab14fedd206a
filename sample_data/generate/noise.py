"""Strategic noise maps (type A, road and rail) as an invented, simplified propagation."""

from __future__ import annotations

import datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rasterio.features import rasterize, shapes
from rasterio.transform import from_origin
from scipy import ndimage
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from .constants import CRS, DEPARTMENT, SIZE
from .geo import to_l93, write_layer
from .model import Layout

CELL = 5.0
COUNT = int(SIZE / CELL)
CLASSES = {"LD": (55, 60, 65, 70, 75), "LN": (50, 55, 60, 65, 70)}
TRANSFORM = from_origin(0, SIZE, CELL, CELL)


def _levels(layout: Layout, source: BaseGeometry, emission: float) -> NDArray:
    """Level (dB) from a line source: spreading, ground and screening by built density."""
    line = rasterize([source], (COUNT, COUNT), transform=TRANSFORM, all_touched=True)
    distance = np.maximum(ndimage.distance_transform_edt(line == 0) * CELL, 4.0)
    built = rasterize([b.polygon for b in layout.buildings], (COUNT, COUNT), transform=TRANSFORM)
    density = ndimage.gaussian_filter(built.astype(float), 5)
    screen = 16.0 * density * np.clip((distance - 15) / 60, 0, 1)
    level = emission - 10 * np.log10(distance / 4) - 0.022 * distance - screen
    level -= 3.0 * built.astype(float) * (distance > 15)
    return ndimage.gaussian_filter(level, 1.6)


def _band(level: NDArray, low: float) -> list[Polygon]:
    """Polygons where the level lies in the 5 dB from ``low`` (the highest class is open)."""
    inside = ((level >= low) & (level < low + 5)).astype("uint8")
    found = [shape(g) for g, _ in shapes(inside, mask=inside == 1, transform=TRANSFORM)]
    smooth = unary_union(found).buffer(3).buffer(-3).simplify(3.0)
    return [g for g in getattr(smooth, "geoms", [smooth]) if g.area > 150]


def _write(
    layout: Layout, source: BaseGeometry, emission: float, kind: str, index: str, code: str,
    target: Path,
) -> Path:  # fmt: skip
    level = _levels(layout, source, emission)
    rows, zones = [], []
    idcbs = f"CBSD20220{DEPARTMENT}130018310.{kind}-A-{index}"
    for low in CLASSES[index]:
        for part in _band(level, low):
            rows.append({
                "IDZONBRUIT": f"ZBRD20220{DEPARTMENT}130018310.{kind}-A-{index}.{len(rows) + 1}",
                "IDCBS": idcbs, "UUEID": f"R{'L' if kind == 'F' else 'D'}_FR_00_9990{len(code)}",
                "ANNEE": "2022", "CODEDEPT": f"0{DEPARTMENT}", "TYPETERR": "INFRA",
                "PRODUCTEUR": "INVENTE", "CODINFRA": code, "TYPESOURCE": kind, "CBSTYPE": "A",
                "ZONEDEF": "01" if index == "LD" else "02", "LEGENDE": str(low),
                "INDICETYPE": index, "VALIDEDEB": datetime.date(2022, 12, 1),
                "VALIDEFIN": datetime.date(2027, 11, 30),
            })  # fmt: skip
            zones.append(MultiPolygon([part]))
    layer = gpd.GeoDataFrame(
        pd.DataFrame(rows), geometry=[to_l93(z) for z in zones], crs=CRS
    )  # fmt: skip
    path = target / f"N_BRUIT_ZBRD_INFRA_{kind}_A_{index}_S_0{DEPARTMENT}.shp"
    write_layer(
        layer, path, driver="ESRI Shapefile", encoding="UTF-8",
        layer_options={"DBF_DATE_LAST_UPDATE": "2022-12-01"},
    )  # fmt: skip
    return path


def write_noise(layout: Layout, target: Path) -> list[Path]:
    """Write the road maps (day-evening-night and night) and the rail map."""
    target.mkdir(parents=True, exist_ok=True)
    road = unary_union([r.line for r in layout.roads if r.plan.kind in ("d99", "ring")])
    return [
        _write(layout, road, 77.5, "R", "LD", "D99 (invente)", target),
        _write(layout, road, 69.0, "R", "LN", "D99 (invente)", target),
        _write(layout, layout.rail, 76.0, "F", "LD", "990000 (invente)", target),
    ]
