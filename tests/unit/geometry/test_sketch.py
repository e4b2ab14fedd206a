"""Directions, rectangles, exact numbers, and outlines that cross themselves."""

from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from jumeau.geometry.sketch import (
    at_length,
    at_width,
    corner_angle,
    crossing,
    direction_at,
    distance,
    heading,
    line_length,
    rectangle,
    ring_area,
    towards,
)

X0, Y0 = 650_000.0, 6_860_000.0
SQUARE = [(X0, Y0), (X0 + 10, Y0), (X0 + 10, Y0 + 10), (X0, Y0 + 10)]
places = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda p: (X0 + p[0], Y0 + p[1]))


def test_headings_are_clockwise_from_north():
    assert heading((0, 0), (0, 5)) == 0.0
    assert heading((0, 0), (5, 0)) == 90.0
    assert heading((0, 0), (-5, 0)) == 270.0
    assert towards((X0, Y0), 90.0, 12.0) == pytest.approx((X0 + 12, Y0))


def test_the_angle_between_edges_is_that_at_the_corner():
    assert corner_angle((0, 0), (10, 0), (10, 7)) == pytest.approx(90.0)
    assert corner_angle((0, 0), (10, 0), (20, 0)) == pytest.approx(180.0)
    assert corner_angle((0, 0), (10, 0), (9, 1)) == pytest.approx(45.0)


def test_an_edge_stands_on_the_side_of_the_cursor():
    assert direction_at((0, 0), (10, 0), 90.0, (12, 5)) == pytest.approx(0.0)
    assert direction_at((0, 0), (10, 0), 90.0, (12, -5)) == pytest.approx(180.0)
    assert direction_at((0, 0), (10, 0), 45.0, (5, 5)) == pytest.approx(315.0)


def test_typed_numbers_stand_for_what_the_cursor_would_give():
    aimed = (X0 + 3, Y0 + 4)
    assert at_length(None, (X0, Y0), aimed, None, None) == pytest.approx(aimed)
    assert at_length(None, (X0, Y0), aimed, 10.0, None) == pytest.approx((X0 + 6, Y0 + 8))
    assert at_length(None, (X0, Y0), aimed, 10.0, 90.0) == pytest.approx((X0 + 10, Y0))
    turned = at_length((X0 - 5, Y0), (X0, Y0), aimed, 2.0, 90.0)
    assert turned == pytest.approx((X0, Y0 + 2))
    assert at_width((0, 0), (10, 0), (4, -3), 6.0) == pytest.approx((10, -6))
    assert at_width((0, 0), (10, 0), (4, -3), None) == pytest.approx((10, -3))


@given(places, places, places)
def test_a_rectangle_has_right_angles_and_goes_through_the_place(a, b, at):
    if distance(a, b) < 1.0:
        return
    ring = rectangle(a, b, at)
    assert ring[:2] == (a, b)
    width = distance(ring[1], ring[2])
    assert ring_area(ring) == pytest.approx(width * distance(a, b), abs=1e-4)
    if width > 0.5:
        assert corner_angle(ring[0], ring[1], ring[2]) == pytest.approx(90.0, abs=1e-4)
        other = shapely.LineString([_beyond(ring[3], ring[2]), _beyond(ring[2], ring[3])])
        assert other.distance(shapely.Point(at)) < 1e-4


def _beyond(a, b):
    return (a[0] + 200 * (b[0] - a[0]), a[1] + 200 * (b[1] - a[1]))


def test_areas_and_lengths():
    assert ring_area(SQUARE) == pytest.approx(100.0)
    assert ring_area(SQUARE[:2]) == 0.0
    assert line_length(SQUARE) == pytest.approx(30.0)


def test_a_bow_tie_crosses_in_its_middle():
    tie = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]
    assert crossing(tie, closed=True) == pytest.approx((X0 + 5, Y0 + 5))
    assert crossing(SQUARE, closed=True) is None
    assert crossing([SQUARE[0], SQUARE[2], SQUARE[1]], closed=False) is None


def test_folding_back_and_touching_count_as_crossing():
    back = [(0.0, 0.0), (10.0, 0.0), (4.0, 0.0)]
    assert crossing(back, closed=False) is not None
    touching = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (5.0, 0.0), (0.0, 10.0)]
    assert crossing(touching, closed=True) == pytest.approx((5.0, 0.0))
    along = [(0.0, 0.0), (10.0, 0.0), (10.0, 5.0), (8.0, 0.0), (2.0, 0.0), (0.0, 5.0)]
    assert crossing(along, closed=True) is not None


@given(st.lists(places, min_size=3, max_size=8, unique=True))
def test_an_outline_crosses_itself_where_shapely_finds_it_invalid(points):
    ring = shapely.LinearRing(points)
    found = crossing(points, closed=True)
    assert (found is None) == bool(ring.is_simple)
    if found is not None:
        assert math.isfinite(found[0])
        assert shapely.LineString([*points, points[0]]).distance(shapely.Point(found)) < 1e-6
