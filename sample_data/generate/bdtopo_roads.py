"""Road sections, cut at every junction and at the bridge."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring, unary_union

from .constants import INSEE
from .geo import ALTI, cleabs, frame, history, with_z
from .layout import FRAME
from .model import Layout, Road
from .terrain import Terrain


def _bridge(road: Road, layout: Layout) -> tuple[float, float] | None:
    """Abscissas of the bridge of ``road`` over the river, if it crosses."""
    wet = road.line.intersection(layout.river)
    if wet.is_empty or wet.length < 5:
        return None
    wet = max(getattr(wet, "geoms", [wet]), key=lambda g: g.length)
    ends = sorted(road.line.project(Point(c)) for c in (wet.coords[0], wet.coords[-1]))
    return ends[0] - 5.0, ends[1] + 5.0


def _stations(road: Road, others: list[Road]) -> list[float]:
    """Abscissas where ``road`` meets another one."""
    found = [0.0, road.line.length]
    for other in others:
        if other is road or other.line.distance(road.line) > 0.3:
            continue
        ends = [Point(other.line.coords[i]) for i in (0, -1)]
        met = [road.line.project(e) for e in ends if e.distance(road.line) < 0.3]
        crossing = road.line.intersection(other.line)
        points = [g for g in getattr(crossing, "geoms", [crossing]) if g.geom_type == "Point"]
        across = [road.line.project(g) for g in points if not g.is_empty]
        found += met + [s for s in across if all(abs(s - m) > 3 for m in met)]
    found.sort()
    kept = [found[0]]
    for s in found[1:]:
        if s - kept[-1] > 3.0:
            kept.append(s)
    kept[-1] = road.line.length
    return kept


def sections(layout: Layout) -> list[tuple[Road, LineString, bool]]:
    """All pieces of road inside the square, with whether they are on the bridge."""
    found = []
    for road in layout.roads:
        stations = _stations(road, layout.roads)
        bridge = _bridge(road, layout)
        if bridge:
            stations = sorted([s for s in stations if not bridge[0] < s < bridge[1]] + [*bridge])
        for a, b in itertools.pairwise(stations):
            piece = substring(road.line, a, b).intersection(FRAME)
            if piece.geom_type == "LineString" and piece.length > 2:
                on = bridge is not None and abs(a - bridge[0]) < 0.01
                found.append((road, piece, on))
    return found


def _lifted(piece: LineString, on_bridge: bool, terrain: Terrain) -> BaseGeometry:
    if not on_bridge:
        return with_z(piece, terrain.sample)
    ends = terrain.sample(*np.asarray([piece.coords[0], piece.coords[-1]]).T[:2])
    deck = float(ends.max()) + 0.6
    return with_z(piece, lambda x, _y: np.full(len(x), deck))


def _attributes(road: Road, on_bridge: bool, urban: bool, inside: bool) -> dict:
    kind, plan = road.kind, road.plan
    numbers = {"Route départementale 99": "D99", "Route de Saint-Ermel": "D14",
               "Route de Vaubrun": "D41", "Rond-point des Quatre-Vents": "D99"}  # fmt: skip
    number = numbers.get(plan.name)
    walk = plan.kind in ("alley", "track")
    speed = kind.speed if urban or walk else min(80, kind.speed + 30)
    insee = INSEE if inside else "99902"
    one_way = plan.kind == "ring"
    return {
        "nature": kind.nature,
        "nom_collaboratif_gauche": None if plan.kind == "ring" else plan.name,
        "nom_collaboratif_droite": None if plan.kind == "ring" else plan.name,
        "importance": kind.importance,
        "fictif": False,
        "position_par_rapport_au_sol": "1" if on_bridge else "0",
        **history(),
        **ALTI,
        "nombre_de_voies": None if walk else kind.lanes,
        "largeur_de_chaussee": None if walk else kind.width,
        "itineraire_vert": False,
        "sens_de_circulation": "Sans objet" if plan.kind == "alley" else
        "Sens direct" if one_way else "Double sens",
        "reserve_aux_bus": None,
        "urbain": urban,
        "vitesse_moyenne_vl": speed,
        "acces_vehicule_leger": "Physiquement impossible" if plan.kind == "alley" else "Libre",
        "acces_pieton": None,
        "insee_commune_gauche": insee,
        "insee_commune_droite": insee,
        "cpx_numero": number,
        "cpx_classement_administratif": "Départementale" if number else None,
        "cpx_gestionnaire": "Département fictif 99" if number else None,
        "cpx_toponyme_route_nommee": None,
    }  # fmt: skip


def road_layer(layout: Layout, terrain: Terrain) -> gpd.GeoDataFrame:
    """Layer ``troncon_de_route``."""
    urban = unary_union(
        [p.polygon.buffer(30) for p in layout.lots if p.style not in ("sparse", "hamlet")]
        + [b.polygon.buffer(45) for b in layout.buildings if b.kind in ("town", "block", "shed")]
    )
    rows, shapes = [], []
    for number, (road, piece, on_bridge) in enumerate(sections(layout)):
        middle = piece.interpolate(0.5, normalized=True)
        inside = layout.commune.contains(middle)
        rows.append({
            "cleabs": cleabs("TRONROUT", 9990100000000 + number),
            **_attributes(road, on_bridge, urban.contains(middle), inside),
        })  # fmt: skip
        shapes.append(_lifted(piece, on_bridge, terrain))
    return frame(rows, shapes)
