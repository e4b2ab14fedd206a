"""The scene: one off-screen window, all parts of a project, any number of views."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState
from jumeau.render import camera as cameras
from jumeau.render.aiming import aim, tune
from jumeau.render.canvas import Canvas
from jumeau.render.ground import Ground
from jumeau.render.ground_layers import GroundLayer
from jumeau.render.ground_look import ground_look
from jumeau.render.highlight import Chosen, Highlight
from jumeau.render.home import home_camera as home_camera
from jumeau.render.labels.names import Names
from jumeau.render.labels.naming import Naming
from jumeau.render.parts import Kind, Part, parts_of
from jumeau.render.picking import Pick, pick_in
from jumeau.render.pixels import Box, stretched, within
from jumeau.render.preparing import Prepared, Workshop
from jumeau.render.profiles import PROFILES, Profile, Size, profile_of
from jumeau.render.quadtree import eye_of
from jumeau.render.relief import Relief
from jumeau.render.section import Cut
from jumeau.render.sheet import Footprints
from jumeau.render.shelf import Shelf
from jumeau.render.site import Site
from jumeau.render.staging import Stage
from jumeau.render.styling.wearing import keys_of, outfit_of, same_place
from jumeau.render.sunlit.live import LiveShade, model_of
from jumeau.render.themes.keys import Key
from jumeau.render.variants.worn import Worn
from jumeau.variants.resolved import Resolved

OVERSAMPLED_UP_TO = 40_000_000
"""Pictures of more pixels are drawn with one sample a pixel."""


class Scene:
    """Everything drawn of a project.

    Parameters
    ----------
    payloads : Payloads
        Where the layers' contents lie.
    shelf : Shelf or None
        Where prepared parts are kept for the next time.
    profile : str
        Name of the profile; empty for the one that suits the machine.
    """

    def __init__(self, payloads: Payloads, shelf: Shelf | None = None, profile: str = "") -> None:
        self._workshop = Workshop(payloads, shelf)
        self._canvas: Canvas | None = None
        self._profile = PROFILES.get(profile)
        self._parts: dict[Part, Prepared] = {}
        self._ground: Ground | None = None
        self._known: tuple[Project, tuple[Part, ...]] | None = None
        self.stage = Stage()
        self._solids, self._woods = self.stage.solids, self.stage.woods
        self._clouds = self.stage.clouds
        self._removed = 0
        self._naming = Naming(self._solids)
        self._cut: Cut | None = None
        self._sunlit = LiveShade()
        self._origin = (0.0, 0.0, 0.0)
        self.highlight = Highlight(
            self._solids, self._woods, self._parts, lambda: (self.canvas, self.relief, self._origin)
        )

    @property
    def canvas(self) -> Canvas:
        """The off-screen window, opened at its first use."""
        if self._canvas is None:
            self._canvas = Canvas()
        return self._canvas

    @property
    def profile(self) -> Profile:
        """How much the machine is asked for: as chosen, or as its renderer's name suggests."""
        if self._profile is None:
            self._profile = profile_of(self.canvas.drawn_by)
        return self._profile

    def choose_profile(self, name: str) -> None:
        """Ask for as much as a profile says; empty for the one that suits the machine."""
        self._profile = PROFILES.get(name)

    @property
    def relief(self) -> Relief | None:
        """The ground, once it is installed."""
        return self._ground.relief if self._ground else None

    # -- parts ---------------------------------------------------------------------------------

    def wanted(self, project: Project) -> tuple[Part, ...]:
        """Return the parts that this project needs and that are not installed."""
        return tuple(x for x in self._parts_of(project) if x not in self._parts)

    def _parts_of(self, project: Project) -> tuple[Part, ...]:
        """Return the parts of a project; asked again and again for the same."""
        if self._known is None or self._known[0] is not project:
            self._known = (project, parts_of(project))
        return self._known[1]

    def prepare(self, part: Part, progress: Progress = silent) -> Prepared:
        """Prepare a part: for worker threads, no VTK objects."""
        return self._workshop.prepare(part, progress)

    def install(self, part: Part, prepared: Prepared) -> None:
        """Put a prepared part into the scene: in the window's thread, fast."""
        layer_id = part.layers[0].id if part.layers else ""
        for other in [x for x in self._parts if same_place(x, part)]:
            if part.kind is Kind.VARIANT:  # its successor keeps what has not changed
                self._parts.pop(other)
            else:
                self._drop(other)
        self._parts[part] = prepared
        self._origin = part.origin
        if isinstance(prepared, Relief):
            self._ground = Ground(self.canvas, prepared, part.origin)
        elif isinstance(prepared, Names):
            self._naming.put(layer_id, prepared)
        else:
            self.stage.put(self.canvas, part, prepared)
        if part.kind is not Kind.VARIANT:
            self.highlight.part_changed("" if part.kind is Kind.RELIEF else layer_id)

    def show(self, project: Project) -> None:
        """Drop the parts that the project no longer has.

        A part that has only changed stays until :meth:`install` puts its successor in its place.
        """
        kept = self._parts_of(project)
        for old in tuple(self._parts):
            if not any(same_place(old, new) for new in kept):
                self._drop(old)

    def load(self, project: Project, progress: Progress = silent) -> None:
        """Prepare and install everything in the calling thread."""
        self.show(project)
        wanted = self.wanted(project)
        for index, item in enumerate(wanted):
            share = part(progress, index / len(wanted), (index + 1) / len(wanted))
            self.install(item, self.prepare(item, share))

    def _drop(self, old: Part) -> None:
        self._parts.pop(old)
        if old.kind is Kind.RELIEF and self._ground is not None:
            self._ground.close()
            self._ground = None
        elif old.kind is Kind.NAMES:
            self._naming.drop(old.layers[0].id)
        else:
            self.stage.drop(old)

    # -- drawing -------------------------------------------------------------------------------

    def draw(
        self,
        project: Project,
        view: ViewState,
        size: Size,
        *,
        moving: bool = False,
        rough: bool = False,
        viewer: Hashable = None,
        part: Box | None = None,
    ) -> NDArray[np.uint8]:
        """Draw one view and return its pixels (height, width, 3), top row first.

        Parameters
        ----------
        size : pair of int
            Width and height [pixels].
        moving : bool
            The next picture follows at once: speed before beauty.
        rough : bool
            One sample a pixel: more of the model is still to come.
        viewer : hashable
            Whose picture it is: what one viewer needs is kept while others look elsewhere.
        part : Box or None
            What of a moving picture is drawn and returned, where another hides the rest.
        """
        profile = self.profile
        width, height = size
        if moving:
            small, samples = profile.moving_size(size), profile.moving_samples
            self._arrange(project, view, small, viewer, moving=True, samples=samples)
            shown = part and within(part, size, small)
            image = self.canvas.render(*small, samples, fine=profile.moving_occlusion, part=shown)
            return stretched(image, part or (0, 0, width, height))
        fine = width * height <= OVERSAMPLED_UP_TO and not rough
        samples = profile.rest_samples if fine else 1
        self._arrange(project, view, size, viewer, samples=samples)
        return self.canvas.render(*size, samples, fine=not rough)

    def settle(
        self, project: Project, view: ViewState, size: Size, *, viewer: Hashable = None
    ) -> None:
        """Paint every tile and read every point that the view needs, before an export."""
        self._arrange(project, view, size, viewer, patient=True)

    def leave(self, viewer: Hashable) -> None:
        """Forget what a viewer needed: nothing is painted or kept for it any more."""
        self._sunlit.leave(viewer)
        if self._ground is not None:
            self._ground.leave(viewer)

    def lacks(self, viewer: Hashable) -> bool:
        """Tell whether tiles or points of a viewer's last picture are still to come."""
        ground = self._ground is not None and self._ground.lacks(viewer)
        points = any(cloud.pending for cloud in self._clouds.values())
        return ground or points or self._sunlit.lacks(viewer)

    def pending(self, view: ViewState | None = None) -> bool:
        """Tell whether tiles or points of the last picture are still to come."""
        ground = self._ground is not None and self._ground.pending
        points = any(cloud.pending for cloud in self._clouds.values())
        return ground or points or self._sunlit.pending

    def work_on_tiles(self, most: int = 4) -> int:
        """Make some of what the last picture lacked: for worker threads. Return how many."""
        ground = self._ground
        done = ground.work(most) if ground is not None else 0
        done += sum(cloud.work(most) for cloud in tuple(self._clouds.values()))
        return done + self._sunlit.work(most)

    def _arrange(
        self,
        project: Project,
        view: ViewState,
        size: Size,
        viewer: Hashable,
        *,
        moving: bool = False,
        patient: bool = False,
        samples: int = 1,
    ) -> None:
        """Make the window's content that of a view, all but the pixels."""
        camera = view.camera or home_camera(project, self)
        outfit = outfit_of(project, view, self._parts)
        worn = self.stage.worn(project, view)
        self.stage.dress(worn, view, outfit, self._parts)
        tune(self.canvas, view, camera, self.profile, moving=moving)
        if self._ground is None:
            return
        ground = self._ground
        relief = worn.relief(ground.relief)
        camera = cameras.lift(camera, relief, view.section)
        aim(self.canvas, camera, ground, self.stage.top(worn, ground.base), self._origin)
        self.canvas.sunlight = self._sunlit.light(
            project, view, camera, size[1], model_of(self.stage, worn, view, ground.relief),
            viewer=viewer, patient=patient, moving=moving,
        )  # fmt: skip
        self._open(worn, view, samples)
        eye = eye_of(camera, size)
        self.stage.detail(
            worn, view, eye, self._origin, self.profile, moving=moving, samples=samples
        )
        self.stage.tell(worn, view, outfit, eye, ground.relief, moving=moving)
        hidden = frozenset(view.hidden)
        self.highlight.arrange(hidden, samples)
        self.stage.plant(worn, view, camera, size, outfit, self._parts)
        for layer_id, cloud in self._clouds.items():
            shown = layer_id not in hidden
            cloud.show(
                shown, eye, view.look, samples, patient=patient, moving=moving, hidden=hidden
            )
        self.canvas.depth_slack = min((x.slack for x in self._clouds.values()), default=math.inf)
        wear = ground_look(
            self._parts, ground, self._solids, self._woods, view, outfit,
            self._naming.contours(relief, view), self._workshop.shelf, self._removed, worn.change,
        )  # fmt: skip
        texel = self.profile.moving_texel if moving else self.profile.rest_texel
        ground.show(wear, eye, texel, patient=patient, moving=moving, viewer=viewer)

    def _open(self, worn: Worn, view: ViewState, samples: int) -> None:
        """Cut the model open where the view says so."""
        if self._ground is not None and (self._cut is not None or view.section is not None):
            self._cut = self._cut or Cut(self.canvas)
            site = self.stage.site(worn, view, self.relief)
            where = (self._ground.base, self._origin, self._removed, samples)
            self._cut.show(view.section, site, *where)

    def _worn(self, view: ViewState) -> Worn:
        """Return what a view wears of the variants of the project that was shown last."""
        return Worn() if self._known is None else self.stage.worn(self._known[0], view)

    def site(self, view: ViewState) -> Site | None:
        """Return what a view shows as arrays, to be measured; None before there is a ground."""
        return self.stage.site(self._worn(view), view, self.relief)

    def base(self, project: Project) -> Any:
        """Return the data beneath all variants, as the scene holds it."""
        return self.stage.base(project.layers, self._workshop.payloads)

    # -- questions -----------------------------------------------------------------------------

    def pick(
        self, project: Project, view: ViewState, size: Size, x: float, y: float
    ) -> Pick | None:
        """Return what lies under a pixel (from the top left): the nearest thing."""
        if self._ground is None:
            return None
        worn = self.stage.worn(project, view)
        relief = worn.relief(self._ground.relief)
        camera = view.camera or home_camera(project, self)
        camera = cameras.lift(camera, relief, view.section)
        outfit = outfit_of(project, view, self._parts)
        lying = [self._parts[x] for x in reversed(outfit.ground())]
        ground = [x for x in lying if isinstance(x, GroundLayer)]
        return pick_in(
            camera, size, (x, y), project.origin, relief,
            self.stage.upright(worn, view, outfit), self.stage.grown(worn, view), ground,
            self._workshop.payloads, project, view.section, self._cut.hit if self._cut else None,
            self.stage.elements(worn, view),
        )  # fmt: skip

    def names(
        self, project: Project, view: ViewState, size: Size, plates: Any, **how: Any
    ) -> list[Any]:
        """Return the names on a picture; see :meth:`jumeau.render.labels.naming.Naming.items`."""
        if self.relief is None:
            return []
        relief = self.stage.worn(project, view).relief(self.relief)
        return self._naming.items(relief, project, view, size, plates, **how)

    def keys(self) -> dict[str, Key]:
        """Return what the legend can say of each layer in each of its styles."""
        return keys_of(self._parts)

    def facts(self, layer_id: str, row: int) -> dict[str, Any]:
        """Return how one feature came to its form; empty where there is nothing to tell."""
        if (cloud := self._clouds.get(layer_id)) is not None and row >= 0:
            return cloud.facts(row, self.relief)
        solids = self._solids.get(layer_id)
        if solids is None:
            return self.stage.facts(layer_id, row)
        return solids.buildings.facts(row)

    def hide(self, layer_id: str, rows: Any) -> None:
        """Hide these features of a layer, and no others of it, in place."""
        solids = self._solids.get(layer_id)
        if solids is not None:
            solids.hide(int(row) for row in rows)
            self._removed += 1

    def mark(self, layer_id: str, row: int) -> bool:
        """Colour one building, and no other; tell whether that changes the picture."""
        return self.choose({layer_id: np.array([row])} if row >= 0 else {})

    def choose(self, chosen: Chosen) -> bool:
        """Make these rows of layers stand out, and no others; tell whether the picture changes."""
        return self.highlight.choose(chosen)

    def choose_edit(self, *edits: str) -> bool:
        """Make the elements of some edits stand out, and no others; tell whether any changed."""
        return self.stage.choose(frozenset(edits))

    def resolved(self, view: ViewState) -> Resolved | None:
        """Return what the variant of a view makes of the base; None for today."""
        overlay = self._worn(view).after
        return None if overlay is None else overlay.resolved

    def relief_of(self, view: ViewState) -> Relief | None:
        """Return the ground of a view: its variant's; None before there is one."""
        return None if self.relief is None else self._worn(view).relief(self.relief)

    def footprints(self) -> list[Footprints]:
        """Return what each layer covers of the ground."""
        return [solids.buildings.footprints for solids in self._solids.values()]

    def close(self) -> None:
        """Free everything."""
        self.highlight.close()
        if self._cut is not None:
            self._cut.close()
        for old in list(self._parts):
            self._drop(old)
        self.stage.close()
        if self._canvas is not None:
            self._canvas.close()
            self._canvas = None
