"""Rasters of values or classes on a ground tile; a look at their cells tells the legend."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.layer import Layer
from jumeau.model.style import StyleKind
from jumeau.render.point_painting import stripes
from jumeau.render.samples.apart import read_apart
from jumeau.render.sheet import Sheet
from jumeau.render.styling.applying import is_styled, no_data_colour, ramp_of
from jumeau.render.themes.dress import HATCH, OPACITY
from jumeau.render.themes.ramps import Ramp, in_order
from jumeau.render.themes.rasters import (
    Classes,
    Colouring,
    Picture,
    Steps,
    Styled,
    Values,
    colouring_of,
    colours_at,
    hatched_in,
)

SAMPLE = 512
"""Cells along a raster that are looked at."""
_STEEP, _RELIEF = 2.0, 0.42


def look_at(path: Path, layer: Layer) -> tuple[Colouring | None, bool]:
    """Return how a raster is coloured, and whether some of its cells have no value.

    Parameters
    ----------
    path : Path
        A GeoTIFF in the project's CRS; of three or four bands of bytes it is a picture.
    """
    import rasterio
    from rasterio.enums import Resampling

    from jumeau.io.rasters import reader as raster

    with rasterio.Env(**raster.environment()), rasterio.open(path) as image:
        shape = halved_shape(image.shape, SAMPLE)
        if image.count >= 3:
            pixels = image.read(out_shape=(image.count, *shape), resampling=Resampling.nearest)
            return Picture(_told_ramp(layer, pixels)), image.count >= 4
        cells = image.read(1, out_shape=shape, masked=True, resampling=Resampling.nearest)
    found = cells.astype(np.float64).compressed()
    found = found[np.isfinite(found)]
    bare = len(found) < cells.size
    if is_styled(layer.style):
        continuous = layer.style.kind is StyleKind.CONTINUOUS
        return Styled(layer.style, ramp_of(layer.style, found) if continuous else None), bare
    return colouring_of(layer, found), bare


def halved_shape(shape: tuple[int, int], most: int) -> tuple[int, int]:
    """Return a raster's shape halved until it has no more cells along than that.

    Overviews have such shapes: cells are read as they lie in the file, not picked line by line.
    """
    rows, columns = shape
    while max(rows, columns) > most:
        rows, columns = -(-rows // 2), -(-columns // 2)
    return rows, columns


def _told_ramp(layer: Layer, pixels: NDArray[Any]) -> Ramp | None:
    """Return the ramp of a picture (bands, h, w) whose maker told the values of its colours."""
    told = dict(layer.provenance.parameters)
    try:
        low, high = float(told["vmin"]), float(told["vmax"])
    except (KeyError, ValueError):
        return None
    colours = np.moveaxis(pixels[:3], 0, -1).reshape(-1, 3)
    if len(pixels) >= 4:
        colours = colours[pixels[3].ravel() > 0]
    stops = in_order(colours)
    return Ramp(stops, low, high, layer.unit) if low < high and stops else None


def paint_cells(
    sheet: Sheet,
    path: Path,
    colouring: Classes | Steps | Values | Styled,
    opacity: float,
    covered: NDArray[np.bool_] | None = None,
) -> None:
    """Paint the part of a raster of one band that lies under a sheet.

    Parameters
    ----------
    opacity : float
        The layer's own, 0..1, on top of that of all data.
    covered : (h, w) bool array or None
        Which texels of the sheet lie under buildings.
    """
    import rasterio
    from rasterio.enums import Resampling

    from jumeau.io.rasters import reader as raster

    with rasterio.Env(**raster.environment()), rasterio.open(path) as image:
        place = _window(sheet, image)
        if place is None:
            return
        window, shape, target = place
        coarse = window.width > shape[1]
        if isinstance(colouring, Steps) and colouring.apart < math.inf and not coarse:
            resampling = None
        elif isinstance(colouring, Classes) or (
            isinstance(colouring, Styled) and colouring.style.kind is StyleKind.CATEGORIES
        ):
            resampling = Resampling.mode if coarse else Resampling.nearest
        else:
            resampling = Resampling.average if coarse else Resampling.bilinear
        if resampling is None:
            assert isinstance(colouring, Steps)
            values = read_apart(
                image, window, shape, colouring.apart, None if covered is None else covered[target]
            )
        else:
            cells = image.read(
                1, window=window, out_shape=shape, masked=True, resampling=resampling
            )
            values = cells.astype(np.float64).filled(np.nan)
    colours = colours_at(colouring, values)
    hatched = hatched_in(colouring, values)
    if hatched is not None:
        colours[..., 3] *= np.where(hatched, 0.22 + 0.78 * stripes(sheet, HATCH)[target], 1.0)
    if isinstance(colouring, Values) and colouring.shaded:
        colours[..., :3] *= _shade(values, sheet.texel)[..., None]
    if isinstance(colouring, Styled) and colouring.style.no_data:
        # What a raster does not know stays bare ground unless it was given a colour of its own.
        gaps = ~np.isfinite(values)
        colours[gaps, :3] = no_data_colour(colouring.style)
        colours[gaps, 3] = stripes(sheet, HATCH)[target][gaps]
    part = sheet.rgb[target]
    share = colours[..., 3:] * np.float32(OPACITY * opacity)
    part += (colours[..., :3] - part) * share


def _window(sheet: Sheet, image: Any) -> tuple[Any, tuple[int, int], tuple[slice, slice]] | None:
    """Return the window of an image under a sheet, the shape to read, and its place there."""
    from rasterio.windows import Window

    step = image.transform.a
    west, _, _, north = sheet.box
    ratio = sheet.texel / step
    left = (west - image.transform.c) / step
    top = (image.transform.f - north) / -image.transform.e
    count = sheet.rgb.shape[0]
    # The texels whose middle lies in the image.
    first = [max(0, math.ceil(-at / ratio - 0.5)) for at in (left, top)]
    sizes = (image.width, image.height)
    last = [
        min(count, math.ceil((size - at) / ratio - 0.5))
        for size, at in zip(sizes, (left, top), strict=True)
    ]
    columns, rows = last[0] - first[0], last[1] - first[1]
    if columns <= 0 or rows <= 0:
        return None
    begin = [max(0.0, at + f * ratio) for at, f in zip((left, top), first, strict=True)]
    end = [
        min(float(size), at + e * ratio)
        for size, at, e in zip(sizes, (left, top), last, strict=True)
    ]
    window = Window(begin[0], begin[1], end[0] - begin[0], end[1] - begin[1])
    return window, (rows, columns), (slice(first[1], last[1]), slice(first[0], last[0]))


def _shade(surface: NDArray[np.float64], texel: float) -> NDArray[np.float32]:
    """Return the light (h, w) on a surface [m] from the model's lamp: 1 on level ground."""
    if min(surface.shape) < 2:
        return np.ones(surface.shape, np.float32)
    known = np.isfinite(surface)
    level = np.where(known, surface, surface[known].mean() if known.any() else 0.0)
    down, right = np.gradient(level, texel)
    # The lamp stands in the south-west; rows run southwards.
    slope = np.clip(0.57 * right - 0.82 * down, -_STEEP, _STEEP)
    light: NDArray[np.float32] = (1.0 + _RELIEF * slope / (1.0 + np.abs(slope))).astype(np.float32)
    return light
