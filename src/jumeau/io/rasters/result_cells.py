"""Cells that were computed here, as a GeoTIFF of the store."""

from __future__ import annotations

import math

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from jumeau.io.rasters import reader as raster
from jumeau.io.rasters.mosaic import Grid, build_overviews
from jumeau.io.store import PayloadStore
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.progress import Progress, silent

import rasterio  # isort: skip


def add_cells(
    store: PayloadStore,
    values: NDArray[np.float32],
    west: float,
    north: float,
    step: float,
    crs: str,
    progress: Progress = silent,
) -> PayloadRef:
    """Put cells into the store, tiled and with overviews.

    Parameters
    ----------
    values : (rows, cols) float32
        Row 0 in the north; nan where there is none.
    west, north, step : float
        Upper left corner and side of a cell, in ``crs`` [m].
    progress : Progress
        May raise ``Cancelled``.
    """
    rows, cols = values.shape
    output = store.temporary(".tif")
    try:
        with rasterio.Env(**raster.environment()), rasterio.open(
            output, "w", driver="GTiff", crs=crs,
            transform=Affine(step, 0, west, 0, -step, north), width=cols, height=rows,
            count=1, dtype="float32", nodata=math.nan, tiled=True, blockxsize=512, blockysize=512,
            compress="deflate", predictor=3,
        ) as target:  # fmt: skip
            target.write(values, 1)
        build_overviews(output, Grid(west, north, step, rows, cols), "average", progress)
        return store.adopt(output, PayloadKind.RASTER)
    except BaseException:
        output.unlink(missing_ok=True)
        raise
