"""From a project and its variants to what noise depends on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import shapely
from village import EAST, NORTH, box, layer

from jumeau.errors import InputError
from jumeau.io.store import MemoryStore
from jumeau.model import changes as c
from jumeau.model.layer import FeatureRef
from jumeau.model.project import Project, add_layers, new_project
from jumeau.model.roles import Role
from jumeau.model.variants import add_edits, add_variant, new_edit, new_variant
from jumeau.render.noise.town import town_of, towns_of
from jumeau.simulation.analyses.params import Noise
from jumeau.simulation.noise.bands import A_WEIGHT, SILENT
from jumeau.simulation.noise.town import Town

AREA = (EAST, NORTH, EAST + 250.0, NORTH + 250.0)
FIELDS = {"nature": "Route à 1 chaussée", "width": 8.0, "speed": 50.0, "importance": 4.0}


def line(*places: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(EAST + x, NORTH + y) for x, y in places])


def roads(store: MemoryStore, *shapes: Any, **columns: Sequence[Any]):
    given = {k: [v] * len(shapes) for k, v in FIELDS.items()} | columns
    return layer(store, Role.ROAD, shapes, given)


def project(*layers: Any) -> Project:
    return add_layers(new_project("Village"), layers)


def varied(made: Project, *edits: Any) -> Project:
    variant = new_variant(made, "A")
    made = add_variant(made, variant)
    for change in edits:
        made = add_edits(made, variant.id, new_edit(made, change))
    return made


def town(made: Project, store: MemoryStore, variant: str = "", **params: Any) -> Town:
    return town_of(made, variant, Noise(**params), AREA, store)


def notes(found: Town) -> dict[str, int]:
    return {x.code: x.count for x in found.notes}


def level(power: np.ndarray) -> np.ndarray:
    """Return totals in dB(A), added up here."""
    return 10.0 * np.log10((10.0 ** ((power + A_WEIGHT) / 10.0)).sum(-1))


def g_at(found: Town, x: float, y: float) -> float:
    """Return the ground factor at a place: even-odd over the rings of each area."""
    scene, at = found.scene, shapely.Point(EAST + x, NORTH + y)
    inside: dict[int, int] = {}
    for k, area in enumerate(scene.area_of.tolist()):
        ring = scene.areas[scene.area_start[k] : scene.area_start[k + 1]]
        inside[area] = inside.get(area, 0) + shapely.Polygon(ring).contains(at)
    here = [area for area, count in inside.items() if count % 2]
    assert len(here) <= 1, "areas overlap"
    return float(scene.area_g[here[0]]) if here else scene.default_g


def footprints(found: Town) -> dict[int, shapely.Polygon]:
    """Return the ground of each building of the scene."""
    scene = found.scene
    made: dict[int, Any] = {}
    for k, building in enumerate(scene.ring_building.tolist()):
        ring = scene.rings[scene.ring_start[k] : scene.ring_start[k + 1]]
        shape = shapely.Polygon(ring)
        outer = shapely.is_ccw(shape.exterior)
        before = made.get(building, shapely.Polygon())
        made[building] = before.union(shape) if outer else before.difference(shape)
    return made


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def street(store: MemoryStore, **columns: Any):
    return roads(store, line((0, 100), (250, 100)), **columns)


# -- traffic ---------------------------------------------------------------------------------------


def test_a_road_without_traffic_has_the_usual_one_and_is_told(store) -> None:
    found = town(project(street(store)), store)
    assert found.estimated
    assert notes(found)["traffic_default"] == 1
    assert found.power.shape == (1, 3, 8)
    day, evening, night = level(found.power)[0]
    assert day > evening > night > 40.0


def test_twice_the_traffic_is_three_decibels_more(store) -> None:
    one, two = (town(project(street(store, daily=[x])), store) for x in (4000.0, 8000.0))
    assert not one.estimated or "traffic_default" not in notes(one)
    assert two.power - one.power == pytest.approx(10.0 * np.log10(2.0), abs=1e-6)


def test_the_carriageways_of_a_road_do_not_count_it_twice(store) -> None:
    """What both emit is what one two-way road of that traffic emits."""
    shapes = line((0, 100), (250, 100)), line((250, 115), (0, 115))
    both = roads(store, *shapes, daily=[9000.0] * 2, one_way=["Sens direct"] * 2, number=["D1"] * 2)
    pair = town(project(both), store)
    single = town(project(street(store, daily=[9000.0])), store)
    energy = (10.0 ** (pair.power / 10.0)).sum(0)
    assert 10.0 * np.log10(energy) == pytest.approx(single.power[0], abs=1e-6)
    assert notes(pair)["carriageways_shared"] == 2
    usual = town(project(roads(store, *shapes, one_way=["Sens direct"] * 2)), store)
    whole = town(project(street(store)), store)
    energy = (10.0 ** (usual.power / 10.0)).sum(0)
    assert 10.0 * np.log10(energy) == pytest.approx(whole.power[0], abs=1e-6)


def test_a_count_stands_for_its_road_and_those_of_its_name(store) -> None:
    shapes = line((0, 100), (120, 100)), line((120, 100), (250, 100)), line((120, 100), (120, 240))
    made = roads(store, *shapes, name=["Rue Haute", "Rue Haute", "Rue Basse"])
    counts = layer(
        store, Role.TRAFFIC_COUNT, [shapely.Point(EAST + 60, NORTH + 104)],
        {"daily": [6000.0], "heavy_share": [5.0], "name": ["rue haute"]},
    )  # fmt: skip
    found = town(project(made, counts), store)
    assert notes(found)["traffic_default"] == 1
    assert found.power[0] == pytest.approx(found.power[1])
    known = town(project(roads(store, shapes[0], daily=[6000.0])), store)
    assert abs(level(found.power)[0, 0] - level(known.power)[0, 0]) < 1.0
    bicycles = layer(
        store, Role.TRAFFIC_COUNT, [shapely.Point(EAST + 60, NORTH + 104)],
        {"daily": [6000.0], "mode": ["Vélos"]},
    )  # fmt: skip
    assert notes(town(project(made, bicycles), store))["traffic_default"] == 3


def test_tunnels_are_silent_and_bridges_run_straight(store) -> None:
    found = town(project(roads(
        store, line((0, 100), (250, 100)), line((0, 50), (250, 50)), line((0, 20), (250, 20)),
        level=[-1.0, 1.0, 0.0],
    )), store)  # fmt: skip
    assert found.sources.sections == 2
    assert (notes(found)["road_in_tunnel"], notes(found)["road_on_bridge"]) == (1, 1)


def test_paths_carry_no_cars(store) -> None:
    natures = ["Chemin", "Sentier", "footway", "cycleway", "Escalier", "Piste cyclable"]
    shapes = [line((0, 10 * k), (250, 10 * k)) for k in range(len(natures))]
    with pytest.raises(InputError) as error:
        town(project(roads(store, *shapes, nature=natures)), store)
    assert error.value.code == "noise_inputs.no_sources"


@pytest.mark.parametrize(
    ("columns", "note"),
    [
        ({"speed": [0.0]}, "speed_absurd"), ({"speed": [400.0]}, "speed_absurd"),
        ({"daily": [-10.0]}, "flow_negative"), ({"speed": [None]}, "speed_default"),
        ({"surface": ["velours"]}, "surface_unknown"), ({"nature": [None], "importance": [None]},
                                                       "class_unknown"),
    ],
)  # fmt: skip
def test_bad_roads_are_repaired_and_counted(store, columns, note) -> None:
    found = town(project(street(store, **columns)), store)
    assert notes(found)[note] == 1
    assert np.isfinite(found.power).all()
    assert (level(found.power) > 40.0).all()


def test_roads_within_buildings_are_interrupted(store) -> None:
    house = layer(store, Role.BUILDING, [box(100, 90, 30, 20)], {"height": [9.0]})
    found = town(project(street(store), house), store)
    assert notes(found)["road_in_building"] == 1
    assert len(found.sources.start) - 1 == 2
    assert found.sources.section.tolist() == [0, 0]
    xy = found.sources.points[:, :2] - np.array([EAST, NORTH])
    assert not ((xy[:, 0] > 100.01) & (xy[:, 0] < 129.99)).any()


def test_roads_uphill_are_louder(store) -> None:
    """The ground is known from the feet of houses: level, or rising by 8 %."""
    shapes = [box(x, y, 6, 6) for x in range(0, 250, 25) for y in (80, 114)]
    found = {}
    for steep in (0.0, 0.08):
        foot = [100.0 + steep * (x.centroid.x - EAST) for x in shapes]
        houses = layer(store, Role.BUILDING, shapes, {
            "height": [6.0] * len(shapes), "ground_altitude_min": foot,
        })  # fmt: skip
        lorries = street(store, traffic_day=[100.0], heavy_day=[100.0])
        found[steep] = town(project(lorries, houses), store)
    rise = found[0.08].sources.points[:, 2]
    assert 15.0 < rise[-1] - rise[0] < 20.0  # the estimated ground is smoother than its points
    # Half drive up, half down. At 50 km/h on 6 %: annex II, 2.2.15 has 6/0.8 * 50/100 = 3.75 dB up
    # for propulsion and (6 - 4)/0.5 * 40/100 = 1.6 dB down; rolling stays as it is.
    more = level(found[0.08].power)[0, 0] - level(found[0.0].power)[0, 0]
    assert 0.8 < more < 3.75


# -- variants --------------------------------------------------------------------------------------


def changed(store: MemoryStore, **how: Any) -> tuple[Town, Town]:
    made = project(street(store, daily=[5000.0]))
    ref = FeatureRef("road", "road-0", 0)
    made = varied(made, c.SetRoad(feature=ref, **how))
    found = towns_of(made, ("", "variant-1"), Noise(), AREA, store)
    return found[""], found["variant-1"]


@pytest.mark.parametrize("use", [c.RoadUse.CLOSED, c.RoadUse.WALKING, c.RoadUse.CYCLES])
def test_a_road_without_cars_is_silent(store, use) -> None:
    before, after = changed(store, use=use)
    assert (before.sources.sections, after.sources.sections) == (1, 0)
    assert notes(after)["roads_without_cars"] == 1


def test_a_lower_speed_and_a_quiet_surface_are_heard(store) -> None:
    before, after = changed(store, speed=30.0)
    assert (level(after.power) < level(before.power) - 1.0).all()
    before, after = changed(store, surface=c.RoadSurface.QUIET)
    assert (level(after.power) < level(before.power) - 0.5).all()
    before, after = changed(store, surface=c.RoadSurface.PAVING)
    assert (level(after.power) > level(before.power) + 1.0).all()
    before, after = changed(store, use=c.RoadUse.SHARED)
    assert (level(after.power) < level(before.power)).all()


def test_traffic_told_for_a_period_changes_that_period_alone(store) -> None:
    before, after = changed(store, night=c.Traffic(400.0, 0.1))
    assert after.power[0, :2] == pytest.approx(before.power[0, :2])
    assert (level(after.power)[0, 2] > level(before.power)[0, 2] + 3.0).all()
    _, bad = changed(store, day=c.Traffic(-3.0))
    assert notes(bad)["flow_negative"] == 1


def test_a_drawn_road_is_heard_where_it_lies(store) -> None:
    axis = ((EAST + 20.0, NORTH + 200.0), (EAST + 220.0, NORTH + 210.0))
    made = varied(project(street(store)), c.SetRoad(line=axis, width=6.0, speed=30.0))
    found = town(made, store, "variant-1")
    assert found.sources.sections == 2
    assert found.sources.points[-2:, :2] == pytest.approx(np.array(axis))
    assert found.sources.points[:, 2] == pytest.approx(0.05)
    assert g_at(found, 120.0, 205.0) == 0.0


def test_buildings_and_barriers_of_a_variant_stand(store) -> None:
    ring = tuple((EAST + x, NORTH + y) for x, y in ((20, 20), (60, 20), (60, 60), (20, 60)))
    yard = tuple((EAST + x, NORTH + y) for x, y in ((30, 30), (50, 30), (50, 50), (30, 50)))
    wall = ((EAST + 10.0, NORTH + 90.0), (EAST + 70.0, NORTH + 90.0))
    made = varied(
        project(street(store)),
        c.AddBuilding(ring, 12.0, storeys=4, dwellings=10, courtyards=(yard,)),
        c.AddBarrier(wall, height=3.0, absorption=0.8),
        c.AddBarrier(wall, height=0.0),
    )
    found = town(made, store, "variant-1")
    scene = found.scene
    assert scene.tops.tolist() == [12.0]
    assert footprints(found)[0].area == pytest.approx(1600.0 - 400.0)
    assert scene.barriers[:, :, 2] == pytest.approx(3.0)
    assert scene.barriers[:, :, 0].min() == pytest.approx(EAST + 10.0)
    assert scene.barriers[:, :, 0].max() == pytest.approx(EAST + 70.0)
    assert (scene.materials[scene.barrier_material] == 0.8).all()
    assert (scene.materials[0] == 0.0).all()
    assert notes(found)["barrier_too_low"] == 1
    assert found.dwellings.dwellings.tolist() == [10.0]
    assert found.dwellings.storeys.tolist() == [4]


# -- buildings -------------------------------------------------------------------------------------


def test_overlapping_buildings_share_no_ground(store) -> None:
    shapes = [box(20, 20, 40, 40), box(40, 40, 40, 40), box(22, 22, 5, 5), box(90, 20, 10, 10)]
    houses = layer(store, Role.BUILDING, shapes, {
        "height": [6.0, 9.0, 3.0, 5.0], "use": ["Résidentiel"] * 4,
        "dwellings": [2.0, 3.0, 1.0, 1.0],
    })  # fmt: skip
    found = town(project(street(store), houses), store)
    assert notes(found)["building_overlap"] == 2
    shapes_now = list(footprints(found).values())
    assert len(shapes_now) == len(found.scene.tops) == 3
    for k, one in enumerate(shapes_now):
        for other in shapes_now[k + 1 :]:
            assert one.intersection(other).area < 1e-6
    union = shapely.union_all(shapes[:2])
    assert shapely.union_all(shapes_now[:2]).area == pytest.approx(union.area)
    # The dwelling of the one that is covered is not lost.
    assert found.dwellings.dwellings.sum() == pytest.approx(7.0)
    assert sorted(found.dwellings.dwellings.tolist()) == [1.0, 3.0, 3.0]


def test_missing_heights_are_estimated_and_told(store) -> None:
    houses = layer(store, Role.BUILDING, [box(20, 20, 10, 10), box(60, 20, 10, 10)],
                   {"height": [None, 7.0], "storeys": [3.0, None]})  # fmt: skip
    found = town(project(street(store, daily=[100.0]), houses), store)
    assert notes(found)["height_estimated"] == 1
    assert found.estimated
    assert sorted(found.scene.tops.tolist()) == [7.0, 9.0]


def test_only_what_may_be_heard_counts(store) -> None:
    houses = layer(store, Role.BUILDING, [box(20, 20, 10, 10), box(5000, 20, 10, 10)],
                   {"height": [6.0, 6.0]})  # fmt: skip
    far = roads(store, line((0, 100), (250, 100)), line((5000, 0), (5000, 250)))
    found = town(project(far, houses), store, reach=300.0)
    assert len(found.scene.tops) == 1
    assert found.sources.sections == 1


def test_people_live_where_homes_are(store) -> None:
    shapes = [box(20, 20, 10, 10), box(40, 20, 20, 20), box(80, 20, 9, 9)]
    houses = layer(store, Role.BUILDING, shapes,
                   {"height": [6.0, 12.0, 6.0], "use": ["Résidentiel", "Industriel", "Résidentiel"],
                    "dwellings": [1.0, None, None]})  # fmt: skip
    town_line = layer(store, Role.COMMUNE, [box(0, 0, 250, 250)], {"population": [2.5]})
    found = town(project(street(store), houses, town_line), store)
    order = np.argsort(found.dwellings.row)
    assert found.dwellings.dwellings[order].tolist() == [1.0, 0.0, 1.0]
    assert found.dwellings.residents[order] == pytest.approx([2.5, 0.0, 2.5])
    assert notes(found)["dwellings_estimated"] == 1


def test_schools_are_told_by_their_grounds(store) -> None:
    shapes = [box(20, 20, 10, 10), box(90, 20, 10, 10)]
    houses = layer(store, Role.BUILDING, shapes, {"height": [6.0] * 2})
    told = {"nature": ["Enseignement primaire"], "category": ["Science et enseignement"]}
    school = layer(store, Role.PLACE_OF_INTEREST, [box(10, 10, 40, 40)], told)
    found = town(project(street(store), houses, school), store)
    assert found.dwellings.sensitive[np.argsort(found.dwellings.row)].tolist() == [True, False]


# -- ground ----------------------------------------------------------------------------------------


def test_the_ground_is_as_hard_as_what_covers_it(store) -> None:
    """Directive 2015/996, table 2.5.a: water and asphalt 0, woods and lawns 1."""
    made = project(
        street(store), layer(store, Role.WATER, [box(20, 20, 40, 30)]),
        layer(store, Role.VEGETATION, [box(10, 80, 100, 60)], {"nature": ["Bois"]}),
        layer(store, Role.TRANSPORT_AREA, [box(150, 120, 50, 40)], {"nature": ["Parking"]}),
        layer(store, Role.BUILDING, [box(200, 20, 10, 10)], {"height": [6.0]}),
    )  # fmt: skip
    found = town(made, store)
    told = {"water": (40, 35), "road": (60, 100), "wood": (60, 130), "parking": (170, 140),
            "by the house": (225, 30), "far from all": (10, 500)}  # fmt: skip
    assert {k: g_at(found, *at) for k, at in told.items()} == {
        "water": 0.0, "road": 0.0, "wood": 1.0, "parking": 0.0, "by the house": 0.5,
        "far from all": 1.0,
    }  # fmt: skip
    lawn = tuple((EAST + x, NORTH + y) for x, y in ((150, 120), (200, 120), (200, 160), (150, 160)))
    after = town(varied(made, c.SetSurface(lawn, c.SurfaceKind.GRASS)), store, "variant-1")
    assert g_at(after, 170, 140) == 1.0
    gravel = town(varied(made, c.SetSurface(lawn, c.SurfaceKind.GRAVEL)), store, "variant-1")
    assert g_at(gravel, 170, 140) == 0.7
    assert g_at(gravel, 40, 35) == 0.0


def test_what_a_layer_tells_of_the_ground_counts(store) -> None:
    cover = layer(store, Role.LAND_COVER, [box(10, 150, 50, 50), box(100, 150, 50, 50)],
                  {"class": ["park", "sand"], "ground_factor": [1.0, 0.6]})  # fmt: skip
    found = town(project(street(store), cover), store)
    assert [g_at(found, x, 170) for x in (30, 120, 200)] == [1.0, 0.6, 0.0]
    assert notes(found)["ground_default_told"] == 1


# -- rails and machines ----------------------------------------------------------------------------


def test_rails_are_heard_at_two_heights(store) -> None:
    told = {"nature": ["Voie ferrée principale", "Voie de service"], "speed": [120.0, 40.0]}
    rails = layer(store, Role.RAIL, [line((0, 30), (250, 30)), line((0, 10), (250, 10))], told)
    found = town(project(street(store), rails), store)
    assert found.kind.tolist() == [0, 1, 1]
    assert notes(found)["rail_default"] == notes(found)["rail_silent"] == 1
    heights = {k: found.sources.points[found.sources.start[k], 2] for k in range(3)}
    assert heights == pytest.approx({0: 0.05, 1: 0.5, 2: 4.0})
    alone = town(project(street(store), rails), store, sources=("road",))
    assert alone.kind.tolist() == [0]


def test_machines_are_heard_with_the_power_that_is_told(store) -> None:
    bands = {f"lw{x}": [80.0] for x in (63, 125, 250, 500, 1000, 2000, 4000, 8000)}
    place = shapely.Point(EAST + 50, NORTH + 50)
    point = layer(store, Role.POINTS, [place], {"height": [3.0], **bands})
    total = layer(store, Role.POLYGONS, [box(100, 100, 20, 20)], {"lwd": [95.0], "lwe": [90.0],
                                                                "lwn": [85.0]})  # fmt: skip
    for one in (point, total):
        assert one.columns
    made = project(fields(point), fields(total), street(store))
    found = town(made, store, sources=("industry",))
    assert found.kind.tolist() == [2, 2]
    assert found.power[0] == pytest.approx(80.0)
    assert found.sources.points[0] == pytest.approx([EAST + 50, NORTH + 50, 3.0])
    lines = np.flatnonzero(found.sources.section == 1)
    assert level(found.power)[1] + 10.0 * np.log10(len(lines)) == pytest.approx([95, 90, 85])
    bad = layer(store, Role.POINTS, [shapely.Point(EAST + 50, NORTH + 50)], {"lw": [900.0]})
    with pytest.raises(InputError):
        town(project(fields(bad)), store, sources=("industry",))


def fields(one):
    """Return a layer that knows the fields of its table, as imported ones do."""
    import msgspec

    from jumeau.model.layer import Field

    names = tuple(Field(k, "double") for k, _ in one.columns)
    return msgspec.structs.replace(one, fields=names, columns=())


def test_nothing_is_silent_below_the_least_level(store) -> None:
    found = town(project(street(store, daily=[0.0]), roads_beside(store)), store)
    assert found.sources.sections == 1
    assert (found.power > SILENT).all()


def roads_beside(store: MemoryStore):
    import msgspec

    made = roads(store, line((0, 30), (250, 30)))
    return msgspec.structs.replace(made, id="other")
