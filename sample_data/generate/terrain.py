"""The relief: a river valley between a plateau and a gentler slope, on a 1 m grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import from_origin
from scipy import ndimage
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from .constants import SEED, SIZE
from .model import Layout

Grid = NDArray[np.float32]
COARSE = 5.0
COUNT = int(SIZE / COARSE) + 1
FLAT_KINDS = ("pitch", "tennis", "square", "schoolground", "openplot", "parking", "yard")


def _step(low: float, high: float, value: NDArray) -> NDArray:
    u = np.clip((value - low) / (high - low), 0, 1)
    return u * u * (3 - 2 * u)


def _mask(shape: BaseGeometry, count: int, cell: float) -> NDArray[np.bool_]:
    """Cells of a north-up grid, whose centres are multiples of ``cell``, inside ``shape``."""
    transform = from_origin(-cell / 2, SIZE + cell / 2, cell, cell)
    return rasterize([shape], (count, count), transform=transform, dtype="uint8").astype(bool)


def _coordinates() -> tuple[NDArray, NDArray]:
    """East and north of the 5 m grid, local metres."""
    axis = np.arange(COUNT) * COARSE
    return np.meshgrid(axis, SIZE - axis)


def _distance(line: LineString, exact: float = 260.0) -> NDArray:
    """Distance (m) to ``line`` on the 5 m grid, exact where less than ``exact``."""
    hit = _mask(line.buffer(4), COUNT, COARSE)
    distance = ndimage.distance_transform_edt(~hit) * COARSE
    near = distance < exact
    x, y = _coordinates()
    distance[near] = shapely.distance(shapely.points(x[near], y[near]), line)
    return distance


def _noise(rng: np.random.Generator, sigma: float) -> NDArray:
    """Smooth noise of unit variance; ``sigma`` in 5 m cells."""
    raw = ndimage.gaussian_filter(rng.standard_normal((COUNT, COUNT)), sigma, mode="reflect")
    return raw / raw.std()


def water_level(x: NDArray, y: NDArray) -> NDArray:
    """Altitude (m) of the river, falling steadily from north-east to south-west."""
    run = ((3000 - x) * 3000 + (2300 - y) * 1830) / (3000**2 + 1830**2)
    return 111.6 - 5.6 * run


def _base(layout: Layout, x: NDArray, y: NDArray, rng: np.random.Generator) -> NDArray:
    """Valley, slopes, side valley and undulations, before any earthwork."""
    d = ndimage.gaussian_filter(_distance(layout.river_line), 0.8)
    far = ndimage.gaussian_filter(d, 10.0)
    coords = [(-400, 300), *layout.river_line.coords[::-1], (3400, 3400), (-400, 3400)]
    north = _mask(Polygon(coords).buffer(0), COUNT, COARSE)
    right = 3.4 * _step(50, 190, d) + 25 * _step(150, 950, far) + 34 * _step(650, 1900, far)
    left = 2.6 * _step(60, 240, d) + 13 * _step(200, 800, far) + 20 * _step(650, 1700, far)
    rise = np.where(north, right, left) + 1.5 * _step(9, 30, d)
    z = water_level(x, y) + rise
    z += np.minimum(5.5, 0.28 * rise) * _noise(rng, 60) * _step(120, 700, far)
    z += 1.5 * _noise(rng, 20) * _step(60, 400, far) + 0.12 * _noise(rng, 4) * _step(20, 60, d)
    stream = ndimage.gaussian_filter(_distance(layout.stream_line), 0.8)
    z -= 6.5 * np.exp(-((stream / 75) ** 2)) * _step(70, 420, far)
    z -= 1.0 * np.exp(-((stream / 7) ** 2)) * _step(20, 60, d)
    return z


def _embank(z: NDArray, line: LineString) -> NDArray:
    """Carry the railway on a smooth profile, with slopes on both sides."""
    s = np.arange(0.0, line.length, 5.0)
    points = [line.interpolate(t) for t in s]
    rows = np.array([np.clip((SIZE - p.y) / COARSE, 0, COUNT - 1) for p in points])
    cols = np.array([np.clip(p.x / COARSE, 0, COUNT - 1) for p in points])
    ground = ndimage.map_coordinates(z, [rows, cols], order=1)
    profile = ndimage.gaussian_filter1d(ground, 50.0, mode="nearest") + 0.4
    away = _distance(line, 80.0)
    near = away < 70
    x, y = _coordinates()
    places = shapely.line_locate_point(line, shapely.points(x[near], y[near]))
    weight = np.exp(-((np.maximum(0, away[near] - 7) / 13) ** 2))
    out = z.copy()
    out[near] = z[near] * (1 - weight) + np.interp(places, s, profile) * weight
    return out


def _level(z: NDArray, pads: list[BaseGeometry]) -> NDArray:
    """Flatten each pad to a gently tilted plane, with soft edges."""
    rows, cols = np.mgrid[0:COUNT, 0:COUNT]
    for pad in pads:
        x0, y0, x1, y1 = pad.buffer(25).bounds
        r0, r1 = (int(np.clip(v, 0, COUNT)) for v in ((SIZE - y1) / COARSE, (SIZE - y0) / COARSE))
        c0, c1 = (int(np.clip(v, 0, COUNT)) for v in (x0 / COARSE, x1 / COARSE))
        if r1 - r0 < 3 or c1 - c0 < 3:
            continue
        transform = from_origin(
            c0 * COARSE - COARSE / 2, SIZE - r0 * COARSE + COARSE / 2, COARSE, COARSE
        )
        inside = rasterize([pad], (r1 - r0, c1 - c0), transform=transform).astype(bool)
        if inside.sum() < 4:
            continue
        window = z[r0:r1, c0:c1]
        a = np.column_stack([np.ones(inside.sum()), rows[:r1 - r0, :c1 - c0][inside],
                             cols[:r1 - r0, :c1 - c0][inside]])  # fmt: skip
        plane, *_ = np.linalg.lstsq(a, window[inside], rcond=None)
        target = plane[0] + 0.7 * (
            plane[1] * rows[: r1 - r0, : c1 - c0] + plane[2] * cols[: r1 - r0, : c1 - c0]
        )
        target += (window[inside] - target[inside]).mean()
        away = ndimage.distance_transform_edt(~inside) * COARSE
        weight = np.exp(-((away / 16) ** 2))
        z[r0:r1, c0:c1] = window * (1 - weight) + target * weight
    return z


@dataclass
class Terrain:
    """Altitudes (m, IGN69) at whole metres; row 0 is the north edge."""

    grid: Grid

    def sample(self, x: NDArray, y: NDArray) -> NDArray:
        """Bilinear altitude at local coordinates."""
        rows = np.clip(SIZE - np.asarray(y, float), 0, SIZE)
        cols = np.clip(np.asarray(x, float), 0, SIZE)
        return ndimage.map_coordinates(self.grid, [rows, cols], order=1)

    def at(self, x: float, y: float) -> float:
        """Altitude at one place."""
        return float(self.sample(np.array([x]), np.array([y]))[0])


def build_terrain(layout: Layout) -> Terrain:
    """Relief that fits the layout: flat grounds, even railway, smooth roads, level river."""
    rng = np.random.default_rng(SEED + 1)
    x, y = _coordinates()
    z = _base(layout, x, y, rng)
    roads = np.zeros((COUNT, COUNT), bool)
    for road in layout.roads:
        roads |= _mask(road.line.buffer(road.kind.half + 4), COUNT, COARSE)
    even = ndimage.gaussian_filter(z, 7.0)
    weight = ndimage.gaussian_filter(roads.astype(float), 1.0)
    z = z * (1 - weight) + even * weight
    pads = [a.polygon for a in layout.areas if a.kind in FLAT_KINDS and a.polygon.area > 300]
    pads += [b.polygon for b in layout.buildings if b.polygon.area > 350]
    z = _embank(_level(z, pads), layout.rail)
    fine = ndimage.zoom(z, (SIZE + 1) / COUNT, order=3, grid_mode=False, mode="nearest")
    axis1 = np.arange(int(SIZE) + 1, dtype=float)
    level = water_level(axis1[None, :], SIZE - axis1[:, None])
    wet = _mask(layout.river, int(SIZE) + 1, 1.0)
    fine = np.where(wet, level, np.maximum(fine, level + 0.35))
    return Terrain(np.round(fine, 2).astype(np.float32))
