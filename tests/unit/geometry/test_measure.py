"""Lengths, areas and directions with known answers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jumeau.geometry.measure import area_of, azimuth, lengths_of, rounded, sampled


def slope(x, y):
    return 0.75 * np.asarray(x) + 0.0 * np.asarray(y)


def flat(x, y):
    return np.full(np.shape(x), 50.0)


def test_a_line_up_a_slope():
    found = lengths_of([(0, 0, 0), (400, 0, 300)], slope, 5.0)
    assert found.horizontal == pytest.approx(400)
    assert found.ground == pytest.approx(500)
    assert found.straight == pytest.approx(500)
    assert found.rise == pytest.approx(300)
    assert found.azimuth == pytest.approx(90)


def test_the_ground_goes_over_the_hill_and_the_crow_does_not():
    def hill(x, y):
        return 300.0 - np.abs(np.asarray(x) - 400.0) * 0.75

    found = lengths_of([(0, 0, 0), (800, 0, 0)], hill, 1.0)
    assert found.straight == pytest.approx(800)
    assert found.ground == pytest.approx(1000)


def test_lengths_and_areas_are_true_to_scale():
    scale = 1.0004
    found = lengths_of([(0, 0, 50), (1000, 0, 50)], flat, 25.0, scale=scale)
    assert found.horizontal == pytest.approx(1000 / scale)
    assert found.ground == pytest.approx(1000 / scale)
    square = [(0, 0), (100, 0), (100, 100), (0, 100)]
    assert area_of(square, flat, 5.0, scale=scale).horizontal == pytest.approx(1e4 / scale**2)


def test_heights_keep_their_own_scale():
    found = lengths_of([(0, 0, 0), (400, 0, 300)], slope, 5.0, scale=2.0)
    assert found.straight == pytest.approx(math.hypot(200, 300))


def test_an_area_on_a_slope():
    found = area_of([(0, 0), (200, 0), (200, 100), (0, 100)], slope, 5.0)
    assert found.horizontal == pytest.approx(20_000)
    assert found.slope == pytest.approx(25_000, rel=1e-6)
    assert found.perimeter == pytest.approx(600)


def test_a_notched_area_far_from_the_origin():
    far = np.array([7e5, 6.6e6])
    ring = np.array([(0, 0), (30, 0), (30, 10), (10, 10), (10, 30), (0, 30)]) + far
    assert area_of(ring, flat, 1.0).horizontal == pytest.approx(500, rel=1e-9)


def test_directions_count_from_geographic_north():
    assert azimuth((0, 0), (0, 10)) == pytest.approx(0)
    assert azimuth((0, 0), (-10, 0)) == pytest.approx(270)
    assert azimuth((0, 0), (0, 10), convergence=-1.5) == pytest.approx(358.5)
    assert math.isnan(azimuth((3, 4), (3, 4)))


def test_vertices_are_among_the_samples():
    places, along = sampled([(0, 0), (10, 0), (10, 7)], 4.0)
    assert [10.0, 0.0] in places.tolist()
    assert along[-1] == pytest.approx(17)
    assert np.diff(along).max() <= 4.0 + 1e-9


@pytest.mark.parametrize(
    ("value", "known", "told"),
    [
        (117.4367, 0.0, (117.0, 0)),
        (12_345.6, 0.0, (12_300.0, 0)),
        (8.126, 0.0, (8.13, 2)),
        (8.126, 0.5, (8.1, 1)),
        (8.126, 1.4, (8.0, 0)),
        (0.0, 1.0, (0.0, 0)),
        (-4.72, 0.1, (-4.7, 1)),
    ],
)
def test_nothing_is_told_finer_than_it_is_known(value, known, told):
    number, decimals = rounded(value, known)
    assert (pytest.approx(told[0]), told[1]) == (number, decimals)
