"""Levels as sources write them, half-open classes, kinds of strategic maps."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest

from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import add_layers, new_project
from jumeau.model.provenance import Provenance, SourceFile
from jumeau.model.roles import Role
from jumeau.model.style import Style
from jumeau.model.view_state import Camera, ViewState
from jumeau.render.furniture import furniture, metres_a_pixel
from jumeau.render.legend import NARROW, certainty_line, entry_text, legend_rows
from jumeau.render.themes import noise
from jumeau.render.themes.keys import vector_key

FR = Translator("fr")
INF = math.inf


def noise_map(source: str = "N_BRUIT_ZBRD_INFRA_R_A_LD_S_033", palette: str = "standard") -> Layer:
    card = Provenance(
        producer="Cerema",
        product="Carte",
        edition="2022",
        sources=(SourceFile("a.shp", 1, layer=source),),
    )
    ref = PayloadRef(PayloadKind.TABLE, "0", ".parquet")
    return Layer("n", Role.NOISE_MAP, ref, provenance=card, style=Style(palette))


def dressed(layer: Layer, **columns: list[object]) -> tuple[object, ...]:
    """Return the entry that each feature wears."""
    count = len(next(iter(columns.values())))
    given = {name: np.array(values, object) for name, values in columns.items()}
    dress = noise.map_dress(layer, count, given.get)
    return tuple(dress.entries[k] for k in dress.kind)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("65", 65, 70),
        (65.0, 65, 70),
        ("55.0", 55, 60),
        ("Lnight5054", 50, 55),
        ("Lden7074", 70, 75),
        ("Lden5559", 55, 60),
        ("LdenGreaterThan75", 75, INF),
        ("LnightGreaterThan70", 70, INF),
        (">75", 75, INF),
        ("75", 75, INF),
        ("sup. 70", 70, INF),
        ("[55;60[", 55, 60),
        ("55-59", 55, 60),
        ("60 - 65 dB(A)", 60, 65),
        ("<45", -INF, 45),
        ("inférieur à 45", -INF, 45),
        ("68", 68, 73),
        (63.4, 63, 68),
    ],
)
def test_levels_as_sources_write_them(text, low, high):
    assert noise.parse_level(text) == noise.Level(low, high)


@pytest.mark.parametrize("text", ["", None, "NC", "-99", -99.0, math.nan, "2022", "0", "300"])
def test_what_names_no_level(text):
    assert noise.parse_level(text) is None
    assert noise.class_of(text) == -1


@pytest.mark.parametrize(
    ("level", "name"),
    [(44.9, "noise_below"), (45.0, "noise_45"), (54.99, "noise_50"), (55.0, "noise_55"),
     (59.99, "noise_55"), (60.0, "noise_60"), (74.99, "noise_70"), (75.0, "noise_75"),
     (91.0, "noise_75")],
)  # fmt: skip
def test_classes_are_half_open(level, name):
    assert noise.classes("standard")[noise.class_of(level)].key == name


def test_an_exposure_map_wears_the_class_of_each_level():
    keys = [entry.key for entry in dressed(noise_map(), level=["55", "Lden7074", ">75", "?"])]
    assert keys == ["noise_55", "noise_70", "noise_75", "no_level"]


def test_the_palette_is_the_one_that_was_chosen():
    (worn,) = dressed(noise_map(palette="nf_s_31_130"), level=["65"])
    # NoiseModelling, Docs/Noise_Map_Color_Scheme.rst: 65-70 dB(A) is #FD0000.
    assert worn.colour == (0xFD, 0x00, 0x00)
    assert dressed(noise_map(), level=["65"])[0].colour != worn.colour


def test_a_map_of_limits_has_one_colour_a_limit_and_passes_no_verdict():
    layer = noise_map("N_BRUIT_ZBRD_INFRA_F_C_LD_S_033")
    entries = dressed(layer, level=["73", "68", "73"], map_type=["C", "C", "C"])
    assert entries[0] == entries[2] != entries[1]
    words = [entry_text(entry, FR) for entry in entries]
    assert words[1] == "Niveau calculé au-dessus de la valeur repère 68\N{NO-BREAK SPACE}dB"
    told = " ".join(row.text for row in rows_of(layer, level=["68"], map_type=["C"]))
    assert "Ne constate pas une infraction" in told
    for verdict in ("dépass", "illég", "point noir"):
        assert verdict not in told.lower()


def test_the_kind_of_map_is_told_by_its_fields_before_its_name():
    (worn,) = dressed(noise_map(), level=["68"], map_type=["C"])
    assert worn.key == "noise_limit"
    (sector,) = dressed(noise_map(), level=["1"], map_type=["B"])
    assert sector.key == "noise_sector"


@pytest.mark.parametrize(
    ("change", "key"),
    [("-7", "change_much_less"), ("-2,5", "change_less"), ("-1.9", "change_none"),
     ("1.9", "change_none"), ("+2", "change_more"), ("5", "change_much_more")],
)  # fmt: skip
def test_changes_that_nobody_perceives_are_grey(change, key):
    (worn,) = dressed(noise_map(), level=[change], map_type=["D"])
    assert worn.key == key
    if key == "change_none":
        assert max(worn.colour) - min(worn.colour) < 10


def rows_of(layer: Layer, **columns: list[object]) -> tuple[object, ...]:
    count = len(next(iter(columns.values())))
    given = {name: np.array(values, object) for name, values in columns.items()}
    dress = noise.map_dress(layer, count, given.get)
    key = vector_key(layer, dress, np.tile([0.0, 0.0, 1.0, 1.0], (count, 1)))
    project = add_layers(new_project("x"), (layer,))
    return legend_rows(project, ViewState(), FR, {layer.id: key})


def test_the_legend_holds_what_there_is_and_says_where_there_is_nothing():
    words = [
        row.text.replace("\N{NO-BREAK SPACE}", " ")
        for row in rows_of(noise_map(), level=["70", "55"])
    ]
    assert words == [
        "Bruit des routes, 24 h",
        "55 à 60 dB : conversation",
        "70 à 75 dB : gros trafic",
        "Sans couleur : pas de donnée",
    ]
    assert "calme" not in " ".join(words).lower()


def test_nearer_than_its_scale_a_strategic_map_says_that_parcels_cannot_be_read():
    project = add_layers(new_project("x"), (noise_map(),))
    near, far = 25_000 * NARROW * 0.99, 25_000 * NARROW * 1.01
    assert "non lisible à la parcelle" in certainty_line(project, ViewState(), FR, near)[1]
    assert "parcelle" not in certainty_line(project, ViewState(), FR, far)[1]


def test_maps_of_agglomerations_are_made_for_a_larger_scale():
    assert noise.scale_of(noise_map("NoiseContours_airportsInAgglomeration_Lden")) == 10_000
    assert noise.scale_of(noise_map()) == 25_000


def test_the_picture_itself_says_it():
    layer = msgspec.structs.replace(noise_map(), bounds=(0.0, 0.0, 900.0, 900.0))
    project = add_layers(new_project("x"), (layer,))
    camera = Camera((450.0, 450.0, 0.0), distance=1500.0)
    assert metres_a_pixel(camera, 720) < 7.0
    near = furniture(project, ViewState(camera=camera), (1280, 720), FR)
    far = furniture(
        project,
        ViewState(camera=msgspec.structs.replace(camera, distance=40_000.0)),
        (1280, 720),
        FR,
    )
    plates = [next(i.plate for i in items if i.name == "certainty") for items in (near, far)]
    assert plates[0].shape[1] > plates[1].shape[1] or plates[0].shape[0] > plates[1].shape[0]


def test_measured_levels_wear_the_same_classes_as_discs():
    layer = msgspec.structs.replace(noise_map(), role=Role.NOISE_MEASUREMENT)
    levels = np.array([52.3, 67.9, np.nan])
    dress = noise.measured_dress(layer, 3, {"level": levels}.get)
    keys = [dress.entries[k].key for k in dress.kind]
    assert keys == ["noise_50", "noise_65", "no_level"]
    assert {dress.entries[k].form for k in dress.kind} == {"disc"}
