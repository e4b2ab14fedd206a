"""What public data are recognised as by their fields alone, under every spelling that occurs."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from jumeau.io.schemas.recognise import Recognised, recognise
from jumeau.model.canonical import CANONICAL, VARIETY
from jumeau.model.codes import READINGS
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role


def known(fields: str, family: str, name: str = "donnees", **values: Any) -> Recognised:
    """Recognise a layer with some fields; ``values`` give its content where that matters."""
    names = fields.split()
    table = None
    if values:
        count = len(next(iter(values.values())))
        table = pa.table({n: pa.array(values.get(n, [None] * count)) for n in names})
    return recognise(names, name, family, table)


def variety(found: Recognised) -> str:
    return dict(found.provenance.parameters).get(VARIETY, "")


@pytest.mark.parametrize(
    ("fields", "family", "role", "columns"),
    [
        pytest.param(
            "id commune prefixe section numero contenance arpente created updated", "polygons",
            Role.PARCEL,
            {"section": "section", "number": "numero", "area": "contenance", "insee": "commune"},
            id="parcels-etalab",
        ),
        pytest.param(
            "IDU NUMERO FEUILLE SECTION CODE_DEP NOM_COM CODE_COM COM_ABS CODE_ARR CONTENANCE",
            "polygons", Role.PARCEL,
            {"section": "SECTION", "number": "NUMERO", "area": "CONTENANCE"}, id="parcels-ign",
        ),
        pytest.param(
            "OBJECT_RID IDU SUPF INDP COAR TEX TEX2", "polygons", Role.PARCEL,
            {"number": "TEX", "area": "SUPF"}, id="parcels-pci",
        ),
        pytest.param(
            "id TEX2 IDU DATE_OBS DATE_MAJ", "polygons", Role.COMMUNE, {"name": "TEX2"},
            id="commune-pci",
        ),
        pytest.param(
            "id nom created updated", "polygons", Role.COMMUNE, {"name": "nom", "insee": "id"},
            id="commune-etalab",
        ),
        pytest.param(
            "ID NOM NOM_M INSEE_COM STATUT POPULATION INSEE_CAN INSEE_ARR INSEE_DEP INSEE_REG",
            "polygons", Role.COMMUNE,
            {"name": "NOM", "insee": "INSEE_COM", "population": "POPULATION"},
            id="commune-admin-express",
        ),
        pytest.param(
            "insee nom wikipedia surf_ha", "polygons", Role.COMMUNE,
            {"name": "nom", "insee": "insee"}, id="commune-osm",
        ),
        pytest.param(
            "LIBELLE LIBELONG TYPEZONE DESTDOMI NOMFIC URLFIC INSEE DATAPPRO", "polygons",
            Role.ZONING,
            {"zone": "TYPEZONE", "label": "LIBELLE", "description": "LIBELONG",
             "approved": "DATAPPRO", "destination": "DESTDOMI"},
            id="plu-2014",
        ),
        pytest.param(
            "INSEE_COM NOM_COM IRIS CODE_IRIS NOM_IRIS TYP_IRIS", "polygons", Role.CENSUS_AREA,
            {"name": "NOM_IRIS", "code": "CODE_IRIS", "type": "TYP_IRIS", "insee": "INSEE_COM"},
            id="iris",
        ),
        pytest.param(
            "cleabs code_insee nom_commune iris code_iris nom_iris type_iris", "polygons",
            Role.CENSUS_AREA,
            {"name": "nom_iris", "code": "code_iris", "type": "type_iris", "insee": "code_insee"},
            id="iris-new",
        ),
        pytest.param(
            "ID_PARCEL SURF_PARC CODE_CULTU CODE_GROUP CULTURE_D1", "polygons", Role.CROP,
            {"crop": "CODE_CULTU", "group": "CODE_GROUP", "area": "SURF_PARC"}, id="rpg",
        ),
        pytest.param(
            "idcar_200m idcar_1km i_est_200 i_est_1km lcog_geo ind men men_pauv", "polygons",
            Role.POPULATION_GRID,
            {"residents": "ind", "households": "men", "code": "idcar_200m",
             "estimated": "i_est_200"},
            id="filosofi",
        ),
        pytest.param(
            "identifian hre are bur ror bsr war ver vhr lcz lcz_int", "polygons",
            Role.LOCAL_CLIMATE_ZONE, {"zone": "lcz_int"}, id="lcz-cerema",
        ),
        pytest.param(
            "ID_RSU LCZ_PRIMARY LCZ_SECOND LCZ_UNIQUE", "polygons", Role.LOCAL_CLIMATE_ZONE,
            {"zone": "LCZ_PRIMARY", "second_zone": "LCZ_SECOND", "uniqueness": "LCZ_UNIQUE"},
            id="lcz-geoclimate-shapefile",
        ),
        pytest.param(
            "IDBASE Genre Espèce HAUTEUR_(m) CIRCONFERENCE_(cm)", "points", Role.TREE,
            {"height": "HAUTEUR_(m)", "species": "Espèce", "circumference": "CIRCONFERENCE_(cm)"},
            id="trees-accents",
        ),
        pytest.param(
            "circonf genre", "points", Role.TREE, {"circumference": "circonf", "species": "genre"},
            id="trees-girth",
        ),
        pytest.param(
            "ID_FOYER PUISSANCE TYPE_LAMPE HAUTEUR_MAT TEMP_COUL", "points", Role.LUMINAIRE,
            {"height": "HAUTEUR_MAT", "power": "PUISSANCE", "lamp": "TYPE_LAMPE",
             "colour_temperature": "TEMP_COUL"},
            id="lamps",
        ),
        pytest.param(
            "OBJECTID,N,10,0 IDENT,C,254 NOM,C,254 VLEGALE,N,19,8 DDEBUT,D TJM,N,19,8", "points",
            Role.TRAFFIC_COUNT,
            {"name": "NOM,C,254", "daily": "TJM,N,19,8", "speed": "VLEGALE,N,19,8",
             "instant": "DDEBUT,D"},
            id="counts-montpellier",
        ),
        pytest.param(
            "dateReferentiel route longueur prD anneeMesureTrafic TMJA typeComptage ratio_PL",
            "lines", Role.TRAFFIC_COUNT,
            {"name": "route", "daily": "TMJA", "heavy_share": "ratio_PL",
             "instant": "anneeMesureTrafic"},
            id="counts-national",
        ),
        pytest.param(
            "PK LV_D LV_E LV_N HGV_D LV_SPD_D PVMT", "lines", Role.ROAD,
            {"light_day": "LV_D", "light_evening": "LV_E", "light_night": "LV_N",
             "heavy_day": "HGV_D", "speed": "LV_SPD_D", "surface": "PVMT",
             "light_speed_day": "LV_SPD_D"},
            id="roads-noisemodelling-4",
        ),
        pytest.param(
            "SEGMENT LIGNE NVX_CLASS SECT_AFFEC PUBLI_AP", "lines", Role.SOUND_CLASSIFICATION,
            {"category": "NVX_CLASS", "width": "SECT_AFFEC", "name": "LIGNE",
             "approved": "PUBLI_AP"},
            id="sound-classification-railway",
        ),
        pytest.param(
            "leq_mean accuracy location_utc leq_utc leq_id", "points", Role.NOISE_MEASUREMENT,
            {"level": "leq_mean", "accuracy": "accuracy", "instant": "leq_utc"},
            id="noisecapture",
        ),
        pytest.param(
            "station date heure t_air", "points", Role.SENSOR,
            {"temperature": "t_air", "instant": "date", "time": "heure", "name": "station"},
            id="temperatures",
        ),
        pytest.param(
            "site horodatage LAeq", "points", Role.NOISE_MEASUREMENT,
            {"level": "LAeq", "instant": "horodatage", "name": "site"}, id="noise-meters",
        ),
        pytest.param(
            "ZONE INDLDENEXT INDLDENINT CODE_OACI NOM DATE_ARRET", "polygons", Role.NOISE_MAP,
            {"level": "INDLDENEXT", "year": "DATE_ARRET", "infrastructure": "NOM"},
            id="airport-plan",
        ),
    ],
)  # fmt: skip
def test_fields_tell_what_a_layer_is(
    fields: str, family: str, role: Role, columns: dict[str, str]
) -> None:
    found = known(fields, family)

    assert found.role is role
    assert dict(found.columns) == columns
    assert set(columns) <= set(CANONICAL[role])


@pytest.mark.parametrize(
    ("fields", "family"),
    [
        ("nom code type_etab secteur", "points"),
        ("nom surface", "polygons"),
        ("category source", "polygons"),  # values decide, and there are none
        ("lcz_nearby note", "polygons"),
        ("code_insee nom adresse", "points"),
        ("height", "points"),
        ("hauteur nom", "points"),
        ("puissance nom", "points"),
        ("puissance technologie filiere", "points"),  # power stations
        ("puissance_nominale nom_station date_mise_en_service", "points"),  # charging points
        ("zone code_oaci nom", "polygons"),  # other servitudes of airfields
        ("railway width maxspeed", "lines"),
        ("temperature nom", "points"),
        ("date nom", "points"),
        ("zone nom", "polygons"),
        ("width name", "lines"),
        ("g nom", "polygons"),
        ("largeur cat", "lines"),
        ("tmja ratio_pl", "polygons"),
        ("idurba nom", "polygons"),
        ("code libelle", "table"),
    ],
)
def test_fields_that_tell_nothing_leave_a_layer_as_it_is(fields: str, family: str) -> None:
    found = known(fields, family, "autre")

    assert found.schema is None
    assert found.role.value == family
    assert found.title == "autre"
    assert found.columns == ()


@pytest.mark.parametrize(
    ("layer", "fields", "key"),
    [
        ("batiments", "type nom commune created updated", "cadastre_buildings"),
        ("sections", "id commune prefixe code created updated", "cadastre_sections"),
        ("feuilles", "id commune prefixe section numero qualite echelle created updated",
         "cadastre_sheets"),
        ("lieux", "nom commune created updated", "cadastre_places"),
        ("x", "id parcelle lettre created updated", "cadastre_tax"),
        ("x", "OBJECT_RID DUR TEX TEX2", "cadastre_buildings"),
    ],
)  # fmt: skip
def test_layers_of_the_cadastre_without_a_role_have_a_name(
    layer: str, fields: str, key: str
) -> None:
    found = known(fields, "polygons", layer)

    assert found.role is Role.POLYGONS
    assert variety(found) == key
    assert found.provenance.producer == "DGFiP"


@pytest.mark.parametrize("shape", ["polygons", "lines", "points"])
def test_prescriptions_and_informations_are_told_apart(shape: str) -> None:
    word = {"polygons": "surf", "lines": "lin", "points": "pct"}[shape]
    prescribed = known("LIBELLE TXT TYPEPSC STYPEPSC IDURBA DATVALID", shape)
    informed = known("LIBELLE TXT TYPEINF STYPEINF IDURBA DATVALID", shape)

    assert (prescribed.role, variety(prescribed)) == (Role.PRESCRIPTION, f"prescription_{word}")
    assert (informed.role, variety(informed)) == (Role.PRESCRIPTION, f"information_{word}")
    assert dict(informed.columns)["information"] == "TYPEINF"


def test_heights_that_no_tree_has_are_counted() -> None:
    found = known("hauteur essence", "points", hauteur=[4.0, 200.0, None, 0.0])

    assert {gap.reason: gap.count for gap in found.gaps} == {
        "height_missing": 1,
        "height_zero": 1,
        "height_implausible": 1,
    }


def test_rows_without_shapes_are_a_table() -> None:
    counts = known("IDENT NOM TJM", "table", "comptage")
    plan = known("IDURBA TYPEDOC DATAPPRO", "table", "doc_urba")

    assert (counts.role, counts.columns, variety(counts)) == (Role.TABLE, (), "traffic_counts")
    assert (plan.role, variety(plan), plan.title) == (Role.TABLE, "plan_document", "")


def test_a_list_of_communes_is_known_by_its_codes() -> None:
    listed = known("code nom", "polygons", code=["31555", "2A004", "97105"])
    departments = known("code nom", "polygons", code=["31", "2A", "971"])
    addresses = known("code nom", "polygons", code=["31555", "31555", "97105"])

    assert listed.role is Role.COMMUNE
    assert departments.role is Role.POLYGONS
    assert addresses.role is Role.POLYGONS


def test_zones_without_a_producer_are_known_by_their_codes() -> None:
    zones = known("lcz", "polygons", lcz=["LCZ 6", "A", "104", "12"])
    words = known("lcz", "polygons", lcz=["oui", "non", "oui", "A"])

    assert zones.role is Role.LOCAL_CLIMATE_ZONE
    assert words.role is Role.POLYGONS


def test_the_edition_of_a_plan_comes_from_its_dates() -> None:
    fields = "LIBELLE TYPEZONE IDURBA DATVALID"
    dated = known(fields, "polygons", IDURBA=["x_PLUI_20200128"], DATVALID=["20200301"])
    by_name = known(fields, "polygons", IDURBA=["x_PLUI_20200128"], DATVALID=[""])

    assert dated.provenance.edition == "2020-03-01"
    assert by_name.provenance.edition == "2020-01-28"
    assert dated.certainty is Certainty.COMPUTED


def test_the_newest_of_dates_written_day_first_is_the_newest() -> None:
    found = known("TJM DFIN", "table", TJM=[1.0, 2.0], DFIN=["31/01/09", "02/12/10"])

    assert found.provenance.edition == "2010-12-02"


def test_the_newest_of_very_many_dates_is_found() -> None:
    dates = [f"2021-05-06 12:{n // 1000 % 60:02d}:00.{n:06d}" for n in range(30_000)]
    found = known("TYPEZONE LIBELLE DATVALID", "polygons", DATVALID=[*dates, "2024-03-02"])

    assert found.provenance.edition == "2024-03-02"


def test_a_city_that_names_itself_is_the_producer() -> None:
    found = known("HAUTEUR_M BOTANIQUE", "points", "VilleMTP_MTP_ArbresAlign")

    assert found.provenance.producer == "Ville de Montpellier"


def test_the_census_says_that_small_groups_are_merged() -> None:
    found = known("IdINSPIRE Ind Men", "polygons")

    assert dict(found.provenance.parameters)["small_groups"] == "merged"
    assert found.certainty is Certainty.COMPUTED


def test_names_that_a_shapefile_cut_alike_are_not_mixed_up() -> None:
    # ogr2ogr cuts altitude_minimale_sol to altitude_m; altitude_minimale_toit would be cut so too.
    found = known("cleabs date_modif hauteur usage_1 nombre_d_e altitude_m nature", "polygons")

    assert found.role is Role.BUILDING
    assert dict(found.columns)["storeys"] == "nombre_d_e"
    assert "ground_altitude_min" not in dict(found.columns)


def test_every_reading_of_a_quantity_exists() -> None:
    used = {q.reading for quantities in CANONICAL.values() for q in quantities.values()}

    assert used - {""} <= set(READINGS)
