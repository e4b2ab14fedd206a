"""From local metres to the coordinates and columns of the delivered files."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from .constants import BDTOPO_EDITION, CREATED, CRS, INVENTED, MODIFIED, X0, Y0


def to_l93(geometry: BaseGeometry, digits: int = 1) -> BaseGeometry:
    """Translate to Lambert-93 and round; the third coordinate, if any, is kept."""

    def move(xyz: np.ndarray) -> np.ndarray:
        out = xyz.copy()
        out[:, 0] = np.round(xyz[:, 0] + X0, digits)
        out[:, 1] = np.round(xyz[:, 1] + Y0, digits)
        return out

    return shapely.transform(geometry, move, include_z=bool(shapely.has_z(geometry)))


def with_z(geometry: BaseGeometry, height: Callable[[np.ndarray, np.ndarray], np.ndarray]):
    """Give ``geometry`` a third coordinate from ``height(x, y)``."""
    flat = shapely.force_3d(shapely.force_2d(geometry), 0.0)

    def lift(xyz: np.ndarray) -> np.ndarray:
        out = xyz.copy()
        out[:, 2] = np.round(height(xyz[:, 0], xyz[:, 1]), 1)
        return out

    return shapely.transform(flat, lift, include_z=True)


def flat_z(geometry: BaseGeometry, z: float) -> BaseGeometry:
    """Give every vertex the same third coordinate."""
    return shapely.force_3d(shapely.force_2d(geometry), z)


def frame(rows: list[dict], geometries: list[BaseGeometry], digits: int = 1) -> gpd.GeoDataFrame:
    """GeoDataFrame in Lambert-93 from rows and local geometries."""
    return gpd.GeoDataFrame(
        pd.DataFrame(rows), geometry=[to_l93(g, digits) for g in geometries], crs=CRS
    )


def _column(values: pd.Series) -> pd.Series:
    """Give a column of objects the type that its delivered field has."""
    if str(values.name).startswith(("date_d_", "date_de_")):
        return values.astype(pd.ArrowDtype(pa.date32()))
    if str(values.name).startswith("nombre_"):
        return values.astype("Int32")
    if values.dtype != object:
        return values
    known = values.dropna()
    if len(known) and isinstance(known.iloc[0], datetime.date):
        return values.astype(pd.ArrowDtype(pa.date32()))
    return values.astype("string") if not len(known) or isinstance(known.iloc[0], str) else values


def write_layer(data: gpd.GeoDataFrame, path: Path, **options) -> None:
    """Write ``data`` with text, date and number fields of the intended types."""
    typed = data.copy()
    for name in typed.columns:
        if name != typed.geometry.name:
            typed[name] = _column(typed[name])
    pyogrio.write_dataframe(typed, path, use_arrow=True, **options)


def cleabs(prefix: str, number: int) -> str:
    """Return an identifier in the BD TOPO form: 8 letters and 16 digits."""
    return f"{prefix:_<8.8}{number:016d}"


def history(precision: float = 2.5, method: str = "Photogrammétrie") -> dict:
    """Dates, sources and acquisition columns shared by the BD TOPO classes."""
    return {
        "etat_de_l_objet": "En service",
        "date_creation": pd.Timestamp(CREATED),
        "date_modification": pd.Timestamp(MODIFIED),
        "date_d_apparition": None,
        "date_de_confirmation": datetime.date.fromisoformat(BDTOPO_EDITION),
        "sources": INVENTED,
        "identifiants_sources": None,
        "methode_d_acquisition_planimetrique": method,
        "precision_planimetrique": precision,
    }


ALTI = {"methode_d_acquisition_altimetrique": "Photogrammétrie", "precision_altimetrique": 1.5}
