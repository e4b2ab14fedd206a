"""Names on pictures of a village: what is told, where it stands, and what it stays clear of."""

from __future__ import annotations

import time

import msgspec
import numpy as np
import pytest
import shapely
from village import EAST, NORTH, box, layer

from jumeau.geometry.heightfield import HeightField
from jumeau.geometry.profile import Standing
from jumeau.i18n import Translator
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.project import Place, Project, add_layers, new_project
from jumeau.model.provenance import Access
from jumeau.model.roles import Role
from jumeau.model.view_state import Camera, Section, Switches, ViewState
from jumeau.render.furniture import Item, compose, furniture
from jumeau.render.labels.labels import Labels
from jumeau.render.labels.lettering import lettered
from jumeau.render.labels.names import Names, prepare_names
from jumeau.render.labels.placing import Placed
from jumeau.render.labels.ranks import Rank, named_layers
from jumeau.render.relief import Relief
from jumeau.render.site import Site

SIZE = (1280, 720)
BOUNDS = (EAST - 100, NORTH - 100, EAST + 500, NORTH + 500)


def flat() -> Relief:
    z = np.zeros((31, 31), np.float32)
    return Relief(HeightField(z, EAST - 100, NORTH + 500, 20.0), BOUNDS, 0.0, 0.0)


def wall(x: float, y: float, width: float, depth: float, height: float) -> Standing:
    """Return the flat roof of a house: what hides a name is what lies below it."""
    places = [(x, y), (x + width, y), (x + width, y + depth), (x, y + depth)]
    points = np.array([(*place, height) for place in places], np.float32)
    ends = np.concatenate([points.min(0), points.max(0)])[None]
    one, four, two = (np.array([0, n]) for n in (1, 4, 2))
    return Standing(
        "wall", points, np.array([[0, 1, 2], [0, 2, 3]], np.int32), four, two, one, ends,
        np.zeros(1, np.int64), (EAST, NORTH, 0.0),
    )  # fmt: skip


class Town:
    """A project of names, and the labels of its pictures."""

    def __init__(self, *standing: Standing) -> None:
        store = MemoryStore()
        line = shapely.LineString
        places = layer(
            store,
            Role.SETTLEMENT,
            [box(100, 100, 200, 200), box(60, 60, 30, 30), box(205, 195, 8, 8)],
            {
                "name": ["Le Bourg", "La Croix", "Le Coin"],
                "nature": ["Bourg", "Quartier", "Quartier"],
            },
        )
        landmarks = layer(
            store,
            Role.PLACE_OF_INTEREST,
            [box(290, 120, 20, 20), box(240, 260, 12, 12)],
            {"name": ["Mairie de Val", "Maison d'arrêt"], "nature": ["Mairie", None]},
        )
        bent = [(EAST + 330 + 6 * (k % 2), NORTH + 130 + 4 * k) for k in range(30)]
        roads = layer(
            store, Role.ROAD,
            [line([(EAST + 20, NORTH + 220), (EAST + 180, NORTH + 225)]),
             line([(EAST + 180, NORTH + 225), (EAST + 380, NORTH + 230)]),
             line([(EAST + 20, NORTH + 90), (EAST + 380, NORTH + 60)]),
             line(bent)],
            {"name": ["Rue Haute", "Rue Haute", "Rue de l'Église", "Rue Tordue"],
             "importance": [3.0, 3.0, 5.0, 5.0]},
        )  # fmt: skip
        self.project = msgspec.structs.replace(
            add_layers(new_project("Val"), (places, landmarks, roads)),
            place=Place("Val", "99999", 0.0),
        )
        self.names: dict[str, Names] = {x.id: prepare_names(store, x) for x in self.project.layers}
        self.site = Site(flat(), standing)
        self.labels = Labels()

    def at(
        self,
        camera: Camera,
        size: tuple[int, int] = SIZE,
        plates: list[Item] | None = None,
        moving: bool = False,
        **view: object,
    ) -> list[Placed]:
        state = msgspec.structs.replace(ViewState(camera=camera, title="Ici"), **view)
        return self.labels.placed(
            self.names, self.project, state, camera, size, self.site, 0, plates or [], moving=moving
        )


def camera(azimuth: float = 0.0, pitch: float = 45.0, distance: float = 620.0) -> Camera:
    return Camera((EAST + 200, NORTH + 180, 0.0), distance, azimuth=azimuth, pitch=pitch)


def said(placed: list[Placed]) -> set[str]:
    return {" ".join(x.lines) for x in placed}


@pytest.fixture(scope="module")
def town() -> Town:
    return Town()


def test_segments_of_one_name_are_one_line(town):
    runs = town.names["road"].runs
    names = [town.names["road"].text[k] for k in runs.name]
    assert sorted(names) == ["Rue Haute", "Rue Tordue", "Rue de l’Église"]
    assert runs.length[names.index("Rue Haute")] == pytest.approx(360.0, abs=1.0)


def test_what_orients_people_is_told(town):
    found = said(town.at(camera()))
    assert {"Le Bourg", "Mairie", "Rue Haute", "Rue de l’Église"} <= found


def test_no_name_over_another(town):
    for azimuth in range(0, 360, 15):
        taken = np.zeros((SIZE[1], SIZE[0]), int)
        for number, name in enumerate(town.at(camera(azimuth)), 1):
            for left, top, right, low in name.boxes:
                part = taken[int(top) : int(low), int(left) : int(right)]
                assert set(np.unique(part)) <= {0, number}
                part[:] = number


def test_the_weightier_one_of_two_that_collide_stays(town):
    # "Le Coin" lies where "Le Bourg" has its middle; from far away there is room for one of them.
    small = (400, 225)
    assert "Le Bourg" in said(town.at(camera(), small))


def test_no_name_lies_below_a_plate(town):
    plate = Item("legend", np.full((360, 640, 4), 255, np.uint8), 0, 0)
    for name in town.at(camera(), plates=[plate]):
        for left, top, _right, _low in name.boxes:
            assert left >= 640 or top >= 360
    everywhere = Item("legend", np.full((720, 1280, 4), 255, np.uint8), 0, 0)
    assert town.at(camera(), plates=[everywhere]) == []


def test_names_stay_while_the_picture_turns_a_little(town):
    own = Town()
    before = {x.id: x for x in own.at(camera(30.0))}
    for step in range(1, 7):
        after = {x.id: x for x in own.at(camera(30.0 + step), moving=True)}
        kept = before.keys() & after.keys()
        assert len(kept) >= 0.8 * len(before)
        for name in kept:
            a, b = before[name], after[name]
            high = a.item.plate.shape[0]
            assert abs(a.item.y - b.item.y) < 1.5 * high
            assert abs(a.item.x - b.item.x) < 60
        before = after


def test_the_same_view_gives_the_same_names(town):
    first = [(x.id, x.item.x, x.item.y) for x in town.at(camera(77.0))]
    for azimuth in (80.0, 100.0, 10.0):
        town.at(camera(azimuth), moving=True)
    assert [(x.id, x.item.x, x.item.y) for x in town.at(camera(77.0))] == first


def test_street_names_run_along_their_streets_and_are_never_upside_down(town):
    for azimuth in range(0, 360, 20):
        for name in town.at(camera(azimuth)):
            assert -75.0 <= name.angle <= 75.0
            if name.rank is not Rank.STREET:
                assert name.angle == 0.0
    along = next(x for x in town.at(camera(0.0, 89.0)) if x.lines == ("Rue de l’Église",))
    assert along.angle == pytest.approx(-4.8, abs=0.5)


def test_a_bent_street_has_its_name_only_over_it_and_only_from_near(town):
    assert "Rue Tordue" not in said(town.at(camera()))
    near = Camera((EAST + 340, NORTH + 190, 0.0), 150.0, azimuth=0.0, pitch=60.0)
    over = [x for x in town.at(near) if x.lines == ("Rue Tordue",)]
    assert len(over) == 1
    assert over[0].angle == 0.0


def test_what_a_hill_of_houses_hides_is_not_named(town):
    low = camera(0.0, 8.0, 400.0)
    assert "Rue Haute" in said(town.at(low))
    behind = Town(wall(0, 190, 400, 10, 45.0))
    assert "Rue Haute" not in said(behind.at(low))
    assert "Rue de l’Église" in said(behind.at(low))
    assert "Rue Haute" in said(behind.at(camera(180.0, 8.0, 400.0)))


def test_a_name_stands_over_its_roof():
    hall = Town(wall(292, 122, 16, 16, 30.0))
    low, high = (next(x for x in t.at(camera()) if x.lines == ("Mairie",)) for t in (Town(), hall))
    foot = [max(low_ for *_, low_ in x.boxes) for x in (low, high)]
    assert foot[1] < foot[0] - 15


def test_what_is_cut_away_is_not_named(town):
    cut = Section((EAST, NORTH + 150), (EAST + 400, NORTH + 150))  # the south is cut away
    found = said(town.at(camera(), section=cut))
    assert "Rue de l’Église" not in found
    assert "Rue Haute" in found


def test_letters_are_a_thirtieth_of_the_height(town):
    for size in ((1920, 1080), SIZE, (640, 720)):
        for name in town.at(camera(), size):
            letters = lettered(("HE",), name.rank, size[1] // 30)[..., :3].max(axis=2) < 140
            assert letters.any(axis=1).sum() >= 0.6 * size[1] / 30  # capitals
            assert name.item.plate.shape[0] >= size[1] / 30


def test_the_switch_turns_names_off(town):
    assert town.at(camera(), switches=Switches(labels=False)) == []


def test_names_of_places_show_without_their_areas_and_others_go_with_their_layer(town):
    found = said(town.at(camera(), hidden=("place_of_interest", "road", "settlement")))
    assert {"Le Bourg", "Mairie"} <= found
    assert not {"Rue Haute", "Rue de l’Église"} & found


def private(project: Project) -> Project:
    inner: tuple[Layer, ...] = tuple(
        msgspec.structs.replace(x, access=Access.INTERNAL) for x in project.layers
    )
    return msgspec.structs.replace(project, layers=inner)


def test_a_layer_that_is_hidden_and_not_public_lends_no_name(town):
    view = ViewState(hidden=("settlement",))
    assert "settlement" in {x.id for x in named_layers(town.project, view)}
    assert "settlement" not in {x.id for x in named_layers(private(town.project), view)}
    assert "settlement" in {x.id for x in named_layers(private(town.project), ViewState())}


def luminance(colour: np.ndarray) -> float:
    c = colour / 255.0
    linear = np.where(c <= 0.03928, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


WASHED_OUT = 1.0 / (21.0 / 4.0 - 1.0)
"""What stray light adds to luminances, so that a quarter of 21:1 is left."""


@pytest.mark.parametrize("rank", list(Rank))
@pytest.mark.parametrize(("ground", "image"), [(200, False), (255, False), (30, True), (255, True)])
def test_names_are_read_through_a_washed_out_projector(rank, ground, image):
    plate = lettered(("Montreval",), rank, 36, image)
    below = np.full((*plate.shape[:2], 3), ground, np.uint8)
    done = compose(below, [Item("label", plate, 0, 0)])
    ink = luminance(done.reshape(-1, 3)[done.sum(axis=2).argmin()].astype(float))
    bare = plate[..., :3].min(axis=2) > 240
    paper = luminance(np.median(done[bare & (plate[..., 3] > 200)], axis=0))
    assert (paper + WASHED_OUT) / (ink + WASHED_OUT) >= 4.5
    assert (paper + 0.05) / (ink + 0.05) >= 7.0


def test_names_are_put_on_fast(town):
    town.at(camera(1.0))
    times = []
    for azimuth in range(2, 9):
        start = time.process_time()
        town.at(camera(float(azimuth)))
        times.append(time.process_time() - start)
    assert min(times) < 0.02


def test_the_furniture_of_a_picture_stays_clear_of_names(town):
    view = ViewState(camera=camera(), title="Ici")
    plates = furniture(town.project, view, SIZE, Translator("fr"))
    for name in town.at(camera(), plates=plates):
        for left, top, right, low in name.boxes:
            for plate in plates:
                high, wide = plate.plate.shape[:2]
                assert (
                    right <= plate.x or low <= plate.y
                    or left >= plate.x + wide or top >= plate.y + high
                )  # fmt: skip
