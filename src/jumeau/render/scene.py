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
from jumeau.model.roles import Role
from jumeau.model.view_state import Camera, Look, ViewState
from jumeau.render import camera as cameras
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.canvas import Canvas
from jumeau.render.cloud_nodes import Cloud
from jumeau.render.clouds import CloudNodes
from jumeau.render.facades import Facades
from jumeau.render.ground import Ground
from jumeau.render.ground_layers import GroundLayer
from jumeau.render.home import middles, whole
from jumeau.render.parts import Kind, Part, ground_rank, parts_of
from jumeau.render.picking import Pick, pick_in
from jumeau.render.pixels import enlarged
from jumeau.render.preparing import Prepared, Workshop
from jumeau.render.quadtree import eye_of
from jumeau.render.relief import Relief
from jumeau.render.sheet import Footprints
from jumeau.render.shelf import Shelf
from jumeau.render.solids import Solids
from jumeau.render.themes.keys import Key
from jumeau.render.themes.registry import AREAS
from jumeau.render.tile_painting import paint_tile
from jumeau.render.trees import Trees
from jumeau.render.woods import Woods

REST_PIXELS, MOVING_PIXELS = 1.3, 1.6
"""How large a texel of the ground may look at rest and in motion [pixels]."""
MOVING_SIZE = 460_000
"""Pictures in motion are drawn with so many pixels, and enlarged."""
LOWEST_HORIZON = -9.0
"""The sky begins at the model's far border, but no lower than this [degrees]."""
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
    """

    def __init__(self, payloads: Payloads, shelf: Shelf | None = None) -> None:
        self._workshop = Workshop(payloads, shelf)
        self._canvas: Canvas | None = None
        self._parts: dict[Part, Prepared] = {}
        self._ground: Ground | None = None
        self._solids: dict[str, Solids] = {}
        self._facades: dict[tuple[str, str], Facades] = {}
        self._woods: dict[str, Woods] = {}
        self._clouds: dict[str, CloudNodes] = {}
        self._removed = 0
        self._origin = (0.0, 0.0, 0.0)

    @property
    def canvas(self) -> Canvas:
        """The off-screen window, opened at its first use."""
        if self._canvas is None:
            self._canvas = Canvas()
        return self._canvas

    @property
    def relief(self) -> Relief | None:
        """The ground, once it is installed."""
        return self._ground.relief if self._ground else None

    # -- parts ---------------------------------------------------------------------------------

    def wanted(self, project: Project) -> tuple[Part, ...]:
        """Return the parts that this project needs and that are not installed."""
        return tuple(x for x in parts_of(project) if x not in self._parts)

    def prepare(self, part: Part, progress: Progress = silent) -> Prepared:
        """Prepare a part: for worker threads, no VTK objects."""
        return self._workshop.prepare(part, progress)

    def install(self, part: Part, prepared: Prepared) -> None:
        """Put a prepared part into the scene: in the window's thread, fast."""
        layer_id = part.layers[0].id if part.layers else ""
        for other in [x for x in self._parts if x.kind is part.kind and _same_place(x, part)]:
            self._drop(other)
        self._parts[part] = prepared
        self._origin = part.origin
        if isinstance(prepared, Relief):
            self._ground = Ground(self.canvas, prepared, part.origin)
        elif isinstance(prepared, Buildings | Bodies):
            self._solids[layer_id] = Solids(self.canvas, prepared)
        elif isinstance(prepared, Facades):
            self._facades[layer_id, part.layers[1].id] = prepared
        elif isinstance(prepared, Trees):
            self._woods[layer_id] = Woods(self.canvas, prepared, part.origin)
        elif isinstance(prepared, Cloud):
            self._clouds[layer_id] = CloudNodes(self.canvas, prepared)

    def show(self, project: Project) -> None:
        """Drop the parts that the project no longer has.

        A part that has only changed stays until :meth:`install` puts its successor in its place.
        """
        kept = parts_of(project)
        for old in tuple(self._parts):
            if not any(new.kind is old.kind and _same_place(old, new) for new in kept):
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
        layer_id = old.layers[0].id if old.layers else ""
        if old.kind is Kind.RELIEF and self._ground is not None:
            self._ground.close()
            self._ground = None
        elif old.kind is Kind.BUILDINGS:
            self._solids.pop(layer_id).close()
        elif old.kind is Kind.FACADES:
            self._facades.pop((layer_id, old.layers[1].id))
        elif old.kind is Kind.TREES:
            self._woods.pop(layer_id).close()
        elif old.kind is Kind.CLOUD:
            self._clouds.pop(layer_id).close()

    # -- drawing -------------------------------------------------------------------------------

    def draw(
        self,
        project: Project,
        view: ViewState,
        size: tuple[int, int],
        *,
        moving: bool = False,
        rough: bool = False,
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
        """
        width, height = size
        if moving:
            scale = min(1.0, math.sqrt(MOVING_SIZE / (width * height)))
            small = (max(round(width * scale), 2), max(round(height * scale), 2))
            self._arrange(project, view, small, MOVING_PIXELS, patient=False)
            return enlarged(self.canvas.render(*small), height, width)
        samples = 2 if width * height <= OVERSAMPLED_UP_TO and not rough else 1
        self._arrange(project, view, size, REST_PIXELS, patient=False, samples=samples)
        return self.canvas.render(*size, samples, fine=not rough)

    def settle(self, project: Project, view: ViewState, size: tuple[int, int]) -> None:
        """Paint every tile and read every point that the view needs, before an export."""
        self._arrange(project, view, size, REST_PIXELS, patient=True)

    def pending(self, view: ViewState | None = None) -> bool:
        """Tell whether tiles or points of the last picture are still to come."""
        if self._ground is None:
            return False
        return self._ground.pending or any(cloud.pending for cloud in self._clouds.values())

    def work_on_tiles(self, most: int = 4) -> int:
        """Make some of what the last picture lacked: for worker threads. Return how many."""
        ground = self._ground
        done = ground.work(most) if ground is not None else 0
        return done + sum(cloud.work(most) for cloud in tuple(self._clouds.values()))

    def _arrange(
        self,
        project: Project,
        view: ViewState,
        size: tuple[int, int],
        pixels: float,
        patient: bool,
        samples: int = 1,
    ) -> None:
        """Make the window's content that of a view, all but the pixels."""
        hidden = frozenset(view.hidden)
        camera = view.camera or home_camera(project, self)
        data = any(x.role in AREAS and x.id not in hidden for x in project.layers)
        for layer_id, solids in self._solids.items():
            solids.show(layer_id not in hidden)
            # The model steps back behind data: what is not coloured by its source turns white.
            plain = data and isinstance(solids.buildings, Buildings)
            solids.set_white(plain or view.look is Look.ORTHOPHOTO)
            solids.set_facades(self._facades_of(project, layer_id, hidden))
        self.canvas.pitch = camera.pitch
        self.canvas.renderer.GetActiveCamera().SetViewAngle(camera.field_of_view)
        if self._ground is None:
            return
        ground = self._ground
        camera = cameras.lift(camera, ground.relief)
        self._aim(camera, ground)
        eye = eye_of(camera, size)
        if pixels == REST_PIXELS:
            for layer_id, solids in self._solids.items():
                if layer_id not in hidden:
                    solids.show_edges(eye.place - self._origin, eye.pixel)
        for layer_id, woods in self._woods.items():
            woods.show(layer_id not in hidden, camera, size)
        for layer_id, cloud in self._clouds.items():
            moving = pixels != REST_PIXELS
            shown = layer_id not in hidden
            cloud.show(shown, eye, view.look, samples, patient=patient, moving=moving)
        self.canvas.depth_slack = min((x.slack for x in self._clouds.values()), default=math.inf)
        key, paint = self._painting(hidden, view.look)
        ground.show(key, paint, eye, pixels, patient=patient, moving=pixels != REST_PIXELS)

    def _facades_of(self, project: Project, layer_id: str, hidden: frozenset[str]) -> list[Facades]:
        """Return what is seen on the façades of a layer, in the order of the project's layers."""
        places = ((x.id, layer_id) for x in project.layers if x.id not in hidden)
        return [self._facades[place] for place in places if place in self._facades]

    def _aim(self, camera: Camera, ground: Ground) -> None:
        relief = ground.relief
        tops = [x.buildings.highest for x in self._solids.values()]
        clouds = (x.cloud.high for x in self._clouds.values())
        high = max([relief.high + 60.0, *tops, *clouds])
        box = cameras.corners_of(ground.base, high, relief.bounds)
        x, y, z = camera.eye
        clearance = max(z - float(relief.altitude(x, y)) - 25.0, 1.0)
        away = float(np.hypot(*(box[:, :2] - (x, y)).T).max())
        # The sky begins where the model ends, unless the model lies far below.
        edge = -math.degrees(math.atan2(z - relief.low, away))
        self.canvas.horizon = max(edge, LOWEST_HORIZON)
        target = self.canvas.renderer.GetActiveCamera()
        cameras.apply(camera, target, self._origin, box, clearance)
        self.canvas.set_mist(1.2 * camera.distance, max(1.6 * camera.distance, 2800.0))

    def _painting(self, hidden: frozenset[str], style: Look) -> tuple[Hashable, Any]:
        """Return what is painted on the ground, as a key and as a function."""
        image = (Role.ORTHOPHOTO,)
        chosen = sorted(
            (
                x
                for x in self._parts
                if x.kind is Kind.GROUND
                and x.layers[0].id not in hidden
                and (x.layers[0].role not in image or style is Look.ORTHOPHOTO)
            ),
            key=ground_rank,
        )
        layers = [p for x in chosen if isinstance(p := self._parts[x], GroundLayer)]
        shown = [k for k in self._solids if k not in hidden]
        footprints = [self._solids[k].buildings.footprints for k in shown]
        wooded = [k for k in self._woods if k not in hidden]
        crowns = [self._woods[k].crowns for k in wooded]
        assert self._ground is not None
        relief = self._ground.relief

        def painted(west: float, south: float, side: float) -> NDArray[np.uint8]:
            return paint_tile(layers, footprints, crowns, relief, west, south, side, style)

        def painted_or_kept(west: float, south: float, side: float) -> NDArray[np.uint8]:
            if shelf is None or side < whole or removed:
                return painted(west, south, side)
            upright = (Kind.GROUND, Kind.FACADES)
            made_of = [x for x in self._parts if x.kind not in upright] + chosen
            name = ("tile", made_of, shown, wooded, style, (west, south, side))
            image: NDArray[np.uint8] | None = shelf.get(name)
            if image is None:
                image = painted(west, south, side)
                shelf.put(name, image)
            return image

        shelf, whole, removed = self._workshop.shelf, self._ground.grid.side, self._removed
        key = (tuple(chosen), tuple(shown), tuple(wooded), style, self._removed)
        return key, painted_or_kept

    # -- questions -----------------------------------------------------------------------------

    def pick(
        self, project: Project, view: ViewState, size: tuple[int, int], x: float, y: float
    ) -> Pick | None:
        """Return what lies under a pixel (from the top left): the nearest thing."""
        if self._ground is None:
            return None
        camera = cameras.lift(view.camera or home_camera(project, self), self._ground.relief)
        hidden = frozenset(view.hidden)
        ground = sorted(
            (
                (x, p)
                for x, p in self._parts.items()
                if isinstance(p, GroundLayer) and x.layers[0].id not in hidden
            ),
            key=lambda item: -ground_rank(item[0]),
        )
        return pick_in(
            camera, size, (x, y), project.origin, self._ground.relief,
            {k: v for k, v in self._solids.items() if k not in hidden},
            {k: v for k, v in (*self._woods.items(), *self._clouds.items()) if k not in hidden},
            [p for _, p in ground],
            self._workshop.payloads, project,
        )  # fmt: skip

    def keys(self) -> dict[str, Key]:
        """Return what the legend can say of each layer on the ground, by its id."""
        found = tuple(self._parts.items())
        return {x.layers[0].id: p.key for x, p in found if isinstance(p, GroundLayer)}

    def facts(self, layer_id: str, row: int) -> dict[str, Any]:
        """Return how one feature came to its form; empty where there is nothing to tell."""
        if (cloud := self._clouds.get(layer_id)) is not None and row >= 0:
            return cloud.facts(row, self.relief)
        solids = self._solids.get(layer_id)
        return solids.buildings.facts(row) if solids is not None else {}

    def hide(self, layer_id: str, rows: Any) -> None:
        """Hide these features of a layer, and no others of it, in place."""
        solids = self._solids.get(layer_id)
        if solids is not None:
            solids.hide(int(row) for row in rows)
            self._removed += 1

    def mark(self, layer_id: str, row: int) -> bool:
        """Colour one building, and no other; tell whether that changes the picture."""
        changed = [x.mark(row if k == layer_id else -1) for k, x in self._solids.items()]
        return any(changed)

    def footprints(self) -> list[Footprints]:
        """Return what each layer covers of the ground."""
        return [solids.buildings.footprints for solids in self._solids.values()]

    def close(self) -> None:
        """Free everything."""
        for old in list(self._parts):
            self._drop(old)
        if self._canvas is not None:
            self._canvas.close()
            self._canvas = None


def home_camera(project: Project, scene: Scene) -> Camera:
    """Return a flattering oblique view of the commune's centre."""
    relief = scene.relief
    if relief is None:
        x, y, z = project.origin
        return Camera((x, y, z))
    prints = scene.footprints()
    return cameras.fitted(middles(prints), relief, whole=whole(prints))


def _same_place(old: Part, new: Part) -> bool:
    """Tell whether a new part takes the place of an old one."""
    if new.kind is Kind.RELIEF:
        return True
    if new.kind is Kind.FACADES:
        return [x.id for x in old.layers] == [x.id for x in new.layers]
    return old.layers[0].id == new.layers[0].id
