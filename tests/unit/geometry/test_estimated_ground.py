"""A ground through scattered altitudes."""

from __future__ import annotations

import numpy as np
import pytest

from jumeau.geometry.estimated_ground import (
    estimate_ground,
    plausible,
    thinned,
    without_outliers,
)

BOUNDS = (650_000.0, 6_860_000.0, 651_000.0, 6_861_000.0)


def scattered(count: int = 800) -> np.ndarray:
    xy = np.random.default_rng(3).uniform(0, 1000, (count, 2))
    return np.column_stack([xy + BOUNDS[:2], 100 + 0.05 * xy[:, 0] + 0.02 * xy[:, 1]])


def test_a_plane_comes_back() -> None:
    found = estimate_ground(scattered(), BOUNDS)

    assert found is not None
    field, used = found
    assert used == 800
    assert field.step == 10.0
    x = np.linspace(100, 900, 50)
    expected = 100 + 0.07 * x
    assert field.sample(BOUNDS[0] + x, BOUNDS[1] + x) == pytest.approx(expected, abs=0.6)
    assert np.isfinite(field.z).all()


def test_sentinels_and_errors_do_not_count() -> None:
    points = scattered()
    points[::50, 2] = (-1000.0, 0.0, 9999.0, np.nan) * 4
    points[7, 2] += 80.0

    found = estimate_ground(points, BOUNDS)

    assert found is not None
    assert found[1] == 800 - 16 - 1
    assert np.ptp(found[0].z) < 80


def test_too_little_gives_nothing() -> None:
    assert estimate_ground(scattered(2), BOUNDS) is None
    assert estimate_ground(np.empty((0, 3)), BOUNDS) is None
    line = np.column_stack([BOUNDS[0] + np.arange(5.0), np.full(5, BOUNDS[1]), np.full(5, 50.0)])
    found = estimate_ground(line, BOUNDS)
    assert found is not None
    assert found[0].z == pytest.approx(50.0)


def test_cells_begin_at_multiples_of_their_size() -> None:
    moved = (BOUNDS[0] + 3.7, BOUNDS[1] - 41.2, BOUNDS[2] + 8.9, BOUNDS[3] + 12.5)
    for bounds in (BOUNDS, moved):
        found = estimate_ground(scattered(), bounds)
        assert found is not None
        west, south, east, north = found[0].bounds
        step = found[0].step
        assert [west % step, south % step, east % step, north % step] == [0.0] * 4
        assert west <= bounds[0]
        assert south <= bounds[1]
        assert east >= bounds[2]
        assert north >= bounds[3]


def test_helpers() -> None:
    assert plausible(np.array([12.0, 0.0, -1000.0, 9999.0, np.nan])).tolist() == [
        True, False, False, False, False,
    ]  # fmt: skip
    points = np.array([[1.0, 1, 10], [2, 2, 30], [3, 3, 20], [50, 50, 5]])
    assert thinned(points, 10.0).tolist() == [[2, 2, 20], [50, 50, 5]]
    assert without_outliers(points).all()
