"""Noise: strategic maps, sound classification, airports' plans, what phones and meters noted."""

from __future__ import annotations

from jumeau.io.schemas.record import Names, Product, Schema
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role

OPEN_LICENCE = "Licence Ouverte 2.0 (Etalab)"
_SOURCES: Names = ("source", "sources")

STRATEGIC = Product(
    "", "Carte de bruit stratégique", OPEN_LICENCE, "https://www.data.gouv.fr",
    edition_columns=("annee", "validedeb"), source_columns=_SOURCES,
    producer_columns=("producteur",),
)  # fmt: skip
CLASSIFICATION = Product(
    "", "Classement sonore des infrastructures de transport", OPEN_LICENCE,
    "https://www.data.gouv.fr",
    edition_columns=("date_arrete", "date_arr", "date_ap", "dat_arrete", "date_maj", "annee"),
    source_columns=_SOURCES,
)  # fmt: skip
AIRPORT_PLAN = Product(
    "DGAC", "Plan d’exposition au bruit", OPEN_LICENCE, "https://www.data.gouv.fr",
    edition_columns=("date_arret", "date_arrete"), source_columns=_SOURCES,
)  # fmt: skip
NOISECAPTURE = Product(
    "contributeurs NoiseCapture", "NoiseCapture", "ODbL 1.0", "https://noise-planet.org",
    edition_columns=("leq_utc", "location_utc", "time_iso8601", "time_epoch", "record_utc"),
)  # fmt: skip
METERS = Product("", "", "", "", source_columns=_SOURCES)

_POLYGONS: Names = ("polygons",)
_MAP_TYPE: Names = ("cbstype", "cbs_type", "typecbs", "type_cbs", "cbs_typ", "typecarte")
_CODED: tuple[Names, ...] = (_MAP_TYPE, ("legende",))
_CATEGORY: Names = ("categorie", "cat", "categ", "cat_sonore", "cat_bruit", "catbruit",
                    "classement", "class_son", "cls_sonore", "nvx_class", "niveau",
                    "category")  # fmt: skip
_WIDTH: Names = ("larg_secte", "larg_sect", "largeur_secteur", "larg_secteur", "sect_affec",
                 "secteur_affecte", "largeur_affectee", "larg_affec", "larg_bruit", "largeur_se",
                 "larg_max")  # fmt: skip
_TIMES: Names = ("instant", "datetime", "date_heure", "dateheure", "horodatage", "timestamp",
                 "date_mesure", "datemesure", "time_iso8601", "time_epoch", "leq_utc",
                 "location_utc", "date", "time", "heure", "utc")  # fmt: skip
_LEVELS: Names = ("leq_mean", "noise_level", "laeq", "laeq_db", "laeq_dba", "leq", "leq_a",
                  "leq_dba", "niveau_db", "niveau_dba", "niveau_sonore", "db_a", "dba",
                  "level_db", "sound_level")  # fmt: skip

SCHEMAS: tuple[Schema, ...] = (
    Schema(
        Role.NOISE_MAP, STRATEGIC, ("n_bruit_zbr",), _CODED,
        {"level": ("legende",), "indicator": ("indicetype", "indice"), "map_type": _MAP_TYPE,
         "source": ("typesource",), "year": ("annee",),
         "infrastructure": ("codinfra", "codeinfra", "nominfra")},
        families=("polygons", "table"), key=("idzonbruit",), certainty=Certainty.COMPUTED,
        variety="noise",
    ),
    Schema(
        Role.NOISE_MAP, STRATEGIC, ("noisecontours",), (("category",), ("source",)),
        {"level": ("category",), "indicator": ("category",), "source": ("source",)},
        families=_POLYGONS, key=("gid",), certainty=Certainty.COMPUTED, variety="noise",
        values=(("level", r"(?i)L(den|night|day|evening)(\d{4}|(GreaterThan|LowerThan)\d{2})"),),
    ),
    Schema(
        Role.NOISE_MAP, AIRPORT_PLAN, ("peb", "n_peb", "plan_exposition_bruit"), (("zone",),),
        {"level": ("indldenext", "indlden"), "year": ("date_arret",),
         "infrastructure": ("nom", "code_oaci")},
        also=(("indldenext", "indldenint", "indlden"),), families=_POLYGONS,
        certainty=Certainty.COMPUTED, variety="noise_air_plan",
    ),
    Schema(
        Role.SOUND_CLASSIFICATION, CLASSIFICATION, (), (_CATEGORY, _WIDTH),
        {"category": _CATEGORY, "width": _WIDTH,
         "name": ("toponyme", "nom_voie", "nom_rue", "rue", "voie", "nom", "libelle", "ligne",
                  "numero", "route", "segment"),
         "source": ("nature", "type_infra", "typeinfra", "infra", "type"),
         "approved": ("date_arrete", "date_arr", "date_ap", "publi_ap")},
        families=("lines", "polygons"), key=("id", "segment", "gid"),
        certainty=Certainty.COMPUTED, variety="sound",
    ),
    Schema(
        Role.SOUND_CLASSIFICATION, CLASSIFICATION,
        ("classement_sonore", "class_sonore", "classement_sono", "n_classement_sonore",
         "n_bruit_cls"),
        (_CATEGORY,),
        {"category": _CATEGORY, "width": (*_WIDTH, "largeur", "secteur", "distance"),
         "name": ("toponyme", "nom_voie", "nom", "libelle", "ligne", "numero", "route"),
         "source": ("nature", "type_infra", "type")},
        families=("lines", "polygons"), key=("id", "gid"), by_name_only=True,
        certainty=Certainty.COMPUTED, variety="sound",
    ),
    Schema(
        Role.NOISE_MEASUREMENT, NOISECAPTURE, (),
        (("leq_mean", "noise_level"), ("leq_utc", "location_utc", "time_iso8601", "pk_track",
                                       "leq_id")),
        {"level": ("leq_mean", "noise_level"), "accuracy": ("accuracy",),
         "instant": ("leq_utc", "location_utc", "time_iso8601", "time_epoch")},
        families=("points",), key=("leq_id",),
    ),
    Schema(
        Role.NOISE_MEASUREMENT, METERS, (), (_LEVELS, _TIMES),
        {"level": _LEVELS, "instant": _TIMES, "accuracy": ("accuracy", "precision"),
         "name": ("name", "nom", "station", "capteur", "site")},
        families=("points",), key=("id", "gid"),
    ),
)  # fmt: skip
