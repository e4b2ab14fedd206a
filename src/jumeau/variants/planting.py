"""Where planted trees stand."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.model.changes import Planting, PlantTrees
from jumeau.variants.outlines import inside

MOST_TREES = 5000
"""One edit plants no more: its spacing is widened until that is so."""
LEAST_SPACING = 0.5
"""Trees do not stand closer [m]."""
DISORDER = 0.45
"""How far a tree of an area stands from its place on the grid, in spacings."""


def places_of(change: PlantTrees) -> tuple[NDArray[np.float64], bool]:
    """Return where the trees of an edit stand (N, 2) [m], and whether they had to be thinned."""
    points = np.asarray(change.places, np.float64).reshape(-1, 2)
    spacing = max(change.spacing, LEAST_SPACING)
    if not len(points) or not np.isfinite(points).all():
        return np.empty((0, 2)), False
    if change.planting is Planting.ONE:
        return points, False
    if change.planting is Planting.ROW:
        return _along(points, spacing)
    if len(points) < 3:
        return np.empty((0, 2)), False
    return _within(points, spacing, change.seed)


def _along(line: NDArray[np.float64], spacing: float) -> tuple[NDArray[np.float64], bool]:
    """Return places along a line, as far from its start as from its end."""
    run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    count = math.floor(run[-1] / spacing + 1e-9) + 1
    thinned = count > MOST_TREES
    if thinned:
        count = MOST_TREES
        spacing = run[-1] / (count - 1)
    at = (run[-1] - (count - 1) * spacing) / 2 + spacing * np.arange(count)
    return np.column_stack([np.interp(at, run, line[:, k]) for k in (0, 1)]), thinned


def _within(
    ring: NDArray[np.float64], spacing: float, seed: int
) -> tuple[NDArray[np.float64], bool]:
    """Return jittered places of one grid over the country: a moved corner moves no tree."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    wide, tall = high - low
    # The cells of a triangular grid with this spacing have this area.
    expected = wide * tall / (spacing * spacing * math.sqrt(3) / 2)
    thinned = False
    while expected > 8 * MOST_TREES:
        spacing, expected, thinned = spacing * 1.5, expected / 2.25, True
    while True:
        found = _grid(ring, low, high, spacing, seed)
        if len(found) <= MOST_TREES:
            return found, thinned
        spacing, thinned = spacing * 1.25, True


def _grid(
    ring: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    spacing: float,
    seed: int,
) -> NDArray[np.float64]:
    row = spacing * math.sqrt(3) / 2
    i = np.arange(math.floor(low[0] / spacing) - 1, math.floor(high[0] / spacing) + 2)
    j = np.arange(math.floor(low[1] / row) - 1, math.floor(high[1] / row) + 2)
    column, line = (x.ravel() for x in np.meshgrid(i, j))
    x = (column + 0.5 * (line % 2) + DISORDER * (_noise(column, line, 2 * seed) - 0.5)) * spacing
    y = (line + DISORDER * (_noise(column, line, 2 * seed + 1) - 0.5)) * row
    places = np.column_stack([x, y])
    return places[inside(places, ring)]


def _noise(i: NDArray[np.int64], j: NDArray[np.int64], salt: int) -> NDArray[np.float64]:
    """Return a number in 0..1 that depends on a cell and a salt, and on nothing else."""
    h = i.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    h ^= j.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    h ^= np.uint64((salt * 0x165667B19E3779F9) & 0xFFFFFFFFFFFFFFFF)
    h ^= h >> np.uint64(29)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    h ^= h >> np.uint64(32)
    return (h & np.uint64(0xFFFFFF)).astype(np.float64) / 16777215.0
