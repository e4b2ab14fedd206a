"""What edits make of a base: in order, each on what those before it left."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from variant_samples import SampleBase, X, Y, edits_of, square

from jumeau.geometry.roofs import RoofForm
from jumeau.model.changes import (
    AddBarrier,
    AddBuilding,
    AddStoreys,
    Change,
    ChangeHeight,
    Demolish,
    MoveFeature,
    PlaceModel,
    Planting,
    PlantTrees,
    RemoveFeature,
    RoadUse,
    RoofCover,
    RoofShape,
    SetRoad,
    SetRoof,
    SetSurface,
    ShapeTerrain,
    SurfaceKind,
    Traffic,
)
from jumeau.model.edits import own_element
from jumeau.model.layer import FeatureRef
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.placed_model import Model
from jumeau.model.surfaces import SURFACES
from jumeau.variants.outlines import area_of, cleaned, middle_of_rings, moved, polygons_of
from jumeau.variants.planting import MOST_TREES
from jumeau.variants.resolved import Resolved
from jumeau.variants.resolving import resolve

A, B, C = (FeatureRef("houses", key) for key in "ABC")
BODY, TREE, ROAD = (FeatureRef(layer, "", 0) for layer in ("bodies", "trees", "roads"))
MODEL = Model(PayloadRef(PayloadKind.MODEL, "0" * 64, ".glb"))


def resolved(*changes: Change) -> Resolved:
    return resolve(edits_of(*changes), SampleBase())


def codes(found: Resolved) -> list[tuple[str, str]]:
    return [(x.edit, x.code) for x in found.problems]


def test_nothing_changes_nothing() -> None:
    found = resolved()

    assert (found.hidden, found.removed, found.solids, len(found.trees)) == ({}, {}, (), 0)


def test_a_new_building_carries_what_simulations_need() -> None:
    found = resolved(AddBuilding(square(0, 50), 9.5, roof=RoofShape.HIPPED, roof_rise=2.0))

    (solid,) = found.solids
    assert (solid.height, solid.rise, solid.form) == (9.5, 2.0, RoofForm.HIPPED)
    assert solid.storeys == 3
    assert solid.source == own_element("e1")
    assert area_of(solid.rings) == pytest.approx(100.0, abs=1e-6)
    assert found.hidden == {}


def test_a_courtyard_is_a_hole() -> None:
    found = resolved(AddBuilding(square(0, 50, 30.0), 6.0, courtyards=(square(10, 60),)))

    assert area_of(found.solids[0].rings) == pytest.approx(800.0, abs=1e-6)


def test_a_removed_building_is_gone() -> None:
    found = resolved(RemoveFeature(B))

    assert found.hidden == found.removed == {"houses": frozenset({1})}
    assert found.solids == ()


def test_a_changed_building_goes_on_in_another_form() -> None:
    found = resolved(ChangeHeight(C, 15.0), AddStoreys(C, 2, 2.8))

    (solid,) = found.solids
    assert solid.height == pytest.approx(15.0 + 5.6)
    assert solid.storeys == 7
    assert (solid.source.layer, solid.source.index, solid.edit) == ("houses", 2, "e2")
    assert solid.altitude == 100.0  # it stands where it stood
    assert found.hidden == {"houses": frozenset({2})}
    assert found.removed == {}


def test_order_counts() -> None:
    """Storeys are put on the height that the edit before left."""
    raised_last = resolved(ChangeHeight(A, 3.0), AddStoreys(A, 1)).solids[0].height
    set_last = resolved(AddStoreys(A, 1), ChangeHeight(A, 3.0)).solids[0].height

    assert (raised_last, set_last) == (6.0, 3.0)


def test_what_is_moved_turns_clockwise_about_its_middle() -> None:
    found = resolved(MoveFeature(A, east=100.0, north=-3.0, rotation=30.0, scale=2.0))

    (solid,) = found.solids
    assert middle_of_rings(solid.rings) == pytest.approx((X + 105.0, Y + 2.0), abs=1e-6)
    assert area_of(solid.rings) == pytest.approx(400.0, abs=1e-4)
    assert (solid.height, solid.rise) == (12.0, 4.0)
    assert solid.altitude is None  # elsewhere it stands on the ground there
    edge = solid.rings[0][0][1] - solid.rings[0][0][0]
    assert math.degrees(math.atan2(edge[1], edge[0])) == pytest.approx(-30.0)


def test_a_body_keeps_its_own_form() -> None:
    found = resolved(MoveFeature(BODY, east=5.0, rotation=90.0), ChangeHeight(BODY, 30.0))

    (body,) = found.bodies
    assert body.middle == (X + 70.0, Y + 5.0)
    assert (body.z0, body.tall) == (100.0, pytest.approx(1.5))
    assert found.hidden == {"bodies": frozenset({0})}


def test_a_felled_and_a_moved_tree() -> None:
    felled = resolved(RemoveFeature(TREE))
    assert felled.removed == {"trees": frozenset({0})}
    assert len(felled.trees) == 0

    found = resolved(MoveFeature(TREE, east=2.0))
    assert found.trees.xy.tolist() == [[X + 7.0, Y + 30.0]]
    assert (found.trees.height[0], found.trees.species) == (8.0, ("",))
    assert found.hidden == {"trees": frozenset({0})}


def test_a_row_is_as_far_from_its_start_as_from_its_end() -> None:
    line = ((X, Y), (X + 30.0, Y), (X + 30.0, Y + 12.0))
    found = resolved(PlantTrees(Planting.ROW, line, spacing=8.0, species="lime", height=5.0))

    xy = found.trees.xy - (X, Y)
    assert xy.tolist() == [[1, 0], [9, 0], [17, 0], [25, 0], [30, 3], [30, 11]]
    assert set(found.trees.species) == {"lime"}
    assert (found.trees.height == 5.0).all()
    assert found.trees.width[0] == pytest.approx(12.0 * 5.0 / 20.0)


def test_a_planted_area_has_its_density_and_stays_when_a_corner_moves() -> None:
    ring = square(0, 100, 200.0)
    planting = PlantTrees(Planting.AREA, ring, spacing=8.0)
    whole = resolved(planting).trees.xy
    assert len(whole) == pytest.approx(200 * 200 / (64 * math.sqrt(3) / 2), rel=0.04)

    cut = (ring[0], ring[1], (ring[2][0] - 60.0, ring[2][1]), ring[3])
    less = resolved(PlantTrees(Planting.AREA, cut, spacing=8.0)).trees.xy
    places = {tuple(p) for p in whole.tolist()}
    assert len(less) < len(whole)
    assert {tuple(p) for p in less.tolist()} <= places


def test_too_many_trees_are_thinned_and_told() -> None:
    found = resolved(PlantTrees(Planting.AREA, square(0, 0, 3000.0), spacing=2.0))

    assert 0.4 * MOST_TREES < len(found.trees) <= MOST_TREES
    assert codes(found) == [("e1", "too_many_trees")]


def test_a_surface_has_usual_values_or_those_given() -> None:
    found = resolved(
        SetSurface(square(0, 0), SurfaceKind.GRASS),
        SetSurface(square(0, 0), SurfaceKind.PERMEABLE, albedo=0.5),
    )

    grass, permeable = found.surfaces
    assert grass.albedo == SURFACES[SurfaceKind.GRASS].albedo
    assert (permeable.albedo, permeable.permeability) == (
        0.5, SURFACES[SurfaceKind.PERMEABLE].permeability,
    )  # fmt: skip


def test_a_green_roof_keeps_the_building() -> None:
    found = resolved(SetRoof(A, RoofCover.GREEN_EXTENSIVE, 0.7), SetRoof(BODY, RoofCover.COOL))

    (solid,) = found.solids
    assert (solid.cover, solid.cover_share) == (RoofCover.GREEN_EXTENSIVE, 0.7)
    assert (solid.height, solid.rise) == (6.0, 2.0)
    assert codes(found) == [("e2", "not_a_building")]


def test_a_road_keeps_what_is_not_changed() -> None:
    day = Traffic(120.0, 0.05)
    line = ((X, Y), (X, Y), (X + 50.0, Y))
    found = resolved(
        SetRoad(feature=ROAD, use=RoadUse.SHARED, speed=20.0, day=day),
        SetRoad(line=line, use=RoadUse.CYCLES),
        SetRoad(feature=A, speed=30.0),
    )

    old, new = found.roads
    assert (old.width, old.speed, old.lanes, old.name, old.day) == (6.0, 20.0, 2, "rue", day)
    assert found.hidden == {"roads": frozenset({0})}
    assert new.width == 3.0
    assert len(new.lines[0]) == 2  # a step of no length is none
    assert codes(found) == [("e3", "not_a_road")]


def test_barriers_terrain_and_models_are_there() -> None:
    found = resolved(
        AddBarrier(((X, Y), (X + 9.0, Y)), 3.5, 0.8),
        ShapeTerrain(square(0, 0), altitude=101.0, bank=2.0),
        PlaceModel(MODEL, (X, Y), 45.0, 0.5),
    )

    assert (found.barriers[0].height, found.barriers[0].absorption) == (3.5, 0.8)
    assert (found.terrain[0].altitude, found.terrain[0].bank) == (101.0, 2.0)
    assert (found.models[0].rotation, found.models[0].scale) == (45.0, 0.5)


def test_demolition_takes_what_stands_there_now() -> None:
    found = resolved(
        AddBuilding(square(0, 20, 8.0), 6.0),
        MoveFeature(B, north=500.0),
        Demolish(square(-5, -5, 40.0), trees=True),
    )

    # The new house and A go; B stands elsewhere by now.
    assert found.removed == {"houses": frozenset({0}), "trees": frozenset({0, 1})}
    assert [x.source.index for x in found.solids] == [1]
    assert len(found.cleared) == 1


def test_demolishing_nothing_is_told() -> None:
    assert codes(resolved(Demolish(square(500, 500)))) == [("e1", "nothing_inside")]


def test_an_edit_may_act_on_what_another_added() -> None:
    found = resolved(AddBuilding(square(0, 50), 6.0), ChangeHeight(own_element("e1"), 12.0))
    assert [x.height for x in found.solids] == [12.0]

    gone = resolved(AddBuilding(square(0, 50), 6.0), RemoveFeature(own_element("e1")))
    assert gone.solids == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([RemoveFeature(FeatureRef("houses", "Z"))], [("e1", "gone")]),
        ([ChangeHeight(FeatureRef("gone", "A"), 9.0)], [("e1", "no_layer")]),
        ([RemoveFeature(A), ChangeHeight(A, 9.0)], [("e2", "removed_before")]),
        ([RemoveFeature(A), RemoveFeature(A)], [("e2", "removed_before")]),
        ([ChangeHeight(A, 9.0), ChangeHeight(A, 12.0)], [("e1", "overruled")]),
        ([ChangeHeight(A, 0.0)], [("e1", "no_height")]),
        ([AddStoreys(A, -2)], [("e1", "no_height")]),
        ([AddBuilding(square(0, 0), 0.0)], [("e1", "no_height")]),
        ([AddBuilding(square(0, 0), float("nan"))], [("e1", "no_height")]),
        ([AddBuilding(square(0, 0)[:2], 5.0)], [("e1", "no_area")]),
        ([AddBuilding(((X, Y), (X + 9, Y), (X + 4, Y)), 5.0)], [("e1", "no_area")]),
        ([ChangeHeight(TREE, 5.0)], [("e1", "not_a_building")]),
        ([PlantTrees(Planting.AREA, square(0, 0, 1.0), 50.0)], [("e1", "no_trees")]),
        ([AddBarrier(((X, Y),), 3.0)], [("e1", "no_length")]),
        ([AddBuilding(square(0, 0), math.inf)], [("e1", "too_high")]),
        ([MoveFeature(A, scale=0.0)], [("e1", "no_move")]),
        ([MoveFeature(A, scale=0.015625)], [("e1", "no_move")]),
        ([MoveFeature(A, scale=1e-150)], [("e1", "no_move")]),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_and_kept(
    changes: list[Change], expected: list[tuple[str, str]]
) -> None:
    found = resolved(*changes)

    assert codes(found) == expected
    assert len(found.edits) == len(changes)


def test_a_self_crossing_footprint_is_mended() -> None:
    """A figure of eight with one large and one small eye."""
    ring = ((X, Y), (X + 20, Y), (X + 20, Y + 20), (X + 5, Y - 5))
    found = resolved(AddBuilding(ring, 6.0))

    assert codes(found) == [("e1", "crossing")]
    assert polygons_of(found.solids[0].rings).is_valid
    parts = shapely.get_parts(shapely.make_valid(shapely.Polygon(ring)))
    assert area_of(found.solids[0].rings) == pytest.approx(max(x.area for x in parts), abs=1e-6)


def test_outlines_run_counter_clockwise_whatever_was_drawn() -> None:
    clockwise = square(0, 0)[::-1]
    rings, mended = cleaned(clockwise)

    assert not mended
    assert area_of(rings) == pytest.approx(100.0, abs=1e-6)


@given(st.floats(-400, 400), st.floats(-50, 50), st.floats(-50, 50), st.floats(0.1, 9))
def test_moving_there_and_back_again(
    rotation: float, east: float, north: float, scale: float
) -> None:
    xy = np.array(square(0, 0))
    middle = (X + 5.0, Y + 5.0)
    there = moved(xy, middle, east, north, rotation, scale)
    back = moved(there, (middle[0] + east, middle[1] + north), -east, -north, -rotation, 1 / scale)

    assert np.allclose(back, xy, rtol=0, atol=1e-5)


GONE = (FeatureRef("houses", "Z"), FeatureRef("no", "A"))
FEATURES = st.sampled_from([A, B, C, BODY, TREE, ROAD, *GONE, *map(own_element, ("e1", "e3"))])
NUMBERS = st.floats(-20, 60) | st.sampled_from([0.0, math.nan, math.inf])
PLACES = st.tuples(st.floats(X - 30, X + 90), st.floats(Y - 30, Y + 60))
RINGS = st.lists(PLACES, max_size=7).map(tuple)
CHANGES: st.SearchStrategy[Change] = st.one_of(
    st.builds(AddBuilding, RINGS, NUMBERS),
    st.builds(RemoveFeature, FEATURES),
    st.builds(ChangeHeight, FEATURES, NUMBERS),
    st.builds(AddStoreys, FEATURES, st.integers(-3, 5)),
    st.builds(MoveFeature, FEATURES, st.floats(-9, 9), st.floats(-9, 9),
              rotation=st.floats(-90, 90), scale=st.floats(-1, 3)),
    st.builds(PlaceModel, st.just(MODEL), PLACES),
    st.builds(PlantTrees, st.sampled_from(Planting), RINGS, st.floats(-1, 30)),
    st.builds(SetSurface, RINGS, st.sampled_from(SurfaceKind)),
    st.builds(SetRoof, FEATURES, st.sampled_from(RoofCover), NUMBERS),
    st.builds(AddBarrier, RINGS, NUMBERS),
    st.builds(SetRoad, line=RINGS, use=st.sampled_from(RoadUse)),
    st.builds(SetRoad, feature=FEATURES, speed=st.floats(10, 90)),
    st.builds(ShapeTerrain, RINGS, up=st.floats(-3, 3)),
    st.builds(Demolish, RINGS, trees=st.booleans()),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(CHANGES, max_size=8))
def test_any_edits_resolve_to_one_consistent_whole(changes: list[Change]) -> None:
    found, again = resolved(*changes), resolved(*changes)

    assert codes(found) == codes(again)
    assert found.hidden == again.hidden
    for layer, rows in found.removed.items():
        assert rows <= found.hidden[layer]
    for one in (*found.solids, *found.bodies, *found.roads):
        if one.source.layer:
            assert one.source.index in found.hidden[one.source.layer]
            assert one.source.index not in found.removed.get(one.source.layer, frozenset())
    for first, second in zip(found.solids, again.solids, strict=True):
        assert (first.edit, first.height) == (second.edit, second.height)
        assert all(np.array_equal(p, q) for a, b in zip(first.rings, second.rings, strict=True)
                   for p, q in zip(a, b, strict=True))  # fmt: skip
        assert area_of(first.rings) > 0.0
        assert math.isfinite(first.height)
        assert first.height >= 0.1
    assert np.isfinite(found.trees.xy).all()
    assert len(found.trees) == len(found.trees.species) == len(found.trees.edit)
