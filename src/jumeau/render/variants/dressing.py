"""Dresses the scene in variants: which overlay a view shows, and what it hides of the base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.project import Project
from jumeau.model.view_state import Camera, Compare, Look, ViewState
from jumeau.render.canvas import Canvas
from jumeau.render.highlight import Outlines
from jumeau.render.parts import Part, stage_of
from jumeau.render.site import Site
from jumeau.render.variants.dressed import Dressed
from jumeau.render.variants.ghost import Ghost
from jumeau.render.variants.marking import outline_of_edits
from jumeau.render.variants.measured import Left
from jumeau.render.variants.overlay import Overlay
from jumeau.render.variants.worn import Worn

_Place = tuple[str, str]
"""A variant's id, and which of its phases have not begun."""


class Dressing:
    """The variants of a scene.

    Parameters
    ----------
    solids, woods : mapping
        What stands on the ground of the base, by layer; they change while the scene does.
    """

    def __init__(self, solids: Mapping[str, Any], woods: Mapping[str, Any]) -> None:
        self._solids = solids
        self._woods = woods
        self._dressed: dict[_Place, Dressed] = {}
        self._canvas: Canvas | None = None
        self._origin = (0.0, 0.0, 0.0)
        self._left = Left()
        self._ghost: tuple[tuple[Any, ...], Ghost] | None = None
        self._chosen: frozenset[str] = frozenset()
        self._outlines: Outlines | None = None
        self._outlined: tuple[Any, ...] = ()

    # -- what there is ---------------------------------------------------------------------------

    def put(self, canvas: Canvas, part: Part, overlay: Overlay) -> None:
        """Take an overlay, in place of the one that stood there."""
        place = (part.variant, part.stage)
        old = self._dressed.get(place)
        if old is not None:
            overlay = _with_kept(overlay, old.overlay)
        self._canvas, self._origin = canvas, part.origin
        dressed = self._dressed[place] = Dressed(canvas, overlay, part.origin)
        dressed.mark(self._chosen)
        if old is not None:
            old.close()
        self._tidy()

    def drop(self, part: Part) -> None:
        """Forget an overlay."""
        old = self._dressed.pop((part.variant, part.stage), None)
        if old is not None:
            old.close()
            self._tidy()

    def _tidy(self) -> None:
        """Forget what no overlay hides or cuts any more."""
        worn = [x.overlay for x in tuple(self._dressed.values())]
        for layer_id, solids in self._solids.items():
            solids.keep({x.hidden(layer_id) for x in worn})
        for layer_id, woods in self._woods.items():
            woods.keep([t for x in worn if (t := x.thinned.get(layer_id)) is not None])

    def worn(self, project: Project, view: ViewState) -> Worn:
        """Return what a view wears; variants that are unknown or not ready are today."""
        ids = view.variants
        if view.compare is Compare.GHOST and len(ids) > 1:
            before, after = (self._found(project, x, view.year) for x in ids[:2])
            return Worn(_of(after), _of(before), ghost=True)
        return Worn(_of(self._found(project, view.variant, view.year)))

    def _found(self, project: Project, variant_id: str, year: int) -> Dressed | None:
        if not variant_id:
            return None
        stage = stage_of(project, variant_id, year)
        return self._dressed.get((variant_id, stage)) or self._dressed.get((variant_id, ""))

    def _dressed_in(self, overlay: Overlay | None) -> Dressed | None:
        return next((x for x in tuple(self._dressed.values()) if x.overlay is overlay), None)

    # -- drawing ---------------------------------------------------------------------------------

    def wear(self, worn: Worn) -> None:
        """Hide what is not there, and show what is; all but trees."""
        for layer_id, solids in self._solids.items():
            solids.wear(worn.hidden(layer_id))
        chosen = self._dressed_in(worn.after)
        for dressed in tuple(self._dressed.values()):
            dressed.show(dressed is chosen, buildings=not worn.ghost)
        if self._ghost is not None:
            self._ghost[1].show(False)

    def step_back(self, worn: Worn, white: bool) -> None:
        """Draw what the shown variant builds white, or in its colour."""
        dressed = self._dressed_in(worn.after)
        if dressed is not None:
            dressed.step_back(white)

    def detail(
        self, worn: Worn, eye: Any, pixel: float, samples: int, *, edges: bool, hidden: Any
    ) -> None:
        """Show edges, and the ghost; ``eye`` (3,) local [m], ``pixel`` [radians]."""
        dressed = self._dressed_in(worn.after)
        if dressed is not None:
            dressed.detail(eye, pixel, samples, edges=edges)
        if worn.ghost and self._canvas is not None:
            self._ghosted(worn, hidden).show(True, samples)
        self._outline(worn, samples)

    def _ghosted(self, worn: Worn, hidden: Any) -> Ghost:
        solids = {k: v for k, v in self._solids.items() if k not in hidden}
        woods = {k: v for k, v in self._woods.items() if k not in hidden}
        held = (worn.before, worn.after, *solids.values(), *woods.values())
        if self._ghost is None or not _same(self._ghost[0], held):
            if self._ghost is not None:
                self._ghost[1].close()
            assert self._canvas is not None
            made = Ghost(self._canvas, worn.before, worn.after, solids, woods)
            self._ghost = (held, made)
        return self._ghost[1]

    def plant(self, worn: Worn, view: ViewState, camera: Camera, size: tuple[int, int]) -> None:
        """Show the trees that a variant plants."""
        dressed = self._dressed_in(worn.after)
        if dressed is not None:
            photographic = view.look is Look.ORTHOPHOTO
            dressed.plant(view.switches.trees, camera, size, view.year, photographic)

    def highest(self, worn: Worn) -> float:
        """Return the altitude of the highest thing that a variant adds [m]."""
        dressed = self._dressed_in(worn.after)
        return -np.inf if dressed is None else dressed.highest

    # -- questions -------------------------------------------------------------------------------

    def site(self, worn: Worn, view: ViewState, site: Site) -> Site:
        """Return what there is to measure, the variant's in place of the base's."""
        dressed = self._dressed_in(worn.after)
        if dressed is None:
            return site
        trees = None if dressed.trees is None else dressed.trees.trees
        return self._left.site(site, dressed.overlay, trees, view.switches.trees)

    def hit(
        self, worn: Worn, eye: NDArray[np.float64], direction: NDArray[np.float64], trees: bool
    ) -> tuple[float, str] | None:
        """Return the distance [m] and the edit of the first element that a local ray meets."""
        dressed = self._dressed_in(worn.after)
        return None if dressed is None else dressed.hit(eye, direction, trees)

    def choose(self, edits: frozenset[str]) -> bool:
        """Make the elements of some edits stand out, and no others; tell whether any changed."""
        if edits == self._chosen:
            return False
        self._chosen = edits
        for dressed in tuple(self._dressed.values()):
            dressed.mark(edits)
        return True

    @contextmanager
    def away(self) -> Iterator[None]:
        """Let no element stand out meanwhile."""
        chosen = self._chosen
        self.choose(frozenset())
        try:
            yield
        finally:
            self.choose(chosen)

    def _outline(self, worn: Worn, samples: int) -> None:
        """Outline on the ground what stands out and is no solid."""
        wanted = (worn.after, self._chosen) if self._chosen and worn.after is not None else ()
        if not _same(wanted, self._outlined):
            self._outlined = wanted
            if self._outlines is not None:
                self._outlines.drop("")
            if worn.after is not None and self._chosen and self._canvas is not None:
                outline = outline_of_edits(worn.after, self._chosen)
                self._outlines = self._outlines or Outlines(self._canvas)
                self._outlines.show("", outline, worn.after.relief, self._origin)
        if self._outlines is not None:
            self._outlines.arrange(frozenset(), samples)

    def close(self) -> None:
        """Free everything."""
        for dressed in tuple(self._dressed.values()):
            dressed.close()
        self._dressed.clear()
        if self._ghost is not None:
            self._ghost[1].close()
            self._ghost = None
        if self._outlines is not None:
            self._outlines.close()


def _of(dressed: Dressed | None) -> Overlay | None:
    return None if dressed is None else dressed.overlay


def _same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Tell whether two tuples hold the very same things."""
    return len(one) == len(other) and all(
        a is b or (isinstance(a, frozenset) and a == b) for a, b in zip(one, other, strict=True)
    )


def _with_kept(new: Overlay, old: Overlay) -> Overlay:
    """Return an overlay with what it cuts as the old one has it, where that is the same."""
    kept = {
        layer_id: was
        if (was := old.thinned.get(layer_id)) is not None
        and np.array_equal(was.gone, cut.gone)
        and np.array_equal(was.z, cut.z)
        else cut
        for layer_id, cut in new.thinned.items()
    }
    return replace(new, thinned=kept)
