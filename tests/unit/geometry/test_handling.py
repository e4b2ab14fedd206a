"""What a hand does to outlines."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumeau.geometry import handling

OBLONG = [(0.0, 0.0), (20.0, 0.0), (20.0, 8.0), (0.0, 8.0)]
ANGLES = st.floats(-720.0, 720.0)


def test_bearings_are_clockwise_from_north():
    assert handling.bearing_of((0, 0), (1, 0)) == pytest.approx(90.0)
    assert handling.bearing_of((0, 0), (0, -1)) == pytest.approx(180.0)
    north = handling.turned([(0.0, 1.0)], (0.0, 0.0), 90.0)
    assert north[0] == pytest.approx([1.0, 0.0], abs=1e-12)


@given(ANGLES)
def test_an_outline_keeps_its_shape_and_tells_its_turn(angle):
    turned = handling.turned(OBLONG, (3.0, 4.0), angle)
    assert handling.ring_area(turned) == pytest.approx(160.0)
    miss = (handling.main_bearing(turned) - angle + 45.0) % 90.0 - 45.0
    assert abs(miss) < 1e-6
    box = handling.box_along(turned, handling.main_bearing(turned))
    assert handling.ring_area(box) == pytest.approx(160.0)
    assert handling.middle_of_box(turned, angle) == pytest.approx(tuple(turned.mean(axis=0)))


@given(ANGLES)
def test_half_turns_say_the_same(angle):
    half = handling.half_turn(angle)
    assert -180.0 < half <= 180.0
    assert math.cos(math.radians(half)) == pytest.approx(math.cos(math.radians(angle)), abs=1e-9)


def test_turns_rest_at_fifteen_degrees_unless_a_neighbour_is_nearer():
    assert handling.snapped_turn(28.0, 10.0) == (30.0, False)
    assert handling.snapped_turn(22.0, 10.0) == (22.0, False)
    # A neighbour's wall at 40 degrees, or at right angles to it: 10 + 30.5 lies along it.
    assert handling.snapped_turn(29.0, 10.5, [130.0]) == (pytest.approx(29.5), True)


def test_a_pushed_side_keeps_the_directions_of_the_others():
    wider = handling.pushed_edge(OBLONG, 1, 2.5)
    assert wider.tolist() == [[0, 0], [22.5, 0], [22.5, 8], [0, 8]]
    back = handling.pushed_edge(OBLONG[::-1], 0, 2.0)  # the other way round: still outwards
    assert handling.ring_area(back) == pytest.approx(200.0)
    slanted = [(0.0, 0.0), (10.0, 0.0), (12.0, 10.0), (-2.0, 10.0)]
    pushed = handling.pushed_edge(slanted, 0, 5.0)
    assert pushed[:2].ravel() == pytest.approx([1.0, -5.0, 9.0, -5.0])


@given(st.floats(0.0, 80.0), st.floats(5.0, 65.0))
def test_heights_are_read_along_an_upright(height, pitch):
    foot = np.array([10.0, 20.0, 100.0])
    away = np.array([0.0, -math.cos(math.radians(pitch)), math.sin(math.radians(pitch))])
    eye = foot + (0.0, 0.0, height) + 150.0 * away
    assert handling.height_on_ray(eye, -away, foot) == pytest.approx(height, abs=1e-6)
    assert handling.height_on_ray(eye, (0.0, 0.0, -1.0), foot) is None


def test_the_nearest_edge_of_rings_and_lines():
    edge, spot, away = handling.nearest_edge((-3.0, 4.0), OBLONG, closed=True)
    assert (edge, spot, away) == (3, (0.0, 4.0), 3.0)
    edge, spot, _ = handling.nearest_edge((-3.0, 4.0), OBLONG, closed=False)
    assert (edge, spot) == (0, (0.0, 0.0))
    assert handling.contains(OBLONG, (5.0, 5.0))
    assert not handling.contains(OBLONG, (5.0, 9.0))
