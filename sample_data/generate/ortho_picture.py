"""Draw the commune from above: fields, roads, roofs, trees and their shadows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from rasterio.features import rasterize
from rasterio.transform import from_origin
from scipy import ndimage
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from .constants import SEED, SIZE
from .model import Layout
from .ortho_roofs import draw_roofs
from .ortho_trees import draw_crowns
from .plan_roads import ROUNDABOUT
from .terrain import Terrain

SCALE = 2
COUNT = int(SIZE)
# colour, amplitude of the rows, spacing of the rows (m)
GROUNDS: dict[str, tuple[tuple[int, int, int], float, float]] = {
    "wheat": ((193, 178, 122), 5.0, 4.0), "stubble": ((204, 190, 148), 7.0, 5.0),
    "barley": ((182, 176, 118), 5.0, 4.0), "rape": ((166, 170, 84), 4.0, 5.0),
    "vine": ((136, 138, 92), 17.0, 5.0), "maize": ((92, 122, 66), 9.0, 3.4),
    "plough": ((148, 122, 97), 9.0, 4.2),
    "meadow": ((118, 141, 84), 2.5, 7.0), "garden": ((116, 138, 88), 0.0, 9.0),
    "lot": ((122, 142, 92), 0.0, 9.0), "court": ((150, 146, 126), 0.0, 9.0),
    "wood": ((56, 80, 46), 0.0, 9.0), "riparian": ((70, 94, 54), 0.0, 9.0),
    "square": ((186, 178, 164), 0.0, 9.0), "parking": ((126, 126, 126), 0.0, 9.0),
    "yard": ((156, 153, 147), 0.0, 9.0), "farmyard": ((160, 148, 124), 0.0, 9.0),
    "pitch": ((98, 148, 72), 6.0, 11.0), "tennis": ((168, 96, 70), 0.0, 9.0),
    "playcourt": ((92, 112, 140), 0.0, 9.0), "openplot": ((138, 152, 96), 3.0, 6.0),
    "schoolground": ((158, 154, 144), 0.0, 9.0), "cemetery": ((166, 164, 150), 0.0, 9.0),
    "park": ((104, 140, 78), 2.0, 6.0), "basin": ((112, 128, 104), 0.0, 9.0),
    "verge": ((132, 142, 102), 0.0, 9.0), "ballast": ((128, 118, 108), 0.0, 9.0),
    "water": ((74, 92, 84), 0.0, 9.0),
}  # fmt: skip


def _noise(rng: np.random.Generator, sigma: float) -> NDArray[np.float32]:
    raw = ndimage.gaussian_filter(rng.standard_normal((COUNT, COUNT)).astype(np.float32), sigma)
    return raw / raw.std()


def _pieces(layout: Layout) -> list[tuple[BaseGeometry, str]]:
    """Ground surfaces from the bottom to the top."""
    found: list[tuple[BaseGeometry, str]] = [(f.polygon, f.kind) for f in layout.fields]
    found += [(p.polygon, "lot") for p in layout.lots]
    found += [(p, "lot" if p.area > 220 else "court") for p in layout.parcels]
    found += [(a.polygon, a.kind) for a in layout.areas]
    found += [(layout.stream_line.buffer(1.4), "water"), (layout.river, "water")]
    found += [(layout.rail.buffer(5.0), "ballast")]
    return found


def _angle(polygon: BaseGeometry) -> float:
    """Direction (radians) of the longer side of the smallest rectangle around a field."""
    box = polygon.minimum_rotated_rectangle
    if not isinstance(box, Polygon):
        return 0.0
    p = np.asarray(box.exterior.coords)
    edges = np.diff(p[:3], axis=0)
    long = edges[np.argmax(np.hypot(*edges.T))]
    return float(np.arctan2(long[1], long[0]))


def _ground(layout: Layout, rng: np.random.Generator) -> NDArray[np.float32]:
    """Colours of the ground at 1 m, with rows, mottling and grain."""
    pieces = _pieces(layout)
    transform = from_origin(0, SIZE, 1, 1)
    ids = rasterize(
        [(g, i + 1) for i, (g, _) in enumerate(pieces)], (COUNT, COUNT), transform=transform,
        dtype="int32",
    )  # fmt: skip
    base = np.zeros((len(pieces) + 1, 3), np.float32)
    rows = np.zeros((len(pieces) + 1, 3), np.float32)
    base[0] = GROUNDS["verge"][0]
    for i, (shape, kind) in enumerate(pieces, start=1):
        colour, amplitude, spacing = GROUNDS[kind]
        jitter = rng.normal(0, 6.0 if amplitude else 4.0)
        base[i] = np.asarray(colour) + jitter + rng.normal(0, 2.5, 3)
        turn = _angle(shape) if amplitude else 0.0
        rows[i] = amplitude, np.cos(turn) / spacing, np.sin(turn) / spacing
    y, x = np.mgrid[0:COUNT, 0:COUNT].astype(np.float32)
    y = COUNT - y
    image = base[ids]
    row = rows[ids]
    wave = np.sin(2 * np.pi * (-row[..., 2] * x + row[..., 1] * y)) * row[..., 0]
    image += wave[..., None]
    patches = 5.0 * _noise(rng, 18) + 3.0 * _noise(rng, 5)
    calm = np.isin(ids, [i + 1 for i, (_, k) in enumerate(pieces) if k == "water"])
    return image + np.where(calm, 0.25, 1.0)[..., None] * patches[..., None]


def _relief(terrain: Terrain) -> NDArray[np.float32]:
    """Soft shading of the slopes, light from the south-west."""
    z = ndimage.gaussian_filter(terrain.grid[:COUNT, :COUNT], 3)
    dy, dx = np.gradient(z)
    return np.clip(1.0 + 1.1 * (dx - dy), 0.88, 1.12).astype(np.float32)


def _lines(draw: ImageDraw.ImageDraw, shape: BaseGeometry, colour: tuple, width: int) -> None:
    for part in getattr(shape, "geoms", [shape]):
        points = [(x * SCALE, (SIZE - y) * SCALE) for x, y, *_ in part.coords]
        draw.line(points, fill=colour, width=width, joint="curve")


def _fill(draw: ImageDraw.ImageDraw, shape: BaseGeometry, colour: tuple) -> None:
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type == "Polygon" and not part.is_empty:
            points = [(x * SCALE, (SIZE - y) * SCALE) for x, y, *_ in part.exterior.coords]
            draw.polygon(points, fill=colour)


def _roads(draw: ImageDraw.ImageDraw, layout: Layout) -> None:
    """Pavements, then carriageways, then the markings of the main road."""
    paved = [r for r in layout.roads if r.plan.kind not in ("track", "lane", "d")]
    for road in paved:
        half = min(road.kind.half, road.kind.width / 2 + 2.2)
        _fill(draw, road.line.buffer(half), (170, 166, 158, 255))
    for road in layout.roads:
        grey = {"track": (168, 155, 128), "core": (150, 144, 136), "alley": (158, 152, 142),
                "lane": (142, 140, 134)}.get(road.plan.kind, (118, 118, 119))  # fmt: skip
        _fill(draw, road.carriageway, (*grey, 255))
    for road in layout.roads:
        if road.plan.kind == "d99":
            for s in np.arange(0, road.line.length, 9.0):
                ends = [road.line.interpolate(s), road.line.interpolate(s + 3.0)]
                points = [(p.x * SCALE, (SIZE - p.y) * SCALE) for p in ends]
                draw.line(points, fill=(214, 214, 208, 255), width=1)
    for offset in (-1.9, 1.9):
        for rail in (-0.72, 0.72):
            track = layout.rail.parallel_offset(abs(offset + rail), "left" if offset > 0 else
                                                "right")  # fmt: skip
            _lines(draw, track, (88, 80, 74, 255), 1)


def _details(draw: ImageDraw.ImageDraw, layout: Layout, rng: np.random.Generator) -> None:
    """Parked cars, pitch lines, pools, tombs."""
    colours = [(222, 222, 220), (60, 62, 66), (150, 152, 156), (128, 40, 38), (52, 70, 110)]
    for area in layout.areas_of("parking", "cemetery"):
        tomb = area.kind == "cemetery"
        turn = _angle(area.polygon)
        c, s = np.cos(turn), np.sin(turn)
        centre = area.polygon.centroid
        inner = area.polygon.buffer(-3)
        for a in np.arange(-60, 60, 2.6):
            for b in np.arange(-60, 60, 5.0 if tomb else 8.2):
                if rng.random() < (0.35 if tomb else 0.5):
                    continue
                x, y = centre.x + a * c - b * s, centre.y + a * s + b * c
                long, wide = (1.1, 0.5) if tomb else (2.1, 0.9)
                car = Polygon([(x + p * c * wide - q * s * long, y + p * s * wide + q * c * long)
                               for p, q in ((-1, -1), (1, -1), (1, 1), (-1, 1))])  # fmt: skip
                if inner.contains(car):
                    shade = (196, 194, 188) if tomb else colours[int(rng.integers(0, 5))]
                    _fill(draw, car, (*shade, 255))
    for area in layout.areas_of("pitch", "tennis", "playcourt"):
        inner = area.polygon.buffer(-2.0, join_style="mitre")
        _lines(draw, inner.exterior, (222, 224, 216, 255), 1)
    _fences(draw, layout, rng)
    _markings(draw, layout)
    for lot in layout.lots:
        if lot.style in ("estate", "villa") and rng.random() < 0.11:
            x, y = lot.frame.at(float(rng.uniform(-3, 3)), lot.depth - 7.0)
            f = lot.frame
            pool = Polygon([(x + f.ux * a + f.nx * b, y + f.uy * a + f.ny * b)
                            for a, b in ((-4, -2), (4, -2), (4, 2), (-4, 2))])  # fmt: skip
            if lot.polygon.buffer(-1.5).contains(pool):
                _fill(draw, pool.buffer(0.9), (196, 190, 178, 255))
                _fill(draw, pool, (96, 176, 190, 255))
    for lot in layout.lots:
        if lot.style in ("estate", "villa", "sparse", "hamlet"):
            a = float(rng.choice([-1, 1])) * lot.width * 0.28
            drive = lot.frame.polygon([(a - 1.7, -1), (a + 1.7, -1), (a + 1.7, 7), (a - 1.7, 7)])
            _fill(draw, drive, (172, 164, 150, 255))


def _fences(draw: ImageDraw.ImageDraw, layout: Layout, rng: np.random.Generator) -> None:
    """Clipped hedges and low walls between gardens."""
    colours = [(82, 108, 62, 255), (92, 116, 68, 255), (150, 146, 132, 255), (104, 122, 78, 255)]
    for lot in layout.lots:
        width = int(rng.integers(1, 4)) if lot.style != "town" else 1
        _lines(draw, lot.polygon.exterior, colours[int(rng.integers(0, 4))], width)


def _markings(draw: ImageDraw.ImageDraw, layout: Layout) -> None:
    """Island of the roundabout and the platforms of the station."""
    x, y, radius = ROUNDABOUT
    _fill(draw, Point(x, y).buffer(radius - 4.5), (176, 172, 160, 255))
    _fill(draw, Point(x, y).buffer(radius - 6.5), (108, 138, 76, 255))
    station = next(b for b in layout.buildings if b.kind == "station").polygon.centroid
    s = layout.rail.project(station)
    for side in ("left", "right"):
        edge = substring(layout.rail, s - 75, s + 75).parallel_offset(6.2, side)
        _fill(draw, edge.buffer(1.8, cap_style="flat"), (186, 182, 174, 255))


def draw(layout: Layout, terrain: Terrain) -> NDArray[np.uint8]:
    """Picture of the whole square, north up, 1 m per pixel, as (rows, columns, 3)."""
    rng = np.random.default_rng(SEED + 5)
    ground = _ground(layout, rng) * _relief(terrain)[..., None]
    ground = np.clip(ground, 0, 255).astype(np.uint8)
    image = Image.fromarray(ground).resize((COUNT * SCALE, COUNT * SCALE), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(image)
    _roads(pen, layout)
    _details(pen, layout, rng)
    image = draw_roofs(image, layout, SCALE)
    image = draw_crowns(image, layout, SCALE, rng)
    small = np.asarray(image.resize((COUNT, COUNT), Image.Resampling.BOX), np.float32)
    small += 1.6 * _noise(rng, 0.7)[..., None]
    return np.clip(small, 0, 255).astype(np.uint8)
