"""The share of the sun that reaches cells, from the fields that the sweeps wrote."""

from __future__ import annotations

import numpy as np

from jumeau.geometry.jit import njit


@njit
def light_row(z, below, low, high, low2, high2, passes, out):  # type: ignore[no-untyped-def]
    """Write the share of the sun on a row: none in shade, some through leaves."""
    for j in range(len(z)):
        leaves = (low[j] <= z[j] and z[j] <= high[j]) or (low2[j] <= z[j] and z[j] <= high2[j])
        share = passes if leaves else np.float32(1.0)
        out[j] = share if z[j] >= below[j] else np.float32(0.0)


@njit
def bare_cells(top, below, out):  # type: ignore[no-untyped-def]
    """Write the share of the sun (M, N) where no tree counts."""
    for m in range(len(top)):
        z, b, o = top[m], below[m], out[m]
        for j in range(len(z)):
            o[j] = np.float32(1.0) if z[j] >= b[j] else np.float32(0.0)


@njit
def trunks_row(  # type: ignore[no-untyped-def]
    z, shift, first, end, column, tip, width, drop, half, active, line, altitude, share, out
):
    """Darken a row by trunks nearer to the sun, then add the row's own; return how many go on.

    Parameters
    ----------
    z : (N,) float32
        What stands there [m].
    shift : int
        Of the lines, on this row.
    first, end : int
        The row's own trunks.
    column, tip, width : (K,) int64, float32, float32
        All trunks: cell across, altitude of the top [m], share of a cell's width.
    active : int
        Trunks whose shade goes on, in ``line``, ``altitude`` and ``share``, the farthest first.
    """
    kept = 0
    for k in range(active):
        j = line[k] + shift
        up = altitude[k] - drop
        if j < 0 or j >= len(z) or up + half < z[j]:
            continue
        out[j] *= np.float32(1.0) - share[k]
        line[kept], altitude[kept], share[kept] = line[k], up, share[k]
        kept += 1
    for t in range(first, end):
        line[kept], altitude[kept], share[kept] = column[t] - shift, tip[t], width[t]
        kept += 1
    return kept


@njit
def light_cells(top, below, low, high, low2, high2, passes, out):  # type: ignore[no-untyped-def]
    """Write the share of the sun on ground and roofs, trunks left out.

    Parameters
    ----------
    top, below, low, high, low2, high2 : (M, N) float32
        What stands there, and the fields of a shade [m].
    passes : float32
        Share of the light that leaves let through.
    out : (M, N) float32
        Is written.
    """
    for m in range(len(top)):
        light_row(top[m], below[m], low[m], high[m], low2[m], high2[m], passes, out[m])


@njit
def trunks_on(  # type: ignore[no-untyped-def]
    top, ascending, offset, drop, half, trunk_start, column, tip, width, out
):
    """Darken cells by the shade of trunks, in place.

    Parameters
    ----------
    top : (M, N) float32
        What stands there, along the main axis of the rays [m].
    trunk_start : (M+1,) int64
        Where each row's trunks begin.
    out : (M, N) float32
        Share of the sun.
    """
    count = len(top)
    line = np.empty(len(column), np.int64)
    altitude, share = np.empty(len(column), np.float32), np.empty(len(column), np.float32)
    active = 0
    for i in range(count):
        m = i if ascending else count - 1 - i
        active = trunks_row(
            top[m], offset[m], trunk_start[m], trunk_start[m + 1], column, tip, width, drop, half,
            active, line, altitude, share, out[m],
        )  # fmt: skip
