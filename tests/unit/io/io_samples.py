"""Small files of every kind, written for the tests of readers."""

from __future__ import annotations

import hashlib
import struct
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import py7zr
import rasterio
import shapely
from affine import Affine

X, Y = 660_000.0, 6_360_000.0
L93 = "EPSG:2154"


def square(east: float, north: float, side: float = 10.0, z: float | None = None) -> Any:
    box = shapely.box(X + east, Y + north, X + east + side, Y + north + side)
    return box if z is None else shapely.force_3d(box, z)


def frame(rows: Sequence[dict[str, Any]], shapes: Sequence[Any], crs: str | None = L93) -> Any:
    return geopandas.GeoDataFrame(list(rows), geometry=list(shapes), crs=crs)


def write(path: Path, data: Any, layer: str | None = None, **options: Any) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data.to_file(path, layer=layer, engine="pyogrio", **options)
    return path


def building(number: int, **values: Any) -> dict[str, Any]:
    return {
        "cleabs": f"BATIMENT{number:016d}",
        "nature": "Indifférenciée",
        "usage_1": "Résidentiel",
        "construction_legere": False,
        "etat_de_l_objet": "En service",
        "date_creation": "2010-01-01",
        "date_modification": "2024-05-06",
        "sources": "Imagerie aérienne",
        "methode_d_acquisition_planimetrique": "Photogrammétrie",
        "methode_d_acquisition_altimetrique": "Photogrammétrie",
        "nombre_de_logements": 1,
        "nombre_d_etages": 2,
        "hauteur": 6.5,
        "altitude_minimale_sol": 500.0,
        "altitude_maximale_sol": 501.0,
        "altitude_minimale_toit": 506.5,
        "altitude_maximale_toit": 508.0,
        **values,
    }


def commune(name: str, insee: str) -> dict[str, Any]:
    return {
        "cleabs": f"COMMUNE_{insee}",
        "code_insee": insee,
        "nom_officiel": name,
        "population": 3400,
        "date_creation": "2010-01-01",
        "date_modification": "2024-01-01",
    }


def road(number: int) -> dict[str, Any]:
    return {
        "cleabs": f"TRONROUT{number:016d}",
        "nature": "Route à 1 chaussée",
        "importance": "5",
        "position_par_rapport_au_sol": "0",
        "date_creation": "2010-01-01",
        "date_modification": "2024-05-06",
        "nombre_de_voies": 2,
        "largeur_de_chaussee": 5.5,
        "sens_de_circulation": "Double sens",
        "vitesse_moyenne_vl": 30,
    }


def delivery(folder: Path, edition: str = "2025-06-15") -> Path:
    """Write a delivery of two communes side by side, 1 km each; return its GeoPackage."""
    name = f"BDT_3-5_GPKG_LAMB93_D012-ED{edition}"
    place = folder / f"BDTOPO_3-5_TOUSTHEMES_GPKG_LAMB93_D012_{edition}" / "BDTOPO" / name
    place.mkdir(parents=True)
    path = place / f"{name}.gpkg"
    outlines = [square(0, 0, 1000), square(1000, 0, 1000), square(5000, 0, 1000)]
    rows = [
        commune("Olemps", "12174"),
        commune("Sainte-Radegonde", "12241"),
        commune("Le Monastère", "12146"),
    ]
    write(path, frame(rows, outlines), "commune")
    places = [(100, 100), (900, 900), (1300, 500), (1700, 500), (5500, 500)]
    shapes = [square(e, n, 10, 500.0) for e, n in places]
    write(path, frame([building(i) for i in range(5)], shapes), "batiment")
    line = shapely.LineString([(X, Y + 500, 500), (X + 6000, Y + 500, 520)])
    write(path, frame([road(1)], [line]), "troncon_de_route")
    write(path, frame([{"cleabs": "ADRESSE1"}], [shapely.Point(X, Y)]), "adresse")
    return path


def packed(folder: Path, archive: Path) -> Path:
    with py7zr.SevenZipFile(archive, "w") as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                file.write(path, str(path.relative_to(folder)))
    return archive


def grid(
    path: Path, values: Any, east: float = 0.0, north: float = 0.0, step: float = 1.0, **more: Any
) -> Path:
    """Write a GeoTIFF whose north-west corner lies at an offset from (X, Y)."""
    values = np.asarray(values)
    cells = values if values.ndim == 3 else values[None]
    options = {"crs": L93, "dtype": cells.dtype.name, **more}
    with rasterio.open(
        path, "w", driver="GTiff", count=len(cells), height=cells.shape[1], width=cells.shape[2],
        transform=Affine(step, 0, X + east, 0, -step, Y + north), **options,
    ) as file:  # fmt: skip
        file.write(cells)
    return path


def asc(path: Path, values: Any, east: float = 0.0, south: float = 0.0, step: float = 1.0) -> Path:
    values = np.asarray(values)
    head = (
        f"ncols {values.shape[1]}\nnrows {values.shape[0]}\nxllcorner {X + east}\n"
        f"yllcorner {Y + south}\ncellsize {step}\nNODATA_value -99999\n"
    )
    rows = "\n".join(" ".join(f"{v:g}" for v in row) for row in values)
    path.write_text(head + rows + "\n", encoding="ascii")
    return path


def polygon_wkb(ring: Sequence[tuple[float, float]]) -> bytes:
    """Return a polygon's WKB with its ring as given, open or closed."""
    points = b"".join(struct.pack("<2d", *point) for point in ring)
    return struct.pack("<BII", 1, 3, 1) + struct.pack("<I", len(ring)) + points


def fingerprint(folder: Path) -> dict[str, tuple[str, int]]:
    """Return names, contents and times of all files below a folder."""
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
