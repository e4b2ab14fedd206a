"""Raster tiles to one tiled GeoTIFF in the project's CRS, block by block.

The grid is that of the finest tile; coarser tiles are resampled onto it and lie underneath, so
that each place has the best value there is. Where such a grid would exceed :data:`MOST_CELLS`, its
step is multiplied by a whole number.

Values are kept in their own unit as float32 with NaN where there is none; colours as three bytes
and a mask. Altitudes are moved to the project's vertical system where the way is known
(:mod:`jumeau.geometry.vertical`).
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds, is_metric, reprojection, same
from jumeau.geometry.resample import SPACING, spread
from jumeau.geometry.vertical import HeightWay
from jumeau.io.rasters import reader as raster
from jumeau.io.rasters.pyramid import BLOCK, add_overviews, flush_pages
from jumeau.io.rasters.sparse import check_filled
from jumeau.io.rasters.tile_cells import Grid, OpenTile, explained, outline
from jumeau.io.reading import RasterSource
from jumeau.model.progress import Progress, part

import rasterio  # isort: skip
from rasterio.enums import ColorInterp, Resampling
from rasterio.windows import Window as Cells

MOST_CELLS = 4_000_000_000
ACROSS = 1024
"""Columns that are written between two looks at whether the user has stopped."""
WHOLE = 16
"""Rows and columns of a large raster are multiples of this, filled up with cells without data:
otherwise each overview would lie a little off the one below."""
LOSSY_FROM = 16_000_000
"""Pictures with more cells are kept as JPEG of quality 90, as their producers ship them."""
RESERVE = 200 * 2**20
"""Disk that is left free [bytes]."""

__all__ = ["Grid", "Mosaic", "build_overviews", "write_mosaic"]


@dataclass(frozen=True, slots=True)
class Mosaic:
    """What was written.

    Attributes
    ----------
    grid : Grid
        All its cells.
    bounds : tuple of float
        Without the cells that only fill it up [m].
    without_data, implausible : int
        Cells without a value; those among them whose altitude could not be true.
    resampled, clipped : bool
        Cells are not all those of the tiles; not all of the tiles is there.
    coarser : int
        By how much the step was multiplied to stay below :data:`MOST_CELLS`.
    """

    grid: Grid
    bounds: Bounds
    without_data: int
    implausible: int
    resampled: bool
    clipped: bool
    coarser: int = 1


def write_mosaic(
    source: RasterSource,
    source_crs: str,
    target_crs: str,
    output: Path,
    *,
    ground: bool = False,
    heights: HeightWay | None = None,
    bounds: Bounds | None = None,
    progress: Progress,
) -> Mosaic:
    """Write tiles of one CRS as one raster.

    Parameters
    ----------
    source : RasterSource
        The tiles, later ones over earlier ones, and how their cells are read.
    source_crs, target_crs : str
        CRS of the tiles; CRS of the raster.
    output : Path
        The GeoTIFF to write: float32 with NaN, or three bytes and a mask of colours.
    ground : bool
        Values are altitudes: implausible ones become NaN and are counted.
    heights : HeightWay, optional
        Moves altitudes; asked for in ``target_crs``.
    bounds : tuple of float, optional
        The part that is wanted, in ``target_crs``.
    progress : Progress
        May raise ``Cancelled``; called at least several times a second.

    Raises
    ------
    InputError
        ``raster.outside`` when no tile touches ``bounds``; ``raster.too_sparse`` when next to
        nothing of the raster would be known; ``raster.unreadable``, ``raster.bad_place``,
        ``raster.no_data``, ``raster.no_room``.
    """
    colour = source.colour
    if colour and len(source.files) == 1 and not source.places and same(source_crs, target_crs):
        copied = _copied(source.files[0], output, bounds, progress)
        if copied is not None:
            progress(1.0, "mosaic")
            return copied
    with ExitStack() as stack:
        stack.enter_context(rasterio.Env(**raster.environment(64), GDAL_TIFF_INTERNAL_MASK=True))
        plain, tiles, coarser = _plan(stack, source, source_crs, target_crs, bounds)
        check_filled(plain, tiles)
        grid = _filled_up(plain)
        _check_room(grid, colour, output)
        tiles = [tile.on(grid) for tile in tiles]
        profile = _profile(grid, target_crs, colour)
        writer = _Writer(plain, grid, tiles, colour, ground, heights)
        with explained(output), rasterio.open(output, "w", **profile) as target:
            target.update_tags(JUMEAU_ROWS=plain.rows, JUMEAU_COLS=plain.cols)
            if colour:
                target.colorinterp = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
            writer.write(target, part(progress, 0.0, 0.75))
    if writer.without == plain.rows * plain.cols:
        raise InputError("raster.no_data", path=source.files[0].name)
    add_overviews(output, profile, source.classes, part(progress, 0.75, 1.0))
    return Mosaic(
        grid, plain.bounds, writer.without, writer.implausible,
        resampled=not all(tile.straight for tile in tiles),
        clipped=bounds is not None and not all(_inside(tile.box, bounds) for tile in tiles),
        coarser=coarser,
    )  # fmt: skip


class _Writer:
    """Writes the blocks of a mosaic and counts what they lack."""

    def __init__(
        self, plain: Grid, grid: Grid, tiles: Sequence[OpenTile], colour: bool, ground: bool,
        heights: HeightWay | None,
    ) -> None:  # fmt: skip
        self._plain, self._grid, self._tiles = plain, grid, tiles
        self._colour, self._ground, self._heights = colour, ground, heights
        self.without = self.implausible = 0

    def write(self, target: Any, progress: Progress) -> None:
        """Write all blocks, row by row of blocks."""
        grid = self._grid
        for top in range(0, grid.rows, BLOCK):
            for left in range(0, grid.cols, ACROSS):
                height, width = min(BLOCK, grid.rows - top), min(ACROSS, grid.cols - left)
                cells = Cells(left, top, width, height)
                values, known = self._block(cells, progress)
                target.write(values, window=cells)
                if self._colour:
                    target.write_mask(known, window=cells)
            flush_pages(Path(target.name))

    def _block(self, cells: Cells, progress: Progress) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Return values (bands, rows, columns) of a block and where they are known."""
        rows, cols = int(cells.height), int(cells.width)
        values: NDArray[Any] = np.full((1, rows, cols), np.nan, np.float32)
        if self._colour:
            values = np.zeros((3, rows, cols), np.uint8)
        known = np.zeros((rows, cols), bool)
        done = (cells.row_off + BLOCK * cells.col_off / self._grid.cols) / (self._grid.rows + BLOCK)

        def tick() -> None:
            progress(done, "mosaic")

        for tile in self._tiles:
            tick()
            tile.paint(self._grid, cells, values, known, tick)
        if self._heights is not None and self._heights.known and known.any():
            self._shift(cells, values[0])
            known &= np.isfinite(values[0])
        if self._ground:
            wrong = known & ~((values[0] > raster.LOWEST) & (values[0] < raster.HIGHEST))
            self.implausible += int(wrong.sum())
            known &= ~wrong
        if not self._colour:
            values[0][~known] = np.nan
        height = max(0, self._plain.rows - int(cells.row_off))
        width = max(0, self._plain.cols - int(cells.col_off))
        self.without += int((~known[:height, :width]).sum())
        return values, known

    def _shift(self, cells: Cells, altitudes: NDArray[np.float32]) -> None:
        """Add what lies between the two vertical systems at each place."""
        assert self._heights is not None
        nodes = self._grid.nodes(cells)
        shift = self._heights(nodes.reshape(-1, 2), np.zeros(nodes.shape[0] * nodes.shape[1]))
        spread(shift.reshape(nodes.shape[:2]), SPACING, altitudes)


def _copied(path: Path, output: Path, bounds: Bounds | None, progress: Progress) -> Mosaic | None:
    """Copy a picture that is wanted whole and ready as it is, byte by byte; None if it is not."""
    with rasterio.Env(**raster.environment()), raster.opened(path) as source:
        step, _, west, _, down, north = tuple(source.transform)[:6]
        ready = (
            source.driver == "GTiff"
            and source.profile.get("tiled")
            and source.overviews(1)
            and source.count == 3
            and set(source.dtypes) == {"uint8"}
            and source.nodata is None
            and source.transform.is_rectilinear
            and step > 0
            and math.isclose(down, -step)
        )
        if not ready:
            return None
        grid = Grid(west, north, step, source.height, source.width)
    if bounds is not None and not _inside(grid.bounds, bounds):
        return None
    size = path.stat().st_size
    if size + RESERVE > shutil.disk_usage(output.parent).free:
        return None
    with open(path, "rb") as whole, open(output, "wb") as copy:
        while some := whole.read(8 * 2**20):
            copy.write(some)
            progress(whole.tell() / size, "mosaic")
    return Mosaic(grid, grid.bounds, 0, 0, False, False)


def _plan(
    stack: ExitStack, source: RasterSource, source_crs: str, target_crs: str, bounds: Bounds | None
) -> tuple[Grid, list[OpenTile], int]:
    """Choose the grid, open the tiles that touch it, tell by how much it is coarser than they."""
    equal = same(source_crs, target_crs)
    found: list[OpenTile] = []
    for number, path in enumerate(source.files):
        dataset = stack.enter_context(raster.opened(path))
        transform = dataset.transform
        if source.places and source.places[number]:
            transform = Affine(*source.places[number])
        box = own = outline(transform, dataset.width, dataset.height)
        way = None
        if not equal:
            way = reprojection(source_crs, target_crs, own)
            box = way.box(own)
        if bounds is None or _overlap(box, bounds):
            step = math.sqrt(abs(transform.determinant))
            found.append(OpenTile(path, dataset, source, transform, way, box, step))
    if not found:
        raise InputError("raster.outside", path=source.files[0].name, count=len(source.files))
    finest = found[-1]
    step = finest.step
    if not equal and not is_metric(source_crs):
        step = _metres(finest.box, finest.dataset.shape)
    elif finest.transform.b == 0 and abs(finest.transform.a) > 0:
        step = abs(finest.transform.a)
    if not (step > 0 and np.isfinite(finest.box).all()):
        listed = ", ".join(f"{v:g}" for v in tuple(finest.transform)[:6])
        raise InputError("raster.bad_place", path=finest.path.name, numbers=listed)
    boxes = np.array([tile.box for tile in found])
    wanted = [*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)]
    if bounds is not None:
        wanted = [max(wanted[0], bounds[0]), max(wanted[1], bounds[1]),
                  min(wanted[2], bounds[2]), min(wanted[3], bounds[3])]  # fmt: skip
    area = (wanted[2] - wanted[0]) * (wanted[3] - wanted[1])
    coarser = max(1, math.ceil(math.sqrt(area / step**2 / MOST_CELLS)))
    step *= coarser
    # The finest tile's own corner is a corner of the grid: its cells need no resampling.
    x0, y0 = finest.box[0], finest.box[3]
    west = x0 + math.floor((wanted[0] - x0) / step + 1e-6) * step
    north = y0 + math.ceil((wanted[3] - y0) / step - 1e-6) * step
    cols = max(1, math.ceil((wanted[2] - west) / step - 1e-6))
    rows = max(1, math.ceil((north - wanted[1]) / step - 1e-6))
    return Grid(west, north, step, rows, cols), found, coarser


def _filled_up(grid: Grid) -> Grid:
    if max(grid.rows, grid.cols) <= BLOCK // 2:
        return grid
    rows, cols = (math.ceil(n / WHOLE) * WHOLE for n in (grid.rows, grid.cols))
    return replace(grid, rows=rows, cols=cols)


def _metres(box: Bounds, shape: tuple[int, int]) -> float:
    step = min((box[2] - box[0]) / shape[1], (box[3] - box[1]) / shape[0])
    return float(f"{step:.2g}")


def _check_room(grid: Grid, colour: bool, output: Path) -> None:
    """Refuse what the disk cannot hold; how well cells pack is not known beforehand."""
    cells = grid.rows * grid.cols
    lossy = colour and cells > LOSSY_FROM
    needed = cells * (0.8 if lossy else 3.0 if colour else 4.0) * 1.4
    free = shutil.disk_usage(output.parent).free
    if needed + RESERVE > free:
        raise InputError(
            "raster.no_room", needed=round(needed / 1e6), free=round(free / 1e6),
            folder=output.parent,
        )  # fmt: skip


def _profile(grid: Grid, crs: str, colour: bool) -> dict[str, Any]:
    profile: dict[str, Any] = {
        "driver": "GTiff", "crs": crs, "transform": grid.transform, "width": grid.cols,
        "height": grid.rows, "tiled": True, "blockxsize": BLOCK, "blockysize": BLOCK,
        "bigtiff": "yes",
    }  # fmt: skip
    if not colour:
        return profile | {"count": 1, "dtype": "float32", "nodata": math.nan,
                          "compress": "deflate", "predictor": 3, "zlevel": 1}  # fmt: skip
    profile |= {"count": 3, "dtype": "uint8", "photometric": "rgb"}
    if grid.rows * grid.cols > LOSSY_FROM:
        return profile | {"compress": "jpeg", "jpeg_quality": 90, "photometric": "ycbcr",
                          "interleave": "pixel"}  # fmt: skip
    return profile | {"compress": "deflate", "predictor": 2, "zlevel": 1}


def build_overviews(path: Path, grid: Grid, how: str, progress: Progress) -> None:
    """Let GDAL add coarser copies to a small raster, until one fits in 256 cells."""
    factors = []
    factor = 2
    while max(grid.rows, grid.cols) / factor >= 128:
        factors.append(factor)
        factor *= 2
    if not factors:
        return
    options: dict[str, Any] = {"COMPRESS_OVERVIEW": "DEFLATE", "ZLEVEL_OVERVIEW": 1}
    options |= {**raster.environment(), "GDAL_TIFF_INTERNAL_MASK": True}
    with rasterio.Env(**options), rasterio.open(path, "r+") as dataset:
        for number, factor in enumerate(factors):
            progress(number / len(factors), "overviews")
            dataset.build_overviews([factor], Resampling[how])


def _inside(a: Bounds, b: Bounds) -> bool:
    return a[0] >= b[0] and a[1] >= b[1] and a[2] <= b[2] and a[3] <= b[3]


def _overlap(a: Bounds, b: Bounds) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
