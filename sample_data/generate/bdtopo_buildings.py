"""The building layer of the BD TOPO delivery."""

from __future__ import annotations

import datetime

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import MultiPolygon

from .constants import INVENTED, MODIFIED, SEED
from .geo import cleabs, flat_z, frame
from .heights import Heights, building_heights
from .model import Building, Layout
from .terrain import Terrain

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"


def _plan_source(building: Building) -> tuple[str, float, str]:
    if building.light or building.kind in ("shed", "hangar", "greenhouse"):
        return "Photogrammétrie", 2.5, "Imagerie aérienne"
    return "BDParcellaire recalée", 3.0, "Cadastre"


def _materials(building: Building, rng: np.random.Generator) -> tuple[str | None, str | None]:
    if building.dwellings in (None, 0):
        return None, None
    walls = "10" if (building.year or 2000) < 1930 else str(rng.choice(["20", "30", "40", "50"]))
    return walls, "20" if building.roof == "flat" else "10"


def _row(number: int, building: Building, heights: Heights, rng: np.random.Generator) -> dict:
    method, precision, origin = _plan_source(building)
    matched = building.dwellings not in (None, 0) and rng.random() < 0.93
    walls, roof = _materials(building, rng)
    residential = building.usage == "Résidentiel"
    year = building.year
    light = building.light
    return {
        "cleabs": cleabs("BATIMENT", 9990100000000 + number),
        "nature": building.nature,
        "usage_1": building.usage if not residential or matched else "Indifférencié",
        "usage_2": "Annexe" if building.kind == "house" and rng.random() < 0.12 else None,
        "construction_legere": building.light,
        "etat_de_l_objet": "En service",
        "date_creation": pd.Timestamp("2019-04-03 07:04:02"),
        "date_modification": pd.Timestamp(MODIFIED) if rng.random() < 0.6 else pd.NaT,
        "date_d_apparition": datetime.date(year, 1, 1) if matched and year else None,
        "date_de_confirmation": datetime.date(2023, 7, 1) if light else None,
        "sources": INVENTED,
        "identifiants_sources": None,
        "methode_d_acquisition_planimetrique": method,
        "methode_d_acquisition_altimetrique": heights.method,
        "precision_planimetrique": precision,
        "precision_altimetrique": heights.precision,
        "nombre_de_logements": building.dwellings if matched else None,
        "nombre_d_etages": heights.floors,
        "materiaux_des_murs": walls if matched else None,
        "materiaux_de_la_toiture": roof if matched else None,
        "hauteur": heights.height,
        "altitude_minimale_sol": heights.ground_low,
        "altitude_minimale_toit": heights.roof_low,
        "altitude_maximale_toit": heights.roof_high,
        "altitude_maximale_sol": heights.ground_high,
        "origine_du_batiment": origin,
        "appariement_fichiers_fonciers": "A 1.0" if matched else None,
        "identifiants_rnb": "".join(rng.choice(list(ALPHABET), 12)) if matched else None,
    }


def building_layer(layout: Layout, terrain: Terrain) -> gpd.GeoDataFrame:
    """Layer ``batiment``; the third coordinate is the gutter, -1000 where unknown."""
    rng = np.random.default_rng(SEED + 3)
    heights = building_heights(layout.buildings, terrain)
    rows, shapes = [], []
    for number, (building, known) in enumerate(zip(layout.buildings, heights, strict=True)):
        rows.append(_row(number, building, known, rng))
        z = -1000.0 if known.roof_low is None else known.roof_low
        shapes.append(flat_z(MultiPolygon([building.polygon]), z))
    return frame(rows, shapes)
