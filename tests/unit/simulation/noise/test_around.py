"""Paths around vertical edges."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jumeau.simulation.noise.around.corners import APART, corners_of, outside
from jumeau.simulation.noise.around.hull import hull_in_place, lowering, scratch_around, side_path
from jumeau.simulation.noise.paths.cut import cut
from jumeau.simulation.noise.paths.index import local, prepared
from jumeau.simulation.noise.profile import COLUMNS, EDGE, KIND, MOST, PX, PY, X, Z
from jumeau.simulation.noise.scene import Scene

SQUARE = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])


def house(top: float, *, barrier: list | None = None) -> Scene:
    """Return a scene of one house of 10 m by 10 m, and perhaps a barrier."""
    return Scene(
        rings=SQUARE,
        ring_start=np.array([0, 4]),
        ring_building=np.zeros(1, np.int32),
        tops=np.array([top]),
        material=np.zeros(1, np.int32),
        barriers=np.array(barrier or [], np.float64).reshape(-1, 2, 3),
        barrier_material=np.zeros(len(barrier or []), np.int32),
    )


def around(
    scene: Scene,
    a: tuple,
    b: tuple,
    *,
    left: bool = True,
    curved: bool = False,
    longest: float = 500.0,
) -> np.ndarray:
    """Return the profile around one side, in the scene's coordinates; empty for none."""
    prep = prepared(scene)
    direct, rows = np.empty((MOST, COLUMNS)), np.empty((MOST, COLUMNS))
    s, r = local(prep, np.array([a, b], np.float64))
    n = cut(prep.cuts, *s, *r, direct, 0, 0.0)
    m = side_path(prep.cuts, prep.corners, direct, n, left, curved, longest, rows, scratch_around())
    rows[:m, PX : PY + 1] += prep.cuts.frame[:2]
    return rows[:m]


def test_places_lie_a_little_outside_the_corners() -> None:
    shift = APART / np.sqrt(2.0)
    found = outside(SQUARE)
    np.testing.assert_allclose(found, SQUARE + shift * np.sign(SQUARE - 5.0), atol=1e-12)


def test_an_inner_corner_keeps_its_place_in_the_open() -> None:
    ring = np.array([[0, 0], [10, 0], [10, 10], [5, 10], [5, 5], [0, 5]], np.float64)
    found = outside(ring)
    assert found[4, 0] < 5.0
    assert found[4, 1] > 5.0


def test_corners_of_courtyards_do_not_count() -> None:
    court = np.array([[4, 4], [4, 6], [6, 6], [6, 4]], np.float64)
    scene = Scene(
        rings=np.vstack([SQUARE, court]),
        ring_start=np.array([0, 4, 8]),
        ring_building=np.zeros(2, np.int32),
        tops=np.array([9.0]),
        material=np.zeros(1, np.int32),
        barriers=np.array([[[20.0, 0, 3.0], [20.0, 8.0, 4.0]]]),
        barrier_material=np.zeros(1, np.int32),
    )
    corners = corners_of(scene, (1.0, 2.0))
    assert corners.first.tolist() == [0, 1, 2]
    assert corners.rings.tolist() == [0, 4, 6]
    np.testing.assert_allclose(corners.points[:4, 2], 9.0 + APART)
    np.testing.assert_allclose(
        corners.points[4:], [[19.0, -2.0 - APART, 3.0], [19.0, 6.0 + APART, 4.0]]
    )


def test_left_and_right_of_a_house() -> None:
    for left, y in ((True, 10.0), (False, 0.0)):
        rows = around(house(20.0), (-10.0, 5.0, 2.0), (20.0, 5.0, 4.0), left=left)
        edges = rows[rows[:, KIND] == EDGE]
        assert len(edges) == 2
        shift = APART / np.sqrt(2.0)
        np.testing.assert_allclose(edges[:, PX], [-shift, 10.0 + shift])
        np.testing.assert_allclose(edges[:, PY], y + np.sign(y - 5.0) * shift)
        along = (edges[:, PX] + 10.0) / 30.0
        np.testing.assert_allclose(edges[:, Z], 2.0 + 2.0 * along)
        step = np.hypot(np.diff(rows[:, PX]), np.diff(rows[:, PY]))
        np.testing.assert_allclose(rows[:, X], [0.0, *np.cumsum(step)])


def test_a_barrier_is_gone_around_at_both_ends() -> None:
    barrier = [[[5.0, 30.0, 9.0], [5.0, 50.0, 9.0]]]
    a, b = (-10.0, 42.0, 1.0), (30.0, 42.0, 1.0)
    for left, y in ((True, 50.0 + APART), (False, 30.0 - APART)):
        rows = around(house(20.0, barrier=barrier), a, b, left=left)
        edges = rows[rows[:, KIND] == EDGE]
        np.testing.assert_allclose(edges[:, (PX, PY)], [[5.0, y]])


def test_where_only_a_part_stands_above_the_plane_that_part_is_gone_around() -> None:
    """From 2 m up to 12 m, the plane is as high as the roof in the middle of the house."""
    rows = around(house(7.0), (-10.0, 5.0, 2.0), (20.0, 5.0, 12.0))
    edges = rows[rows[:, KIND] == EDGE]
    np.testing.assert_allclose(edges[1, PX], 5.0 + 3.0 * APART, atol=1e-9)
    np.testing.assert_allclose(edges[1, Z], 7.0 + APART, atol=1e-9)


def test_none_below_the_plane_none_too_long() -> None:
    a, b = (-10.0, 5.0, 2.0), (20.0, 5.0, 2.0)
    assert len(around(house(1.9), a, b)) == 0
    assert len(around(house(20.0), a, b, longest=32.0)) == 0
    assert len(around(house(20.0), a, b, longest=33.0)) > 0
    assert len(around(house(20.0), (-0.6, 5.0, 2.0), (10.6, 5.0, 2.0))) > 0
    thin = [[[-30.0, -80.0, 9.0], [-30.0, 80.0, 9.0]]]
    near, far = (-31.0, 0.0, 1.0), (-29.0, 0.0, 1.0)
    assert len(around(house(20.0, barrier=thin), near, far)) == 0, "more than four times as long"


def test_in_the_curved_space_a_low_house_far_away_is_not_in_the_way() -> None:
    """300 m apart the middle sinks by 300² / (8 · 2400) = 4.7 m."""
    a, b = (-145.0, 5.0, 4.0), (155.0, 5.0, 4.0)
    sunk = lowering(150.0, 2400.0, 150.0, float(np.sqrt(2400.0**2 - 150.0**2)))
    assert sunk == pytest.approx(-(300.0**2) / (8.0 * 2400.0), rel=2e-3)
    for top in (4.0 - sunk - 0.1, 4.0 - sunk + 0.1):
        assert len(around(house(top), a, b)) > 0
    assert len(around(house(4.0 - sunk - 0.1), a, b, curved=True)) == 0
    assert len(around(house(4.0 - sunk + 0.1), a, b, curved=True)) > 0


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-50.0, 150.0), st.floats(0.5, 80.0)), min_size=1, max_size=30),
    st.booleans(),
)
def test_the_hull_is_tight(found: list, left: bool) -> None:
    """All points lie between it and the straight line, and it always turns the same way."""
    side = 1.0 if left else -1.0
    points = np.zeros((len(found) + 2, 3))
    points[1:-1, :2] = np.array(found) * (1.0, side)
    points[-1, 0] = 100.0
    given_points = points[:, :2].copy()
    m = hull_in_place(points, len(points), 100.0, 0.0, left)
    path = points[:m, :2]
    assert m >= 3
    assert path[0].tolist() == [0.0, 0.0]
    assert path[-1].tolist() == [100.0, 0.0]
    for p, q in itertools.pairwise(path):
        d, to = q - p, given_points - p
        assert (
            side * (d[0] * to[:, 1] - d[1] * to[:, 0]) <= 1e-9 * (1.0 + np.hypot(*d) * 100)
        ).all()
    assert {tuple(x) for x in path} <= {tuple(x) for x in given_points}
