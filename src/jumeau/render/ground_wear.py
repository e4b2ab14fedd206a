"""What the ground wears: the base's paint, and tiles of a variant where it changes something."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jumeau.render.quadtree import Box, Grid, Tile
from jumeau.render.relief import Relief

Paint = Callable[[float, float, float], NDArray[np.uint8]]
Key = tuple[int, Tile]
"""A look, by its number, and a tile in it."""
Task = tuple[Paint, Relief]
"""What paints a tile, and the ground below it."""


def box_on(relief: Relief, grid: Grid, tile: Tile) -> Box:
    """Return the box of a tile's ground."""
    west, south, side = grid.square(tile)
    east, north = min(west + side, grid.bounds[2]), min(south + side, grid.bounds[3])
    count = 33 if tile.level < 3 else 9
    x, y = np.meshgrid(np.linspace(west, east, count), np.linspace(south, north, count))
    z = relief.altitude(x, y)
    low, high = float(z.min()), float(z.max())
    if relief.worked((west, south, east, north)):  # what was dug may lie between these places
        low = min(low, *(float(x.z.min()) for x in relief.patches))
        high = max(high, *(float(x.z.max()) for x in relief.patches))
    spare = 0.02 * side
    return (west, south, low - spare, east, north, high + spare)


class Underlying(Protocol):
    """The ground of the base."""

    relief: Relief
    grid: Grid

    def box_of(self, tile: Tile) -> Box:
        """Return the box of a tile."""

    def number_of(self, look: Hashable) -> int:
        """Return the number of a look."""


class Changed(Protocol):
    """What a variant makes of the ground."""

    @property
    def relief(self) -> Relief:
        """Its ground."""

    def content(self, west: float, south: float, side: float) -> bytes:
        """Return what tells a square from others; empty where it is as in the base."""

    def paint(self, west: float, south: float, side: float) -> NDArray[np.uint8]:
        """Paint a square."""


@dataclass(frozen=True, slots=True, eq=False)
class Wear:
    """What a view's ground wears.

    Attributes
    ----------
    key : hashable
        What is painted of the base: layers and styles.
    paint : callable
        Paints the texture of a square (west, south, side) of it; called in workers.
    changed : Changed or None
        The ground of the variant that is shown: tiles on which it changes nothing are the base's.
    """

    key: Hashable
    paint: Paint
    changed: Changed | None = None


class Worn:
    """A wear on a ground, in numbers: each tile's own look."""

    def __init__(self, wear: Wear, ground: Underlying) -> None:
        self.wear = wear
        self.base = ground.number_of(wear.key)
        self._ground = ground
        self._keys: dict[Tile, Key] = {}
        self._boxes: dict[Tile, Box] = {}

    def key(self, tile: Tile) -> Key:
        """Return the key of a tile in this wear."""
        found = self._keys.get(tile)
        if found is None:
            content = b""
            if self.wear.changed is not None:
                content = self.wear.changed.content(*self._ground.grid.square(tile))
            number = self._ground.number_of((self.base, content)) if content else self.base
            found = self._keys[tile] = (number, tile)
        return found

    def task(self, key: Key) -> Task:
        """Return what makes a tile."""
        changed = self.wear.changed
        if key[0] == self.base or changed is None:
            return self.wear.paint, self._ground.relief
        return changed.paint, changed.relief

    def box_of(self, tile: Tile) -> Box:
        """Return the box of a tile's ground, as a variant shapes it."""
        changed = self.wear.changed
        if changed is None or not changed.relief.patches:
            return self._ground.box_of(tile)
        box = self._boxes.get(tile)
        if box is None:
            box = self._ground.box_of(tile)
            west, south, _, east, north, _ = box
            if changed.relief.worked((west, south, east, north)):
                box = box_on(changed.relief, self._ground.grid, tile)
            self._boxes[tile] = box
        return box
