"""Differences at shared receivers."""

from __future__ import annotations

import numpy as np

from jumeau.simulation.noise.difference import change_of, in_footprints, shared_facades
from jumeau.simulation.noise.facade_receivers import facade_receivers
from tests.unit.simulation.noise.places import SOUTH, WEST, block, scene_of


def test_places_in_either_footprint_are_left_out() -> None:
    today, project = scene_of(block(0, 0, 10, 10)), scene_of(block(30, 0, 10, 10))
    places = np.array([[0.0, 0.0, 4.0], [30.0, 0.0, 4.0], [15.0, 0.0, 4.0]])
    places[:, :2] += (WEST, SOUTH)
    out = in_footprints(places, today, project)
    assert out.tolist() == [True, True, False]
    change = change_of(np.array([50.0, 50.0, 50.0]), np.array([40.0, 60.0, 47.5]), out)
    assert np.isnan(change[:2]).all()
    assert change[2] == -2.5
    assert not in_footprints(places, scene_of()).any()


def test_facades_are_paired_by_their_places() -> None:
    """One house is torn down and one is built; the third one's receivers are paired."""
    stays, goes, comes = block(0, 0, 10, 8), block(40, 0, 12, 8), block(0, 30, 14, 8)
    before = facade_receivers(scene_of(goes, stays), None, 5.0)
    after = facade_receivers(scene_of(stays, comes), None, 5.0)
    i, j = shared_facades(before, after)
    assert len(i) == (before.building == 1).sum() > 0
    assert (before.building[i] == 1).all()
    assert (after.building[j] == 0).all()
    np.testing.assert_array_equal(before.points[i], after.points[j])
    assert (np.diff(i) > 0).all()
