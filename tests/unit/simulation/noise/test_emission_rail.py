"""Emission of trains and trams: laws of the method, and what is told of bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumeau.errors import InputError
from jumeau.simulation.noise.bands import SILENT, a_weighted
from jumeau.simulation.noise.emission.rail import (
    ALONG_A_LINE,
    Passing,
    Track,
    passing_parts,
    rail_power,
    squeal,
    vehicle_parts,
)
from jumeau.simulation.noise.emission.rolling_stock import (
    TRAM,
    spectra,
    trainsets,
    units_of,
    vehicles,
)

PLAIN = Track()


def one(passing, track=PLAIN):
    return rail_power([[passing]], [track])[0]


def test_what_the_tables_hold():
    assert len(vehicles()) > 90
    for name in trainsets():
        assert all(units > 0 for _, units in units_of(name))
    kinds = {"transfer": "vehicle_transfer", "contact": "contact_filter",
             "roughness": "wheel_roughness", "aerodynamic": "aerodynamic"}  # fmt: skip
    for vehicle in vehicles().values():
        for field, kind in kinds.items():
            height = "A" if field == "aerodynamic" else ""
            name = getattr(vehicle, field)
            assert not name or (kind, name, height) in spectra(), vehicle


def test_aerodynamic_noise_begins_at_200():
    assert vehicle_parts("SNCF2", 199.0, "constant", PLAIN).aerodynamic_b is None
    at, twice = (vehicle_parts("SNCF2", x, "constant", PLAIN).aerodynamic_b for x in (300.0, 320.0))
    np.testing.assert_allclose(twice - at, 50.0 * math.log10(320 / 300), atol=1e-9)


def test_high_sources_are_heard_at_four_metres():
    slow = one(Passing("SNCF2", 4.0, 80.0))
    fast = one(Passing("SNCF2", 4.0, 300.0))
    assert a_weighted(slow)[1] < 0.0  # its engines are low
    assert a_weighted(fast)[1] > 60.0  # pantograph


@pytest.mark.parametrize(
    ("radius", "length", "tram", "more"),
    [(250, 80, False, 8), (300, 80, False, 8), (400, 80, False, 5), (501, 80, False, 0),
     (250, 40, False, 0), (-250, 80, False, 8), (150, 20, True, 5), (250, 80, True, 0)],
)  # fmt: skip
def test_squeal(radius, length, tram, more):
    assert squeal(radius, length, tram=tram) == more
    bent = Track(radius=radius, curve_length=length, tram=tram)
    away = vehicle_parts(TRAM, 40.0, "constant", bent).rolling
    np.testing.assert_allclose(away - vehicle_parts(TRAM, 40.0, "constant", PLAIN).rolling, more)


@given(st.floats(0.1, 60.0), st.floats(25.0, 99.0))
def test_twice_the_trams_are_three_decibels(count, speed):
    single, double = (one(Passing(TRAM, x, speed)) for x in (count, 2 * count))
    np.testing.assert_allclose(double - single, 10 * np.log10(2.0), atol=1e-9)
    np.testing.assert_allclose(one(Passing(TRAM, count, speed, 2.0)), double, atol=1e-9)
    np.testing.assert_allclose(one(Passing(TRAM, 2 * count, speed), Track(tracks=2)), single)


def test_joints_and_bridges_add():
    quiet = vehicle_parts(TRAM, 40.0, "constant", PLAIN)
    joints, more = (
        vehicle_parts(TRAM, 40.0, "constant", Track(impact="SNCF1", joints=x)) for x in (1.0, 3.0)
    )
    assert (joints.rolling > quiet.rolling).all()
    assert (more.rolling > joints.rolling).all()
    steel = vehicle_parts(TRAM, 40.0, "constant", Track(bridge="EU4"))
    assert quiet.bridge is None
    assert steel.bridge is not None
    # The French tables tell bridges as a constant on rolling noise.
    metal = vehicle_parts(TRAM, 40.0, "constant", Track(bridge="SNCF2"))
    np.testing.assert_allclose(metal.rolling - quiet.rolling, 5.0)


def test_octaves_are_the_sums_of_their_thirds():
    (parts,) = passing_parts(Passing("SNCF6", 3.0, 120.0), PLAIN)
    low = 10 ** (parts.rolling / 10) + 10 ** (parts.traction_a / 10)
    found = one(Passing("SNCF6", 3.0, 120.0))
    np.testing.assert_allclose(found[0], 10 * np.log10(low.reshape(8, 3).sum(1)), atol=1e-9)


def test_a_train_is_its_vehicles():
    made = [Passing(x.id, 2.0, 100.0, units) for x, units in units_of("FRET")]
    np.testing.assert_allclose(one(Passing("FRET", 2.0, 100.0)), rail_power([made], [PLAIN])[0])


def test_the_least_speed_counts():
    limited = one(Passing("SNCF2", 1.0, 300.0), Track(speed=80.0))
    free = one(Passing("SNCF2", 1.0, 80.0))
    np.testing.assert_array_equal(limited, free)
    # A Corail coach is made for 200 km/h; 0 and 20 km/h are the same.
    np.testing.assert_array_equal(
        one(Passing("SNCF73", 1.0, 350.0)), one(Passing("SNCF73", 1, 200))
    )
    np.testing.assert_array_equal(one(Passing(TRAM, 1.0, 0.0)), one(Passing(TRAM, 1.0, 20.0)))


def test_tunnels_and_empty_lines_are_silent():
    silent = np.full((2, 8), SILENT)
    np.testing.assert_array_equal(one(Passing(TRAM, 9.0, 40.0), Track(tunnel=True)), silent)
    np.testing.assert_array_equal(one(Passing(TRAM, 0.0, 40.0)), silent)


def test_directivity_along_a_line_by_hand():
    angles = (np.arange(1000) + 0.5) / 1000 * math.pi
    assert pytest.approx(10 * np.log10((0.01 + 0.99 * np.sin(angles) ** 2).mean())) == ALONG_A_LINE


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("noise_emission.vehicle", lambda: one(Passing("HYPERLOOP", 1.0, 900.0))),
        ("noise_emission.spectrum", lambda: one(Passing(TRAM, 1.0, 40.0), Track("GRASS"))),
        ("noise_emission.spectrum", lambda: one(Passing("SNCF2", 1, 80, 1, "accelerating"))),
        ("noise_emission.trains", lambda: one(Passing(TRAM, -1.0, 40.0))),
        ("noise_emission.trains", lambda: one(Passing(TRAM, math.nan, 40.0))),
    ],
)
def test_what_cannot_be_computed(code, call):
    with pytest.raises(InputError) as told:
        call()
    assert told.value.code == code
