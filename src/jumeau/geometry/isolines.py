"""Lines of equal value through a grid: marching squares, joined and smoothed a little."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit


@njit
def _segments(z, level, out):  # type: ignore[no-untyped-def]
    """Write the segments on which a grid has a level, in cells; return how many there are.

    Each square of four middles is passed with the higher side to the left; of a saddle the mean of
    the corners decides. Squares with nan carry none.
    """
    rows, cols = z.shape
    count = 0
    ends = np.empty((4, 2), np.float64)
    for r in range(rows - 1):
        for c in range(cols - 1):
            a, b, d, e = z[r, c], z[r, c + 1], z[r + 1, c + 1], z[r + 1, c]
            low, high = min(min(a, b), min(d, e)), max(max(a, b), max(d, e))
            if not (low < level <= high):  # so it is with nan
                continue
            if a != a or b != b or d != d or e != e:
                continue
            n = 0
            # Crossings along the top, right, bottom and left side, in that order.
            if (a < level) != (b < level):
                ends[n, 0], ends[n, 1] = c + (level - a) / (b - a), r
                n += 1
            if (b < level) != (d < level):
                ends[n, 0], ends[n, 1] = c + 1, r + (level - b) / (d - b)
                n += 1
            if (e < level) != (d < level):
                ends[n, 0], ends[n, 1] = c + (level - e) / (d - e), r + 1
                n += 1
            if (a < level) != (e < level):
                ends[n, 0], ends[n, 1] = c, r + (level - a) / (e - a)
                n += 1
            if n == 2:
                if count < len(out):
                    for k in range(2):
                        out[count, k, 0], out[count, k, 1] = ends[k, 0], ends[k, 1]
                count += 1
            elif n == 4:
                # Of a saddle: the middle goes with the corners of its own side.
                joined = ((a + b + d + e) / 4.0 < level) == (a < level)
                first, second = (1, 0) if joined else (3, 0)
                third, fourth = (3, 2) if joined else (1, 2)
                for one, other in ((first, second), (third, fourth)):
                    if count < len(out):
                        out[count, 0, 0], out[count, 0, 1] = ends[one, 0], ends[one, 1]
                        out[count, 1, 0], out[count, 1, 1] = ends[other, 0], ends[other, 1]
                    count += 1
    return count


@njit
def _softened(z, out):  # type: ignore[no-untyped-def]
    """Write the mean of the known ones of nine cells; nan stays."""
    rows, cols = z.shape
    for r in range(rows):
        for c in range(cols):
            if z[r, c] != z[r, c]:
                out[r, c] = np.nan
                continue
            total, weight = 0.0, 0.0
            for i in range(max(r - 1, 0), min(r + 2, rows)):
                for j in range(max(c - 1, 0), min(c + 2, cols)):
                    if z[i, j] == z[i, j]:
                        share = (2.0 if i == r else 1.0) * (2.0 if j == c else 1.0)
                        total += share * z[i, j]
                        weight += share
            out[r, c] = total / weight


def isolines(
    z: NDArray[np.float32],
    west: float,
    north: float,
    step: float,
    levels: tuple[float, ...],
    *,
    shortest: float = 0.0,
) -> list[tuple[float, NDArray[np.float64]]]:
    """Return the lines on which cells of a grid have some values.

    Parameters
    ----------
    z : (rows, cols) float32
        Row 0 in the north; nan where there is nothing. Softened over three cells before.
    west, north, step : float
        Upper left corner of the grid and side of a cell [m].
    levels : tuple of float
        Values.
    shortest : float
        Lines that are not longer are left out [m].

    Returns
    -------
    list of (value, (N, 2) float64)
        Places of each line [m].
    """
    import shapely

    soft = np.empty_like(z)
    _softened(z, soft)
    found: list[tuple[float, NDArray[np.float64]]] = []
    room = np.empty((max(z.size // 4, 1024), 2, 2), np.float64)
    for level in levels:
        count = _segments(soft, np.float32(level), room)
        if count > len(room):
            room = np.empty((count, 2, 2), np.float64)
            _segments(soft, np.float32(level), room)
        if not count:
            continue
        places = room[:count].copy()
        places[..., 0] = west + (places[..., 0] + 0.5) * step
        places[..., 1] = north - (places[..., 1] + 0.5) * step
        places = places.round(6)
        lines = shapely.multilinestrings(shapely.linestrings(places))
        joined: Any = shapely.get_parts(shapely.line_merge(lines))
        joined = shapely.simplify(joined, 0.15 * step)
        longer = joined[shapely.length(joined) > shortest]
        found += [(float(level), shapely.get_coordinates(line)) for line in longer]
    return found
