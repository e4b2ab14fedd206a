"""Raster tiles to one tiled GeoTIFF in the project's CRS, strip by strip.

The grid is that of the finest tile; coarser tiles are resampled onto it and lie underneath, so
that each place has the best value there is. Where such a grid would exceed :data:`MOST_CELLS`, its
step is multiplied by a whole number.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds, is_metric, reprojection, same
from jumeau.io import raster
from jumeau.model.progress import Progress, part

import rasterio  # isort: skip
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import RasterioError
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window as Cells

MOST_CELLS = 64_000_000
STRIP = 512
WHOLE = 16
"""Rows and columns of a large raster are multiples of this, filled up with cells without data:
otherwise each overview would lie a little off the one below."""
LOSSY_FROM = 16_000_000
"""Pictures with more cells are kept as JPEG of quality 90, as their producers ship them."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells: west and north edge, step [m], rows and columns."""

    west: float
    north: float
    step: float
    rows: int
    cols: int

    @property
    def transform(self) -> Affine:
        """From columns and rows to coordinates."""
        return Affine(self.step, 0.0, self.west, 0.0, -self.step, self.north)

    @property
    def bounds(self) -> Bounds:
        """Outline [m]."""
        return (
            self.west, self.north - self.rows * self.step,
            self.west + self.cols * self.step, self.north,
        )  # fmt: skip


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
    """

    grid: Grid
    bounds: Bounds
    without_data: int
    implausible: int
    resampled: bool
    clipped: bool


@dataclass(frozen=True, slots=True)
class _Layer:
    """An open tile: its outline in the target CRS; ``straight`` when its cells are the grid's."""

    path: Path
    dataset: Any
    box: Bounds
    straight: bool


def write_mosaic(
    files: Sequence[Path], source_crs: str, target_crs: str, output: Path, *,
    colour: bool, classes: bool = False, ground: bool = False, bounds: Bounds | None = None,
    progress: Progress,
) -> Mosaic:  # fmt: skip
    """Write tiles of one CRS as one raster.

    Parameters
    ----------
    files : sequence of Path
        The tiles, later ones over earlier ones.
    source_crs, target_crs : str
        CRS of the tiles; CRS of the raster.
    output : Path
        The GeoTIFF to write: float32 with NaN, or three bytes and a mask when ``colour``.
    classes : bool
        Values are classes: the nearest one is taken, never a mean.
    ground : bool
        Values are altitudes: implausible ones become NaN and are counted.
    bounds : tuple of float, optional
        The part that is wanted, in ``target_crs``.

    Raises
    ------
    InputError
        ``raster.outside`` when no tile touches ``bounds``; ``raster.unreadable``.
    """
    options = raster.environment()
    if colour and len(files) == 1 and source_crs == target_crs:
        copied = _copied(files[0], output, bounds)
        if copied is not None:
            progress(1.0, "mosaic")
            return copied
    with ExitStack() as stack:
        stack.enter_context(rasterio.Env(**options, GDAL_TIFF_INTERNAL_MASK=True))
        plain, tiles = _plan(stack, files, source_crs, target_crs, bounds)
        grid = _filled_up(plain)
        layers = [
            _Layer(
                path, _on_grid(stack, dataset, source_crs, target_crs, grid, straight, classes),
                box, straight,
            )
            for path, dataset, box, straight in tiles
        ]  # fmt: skip
        profile = _profile(grid, target_crs, colour)
        without, implausible = 0, 0
        with rasterio.open(output, "w", **profile) as target:
            target.update_tags(JUMEAU_ROWS=plain.rows, JUMEAU_COLS=plain.cols)
            if colour:
                target.colorinterp = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
            for top in range(0, grid.rows, STRIP):
                progress(0.85 * top / grid.rows, "mosaic")
                cells = Cells(0, top, grid.cols, min(STRIP, grid.rows - top))
                values, known = _strip(layers, grid, cells, colour)
                if ground:
                    wrong = known & ~((values[0] > raster.LOWEST) & (values[0] < raster.HIGHEST))
                    implausible += int(wrong.sum())
                    values[0][wrong] = np.nan
                    known &= ~wrong
                without += int((~known[: max(0, plain.rows - top), : plain.cols]).sum())
                target.write(values, window=cells)
                if colour:
                    target.write_mask(known, window=cells)
        clipped = bounds is not None and not all(_inside(layer.box, bounds) for layer in layers)
        resampled = not all(layer.straight for layer in layers)
    if without == plain.rows * plain.cols:
        raise InputError("raster.no_data", path=files[0].name)
    build_overviews(output, grid, "nearest" if classes else "average", part(progress, 0.85, 1.0))
    return Mosaic(grid, plain.bounds, without, implausible, resampled, clipped)


def _copied(path: Path, output: Path, bounds: Bounds | None) -> Mosaic | None:
    """Copy a picture that is wanted whole and ready as it is, byte by byte; None if it is not."""
    with rasterio.Env(**raster.environment()), _explained(path), rasterio.open(path) as source:
        step, _, west, _, down, north = tuple(source.transform)[:6]
        ready = (
            source.driver == "GTiff"
            and source.profile.get("tiled")
            and source.overviews(1)
            and source.count == 3
            and set(source.dtypes) == {"uint8"}
            and source.nodata is None
            and source.transform.is_rectilinear
            and math.isclose(down, -step)
        )
        if not ready:
            return None
        grid = Grid(west, north, step, source.height, source.width)
    if bounds is not None and not _inside(grid.bounds, bounds):
        return None
    shutil.copyfile(path, output)
    return Mosaic(grid, grid.bounds, 0, 0, False, False)


def _plan(
    stack: ExitStack, files: Sequence[Path], source_crs: str, target_crs: str, bounds: Bounds | None
) -> tuple[Grid, list[tuple[Path, Any, Bounds, bool]]]:
    """Choose the grid and tell which tiles lie on it cell for cell."""
    equal = same(source_crs, target_crs)
    way = None if equal else reprojection(source_crs, target_crs)
    found = []
    for path in files:
        dataset = stack.enter_context(raster.opened(path))
        box = tuple(dataset.bounds)
        box = way.box(box) if way is not None else box
        if bounds is None or _overlap(box, bounds):
            found.append((path, dataset, box, dataset.transform))
    if not found:
        raise InputError("raster.outside", path=files[0].name, count=len(files))
    finest = found[-1]
    step = abs(finest[3].a) or abs(finest[3].b)
    if not equal and not is_metric(source_crs):
        step = _metres(finest[2], finest[1].shape)
    boxes = np.array([box for _, _, box, _ in found])
    wanted = [*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)]
    if bounds is not None:
        wanted = [max(wanted[0], bounds[0]), max(wanted[1], bounds[1]),
                  min(wanted[2], bounds[2]), min(wanted[3], bounds[3])]  # fmt: skip
    area = (wanted[2] - wanted[0]) * (wanted[3] - wanted[1])
    coarser = max(1, math.ceil(math.sqrt(area / step**2 / MOST_CELLS)))
    step *= coarser
    # The finest tile's own corner is a corner of the grid: its cells need no resampling.
    x0, y0 = finest[2][0], finest[2][3]
    west = x0 + math.floor((wanted[0] - x0) / step + 1e-6) * step
    north = y0 + math.ceil((wanted[3] - y0) / step - 1e-6) * step
    cols = max(1, math.ceil((wanted[2] - west) / step - 1e-6))
    rows = max(1, math.ceil((north - wanted[1]) / step - 1e-6))
    grid = Grid(west, north, step, rows, cols)
    return grid, [(p, d, b, equal and _straight(t, grid)) for p, d, b, t in found]


def _filled_up(grid: Grid) -> Grid:
    if max(grid.rows, grid.cols) <= STRIP // 2:
        return grid
    rows, cols = (math.ceil(n / WHOLE) * WHOLE for n in (grid.rows, grid.cols))
    return replace(grid, rows=rows, cols=cols)


def _metres(box: Bounds, shape: tuple[int, int]) -> float:
    step = max((box[2] - box[0]) / shape[1], (box[3] - box[1]) / shape[0])
    return float(f"{step:.2g}")


def _straight(transform: Affine, grid: Grid) -> bool:
    off = ((transform.c - grid.west) / grid.step, (grid.north - transform.f) / grid.step)
    return (
        transform.b == transform.d == 0.0
        and abs(transform.a - grid.step) < 1e-6 * grid.step
        and abs(-transform.e - grid.step) < 1e-6 * grid.step
        and all(abs(v - round(v)) < 1e-3 for v in off)
    )


def _on_grid(
    stack: ExitStack, dataset: Any, source_crs: str, target_crs: str, grid: Grid,
    straight: bool, classes: bool,
) -> Any:  # fmt: skip
    if straight:
        return dataset
    own = abs(dataset.transform.a) or abs(dataset.transform.b)
    finer = is_metric(source_crs) and own < 0.67 * grid.step
    how = Resampling.nearest if classes else Resampling.average if finer else Resampling.bilinear
    alpha = {"add_alpha": True} if dataset.count == 3 and dataset.nodata is None else {}
    options = {} if dataset.nodata is None and dataset.count > 1 else {"nodata": _nodata(dataset)}
    return stack.enter_context(
        WarpedVRT(
            dataset,
            src_crs=source_crs,
            crs=target_crs,
            transform=grid.transform,
            width=grid.cols,
            height=grid.rows,
            resampling=how,
            **alpha,
            **options,
        )
    )


def _nodata(dataset: Any) -> float:
    if dataset.nodata is not None:
        return float(dataset.nodata)
    return math.nan if dataset.dtypes[0].startswith("float") else -32768.0


def _strip(
    layers: list[_Layer], grid: Grid, cells: Cells, colour: bool
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return values (bands, rows, columns) of a strip and where they are known."""
    rows, cols = int(cells.height), int(cells.width)
    bands = 3 if colour else 1
    values: NDArray[Any] = np.full((1, rows, cols), np.nan, np.float32)
    if colour:
        values = np.zeros((3, rows, cols), np.uint8)
    known = np.zeros((rows, cols), bool)
    for layer in layers:
        place = _place(layer.box, grid, cells)
        if place is None:
            continue
        row, col, height, width = place
        here = Cells(col, cells.row_off + row, width, height)
        if layer.straight:
            own = layer.dataset.transform
            here = Cells(
                round((grid.west - own.c) / grid.step) + here.col_off,
                round((own.f - grid.north) / grid.step) + here.row_off, width, height,
            )  # fmt: skip
        with _explained(layer.path):
            got = layer.dataset.read(
                list(range(1, bands + 1)), window=here, out_dtype=values.dtype.name
            )
            mask = layer.dataset.dataset_mask(window=here) > 0
        if not colour:
            mask &= np.isfinite(got[0])
        part_of = (slice(None), slice(row, row + height), slice(col, col + width))
        np.copyto(values[part_of], got, where=mask[None])
        known[part_of[1:]] |= mask
    return values, known


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (RasterioError, OSError) as error:
        reason = str(error).splitlines()[0][:200]
        raise InputError("raster.unreadable", path=path.name, reason=reason) from error


def _place(box: Bounds, grid: Grid, cells: Cells) -> tuple[int, int, int, int] | None:
    """Return row (within the strip), column, height and width of a tile's part of a strip."""
    first = max(0, math.floor((box[0] - grid.west) / grid.step + 1e-3))
    last = min(grid.cols, math.ceil((box[2] - grid.west) / grid.step - 1e-3))
    top = max(cells.row_off, math.floor((grid.north - box[3]) / grid.step + 1e-3))
    bottom = min(cells.row_off + cells.height, math.ceil((grid.north - box[1]) / grid.step - 1e-3))
    if last <= first or bottom <= top:
        return None
    return int(top - cells.row_off), int(first), int(bottom - top), int(last - first)


def _profile(grid: Grid, crs: str, colour: bool) -> dict[str, Any]:
    profile: dict[str, Any] = {
        "driver": "GTiff", "crs": crs, "transform": grid.transform, "width": grid.cols,
        "height": grid.rows, "tiled": True, "blockxsize": STRIP, "blockysize": STRIP,
        "bigtiff": "if_safer",
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
    """Add coarser copies, each of half the step, until one fits in 256 cells."""
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
