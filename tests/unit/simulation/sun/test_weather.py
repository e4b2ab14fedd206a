"""A clear sky: beside what is known of it, in polar night, and with the radiation closed."""

from __future__ import annotations

import numpy as np
import pytest

from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.position import sun_positions
from jumeau.simulation.sun.weather import clear_sky, clear_sky_year

CLERMONT = SunPlace(45.78, 3.09, 380.0)


def test_a_clear_year_adds_up():
    sky = clear_sky_year(CLERMONT, 2025)
    assert len(sky) == 8760
    # The global radiation is what arrives straight on the level plane and what is scattered.
    suns = sun_positions(CLERMONT, sky.instants)
    level = sky.dni * np.maximum(np.sin(np.radians(suns.elevation)), 0.0)
    high = suns.elevation > 5
    np.testing.assert_allclose(sky.ghi[high], (level + sky.dhi)[high], atol=1.0)
    # Clear years of this latitude give 1.7 to 2.0 MWh/m2, half as much again as real ones.
    assert 1650 < sky.yearly < 2050
    assert not sky.ghi[suns.elevation < -1].any()


def test_haze_takes_direct_light_and_gives_scattered_light():
    noon = np.array(["2025-06-21T12:00:00"], "datetime64[s]")
    clean, hazy = (clear_sky(CLERMONT, noon, 1.0, turbidity=x) for x in (2.0, 6.0))
    assert hazy.dni[0] < 0.75 * clean.dni[0]
    assert hazy.dhi[0] > 1.5 * clean.dhi[0]


def test_polar_night_is_dark():
    days = np.arange("2025-12-10", "2026-01-01", dtype="datetime64[h]")
    sky = clear_sky(SunPlace(78.2, 15.6), days, 1.0)
    assert sky.yearly == 0.0
    assert np.isfinite([sky.ghi, sky.dni, sky.dhi]).all()


def test_part_of_a_year():
    sky = clear_sky_year(CLERMONT, 2025)
    june = (sky.instants >= np.datetime64("2025-06-01")) & (sky.instants < np.datetime64("2025-07"))
    assert len(sky.only(june)) == 720
    assert sky.only(june).yearly == pytest.approx(float(sky.ghi[june].sum()) / 1000)
