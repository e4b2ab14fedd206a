"""Features sorted into spatial tiles, so that what is not seen is not drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
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


@njit
def _gather(
    start: NDArray[np.int64], order: NDArray[np.int64], into_start: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the members of ragged groups in another order; fill in their new starts."""
    into_start[0] = 0
    for place in range(len(order)):
        group = order[place]
        into_start[place + 1] = into_start[place] + start[group + 1] - start[group]
    member = np.empty(into_start[len(order)], np.int64)
    for place in range(len(order)):
        first = start[order[place]]
        for k in range(into_start[place + 1] - into_start[place]):
            member[into_start[place] + k] = first + k
    return member


@njit
def _taken(xy: NDArray[np.float64], vertex: NDArray[np.int64]) -> NDArray[np.float64]:
    result = np.empty((len(vertex), 2), np.float64)
    for i in range(len(vertex)):
        result[i, 0], result[i, 1] = xy[vertex[i], 0], xy[vertex[i], 1]
    return result


def reordered(polygons: Polygons, order: NDArray[np.int64]) -> Polygons:
    """Return the features in another order."""
    feature_start = np.empty(len(order) + 1, np.int64)
    polygon = _gather(polygons.feature_start, order, feature_start)
    polygon_start = np.empty(len(polygon) + 1, np.int64)
    ring = _gather(polygons.polygon_start, polygon, polygon_start)
    ring_start = np.empty(len(ring) + 1, np.int64)
    vertex = _gather(polygons.ring_start, ring, ring_start)
    return replace(
        polygons,
        xy=_taken(polygons.xy, vertex),
        z=None if polygons.z is None else polygons.z[vertex],
        ring_start=ring_start,
        polygon_start=polygon_start,
        feature_start=feature_start,
    )
