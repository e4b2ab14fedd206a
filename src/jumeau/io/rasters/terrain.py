"""The terrain of a project, read by window from its GeoTIFF and from the overview that suffices."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds
from jumeau.geometry.heightfield import HeightField
from jumeau.io.rasters import reader as raster

import rasterio  # isort: skip
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.windows import Window as Cells


def read_heightfield(
    path: Path, bounds: Bounds | None = None, max_cells: int = 4_000_000
) -> HeightField:
    """Read altitudes, at full resolution or at a whole fraction of it.

    Parameters
    ----------
    path : Path
        A terrain of the store: float32 GeoTIFF, NaN without data.
    bounds : tuple of float, optional
        The part that is wanted, project CRS [m]; grown to whole cells.
    max_cells : int
        Where the part has more cells, the step is multiplied by 2, 4, 8…; each coarse altitude is
        the mean of the ones that it stands for.

    Returns
    -------
    HeightField

    Raises
    ------
    InputError
        ``raster.outside`` when the bounds miss the terrain, ``raster.unreadable``.
    """
    try:
        with rasterio.Env(**raster.environment()), rasterio.open(path, driver="GTiff") as dataset:
            return _read(dataset, path, bounds, max_cells)
    except (RasterioError, OSError) as error:
        raise InputError("raster.unreadable", path=path.name, reason=str(error)[:200]) from error


def _read(
    dataset: rasterio.DatasetReader,
    path: Path,
    bounds: Bounds | None,
    max_cells: int,
) -> HeightField:
    step = dataset.transform.a
    west, north = dataset.transform.c, dataset.transform.f
    tags = dataset.tags()  # a mosaic says how many of its cells are not mere filling
    left, top = 0, 0
    right = int(tags.get("JUMEAU_COLS", dataset.width))
    bottom = int(tags.get("JUMEAU_ROWS", dataset.height))
    if bounds is not None:
        left = max(left, math.floor((bounds[0] - west) / step))
        top = max(top, math.floor((north - bounds[3]) / step))
        right = min(right, math.ceil((bounds[2] - west) / step))
        bottom = min(bottom, math.ceil((north - bounds[1]) / step))
    if right <= left or bottom <= top:
        raise InputError("raster.outside", path=path.name, count=1)
    factor = 1
    while math.ceil((right - left) / factor) * math.ceil((bottom - top) / factor) > max_cells:
        factor *= 2
    # Whole coarse cells on the raster's own grid, so that overviews are read as they stand.
    left, top = left // factor * factor, top // factor * factor
    z = _coarse(dataset, left, top, right, bottom, factor)
    coarse = step * factor
    x0 = west + left * step + coarse / 2
    y0 = north - top * step - coarse / 2
    return HeightField(np.ascontiguousarray(z, np.float32), x0, y0, coarse)


def _coarse(
    dataset: rasterio.DatasetReader,
    left: int,
    top: int,
    right: int,
    bottom: int,
    factor: int,
) -> NDArray[np.float32]:
    """Read cells as means of ``factor`` times ``factor``, fewer along the south and the east."""
    if factor == 1:
        return np.asarray(dataset.read(1, window=Cells(left, top, right - left, bottom - top)))
    cols, rows = math.ceil((right - left) / factor), math.ceil((bottom - top) / factor)
    z = np.full((rows, cols), np.nan, np.float32)
    for row, first, last in _runs(top, bottom, factor):
        for col, west, east in _runs(left, right, factor):
            height = max(1, (last - first) // factor)
            width = max(1, (east - west) // factor)
            z[row : row + height, col : col + width] = dataset.read(
                1, window=Cells(west, first, east - west, last - first),
                out_shape=(height, width), resampling=Resampling.average,
            )  # fmt: skip
    return z


def _runs(first: int, last: int, factor: int) -> list[tuple[int, int, int]]:
    """Return the run of whole coarse cells and the rest: place among them, first and last cell."""
    whole = (last - first) // factor
    middle = first + whole * factor
    runs = [(0, first, middle)] if whole else []
    return [*runs, (whole, middle, last)] if middle < last else runs
