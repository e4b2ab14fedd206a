"""A terrain for a project that has none, from the altitudes of its own features."""

from __future__ import annotations

import datetime
import math

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from jumeau import __version__
from jumeau.errors import InputError
from jumeau.io import canonical
from jumeau.io.rasters import reader as raster
from jumeau.io.rasters.mosaic import Grid, build_overviews
from jumeau.io.store import PayloadStore
from jumeau.model.layer import ESTIMATED_GROUND, Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.provenance import Certainty, Provenance
from jumeau.model.roles import Role

import rasterio  # isort: skip

LINES_ON_THE_GROUND = (Role.ROAD, Role.RAIL, Role.HEDGE, Role.WATERCOURSE)
MARGIN = 50.0
"""How far the ground goes beyond the features [m]."""


def estimate_ground(project: Project, store: PayloadStore, progress: Progress = silent) -> Layer:
    """Return a terrain layer through the altitudes that buildings and lines carry.

    Parameters
    ----------
    project : Project
        With buildings that know their ground, bodies in 3D, or lines with Z.
    store : PayloadStore
        Takes the raster.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    Layer
        Role TERRAIN, UNCERTAIN, method ``estimated_ground``.

    Raises
    ------
    InputError
        ``ground.no_altitudes`` when there is nothing to go by.
    """
    progress(0.0, "estimating_ground")
    parts: list[NDArray[np.float64]] = []
    used: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    for layer in project.layers:
        if layer.has_surfaces:
            found = canonical.ground_places(store, layer)
        elif layer.role is Role.BUILDING:
            found = _feet(store, layer)
        elif layer.role in LINES_ON_THE_GROUND:
            found = _vertices(store, layer)
        else:
            continue
        boxes.append(layer.bounds)
        if len(found):
            parts.append(found)
            used.append(layer.id)
    if not parts:
        raise InputError("ground.no_altitudes", count=len(boxes))
    from jumeau.geometry.estimated_ground import estimate_ground as interpolated  # slow: SciPy

    progress(0.3, "estimating_ground")
    box = np.array(boxes)
    bounds = (
        float(box[:, 0].min()) - MARGIN, float(box[:, 1].min()) - MARGIN,
        float(box[:, 2].max()) + MARGIN, float(box[:, 3].max()) + MARGIN,
    )  # fmt: skip
    result = interpolated(np.concatenate(parts), bounds)
    if result is None:
        raise InputError("ground.no_altitudes", count=len(boxes))
    field, count = result
    rows, cols = field.z.shape
    west, south, east, north = field.bounds
    grid = Grid(west, north, field.step, rows, cols)
    output = store.temporary(".tif")
    try:
        with rasterio.Env(**raster.environment()), rasterio.open(
            output, "w", driver="GTiff", crs=project.crs,
            transform=Affine(field.step, 0, west, 0, -field.step, north), width=cols, height=rows,
            count=1, dtype="float32", nodata=math.nan, tiled=True, blockxsize=512, blockysize=512,
            compress="deflate", predictor=3,
        ) as target:  # fmt: skip
            target.write(field.z, 1)
        build_overviews(output, grid, "average", part(progress, 0.8, 1.0))
        ref = store.adopt(output, PayloadKind.RASTER)
    except BaseException:
        output.unlink(missing_ok=True)
        raise
    provenance = Provenance(
        edition=max((project.layer(x).provenance.edition for x in used), default=""),
        method=ESTIMATED_GROUND,
        parameters=(("step", f"{field.step:g}"), ("altitudes", str(count))),
        derived_from=tuple(used),
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        program=f"Jumeau {__version__}",
        invented=all(project.layer(x).provenance.invented for x in used),
    )
    return Layer(
        id=ESTIMATED_GROUND, role=Role.TERRAIN, payload=ref, count=rows * cols,
        bounds=(west, south, east, north), certainty=Certainty.UNCERTAIN, provenance=provenance,
    )  # fmt: skip


def _feet(store: PayloadStore, layer: Layer) -> NDArray[np.float64]:
    """Return a point in each building and the lowest altitude of the ground at its foot."""
    ground = canonical.column(store, layer, "ground_altitude_min")
    if ground is None:
        return np.empty((0, 3))
    shapes = canonical.polygons(store, layer)
    first = shapes.ring_start[shapes.polygon_start[shapes.feature_start[:-1]].clip(
        max=max(len(shapes.ring_start) - 2, 0))]  # fmt: skip
    there = np.diff(shapes.feature_start) > 0
    return np.column_stack([shapes.xy[first[there]], np.asarray(ground, float)[there]])


def _vertices(store: PayloadStore, layer: Layer) -> NDArray[np.float64]:
    """Return the vertices of lines that run on the ground, with their Z."""
    shapes = canonical.lines(store, layer)
    if shapes.z is None:
        return np.empty((0, 3))
    keep = np.ones(len(shapes.xy), bool)
    level = canonical.column(store, layer, "level")
    if level is not None:
        raised = np.nan_to_num(np.asarray(level, float)) != 0
        lines = np.repeat(np.arange(len(shapes)), np.diff(shapes.feature_start))
        vertices = np.repeat(lines, np.diff(shapes.line_start))
        keep = ~raised[vertices]
    return np.column_stack([shapes.xy[keep], shapes.z[keep]])
