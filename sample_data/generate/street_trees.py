"""Street trees in a common municipal open-data form (WGS 84 points)."""

from __future__ import annotations

import json
from pathlib import Path

from pyproj import Transformer

from .constants import CRS, INSEE, INVENTED, X0, Y0
from .model import Layout

LATIN = {
    "Platane commun": ("Platanus", "x hispanica"),
    "Tilleul à petites feuilles": ("Tilia", "cordata"),
    "Tilleul argenté": ("Tilia", "tomentosa"),
    "Érable champêtre": ("Acer", "campestre"),
    "Érable plane": ("Acer", "platanoides"),
    "Charme commun": ("Carpinus", "betulus"),
    "Frêne à fleurs": ("Fraxinus", "ornus"),
    "Marronnier d'Inde": ("Aesculus", "hippocastanum"),
}


def write_trees(layout: Layout, target: Path) -> Path:
    """Write ``arbres_alignement.geojson``: the public trees only."""
    target.mkdir(parents=True, exist_ok=True)
    turn = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    features = []
    public = [t for t in layout.trees if t.street]
    for number, tree in enumerate(public, start=1):
        lon, lat = turn.transform(tree.x + X0, tree.y + Y0)
        genus, species = LATIN[tree.species]
        features.append({
            "type": "Feature",
            "properties": {
                "id": f"{INSEE}-{number:04d}", "genre": genus, "espece": species,
                "nom_commun": tree.species, "hauteur_m": round(tree.height, 1),
                "diametre_couronne_m": round(tree.crown, 1), "annee_plantation": tree.planted,
                "lieu": tree.street, "source": INVENTED,
            },
            "geometry": {"type": "Point", "coordinates": [round(lon, 7), round(lat, 7)]},
        })  # fmt: skip
    path = target / "arbres_alignement.geojson"
    lines = ",\n".join(json.dumps(f, ensure_ascii=False) for f in features)
    path.write_text(
        '{"type": "FeatureCollection", "features": [\n' + lines + "\n]}\n", encoding="utf-8"
    )
    return path
