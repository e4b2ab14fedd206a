"""One instant: who casts the shade, points on walls, leaves, night, memory used again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jumeau.simulation.sun.shade import lit, lit_at, shade_of
from jumeau.simulation.surface import Surface

WEST, NORTH = 652_000.0, 6_861_000.0


def two_blocks() -> Surface:
    """Return level ground with two blocks of 10 m; the height of the eastern one is estimated."""
    ground = np.zeros((80, 120), np.float32)
    top = ground.copy()
    top[50:60, 20:40] = top[50:60, 80:100] = 10.0
    estimated = np.zeros(top.shape, np.bool_)
    estimated[50:60, 80:100] = True
    return Surface(WEST, NORTH, 1.0, ground, top, estimated=estimated)


@pytest.mark.parametrize("azimuth", [180.0, 140.0, 225.0, 250.0, 100.0])
@pytest.mark.parametrize("fine", [True, False])
def test_shade_of_an_estimated_height_is_marked(azimuth, fine):
    made = two_blocks()
    shade = shade_of(made, azimuth, 45.0, fine=fine)
    dark = made.top < shade.below
    west = dark.copy()
    west[:, 60:] = False
    assert west.sum() > 100
    assert not shade.estimated[west].any()
    east = dark & ~west
    assert shade.estimated[east].mean() > (0.94 if fine else 0.999)


@pytest.mark.parametrize("azimuth", [10.0, 100.0, 190.0, 280.0])
@pytest.mark.parametrize("fine", [True, False])
def test_memory_used_again_holds_the_same(azimuth, fine):
    made = two_blocks()
    low = np.full(made.shape, np.inf, np.float32)
    high = np.full(made.shape, -np.inf, np.float32)
    low[20:25, 50:56], high[20:25, 50:56] = 3.0, 9.0
    made = replace(made, crown_low=low, crown_high=high)
    fresh = shade_of(made, azimuth, 33.0, fine=fine)
    former = shade_of(made, 171.0, 12.0, fine=fine)
    again = shade_of(made, azimuth, 33.0, fine=fine, out=former)
    assert again.below is former.below
    for name in ("below", "crown_low", "crown_high", "upper_low", "upper_high"):
        a, b = getattr(fresh, name), getattr(again, name)
        assert (a is None) == (b is None)
        assert a is None or (a == b).all()
        assert a is None or a.flags.c_contiguous


def test_points_on_walls_and_in_the_air_ask_the_same_field():
    made = two_blocks()
    shade = shade_of(made, 180.0, 45.0)
    # North of the western block, 4 m before its wall: shade reaches up to 6 m.
    x, y = WEST + 30.5, NORTH - 46.5
    points = np.array([[x, y, z] for z in (0.0, 4.5, 7.5, 12.0)] + [[WEST - 5.0, y, 0.0]])
    assert lit_at(made, shade, points, 0.5).tolist() == [0.0, 0.0, 1.0, 1.0, 1.0]
    light = lit(made, shade, 0.5)
    assert light[46, 30] == 0.0
    assert light[70, 30] == 1.0
    assert light[55, 30] == 1.0  # the roof


def test_leaves_shade_between_their_altitudes():
    ground = np.zeros((60, 40), np.float32)
    low, high = np.full(ground.shape, np.inf), np.full(ground.shape, -np.inf)
    low[40:45, 18:23], high[40:45, 18:23] = 4.0, 8.0
    made = Surface(
        WEST, NORTH, 1.0, ground, ground, low.astype(np.float32), high.astype(np.float32)
    )
    for fine in (True, False):
        light = lit(made, shade_of(made, 180.0, 45.0, fine=fine), 0.25)
        # The leaves' northern edge is at row 40, their southern one at row 45.
        dark = np.flatnonzero(light[:, 20] < 1.0)
        assert dark[0] == 40 - 8
        assert dark[-1] == 44 - 4
        assert set(np.unique(light).tolist()) == {0.25, 1.0}


def test_the_night_is_dark():
    made = two_blocks()
    for elevation in (0.0, -12.0):
        shade = shade_of(made, 300.0, elevation)
        assert (lit(made, shade, 0.5) == 0.0).all()
        assert (lit_at(made, shade, np.array([[WEST - 9.0, NORTH, 99.0]]), 0.5) == 0.0).all()
