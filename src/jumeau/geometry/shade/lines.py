"""How a sun's rays run across a grid: lines of cells, the same whatever part of the world is cut.

A ray's track on the ground steps by one cell along its main axis (rows or columns) and is rounded
to the nearest cell across it (Bresenham 1965, doi 10.1147/sj.41.0025). The rounding counts cells
from the origin of the project's CRS, not from the corner of the raster, so that a tile and the
whole have the same lines.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LOWEST = 0.05
"""A sun lower than this casts the shade of one so high [degrees]: a horizon is never level."""


@dataclass(frozen=True, slots=True)
class Rays:
    """Parallel rays on a grid.

    Attributes
    ----------
    by_columns : bool
        Their main axis runs along rows, from column to column: arrays are swept transposed.
    ascending : bool
        The sweep goes by rising indices: the sun stands on the side of index 0.
    slant : float
        Cells across, for each cell along the main axis by rising index, -1 to 1.
    first, across : int
        Number, in the world, of the first cell along the main axis and across it.
    drop : float
        How far a ray sinks from one cell to the next [m].
    length : float
        How far they are apart along the ray [m].
    """

    by_columns: bool
    ascending: bool
    slant: float
    first: int
    across: int
    drop: float
    length: float


def rays_of(azimuth: float, elevation: float, west: float, north: float, step: float) -> Rays:
    """Return the rays of a sun over a grid.

    Parameters
    ----------
    azimuth : float
        From grid north, clockwise [degrees].
    elevation : float
        [degrees]; above the horizon.
    west, north, step : float
        Upper left corner of the grid, a multiple of the step, and side of a cell [m].
    """
    angle = math.radians(azimuth)
    east, south = math.sin(angle), -math.cos(angle)
    row, column = -round(north / step), round(west / step)
    by_columns = abs(east) > abs(south)
    along, beside = (east, south) if by_columns else (south, east)
    length = step / abs(along)
    return Rays(
        by_columns, along < 0.0, beside / along, column if by_columns else row,
        row if by_columns else column, length * math.tan(math.radians(max(elevation, LOWEST))),
        length,
    )  # fmt: skip


def offsets(rays: Rays, count: int, phase: float = 0.0) -> NDArray[np.int64]:
    """Return by how many cells lines are shifted across at each cell of the main axis (count,)."""
    at = (rays.first + np.arange(count, dtype=np.float64)) * rays.slant
    return np.floor(at + (phase + 0.5)).astype(np.int64)


def phases(rays: Rays, count: int, parts: int) -> NDArray[np.int64]:
    """Return which of some sets of lines passes nearest to the middles of cells (count,).

    Set ``p`` of ``parts`` lies ``p / parts`` of a cell beside the first.
    """
    at = -(rays.first + np.arange(count, dtype=np.float64)) * rays.slant
    return np.floor(parts * (at - np.floor(at)) + 0.5).astype(np.int64) % parts
