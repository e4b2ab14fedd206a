"""Bookkeeping of occupied ground: who came first keeps the place."""

from __future__ import annotations

import numpy as np
from shapely import STRtree, clip_by_rect, prepare
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union


def _cells(shape: BaseGeometry, side: float = 150.0) -> list[BaseGeometry]:
    """Cut ``shape`` into squares of ``side`` metres, quick to look up."""
    x0, y0, x1, y1 = shape.bounds
    found = [
        clip_by_rect(shape, x, y, x + side, y + side)
        for x in np.arange(x0, x1, side)
        for y in np.arange(y0, y1, side)
    ]
    return [g for g in found if not g.is_empty]


class Ground:
    """Fixed obstacles (roads, water, rail) and the pieces taken so far."""

    def __init__(self, obstacles: BaseGeometry) -> None:
        self.obstacles = obstacles
        prepare(self.obstacles)
        self._cells = _cells(obstacles)
        self._grid = STRtree(self._cells)
        self._taken: list[Polygon] = []
        self._tree = STRtree([])
        self._indexed = 0

    def take(self, polygon: BaseGeometry) -> None:
        """Reserve ``polygon``."""
        self._taken.append(polygon)

    def _near(self, polygon: BaseGeometry) -> list[BaseGeometry]:
        if len(self._taken) - self._indexed > 60:
            self._tree = STRtree(self._taken)
            self._indexed = len(self._taken)
        found = [self._taken[i] for i in sorted(self._tree.query(polygon))]
        found += self._taken[self._indexed :]
        return [g for g in found if g.intersects(polygon)]

    def free_part(self, polygon: Polygon) -> Polygon:
        """Largest part of ``polygon`` that nothing occupies (may be empty)."""
        rest: BaseGeometry = polygon
        if self.obstacles.intersects(polygon):
            found = [self._cells[i] for i in sorted(self._grid.query(polygon))]
            rest = rest.difference(unary_union(found))
        near = self._near(polygon)
        if near:
            rest = rest.difference(unary_union(near))
        parts = [g for g in getattr(rest, "geoms", [rest]) if g.geom_type == "Polygon"]
        return max(parts, key=lambda g: g.area, default=Polygon())

    def is_free(self, polygon: Polygon, tolerance: float = 0.02) -> bool:
        """Whether ``polygon`` (m²) overlaps nothing by more than ``tolerance``."""
        if self.obstacles.intersects(polygon) and (
            self.obstacles.intersection(polygon).area > tolerance
        ):
            return False
        return all(g.intersection(polygon).area <= tolerance for g in self._near(polygon))
