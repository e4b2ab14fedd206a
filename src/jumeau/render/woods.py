"""Trees on the screen: spatial tiles whose detail follows their size on the picture."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.view_state import Camera
from jumeau.render import look
from jumeau.render.canvas import Canvas
from jumeau.render.crowns import planted
from jumeau.render.props import coloured
from jumeau.render.quadtree import distances, eye_of, seen
from jumeau.render.rays import first_crown
from jumeau.render.sheet import Crowns
from jumeau.render.styling.tinting import Tint
from jumeau.render.trees import Thinned, Trees

DETAIL_PIXELS = (4.5, 13.0, 48.0)
"""From these heights of a usual tree on, it is drawn with more detail [pixels]."""
_KEPT_TREES = 50_000
_Key = tuple[int, int, bool, Tint | None, Thinned | None]
"""A tile, its detail, whether it stands over an orthophoto, the colours of a style, and what a
variant has cut of it."""


class Woods:
    """The trees of one layer."""

    def __init__(self, canvas: Canvas, trees: Trees, origin: tuple[float, float, float]) -> None:
        self.trees = trees
        self._canvas = canvas
        self._origin = np.array(origin)
        self._foot = (trees.position - self._origin).astype(np.float32)
        self.crowns = Crowns(np.column_stack([trees.position[:, :2], trees.radius]))
        self._boxes = np.empty((len(self._slices()), 6))
        for box, (a, b) in zip(self._boxes, self._slices(), strict=True):
            box[:3], box[3:] = trees.position[a:b].min(0) - 6, trees.position[a:b].max(0) + 6
        self._actors: OrderedDict[_Key, Any] = OrderedDict()
        self._shown: set[_Key] = set()
        self._thinner: dict[Thinned, frozenset[int]] = {}

    def _touched(self, thinned: Thinned | None) -> frozenset[int]:
        """Return the tiles that a variant has otherwise."""
        if thinned is None:
            return frozenset()
        found = self._thinner.get(thinned)
        if found is None:
            tiles = enumerate(self._slices())
            found = frozenset(k for k, (a, b) in tiles if thinned.touched[a:b].any())
            self._thinner[thinned] = found
        return found

    def keep(self, states: Collection[Thinned]) -> None:
        """Forget the tiles of all other variants."""
        for state in [x for x in self._thinner if x not in states]:
            del self._thinner[state]
        for key in [x for x in self._actors if x[4] is not None and x[4] not in states]:
            self._canvas.remove(self._actors.pop(key))
            self._shown.discard(key)

    def grow(self, height: NDArray[np.float32], radius: NDArray[np.float32]) -> None:
        """Give the trees other sizes (N,) [m], in their order."""
        self.trees = replace(self.trees, height=height, radius=radius)
        self.crowns = Crowns(np.column_stack([self.trees.position[:, :2], radius]))
        self._forget()

    def put_away(self) -> None:
        """Show none."""
        for key in self._shown:
            if key in self._actors:
                self._actors[key].VisibilityOff()
        self._shown = set()

    def mesh_of(self, which: NDArray[np.int64], detail: int) -> tuple[Any, Any]:
        """Return points and triangles of some trees, in their order."""
        t = self.trees
        points, triangles, _ = planted(
            self._foot[which], t.height[which], t.radius[which], t.shape[which], t.colour[which],
            t.turn[which], detail,
        )  # fmt: skip
        return points, triangles

    def _forget(self) -> None:
        for actor in self._actors.values():
            self._canvas.remove(actor)
        self._actors.clear()
        self._shown = set()

    def _slices(self) -> list[tuple[int, int]]:
        start = self.trees.tile_start
        return [(int(a), int(b)) for a, b in itertools.pairwise(start) if b > a]

    def show(
        self,
        visible: bool,
        camera: Camera,
        size: tuple[int, int],
        *,
        photographic: bool = False,
        tint: Tint | None = None,
        thinned: Thinned | None = None,
    ) -> None:
        """Show the tiles that the camera sees, each with the detail that it needs.

        Over an orthophoto trees are as dark as they are in the image; ``thinned`` is what a
        variant has cut.
        """
        wanted: set[_Key] = set()
        if visible:
            eye = eye_of(camera, size)
            tiles = np.flatnonzero(seen(eye, self._boxes))
            pixels = 10.0 / (eye.pixel * np.maximum(distances(eye, self._boxes[tiles]), 1.0))
            details = np.searchsorted(DETAIL_PIXELS, pixels, side="right")
            touched = self._touched(thinned)
            for tile, detail in zip(tiles.tolist(), details.tolist(), strict=True):
                state = thinned if tile in touched else None
                wanted.add((tile, detail, photographic, tint, state))
        for key in self._shown - wanted:
            if key in self._actors:
                self._actors[key].VisibilityOff()
        slices = self._slices()
        for key in sorted(wanted, key=lambda x: x[:3]):
            actor = self._actors.get(key)
            if actor is None:
                actor = self._actors[key] = self._built(slices[key[0]], *key[1:])
            actor.VisibilityOn()
            self._actors.move_to_end(key)
        self._shown = wanted
        kept = sum(slices[tile][1] - slices[tile][0] for tile, *_ in self._actors)
        for key in list(self._actors):
            if kept <= _KEPT_TREES:
                break
            if key not in wanted:
                kept -= slices[key[0]][1] - slices[key[0]][0]
                self._canvas.remove(self._actors.pop(key))

    def _built(
        self,
        piece: tuple[int, int],
        detail: int,
        photographic: bool,
        tint: Tint | None,
        thinned: Thinned | None,
    ) -> Any:
        at: Any = slice(*piece)
        t, foot = self.trees, self._foot
        if thinned is not None:
            at = np.arange(*piece)[~thinned.gone[at]]
            foot = foot.copy()
            foot[at, 2] = thinned.z[at] - self._origin[2]
        colour = t.colour[at]
        if photographic:
            colour = (colour * np.array(look.CROWNS_IN_IMAGE)).astype(np.uint8)
        if tint is not None:
            own = tint.rgba[t.row[at]]
            share = own[:, 3:] / 255.0
            colour = (colour + (own[:, :3] - colour) * share).astype(np.uint8)
        points, triangles, colours = planted(
            foot[at],
            t.height[at],
            t.radius[at],
            t.shape[at],
            colour,
            t.turn[at],
            detail,
        )
        actor = coloured(points, triangles, colours)
        self._canvas.add(actor)
        return actor

    def hit(
        self,
        eye: NDArray[np.float64],
        direction: NDArray[np.float64],
        thinned: Thinned | None = None,
    ) -> tuple[float, int] | None:
        """Return the distance [m] and the row of the first crown that a local ray meets."""
        t = self.trees
        if not len(t.height):
            return None
        centre = self._foot.copy()
        if thinned is not None:
            centre[:, 2] = thinned.z - self._origin[2]
        centre[:, 2] += 0.6 * t.height
        axes = np.stack([t.radius, 0.42 * t.height], 1)
        if thinned is not None:
            axes[thinned.gone] = 1e-6
        distance, found = first_crown(centre, axes, eye, direction)
        return (distance, int(t.row[found])) if found >= 0 else None

    def close(self) -> None:
        """Free the actors."""
        self._forget()
