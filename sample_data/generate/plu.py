"""Local plan in the CNIG 2017 form: zones, prescriptions and the document table."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from .constants import CRS, INSEE, INVENTED, PLU_DATE
from .geo import to_l93, write_layer
from .model import Layout
from .old_centre import CENTRE

DOCUMENT = f"{INSEE}_PLU_{PLU_DATE}"
ZONES = {
    "UA": ("U", "Centre ancien"),
    "UB": ("U", "Faubourgs et habitat collectif"),
    "UC": ("U", "Habitat pavillonnaire"),
    "UE": ("U", "Équipements publics"),
    "UX": ("U", "Activités économiques"),
    "1AU": ("AUc", "Extension à court terme, secteur des Coteaux"),
    "2AU": ("AUs", "Extension à long terme, secteur de la Voie"),
    "N": ("N", "Vallée de la Lise, boisements et espaces naturels"),
    "A": ("A", "Espaces agricoles"),
}
EXTENSION = Polygon([(1085, 1810), (1270, 1822), (1262, 1900), (1190, 1925), (1120, 1885)])
LATER = Polygon([(1660, 690), (1600, 560), (1480, 640), (1350, 610), (1400, 700), (1700, 850)])


def _closed(shapes: list[BaseGeometry], grow: float, shrink: float) -> BaseGeometry:
    return unary_union(shapes).buffer(grow).buffer(-shrink).simplify(1.5)


def zone_shapes(layout: Layout) -> dict[str, BaseGeometry]:
    """Zones that cover the commune once, in order of precedence."""
    styles: dict[str, list[BaseGeometry]] = {}
    for lot in layout.lots:
        styles.setdefault(lot.style, []).append(lot.polygon)
    blocks = [b.polygon.buffer(18) for b in layout.buildings if b.kind in ("block", "care")]
    halls = [a.polygon for a in layout.areas_of("yard")]
    equipment = layout.areas_of("schoolground", "openplot", "pitch", "tennis", "cemetery")
    woods = [a.polygon for a in layout.areas_of("wood", "riparian")]
    built = unary_union([p.polygon for p in layout.lots]).buffer(1.5)
    wanted = {
        "UE": _closed([a.polygon for a in equipment], 12, 8),
        "UA": Polygon(CENTRE).buffer(12),
        "1AU": EXTENSION.difference(built),
        "2AU": LATER.difference(built),
        "UX": _closed(halls, 60, 50),
        "UB": _closed([*styles.get("faubourg", []), *blocks, *styles.get("avenue", [])], 48, 43),
        "UC": _closed([*styles.get("estate", []), *styles.get("villa", [])], 48, 43),
        "N": unary_union([layout.river.buffer(70), layout.stream_line.buffer(25), *woods]),
        "A": layout.commune,
    }
    left: BaseGeometry = layout.commune
    found = {}
    for name, shape in wanted.items():
        found[name] = shape.intersection(left).buffer(0)
        left = left.difference(shape)
    return found


def _parts(shape: BaseGeometry, least: float) -> list[Polygon]:
    parts = getattr(shape, "geoms", [shape])
    return [g for g in parts if g.geom_type == "Polygon" and g.area > least]


def _write(rows: list[dict], shapes: list[BaseGeometry], path: Path) -> None:
    layer = gpd.GeoDataFrame(
        pd.DataFrame(rows), geometry=[to_l93(s, 2) for s in shapes], crs=CRS
    )  # fmt: skip
    day = f"{PLU_DATE[:4]}-{PLU_DATE[4:6]}-{PLU_DATE[6:]}"
    write_layer(
        layer, path, driver="ESRI Shapefile", encoding="UTF-8",
        layer_options={"DBF_DATE_LAST_UPDATE": day},
    )  # fmt: skip


def _prescriptions(layout: Layout) -> tuple[list[dict], list[BaseGeometry]]:
    common = {"TXT": None, "NOMFIC": None, "URLFIC": None, "IDURBA": DOCUMENT,
              "DATVALID": PLU_DATE}  # fmt: skip
    plot = next(a for a in layout.areas_of("openplot"))
    items: list[tuple[str, str, str, BaseGeometry]] = [
        ("Espace boisé classé – " + a.name, "01", "01", a.polygon) for a in layout.areas_of("wood")
    ]
    items += [
        ("Emplacement réservé n° 1 – îlot des Écoles", "05", "02", plot.polygon),
        ("OAP Secteur des Coteaux", "18", "00", EXTENSION),
        ("Secteur inondable de la Lise – conditions spéciales", "02", "02",
         layout.river.buffer(95).intersection(layout.commune)),
        ("Ensemble bâti à protéger – centre ancien", "07", "01", Polygon(CENTRE)),
    ]  # fmt: skip
    rows, shapes = [], []
    for label, kind, sub, shape in items:
        inside = shape.intersection(layout.commune)
        for part in _parts(inside, 50):
            rows.append({"LIBELLE": label, "TYPEPSC": kind, "STYPEPSC": sub} | common)
            shapes.append(MultiPolygon([part]))
    order = ["LIBELLE", "TXT", "TYPEPSC", "STYPEPSC", "NOMFIC", "URLFIC", "IDURBA", "DATVALID"]
    return [{k: row[k] for k in order} for row in rows], shapes


def write_plu(layout: Layout, target: Path) -> Path:
    """Write the folder of the local plan and return it."""
    folder = target / DOCUMENT
    inner = folder / "Donnees_geographiques"
    inner.mkdir(parents=True, exist_ok=True)
    rows, shapes = [], []
    for name, shape in zone_shapes(layout).items():
        kind, label = ZONES[name]
        for part in _parts(shape, 150):
            rows.append({"LIBELLE": name, "LIBELONG": label, "TYPEZONE": kind, "NOMFIC": None,
                         "URLFIC": None, "IDURBA": DOCUMENT, "DATVALID": PLU_DATE})  # fmt: skip
            shapes.append(MultiPolygon([part]))
    _write(rows, shapes, inner / f"{INSEE}_ZONE_URBA_{PLU_DATE}.shp")
    _write(*_prescriptions(layout), inner / f"{INSEE}_PRESCRIPTION_SURF_{PLU_DATE}.shp")
    document = pd.DataFrame([{
        "IDURBA": DOCUMENT, "TYPEDOC": "PLU", "ETAT": "03", "NOMPROC": "E", "DATAPPRO": PLU_DATE,
        "DATEFIN": None, "SIREN": "219999901", "NOMREG": INVENTED[:80], "URLREG": None,
        "NOMPLAN": None, "URLPLAN": None, "URLPE": None, "SITEWEB": None, "TYPEREF": "01",
        "DATEREF": "20240101",
    }])  # fmt: skip
    pyogrio.write_dataframe(
        document, folder / f"{INSEE}_DOC_URBA_{PLU_DATE}.dbf", driver="ESRI Shapefile",
        encoding="UTF-8", layer_options={"DBF_DATE_LAST_UPDATE": "2024-03-12"},
    )  # fmt: skip
    return folder
