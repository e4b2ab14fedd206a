"""Points on a ground tile: crisp discs with a rim, and stripes over surfaces."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.render.sheet import Sheet


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
) -> None:
    """Raise the coverage to that of discs with a smooth edge, one texel wide.

    Parameters
    ----------
    cover : (height, width) float32
        Coverage, changed in place.
    rows : (N,) int64
        The features that are painted.
    radius : (F,) float32
        Of each feature [m].
    """
    height, width = cover.shape
    for index in range(len(rows)):
        feature = rows[index]
        reach = radius[feature] / texel
        for k in range(feature_start[feature], feature_start[feature + 1]):
            u = (xy[k, 0] - west) / texel
            v = (north - xy[k, 1]) / texel
            if not (-reach - 1 < u < width + reach + 1 and -reach - 1 < v < height + reach + 1):
                continue
            for row in range(max(0, int(v - reach - 1)), min(height, int(v + reach) + 2)):
                for column in range(max(0, int(u - reach - 1)), min(width, int(u + reach) + 2)):
                    share = reach + 0.5 - math.hypot(column + 0.5 - u, row + 0.5 - v)
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
