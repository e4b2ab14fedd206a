"""The ground as triangles: close to it, without gaps, the same elsewhere when it is shaped."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jumeau.simulation.noise.triangles import ground_mesh

BOX = (700_000.0, 6_600_000.0, 700_400.0, 6_600_300.0)


def hills(x, y):
    return 40.0 + 6.0 * np.sin(x / 90.0) + 4.0 * np.cos(y / 55.0)


def sides_of(triangles) -> Counter[tuple[int, int]]:
    found: Counter[tuple[int, int]] = Counter()
    for t in triangles.tolist():
        found.update(tuple(sorted((t[k], t[(k + 1) % 3]))) for k in range(3))
    return found


@given(st.floats(0.05, 2.0), st.integers(0, 5))
@settings(max_examples=15, deadline=None)
def test_it_lies_close_to_the_ground_without_gaps(tolerance: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    peaks = rng.uniform(0.0, 400.0, (4, 2)) + np.array(BOX[:2])

    def bumpy(x, y):
        return hills(x, y) + sum(3.0 * np.exp(-np.hypot(x - a, y - b) / 15.0) for a, b in peaks)

    mesh = ground_mesh(bumpy, BOX, 4.0, tolerance)
    assert mesh.deviation <= tolerance
    corners = mesh.terrain.points[mesh.terrain.triangles]
    (a, b), (c, d) = (corners[:, k, :2].T - corners[:, 0, :2].T for k in (1, 2))
    twice = a * d - b * c
    assert (twice > 0.0).all()  # counter-clockwise, none without area
    rows, cols = (n - 1 for n in mesh.z.shape)
    assert twice.sum() / 2.0 == pytest.approx(rows * cols * mesh.step**2)
    # Each side belongs to two triangles, but for those along the border.
    counts = sides_of(mesh.terrain.triangles)
    assert set(counts.values()) <= {1, 2}
    low, high = mesh.terrain.points[:, :2].min(0), mesh.terrain.points[:, :2].max(0)
    for side, count in counts.items():
        ends = mesh.terrain.points[list(side), :2]
        border = any((ends[:, k] == edge[k]).all() for k in (0, 1) for edge in (low, high))
        assert (count == 1) == border


def test_its_altitude_is_that_of_its_triangles() -> None:
    mesh = ground_mesh(hills, BOX, 2.0, 0.4)
    corners = mesh.terrain.points[mesh.terrain.triangles]
    weight = np.random.default_rng(7).dirichlet([1.0, 1.0, 1.0], len(corners))
    places = (weight[:, :, None] * corners).sum(1)
    assert mesh.altitude(places[:, 0], places[:, 1]) == pytest.approx(places[:, 2], abs=1e-6)


def test_ground_that_is_shaped_leaves_triangles_elsewhere() -> None:
    def dug(x, y):
        return hills(x, y) - np.where(np.hypot(x - 700_060.0, y - 6_600_060.0) < 20.0, 3.0, 0.0)

    def places(mesh):
        return {tuple(map(tuple, x)) for x in mesh.terrain.points[mesh.terrain.triangles].tolist()}

    before, after = (ground_mesh(f, BOX, 4.0, 0.3) for f in (hills, dug))
    changed = places(before) ^ places(after)
    far = [t for t in changed if min(p[0] for p in t) > 700_060.0 + 260.0]
    assert changed
    assert not far


def test_level_ground_is_level() -> None:
    assert ground_mesh(lambda x, y: np.zeros(x.shape), BOX, 2.0, 0.3).terrain is None
    high = ground_mesh(lambda x, y: np.full(x.shape, 87.5), BOX, 2.0, 0.3)
    assert len(high.terrain.triangles) == 2
    assert (high.terrain.points[:, 2] == 87.5).all()
    assert high.altitude(np.array([700_010.0]), np.array([6_600_010.0])) == pytest.approx([87.5])


def test_the_grid_is_coarser_where_there_would_be_too_many_nodes(monkeypatch) -> None:
    monkeypatch.setattr("jumeau.simulation.noise.triangles.MOST_NODES", 40_000)
    assert ground_mesh(hills, BOX, 1.0, 0.3).step > 1.0
