"""Rasters from a point cloud: the ground, the surface of what stands on it, the canopy's height."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator
from typing import Literal

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from jumeau import __version__
from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds
from jumeau.geometry.point_rasters import (
    Cells,
    filled_near,
    linear_surface,
    nearest_to_middles,
    raise_to,
)
from jumeau.io.points.copc_reading import Octree, read_octree
from jumeau.io.points.records import RETURN, Records
from jumeau.io.rasters import reader as raster
from jumeau.io.rasters.mosaic import MOST_CELLS, Grid, build_overviews
from jumeau.io.store import PayloadStore
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.provenance import Certainty, LeftOut, Provenance
from jumeau.model.roles import Role

import rasterio  # isort: skip

What = Literal["terrain", "surface", "canopy"]
KINDS: tuple[What, ...] = ("terrain", "surface", "canopy")
ROLES: dict[What, Role] = {
    "terrain": Role.TERRAIN, "surface": Role.SURFACE_MODEL, "canopy": Role.CANOPY,
}  # fmt: skip

STEP = 0.5
GROUND, VEGETATION = (2, 66), (3, 4, 5)
TILE, BESIDE, AROUND = 120.0, 15.0, 400.0
"""The ground is interpolated tile by tile; all its points count so far beside a tile, and one in
:data:`SPARSE` metres so far around: a hole is as well filled as if there were no tiles [m]."""
DENSE, SPARSE = 0.5, 5.0
"""One point of the ground counts in a cell of this side [m]."""
REACH = 10.0
"""Cells further from any point have no value [m]."""
FEWEST = 3


def derive(
    project: Project,
    store: PayloadStore,
    layer_id: str,
    what: What,
    step: float = STEP,
    progress: Progress = silent,
) -> Layer:
    """Return a raster derived from a point cloud of the project.

    ``terrain``: linear on the Delaunay triangles of the points classified as ground.
    ``surface``: the highest first return in each cell. ``canopy``: the highest first return
    classified as vegetation, above the terrain; 0 where there is none.

    Parameters
    ----------
    project : Project
        Holds the cloud; it is not changed.
    store : PayloadStore
        Holds the points; takes the raster.
    layer_id : str
        The cloud.
    what : str
        ``terrain``, ``surface`` or ``canopy``.
    step : float
        Side of a cell [m].
    progress : Progress
        May raise ``Cancelled``.

    Raises
    ------
    InputError
        ``points.not_a_cloud``, ``points.no_ground``, ``points.no_vegetation``.
    """
    cloud = next((x for x in project.layers if x.id == layer_id), None)
    if cloud is None or cloud.payload.kind is not PayloadKind.POINT_CLOUD:
        clouds = [x.id for x in project.layers if x.payload.kind is PayloadKind.POINT_CLOUD]
        raise InputError("points.not_a_cloud", layer=layer_id, known=", ".join(clouds) or "–")
    if not (math.isfinite(step) and step > 0):
        raise InputError("points.bad_step", step=step)
    octree = read_octree(store.path(cloud.payload))
    while (cells := Cells.over(cloud.bounds, step)).rows * cells.cols > MOST_CELLS:
        step *= 2
    makers: dict[What, Callable[[Octree, Cells, Progress], NDArray[np.float32]]] = {
        "terrain": terrain_of, "surface": surface_of, "canopy": canopy_of,
    }  # fmt: skip
    z = makers[what](octree, cells, part(progress, 0.0, 0.9))
    if np.isnan(z).all():
        raise InputError("points.no_ground", path=layer_id)
    return _layer(project, store, cloud, what, z, cells, part(progress, 0.9, 1.0))


def terrain_of(octree: Octree, cells: Cells, progress: Progress) -> NDArray[np.float32]:
    """Return the altitudes of the ground (rows, cols), NaN far from any point [m].

    Raises
    ------
    InputError
        ``points.no_ground`` when fewer than three points are classified as ground.
    """
    covered = np.full((cells.rows, cells.cols), np.nan, np.float32)
    dense, sparse = _ground(octree, cells, covered, part(progress, 0.0, 0.4))
    if len(dense) < FEWEST:
        raise InputError("points.no_ground", path=octree.header.path.name)
    z = np.full((cells.rows, cells.cols), np.nan, np.float32)
    side = max(1, round(TILE / cells.step))
    tops, lefts = range(0, cells.rows, side), range(0, cells.cols, side)
    total = len(tops) * len(lefts)
    for number, (top, left) in enumerate((t, c) for t in tops for c in lefts):
        progress(0.4 + 0.5 * number / total, "deriving_terrain")
        block = cells.part(top, left, side, side)
        beside = _in_box(dense, _grown(block.bounds, BESIDE))
        around = _in_box(sparse, _grown(block.bounds, AROUND))
        inside = _grown(block.bounds, BESIDE)
        out = (
            (around[:, 0] < inside[0]) | (around[:, 0] > inside[2])
            | (around[:, 1] < inside[1]) | (around[:, 1] > inside[3])
        )  # fmt: skip
        points = np.concatenate([beside, around[out]])
        found = linear_surface(points, block.middles()).reshape(block.rows, block.cols)
        z[top : top + block.rows, left : left + block.cols] = found
    progress(0.92, "deriving_terrain")
    z = filled_near(z, REACH, cells.step)
    far = np.isnan(filled_near(covered, REACH, cells.step))
    return np.where(far, np.float32(np.nan), z)


def surface_of(octree: Octree, cells: Cells, progress: Progress) -> NDArray[np.float32]:
    """Return the altitudes (rows, cols) of the highest first returns, NaN far from any [m]."""
    z = np.full((cells.rows, cells.cols), np.nan, np.float32)
    for records, places in _points(octree, progress, "deriving_surface"):
        first = (records["bit_fields"] & RETURN) <= 1
        raise_to(z, cells.west, cells.north, cells.step, places[first])
    return filled_near(z, REACH, cells.step)


def canopy_of(octree: Octree, cells: Cells, progress: Progress) -> NDArray[np.float32]:
    """Return the height of vegetation above the ground (rows, cols), NaN far from any point [m].

    Raises
    ------
    InputError
        ``points.no_vegetation`` when no point is classified as vegetation.
    """
    top = np.full((cells.rows, cells.cols), np.nan, np.float32)
    for records, places in _points(octree, part(progress, 0.0, 0.3), "deriving_canopy"):
        green = np.isin(records["classification"], VEGETATION)
        green &= (records["bit_fields"] & RETURN) <= 1
        raise_to(top, cells.west, cells.north, cells.step, places[green])
    if np.isnan(top).all():
        raise InputError("points.no_vegetation", path=octree.header.path.name)
    ground = terrain_of(octree, cells, part(progress, 0.3, 1.0))
    height = np.where(np.isnan(top), 0.0, np.maximum(top - ground, 0.0))
    return np.where(np.isnan(ground), np.nan, height).astype(np.float32)


def _points(
    octree: Octree, progress: Progress, step: str
) -> Iterator[tuple[Records, NDArray[np.float64]]]:
    """Yield the points of all nodes, and where they are."""
    for node in range(len(octree.key)):
        progress(node / len(octree.key), step)
        records = octree.points(node)
        yield records, octree.places(records)


def _ground(
    octree: Octree, cells: Cells, covered: NDArray[np.float32], progress: Progress
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the points of the ground, thinned to two densities; note where any points are."""
    found: list[NDArray[np.float64]] = []
    waiting = 0
    for records, places in _points(octree, progress, "deriving_terrain"):
        raise_to(covered, cells.west, cells.north, cells.step, places)
        ground = places[np.isin(records["classification"], GROUND)]
        found.append(nearest_to_middles(ground, DENSE))
        waiting += len(found[-1])
        if waiting > 2_000_000:
            found = [nearest_to_middles(np.concatenate(found), DENSE)]
            waiting = 0
    dense = nearest_to_middles(np.concatenate([*found, np.empty((0, 3))]), DENSE)
    return dense, nearest_to_middles(dense, SPARSE)


def _in_box(points: NDArray[np.float64], box: Bounds) -> NDArray[np.float64]:
    inside = (
        (points[:, 0] >= box[0]) & (points[:, 0] <= box[2])
        & (points[:, 1] >= box[1]) & (points[:, 1] <= box[3])
    )  # fmt: skip
    return points[inside]


def _grown(box: Bounds, by: float) -> Bounds:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _layer(
    project: Project,
    store: PayloadStore,
    cloud: Layer,
    what: What,
    z: NDArray[np.float32],
    cells: Cells,
    progress: Progress,
) -> Layer:
    """Put a raster into the store, with the card of how it was made."""
    grid = Grid(cells.west, cells.north, cells.step, cells.rows, cells.cols)
    output = store.temporary(".tif")
    try:
        with rasterio.Env(**raster.environment()), rasterio.open(
            output, "w", driver="GTiff", crs=project.crs,
            transform=Affine(cells.step, 0, cells.west, 0, -cells.step, cells.north),
            width=cells.cols, height=cells.rows, count=1, dtype="float32", nodata=math.nan,
            tiled=True, blockxsize=512, blockysize=512, compress="deflate", predictor=3,
        ) as target:  # fmt: skip
            target.write(z, 1)
        build_overviews(output, grid, "average", progress)
        ref = store.adopt(output, PayloadKind.RASTER)
    except BaseException:
        output.unlink(missing_ok=True)
        raise
    card = cloud.provenance
    invented = card.invented
    vertical = [p for p in card.parameters if p[0] == "vertical"]
    without = int(np.isnan(z).sum())
    return Layer(
        id=f"{ROLES[what].value}_{cloud.id}",
        role=ROLES[what],
        payload=ref,
        count=cells.rows * cells.cols,
        bounds=cells.bounds,
        certainty=Certainty.ILLUSTRATION if invented else Certainty.COMPUTED,
        access=cloud.access,
        provenance=Provenance(
            producer=card.producer, product=card.product, edition=card.edition,
            licence=card.licence, url=card.url, sources=card.sources,
            method=f"points_{what}", parameters=(("step", f"{cells.step:g}"), *vertical),
            derived_from=(cloud.id,),
            created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            program=f"Jumeau {__version__}", invented=invented,
        ),
        left_out=(LeftOut("cells_without_data", without),) if without else (),
        unit="m",
        instant=cloud.instant,
    )  # fmt: skip
