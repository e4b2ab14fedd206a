"""Addresses in the form of the Base Adresse Nationale: one CSV file, houses numbered by side."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

from pyproj import Transformer
from shapely.geometry import Point
from shapely.ops import nearest_points
from shapely.strtree import STRtree

from .constants import COMMUNE, CRS, INSEE, POSTCODE, X0, Y0
from .model import Building, Layout, Road

FIELDS = (
    "id", "id_fantoir", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune",
    "code_insee_ancienne_commune", "nom_ancienne_commune", "x", "y", "lon", "lat",
    "type_position", "alias", "nom_ld", "libelle_acheminement", "nom_afnor", "source_position",
    "source_nom_voie", "certification_commune", "cad_parcelles",
)  # fmt: skip
_STREETS = ("Rue", "Avenue", "Allée", "Impasse", "Place", "Chemin", "Route", "Grande Rue",
            "Boulevard", "Quai", "Ruelle", "Passage", "Cours", "Square")  # fmt: skip
_FARTHEST = 45.0  # [m] from a house to the street it is numbered on
_LEAST = 38.0  # [m²] of a building with a number of its own


def write_addresses(layout: Layout, target: Path) -> Path:
    """Write ``adresses-99901.csv``: every house that stands on a named street."""
    target.mkdir(parents=True, exist_ok=True)
    turn = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    path = target / f"adresses-{INSEE}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, restval="", delimiter=";", lineterminator="\n")
        writer.writeheader()
        for number, suffix, street, place in _numbered(layout):
            x, y = round(place.x + X0, 2), round(place.y + Y0, 2)
            lon, lat = turn.transform(x, y)
            code = _code(street)
            tail = f"_{suffix}" if suffix else ""
            writer.writerow({
                "id": f"{INSEE}_{code}_{number:05d}{tail}", "numero": number, "rep": suffix,
                "nom_voie": street, "code_postal": POSTCODE, "code_insee": INSEE,
                "nom_commune": COMMUNE, "x": x, "y": y, "lon": round(lon, 6),
                "lat": round(lat, 6), "type_position": "entrée",
                "libelle_acheminement": _capitals(COMMUNE), "nom_afnor": _capitals(street),
                "source_position": "inconnue", "source_nom_voie": "inconnue",
                "certification_commune": 0,
            })  # fmt: skip
    return path


def _numbered(layout: Layout) -> list[tuple[int, str, str, Point]]:
    """Return number, suffix, street and entrance of every house: odd on the left, even right."""
    roads = [r for r in layout.roads if r.plan.name.startswith(_STREETS)]
    tree = STRtree([r.line for r in roads])
    sides: dict[tuple[str, int], list[tuple[int, float, Point]]] = {}
    for house in layout.buildings:
        if house.light or house.polygon.area < _LEAST:
            continue
        near = int(tree.nearest(house.polygon))
        road = roads[near]
        if road.line.distance(house.polygon) <= _FARTHEST:
            along, left = _where(road, house)
            entrance = nearest_points(house.polygon, road.line)[0]
            sides.setdefault((road.plan.name, int(left)), []).append((near, along, entrance))
    found = []
    for (street, left), houses in sorted(sides.items()):
        last, number, again = -99.0, -1 if left else 0, 0
        for near, along, entrance in sorted(houses, key=lambda house: house[:2]):
            place = 10_000.0 * near + along
            # A second house behind the first, or close beside it, bears its number once more.
            again = again + 1 if place - last < 6.0 and again < 2 else 0
            number += 0 if again else 2
            last = place
            found.append((number, ("", "bis", "ter")[again], street, entrance))
    return found


def _where(road: Road, house: Building) -> tuple[float, bool]:
    """Return how far along its road a house stands, and whether to the left of it."""
    middle = house.polygon.centroid
    along = road.line.project(middle)
    start = road.line.interpolate(max(along - 1.0, 0.0))
    end = road.line.interpolate(along + 1.0)
    turn = (end.x - start.x) * (middle.y - start.y) - (end.y - start.y) * (middle.x - start.x)
    return along, turn > 0


def _capitals(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]+", " ", bare.upper()).strip()


def _code(street: str) -> str:
    """Return a code of four signs that stays the same for a street."""
    return f"{sum(ord(c) * (i + 7) for i, c in enumerate(street)) % 9000 + 1000:04d}"
