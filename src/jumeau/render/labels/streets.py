"""Segments that bear one name, joined into the lines that the name runs along."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.ragged import Lines

SPACING = 8.0
"""Places along a line lie no farther apart than this [m]."""


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Lines that names run along.

    Attributes
    ----------
    xy : (V, 2) float64
        Places along the lines, project CRS [m].
    start : (C+1,) int64
        Into ``xy``.
    name : (C,) int64
        Whose name the line bears.
    length : (C,) float64
        [m]
    box : (C, 4) float64
        xmin, ymin, xmax, ymax [m].
    """

    xy: NDArray[np.float64]
    start: NDArray[np.int64]
    name: NDArray[np.int64]
    length: NDArray[np.float64]
    box: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.name)


NO_RUNS = Runs(
    np.empty((0, 2)), np.zeros(1, np.int64), np.empty(0, np.int64), np.empty(0), np.empty((0, 4))
)


def joined(lines: Lines, name: NDArray[np.int64]) -> Runs:
    """Return the lines of each name, joined where exactly two of its segments meet.

    Parameters
    ----------
    lines : Lines
        F features, project CRS [m].
    name : (F,) int64
        Number of the name of each feature; -1 for none.
    """
    import shapely

    part_name = np.repeat(name, np.diff(lines.feature_start))
    length = np.diff(lines.line_start)
    usable = (part_name >= 0) & (length >= 2)
    if not usable.any():
        return NO_RUNS
    vertex = np.repeat(usable, length)
    index = np.repeat(np.cumsum(usable) - 1, length)[vertex]
    segments = shapely.linestrings(lines.xy[vertex], indices=index)
    owner = part_name[usable]
    order = np.argsort(owner, kind="stable")
    known, number = np.unique(owner[order], return_inverse=True)
    whole = shapely.line_merge(shapely.multilinestrings(segments[order], indices=number))
    parts, of = shapely.get_parts(whole, return_index=True)
    parts = shapely.segmentize(parts, SPACING)
    xy, at = shapely.get_coordinates(parts, return_index=True)
    start = np.concatenate([[0], np.cumsum(np.bincount(at, minlength=len(parts)))])
    return Runs(
        np.ascontiguousarray(xy),
        start.astype(np.int64),
        known[of].astype(np.int64),
        shapely.length(parts),
        shapely.bounds(parts),
    )
