"""Receivers of the ground and of façades: where they stand, and that tiles give the same."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from jumeau.simulation.noise.facade_receivers import facade_receivers, pieces_of, storeys_of
from jumeau.simulation.noise.outlines import building_shapes, closed_shapes
from jumeau.simulation.noise.receivers import Receivers, ground_receivers
from jumeau.simulation.noise.scene import Scene
from tests.unit.simulation.noise.places import SOUTH, WEST, block, scene_of, village

AREA = (WEST, SOUTH, WEST + 160.0, SOUTH + 160.0)


def slope(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return 0.02 * (x - WEST) + 0.05 * (y - SOUTH)


def places(receivers: Receivers) -> set[tuple[float, float, float]]:
    return {(x, y, z) for x, y, z in receivers.points.tolist()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_receiver_stands_in_a_building_or_a_barrier(seed: int) -> None:
    scene = village(seed)
    found = ground_receivers(scene, AREA, 10.0, 4.0, slope)
    closed = shapely.union_all(closed_shapes(scene))
    assert not shapely.intersects(closed, shapely.points(found.points[:, :2])).any()
    np.testing.assert_allclose(found.points[:, 2], slope(*found.points[:, :2].T) + 4.0)


def test_they_stand_closer_together_near_walls() -> None:
    found = ground_receivers(scene_of(block(80, 80, 20, 12)), AREA, 10.0)
    far = shapely.distance(
        shapely.union_all(closed_shapes(scene_of(block(80, 80, 20, 12)))),
        shapely.points(found.points[:, :2]),
    )
    near = far < 2.5
    around = 2 * (20 + 12) * 2.5 + np.pi * 2.5**2
    assert near.sum() / around > 5 * (~near).sum() / (160 * 160 - 20 * 12 - around)
    assert far.min() == pytest.approx(0.5, abs=0.02)
    open_field = ground_receivers(scene_of(), AREA, 10.0)
    assert len(open_field) == 17 * 17
    assert (np.mod(open_field.points[:, :2], 10.0) == 0.0).all()


def test_tiles_give_the_receivers_of_a_whole_run() -> None:
    scene = village(4)
    whole = ground_receivers(scene, AREA, 10.0)
    west, south, east, north = AREA
    tiles = [
        ground_receivers(scene, (west, south, west + 90.0, north), 10.0),
        ground_receivers(scene, (west + 90.0, south, east, south + 50.0), 10.0),
        ground_receivers(scene, (west + 90.0, south + 50.0, east, north), 10.0),
    ]
    assert set().union(*(places(x) for x in tiles)) == places(whole)
    assert sum(len(x.mesh.triangles) for x in tiles) == len(whole.mesh.triangles)


def test_an_edit_moves_only_receivers_near_it() -> None:
    before = village(5)
    after = Scene(
        rings=before.rings[4:], ring_start=before.ring_start[1:] - 4,
        ring_building=before.ring_building[1:] - 1, tops=before.tops[1:],
        material=before.material[1:], barriers=before.barriers,
        barrier_material=before.barrier_material,
    )  # fmt: skip
    house = building_shapes(before)[0]
    changed = places(ground_receivers(before, AREA)) ^ places(ground_receivers(after, AREA))
    assert changed
    far = [house.distance(shapely.Point(x, y)) for x, y, _ in changed]
    assert max(far) < 2.0 * 10.0 * np.sqrt(2.0)


def test_both_sides_of_a_comparison_share_receivers_outside_both() -> None:
    today, project = scene_of(block(40, 40, 12, 12)), scene_of(block(100, 90, 30, 12, 20))
    one = ground_receivers(today, AREA, also=project)
    other = ground_receivers(project, AREA, also=today)
    assert places(one) == places(other)
    for scene in (today, project):
        closed = shapely.union_all(closed_shapes(scene))
        assert not shapely.intersects(closed, shapely.points(one.points[:, :2])).any()


# -- façades ---------------------------------------------------------------------------------------


def test_a_facade_has_receivers_every_few_metres_on_every_storey() -> None:
    found = facade_receivers(scene_of(block(0, 0, 12, 4), tops=9.0), None, 5.0)
    # 12 m: three of 4 m; 4 m: one; storeys at 1.5, 4 and 7 m.
    assert len(found) == 3 * 2 * (3 + 1)
    assert sorted(set(found.points[:, 2].tolist())) == [1.5, 4.0, 7.0]
    assert sorted(set(np.round(found.size[:, 0], 5).tolist())) == [4.0]
    ring = shapely.Polygon(block(0, 0, 12, 4))
    far = shapely.distance(ring, shapely.points(found.points[:, :2]))
    np.testing.assert_allclose(far, 2.0, atol=1e-6)
    gap = found.points[:, :2] - found.on_wall[:, :2]
    np.testing.assert_allclose(gap, 2.0 * found.normal[:, :2], atol=1e-5)
    area = (found.size[:, 0].astype(float) * found.size[:, 1]).sum()
    assert area == pytest.approx(2 * (12 + 4) * 9.0)


def test_their_parts_of_the_wall_are_places_of_samples() -> None:
    found = facade_receivers(scene_of(block(0, 0, 12, 4), block(40, 0, 8, 8)), None, 5.0, slope)
    values = np.arange(len(found), dtype=float)
    samples = found.samples(values, np.array([7, 3], np.int32))
    assert set(samples.feature.tolist()) == {7, 3}
    np.testing.assert_array_equal(samples.values[0], values)
    foot = slope(*(found.on_wall[:, :2] + 2.0 * found.normal[:, :2]).T)
    np.testing.assert_allclose(samples.points[:, 2], foot + samples.uv[:, 1], atol=1e-4)


def test_walls_that_a_neighbour_leans_on_have_none_up_to_its_roof() -> None:
    low, high = block(0, 0, 10, 10), block(10, 0, 10, 10)
    found = facade_receivers(scene_of(low, high, tops=(5.0, 14.0)), None, 5.0)
    east = (found.building == 0) & (found.normal[:, 0] > 0.5)
    west = (found.building == 1) & (found.normal[:, 0] < -0.5)
    assert not east.any()
    assert west.any()
    assert found.points[west, 2].min() > 5.0
    for building, top in ((low, 5.0), (high, 14.0)):
        inside = shapely.contains(shapely.Polygon(building), shapely.points(found.points[:, :2]))
        assert (found.points[inside, 2] > top).all()


def test_in_a_narrow_passage_they_stand_closer_to_the_wall() -> None:
    found = facade_receivers(scene_of(block(0, 0, 10, 10), block(11.6, 0, 10, 10)), None, 5.0)
    between = (found.building == 0) & (found.normal[:, 0] > 0.5)
    assert between.any()
    gap = found.points[between, 0] - found.on_wall[between, 0]
    np.testing.assert_allclose(gap, 1.0)


def test_they_stand_on_the_wall_s_side_of_a_barrier_up_to_its_top() -> None:
    found = facade_receivers(
        scene_of(block(0, 0, 10, 10), barriers=((-9.0, -6.2, 9.0, -6.2),)), None, 5.0
    )
    south = found.normal[:, 1] < -0.5
    far = found.on_wall[south, 1] - found.points[south, 1]
    low = found.points[south, 2] < 3.0
    np.testing.assert_allclose(far[low], 1.0)
    np.testing.assert_allclose(far[~low], 2.0)
    assert low.any()
    assert not low.all()


def test_short_walls_are_taken_together() -> None:
    """Directive (EU) 2021/1226, section 2.8, case 1: adjacent short walls as one line."""
    turns = np.linspace(0.0, 2.0 * np.pi, 24, endpoint=False)
    tower = np.stack([WEST + 4 * np.cos(turns), SOUTH + 4 * np.sin(turns)], axis=1)
    pieces = pieces_of(scene_of(tower), 5.0)
    around = 24 * 2 * 4 * np.sin(np.pi / 24)
    assert len(pieces.middle) == np.ceil(around / 5.0)
    assert pieces.width.sum() == pytest.approx(around)
    np.testing.assert_allclose(np.hypot(*(pieces.middle - (WEST, SOUTH)).T), 4.0, atol=0.05)
    # A kiosk whose walls are 1 m in all, four of them, is less than one part.
    assert len(pieces_of(scene_of(block(0, 0, 1, 1)), 5.0).middle) == 0


def test_a_courtyard_is_heard_too() -> None:
    yard = block(0, 0, 12, 12)[::-1]
    found = facade_receivers(scene_of(block(0, 0, 30, 30), yard, owner=(0, 0)), None, 5.0)
    inner = np.abs(found.on_wall[:, :2] - (WEST, SOUTH)).max(axis=1) < 6.5
    assert inner.sum() == 4 * 3 * len(np.unique(found.storey))
    away = np.abs(found.points[inner, :2] - (WEST, SOUTH)).max(axis=1)
    assert (away < 6.0).all()


def test_storeys_by_height() -> None:
    heights = np.array([1.0, 3.0, 4.4, 4.5, 7.4, 7.5, 10.5, np.nan])
    assert storeys_of(heights).tolist() == [0, 1, 1, 2, 2, 3, 4, 0]
