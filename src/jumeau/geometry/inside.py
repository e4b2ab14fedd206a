"""In which feature a place lies: many places against many polygons of many vertices.

Edges are sorted into horizontal bands, so that each place is compared with those few that can
cross its own horizontal; even-odd over all rings of a feature.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.ragged import Polygons

_MOST_BANDS = 4096


@njit
def _edges(xy, ring_start, polygon_start, feature_start, south, height, start, edge, owner):  # type: ignore[no-untyped-def]
    """Count the edges of every band (without room) or file them; return how many there are."""
    bands = len(start) - 1
    filing = len(edge) > 0
    total = 0
    for f in range(len(feature_start) - 1):
        for r in range(polygon_start[feature_start[f]], polygon_start[feature_start[f + 1]]):
            before = ring_start[r + 1] - 1
            for i in range(ring_start[r], ring_start[r + 1]):
                a, b = before, i
                before = i
                low, high = min(xy[a, 1], xy[b, 1]), max(xy[a, 1], xy[b, 1])
                if not low < high:
                    continue
                first = min(max(int((low - south) / height), 0), bands - 1)
                last = min(max(int((high - south) / height), 0), bands - 1)
                for band in range(first, last + 1):
                    if filing:
                        edge[start[band], 0], edge[start[band], 1] = a, b
                        owner[start[band]] = f
                        start[band] += 1
                    total += 1
                    if not filing:
                        start[band + 1] += 1
    return total


@njit
def _holders(xy, start, edge, owner, south, height, x, y, rank, out):  # type: ignore[no-untyped-def]
    bands = len(start) - 1
    for p in range(len(x)):
        out[p] = -1
        if not abs(y[p]) < np.inf:
            continue
        band = int(np.floor((y[p] - south) / height))
        if band < 0 or band >= bands:
            continue
        inside, feature = False, -1
        for k in range(start[band], start[band + 1] + 1):
            last = k == start[band + 1]
            if last or owner[k] != feature:
                if inside and (out[p] < 0 or rank[feature] >= rank[out[p]]):
                    out[p] = feature
                if last:
                    break
                inside, feature = False, owner[k]
            ax, ay = xy[edge[k, 0], 0], xy[edge[k, 0], 1]
            bx, by = xy[edge[k, 1], 0], xy[edge[k, 1], 1]
            if (ay > y[p]) != (by > y[p]) and ax + (y[p] - ay) / (by - ay) * (bx - ax) > x[p]:
                inside = not inside


def holders(
    polygons: Polygons, x: NDArray[np.float64], y: NDArray[np.float64], rank: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the feature in which each place lies.

    Parameters
    ----------
    polygons : Polygons
        F features, which may overlap.
    x, y : (N,) float64 arrays
        The places, in the polygons' CRS [m].
    rank : (F,) int64 array
        Where several features hold a place, the one of highest rank counts, of equals the last.

    Returns
    -------
    (N,) int64 array
        -1 where no feature holds the place.
    """
    out = np.full(len(x), -1, np.int64)
    if not len(polygons.xy) or not len(x):
        return out
    south, north = float(polygons.xy[:, 1].min()), float(polygons.xy[:, 1].max())
    bands = int(np.clip(len(polygons.xy) // 8, 1, _MOST_BANDS))
    height = max((north - south) / bands, 1e-3) * (1 + 1e-9)
    rings = (polygons.xy, polygons.ring_start, polygons.polygon_start, polygons.feature_start)
    start = np.zeros(bands + 1, np.int64)
    none = np.empty((0, 2), np.int64), np.empty(0, np.int64)
    total = _edges(*rings, south, height, start, *none)
    start = np.cumsum(start)
    edge, owner = np.empty((total, 2), np.int64), np.empty(total, np.int64)
    if total:
        _edges(*rings, south, height, start.copy(), edge, owner)
    _holders(
        polygons.xy, start, edge, owner, south, height,
        np.ascontiguousarray(x, np.float64), np.ascontiguousarray(y, np.float64),
        np.ascontiguousarray(rank, np.int64), out,
    )  # fmt: skip
    return out
