"""What stands before a name: the ground and the buildings as one grid of heights."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.height_grid import seen_from
from jumeau.geometry.solid_raster import raise_to_solids
from jumeau.render.relief import Relief
from jumeau.render.site import Site

FINEST, MOST_CELLS, BLOCK = 2.0, 2_000_000, 3
"""Side of a cell [m], how many there are at most, and how many in each direction share a ground."""
BUILT = 1.5
"""What rises so much above the ground is built [m]."""


@dataclass(frozen=True, slots=True, eq=False)
class Skyline:
    """Heights of all that stands and of the ground; row 0 is north.

    Attributes
    ----------
    top : (rows, columns) float32
        Altitude of the highest thing in each cell [m].
    built : (rows, columns) bool
        Where that is a building.
    west, north, cell : float
        Corner of the grid and side of a cell [m].
    high : float
        The highest of all [m].
    """

    top: NDArray[np.float32]
    built: NDArray[np.bool_]
    west: float
    north: float
    cell: float
    high: float

    def seen(self, eye: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell of each place (N, 3) whether nothing stands between it and the eye (3,)."""
        out = np.empty(len(places), np.bool_)
        seen_from(
            self.top, self.west, self.north, self.cell, self.high,
            np.ascontiguousarray(eye, np.float64), np.ascontiguousarray(places, np.float64), out,
        )  # fmt: skip
        return out

    def roof_in(self, box: NDArray[np.float64]) -> tuple[float, float, float, bool] | None:
        """Return x, y, z of the highest roof in a box, and whether it fills much of the box.

        The place is the middle of what is about as high; None where nothing stands.
        """
        rows, columns = self.top.shape
        i0 = max(math.floor((box[0] - self.west) / self.cell), 0)
        j0 = max(math.floor((self.north - box[3]) / self.cell), 0)
        i1 = min(math.floor((box[2] - self.west) / self.cell) + 1, columns)
        j1 = min(math.floor((self.north - box[1]) / self.cell) + 1, rows)
        if i1 <= i0 or j1 <= j0:
            return None
        built = self.built[j0:j1, i0:i1]
        if not built.any():
            return None
        high = np.where(built, self.top[j0:j1, i0:i1], -np.inf)
        peak = float(high.max())
        row, column = np.unravel_index(int(high.argmax()), high.shape)
        j, i = np.nonzero(high >= peak - 1.0)
        near = np.hypot(i - column, j - row) * self.cell < 40.0
        x = self.west + (i0 + float(i[near].mean()) + 0.5) * self.cell
        y = self.north - (j0 + float(j[near].mean()) + 0.5) * self.cell
        return x, y, peak, bool(built.mean() > 0.06)

    def above(self, x: float, y: float, reach: float) -> float:
        """Return the altitude of the highest thing within ``reach`` of a place [m]."""
        rows, columns = self.top.shape
        wide = max(round(reach / self.cell), 0)
        i = min(max(int((x - self.west) / self.cell), 0), columns - 1)
        j = min(max(int((self.north - y) / self.cell), 0), rows - 1)
        part = self.top[max(j - wide, 0) : j + wide + 1, max(i - wide, 0) : i + wide + 1]
        return float(part.max())


def skyline_of(site: Site) -> Skyline:
    """Return the skyline of the ground and of the buildings on it."""
    west, south, east, north = site.relief.bounds
    width, depth = east - west, north - south
    cell = max(FINEST, math.sqrt(width * depth / MOST_CELLS))
    columns, rows = max(math.ceil(width / cell), 1), max(math.ceil(depth / cell), 1)
    top = _ground(site.relief, rows, columns, cell)
    ground = top.copy()
    for one in site.standing:
        raise_to_solids(top, west, north, cell, one)
    return Skyline(top, top > ground + BUILT, west, north, cell, float(top.max()))


def _ground(relief: Relief, rows: int, columns: int, cell: float) -> NDArray[np.float32]:
    """Return the ground's altitude of each cell, the same for a block of them [m]."""
    west, north = relief.bounds[0], relief.bounds[3]
    x = west + (np.arange(math.ceil(columns / BLOCK)) + 0.5) * BLOCK * cell
    y = north - (np.arange(math.ceil(rows / BLOCK)) + 0.5) * BLOCK * cell
    coarse = relief.altitude(*np.meshgrid(x, y)).astype(np.float32)
    fine = np.repeat(np.repeat(coarse, BLOCK, axis=0), BLOCK, axis=1)
    return np.ascontiguousarray(fine[:rows, :columns])
