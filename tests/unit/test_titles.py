"""Layers that share a role are told apart, in both languages."""

from __future__ import annotations

import pytest

from jumeau.i18n import LANGUAGES, Translator
from jumeau.model.layer import ESTIMATED_GROUND, Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.provenance import Provenance, SourceFile
from jumeau.model.roles import Role
from jumeau.titles import legend_title, title_of, told_apart, variety_of, with_own_names


def layer(role: Role, name: str, **more: str) -> Layer:
    card = Provenance(sources=(SourceFile(f"{name}.shp", 1, layer=name),), **more)
    return Layer("a", role, PayloadRef(PayloadKind.TABLE, "0" * 64, ".parquet"), provenance=card)


@pytest.mark.parametrize(
    ("role", "name", "title"),
    [
        (Role.NOISE_MAP, "N_BRUIT_ZBRD_INFRA_R_A_LD_S_033", "Bruit des routes, 24 h"),
        (Role.NOISE_MAP, "N_BRUIT_ZBRD_INFRA_R_A_LN_S_033", "Bruit des routes, la nuit"),
        (Role.NOISE_MAP, "n_bruit_zbrd_infra_f_c_ln_s_033", "Trains, la nuit : valeur repère"),
        (Role.NOISE_MAP, "noisecontours", "Carte de bruit stratégique"),
        (Role.PRESCRIPTION, "241800432_PRESCRIPTION_LIN_20200128", "Prescriptions du PLU : lignes"),
        (Role.CONSTRUCTION, "RESERVOIR", "Réservoirs"),
        (Role.CONSTRUCTION, "construction_surfacique", "Ouvrages"),
        (Role.WATER, "plan_d_eau", "Plans d’eau nommés"),
        (Role.POLYGONS, "cadastre-91216-batiments", "Bâtiments du cadastre"),
    ],
)
def test_the_name_of_the_source_tells_what_a_layer_is(role: Role, name: str, title: str) -> None:
    said = title_of(layer(role, name), Translator("fr"))
    assert said.replace("\N{NO-BREAK SPACE}", " ") == title
    assert title_of(layer(role, name), Translator("en")) != said


def test_every_variety_has_its_words() -> None:
    for language in LANGUAGES:
        tr = Translator(language)
        for source in "RFAI":
            for kind in "AC":
                for index in ("LD", "LN"):
                    name = f"N_BRUIT_ZBRD_AGGLO_{source}_{kind}_{index}_S_001"
                    assert tr.has(f"titles.{variety_of(layer(Role.NOISE_MAP, name))}")


def test_a_ground_that_was_estimated_is_called_so() -> None:
    ground = layer(Role.TERRAIN, "x", method=ESTIMATED_GROUND)
    assert title_of(ground, Translator("fr")) == "Sol estimé"


def test_the_users_own_title_comes_first() -> None:
    import msgspec

    own = msgspec.structs.replace(layer(Role.CONSTRUCTION, "reservoir"), title="Château d’eau")
    assert title_of(own, Translator("en")) == legend_title(own, Translator("en")) == "Château d’eau"


def sourced(layer_id: str, name: str, part: str = "", role: Role = Role.BUILDING) -> Layer:
    card = Provenance(sources=(SourceFile(name, 1, layer=part),))
    ref = PayloadRef(PayloadKind.TABLE, "0" * 64, ".parquet")
    return Layer(layer_id, role, ref, provenance=card)


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ([("mairie.gml", "")], ["Bâtiments"]),
        (
            [("ecole.gml", ""), ("mairie.gml", "")],
            ["Bâtiments (ecole)", "Bâtiments (mairie)"],
        ),
        (
            [
                ("LYON_1ER_BATI_2015_small_house.gml", ""),
                ("LYON_2EME_BATI_2015_small_house.gml", ""),
            ],
            ["Bâtiments (LYON 1ER)", "Bâtiments (LYON 2EME)"],
        ),
        (
            [("ville.osm", "multipolygons"), ("ville.osm", "points")],
            ["Bâtiments (surfaces)", "Bâtiments (points)"],
        ),
        ([("a.gml", ""), ("a.gml", "")], ["Bâtiments (1)", "Bâtiments (2)"]),
        ([("", ""), ("", "")], ["Bâtiments (1)", "Bâtiments (2)"]),
    ],
)
def test_layers_that_share_a_name_say_where_they_come_from(
    sources: list[tuple[str, str]], said: list[str]
) -> None:
    layers = [sourced(f"l{k}", *source) for k, source in enumerate(sources)]
    names = told_apart(layers, Translator("fr"))
    assert list(names.values()) == said
    own = with_own_names(layers, Translator("fr"))
    assert [title_of(x, Translator("fr")) for x in own] == said


def test_a_name_that_is_not_shared_stays_as_it_is() -> None:
    layers = [sourced("a", "x.gml"), sourced("b", "y.gml", role=Role.ROAD)]
    assert told_apart(layers, Translator("fr")) == {"a": "Bâtiments", "b": "Routes et chemins"}
    assert with_own_names(layers, Translator("fr")) == tuple(layers)
