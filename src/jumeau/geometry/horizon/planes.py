"""What slanted cells of a raster receive from directions of the sky."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.horizon.crowns import (
    in_leaves,
    leaves_of,
    no_leaves,
    put_leaves,
    sink_leaves,
    sink_solids,
)
from jumeau.geometry.horizon.points import NONE
from jumeau.geometry.horizon.sweeps import CLIFF, Directions, Heights, edges, widened
from jumeau.geometry.jit import njit
from jumeau.model.progress import Progress, silent


def received_on(
    top: Heights,
    crowns: tuple[Heights, Heights] | None,
    passes: NDArray[np.float32],
    step: float,
    first: tuple[int, int],
    normal: NDArray[np.float32],
    directions: Directions,
    progress: Progress = silent,
) -> NDArray[np.float32]:
    """Return what cells receive, by the cosine of the incidence.

    Parameters
    ----------
    top, crowns, passes, step, first
        As :func:`jumeau.geometry.horizon.points.received_at`.
    normal : (3, rows, cols) float32
        Unit vectors of the cells: east, north, up.
    directions : Directions
        Their weights are what a plane that faces them gets.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    (rows, cols) float32
        In the unit of the weights, for an area of the slanted cell.
    """
    sums = np.zeros(top.shape, np.float32), np.zeros(top.T.shape, np.float32)
    normals = normal, np.ascontiguousarray(normal.transpose(0, 2, 1))
    rasters = widened(top), widened(top.T)
    leaves = (leaves_of(*crowns), leaves_of(crowns[0].T, crowns[1].T)) if crowns else (NONE, NONE)
    cliff, ways = np.float32(CLIFF * step), directions.ways()
    for count, (s, own, drops) in enumerate(directions.groups(step)):
        progress(count / len(directions.azimuth), "analysis_irradiation")
        c = leaves[s.across]
        _sweep(
            rasters[s.across], cliff, c.start, c.col, c.low, c.high, crowns is not None,
            passes[own], first[s.across], s.slope, s.backwards, drops, directions.weight[own],
            ways[own], normals[s.across], sums[s.across],
        )  # fmt: skip
    sums[0][...] += sums[1].T
    return sums[0]


@njit
def _sweep(  # type: ignore[no-untyped-def]
    top, cliff, start, col, low, high, trees, passes, first, slope, backwards, drops, weight, ways,
    normal, out,
):  # fmt: skip
    rows, cols = out.shape
    base = math.floor(first * slope + 0.5)
    last = math.floor((first + rows - 1) * slope + 0.5)
    least = min(base, last)
    lines = cols + abs(last - base) + 1
    count = len(drops)
    hidden = np.full((count, lines), np.float32(-np.inf), np.float32)
    leaves = no_leaves(count, lines if trees else 1)
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
            if trees:
                sink_leaves(state[0, begin:end], state[1, begin:end], drop)
                sink_leaves(state[2, begin:end], state[3, begin:end], drop)
                for t in range(start[r], start[r + 1]):
                    c = begin + col[t]
                    put_leaves(state, c, line[c], low[t], high[t], drop)
                in_leaves(state[0, begin:end], state[1, begin:end], z, passes[k], light)
                in_leaves(state[2, begin:end], state[3, begin:end], z, passes[k], light)
            way, share = ways[k], weight[k]
            _add(normal[0, r], normal[1, r], normal[2, r], way, share, light, out[r])


@njit
def _add(east, north, up, way, share, light, out):  # type: ignore[no-untyped-def]
    x, y, z = way[0] * share, way[1] * share, way[2] * share
    for c in range(len(light)):
        facing = x * east[c] + y * north[c] + z * up[c]
        out[c] += light[c] * max(facing, np.float32(0.0))
