"""Hours of sun: many suns in one pass over the heights.

Suns whose rays run along the same main axis, from the same side, go through the rows together, so
that heights are read once. Each keeps its own lines; the hours of a cell are summed sun by sun.
"""

from __future__ import annotations

import numpy as np

from jumeau.geometry.jit import njit
from jumeau.geometry.shade.light import light_row, trunks_row
from jumeau.geometry.shade.sweep import HIGH, LOW, leaves_row, solid_row


@njit
def far_row(field, at, share, column, weight, coarse, below):  # type: ignore[no-untyped-def]
    """Raise a row of shade to that of relief at the horizon, interpolated between coarse cells."""
    one = np.float32(1.0)
    for c in range(len(coarse)):
        coarse[c] = field[at, c] * (one - share) + field[at + 1, c] * share
    for j in range(len(below)):
        c = column[j]
        f = coarse[c] * (one - weight[j]) + coarse[c + 1] * weight[j]
        below[j] = f if f > below[j] else below[j]


@njit
def add_hours(  # type: ignore[no-untyped-def]
    top, crown_low, crown_high, trees, ascending, offset, drop, cliff, passes, weight,
    trunk_start, column, tip, width, far, far_on, far_at, far_share, far_column, far_weight,
    first, end, left, right, hours,
):  # fmt: skip
    """Add the hours of suns to the cells of a window.

    Parameters
    ----------
    top, crown_low, crown_high : (M, N) float32
        The surface along the main axis [m]; the latter (1, 1) where ``trees`` is False.
    offset : (S, M) int64
        Shift of each sun's lines.
    drop, passes, weight : (S,) float32
        Sinking of rays [m], share of light through leaves, hours.
    trunk_start, column, tip, width
        Trunks, as for :func:`~jumeau.geometry.shade.light.trunks_on`.
    far : (S, P, Q) float32
        Shade of relief at the horizon on a coarse grid [m]; where ``far_on`` (S,).
    far_at, far_share : (M,) int64, float32
        Where rows lie on it; ``far_column``, ``far_weight`` (N,): columns.
    first, end, left, right : int
        Cells that are written; what lies around them casts shade only.
    hours : (end - first, right - left) float32
        Is added to.
    """
    suns, count = offset.shape
    size = top.shape[1]
    span = 0
    shift = np.empty(suns, np.int64)
    for s in range(suns):
        shift[s] = offset[s].max()
        span = max(span, shift[s] - offset[s].min())
    solid = np.full((suns, 2, size + span), LOW)
    leaves = np.empty((suns if trees else 0, 4, size + span), np.float32)
    leaves[:, 0], leaves[:, 1], leaves[:, 2], leaves[:, 3] = HIGH, LOW, HIGH, LOW
    room = len(column) if trees else 0
    line = np.empty((suns, room), np.int64)
    altitude = np.empty((suns, room), np.float32)
    share = np.empty((suns, room), np.float32)
    active = np.zeros(suns, np.int64)
    below, light = np.empty(size, np.float32), np.empty(size, np.float32)
    edges = np.empty((4, size), np.float32)
    coarse = np.empty(far.shape[2], np.float32)
    one, none = np.float32(1.0), np.float32(0.0)
    for i in range(count):
        m = i if ascending else count - 1 - i
        z = top[m]
        written = first <= m < end
        for s in range(suns):
            a = shift[s] - offset[s, m]
            b = a + size
            half = drop[s] * np.float32(0.5)
            solid_row(z, drop[s], half, cliff, solid[s, 0, a:b], solid[s, 1, a:b], below)
            if trees:
                leaves_row(
                    z, crown_low[m], crown_high[m], drop[s], half, leaves[s, 0, a:b],
                    leaves[s, 1, a:b], leaves[s, 2, a:b], leaves[s, 3, a:b],
                    edges[0], edges[1], edges[2], edges[3],
                )  # fmt: skip
            if written:
                if far_on[s]:
                    far_row(far[s], far_at[m], far_share[m], far_column, far_weight, coarse, below)
                if trees:
                    light_row(z, below, edges[0], edges[1], edges[2], edges[3], passes[s], light)
                else:
                    for j in range(left, right):
                        light[j] = one if z[j] >= below[j] else none
            if trees:
                active[s] = trunks_row(
                    z, offset[s, m], trunk_start[m], trunk_start[m + 1], column, tip, width,
                    drop[s], half, active[s], line[s], altitude[s], share[s], light,
                )  # fmt: skip
            if written:
                h, seen, w = hours[m - first], light[left:right], weight[s]
                for j in range(len(h)):
                    h[j] += w * seen[j]


@njit
def add_hours_bare(  # type: ignore[no-untyped-def]
    top, ascending, offset, drop, cliff, weight, first, end, left, right, hours
):
    """Add the hours of suns of one azimuth, without trees.

    Parameters
    ----------
    offset : (M,) int64
        Shift of the lines, which all share.
    drop, weight : (S,) float32
        Sinking of rays [m] and hours of each sun.
    """
    suns, count = len(drop), len(offset)
    size = top.shape[1]
    shift = offset.max()
    span = size + shift - offset.min()
    reach, before = np.full((suns, span), LOW), np.full(span, LOW)
    seen = np.empty(size, np.float32)
    none = np.float32(0.0)
    for i in range(count):
        m = i if ascending else count - 1 - i
        z = top[m]
        start = shift - offset[m]
        p = before[start : start + size]
        seen[:] = none
        for s in range(suns):
            d, w, half = drop[s], weight[s], drop[s] * np.float32(0.5)
            r = reach[s, start : start + size]
            for j in range(size):
                g = p[j] - d
                e = g + half if p[j] - z[j] > cliff else g
                b = r[j] - d
                b = b if b > e else e
                r[j] = b
                seen[j] += w if z[j] >= b else none
        p[:] = z
        if first <= m < end:
            h, now = hours[m - first], seen[left:right]
            for j in range(len(h)):
                h[j] += now[j]


@njit
def raise_rows(field, row, row_share, column, column_share, coarse, below):  # type: ignore[no-untyped-def]
    """Raise the shade over cells (M, N) to that of relief at the horizon, in place."""
    for m in range(len(below)):
        far_row(field, row[m], row_share[m], column, column_share, coarse, below[m])
