"""The altitude below which no sun passes, by one sweep over heights, away from the sun.

On each line of cells the highest ray's end is carried along: it sinks by the same amount from cell
to cell, and rises to what stands there. The same subtractions happen on any cut of the grid, in
the same order, so that the cells of a tile equal those of the whole bit for bit. Shadow volumes
over rasters are due to Ratti and Richens (2004, "Raster analysis of urban form", Environment and
Planning B 31, 297-309, doi 10.1068/b2665); they shift the whole grid again and again, here each
cell is touched once.

All arrays are laid out along the main axis of :class:`~jumeau.geometry.shade.lines.Rays`: lines
run from row to row, ``offset`` tells their shift. What is beyond the grid casts nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit

Heights = NDArray[np.float32]
LOW, HIGH = np.float32(-np.inf), np.float32(np.inf)
STRIP = 16
"""Rows that are transposed at a time: a line of the cache."""


@njit
def solid_row(z, drop, half, cliff, reach, before, below):  # type: ignore[no-untyped-def]
    """Carry the shade of solids on by one row, and write it.

    Parameters
    ----------
    z : (N,) float32
        What stands there [m].
    drop, half : float32
        How far rays sink from cell to cell, and by how much a wall is prolonged: to the border
        between two cells [m].
    cliff : float32
        What falls off by more is a wall, not a slope [m].
    reach, before : (N,) float32
        Of each line: shade on the row before, and what stands there; are carried on [m].
    below : (N,) float32
        Is written: points lower are in shade of other cells [m].
    """
    for j in range(len(z)):
        g = before[j] - drop
        e = g + half if before[j] - z[j] > cliff else g
        b = reach[j] - drop
        b = b if b > e else e
        below[j] = b
        reach[j] = b
        before[j] = z[j]


@njit
def sweep_solid(  # type: ignore[no-untyped-def]
    top, ascending, offset, chosen, phase, drop, half, cliff, below
):
    """Write the altitude of shade over each cell.

    Parameters
    ----------
    top : (M, N) float32
        What stands there [m].
    ascending : bool
        Sweep by rising rows.
    offset : (M,) int64
        Shift of the lines.
    chosen : (M,) int64
        Rows of another phase than ``phase`` are not written.
    drop, half, cliff : float32
        As for :func:`solid_row`.
    below : (M, N) float32
        Is written: points lower are in shade of other cells [m].
    """
    count, width = top.shape
    shift = offset.max()
    size = width + shift - offset.min()
    reach, before = np.full(size, LOW), np.full(size, LOW)
    spare = np.empty(width, np.float32)
    for i in range(count):
        m = i if ascending else count - 1 - i
        start = shift - offset[m]
        end = start + width
        out = below[m] if chosen[m] == phase else spare
        solid_row(top[m], drop, half, cliff, reach[start:end], before[start:end], out)


@njit
def sweep_solid_turned(top, ascending, offset, drop, half, cliff, below):  # type: ignore[no-untyped-def]
    """Write the same as :func:`sweep_solid`, transposed: ``below`` is (N, M)."""
    count, width = top.shape
    shift = offset.max()
    size = width + shift - offset.min()
    reach, before = np.full(size, LOW), np.full(size, LOW)
    rows = np.empty((STRIP, width), np.float32)
    for i in range(count):
        m = i if ascending else count - 1 - i
        start = shift - offset[m]
        end = start + width
        out = rows[m % STRIP]
        solid_row(top[m], drop, half, cliff, reach[start:end], before[start:end], out)
        if strip_ends(m, count, ascending):
            lay_strip(rows, m, count, below)


@njit
def strip_ends(m, count, ascending):  # type: ignore[no-untyped-def]
    """Tell whether a row is the last of its strip, or of all."""
    if ascending:
        return m % STRIP == STRIP - 1 or m == count - 1
    return m % STRIP == 0


@njit
def lay_strip(rows, m, count, out):  # type: ignore[no-untyped-def]
    """Write the strip of rows that holds row m, transposed, to ``out``."""
    first = m - m % STRIP
    end = min(first + STRIP, count)
    for j in range(rows.shape[1]):
        line = out[j, first:end]
        for k in range(len(line)):
            line[k] = rows[k, j]


@njit
def sweep_estimated(  # type: ignore[no-untyped-def]
    top, guessed, ascending, offset, drop, half, cliff, below, mark
):
    """Write the altitude of shade, and whether what casts it has an estimated height.

    Parameters
    ----------
    guessed : (M, N) bool
        Heights that were estimated.
    mark : (M, N) bool
        Is written.
    """
    count, width = top.shape
    shift = offset.max()
    size = width + shift - offset.min()
    reach, before = np.full(size, LOW), np.full(size, LOW)
    carried, last = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    for i in range(count):
        m = i if ascending else count - 1 - i
        start = shift - offset[m]
        s, p, z = reach[start : start + width], before[start : start + width], top[m]
        c, e = carried[start : start + width], last[start : start + width]
        out, flag, own = below[m], mark[m], guessed[m]
        for j in range(width):
            g = p[j] - drop
            g = g + half if p[j] - z[j] > cliff else g
            b = s[j] - drop
            from_last = g >= b
            b = g if from_last else b
            f = e[j] if from_last else c[j]
            out[j] = b
            flag[j] = f
            s[j] = b
            c[j] = f
            p[j] = z[j]
            e[j] = own[j]


@njit
def hull_row(z, c, d, drop, half, a, b, low, high):  # type: ignore[no-untyped-def]
    """Carry one interval of leaves on by one row: the hull of several."""
    for j in range(len(z)):
        h = b[j] - drop
        gone = h + half < z[j]
        e = HIGH if gone else a[j] - drop
        h = LOW if gone else h
        up = h + half
        e = e if e < c[j] else c[j]
        h = h if h > d[j] else d[j]
        a[j] = e
        b[j] = h
        low[j] = e - half
        high[j] = up if up > d[j] else d[j]


@njit
def sweep_leaves(  # type: ignore[no-untyped-def]
    top, crown_low, crown_high, ascending, offset, drop, half, low, high
):
    """Write between which altitudes leaves shade each cell: one interval, the hull of several.

    Parameters
    ----------
    top : (M, N) float32
        What stands there: shade that sank below is forgotten [m].
    crown_low, crown_high : (M, N) float32
        Leaves; inf and -inf where there is none [m].
    low, high : (M, N) float32
        Are written; inf and -inf where no leaf shades.
    """
    count, width = top.shape
    shift = offset.max()
    size = width + shift - offset.min()
    lows, highs = np.full(size, HIGH), np.full(size, LOW)
    for i in range(count):
        m = i if ascending else count - 1 - i
        start = shift - offset[m]
        end = start + width
        hull_row(
            top[m], crown_low[m], crown_high[m], drop, half, lows[start:end], highs[start:end],
            low[m], high[m],
        )  # fmt: skip


@njit
def sweep_leaves_turned(  # type: ignore[no-untyped-def]
    top, crown_low, crown_high, ascending, offset, drop, half, low, high
):
    """Write the same as :func:`sweep_leaves`, transposed: ``low`` and ``high`` are (N, M)."""
    count, width = top.shape
    shift = offset.max()
    size = width + shift - offset.min()
    lows, highs = np.full(size, HIGH), np.full(size, LOW)
    rows = np.empty((2, STRIP, width), np.float32)
    for i in range(count):
        m = i if ascending else count - 1 - i
        start = shift - offset[m]
        end = start + width
        k = m % STRIP
        hull_row(
            top[m], crown_low[m], crown_high[m], drop, half, lows[start:end], highs[start:end],
            rows[0, k], rows[1, k],
        )  # fmt: skip
        if strip_ends(m, count, ascending):
            lay_strip(rows[0], m, count, low)
            lay_strip(rows[1], m, count, high)


@njit
def sweep_leaves_twice(  # type: ignore[no-untyped-def]
    top, crown_low, crown_high, ascending, offset, chosen, phase, drop, half, low, high, low2,
    high2,
):  # fmt: skip
    """Write two intervals of altitudes that leaves shade, the lower one first.

    Parameters
    ----------
    low, high, low2, high2 : (M, N) float32
        Are written; as for :func:`sweep_leaves`.
    """
    count, width = top.shape
    shift = offset.max()
    size = width + shift - offset.min()
    a1, b1 = np.full(size, HIGH), np.full(size, LOW)
    a2, b2 = np.full(size, HIGH), np.full(size, LOW)
    spare = np.empty((4, width), np.float32)
    for i in range(count):
        m = i if ascending else count - 1 - i
        start = shift - offset[m]
        end = start + width
        written = chosen[m] == phase
        leaves_row(
            top[m], crown_low[m], crown_high[m], drop, half,
            a1[start:end], b1[start:end], a2[start:end], b2[start:end],
            low[m] if written else spare[0], high[m] if written else spare[1],
            low2[m] if written else spare[2], high2[m] if written else spare[3],
        )  # fmt: skip


@njit
def leaves_row(z, c, d, drop, half, a1, b1, a2, b2, low, high, low2, high2):  # type: ignore[no-untyped-def]
    """Carry two intervals of leaves on by one row.

    Intervals that touch grow together. Of three that do not, the lowest is forgotten: it touches
    the ground first. So what has sunk below a place never changes what passes above it, and tiles
    need no more margin than shade reaches.
    """
    for j in range(len(z)):
        e, f = a1[j] - drop, b1[j] - drop
        g, h = a2[j] - drop, b2[j] - drop
        # What sank below what stands here is over; the upper one takes its place.
        over = f + half < z[j]
        e, f = (g if over else e), (h if over else f)
        g, h = (HIGH if over else g), (LOW if over else h)
        up, up2 = f + half, h + half
        own, crest = c[j], d[j]
        there, alone, single = own < HIGH, e == HIGH, g == HIGH
        first = there & (alone | ((own <= f + drop) & (crest >= e - drop)))
        under = there & (not first) & (crest < e)
        above = there & (not first) & (not under)
        second = above & (single | ((own <= h + drop) & (crest >= g - drop)))
        third = above & (not second)
        pushed = under & single
        higher = third & (own > g)
        g_new = e if pushed else (own if higher else (min(g, own) if second else g))
        h_new = f if pushed else (crest if higher else (max(h, crest) if second else h))
        u_new = up if pushed else (crest if higher else (max(up2, crest) if second else up2))
        lower = pushed | (third & (not higher))
        e = own if lower else (g if higher else (min(e, own) if first else e))
        f = crest if lower else (h if higher else (max(f, crest) if first else f))
        up = crest if lower else (up2 if higher else (max(up, crest) if first else up))
        touch = g_new <= f + drop
        e = min(e, g_new) if touch else e
        f = max(f, h_new) if touch else f
        up = max(up, u_new) if touch else up
        g = HIGH if touch else g_new
        h = LOW if touch else h_new
        a1[j] = e
        b1[j] = f
        a2[j] = g
        b2[j] = h
        low[j] = e - half
        high[j] = up
        low2[j] = g - half
        high2[j] = LOW if touch else u_new


@njit
def turn(cells, out):  # type: ignore[no-untyped-def]
    """Write the transpose of cells (M, N) to out (N, M), block by block."""
    rows, cols = cells.shape
    for r in range(0, rows, 16):
        for c in range(0, cols, 16):
            for j in range(c, min(c + 16, cols)):
                for i in range(r, min(r + 16, rows)):
                    out[j, i] = cells[i, j]
