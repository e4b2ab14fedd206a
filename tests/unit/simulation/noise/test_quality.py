"""How far a quality is from the reference: the settings, the places, the quantiles."""

from __future__ import annotations

import numpy as np
import pytest

from jumeau.simulation.noise.bands import a_weighted, lden
from jumeau.simulation.noise.engine import attenuation, levels
from jumeau.simulation.noise.paths.index import prepared
from jumeau.simulation.noise.quality import (
    POINTS,
    deviation_of,
    drawn,
    reference_of,
    settings_of,
)
from tests.unit.simulation.noise.small_town import receivers_of, town_of

AIR = (0.5, 0.75, 1.0)


def heard(town, receivers, how):
    way = attenuation(prepared(town.scene), town.sources, receivers, how)
    return lden(a_weighted(levels(way, town.power)))


def test_what_each_quality_follows() -> None:
    coarse, preview, study = (settings_of(x, 300.0, AIR) for x in ("coarse", "preview", "study"))
    assert [x.reflection_order for x in (coarse, preview, study)] == [0, 1, 2]
    assert [x.lateral for x in (coarse, preview, study)] == [False, False, True]
    assert study.favourable == ((0.5,), (0.75,), (1.0,))
    best = reference_of(preview)
    assert (best.reflection_order, best.lateral) == (2, True)
    assert best.max_distance > preview.max_distance
    assert reference_of(settings_of("study", 1000.0, AIR)).max_distance > 1000.0


def test_places_are_drawn_once_and_for_all() -> None:
    rows = drawn(5000)
    assert len(rows) == len(set(rows.tolist())) == POINTS >= 20
    assert np.array_equal(rows, drawn(5000))
    assert drawn(7).tolist() == list(range(7))
    assert np.ptp(rows) > 2500  # from all over


def test_quantiles_are_those_of_computed_less_reference() -> None:
    town, receivers = town_of(), receivers_of(20.0)
    own = np.full(len(receivers), -1, np.int32)
    how = settings_of("preview", 150.0, AIR)
    found = heard(town, receivers, how)
    told = deviation_of(town, receivers, own, found, how, "lden")
    rows = np.flatnonzero(found > 20.0)[drawn(int((found > 20.0).sum()))]
    apart = np.sort(found[rows] - heard(town, receivers[rows], reference_of(how)))
    assert told.points == POINTS
    # Of 20 sorted values the 10 % quantile lies between the second and the third (at 1.9).
    assert told.low == pytest.approx(apart[1] + 0.9 * (apart[2] - apart[1]))
    assert told.high == pytest.approx(apart[17] + 0.1 * (apart[18] - apart[17]))
    assert told.low < told.high < 0.5  # what is left out was energy
    best = reference_of(how)
    exact = heard(town, receivers, best)
    again = deviation_of(town, receivers, own, exact, best, "lden")
    assert -0.2 < again.low <= again.high <= 0.0  # only sources still farther away are missing


def test_nothing_is_told_where_nothing_is_heard() -> None:
    town = town_of()
    town.power[:] = -99.0
    receivers = receivers_of()
    own = np.full(len(receivers), -1, np.int32)
    silent = np.full(len(receivers), -99.0)
    how = settings_of("preview", 150.0, AIR)
    assert deviation_of(town, receivers, own, silent, how, "ln") is None
