"""The ground on the screen: tiles painted in workers, drawn here, kept while there is room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.render import look
from jumeau.render.canvas import Canvas, texture_of
from jumeau.render.ground_mesh import CELLS, TileMesh, cells_of, tile_mesh
from jumeau.render.props import coloured, textured
from jumeau.render.quadtree import Box, Eye, Grid, Tile, needed_tiles
from jumeau.render.relief import Relief
from jumeau.render.table import table_shadow
from jumeau.render.tile_painting import TEXELS

ROOM = 130
"""Tiles kept where the last picture needs fewer: about 0.6 MB each, VTK's copies included."""

LARGE = 3
"""Tiles up to this level stand in for finer ones, under whatever stands there."""

Paint = Callable[[float, float, float], NDArray[np.uint8]]
Key = tuple[int, Tile]
"""A look, by its number, and a tile in it."""


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

    look: int = -1
    eye: NDArray[np.float64] = field(default_factory=lambda: np.zeros(3))
    needed: frozenset[Key] = frozenset()
    missing: dict[Key, Paint] = field(default_factory=dict)


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
        self._shadow = table_shadow(local, self.base - origin[2])
        canvas.add(self._shadow)
        self._boxes: dict[Tile, Box] = {}
        self._drawn: OrderedDict[Key, _Drawn] = OrderedDict()
        self._lock = threading.Condition()
        self._looks: dict[Hashable, int] = {}
        self._gazes: dict[Hashable, _Gaze] = {}
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
        viewer: Hashable = None,
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
        viewer : hashable
            Who looks: what one viewer needs is kept, and painted, while another looks.
        """
        self._install_finished()
        gaze = self._gazes.setdefault(viewer, _Gaze())
        # A number is compared faster than a key that holds the project's layers.
        look_number = self._looks.setdefault(look_key, len(self._looks))
        needed = [
            (look_number, t) for t in needed_tiles(self.grid, eye, self.box_of, TEXELS, pixels)
        ]
        root = (look_number, Tile(0, 0, 0))
        if root not in self._drawn:
            self._install(root, self._paint(root[1], paint))
        missing = [key for key in needed if key not in self._drawn]
        with self._lock:
            gaze.missing = {key: paint for key in missing if key not in self._under_way}
        if patient and missing:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda _: self.work(), range(2)))
            with self._lock:
                self._lock.wait_for(lambda: not self._under_way.intersection(missing))
            self._install_finished()
        # Where only the layers changed, their old paint stands in until the new one is dry.
        still = not moving and np.array_equal(eye.place, gaze.eye)
        self._choose(look_number, gaze.look if still else look_number, needed)
        if not (still and missing and missing[-1] not in self._drawn):
            gaze.look = look_number
        gaze.eye = eye.place
        gaze.needed = frozenset(needed).union(self._shown)
        self._forget()

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
                paint = chosen[key]
                for gaze in waiting:
                    gaze.missing.pop(key, None)
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
        large = tile.level <= LARGE
        cells = cells_of(self.relief, west, south, side) if large else CELLS
        mesh = tile_mesh(self.relief, west, south, side, self._origin, TEXELS, self.base, cells)
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

    def _choose(self, look_number: int, old_look: int, needed: list[Key]) -> None:
        """Show needed tiles that are ready; elsewhere the finest ready tile above all of a gap."""
        wanted: dict[Tile, bool] = {}
        for _, tile in needed:
            wanted[tile] = True
            above = tile
            while above.level:
                above = above.parent
                if above in wanted:
                    break
                wanted[above] = False
        shown: set[Key] = set()

        def cover(tile: Tile) -> list[Key] | None:
            """Return ready tiles that cover what is seen of a tile; None where one is missing."""
            key = (look_number, tile)
            if wanted[tile]:
                for ready in (key, (old_look, tile)):
                    if ready in self._drawn:
                        return [ready]
                finer = [(look_number, t) for t in tile.children() if self.grid.holds(t)]
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
        self._canvas.remove(self._shadow)
