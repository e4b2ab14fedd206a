"""From the street plan to smoothed, connected roads and the ground that they take."""

from __future__ import annotations

from dataclasses import replace

from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from .curves import smooth, snap_ends
from .model import Road
from .plan_roads import ALL, ROUNDABOUT, Plan


def _disc(x: float, y: float, radius: float) -> Polygon:
    """Ground inside the centre line of the roundabout."""
    return Point(x, y).buffer(radius, quad_segs=6)


def _outside_ring(line: LineString, x: float, y: float, radius: float) -> list[LineString]:
    """Parts of ``line`` outside the roundabout, ending exactly on it."""
    rest = line.difference(_disc(x, y, radius))
    return [g for g in getattr(rest, "geoms", [rest]) if g.length > 1]


def build_roads() -> list[Road]:
    """Smooth every road, join its ends to the earlier ones and open the roundabout."""
    lines: list[LineString] = []
    for plan in ALL:
        line = smooth(plan.points)
        lines.append(snap_ends(line, lines, 22.0) if lines else line)
    for i, line in enumerate(lines):
        lines[i] = snap_ends(line, lines[:i] + lines[i + 1 :], 6.0)
    x, y, radius = ROUNDABOUT
    ring = Road(
        Plan("ring", "Rond-point des Quatre-Vents", []), LineString(_disc(x, y, radius).exterior)
    )
    roads = [ring]
    for plan, line in zip(ALL, lines, strict=True):
        if line.distance(Point(x, y)) > radius:
            roads.append(Road(plan, line))
        else:
            for part in _outside_ring(line, x, y, radius):
                first = part.coords[0] == line.coords[0] and plan.kind == "d99"
                roads.append(Road(plan if first else replace(plan, lots=()), part))
    return roads


def corridors(roads: list[Road]) -> BaseGeometry:
    """Public ground of all roads, with rounded corners at junctions."""
    x, y, radius = ROUNDABOUT
    turning = [
        Point(end).buffer(9.0)
        for road in roads
        if road.plan.name.startswith(("Impasse", "Allée des Coq", "Allée des Bou"))
        for end in (road.line.coords[-1],)
    ]
    island = Point(x, y).buffer(radius + 6)
    return unary_union(
        [r.corridor for r in roads] + [r.carriageway for r in roads] + turning + [island]
    ).buffer(0)
