"""Cells of walls and roofs: merged without a gap, hit where they are seen, ended by gables."""

from __future__ import annotations

import numpy as np
import pytest
from wall_of_cells import HIGH, ORIGIN, WIDE, wall

from jumeau.geometry.profile import Standing
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role
from jumeau.model.style import Style
from jumeau.render.samples.apart import mixed_apart
from jumeau.render.samples.cells import LIFT, Cells, prepare_cells
from jumeau.render.samples.gables import fitted
from jumeau.render.samples.roofs import RoofSheet, sheets_of, spread_beyond
from jumeau.render.themes.rasters import colouring_of

REF = PayloadRef(PayloadKind.SAMPLES, "1", ".parquet")


def layer(**changes: object) -> Layer:
    told = (("first", "2026-03-21"), ("last", "2026-03-21"))
    return Layer("w", Role.SUN_HOURS, REF, provenance=Provenance(parameters=told), **changes)


def prepared(values: np.ndarray, **changes: object) -> Cells:
    return prepare_cells(wall(values), layer(**changes), ORIGIN)


def areas(cells: Cells, level: int = 0) -> np.ndarray:
    quads = cells.levels[level].points.reshape(-1, 4, 3).astype(np.float64)
    return np.linalg.norm(
        np.cross(quads[:, 1] - quads[:, 0], quads[:, 3] - quads[:, 0]), axis=1
    )  # fmt: skip


def test_cells_of_one_class_become_one_rectangle():
    cells = prepared(np.full((4, 6), 5.0))
    assert areas(cells).tolist() == pytest.approx([4 * 6 * WIDE * HIGH])
    corners = cells.levels[0].points
    assert corners[:, 1] == pytest.approx(np.full(4, -LIFT), abs=1e-4)  # before the wall
    assert corners[:, 2].min() == pytest.approx(0.0, abs=1e-4)
    assert corners[:, 0].max() == pytest.approx(12.0, abs=1e-3)


def test_classes_stay_apart_and_cover_the_wall_once():
    values = np.random.default_rng(3).uniform(0, 12, (9, 14))
    values[2, 3] = np.nan
    cells = prepared(values)
    assert areas(cells).sum() == pytest.approx((9 * 14 - 1) * WIDE * HIGH, rel=1e-5)
    steps = np.searchsorted([1 / 60, 1, 2, 3, 4, 6, 8, 10], values[np.isfinite(values)], "right")
    assert len(np.unique(cells.levels[0].colours, axis=0)) == len(np.unique(steps))
    assert [x.key for x in cells.key.entries] == ["hours_below", *["hours_between"] * 6,
                                                   "hours_above"]  # fmt: skip
    assert cells.key.bare


def test_rectangles_look_out_of_the_wall():
    cells = prepared(np.random.default_rng(1).uniform(0, 12, (5, 5)))
    quads = cells.levels[0].points.reshape(-1, 4, 3)
    normal = np.cross(quads[:, 1] - quads[:, 0], quads[:, 3] - quads[:, 0])
    assert (normal[:, 1] < 0).all()


def test_far_levels_are_coarser_means_of_the_same_wall():
    values = np.arange(54.0).reshape(6, 9) / 5
    cells = prepared(values)
    counts = [len(areas(cells, k)) for k in range(3)]
    assert counts[0] > counts[1] >= counts[2] == 1
    assert all(areas(cells, k).sum() == pytest.approx(54 * WIDE * HIGH, rel=1e-5) for k in range(3))


def test_a_ray_hits_the_cell_that_is_seen_from_outside_only():
    values = np.arange(12.0).reshape(3, 4)
    cells = prepared(values)
    eye, north = np.array([4.9, -20.0, 3.0]), np.array([0.0, 1.0, 0.0])
    distance, row = cells.hit(eye, north)
    assert row == 1 * 4 + 2  # the second row, the third column
    assert distance == pytest.approx(20.0 - LIFT, abs=1e-3)
    assert cells.hit(np.array([4.9, 20.0, 3.0]), -north) is None
    assert cells.size(row) == pytest.approx((WIDE, HIGH))
    values[1, 2] = np.nan
    assert prepared(values).hit(eye, north) is None


def test_opacity_lets_the_white_wall_through():
    strong = prepared(np.zeros((1, 1))).levels[0].colours[0].astype(int)
    faint = prepared(np.zeros((1, 1)), style=Style(opacity=0.3)).levels[0].colours[0].astype(int)
    assert faint.sum() > strong.sum() + 100


def gable() -> Standing:
    """Return a roof over a wall of 12 m: eaves at 5 m, ridge along y at 11 m."""
    p = np.array(
        [[0, 0, 5], [6, 0, 11], [6, 8, 11], [0, 8, 5], [12, 0, 5], [12, 8, 5]], np.float32
    )  # fmt: skip
    t = np.array([[0, 1, 2], [0, 2, 3], [1, 4, 5], [1, 5, 2]], np.int32)
    one = np.array([0, 1], np.int64)
    return Standing(
        "b", p, t, np.array([0, 6], np.int64), np.array([0, 4], np.int64), one,
        np.array([[0, 0, 5, 12, 8, 11]], np.float32), np.zeros(1, np.int64), ORIGIN,
    )  # fmt: skip


def test_the_uppermost_cells_of_a_gable_end_at_the_roof():
    values = np.full((4, 6), 5.0)
    middle = 1.0 + 2.0 * np.arange(6)
    roof = 11.0 - np.abs(middle - 6.0)
    values[(np.arange(4)[:, None] + 0.5) * HIGH > roof[None]] = np.inf
    cells = prepared(values)
    assert len(cells.tops.top) == 6
    one = gable()
    corners = fitted(cells.tops, one.points[one.triangles].reshape(-1, 3).astype(np.float64))
    expected = 11.0 - np.abs(corners[:, 2:, 0] - 6.0)
    assert corners[:, 2:, 2] == pytest.approx(expected, abs=0.05)
    below = np.isfinite(values).sum() - 6
    assert areas(cells).sum() == pytest.approx(below * WIDE * HIGH, rel=1e-5)


def test_roofs_wear_the_raster_and_not_the_ground_beside_them():
    step, rows, cols = 1.0, 20, 24
    x = np.arange(cols) + 0.5 - 6
    y = 14 - (np.arange(rows) + 0.5)
    on = ((x > 0) & (x < 12))[None] & ((y > 0) & (y < 8))[:, None]
    values = np.where(on, 9.0, 0.0).astype(np.float32)
    west, north = ORIGIN[0] - 6, ORIGIN[1] + 14
    colouring = colouring_of(layer(), values.ravel().astype(np.float64))
    sheet = sheets_of(RoofSheet(layer(), ORIGIN, values, west, north, step, colouring), (gable(),))
    assert len(sheet.triangles) == 4
    texel = (sheet.uv * sheet.image.shape[1::-1]).clip(0, np.array(sheet.image.shape[1::-1]) - 1)
    worn = sheet.image[texel[:, 1].astype(int), texel[:, 0].astype(int)]
    assert len(np.unique(worn, axis=0)) == 1  # the eaves too
    assert (worn[0].astype(int) > 180).sum() >= 2  # 8 to 10 h are light
    assert sheets_of(RoofSheet(layer(), ORIGIN, values * np.nan, west, north, step, colouring),
                     (gable(),)) is None  # fmt: skip


def test_values_are_spread_from_covered_cells_only():
    cells = np.array([[0, 0, 0, 0], [0, 7, 7, 0], [0, 0, 0, 0]], np.float32)
    covered = cells == 7
    assert (spread_beyond(cells, covered, 1) == 7).all()
    cells[1, 1:3] = np.nan
    assert np.isnan(spread_beyond(cells, covered, 1)[1, 1])


def test_a_roof_is_not_mixed_with_the_ground_beside_it():
    cells = np.array([[2.0, 9.0], [2.2, 9.0]], np.float32)
    x = np.linspace(0.0, 1.0, 11)
    out = np.empty((11, 11))
    mixed_apart(cells, x, x, np.zeros((11, 11), np.bool_), 1.5, out)
    assert set(np.unique(out[:, 6:].round(6))) == {9.0}
    assert np.unique(out[:, :5]).tolist() == pytest.approx([2.0, 2.2])
    mixed_apart(cells, x, x, np.zeros((11, 11), np.bool_), np.inf, out)
    assert out[0, 5] == pytest.approx(5.5)
    # Beside a building whose wall stands nearer than half a cell, the ground's own cell counts.
    under = np.zeros((11, 11), np.bool_)
    under[:, 8:] = True
    mixed_apart(cells, x, x, under, 1.5, out)
    assert out[:, 7].max() < 2.3
    assert out[:, 8].min() == pytest.approx(9.0)


def test_hatched_classes_have_stripes_and_others_have_none():
    told = (("first", "2026-03-21"), ("last", "2026-03-21"), ("trees", "unsurveyed"))
    card = Provenance(parameters=told)
    change = Layer("w", Role.SUN_HOURS_CHANGE, REF, provenance=card)
    values = np.array([[-3.0, 3.0]])
    level = prepare_cells(wall(values), change, ORIGIN).levels[0]
    striped = level.stripes.reshape(-1, 4) > 0
    assert sorted(striped.all(axis=1).tolist()) == [False, True]
    assert (striped.all(axis=1) | ~striped.any(axis=1)).all()


def test_no_cells_at_all():
    none = wall(np.empty((0, 3)))
    cells = prepare_cells(none, layer(), ORIGIN)
    assert cells.hit(np.zeros(3), np.array([0.0, 1.0, 0.0])) is None
    assert len(cells.levels[0].points) == 0
