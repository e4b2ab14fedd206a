"""Which colours colour-blind eyes confuse; the difference of colours by its published values."""

from __future__ import annotations

import numpy as np
import pytest

from jumeau.render.colour_vision import DEFICIENCIES, NORMAL, confused, difference, simulated
from jumeau.render.styling.ramps import DEFAULT_RAMP, RAMPS, RampKind, ramp_colours


# Sharma, Wu and Dalal 2005, doi:10.1002/col.20070, table 1.
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (50.0, 3.1736, 0.5854), 1.0),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_is_the_published_one(one, other, expected):
    found = difference(np.array([one]), np.array([other]))
    assert found[0] == pytest.approx(expected, abs=1e-4)


def test_grey_stays_grey_and_normal_eyes_change_nothing():
    for name in DEFICIENCIES:
        (grey,) = simulated(["#808080"], name)
        parts = [int(grey[k : k + 2], 16) for k in (1, 3, 5)]
        assert max(parts) - min(parts) <= 2
    assert simulated(["#12AB9F"], NORMAL) == ("#12AB9F",)


def test_red_and_green_are_confused_and_blue_and_yellow_are_not():
    found = confused(["#B23A2E", "#7A6A1F", "#0072B2"], share=1.0, least=12.0)
    assert [(one, other) for one, other, _ in found] == [(0, 1)]
    assert found[0][2] in ("protan", "deutan")
    assert confused(["#0072B2", "#F0E442"]) == ()


def test_of_a_scale_only_neighbours_are_compared():
    ends = ["#FFFFFF", "#404040", "#FFFFFF"]
    assert confused(ends, neighbours=True) == ()
    assert confused(ends) == ((0, 2, NORMAL),)
    assert confused(["#FFFFFF"]) == ()


@pytest.mark.parametrize(
    "name", [n for n, x in RAMPS.items() if x.safe and x.kind is not RampKind.QUALITATIVE]
)
def test_a_ramp_that_is_called_safe_keeps_its_classes_apart(name):
    for count, least in ((5, 6.0), (7, 4.5)):
        assert confused(ramp_colours(name, count), neighbours=True, least=least) == ()


def test_the_ramp_of_all_styles_is_safer_than_the_others():
    assert RAMPS[DEFAULT_RAMP].safe
    assert confused(ramp_colours(DEFAULT_RAMP, 5), neighbours=True, least=9.0) == ()
    # Its two ends, which mean opposite things, look alike to some eyes.
    both_ends = [ramp_colours("gnylrd", 7)[k] for k in (0, 6)]
    assert not RAMPS["gnylrd"].safe
    assert confused(both_ends, least=8.0)
