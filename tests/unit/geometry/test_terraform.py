"""Digging and filling: right volumes on coarse terrains, no step where patches end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jumeau.geometry.heightfield import HeightField, ground_under
from jumeau.geometry.ragged import Polygons
from jumeau.geometry.terraform import ShapedField, cut_and_fill, extent, shape_terrain

EAST, NORTH = 842_000.0, 6_519_000.0
"""A usual place in Lambert-93: sums must not suffer from large coordinates [m]."""


@dataclass(frozen=True)
class Piece:
    ring: np.ndarray
    altitude: float | None = None
    up: float = 0.0
    bank: float = 0.0


def ground(step: float, east: float = 0.0, north: float = 0.0, high: float = 200.0) -> HeightField:
    """Return a plane of 600 m about the middle, rising by so much to the east and north."""
    count = round(600 / step) + 1
    at = np.arange(count) * step
    z = high + east * (at[None, :] - 300) + north * (300 - at[:, None])
    return HeightField(z.astype(np.float32), EAST - 300, NORTH + 300, step)


def square(side: float, x: float = 0.0, y: float = 0.0, turn: float = 0.0) -> np.ndarray:
    corners = side / 2 * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    c, s = np.cos(turn), np.sin(turn)
    return corners @ np.array([[c, s], [-s, c]]) + (EAST + x, NORTH + y)


@pytest.mark.parametrize("step", [1.0, 5.0, 25.0])
def test_a_walled_pit_has_its_volume_whatever_the_terrain(step: float):
    pit = Piece(square(20, 3.37, -7.81, 0.4), altitude=198.0)
    cut, fill = cut_and_fill(ground(step), [pit])
    assert cut == pytest.approx(800, rel=1e-3)
    assert fill == 0
    after = shape_terrain(ground(step), [pit])
    assert after.sample(EAST + 3.37, NORTH - 7.81) == pytest.approx(198.0)


@pytest.mark.parametrize("step", [1.0, 5.0, 25.0])
@pytest.mark.parametrize("level", [True, False])
def test_banks_have_the_volume_of_a_cone_about_the_ring(step: float, level: bool):
    bank, deep, side = 1.5, 2.0, 20.0
    how = {"altitude": 198.0} if level else {"up": -deep}
    cut, fill = cut_and_fill(ground(step), [Piece(square(side), bank=bank, **how)])
    run = bank * deep
    # Prism, a wedge along each side, a quarter of a cone at each corner.
    expected = side**2 * deep + 4 * side * run * deep / 2 + np.pi * run**2 * deep / 3
    assert cut == pytest.approx(expected, rel=2e-3)
    assert fill == 0


def test_a_platform_on_a_slope_cuts_above_and_fills_below():
    side, slope = 40.0, 0.05
    cut, fill = cut_and_fill(ground(5.0, east=slope), [Piece(square(side), altitude=200.0)])
    wedge = side * (side / 2) ** 2 * slope / 2
    assert cut == pytest.approx(wedge, rel=1e-3)
    assert fill == pytest.approx(wedge, rel=1e-3)


def test_banks_on_a_slope_end_where_they_meet_the_ground():
    field = ground(5.0, east=0.1)
    after = shape_terrain(field, [Piece(square(20), altitude=200.0, bank=2.0)])
    # Uphill the ground is 1 m above at the edge: 200 + d / 2 = 201 + 0.1 d meets at d = 2.5.
    at = EAST + 10 + np.array([1.0, 2.0, 3.0, 8.0])
    z = after.sample(at, np.full(4, NORTH))
    assert z == pytest.approx([200.5, 201.0, 201.3, 201.8], abs=0.02)


def test_a_shift_follows_the_ground():
    after = shape_terrain(ground(25.0, east=0.04), [Piece(square(30), up=1.5, bank=0.0)])
    x = EAST + np.array([-12.0, 0.0, 12.0])
    before = ground(25.0, east=0.04).sample(x, np.full(3, NORTH))
    assert after.sample(x, np.full(3, NORTH)) - before == pytest.approx([1.5] * 3, abs=1e-3)


def test_later_pieces_work_on_what_earlier_ones_left():
    field = ground(5.0)
    pieces = [Piece(square(40), altitude=203.0), Piece(square(10), up=-1.0)]
    after = shape_terrain(field, pieces)
    assert isinstance(after, ShapedField)
    assert len(after.patches) == 1
    assert after.sample([EAST, EAST + 12], [NORTH, NORTH]) == pytest.approx([202.0, 203.0])
    twice = shape_terrain(shape_terrain(field, pieces[:1]), pieces[1:])
    x, y = np.meshgrid(EAST + np.linspace(-30, 30, 41), NORTH + np.linspace(-30, 30, 41))
    assert twice.sample(x, y) == pytest.approx(after.sample(x, y), abs=0.26)
    # A hole in a heap moves less earth than the heap alone.
    assert cut_and_fill(field, pieces)[1] == pytest.approx(3 * 1600 - 100, rel=1e-3)
    assert cut_and_fill(shape_terrain(field, pieces[:1]), pieces[1:])[0] == pytest.approx(100, 1e-3)


def test_nothing_to_dig_is_the_very_same_ground():
    field = ground(5.0)
    assert shape_terrain(field, []) is field
    assert shape_terrain(field, [Piece(square(10, 5000.0), altitude=0.0)]) is field
    assert cut_and_fill(field, []) == (0.0, 0.0)


@settings(max_examples=25, deadline=None)
@given(
    step=st.sampled_from([1.0, 5.0, 25.0]),
    x=st.floats(-280, 280),
    y=st.floats(-280, 280),
    up=st.floats(-6, 6),
    bank=st.sampled_from([0.0, 1.0, 2.5]),
    seed=st.integers(0, 99),
)
def test_the_ground_about_a_patch_is_as_it_was(step, x, y, up, bank, seed):
    rough = np.random.default_rng(seed).normal(200, 2, ground(step).z.shape).astype(np.float32)
    field = HeightField(rough, EAST - 300, NORTH + 300, step)
    after = shape_terrain(field, [Piece(square(12, x, y), up=up, bank=bank)])
    assert after.z is field.z
    assert isinstance(after, ShapedField)
    west, south, east, north = extent(after.patches[0])
    t = np.linspace(0, 1, 97)
    for u, v in ((0, t), (1, t), (t, 0), (t, 1)):
        px, py = west + u * (east - west) + 0 * t, south + v * (north - south) + 0 * t
        inner = (abs(px - EAST) < 299) & (abs(py - NORTH) < 299)
        assert after.sample(px, py)[inner] == pytest.approx(field.sample(px, py)[inner], abs=1e-3)


def test_buildings_stand_on_shaped_ground():
    after = shape_terrain(ground(25.0), [Piece(square(20), altitude=196.0)])
    places = np.concatenate([square(8), square(8, 60.0)])
    starts = np.array([0, 1, 2], np.int64)
    polygons = Polygons(places, None, np.array([0, 4, 8], np.int64), starts, starts)
    assert ground_under(polygons, after)[:, 0] == pytest.approx([196.0, 200.0])
