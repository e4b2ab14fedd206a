"""Mosaics that would be next to empty: one misplaced tile makes them as large as a country."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds
from jumeau.io.rasters.pyramid import BLOCK
from jumeau.io.rasters.tile_cells import Grid, OpenTile, outline

ENOUGH = 2**25
"""A raster of so many cells may be as empty as it likes."""
EMPTIEST = 16
"""A larger one has at most so many times the cells that its tiles fill: sixteen tiles in a row
along a diagonal still make one."""


def check_filled(grid: Grid, tiles: Sequence[OpenTile]) -> None:
    """Refuse to write a large raster that the tiles hardly fill.

    Parameters
    ----------
    grid : Grid
        All its cells.
    tiles : sequence of OpenTile
        At least one; all of them touch the grid.

    Raises
    ------
    InputError
        ``raster.too_sparse``, with the name of the tile that lies farthest off.
    """
    stored = math.ceil(grid.rows / BLOCK) * math.ceil(grid.cols / BLOCK) * BLOCK**2
    if stored <= ENOUGH or stored <= EMPTIEST * sum(filled(tile, grid) for tile in tiles):
        return
    raise InputError("raster.too_sparse", path=_farthest(tiles).name, cells=round(stored / 1e6))


def filled(tile: OpenTile, grid: Grid) -> float:
    """Return how many cells of a grid stand for cells of a tile.

    Cells that are long and narrow count as squares of their narrow side: what fills their length is
    no more than one value again and again.
    """
    t = tile.transform
    own = outline(t, tile.dataset.width, tile.dataset.height)
    scale = math.sqrt(_area(tile.box) / _area(own))
    surface = abs(t.a * t.e - t.b * t.d)
    narrow = surface / max(math.hypot(t.a, t.d), math.hypot(t.b, t.e)) * scale / grid.step
    each = min(surface * (scale / grid.step) ** 2, max(1.0, narrow**2))
    west, south, east, north = grid.bounds
    box = tile.box
    part = (max(box[0], west), max(box[1], south), min(box[2], east), min(box[3], north))
    share = _area(part) / _area(box)
    return float(share * tile.dataset.width * tile.dataset.height * each)


def _area(box: Bounds) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _farthest(tiles: Sequence[OpenTile]) -> Path:
    """Return the tile that lies farthest from where most of them lie."""
    boxes = np.array([tile.box for tile in tiles])
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    off = np.hypot(*(middles - np.median(middles, axis=0)).T)
    return tiles[int(off.argmax())].path
