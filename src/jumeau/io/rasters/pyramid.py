"""The overviews of a GeoTIFF of the store, made block by block.

GDAL builds the overviews of a large raster in one go that nobody can stop. Here each level is a
file of its own, halved from the one above; all of them are then appended to the raster.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from jumeau.io.rasters import reader as raster
from jumeau.io.rasters.big_tiff import append_reduced
from jumeau.model.progress import Progress, part

import rasterio  # isort: skip
from rasterio.windows import Window as Cells

BLOCK = 512
SMALLEST = 128
"""Halving stops below so many cells."""


def factors_of(rows: int, cols: int) -> list[int]:
    """Return by how much each overview is coarser than the raster."""
    factors, factor = [], 2
    while max(rows, cols) / factor >= SMALLEST:
        factors.append(factor)
        factor *= 2
    return factors


def add_overviews(
    path: Path, profile: Mapping[str, Any], nearest: bool, progress: Progress
) -> None:
    """Add coarser copies to a raster, each of half the step.

    Parameters
    ----------
    path : Path
        A BigTIFF of one band of float32 with NaN, or of three bytes with a mask.
    profile : mapping
        What it was created with.
    nearest : bool
        Values are classes, never averaged.
    progress : Progress
        May raise ``Cancelled``, after each block.
    """
    rows, cols = profile["height"], profile["width"]
    factors = factors_of(rows, cols)
    total = sum(1.3 / f**2 for f in factors)
    above, done = path, 0.0
    levels: list[Path] = []
    try:
        for factor in factors:
            level = path.with_name(f"{path.stem}.{factor}{path.suffix}")
            levels.append(level)
            end = done + 1 / factor**2 / total
            shape = (-(-rows // factor), -(-cols // factor))
            _halve(above, level, {**profile, **_size(shape)}, nearest, part(progress, done, end))
            above, done = level, end
        size = sum(level.stat().st_size for level in levels)
        for level in levels:
            end = min(1.0, done + 0.3 / 1.3 * level.stat().st_size / size)
            append_reduced(path, level, part(progress, done, end))
            done = end
    finally:
        for level in levels:
            level.unlink(missing_ok=True)


def _size(shape: tuple[int, int]) -> dict[str, Any]:
    # Without a place, so that nothing but the raster itself carries one.
    return {"height": shape[0], "width": shape[1], "crs": None, "transform": Affine.identity()}


def _halve(
    above: Path, below: Path, profile: dict[str, Any], nearest: bool, progress: Progress
) -> None:
    """Write a raster at twice the step of another."""
    colour = profile["count"] == 3
    with (
        rasterio.Env(**raster.environment(), GDAL_TIFF_INTERNAL_MASK=True),
        raster.quiet(),
        rasterio.open(above, driver="GTiff") as source,
        rasterio.open(below, "w", **profile) as target,
    ):
        for top in range(0, target.height, BLOCK):
            for left in range(0, target.width, BLOCK):
                progress(top / target.height, "overviews")
                height = min(BLOCK, target.height - top)
                width = min(BLOCK, target.width - left)
                there = Cells(
                    2 * left, 2 * top,
                    min(2 * width, source.width - 2 * left),
                    min(2 * height, source.height - 2 * top),
                )  # fmt: skip
                values = source.read(window=there)
                mask = source.dataset_mask(window=there) if colour else np.isfinite(values[0])
                known = mask > 0
                coarse, some = halved(values, known, nearest)
                here = Cells(left, top, width, height)
                if not colour:
                    coarse[0][~some] = np.nan
                target.write(coarse, window=here)
                if colour:
                    target.write_mask(some, window=here)
            flush_pages(below)


def flush_pages(path: Path) -> None:
    """Let what was written of a file go to the disk, so that its end is not a long wait."""
    if hasattr(os, "fdatasync"):  # Windows writes by itself
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fdatasync(handle)
        finally:
            os.close(handle)


def halved(
    values: NDArray[Any], known: NDArray[np.bool_], nearest: bool
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return cells at twice the step, and which are known.

    Parameters
    ----------
    values : (B, h, w) array
        Bytes or float32.
    known : (h, w) bool
        Which cells have a value.
    nearest : bool
        Of four cells take the first known one, for classes; else the mean of the known ones.
    """
    pad = ((0, known.shape[0] % 2), (0, known.shape[1] % 2))
    if any(n for _, n in pad):
        values = np.pad(values, ((0, 0), *pad))
        known = np.pad(known, pad)
    quarters = [(slice(a, None, 2), slice(b, None, 2)) for a in (0, 1) for b in (0, 1)]
    some = np.zeros(known[quarters[0]].shape, bool)
    if nearest:
        chosen = np.zeros((values.shape[0], *some.shape), values.dtype)
        for quarter in quarters:
            fresh = known[quarter] & ~some
            np.copyto(chosen, values[(slice(None), *quarter)], where=fresh[None])
            some |= fresh
        return chosen, some
    total = np.zeros((values.shape[0], *some.shape), np.float32)
    count = np.zeros(some.shape, np.float32)
    for quarter in quarters:
        there = known[quarter]
        np.add(total, values[(slice(None), *quarter)], out=total, where=there[None])
        count += there
        some |= there
    total /= np.maximum(count, 1)
    if values.dtype == np.uint8:
        total = np.rint(total)
    return total.astype(values.dtype), some
