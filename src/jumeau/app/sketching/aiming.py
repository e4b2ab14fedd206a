"""Where the cursor points: at the ground under it, or at what is meant near by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from jumeau.app.sketching.elements import edges_of_edit
from jumeau.app.sketching.surroundings import Near, Surroundings, edges_of, inset
from jumeau.app.tasks import ASKED, Job
from jumeau.geometry.sketch import Place
from jumeau.geometry.snapping import (
    PROLONGED,
    REACH,
    Sign,
    Snap,
    directions,
    nearest_edges,
    prolonged,
    snapped,
)
from jumeau.model.variants import edits_shown

if TYPE_CHECKING:
    from jumeau.app.sketching.surroundings import Box
    from jumeau.app.workspace import Workspace
    from jumeau.model.view_state import Camera
    from jumeau.render.relief import Relief

WIDEST, NARROWEST = 1500.0, 400.0
"""Half the side of the square around the view in which things are known [m]."""
STEPS = 160
"""Places along a ray that are compared with the ground."""
FARTHEST_SNAP = 60.0
"""Nothing is snapped to farther from the cursor than this, however small it is seen [m]."""
_NO_EDGES = np.empty((0, 4)), np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the cursor points.

    Attributes
    ----------
    place : Place
        On the map [m].
    altitude : float
        Of the ground there [m].
    snap : Snap or None
        What was meant.
    height : float
        Altitude at which what was meant is seen: of an eave, or of the ground [m].
    """

    place: Place
    altitude: float
    snap: Snap | None = None
    height: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """The parcel under the cursor.

    Attributes
    ----------
    key : object
        Changes with all that it was made of.
    outlines, dashes : tuple of (N, 3) float64
        Its outlines and the lines at the setback within it, as they lie on the ground [m].
    setback : float
        [m]
    zone : str
        Label of the zone; empty where unknown.
    known : bool
        Whether a rule of the zone gives the setback.
    inner : tuple of (N, 2) float64
        Corners of the lines at the setback [m].
    """

    key: object
    outlines: tuple[NDArray[np.float64], ...]
    dashes: tuple[NDArray[np.float64], ...]
    setback: float
    zone: str
    known: bool
    inner: tuple[NDArray[np.float64], ...]


class Aiming:
    """Finds what the cursor means; knows what stands near the view.

    Parameters
    ----------
    workspace : Workspace
        With the picture, the project and the queue of jobs.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._job: Job | None = None
        self._made_of: Any = None
        self._elements: tuple[Any, tuple[NDArray[np.float64], NDArray[np.int64]]] | None = None
        self.surroundings: Surroundings | None = None
        self.setback = 3.0  # [m] where no rule is known
        self.plot: Plot | None = None
        self.told: Callable[[], object] = lambda: None

    def close(self) -> None:
        """Stop reading."""
        if self._job is not None:
            self._workspace.window_.tasks.cancel(self._job)

    # -- what stands near ------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read what stands near the view, in the background, where that is not known yet."""
        camera = self._workspace.viewport.camera
        project = self._workspace.session.project
        if camera is None or self._job is not None:
            return
        layers = project.layers
        known = self.surroundings
        if known is not None and self._made_of is layers and _covers(known.box, camera):
            return
        box, store = _around(camera), self._workspace.opened.store
        self._made_of = layers

        def work(progress: Any) -> Surroundings:
            from jumeau.app.sketching.surroundings import read_surroundings

            return read_surroundings(store, project, box, progress)

        def done(found: Surroundings) -> None:
            self._job = None
            self.surroundings = found
            self.plot = None
            self.told()

        def failed(problem: BaseException) -> None:
            from jumeau.errors import Cancelled

            self._job = None
            if not isinstance(problem, Cancelled):
                self._workspace.window_.explain(problem)

        tasks = self._workspace.window_.tasks
        self._job = tasks.submit("", work, done, failed, urgency=ASKED)

    def hidden(self) -> Mapping[str, Iterable[int]]:
        """Return the rows that the variant worked on has taken away, by layer."""
        resolved = getattr(self._workspace.keeper, "resolved", lambda _view: None)
        found = resolved(self._workspace.session.view)
        return {} if found is None else found.hidden

    def _near(
        self, x: float, y: float, reach: float, *, axes: bool
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the edges and kinds near a place: of data, of the variant, of the setback."""
        parts = [self._own_edges()]
        if self.surroundings is not None:
            segments, kinds = self.surroundings.near(x, y, reach, self.hidden())
            if not axes:
                kept = kinds != Near.ROAD
                segments, kinds = segments[kept], kinds[kept]
            parts.append((segments, kinds))
        if self.plot is not None and self.plot.inner:
            rings = [edges_of(ring, closed=True) for ring in self.plot.inner]
            count = sum(len(x) for x in rings)
            parts.append((np.concatenate(rings), np.full(count, int(Near.SETBACK))))
        return np.concatenate([x[0] for x in parts]), np.concatenate([x[1] for x in parts])

    def _own_edges(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the edges of what the variant worked on has drawn."""
        session = self._workspace.session
        project, view = session.project, session.view
        shown = view.variants[-1] if view.variants else ""
        key = (project.variants, shown, view.year)
        if self._elements is None or self._elements[0] != key:
            edits = edits_shown(project, shown, view.year) if shown else ()
            edges = [x for edit in edits for x in edges_of_edit(edit)]
            found = _NO_EDGES
            if edges:
                joined = np.concatenate(edges)
                found = joined, np.full(len(joined), int(Near.ELEMENT))
            self._elements = (key, found)
        return self._elements[1]

    # -- the plot --------------------------------------------------------------------------------

    def follow_plot(self, place: Place) -> None:
        """Find the parcel at a place, and the line at the setback distance within it."""
        around = self.surroundings
        number = -1
        if around is not None and around.parcels is not None:
            number = around.parcels.at(*place)
        if around is None or around.parcels is None or number < 0:
            self.plot = None
            return
        rules = self._workspace.session.project.zone_rules
        key = (number, self.setback, rules)
        if self.plot is not None and self.plot.key == key:
            return
        distance, zone, known = self._setback_at(place)
        parts = around.parcels.parts(number)
        scale = self._workspace.session.project.grid_scale
        inner = inset(parts, distance * scale) if distance > 0.0 else []
        outlines = tuple(ring for part in parts for ring in part)
        lying = tuple(tuple(self._along(x) for x in rings) for rings in (outlines, inner))
        self.plot = Plot(key, lying[0], lying[1], distance, zone, known, tuple(inner))

    def _along(self, ring: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a ring as it lies on the ground (N, 3)."""
        from jumeau.app.sketching.ink import draped

        return draped(ring, self.ground, closed=True)

    def _setback_at(self, place: Place) -> tuple[float, str, bool]:
        """Return the setback at a place [m], the zone there, and whether a rule says so."""
        zones = self.surroundings.zones if self.surroundings is not None else None
        number = zones.at(*place) if zones is not None else -1
        zone = zones.label[number] if zones is not None and number >= 0 and zones.label else ""
        rules = self._workspace.session.project.zone_rules
        rule = next((x for x in rules if zone and x.zone == zone), None)
        rule = rule or next((x for x in rules if not x.zone), None)
        if rule is not None and rule.setback > 0.0:
            return rule.setback, zone, True
        return self.setback, zone, False

    # -- the cursor ------------------------------------------------------------------------------

    @property
    def relief(self) -> Relief | None:
        """The ground that is shown."""
        site = self._workspace.keeper.site(self._workspace.session.view)
        return None if site is None else site.relief

    def ground(self, places: Sequence[Place] | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return places on the ground (N, 3) [m]."""
        xy = np.asarray(places, np.float64).reshape(-1, 2)
        relief = self.relief
        z = np.zeros(len(xy)) if relief is None else relief.altitude(xy[:, 0], xy[:, 1])
        return np.column_stack([xy, z])

    def aim(
        self,
        at: QPointF,
        sketch: Sequence[Place],
        *,
        closing: bool,
        axes: bool = False,
        free: bool = False,
        setback: bool = False,
    ) -> Aim | None:
        """Return what a place of the picture means; None over the sky.

        Parameters
        ----------
        sketch : sequence of Place
            The points that are set.
        closing : bool
            The first of them closes it, when there are three.
        axes : bool
            The axes of roads count.
        free : bool
            Nothing is snapped to.
        setback : bool
            The parcel's setback line is followed.
        """
        pick = self._workspace.viewport.pick(at.x(), at.y())
        if pick is None:
            return None
        hit = np.asarray(pick.point, np.float64)
        under = self._on_ground(hit)
        if under is None:
            return None
        place, altitude = (float(under[0]), float(under[1])), float(under[2])
        if setback:
            self.follow_plot(place)
        else:
            self.plot = None
        if free:
            return Aim(place, altitude, None, altitude)
        best = self._meant(under, sketch, closing=closing, axes=axes)
        height = altitude
        if float(np.hypot(*(hit - under)[:2])) > 0.05:  # on a wall, a roof or a tree
            on_top = self._meant(hit, (), closing=False, axes=False, edges_only=True)
            if on_top is not None and (best is None or _rank(on_top) < _rank(best)):
                best, height = on_top, float(hit[2])
        if best is None:
            return Aim(place, altitude, None, altitude)
        ground = float(self.ground([best.place])[0, 2])
        return Aim(best.place, ground, best, max(height, ground) if height != altitude else ground)

    def _meant(
        self,
        at: NDArray[np.float64],
        sketch: Sequence[Place],
        *,
        closing: bool,
        axes: bool,
        edges_only: bool = False,
    ) -> Snap | None:
        frame = self._frame(at)
        if frame is None:
            return None
        cursor = (float(at[0]), float(at[1]))
        least = max(float(np.linalg.svd(frame, compute_uv=False)[-1]), 1e-9)
        reach = min(REACH / least, FARTHEST_SNAP)
        segments, kinds = self._near(*cursor, max(reach, PROLONGED), axes=axes)
        guides = []
        if not edges_only:
            solid = (kinds == Near.BUILDING) | (kinds == Near.ELEMENT)
            edges = nearest_edges(segments[solid], kinds[solid], cursor)
            plain = kinds == (Near.ROAD if axes else Near.PARCEL)
            edges += nearest_edges(segments[plain], kinds[plain], cursor)
            guides = directions(sketch, edges, closing=closing)
            guides += prolonged(segments[solid], kinds[solid], cursor)
        own = sketch[:-1] if not closing or len(sketch) < 3 else sketch
        return snapped(
            cursor, frame, segments, kinds, own, guides, closing=closing and len(sketch) > 2
        )

    def _frame(self, at: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Return how the map is seen around a place (2, 2) [pixels a metre]."""
        steps = np.array([[0.0, 0, 0], [0.5, 0, 0], [0, 0.5, 0]])
        seen = self._workspace.viewport.to_screen(at + steps)
        if not np.isfinite(seen).all():
            return None
        return np.column_stack([(seen[1] - seen[0]) / 0.5, (seen[2] - seen[0]) / 0.5])

    def _on_ground(self, hit: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Return where the ray that hit something meets the ground behind it."""
        relief, camera = self.relief, self._workspace.viewport.camera
        if relief is None or camera is None:
            return hit
        if hit[2] - float(relief.altitude(hit[0], hit[1])) < 0.05:
            return hit
        eye = np.array(self._workspace.keeper.lifted(camera).eye)
        return ray_to_ground(hit, hit - eye, relief)


def ray_to_ground(
    start: NDArray[np.float64], way: NDArray[np.float64], relief: Relief
) -> NDArray[np.float64] | None:
    """Return where a ray from above meets the ground (3,); None where it leads to the sky."""
    way = way / max(float(np.linalg.norm(way)), 1e-9)
    if way[2] > -1e-3:
        return None
    far = (start[2] - relief.low + 1.0) / -way[2]
    low, high = 0.0, float(far)
    for _ in range(2):
        t = np.linspace(low, high, STEPS)
        p = start + t[:, None] * way
        above = p[:, 2] - relief.altitude(p[:, 0], p[:, 1])
        under = np.flatnonzero(above <= 0.0)
        if not len(under):
            return None
        k = max(int(under[0]), 1)
        low, high = float(t[k - 1]), float(t[k])
    found = start + 0.5 * (low + high) * way
    found[2] = float(relief.altitude(found[0], found[1]))
    return np.asarray(found)


def _rank(snap: Snap) -> tuple[int, float]:
    corner = snap.sign in (Sign.CLOSE, Sign.OWN, Sign.VERTEX)
    return (0 if corner else 1, snap.away)


def _around(camera: Camera) -> Box:
    half = min(max(2.0 * camera.distance, NARROWEST), WIDEST)
    x, y, _ = camera.target
    return (x - half, y - half, x + half, y + half)


def _covers(box: Box, camera: Camera) -> bool:
    """Tell whether a box holds what a camera looks at."""
    half = 0.5 * min(max(2.0 * camera.distance, NARROWEST), WIDEST)
    x, y, _ = camera.target
    return box[0] <= x - half and box[1] <= y - half and x + half <= box[2] and y + half <= box[3]
