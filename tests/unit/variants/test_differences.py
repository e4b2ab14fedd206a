"""What differs between today and a variant, or two variants."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
import shapely
from variant_samples import SampleBase, X, Y, edits_of, square

from jumeau.geometry.heightfield import HeightField
from jumeau.i18n import Translator
from jumeau.io.store import MemoryStore
from jumeau.model import changes as c
from jumeau.model.edits import Edit, own_element
from jumeau.model.layer import FeatureRef, Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.placed_model import Model
from jumeau.model.project import new_project, replaced
from jumeau.model.provenance import Access
from jumeau.model.roles import Role
from jumeau.model.variant import Cost
from jumeau.variants.difference_rows import cost_words, rows, told
from jumeau.variants.differences import Differences, differences
from jumeau.variants.resolved import Resolved
from jumeau.variants.resolving import resolve
from jumeau.variants.surroundings import Surroundings

FR, EN = Translator("fr"), Translator("en")
TODAY = Resolved()


def of(*changes, before=(), base=None, **options):
    base = base or SampleBase()
    return differences(resolve(edits_of(*before), base) if before else TODAY,
                       resolve(edits_of(*changes), base), base, **options)  # fmt: skip


def house(letter):
    return FeatureRef("houses", letter)


def test_nothing_differs_from_itself():
    assert of() == Differences()
    change = c.AddBuilding(square(0, 60), 9.0)
    assert of(change, before=(change,)) == Differences(
        touched=pytest.approx(100.0), unknown_ground=0.0, dwellings_estimated=False
    )


def test_a_new_block_of_flats():
    found = of(c.AddBuilding(square(0, 60, 20), 12.0, 4))
    assert (found.buildings_added, found.footprint, found.floor_area) == (1, 400.0, 1600.0)
    assert found.dwellings == pytest.approx(1600 * 0.7 / 65)
    assert found.dwellings_estimated
    words = {x.key: x for x in rows(found, FR)}
    assert words["dwellings"].value == "environ +17"
    assert words["buildings"].value == "1 neuf"
    assert words["floor_area"].value == "+1\u202f600\xa0m²"
    assert "INSEE" in words["dwellings"].note


def test_told_dwellings_win_and_schools_have_none():
    found = of(c.AddBuilding(square(0, 60, 20), 12.0, dwellings=18))
    assert (found.dwellings, found.dwellings_estimated) == (18, False)
    assert of(c.AddBuilding(square(0, 60, 20), 9.0, kind=c.BuildingKind.SCHOOL)).dwellings == 0
    parking = of(c.AddBuilding(square(0, 60, 20), 9.0, kind=c.BuildingKind.PARKING))
    assert (parking.floor_area, parking.footprint) == (0.0, 400.0)


def test_a_house_goes_with_its_dwelling_and_a_taller_one_has_more():
    gone = of(c.RemoveFeature(house("A")))
    assert (gone.buildings_removed, gone.footprint, gone.floor_area) == (1, -100.0, -200.0)
    assert (gone.dwellings, gone.dwellings_estimated) == (-1, False)
    taller = of(c.AddStoreys(house("A"), 2))
    assert (taller.buildings_changed, taller.footprint, taller.floor_area) == (1, 0.0, 200.0)
    assert (taller.dwellings, taller.dwellings_estimated) == (1.0, True)


def test_two_variants_are_compared_with_each_other():
    lower = c.AddBuilding(square(0, 60, 20), 6.0, 2)
    a = (c.RemoveFeature(house("A")), lower)
    base = SampleBase()
    first = resolve(edits_of(*a), base)
    second = resolve((Edit("x", c.RemoveFeature(house("B"))),), base)
    there, back = differences(first, second, base), differences(second, first, base)
    # A comes back, B goes, the new one is not there.
    assert (there.buildings_added, there.buildings_removed) == (1, 2)
    assert there.footprint == -400.0
    for name in ("footprint", "floor_area", "dwellings", "trees_planted"):
        assert getattr(there, name) == pytest.approx(-getattr(back, name))
    assert there.green == pytest.approx(tuple(-x for x in reversed(back.green)))


def test_an_added_building_that_a_later_edit_changes_counts_once():
    base = SampleBase()
    added = Edit("edit-1", c.AddBuilding(square(0, 60), 6.0))
    a = resolve((added,), base)
    b = resolve((added, Edit("edit-2", c.ChangeHeight(own_element("edit-1"), 9.0))), base)
    found = differences(a, b, base)
    assert (found.buildings_added, found.buildings_changed) == (0, 1)
    assert found.floor_area == pytest.approx(100.0)


def test_lengths_and_areas_are_true_to_scale():
    barrier = c.AddBarrier(((X, Y + 50), (X + 100, Y + 50)))
    found = of(barrier, c.AddBuilding(square(0, 60), 3.0), scale=1.01)
    assert found.barriers == pytest.approx(100 / 1.01)
    assert found.footprint == pytest.approx(100 / 1.01**2)


def test_models_count_as_their_author_tells():
    ref = PayloadRef(PayloadKind.MODEL, "a" * 64, ".glb")
    model = Model(ref, ((-10, -5), (10, -5), (10, 5), (-10, 5)), 0.0, 9.0)
    told_ = of(c.PlaceModel(model, (X, Y + 80), 30.0, scale=2.0, floor_area=5000.0, dwellings=40))
    assert (told_.footprint, told_.floor_area, told_.dwellings) == (
        pytest.approx(800.0), 5000.0, 40)  # fmt: skip
    bare = of(c.PlaceModel(model, (X, Y + 80), kind=c.BuildingKind.HOUSING))
    assert bare.floor_area == pytest.approx(600.0)
    assert bare.dwellings == 3  # no larger than three houses in a row
    unknown = of(c.PlaceModel(Model(ref), (X, Y + 80)))
    assert (unknown.buildings_added, unknown.unmeasured, unknown.footprint) == (1, 1, 0.0)


def test_trees_felled_planted_and_moved():
    one = c.PlantTrees(c.Planting.ROW, ((X, Y + 90), (X + 32, Y + 90)), 8.0)
    found = of(one, c.RemoveFeature(FeatureRef("trees", "", 0)))
    assert (found.trees_planted, found.trees_felled) == (5, 1)
    moved = of(c.MoveFeature(FeatureRef("trees", "", 0), 5.0))
    assert (moved.trees_planted, moved.trees_felled) == (0, 0)
    cleared = of(c.Demolish(square(0, 25, 20), buildings=False, trees=True))
    assert (cleared.trees_felled, cleared.cleared) == (1, 400.0)
    assert "400\xa0m²" in {x.key: x for x in rows(cleared, FR)}["trees"].note


def test_roads_new_changed_and_removed():
    line = ((X, Y + 40), (X + 50, Y + 40))
    found = of(c.SetRoad(line), c.SetRoad((), FeatureRef("roads", "", 0), speed=30.0))
    assert (found.roads_added, found.roads_changed, found.road_length) == (1, 1, 50.0)
    gone = of(c.RemoveFeature(FeatureRef("roads", "", 0)))
    assert (gone.roads_removed, gone.road_length) == (1, -90.0)


def test_traffic_that_is_put_nowhere_is_told():
    line = shapely.LineString([(X, Y - 5), (X + 90, Y - 5)])
    store = MemoryStore()
    table = pa.table({"geometry": [shapely.to_wkb(line)], "tmja": [1830.0]})
    layer = Layer("roads", Role.ROAD, store.add_table(table, "EPSG:2154"), count=1,
                  columns=(("daily", "tmja"),))  # fmt: skip
    around = Surroundings(replaced(new_project("A"), layers=(layer,)), store)
    closed = c.SetRoad((), FeatureRef("roads", "", 0), c.RoadUse.CLOSED)
    found = of(closed, around=around)
    assert found.traffic_removed == 1830.0
    assert {x.key: x for x in rows(found, FR)}["traffic"].value == "environ 1\u202f800\xa0véh./j"
    back = of(c.AddBuilding(square(0, 60), 3.0), before=(closed,), around=around)
    assert back.traffic_removed == -1830.0


def test_cut_and_fill():
    field = HeightField(np.full((41, 41), 100.0, np.float32), X - 50, Y + 150, 5.0)
    dug = c.ShapeTerrain(square(0, 60, 20), None, -2.0, 0.0)
    found = of(dug, ground=field)
    assert found.cut == pytest.approx(800.0, rel=0.02)
    assert found.fill == pytest.approx(0.0, abs=1.0)
    assert of(dug).cut is None
    assert "800\xa0m³ enlevés" in {x.key: x for x in rows(found, FR)}["earth"].value


# -- the ground ------------------------------------------------------------------------------------


def around(*wood, houses=()):
    """Return what lies around: woods and houses (shapely)."""
    store = MemoryStore()
    layers = []
    for name, role, shapes in (
        ("woods", Role.VEGETATION, wood),
        ("houses", Role.BUILDING, houses),
    ):
        table = pa.table({"geometry": list(shapely.to_wkb(list(shapes)))})
        layers.append(Layer(name, role, store.add_table(table, "EPSG:2154"), count=len(shapes)))
    return Surroundings(replaced(new_project("A"), layers=tuple(layers)), store)


def test_lawn_over_unknown_ground_is_a_span():
    found = of(c.SetSurface(square(0, 60, 20), c.SurfaceKind.GRASS))
    # Nobody knows whether it was green before, or sealed.
    assert (found.green, found.sealed) == ((0.0, 400.0), (-400.0, 0.0))
    assert found.unknown_ground == 400.0
    words = {x.key: x for x in rows(found, FR)}
    assert words["green"].value == "entre 0\xa0m² et +400\xa0m²"
    assert "inconnu" in words["green"].note


def test_building_on_known_woods():
    wood = shapely.box(X - 50, Y + 50, X + 50, Y + 150)
    found = of(c.AddBuilding(square(0, 60, 20), 9.0), around=around(wood))
    assert found.green == pytest.approx((-400.0, -400.0))
    assert found.sealed == pytest.approx((400.0, 400.0))
    assert found.unknown_ground == pytest.approx(0.0)
    assert {x.key: x.value for x in rows(found, FR)}["green"] == "−400\xa0m²"


def test_what_comes_later_lies_over_what_came_before():
    wood = shapely.box(X - 50, Y + 50, X + 50, Y + 150)
    asphalt = c.SetSurface(square(0, 60, 20), c.SurfaceKind.ASPHALT)
    lawn = c.SetSurface(square(0, 60, 10), c.SurfaceKind.GRASS)
    over = of(asphalt, lawn, around=around(wood))
    under = of(lawn, asphalt, around=around(wood))
    assert over.sealed == pytest.approx((300.0, 300.0))
    assert under.sealed == pytest.approx((400.0, 400.0))
    house = of(asphalt, lawn, c.AddBuilding(square(0, 60, 10), 6.0), around=around(wood))
    assert house.sealed == pytest.approx((400.0, 400.0))


def test_a_lawn_goes_around_the_houses_that_stand():
    houses = [shapely.Polygon(square(20 * k, 0)) for k in range(3)]
    lawn = c.SetSurface(square(-5, -5, 30), c.SurfaceKind.GRASS)
    found = of(lawn, around=around(houses=houses))
    assert found.green == pytest.approx((0.0, 750.0))  # 10 by 10 and 5 by 10 m of houses
    gone = of(lawn, c.RemoveFeature(house("A")), around=around(houses=houses))
    assert gone.green == pytest.approx((100.0, 850.0))


def test_demolition_leaves_ground_of_which_nothing_is_known():
    found = of(c.RemoveFeature(house("A")), around=around(shapely.box(X - 99, Y - 99, X - 98, Y)))
    # The house is known by the edit alone; layers tell nothing of the ground below it.
    assert found.sealed == pytest.approx((-100.0, 0.0))
    assert found.green == pytest.approx((0.0, 100.0))
    assert "démolit" in {x.key: x for x in rows(found, FR)}["sealed"].note


# -- words -----------------------------------------------------------------------------------------


def test_rows_are_the_same_for_any_two_states():
    keys = [x.key for x in rows(Differences(), FR)]
    assert keys == [x.key for x in rows(of(c.AddBuilding(square(0, 60), 3.0)), EN)]
    assert {x.value for x in rows(Differences(), FR)} == {"inchangé", "aucun", "non calculé"}


def test_costs_are_internal_until_somebody_says_otherwise():
    inside = Cost((1.2e6, 1.5e6), (20_000.0, 20_000.0), 2025)
    public = Cost((1.2e6, 1.5e6), None, 2025, Access.PUBLIC)
    assert cost_words(inside, "investment", FR) == ""
    assert cost_words(public, "investment", FR) == "de 1,2\xa0M€ à 1,5\xa0M€ HT (prix de 2025)"
    assert cost_words(inside, "yearly", FR, internal=True) == "20\u202f000\xa0€ HT (prix de 2025)"
    assert "cost" not in str(rows(Differences(cost=inside), EN))
    told_ = {x.key: x for x in rows(Differences(cost=inside), FR, internal=True)}
    assert told_["investment"].note == "usage interne"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(1234.0, "m2", "1\u202f200\xa0m²"), (123_456.0, "m2", "12\xa0ha"), (15_000, "m", "15\xa0km"),
     (123.0, "m", "120\xa0m"), (87.6, "m3", "88\xa0m³")],
)  # fmt: skip
def test_numbers_are_rounded_to_what_is_known(value, unit, text):
    assert told(value, unit, FR) == text
