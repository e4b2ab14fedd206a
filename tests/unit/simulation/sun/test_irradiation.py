"""Energy from sun and sky beside pvlib's transposition, and what shade takes of it."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest

from jumeau.simulation.sun.facades import Cells
from jumeau.simulation.sun.far import FarRelief
from jumeau.simulation.sun.horizon import skyline
from jumeau.simulation.sun.irradiation import (
    cumulative_sky,
    extraterrestrial,
    irradiation,
    irradiation_on_cells,
    normals_of,
)
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.position import sun_positions
from jumeau.simulation.sun.sky_view import margin, sky_view, sky_view_on_cells
from jumeau.simulation.surface import Surface

WEST, NORTH = 652_000.0, 6_861_100.0
PLACE = SunPlace(46.0, 3.0, 200.0)
PLANES = ((0, 180), (30, 180), (35, 90), (45, 270), (90, 180), (90, 0), (90, 120))
"""Tilt and azimuth of planes [degrees]."""


@pytest.fixture(scope="module")
def year():
    """Return suns, days, hours and light of a year with cloudy and clear hours."""
    instants = np.arange(np.datetime64("2025-01-01T00:30", "s"), np.datetime64("2026-01-01"), 3600)
    suns = sun_positions(PLACE, instants)
    days = (instants.astype("datetime64[D]") - np.datetime64("2025-01-01")).astype(float) + 1
    sine = np.maximum(np.sin(np.radians(suns.elevation)), 0.0)
    clear = np.random.default_rng(1).uniform(0.0, 1.0, len(instants))
    dni = np.where(sine > 0.02, 850.0 * clear * sine**0.3, 0.0)
    dhi = np.where(sine > 0.0, 60.0 + 250.0 * (1.0 - clear) * sine, 0.0)
    return suns, days, np.ones(len(instants)), dni * sine + dhi, dni, dhi


def flat(side=3, **fields):
    ground = np.zeros((side, side), np.float32)
    return replace(Surface(WEST, NORTH, 1.0, ground, ground.copy()), **fields)


def cells_of(normals, height=1.0, place=(1.5, 1.5)):
    """Return cells over one place, with some normals."""
    count = len(normals)
    point = (WEST + place[0], NORTH - place[1], height)
    pair = np.ones((count, 2), np.float32)
    none = np.zeros(count, np.int32)
    return Cells(
        np.tile(point, (count, 1)), np.asarray(normals, np.float32), pair, pair, none,
        none.astype(np.int16), none.astype(np.int16), none, none.astype(bool), ("a",),
    )  # fmt: skip


def plane(tilt, azimuth):
    b, a = np.radians(tilt), np.radians(azimuth)
    return np.sin(b) * np.sin(a), np.sin(b) * np.cos(a), np.cos(b)


@pytest.mark.parametrize("model", ["isotropic", "haydavies"])
def test_free_planes_receive_what_pvlib_says(year, model):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pvlib.irradiance import get_extra_radiation, get_total_irradiance
    suns, days, hours, ghi, dni, dhi = year
    sky = cumulative_sky(*year, model=model)
    found = irradiation_on_cells(cells_of([plane(*x) for x in PLANES]), flat(), sky, albedo=0.25)
    for (tilt, azimuth), value in zip(PLANES, found, strict=True):
        wanted = get_total_irradiance(
            tilt, azimuth, 90.0 - suns.elevation, suns.azimuth, dni, ghi, dhi,
            dni_extra=get_extra_radiation(days), albedo=0.25, model=model,
        )["poa_global"]  # fmt: skip
        assert value == pytest.approx(np.nansum(wanted * hours) / 1000.0, rel=0.006)


def test_light_outside_the_atmosphere():
    # The Earth is nearest to the sun in the first days of January: 1.034 of the mean.
    assert extraterrestrial(np.array([3.0]))[0] == pytest.approx(1366.1 * 1.035, rel=0.001)
    assert extraterrestrial(np.array([185.0]))[0] == pytest.approx(1366.1 * 0.9666, rel=0.001)


def test_energy_is_kept_when_suns_are_gathered(year):
    suns, _, hours, ghi, dni, _ = year
    sky = cumulative_sky(*year, model="isotropic")
    low = suns.elevation < 0.5
    assert float(sky.suns.weight.sum()) == pytest.approx((dni * hours)[~low].sum() / 1000, rel=1e-4)
    assert sky.total == pytest.approx((ghi * hours).sum() / 1000)
    assert len(sky.suns) < 1000
    assert np.diff(sky.suns.azimuth).min() > 0.0
    level = irradiation(flat(), sky, albedo=0.0)
    np.testing.assert_allclose(level, sky.total, rtol=0.002)


def test_a_wall_takes_light_from_the_ground_before_it(year):
    top = np.zeros((60, 60), np.float32)
    top[20:22] = 10.0
    surface = flat(60, top=top, ground=np.zeros_like(top))
    sky = cumulative_sky(*year)
    energy = irradiation(surface, sky)
    north, south, free = energy[19, 30], energy[22, 30], energy[59, 30]
    assert north < 0.4 * free < south < 0.9 * free
    # The roof of the wall is as free as the open ground.
    assert energy[20, 30] == pytest.approx(sky.total, rel=0.005)


def test_leaves_take_light(year):
    low, high = (np.full((40, 40), x, np.float32) for x in (np.inf, -np.inf))
    low[18:22, 18:22], high[18:22, 18:22] = 3.0, 9.0
    bare = flat(40)
    leafy = replace(bare, crown_low=low, crown_high=high)
    sky = cumulative_sky(*year, passes=0.1)
    thin = cumulative_sky(*year, passes=1.0)
    free, hidden = irradiation(bare, sky), irradiation(leafy, sky)
    assert (hidden <= free + 1e-3).all()
    assert hidden[16, 20] < 0.9 * free[16, 20]
    np.testing.assert_allclose(irradiation(leafy, thin), free, rtol=1e-5)
    np.testing.assert_allclose(irradiation(leafy, sky, trees=False), free, rtol=1e-5)
    wood = flat(160, crown_low=np.full((160, 160), 3.0, np.float32))
    wood = replace(wood, crown_high=np.full((160, 160), 9.0, np.float32))
    below = irradiation(wood, sky, albedo=0.0)
    assert below[80, 80] == pytest.approx(0.1 * sky.total, rel=0.05)
    at = cells_of([(0.0, 0.0, 1.0)], 0.0, (20.5, 16.5))
    assert irradiation_on_cells(at, leafy, sky)[0] == pytest.approx(hidden[16, 20], rel=1e-4)


def test_slopes_end_at_edges():
    # A roof that rises to the east by 1/2, on level ground; its edges fall by metres.
    top = np.zeros((12, 12), np.float32)
    top[3:9, 3:9] = 6.0 + 0.5 * np.arange(6)
    normal = normals_of(flat(12, top=top))
    east = -np.sqrt(0.2)
    np.testing.assert_allclose(normal[0, 3:9, 3:9], east, atol=1e-6)
    np.testing.assert_allclose(normal[1], 0.0, atol=1e-6)
    np.testing.assert_allclose(normal[2, 3:9, 3:9], np.sqrt(0.8), atol=1e-6)
    outside = np.ones((12, 12), bool)
    outside[3:9, 3:9] = False
    np.testing.assert_allclose(normal[0][outside], 0.0)
    # Northwards: rows run southwards.
    normal = normals_of(flat(12, top=np.ascontiguousarray(top.T)))
    np.testing.assert_allclose(normal[1, 3:9, 3:9], -east, atol=1e-6)


def test_mountains_hide_low_suns_and_low_sky(year):
    z = np.full((200, 200), -20_000.0, np.float32)
    z[:60] = 900.0  # in the north
    far = FarRelief(WEST - 2500.0, NORTH + 2500.0, 25.0, z)
    eye = (WEST + 1.5, NORTH - 1.5, 0.0)
    tangent = skyline(far, eye, np.radians([0.0, 90.0, 180.0]))
    # Its foot stands 40 cells of 25 m away, and a little.
    assert tangent[0] == pytest.approx(900.0 / 1010.0, rel=0.03)
    assert tangent[1:].tolist() == [0.0, 0.0]
    sky = cumulative_sky(*year)
    south, north = irradiation_on_cells(
        cells_of([plane(90, 180), plane(90, 0)]), flat(), sky, far=far
    )
    free = irradiation_on_cells(cells_of([plane(90, 180), plane(90, 0)]), flat(), sky)
    assert south == pytest.approx(free[0], rel=0.01)
    assert north < 0.8 * free[1]
    seen = sky_view(flat(), weighting="solid_angle", far=far)
    # A ridge without end, 41.7 degrees high: half of the sky less that wedge.
    assert seen[1, 1] == pytest.approx(1.0 - np.arctan(tangent[0]) / np.pi, abs=0.03)


def test_walls_and_roofs_see_the_sky_before_them():
    cells = cells_of([(0, 0, 1), (1, 0, 0), (0, -1, 0)])
    assert sky_view_on_cells(cells, flat()) == pytest.approx([1.0, 0.5, 0.5], abs=0.01)
    half = sky_view_on_cells(cells, flat(), weighting="solid_angle")
    assert half == pytest.approx([1.0, 0.5, 0.5], abs=0.01)


def test_the_margin_is_what_the_lowest_direction_needs():
    top = np.zeros((3, 3), np.float32)
    top[1, 1] = 20.0
    wide = margin(flat(3, top=top))
    assert wide > 20.0 / np.tan(np.radians(4.0))
    assert margin(flat(3, top=2 * top)) - 2.0 == pytest.approx(2 * (wide - 2.0))
