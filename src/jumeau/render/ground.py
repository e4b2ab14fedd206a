"""The ground on the screen: tiles painted in workers, drawn here, kept while there is room."""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from jumeau.render import look
from jumeau.render.canvas import Canvas, texture_of
from jumeau.render.ground_mesh import CELLS, TileMesh, cells_of, cells_on_works, tile_mesh
from jumeau.render.ground_wear import Key, Paint, Task, Wear, Worn, box_on
from jumeau.render.props import coloured, textured
from jumeau.render.quadtree import Box, Eye, Grid, Tile, needed_tiles
from jumeau.render.relief import Relief
from jumeau.render.table import table_shadow
from jumeau.render.tile_painting import TEXELS

ROOM = 130
"""Tiles kept where the last picture needs fewer: about 0.6 MB each, VTK's copies included."""

LARGE = 3
"""Tiles up to this level stand in for finer ones, under whatever stands there."""

MOST_LOOKS = 4000
"""So many are told from each other; those that were not worn for longest are painted anew."""
REMEMBERED = 8
"""Variants whose ground is compared and painted again without being prepared anew."""

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Drawn:
    surface: Any
    wall: Any
    texture: Any


@dataclass(frozen=True, slots=True, eq=False)
class _Finished:
    image: NDArray[np.uint8]
    mesh: TileMesh


@dataclass(slots=True, eq=False)
class _Gaze:
    """What one viewer saw last, and what of it is still to be painted."""

    worn: Worn | None = None
    eye: NDArray[np.float64] = field(default_factory=lambda: np.zeros(3))
    needed: frozenset[Key] = frozenset()
    missing: dict[Key, Task] = field(default_factory=dict)


class Ground:
    """The tiles of one relief, shown to any number of viewers in turn.

    Parameters
    ----------
    canvas : Canvas
        Where the tiles are drawn.
    relief : Relief
        The ground.
    origin : tuple of float
        The project's local origin [m].
    """

    def __init__(self, canvas: Canvas, relief: Relief, origin: tuple[float, float, float]) -> None:
        self._canvas = canvas
        self.relief = relief
        self.grid = Grid(relief.bounds)
        self._origin = origin
        depth = max(0.012 * self.grid.side, 0.25 * (relief.high - relief.low), 4.0)
        self.base = relief.low - depth
        xmin, ymin, xmax, ymax = relief.bounds
        local = (xmin - origin[0], ymin - origin[1], xmax - origin[0], ymax - origin[1])
        self._outline = local
        self._shadow = table_shadow(local, self.base - origin[2])
        canvas.add(self._shadow)
        self._boxes: dict[Tile, Box] = {}
        self._worn: OrderedDict[Hashable, Worn] = OrderedDict()
        self._remembered: OrderedDict[Hashable, Any] = OrderedDict()
        self._drawn: OrderedDict[Key, _Drawn] = OrderedDict()
        self._lock = threading.Condition()
        self._looks: OrderedDict[Hashable, int] = OrderedDict()
        self._numbers = itertools.count()
        self._gazes: dict[Hashable, _Gaze] = {}
        self._under_way: set[Key] = set()
        self._finished: dict[Key, _Finished] = {}
        self._shown: set[Key] = set()

    def number_of(self, look: Hashable) -> int:
        """Return the number of a look: compared faster than a key that holds the layers."""
        found = self._looks.get(look)
        if found is None:
            found = self._looks[look] = next(self._numbers)
        self._looks.move_to_end(look)
        while len(self._looks) > MOST_LOOKS:  # a drag gives a touched tile look after look
            self._looks.popitem(last=False)
        return found

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for a key, made where it is not one of the last few."""
        found = self._remembered.get(key)
        if found is None:
            found = self._remembered[key] = make()
        self._remembered.move_to_end(key)
        while len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return cast(T, found)

    def box_of(self, tile: Tile) -> Box:
        """Return the box of a tile's ground, in the base."""
        box = self._boxes.get(tile)
        if box is None:
            box = self._boxes[tile] = box_on(self.relief, self.grid, tile)
        return box

    def _worn_as(self, wear: Wear) -> Worn:
        """Return a wear with the numbers of its tiles, kept while it is worn now and then."""
        name = (wear.key, wear.changed)
        worn = self._worn.get(name)
        if worn is None:
            worn = self._worn[name] = Worn(wear, self)
        self._worn.move_to_end(name)
        while len(self._worn) > REMEMBERED:
            self._worn.popitem(last=False)
        return worn

    def show(
        self,
        wear: Wear,
        eye: Eye,
        pixels: float,
        *,
        patient: bool = False,
        moving: bool = False,
        viewer: Hashable = None,
    ) -> None:
        """Show the best tiles that are ready for this eye, and queue the others.

        Parameters
        ----------
        wear : Wear
            What is painted.
        pixels : float
            A texel may look this large [pixels].
        patient : bool
            Paint everything that is needed now, before returning.
        moving : bool
            The camera moves: what was painted for another look does not stand in, unless only
            the variant is another.
        viewer : hashable
            Who looks: what one viewer needs is kept, and painted, while another looks.
        """
        self._install_finished()
        gaze = self._gazes.setdefault(viewer, _Gaze())
        worn = self._worn_as(wear)
        self._deepen(wear)

        tiles = needed_tiles(self.grid, eye, worn.box_of, TEXELS, pixels)
        needed = [worn.key(t) for t in tiles]
        # Where only the layers changed, their old paint stands in until the new one is dry.
        same_place = np.array_equal(eye.place, gaze.eye)
        before = gaze.worn
        if before is not None and (moving or not same_place) and before.base != worn.base:
            before = None
        root = Tile(0, 0, 0)
        if not any(key in self._drawn for key in self._candidates(root, worn, before)):
            key = worn.key(root)
            self._install(key, self._paint(root, *worn.task(key)))
        missing = [key for key in needed if key not in self._drawn]
        with self._lock:
            gaze.missing = {key: worn.task(key) for key in missing if key not in self._under_way}
        if patient and missing:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda _: self.work(), range(2)))
            with self._lock:
                self._lock.wait_for(lambda: not self._under_way.intersection(missing))
            self._install_finished()
        self._choose(worn, before, tiles)
        dry = not missing or missing[-1] in self._drawn
        if dry or not same_place or before is None:
            gaze.worn = worn
        gaze.eye = eye.place
        gaze.needed = frozenset(needed).union(self._shown)
        self._forget()

    def _deepen(self, wear: Wear) -> None:
        """Lower the plinth's foot where a variant digs down to it."""
        if wear.changed is None or wear.changed.relief.low > self.base + 1.0:
            return
        self.base = wear.changed.relief.low - 4.0
        self._canvas.remove(self._shadow)
        self._shadow = table_shadow(self._outline, self.base - self._origin[2])
        self._canvas.add(self._shadow)
        self.repaint()

    def _candidates(self, tile: Tile, worn: Worn, before: Worn | None) -> tuple[Key, ...]:
        """Return the keys of a tile that may be shown, the best first."""
        keys = (worn.key(tile), (worn.base, tile))
        return keys if before is None else (keys[0], before.key(tile), keys[1])

    def leave(self, viewer: Hashable) -> None:
        """Forget what a viewer needed: nobody looks through these eyes any more."""
        with self._lock:
            self._gazes.pop(viewer, None)

    def lacks(self, viewer: Hashable) -> bool:
        """Tell whether tiles that a viewer needs are still to be painted or to be shown."""
        with self._lock:
            gaze = self._gazes.get(viewer)
            if gaze is None:
                return False
            under_way = self._under_way.union(self._finished)
            return bool(gaze.missing) or not gaze.needed.isdisjoint(under_way)

    @property
    def pending(self) -> bool:
        """Whether tiles are still to be painted or to be taken over."""
        with self._lock:
            waiting = any(gaze.missing for gaze in self._gazes.values())
            return bool(waiting or self._under_way or self._finished)

    def work(self, most: int = 1_000_000) -> int:
        """Paint queued tiles, nearest first; for worker threads. Return how many."""
        done = 0
        while done < most:
            with self._lock:
                # The viewers take turns, so that all their pictures grow finer together.
                waiting = [gaze for gaze in self._gazes.values() if gaze.missing]
                if not waiting:
                    break
                chosen = waiting[done % len(waiting)].missing
                key = next(iter(chosen))
                task = chosen[key]
                for gaze in waiting:
                    gaze.missing.pop(key, None)
                self._under_way.add(key)
            try:
                finished = self._paint(key[1], *task)
                with self._lock:
                    self._finished[key] = finished
            finally:
                with self._lock:
                    self._under_way.discard(key)
                    self._lock.notify_all()
            done += 1
        return done

    def _paint(self, tile: Tile, paint: Paint, relief: Relief) -> _Finished:
        west, south, side = self.grid.square(tile)
        cells = CELLS
        if relief is not self.relief and relief.worked((west, south, west + side, south + side)):
            cells = cells_on_works(relief, west, south, side, TEXELS)
        if tile.level <= LARGE:
            cells = max(cells, cells_of(relief, west, south, side))
        mesh = tile_mesh(relief, west, south, side, self._origin, TEXELS, self.base, cells)
        return _Finished(paint(west, south, side), mesh)

    def _install_finished(self) -> None:
        with self._lock:
            finished, self._finished = self._finished, {}
        for key, item in finished.items():
            self._install(key, item)

    def _install(self, key: Key, item: _Finished) -> None:
        if key in self._drawn:
            return
        texture = texture_of(item.image)
        mesh = item.mesh
        surface = textured(mesh.points, mesh.triangles, mesh.uv, texture)
        wall = None
        if len(mesh.wall):
            points = mesh.wall.reshape(-1, 3)
            top = np.tile([0, 0, 1, 1], len(mesh.wall))[:, None]
            run = np.repeat(mesh.wall[:, 1, :2] - mesh.wall[:, 0, :2], 4, axis=0)
            run /= np.maximum(np.hypot(*run.T), 1e-9)[:, None]
            # The lamp falls on the sides in the south and in the west.
            facing = run[:, 1:] * look.LIGHT_FROM[0] - run[:, :1] * look.LIGHT_FROM[1]
            colour = np.array(look.PLINTH) * (0.94 + 0.06 * top) * (0.92 + 0.13 * facing)
            cells = np.arange(len(points), dtype=np.int64).reshape(-1, 4)
            wall = coloured(points, cells, colour.astype(np.uint8))
            wall.VisibilityOff()
            self._canvas.add(wall)
        surface.VisibilityOff()
        self._canvas.add(surface)
        self._drawn[key] = _Drawn(surface, wall, texture)

    def _choose(self, worn: Worn, before: Worn | None, needed: list[Tile]) -> None:
        """Show needed tiles that are ready; elsewhere the finest ready tile above all of a gap."""
        wanted: dict[Tile, bool] = {}
        for tile in needed:
            wanted[tile] = True
            above = tile
            while above.level:
                above = above.parent
                if above in wanted:
                    break
                wanted[above] = False
        shown: set[Key] = set()

        def ready(tile: Tile) -> list[Key] | None:
            keys = self._candidates(tile, worn, before)
            return next(([key] for key in keys if key in self._drawn), None)

        def cover(tile: Tile) -> list[Key] | None:
            """Return ready tiles that cover what is seen of a tile; None where one is missing."""
            if wanted[tile]:
                found = ready(tile)
                if found is not None:
                    return found
                finer = [worn.key(t) for t in tile.children() if self.grid.holds(t)]
                return finer if all(k in self._drawn for k in finer) else None
            parts: list[Key] = []
            complete = True
            for child in tile.children():
                if child in wanted:
                    below = cover(child)
                    if below is None:
                        complete = False
                    else:
                        parts += below
            return parts if complete else ready(tile)

        root = Tile(0, 0, 0)
        if root in wanted:
            shown.update(cover(root) or [])
        for key in self._shown - shown:
            self._set_visible(key, False)
        for key in shown:
            self._set_visible(key, True)
            self._drawn.move_to_end(key)
        self._shown = shown

    def _set_visible(self, key: Key, visible: bool) -> None:
        drawn = self._drawn.get(key)
        if drawn is not None:
            drawn.surface.SetVisibility(visible)
            if drawn.wall is not None:
                drawn.wall.SetVisibility(visible)

    def _forget(self) -> None:
        """Drop the tiles that were not shown for longest where there is no room for more."""
        if len(self._drawn) <= ROOM:
            return
        kept = self._shown.union(*(gaze.needed for gaze in self._gazes.values()))
        looks = {number for number, _ in kept}
        for key in list(self._drawn):
            if len(self._drawn) <= ROOM:
                break
            if key not in kept and (key[1].level or key[0] not in looks):
                self._remove(key)

    def _remove(self, key: Key) -> None:
        drawn = self._drawn.pop(key)
        self._canvas.remove(drawn.surface)
        drawn.texture.ReleaseGraphicsResources(self._canvas.window)
        if drawn.wall is not None:
            self._canvas.remove(drawn.wall)

    def repaint(self) -> None:
        """Forget every tile: what lies on the ground has changed."""
        with self._lock:
            for gaze in self._gazes.values():
                gaze.missing.clear()
            self._finished.clear()
        for key in list(self._drawn):
            self._remove(key)
        self._shown = set()

    def close(self) -> None:
        """Free everything."""
        self.repaint()
        self._worn.clear()
        self._remembered.clear()
        self._canvas.remove(self._shadow)
