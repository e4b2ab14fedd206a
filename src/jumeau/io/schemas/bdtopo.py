"""BD TOPO, version 3: the layers that the twin uses, under both spellings of their fields.

The long names are those of the GeoPackage, the others the shapefile's, cut to ten characters
(IGN, "BD TOPO version 3.x, descriptif de contenu" and "descriptif de livraison").
"""

from __future__ import annotations

from jumeau.io.schemas.record import Names, Product, Schema
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role

BD_TOPO = Product(
    producer="IGN",
    name="BD TOPO®",
    licence="Licence Ouverte 2.0 (Etalab)",
    url="https://geoservices.ign.fr/bdtopo",
    edition_columns=("date_modification", "date_maj", "date_creation", "date_creat"),
    source_columns=("sources", "source"),
)

KEY: Names = ("cleabs", "id")
_STATE: Names = ("etat_de_l_objet", "etat")
_LEVEL: Names = ("position_par_rapport_au_sol", "pos_sol")
_NAME: Names = ("toponyme",)
_NATURE: Names = ("nature",)
_PLAN: Names = ("methode_d_acquisition_planimetrique", "acqu_plani")
_MODIFIED: Names = ("date_modification", "date_maj")
_DETAIL: Names = ("nature_detaillee", "nat_detail")
_CORE: tuple[Names, ...] = (KEY, _MODIFIED)
_POLYGONS: Names = ("polygons",)


def _named(role: Role, names: Names, **more: Names) -> Schema:
    """Return the record of a layer that has nature and name and is known by its own name."""
    return Schema(
        role, BD_TOPO, names, (*_CORE, _NATURE), {"nature": _NATURE, "name": _NAME, **more},
        by_name_only=True, key=KEY,
    )  # fmt: skip


# The first record that fits is taken: those with telling fields come first.
SCHEMAS: tuple[Schema, ...] = (
    Schema(
        Role.CONSTRUCTION, BD_TOPO, ("reservoir",), (*_CORE, ("volume",), ("hauteur",)),
        {"nature": _NATURE, "height": ("hauteur",)}, key=KEY,
    ),
    Schema(
        Role.BUILDING,
        BD_TOPO,
        ("batiment",),
        (*_CORE, ("hauteur",)),
        {
            "height": ("hauteur",),
            "ground_altitude_min": ("altitude_minimale_sol", "z_min_sol"),
            "ground_altitude_max": ("altitude_maximale_sol", "z_max_sol"),
            "eave_altitude": ("altitude_minimale_toit", "z_min_toit"),
            "ridge_altitude": ("altitude_maximale_toit", "z_max_toit"),
            "storeys": ("nombre_d_etages", "nb_etages"),
            "dwellings": ("nombre_de_logements", "nb_logts"),
            "use": ("usage_1", "usage1"),
            "nature": _NATURE,
            "light": ("construction_legere", "leger"),
            "wall_material": ("materiaux_des_murs", "mat_murs"),
            "roof_material": ("materiaux_de_la_toiture", "mat_toits"),
            "altitude_method": ("methode_d_acquisition_altimetrique", "acqu_alti"),
            "state": _STATE,
        },
        also=(("usage_1", "usage1"), ("nombre_d_etages", "nb_etages")),
        families=_POLYGONS,
        key=KEY,
        certainty=Certainty.COMPUTED,  # walls are raised and roofs are inferred, none is surveyed
    ),
    Schema(
        Role.ROAD,
        BD_TOPO,
        ("troncon_de_route",),
        (),
        {
            "nature": _NATURE,
            "width": ("largeur_de_chaussee", "largeur"),
            "lanes": ("nombre_de_voies", "nb_voies"),
            "level": _LEVEL,
            "importance": ("importance",),
            "one_way": ("sens_de_circulation", "sens"),
            "speed": ("vitesse_moyenne_vl", "vit_moy_vl"),
            "name": ("nom_collaboratif_gauche", "nom_voie_ban_gauche", "nom_coll_g", "nom_1_g",
                     "nom_v_g", "nom_voie_g"),
            "number": ("cpx_numero", "numero"),
            "state": _STATE,
        },
        also=(*_CORE, ("sens_de_circulation", "sens"), ("largeur_de_chaussee", "largeur")),
        families=("lines",),
        key=KEY,
    ),
    Schema(
        Role.RAIL,
        BD_TOPO,
        ("troncon_de_voie_ferree",),
        (),
        {
            "nature": _NATURE,
            "tracks": ("nombre_de_voies", "nb_voies"),
            "level": _LEVEL,
            "electrified": ("electrifie",),
            "use": ("usage",),
            "speed": ("vitesse_maximale", "vites_max"),
            "name": ("cpx_toponyme", "toponyme"),
            "state": _STATE,
        },
        also=(*_CORE, ("electrifie",), ("nombre_de_voies", "nb_voies")),
        absent=("larg_secte", "cat", "categorie"),  # a sound classification keeps these columns
        families=("lines",),
        key=KEY,
    ),
    Schema(
        Role.WATERCOURSE,
        BD_TOPO,
        ("troncon_hydrographique",),
        (),
        {"nature": _NATURE, "level": _LEVEL, "persistence": ("persistance", "persistanc"),
         "width": ("classe_de_largeur", "cl_largeur", "largeur"),
         "name": ("cpx_toponyme_de_cours_d_eau", "nom_c_eau", "toponyme")},
        also=(*_CORE, ("persistance", "persistanc"), ("salinite",)),
        families=("lines",),
        key=KEY,
    ),
    Schema(
        Role.WATER,
        BD_TOPO,
        ("surface_hydrographique",),
        (),
        {"nature": _NATURE, "level": _LEVEL, "persistence": ("persistance", "persistanc"),
         "name": ("cpx_toponyme_de_plan_d_eau", "nom_p_eau", "cpx_toponyme_de_cours_d_eau",
                  "nom_c_eau")},
        also=(*_CORE, ("persistance", "persistanc"), ("salinite",)),
        families=_POLYGONS,
        key=KEY,
    ),
    Schema(
        Role.HEDGE, BD_TOPO, ("haie",), (KEY,),
        {"height": ("hauteur",), "width": ("largeur",), "nature": _NATURE},
        also=(_MODIFIED, ("hauteur",), ("largeur",)), absent=("nature", "usage1"),
        families=("lines",), key=KEY,
    ),
    Schema(
        Role.COMMUNE,
        BD_TOPO,
        ("commune",),
        (("code_insee", "insee_com"), ("nom_officiel", "nom"), _MODIFIED),
        {"name": ("nom_officiel", "nom"), "insee": ("code_insee", "insee_com"),
         "population": ("population",)},
        also=(KEY, ("population",)),
        absent=("nature",),
        families=_POLYGONS,
        key=KEY,
    ),
    Schema(
        Role.PLACE_OF_INTEREST, BD_TOPO, ("zone_d_activite_ou_d_interet",),
        (*_CORE, ("categorie",)),
        {"nature": _NATURE, "name": ("toponyme",), "category": ("categorie",)},
        also=(("fictif",), _NATURE), key=KEY,
    ),
    Schema(
        Role.CONSTRUCTION, BD_TOPO,
        ("construction_surfacique", "construction_lineaire", "construction_ponctuelle"),
        _CORE, {"nature": _NATURE, "name": ("toponyme",), "height": ("hauteur",)},
        also=(_NATURE, _DETAIL, ("hauteur",)), key=KEY,
    ),
    _named(Role.SPORTS_GROUND, ("terrain_de_sport",)),
    _named(Role.CEMETERY, ("cimetiere",)),
    _named(Role.SETTLEMENT, ("zone_d_habitation",)),
    _named(Role.WATER, ("plan_d_eau",)),
    _named(Role.TRANSPORT_AREA, ("equipement_de_transport",)),
    _named(Role.TRANSPORT_AREA, ("piste_d_aerodrome", "aerodrome")),
    Schema(
        Role.VEGETATION, BD_TOPO, ("zone_de_vegetation",), (KEY, _NATURE), {"nature": _NATURE},
        also=(_MODIFIED, _PLAN),
        absent=("toponyme", "etat_de_l_objet", "etat", "nature_detaillee", "nat_detail"),
        families=_POLYGONS, key=KEY,
    ),
)  # fmt: skip

LAYERS: tuple[str, ...] = tuple(dict.fromkeys(name for s in SCHEMAS for name in s.names))
"""The layers of a delivery that the twin uses; the others are not read."""
