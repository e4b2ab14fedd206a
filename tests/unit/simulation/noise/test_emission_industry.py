"""Industry: points, lines, areas; the power of a whole does not depend on how it is told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumeau.errors import InputError
from jumeau.simulation.noise.bands import SILENT, a_weighted
from jumeau.simulation.noise.emission.industry import (
    FLAT,
    SPECTRA,
    area,
    bands_of,
    line,
    points,
    working,
)

POWER = np.linspace(90.0, 70.0, 8)
SQUARE = np.array([[0.0, 0.0], [40.0, 0.0], [40.0, 25.0], [0.0, 25.0]]) + 650_000.0


@given(st.floats(20.0, 140.0), st.sampled_from(sorted(SPECTRA)))
def test_a_total_is_kept(total, shape):
    bands = bands_of(total, SPECTRA[shape])
    assert a_weighted(bands) == pytest.approx(total, abs=1e-9)
    np.testing.assert_allclose(np.diff(bands), np.diff(SPECTRA[shape]), atol=1e-9)


def test_working_half_the_time_is_three_decibels_less():
    np.testing.assert_allclose(POWER - working(POWER, 0.5), 10 * np.log10(2.0))
    np.testing.assert_array_equal(working(POWER, 0.0), np.full(8, SILENT))


def test_points_are_sections_of_their_own():
    made = points([[0, 0, 3], [5, 5, 4]], POWER)
    assert made.sources.sections == 2
    np.testing.assert_array_equal(made.power, [POWER, POWER])


def test_a_line_spreads_its_power():
    bent = [[0, 0, 2], [30, 40, 2], [30, 40, 52]]  # 50 m and 50 m
    np.testing.assert_allclose(line(bent, POWER).power[0], POWER - 20.0)
    np.testing.assert_array_equal(line(bent, POWER, whole=False).power[0], POWER)


@given(st.floats(0.5, 60.0))
def test_an_area_keeps_its_power_whatever_the_grid(step):
    made = area(SQUARE, 6.0, POWER, step)
    count = len(made.sources.points)
    assert count >= 3
    assert (made.sources.section == 0).all()
    assert (made.sources.points[:, 2] == 6.0).all()
    np.testing.assert_allclose(made.power[0] + 10 * np.log10(count), POWER)
    each = area(SQUARE, 6.0, POWER, step, whole=False)
    np.testing.assert_allclose(each.power[0] + 10 * np.log10(count), POWER + 10 * np.log10(1000.0))


def test_areas_share_the_grid_of_the_world():
    moved = SQUARE + np.array([10.0, 0.0])
    one, other = (area(x, 0.0, POWER, 5.0).sources.points for x in (SQUARE, moved))
    assert {tuple(x) for x in one} & {tuple(x) for x in other}


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("noise_emission.no_length", lambda: line([[0, 0, 0], [0, 0, 0]], POWER)),
        ("noise_emission.no_area", lambda: area([[0, 0], [1, 1], [2, 2]], 0.0, POWER)),
        ("noise_emission.spectrum_shape", lambda: bands_of(90.0, FLAT[:7])),
    ],
)
def test_what_cannot_be_computed(code, call):
    with pytest.raises(InputError) as told:
        call()
    assert told.value.code == code
