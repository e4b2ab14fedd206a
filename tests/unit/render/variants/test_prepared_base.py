"""Edits over a real base: what they ask for is found as the picture draws it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from village import CHURCH, EAST, HALL, HOUSE, NORTH, box, layer, village

from jumeau.io.store import MemoryStore
from jumeau.model.changes import AddStoreys, Demolish, RemoveFeature, SetRoad
from jumeau.model.layer import FeatureRef
from jumeau.model.project import Project, add_layers
from jumeau.model.roles import Role
from jumeau.model.variants import add_edits, add_variant, new_edit, new_variant
from jumeau.render.variants.resolving import base_of, resolved_of
from jumeau.variants.outlines import area_of


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[Project, MemoryStore]]:
    project, store = village()
    spots = [shapely.Point(EAST + x, NORTH + 90) for x in (20, 40, 60)]
    trees = layer(store, Role.TREE, spots, {"height": [9.0, None, 6.0]})
    yield add_layers(project, (trees,)), store
    store.close()


def test_buildings_are_as_they_are_drawn(place: tuple[Project, MemoryStore]) -> None:
    base, relief = base_of(*place)
    row = base.row(FeatureRef("building", "building-1"))
    hall = base.building("building", row)

    assert row == HALL
    assert hall is not None
    assert (hall.height, hall.use, hall.estimated) == (9.0, "Industriel", False)
    assert area_of(hall.rings) == pytest.approx(1000.0, abs=1e-4)
    assert hall.ground == pytest.approx(float(relief.altitude(EAST + 170, NORTH + 122)))
    shed = base.building("building", 3)
    assert shed is not None
    assert shed.estimated
    assert base.body("building", HALL) is None


def test_what_is_gone_is_told_by_minus_one(place: tuple[Project, MemoryStore]) -> None:
    base, _ = base_of(*place)

    assert base.row(FeatureRef("building", "building-9")) == -1
    assert base.row(FeatureRef("unknown", "building-1")) == -1
    assert base.row(FeatureRef("building", "", 2)) == CHURCH
    assert base.row(FeatureRef("building", "", 99)) == -1
    assert (base.role("road"), base.role("unknown")) == (Role.ROAD, None)


def test_trees_and_roads_are_found(place: tuple[Project, MemoryStore]) -> None:
    base, _ = base_of(*place)
    tree, road = base.tree("tree", 2), base.road("road", 0)

    assert tree is not None
    assert (tree.place, tree.height) == ((EAST + 60.0, NORTH + 90.0), 6.0)
    assert road is not None
    assert road.width == 8.0
    assert np.array_equal(road.lines[0][0], (EAST + 10.0, NORTH + 100.0))
    assert base.tree("building", 0) is None
    assert base.road("tree", 0) is None


def test_an_area_is_cleared(place: tuple[Project, MemoryStore]) -> None:
    base, _ = base_of(*place)
    ring = tuple(shapely.get_coordinates(box(30, 50, 80, 100))[:-1].tolist())

    assert {k: v.tolist() for k, v in base.standing_in(ring).items()} == {
        "building": [HOUSE, CHURCH]
    }
    assert {k: v.tolist() for k, v in base.trees_in(ring).items()} == {"tree": [1, 2]}


def test_a_variant_is_resolved_from_a_project(place: tuple[Project, MemoryStore]) -> None:
    project, store = place
    variant = new_variant(project, "A")
    project = add_variant(project, variant)
    ring = tuple(map(tuple, shapely.get_coordinates(box(30, 50, 80, 50))[:-1].tolist()))
    for change in (
        AddStoreys(FeatureRef("building", "building-0"), 1),
        RemoveFeature(FeatureRef("building", "building-1")),
        Demolish(ring, trees=True),
        SetRoad(feature=FeatureRef("road", "road-0"), speed=30.0),
    ):
        project = add_edits(project, variant.id, new_edit(project, change))

    found = resolved_of(project, variant.id, 0, store).resolved

    assert found.problems == ()
    assert found.removed == {"building": frozenset({HALL, CHURCH}), "tree": frozenset({1, 2})}
    assert [(x.height, x.source.index) for x in found.solids] == [(9.0, HOUSE)]
    assert (found.roads[0].speed, found.roads[0].width) == (30.0, 8.0)
    assert resolved_of(project, "", 0, store).resolved.hidden == {}
