"""The old centre: blocks between winding streets, ringed by houses with party walls."""

from __future__ import annotations

import itertools

import numpy as np
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, unary_union

from .curves import extended, frame_at
from .houses import rise_of, rounded
from .model import Building, Road

Rng = np.random.Generator
CENTRE = [
    (1288, 1500), (1288, 1590), (1310, 1690), (1412, 1722), (1470, 1690), (1560, 1650),
    (1640, 1560), (1690, 1455), (1590, 1388), (1512, 1332), (1430, 1405), (1330, 1440),
]  # fmt: skip


def blocks(roads: list[Road], ground: BaseGeometry) -> list[Polygon]:
    """Pieces of the old centre between public ground, the larger ones first."""
    lines = [extended(r.line) for r in roads if r.line.distance(Polygon(CENTRE)) < 40]
    faces = [f for f in polygonize(unary_union(lines)) if Polygon(CENTRE).contains(f.centroid)]
    found = []
    for face in faces:
        rest = face.difference(ground)
        found.extend(g for g in getattr(rest, "geoms", [rest]) if g.area > 90)
    return sorted(found, key=lambda g: -g.area)


def _corners(ring: LineString) -> list[float]:
    """Abscissas of the corners of a block (turns of more than 35 degrees over 4 m)."""
    found: list[float] = []
    for s in np.arange(0.0, ring.length, 1.0):
        a, b, c = (ring.interpolate((s + k) % ring.length) for k in (-4.0, 0.0, 4.0))
        before, after = np.arctan2(b.y - a.y, b.x - a.x), np.arctan2(c.y - b.y, c.x - b.x)
        turn = abs((after - before + np.pi) % (2 * np.pi) - np.pi)
        if turn > np.radians(35) and (not found or s - found[-1] > 7):
            found.append(float(s))
    return found


def _cuts(ring: LineString, rng: Rng, depth: float) -> list[LineString]:
    """Party walls: short lines into the block, none within a corner house."""
    corners = _corners(ring)
    stations: list[float] = []
    bounds = [*corners, corners[0] + ring.length] if corners else [0.0, ring.length]
    for a, b in itertools.pairwise(bounds):
        lead = float(rng.uniform(8.5, 11.0)) if corners else 0.0
        room = b - a - 2 * lead
        if room <= 0:
            if b - a > 14:
                stations.append((a + b) / 2)
            continue
        count = max(1, round(room / float(rng.uniform(6.2, 8.6))))
        jitter = rng.uniform(-0.18, 0.18, count + 1) * room / count
        jitter[[0, -1]] = 0
        stations.extend(a + lead + room * np.arange(count + 1) / count + jitter)
    cuts = []
    for s in stations:
        frame = frame_at(ring, s % ring.length, 1, reach=2.0)
        cuts.append(LineString([frame.at(0, -0.5), frame.at(0, depth + 0.5)]))
    return cuts


def _town_house(polygon: Polygon, rng: Rng, central: bool) -> Building:
    three = rng.random() < (0.6 if central else 0.35)
    gutter = float(rng.uniform(8.0, 10.4) if three else rng.uniform(5.2, 7.2))
    span = min(10.5, polygon.area / 8.0)
    return Building(
        polygon, "town", round(gutter, 1), rise_of(span, float(rng.uniform(36, 44))),
        usage="Commercial et services" if central and rng.random() < 0.25 else "Résidentiel",
        floors=3 if three else 2, dwellings=int(rng.integers(1, 5)) if three else 1,
        year=int(rng.integers(1680, 1900)), tint=int(rng.integers(0, 6)),
    )  # fmt: skip


def halves_of(polygon: Polygon, target: float) -> list[Polygon]:
    """Split ``polygon`` across its longer axis until every piece is near ``target`` m²."""
    if polygon.area < 1.5 * target:
        return [polygon]
    box = polygon.minimum_rotated_rectangle
    p = list(box.exterior.coords)
    if Point(p[0]).distance(Point(p[1])) < Point(p[1]).distance(Point(p[2])):
        p = p[1:] + p[1:2]
    a, b = np.add(p[0], p[1]) / 2, np.add(p[2], p[3]) / 2
    along = (b - a) / np.hypot(*(b - a))
    away = np.array([-along[1], along[0]]) * 9000.0
    start, end = a - 9000.0 * along, b + 9000.0 * along
    sides = [Polygon([start, end, end + away, start + away]),
              Polygon([start, end, end - away, start - away])]  # fmt: skip
    parts = [polygon.intersection(half) for half in sides]
    faces = [g for part in parts for g in getattr(part, "geoms", [part])]
    faces = [g for g in faces if g.geom_type == "Polygon" and not g.is_empty]
    if len(faces) < 2:
        return [polygon]
    return [piece for face in faces for piece in halves_of(face, target)]


def fill_block(block: Polygon, rng: Rng, central: bool) -> tuple[list[Building], list[Polygon]]:
    """Houses of one block and its parcels (house and court together when adjacent)."""
    block = Polygon(rounded(block).simplify(0.25).exterior)
    depth = float(rng.uniform(9.0, 11.0))
    inner = block.buffer(-depth, join_style="mitre").buffer(-1.5).buffer(1.5, join_style="mitre")
    ring = block.exterior
    if not ring.is_ccw:
        ring = LineString(list(ring.coords)[::-1])
    if inner.is_empty or inner.area < 60:
        faces = halves_of(block, 85.0)
        courts: list[Polygon] = []
    else:
        walls = [block.exterior, *_cuts(LineString(ring.coords), rng, depth)]
        inners = getattr(inner, "geoms", [inner])
        walls.extend(g.exterior for g in inners)
        every = list(polygonize(unary_union(walls)))
        courts = [f for f in every if inner.contains(f.representative_point())]
        faces = [f for f in every if not inner.contains(f.representative_point())]
    houses, parcels = [], list(courts)
    for face in faces:
        piece = rounded(face)
        if not piece.is_valid or piece.area < 22:
            continue
        parcels.append(piece)
        if piece.area > 330 or rng.random() < 0.035:
            continue
        houses.append(_town_house(piece, rng, central))
    houses.extend(_court_buildings(courts, rng))
    return houses, parcels


def _court_buildings(courts: list[Polygon], rng: Rng) -> list[Building]:
    """Outbuildings against the back walls of the larger courts."""
    found: list[Building] = []
    for court in courts:
        if court.area < 160:
            continue
        ring = LineString(court.exterior.coords)
        side = 1 if court.exterior.is_ccw else -1
        s = float(rng.uniform(4, 14))
        while s < ring.length - 8:
            frame = frame_at(ring, s, side, reach=1.5)
            w, d = float(rng.uniform(3.5, 6.5)), float(rng.uniform(3.0, 4.8))
            piece = frame.polygon([(-w / 2, 0.3), (w / 2, 0.3), (w / 2, d), (-w / 2, d)])
            free = all(not piece.intersects(b.polygon.buffer(1.5)) for b in found)
            if court.buffer(-0.1).contains(piece) and free:
                found.append(Building(piece, "annex", round(float(rng.uniform(2.4, 3.8)), 1), 0.9,
                                      usage="Annexe", floors=1, dwellings=0, year=1880,
                                      tint=int(rng.integers(0, 6))))  # fmt: skip
            s += float(rng.uniform(12, 30))
    return found
