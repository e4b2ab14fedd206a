"""Crowns of trees: single trees, hedges and the canopy of woods."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw
from shapely import prepare
from shapely.geometry import Point

from .constants import SIZE
from .model import Layout

Crown = tuple[float, float, float, float]


def _canopy(layout: Layout, rng: np.random.Generator) -> list[Crown]:
    """(x, y, crown, height) of the trees of woods, banks and hedges, in metres."""
    found: list[Crown] = []
    for area in layout.areas_of("wood", "riparian"):
        inside = area.polygon.buffer(-1.0)
        prepare(inside)
        x0, y0, x1, y1 = area.polygon.bounds
        step = 7.5 if area.kind == "wood" else 6.5
        for x in np.arange(x0, x1, step):
            for y in np.arange(y0, y1, step):
                px, py = x + float(rng.uniform(-3, 3)), y + float(rng.uniform(-3, 3))
                if inside.contains(Point(px, py)):
                    crown = float(rng.uniform(6, 11)) if step > 7 else float(rng.uniform(5, 9))
                    found.append((px, py, crown, 5.0))
    for hedge in layout.hedges:
        for s in np.arange(0, hedge.length, 3.0):
            p = hedge.interpolate(s)
            big = rng.random() < 0.07
            crown = float(rng.uniform(6, 9)) if big else float(rng.uniform(2.6, 4.2))
            found.append((p.x, p.y, crown, 7.0 if big else 2.0))
    return found


def _disc(pen: ImageDraw.ImageDraw, x: float, y: float, r: float, fill: object, k: int) -> None:
    cx, cy = x * k, (SIZE - y) * k
    pen.ellipse((cx - r * k, cy - r * k, cx + r * k, cy + r * k), fill=fill)


def draw_crowns(
    image: Image.Image, layout: Layout, scale: int, rng: np.random.Generator
) -> Image.Image:
    """Shadows of all trees first, then crowns lit from the south-west."""
    crowns = _canopy(layout, rng)
    crowns += [(t.x, t.y, t.crown, t.height * 0.6) for t in layout.trees]
    mask = Image.new("L", image.size, 0)
    pen = ImageDraw.Draw(mask)
    for x, y, crown, height in crowns:
        _disc(pen, x + 0.45 * height, y + 0.55 * height, crown / 2, 110, scale)
    image.paste(Image.new("RGB", image.size, (30, 38, 40)), (0, 0), mask)
    pen = ImageDraw.Draw(image)
    for x, y, crown, _ in crowns:
        base = np.asarray((66, 92, 50)) + rng.normal(0, 7) + rng.normal(0, 3, 3)
        r = crown / 2
        _disc(pen, x, y, r, tuple(np.clip(base * 0.82, 0, 255).astype(int)), scale)
        _disc(pen, x - 0.12 * crown, y - 0.14 * crown, r * 0.72,
              tuple(np.clip(base * 1.08, 0, 255).astype(int)), scale)  # fmt: skip
        _disc(pen, x - 0.2 * crown, y - 0.22 * crown, r * 0.36,
              tuple(np.clip(base * 1.26, 0, 255).astype(int)), scale)  # fmt: skip
    return image
