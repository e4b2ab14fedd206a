"""The model as heights on the one grid."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from jumeau.errors import InputError
from jumeau.geometry.heights import HeightSource
from jumeau.geometry.profile import Standing
from jumeau.simulation.surfaces import check_size, grid_of, surface_of, without_trees

BOX = (1000.0, 2000.0, 1060.0, 2050.0)


def level(x, y):
    return np.full(np.shape(x), 30.0)


def block(west, south, east, north, top, source=HeightSource.GUTTER) -> Standing:
    corners = np.array([(west, south), (east, south), (east, north), (west, north)])
    points = np.column_stack([corners - BOX[:2], np.full(4, top)]).astype(np.float32)
    box = np.concatenate([points.min(0), points.max(0)])[None]
    return Standing(
        "building", points, np.array([[0, 1, 2], [0, 2, 3]], np.int32), np.array([0, 4]),
        np.array([0, 2]), np.array([0, 1]), box, np.array([0]), (*BOX[:2], 0.0),
        np.array([source], np.uint8),
    )  # fmt: skip


def test_cells_are_those_of_the_one_grid():
    assert grid_of((10.2, 5.0, 12.0, 6.9), 0.5) == (20, 14, 4, 4)
    made = surface_of(level, [], None, (1000.3, 2000.0, 1004.9, 2002.5), 1.0)
    assert made.bounds == (1000.0, 2000.0, 1005.0, 2003.0)
    part = surface_of(level, [block(1003, 2001, 1004, 2002, 40)], None, BOX, 1.0)
    assert part.top[-2, 3] == 40.0
    assert (part.top != 30.0).sum() == 1
    assert (part.ground == 30.0).all()
    assert part.estimated is None
    assert part.closed == 0


def test_crowns_and_trunks_stand_where_trees_do():
    tree = np.array([[1020.5, 2020.5, 30.0, 10.0, 3.0]])
    made = surface_of(level, [], tree, BOX, 1.0)
    row, col = 2050 - 2021, 20
    # The middle of an ellipsoid about 0.6 of the height, 0.42 of it high and low.
    assert made.crown_low[row, col] == pytest.approx(30.0 + 10.0 * (0.6 - 0.42))
    assert made.crown_high[row, col] == pytest.approx(30.0 + 10.0 * (0.6 + 0.42))
    beside = 0.42 * math.sqrt(1.0 - (2.0 / 3.0) ** 2)
    assert made.crown_high[row, col + 2] == pytest.approx(30.0 + 10.0 * (0.6 + beside))
    assert made.crown_high[row, col + 3] == -np.inf
    assert made.trunk[row, col] == pytest.approx(0.4)
    assert np.count_nonzero(made.trunk) == 1
    assert surface_of(level, [], tree, BOX, 1.0, trunks=False).trunk is None
    assert without_trees(made).crown_low is None
    assert surface_of(level, [], np.empty((0, 5)), BOX, 1.0).crown_low is None


def test_estimated_heights_are_marked_where_they_are_the_highest():
    known = block(1010, 2010, 1020, 2020, 40.0)
    guess = block(1015, 2010, 1030, 2020, 38.0, HeightSource.DEFAULT)
    made = surface_of(level, [known, guess], None, BOX, 1.0)
    marked = np.argwhere(made.estimated)
    assert marked[:, 1].min() == 20
    assert marked[:, 1].max() == 29
    assert len(marked) == 100
    assert not replace(made, estimated=None).estimated


def test_holes_are_closed_and_counted():
    def holed(x, y):
        z = np.where((x > 1010) & (x < 1013), -9999.0, 30.0)
        z[0, 0] = np.nan
        return z

    made = surface_of(holed, [], None, BOX, 1.0)
    assert (made.ground == 30.0).all()
    assert made.closed == 3 * 50 + 1


def test_what_does_not_fit_is_refused_with_the_step_that_does():
    with pytest.raises(InputError) as caught:
        check_size((0.0, 0.0, 20_000.0, 15_000.0), 0.5)
    assert caught.value.code == "shade.too_large"
    fits = float(caught.value.fields["fits"])
    check_size((0.0, 0.0, 20_000.0, 15_000.0), fits)
    with pytest.raises(InputError):
        check_size((0.0, 0.0, 20_000.0, 15_000.0), fits - 0.2)
    for step in (0.0, -1.0, math.nan, 0.01):
        with pytest.raises(InputError) as caught:
            check_size(BOX, step)
        assert caught.value.code == "shade.bad_step"
    with pytest.raises(InputError) as caught:
        check_size((0.0, 0.0, 0.0, 10.0), 1.0)
    assert caught.value.code == "shade.no_area"
