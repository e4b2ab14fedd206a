"""Many edges in a grid of squares: those near a place are found without looking at the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CELL = 32.0
"""Side of a square [m]."""


@dataclass(frozen=True, slots=True, eq=False)
class SegmentGrid:
    """Edges, and which squares they go through.

    Attributes
    ----------
    segments : (N, 4) float64
        Start and end: x, y, x, y [m].
    kind : (N,) int64
        Whatever tells them apart.
    low : tuple of float
        South-west corner of the grid [m].
    columns : int
        Squares of a row.
    cell : (M,) int64
        Squares, ascending; one entry for each edge that goes through.
    segment : (M,) int64
        The edge of each entry.
    """

    segments: NDArray[np.float64]
    kind: NDArray[np.int64]
    low: tuple[float, float]
    columns: int
    cell: NDArray[np.int64]
    segment: NDArray[np.int64]

    def near(self, x: float, y: float, reach: float) -> NDArray[np.int64]:
        """Return the edges (indices, ascending) that may come so near to a place [m]."""
        if not len(self.cell):
            return np.empty(0, np.int64)
        first = np.floor((np.array([x, y]) - reach - self.low) / CELL).astype(np.int64)
        last = np.floor((np.array([x, y]) + reach - self.low) / CELL).astype(np.int64)
        found = []
        west, east = max(int(first[0]), 0), min(int(last[0]), self.columns - 1)
        if east < west:
            return np.empty(0, np.int64)
        for row in range(max(int(first[1]), 0), int(last[1]) + 1):
            ends = np.searchsorted(
                self.cell, (row * self.columns + west, row * self.columns + east + 1)
            )
            found.append(self.segment[ends[0] : ends[1]])
        if not found:
            return np.empty(0, np.int64)
        near = np.sort(np.concatenate(found))  # an edge stands in several squares
        return near[np.diff(near, prepend=-1) > 0]


def segment_grid(segments: NDArray[np.float64], kind: NDArray[np.int64]) -> SegmentGrid:
    """Sort edges into a grid.

    Parameters
    ----------
    segments : (N, 4) float64
        Start and end: x, y, x, y [m].
    kind : (N,) int64
        Whatever tells them apart.
    """
    if not len(segments):
        none = np.empty(0, np.int64)
        return SegmentGrid(np.empty((0, 4)), none, (0.0, 0.0), 1, none, none)
    places = segments.reshape(-1, 2)
    low = places.min(0)
    columns = int((places[:, 0].max() - low[0]) // CELL) + 1
    start, along = segments[:, :2] - low, segments[:, 2:] - segments[:, :2]
    pieces = np.maximum(np.ceil(np.abs(along).max(1) / CELL), 1).astype(np.int64)
    owner = np.repeat(np.arange(len(segments)), pieces)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    share = 1.0 / pieces[owner]
    a = start[owner] + along[owner] * (number * share)[:, None]
    b = start[owner] + along[owner] * ((number + 1) * share)[:, None]
    one, other = (np.floor(x / CELL).astype(np.int64) for x in (a, b))
    # A piece is no longer than a square: its box touches four of them at most.
    corners = [(one[:, 0], one[:, 1]), (other[:, 0], other[:, 1])]
    corners += [(one[:, 0], other[:, 1]), (other[:, 0], one[:, 1])]
    cell = np.concatenate([y * columns + np.clip(x, 0, columns - 1) for x, y in corners])
    pairs = np.unique(np.column_stack([cell, np.tile(owner, 4)]), axis=0)
    return SegmentGrid(
        np.ascontiguousarray(segments, np.float64),
        np.ascontiguousarray(kind, np.int64),
        (float(low[0]), float(low[1])),
        columns,
        np.ascontiguousarray(pairs[:, 0]),
        np.ascontiguousarray(pairs[:, 1]),
    )
