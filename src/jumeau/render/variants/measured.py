"""The model of a view that shows a variant, as arrays to be measured."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

import numpy as np

from jumeau.geometry.profile import Standing
from jumeau.render.sheet import Hidden
from jumeau.render.site import Site, standing_of
from jumeau.render.trees import Thinned, Trees
from jumeau.render.variants.overlay import Overlay

KEPT = 8
"""Meshes and trees of the base without what a variant has not, kept for the next question."""


class Left:
    """What variants leave of the base: made once, and the very same as long as it is kept."""

    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, Any] = OrderedDict()

    def site(self, site: Site, overlay: Overlay, trees: Trees | None, planted: bool) -> Site:
        """Return the base's site with a variant's elements, and without what it hides.

        Parameters
        ----------
        trees : Trees or None
            Those planted, as old as they are shown.
        planted : bool
            Whether trees are shown.
        """
        standing = [self._standing(x, overlay.hidden(x.layer)) for x in site.standing]
        standing += [standing_of("", x) for x, _ in overlay.bodies]
        if overlay.buildings is not None:
            standing.append(standing_of("", overlay.buildings))
        grown = [(k, self._trees(x, overlay.thinned.get(k))) for k, x in site.trees]
        if planted and trees is not None:
            grown.append(("", trees))
        return Site(overlay.relief, tuple(standing), tuple(grown))

    def _once(self, held: tuple[Any, ...], key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what was made of things, made where it is not kept; the things are held too."""
        name = (*(id(x) for x in held), key)
        found = self._made.get(name)
        if found is None:
            found = self._made[name] = (held, make())
        self._made.move_to_end(name)
        while len(self._made) > KEPT:
            self._made.popitem(last=False)
        return found[1]

    def _standing(self, one: Standing, hidden: Hidden) -> Standing:
        if not hidden:
            return one

        def without() -> Any:
            triangles = one.triangles.copy()
            gone = np.isin(one.order, np.fromiter(hidden, np.int64, len(hidden)))
            for feature in np.flatnonzero(gone).tolist():
                first, end = one.triangle_start[feature : feature + 2].tolist()
                triangles[first:end] = 0
            return triangles

        return replace(one, triangles=self._once((one.triangles,), hidden, without))

    def _trees(self, trees: Trees, thinned: Thinned | None) -> Trees:
        if thinned is None:
            return trees

        def left() -> Trees:
            kept = ~thinned.gone
            position = trees.position.copy()
            position[:, 2] = thinned.z
            before = np.concatenate([[0], np.cumsum(kept)])
            return Trees(
                position[kept], trees.height[kept], trees.radius[kept], trees.shape[kept],
                trees.colour[kept], trees.turn[kept], trees.row[kept],
                before[trees.tile_start].astype(np.int64),
            )  # fmt: skip

        made: Trees = self._once((trees, thinned), "trees", left)
        return made
