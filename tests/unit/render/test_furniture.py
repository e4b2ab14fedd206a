"""What lies on the picture: words, sizes, contrast, scale."""

from __future__ import annotations

import time

import msgspec
import numpy as np
import pytest
from village import EAST, NORTH, village

from jumeau.i18n import Translator, catalogue
from jumeau.model.layer import ESTIMATED_GROUND
from jumeau.model.project import Place, Project
from jumeau.model.provenance import Certainty, Provenance, SourceFile
from jumeau.model.roles import Role
from jumeau.model.variant import Variant
from jumeau.model.view_state import Camera, ViewState
from jumeau.render.furniture import (
    Item,
    compose,
    furniture,
    metres_a_pixel,
    round_length,
    shortened,
)
from jumeau.render.legend import certainty_line, legend_rows, picture_title
from jumeau.render.legend_row import Row
from jumeau.render.plates import (
    PAPER,
    SOFT_INK,
    cut_but_the_year,
    line_plate,
    title_plate,
    wrapped,
)
from jumeau.render.typeface import font

SIZE = (1280, 720)
VIEW = ViewState(
    camera=Camera((EAST, NORTH, 0.0), 500.0, azimuth=40.0, pitch=30.0), title="Place du marché"
)


@pytest.fixture
def project() -> Project:
    return village()[0]


def items(project: Project, view: ViewState = VIEW, size=SIZE, language="fr") -> dict[str, Item]:
    return {i.name: i for i in furniture(project, view, size, Translator(language))}


def contrast(a: np.ndarray, b: np.ndarray) -> float:
    def luminance(colour: np.ndarray) -> float:
        c = colour / 255.0
        linear = np.where(c <= 0.03928, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_everything_is_there_and_inside_of_the_picture(project):
    for size in (SIZE, (800, 600), (1920, 1080), (640, 360)):
        found = items(project, size=size)
        assert set(found) == {"title", "certainty", "scale", "north", "legend"}
        for item in found.values():
            assert item.x >= 0
            assert item.y >= 0
            assert item.x + item.plate.shape[1] <= size[0]
            assert item.y + item.plate.shape[0] <= size[1]


def test_nothing_covers_another(project):
    for size in (SIZE, (800, 600), (640, 480), (420, 700), (360, 600), (320, 240)):
        taken = np.zeros(size[::-1], int)
        for i in items(project, size=size).values():
            taken[i.y : i.y + i.plate.shape[0], i.x : i.x + i.plate.shape[1]] += 1
        assert taken.max() == 1


def test_words_are_at_least_a_thirtieth_of_the_height(project):
    found = items(project)
    assert found["title"].plate.shape[0] >= 720 / 30
    assert found["certainty"].plate.shape[0] >= 720 / 30
    # Ink of the letters, from their top to the foot of the descenders.
    ink = (found["certainty"].plate[..., :3].max(axis=2) < 120).any(axis=1)
    assert ink.sum() >= 0.75 * 720 / 30


@pytest.mark.parametrize("ground", [0, 128, 255])
def test_contrast_holds_on_any_picture(project, ground):
    picture = np.full((SIZE[1], SIZE[0], 3), ground, np.uint8)
    for item in items(project).values():
        h, w = item.plate.shape[:2]
        done = compose(picture, [item])[item.y : item.y + h, item.x : item.x + w].reshape(-1, 3)
        middle = done[np.repeat(item.plate[..., 3].ravel() > 200, 1)]
        ink, paper = middle[middle.sum(1).argmin()], np.median(middle, axis=0)
        assert contrast(ink, paper) >= 4.5


@pytest.mark.parametrize("ground", [0, 128, 255])
def test_words_are_read_through_a_washed_out_projector(project, ground):
    # Stray light leaves a quarter of the contrast of 21:1 between white and black.
    stray = 1.0 / (21.0 / 4.0 - 1.0)

    def luminance(colour: np.ndarray) -> float:
        return contrast(colour, np.zeros(3)) * 0.05 - 0.05

    picture = np.full((SIZE[1], SIZE[0], 3), ground, np.uint8)
    for item in items(project).values():
        h, w = item.plate.shape[:2]
        done = compose(picture, [item])[item.y : item.y + h, item.x : item.x + w].reshape(-1, 3)
        middle = done[item.plate[..., 3].ravel() > 200]
        ink, paper = middle[middle.sum(1).argmin()], np.median(middle, axis=0)
        assert (luminance(paper) + stray) / (luminance(ink) + stray) >= 4.5


def test_notes_are_as_legible_as_all_else():
    assert contrast(np.array(SOFT_INK[:3]), np.full(3, PAPER[3])) >= 12.0


@pytest.mark.parametrize("size", [(1920, 1080), SIZE, (1024, 768), (640, 720)])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_legend_that_must_be_cut_says_how_much_is_missing(project, size, language):
    tr = Translator(language)
    rows = tuple(Row(f"Classe {k} : des mots qui expliquent", (9.0, 9.0, 9.0)) for k in range(60))
    found = furniture(project, VIEW, size, tr, more=rows)
    (plate,) = [x.plate for x in found if x.name == "legend"]
    assert plate.shape[0] <= size[1]
    told = legend_rows(project, VIEW, tr)
    assert shortened((*told, *rows[:2]), 2, tr)[-1].text == tr.count("labels.left_out", 2)
    assert tr.count("labels.left_out", 1).startswith("+")
    taken = np.zeros(size[::-1], int)
    for i in found:
        taken[i.y : i.y + i.plate.shape[0], i.x : i.x + i.plate.shape[1]] += 1
    assert taken.max() == 1


def test_a_number_stays_with_its_unit():
    face = font(24)
    room = face.getlength("Bruit des routes, 24") + 1
    assert wrapped("Bruit des routes, 24 h", face, room, 3) == ("Bruit des routes,", "24 h")


def test_the_labels_are_those_of_the_closed_list():
    expected = {
        "measured": "MESURÉ",
        "computed": "CALCULÉ – pas mesuré",
        "computed_uncertain": "CALCULÉ, données incertaines",
        "illustration": "ILLUSTRATION",
    }
    assert {c.value: Translator("fr")(f"certainty.{c.value}") for c in Certainty} == expected


def test_the_line_tells_the_worst_and_the_main_source(project):
    tr = Translator("fr")
    line = certainty_line(project, VIEW, tr)
    assert line == ("CALCULÉ – pas mesuré", "IGN – BD TOPO® 2025")
    worse = msgspec.structs.replace(project.layers[1], certainty=Certainty.UNCERTAIN)
    mixed = msgspec.structs.replace(project, layers=(project.layers[0], worse))
    assert certainty_line(mixed, VIEW, tr)[0] == "CALCULÉ, données incertaines"
    hidden = msgspec.structs.replace(VIEW, hidden=(worse.id,))
    assert certainty_line(mixed, hidden, tr)[0] == "CALCULÉ – pas mesuré"


def test_an_invented_commune_is_an_illustration(project):
    invented = msgspec.structs.replace(project.layers[0], provenance=Provenance(invented=True))
    demo = msgspec.structs.replace(project, layers=(invented,))
    assert certainty_line(demo, VIEW, Translator("fr")) == (
        "ILLUSTRATION",
        "Commune inventée pour la démonstration",
    )


def test_an_undecided_variant_is_said_to_be_one(project):
    project = msgspec.structs.replace(project, variants=(Variant("a", "A"),))
    assert "study" not in items(project)
    assert "study" in items(project, msgspec.structs.replace(VIEW, variants=("a",)))


def test_no_furniture_when_none_is_wanted(project):
    assert items(project, msgspec.structs.replace(VIEW, furniture=False)) == {}


def test_the_scale_is_exact_where_the_view_looks():
    camera = Camera((0.0, 0.0, 0.0), 500.0, field_of_view=30.0)
    # 30 degrees at 500 m are 267.95 m from the lower to the upper border.
    assert metres_a_pixel(camera, 720) == pytest.approx(267.949 / 720, rel=1e-5)


def test_the_bar_is_as_long_as_it_says(project):
    plate = items(project)["scale"].plate
    row = plate[round(24 * 1.45) + 1, :, 0] < 60
    length = np.flatnonzero(row).max() - np.flatnonzero(row).min() + 1
    pixel = metres_a_pixel(VIEW.camera, 720)
    assert length * pixel == pytest.approx(50.0, abs=pixel)


@pytest.mark.parametrize(("longest", "round_one"), [(99, 50), (100, 100), (240, 200), (0.7, 0.5)])
def test_lengths_are_round(longest, round_one):
    assert round_length(longest) == pytest.approx(round_one)


def test_the_arrow_turns_with_the_view(project):
    north = items(project, msgspec.structs.replace(VIEW, camera=Camera((0, 0, 0), azimuth=0.0)))
    south = items(project, msgspec.structs.replace(VIEW, camera=Camera((0, 0, 0), azimuth=180.0)))
    up, down = (x["north"].plate[..., :3].astype(int).sum(2) < 250 for x in (north, south))
    assert (
        np.flatnonzero(up.any(1)).min() != np.flatnonzero(down.any(1)).min() or (up != down).any()
    )


def test_a_long_title_is_shortened(project):
    view = msgspec.structs.replace(VIEW, title="Un titre sans fin " * 20)
    assert items(project, view)["title"].plate.shape[1] <= SIZE[0]


def test_composing_is_fast_and_leaves_the_picture_alone(project):
    picture = np.full((720, 1280, 3), 128, np.uint8)
    tr = Translator("fr")
    furniture(project, VIEW, SIZE, tr)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        done = compose(picture, furniture(project, VIEW, SIZE, tr))
        times.append(time.perf_counter() - start)
    assert min(times) < 0.01
    assert picture.min() == picture.max() == 128
    assert done.shape == picture.shape


def test_all_words_of_the_picture_exist_in_both_languages(project):
    for language in ("fr", "en"):
        tr = Translator(language)
        assert legend_rows(project, VIEW, tr)
    keys = [{k for k in catalogue(x) if k.startswith("picture.")} for x in ("fr", "en")]
    assert keys[0] == keys[1]


def test_the_title_is_the_place_when_the_view_has_none(project):
    tr = Translator("fr")
    bare = msgspec.structs.replace(VIEW, title="")
    assert picture_title(project, VIEW, tr) == "Place du marché"
    assert picture_title(project, bare, tr) == project.name
    placed = msgspec.structs.replace(project, place=Place("Olemps", "12174", 500.0))
    assert picture_title(placed, bare, tr) == "Olemps"
    unnamed = msgspec.structs.replace(project, name=Translator("en")("app.new.name"))
    assert picture_title(unnamed, bare, tr) == ""


def test_an_estimated_ground_is_said_in_the_line(project):
    ground = msgspec.structs.replace(
        project.layers[0],
        id="ground",
        role=Role.TERRAIN,
        certainty=Certainty.UNCERTAIN,
        provenance=Provenance(method=ESTIMATED_GROUND, edition="2025"),
    )
    mixed = msgspec.structs.replace(project, layers=(*project.layers, ground))
    assert certainty_line(mixed, VIEW, Translator("fr")) == (
        "CALCULÉ, données incertaines",
        "IGN – BD TOPO® 2025, sol estimé",
    )


def test_maps_of_one_kind_are_named_before_their_classes(project):
    card = Provenance(sources=(SourceFile("a", 1, layer="N_BRUIT_ZBRD_INFRA_R_A_LD_S_033"),))
    night = Provenance(sources=(SourceFile("b", 1, layer="N_BRUIT_ZBRD_INFRA_R_A_LN_S_033"),))
    first = msgspec.structs.replace(project.layers[0], id="a", role=Role.NOISE_MAP, provenance=card)
    second = msgspec.structs.replace(first, id="b", provenance=night)
    noisy = msgspec.structs.replace(project, layers=(first, second))
    rows = [row.text for row in legend_rows(noisy, VIEW, Translator("fr"))]
    assert rows[:3] == [
        "Bruit des routes, 24 h",
        "Bruit des routes, la nuit",
        "50 à 55 dB : rue résidentielle",
    ]


def test_a_long_source_keeps_its_year():
    face = font(24)
    text = "Direction départementale des territoires – Carte de bruit stratégique 2022, sol estimé"
    assert cut_but_the_year(text, face, 420).endswith("… 2022, sol estimé")
    assert face.getlength(cut_but_the_year(text, face, 420)) <= 420


def test_a_narrow_picture_has_its_words_on_two_lines():
    long, short = "Montreval-sur-Lise : vue d’ensemble", "Le bourg"
    assert title_plate(long, 30, 300).shape[0] > 1.2 * title_plate(short, 30, 300).shape[0]
    assert title_plate(long, 30, 300).shape[1] <= 300
    words = ("CALCULÉ, données incertaines", "Commune inventée pour la démonstration 2025")
    narrow, wide = line_plate(*words, 24, 290), line_plate(*words, 24, 1200)
    assert narrow.shape[1] <= 290
    assert narrow.shape[0] > 1.5 * wide.shape[0]
