"""Smooth polylines and moving frames along them (local metres)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from shapely.geometry import LineString, Point, Polygon

Coords = list[tuple[float, float]]


def smooth(points: Coords, step: float = 8.0) -> LineString:
    """Centripetal Catmull-Rom curve through ``points``, sampled about every ``step`` metres."""
    if len(points) == 2:
        return LineString(points)
    p = np.asarray(points, float)
    p = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    t = np.concatenate([[0.0], np.cumsum(np.sqrt(np.hypot(*np.diff(p, axis=0).T)))])
    out = [tuple(p[1])]
    for i in range(1, len(p) - 2):
        count = max(2, math.ceil(np.hypot(*(p[i + 1] - p[i])) / step))
        u = np.linspace(t[i], t[i + 1], count + 1)[1:, None]
        a1, a2, a3 = (
            (t[j + 1] - u) / (t[j + 1] - t[j]) * p[j] + (u - t[j]) / (t[j + 1] - t[j]) * p[j + 1]
            for j in (i - 1, i, i + 1)
        )
        b1 = (t[i + 1] - u) / (t[i + 1] - t[i - 1]) * a1 + (u - t[i - 1]) / (
            t[i + 1] - t[i - 1]
        ) * a2
        b2 = (t[i + 2] - u) / (t[i + 2] - t[i]) * a2 + (u - t[i]) / (t[i + 2] - t[i]) * a3
        c = (t[i + 1] - u) / (t[i + 1] - t[i]) * b1 + (u - t[i]) / (t[i + 1] - t[i]) * b2
        out.extend(map(tuple, c))
    return LineString(np.round(out, 2))


@dataclass(frozen=True)
class Frame:
    """A point, the unit direction along a street and the unit direction away from it."""

    x: float
    y: float
    ux: float
    uy: float
    nx: float
    ny: float

    def at(self, along: float, away: float) -> tuple[float, float]:
        """Local coordinates of a position given along and away from the street, in metres."""
        return (
            self.x + self.ux * along + self.nx * away,
            self.y + self.uy * along + self.ny * away,
        )

    def polygon(self, shape: Coords) -> Polygon:
        """Polygon of (along, away) corners, rounded to the decimetre of BD TOPO."""
        return Polygon([tuple(round(c, 1) for c in self.at(a, b)) for a, b in shape])


def frame_at(line: LineString, s: float, side: int, reach: float = 3.0) -> Frame:
    """Frame on ``line`` at abscissa ``s`` (m); ``side`` is +1 for the left, -1 for the right."""
    a = line.interpolate(max(0.0, s - reach))
    b = line.interpolate(min(line.length, s + reach))
    m = line.interpolate(s)
    length = math.hypot(b.x - a.x, b.y - a.y) or 1.0
    ux, uy = (b.x - a.x) / length, (b.y - a.y) / length
    return Frame(m.x, m.y, ux, uy, -uy * side, ux * side)


def free_frame(x: float, y: float, degrees: float = 0.0) -> Frame:
    """Frame at a place with its first direction ``degrees`` counter-clockwise from east."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return Frame(x, y, c, s, -s, c)


def extended(line: LineString, reach: float = 1.0) -> LineString:
    """Lengthen ``line`` by ``reach`` metres at both ends, so that it surely meets others."""
    p = np.asarray(line.coords)
    start = p[0] + (p[0] - p[1]) / np.hypot(*(p[0] - p[1])) * reach
    end = p[-1] + (p[-1] - p[-2]) / np.hypot(*(p[-1] - p[-2])) * reach
    return LineString([start, *p, end])


def snap_ends(line: LineString, others: list[LineString], reach: float) -> LineString:
    """Move the ends of ``line`` onto the nearest of ``others`` when closer than ``reach``."""
    coords = list(line.coords)
    for index in (0, -1):
        end = Point(coords[index])
        near = min(others, key=end.distance, default=None)
        if near is not None and near.distance(end) < reach:
            on = near.interpolate(near.project(end))
            coords[index] = (on.x, on.y)
    return LineString(coords)
