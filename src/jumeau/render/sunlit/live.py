"""The shade of the sun in every picture: grids prepared in workers, swept as the sun moves.

A window of heights takes a worker some tenths of a second and is kept; a new position of the sun
asks for nothing but a sweep over it. The fine windows take over, at their rims, the shade that
comes in from the coarser ones around them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jumeau.model.project import Project
from jumeau.model.view_state import Camera, Look, ViewState
from jumeau.render import look
from jumeau.render.cloud_nodes import Cloud
from jumeau.render.relief import Relief
from jumeau.render.sunlit.sunlight import Sunlight, Swept
from jumeau.render.sunlit.sweeping import prepared, sweep
from jumeau.render.sunlit.windows import Window, windows_of

if TYPE_CHECKING:
    from jumeau.render.site import Site
    from jumeau.render.variants.worn import Worn
    from jumeau.simulation.sun.position import Sun

CONTENTS = 4
"""Models (a variant each, or one edit) whose windows are kept."""
KEPT = 14
"""Windows kept of all of them, beyond those of the last pictures: about 12 MB each."""


@dataclass(slots=True, eq=False)
class _Content:
    """A model whose shade is shown, and its windows.

    Attributes
    ----------
    held : tuple
        What the model is made of: kept, so that its identity stays its own.
    site : Site
        The model as arrays.
    """

    held: tuple[Any, ...]
    site: Site
    windows: OrderedDict[Window, Swept] = field(default_factory=OrderedDict)
    refused: set[Window] = field(default_factory=set)


_Job = tuple[_Content, Window]


class LiveShade:
    """The grids that shade is read from, for any number of viewers."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._contents: OrderedDict[Hashable, _Content] = OrderedDict()
        self._lacking: dict[Hashable, list[_Job]] = {}
        self._under_way: list[_Job] = []
        self._shown: dict[Hashable, tuple[_Content, list[Window]]] = {}
        self._seen: dict[Hashable, Camera] = {}

    def light(
        self,
        project: Project,
        view: ViewState,
        camera: Camera,
        height: int,
        model: tuple[Hashable, tuple[Any, ...], Callable[[], Site | None]],
        *,
        viewer: Hashable = None,
        patient: bool = False,
        moving: bool = False,
    ) -> Sunlight | None:
        """Return what a view is lit by; None where it has no instant, or wants no shade.

        Parameters
        ----------
        camera : Camera
            Where it is really looked from.
        height : int
            Of the picture [pixels].
        model : tuple
            What tells this model from others, the things that it is made of, and a call for it as
            arrays.
        viewer : hashable
            Whose picture it is.
        patient : bool
            Prepare everything that is needed before returning.
        moving : bool
            The next picture follows at once: the rougher where the camera moves too.
        """
        steady, self._seen[viewer] = self._seen.get(viewer) == camera, camera
        if not view.instant or not view.switches.shade:
            self.leave(viewer)
            return None
        sun = sun_of(project, view)
        tone = look.SHADE_IMAGE if view.look is Look.ORTHOPHOTO else look.SHADE
        if sun.elevation <= 0.0:
            with self._lock:
                self._lacking.pop(viewer, None)
            return Sunlight((), sun.azimuth, sun.elevation, 1.0, project.origin, look.DUSK)
        content = self._content(*model)
        if content is None:
            return None
        windows = windows_of(camera, height, content.site.relief.bounds)
        self._ask(content, windows, viewer)
        if patient:
            self._finish(viewer)
        chosen = self._chosen(content, windows, viewer)
        if not chosen:
            return None
        self._sweep(chosen, sun, moving=moving)
        return Sunlight(
            chosen, sun.azimuth, sun.elevation, passed(project, view), project.origin, tone,
            view.section, block=3 if steady and moving else 4 if moving else 2, rough=moving,
        )  # fmt: skip

    # -- what there is ---------------------------------------------------------------------------

    def _content(
        self, key: Hashable, held: tuple[Any, ...], make: Callable[[], Site | None]
    ) -> _Content | None:
        found = self._contents.get(key)
        if found is None:
            site = make()
            if site is None:
                return None
            found = self._contents[key] = _Content(held, site)
        with self._lock:
            self._contents.move_to_end(key)
            while len(self._contents) > CONTENTS:
                self._contents.popitem(last=False)
        return found

    def _ask(self, content: _Content, windows: list[Window], viewer: Hashable) -> None:
        """Have the windows prepared that there are not: from the finest; at first the whole."""
        order = windows if viewer in self._shown else [windows[-1], *windows[:-1]]
        with self._lock:
            self._lacking[viewer] = [
                (content, x) for x in order if x not in content.windows and x not in content.refused
            ]

    def _chosen(self, content: _Content, windows: list[Window], viewer: Hashable) -> list[Swept]:
        """Return the windows that are ready, the finest first, or what stands in for them."""
        before = self._shown.get(viewer)
        found: list[Swept] = []
        with self._lock:
            for one in windows:
                if one in content.windows:
                    content.windows.move_to_end(one)
                    found.append(content.windows[one])
                    continue
                near = [x for x in content.windows if x.step == one.step and x.away(one) < 1.0]
                if near:
                    found.append(content.windows[min(near, key=one.away)])
                elif before is not None and one in before[0].windows:
                    found.append(before[0].windows[one])
            complete = not self._lacking.get(viewer)
            if complete or before is None or before[0] is content:
                self._shown[viewer] = (content, windows)
            self._forget()
        return found

    def _forget(self) -> None:
        """Drop the windows that were not looked at for longest, of models looked at before."""
        shown = {(id(c), x) for c, windows in self._shown.values() for x in windows}
        every = [(c, x) for c in self._contents.values() for x in c.windows]
        spare = [(c, x) for c, x in every if (id(c), x) not in shown]
        for content, one in spare[: max(len(spare) - KEPT, 0)]:
            content.windows.pop(one)

    def _sweep(self, chosen: Sequence[Swept], sun: Sun, *, moving: bool) -> None:
        """Sweep windows, the finest first, where the sun or what is around them is another.

        In motion what comes in from around a window may be that of a picture before.
        """
        place = (sun.azimuth, sun.elevation)
        chain: Hashable = ()
        around: Swept | None = None
        for window in reversed(chosen):
            chain = (chain, id(window))
            same = window.under is not None and window.under[0] == place
            if not same or (not moving and window.under != (place, chain, True)):
                sweep(window, *place, around, fine=not moving)
                window.under = (place, chain, not moving)
            around = window

    # -- workers ---------------------------------------------------------------------------------

    def work(self, most: int = 1_000_000) -> int:
        """Prepare windows that pictures lack: for worker threads. Return how many."""
        done = 0
        while done < most:
            with self._lock:
                job = next(
                    (x for jobs in self._lacking.values() for x in jobs if self._is_open(x)), None
                )
                if job is None:
                    break
                self._under_way.append(job)
            self._prepare(job)
            done += 1
        return done

    def _is_open(self, job: _Job) -> bool:
        content, window = job
        done = window in content.windows or window in content.refused
        return not done and not any(c is content and x == window for c, x in self._under_way)

    def _prepare(self, job: _Job) -> None:
        from jumeau.render.sunlit.surfaces import site_surface

        content, window = job
        made = None
        try:
            surface = site_surface(content.site, window.box, window.step)
            clouds = [
                x[1] for x in content.held if isinstance(x, tuple) and isinstance(x[1], Cloud)
            ]
            if clouds:
                from jumeau.render.sunlit.points import with_points

                surface = with_points(surface, clouds)
            made = prepared(surface)
        finally:
            with self._lock:
                if made is None:
                    content.refused.add(window)
                else:
                    content.windows[window] = made
                self._under_way = [x for x in self._under_way if x is not job]
                self._lock.notify_all()

    def _finish(self, viewer: Hashable) -> None:
        """Prepare all that a viewer lacks, here and now."""
        while (jobs := self._open_of(viewer)) is not None:
            if jobs:
                with self._lock:
                    if not self._is_open(jobs[0]):
                        continue
                    self._under_way.append(jobs[0])
                self._prepare(jobs[0])
            else:
                with self._lock:
                    self._lock.wait(0.05)
        with self._lock:
            self._lacking.pop(viewer, None)

    def _open_of(self, viewer: Hashable) -> list[_Job] | None:
        """Return what nobody prepares yet of what a viewer lacks; None where all is done."""
        with self._lock:
            waiting = [
                (c, x)
                for c, x in self._lacking.get(viewer, ())
                if x not in c.windows and x not in c.refused
            ]
            return [x for x in waiting if self._is_open(x)] if waiting else None

    def lacks(self, viewer: Hashable) -> bool:
        """Tell whether windows of a viewer's last picture are still to come, or to be shown."""
        with self._lock:
            return bool(self._lacking.get(viewer))

    @property
    def pending(self) -> bool:
        """Whether windows of any viewer's last picture are still to come, or to be shown."""
        with self._lock:
            return any(self._lacking.values())

    def leave(self, viewer: Hashable) -> None:
        """Forget what a viewer needed."""
        with self._lock:
            self._lacking.pop(viewer, None)
            self._shown.pop(viewer, None)
            self._seen.pop(viewer, None)


def sun_of(project: Project, view: ViewState) -> Sun:
    """Return where the sun stands at the instant of a view.

    Raises
    ------
    InputError
        ``sun.bad_instant``, ``sun.no_zone``.
    """
    from jumeau.simulation.sun.placing import place_of
    from jumeau.simulation.sun.position import sun_at

    return sun_at(place_of(project), view.instant)


def passed(project: Project, view: ViewState) -> float:
    """Return the share of the sun's light that leaves let through at the instant of a view."""
    from jumeau.simulation.sun.calendar import legal
    from jumeau.simulation.sun.placing import place_of
    from jumeau.simulation.sun.shade import passes_of

    place = place_of(project)
    return passes_of(legal(view.instant, place.zone).date(), place.latitude)


def model_of(
    stage: Any, worn: Worn, view: ViewState, relief: Relief
) -> tuple[Hashable, tuple[Any, ...], Callable[[], Site | None]]:
    """Return what a view's model is told from others by, what it is made of, and itself.

    Parameters
    ----------
    stage : Stage
        What stands on the ground.
    worn : Worn
        What the view wears of the variants.
    relief : Relief
        The base's ground.
    """
    hidden = frozenset(view.hidden)
    solids = [(k, x.buildings) for k, x in stage.solids.items() if k not in hidden]
    woods = [(k, x.trees) for k, x in stage.woods.items() if k not in hidden]
    clouds = [(k, x.cloud) for k, x in stage.clouds.items() if k not in hidden]
    held = (
        worn.relief(relief), worn.after, *solids, *clouds, *(woods if view.switches.trees else ())
    )  # fmt: skip
    names = tuple((x[0], id(x[1])) if isinstance(x, tuple) else id(x) for x in held)
    grown = view.year if worn.after is not None else 0
    key = (names, view.switches.trees, grown)
    return key, held, lambda: stage.site(worn, view, relief)
