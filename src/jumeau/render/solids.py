"""Buildings on the screen: one actor a spatial tile; hidden, recoloured and hit in place."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.mesh import bake_colours
from jumeau.render import look
from jumeau.render.buildings import Buildings
from jumeau.render.canvas import Canvas
from jumeau.render.edges import outer_edges
from jumeau.render.props import coloured, lined
from jumeau.render.rays import first_hit

STOREY, EDGE_PIXELS = 3.0, 6.0
"""Edges are drawn where a storey [m] has at least so many pixels."""

MARK_SHARE = 0.72
"""Share of the mark's colour over the model's own."""


class Solids:
    """The actors of one layer of buildings."""

    def __init__(self, canvas: Canvas, buildings: Buildings) -> None:
        self.buildings = buildings
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
                actor = coloured(self._points[-1], self._triangles[-1], colours)
                canvas.add(actor)
            self.actors.append(actor)
        self._boxes = buildings.tile_box.astype(np.float64)
        self.white = False
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
                edges = lined(self._points[tile], outer_edges(self._triangles[tile]), look.EDGE)
                self._canvas.add(edges, lines=True)
                self._edges[tile] = edges
            self._edges[tile].VisibilityOn()

    def set_white(self, white: bool) -> None:
        """Draw every wall and roof white (over an orthophoto) or in the model's colours."""
        if white == self.white:
            return
        self.white = white
        b = self.buildings
        plain = np.array([[250, 249, 246]], np.uint8)
        bake_colours(b.mesh, plain if white else b.wall, plain if white else b.roof, 3, b.colours)
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
