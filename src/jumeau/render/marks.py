"""The tint of selected buildings and bodies: put on in place, and taken off without a trace."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.render import look

Rows = NDArray[np.int64]

MARK_SHARE = 0.72
"""Share of the mark's colour over the model's own."""


class Marks:
    """The tint of the selected rows of one layer.

    ``model`` is Buildings or Bodies: a mesh whose points have colours, feature by feature.
    """

    def __init__(self) -> None:
        self.rows: Rows = np.empty(0, np.int64)
        self._features: Rows = np.empty(0, np.int64)
        self._kept: NDArray[np.uint8] = np.empty((0, 3), np.uint8)

    def choose(self, model: Any, rows: Rows) -> Rows:
        """Tint these rows, and no others; return the tiles that have changed."""
        rows = np.unique(np.asarray(rows, np.int64))
        rows = rows[(rows >= 0) & (rows < len(model.place))]
        if np.array_equal(rows, self.rows):
            return np.empty(0, np.int64)
        before = self._features
        _lift(model.colours, model.mesh.feature_point_start, before, self._kept)
        self.rows = rows
        self.put(model)
        touched = np.concatenate([before, self._features])
        tiles = np.searchsorted(model.tile_start, touched, side="right") - 1
        return np.unique(tiles).astype(np.int64)

    def put(self, model: Any) -> None:
        """Keep the colours of the marked rows as they are, and tint them."""
        start = model.mesh.feature_point_start
        self._features = np.sort(model.place[self.rows])
        points = int((start[self._features + 1] - start[self._features]).sum())
        self._kept = np.empty((points, 3), np.uint8)
        tinted = np.arange(256)[:, None] * (1 - MARK_SHARE) + np.array(look.MARK) * MARK_SHARE
        table = tinted.round().astype(np.uint8)
        _tint(model.colours, start, self._features, table, self._kept)


@njit
def _tint(
    colours: NDArray[np.uint8],
    start: Rows,
    features: Rows,
    table: NDArray[np.uint8],
    kept: NDArray[np.uint8],
) -> None:
    """Keep the colours of the points of some features, and put those of a table in their place."""
    at = 0
    for feature in features:
        for point in range(start[feature], start[feature + 1]):
            for channel in range(3):
                value = colours[point, channel]
                kept[at, channel] = value
                colours[point, channel] = table[value, channel]
            at += 1


@njit
def _lift(colours: NDArray[np.uint8], start: Rows, features: Rows, kept: NDArray[np.uint8]) -> None:
    """Put the colours that were kept back in their place."""
    at = 0
    for feature in features:
        for point in range(start[feature], start[feature + 1]):
            for channel in range(3):
                colours[point, channel] = kept[at, channel]
            at += 1
