"""The words in which tables drawn elsewhere say what an edit is: French or English, as they come.

Names and values are compared without accents, capitals and signs, so that ``Étages``, ``nb_etages``
and ``storeys`` mean the same. The catalogue's own words are understood as values in both languages.
"""

from __future__ import annotations

import re
import types
import unicodedata
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from jumeau.geometry.tree_growth import SPECIES
from jumeau.i18n import LANGUAGES, Translator
from jumeau.model import changes
from jumeau.model.edits import Debate

TAGS: dict[str, type] = {x.__struct_config__.tag: x for x in get_args(changes.Change)}
"""Tag to class of every change."""

# Column names besides the field's own, the likeliest first.
_COLUMNS: dict[str, str] = {
    "edit": "modification modif changement change action tag",
    "id": "identifiant_edit edit_id",
    "order": "ordre rang",
    "title": "titre nom name libelle intitule",
    "on": "actif active allume visible",
    "comment": "commentaire remarque note observations",
    "phase": "etape",
    "debate": "debat",
    "reason": "raison motif",
    "height": "hauteur haut h height_m hauteur_m ht",
    "storeys": "etages niveaux nb_etages nb_niveaux nombre_d_etages nombre_d_e floors levels",
    "roof": "toit toiture forme_toit roof_shape",
    "roof_rise": "hauteur_toit hauteur_de_toit faitage",
    "kind": "usage destination usage_1 usage1 type_batiment programme",
    "dwellings": "logements nb_logements nb_logts nombre_de_logements nombre_de_l",
    "altitude": "alti cote z_pied niveau_du_sol",
    "feature": "element cible objet",
    "storey_height": "hauteur_etage hauteur_d_etage",
    "east": "est dx",
    "north": "nord dy",
    "up": "decalage dz exhaussement",
    "rotation": "angle orientation",
    "scale": "echelle",
    "planting": "plantation",
    "spacing": "espacement pas intervalle",
    "species": "essence espece genre",
    "planted": "annee annee_plantation plante_en year",
    "seed": "graine",
    "surface": "revetement sol couverture materiau cover",
    "permeability": "permeabilite",
    "roughness": "rugosite",
    "cover": "couverture_toit revetement toiture",
    "share": "part",
    "absorption": "alpha alpha_w",
    "thickness": "epaisseur",
    "use": "usage circulation statut",
    "width": "largeur largeur_de_chaussee largeur_m",
    "lanes": "voies nb_voies nombre_de_voies nombre_de_v",
    "one_way": "sens_unique oneway",
    "speed": "vitesse vitesse_max vl_spd maxspeed vitesse_km_h",
    "cycle_track": "piste piste_cyclable bande_cyclable",
    "day": "jour trafic_jour tv_d tmh_jour",
    "evening": "soir soiree trafic_soir tv_e tv_s tmh_soir",
    "night": "nuit trafic_nuit tv_n tmh_nuit",
    "bank": "talus pente fruit",
    "buildings": "batiments bati",
    "trees": "arbres",
    "layer": "couche",
    "key": "cle cleabs identifiant id_source",
}

_TAG_WORDS: dict[str, str] = {
    "add_building": "batiment building bati construction immeuble maison batiment_neuf",
    "remove_feature": "enlever retirer supprimer suppression remove",
    "change_height": "changer_hauteur surhausse",
    "add_storeys": "surelevation ajouter_etages",
    "move_feature": "deplacer deplacement move",
    "place_model": "modele model",
    "plant_trees": "arbre arbres tree trees planter plantation alignement haie",
    "set_surface": "sol surface ground revetement espace_vert",
    "set_roof": "toit toiture roof",
    "add_barrier": "ecran mur mur_antibruit ecran_antibruit barrier noise_barrier wall",
    "set_road": "voie route rue road street chaussee",
    "shape_terrain": "terrassement deblai remblai terrain earthwork",
    "demolish": "demolition demolir demolish",
}  # fmt: skip

_MORE_VALUES: dict[str, dict[str, str]] = {
    "SurfaceKind": {"herbe": "grass", "pelouse": "grass", "lawn": "grass", "bitume": "asphalt",
                    "goudron": "asphalt", "stabilise": "sand", "noues": "planting",
                    "massif": "planting", "beton": "light_paving", "pave": "paving"},
    "BuildingKind": {"logement": "housing", "residentiel": "housing", "habitation": "housing",
                     "residential": "housing", "scolaire": "school", "enseignement": "school",
                     "bureau": "offices", "office": "offices", "commerce": "shops",
                     "commercial": "shops", "commercial_et_services": "shops",
                     "industriel": "industry", "activite": "industry", "parking": "parking",
                     "equipement": "public", "indifferencie": "other", "annexe": "other"},
    "RoofShape": {"plat": "flat", "terrasse": "flat", "deux_pans": "gabled", "2_pans": "gabled",
                  "quatre_pans": "hipped", "4_pans": "hipped"},
    "RoadUse": {"voiture": "cars", "voitures": "cars", "tous": "cars", "partage": "shared",
                "velo": "cycles", "velos": "cycles", "cycle": "cycles", "pieton": "walking",
                "pietonne": "walking", "ferme": "closed", "fermee": "closed"},
    "RoadSurface": {"bitume": "asphalt", "silencieux": "quiet", "pave": "paving",
                    "clair": "light"},
    "RoofCover": {"vegetalise": "green_extensive", "toit_vegetalise": "green_extensive",
                  "green": "green_extensive", "jardin": "green_intensive", "clair": "cool",
                  "blanc": "cool", "photovoltaique": "solar", "pv": "solar",
                  "solaire": "solar"},
    "Planting": {"seul": "one", "arbre": "one", "rangee": "row", "zone": "area",
                 "surface": "area"},
    "Debate": {"ouvert": "open", "fixe": "fixed"},
    "Species": {"tilia": "lime", "platanus": "plane", "acer": "maple", "quercus": "oak",
                "carpinus": "hornbeam", "charme": "hornbeam", "populus": "poplar",
                "prunus": "cherry", "cerisier": "cherry", "pinus": "pine", "pin": "pine",
                "cedrus": "cedar", "erable": "maple", "fruitier": "fruit"},
}  # fmt: skip

_CATALOGUE: dict[str, str] = {
    "SurfaceKind": "surfaces", "BuildingKind": "buildings.kind", "RoofShape": "roofs.shape",
    "RoadUse": "roads.use", "RoadSurface": "roads.surface", "RoofCover": "roofs.cover",
    "Planting": "planting", "Debate": "variants.debate", "Species": "species",
}  # fmt: skip


def bare(text: object) -> str:
    """Return a word without accents, capitals and signs: ``Nb d’étages`` is ``nb_d_etages``."""
    apart = unicodedata.normalize("NFKD", str(text).replace("\N{RIGHT SINGLE QUOTATION MARK}", " "))
    plain = apart.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def names_of(field: str) -> tuple[str, ...]:
    """Return the names that a column of a field may have, its own first."""
    return (field, *_COLUMNS.get(field, "").split())


@lru_cache(maxsize=1)
def _tags() -> dict[str, str]:
    words = {word: tag for tag, line in _TAG_WORDS.items() for word in line.split()}
    for language in LANGUAGES:
        tr = Translator(language)
        words |= {bare(tr(f"edits.{tag}")): tag for tag in TAGS}
    return words | {tag: tag for tag in TAGS}


def tag_named(text: object) -> str:
    """Return the tag that a word means; empty where it means none."""
    return _tags().get(bare(text), "")


@lru_cache(maxsize=32)
def _values(kind: str, known: tuple[str, ...]) -> dict[str, str]:
    words = dict(_MORE_VALUES.get(kind, {}))
    for language in LANGUAGES:
        tr = Translator(language)
        words |= {bare(tr(f"{_CATALOGUE[kind]}.{value}")): value for value in known}
    return words | {value: value for value in known}


def choice_named(kind: type, text: object) -> str:
    """Return the value of an enumeration that a word means; empty where it means none."""
    return _values(kind.__name__, tuple(str(x.value) for x in kind)).get(bare(text), "")  # type: ignore[attr-defined]


def species_named(text: object) -> str:
    """Return the kind of tree that a word means; empty where it means none."""
    found = _values("Species", tuple(SPECIES))
    word = bare(text)
    return found.get(word, "") or found.get(word.partition("_")[0], "")


def catalogue_of(kind: type) -> str:
    """Return where the catalogue holds the words of an enumeration."""
    return _CATALOGUE[kind.__name__]


def debate_named(text: object) -> str:
    """Return whether a word means open or fixed; empty where it means neither."""
    return choice_named(Debate, text)


@lru_cache(maxsize=32)
def fields_of(change: type) -> dict[str, tuple[Any, bool]]:
    """Return the fields of a change: name to type, and whether it may be None."""
    found = {}
    for name, hint in get_type_hints(change).items():
        if get_origin(hint) in (Union, types.UnionType):
            inner = [x for x in get_args(hint) if x is not types.NoneType]
            found[name] = (inner[0], True)
        else:
            found[name] = (hint, False)
    return found
