"""The ground on the screen: tiles painted in workers, drawn here, kept while there is room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.render import look
from jumeau.render.canvas import Canvas, texture_of
from jumeau.render.ground_mesh import TileMesh, tile_mesh
from jumeau.render.props import coloured, textured
from jumeau.render.quadtree import Box, Eye, Grid, Tile, needed_tiles
from jumeau.render.relief import Relief
from jumeau.render.table import table_shadow
from jumeau.render.tile_painting import TEXELS

ROOM = 130
"""Tiles kept where the last picture needs fewer: about 0.6 MB each, VTK's copies included."""

Paint = Callable[[float, float, float], NDArray[np.uint8]]
Key = tuple[Hashable, Tile]


@dataclass(slots=True, eq=False)
class _Drawn:
    surface: Any
    wall: Any
    texture: Any


@dataclass(frozen=True, slots=True, eq=False)
class _Finished:
    image: NDArray[np.uint8]
    mesh: TileMesh


class Ground:
    """The tiles of one relief.

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
        self._shadow = table_shadow(local, self.base - origin[2])
        canvas.add(self._shadow)
        self._boxes: dict[Tile, Box] = {}
        self._drawn: OrderedDict[Key, _Drawn] = OrderedDict()
        self._lock = threading.Condition()
        self._look: Hashable = None
        self._eye = np.zeros(3)
        self._queue: dict[Key, Paint] = {}
        self._under_way: set[Key] = set()
        self._finished: dict[Key, _Finished] = {}
        self._shown: set[Key] = set()

    def box_of(self, tile: Tile) -> Box:
        """Return the box of a tile's ground."""
        box = self._boxes.get(tile)
        if box is None:
            west, south, side = self.grid.square(tile)
            east, north = (
                min(west + side, self.grid.bounds[2]),
                min(south + side, self.grid.bounds[3]),
            )
            count = 33 if tile.level < 3 else 9
            x, y = np.meshgrid(np.linspace(west, east, count), np.linspace(south, north, count))
            z = self.relief.altitude(x, y)
            spare = 0.02 * side
            box = (west, south, float(z.min()) - spare, east, north, float(z.max()) + spare)
            self._boxes[tile] = box
        return box

    def show(
        self,
        look_key: Hashable,
        paint: Paint,
        eye: Eye,
        pixels: float,
        *,
        patient: bool = False,
        moving: bool = False,
    ) -> None:
        """Show the best tiles that are ready for this eye, and queue the others.

        Parameters
        ----------
        look_key : hashable
            What is painted: layers and styles.
        paint : callable
            Paints the texture of a square (west, south, side); called in workers.
        pixels : float
            A texel may look this large [pixels].
        patient : bool
            Paint everything that is needed now, before returning.
        moving : bool
            The camera moves: what was painted for another look does not stand in.
        """
        self._install_finished()
        needed = needed_tiles(self.grid, eye, self.box_of, TEXELS, pixels)
        root = (look_key, Tile(0, 0, 0))
        if root not in self._drawn:
            self._install(root, self._paint(root[1], paint))
        missing = [(look_key, t) for t in needed if (look_key, t) not in self._drawn]
        with self._lock:
            self._queue = {key: paint for key in missing if key not in self._under_way}
        if patient and missing:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda _: self.work(), range(2)))
            with self._lock:
                self._lock.wait_for(lambda: not self._under_way.intersection(missing))
            self._install_finished()
        # Where only the layers changed, their old paint stands in until the new one is dry.
        still = not moving and np.array_equal(eye.place, self._eye)
        self._choose(look_key, self._look if still else look_key, needed)
        if not (still and missing and missing[-1] not in self._drawn):
            self._look = look_key
        self._eye = eye.place
        self._forget(look_key, needed)

    @property
    def pending(self) -> bool:
        """Whether tiles are still to be painted or to be taken over."""
        with self._lock:
            return bool(self._queue or self._under_way or self._finished)

    def work(self, most: int = 1_000_000) -> int:
        """Paint queued tiles, nearest first; for worker threads. Return how many."""
        done = 0
        while done < most:
            with self._lock:
                if not self._queue:
                    break
                key = next(iter(self._queue))
                paint = self._queue.pop(key)
                self._under_way.add(key)
            try:
                finished = self._paint(key[1], paint)
                with self._lock:
                    self._finished[key] = finished
            finally:
                with self._lock:
                    self._under_way.discard(key)
                    self._lock.notify_all()
            done += 1
        return done

    def _paint(self, tile: Tile, paint: Paint) -> _Finished:
        west, south, side = self.grid.square(tile)
        mesh = tile_mesh(self.relief, west, south, side, self._origin, TEXELS, self.base)
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
            colour = np.array(look.PLINTH) * (0.93 + 0.07 * top)
            cells = np.arange(len(points), dtype=np.int64).reshape(-1, 4)
            wall = coloured(points, cells, colour.astype(np.uint8))
            wall.VisibilityOff()
            self._canvas.add(wall)
        surface.VisibilityOff()
        self._canvas.add(surface)
        self._drawn[key] = _Drawn(surface, wall, texture)

    def _choose(self, look_key: Hashable, old_look: Hashable, needed: list[Tile]) -> None:
        """Show needed tiles that are ready; elsewhere the finest ready tile above all of a gap."""
        wanted: dict[Tile, bool] = {}
        for tile in needed:
            wanted[tile] = True
            above = tile
            while above.level:
                above = above.parent
                wanted.setdefault(above, False)
        shown: set[Key] = set()

        def cover(tile: Tile) -> list[Key] | None:
            """Return ready tiles that cover what is seen of a tile; None where one is missing."""
            key = (look_key, tile)
            if wanted[tile]:
                for ready in (key, (old_look, tile)):
                    if ready in self._drawn:
                        return [ready]
                finer = [(look_key, t) for t in tile.children() if self.grid.holds(t)]
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
            if complete:
                return parts
            return [key] if key in self._drawn else None

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

    def _forget(self, look_key: Hashable, needed: list[Tile]) -> None:
        """Drop the tiles that were not shown for longest where there is no room for more."""
        kept = {(look_key, tile) for tile in needed} | self._shown
        for key in list(self._drawn):
            if len(self._drawn) <= ROOM:
                break
            if key not in kept and key[1].level:
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
            self._queue.clear()
            self._finished.clear()
        for key in list(self._drawn):
            self._remove(key)
        self._shown = set()

    def close(self) -> None:
        """Free everything."""
        self.repaint()
        self._canvas.remove(self._shadow)
