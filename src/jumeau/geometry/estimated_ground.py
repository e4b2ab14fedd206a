"""Ground where there is no terrain: a grid through the altitudes that features carry themselves.

Buildings of BD TOPO know the altitude of the ground at their foot, roads and other lines have a Z.
The grid is as good as that: dense in a village, guessed in a wood.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import LinearNDInterpolator
from scipy.ndimage import gaussian_filter
from scipy.spatial import QhullError, cKDTree

from jumeau.geometry.crs import Bounds
from jumeau.geometry.heightfield import HeightField

LOWEST, HIGHEST = -20.0, 4900.0
"""Altitudes outside are sentinels or errors [m]: "Pas de Z" is -1000, unknown is 9999."""

NEIGHBOURS = 9
OUTLIER = 12.0
"""Further than this [m] from the median of its neighbours, and than :data:`STEEPEST` allows, an
altitude is an error: a bridge's deck, a roof, a typing mistake."""
STEEPEST = 0.6
FEWEST = 3
MOST_CELLS = 1_000_000
MOST_ALONG = 5_000
LARGEST = 4e7
"""No ground is larger than the Earth's circumference [m]."""


def plausible(z: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which altitudes can be ground in France; zero exactly means unknown."""
    return np.asarray(np.isfinite(z) & (z > LOWEST) & (z < HIGHEST) & (z != 0.0))


def without_outliers(xyz: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which points agree with the median of their neighbours.

    Parameters
    ----------
    xyz : (N, 3) float64 array
        Places and altitudes [m].

    Returns
    -------
    (N,) bool array
    """
    count = len(xyz)
    if count <= NEIGHBOURS:
        return np.asarray(np.abs(xyz[:, 2] - np.median(xyz[:, 2])) < 200.0)
    distance, near = cKDTree(xyz[:, :2]).query(xyz[:, :2], k=NEIGHBOURS + 1)
    middle = np.median(xyz[near[:, 1:], 2], axis=1)
    reach = np.median(distance[:, 1:], axis=1)
    return np.asarray(np.abs(xyz[:, 2] - middle) < OUTLIER + STEEPEST * reach)


def thinned(xyz: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Return one point for each cell of a grid: the mean place and the median altitude.

    Parameters
    ----------
    xyz : (N, 3) float64 array
        Places and altitudes [m].
    step : float
        Side of a cell [m].
    """
    cell = np.floor(xyz[:, :2] / step).astype(np.int64)
    order = np.lexsort((xyz[:, 2], cell[:, 0], cell[:, 1]))
    ordered, cell = xyz[order], cell[order]
    first = np.flatnonzero(np.r_[True, (np.diff(cell, axis=0) != 0).any(axis=1)])
    sizes = np.diff(np.r_[first, len(ordered)])
    places = np.add.reduceat(ordered[:, :2], first, axis=0) / sizes[:, None]
    return np.column_stack([places, ordered[first + sizes // 2, 2]])


def estimate_ground(
    xyz: NDArray[np.float64], bounds: Bounds, step: float = 0.0
) -> tuple[HeightField, int] | None:
    """Interpolate a ground through scattered altitudes.

    Linear between the points (Delaunay), the nearest point's altitude outside their hull, then a
    Gaussian of one cell against facets.

    Parameters
    ----------
    xyz : (N, 3) float64 array
        Places and altitudes [m]; sentinels and outliers are dropped here.
    bounds : tuple of float
        What the grid covers [m].
    step : float
        Side of a cell [m]; 0 chooses between 10 and 25 by the extent. Cells begin at multiples of
        it, whatever the bounds: a part of the ground has the same cells as the whole.

    Returns
    -------
    tuple of HeightField and int, or None
        The ground and how many altitudes it rests on; None with fewer than three, or for
        an extent that no place on Earth has.
    """
    xyz = xyz[plausible(xyz[:, 2]) & np.isfinite(xyz[:, :2]).all(axis=1)]
    if len(xyz) >= FEWEST:
        xyz = xyz[without_outliers(xyz)]
    if len(xyz) < FEWEST:
        return None
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    if not max(width, height) < LARGEST:
        return None
    if step <= 0.0:
        step = _rounded(float(np.clip(math.sqrt(width * height / 250_000), 10.0, 25.0)))
    if width * height / step**2 > MOST_CELLS:
        step = _rounded(math.sqrt(width * height / MOST_CELLS))
    step = max(step, _rounded(max(width, height) / MOST_ALONG))  # one place far away makes a strip
    used = len(xyz)
    xyz = thinned(xyz, step)
    west, north = math.floor(bounds[0] / step) * step, math.ceil(bounds[3] / step) * step
    cols = max(2, math.ceil((bounds[2] - west) / step))
    rows = max(2, math.ceil((north - bounds[1]) / step))
    x0, y0 = west + step / 2, north - step / 2
    x, y = np.meshgrid(x0 + step * np.arange(cols), y0 - step * np.arange(rows))
    middle = np.array([x0, y0])
    points = xyz[:, :2] - middle  # Qhull wants small numbers
    wanted = np.column_stack([x.ravel(), y.ravel()]) - middle
    try:
        z = LinearNDInterpolator(points, xyz[:, 2])(wanted)
    except (QhullError, ValueError):  # fewer than three places, or all on one line
        z = np.full(len(wanted), np.nan)
    outside = np.isnan(z)
    if outside.any():
        near = min(4, len(points))
        distance, index = cKDTree(points).query(wanted[outside], k=near)
        distance, index = distance.reshape(-1, near), index.reshape(-1, near)
        weight = 1.0 / (distance + step) ** 2
        z[outside] = (weight * xyz[index, 2]).sum(axis=1) / weight.sum(axis=1)
    smooth = gaussian_filter(z.reshape(rows, cols), 1.0, mode="nearest")
    return HeightField(smooth.astype(np.float32), x0, y0, step), used


def _rounded(step: float) -> float:
    """Return a step rounded up to whole fives [m]."""
    return math.ceil(step / 5.0 - 1e-9) * 5.0
