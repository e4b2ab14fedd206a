"""What is seen from a point, as a layer of the project."""

from __future__ import annotations

import datetime
import math

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from jumeau import __version__
from jumeau.io.rasters import reader as raster
from jumeau.io.rasters.mosaic import Grid, build_overviews
from jumeau.io.store import PayloadStore
from jumeau.model.layer import Layer, is_estimated_ground
from jumeau.model.payload import PayloadKind
from jumeau.model.progress import Progress, silent
from jumeau.model.project import Project
from jumeau.model.provenance import Access, Certainty, Provenance
from jumeau.model.roles import Role

import rasterio  # isort: skip


def seen_layer(
    project: Project,
    store: PayloadStore,
    cells: NDArray[np.uint8],
    west: float,
    north: float,
    step: float,
    parameters: tuple[tuple[str, str], ...],
    used: tuple[str, ...],
    *,
    sure: bool,
    progress: Progress = silent,
) -> Layer:
    """Put cells into the store and return their layer.

    Parameters
    ----------
    cells : (rows, cols) uint8 array
        As :func:`jumeau.geometry.viewshed.viewshed` has them.
    west, north, step : float
        Upper left corner and side of the cells, project CRS [m].
    parameters : tuple of pairs
        For the provenance card.
    used : tuple of str
        Ids of the layers that it was computed from.
    sure : bool
        The ground and all heights were measured, none estimated.
    progress : Progress
        May raise ``Cancelled``.
    """
    rows, cols = cells.shape
    values = np.where(cells > 1, np.float32(np.nan), cells.astype(np.float32))
    output = store.temporary(".tif")
    try:
        with rasterio.Env(**raster.environment()), rasterio.open(
            output, "w", driver="GTiff", crs=project.crs,
            transform=Affine(step, 0, west, 0, -step, north), width=cols, height=rows,
            count=1, dtype="float32", nodata=math.nan, tiled=True, blockxsize=512, blockysize=512,
            compress="deflate", predictor=3,
        ) as target:  # fmt: skip
            target.write(values, 1)
        build_overviews(output, Grid(west, north, step, rows, cols), "mode", progress)
        ref = store.adopt(output, PayloadKind.RASTER)
    except BaseException:
        output.unlink(missing_ok=True)
        raise
    layers = [project.layer(x) for x in used]
    cards = [x.provenance for x in layers]
    named = next((x for x in cards if x.producer or x.product), Provenance())
    invented = any(x.invented for x in cards)
    estimated = any(is_estimated_ground(x) for x in layers)
    worst_access = (Access.INTERNAL, Access.RESTRICTED)
    access = next((a for a in worst_access if any(x.access is a for x in layers)), Access.PUBLIC)
    certainty = Certainty.COMPUTED if sure and not estimated else Certainty.UNCERTAIN
    return Layer(
        id=Role.VIEWSHED.value,
        role=Role.VIEWSHED,
        payload=ref,
        count=rows * cols,
        bounds=(west, north - rows * step, west + cols * step, north),
        certainty=Certainty.ILLUSTRATION if invented else certainty,
        access=access,
        provenance=Provenance(
            producer=named.producer, product=named.product, edition=named.edition,
            licence=named.licence, url=named.url,
            method="viewshed", parameters=parameters, derived_from=used,
            created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            program=f"Jumeau {__version__}", invented=invented,
        ),
    )  # fmt: skip
