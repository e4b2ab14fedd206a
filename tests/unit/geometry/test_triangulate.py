"""Triangles of footprints whose rings touch one another."""

import numpy as np
import pytest
import shapely
from footprints import ragged
from numpy.typing import NDArray

from jumeau.geometry.triangulate import clip_ears, link_polygon

SQUARE = [(0, 0), (12, 0), (12, 12), (0, 12)]
KITE = [(0, 0), (7, -2), (12, 1), (13, 9), (6, 12), (-1, 8)]

TOUCHING = {
    "hole, by its rightmost vertex, at a convex vertex": (KITE, [[(13, 9), (5, 7), (8, 4)]]),
    "hole, by its leftmost vertex, at a convex vertex": (KITE, [[(-1, 8), (6, 7), (4, 3)]]),
    "hole, by neither, at a convex vertex": (KITE, [[(6, 12), (4, 4), (9, 5)]]),
    "hole at a vertex, with an edge almost along the outline": (
        [(3.31, 20.95), (6.28, 20.3), (8.66, 17.76), (6.6, 15.15), (3.86, 14.32), (0.03, 17.88)],
        [[(2.29, 17.01), (6.68, 18.22), (6.28, 20.3)]],
    ),
    "hole at a reflex vertex": (
        [(12, 6), (15, 9), (18, 12), (21, 12), (21, 6), (21, 3), (18, 6), (18, 3), (15, 3)],
        [[(18, 9), (15, 6), (18, 6)]],
    ),
    "two holes at one vertex of the outline": (
        KITE, [[(13, 9), (5, 7), (6, 5)], [(13, 9), (7, 4), (10, 3)]],
    ),
    "hole vertices on straight edges": (
        SQUARE, [[(0, 6), (3, 8), (3, 4)], [(12, 6), (9, 8), (9, 4)], [(6, 12), (4, 9), (8, 9)]],
    ),
    "hole vertices on slanted edges": (
        [(0, 0), (12, 4), (8, 16), (-4, 12)], [[(6, 2), (5, 6), (3, 4)], [(-1, 3), (2, 8), (0, 9)]],
    ),
    "hole vertex on an edge, off it by rounding": (
        [(0, 0), (7.1, 0.3), (9.3, 8.9), (0.7, 7.7)],
        [[(7.1 + 2.2 * 0.3, 0.3 + 8.6 * 0.3), (4, 6), (3, 3)]],
    ),
    "two holes at a vertex of each": (
        SQUARE, [[(2, 3), (6, 6), (3, 7)], [(6, 6), (10, 5), (9, 9)]],
    ),
    "two holes, a vertex of one on an edge of the other": (
        SQUARE, [[(2, 2), (6, 2), (6, 10), (2, 10)], [(6, 6), (10, 4), (10, 8)]],
    ),
    "three holes at one vertex": (
        SQUARE,
        [[(6, 6), (10, 5), (10, 7)], [(6, 6), (3, 8), (3, 5)], [(6, 6), (5, 2), (7, 2)]],
    ),
    "chain of holes between two others and the outline": (
        [(-0.78, 11.29), (-0.42, 21.76), (18.3, 22.4), (24.1, 11.6), (12.6, 3.7), (0.95, 5.8)],
        [
            [(3.75, 12.74), (3.93, 14.51), (-0.78, 11.29)],
            [(5.47, 11.38), (6.32, 14.22), (3.75, 12.74)],
            [(9.15, 11.17), (8.56, 15.63), (6.32, 14.22)],
            [(12.35, 8.7), (11.11, 11.2), (9.15, 11.17)],
            [(11.23, 14.52), (14.32, 17.02), (14.88, 21.17), (9.28, 17.62), (8.56, 15.63)],
            [(6.8, 18.09), (3.46, 18), (6.32, 14.22)],
        ],
    ),
}  # fmt: skip


def triangles_of(shape: shapely.Polygon) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    """Corners of the triangles, their signed areas, and how many are makeshifts."""
    polygons = ragged([shape])
    xy, rings = polygons.xy, polygons.ring_start
    size = len(xy) + 2 * (len(rings) - 2)
    x, y = np.empty(size), np.empty(size)
    node, nxt, prv, reflex = (np.empty(size, np.int64) for _ in range(4))
    links, blind = link_polygon(
        xy, rings, 0, len(rings) - 1, *xy[0], x, y, node, nxt, prv, reflex, np.empty(size, bool)
    )
    assert links == size
    out = np.empty((size - 2, 3), np.int32)
    stop, forced = clip_ears(x, y, node, nxt, prv, 0, links, reflex, out, 0, 0)
    assert stop == size - 2
    corners = xy[out]
    u, v = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    return corners, 0.5 * (u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]), blind + forced


def assert_covered(shape: shapely.Polygon) -> None:
    corners, areas, makeshifts = triangles_of(shape)
    assert makeshifts == 0
    assert areas.min() > -1e-6
    assert np.abs(areas).sum() == pytest.approx(shape.area, rel=1e-9)
    covered = shapely.union_all(shapely.polygons(corners[areas > 1e-6]), grid_size=1e-6)
    assert covered.symmetric_difference(shape).area < 1e-4


@pytest.mark.parametrize("name", TOUCHING)
@pytest.mark.parametrize("turn", [0, 90, 137, 180, 270])
def test_rings_that_touch_are_covered_once(name: str, turn: int) -> None:
    outline, holes = TOUCHING[name]
    shape = shapely.affinity.rotate(shapely.Polygon(outline, holes), turn, origin=(0, 0))
    assert_covered(shape)
    assert_covered(shapely.affinity.scale(shape, -1.0, 1.0))


def pinched(random: np.random.Generator, side: int, jitter: float) -> shapely.Geometry:
    """Unite random triangles of a grid: holes touch the outline and one another at vertices."""
    grid = 3.0 * np.stack(np.meshgrid(np.arange(side + 1), np.arange(side + 1)), axis=-1)
    grid = np.round(grid + random.uniform(-jitter, jitter, grid.shape), 2)
    a, b, c, d = grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]
    halves = np.stack([a, b, c, a, c, d], axis=-2).reshape(-1, 3, 2)
    return shapely.union_all(shapely.polygons(halves[random.random(len(halves)) < 0.75]))


@pytest.mark.parametrize("jitter", [0.0, 1.0])
def test_pinched_footprints_are_covered_once(jitter: float) -> None:
    random = np.random.default_rng(7)
    shapes = [pinched(random, int(random.integers(3, 9)), jitter) for _ in range(90)]
    parts = [part for part in shapely.get_parts(shapes) if part.interiors]
    assert len(parts) > 50
    for part in parts:
        assert_covered(part)


def test_a_ring_of_one_point_ends() -> None:
    size = 4
    x, y = np.zeros(size), np.zeros(size)
    node, nxt, prv = np.arange(size), (np.arange(size) + 1) % size, (np.arange(size) - 1) % size
    out = np.empty((size - 2, 3), np.int32)
    stop, _ = clip_ears(x, y, node, nxt, prv, 0, size, np.empty(size, np.int64), out, 0, 0)
    assert stop == size - 2
