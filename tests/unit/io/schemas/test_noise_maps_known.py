"""Strategic noise maps are told apart by their fields, whatever their files are called."""

from __future__ import annotations

import pyarrow as pa
import pytest

from jumeau.i18n import LANGUAGES, Translator
from jumeau.io.schemas.recognise import Recognised, recognise
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.roles import Role
from jumeau.titles import map_type_of, title_of, variety_of

SOURCES = {"R": "road", "F": "rail", "A": "air", "I": "industry"}
KINDS = {"A": "", "B": "_sector", "C": "_limit", "D": "_change"}


def strategic(
    source: str, kind: str, index: str, field: str = "CBSTYPE", family: str = "polygons"
) -> Recognised:
    table = pa.table({
        "IDZONBRUIT": ["1", "2"], "ANNEE": ["2022"] * 2, "PRODUCTEUR": ["130018310"] * 2,
        "CODEINFRA": ["A10"] * 2, "TYPESOURCE": [source] * 2, field: [kind] * 2,
        "LEGENDE": ["55", "60"], "INDICETYPE": [index] * 2,
    })  # fmt: skip
    return recognise(table.column_names, "copie de la carte", family, table)


def layer_of(found: Recognised) -> Layer:
    payload = PayloadRef(PayloadKind.TABLE, "0" * 64, ".parquet")
    return Layer("a", found.role, payload, provenance=found.provenance)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("index", ["LD", "LN"])
def test_a_renamed_map_still_says_what_it_is(source: str, kind: str, index: str) -> None:
    found = strategic(source, kind, index)
    when = "night" if index == "LN" else "day"

    assert found.role is Role.NOISE_MAP
    assert variety_of(layer_of(found)) == f"noise_{SOURCES[source]}_{when}{KINDS[kind]}"
    assert map_type_of(layer_of(found)) == kind
    for language in LANGUAGES:
        assert title_of(layer_of(found), Translator(language))


def test_titles_of_all_kinds_differ() -> None:
    said = [
        title_of(layer_of(strategic(source, kind, index)), Translator("fr"))
        for source in SOURCES
        for kind in KINDS
        for index in ("LD", "LN")
    ]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("field", ["CBSTYPE", "CBS_TYPE", "cbstype", "TypeCBS"])
def test_the_type_has_several_names(field: str) -> None:
    assert dict(strategic("R", "A", "LD", field).columns)["map_type"] == field


def test_a_number_of_the_register_names_the_producer() -> None:
    assert strategic("R", "A", "LD").provenance.short == (
        "Cerema – Carte de bruit stratégique 2022"
    )


def test_a_table_of_a_map_without_its_shapes_is_a_table() -> None:
    found = strategic("F", "A", "LD", family="table")

    assert found.role is Role.TABLE
    assert found.columns == ()
    assert title_of(layer_of(found), Translator("fr")) == "Bruit des trains, 24 h"


@pytest.mark.parametrize(
    ("category", "source", "title"),
    [
        ("Lnight5054", "airportsInAgglomeration", "noise_air_night"),
        ("LdenGreaterThan75", "industryInAgglomeration", "noise_industry_day"),
        ("Lden7074", "roadsInAgglomeration", "noise_road_day"),
        ("Lnight5559", "railwaysInAgglomeration", "noise_rail_night"),
    ],
)
def test_maps_of_agglomerations(category: str, source: str, title: str) -> None:
    table = pa.table({"gid": [1.0], "category": [category], "source": [source]})
    found = recognise(table.column_names, "contours", "polygons", table)

    assert found.role is Role.NOISE_MAP
    assert variety_of(layer_of(found)) == title


@pytest.mark.parametrize(
    ("natures", "key"),
    [
        (["Tramway", "tramway"], "sound_tram"),
        (["LGV"], "sound_rail"),
        (["Voie ferrée principale"], "sound_rail"),
        (["Route à 1 chaussée", "Type autoroutier, route"], "sound_road"),
        (["Tramway", "LGV"], ""),
        (["inconnu"], ""),
    ],
)
def test_sound_classifications_say_of_which_ways(natures: list[str], key: str) -> None:
    table = pa.table(
        {"NATURE": natures, "CAT": [3] * len(natures), "larg_secte": [100] * len(natures)}
    )
    found = recognise(table.column_names, "x", "lines", table)

    assert found.role is Role.SOUND_CLASSIFICATION
    assert variety_of(layer_of(found)) == key


def test_other_categories_are_no_noise() -> None:
    table = pa.table({"category": ["bois", "pré"], "source": ["mairie", "mairie"]})

    assert recognise(table.column_names, "x", "polygons", table).role is Role.POLYGONS


def test_a_map_of_several_sources_has_the_title_of_its_role() -> None:
    table = pa.table({"TYPESOURCE": ["R", "F"], "CBSTYPE": ["A", "A"], "LEGENDE": ["55", "60"],
                      "INDICETYPE": ["LD", "LD"]})  # fmt: skip
    found = recognise(table.column_names, "x", "polygons", table)

    assert variety_of(layer_of(found)) == ""
