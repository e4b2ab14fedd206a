"""The cells of an open raster tile on the cells of a grid, whatever CRS and turn the tile has.

Coordinates pass through :mod:`jumeau.geometry.crs`, never through GDAL, which knows no grids of
datum shifts. Of a tile that is finer than the grid, means (of classes: single cells) are read.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds, Reprojection
from jumeau.geometry.resample import SPACING, gather
from jumeau.io.environment import GDAL_OPTIONS as _CLEARED  # noqa: F401 - before rasterio comes
from jumeau.io.rasters.colour_ramps import values_of
from jumeau.io.reading import RasterSource

# isort: split
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import RasterioError
from rasterio.windows import Window as Cells

WIDEST = 4096
"""Cells of a tile, along one side, that are read at a time."""
SLAB = 32
"""Rows of a file in strips that are read at a time."""
KEPT = 160 * 2**20
"""Of such a file, what is kept in memory [bytes]."""
HUGE = 1e30
"""Beyond it a value stands for no data: producers write ±3.4e38."""


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

    def nodes(self, cells: Cells, spacing: int = SPACING) -> NDArray[np.float64]:
        """Return the centres (n, m, 2) of every ``spacing``-th cell of a part, one beyond it."""
        rows = np.arange(-(-int(cells.height) // spacing) + 1) * spacing + cells.row_off + 0.5
        cols = np.arange(-(-int(cells.width) // spacing) + 1) * spacing + cells.col_off + 0.5
        x, y = np.meshgrid(self.west + cols * self.step, self.north - rows * self.step)
        return np.stack([x, y], axis=-1)


class Rows:
    """Whole rows of a file in strips, kept so that no strip is unpacked for each part of it."""

    def __init__(self) -> None:
        self.tick: Callable[[], None] = lambda: None
        self._slabs: OrderedDict[int, tuple[NDArray[Any], NDArray[np.bool_]]] = OrderedDict()
        self._bytes = 0

    def cells(self, tile: OpenTile, window: Cells) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Return a part of a tile at full resolution."""
        top, bottom = int(window.row_off), int(window.row_off + window.height)
        cols = slice(int(window.col_off), int(window.col_off + window.width))
        values, known = [], []
        for number in range(top // SLAB, (bottom - 1) // SLAB + 1):
            slab = self._slab(tile, number)
            rows = slice(max(0, top - number * SLAB), min(SLAB, bottom - number * SLAB))
            values.append(slab[0][:, rows, cols])
            known.append(slab[1][rows, cols])
        return np.concatenate(values, axis=1), np.concatenate(known, axis=0)

    def _slab(self, tile: OpenTile, number: int) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        if number in self._slabs:
            self._slabs.move_to_end(number)
            return self._slabs[number]
        self.tick()
        first = number * SLAB
        shape = (min(SLAB, tile.dataset.height - first), tile.dataset.width)
        slab = tile.read_as_is(Cells(0, first, shape[1], shape[0]), shape)
        self._slabs[number] = slab
        self._bytes += slab[0].nbytes + slab[1].nbytes
        while self._bytes > KEPT and len(self._slabs) > 1:
            _, old = self._slabs.popitem(last=False)
            self._bytes -= old[0].nbytes + old[1].nbytes
        return slab


@dataclass(frozen=True, slots=True, eq=False)
class OpenTile:
    """An open tile.

    Attributes
    ----------
    transform : Affine
        From its columns and rows to its CRS.
    way : Reprojection or None
        From its CRS to the grid's; None where they are the same.
    box : tuple of float
        Around it, in the grid's CRS.
    step : float
        Length of a cell's side, in units of its CRS.
    straight : bool
        Its cells are the grid's own.
    rows : Rows
        What was read of a file in strips.
    """

    path: Path
    dataset: Any
    source: RasterSource
    transform: Affine
    way: Reprojection | None
    box: Bounds
    step: float
    straight: bool = False
    rows: Rows = field(default_factory=lambda: Rows())

    def on(self, grid: Grid) -> OpenTile:
        """Return the tile, knowing whether its cells are the grid's own."""
        t = self.transform
        off = ((t.c - grid.west) / grid.step, (grid.north - t.f) / grid.step)
        straight = (
            self.way is None
            and t.b == t.d == 0.0
            and abs(t.a - grid.step) < 1e-6 * grid.step
            and abs(-t.e - grid.step) < 1e-6 * grid.step
            and all(abs(v - round(v)) < 1e-3 for v in off)
        )
        return replace(self, straight=straight)

    def paint(
        self,
        grid: Grid,
        cells: Cells,
        values: NDArray[Any],
        known: NDArray[np.bool_],
        tick: Callable[[], None],
    ) -> None:
        """Put the tile's known cells over what is there.

        Parameters
        ----------
        grid : Grid
            The raster that is written.
        cells : Window
            A part of it.
        values : (B, h, w) array
            Bytes of colours, or float32; changed.
        known : (h, w) bool
            Changed.
        tick : callable
            Called several times a second; may raise ``Cancelled``.
        """
        self.rows.tick = tick
        place = _place(self.box, grid, cells)
        if place is None:
            return
        row, col, height, width = place
        here = Cells(cells.col_off + col, cells.row_off + row, width, height)
        if self.straight:
            got, mask = self._straight(grid, here)
        else:
            got, mask = self._resampled(grid, here, values.shape[0])
        part = (slice(None), slice(row, row + height), slice(col, col + width))
        if values.dtype == np.uint8 and got.dtype != np.uint8:
            got = np.rint(got)
        np.copyto(values[part], got, where=mask[None], casting="unsafe")
        known[part[1:]] |= mask

    def _straight(self, grid: Grid, here: Cells) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        t = self.transform
        return self._cells(
            Cells(
                round((grid.west - t.c) / grid.step) + here.col_off,
                round((t.f - grid.north) / grid.step) + here.row_off, here.width, here.height,
            ), (int(here.height), int(here.width)),
        )  # fmt: skip

    def _resampled(
        self, grid: Grid, here: Cells, bands: int
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        height, width = int(here.height), int(here.width)
        out = np.zeros((bands, height, width), np.float32)
        known = np.zeros((height, width), bool)
        col, row = self._places(grid.nodes(here))
        finite = np.isfinite(col)
        if not finite.any():
            return out, known
        factor = self._factor(col, row)
        left = max(0, math.floor(col[finite].min()) - 2 * factor) // factor * factor
        top = max(0, math.floor(row[finite].min()) - 2 * factor) // factor * factor
        right = min(self.dataset.width, math.ceil(col[finite].max()) + 2 * factor)
        bottom = min(self.dataset.height, math.ceil(row[finite].max()) + 2 * factor)
        if right <= left or bottom <= top:
            return out, known
        if max(right - left, bottom - top) > WIDEST and max(height, width) > SPACING:
            for piece in _quarters(here):
                got, mask = self._resampled(grid, piece, bands)
                row0, col0 = piece.row_off - here.row_off, piece.col_off - here.col_off
                rows, cols = slice(row0, row0 + piece.height), slice(col0, col0 + piece.width)
                inner = (slice(None), rows, cols)
                out[inner], known[inner[1:]] = got, mask
            return out, known
        shape = (-(-(bottom - top) // factor), -(-(right - left) // factor))
        cells, mask = self._cells(Cells(left, top, right - left, bottom - top), shape)
        # The last coarse cell may stand for fewer cells than the others.
        scale = (shape[1] / (right - left), shape[0] / (bottom - top))
        gather(
            cells, mask, (col - left) * scale[0], (row - top) * scale[1], SPACING,
            self.source.classes, out, known,
        )  # fmt: skip
        return out, known

    def _places(
        self, nodes: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return columns and rows of the tile at nodes; NaN where a place has no coordinates."""
        xy = nodes.reshape(-1, 2)
        if self.way is not None:
            xy = self.way.back(xy)
        col, row = applied(~self.transform, xy[:, 0], xy[:, 1])
        lost = ~(np.isfinite(col) & np.isfinite(row))
        col, row = np.where(lost, np.nan, col), np.where(lost, np.nan, row)
        return col.reshape(nodes.shape[:2]), row.reshape(nodes.shape[:2])

    def _factor(self, col: NDArray[np.float64], row: NDArray[np.float64]) -> int:
        """Return how many of the tile's cells lie along one of the grid's."""
        across = np.hypot(np.diff(col, axis=1), np.diff(row, axis=1)) / SPACING
        steps = across[np.isfinite(across)]
        return max(1, int(np.median(steps) + 0.33)) if len(steps) else 1

    def _cells(
        self, window: Cells, shape: tuple[int, int]
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Return cells, as colours or as values in their unit, and tell which are known."""
        if shape == (window.height, window.width) and self._striped():
            return self.rows.cells(self, window)
        return self.read_as_is(window, shape)

    def read_as_is(
        self, window: Cells, shape: tuple[int, int]
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Read cells from the file; see :meth:`_cells`."""
        single = self.source.classes or bool(self.source.ramp) or bool(self.source.absent)
        how = Resampling.nearest if single else Resampling.average
        options = {"window": window, "out_shape": shape, "resampling": how}
        return self._read(options)

    def _striped(self) -> bool:
        """Tell whether a part of a row costs as much as the row."""
        wide: bool = self.dataset.block_shapes[0][1] >= self.dataset.width > 2 * SLAB
        return wide

    def _read(self, options: dict[str, Any]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        window, shape = options["window"], options["out_shape"]
        with explained(self.path):
            if self.source.ramp:
                colours = self._colours(options)[0]
                mask = self.dataset.dataset_mask(window=window, out_shape=shape) > 0
                values, found = values_of(self.source.ramp, self.source.span, colours)
                return values[None], mask & found
            if self.source.colour:
                return self._colours(options)
            values = self.dataset.read([self.source.band], out_dtype="float32", **options)
            options["resampling"] = Resampling.nearest
            mask = self.dataset.read_masks(self.source.band, **options) > 0
        mask &= np.abs(values[0]) < HUGE  # false for NaN
        for nothing in self.source.absent:
            mask &= values[0] != np.float32(nothing)
        if (self.source.scale, self.source.offset) != (1.0, 0.0):
            values = (values * self.source.scale + self.source.offset).astype(np.float32)
        return values, mask

    def _colours(self, options: dict[str, Any]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        dataset = self.dataset
        mask = dataset.dataset_mask(window=options["window"], out_shape=options["out_shape"]) > 0
        if dataset.count >= 3 and self.source.scale != 1.0:
            deep = dataset.read([1, 2, 3], out_dtype="float32", **options)
            return np.clip(deep * self.source.scale, 0, 255).astype(np.uint8), mask
        if dataset.count >= 3:
            return dataset.read([1, 2, 3], out_dtype="uint8", **options), mask
        if dataset.colorinterp[0] == ColorInterp.palette:
            options["resampling"] = Resampling.nearest
            index = dataset.read(1, **options)
            table = np.zeros((256, 4), np.uint8)
            for number, colour in dataset.colormap(1).items():
                table[number] = colour
            mask &= table[index][..., 3] > 0
            return np.moveaxis(table[index][..., :3], -1, 0), mask
        grey = dataset.read([1], out_dtype="uint8", **options)
        return np.repeat(grey, 3, axis=0), mask


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what GDAL says of a file into ``raster.unreadable``."""
    try:
        yield
    except (RasterioError, OSError) as error:
        reason = str(error).splitlines()[0][:200]
        raise InputError("raster.unreadable", path=path.name, reason=reason) from error


def outline(transform: Affine, width: int, height: int) -> Bounds:
    """Return the box around a raster, turned or not."""
    x, y = applied(
        transform, np.array([0.0, width, 0.0, width]), np.array([0.0, 0, height, height])
    )
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def applied(
    transform: Affine, x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what an affine map makes of places."""
    a, b, c, d, e, f = tuple(transform)[:6]
    return a * x + b * y + c, d * x + e * y + f


def _quarters(cells: Cells) -> list[Cells]:
    """Return a part in four, cut at a node."""
    height, width = int(cells.height), int(cells.width)
    middle = max(SPACING, height // 2 // SPACING * SPACING)
    centre = max(SPACING, width // 2 // SPACING * SPACING)
    rows = [(0, min(middle, height)), (middle, height)]
    cols = [(0, min(centre, width)), (centre, width)]
    return [
        Cells(cells.col_off + west, cells.row_off + top, east - west, bottom - top)
        for top, bottom in rows
        for west, east in cols
        if bottom > top and east > west
    ]


def _place(box: Bounds, grid: Grid, cells: Cells) -> tuple[int, int, int, int] | None:
    """Return row and column within a part, height and width, of what a tile covers of it."""
    first = max(cells.col_off, math.floor((box[0] - grid.west) / grid.step + 1e-3))
    last = min(cells.col_off + cells.width, math.ceil((box[2] - grid.west) / grid.step - 1e-3))
    top = max(cells.row_off, math.floor((grid.north - box[3]) / grid.step + 1e-3))
    bottom = min(cells.row_off + cells.height, math.ceil((grid.north - box[1]) / grid.step - 1e-3))
    if last <= first or bottom <= top:
        return None
    return (
        int(top - cells.row_off), int(first - cells.col_off), int(bottom - top), int(last - first),
    )  # fmt: skip
