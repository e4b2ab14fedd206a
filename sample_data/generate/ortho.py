"""Write the drawn aerial picture as a BD ORTHO-like GeoTIFF."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.transform import from_origin

from .constants import CRS, DEPARTMENT, INVENTED, ORTHO_YEAR, SIZE, X0, Y0
from .model import Layout
from .ortho_picture import draw
from .terrain import Terrain

QUALITY = 72


def write_ortho(layout: Layout, terrain: Terrain, target: Path) -> Path:
    """Draw and write 3000 x 3000 pixels, JPEG in YCbCr, tiled, with overviews."""
    target.mkdir(parents=True, exist_ok=True)
    picture = draw(layout, terrain)
    path = target / f"{DEPARTMENT}-{ORTHO_YEAR}-0700-6503-LA93-1M00-E080.tif"
    path.unlink(missing_ok=True)
    size = int(SIZE)
    with rasterio.Env(
        JPEG_QUALITY_OVERVIEW=QUALITY, PHOTOMETRIC_OVERVIEW="YCBCR", COMPRESS_OVERVIEW="JPEG"
    ):
        with rasterio.open(
            path, "w", driver="GTiff", width=size, height=size, count=3, dtype="uint8", crs=CRS,
            transform=from_origin(X0, Y0 + SIZE, 1.0, 1.0), tiled=True, blockxsize=256,
            blockysize=256, compress="JPEG", photometric="YCBCR", jpeg_quality=QUALITY,
        ) as file:  # fmt: skip
            file.update_tags(
                TIFFTAG_IMAGEDESCRIPTION=INVENTED, TIFFTAG_SOFTWARE="sample_data/generate.py",
                TIFFTAG_DATETIME=f"{ORTHO_YEAR}:06:15 12:00:00",
            )  # fmt: skip
            file.write(np.moveaxis(picture, 2, 0))
        with rasterio.open(path, "r+") as file:
            file.build_overviews([2, 4, 8, 16], Resampling.average)
    return path
