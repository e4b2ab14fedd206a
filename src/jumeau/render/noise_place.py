"""The noise of a place in some variants: from the project to what is heard, way by way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from jumeau.errors import InputError
from jumeau.model.layer import Layer
from jumeau.model.progress import Progress, silent
from jumeau.model.project import Project, visible_layers
from jumeau.model.provenance import Certainty, worst
from jumeau.model.results import NOISE
from jumeau.model.roles import Role
from jumeau.model.variants import edits_shown
from jumeau.model.view_state import ViewState
from jumeau.render.noise_paths import Heard
from jumeau.render.site import Site
from jumeau.render.sun_places import wall_normal

if TYPE_CHECKING:
    from jumeau.simulation.analyses.params import Noise
    from jumeau.simulation.noise.scene import Scene
    from jumeau.simulation.noise.town import Note, Town

ABOVE = 4.0
"""Height of a place on the ground, as maps of noise have it: Directive 2002/49/EC, annex I [m]."""
BEFORE_WALL = 2.0
"""Of a place before a façade: annex II of the directive, 2.8 [m]."""
ON_ROOF = 2.0
"""Height of a place over a roof [m]."""
_STANDING = 0.5
_USED = (Role.ROAD, Role.RAIL, Role.TRAFFIC_COUNT, Role.BUILDING, Role.TERRAIN, Role.LAND_COVER)

Listen = Callable[["Town", "Spot"], Heard]
"""What is heard of a town at a place."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one listens.

    Attributes
    ----------
    point : tuple of float
        Place of the ear, project CRS [m].
    clicked : tuple of float
        Place that was chosen: on the ground, a wall or a roof [m].
    normal : tuple of float or None
        Where the wall looks; None on the ground and on roofs.
    above : float
        Of the ear over the ground [m].
    """

    point: tuple[float, float, float]
    clicked: tuple[float, float, float]
    normal: tuple[float, float, float] | None = None
    above: float = ABOVE


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The noise of a place.

    Attributes
    ----------
    spot : Spot
    heard : mapping
        By variant (empty for today), the one that others are compared with first.
    certainty : Certainty
    notes : tuple of Note
        What was assumed, repaired or left out.
    layers : tuple of str
        Ids of the layers that it rests on.
    """

    spot: Spot
    heard: Mapping[str, Heard]
    certainty: Certainty
    notes: tuple[Note, ...] = ()
    layers: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of what is told, the former first."""
        return tuple(self.heard)


def spot_at(
    site: Site, point: tuple[float, float, float], above: float = ABOVE, *, free: bool = False
) -> Spot:
    """Return where one listens when a point of the model was chosen: ground, façade or roof.

    Parameters
    ----------
    above : float
        Height of the ear over the ground [m]; a façade and a roof have their own.
    free : bool
        A point that lies on no façade is the ear itself, not a place on a roof.
    """
    x, y, z = point
    ground = float(site.relief.altitude(x, y))
    if z - ground > _STANDING:
        try:
            nx, ny, _ = normal = wall_normal(site, point)
        except InputError:
            ear = (x, y, z if free else z + ON_ROOF)
            return Spot(ear, point, None, ear[2] - ground)
        ear = (x + BEFORE_WALL * nx, y + BEFORE_WALL * ny, z)
        return Spot(ear, point, normal, z - float(site.relief.altitude(ear[0], ear[1])))
    return Spot((x, y, ground + above), point, None, above)


def usual_params(project: Project, view: ViewState) -> tuple[Noise, tuple[str, ...]]:
    """Return parameters and the layers that do not count: those of the noise that a view shows.

    Where it shows none, hidden layers do not count. Of a single place all ways are followed,
    whatever the quality of the map.
    """
    import msgspec

    from jumeau.render.analysing import asked_of
    from jumeau.simulation.analyses.params import Noise

    for layer in visible_layers(project, view):
        if layer.role in NOISE and layer.analysis is not None:
            asked = asked_of(layer.analysis)
            if isinstance(asked.params, Noise):
                return msgspec.structs.replace(asked.params, quality="study"), asked.without
    return Noise(quality="study"), tuple(view.hidden)


def answer_of(
    project: Project,
    view: ViewState,
    towns: Mapping[str, Town],
    spot: Spot,
    listen: Listen,
    progress: Progress = silent,
) -> Answer:
    """Return the noise of a place in some variants: for worker threads.

    Parameters
    ----------
    towns : mapping
        By variant, the one that others are compared with first.
    listen : callable
        What is heard of a town at a place: :func:`jumeau.render.noise_listening.listened`.
    """
    heard: dict[str, Heard] = {}
    notes: dict[Note, None] = {}
    for k, (one, town) in enumerate(towns.items()):
        progress(k / len(towns), "noise_paths")
        heard[one] = listen(town, spot)
        notes.update(dict.fromkeys(town.notes))
    estimated = any(x.estimated for x in towns.values())
    used = [x for x in project.layers if x.role in _USED and x.id not in view.hidden]
    label = label_of(used, estimated=estimated, drawn=_drawn(project, view, towns))
    progress(1.0, "noise_paths")
    return Answer(spot, heard, label, tuple(notes), tuple(x.id for x in used))


def label_of(layers: Sequence[Layer], *, estimated: bool, drawn: bool) -> Certainty:
    """Return how sure an answer is: computed at best, never more than what it rests on."""
    if drawn or any(x.provenance.invented for x in layers):
        return Certainty.ILLUSTRATION
    label = worst((Certainty.COMPUTED, *(x.certainty for x in layers))) or Certainty.COMPUTED
    if estimated:
        return worst((label, Certainty.UNCERTAIN)) or label
    return label


def _drawn(project: Project, view: ViewState, variants: Mapping[str, Any]) -> bool:
    return any(edits_shown(project, x, view.year) for x in variants if x)


def standing_in(scene: Scene, x: float, y: float) -> int:
    """Return the building of a scene within whose rings a place lies; -1 for none."""
    start, ring = scene.ring_start, scene.rings
    crossed: dict[int, int] = {}
    for k, building in enumerate(np.asarray(scene.ring_building).tolist()):
        corners = ring[int(start[k]) : int(start[k + 1])]
        low, high = corners.min(axis=0), corners.max(axis=0)
        if not (low[0] <= x <= high[0] and low[1] <= y <= high[1]):
            continue
        after = np.roll(corners, -1, axis=0)
        meets = (corners[:, 1] > y) != (after[:, 1] > y)
        run = after[meets] - corners[meets]
        at = corners[meets, 0] + (y - corners[meets, 1]) * run[:, 0] / run[:, 1]
        crossed[building] = crossed.get(building, 0) + int((at > x).sum())
    return next((b for b, count in crossed.items() if count % 2), -1)


def own_building(scene: Scene, spot: Spot) -> int:
    """Return the building of a scene on whose façade one listens; -1 for none."""
    if spot.normal is None:
        return -1
    (x, y, _), (nx, ny, _) = spot.clicked, spot.normal
    return standing_in(scene, x - 0.6 * nx, y - 0.6 * ny)


def is_built(scene: Scene, spot: Spot) -> bool:
    """Tell whether a building of a scene stands where one listens."""
    building = standing_in(scene, spot.point[0], spot.point[1])
    return building >= 0 and spot.point[2] < float(scene.tops[building])
