"""Hand-placed buildings and grounds: church, schools, blocks, sheds, farms, station."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from . import shapes
from .curves import Coords, free_frame
from .ground import Ground
from .model import Area, Building
from .plan_facilities import (
    BLOCKS,
    FARMS,
    GROUNDS,
    PUBLIC,
    SHEDS,
    Public,
)

Rng = np.random.Generator


def oriented(x: float, y: float, degrees: float, shape: Coords, hole: Coords = ()) -> Polygon:
    """Polygon of a shape put at ``(x, y)`` and turned by ``degrees``."""
    frame = free_frame(x, y, degrees)
    outer = frame.polygon(shape)
    return Polygon(outer.exterior, [frame.polygon(hole).exterior]) if hole else outer


def _nudges() -> Iterable[tuple[float, float]]:
    yield 0.0, 0.0
    for radius in (4.0, 8.0, 12.0, 17.0, 23.0, 30.0):
        for i in range(12):
            turn = 2 * np.pi * i / 12
            yield radius * float(np.cos(turn)), radius * float(np.sin(turn))


def place(
    ground: Ground, x: float, y: float, degrees: float, shape: Coords, margin: float,
    hole: Coords = (),
) -> Polygon | None:  # fmt: skip
    """First free position near ``(x, y)``; the shape and ``margin`` metres are reserved."""
    for dx, dy in _nudges():
        polygon = oriented(x + dx, y + dy, degrees, shape, hole)
        around = Polygon(polygon.exterior).buffer(margin, join_style="mitre")
        if ground.is_free(around):
            ground.take(around)
            return polygon
    return None


def add_grounds(ground: Ground) -> list[Area]:
    """Open surfaces: square, school plot, stadium, cemetery, car parks; all reserved."""
    found = []
    for kind, name, points, reserve in GROUNDS:
        polygon = Polygon(points).difference(ground.obstacles)
        polygon = max(getattr(polygon, "geoms", [polygon]), key=lambda g: g.area)
        found.append(Area(polygon, kind, name))
        if reserve:
            ground.take(polygon)
    return found


def _public_building(item: Public, polygon: Polygon) -> Building:
    return Building(
        polygon, item.kind, item.gutter, item.rise, item.roof, item.usage, item.nature,
        floors=item.floors, dwellings=item.dwellings, year=item.year, tint=item.tint,
    )  # fmt: skip


def add_public(ground: Ground) -> list[Building]:
    """Church, town hall, schools, station and the like, at exact places."""
    found = []
    for item in PUBLIC:
        polygon = oriented(item.x, item.y, item.turn, item.shape, item.hole)
        ground.take(Polygon(polygon.exterior).buffer(item.margin, join_style="mitre"))
        found.append(_public_building(item, polygon))
    return found


def add_blocks(ground: Ground) -> list[Building]:
    """Place collective housing: long flat-roofed blocks and smaller pitched ones."""
    found = []
    for x, y, length, width, turn, floors, pitched in BLOCKS:
        polygon = place(ground, x, y, turn, shapes.rectangle(length, width), 7.0)
        if polygon is None:
            continue
        found.append(
            Building(
                polygon,
                "block",
                round(floors * 2.85 + 0.7, 1),
                3.2 if pitched else 0.4,
                "gable" if pitched else "flat",
                floors=floors,
                dwellings=round(length / 11) * floors,
                year=2008 if pitched else 1968,
                tint=int(x) % 3,
            )
        )
    return found


def _yard(polygon: Polygon, margin: float, width: float, lines: BaseGeometry) -> BaseGeometry:
    """Paved ground around a building and its way to the nearest road."""
    here, there = nearest_points(polygon.centroid, lines)
    way = LineString([here, there]).buffer(width / 2, cap_style="flat")
    return polygon.buffer(margin, join_style="mitre").union(way)


def add_sheds(ground: Ground, rng: Rng, roads: BaseGeometry) -> tuple[list[Building], list[Area]]:
    """Industrial and commercial halls with paved yards and car parks."""
    halls, yards = [], []
    for x, y, length, width, turn, form in SHEDS:
        if form == "L":
            shape = shapes.l_shape(length, width, width * 0.55)
        elif form == "T":
            shape = shapes.t_shape(length, width, width * 0.5)
        else:
            shape = shapes.rectangle(length, width)
        polygon = place(ground, x, y, turn, shape, 6.0)
        if polygon is None:
            continue
        shop = form == "S" or rng.random() < 0.3
        halls.append(
            Building(
                polygon,
                "shed",
                round(float(rng.uniform(5.5, 9.5)), 1),
                0.5,
                "flat",
                "Commercial et services" if shop else "Industriel",
                "Industriel, agricole ou commercial",
                floors=1,
                dwellings=0,
                year=int(rng.integers(1978, 2020)),
                tint=int(rng.integers(0, 6)),
            )
        )
        yards.append(Area(_yard(polygon, 14.0, 12.0, roads), "yard"))
    return halls, yards


def _farm_pieces(closed: bool) -> list[tuple[str, float, float, float, float]]:
    """(kind, along, away, length, width) of the buildings of a farm around its yard."""
    pieces = [("farmhouse", 0.0, -20.0, 17.0, 8.5), ("barn", -26.0, 2.0, 11.0, 28.0),
              ("barn", 25.0, 0.0, 10.5, 22.0), ("hangar", 4.0, 33.0, 46.0, 19.0),
              ("annex", 20.0, -21.0, 8.0, 5.5), ("hangar", -38.0, 40.0, 24.0, 15.0)]  # fmt: skip
    return pieces[3:] if closed else pieces


def add_farms(ground: Ground, rng: Rng, roads: BaseGeometry) -> tuple[list[Building], list[Area]]:
    """Farms: house, old barns around a yard, modern halls behind."""
    found: list[Building] = []
    yards: list[Area] = []
    for name, x, y, turn, closed in FARMS:
        frame = free_frame(x, y, turn)
        if closed:
            court = place(ground, x, y - 8, turn, shapes.rectangle(44, 40), 5.0,
                          shapes.rectangle(24, 21))  # fmt: skip
            if court is not None:
                found.append(Building(court, "farmhouse", 5.2, 4.3, usage="Agricole", floors=2,
                                      dwellings=1, year=1790, tint=2))  # fmt: skip
        for kind, a, b, length, width in _farm_pieces(closed):
            cx, cy = frame.at(a, b + float(rng.uniform(-1, 1)))
            polygon = place(ground, cx, cy, turn, shapes.rectangle(length, width), 1.5)
            if polygon is None:
                continue
            hall = kind == "hangar"
            found.append(
                Building(
                    polygon,
                    kind,
                    round(float(rng.uniform(4.8, 6.8)), 1),
                    1.6 if hall else 3.6,
                    "gable",
                    "Résidentiel" if kind == "farmhouse" else "Agricole" if hall else "Annexe",
                    "Industriel, agricole ou commercial" if hall else "Indifférenciée",
                    floors=2 if kind == "farmhouse" else None,
                    dwellings=1 if kind == "farmhouse" else 0,
                    year=2001 if hall else 1860,
                    tint=int(rng.integers(0, 6)),
                )
            )
        court = oriented(x, y + 6, turn, shapes.rectangle(70, 76)).buffer(-9).buffer(9)
        yards.append(Area(_yard(court, 0.0, 4.5, roads), "farmyard", name))
    return found, yards
