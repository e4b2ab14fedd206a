"""Buildings and bodies on the screen: one actor a tile; hidden, recoloured and hit in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.render import look
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.canvas import Canvas, texture_of
from jumeau.render.edges import creases, outer_edges
from jumeau.render.facades import Facades
from jumeau.render.props import coloured, lined
from jumeau.render.rays import first_hit

STOREY, EDGE_PIXELS = 3.0, 6.0
"""Edges are drawn where a storey [m] has at least so many pixels."""

MARK_SHARE = 0.72
"""Share of the mark's colour over the model's own."""


class Solids:
    """The actors of one layer of buildings or bodies."""

    def __init__(self, canvas: Canvas, buildings: Buildings | Bodies) -> None:
        self.buildings = buildings
        # An actor with a texture keeps one: places on it are sent to the graphics side only once.
        self._textures: list[Any] = []
        if buildings.texture is not None:
            blank = np.full((2, 2, 3), 255, np.uint8)
            self._textures = [texture_of(blank), texture_of(buildings.texture, mipmap=True)]
        self._canvas = canvas
        self.actors: list[Any] = []
        self._triangles: list[NDArray[np.int32]] = []
        self._points: list[NDArray[np.float32]] = []
        mesh = buildings.mesh
        for first, end in pairwise(buildings.tile_start.tolist()):
            points = slice(*mesh.feature_point_start[[first, end]].tolist())
            triangles = slice(*mesh.feature_triangle_start[[first, end]].tolist())
            self._points.append(mesh.points[points])
            self._triangles.append(mesh.triangles[triangles])
            actor = None
            if points.stop > points.start:
                colours = buildings.colours[points]
                actor = coloured(
                    self._points[-1], self._triangles[-1], colours, cull=not buildings.two_sided,
                    uv=None if buildings.uv is None else buildings.uv[points],
                )  # fmt: skip
                if self._textures:
                    actor.SetTexture(self._textures[0])
                canvas.add(actor)
            self.actors.append(actor)
        self._boxes = buildings.tile_box.astype(np.float64)
        self.white = False
        self._facades: tuple[Facades, ...] = ()
        self._marked = -1
        self._unmarked = buildings.colours[:0]
        self._edges: dict[int, Any] = {}
        self._hidden: dict[int, NDArray[np.int32]] = {}

    def show(self, visible: bool) -> None:
        """Show or hide all."""
        for actor in self.actors:
            if actor is not None:
                actor.SetVisibility(visible)
        for edges in self._edges.values():
            edges.VisibilityOff()

    def show_edges(self, eye: NDArray[np.float64], pixel: float) -> None:
        """Show the edges of what is near.

        Parameters
        ----------
        eye : (3,) float64
            Local to the project's origin [m].
        pixel : float
            Opening of a pixel [radians].
        """
        reach = STOREY / (EDGE_PIXELS * pixel)
        self._canvas.set_line_reach(reach)
        away = np.maximum(np.maximum(self._boxes[:, :3] - eye, eye - self._boxes[:, 3:]), 0.0)
        near = np.flatnonzero(np.linalg.norm(away, axis=1) < reach)
        for tile in set(self._edges) - set(near.tolist()):
            self._canvas.remove(self._edges.pop(tile))
        for tile in near.tolist():
            if tile not in self._edges:
                edges = lined(self._points[tile], self._creases(tile), look.EDGE)
                self._canvas.add(edges, lines=True)
                self._edges[tile] = edges
            self._edges[tile].VisibilityOn()

    def _creases(self, tile: int) -> NDArray[np.int32]:
        b, triangles = self.buildings, self._triangles[tile]
        if isinstance(b, Buildings):
            return outer_edges(triangles)
        first = int(b.mesh.feature_point_start[b.tile_start[tile]])
        return creases(self._points[tile], triangles[b.edged[first + triangles[:, 0]]])

    def set_white(self, white: bool) -> None:
        """Draw walls and roofs as over an orthophoto, or in the model's colours.

        Over an orthophoto they are white, or as the source photographed or coloured them.
        """
        if white == self.white:
            return
        self.white = white
        for actor in self.actors:
            if actor is not None and self._textures:
                actor.SetTexture(self._textures[white])
        self._colour()

    def set_facades(self, facades: Sequence[Facades]) -> None:
        """Colour the foot of walls by what lies on the ground before them, the last one last."""
        wanted = tuple(facades)
        if len(wanted) != len(self._facades) or any(
            a is not b for a, b in zip(wanted, self._facades, strict=True)
        ):
            self._facades = wanted
            self._colour()

    def _colour(self) -> None:
        """Colour every point anew."""
        b = self.buildings
        b.bake(self.white)
        for facades in self._facades:
            facades.paint(b.colours, b.mesh.shade)
        self._tint()
        for actor in self.actors:
            if actor is not None:
                actor.GetMapper().GetInput().GetPointData().GetScalars().Modified()

    def mark(self, row: int) -> bool:
        """Colour this row, and no other (-1 for none); tell whether anything changes."""
        if row == self._marked:
            return False
        touched = []
        if self._marked >= 0:
            tile, points = self._points_of(self._marked)
            self.buildings.colours[points] = self._unmarked
            touched.append(tile)
        self._marked = row
        if row >= 0:
            touched.append(self._points_of(row)[0])
            self._tint()
        for tile in touched:
            actor = self.actors[tile]
            if actor is not None:
                actor.GetMapper().GetInput().GetPointData().GetScalars().Modified()
        return True

    def _tint(self) -> None:
        """Keep the colours of the marked row, and put the mark's own over them."""
        if self._marked < 0:
            return
        _, points = self._points_of(self._marked)
        colours = self.buildings.colours
        self._unmarked = colours[points].copy()
        mixed = colours[points, :3] * (1 - MARK_SHARE) + np.array(look.MARK) * MARK_SHARE
        colours[points, :3] = mixed.round().astype(np.uint8)

    def _points_of(self, row: int) -> tuple[int, slice]:
        """Return the tile of a row and its points in the whole mesh."""
        b = self.buildings
        feature = int(b.place[row])
        tile = int(np.searchsorted(b.tile_start, feature, side="right")) - 1
        start = b.mesh.feature_point_start
        return tile, slice(int(start[feature]), int(start[feature + 1]))

    def hide(self, rows: Iterable[int]) -> None:
        """Hide these rows, and no others, in place."""
        wanted = set(rows)
        hidden = self.buildings.footprints.hidden
        touched = set()
        for row in wanted - self._hidden.keys():
            tile, place = self._place_of(row)
            self._hidden[row] = self._triangles[tile][place].copy()
            # Triangles without area: nothing is drawn, and nothing is hit.
            self._triangles[tile][place] = 0
            hidden[row] = True
            touched.add(tile)
        for row in self._hidden.keys() - wanted:
            tile, place = self._place_of(row)
            self._triangles[tile][place] = self._hidden.pop(row)
            hidden[row] = False
            touched.add(tile)
        for tile in touched:
            actor = self.actors[tile]
            if actor is not None:
                data = actor.GetMapper().GetInput()
                data.GetPolys().GetConnectivityArray().Modified()
                data.GetPolys().Modified()
                data.Modified()
            if tile in self._edges:
                self._canvas.remove(self._edges.pop(tile))

    def _place_of(self, row: int) -> tuple[int, slice]:
        """Return the tile of a row and its triangles within the tile."""
        b = self.buildings
        feature = int(b.place[row])
        tile = int(np.searchsorted(b.tile_start, feature, side="right")) - 1
        start = b.mesh.feature_triangle_start
        begin = start[b.tile_start[tile]]
        return tile, slice(int(start[feature] - begin), int(start[feature + 1] - begin))

    def hit(
        self, eye: NDArray[np.float64], direction: NDArray[np.float64]
    ) -> tuple[float, int] | None:
        """Return the distance [m] and the row of the first building that a local ray meets."""
        with np.errstate(divide="ignore", invalid="ignore"):
            near = (self._boxes[:, :3] - eye) / direction
            far = (self._boxes[:, 3:] - eye) / direction
        enter = np.nanmax(np.minimum(near, far), axis=1)
        leave = np.nanmin(np.maximum(near, far), axis=1)
        best, row = np.inf, -1
        for tile in np.flatnonzero((leave >= enter) & (leave > 0)).tolist():
            if enter[tile] > best:
                continue
            distance, triangle = first_hit(
                self._points[tile], self._triangles[tile], eye, direction
            )
            if triangle >= 0 and distance < best:
                b = self.buildings
                start = b.mesh.feature_triangle_start
                absolute = triangle + start[b.tile_start[tile]]
                feature = int(np.searchsorted(start, absolute, side="right")) - 1
                best, row = distance, int(b.order[feature])
        return (best, row) if row >= 0 else None

    def close(self) -> None:
        """Free the actors."""
        for edges in self._edges.values():
            self._canvas.remove(edges)
        self._edges.clear()
        for actor in self.actors:
            if actor is not None:
                self._canvas.remove(actor)
        self.actors.clear()
        for texture in self._textures:
            texture.ReleaseGraphicsResources(self._canvas.window)
        self._textures.clear()
