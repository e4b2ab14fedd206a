"""Photographs on walls and roofs: many small images on one sheet, and where each lies on it."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.surfaces import Surfaces
from jumeau.model.progress import Progress, silent

MOST_TEXELS = 16_000_000
"""The sheet's size at most: 48 MB. Larger images are reduced together until they fit."""
WIDEST = 4096
_GUTTER = 3
_WHITE = 8
"""Side of the white square for what has no image [texels]."""
_MOST_REPEATS = 16
"""An image that repeats more often on one surface is drawn as its mean colour."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The images of a layer, side by side.

    Attributes
    ----------
    pixels : (h, w, 3) uint8
        First row at the bottom.
    uv : (V, 2) float32
        Place on the sheet of every vertex of the source, on white where it has no image.
    textured : (Q,) bool
        Polygons that carry an image.
    """

    pixels: NDArray[np.uint8]
    uv: NDArray[np.float32]
    textured: NDArray[np.bool_]


def sheet_of(
    surfaces: Surfaces,
    image: NDArray[np.int16],
    uv: NDArray[np.float32],
    paths: Sequence[Path],
    progress: Progress = silent,
) -> Sheet | None:
    """Lay the images that surfaces carry on one sheet.

    Parameters
    ----------
    image : (Q,) int16
        Index into ``paths``, -1 for none.
    uv : (V, 2) float32
        Place in the image of every vertex, v upwards; beyond 0..1 the image repeats.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    Sheet or None
        None where no surface carries an image that can be read.
    """
    vertex_start = surfaces.ring_start[surfaces.polygon_start]
    count = len(vertex_start) - 1
    used = (image >= 0) & (image < len(paths)) & (np.diff(vertex_start) > 2)
    if not used.any():
        return None
    polygon = np.repeat(np.arange(count), np.diff(vertex_start))
    low, high = _spans(uv.astype(np.float64), vertex_start, used)
    with np.errstate(invalid="ignore"):
        shift = np.floor(low + 1e-3)
        repeats = np.maximum(np.ceil(high - shift - 1e-3), 1.0)
        used &= np.isfinite(low).all(axis=1) & (repeats <= _MOST_REPEATS).all(axis=1)
    numbers = np.unique(image[used])
    tiles = {
        int(k): tuple(repeats[used & (image == k)].max(axis=0).astype(int).tolist())
        for k in numbers.tolist()
    }
    opened = {k: p for k in tiles if (p := _size(paths[k])) is not None}
    placed = _arranged({k: (w * tiles[k][0], h * tiles[k][1]) for k, (w, h) in opened.items()})
    if not placed:
        return None
    width, height = placed.pop(-1)[2:]
    pixels = np.full((height, width, 3), 255, np.uint8)
    where = np.zeros((len(paths), 4))
    for done, (number, (x, y, w, h)) in enumerate(placed.items()):
        progress(done / len(placed), "picture_buildings")
        picture = _picture(paths[number], tiles[number], (w, h))
        if picture is None:
            continue
        g = _GUTTER
        framed = np.pad(picture, ((g, g), (g, g), (0, 0)), mode="edge")
        pixels[y - g : y + h + g, x - g : x + w + g] = framed
        where[number] = x, y, w / tiles[number][0], h / tiles[number][1]
    used &= np.where(image >= 0, where[image, 2] > 0, False)
    on = used[polygon]
    place = np.full((len(surfaces.xyz), 2), _WHITE / 2)
    chosen = where[image[polygon[on]]]
    place[on] = chosen[:, :2] + (uv[on] - shift[polygon[on]]) * chosen[:, 2:]
    return Sheet(pixels, (place / (width, height)).astype(np.float32), used)


def _spans(
    uv: NDArray[np.float64], start: NDArray[np.int64], used: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and highest (u, v) of each polygon (Q, 2), NaN for what is not used."""
    low, high = np.full((len(used), 2), np.nan), np.full((len(used), 2), np.nan)
    rows = np.flatnonzero(np.diff(start) > 0)
    if len(rows):
        low[rows] = np.minimum.reduceat(uv, start[rows], axis=0)
        high[rows] = np.maximum.reduceat(uv, start[rows], axis=0)
    low[~used] = np.nan
    return low, high


def _arranged(sizes: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int, int, int]]:
    """Place rectangles in rows; under -1 the sheet's own size. All shrink until they fit."""
    if not sizes:
        return {}
    total = sum(w * h for w, h in sizes.values())
    scale = min(1.0, math.sqrt(0.8 * MOST_TEXELS / total))
    while True:
        small = {
            k: (min(max(round(w * scale), 4), WIDEST - 64), max(round(h * scale), 4))
            for k, (w, h) in sizes.items()
        }
        side = math.sqrt(sum((w + 2 * _GUTTER) * (h + 2 * _GUTTER) for w, h in small.values()))
        wide = max(w for w, _ in small.values()) + 2 * _GUTTER + _WHITE
        width = min(max(64, 1 << math.ceil(math.log2(max(side, wide)))), WIDEST)
        placed, x, y, row = {}, _WHITE, 0, _WHITE
        for number, (w, h) in sorted(small.items(), key=lambda item: -item[1][1]):
            if x + w + 2 * _GUTTER > width:
                x, y, row = 0, y + row, 0
            placed[number] = (x + _GUTTER, y + _GUTTER, w, h)
            x, row = x + w + 2 * _GUTTER, max(row, h + 2 * _GUTTER)
        height = y + row
        if width * height <= MOST_TEXELS and height <= 2 * WIDEST:
            return {**placed, -1: (0, 0, width, height)}
        if max(max(size) for size in small.values()) <= 4:
            return {}  # more images than texels
        scale *= 0.85


def _size(path: Path) -> tuple[int, int] | None:
    image = _opened(path)
    if image is None:
        return None
    with image:
        return int(image.width), int(image.height)


def _opened(path: Path) -> Any:
    from PIL import Image

    try:
        return Image.open(path)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        _log.warning("a texture cannot be read: %s", error)
        return None


def _picture(path: Path, tiles: tuple[int, int], size: tuple[int, int]) -> NDArray[np.uint8] | None:
    """Return an image, repeated and of a size (h, w, 3), its first row at the bottom."""
    from PIL import Image

    image = _opened(path)
    if image is None:
        return None
    one = max(round(size[0] / tiles[0]), 1), max(round(size[1] / tiles[1]), 1)
    try:
        with image:
            image.draft("RGB", one)  # a JPEG is read at about the size that is wanted
            if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
                seen = image.convert("RGBA")
                ground = Image.new("RGBA", seen.size, (255, 255, 255, 255))
                plain = Image.alpha_composite(ground, seen).convert("RGB")
            else:
                plain = image.convert("RGB")
            if plain.size != one:
                plain = plain.resize(one, Image.Resampling.BOX)
    except (OSError, ValueError, SyntaxError) as error:
        _log.warning("a texture cannot be read: %s", error)
        return None
    pixels = np.tile(np.asarray(plain), (tiles[1], tiles[0], 1))[::-1]
    if pixels.shape[:2] != (size[1], size[0]):
        turned = Image.fromarray(np.ascontiguousarray(pixels))
        pixels = np.asarray(turned.resize(size, Image.Resampling.BILINEAR))
    return np.ascontiguousarray(pixels)
