"""Bounds of classes: published values, and the optimum by exhaustive search."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from jumeau.errors import InputError
from jumeau.render.styling.classing import bounds, natural_breaks, pretty, tidied
from jumeau.render.styling.named import STANDARDS


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [  # what R 4 answers to pretty(c(low, high)), n = 5
        (0, 97, (0, 20, 40, 60, 80, 100)),
        (1, 10, (0, 2, 4, 6, 8, 10)),
        (1, 3, (1, 1.5, 2, 2.5, 3)),
        (-1, 1, (-1, -0.5, 0, 0.5, 1)),
        (0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1)),
        (1, 100, (0, 20, 40, 60, 80, 100)),
    ],
)
def test_round_steps_are_those_of_r(low, high, expected):
    assert pretty(low, high, 5) == pytest.approx(expected)


def squares(values: np.ndarray, starts: tuple[int, ...]) -> float:
    pieces = np.split(values, starts)
    return float(sum(((x - x.mean()) ** 2).sum() for x in pieces))


@pytest.mark.parametrize("count", [2, 3, 4])
def test_natural_breaks_have_the_least_variance_within_classes(count):
    rng = np.random.default_rng(count)
    values = np.sort(np.concatenate([rng.normal(m, 1.0, 5) for m in (0, 6, 9)]))
    found = natural_breaks(values, count)
    starts = tuple(int(np.searchsorted(values, x)) for x in found[1:-1])
    best = min(squares(values, s) for s in itertools.combinations(range(1, len(values)), count - 1))
    assert squares(values, starts) == pytest.approx(best)
    assert found[0] == values[0]
    assert found[-1] == values[-1]


def test_natural_breaks_weigh_repeated_values():
    values = np.array([1.0] * 50 + [2.0, 3.0, 9.0, 10.0])
    assert natural_breaks(values, 2) == (1.0, 9.0, 10.0)


def test_natural_breaks_of_many_values_are_found_on_a_sample():
    values = np.concatenate([np.linspace(0, 1, 30_000), np.linspace(50, 51, 30_000)])
    found = natural_breaks(values, 2)
    assert 1.0 < found[1] <= 50.0 + 1e-3


def test_quantiles_are_of_the_seventh_type():
    # quantile(1:10) in R
    assert bounds(np.arange(1.0, 11.0), "quantiles", 4) == (1.0, 3.25, 5.5, 7.75, 10.0)


def test_ties_leave_no_empty_class():
    found = bounds(np.array([0.0] * 90 + [1.0] * 10), "quantiles", 5)
    assert all(b > a for a, b in itertools.pairwise(found))


def test_what_is_unknown_does_not_count():
    values = np.array([np.nan, 0.0, 10.0, np.inf])
    assert bounds(values, "equal", 2) == (0.0, 5.0, 10.0)


def test_own_bounds_and_standards_are_taken_as_they_are():
    assert bounds(np.array([1.0]), "manual", 5, manual=(0, 3, 7)) == (0.0, 3.0, 7.0)
    assert bounds(np.array([1.0]), "noise_5db", 5) == STANDARDS["noise_5db"].bounds


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"method": "magic", "count": 5}, "styling.method_unknown"),
        ({"method": "equal", "count": 1}, "styling.count"),
        ({"method": "equal", "count": 13}, "styling.count"),
        ({"method": "manual", "count": 2, "manual": (3.0, 1.0)}, "styling.manual_bounds"),
        ({"method": "manual", "count": 2, "manual": (3.0,)}, "styling.manual_bounds"),
    ],
)
def test_what_cannot_be_is_refused(arguments, code):
    with pytest.raises(InputError) as caught:
        bounds(np.array([1.0, 2.0]), **arguments)
    assert caught.value.code == code


def test_a_field_without_values_has_no_bounds():
    with pytest.raises(InputError, match="no_values"):
        bounds(np.array([np.nan]), "quantiles", 3)


def test_bounds_are_rounded_as_far_as_they_stay_apart():
    assert tidied((0.13, 3.217, 6.62, 9.94)) == (0.1, 3.2, 6.6, 10.0)
    assert tidied((1003.0, 1003.2, 1400.0)) == (1003.0, 1003.2, 1400.0)
    low, *_, high = tidied((17.3, 44.0, 990.7))
    assert low <= 17.3
    assert high >= 990.7


def test_bounds_of_standards_rise():
    for standard in STANDARDS.values():
        assert all(b > a for a, b in itertools.pairwise(standard.bounds))
        classes = len(standard.bounds) - 1 if standard.bounds else len(standard.values)
        assert classes >= 3
        assert not standard.colours or len(standard.colours) == classes
