"""Who owns, rules and farms the land: cadastre, plans, limits, census, declared crops."""

from __future__ import annotations

from jumeau.io.schemas.record import Names, Product, Schema
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role

OPEN_LICENCE = "Licence Ouverte 2.0 (Etalab)"
_SOURCES: Names = ("source", "sources")

CADASTRE = Product(
    "DGFiP", "Cadastre", OPEN_LICENCE, "https://cadastre.data.gouv.fr",
    edition_columns=("updated", "created", "date_maj", "date_obs"), source_columns=_SOURCES,
)  # fmt: skip
PARCELLAIRE = Product(
    "IGN et DGFiP", "Parcellaire Express (PCI)", OPEN_LICENCE,
    "https://geoservices.ign.fr/parcellaire-express-pci", source_columns=_SOURCES,
)  # fmt: skip
PLU = Product(
    "", "Plan local d’urbanisme", OPEN_LICENCE, "https://www.geoportail-urbanisme.gouv.fr",
    edition_columns=("datvalid", "datappro", "idurba"), source_columns=_SOURCES,
)  # fmt: skip
CARTE_COMMUNALE = Product(
    "", "Carte communale", OPEN_LICENCE, "https://www.geoportail-urbanisme.gouv.fr",
    edition_columns=("datvalid", "datappro", "idurba"), source_columns=_SOURCES,
)  # fmt: skip
ADMIN_EXPRESS = Product(
    "IGN", "ADMIN EXPRESS", OPEN_LICENCE, "https://geoservices.ign.fr/adminexpress",
    edition_columns=("date_modification", "date_maj"), source_columns=_SOURCES,
)  # fmt: skip
OSM_COMMUNES = Product(
    "© les contributeurs OpenStreetMap", "Limites des communes", "ODbL 1.0",
    "https://www.data.gouv.fr/datasets/decoupage-administratif-communal-francais-issu-d-openstreetmap",
    source_columns=_SOURCES,
)  # fmt: skip
COMMUNES = Product("", "Limites des communes", "", "", source_columns=_SOURCES)
IRIS = Product(
    "IGN et INSEE", "Contours… IRIS®", OPEN_LICENCE, "https://geoservices.ign.fr/contoursiris",
    edition_columns=("date_modification", "date_maj"), source_columns=_SOURCES,
)  # fmt: skip
FILOSOFI = Product(
    "INSEE", "Données carroyées (Filosofi)", OPEN_LICENCE,
    "https://www.insee.fr/fr/statistiques/7655475", edition_columns=("annee",),
    source_columns=_SOURCES,
)  # fmt: skip
RPG = Product(
    "IGN et ASP", "Registre parcellaire graphique (RPG)", OPEN_LICENCE,
    "https://geoservices.ign.fr/rpg", edition_columns=("annee", "millesime"),
    source_columns=_SOURCES,
)  # fmt: skip

_POLYGONS: Names = ("polygons",)
_DATED: tuple[Names, ...] = (("created",), ("updated",))
_PCI_ELSE: Names = ("supf", "indp", "coar", "dur", "tpa", "contenance")


def _sheet(variety: str, required: tuple[Names, ...], absent: Names = ()) -> Schema:
    """Return the record of a layer of the Etalab cadastre that has no role of its own."""
    return Schema(
        Role.POLYGONS, CADASTRE, (), (*required, *_DATED), {}, absent=absent, families=_POLYGONS,
        key=("id",), variety=variety,
    )  # fmt: skip


def _plan(
    role: Role, required: tuple[Names, ...], columns: dict[str, Names], family: Names, variety: str
) -> Schema:
    """Return the record of a layer of a plan: it is drawn by law, so neither is it measured."""
    return Schema(
        role, PLU, (), required, columns, families=family, variety=variety,
        key=("gid", "idzone", "idpsc", "idinf"), certainty=Certainty.COMPUTED,
    )  # fmt: skip


_PRESCRIBED: dict[str, Names] = {
    "label": ("libelle",), "type": ("typepsc", "typepsc1"), "subtype": ("stypepsc", "stypepsc1"),
}  # fmt: skip
_INFORMED: dict[str, Names] = {
    "label": ("libelle",), "information": ("typeinf",), "subtype": ("stypeinf",),
}  # fmt: skip
_SHAPES: tuple[tuple[str, str], ...] = (("polygons", "surf"), ("lines", "lin"), ("points", "pct"))

SCHEMAS: tuple[Schema, ...] = (
    Schema(
        Role.PARCEL, PARCELLAIRE, (),
        (("idu",), ("numero",), ("section",), ("contenance",), ("nom_com", "code_dep")),
        {"section": ("section",), "number": ("numero",), "area": ("contenance",)},
        families=_POLYGONS, key=("idu",),
    ),
    Schema(
        Role.PARCEL, CADASTRE, (), (("commune",), ("section",), ("numero",), ("contenance",)),
        {"section": ("section",), "number": ("numero",), "area": ("contenance",),
         "insee": ("commune",)},
        families=_POLYGONS, key=("id",),
    ),
    Schema(
        Role.PARCEL, CADASTRE, (), (("idu",), ("supf",)),
        {"number": ("tex", "idu"), "area": ("supf",)}, families=_POLYGONS, key=("idu", "id"),
    ),
    Schema(
        Role.POLYGONS, CADASTRE, (), (("dur",), ("tex",)), {}, families=_POLYGONS,
        key=("object_rid", "id"), variety="cadastre_buildings",
    ),
    Schema(
        Role.COMMUNE, CADASTRE, (), (("idu",), ("tex2",)), {"name": ("tex2",)},
        absent=_PCI_ELSE, families=_POLYGONS, key=("idu", "id"),
    ),
    _sheet("cadastre_buildings", (("type",), ("nom",), ("commune",)), ("contenance",)),
    _sheet("cadastre_sheets", (("commune",), ("section",), ("numero",), ("echelle", "qualite"))),
    _sheet("cadastre_sections", (("commune",), ("prefixe",), ("code",))),
    _sheet("cadastre_tax", (("parcelle",), ("lettre",))),
    _sheet("cadastre_places", (("nom",), ("commune",)), ("type", "id")),
    Schema(
        Role.COMMUNE, CADASTRE, (), (("id",), ("nom",), *_DATED),
        {"name": ("nom",), "insee": ("id",)}, absent=("commune", "type"), families=_POLYGONS,
        key=("id",),
    ),
    _plan(
        Role.ZONING, (("typezone",), ("libelle",)),
        {"zone": ("typezone",), "label": ("libelle",), "description": ("libelong",),
         "approved": ("datvalid", "datappro"), "destination": ("destdomi",)},
        _POLYGONS, "",
    ),
    Schema(
        Role.ZONING, CARTE_COMMUNALE, (), (("typesect",), ("libelle",)),
        {"zone": ("typesect",), "label": ("libelle",), "description": ("libelong",),
         "approved": ("datvalid", "datappro")},
        families=_POLYGONS, key=("gid", "idsect"), certainty=Certainty.COMPUTED,
        variety="municipal_map",
    ),
    *(_plan(Role.PRESCRIPTION, (("typepsc", "typepsc1"),), _PRESCRIBED, (family,),
            f"prescription_{word}") for family, word in _SHAPES),
    *(_plan(Role.PRESCRIPTION, (("typeinf",),), _INFORMED, (family,), f"information_{word}")
      for family, word in _SHAPES),
    _plan(Role.TABLE, (("idurba",), ("typedoc",)), {}, ("table",), "plan_document"),
    _plan(Role.TABLE, (("idurba",), ("insee",)), {}, ("table",), "plan_communes"),
    Schema(
        Role.CENSUS_AREA, IRIS, (),
        (("code_iris", "dcomiris"), ("nom_iris",), ("typ_iris", "type_iris")),
        {"name": ("nom_iris",), "code": ("code_iris", "dcomiris"),
         "type": ("typ_iris", "type_iris"), "insee": ("insee_com", "code_insee", "depcom")},
        families=_POLYGONS, key=("code_iris", "dcomiris"),
    ),
    Schema(
        Role.COMMUNE, ADMIN_EXPRESS, (),
        (("insee_com", "code_insee"), ("nom", "nom_officiel", "nom_com"),
         ("insee_dep", "code_insee_du_departement", "siren_epci", "codes_siren_des_epci")),
        {"name": ("nom_officiel", "nom", "nom_com"), "insee": ("code_insee", "insee_com"),
         "population": ("population",)},
        absent=("nature", "code_iris", "hauteur", "nb_etages", "typ_iris"), families=_POLYGONS,
        key=("id", "cleabs"),
    ),
    Schema(
        Role.COMMUNE, OSM_COMMUNES, (), (("insee",), ("nom",), ("wikipedia", "surf_ha")),
        {"name": ("nom",), "insee": ("insee",)}, families=_POLYGONS, key=("insee",),
    ),
    Schema(
        Role.COMMUNE, COMMUNES, (),
        (("code", "insee", "code_insee", "codgeo", "insee_com"), ("nom", "name", "libgeo")),
        {"name": ("nom", "name", "libgeo"),
         "insee": ("code_insee", "insee_com", "insee", "codgeo", "code"),
         "population": ("population",)},
        families=_POLYGONS, key=("code_insee", "insee_com", "insee", "codgeo", "code"),
        values=(("insee", r"\d[\dAB]\d{3}"),),
        absent=("nature", "categorie", "adresse", "hauteur", "typezone", "section", "uai"),
    ),
    Schema(
        Role.POPULATION_GRID, FILOSOFI, (),
        (("idcar_200m", "idcar_1km", "idcar_nat", "idinspire", "id_carr1km"), ("ind", "ind_c")),
        {"residents": ("ind", "ind_c"), "households": ("men",),
         "code": ("idcar_200m", "idcar_1km", "idcar_nat", "idinspire", "id_carr1km"),
         "estimated": ("i_est_200", "i_est_1km", "i_est_car")},
        families=_POLYGONS, certainty=Certainty.COMPUTED,
        key=("idcar_200m", "idcar_1km", "idcar_nat", "idinspire"),
        notes=(("small_groups", "merged"),),
    ),
    Schema(
        Role.CROP, RPG, (), (("code_cultu",), ("code_group", "surf_parc", "id_parcel")),
        {"crop": ("code_cultu",), "group": ("code_group",), "area": ("surf_parc",)},
        families=_POLYGONS, key=("id_parcel",),
    ),
)  # fmt: skip
