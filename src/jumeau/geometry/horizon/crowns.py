"""Sweeps that know crowns: what leaves shade is an interval of altitudes, not all that is below.

Each line of cells carries two intervals of altitudes that leaves hide, one of a nearer and one of a
farther tree: sun that passes between both is kept. A third one is joined to the nearest of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.horizon.sweeps import CLIFF, Directions, Heights, edges, widened
from jumeau.geometry.jit import njit
from jumeau.model.progress import Progress, silent


@dataclass(frozen=True, slots=True, eq=False)
class Leaves:
    """Crowns over a raster, cell by cell, K cells in the order of rows.

    Attributes
    ----------
    start : (rows+1,) int64
        Where each row begins.
    col : (K,) int64
        Columns.
    low, high : (K,) float32
        Altitudes between which leaves are [m].
    """

    start: NDArray[np.int64]
    col: NDArray[np.int64]
    low: Heights
    high: Heights


def leaves_of(low: Heights, high: Heights) -> Leaves:
    """Return the crowns of a raster; ``high`` is -inf where there are none."""
    row, col = np.nonzero(high > low)
    start = np.searchsorted(row, np.arange(len(low) + 1))
    return Leaves(start, col, low[row, col], high[row, col])


def seen_sky_with_trees(
    top: Heights,
    low: Heights,
    high: Heights,
    passes: float,
    step: float,
    first_row: int,
    first_col: int,
    directions: Directions,
    progress: Progress = silent,
) -> NDArray[np.float32]:
    """Return the share of the sky that every cell sees, through leaves in part.

    Parameters
    ----------
    top, step, first_row, first_col, directions, progress
        As :func:`jumeau.geometry.horizon.sweeps.seen_sky`.
    low, high : (rows, cols) float32
        Altitudes between which leaves are [m]; ``high`` is -inf where there are none.
    passes : float
        Share of the light that passes leaves [0 to 1].

    Returns
    -------
    (rows, cols) float32
        0 to 1.
    """
    sums = np.zeros(top.shape, np.float32), np.zeros(top.T.shape, np.float32)
    top, turned = widened(top), widened(top.T)
    leaves = leaves_of(low, high), leaves_of(low.T, high.T)
    cliff = np.float32(CLIFF * step)
    for count, (s, own, drops) in enumerate(directions.groups(step)):
        progress(count / len(directions.azimuth), "analysis_sky_view")
        raster, first = (turned, first_col) if s.across else (top, first_row)
        crowns = leaves[s.across]
        _sweep(
            raster, cliff, crowns.start, crowns.col, crowns.low, crowns.high, np.float32(passes),
            first, s.slope, s.backwards, drops, directions.weight[own], sums[s.across],
        )  # fmt: skip
    sums[0][...] += sums[1].T
    return sums[0]


@njit
def sink_solids(line, z, edge, drop, light):  # type: ignore[no-untyped-def]
    """Move the altitudes that solids hide one cell on; write 1 where the cells are free, else 0."""
    half = np.float32(0.5) * drop
    for c in range(len(z)):
        below = max(line[c] - drop, edge[c] - half)
        light[c] = np.float32(1.0) if below <= z[c] else np.float32(0.0)
        line[c] = max(below, z[c])


@njit
def sink_leaves(low, high, drop):  # type: ignore[no-untyped-def]
    """Move an interval that leaves hide one cell on."""
    for c in range(len(low)):
        low[c] -= drop
        high[c] -= drop


@njit
def in_leaves(low, high, z, passes, light):  # type: ignore[no-untyped-def]
    """Weaken the light of cells between two altitudes; light weakened once stays so."""
    for c in range(len(z)):
        hit = (z[c] >= low[c]) and (z[c] <= high[c])
        light[c] = min(light[c], passes if hit else np.float32(1.0))


@njit
def put_leaves(state, c, solid, bottom, peak, drop):  # type: ignore[no-untyped-def]
    """Join a crown over a cell to the intervals of its line, in place.

    ``state`` (4, lines): low and high of one interval, low and high of the other; ``solid`` is the
    altitude below which solids hide everything. A crown that is thinner than what a ray rises in
    a cell is thickened to it, so that no ray steps over it.
    """
    thin = (drop - (peak - bottom)) * np.float32(0.5)
    if thin > 0.0:
        bottom -= thin
        peak += thin
    for k in (0, 2):
        if state[k + 1, c] <= solid:
            state[k, c], state[k + 1, c] = np.float32(np.inf), np.float32(-np.inf)
    al, ah, bl, bh = state[0, c], state[1, c], state[2, c], state[3, c]
    on_a, on_b = bottom <= ah and peak >= al, bottom <= bh and peak >= bl
    if not on_a and not on_b and ah > al and bh > bl:
        # Two others already: to the one over the smaller gap.
        gap_a = bottom - ah if bottom > ah else al - peak
        gap_b = bottom - bh if bottom > bh else bl - peak
        on_a, on_b = gap_a <= gap_b, gap_a > gap_b
    if on_a and on_b:
        state[0, c], state[1, c] = min(bottom, min(al, bl)), max(peak, max(ah, bh))
        state[2, c], state[3, c] = np.float32(np.inf), np.float32(-np.inf)
    elif on_a or (not on_b and not ah > al):
        state[0, c], state[1, c] = min(bottom, al), max(peak, ah)
    else:
        state[2, c], state[3, c] = min(bottom, bl), max(peak, bh)


@njit
def add_light(light, share, out):  # type: ignore[no-untyped-def]
    """Add a direction's share of the sky."""
    for c in range(len(light)):
        out[c] += share * light[c]


@njit
def _sweep(  # type: ignore[no-untyped-def]
    top, cliff, start, col, low, high, passes, first, slope, backwards, drops, weight, out
):
    rows, cols = out.shape
    base = math.floor(first * slope + 0.5)
    last = math.floor((first + rows - 1) * slope + 0.5)
    least = min(base, last)
    lines = cols + abs(last - base) + 1
    count = len(drops)
    hidden = np.full((count, lines), np.float32(-np.inf), np.float32)
    leaves = no_leaves(count, lines)
    light, edge = np.empty(cols, np.float32), np.full(cols, np.float32(-np.inf), np.float32)
    before = 0
    for i in range(rows):
        r = rows - 1 - i if backwards else i
        begin = math.floor((first + r) * slope + 0.5) - least
        end = begin + cols
        z = top[r, 1 : cols + 1]
        if i > 0:
            aside = 1 + begin - before
            edges(top[r + 1 if backwards else r - 1, aside : aside + cols], z, cliff, edge)
        before = begin
        for k in range(count):
            drop = drops[k]
            line, state = hidden[k], leaves[k]
            sink_solids(line[begin:end], z, edge, drop, light)
            sink_leaves(state[0, begin:end], state[1, begin:end], drop)
            sink_leaves(state[2, begin:end], state[3, begin:end], drop)
            for t in range(start[r], start[r + 1]):
                c = begin + col[t]
                put_leaves(state, c, line[c], low[t], high[t], drop)
            in_leaves(state[0, begin:end], state[1, begin:end], z, passes, light)
            in_leaves(state[2, begin:end], state[3, begin:end], z, passes, light)
            add_light(light, weight[k], out[r])


@njit
def no_leaves(count, lines):  # type: ignore[no-untyped-def]
    """Return empty intervals of leaves (count, 4, lines)."""
    leaves = np.empty((count, 4, lines), np.float32)
    leaves[:, 0::2] = np.inf
    leaves[:, 1::2] = -np.inf
    return leaves
