"""What stands on the ground of a scene: put up part by part, dressed as each view wants it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.project import Project
from jumeau.model.results import CHANGES
from jumeau.model.view_state import Camera, Look, ViewState
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.canvas import Canvas
from jumeau.render.cloud_nodes import Cloud
from jumeau.render.clouds import CloudNodes
from jumeau.render.parts import Kind, Part
from jumeau.render.picking import Elements
from jumeau.render.profiles import Profile, Size
from jumeau.render.quadtree import Eye
from jumeau.render.relief import Relief
from jumeau.render.sheet import Hidden
from jumeau.render.site import Site, site_shown
from jumeau.render.solids import Solids
from jumeau.render.styling.prisms import PRISM_EDGE, SEEN_FROM, Prisms
from jumeau.render.styling.wearing import Outfit, place_of
from jumeau.render.trees import Thinned, Trees
from jumeau.render.variants.overlay import Overlay
from jumeau.render.variants.worn import Worn
from jumeau.render.woods import Woods

if TYPE_CHECKING:
    from jumeau.io.store import Payloads
    from jumeau.model.layer import Layer
    from jumeau.render.samples.showing import Results
    from jumeau.render.variants.dressing import Dressing
    from jumeau.render.variants.prepared_base import PreparedBase


class Seen:
    """Something as a variant has it, to be hit by rays."""

    def __init__(self, thing: Any, state: Hidden | Thinned | None) -> None:
        self._thing, self._state = thing, state

    def hit(
        self, eye: NDArray[np.float64], direction: NDArray[np.float64]
    ) -> tuple[float, int] | None:
        """Return the distance [m] and the row of the first feature that a local ray meets."""
        found: tuple[float, int] | None = self._thing.hit(eye, direction, self._state)
        return found


class _Picked:
    """The elements of a variant, to be picked."""

    def __init__(self, dressing: Dressing, worn: Worn, view: ViewState) -> None:
        self._dressing, self._worn, self._trees = dressing, worn, view.switches.trees

    def hit(
        self, eye: NDArray[np.float64], direction: NDArray[np.float64]
    ) -> tuple[float, str] | None:
        """Return distance [m] and edit of the first element that a local ray meets."""
        return self._dressing.hit(self._worn, eye, direction, self._trees)

    def lying(self, x: float, y: float) -> str:
        """Return the edit of what is laid on the ground at a place; empty where nothing is."""
        change = self._worn.change
        return "" if change is None else change.edit_at(x, y)

    def hidden(self, layer_id: str) -> Hidden:
        """Return the rows of a layer that are not there as they were."""
        return self._worn.hidden(layer_id)


class Stage:
    """What stands on the ground, by layer, and the variants of the project."""

    def __init__(self) -> None:
        self.solids: dict[str, Solids] = {}
        self.prisms: dict[tuple[str, ...], Solids] = {}
        self.woods: dict[str, Woods] = {}
        self.clouds: dict[str, CloudNodes] = {}
        self._stores: dict[Kind, dict[str, Any]] = {
            Kind.BUILDINGS: self.solids, Kind.TREES: self.woods, Kind.CLOUD: self.clouds
        }  # fmt: skip
        self._raised: list[Solids] = []
        self._dressing: Dressing | None = None
        self._results: Results | None = None
        self._base: tuple[Any, PreparedBase] | None = None

    def base(self, layers: tuple[Layer, ...], payloads: Payloads) -> PreparedBase:
        """Return the data beneath all variants, as it stands here: no edit touches it."""
        from jumeau.render.variants.prepared_base import PreparedBase

        key = (layers, tuple(id(x) for x in (*self.solids.values(), *self.woods.values())))
        if self._base is None or self._base[0] != key:
            solids, woods = dict(self.solids), dict(self.woods)

            def standing(layer: Layer) -> Any:
                return solids[layer.id].buildings if layer.id in solids else None

            def grown(layer: Layer) -> Any:
                return woods[layer.id].trees if layer.id in woods else None

            self._base = (key, PreparedBase(layers, payloads, standing, grown))
        return self._base[1]

    @property
    def dressing(self) -> Dressing:
        """The variants; what draws them is loaded at their first use."""
        if self._dressing is None:
            from jumeau.render.variants.dressing import Dressing

            self._dressing = Dressing(self.solids, self.woods)
        return self._dressing

    @property
    def results(self) -> Results:
        """Results on walls and roofs; what draws them is loaded at their first use."""
        if self._results is None:
            from jumeau.render.samples.showing import Results

            self._results = Results()
        return self._results

    def put(self, canvas: Canvas, part: Part, prepared: Any) -> None:
        """Put up a part."""
        layer_id = part.layers[0].id if part.layers else ""
        if isinstance(prepared, Prisms):
            self.prisms[place_of(part)] = Solids(canvas, prepared, edge=PRISM_EDGE)
        elif part.kind is Kind.SAMPLES:
            self.results.put(canvas, part, prepared)
        elif isinstance(prepared, Overlay):
            self.dressing.put(canvas, part, prepared)
        elif isinstance(prepared, Buildings | Bodies):
            self.solids[layer_id] = Solids(canvas, prepared)
        elif isinstance(prepared, Trees):
            self.woods[layer_id] = Woods(canvas, prepared, part.origin)
        elif isinstance(prepared, Cloud):
            self.clouds[layer_id] = CloudNodes(canvas, prepared)

    def drop(self, old: Part) -> None:
        """Take a part away."""
        if old.kind is Kind.PRISMS:
            self.prisms.pop(place_of(old)).close()
        elif old.kind is Kind.VARIANT:
            self.dressing.drop(old)
        elif old.kind is Kind.SAMPLES:
            self.results.drop(old)
        elif old.kind in self._stores:
            self._stores[old.kind].pop(old.layers[0].id).close()

    def worn(self, project: Project, view: ViewState) -> Worn:
        """Return what a view wears of the variants."""
        return Worn() if self._dressing is None else self._dressing.worn(project, view)

    # -- drawing -------------------------------------------------------------------------------

    def dress(self, worn: Worn, view: ViewState, outfit: Outfit, parts: Mapping[Part, Any]) -> None:
        """Show what stands as a view wants it, all but trees and points."""
        if self._dressing is not None:
            self._dressing.wear(worn)
            # A difference has colours that a variant may have as well.
            self._dressing.step_back(worn, any(x.role in CHANGES for x in outfit.layers))
        for layer_id, solids in self.solids.items():
            solids.show(layer_id not in view.hidden)
            # The model steps back behind data: what is not coloured by its source turns white.
            plain = outfit.tells_data and isinstance(solids.buildings, Buildings)
            solids.set_white(plain or worn.ghost or view.look is Look.ORTHOPHOTO)
            solids.set_tint(None if worn.ghost else outfit.tint(layer_id, parts))
            solids.set_facades(outfit.facades(layer_id, parts))
        raised = [place_of(x) for x in outfit.of_kind(Kind.PRISMS)]
        self._raised = [x for place, x in self.prisms.items() if place in raised]
        for prisms in self.prisms.values():
            prisms.show(prisms in self._raised)

    def top(self, worn: Worn, base: float) -> float:
        """Return the altitude of what is highest, at least that of the base [m]."""
        tops = [x.buildings.highest for x in (*self.solids.values(), *self.prisms.values())]
        tops += [x.cloud.high for x in self.clouds.values()]
        if self._dressing is not None:
            tops.append(self._dressing.highest(worn))
        return max(tops, default=base)

    def detail(
        self,
        worn: Worn,
        view: ViewState,
        eye: Eye,
        origin: tuple[float, float, float],
        profile: Profile,
        *,
        moving: bool,
        samples: int,
    ) -> None:
        """Simplify what is far in motion, show the edges of what is near at rest."""
        standing = [x for k, x in self.solids.items() if k not in view.hidden]
        place = eye.place - np.array(origin)
        edges = not moving and view.switches.edges
        if moving:
            together = sum(x.triangles for x in (*standing, *self._raised))
            for solids in (*standing, *self._raised):
                share = solids.triangles / max(together, 1)
                solids.simplify(eye, round(share * profile.moving_triangles))
        elif edges:
            for solids in standing:
                solids.show_edges(place, eye.pixel)
            for prisms in self._raised:
                prisms.show_edges(place, SEEN_FROM * eye.pixel)
        if self._dressing is not None:
            self._dressing.detail(worn, place, eye.pixel, samples, edges=edges, hidden=view.hidden)

    def tell(
        self,
        worn: Worn,
        view: ViewState,
        outfit: Outfit,
        eye: Eye,
        base: Relief,
        *,
        moving: bool,
    ) -> None:
        """Show results on walls and roofs."""
        if self._results is None:
            return
        shown = outfit.results()
        site = self.site(worn, view, base) if shown else None
        standing = site.standing if site is not None else ()
        self._results.show(shown, eye, standing, moving=moving)

    def plant(
        self,
        worn: Worn,
        view: ViewState,
        camera: Camera,
        size: Size,
        outfit: Outfit,
        parts: Mapping[Part, Any],
    ) -> None:
        """Show trees."""
        photographic = view.look is Look.ORTHOPHOTO
        for layer_id, woods in self.woods.items():
            treed = view.switches.trees and layer_id not in view.hidden
            woods.show(
                treed, camera, size, photographic=photographic,
                tint=outfit.tint(layer_id, parts), thinned=worn.thinned(layer_id),
            )  # fmt: skip
        if self._dressing is not None:
            self._dressing.plant(worn, view, camera, size)

    # -- questions -----------------------------------------------------------------------------

    def site(self, worn: Worn, view: ViewState, base: Relief | None) -> Site | None:
        """Return what a view shows as arrays, to be measured."""
        site = site_shown(base, self.solids, self.woods, view)
        if site is None or self._dressing is None:
            return site
        return self._dressing.site(worn, view, site)

    def upright(self, worn: Worn, view: ViewState, outfit: Outfit) -> dict[str, Any]:
        """Return buildings, bodies, prisms and results that a view shows, to be hit by rays."""
        hidden = view.hidden
        results = outfit.results() if self._results is not None else []
        return {
            **{k: Seen(v, worn.hidden(k)) for k, v in self.solids.items() if k not in hidden},
            **{x.layers[0].id: self.prisms[place_of(x)] for x in outfit.of_kind(Kind.PRISMS)},
            **(self.results.upright(results) if results else {}),
        }

    def facts(self, layer_id: str, row: int) -> dict[str, Any]:
        """Return what a cell of a result says; empty where there is none such."""
        return {} if self._results is None else self._results.facts(layer_id, row)

    def grown(self, worn: Worn, view: ViewState) -> dict[str, Any]:
        """Return trees and points that a view shows, to be hit by rays."""
        woods = self.woods.items() if view.switches.trees else ()
        return {
            **{k: Seen(v, worn.thinned(k)) for k, v in woods if k not in view.hidden},
            **{k: v for k, v in self.clouds.items() if k not in view.hidden},
        }

    def choose(self, edits: frozenset[str]) -> bool:
        """Make the elements of some edits stand out, and no others; tell whether any changed."""
        return self._dressing is not None and self._dressing.choose(edits)

    def away(self) -> AbstractContextManager[None]:
        """Let no element of a variant stand out meanwhile."""
        return nullcontext() if self._dressing is None else self._dressing.away()

    def elements(self, worn: Worn, view: ViewState) -> Elements | None:
        """Return what the variant adds, to be picked; None for today."""
        return None if worn.after is None else _Picked(self.dressing, worn, view)

    def close(self) -> None:
        """Free what the parts do not own."""
        if self._results is not None:
            self._results.close()
        if self._dressing is not None:
            self._dressing.close()
