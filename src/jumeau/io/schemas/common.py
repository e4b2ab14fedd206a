"""Other public data that a commune has: cadastre, PLU, strategic noise maps, LCZ, street trees."""

from __future__ import annotations

from jumeau.io.schemas.record import Product, Schema
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role

OPEN_LICENCE = "Licence Ouverte 2.0 (Etalab)"

CADASTRE = Product(
    "DGFiP", "Cadastre", OPEN_LICENCE, "https://cadastre.data.gouv.fr",
    edition_columns=("updated", "created"), source_columns=("source", "sources"),
)  # fmt: skip
PLU = Product(
    "", "Plan local d’urbanisme", OPEN_LICENCE, "https://www.geoportail-urbanisme.gouv.fr",
    edition_columns=("datvalid", "datappro"), source_columns=("source", "sources"),
)  # fmt: skip
NOISE = Product(
    "", "Carte de bruit stratégique", OPEN_LICENCE, "https://www.data.gouv.fr",
    edition_columns=("annee", "validedeb"), source_columns=("source", "sources"),
)  # fmt: skip
GEOCLIMATE = Product(
    "", "Zones climatiques locales (GeoClimate)", "", "https://github.com/orbisgis/geoclimate",
    source_columns=("source", "sources"),
)  # fmt: skip
CEREMA_LCZ = Product(
    "Cerema", "Zones climatiques locales", OPEN_LICENCE, "https://www.data.gouv.fr",
    edition_columns=("annee",), source_columns=("source", "sources"),
)  # fmt: skip
UNKNOWN = Product("", "", "", "", source_columns=("source", "sources"))

_POLYGONS = ("polygons",)

SCHEMAS: tuple[Schema, ...] = (
    Schema(
        Role.PARCEL, CADASTRE, (), (("commune",), ("section",), ("numero",), ("contenance",)),
        {"section": ("section",), "number": ("numero",), "area": ("contenance",),
         "insee": ("commune",)},
        families=_POLYGONS, key=("id",),
    ),
    Schema(
        Role.POLYGONS, CADASTRE, (),
        (("type",), ("nom",), ("commune",), ("created",), ("updated",)),
        {}, absent=("contenance",), families=_POLYGONS,
    ),
    Schema(
        Role.COMMUNE, CADASTRE, (), (("id",), ("nom",), ("created",), ("updated",)),
        {"name": ("nom",), "insee": ("id",)}, families=_POLYGONS, key=("id",),
    ),
    Schema(
        Role.ZONING, PLU, (), (("typezone",), ("libelle",)),
        {"zone": ("typezone",), "label": ("libelle",), "description": ("libelong",),
         "approved": ("datvalid", "datappro")},
        families=_POLYGONS, key=("gid", "idzone"), certainty=Certainty.COMPUTED,  # drawn by law
    ),
    Schema(
        Role.PRESCRIPTION, PLU, (), (("typepsc",),),
        {"label": ("libelle",), "type": ("typepsc",), "subtype": ("stypepsc",)},
        key=("gid", "idpsc"), certainty=Certainty.COMPUTED,
    ),
    Schema(
        Role.NOISE_MAP, NOISE, (), (("cbstype",), ("legende",)),
        {"level": ("legende",), "indicator": ("indicetype",), "map_type": ("cbstype",),
         "source": ("typesource",), "year": ("annee",)},
        families=_POLYGONS, key=("idzonbruit",), certainty=Certainty.COMPUTED,
    ),
    Schema(
        Role.NOISE_MAP, NOISE, ("noisecontours",), (("category",), ("source",)),
        {"level": ("category",), "source": ("source",)},
        by_name_only=True, families=_POLYGONS, key=("gid",), certainty=Certainty.COMPUTED,
    ),
    Schema(
        Role.LOCAL_CLIMATE_ZONE, GEOCLIMATE, (), (("lcz_primary", "lcz1"),),
        {"zone": ("lcz_primary", "lcz1"), "second_zone": ("lcz_secondary", "lcz2"),
         "uniqueness": ("lcz_uniqueness_value",)},
        families=_POLYGONS, key=("id_rsu",), certainty=Certainty.COMPUTED,
    ),
    Schema(
        Role.LOCAL_CLIMATE_ZONE, CEREMA_LCZ, (), (("lcz",), ("lcz_int",)), {"zone": ("lcz_int",)},
        families=_POLYGONS, key=("identifian", "identifiant"), certainty=Certainty.COMPUTED,
    ),
    Schema(
        Role.TREE, UNKNOWN, (),
        (("hauteur_m", "hauteurenm", "hauteur_arbre", "hauteurarbre", "haut_arbre", "hauttotale",
          "hauteur"),
         ("essence", "espece", "espece_latin", "genre", "libellefrancais", "nom_latin",
          "nom_commun", "essencefrancais", "taxon", "nom_scient", "essence_lat")),
        {"height": ("hauteur_m", "hauteurenm", "hauteur_arbre", "hauteurarbre", "haut_arbre",
                    "hauttotale", "hauteur"),
         "crown_diameter": ("diam_houppier_m", "diametre_couronne_m", "diametre_houppier_m",
                            "diam_couronne", "diametrecouronne_m", "couronne_m", "diam_houpp",
                            "envergure", "diam_cour"),
         "species": ("essence", "nom_commun", "essencefrancais", "libellefrancais", "espece",
                     "nom_latin", "espece_latin", "nom_scient", "taxon", "genre"),
         "planted": ("annee_plantation", "anneeplantation", "dateplantation", "date_plantation",
                     "an_plant", "date_plant")},
        families=("points",), key=("id", "identifiant", "id_arbre", "idbase", "gid"),
    ),
    Schema(
        Role.BUILDING, UNKNOWN, ("building", "buildings", "batiment", "batiments", "bati"),
        (("height", "hauteur", "building:height", "measuredheight", "hauteur_m"),),
        {"height": ("height", "hauteur", "building:height", "measuredheight", "hauteur_m"),
         "storeys": ("storeys", "nb_etages", "building:levels", "levels", "etages"),
         "use": ("use", "usage"), "name": ("name", "nom")},
        by_name_only=True, families=_POLYGONS, key=("id", "gid", "fid"),
        certainty=Certainty.COMPUTED,
    ),
)  # fmt: skip
