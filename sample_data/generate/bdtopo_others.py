"""The other BD TOPO layers: water, rail, vegetation, places, sports, commune limits."""

from __future__ import annotations

import datetime
import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString, MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring, unary_union

from .constants import COMMUNE, CREATED, INSEE, MODIFIED, POSTCODE, RIVER, SIZE
from .geo import ALTI, cleabs, frame, history, with_z
from .layout import FRAME
from .model import Layout
from .plan_areas import PLACES
from .terrain import Terrain, water_level

Layer = gpd.GeoDataFrame
BASE = 9990100000000


def _parts(geometry: BaseGeometry, kind: str) -> list[BaseGeometry]:
    return [g for g in getattr(geometry, "geoms", [geometry]) if g.geom_type == kind]


def rail_layer(layout: Layout, terrain: Terrain) -> Layer:
    """Layer ``troncon_de_voie_ferree``: one double track in four sections."""
    line = layout.rail.intersection(FRAME)
    cuts = np.linspace(0, line.length, 5)
    pieces = [substring(line, a, b) for a, b in itertools.pairwise(cuts)]
    row = {
        "nature": "Voie ferrée principale",
        "position_par_rapport_au_sol": "0",
        **history(),
        **ALTI,
        "electrifie": True,
        "largeur": "Normale",
        "nombre_de_voies": 2,
        "usage": "Sans objet",
        "vitesse_maximale": 120,
        "identifiant_voie_ferree_nommee": None,
        "cpx_toponyme": "Ligne de la vallée de la Lise",
    }
    rows = [{"cleabs": cleabs("TRONFERR", BASE + i), **row} for i in range(len(pieces))]
    return frame(rows, [with_z(p, lambda x, y: terrain.sample(x, y) + 0.6) for p in pieces])


def vegetation_layer(layout: Layout) -> Layer:
    """Layer ``zone_de_vegetation``: forests, groves and hedges as surfaces."""
    rows, shapes = [], []
    named = {"wood": "Forêt fermée de feuillus", "riparian": "Bois"}
    items = [(a.polygon, named[a.kind]) for a in layout.areas_of("wood", "riparian")]
    items += [(h.buffer(2.6, cap_style="round", quad_segs=2), "Haie") for h in layout.hedges]
    items += [(f.polygon, "Vigne") for f in layout.fields if f.kind == "vine"]
    for number, (polygon, nature) in enumerate(items):
        dates = history(3.0, "Orthophotographie")
        dates.pop("etat_de_l_objet")
        rows.append({"cleabs": cleabs("ZONEVEGE", BASE + number), "nature": nature, **dates})
        shapes.append(MultiPolygon([polygon]))
    return frame(rows, shapes)


def hedge_layer(layout: Layout, terrain: Terrain) -> Layer:
    """Layer ``haie``: hedges as lines with height and width."""
    rows = [
        {"cleabs": cleabs("HAIE____", BASE + i), "hauteur": round(2.2 + (i * 7 % 12) / 4, 1),
         "largeur": 4.0 + i % 3, **history(3.0, "Orthophotographie")}
        for i in range(len(layout.hedges))
    ]  # fmt: skip
    return frame(rows, [with_z(h, terrain.sample) for h in layout.hedges])


def water_layers(layout: Layout) -> tuple[Layer, Layer]:
    """Layers ``surface_hydrographique`` and ``troncon_hydrographique``."""
    common = {"code_du_pays": "FR", "nature": "Ecoulement naturel",
              "position_par_rapport_au_sol": "0", **history(), **ALTI, "statut": "Validé",
              "persistance": "Permanent", "salinite": False,
              "origine": "Naturelle non aménagée"}  # fmt: skip
    river = layout.river.intersection(FRAME)
    pieces = [river.intersection(box(a, 0, a + 1000, SIZE)) for a in (0, 1000, 2000)]
    surfaces = [g for p in pieces for g in _parts(p, "Polygon") if g.area > 20]
    rows = [{"cleabs": cleabs("SURF_EAU", BASE + i), **common,
             "liste_des_noms_cours_d_eau": RIVER} for i in range(len(surfaces))]  # fmt: skip
    areas = frame(rows, [with_z(MultiPolygon([s]), water_level) for s in surfaces])
    rows, lines = [], []
    named = ((layout.river_line, RIVER, "Permanent", False),
             (layout.stream_line, "ruisseau du Vernet", "Intermittent", True))  # fmt: skip
    for number, (line, name, flow, thin) in enumerate(named):
        rows.append({"cleabs": cleabs("TRON_EAU", BASE + number), **common, "persistance": flow,
                     "classe_de_largeur": "Entre 0 et 5 m" if thin else "Entre 15 et 50 m",
                     "sens_de_l_ecoulement": "Sens direct",
                     "cpx_toponyme_de_cours_d_eau": name})  # fmt: skip
        lines.append(with_z(line.intersection(FRAME), water_level))
    return areas, frame(rows, lines)


def commune_layer(layout: Layout) -> Layer:
    """Layer ``commune``: Montreval and what is seen of three neighbours."""
    outside = FRAME.difference(layout.commune)
    sectors = [
        ("Saint-Ermel-des-Bois", "99902", Polygon([(1500, 1500), (-100, 2600), (-100, 3100),
                                                   (3100, 3100), (3100, 1900)]), 1184),
        ("Vaubrun-en-Lise", "99903", Polygon([(1500, 1500), (3100, 1900), (3100, -100),
                                              (1100, -100)]), 2310),
        ("La Rouvraie-le-Vieux", "99904", Polygon([(1500, 1500), (1100, -100), (-100, -100),
                                                   (-100, 2600)]), 642),
    ]  # fmt: skip
    items = [(COMMUNE, INSEE, layout.commune, 4_126)]
    items += [(n, c, outside.intersection(s), p) for n, c, s, p in sectors]
    rows, shapes = [], []
    for number, (name, insee, shape, people) in enumerate(items):
        rows.append({
            "cleabs": cleabs("COMMUNE_", BASE + number), "code_insee": insee,
            "code_insee_de_l_arrondissement": "1",
            "code_insee_de_la_collectivite_terr": "99D",
            "code_insee_du_departement": "99", "code_insee_de_la_region": "99",
            "population": people, "surface_en_ha": round(shape.area / 10_000),
            "date_creation": pd.Timestamp(CREATED), "date_modification": pd.Timestamp(MODIFIED),
            "date_d_apparition": None, "date_de_confirmation": None, "code_postal": POSTCODE,
            "nom_officiel": name, "chef_lieu_d_arrondissement": False,
            "chef_lieu_de_collectivite_terr": False, "chef_lieu_de_departement": False,
            "chef_lieu_de_region": False, "capitale_d_etat": False,
            "date_du_recensement": datetime.date(2022, 1, 1),
            "organisme_recenseur": "Donnée inventée", "codes_siren_des_epci": "999900011",
            "lien_vers_chef_lieu": None, "liens_vers_autorite_administrative": None,
            "code_siren": f"2199{insee}",
        })  # fmt: skip
        shapes.append(MultiPolygon(_parts(shape, "Polygon")))
    return frame(rows, shapes)


def place_layer(layout: Layout, terrain: Terrain) -> Layer:
    """Layer ``zone_d_habitation``: quarters and hamlets with their names."""
    rows, shapes = [], []
    for number, (name, (x, y, nature)) in enumerate(PLACES.items()):
        near = [b.polygon for b in layout.buildings if b.polygon.distance(
            Polygon([(x - 1, y), (x + 1, y), (x, y + 1)])) < 230]  # fmt: skip
        hull = unary_union(near).buffer(20).buffer(-10).simplify(2)
        area = max(_parts(hull, "Polygon") or [Polygon()], key=lambda g: g.area)
        if area.area < 400:
            continue
        rows.append({"cleabs": cleabs("PAIHABIT", BASE + number), "nature": nature,
                     "nature_detaillee": None, "toponyme": name, "statut_du_toponyme": "Validé",
                     "importance": "5", "fictif": False, **history(3.0, "Orthophotographie"),
                     "insee_commune": INSEE})  # fmt: skip
        shapes.append(with_z(MultiPolygon([area]), terrain.sample))
    return frame(rows, shapes)


def _interest_items(layout: Layout) -> list[tuple[str, str, str | None, str, BaseGeometry]]:
    """(category, nature, detail, name, surface) of places of interest."""
    by_area = {
        "Collège de la Lise": ("Science et enseignement", "Collège", None),
        "École Jean-Macé": ("Science et enseignement", "Enseignement primaire", "Ecole primaire"),
        "Stade de la Lise": ("Sport", "Complexe sportif couvert", "Terrain de sport"),
        "Jardin public de la Lise": ("Culture et loisirs", "Parc de loisirs", "Jardin public"),
        "Station d'épuration": ("Gestion des eaux", "Station d'épuration", None),
    }
    items = [(*by_area[a.name], a.name, a.polygon) for a in layout.areas if a.name in by_area]
    by_kind = {
        "townhall": ("Administratif ou militaire", "Mairie", None, "Mairie de Montreval-sur-Lise"),
        "church": ("Religieux", "Culte chrétien", "Eglise", "Église Saint-Martin"),
        "chapel": ("Religieux", "Culte chrétien", "Chapelle", "Chapelle de la Croix-Blanche"),
        "care": ("Santé", "Maison de retraite", None, "EHPAD Les Saules"),
        "library": ("Culture et loisirs", "Musée", "Médiathèque", "Médiathèque"),
        "gym": ("Sport", "Complexe sportif couvert", "Gymnase", "Gymnase de la Lise"),
        "hall": ("Culture et loisirs", "Salle de spectacle ou conférence", None,
                 "Salle polyvalente"),
    }  # fmt: skip
    items += [(*by_kind[b.kind], b.polygon.buffer(5, join_style="mitre"))
              for b in layout.buildings if b.kind in by_kind]  # fmt: skip
    sheds = unary_union([a.polygon for a in layout.areas_of("yard") if a.polygon.centroid.x > 2080])
    estate = max(_parts(sheds.buffer(30).buffer(-22), "Polygon"), key=lambda g: g.area)
    items.append(("Industriel et commercial", "Zone industrielle", "Zone d'activités",
                  "ZA des Quatre-Vents", Polygon(estate.exterior).simplify(2)))  # fmt: skip
    return items


def interest_layer(layout: Layout) -> Layer:
    """Layer ``zone_d_activite_ou_d_interet``."""
    rows, shapes = [], []
    for number, (category, nature, detail, name, area) in enumerate(_interest_items(layout)):
        rows.append({"cleabs": cleabs("SURFACTI", BASE + number), "categorie": category,
                     "nature": nature, "nature_detaillee": detail, "toponyme": name,
                     "statut_du_toponyme": "Validé", "importance": "5", "fictif": False,
                     **history(3.0, "Orthophotographie")})  # fmt: skip
        shapes.append(MultiPolygon([area]))
    return frame(rows, shapes)


def small_layers(layout: Layout, terrain: Terrain) -> dict[str, Layer]:
    """Layers ``terrain_de_sport``, ``cimetiere`` and ``equipement_de_transport``."""
    natures = {
        "pitch": ("terrain_de_sport", "Grand terrain de sport", "Terrain de football"),
        "tennis": ("terrain_de_sport", "Terrain de tennis", None),
        "playcourt": ("terrain_de_sport", "Petit terrain multi-sports", "City-stade"),
        "cemetery": ("cimetiere", "Civil", None),
        "parking": ("equipement_de_transport", "Parking", None),
    }
    found: dict[str, tuple[list[dict], list[BaseGeometry]]] = {}
    prefix = {"terrain_de_sport": "TERRSPOR", "cimetiere": "CIMETIER",
              "equipement_de_transport": "EQUIPTRA"}  # fmt: skip
    items = [(a.polygon, a.name, *natures[a.kind]) for a in layout.areas if a.kind in natures]
    station = next(b for b in layout.buildings if b.kind == "station")
    items.append((station.polygon.buffer(9), "Gare de Montreval-sur-Lise",
                  "equipement_de_transport", "Gare voyageurs uniquement", None))  # fmt: skip
    for number, (polygon, name, layer, nature, detail) in enumerate(items):
        rows, shapes = found.setdefault(layer, ([], []))
        row = {
            "cleabs": cleabs(prefix[layer], BASE + number),
            "nature": nature,
            "nature_detaillee": detail,
            **history(3.0, "Orthophotographie"),
            **ALTI,
        }
        if layer != "terrain_de_sport":
            row |= {"toponyme": name, "statut_du_toponyme": "Validé", "importance": "5"}
        rows.append(row)
        shapes.append(with_z(MultiPolygon([polygon]), terrain.sample))
    return {layer: frame(rows, shapes) for layer, (rows, shapes) in found.items()}


def structure_layer(layout: Layout, bridge: LineString, terrain: Terrain) -> Layer:
    """Layer ``construction_lineaire``: the bridge, the cemetery wall, the square's wall."""
    walls = [("Pont", "Pont de la Lise", bridge)]
    walls += [("Mur", None, LineString(a.polygon.exterior.coords))
              for a in layout.areas_of("cemetery")]  # fmt: skip
    tower = next(a for a in layout.areas_of("park"))
    x0, y0, x1, _y1 = tower.polygon.bounds
    walls.append(("Mur de soutènement", None, LineString([(x0, y0 + 4), (x1, y0 + 24)])))
    rows = [{"cleabs": cleabs("CONSLINE", BASE + i), "nature": nature, "nature_detaillee": None,
             "toponyme": name, "statut_du_toponyme": "Validé" if name else None,
             "importance": "5", "reseau_1": None, "reseau_2": None, **history(), **ALTI}
            for i, (nature, name, _) in enumerate(walls)]  # fmt: skip
    return frame(rows, [with_z(w, terrain.sample) for _, _, w in walls])
