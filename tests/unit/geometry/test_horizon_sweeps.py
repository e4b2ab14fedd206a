"""Sweeps beside lines of sight followed one by one, and tiles beside the whole."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jumeau.errors import Cancelled
from jumeau.geometry.horizon.crowns import seen_sky_with_trees
from jumeau.geometry.horizon.planes import received_on
from jumeau.geometry.horizon.points import received_at
from jumeau.geometry.horizon.sweeps import Directions, seen_sky, sky_directions

FIRST = (-6_861_220, 652_340)
LEVEL = np.array([[0.0, 0.0, 1.0]], np.float32)


def town(seed, count=70):
    """Return roofs on a slope, and low and high of crowns."""
    random = np.random.default_rng(seed)
    top = (np.add.outer(np.arange(count), np.arange(count)) * 0.02 + 100).astype(np.float32)
    for _ in range(count // 3):
        r, c = random.integers(0, count - 6, 2)
        top[r : r + random.integers(3, 9), c : c + random.integers(3, 9)] += random.uniform(3, 14)
    low, high = np.full_like(top, np.inf), np.full_like(top, -np.inf)
    for _ in range(count // 2):
        r, c = random.integers(0, count - 4, 2)
        foot, tall = 100 + (r + c) * 0.02, random.uniform(4, 16)
        low[r : r + 4, c : c + 3] = foot + 0.3 * tall
        high[r : r + 4, c : c + 3] = foot + tall
    return top, low, high


def few(azimuths, tangents):
    """Return directions: all tangents at all azimuths [degrees]."""
    count = len(azimuths) * len(tangents)
    return Directions(
        np.radians(azimuths), np.arange(len(azimuths) + 1) * len(tangents),
        np.tile(np.asarray(tangents, float), len(azimuths)),
        np.full(count, 1.0 / count, np.float32),
    )  # fmt: skip


def followed(top, low, high, passes, directions, row, col):
    """Follow the line of sight of each direction from one cell, step by step."""
    total = 0.0
    rows, cols = top.shape
    for a, azimuth in enumerate(directions.azimuth):
        east, north = math.sin(azimuth), math.cos(azimuth)
        across = abs(east) > abs(north)
        main, beside = (east, -north) if across else (-north, east)
        away, slant = (1 if main > 0 else -1), beside / main
        here, there = (col, row) if across else (row, col)
        first = FIRST[1] if across else FIRST[0]
        line = there - math.floor((first + here) * slant + 0.5)
        for k in range(directions.start[a], directions.start[a + 1]):
            rise = directions.tangent[k] * math.hypot(1.0, slant)
            light, before = 1.0, top[row, col]
            for n in range(rows + cols):
                m = here + away * n
                b = line + math.floor((first + m) * slant + 0.5)
                r, c = (b, m) if across else (m, b)
                if not (0 <= r < rows and 0 <= c < cols):
                    break
                ray = top[row, col] + n * rise
                if n and (top[r, c] > ray or (
                    top[r, c] - before > 2.5 and top[r, c] > ray - 0.5 * rise
                )):  # fmt: skip
                    light = 0.0
                thin = max(0.0, (rise - (high[r, c] - low[r, c])) / 2)
                if high[r, c] > low[r, c] and low[r, c] - thin <= ray <= high[r, c] + thin:
                    light = min(light, passes)
                before = top[r, c]
            total += float(directions.weight[k]) * light
    return total


def test_each_cell_sees_what_lines_of_sight_meet():
    top, low, high = town(1, 40)
    directions = few((7.0, 61.0, 100.0, 155.0, 200.0, 230.0, 290.0, 340.0), (0.15, 0.6, 1.3))
    bare = seen_sky(top, 1.0, *FIRST, directions)
    leafy = seen_sky_with_trees(top, low, high, 0.2, 1.0, *FIRST, directions)
    none = np.full_like(top, np.inf)
    random = np.random.default_rng(2)
    for row, col in random.integers(0, 40, (60, 2)):
        wanted = followed(top, none, -none, 0.2, directions, row, col)
        assert bare[row, col] == pytest.approx(wanted, abs=1e-5)
        wanted = followed(top, low, high, 0.2, directions, row, col)
        assert leafy[row, col] == pytest.approx(wanted, abs=1e-5)
    assert 0.05 < float((bare - leafy).mean()) < 0.5


def test_light_between_two_crowns_is_kept():
    # A hedge from 1 to 2 m stands before a tree from 8 to 12 m; a ray of slope 1/2 meets neither.
    top = np.zeros((30, 30), np.float32)
    low, high = np.full_like(top, np.inf), np.full_like(top, -np.inf)
    low[10], high[10] = 8.0, 12.0
    low[15], high[15] = 1.0, 2.0
    north = few((0.0,), (0.2, 0.5, 1.2))
    seen = seen_sky_with_trees(top, low, high, 0.0, 1.0, *FIRST, north)
    # From 8 m before the hedge: 1.6 m, 4 m, 9.6 m high at the hedge; 2.6, 6.5, 15.6 at the tree.
    assert seen[23, 10] == pytest.approx(2 / 3)


@pytest.mark.parametrize("trees", [False, True])
@pytest.mark.parametrize("solid_angle", [False, True])
def test_a_tile_equals_the_whole_bit_for_bit(trees, solid_angle):
    top, low, high = town(3, 200)
    directions = sky_directions(11, solid_angle=solid_angle)
    # Without what is lower than 27 degrees a small margin is enough.
    weight = np.where(directions.tangent > 0.5, directions.weight, np.float32(0.0))
    directions = Directions(directions.azimuth, directions.start, directions.tangent, weight)

    def seen(rows, cols):
        first = FIRST[0] + rows.start, FIRST[1] + cols.start
        cut = [np.ascontiguousarray(x[rows, cols]) for x in (top, low, high)]
        if trees:
            return seen_sky_with_trees(*cut, 0.1, 1.0, *first, directions)
        return seen_sky(cut[0], 1.0, *first, directions)

    tallest = max(float(top.max()), float(high.max()))
    margin = math.ceil((tallest - float(top.min())) / 0.5) + 2
    assert margin < 80
    whole = seen(slice(0, 200), slice(0, 200))
    tile = seen(slice(90 - margin, 107 + margin), slice(83 - margin, 120 + margin))
    assert np.array_equal(tile[margin:-margin, margin:-margin], whole[90:107, 83:120])
    assert len(np.unique(whole[90:107, 83:120])) > 50


def test_level_cells_and_points_get_what_the_sky_gives():
    top, low, high = town(4, 60)
    directions = sky_directions(11, solid_angle=True)
    through = np.full(len(directions), 0.3, np.float32)
    normal = np.zeros((3, 60, 60), np.float32)
    normal[2] = 1.0
    on_cells = received_on(top, (low, high), through, 1.0, FIRST, normal, directions)
    row, col = np.indices(top.shape)
    place = np.stack([row + 0.5, col + 0.5, top], axis=-1).reshape(-1, 3).astype(float)
    normals = np.repeat(LEVEL, len(place), axis=0)
    at_points = received_at(
        top, (low, high), through, 1.0, FIRST, place, normals, directions
    ).reshape(60, 60)
    np.testing.assert_allclose(on_cells, at_points, atol=2e-6)
    counted = received_at(
        top, (low, high), through, 1.0, FIRST, place, normals, directions, slanted=False
    ).reshape(60, 60)
    sky = seen_sky_with_trees(top, low, high, 0.3, 1.0, *FIRST, directions)
    np.testing.assert_allclose(counted, sky, atol=2e-6)


def test_points_outside_are_not_a_number():
    top = np.zeros((5, 5), np.float32)
    directions = sky_directions(4, solid_angle=True)
    place = np.array([[2.5, 2.5, 0.0], [-0.5, 2.5, 0.0], [2.5, 5.5, 0.0]])
    through = np.zeros(len(directions), np.float32)
    found = received_at(
        top, None, through, 1.0, FIRST, place, np.repeat(LEVEL, 3, axis=0), directions
    )
    assert np.isnan(found).tolist() == [False, True, True]
    assert found[0] == pytest.approx(0.5, abs=0.002)


def test_directions_share_the_sky_evenly():
    for solid_angle in (False, True):
        directions = sky_directions(11, solid_angle=solid_angle)
        assert len(directions) >= 145
        assert float(directions.weight.sum()) == pytest.approx(1.0, abs=1e-4)
        sine = directions.ways()[:, 2].astype(float)
        # The mean of sin(elevation): 1/2 over the solid angle, 2/3 by the cosine.
        assert sine.mean() == pytest.approx(0.5 if solid_angle else 2 / 3, abs=0.002)
        # To no side more than to the other: by less than the hundredth that is wanted.
        np.testing.assert_allclose(directions.ways()[:, :2].mean(axis=0), 0.0, atol=0.01)


def test_it_stops_when_it_is_told_to():
    def stop(fraction, step=""):
        raise Cancelled

    with pytest.raises(Cancelled):
        seen_sky(
            np.zeros((4, 4), np.float32), 1.0, *FIRST, sky_directions(4, solid_angle=True), stop
        )
