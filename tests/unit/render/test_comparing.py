"""Several variants in one picture: where they lie, what is said once and what of each side."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from village import EAST, NORTH, village

from jumeau.i18n import Translator
from jumeau.model.changes import AddBuilding, Demolish, PlaceModel, Planting, PlantTrees
from jumeau.model.edits import Debate, Edit
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.placed_model import Model, ModelCard
from jumeau.model.project import Project, replaced
from jumeau.model.provenance import Certainty
from jumeau.model.variant import NO_BUILD, TODAY, Act, Status, Variant
from jumeau.model.view_state import Camera, Compare, ViewState
from jumeau.render.canvas import Canvas
from jumeau.render.compared import Box, Compared, cells, halves
from jumeau.render.comparing import common_strip, drawn, side_sizes
from jumeau.render.furniture import furniture
from jumeau.render.joining import joined
from jumeau.render.legend import certainty_of, is_under_study, legend_rows
from jumeau.render.legend_row import DASHED
from jumeau.render.pixels import within
from jumeau.render.variant_words import side_notes, side_title

FR = Translator("fr")
SIZE = (640, 360)
RING = ((EAST, NORTH), (EAST + 20, NORTH), (EAST + 20, NORTH + 10), (EAST, NORTH + 10))
TREES = Edit("edit-2", PlantTrees(Planting.ONE, ((EAST, NORTH),)))
BLOCK = Edit("edit-1", AddBuilding(RING, 9.0))
VIEW = ViewState(camera=Camera((EAST, NORTH, 0.0), 500.0, azimuth=40.0, pitch=30.0))


@pytest.fixture
def project() -> Project:
    first = Variant("variant-1", "Variante A", edits=(BLOCK, TREES), year=2026)
    second = Variant("variant-2", "Variante B", colour="#0072B2", year=2030)
    return replaced(village()[0], variants=(first, second))


def compared(mode: Compare, *ids: str, **more) -> ViewState:
    return msgspec.structs.replace(VIEW, compare=mode, variants=ids, **more)


class Scene:
    """Draws each variant in a grey of its own, and counts the pixels."""

    relief = None

    def __init__(self) -> None:
        self.greys = {TODAY: 40, "variant-1": 120, "variant-2": 200}
        self.pixels = 0

    def draw(self, _project, view, size, *, part=None, **_):
        left, top, right, low = part or (0, 0, *size)
        self.pixels += (right - left) * (low - top)
        return np.full((low - top, right - left, 3), self.greys[view.variant], np.uint8)

    def names(self, *_, **__):
        return []

    def keys(self):
        return {}

    def lacks(self, _viewer):
        return False

    def resolved(self, _view):
        return None


@pytest.mark.parametrize("count", [2, 3, 4])
def test_cells_are_alike_and_fill_the_picture(count):
    boxes = cells(count, (1280, 720))
    assert len({(x.width, x.height) for x in boxes}) == 1
    taken = np.zeros((720, 1280), int)
    for x in boxes:
        taken[x.y : x.y + x.height, x.x : x.x + x.width] += 1
    assert taken.max() == 1
    assert taken.mean() > 0.98


def test_a_swipe_joins_both_sides_at_its_line(project):
    scene = Scene()
    found = drawn(scene, project, compared(Compare.SWIPE, TODAY, "variant-1"), SIZE, FR)
    assert isinstance(found, Compared)
    assert found.whole
    row = 150
    for split in (0.25, 0.5, 0.8):
        picture = joined(found, split=split)
        at = round(split * SIZE[0])
        assert (picture[row, : at - 6] == 40).all()
        assert (picture[row, at + 6 :] == 120).all()
    across = msgspec.structs.replace(found.view, across=True)
    below = drawn(scene, project, across, SIZE, FR)
    picture = joined(below, split=0.5)
    assert (picture[170, 300] == 40).all()
    assert (picture[190, 600] == 120).all()


def test_a_moving_swipe_draws_no_pixel_that_is_not_seen(project):
    scene = Scene()
    view = compared(Compare.SWIPE, TODAY, "variant-1", split=0.3)
    found = drawn(scene, project, view, SIZE, FR, moving=True)
    assert scene.pixels == SIZE[0] * SIZE[1]
    assert not found.whole
    assert [x.drawn for x in found.sides] == list(halves(view, SIZE))


def test_of_sides_that_take_turns_the_one_that_is_seen_is_drawn_in_motion(project):
    scene = Scene()
    view = compared(Compare.BLINK, TODAY, "variant-1")
    found = drawn(scene, project, view, SIZE, FR, moving=True, turn=3)
    assert [x.picture is None for x in found.sides] == [True, False]
    assert scene.pixels == SIZE[0] * SIZE[1]
    whole = drawn(scene, project, view, SIZE, FR)
    assert joined(whole, turn=0)[150, 300, 0] == 40
    assert joined(whole, turn=0, mix=0.5)[150, 300, 0] == 80
    assert joined(whole, turn=1)[150, 300, 0] == 120


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (1920, 1080)])
@pytest.mark.parametrize("count", [2, 3, 4])
def test_side_by_side_says_once_what_all_sides_share(project, size, count):
    ids = (TODAY, "variant-1", "variant-2", NO_BUILD)[:count]
    view = compared(Compare.SIDE_BY_SIDE, *ids)
    scene = Scene()
    scene.greys = {**scene.greys, NO_BUILD: 90}
    found = drawn(scene, project, view, size, FR, leaves=True)
    names = [x.name for x in found.common]
    assert sorted(names) == sorted(set(names))
    assert {"certainty", "study", "scale", "north"} <= set(names)
    strip = next(x for x in found.common if x.name == "strip")
    for item in found.common:
        assert item.x >= 0
        assert item.y >= strip.y
        assert item.x + item.plate.shape[1] <= size[0]
        assert item.y + item.plate.shape[0] <= size[1]
    assert strip.plate.shape[0] < 0.36 * size[1]
    taken = np.zeros((size[1], size[0]), int)
    for x in (*(i for i in found.common if i is not strip), *(s.name for s in found.sides)):
        taken[x.y : x.y + x.plate.shape[0], x.x : x.x + x.plate.shape[1]] += 1
    assert taken.max() == 1
    rooms = side_sizes(project, view, size, FR, scene)
    assert [x for _, x in rooms] == [(s.box.width, s.box.height) for s in found.sides]
    for side in found.sides:
        assert side.picture.shape[:2] == (side.box.height, side.box.width)


def test_the_strip_goes_where_the_furniture_goes(project):
    view = compared(Compare.SIDE_BY_SIDE, TODAY, "variant-1", furniture=False)
    assert common_strip(project, view, SIZE, FR) == []
    found = drawn(Scene(), project, view, SIZE, FR)
    assert found.sides[0].box.height == SIZE[1]
    assert found.sides[0].name is None


def test_sides_are_named_with_their_years(project):
    assert side_title(project, TODAY, 2038, FR).startswith("Aujourd’hui")
    assert side_title(project, NO_BUILD, 0, FR) == "Sans le projet, en 2030"
    assert side_title(project, NO_BUILD, 2035, FR) == "Sans le projet, en 2035"
    assert side_title(project, "variant-1", 0, FR) == "Variante A"
    assert side_title(project, "variant-2", 2038, FR) == "Variante B, en 2038"
    assert side_title(project, "variant-1", 2038, FR) == "Variante A"  # its trees say the year


def test_planted_trees_tell_their_age(project):
    def told(year):
        return side_notes(project, "variant-1", year, FR)

    nbsp = "\N{NO-BREAK SPACE}"
    assert told(0) == (f"arbres{nbsp}: taille à la plantation",)
    assert told(2026) == told(0)
    assert told(2027) == (f"arbres{nbsp}: 1 an après plantation, en 2027",)
    assert told(2038) == (f"arbres{nbsp}: 12 ans après plantation, en 2038",)
    later = Edit("edit-9", PlantTrees(Planting.ONE, ((EAST, NORTH),), planted=2031))
    variant = msgspec.structs.replace(project.variants[0], edits=(TREES, later))
    project = replaced(project, variants=(variant,))
    assert side_notes(project, "variant-1", 2038, FR) == (
        f"arbres{nbsp}: 7 à 12 ans après plantation, en 2038",
    )


def test_without_the_project_says_what_is_supposed(project):
    assert side_notes(project, NO_BUILD, 0, FR) == ("Hypothèses non précisées",)
    own = Variant(NO_BUILD, "", hypotheses="trafic stable", year=2035)
    project = replaced(project, variants=(*project.variants, own))
    assert side_notes(project, NO_BUILD, 0, FR) == ("Hypothèses\N{NO-BREAK SPACE}: trafic stable",)
    assert not is_under_study(project, compared(Compare.SWIPE, TODAY, NO_BUILD))


def test_a_model_bears_its_credit(project):
    model = Model(PayloadRef(PayloadKind.MODEL, "model.glb", "0" * 64))
    card = ModelCard(credit="Agence Untel")
    edit = Edit("edit-3", PlaceModel(model, (EAST, NORTH), card=card))
    project = replaced(project, variants=(Variant("variant-1", "A", edits=(edit,)),))
    assert side_notes(project, "variant-1", 0, FR) == ("Maquette\N{NO-BREAK SPACE}: Agence Untel",)


def test_what_is_not_decided_says_so_and_what_leaves_is_no_contract(project):
    view = compared(Compare.SWIPE, TODAY, "variant-1")

    def study(project, **how):
        return [x for x in furniture(project, view, SIZE, FR, **how) if x.name == "study"]

    here, leaving = study(project), study(project, leaves=True)
    assert len(here) == len(leaving) == 1
    assert leaving[0].plate.shape[1] > here[0].plate.shape[1]

    def with_status(**changes):
        variant = msgspec.structs.replace(project.variants[0], **changes)
        return replaced(project, variants=(variant,))

    assert study(with_status(status=Status.DECIDED))  # no act: not decided yet
    act = Act("Conseil municipal", "2026-12", "2026-05-06")
    assert not study(with_status(status=Status.DECIDED, act=act))
    assert not study(with_status(status=Status.BUILT))


def test_what_a_variant_draws_is_an_illustration(project):
    today = msgspec.structs.replace(VIEW, variants=())
    assert certainty_of(project, today) is not Certainty.ILLUSTRATION
    view = compared(Compare.SWIPE, TODAY, "variant-1")
    assert certainty_of(project, view) is Certainty.ILLUSTRATION
    assert certainty_of(project, compared(Compare.SWIPE, TODAY, "variant-2")) is certainty_of(
        project, today
    )


def test_the_legend_tells_what_is_added_removed_and_open(project):
    def rows(project, view):
        return [(x.text, x.form) for x in legend_rows(project, view, FR)]

    view = compared(Compare.GHOST, TODAY, "variant-1")
    told = ["Ajouté ou modifié", "Enlevé", "Inchangé"]
    assert [text for text, _ in rows(project, view) if text in told] == told
    fixed = msgspec.structs.replace(BLOCK, debate=Debate.FIXED)
    gone = Edit("edit-4", Demolish(RING))
    variant = msgspec.structs.replace(project.variants[0], edits=(fixed, TREES, gone))
    project = replaced(project, variants=(variant,))
    single = msgspec.structs.replace(VIEW, variants=("variant-1",))
    assert ("Ouvert au débat", DASHED) in rows(project, single)
    assert "Enlevé" not in [text for text, _ in rows(project, single)]  # it is not seen there
    today = msgspec.structs.replace(VIEW, variants=())
    assert not {"Ouvert au débat", *told} & {text for text, _ in rows(project, today)}


def test_a_part_of_a_picture_is_what_the_whole_shows_there():
    canvas = Canvas()
    try:
        whole = canvas.render(320, 200)
        for part in ((0, 0, 160, 200), (97, 40, 251, 173)):
            left, top, right, low = part
            found = canvas.render(320, 200, part=part)
            assert found.shape == (low - top, right - left, 3)
            away = np.abs(found.astype(int) - whole[top:low, left:right])
            assert away.max() <= 2
    finally:
        canvas.close()


def test_a_part_keeps_its_place_at_another_size():
    assert within((10, 20, 110, 220), (200, 400), (100, 200)) == (5, 10, 55, 110)
    assert within((1, 0, 3, 3), (4, 4), (2, 2)) == (0, 0, 2, 2)
    assert Box(10, 20, 5, 5).holds(14, 24)
    assert not Box(10, 20, 5, 5).holds(15, 24)
