"""Colours of points from a photograph of the ground: what lies at each point's x and y."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MOST = 1024
"""Pixels along a side that are read for one node, at most."""
SHADED, DEEP = 0.3, 9.0
"""A point so deep below the top of what stands there [m] is darker by so much: a photograph from
above shows the roof at a wall's foot, too."""
CELL = 3.0
"""Tops are looked for in squares of so many gaps between points."""

Photo = NDArray[np.uint8]


def sampled(path: Path, place: NDArray[np.float64], gap: float) -> Photo:
    """Return the colours of points and whether the image knows them.

    The image is read by window, from the overview that suffices for the gaps between the points.

    Parameters
    ----------
    path : Path
        A GeoTIFF in the project's CRS, north up, of three or four bands of bytes.
    place : (N, 3) float64
        Points, project CRS [m].
    gap : float
        Between neighbours [m].

    Returns
    -------
    (N, 4) uint8
        Red, green and blue; 255 where the image knows the place, else 0.
    """
    # Only the orthophoto look needs it, and it is slow to import.
    import rasterio
    from rasterio.enums import Resampling
    from rasterio.windows import Window

    from jumeau.io.rasters import reader as raster

    found = np.zeros((len(place), 4), np.uint8)
    with rasterio.Env(**raster.environment()), rasterio.open(path) as image:
        if image.count < 3 or not len(place):
            return found
        step = image.transform.a
        column = (place[:, 0] - image.transform.c) / step
        row = (image.transform.f - place[:, 1]) / step
        within = (column >= 0) & (column < image.width) & (row >= 0) & (row < image.height)
        if not within.any():
            return found
        column, row = column[within], row[within]
        left, top = math.floor(column.min()), math.floor(row.min())
        width, height = math.floor(column.max()) + 1 - left, math.floor(row.max()) + 1 - top
        coarser = max(1.0, gap / step, max(width, height) / MOST)
        shape = (math.ceil(height / coarser), math.ceil(width / coarser))
        window = Window(left, top, width, height)
        how = Resampling.average if coarser > 1 else Resampling.nearest
        pixels = image.read([1, 2, 3], window=window, out_shape=(3, *shape), resampling=how)
        known = image.dataset_mask(window=window, out_shape=shape, resampling=how)
    i = np.minimum((row - top) * (shape[0] / height), shape[0] - 1).astype(np.intp)
    j = np.minimum((column - left) * (shape[1] / width), shape[1] - 1).astype(np.intp)
    found[within, :3] = pixels[:, i, j].T
    found[within, 3] = np.where(known[i, j] > 127, 255, 0)
    return found


def shades(place: NDArray[np.float64], gap: float) -> NDArray[np.float32]:
    """Return how bright points are below what stands over them: 1 at the top, less underneath.

    Parameters
    ----------
    place : (N, 3) float64
        Points [m].
    gap : float
        Between neighbours [m].
    """
    if not len(place):
        return np.ones(0, np.float32)
    cell = np.floor((place[:, :2] - place[:, :2].min(axis=0)) / max(CELL * gap, 0.5))
    across = cell.astype(np.int64)
    columns = int(across[:, 0].max()) + 1
    square = across[:, 1] * columns + across[:, 0]
    high = np.full((int(across[:, 1].max()) + 1) * columns, -np.inf)
    np.maximum.at(high, square, place[:, 2])
    depth = np.clip((high[square] - place[:, 2] - gap) / DEEP, 0.0, 1.0)
    return np.asarray(1.0 - SHADED * np.sqrt(depth), np.float32)


def photographed(
    photos: tuple[Photo, ...], shown: tuple[int, ...], bare: tuple[float, float, float]
) -> NDArray[np.float32]:
    """Return the colours (N, 3) of points in the uppermost of the shown photographs.

    Parameters
    ----------
    photos : tuple of (N, 4) uint8
        As :func:`sampled` returns them, the uppermost first.
    shown : tuple of int
        Which of them are shown.
    bare : tuple of float
        Colour where no photograph knows the place.
    """
    colours = np.empty((len(photos[0]), 3), np.float32)
    colours[:] = bare
    for number in reversed(shown):
        known = photos[number][:, 3] > 0
        colours[known] = photos[number][known, :3]
    return colours
