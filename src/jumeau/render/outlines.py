"""Outlines as edges between places, laid on the ground and never too many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.ragged import Lines, Polygons
from jumeau.render.relief import Relief

MOST_PLACES = 300_000
"""Outlines of more vertices are drawn with every second, third… of them."""
ABOVE = 0.5
"""So high they lie over the ground [m]."""
_SIDES = 16
_LEAST_STEP = 8.0  # [m] of what is laid on the ground


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Places (V, 2) [m] and the edges (E, 2) between them."""

    xy: NDArray[np.float64]
    edges: NDArray[np.int32]

    def draped(self, relief: Relief) -> NDArray[np.float64]:
        """Return the places (V, 3) on the ground [m]."""
        z = relief.altitude(self.xy[:, 0], self.xy[:, 1]) + ABOVE
        return np.column_stack([self.xy, z])


def closed_outline(polygons: Polygons, rows: NDArray[np.int64]) -> Outline:
    """Return all rings of some features."""
    first = polygons.polygon_start[polygons.feature_start[rows]]
    end = polygons.polygon_start[polygons.feature_start[rows + 1]]
    rings = ranges(first, end)
    return _joined(polygons.xy, polygons.ring_start[rings], polygons.ring_start[rings + 1], True)


def line_outline(lines: Lines, rows: NDArray[np.int64]) -> Outline:
    """Return all lines of some features."""
    parts = ranges(lines.feature_start[rows], lines.feature_start[rows + 1])
    return _joined(lines.xy, lines.line_start[parts], lines.line_start[parts + 1], False)


def circles_around(middles: NDArray[np.float64], radius: NDArray[np.float64]) -> Outline:
    """Return circles around places (N, 2) of radii (N,) [m]."""
    sides = _SIDES if len(middles) * _SIDES <= MOST_PLACES else 4
    angle = 2 * np.pi * np.arange(sides) / sides
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    xy = (middles[:, None] + radius[:, None, None] * ring).reshape(-1, 2)
    number = np.arange(len(xy), dtype=np.int32)
    following = np.where(number % sides == sides - 1, number - sides + 1, number + 1)
    return Outline(xy, np.column_stack([number, following]).astype(np.int32))


def _joined(
    xy: NDArray[np.float64], first: NDArray[np.int64], end: NDArray[np.int64], closed: bool
) -> Outline:
    """Return parts of vertices as edges, thinned where there are too many of them."""
    lengths = end - first
    thin = int(np.ceil(lengths.sum() / MOST_PLACES))
    index = ranges(first, end)
    part = np.repeat(np.arange(len(lengths)), lengths)
    place = index - first[part]
    if thin > 1:
        kept = (place % thin == 0) | (place == lengths[part] - 1)
        index, part = index[kept], part[kept]
    if not len(index):
        return Outline(np.empty((0, 2)), np.empty((0, 2), np.int32))
    last = np.concatenate([part[1:] != part[:-1], [True]])
    opening = np.concatenate([[0], np.flatnonzero(last)[:-1] + 1])
    number = np.arange(len(index))
    following = np.where(last, np.repeat(opening, np.diff([*opening, len(index)])), number + 1)
    edges = np.column_stack([number, following])
    edges = edges if closed else edges[~last]
    return split(xy[index], edges)


def split(xy: NDArray[np.float64], edges: NDArray[np.int64]) -> Outline:
    """Return edges cut into short ones, so that they follow the ground."""
    a, b = xy[edges[:, 0]], xy[edges[:, 1]]
    length = np.hypot(*(b - a).T)
    step = max(_LEAST_STEP, float(length.sum()) / MOST_PLACES)
    pieces = np.maximum(np.ceil(length / step), 1).astype(np.int64)
    start = np.concatenate([[0], np.cumsum(pieces + 1)])
    edge = np.repeat(np.arange(len(edges)), pieces + 1)
    share = (np.arange(start[-1]) - start[edge]) / pieces[edge]
    places = a[edge] + share[:, None] * (b - a)[edge]
    number = np.arange(len(places), dtype=np.int32)
    inner = np.ones(len(places), np.bool_)
    inner[start[1:] - 1] = False
    return Outline(places, np.column_stack([number[inner], number[inner] + 1]).astype(np.int32))


def ranges(first: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers from each first to before each end, one range after another."""
    lengths = end - first
    before = np.cumsum(lengths) - lengths
    return np.asarray(np.arange(int(lengths.sum())) + np.repeat(first - before, lengths), np.int64)
