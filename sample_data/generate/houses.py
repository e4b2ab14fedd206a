"""Houses, garages and sheds on their lots."""

from __future__ import annotations

import numpy as np
from shapely import prepare
from shapely.geometry import Polygon

from .curves import Coords
from .model import Building, Lot

Rng = np.random.Generator


def rise_of(span: float, degrees: float) -> float:
    """Height (m) of a ridge over the gutter for a roof of ``span`` metres and a slope."""
    return round(float(np.tan(np.radians(degrees)) * span / 2), 1)


def box(a0: float, b0: float, a1: float, b1: float) -> Coords:
    """Corners of a rectangle in (along, away) coordinates."""
    return [(a0, b0), (a1, b0), (a1, b1), (a0, b1)]


def _detached_outline(rng: Rng, w: float, d: float, side: int) -> Coords:
    """Outline of a detached house, ``w`` metres wide and ``d`` deep, centred on the front."""
    kind = rng.random()
    h = w / 2
    if kind < 0.38:
        return box(-h, 0, h, d)
    if kind < 0.80:  # L: a wing or garage beside the main body
        g, gd = float(rng.uniform(3.4, 4.6)), float(rng.uniform(5.6, 7.0))
        off = float(rng.choice([-1.8, -1.2, 1.0, 1.8, d - gd]))
        shape = [
            (-h, 0.0),
            (h, 0.0),
            (h, max(0.0, off)),
            (h + g, max(0.0, off)),
            (h + g, max(0.0, off) + gd),
            (h, max(0.0, off) + gd),
            (h, d),
            (-h, d),
        ]
        if off < 0:
            shape = [
                (-h, 0.0),
                (h, 0.0),
                (h, off),
                (h + g, off),
                (h + g, off + gd),
                (h, off + gd),
                (h, d),
                (-h, d),
            ]
        shape = [(a - g / 2, b) for a, b in shape]
        return [(a * side, b) for a, b in shape]
    if kind < 0.92:  # L: a wing towards the garden
        g = float(rng.uniform(4.0, 5.0))
        return (
            [
                (a * side, b)
                for a, b in [
                    (-h, 0),
                    (h, 0),
                    (h, d),
                    (h - g, d),
                    (h - g, d + 3.6),
                    (h - 2 * g, d + 3.6),
                    (h - 2 * g, d),
                    (-h, d),
                ]
            ]
            if 2 * g < w - 1
            else [
                (a * side, b)
                for a, b in [(-h, 0), (h, 0), (h, d + 3.6), (h - g, d + 3.6), (h - g, d), (-h, d)]
            ]
        )
    t = w / 4  # T: a porch or bay in the middle
    return [(-h, 0), (-t, 0), (-t, -1.8), (t, -1.8), (t, 0), (h, 0), (h, d), (-h, d)]  # fmt: skip


def _clean(shape: Coords) -> Coords:
    out: Coords = []
    for point in shape:
        if not out or abs(point[0] - out[-1][0]) + abs(point[1] - out[-1][1]) > 0.3:
            out.append(point)
    return out


def _house_building(rng: Rng, polygon: Polygon, span: float, style: str) -> Building:
    two = rng.random() < {"estate": 0.28, "sparse": 0.4, "hamlet": 0.4}.get(style, 0.55)
    gutter = float(rng.uniform(4.9, 6.2) if two else rng.uniform(2.7, 3.6))
    year = int(rng.integers(1965, 2019) if style == "estate" else rng.integers(1900, 2005))
    return Building(
        polygon, "house", round(gutter, 1), rise_of(span, float(rng.uniform(30, 40))),
        floors=2 if two else 1, dwellings=1, year=year, tint=int(rng.integers(0, 6)),
    )  # fmt: skip


def _detached(rng: Rng, lot: Lot, inside: Polygon) -> list[Building]:
    """Build a detached house set back from the street, with what stands in its garden."""
    setback = float(rng.normal(6.0, 1.0)) if lot.style != "avenue" else float(rng.normal(4.5, 0.4))
    side = 1 if rng.random() < 0.5 else -1
    for shrink in (1.0, 0.9, 0.8, 0.7):
        w = float(np.clip(rng.uniform(9.0, 12.5), 7.0, lot.width - 5.0)) * shrink
        d = float(rng.uniform(7.6, 9.6)) * max(shrink, 0.85)
        outline = _clean(_detached_outline(rng, w, d, side))
        for shift in (0.0, -1.5 * side, 1.5 * side):
            for back in (setback, setback + 2.5, 3.0):
                polygon = lot.frame.polygon([(a + shift, b + back) for a, b in outline])
                if polygon.is_valid and inside.contains(polygon):
                    house = _house_building(rng, polygon, min(w, d), lot.style)
                    return [house, *_garden(rng, lot, inside, polygon, side, back)]
    return []


def _garden(
    rng: Rng, lot: Lot, inside: Polygon, house: Polygon, side: int, back: float
) -> list[Building]:
    """Detached garage, garden shed: whatever fits beside and behind the house."""
    found = []
    if rng.random() < 0.13:
        a = -side * (lot.width / 2 - 1.2)
        found.append(
            (
                lot.frame.polygon(
                    box(min(a, a + side * 3.4), back + 9.5, max(a, a + side * 3.4), back + 15.2)
                ),
                2.5,
                False,
            )
        )
    if rng.random() < 0.17:
        size = float(rng.uniform(2.2, 3.6))
        a = side * (lot.width / 2 - 1.3)
        b = lot.depth - 1.3
        found.append((lot.frame.polygon(box(min(a, a - side * size), b - size * 0.8,
                                            max(a, a - side * size), b)), 2.1, True))  # fmt: skip
    kept: list[Building] = []
    for polygon, gutter, light in found:
        free = all(polygon.distance(other) > 1.0 for other in [house, *(k.polygon for k in kept)])
        if polygon.is_valid and inside.contains(polygon) and free:
            roof = "flat" if light else "gable"
            kept.append(Building(polygon, "shed" if light else "garage", gutter,
                                 0.3 if light else 1.1, roof, "Annexe", light=light,
                                 floors=None if light else 1, dwellings=0, year=1990,
                                 tint=int(rng.integers(0, 6))))  # fmt: skip
    return kept


def _in_row(rng: Rng, lot: Lot) -> list[Building]:
    """Build a house on the street, from one side of its lot to the other."""
    town = lot.style == "town"
    depth = float(rng.uniform(8.5, 11.5))
    setback = 0.0 if town or rng.random() < 0.7 else float(rng.uniform(1.5, 3.0))
    half = lot.width / 2
    if not town and rng.random() < 0.35:
        half -= 1.6
    outline = box(-half - 2, setback - 1, half + 2, setback + depth)
    if rng.random() < 0.3:
        g = half * float(rng.uniform(0.8, 1.1))
        s = 1 if rng.random() < 0.5 else -1
        edge = s * (half + 2)
        outline = [(edge, setback - 1), (-edge, setback - 1), (-edge, setback + depth),
                   (edge - s * g, setback + depth), (edge - s * g, setback + depth + 5.5),
                   (edge, setback + depth + 5.5)]  # fmt: skip
    shape = lot.frame.polygon(outline)
    clip = lot.polygon if half * 2 >= lot.width - 0.1 else lot.polygon.buffer(-1.5, join_style=2)
    piece = shape.buffer(0).intersection(clip)
    piece = max(getattr(piece, "geoms", [piece]), key=lambda g: g.area)
    if piece.geom_type != "Polygon" or piece.area < 28:
        return []
    polygon = rounded(piece)
    three = rng.random() < (0.45 if town else 0.2)
    gutter = float(rng.uniform(7.6, 9.4) if three else rng.uniform(5.0, 6.8))
    house = Building(
        polygon, "town", round(gutter, 1), rise_of(depth, float(rng.uniform(35, 45))),
        floors=3 if three else 2, dwellings=int(rng.integers(1, 4)) if three else 1,
        year=int(rng.integers(1750, 1930)), tint=int(rng.integers(0, 6)),
    )  # fmt: skip
    return [house]


def rounded(polygon: Polygon) -> Polygon:
    """Copy of ``polygon`` with decimetre coordinates and without repeated points."""
    rings = []
    for ring in [polygon.exterior, *polygon.interiors]:
        out: Coords = []
        for x, y in ring.coords:
            point = (round(x, 1), round(y, 1))
            if not out or point != out[-1]:
                out.append(point)
        rings.append(out)
    if len(rings[0]) < 4:
        return Polygon()
    return Polygon(rings[0], [r for r in rings[1:] if len(r) > 3])


def build_on(lot: Lot, rng: Rng) -> list[Building]:
    """Return the buildings of one lot."""
    if lot.style in ("town", "faubourg"):
        found = _in_row(rng, lot)
        if found or lot.style == "town":
            return found
    inside = lot.polygon.buffer(-1.0, join_style="mitre")
    if inside.is_empty or inside.geom_type != "Polygon":
        return []
    prepare(inside)
    return _detached(rng, lot, inside)
