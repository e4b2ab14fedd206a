"""Lines of sight with known answers, and beside plain ones followed one by one."""

from __future__ import annotations

import numpy as np
import pytest

from jumeau.errors import Cancelled
from jumeau.geometry.viewshed import EARTH, HIDDEN, NO_DATA, SEEN, drop, viewshed


def plain_sight(z, row, col, altitude, step, radius, refraction=0.13):
    """Follow the line of sight to each cell on its own (Franklin and Ray's R3)."""
    rows, cols = z.shape
    down, across = np.indices(z.shape)
    away = np.hypot(down - row, across - col) * step
    level = z - (1 - refraction) * away**2 / (2 * EARTH) - altitude
    out = np.full(z.shape, NO_DATA, np.uint8)
    for r in range(rows):
        for c in range(cols):
            if away[r, c] > radius:
                continue
            count = max(abs(r - row), abs(c - col))
            i = np.arange(1, count)
            y, x = row + (r - row) * i / max(count, 1), col + (c - col) * i / max(count, 1)
            y0, x0 = np.floor(y).astype(int), np.floor(x).astype(int)
            y1, x1 = np.minimum(y0 + 1, rows - 1), np.minimum(x0 + 1, cols - 1)
            fy, fx = y - y0, x - x0
            north = level[y0, x0] * (1 - fx) + level[y0, x1] * fx
            south = level[y1, x0] * (1 - fx) + level[y1, x1] * fx
            hides = north * (1 - fy) + south * fy > level[r, c] * i / max(count, 1) + 1e-6
            out[r, c] = HIDDEN if hides.any() else SEEN
    return out


def rough(count, relief, seed):
    """Return hills upon hills (count, count), and houses on them."""
    random = np.random.default_rng(seed)
    z = np.zeros((count, count))
    for octave in range(5):
        cells = 2 ** (octave + 1)
        grid = random.normal(size=(cells + 2, cells + 2))
        at = np.linspace(0, cells, count)
        k = np.minimum(at.astype(int), cells)
        f = at - k
        lines = grid[k] * (1 - f)[:, None] + grid[k + 1] * f[:, None]
        z += (lines[:, k] * (1 - f) + lines[:, k + 1] * f) * relief / 2**octave
    for _ in range(12):
        r, c = random.integers(0, count - 8, 2)
        z[r : r + 6, c : c + 8] += 7
    return z.astype(np.float32)


@pytest.mark.parametrize(("relief", "seed"), [(2.0, 1), (8.0, 2), (25.0, 3)])
def test_it_agrees_with_plain_lines_of_sight(relief, seed):
    z = rough(91, relief, seed)
    row, col = 40, 52
    altitude = float(z[row, col]) + 1.6
    found = viewshed(z, z, (row, col, altitude), 1.0, 60.0)
    wanted = plain_sight(z, row, col, altitude, 1.0, 60.0)
    assert ((found == NO_DATA) == (wanted == NO_DATA)).all()
    assert (found == wanted).mean() >= 0.995
    assert (found == SEEN).sum() > 20


def test_a_plane_is_seen_up_to_the_radius():
    z = np.zeros((81, 81), np.float32)
    found = viewshed(z, z, (40, 40, 1.6), 2.0, 50.0)
    down, across = np.indices(z.shape) - 40
    away = 2.0 * np.hypot(down, across)
    assert (found[away <= 50.0] == SEEN).all()
    assert (found[away > 50.0] == NO_DATA).all()


def test_behind_a_wall_the_shadow_has_its_length():
    z = np.zeros((3, 101), np.float32)
    z[:, 20] = 1.0  # a wall 20 m away, as high as half the eye
    ground = np.zeros_like(z)
    found = viewshed(z, ground, (1, 0, 2.0), 1.0, 100.0)[1]
    # By similar triangles the ground is seen again 40 m from the eye.
    assert (found[1:20] == SEEN).all()
    assert (found[21:40] == HIDDEN).all()
    assert (found[41:100] == SEEN).all()


def test_on_a_step_the_edge_hides_what_is_below():
    z = np.zeros((3, 101), np.float32)
    z[:, :11] = 10.0
    found = viewshed(z, z, (1, 0, 12.0), 1.0, 100.0)[1]
    assert (found[:11] == SEEN).all()
    assert (found[12:59] == HIDDEN).all()  # 12 m above the low ground, 2 m above the edge at 10 m
    assert (found[61:] == SEEN).all()


def test_the_earth_is_round():
    assert drop(np.array([1000.0]))[0] == pytest.approx(0.0683, abs=1e-4)
    z = np.zeros((3, 401), np.float32)
    far = viewshed(z, z, (1, 0, 1.7), 50.0, 20_000.0)[1]
    horizon = np.sqrt(2 * EARTH * 1.7 / 0.87)  # 4.99 km
    at = np.arange(401) * 50.0
    assert (far[at < 0.97 * horizon] == SEEN).all()
    assert (far[at > 1.03 * horizon] == HIDDEN).all()


def test_cells_without_a_target_have_no_answer():
    z = np.zeros((21, 21), np.float32)
    target = z.copy()
    target[3, 4] = np.nan
    found = viewshed(z, target, (10, 10, 1.6), 1.0, 30.0)
    assert found[3, 4] == NO_DATA
    assert (found == NO_DATA).sum() == 1


def test_it_can_be_stopped():
    def stop(_share, _step=""):
        raise Cancelled

    z = np.zeros((9, 9), np.float32)
    with pytest.raises(Cancelled):
        viewshed(z, z, (4, 4, 1.6), 1.0, 3.0, progress=stop)
