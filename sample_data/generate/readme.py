"""The French notice that travels with the invented data."""

from __future__ import annotations

from pathlib import Path

TEXT = """# Montreval-sur-Lise : commune inventée

**Tout est inventé.** Montreval-sur-Lise (code 99901, département « 99 ») n'existe pas. Aucune
forme, altitude, mesure ni adresse ne vient d'un lieu réel ; rien n'est copié de l'IGN, de la
DGFiP ni d'un autre producteur. L'emplacement en Lambert-93 (700–703 km, 6500–6503 km) est un
carré choisi au hasard : ce qui s'y trouve vraiment n'a aucun rapport.

Ces fichiers servent à la démonstration et aux essais de Jumeau, hors ligne. Ils sont écrits par
`sample_data/generate.py`, toujours à l'identique, et suivent les noms et champs des produits
réels pour que l'import se fasse comme avec de vraies données :

| Dossier | Forme suivie |
|---|---|
| `BDTOPO_3-5_…_D099_2025-06-15/` | IGN BD TOPO® V3, GeoPackage, Lambert-93 |
| `RGEALTI/` | IGN RGE ALTI®, dalles ASC (5 m et 1 m) en `.7z` |
| `BDORTHO/` | IGN BD ORTHO®, image dessinée (1 m par pixel) |
| `cadastre/` | Cadastre Etalab, GeoJSON compressé, WGS 84 |
| `99901_PLU_20240312/` | PLU au standard CNIG 2017 |
| `bruit/` | Cartes de bruit stratégiques, type A (COVADIS) |
| `lcz/` | Zones climatiques locales, sortie GeoClimate |
| `arbres/` | Arbres d'alignement, données ouvertes municipales |
| `adresses/` | Base Adresse Nationale, CSV |

Les cartes de bruit et de chaleur ne sont ni mesurées ni calculées selon une norme.

Licence : CC0 1.0 (domaine public). Le programme qui les écrit est sous licence Apache-2.0.
Mention à garder à l'écran : « Donnée inventée – commune fictive de démonstration Jumeau ».
"""


def write_notice(target: Path) -> Path:
    """Write ``LISEZMOI.md``."""
    path = target / "LISEZMOI.md"
    path.write_text(TEXT, encoding="utf-8")
    return path
