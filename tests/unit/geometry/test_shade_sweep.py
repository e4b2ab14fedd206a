"""One sweep against plain rays followed cell by cell."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jumeau.geometry.shade import sweep
from jumeau.geometry.shade.closing import closed_ground
from jumeau.geometry.shade.lines import offsets, phases, rays_of

SUNS = [(190.0, 30.0), (350.0, 12.0), (95.0, 41.0), (262.0, 20.0), (135.0, 60.0), (180.0, 5.0)]
SHAPE = (37, 53)
WEST, NORTH = 652_040.0, 6_861_020.0


def rough(seed: int = 1) -> np.ndarray:
    """Return ground with walls on it."""
    random = np.random.default_rng(seed)
    z = random.uniform(20.0, 21.0, SHAPE)
    for _ in range(9):
        r, c = random.integers(0, 30, 2)
        z[r : r + 5, c : c + 7] += random.uniform(3.0, 12.0)
    return z.astype(np.float32)


def plain(top, azimuth, elevation, step=1.0, cliff=2.5):
    """Follow the ray from each cell towards the sun, in double precision.

    The track runs one cell at a time along its main axis; across, it takes the cell that the line
    through the world's origin, shifted by whole cells, is nearest to.
    """
    rows, cols = top.shape
    a = math.radians(azimuth)
    east, south = math.sin(a), -math.cos(a)
    main = max(abs(east), abs(south))
    sinks = step / main * math.tan(math.radians(elevation))
    row0, col0 = -round(NORTH / step), round(WEST / step)
    out = np.full(top.shape, -np.inf)

    def cell(r, c, n):
        """Return the cell n steps towards the sun on the line of a cell."""
        if abs(south) >= abs(east):
            to, slant = r + n * round(math.copysign(1, south)), east / south
            lines = [math.floor((row0 + x) * slant + 0.5) for x in (r, to)]
            return to, c + lines[1] - lines[0]
        to, slant = c + n * round(math.copysign(1, east)), south / east
        lines = [math.floor((col0 + x) * slant + 0.5) for x in (c, to)]
        return r + lines[1] - lines[0], to

    for r in range(rows):
        for c in range(cols):
            for n in range(1, rows + cols):
                i, j = cell(r, c, n)
                if not (0 <= i < rows and 0 <= j < cols):
                    break
                before = cell(r, c, n - 1)
                wall = top[i, j] - top[before] > cliff * step
                out[r, c] = max(out[r, c], top[i, j] - (n - 0.5 * wall) * sinks)
    return out


def swept(top, azimuth, elevation, step=1.0):
    rays = rays_of(azimuth, elevation, WEST, NORTH, step)
    laid = np.ascontiguousarray(top.T) if rays.by_columns else top
    out = np.empty_like(laid)
    count = len(laid)
    sweep.sweep_solid(
        laid, rays.ascending, offsets(rays, count), np.zeros(count, np.int64), 0,
        np.float32(rays.drop), np.float32(rays.drop / 2), np.float32(2.5 * step), out,
    )  # fmt: skip
    return out.T if rays.by_columns else out


@pytest.mark.parametrize(("azimuth", "elevation"), SUNS)
def test_it_agrees_with_plain_rays(azimuth, elevation):
    top = rough()
    found, wanted = swept(top, azimuth, elevation), plain(top, azimuth, elevation)
    assert (np.isfinite(found) == np.isfinite(wanted)).all()
    known = np.isfinite(wanted)
    assert known.mean() > 0.8
    np.testing.assert_allclose(found[known], wanted[known], atol=2e-4)


def test_a_wall_casts_shade_as_far_as_its_height_says():
    top = np.zeros((200, 5), np.float32)
    top[100:104] = 12.0
    below = swept(top, 180.0, 35.0)  # the sun in the south: shade runs north, to row 0
    shaded = np.flatnonzero(below[:100, 2] > 0.0)
    assert len(shaded) == pytest.approx(12.0 / math.tan(math.radians(35.0)), abs=0.51)
    assert not (below[104:, 2] > 0.0).any()


def test_slopes_that_the_sun_reaches_are_no_walls():
    slope = np.tile(np.arange(60, dtype=np.float32)[:, None] * 0.5, (1, 8))  # rises to the south
    assert not (swept(slope, 180.0, math.degrees(math.atan(0.52))) > slope).any()
    lower = swept(slope, 180.0, math.degrees(math.atan(0.48)))
    assert (lower[:-1] > slope[:-1]).all()


@pytest.mark.parametrize("azimuth", [11.0, 77.0, 201.0, 300.0])
def test_each_cell_belongs_to_the_set_of_lines_nearest_to_its_middle(azimuth):
    rays = rays_of(azimuth, 30.0, WEST, NORTH, 1.0)
    parts = 4
    chosen = phases(rays, 50, parts)
    at = (rays.first + np.arange(50)) * rays.slant
    for m, p in enumerate(chosen):
        away = [abs((-at[m] - q / parts + 0.5) % 1.0 - 0.5) for q in range(parts)]
        assert away[p] == pytest.approx(min(away), abs=1e-9)


@pytest.mark.parametrize(("azimuth", "elevation"), SUNS)
def test_two_intervals_of_leaves_agree_with_plain_rays(azimuth, elevation):
    random = np.random.default_rng(4)
    top = np.zeros(SHAPE, np.float32)
    low, high = np.full(SHAPE, np.inf, np.float32), np.full(SHAPE, -np.inf, np.float32)
    for _ in range(7):  # few: never three above one another
        r, c = random.integers(2, 30, 2)
        base = random.uniform(1.0, 6.0)
        low[r : r + 3, c : c + 3] = np.minimum(low[r : r + 3, c : c + 3], base)
        high[r : r + 3, c : c + 3] = np.maximum(high[r : r + 3, c : c + 3], base + 2.0)
    rays = rays_of(azimuth, elevation, WEST, NORTH, 1.0)
    laid = [np.ascontiguousarray(x.T) if rays.by_columns else x for x in (top, low, high)]
    fields = [np.empty_like(laid[0]) for _ in range(4)]
    count = len(laid[0])
    drop, half = np.float32(rays.drop), np.float32(rays.drop / 2)
    sweep.sweep_leaves_twice(
        *laid, rays.ascending, offsets(rays, count), np.zeros(count, np.int64), 0, drop, half,
        *fields,
    )  # fmt: skip
    a, b, c, d = ((x.T if rays.by_columns else x) for x in fields)
    for z in (0.0, 0.7, 2.2):
        leaves = ((a <= z) & (z <= b)) | ((c <= z) & (z <= d))
        wanted = np.zeros(SHAPE, np.bool_)
        for n in range(60):
            shifted = [_toward(x, rays, n) for x in (low, high)]
            back = rays.drop * 0.5 if n else 0.0
            low_n = shifted[0] - n * rays.drop - 0.5 * rays.drop
            wanted |= (low_n <= z) & (z <= shifted[1] - n * rays.drop + back)
        assert wanted.any()
        # Intervals that a drop parts grow together.
        assert (leaves | ~wanted).mean() > 0.999
        assert (leaves & ~wanted).mean() < 0.02


def _toward(cells, rays, n):
    """Return for each cell what stands n cells towards the sun on its line; nan beyond."""
    laid = cells.T if rays.by_columns else cells
    count, width = laid.shape
    shift = offsets(rays, count)
    out = np.full(laid.shape, np.nan)
    for m in range(count):
        to = m - n if rays.ascending else m + n
        if 0 <= to < count:
            j = np.arange(width) + shift[to] - shift[m]
            inside = (j >= 0) & (j < width)
            out[m, inside] = laid[to, j[inside]]
    return out.T if rays.by_columns else out


@pytest.mark.parametrize("ascending", [True, False])
def test_what_is_written_transposed_is_the_same(ascending):
    random = np.random.default_rng(6)
    top = rough(2)
    low = np.where(random.random(SHAPE) < 0.1, top + 2, np.inf).astype(np.float32)
    high = np.where(np.isfinite(low), low + 3, -np.inf).astype(np.float32)
    shift = np.floor(np.arange(len(top)) * 0.37).astype(np.int64)
    numbers = np.float32(0.4), np.float32(0.2)
    plain_one, turned = np.empty_like(top), np.empty(SHAPE[::-1], np.float32)
    sweep.sweep_solid(
        top, ascending, shift, np.zeros(len(top), np.int64), 0, *numbers, np.float32(2.5), plain_one
    )
    sweep.sweep_solid_turned(top, ascending, shift, *numbers, np.float32(2.5), turned)
    assert (turned == plain_one.T).all()
    straight = [np.empty_like(top) for _ in range(2)]
    across = [np.empty(SHAPE[::-1], np.float32) for _ in range(2)]
    sweep.sweep_leaves(top, low, high, ascending, shift, *numbers, *straight)
    sweep.sweep_leaves_turned(top, low, high, ascending, shift, *numbers, *across)
    for a, b in zip(straight, across, strict=True):
        assert (b == a.T).all()
    assert np.isfinite(straight[0]).mean() > 0.1


def test_the_transpose():
    cells = np.random.default_rng(1).random((33, 50), np.float32)
    out = np.empty((50, 33), np.float32)
    sweep.turn(cells, out)
    assert (out == cells.T).all()


def test_holes_and_walls_of_nodata_are_closed_and_counted():
    z = np.full((40, 50), 100.0, np.float32)
    z[:, 25:] = 110.0
    z[3, 3], z[10:14, 10:16], z[20, :] = np.nan, -9999.0, 1e30
    closed, count = closed_ground(z)
    assert count == 1 + 24 + 50
    assert closed[3, 3] == closed[12, 12] == 100.0
    assert np.isfinite(closed).all()
    assert closed.min() >= 100.0
    assert closed.max() <= 110.0
    same, none = closed_ground(closed)
    assert same is closed
    assert none == 0
    flat, everything = closed_ground(np.full((3, 4), np.nan, np.float32))
    assert everything == 12
    assert (flat == 0.0).all()
