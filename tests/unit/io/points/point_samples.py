"""Small point clouds, written by laspy: what a survey looks like, and what may be wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import laspy
import numpy as np
from pyproj import CRS

X, Y = 700_000.0, 6_600_000.0


def survey(
    path: Path,
    count: int = 5_000,
    *,
    version: str = "1.4",
    point_format: int = 7,
    crs: str | None = "EPSG:2154",
    scale: float = 0.01,
    east: float = 0.0,
    corner: tuple[float, float] = (X, Y),
    bits: int = 16,
    edit: Any = None,
    seed: int = 3,
) -> laspy.LasData:
    """Write a gentle slope with a tall house on it; return what was written."""
    draw = np.random.default_rng(seed)
    header = laspy.LasHeader(point_format=point_format, version=version)
    header.scales, header.offsets = np.full(3, scale), np.array([*corner, 0.0])
    if crs is not None:
        header.add_crs(CRS.from_user_input(crs))
    cloud = laspy.LasData(header)
    x, y = draw.uniform(0, 50, (2, count))
    house = (x > 20) & (x < 30) & (y > 20) & (y < 30)
    ground = 100 + 0.1 * x + 0.05 * y
    cloud.x, cloud.y = corner[0] + east + x, corner[1] + y
    cloud.z = np.where(house, 112.0, ground)
    cloud.classification = np.where(house, 6, 2).astype(np.uint8)
    cloud.intensity = draw.integers(0, 2000, count).astype(np.uint16)
    cloud.return_number = np.ones(count, np.uint8)
    cloud.number_of_returns = np.ones(count, np.uint8)
    names = set(cloud.point_format.dimension_names)
    if "gps_time" in names:
        # 2021-05-28 at noon as LAS 1.4 counts: seconds from 1980, less a thousand million
        cloud.gps_time = 1_306_238_418 - 1_000_000_000 + np.arange(count) / 1000
        if version != "1.1":
            cloud.header.global_encoding.gps_time_type = laspy.header.GpsTimeType.STANDARD
    if "red" in names:
        most = 255 if bits == 8 else 65_535
        for name in ("red", "green", "blue"):
            cloud[name] = draw.integers(most // 2, most + 1, count).astype(np.uint16)
    if edit is not None:
        edit(cloud)
    cloud.write(path)
    return cloud


def sorted_rows(*columns: Any) -> np.ndarray:
    """Return columns as rows in an order of their own, so that two sets compare."""
    rows = np.column_stack([np.asarray(c, np.int64) for c in columns])
    return rows[np.lexsort(rows.T)]
