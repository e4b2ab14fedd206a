"""Thin edges of buildings at close range."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def outer_edges(triangles: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the edges (E, 2) that only one triangle has.

    Walls and the faces of roofs have points of their own, so these are the creases of the solids;
    the diagonals within a wall belong to two triangles.
    """
    pairs = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    low, high = pairs.min(1).astype(np.int64), pairs.max(1).astype(np.int64)
    code, count = np.unique(low << 32 | high, return_counts=True)
    single = code[count == 1]
    return np.stack([single >> 32, single & 0xFFFFFFFF], 1).astype(np.int32)
