"""Features sorted into spatial tiles, so that what is not seen is not drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.ragged import Polygons

LEAST_SIDE = 250.0
MOST_ALONG = 32
USUAL_COUNT = 400
"""Features in a tile of a town [1]: each tile costs time of its own."""


def spatial_groups(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sort places into square tiles of at least 250 m and about 400 places.

    Returns
    -------
    order : (N,) int64
        Places tile by tile; without a finite position last, in the last tile.
    start : (T+1,) int64
        Where each tile begins in ``order``.
    """
    finite = np.isfinite(x) & np.isfinite(y)
    if not finite.any():
        return np.arange(len(x)), np.array([0, len(x)], np.int64)
    west, south = x[finite].min(), y[finite].min()
    extent = max(x[finite].max() - west, y[finite].max() - south, 1.0)
    along = min(max(int(np.sqrt(len(x) / USUAL_COUNT)), 1), MOST_ALONG)
    side = max(LEAST_SIDE, extent / along)
    along = int(extent / side) + 1
    cell = np.full(len(x), along * along, np.int64)
    column = ((x[finite] - west) / side).astype(np.int64)
    row = ((y[finite] - south) / side).astype(np.int64)
    cell[finite] = row * along + column
    order = np.argsort(cell, kind="stable")
    changes = np.flatnonzero(np.diff(cell[order])) + 1
    return order, np.concatenate([[0], changes, [len(x)]]).astype(np.int64)


def _gathered(
    start: NDArray[np.int64], order: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the members of ragged groups in another order, and the new starts."""
    count = np.diff(start)[order]
    begin = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    index = np.arange(begin[-1]) + np.repeat(start[:-1][order] - begin[:-1], count)
    return index, begin


def reordered(polygons: Polygons, order: NDArray[np.int64]) -> Polygons:
    """Return the features in another order."""
    polygon, feature_start = _gathered(polygons.feature_start, order)
    ring, polygon_start = _gathered(polygons.polygon_start, polygon)
    vertex, ring_start = _gathered(polygons.ring_start, ring)
    return replace(
        polygons,
        xy=np.ascontiguousarray(polygons.xy[vertex]),
        z=None if polygons.z is None else polygons.z[vertex],
        ring_start=ring_start,
        polygon_start=polygon_start,
        feature_start=feature_start,
    )
