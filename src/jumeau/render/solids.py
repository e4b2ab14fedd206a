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
from jumeau.render.far_tiles import FarTiles
from jumeau.render.marks import Marks
from jumeau.render.props import coloured, lined
from jumeau.render.quadtree import Eye
from jumeau.render.rays import first_hit
from jumeau.render.sheet import NOTHING, Hidden
from jumeau.render.styling.hatching import hatch, stripes_of
from jumeau.render.styling.tinting import Tint
from jumeau.render.twins import Twin, twin_of

STOREY, EDGE_PIXELS = 3.0, 6.0
"""Edges are drawn where a storey [m] has at least so many pixels."""


class Solids:
    """The actors of one layer of buildings or bodies."""

    def __init__(
        self, canvas: Canvas, buildings: Buildings | Bodies, edge: look.Rgb = look.EDGE
    ) -> None:
        self.buildings = buildings
        self._edge = edge
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
        self._far: FarTiles | None = None
        if isinstance(buildings, Buildings):
            self._far = FarTiles(canvas, buildings)
        self.white = False
        self._facades: tuple[Facades, ...] = ()
        self._tint: Tint | None = None
        self._hatched: Tint | None = None
        self._striped: dict[Tint, list[Any]] = {}
        self._marks = Marks()
        self._edges: dict[tuple[Hidden, int], Any] = {}
        self._hidden: dict[int, NDArray[np.int32]] = {}
        self._worn: Hidden = NOTHING
        self._twins: dict[Hidden, dict[int, Twin]] = {NOTHING: {}}

    def wear(self, hidden: Hidden) -> None:
        """Draw the layer without some rows, as a variant wants it.

        Tiles without them have actors of their own, so that views of several variants take turns
        at the cost of what is visible.
        """
        for twin in self._twins[self._worn].values():
            twin.actor.VisibilityOff()
        self._worn = hidden
        self._twins_of(hidden)

    def keep(self, states: Iterable[Hidden]) -> None:
        """Forget the tiles of all other sets of hidden rows."""
        kept = {NOTHING, self._worn, *states}
        for state in [x for x in self._twins if x not in kept]:
            for twin in self._twins.pop(state).values():
                self._canvas.remove(twin.actor)
            for key in [x for x in self._edges if x[0] == state]:
                self._canvas.remove(self._edges.pop(key))
            if self._far is not None:
                self._far.forget(state)

    def _twins_of(self, hidden: Hidden) -> dict[int, Twin]:
        """Return the tiles that differ where some rows are hidden."""
        found = self._twins.get(hidden)
        if found is None:
            found = self._twins[hidden] = {}
            places: dict[int, list[slice]] = {}
            for row in hidden:
                if 0 <= row < len(self.buildings.place):
                    tile, place = self._place_of(row)
                    places.setdefault(tile, []).append(place)
            stripes = self._stripes(self._hatched) if self._hatched is not None else None
            for tile, those in places.items():
                actor = self.actors[tile]
                if actor is None:
                    continue
                twin = found[tile] = twin_of(actor, self._triangles[tile], those)
                self._canvas.add(twin.actor)
                twin.actor.VisibilityOff()
                if stripes is not None:
                    hatch(twin.actor, stripes[tile], self._canvas.shader, self._canvas.hatched)
        return found

    def _drawn(self) -> Iterable[Any]:
        """Return all actors of tiles, twins included."""
        yield from (x for x in self.actors if x is not None)
        yield from (x.actor for twins in self._twins.values() for x in twins.values())

    def show(self, visible: bool) -> None:
        """Show or hide all."""
        for actor in self.actors:
            if actor is not None:
                actor.SetVisibility(visible)
        for tile, twin in self._twins[self._worn].items():
            self.actors[tile].VisibilityOff()
            twin.actor.SetVisibility(visible)
        for edges in self._edges.values():
            edges.VisibilityOff()
        if self._far is not None:
            self._far.put_away()

    @property
    def triangles(self) -> int:
        """How many triangles can be simplified."""
        return self._far.triangles if self._far is not None else 0

    def simplify(self, eye: Eye, most: int) -> None:
        """Show simpler forms of what is far, so that no more triangles are drawn than may be."""
        if self._far is not None:
            twins = self._twins[self._worn]
            for tile in self._far.show(eye, most, self._worn, twins.keys()):
                self.actors[tile].VisibilityOff()
                if tile in twins:
                    twins[tile].actor.VisibilityOff()

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
        near = set(np.flatnonzero(np.linalg.norm(away, axis=1) < reach).tolist())
        for key in [x for x in self._edges if x[1] not in near]:
            self._canvas.remove(self._edges.pop(key))
        twins = self._twins[self._worn]
        for tile in sorted(near):
            key = (self._worn if tile in twins else NOTHING, tile)
            if key not in self._edges:
                triangles = twins[tile].triangles if tile in twins else self._triangles[tile]
                edges = lined(self._points[tile], self._creases(tile, triangles), self._edge)
                self._canvas.add(edges, lines=True)
                self._edges[key] = edges
            self._edges[key].VisibilityOn()

    def _creases(self, tile: int, triangles: NDArray[np.int32]) -> NDArray[np.int32]:
        b = self.buildings
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
        self._choose_textures()
        self._colour()

    def set_tint(self, tint: Tint | None) -> None:
        """Lay the colours of a style over those of the model; None for the model's own."""
        if tint is self._tint:
            return
        self._tint = tint
        self._choose_textures()
        self._colour()

    def _choose_textures(self) -> None:
        """Show photographs of surfaces, unless colours tell something else."""
        for actor in self._drawn() if self._textures else ():
            actor.SetTexture(self._textures[self.white and self._tint is None])

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
        if self._tint is not None:
            self._tint.paint(b.mesh, b.order, b.colours)
        self._hatch()
        for facades in self._facades:
            facades.paint(b.colours, b.mesh.shade)
        self._marks.put(self.buildings)
        self.recolour()

    def recolour(self) -> None:
        """Show the colours of the points as they are now."""
        for actor in self.actors:
            if actor is not None:
                actor.GetMapper().GetInput().GetPointData().GetScalars().Modified()
        if self._far is not None:
            self._far.recolour()

    def _hatch(self) -> None:
        """Stripe what has no value in the style that is worn."""
        tint = self._tint
        if tint is self._hatched:
            return
        self._hatched = tint
        found = [None] * len(self.actors) if tint is None else self._stripes(tint)
        for actor, points in zip(self.actors, found, strict=True):
            if actor is not None:
                hatch(actor, points, self._canvas.shader, self._canvas.hatched)
        for twins in self._twins.values():
            for tile, twin in twins.items():
                hatch(twin.actor, found[tile], self._canvas.shader, self._canvas.hatched)

    def _stripes(self, tint: Tint) -> list[Any]:
        """Return the stripes of each tile; those of the last styles are kept: views take turns."""
        if tint not in self._striped:
            while len(self._striped) > 1:
                self._striped.pop(next(iter(self._striped)))
            b = self.buildings
            self._striped[tint] = [
                stripes_of(tint.missing_in(b.mesh, b.order, first, end))
                for first, end in pairwise(b.tile_start.tolist())
            ]
        return self._striped[tint]

    def mark(self, row: int) -> bool:
        """Colour this row, and no other (-1 for none); tell whether anything changes."""
        return self.mark_rows(np.array([row] if row >= 0 else [], np.int64))

    def mark_rows(self, rows: NDArray[np.int64]) -> bool:
        """Colour these rows, and no others; tell whether anything changes."""
        touched = self._marks.choose(self.buildings, rows)
        for tile in touched.tolist():
            actor = self.actors[tile]
            if actor is not None:
                actor.GetMapper().GetInput().GetPointData().GetScalars().Modified()
        if self._far is not None and len(touched):
            self._far.recolour()
        return bool(len(touched))

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
            for key in [x for x in self._edges if x[1] == tile]:
                self._canvas.remove(self._edges.pop(key))
        if self._far is not None:
            self._far.reshape(touched)
        if touched:  # twins have the triangles that their tiles had
            worn, self._worn = self._worn, NOTHING
            self.keep(())
            self.wear(worn)

    def _place_of(self, row: int) -> tuple[int, slice]:
        """Return the tile of a row and its triangles within the tile."""
        b = self.buildings
        feature = int(b.place[row])
        tile = int(np.searchsorted(b.tile_start, feature, side="right")) - 1
        start = b.mesh.feature_triangle_start
        begin = start[b.tile_start[tile]]
        return tile, slice(int(start[feature] - begin), int(start[feature + 1] - begin))

    def hit(
        self,
        eye: NDArray[np.float64],
        direction: NDArray[np.float64],
        hidden: Hidden = NOTHING,
    ) -> tuple[float, int] | None:
        """Return the distance [m] and the row of the first building that a local ray meets.

        ``hidden`` are rows that a variant has not: rays pass through them.
        """
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
                self._points[tile], self._without(tile, hidden), eye, direction
            )
            if triangle >= 0 and distance < best:
                b = self.buildings
                start = b.mesh.feature_triangle_start
                absolute = triangle + start[b.tile_start[tile]]
                feature = int(np.searchsorted(start, absolute, side="right")) - 1
                best, row = distance, int(b.order[feature])
        return (best, row) if row >= 0 else None

    def _without(self, tile: int, hidden: Hidden) -> NDArray[np.int32]:
        """Return the triangles of a tile, those of hidden rows without area."""
        twin = self._twins.get(hidden, {}).get(tile)
        if twin is not None or not hidden:
            return self._triangles[tile] if twin is None else twin.triangles
        triangles = self._triangles[tile]
        for row in hidden:
            if 0 <= row < len(self.buildings.place):
                there, place = self._place_of(row)
                if there == tile:
                    if triangles is self._triangles[tile]:
                        triangles = triangles.copy()
                    triangles[place] = 0
        return triangles

    def close(self) -> None:
        """Free the actors."""
        self._worn = NOTHING
        self.keep(())
        for edges in self._edges.values():
            self._canvas.remove(edges)
        self._edges.clear()
        for actor in self.actors:
            if actor is not None:
                self._canvas.remove(actor)
        self.actors.clear()
        if self._far is not None:
            self._far.close()
        for texture in self._textures:
            texture.ReleaseGraphicsResources(self._canvas.window)
        self._textures.clear()
