"""Points on a ground tile: crisp symbols with a rim, and stripes over surfaces."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.model.style import Symbol
from jumeau.render.sheet import Sheet

SYMBOLS = {symbol: number for number, symbol in enumerate(Symbol)}
"""Numbers of the forms of points."""
_SQUARE, _DIAMOND, _TRIANGLE, _CROSS = (
    SYMBOLS[x] for x in (Symbol.SQUARE, Symbol.DIAMOND, Symbol.TRIANGLE, Symbol.CROSS)
)


@njit
def _beyond(across: float, down: float, reach: float, symbol: int) -> float:
    """Return how far a place lies beyond a symbol's edge, inside of it less than 0 [texels].

    All symbols cover about the area of the disc with the radius ``reach``.
    """
    x, y = abs(across), abs(down)
    if symbol == _SQUARE:
        return max(x, y) - 0.886 * reach
    if symbol == _DIAMOND:
        return (x + y) / math.sqrt(2.0) - 0.92 * reach
    if symbol == _TRIANGLE:
        return max(down, (math.sqrt(3.0) * x - down) / 2.0) - 0.7 * reach
    if symbol == _CROSS:
        arm, half = 1.1 * reach, 0.42 * reach
        return min(max(x - arm, y - half), max(y - arm, x - half))
    return math.hypot(across, down) - reach


@njit
def add_crisp_discs(
    cover: NDArray[np.float32],
    west: float,
    north: float,
    texel: float,
    rows: NDArray[np.int64],
    radius: NDArray[np.float32],
    xy: NDArray[np.float64],
    feature_start: NDArray[np.int64],
    symbol: int = 0,
) -> None:
    """Raise the coverage to that of symbols with a smooth edge, one texel wide.

    Parameters
    ----------
    cover : (height, width) float32
        Coverage, changed in place.
    rows : (N,) int64
        The features that are painted.
    radius : (F,) float32
        Of each feature [m].
    symbol : int
        Of :data:`SYMBOLS`: the disc is 0.
    """
    height, width = cover.shape
    for index in range(len(rows)):
        feature = rows[index]
        reach = radius[feature] / texel
        for k in range(feature_start[feature], feature_start[feature + 1]):
            u = (xy[k, 0] - west) / texel
            v = (north - xy[k, 1]) / texel
            wide = 1.45 * reach  # corners lie beyond the disc's edge
            if not (-wide - 1 < u < width + wide + 1 and -wide - 1 < v < height + wide + 1):
                continue
            for row in range(max(0, int(v - wide - 1)), min(height, int(v + wide) + 2)):
                for column in range(max(0, int(u - wide - 1)), min(width, int(u + wide) + 2)):
                    share = 0.5 - _beyond(column + 0.5 - u, row + 0.5 - v, reach, symbol)
                    share = min(max(share, 0.0), 1.0)
                    if share > cover[row, column]:
                        cover[row, column] = share


def stripes(sheet: Sheet, distance: float) -> NDArray[np.float32]:
    """Return the coverage (h, w) of diagonal stripes, a third of their distance wide.

    Parameters
    ----------
    distance : float
        From stripe to stripe [m]; more where that would be less than six texels, and then twice
        as much for each coarser level, so that stripes meet from tile to tile.
    """
    while distance < 6.0 * sheet.texel:
        distance *= 2.0
    count = sheet.rgb.shape[0]
    across = sheet.west + (np.arange(count) + 0.5) * sheet.texel
    along = sheet.north - (np.arange(count) + 0.5) * sheet.texel
    # Whole periods are left out: coordinates in metres are large numbers.
    period = distance * math.sqrt(2.0)
    phase = ((across[None, :] % period) + (along[:, None] % period)) % period
    away = np.abs(phase - period / 2) / math.sqrt(2.0)
    return np.clip(0.5 + (distance / 6.0 - away) / sheet.texel, 0.0, 1.0).astype(np.float32)
