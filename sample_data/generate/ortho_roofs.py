"""Roofs with two lit slopes, and the shadows that buildings throw."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw
from shapely.affinity import translate
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from .constants import SIZE
from .model import Building, Layout

SUN = (-0.62, -0.78)
"""Horizontal direction (east, north) towards the sun: south-west, early afternoon."""
THROW = 0.75
"""Length of shadow for a metre of height."""
TILES = [(160, 110, 88), (148, 99, 79), (166, 119, 95), (137, 94, 78), (117, 96, 88),
         (101, 99, 103)]  # fmt: skip
HALLS = [(206, 208, 208), (188, 192, 196), (170, 174, 178), (198, 194, 186), (214, 214, 210),
         (150, 160, 170)]  # fmt: skip


def _points(ring: BaseGeometry, scale: int) -> list[tuple[float, float]]:
    return [(x * scale, (SIZE - y) * scale) for x, y, *_ in ring.coords]


def _paint(pen: ImageDraw.ImageDraw, shape: BaseGeometry, fill: object, scale: int) -> None:
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type == "Polygon" and not part.is_empty:
            pen.polygon(_points(part.exterior, scale), fill=fill)


def shadow(building: Building) -> BaseGeometry:
    """Ground darkened by a building, seen from above."""
    length = (building.gutter + 0.6 * building.rise) * THROW
    dx, dy = -SUN[0] * length, -SUN[1] * length
    footprint = Polygon(building.polygon.exterior)
    steps = max(2, int(length / 3) + 1)
    return unary_union([translate(footprint, dx * k / steps, dy * k / steps)
                        for k in range(steps + 1)])  # fmt: skip


def _slopes(polygon: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry, float, float]:
    """Two halves along the longer axis, with how much each one faces the sun."""
    frame = polygon.minimum_rotated_rectangle
    p = np.asarray(frame.exterior.coords)[:4]
    edge = p[1] - p[0] if np.hypot(*(p[1] - p[0])) > np.hypot(*(p[2] - p[1])) else p[2] - p[1]
    along = edge / np.hypot(*edge)
    normal = np.array([-along[1], along[0]])
    middle = p.mean(axis=0)
    a, b = middle - 200 * along, middle + 200 * along
    left = polygon.intersection(Polygon([a, b, b + 200 * normal, a + 200 * normal]))
    right = polygon.intersection(Polygon([a, b, b - 200 * normal, a - 200 * normal]))
    facing = float(normal @ np.asarray(SUN))
    return left, right, facing, -facing


def _tone(colour: tuple[int, int, int], gain: float) -> tuple[int, int, int]:
    return tuple(int(np.clip(c * gain, 0, 255)) for c in colour)


def _colour(building: Building) -> tuple[int, int, int]:
    if building.kind == "greenhouse":
        return (198, 210, 206)
    if building.roof == "flat" and not building.light:
        return HALLS[building.tint % 6] if building.kind in ("shed", "gym") else (176, 172, 166)
    if building.kind in ("hangar", "hall") or building.light:
        return HALLS[(building.tint + 2) % 6] if building.tint % 2 else (140, 128, 116)
    return TILES[building.tint % len(TILES)]


def _roof(pen: ImageDraw.ImageDraw, building: Building, scale: int) -> None:
    colour = _colour(building)
    if building.roof == "flat":
        _paint(pen, building.polygon, _tone(colour, 0.9), scale)
        _paint(pen, building.polygon.buffer(-0.7, join_style="mitre"), _tone(colour, 1.04), scale)
        x0, y0, x1, y1 = building.polygon.bounds
        if building.kind == "shed" and building.polygon.area > 500:
            for x in np.arange(x0 + 6, x1 - 6, 9.0):
                for y in np.arange(y0 + 6, y1 - 6, 11.0):
                    light = box(x, y, x + 1.4, y + 3)
                    if building.polygon.buffer(-2).contains(light):
                        _paint(pen, light, _tone(colour, 1.18), scale)
        return
    left, right, one, two = _slopes(building.polygon)
    _paint(pen, left, _tone(colour, 1.0 + 0.24 * one), scale)
    _paint(pen, right, _tone(colour, 1.0 + 0.24 * two), scale)


def draw_roofs(image: Image.Image, layout: Layout, scale: int) -> Image.Image:
    """Darken the ground in the shadows, then paint every roof, low ones first."""
    mask = Image.new("L", image.size, 0)
    pen = ImageDraw.Draw(mask)
    for building in layout.buildings:
        _paint(pen, shadow(building), 118, scale)
    image.paste(Image.new("RGB", image.size, (34, 38, 48)), (0, 0), mask)
    pen = ImageDraw.Draw(image)
    for building in sorted(layout.buildings, key=lambda b: b.gutter):
        _roof(pen, building, scale)
        for hole in building.polygon.interiors:
            pen.polygon(_points(hole, scale), fill=(92, 108, 78))
    return image
