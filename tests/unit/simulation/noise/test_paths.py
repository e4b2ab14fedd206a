"""Vertical cuts against places worked out by hand, and against shapely on random scenes."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from jumeau.simulation.noise.paths.cut import BUILT, HILLY, TOO_MANY, cut
from jumeau.simulation.noise.paths.ground import area_at, height_at
from jumeau.simulation.noise.paths.index import Cuts, local, prepared
from jumeau.simulation.noise.paths.triangulation import terrain_of, with_last_corners
from jumeau.simulation.noise.profile import (
    COLUMNS,
    COVER,
    KIND,
    OBSTACLE,
    RECEIVER,
    RELIEF,
    SOURCE,
    TOP,
    WALL,
    Z_GROUND,
    G,
    X,
    Z,
)
from jumeau.simulation.noise.scene import Scene, Terrain

SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])


def _scene(houses=(), areas=(), terrain=None, barriers=()) -> Scene:  # type: ignore[no-untyped-def]
    """Return square houses (x, y, side, top) and square areas (x, y, side, factor)."""
    rings = [SQUARE * side + (x, y) for x, y, side, _ in houses]
    covers = [SQUARE * side + (x, y) for x, y, side, _ in areas]
    return Scene(
        rings=np.concatenate([np.empty((0, 2)), *rings]),
        ring_start=np.arange(len(rings) + 1) * 4,
        ring_building=np.arange(len(rings), dtype=np.int32),
        tops=np.array([x[3] for x in houses], np.float64),
        material=np.zeros(len(rings), np.int32),
        barriers=np.array(barriers, np.float64).reshape(-1, 2, 3),
        barrier_material=np.zeros(len(barriers), np.int32),
        areas=np.concatenate([np.empty((0, 2)), *covers]),
        area_start=np.arange(len(covers) + 1) * 4,
        area_of=np.arange(len(covers), dtype=np.int32),
        area_g=np.array([x[3] for x in areas], np.float64),
        default_g=0.25,
        terrain=terrain,
    )


def _cut(cuts: Cuts, start, end, most: int = 256):  # type: ignore[no-untyped-def]
    rows = np.full((most, COLUMNS), np.nan)
    n = cut(cuts, *start, *end, rows, 0, 0.0)
    return rows[:n] if n >= 0 else n


def test_a_house_a_lawn_and_a_wall_in_the_order_of_the_way() -> None:
    scene = _scene(
        [(20.0, -5.0, 10.0, 8.0)],
        [(40.0, -5.0, 10.0, 1.0)],
        barriers=[[[60.0, -5.0, 2.0], [60.0, 15.0, 4.0]]],
    )
    rows = _cut(prepared(scene).cuts, (0.0, 0.0, 1.0), (100.0, 0.0, 3.0))
    assert rows[:, KIND].tolist() == [SOURCE, WALL, WALL, COVER, COVER, WALL, RECEIVER]
    assert rows[:, X] == pytest.approx([0.0, 20.0, 30.0, 40.0, 50.0, 60.0, 100.0])
    assert rows[:, Z] == pytest.approx([1.0, 8.0, 8.0, 0.0, 0.0, 2.5, 3.0])
    told = [0.25, np.nan, 0.25, 1.0, 0.25, 0.25, 0.25]
    assert rows[:, G] == pytest.approx(told, nan_ok=True)
    assert rows[:, OBSTACLE].tolist() == [-1, 0, 0, -1, -1, -2, -1]
    assert rows[0, TOP] == BUILT


def test_a_courtyard_lies_outside_its_building() -> None:
    ring = np.array([[0, 0], [30, 0], [30, 30], [0, 30], [10, 10], [10, 20], [20, 20], [20, 10]])
    scene = Scene(
        rings=ring.astype(np.float64),
        ring_start=np.array([0, 4, 8]),
        ring_building=np.zeros(2, np.int32),
        tops=np.array([5.0]),
        material=np.zeros(1, np.int32),
    )
    rows = _cut(prepared(scene).cuts, (-10.0, 15.0, 9.0), (50.0, 14.0, 9.0))
    assert np.isnan(rows[:, G]).tolist() == [False, True, False, True, False, False]
    assert rows[0, TOP] == 0.0  # all of it lies below the line of sight


def test_edges_of_the_relief_and_the_ground_below_a_house() -> None:
    """A ridge of 6 m along x = 50, level from 0 to 30 and from 70 on."""
    points = [[x, y, z] for x, z in ((0, 0), (30, 0), (50, 6), (70, 0), (99, 0)) for y in (-50, 50)]
    terrain = terrain_of(np.array(points, np.float64), np.empty((0, 2), np.int64))
    cuts = prepared(_scene([(35.0, -2.0, 5.0, 9.0)], terrain=terrain)).cuts
    rows = _cut(cuts, (1.0, 1.0, 1.0), (98.0, 1.0, 2.0))
    assert rows[:, KIND].tolist() == [SOURCE, RELIEF, WALL, WALL, RELIEF, RELIEF, RECEIVER]
    assert rows[:, X] == pytest.approx([0.0, 29.0, 34.0, 39.0, 49.0, 69.0, 97.0])
    assert rows[:, Z_GROUND] == pytest.approx([0.0, 0.0, 1.5, 3.0, 6.0, 0.0, 0.0])
    assert rows[0, TOP] == BUILT + HILLY


def test_ground_outside_the_terrain_is_that_of_its_edge() -> None:
    points = np.array([[0, 0, 2.0], [100, 0, 2.0], [100, 100, 8.0], [0, 100, 8.0]])
    cuts = prepared(_scene(terrain=terrain_of(points, np.empty((0, 2), np.int64)))).cuts
    assert height_at(cuts, 50.0, 50.0) == pytest.approx(5.0)
    assert height_at(cuts, 50.0, -40.0) == pytest.approx(2.0)
    rows = _cut(cuts, (50.0, 150.0, 9.0), (50.0, -50.0, 9.0))
    assert rows[[0, -1], Z_GROUND] == pytest.approx([8.0, 2.0])


def test_without_terrain_the_ground_is_level() -> None:
    assert height_at(prepared(_scene()).cuts, 3.0, 4.0) == 0.0


def test_a_profile_with_too_many_points_is_told() -> None:
    houses = [(10.0 * i, -2.0, 4.0, 5.0) for i in range(20)]
    cuts = prepared(_scene(houses)).cuts
    assert _cut(cuts, (-5.0, 0.0, 1.0), (300.0, 0.0, 1.0), 16) == TOO_MANY


def test_far_from_the_origin_digits_are_kept() -> None:
    """Lambert-93 in metres: the same cut as near the origin, to a thousandth of a millimetre."""
    houses = [(20.125, -5.0, 10.0, 8.0), (47.0, -3.0, 6.5, 4.0)]
    near = _cut(prepared(_scene(houses)).cuts, (0.0, 0.3, 1.0), (100.0, 1.1, 3.0))
    away = (700_000.0, 6_600_000.0)
    moved = prepared(_scene([(x + away[0], y + away[1], *z) for x, y, *z in houses]))
    ends = np.array([[0.0, 0.3, 1.0], [100.0, 1.1, 3.0]])
    ends[:, :2] += away
    far = _cut(moved.cuts, *local(moved, ends))
    assert far[:, X] == pytest.approx(near[:, X], abs=1e-6)


coordinate = st.floats(-60.0, 160.0).map(lambda x: round(x, 3))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), unique=True, max_size=14),
    st.tuples(coordinate, coordinate, coordinate, coordinate),
)
def test_crossings_are_those_of_the_outlines(at: list[tuple[int, int]], way) -> None:  # type: ignore[no-untyped-def]
    scene = _scene([(20.0 * i + 0.123, 20.0 * j + 0.456, 11.7, 6.0) for i, j in at])
    x0, y0, x1, y1 = way
    rows = _cut(prepared(scene).cuts, (x0, y0, 1.0), (x1, y1, 1.0))
    line = shapely.LineString([(x0, y0), (x1, y1)])
    found = []
    for k in range(len(at)):
        ring = shapely.LinearRing(scene.rings[4 * k : 4 * k + 4])
        touched = shapely.get_coordinates(line.intersection(ring))
        found += np.hypot(touched[:, 0] - x0, touched[:, 1] - y0).tolist()
    walls = rows[rows[:, KIND] == WALL, X]
    assert walls == pytest.approx(sorted(found), abs=1e-6)
    assert (np.diff(rows[:, X]) >= 0.0).all()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), unique=True, max_size=8),
    st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=20),
)
def test_areas_hold_the_places_that_lie_in_them(
    at: list[tuple[int, int]], places: list[tuple[float, float]]
) -> None:
    scene = _scene(areas=[(30.0 * i + 0.5, 30.0 * j + 0.25, 30.0, 0.1 * i) for i, j in at])
    cuts = prepared(scene).cuts
    for x, y in places:
        inside = [
            k
            for k, (i, j) in enumerate(at)
            if 0.0 < x - 30.0 * i - 0.5 < 30.0 and 0.0 < y - 30.0 * j - 0.25 < 30.0
        ]
        assert area_at(cuts, x, y) == (inside[0] if inside else -1)


def test_edges_are_kept_and_the_later_one_where_two_cross() -> None:
    points = np.array([[0, 0, 0], [10, 0, 0], [10, 9, 0], [0, 9, 0], [4, 4, 1.0], [6, 5, 1.0]])
    for pair in ((0, 2), (1, 3)):
        terrain = terrain_of(points, np.array([(3 - pair[1], pair[0]), pair]))
        assert terrain is not None
        edges = {
            (min(a, b), max(a, b))
            for t in terrain.triangles.tolist()
            for a, b in zip(t, t[1:] + t[:1], strict=True)
        }
        order = [int(np.flatnonzero((terrain.points == x).all(1))[0]) for x in points]
        assert tuple(sorted(order[x] for x in pair)) in edges
        corners = terrain.points[terrain.triangles]
        u, v = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        area = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
        assert (area > 0.0).all()
        assert area.sum() / 2.0 == pytest.approx(90.0)


def test_a_lattice_has_the_diagonals_through_its_last_corners() -> None:
    """By squares of powers of two the corner of (4, 4) comes after those of (2, 2)."""
    points = np.array([[x, y, x * y] for y in (2.0, 6.0) for x in (2.0, 6.0)])
    for triangles in ([[0, 1, 3], [0, 3, 2]], [[0, 1, 2], [1, 3, 2]]):
        found = with_last_corners(Terrain(points, np.array(triangles, np.int32)))
        shared = set(found.triangles[0].tolist()) & set(found.triangles[1].tolist())
        assert shared == {0, 3}


def test_points_in_a_row_are_no_terrain() -> None:
    points = np.array([[0.0, 0, 0], [1, 1, 1], [2, 2, 2]])
    assert terrain_of(points, np.empty((0, 2), np.int64)) is None
    assert terrain_of(np.empty((0, 3)), np.empty((0, 2), np.int64)) is None


def test_where_covers_touch_the_one_ahead_counts_whatever_their_order() -> None:
    """A chessboard of covers: from each edge on, the factor is that of the square that follows."""
    rng = np.random.default_rng(7)
    squares = [(10.0 * i, 10.0 * j, 10.0, float(rng.random())) for i in range(6) for j in range(6)]
    for order in (np.arange(36), rng.permutation(36)):
        cuts = prepared(_scene(areas=[squares[k] for k in order])).cuts
        for angle in rng.uniform(0.0, 2.0 * np.pi, 40):
            way = np.array([np.cos(angle), np.sin(angle)])
            start, end = (30.3, 29.6) - 60.0 * way, (30.3, 29.6) + 60.0 * way
            rows = _cut(cuts, (*start, 1.0), (*end, 1.0))
            middle = start + (rows[:-1, X] + rows[1:, X])[:, None] / 2.0 * way
            i, j = np.floor(middle / 10.0).astype(int).T
            inside = (i >= 0) & (i < 6) & (j >= 0) & (j < 6)
            factor = np.array([x[3] for x in squares]).reshape(6, 6)
            told = np.where(inside, factor[i.clip(0, 5), j.clip(0, 5)], 0.25)
            apart = np.diff(rows[:, X]) > 1e-6
            assert rows[:-1, G][apart] == pytest.approx(told[apart])
