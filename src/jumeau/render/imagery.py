"""An image of the ground, read by window and from the overview that suffices."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from jumeau.render.sheet import Sheet


def paint_image(sheet: Sheet, path: Path, opacity: float = 1.0) -> bool:
    """Paint the part of a colour image that lies under a sheet; tell whether there is any.

    Parameters
    ----------
    path : Path
        A GeoTIFF in the project's CRS, north up, of three or four bands of bytes; where it has a
        mask or a fourth band, what lies below shows through.
    """
    # Only the orthophoto look needs it, and it is slow to import.
    import rasterio
    from rasterio.enums import Resampling
    from rasterio.windows import Window

    from jumeau.io.rasters import reader as raster

    with rasterio.Env(**raster.environment()), rasterio.open(path) as image:
        if image.count < 3:
            return False
        step = image.transform.a
        west, _, _, north = sheet.box
        ratio = sheet.texel / step
        left = (west - image.transform.c) / step
        top = (image.transform.f - north) / step
        # The texels whose whole area lies in the image.
        count = sheet.rgb.shape[0]
        first = max(0, math.ceil(-left / ratio)), max(0, math.ceil(-top / ratio))
        last = (
            min(count, math.floor((image.width - left) / ratio)),
            min(count, math.floor((image.height - top) / ratio)),
        )
        columns, rows = last[0] - first[0], last[1] - first[1]
        if columns <= 0 or rows <= 0:
            return False
        window = Window(
            left + first[0] * ratio, top + first[1] * ratio, columns * ratio, rows * ratio
        )  # fmt: skip
        how = Resampling.bilinear if ratio < 1 else Resampling.average
        pixels = image.read([1, 2, 3], window=window, out_shape=(3, rows, columns), resampling=how)
        known = image.dataset_mask(window=window, out_shape=(rows, columns), resampling=how)
    colour = np.moveaxis(pixels[:3], 0, -1).astype(np.float32)
    share = opacity * (known[..., None].astype(np.float32) / 255.0)
    target = sheet.rgb[first[1] : last[1], first[0] : last[0]]
    target += (colour - target) * share
    return True
