"""What a city keeps lists of: trees, lamps, streets and their traffic, buildings of its own."""

from __future__ import annotations

from jumeau.io.schemas.record import Names, Product, Schema
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role

OPEN_LICENCE = "Licence Ouverte 2.0 (Etalab)"
_SOURCES: Names = ("source", "sources")

ADDRESSES = Product(
    "Base Adresse Nationale", "Adresses (BAN)", OPEN_LICENCE, "https://adresse.data.gouv.fr",
    source_columns=_SOURCES,
)  # fmt: skip
UNKNOWN = Product("", "", "", "", source_columns=_SOURCES)
TREES = Product(
    "", "", "", "", source_columns=_SOURCES,
    edition_columns=("date_releve", "releve", "date_maj", "maj", "last_edited_date"),
)  # fmt: skip
COUNTS = Product(
    "", "", "", "", source_columns=_SOURCES,
    edition_columns=("anneemesuretrafic", "annee_mesu", "anneemesur", "annee", "dfin", "ddebut"),
)  # fmt: skip
NATIONAL_COUNTS = Product(
    "Ministère chargé des transports", "Trafic moyen journalier annuel (TMJA)", OPEN_LICENCE,
    "https://www.data.gouv.fr", source_columns=_SOURCES,
    edition_columns=("anneemesuretrafic", "annee_mesu", "anneemesur", "datereferentiel",
                     "dateref", "annee"),
)  # fmt: skip

_POLYGONS: Names = ("polygons",)
_LINES: Names = ("lines",)
_HEIGHT: Names = ("hauteur_m", "hauteurenm", "hauteur_arbre", "hauteurarbre", "haut_arbre",
                  "hauttotale", "hauteur_totale", "hauteur", "haut", "height",
                  "height_m")  # fmt: skip
_GIRTH: Names = ("circonf_cm", "circonferenceencm", "circonference_cm", "circonference", "circonf",
                 "circ", "circ_tronc", "circonfere", "trunk_circ")  # fmt: skip
_SPECIES: Names = ("vernaculai", "vernaculaire", "nom_vernaculaire", "nom_commun", "essence",
                   "essencefrancais", "libellefrancais", "nom_franc", "nom_francais", "espece",
                   "botanique", "nom_latin", "nomlatin", "espece_latin", "essence_lat",
                   "nom_scient", "nom_scientifique", "taxon", "genre", "species")  # fmt: skip
_POWER: Names = ("puissance", "puissance_w", "puiss", "puissance_lampe", "puissancelampe",
                 "puis_lampe", "lampe_puissance", "puissance_nominale", "power",
                 "power_w")  # fmt: skip
_LAMP: Names = ("lampe", "type_lampe", "typelampe", "lampe_type", "source_lumineuse", "lamp",
                "lamp_type")  # fmt: skip
_LIGHT: Names = (*_LAMP, "type_source", "type_sourc", "technologie")
_KELVIN: Names = ("temperature_couleur", "temp_couleur", "temp_coul", "temperature_de_couleur",
                  "temp_k", "couleur_k", "kelvin", "tc_k")  # fmt: skip
_POST: Names = ("hauteur_feu", "hauteur_mat", "hauteur_support", "haut_mat", "hauteur_m", "hauteur",
                "height")  # fmt: skip
_DAILY: Names = ("tmja", "tmja_tv", "tmj", "tjm", "tmjo", "aadt", "aadf", "trafic_jour",
                 "debit_jour", "mja_tv")  # fmt: skip
_HEAVY: Names = ("ratio_pl", "ratiopl", "pl", "pct_pl", "pourc_pl", "part_pl", "pl_pourcent",
                 "percent_pl", "taux_pl", "pcpl")  # fmt: skip
_COUNTED: Names = ("anneemesuretrafic", "annee_mesu", "anneemesur", "ddebut", "date_debut",
                   "date_mesure", "annee", "date")  # fmt: skip
_PERIODS: tuple[tuple[str, str], ...] = (("d", "day"), ("e", "evening"), ("n", "night"))
_BUILT: Names = ("height", "hauteur", "building_height", "measuredheight", "hauteur_m")

SCHEMAS: tuple[Schema, ...] = (
    Schema(
        Role.ADDRESS, ADDRESSES, (), (("numero",), ("nom_voie", "voie_nom"),
                                      ("code_insee", "commune_insee"),
                                      ("nom_commune", "commune_nom")),
        {"number": ("numero",), "suffix": ("rep", "suffixe"), "street": ("nom_voie", "voie_nom"),
         "postcode": ("code_postal",), "city": ("nom_commune", "commune_nom"),
         "insee": ("code_insee", "commune_insee")},
        families=("points",), key=("id", "cle_interop", "uid_adresse"),
    ),
    Schema(
        Role.LUMINAIRE, UNKNOWN, (), (_POWER, (*_LAMP, *_KELVIN)),
        {"height": _POST, "power": _POWER, "lamp": _LIGHT, "colour_temperature": _KELVIN},
        families=("points",), key=("id", "id_foyer", "id_luminaire", "identifiant", "gid"),
    ),
    Schema(
        Role.LUMINAIRE, UNKNOWN,
        ("luminaire", "eclairage", "eclairage_public", "foyer_lumineux", "foyers_lumineux",
         "point_lumineux", "points_lumineux", "candelabre", "lampadaire"),
        ((*_POWER, *_LIGHT, *_KELVIN, *_POST),),
        {"height": _POST, "power": _POWER, "lamp": _LIGHT, "colour_temperature": _KELVIN},
        families=("points",), key=("id", "identifiant", "gid"), by_name_only=True,
    ),
    Schema(
        Role.TREE, TREES, (), ((*_HEIGHT, *_GIRTH), _SPECIES),
        {"height": _HEIGHT,
         "crown_diameter": ("diam_houppier_m", "diametre_couronne_m", "diametre_houppier_m",
                            "diametre_houppier", "diam_couronne", "diametrecouronne_m",
                            "couronne_m", "diam_houpp", "envergure", "diam_cour", "crown_diam"),
         "species": _SPECIES,
         "circumference": _GIRTH,
         "planted": ("annee_plantation", "anneeplantation", "dateplantation", "date_plantation",
                     "an_plant", "annee_plan", "date_plant", "plantation", "date_plan")},
        families=("points",),
        key=("id", "identifiant", "id_arbre", "idarbre", "idbase", "gid", "objectid"),
    ),
    Schema(
        Role.ROAD, UNKNOWN, (), (("tv_d", "lv_d"), ("hv_d", "lv_spd_d")),
        {"traffic_day": ("tv_d",), "traffic_evening": ("tv_e",), "traffic_night": ("tv_n",),
         "light_day": ("lv_d",), "light_evening": ("lv_e",), "light_night": ("lv_n",),
         "heavy_day": ("hv_d", "hgv_d"), "heavy_evening": ("hv_e", "hgv_e"),
         "heavy_night": ("hv_n", "hgv_n"), "speed": ("lv_spd_d",), "surface": ("pvmt",),
         **{f"light_speed_{name}": (f"lv_spd_{letter}",) for letter, name in _PERIODS},
         **{f"heavy_speed_{name}": (f"hv_spd_{letter}", f"hgv_spd_{letter}")
            for letter, name in _PERIODS}},
        families=_LINES, key=("pk", "id", "id_way"), certainty=Certainty.COMPUTED,
        variety="roads_traffic",
    ),
    Schema(
        Role.TRAFFIC_COUNT, NATIONAL_COUNTS, (), (("tmja",), ("ratio_pl", "ratiopl"), ("route",)),
        {"name": ("route",), "daily": ("tmja",), "heavy_share": ("ratio_pl", "ratiopl"),
         "instant": _COUNTED},
        families=("lines", "points", "table"), key=("id", "objectid", "gid"),
        variety="traffic_counts",
    ),
    Schema(
        Role.TRAFFIC_COUNT, COUNTS, (),
        (("tmja", "tmja_tv", "tmj", "tjm", "tmjo"),),
        {"name": ("nom", "nom_voie", "voie", "rue", "libelle", "route", "nom_compt", "ident"),
         "daily": _DAILY, "heavy_share": _HEAVY,
         "speed": ("v85", "vmoy", "vitesse_moyenne", "vlegale"),
         "mode": ("mode", "vehicule", "type_vehicule"), "instant": _COUNTED},
        families=("lines", "points", "table"),
        key=("objectid", "id", "gid", "ident", "ref"), variety="traffic_counts",
    ),
    Schema(
        Role.ROAD, UNKNOWN, (), (("aadf", "aadt"),), {"daily": ("aadf", "aadt")},
        families=_LINES, key=("id", "pk", "id_way"), certainty=Certainty.COMPUTED,
        variety="roads_traffic",
    ),
    Schema(
        Role.ROAD, UNKNOWN, (), (("width", "largeur"), ("vl_spd", "lv_spd", "maxspeed")),
        {"width": ("width", "largeur"), "speed": ("vl_spd", "lv_spd", "maxspeed"),
         "name": ("name", "nom")},
        families=_LINES, key=("id", "pk", "osm_id"), certainty=Certainty.COMPUTED,
        absent=("railway", "electrified", "gauge"),
    ),
    Schema(
        Role.ROAD, UNKNOWN, (),
        (("sens_circu", "sens_circulation", "sens_circ"),
         ("lib_off", "nom_voie", "libelle_voie", "lib_voie", "nomvoi", "nomvoie")),
        {"name": ("lib_off", "nom_voie", "libelle_voie", "lib_voie", "nomvoi", "nomvoie"),
         "nature": ("typvoi", "type_voie", "typvoie"),
         "one_way": ("sens_circu", "sens_circulation", "sens_circ"),
         "width": ("largeur", "largeur_m"), "lanes": ("nb_voies",),
         "speed": ("vitesse", "vit_max", "vitesse_max")},
        families=_LINES, key=("idarc", "id", "gid", "objectid"),
    ),
    Schema(
        Role.LAND_COVER, UNKNOWN, (), (("g",), ("surf_cat", "type", "nature", "class")),
        {"class": ("surf_cat", "class", "type", "nature"), "ground_factor": ("g",)},
        families=_POLYGONS, key=("pk", "id", "id_way"), certainty=Certainty.COMPUTED,
        values=(("ground_factor", r"0|1|[01]?[.,]\d+"),),
    ),
    Schema(
        Role.BUILDING, UNKNOWN, ("building", "buildings", "batiment", "batiments", "bati"), (),
        {"height": _BUILT,
         "storeys": ("storeys", "nb_etages", "building_levels", "levels", "etages"),
         "use": ("use", "usage"), "name": ("name", "nom")},
        by_name_only=True, families=_POLYGONS, key=("id", "gid", "fid", "id_way"),
        certainty=Certainty.COMPUTED,
    ),
)  # fmt: skip
