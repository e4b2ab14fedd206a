"""Exact shade as shapes: lengths and areas from trigonometry, on level and on sloping ground."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jumeau.simulation.sun.vector_shade import covered, thrown, vector_shade


def block(width=10.0, depth=6.0, height=8.0):
    """Return the triangles of a block that stands on the origin."""
    x, y = width / 2, depth / 2
    ring = [(-x, -y), (x, -y), (x, y), (-x, y)]
    triangles = []
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        a, b, c, d = (ax, ay, 0), (bx, by, 0), (bx, by, height), (ax, ay, height)
        triangles += [(a, b, c), (a, c, d)]
    roof = [(px, py, height) for px, py in ring]
    return np.array([*triangles, (roof[0], roof[1], roof[2]), (roof[0], roof[2], roof[3])], float)


def level(x, y):
    return np.zeros(np.broadcast(x, y).shape)


def test_the_shade_of_a_block_from_the_south():
    shade = vector_shade(block(), level, 180.0, 30.0)
    length = 8.0 / math.tan(math.radians(30.0))
    assert shade.area == pytest.approx(10.0 * (6.0 + length), rel=1e-4)
    assert shade.bounds == pytest.approx((-5, -3, 5, 3 + length), abs=2e-3)
    assert covered(block()).area == pytest.approx(60.0, rel=1e-6)


def test_the_shade_from_aside_is_a_hexagon():
    azimuth, elevation = 225.0, 45.0
    shade = vector_shade(block(), level, azimuth, elevation)
    reach = 8.0 / math.sqrt(2.0)  # north and east alike
    # Footprint swept along a vector: its area and what each axis sweeps.
    assert shade.area == pytest.approx(60.0 + reach * (10.0 + 6.0), rel=1e-4)


def test_ground_that_rises_towards_the_shade_shortens_it():
    slope = 0.25

    def rising(x, y):
        return slope * np.asarray(y, float)

    tip = thrown(np.array([[0.0, 0.0, 8.0]]), rising, 180.0, 30.0)
    # z = 8 - y tan(30 deg) meets z = slope y.
    assert tip[0, 1] == pytest.approx(8.0 / (math.tan(math.radians(30.0)) + slope), rel=1e-5)
    assert tip[0, 0] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("slope", [0.9, -0.4])
def test_steep_ground(slope):
    """Steeper than the ray, and falling away almost as the ray does."""

    def sloping(x, y):
        return slope * np.asarray(y, float)

    tip = thrown(np.array([[0.0, 0.0, 8.0]]), sloping, 180.0, 30.0)
    assert tip[0, 1] == pytest.approx(8.0 / (math.tan(math.radians(30.0)) + slope), rel=1e-4)


def test_what_lies_in_the_ground_casts_no_shade():
    assert vector_shade(block() - (0, 0, 20), level, 180.0, 30.0).area == pytest.approx(60.0)
    assert vector_shade(np.empty((0, 3, 3)), level, 180.0, 30.0).is_empty
