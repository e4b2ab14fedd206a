"""Holes and walls of nodata in heights: closed from around them, and counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LOWEST, HIGHEST = -450.0, 8900.0
"""No ground on Earth is lower or higher [m]: -9999, -32768 and 1e38 are nodata."""


def closed_ground(z: NDArray[np.float32]) -> tuple[NDArray[np.float32], int]:
    """Return altitudes without holes, and how many cells were closed.

    Parameters
    ----------
    z : (rows, cols) float32
        Altitudes [m]; nan, infinite or absurd where there is no data.

    Returns
    -------
    (rows, cols) float32
        The same array where nothing is to be closed; holes are filled smoothly from their rims,
        and all is level at 0 m where nothing is known.
    int
        Cells that were closed.
    """
    with np.errstate(invalid="ignore"):
        known = (z > LOWEST) & (z < HIGHEST)
    count = int(z.size - np.count_nonzero(known))
    if not count:
        return z, 0
    if count == z.size:
        return np.zeros_like(z), count
    found = _pulled(np.where(known, z, 0.0).astype(np.float64), known.astype(np.float64))
    return np.where(known, z, found).astype(np.float32), count


def _pulled(values: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fill cells of no weight by means of a pyramid (pull-push, Gortler et al. 1996)."""
    rows, cols = values.shape
    if weight.min() > 0.0 or max(rows, cols) == 1:
        return values
    pad = ((0, rows % 2), (0, cols % 2))
    w, v = np.pad(weight, pad), np.pad(values * weight, pad)
    blocks = (w.shape[0] // 2, 2, w.shape[1] // 2, 2)
    total, summed = w.reshape(blocks).sum((1, 3)), v.reshape(blocks).sum((1, 3))
    mean = np.divide(summed, total, out=np.zeros_like(summed), where=total > 0.0)
    above = _pulled(mean, np.minimum(total, 1.0))
    wide = np.repeat(np.repeat(above, 2, 0), 2, 1)[:rows, :cols]
    return np.where(weight > 0.0, values, wide)
