"""Grids of altitudes from points: the ground between its points, the highest of what stands on it.

Cells begin at multiples of their side, whatever the points: a part has the cells of the whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.crs import Bounds
from jumeau.geometry.jit import njit


@dataclass(frozen=True, slots=True)
class Cells:
    """Square cells: west and north edge, step [m], rows and columns; row 0 in the north."""

    west: float
    north: float
    step: float
    rows: int
    cols: int

    @staticmethod
    def over(bounds: Bounds, step: float) -> Cells:
        """Return the cells of the global grid that hold a box."""
        first, last = math.floor(bounds[0] / step + 1e-9), math.ceil(bounds[2] / step - 1e-9)
        low, high = math.floor(bounds[1] / step + 1e-9), math.ceil(bounds[3] / step - 1e-9)
        return Cells(first * step, high * step, step, max(high - low, 1), max(last - first, 1))

    @property
    def bounds(self) -> Bounds:
        """Outline [m]."""
        return (
            self.west, self.north - self.rows * self.step,
            self.west + self.cols * self.step, self.north,
        )  # fmt: skip

    def part(self, top: int, left: int, rows: int, cols: int) -> Cells:
        """Return a block of the cells."""
        step = self.step
        rows, cols = min(rows, self.rows - top), min(cols, self.cols - left)
        return Cells(self.west + left * step, self.north - top * step, step, rows, cols)

    def middles(self) -> NDArray[np.float64]:
        """Return the middles (rows * cols, 2) of the cells, row by row [m]."""
        x = self.west + (np.arange(self.cols) + 0.5) * self.step
        y = self.north - (np.arange(self.rows) + 0.5) * self.step
        return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


@njit
def raise_to(
    z: NDArray[np.float32],
    west: float,
    north: float,
    step: float,
    points: NDArray[np.float64],
) -> None:
    """Raise each cell to the highest of its points, in place.

    Parameters
    ----------
    z : (rows, cols) float32 array
        Altitudes, NaN where nothing is known [m].
    west, north, step : float
        The grid [m].
    points : (N, 3) float64 array
        Places; those beyond the grid are passed over [m].
    """
    rows, cols = z.shape
    for k in range(len(points)):
        col = math.floor((points[k, 0] - west) / step)
        # A point on the north edge of a cell belongs to it: rows count downwards.
        row = math.ceil((north - points[k, 1]) / step) - 1
        if row == -1 and points[k, 1] <= north:
            row = 0
        if col == cols and points[k, 0] <= west + cols * step:
            col = cols - 1
        if 0 <= row < rows and 0 <= col < cols:
            value = np.float32(points[k, 2])
            if not z[row, col] >= value:
                z[row, col] = value


def nearest_to_middles(points: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Return one point for each cell of the global grid, the one nearest to its middle.

    Parameters
    ----------
    points : (N, 3) float64 array
        Places [m].
    step : float
        Side of the cells [m].
    """
    if not len(points):
        return points
    cell = np.floor(points[:, :2] / step)
    aside = ((points[:, :2] / step - cell - 0.5) ** 2).sum(axis=1)
    number = (cell - cell.min(axis=0)).astype(np.int64)
    key = number[:, 0] * (number[:, 1].max() + 1) + number[:, 1]
    order = np.lexsort((points[:, 2], aside, key))
    first = np.r_[True, np.diff(key[order]) != 0]
    return np.asarray(points[order[first]])


def linear_surface(points: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return altitudes on the triangles of Delaunay between points; NaN outside their hull.

    Parameters
    ----------
    points : (N, 3) float64 array
        Places [m], at least three that are not on one line, else all is NaN.
    wanted : (M, 2) float64 array
        Where altitudes are wanted [m].
    """
    from scipy.interpolate import LinearNDInterpolator
    from scipy.spatial import QhullError

    if len(points) < 3:
        return np.full(len(wanted), np.nan, np.float32)
    middle = points[:, :2].mean(axis=0)  # Qhull wants small numbers
    try:
        surface = LinearNDInterpolator(points[:, :2] - middle, points[:, 2])
    except (QhullError, ValueError):
        return np.full(len(wanted), np.nan, np.float32)
    return np.asarray(surface(wanted - middle), np.float32)


def filled_near(z: NDArray[np.float32], reach: float, step: float) -> NDArray[np.float32]:
    """Return the grid with each hole filled by the nearest known cell, no further than ``reach``.

    Parameters
    ----------
    z : (rows, cols) float32 array
        NaN in holes [m].
    reach, step : float
        How far a value is carried; side of a cell [m].
    """
    from scipy.ndimage import distance_transform_edt

    holes = np.isnan(z)
    if not holes.any() or holes.all():
        return z
    away, (row, col) = distance_transform_edt(holes, return_indices=True)
    return np.where(holes & (away * step <= reach), z[row, col], z).astype(np.float32)
