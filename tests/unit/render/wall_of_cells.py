"""A wall with values in cells, for tests of results."""

from __future__ import annotations

import numpy as np

from jumeau.model.payload import SurfaceSamples

ORIGIN = (700_000.0, 6_600_000.0, 100.0)
WIDE, HIGH = 2.0, 2.5
"""Of each cell [m]."""


def wall(values: np.ndarray, *, row: int = 0, y: float = 0.0, x: float = 0.0) -> SurfaceSamples:
    """Return a wall that looks south: columns to the east, rows upwards.

    There is no cell where a value is infinite.
    """
    rows, columns = values.shape
    u, v = np.meshgrid((np.arange(columns) + 0.5) * WIDE, (np.arange(rows) + 0.5) * HIGH)
    there = ~np.isinf(values.ravel())  # of a gable: no cell there
    u, v, values = u.ravel()[there], v.ravel()[there], values.ravel()[there]
    place = np.column_stack([x + u, np.full(len(u), y), v]) + ORIGIN
    normal = np.tile([0.0, -1.0, 0.0], (len(u), 1)).astype(np.float32)
    return SurfaceSamples(
        place, np.full(len(u), row, np.int32), (v // 3).astype(np.int16),
        np.column_stack([u, v]).astype(np.float32), values.reshape(1, -1).astype(np.float32),
        normal, np.tile([WIDE, HIGH], (len(u), 1)).astype(np.float32),
    )  # fmt: skip
