"""What the cursor means: corners, crossings, edges, directions; edges found in a grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jumeau.geometry.segment_grid import segment_grid
from jumeau.geometry.snapping import (
    Sign,
    directions,
    nearest_edges,
    prolonged,
    snapped,
)

WALL, PLOT = 0, 1
NEAR = np.diag([4.0, 4.0])  # [pixels a metre]
WALLS = np.array([[0.0, 0, 20, 0], [20, 0, 20, 12], [20, 12, 0, 12], [0, 12, 0, 0]])
KINDS = np.full(4, WALL)
NONE = np.empty((0, 4)), np.empty(0, np.int64)


def test_a_corner_comes_before_its_edges():
    snap = snapped((20.5, -1.0), NEAR, WALLS, KINDS)
    assert (snap.sign, snap.place, snap.kinds) == (Sign.VERTEX, (20.0, 0.0), (WALL,))


def test_an_edge_takes_the_place_that_is_seen_nearest():
    snap = snapped((9.0, -1.5), NEAR, WALLS, KINDS)
    assert snap.sign is Sign.EDGE
    assert snap.place == pytest.approx((9.0, 0.0))
    assert snap.away == pytest.approx(6.0)
    flat = np.array([[4.0, 0.0], [0.0, 0.5]])  # seen from the side, depth shrinks
    far = snapped((9.0, -15.0), flat, WALLS[:1], KINDS[:1])
    assert far.place == pytest.approx((9.0, 0.0))


def test_beyond_the_reach_nothing_is_meant():
    assert snapped((9.0, -3.0), NEAR, WALLS, KINDS) is None
    assert snapped((9.0, -3.0), NEAR, *NONE) is None


def test_the_first_point_closes():
    own = [(50.0, 50.0), (60.0, 50.0), (60.0, 58.0)]
    snap = snapped((50.5, 50.5), NEAR, *NONE, own, closing=True)
    assert (snap.sign, snap.place) == (Sign.CLOSE, own[0])
    assert snapped((60.2, 58.3), NEAR, *NONE, own, closing=True).sign is Sign.OWN


def test_right_angles_and_prolongations_of_the_last_edge():
    own = [(50.0, 50.0), (60.0, 50.0)]
    guides = directions(own, [], closing=True)
    right = snapped((61.0, 64.0), NEAR, *NONE, own[:1], guides, closing=True)
    assert right.sign is Sign.RIGHT_ANGLE
    assert right.place == pytest.approx((60.0, 64.0))
    on = snapped((75.0, 51.0), NEAR, *NONE, own[:1], guides, closing=True)
    assert on.sign is Sign.PROLONGATION
    assert on.place == pytest.approx((75.0, 50.0))
    back = snapped((55.0, 50.5), NEAR, *NONE, own[:1], guides)
    assert back is None  # an edge is not prolonged back over itself


def test_the_fourth_corner_of_a_rectangle_is_found():
    own = [(50.0, 50.0), (60.0, 50.0), (60.0, 57.0)]
    guides = directions(own, [], closing=True)
    snap = snapped((50.9, 57.8), NEAR, *NONE, own, guides, closing=True)
    assert snap.sign is Sign.CROSSING
    assert snap.place == pytest.approx((50.0, 57.0))
    assert len(snap.guides) == 2


def test_parallels_to_the_nearest_wall():
    slanting = np.array([[0.0, 0, 30, 10]])
    edges = nearest_edges(slanting, np.array([WALL]), (10.0, 20.0))
    guides = directions([(5.0, 30.0)], edges, closing=True)
    snap = snapped((35.0, 40.6), NEAR, *NONE, (), guides)
    assert snap.sign is Sign.PARALLEL
    assert snap.kinds == (WALL,)
    assert snap.place[1] - 30.0 == pytest.approx((snap.place[0] - 5.0) / 3.0)


def test_a_wall_is_prolonged_beyond_the_nearer_end_only():
    guides = prolonged(WALLS[:1], KINDS[:1], (26.0, 0.5))
    assert [g.through for g in guides] == [(20.0, 0.0)]
    assert snapped((26.0, 0.5), NEAR, *NONE, (), guides).place == pytest.approx((26.0, 0.0))
    assert prolonged(WALLS[:1], KINDS[:1], (10.0, 0.5)) == []
    assert prolonged(WALLS[:1], KINDS[:1], (90.0, 0.5)) == []


def test_short_edges_give_no_direction():
    tiny = np.array([[0.0, 0, 0.4, 0]])
    assert nearest_edges(tiny, np.array([WALL]), (0.0, 1.0)) == []


@settings(max_examples=60)
@given(
    st.lists(st.tuples(*[st.integers(-300, 300)] * 4), min_size=1, max_size=40),
    st.integers(-350, 350),
    st.integers(-350, 350),
    st.sampled_from([0.5, 10.0, 70.0]),
)
def test_no_edge_near_a_place_is_missed(rows, x, y, reach):
    segments = np.array(rows, np.float64)
    grid = segment_grid(segments, np.zeros(len(segments), np.int64))
    found = grid.near(x, y, reach)
    a, along = segments[:, :2], segments[:, 2:] - segments[:, :2]
    square = np.maximum((along * along).sum(1), 1e-12)
    t = np.clip((((x, y) - a) * along).sum(1) / square, 0, 1)
    away = np.hypot(*(a + t[:, None] * along - (x, y)).T)
    assert set(np.flatnonzero(away <= reach)) <= set(found.tolist())


def test_an_empty_grid_holds_nothing():
    grid = segment_grid(*NONE)
    assert len(grid.near(0.0, 0.0, 100.0)) == 0
