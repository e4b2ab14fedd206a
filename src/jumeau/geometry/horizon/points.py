"""The sky that places on walls and roofs see: the sweeps of the raster, asked at points."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.horizon.crowns import Leaves, leaves_of, no_leaves, put_leaves
from jumeau.geometry.horizon.sweeps import CLIFF, Directions, Heights, edges, widened
from jumeau.geometry.jit import njit
from jumeau.model.progress import Progress, silent

NONE = Leaves(
    np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.float32)
)
"""No crown anywhere."""


def received_at(
    top: Heights,
    crowns: tuple[Heights, Heights] | None,
    passes: NDArray[np.float32],
    step: float,
    first: tuple[int, int],
    place: NDArray[np.float64],
    normal: NDArray[np.float32],
    directions: Directions,
    *,
    slanted: bool = True,
    progress: Progress = silent,
) -> NDArray[np.float32]:
    """Return what small planes receive from directions of the sky.

    Parameters
    ----------
    top : (rows, cols) float32
        Altitudes [m]; finite.
    crowns : pair of (rows, cols) float32, or None
        Altitudes between which leaves are [m]; the second is -inf where there are none.
    passes : (K,) float32
        Share of the light of each direction that passes leaves [0 to 1].
    step : float
        Side of a cell [m].
    first : pair of int
        Numbers of the first row and column on the grid of the world.
    place : (N, 3) float64
        Row and column in cells from the upper left corner of the raster, altitude [m].
    normal : (N, 3) float32
        Unit vectors.
    directions : Directions
        Their weights are what a plane that faces them gets.
    slanted : bool
        Weights shrink with the cosine of the incidence; else a direction counts wholly where it is
        before the plane, and not at all behind it.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    (N,) float32
        In the unit of the weights. NaN outside the raster.
    """
    rows, cols = top.shape
    cell = np.floor(place[:, :2]).astype(np.int64)
    kept = np.flatnonzero(((cell >= 0) & (cell < (rows, cols))).all(axis=1))
    height = place[kept, 2].astype(np.float32)
    rasters = widened(top), widened(top.T)
    leaves = (leaves_of(*crowns), leaves_of(crowns[0].T, crowns[1].T)) if crowns else (NONE, NONE)
    orders, sums = [], []
    for across in (False, True):
        main, beside = cell[kept, int(across)], cell[kept, int(not across)]
        order = np.lexsort((beside, main))
        start = np.searchsorted(main[order], np.arange((rows, cols)[across] + 1))
        orders.append((order, start, beside[order], height[order], normal[kept][order]))
        sums.append(np.zeros(len(kept), np.float32))
    ways = directions.ways()
    cliff = np.float32(CLIFF * step)
    for count, (s, own, drops) in enumerate(directions.groups(step)):
        progress(count / len(directions.azimuth), "analysis_sky_view")
        _, start, col, z, n = orders[s.across]
        c = leaves[s.across]
        _sweep(
            rasters[s.across], cliff, c.start, c.col, c.low, c.high, crowns is not None,
            passes[own], first[s.across], s.slope, s.backwards, drops, directions.weight[own],
            ways[own], slanted, start, col, z, n, sums[s.across],
        )  # fmt: skip
    whole = np.zeros(len(kept), np.float32)
    for (order, *_), part in zip(orders, sums, strict=True):
        whole[order] += part
    out = np.full(len(place), np.nan, np.float32)
    out[kept] = whole
    return out


@njit
def _sweep(  # type: ignore[no-untyped-def]
    top, cliff, start, col, low, high, trees, passes, first, slope, backwards, drops, weight, ways,
    slanted, point_start, point_col, point_z, normal, out,
):  # fmt: skip
    rows, cols = top.shape[0], top.shape[1] - 2
    base = math.floor(first * slope + 0.5)
    last = math.floor((first + rows - 1) * slope + 0.5)
    least = min(base, last)
    lines = cols + abs(last - base) + 1
    count = len(drops)
    hidden = np.full((count, lines), np.float32(-np.inf), np.float32)
    leaves = no_leaves(count, lines)
    edge = np.full(cols, np.float32(-np.inf), np.float32)
    before = 0
    for i in range(rows):
        r = rows - 1 - i if backwards else i
        begin = math.floor((first + r) * slope + 0.5) - least
        z = top[r, 1 : cols + 1]
        if i > 0:
            aside = 1 + begin - before
            edges(top[r + 1 if backwards else r - 1, aside : aside + cols], z, cliff, edge)
        before = begin
        for k in range(count):
            drop, line, state = drops[k], hidden[k, begin : begin + cols], leaves[k]
            _sink(line, edge, drop)
            if trees:
                _sink_all(state, begin, begin + cols, drop)
                for t in range(start[r], start[r + 1]):
                    c = begin + col[t]
                    put_leaves(state, c, line[col[t]], low[t], high[t], drop)
            for p in range(point_start[r], point_start[r + 1]):
                facing = (
                    normal[p, 0] * ways[k, 0] + normal[p, 1] * ways[k, 1]
                    + normal[p, 2] * ways[k, 2]
                )  # fmt: skip
                c, h = point_col[p], point_z[p]
                if facing > 0.0 and line[c] <= h:
                    light = np.float32(1.0)
                    if trees:
                        j = begin + c
                        if (state[0, j] <= h <= state[1, j]) or (state[2, j] <= h <= state[3, j]):
                            light = passes[k]
                    out[p] += weight[k] * light * (facing if slanted else np.float32(1.0))
            _raise(line, z)


@njit
def _sink(line, edge, drop):  # type: ignore[no-untyped-def]
    half = np.float32(0.5) * drop
    for c in range(len(line)):
        line[c] = max(line[c] - drop, edge[c] - half)


@njit
def _sink_all(state, begin, end, drop):  # type: ignore[no-untyped-def]
    for k in range(4):
        for c in range(begin, end):
            state[k, c] -= drop


@njit
def _raise(line, z):  # type: ignore[no-untyped-def]
    for c in range(len(line)):
        line[c] = max(line[c], z[c])
