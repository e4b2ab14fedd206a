"""Kinds of neighbourhood, plans, land cover, people, mobility: what is worn and what is said."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest
from PIL import Image

from jumeau.errors import InputError
from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import add_layers, new_project
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role
from jumeau.model.style import Style
from jumeau.model.view_state import Camera, ViewState
from jumeau.render import look
from jumeau.render.furniture import furniture
from jumeau.render.legend import Row, certainty_line, entry_text, legend_rows, told_instant
from jumeau.render.legend_plate import legend_height, legend_plate
from jumeau.render.themes import climate, cover, mobility, people
from jumeau.render.themes.changes import lacks_its_moment, measured, restyled
from jumeau.render.themes.dress import OPACITY, Form
from jumeau.render.themes.keys import Key
from jumeau.render.themes.ramps import Ramp
from jumeau.render.themes.rasters import Classes, Values, colouring_of, colours_at
from jumeau.render.themes.registry import THEMES, palettes_of, static_entries

FR, EN = Translator("fr"), Translator("en")
TABLE = PayloadRef(PayloadKind.TABLE, "0", ".parquet")
RASTER = PayloadRef(PayloadKind.RASTER, "1", ".tif")


def layer(role: Role, payload: PayloadRef = TABLE, **changes: object) -> Layer:
    card = Provenance(producer="Cerema", product="Carte", edition="2022")
    return Layer(role.value, role, payload, provenance=card, **changes)


def worn(role: Role, **columns: list[object]) -> list[str]:
    """Return the French words of the entry that each feature wears."""
    count = len(next(iter(columns.values())))
    given = {name: np.array(values) for name, values in columns.items()}
    dress = THEMES[role].dress(layer(role), count, given.get)
    words = [entry_text(dress.entries[k], FR) for k in dress.kind]
    return [text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ") for text in words]


# --- what is worn -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code"),
    [("1", "1"), (6, "6"), (6.0, "6"), ("LCZ 9", "9"), ("D", "D"), ("LCZ G", "G"), (101, "A"),
     (107, "G"), (11, "A"), ("14.0", "D"), (10, "10"), ("lcz_b", "B")],
)  # fmt: skip
def test_zones_by_number_letter_or_code(value, code):
    assert climate.CODES[climate.class_of(value)] == code


@pytest.mark.parametrize("value", ["", None, 0, 18, 100, 108, "X", 6.5])
def test_what_is_no_zone(value):
    assert climate.class_of(value) == -1


def test_the_published_colours_of_zones():
    # Cerema, "zones climatiques locales": compact towers, low plants, water.
    entries = climate.classes("cerema")
    assert [entries[k].colour for k in (0, 13, 16)] == [
        (0x8C, 0, 0),
        (0xB9, 0xDB, 0x79),
        (0x6A, 0x6A, 0xFF),
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [("U", "Urbaine (U)"), ("UBa", "Urbaine (U)"), ("AUc", "À urbaniser (AU)"),
     ("1AUx", "À urbaniser (AU)"), ("AUs", "À urbaniser plus tard (2AU)"),
     ("2AU", "À urbaniser plus tard (2AU)"), ("A", "Agricole (A)"), ("Ap", "Agricole (A)"),
     ("N", "Naturelle (N)"), ("Nh", "Naturelle (N)"), ("ZZ", "Autre zone"), ("", "Autre zone")],
)  # fmt: skip
def test_zones_of_a_plan(value, words):
    assert worn(Role.ZONING, zone=[value]) == [words]


def test_prescriptions_by_type():
    words = worn(Role.PRESCRIPTION, type=["01", "5", "05-01", "18", "99", ""])
    assert words[0] == "Bois à conserver"
    assert words[1] == words[2] == "Emplacement réservé"
    assert words[3] == "Secteur de projet (OAP)"
    assert words[4] == words[5] == "Autre prescription"


def test_land_cover_by_number_else_in_the_words_of_its_source():
    assert worn(Role.LAND_COVER, **{"class": ["1", "5.0", "7"]}) == ["Sol revêtu", "Herbe", "Eau"]
    found = worn(Role.LAND_COVER, **{"class": ["11", "12"], "label": ["Bâti continu", "Prés"]})
    assert found == ["Bâti continu", "Prés"]


def test_crops_by_group():
    assert worn(Role.CROP, group=["1", "18", "21", "77"]) == [
        "Céréales",
        "Prairie, lande",
        "Vignes",
        "Autres",
    ]


def test_rare_categories_are_others():
    labels = [f"mot {k}" for k in range(30)] + ["mot 3"]
    words = worn(Role.LAND_COVER, label=labels)
    assert words[3] == "mot 3"
    assert words.count("Autres") == 31 - len(cover.QUALITATIVE) - 1


def test_residents_are_told_in_classes_and_small_groups_never_apart():
    words = worn(Role.POPULATION_GRID, residents=[1.0, 10.0, 49.0, 50.0, 399.0, 400.0, math.nan])
    assert words == [
        "moins de 50 habitants",
        "moins de 50 habitants",
        "moins de 50 habitants",
        "50 à 100 habitants",
        "200 à 400 habitants",
        "400 habitants et plus",
        "pas de donnée",
    ]


def test_squares_of_a_kilometre_have_classes_of_their_own():
    assert worn(Role.POPULATION_GRID, residents=[5.0, 4000.0, 9000.0]) == [
        "moins de 100 habitants",
        "1 000 à 5 000 habitants",
        "5 000 habitants et plus",
    ]


@pytest.mark.parametrize(
    ("number", "told"),
    [(0.0, ("fewer", 11)), (10.9, ("fewer", 11)), (11.0, ("about", 10)), (117.43, ("about", 120)),
     (1234.0, ("about", 1200)), (math.nan, ("", 0))],
)  # fmt: skip
def test_numbers_of_residents_are_rounded(number, told):
    assert people.about(number) == told


def test_sectors_are_as_wide_as_their_category_says():
    given = {"category": np.array(["1", "Catégorie 3", "5", "NC"])}
    dress = mobility.sound_dress(layer(Role.SOUND_CLASSIFICATION), 4, given.get)
    assert dress.half_width.tolist() == [300.0, 100.0, 10.0, 0.0]
    given["width"] = np.array([250.0, np.nan, 9999.0, 30.0])
    dress = mobility.sound_dress(layer(Role.SOUND_CLASSIFICATION), 4, given.get)
    assert dress.half_width.tolist() == [250.0, 100.0, 10.0, 30.0]


def test_counts_grow_with_the_flow():
    given = {"daily": np.array([120.0, 2_000.0, 35_000.0, np.nan])}
    dress = mobility.count_dress(layer(Role.TRAFFIC_COUNT), 4, given.get)
    assert (np.diff(dress.half_width[:3]) > 0).all()
    assert worn(Role.TRAFFIC_COUNT, daily=[120.0, 2_000.0, 35_000.0, np.nan]) == [
        "moins de 500 par jour",
        "2 000 à 5 000 par jour",
        "20 000 par jour et plus",
        "passages non indiqués",
    ]


def test_transit_lines_wear_their_own_colours():
    given = {"colour": np.array(["FF8000", "#00aa55", ""]), "number": np.array(["A", "12", "B"])}
    dress = mobility.transit_dress(layer(Role.TRANSIT_LINE), 3, given.get)
    colours = [dress.entries[k].colour for k in dress.kind]
    assert colours[:2] == [(0xFF, 0x80, 0), (0, 0xAA, 0x55)]
    assert [entry_text(dress.entries[k], FR) for k in dress.kind] == [
        "Ligne A",
        "Ligne 12",
        "Ligne B",
    ]


def test_a_network_of_many_lines_fits_in_a_dress():
    given = {"number": np.array([str(k) for k in range(400)])}
    dress = mobility.transit_dress(layer(Role.TRANSIT_LINE), 400, given.get)
    assert dress.kind.min() >= 0
    assert len(dress.swatches) <= 127


def test_every_theme_dresses_a_layer_without_any_column():
    for role, theme in THEMES.items():
        dress = theme.dress(layer(role), 3, lambda _: None)
        assert len(dress.kind) == len(dress.half_width) == 3
        assert (dress.kind >= 0).all()
        assert int(dress.kind.max()) < len(dress.swatches) == len(dress.entries)


# --- rasters ------------------------------------------------------------------------------------


def test_a_raster_of_zones_is_coloured_by_class():
    found = colouring_of(layer(Role.LOCAL_CLIMATE_ZONE, RASTER), np.array([17.0, 3.0, 14.0, 99.0]))
    assert isinstance(found, Classes)
    assert [entry.key for _, entry in found.entries] == ["lcz_3", "lcz_d", "lcz_g"]
    cells = colours_at(found, np.array([[3.0, np.nan, 99.0]]))
    assert cells[0, 0].tolist() == [*found.entries[0][1].colour, 1.0]
    assert cells[0, 1:, 3].tolist() == [0.0, 0.0]


def test_a_temperature_is_coloured_on_a_ramp_and_what_is_missing_stays_bare():
    values = np.linspace(28.2, 52.9, 600)
    found = colouring_of(layer(Role.SURFACE_TEMPERATURE, RASTER, unit="°C"), values)
    assert isinstance(found, Values)
    cells = colours_at(found, np.array([[20.0, 28.0, 53.0, 60.0, np.nan]]))
    assert (cells[0, 0, :3] == cells[0, 1, :3]).all()
    assert (cells[0, 2, :3] == cells[0, 3, :3]).all()
    assert cells[0, :, 3].tolist() == [1.0, 1.0, 1.0, 1.0, 0.0]


def test_where_no_tree_stands_there_is_no_colour():
    found = colouring_of(layer(Role.CANOPY, RASTER, unit="m"), np.linspace(0, 17.2, 900))
    assert found.ramp.low == 0.0
    assert colours_at(found, np.array([[0.0, 12.0]]))[0, :, 3].tolist() == [0.0, 1.0]


def test_few_whole_numbers_without_a_unit_are_classes():
    values = np.array([1.0, 2.0, 4.0] * 9)
    assert isinstance(colouring_of(layer(Role.RASTER, RASTER), values), Classes)
    assert isinstance(colouring_of(layer(Role.RASTER, RASTER, unit="m"), values), Values)
    assert colouring_of(layer(Role.RASTER, RASTER), np.empty(0)) is None


def test_a_raster_of_levels_wears_the_classes_of_noise():
    found = colouring_of(layer(Role.NOISE_MAP, RASTER), np.array([48.2, 54.99, 55.0, 81.0]))
    assert [entry.key for entry in found.present] == [
        "noise_45",
        "noise_50",
        "noise_55",
        "noise_75",
    ]
    cells = colours_at(found, np.array([[54.99, 55.0, np.nan]]))
    assert cells[0, 0, :3].tolist() == list(found.entries[2].colour)
    assert cells[0, 1, :3].tolist() == list(found.entries[3].colour)
    assert cells[0, :, 3].tolist() == [1.0, 1.0, 0.0]


def test_a_raster_of_zones_that_are_no_whole_numbers_is_told_on_a_ramp():
    found = colouring_of(layer(Role.LAND_COVER, RASTER), np.linspace(0.5, 7.7, 40))
    assert isinstance(found, Values)


# --- the legend ---------------------------------------------------------------------------------


def test_all_words_of_the_themes_exist_in_both_languages():
    for role in THEMES:
        for entry in static_entries(layer(role)):
            assert entry_text(entry, FR)
            assert entry_text(entry, EN)
        for name in palettes_of(layer(role)):
            assert FR.has(f"themes.palette.{name}")


def test_the_word_lcz_comes_with_its_gloss_alone():
    zones = layer(Role.LOCAL_CLIMATE_ZONE)
    rows = legend_rows(add_layers(new_project("x"), (zones,)), ViewState(), FR)
    with_word = [row.text for row in rows if "LCZ" in row.text]
    assert with_word == ["Zones climatiques locales (LCZ)"]
    for forbidden in ("Lden", "UTCI", "CNOSSOS"):
        assert not any(forbidden in row.text for row in rows)


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_seventeen_classes_fit_and_are_read_from_the_back_of_the_room(size, language):
    zones = layer(Role.LOCAL_CLIMATE_ZONE, bounds=(0.0, 0.0, 5000.0, 5000.0))
    project = add_layers(new_project("x"), (zones,))
    key = Key(climate.classes("standard"), None, bare=True)
    view = ViewState(camera=Camera((2500.0, 2500.0, 0.0), 6000.0))
    items = furniture(project, view, size, Translator(language), keys={zones.id: key})
    (legend,) = [item for item in items if item.name == "legend"]
    height, width = legend.plate.shape[:2]
    assert legend.x >= 0
    assert legend.y >= 0
    assert legend.x + width <= size[0]
    assert legend.y + height <= size[1]
    rows = legend_rows(project, view, Translator(language), {zones.id: key})
    em = math.ceil(size[1] / 30)
    heights = {
        round(legend_height(rows, em, int(size[0] * s), c))
        for c, s in ((1, 0.4), (1, 0.46), (2, 0.66))
    }
    assert any(abs(height - expected) <= 2 for expected in heights)  # nothing was left out


def test_notes_are_the_last_to_go():
    zones = layer(Role.LOCAL_CLIMATE_ZONE, bounds=(0.0, 0.0, 5000.0, 5000.0))
    project = add_layers(new_project("x"), (zones,))
    key = Key(climate.classes("standard"), None, bare=True)
    view = ViewState(camera=Camera((2500.0, 2500.0, 0.0), 6000.0))
    items = furniture(project, view, (900, 320), FR, 2.2, keys={zones.id: key})
    assert [item for item in items if item.name == "legend"]


def test_a_temperature_tells_its_day_hour_unit_and_what_it_is_not():
    warm = layer(Role.SURFACE_TEMPERATURE, RASTER, unit="°C", instant="2022-07-12T12:30+02:00")
    project = add_layers(new_project("x"), (warm,))
    ramp = Ramp(((255.0, 240.0, 200.0), (60.0, 20.0, 90.0)), 28.0, 53.0, "°C", above=True)
    rows = legend_rows(project, ViewState(), FR, {warm.id: Key((), ramp, bare=True)})
    texts = [row.text.replace("\N{NO-BREAK SPACE}", " ") for row in rows]
    assert texts == [
        "Température des surfaces, 12/07/2022, 12 h 30",
        "28 °C|≥ 53 °C",
        "Sans couleur : pas de donnée",
        "Surfaces vues par satellite, pas l’air",
    ]
    unknown = msgspec.structs.replace(warm, instant="")
    rows = legend_rows(add_layers(new_project("x"), (unknown,)), ViewState(), FR)
    assert rows[0].text.endswith("date non indiquée")


def test_instants_as_people_say_them():
    assert told_instant("2022-07-12", FR) == "12/07/2022"
    assert told_instant("2022-07-12T09:05", EN) == "12/07/2022, 9:05"
    assert told_instant("été 2022", FR) == "été 2022"


def counts(number: int) -> tuple[Layer, ...]:
    card = Provenance(producer="Métropole", product="Comptages", edition="2025")
    return tuple(
        Layer(f"c{k}", Role.TRAFFIC_COUNT, TABLE, title=f"Rue {k}", provenance=card,
              instant=f"{2023 + k}-01-01")
        for k in range(number)
    )  # fmt: skip


def test_many_layers_of_a_kind_share_one_heading_and_classes_in_their_order():
    many = counts(3)
    flows = mobility.count_dress(many[0], 1, lambda _: None).entries
    keys = {x.id: Key((flows[k],)) for x, k in zip(many, (4, 0, 2), strict=True)}
    rows = legend_rows(add_layers(new_project("x"), many), ViewState(), FR, keys)
    assert rows[0].text == "Comptages, 2023\N{EN DASH}2025"
    assert [row.colour is None for row in rows] == [True, False, False, False]
    assert [row.text for row in rows[1:]] == [entry_text(flows[k], FR) for k in (0, 2, 4)]
    sizes = [row.size for row in rows[1:]]
    assert sizes == sorted(sizes)
    two = legend_rows(add_layers(new_project("x"), many[:2]), ViewState(), FR, keys)
    assert [row.text for row in two[:2]] == ["Rue 0, 01/01/2023", "Rue 1, 01/01/2024"]


def test_data_never_wear_the_name_of_another_source():
    noise = msgspec.structs.replace(layer(Role.NOISE_MAP), provenance=Provenance(edition="2022"))
    houses = msgspec.structs.replace(
        layer(Role.BUILDING), provenance=Provenance("IGN", "BD TOPO®", "2025")
    )
    project = add_layers(new_project("x"), (noise, houses))
    assert certainty_line(project, ViewState(), FR)[1] == "source non indiquée"


def test_the_legend_shows_colours_as_they_look_on_the_model():
    zones = layer(Role.LOCAL_CLIMATE_ZONE)
    project = add_layers(new_project("x"), (zones,))
    entry = climate.classes("standard")[10]
    row = legend_rows(project, ViewState(), FR, {zones.id: Key((entry,))})[1]
    assert row.text == "Arbres serrés"
    assert row.colour != entry.colour
    assert all(c >= e for c, e in zip(row.colour, entry.colour, strict=True))
    assert row.colour[0] == pytest.approx(entry.colour[0] * OPACITY + look.PALE[0] * (1 - OPACITY))


@pytest.mark.parametrize("form", list(Form))
def test_every_form_leaves_its_colour_on_the_plate(form):
    plate = legend_plate((Row("mot", (200.0, 30.0, 40.0), form),), 24, 400)
    red = np.abs(plate[..., :3].astype(int) - (200, 30, 40)).sum(axis=2) < 30
    assert red.sum() > 20


def test_long_words_are_wrapped_not_cut():
    words = "Niveau calculé au-dessus de la valeur repère 68\N{NO-BREAK SPACE}dB"
    narrow = legend_plate((Row(words, (9.0, 9.0, 9.0)),), 24, 420)
    wide = legend_plate((Row(words, (9.0, 9.0, 9.0)),), 24, 2000)
    assert narrow.shape[1] <= 420
    assert narrow.shape[0] > 1.6 * wide.shape[0]
    assert Image.fromarray(narrow).size[0] <= 420


def test_a_note_makes_the_legend_no_wider_unless_it_would_be_cut():
    rows = (Row("55 à 60 dB", (9.0, 9.0, 9.0)), Row("65 à 70 dB, rue très passante", (9.0,) * 3))
    note = Row("Moyenne sur 24 h, soirées et nuits comptées plus fort", None, "note")
    alone, told = legend_plate(rows, 24, 900), legend_plate((*rows, note), 24, 900)
    assert told.shape[1] <= alone.shape[1] + 1
    assert told.shape[0] > alone.shape[0] * 1.5
    long = Row("mot " * 60, None, "note")
    assert legend_plate((*rows, long), 24, 900).shape[1] > 2 * alone.shape[1]


# --- changes ------------------------------------------------------------------------------------


def test_palette_opacity_and_colour():
    project = add_layers(new_project("x"), (layer(Role.NOISE_MAP),))
    changed = restyled(project, "noise_map", palette="nf_s_31_130", opacity=0.4)
    assert changed.layers[0].style == Style("nf_s_31_130", opacity=0.4)
    for wrong, code in (
        ({"palette": "heat"}, "style.palette_unknown"),
        ({"opacity": 0.0}, "style.opacity"),
        ({"opacity": math.nan}, "style.opacity"),
        ({"colour": "rouge"}, "style.colour"),
    ):
        with pytest.raises(InputError) as caught:
            restyled(project, "noise_map", **wrong)
        assert caught.value.code == code


@pytest.mark.parametrize("text", ["2022-13-01", "hier", "12/07/2022", "2022-07-12T25:00"])
def test_what_is_no_date_is_refused(text):
    project = add_layers(new_project("x"), (layer(Role.SENSOR),))
    with pytest.raises(InputError) as caught:
        measured(project, "sensor", instant=text)
    assert caught.value.code == "style.instant"


def test_a_moment_is_asked_for_where_it_matters_and_is_missing():
    assert lacks_its_moment(layer(Role.SURFACE_TEMPERATURE, RASTER))
    assert not lacks_its_moment(layer(Role.SURFACE_TEMPERATURE, RASTER, instant="2022-07-12"))
    assert not lacks_its_moment(layer(Role.SENSOR, columns=(("instant", "DATE"),)))
    assert not lacks_its_moment(layer(Role.ROAD))
