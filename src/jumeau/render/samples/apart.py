"""Cells of a raster that covers roofs and the ground between them: what lies apart is not mixed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit


def read_apart(
    image: Any,
    window: Any,
    shape: tuple[int, int],
    apart: float,
    covered: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """Return the values (h, w) of a raster under places that are closer than its cells.

    Parameters
    ----------
    image : rasterio dataset
        Of one band.
    window : rasterio Window
        What is read, in parts of cells.
    shape : pair of int
        Height and width of the result.
    apart : float
        Cells that differ by more are not mixed: the nearest one counts.
    covered : (h, w) bool array or None
        Which places lie under buildings: beside them, cells under them do not count.

    Returns
    -------
    (h, w) float64
        NaN where nothing is known.
    """
    from rasterio.windows import Window

    left, top = math.floor(window.col_off) - 1, math.floor(window.row_off) - 1
    right = math.ceil(window.col_off + window.width) + 1
    low = math.ceil(window.row_off + window.height) + 1
    left, top = max(left, 0), max(top, 0)
    right, low = min(right, image.width), min(low, image.height)
    read = image.read(1, window=Window(left, top, right - left, low - top), masked=True)
    cells = read.astype(np.float32).filled(np.nan)
    rows, columns = shape
    x = window.col_off + (np.arange(columns) + 0.5) * (window.width / columns) - left - 0.5
    y = window.row_off + (np.arange(rows) + 0.5) * (window.height / rows) - top - 0.5
    out = np.empty(shape)
    under = np.zeros(shape, np.bool_) if covered is None else np.ascontiguousarray(covered)
    mixed_apart(cells, x, y, under, apart, out)
    return out


@njit
def mixed_apart(
    cells: NDArray[np.float32],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    under: NDArray[np.bool_],
    apart: float,
    out: NDArray[np.float64],
) -> None:
    """Write the values at places: mixed of those cells that are alike, else of the nearest one.

    Parameters
    ----------
    x, y : (w,), (h,) float64
        Places in cells: 0 is the middle of the first one.
    under : (h, w) bool
        Which places lie under buildings: only cells whose middle does so too count there, and
        only others beside them.
    """
    rows, columns = cells.shape
    across_one = x[1] - x[0] if len(x) > 1 else 1.0
    down_one = y[1] - y[0] if len(y) > 1 else 1.0
    for i in range(len(y)):
        top = math.floor(y[i])
        down = y[i] - top
        for j in range(len(x)):
            left = math.floor(x[j])
            across = x[j] - left
            low, high, total, weight = np.inf, -np.inf, 0.0, 0.0
            nearest, most, any_near, any_most = np.nan, -1.0, np.nan, -1.0
            whole = True
            for di in range(2):
                for dj in range(2):
                    share = (down if di else 1.0 - down) * (across if dj else 1.0 - across)
                    k = min(max(top + di, 0), rows - 1)
                    m = min(max(left + dj, 0), columns - 1)
                    value = cells[k, m]
                    if share > any_most:
                        any_near, any_most = value, share
                    # The place that lies nearest to the middle of the cell.
                    p = min(max(round((k - y[0]) / down_one), 0), len(y) - 1)
                    q = min(max(round((m - x[0]) / across_one), 0), len(x) - 1)
                    if under[p, q] != under[i, j]:
                        continue
                    if share > most:
                        nearest, most = value, share
                    if value != value:
                        whole = False
                        continue
                    low, high = min(low, value), max(high, value)
                    total += share * value
                    weight += share
            if most < 0.0:
                out[i, j] = any_near
            elif whole and weight > 0.0 and high - low <= apart:
                out[i, j] = total / weight
            else:
                out[i, j] = nearest
