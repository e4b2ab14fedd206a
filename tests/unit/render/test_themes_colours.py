"""Palettes are told apart by colour-blind eyes, ramps run from light to dark."""

from __future__ import annotations

import numpy as np
import pytest

from jumeau.render import look
from jumeau.render.colour_vision import MATRICES, difference, lab_of
from jumeau.render.themes import climate, noise, people, plan
from jumeau.render.themes.dress import OPACITY
from jumeau.render.themes.ramps import RAMPS, in_order, linear, mixed, ramp, table


def as_seen(colours, deficiency: str) -> np.ndarray:
    """Return L*a*b* of colours on the paled ground, for eyes with a deficiency."""
    on_ground = np.array(colours) * OPACITY + np.array(look.PALE) * (1 - OPACITY)
    return lab_of(linear(on_ground) @ MATRICES[deficiency].T)


def nearest(colours, deficiency: str) -> float:
    """Return the least difference of two colours of a palette."""
    seen = as_seen(colours, deficiency)
    apart = difference(seen[:, None], seen[None])
    return float(apart[np.triu_indices(len(seen), 1)].min())


def test_the_differences_are_those_that_are_published():
    # sRGB red: L*a*b* (53.24, 80.09, 67.20).
    (red,) = lab_of(linear(np.array([[255, 0, 0]])))
    assert red == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    # Pairs 1, 7, 17 and 25 of the paper's table 1.
    for one, other, expected in (
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ):
        found = difference(np.array(one, float), np.array(other, float))
        assert found == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("deficiency", list(MATRICES))
def test_the_classes_of_noise_are_told_apart(deficiency):
    mapped = noise.PALETTES["standard"][2:]  # 50 dB and more: what is published
    assert nearest(mapped, deficiency) > 8
    assert nearest(noise.PALETTES["standard"], deficiency) > 5
    lightness = as_seen(mapped, deficiency)[:, 0]
    assert (np.diff(lightness) < -1).all()  # louder is darker, without any colour too


def test_the_scale_of_french_services_is_not_safe_and_so_not_the_first():
    assert min(nearest(noise.PALETTES["nf_s_31_130"], x) for x in MATRICES) < 2
    assert next(iter(noise.PALETTES)) == "standard"


@pytest.mark.parametrize("deficiency", list(MATRICES))
def test_kinds_of_neighbourhood_are_told_apart(deficiency):
    assert nearest(climate.PALETTES["standard"], deficiency) > 5


def test_the_published_colours_of_neighbourhoods_are_not_safe_and_so_not_the_first():
    assert min(nearest(climate.PALETTES["cerema"], x) for x in MATRICES) < 1
    assert next(iter(climate.PALETTES)) == "standard"


@pytest.mark.parametrize("deficiency", list(MATRICES))
def test_zones_of_the_plan_are_told_apart(deficiency):
    assert nearest(plan.PALETTES["standard"][:5], deficiency) > 4


@pytest.mark.parametrize("deficiency", list(MATRICES))
def test_classes_of_residents_run_from_light_to_dark(deficiency):
    lightness = as_seen([e.colour for e in people._entries((50, 100))[:3]], deficiency)[:, 0]
    assert (np.diff(lightness) < -3).all()


@pytest.mark.parametrize("name", RAMPS)
@pytest.mark.parametrize("deficiency", list(MATRICES))
def test_ramps_never_turn_back(name, deficiency):
    lightness = lab_of(linear(table(name).astype(float)) @ MATRICES[deficiency].T)[:, 0]
    assert (np.diff(lightness) < 0.05).all()
    assert lightness[0] - lightness[-1] > 40


def test_equal_steps_of_a_ramp_look_equal():
    seen = lab_of(linear(table("heat").astype(float)))[::16]
    steps = np.linalg.norm(np.diff(seen, axis=0), axis=1)
    assert steps.max() / steps.min() < 2.5


def test_the_ends_of_a_ramp_are_round_and_leave_stray_cells_out():
    values = np.concatenate([np.linspace(28.31, 52.8, 5000), [-40.0, 99.0]])
    found = ramp("heat", values, "°C")
    assert (found.low, found.high) == (28.0, 53.0)
    assert found.below
    assert found.above
    small = ramp("leaf", np.linspace(0.2, 17.3, 900), "m", from_zero=True)
    assert (small.low, small.high, small.below) == (0.0, 18.0, False)


def test_a_ramp_of_one_value_has_two_ends():
    found = ramp("blue", np.full(10, 3.0), "")
    assert found.low <= 3.0 < found.high
    assert ramp("blue", np.empty(0), "") is None


def test_the_colours_of_a_picture_are_put_in_their_order_again():
    stops = ((20.0, 40.0, 130.0), (70.0, 130.0, 180.0), (250.0, 230.0, 120.0), (140.0, 10.0, 10.0))
    original = mixed(stops, 200).round().astype(np.uint8)
    shuffled = np.random.default_rng(4).permutation(np.repeat(original, 5, axis=0))
    found = np.array(in_order(shuffled))
    assert found[0] == pytest.approx(original[0], abs=2)
    assert found[-1] == pytest.approx(original[-1], abs=2)
    middle = original[np.linspace(0, 199, 24).astype(int)].astype(float)
    assert np.abs(found - middle).max() < 40


def test_a_photograph_has_no_ramp():
    pixels = np.random.default_rng(1).integers(0, 256, (4000, 3)).astype(np.uint8)
    assert in_order(pixels) == ()
