"""Emission of roads: laws of the method, limits, and what is told of bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumeau.errors import InputError
from jumeau.simulation.noise.bands import SILENT, a_weighted
from jumeau.simulation.noise.emission.road import (
    CROSSING,
    ROUNDABOUT,
    clamped,
    road_power,
    road_table,
)

CARS = [[1000.0, 0.0, 0.0, 0.0, 0.0]]
TRUCKS = [[0.0, 0.0, 100.0, 0.0, 0.0]]


def total(power):
    return float(a_weighted(power)[0])


def test_one_category_by_hand():
    # 1000 cars an hour at the reference speed of 70 km/h, 20 degrees, reference surface: both
    # parts are the coefficients themselves (table F-1 of 2021), 10 lg(1000 / 70 000) apart.
    rolling = np.array([83.1, 89.2, 87.7, 93.1, 100.1, 96.7, 86.8, 76.2])
    propulsion = np.array([97.9, 92.5, 90.7, 87.2, 84.7, 88.0, 84.4, 77.1])
    one = 10 * np.log10(10 ** (rolling / 10) + 10 ** (propulsion / 10))
    found = road_power(CARS, 70.0, temperature=20.0)[0]
    np.testing.assert_allclose(found, one - 10 * np.log10(70.0), atol=1e-9)


def test_two_wheelers_do_not_roll():
    warm, cold = (road_power([[0, 0, 0, 0, 50.0]], 60.0, temperature=x) for x in (30.0, -10.0))
    np.testing.assert_array_equal(warm, cold)


def test_editions_differ_by_about_three_decibels():
    new, old = (road_power(CARS, 50.0, table=x) for x in ("2021", "2015"))
    assert 2.0 < total(new) - total(old) < 4.0


@given(st.floats(0.1, 5000.0), st.floats(20.0, 130.0), st.sampled_from(range(5)))
def test_twice_the_traffic_is_three_decibels(flow, speed, category):
    flows = np.zeros((2, 5))
    flows[:, category] = flow, 2 * flow
    power = road_power(flows, speed)
    np.testing.assert_allclose(power[1] - power[0], 10 * np.log10(2.0), atol=1e-9)


@given(st.floats(50.0, 125.0))
def test_faster_cars_are_louder(speed):
    slow, fast = (road_power(CARS, x) for x in (speed, speed + 5.0))
    assert total(fast) > total(slow)


def test_slopes_of_both_ways_lie_between():
    up, down, both = (
        total(road_power(TRUCKS, 50.0, slope=s, both_ways=b))
        for s, b in ((8.0, False), (-8.0, False), (8.0, True))
    )
    exact = 10 * np.log10(0.5 * (10 ** (up / 10) + 10 ** (down / 10)))
    assert min(up, down) < both < max(up, down)
    assert both == pytest.approx(exact, abs=1e-9)
    assert total(road_power(TRUCKS, 50.0, slope=30.0)) == total(
        road_power(TRUCKS, 50.0, slope=12.0)
    )


def test_junctions_count_within_100_metres():
    free = road_power(CARS, 50.0)
    for kind in (CROSSING, ROUNDABOUT):
        at, beyond = (road_power(CARS, 50.0, "DEF", 0.0, x, kind) for x in (0.0, 100.0))
        np.testing.assert_array_equal(beyond, free)
        assert at[0, 0] > free[0, 0]  # propulsion rules the lowest band
        assert at[0, 4] < free[0, 4]  # rolling the one at 1 kHz


def test_studs_are_heard_on_cars_only():
    bare, studded = (road_power(CARS, 70.0, studded_share=x, studded_months=4) for x in (0, 0.5))
    assert total(studded) > total(bare)
    np.testing.assert_array_equal(
        road_power(TRUCKS, 70.0, studded_share=1.0, studded_months=12), road_power(TRUCKS, 70.0)
    )


def test_speeds_beyond_the_method_are_taken_at_its_limits():
    assert clamped([0.0, 19.9, 20.0, 130.0, 400.0, np.nan]).tolist() == [
        True, True, False, False, True, True,
    ]  # fmt: skip
    np.testing.assert_array_equal(road_power(CARS, 0.0), road_power(CARS, 20.0))
    np.testing.assert_array_equal(road_power(CARS, 400.0), road_power(CARS, 130.0))
    np.testing.assert_array_equal(road_power(CARS, np.nan), road_power(CARS, 20.0))


def test_nothing_drives():
    np.testing.assert_array_equal(road_power(np.zeros((2, 5)), 50.0), np.full((2, 8), SILENT))


def test_rows_do_not_depend_on_their_neighbours():
    random = np.random.default_rng(7)
    flows, speeds = random.uniform(0, 900, (40, 5)), random.uniform(10, 140, (40, 5))
    codes = random.choice(road_table().surfaces, 40)
    rest = random.uniform(-14, 14, 40), random.uniform(0, 150, 40), random.integers(0, 3, 40)
    every = road_power(flows, speeds, codes, *rest)
    for k in (0, 17, 39):
        one = road_power(flows[[k]], speeds[[k]], codes[[k]], *(x[[k]] for x in rest))
        np.testing.assert_array_equal(every[k], one[0])
    np.testing.assert_array_equal(every, road_power(flows, speeds, road_table().rows(codes), *rest))


def test_surfaces():
    new, old = road_table(), road_table("2015")
    assert new.surfaces == ("DEF", "FR1D", "FR1N", "FR2D", "FR2N", "FR3D", "FR3N", "FR_R2",
                            *(f"NL{x:02d}" for x in range(1, 15)))  # fmt: skip
    assert set(new.surfaces) == set(old.surfaces)
    french = {x for x, y in zip(new.surfaces, new.fitted_elsewhere, strict=True) if y}
    assert french == {x for x in new.surfaces if x.startswith("FR")}
    assert not old.fitted_elsewhere.any()
    # A porous surface takes from propulsion too; a rough one adds to rolling only.
    assert total(road_power(CARS, 90.0, "NL02")) < total(road_power(CARS, 90.0))
    mopeds = [[0, 0, 0, 100.0, 0]]
    np.testing.assert_array_equal(road_power(mopeds, 45.0, "NL11"), road_power(mopeds, 45.0))


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("noise_emission.surface", lambda: road_power(CARS, 50.0, "LUNAR")),
        ("noise_emission.surface", lambda: road_power(CARS, 50.0, [99])),
        ("noise_emission.table", lambda: road_power(CARS, 50.0, table="1999")),
        ("noise_emission.flow", lambda: road_power([[-1.0, 0, 0, 0, 0]], 50.0)),
        ("noise_emission.flow", lambda: road_power([[np.nan, 0, 0, 0, 0]], 50.0)),
    ],
)
def test_what_cannot_be_computed(code, call):
    with pytest.raises(InputError) as told:
        call()
    assert told.value.code == code
