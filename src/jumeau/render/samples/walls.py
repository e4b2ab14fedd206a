"""Cells of walls and roofs on the screen: rectangles in tiles, simpler from afar and in motion."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.profile import Standing
from jumeau.render.canvas import Canvas
from jumeau.render.props import coloured
from jumeau.render.quadtree import Eye
from jumeau.render.samples.cells import TOGETHER, Cells, places_of_stripes
from jumeau.render.samples.gables import fitted
from jumeau.render.samples.roofs import roof_triangles
from jumeau.render.styling.hatching import hatch, stripes_of

SMALLEST = 2.0
"""A cell, or a block of cells, looks at least so large [pixels]."""
TOPS = -1
"""Level of the uppermost cells of gables, beside the first one."""
IN_MOTION = 3.0
"""And so many times that in motion."""


class Walls:
    """What one layer of cells looks like.

    Parameters
    ----------
    canvas : Canvas
        Where it is drawn; actors are made when they are first seen.
    cells : Cells
        What was prepared.
    """

    def __init__(self, canvas: Canvas, cells: Cells) -> None:
        self._canvas = canvas
        self.cells = cells
        self._actors: dict[tuple[int, int], Any] = {}
        self._fitted: dict[tuple[int, ...], tuple[tuple[Any, ...], NDArray[np.float32]]] = {}
        self._corners: NDArray[np.float32] | None = None
        self._seen: set[tuple[int, int]] = set()

    def show(self, standing: tuple[Standing, ...], eye: Eye, *, moving: bool) -> None:
        """Show each tile in the level that its distance asks for.

        Parameters
        ----------
        standing : tuple of Standing
            What carries the cells: gables end below its roofs; nothing is shown without any.
        """
        if standing:
            self._fit(standing)
        wanted = set(enumerate(self._levels(eye, moving))) if standing else set()
        wanted |= {(tile, TOPS) for tile, level in wanted if level == 0}
        for place in self._seen - wanted:
            if (actor := self._actors.get(place)) is not None:
                actor.VisibilityOff()
        for place in wanted - self._seen:
            if (actor := self._actor(*place)) is not None:
                actor.VisibilityOn()
        self._seen = wanted

    def _fit(self, standing: tuple[Standing, ...]) -> None:
        """Let the uppermost cells of gables end below the roofs of what stands."""
        held = tuple(x.triangles for x in standing)
        key = tuple(id(x) for x in held)
        if key not in self._fitted:
            roofs = [roof_triangles(x, self.cells.origin)[0] for x in standing]
            self._fitted = {key: (held, fitted(self.cells.tops, np.concatenate(roofs)))}
        corners = self._fitted[key][1]
        if corners is not self._corners:
            self._corners = corners
            for place in [x for x in self._actors if x[1] == TOPS]:
                if (old := self._actors.pop(place)) is not None:
                    self._canvas.remove(old)
                self._seen.discard(place)

    def triangles(self) -> int:
        """Return how many triangles are shown."""
        seen = [(self.cells.levels[k].start, tile) for tile, k in self._seen if k != TOPS]
        tops = [(self.cells.tops.start, tile) for tile, k in self._seen if k == TOPS]
        quads, gables = (sum(int(x[t + 1] - x[t]) for x, t in found) for found in (seen, tops))
        return 2 * quads + 3 * gables

    def _levels(self, eye: Eye, moving: bool) -> list[int]:
        box, origin = self.cells.box, np.asarray(self.cells.origin)
        place = eye.place - origin
        away = np.maximum(np.maximum(box[:, :3] - place, place - box[:, 3:]), 0.0)
        distance = np.linalg.norm(away, axis=1)
        least = SMALLEST * (IN_MOTION if moving else 1.0)
        pixels = self.cells.side / np.maximum(distance * eye.pixel, 1e-9)
        levels = np.zeros(len(box), np.int64)
        for level in range(1, len(TOGETHER)):
            levels[pixels * TOGETHER[level - 1] < least] = level
        found: list[int] = levels.tolist()
        return found

    def _actor(self, tile: int, level: int) -> Any:
        place = (tile, level)
        if place not in self._actors:
            self._actors[place] = self._made(tile, level)
        return self._actors[place]

    def _made(self, tile: int, level: int) -> Any:
        if level == TOPS:
            return self._gables(tile)
        one = self.cells.levels[level]
        first, end = one.start[tile : tile + 2].tolist()
        if end == first:
            return None
        corners = slice(4 * first, 4 * end)
        quads = (4 * np.arange(end - first, dtype=np.int32))[:, None]
        triangles = (quads + np.array([0, 1, 2, 0, 2, 3], np.int32)).reshape(-1, 3)
        actor = coloured(one.points[corners], triangles, one.colours[corners])
        self._canvas.add(actor)
        if one.stripes is not None and one.stripes[corners].any():
            canvas = self._canvas
            hatch(actor, stripes_of(one.stripes[corners]), canvas.shader, canvas.hatched)
        return actor

    def _gables(self, tile: int) -> Any:
        tops, corners = self.cells.tops, self._corners
        first, end = tops.start[tile : tile + 2].tolist()
        if end == first or corners is None:
            return None
        points = corners[first:end].reshape(-1, 3)
        places = (5 * np.arange(end - first, dtype=np.int32))[:, None]
        fan = np.array([0, 1, 3, 1, 2, 3, 4, 0, 3], np.int32)
        colours = np.repeat(tops.colour[first:end], 5, axis=0)
        actor = coloured(points, (places + fan).reshape(-1, 3), colours)
        self._canvas.add(actor)
        hatched = np.repeat(tops.hatched[first:end], 5)
        if hatched.any():
            stripes = stripes_of(places_of_stripes(points, hatched))
            hatch(actor, stripes, self._canvas.shader, self._canvas.hatched)
        return actor

    def close(self) -> None:
        """Free the actors."""
        for actor in self._actors.values():
            if actor is not None:
                self._canvas.remove(actor)
        self._actors.clear()
        self._seen = set()
