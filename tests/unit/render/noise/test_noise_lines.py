"""Axes of roads on the ground, on bridges, and their slopes."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from jumeau.render.noise.lines import ABOVE, axes_of, slopes_of
from jumeau.render.noise.standing import nothing
from jumeau.simulation.noise.triangles import ground_mesh

X, Y = 700_000.0, 6_600_000.0
BOX = (X, Y, X + 600.0, Y + 400.0)


def hills(x, y):
    return 100.0 + 8.0 * np.sin((x - X) / 60.0) + 5.0 * np.cos((y - Y) / 45.0)


def ramp(x, y):
    return 100.0 + 0.08 * (x - X)


def axis(*places):
    return np.array(places, float) + np.array([X, Y])


def laid(mesh, *lines, level=0.0, heights=None):
    z = heights or [np.full(len(x), np.nan) for x in lines]
    every = np.full(len(lines), level)
    return axes_of([(x,) for x in lines], [(x,) for x in z], every, mesh, nothing(), Counter())


def test_a_road_follows_the_ground() -> None:
    mesh = ground_mesh(hills, BOX, 2.0, 0.3)
    lines = axis((10, 20), (550, 300)), axis((20, 350), (300, 200), (580, 60))
    axes = laid(mesh, *lines)
    assert axes.owner.tolist() == [0, 1]
    at = axes.points
    assert at[:, 2] - mesh.altitude(at[:, 0], at[:, 1]) == pytest.approx(ABOVE)
    for k in range(2):
        own = at[axes.start[k] : axes.start[k + 1]]
        assert own[0, :2] == pytest.approx(lines[k][0])
        assert own[-1, :2] == pytest.approx(lines[k][-1])
        share = np.linspace(0.0, 1.0, 50)[:, None, None]
        between = (own[:-1] + share * np.diff(own, axis=0)).reshape(-1, 3)
        above = between[:, 2] - mesh.altitude(between[:, 0], between[:, 1])
        assert above.min() > -0.1
        assert above.max() < 0.25


def test_on_level_ground_nothing_is_added() -> None:
    mesh = ground_mesh(lambda x, y: np.zeros(x.shape), BOX, 2.0, 0.3)
    axes = laid(mesh, axis((10, 20), (300, 20.2), (550, 20)))
    assert len(axes.points) == 2  # a bend of 20 cm is simplified
    assert axes.points[:, 2] == pytest.approx(ABOVE)


def test_a_bridge_runs_straight_or_as_its_source_tells() -> None:
    mesh = ground_mesh(hills, BOX, 2.0, 0.3)
    line = axis((10, 20), (150, 20), (290, 20))
    straight = laid(mesh, line, level=1.0).points
    ends = mesh.altitude(line[[0, -1], 0], line[[0, -1], 1])
    middle = max((ends[0] + ends[1]) / 2.0, mesh.altitude(line[1:2, 0], line[1:2, 1])[0])
    assert straight[1, 2] == pytest.approx(middle + ABOVE)
    told = laid(mesh, line, level=1.0, heights=[np.array([118.0, 121.0, 118.0])]).points
    assert told[:, 2] == pytest.approx(np.array([118.0, 121.0, 118.0]) + ABOVE)


def test_slopes_are_told_along_the_way_that_is_drawn() -> None:
    mesh = ground_mesh(ramp, BOX, 2.0, 0.05)
    up, down = axis((10, 20), (510, 20)), axis((510, 60), (10, 60))
    whose, length, slope = slopes_of(laid(mesh, up, down))
    for k, expected in enumerate((8.0, -8.0)):
        own = whose == k
        assert length[own].sum() == pytest.approx(500.0)
        assert np.average(slope[own], weights=length[own]) == pytest.approx(expected, abs=0.05)
