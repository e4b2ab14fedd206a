"""Simpler actors that stand in for tiles of buildings while the camera moves far from them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.render.blocks import blocks_of, triangles_of
from jumeau.render.buildings import Buildings
from jumeau.render.canvas import Canvas
from jumeau.render.props import coloured
from jumeau.render.quadtree import Eye, distances, seen
from jumeau.render.sheet import NOTHING, Hidden

_Key = tuple[Hidden, int]
"""Which rows are left out of a tile, and the tile."""

TOLERANCES = (0.8, 2.2, 6.0)
"""How far the outlines of blocks may lie from those of their buildings, on an average [m]."""
DEVIATIONS = (0.1, 0.2, 0.35, 0.6, 1.0)
"""The same on the picture, the least that is enough for the number of triangles [pixels]."""
BUILT_AT_ONCE = 40
"""Tiles simplified for one picture: the others follow with the next ones."""


@dataclass(slots=True, eq=False)
class _Far:
    actor: Any
    level: int
    colours: NDArray[np.uint8]
    source: NDArray[np.int64]
    stale: bool = False


class FarTiles:
    """The simplified tiles of one layer of buildings.

    Parameters
    ----------
    canvas : Canvas
        Where they are drawn.
    buildings : Buildings
        What they are made of; their colours are those of its points.
    """

    def __init__(self, canvas: Canvas, buildings: Buildings) -> None:
        self._canvas = canvas
        self._buildings = buildings
        boxes = buildings.tile_box.astype(np.float64) + np.tile(buildings.mesh.origin, 2)
        self._tiles = np.flatnonzero(np.isfinite(boxes).all(axis=1))
        self._boxes = boxes[self._tiles]
        start = buildings.mesh.feature_triangle_start[buildings.tile_start]
        self._full = np.diff(start)[self._tiles]
        self._simple: NDArray[np.int64] | None = None  # per tile and tolerance
        self._made: dict[_Key, _Far] = {}
        self._shown: set[_Key] = set()

    @property
    def triangles(self) -> int:
        """How many triangles the full forms have."""
        return int(self._full.sum())

    def show(
        self, eye: Eye, most: int, hidden: Hidden = NOTHING, touched: Collection[int] = ()
    ) -> set[int]:
        """Show tiles that are far; return them: their full forms are not to be seen.

        No more is simplified than it takes.

        Parameters
        ----------
        most : int
            So many triangles are drawn quickly enough.
        hidden : frozenset of int
            Rows that a variant has not; they are in the tiles ``touched``.
        """
        level = self._levels(eye, most)
        shown: set[_Key] = set()
        spare = BUILT_AT_ONCE
        for place in np.flatnonzero(level >= 0).tolist():
            tile, wanted = int(self._tiles[place]), int(level[place])
            key = (hidden if tile in touched else NOTHING, tile)
            far = self._made.get(key)
            if far is None or far.level > wanted or (spare > 0 and far.level < wanted):
                if spare == 0:
                    continue
                spare -= 1
                far = self._build(key, wanted)
            if far.stale:
                self._colour(far)
            far.actor.VisibilityOn()
            shown.add(key)
        for key in self._shown - shown:
            if key in self._made:
                self._made[key].actor.VisibilityOff()
        self._shown = shown
        return {tile for _, tile in shown}

    def _levels(self, eye: Eye, most: int) -> NDArray[np.int64]:
        """Return the place in ``TOLERANCES`` for each tile, -1 for its full form."""
        visible = seen(eye, self._boxes)
        level = np.full(len(visible), -1, np.int64)
        if self._full[visible].sum() <= most:
            return level
        if self._simple is None:
            self._simple = triangles_of(self._buildings, TOLERANCES)[self._tiles]
        away = distances(eye, self._boxes) * eye.pixel
        place = np.arange(len(level))
        for deviation in DEVIATIONS:
            level = np.searchsorted(TOLERANCES, away * deviation, side="right") - 1
            drawn = np.where(level >= 0, self._simple[place, level], self._full)
            if drawn[visible].sum() <= most:
                break
        level[~visible] = -1
        return level

    def put_away(self) -> None:
        """Show none: every tile is seen in its full form."""
        for key in self._shown:
            if key in self._made:
                self._made[key].actor.VisibilityOff()
        self._shown = set()

    def recolour(self) -> None:
        """Follow other colours of the points, when a tile is next seen."""
        for far in self._made.values():
            far.stale = True

    def reshape(self, tiles: set[int]) -> None:
        """Forget tiles in which something was hidden or shown."""
        for key in [x for x in self._made if x[1] in tiles]:
            self._drop(key)

    def forget(self, hidden: Hidden) -> None:
        """Forget the tiles without some rows."""
        for key in [x for x in self._made if x[0] == hidden]:
            self._drop(key)

    def _build(self, key: _Key, level: int) -> _Far:
        self._drop(key)
        blocks = blocks_of(self._buildings, key[1], TOLERANCES[level], key[0])
        colours = np.ascontiguousarray(self._buildings.colours[blocks.source, :3])
        actor = coloured(blocks.points, blocks.triangles, colours)
        self._canvas.add(actor)
        far = self._made[key] = _Far(actor, level, colours, blocks.source)
        return far

    def _colour(self, far: _Far) -> None:
        far.colours[:] = self._buildings.colours[far.source, :3]
        far.actor.GetMapper().GetInput().GetPointData().GetScalars().Modified()
        far.stale = False

    def _drop(self, key: _Key) -> None:
        far = self._made.pop(key, None)
        if far is not None:
            self._canvas.remove(far.actor)

    def close(self) -> None:
        """Free the actors."""
        for key in tuple(self._made):
            self._drop(key)
        self._shown = set()
