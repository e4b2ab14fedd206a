"""Keeps the scene true to the project: parts prepared by the queue, put in place by the painter."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Signal

from jumeau.app import navigation as nav
from jumeau.app.painter import Painter
from jumeau.app.scene_parts import SNAPSHOT, CurrentStore, is_hidden, is_variant, place_of_variant
from jumeau.app.tasks import PICTURE, TILES, Job, Tasks
from jumeau.errors import Cancelled
from jumeau.i18n import Translator
from jumeau.model.progress import Progress
from jumeau.model.project import Project
from jumeau.model.view_state import Camera, ViewState
from jumeau.render.camera import lift
from jumeau.render.comparing import drawn as drawn_of
from jumeau.render.comparing import lacks
from jumeau.render.contours import contour_rows
from jumeau.render.highlight import sorted_rows
from jumeau.render.legend import Row, legend_rows
from jumeau.render.profiles import profile_of
from jumeau.render.relief import Relief
from jumeau.render.scene import Scene, home_camera
from jumeau.render.shelf import Shelf
from jumeau.render.sun_legend import sun_said
from jumeau.variants.resolved import Resolved

if TYPE_CHECKING:
    from jumeau.io.projects.project_file import OpenProject

_TILE_TIME = 0.6  # [s] of painting between two pictures


class SceneKeeper(QObject):
    """Keeps one scene true to one project.

    Parameters
    ----------
    opened : OpenProject
        The project; its session is followed.
    tasks : Tasks
        The queue.
    tr : Translator
        Words for the status bar and for the furniture of the picture.
    profile : str
        How much the machine is asked for; empty for as much as it seems able to do.

    Attributes
    ----------
    legend : bool
        Whether the picture carries its legend: not while the panels say it beside it.
    refining : bool
        While ``changed`` is told: whether nothing but finer ground has come.
    """

    changed = Signal()
    filled = Signal()
    failed = Signal(object)

    def __init__(
        self, opened: OpenProject, tasks: Tasks, tr: Translator, profile: str = ""
    ) -> None:
        super().__init__()
        self.tr_ = tr
        self.legend = False
        self._scene = Scene(CurrentStore(opened), Shelf(), profile)
        self._lock = threading.Lock()  # guards what the scene holds, not the drawing of it
        self._painter = Painter()
        self._painter.failed.connect(self.failed)
        self._opened = opened
        self._tasks = tasks
        self._jobs: dict[Any, Job | None] = {}
        self._refused: set[Any] = set()
        self._tiles: Job | None = None
        self.refining = False
        self._closed = False
        self._first = True  # nothing has been drawn yet
        self._late = False  # a variant waits: for its state before, or for ground that is painted
        self._stop_following: Callable[[], None] = opened.session.subscribe(self._follow)
        self._follow(opened.session.project, opened.session.project)

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._opened.session.project

    @property
    def is_filled(self) -> bool:
        """Whether there is a picture that lacks nothing, painted already or not."""
        return not self._jobs and self._scene.relief is not None

    @property
    def complete(self) -> bool:
        """Whether the picture lacks nothing and nothing is being painted."""
        return not self._jobs and self._tiles is None and self._painter.idle

    @property
    def relief(self) -> Relief | None:
        """The ground; None until it is there."""
        return self._scene.relief

    def close(self) -> None:
        """Give everything back; the renderer first."""
        if self._closed:
            return
        self._closed = True
        self._stop_following()
        for job in (*self._jobs.values(), self._tiles):
            if job is not None:
                self._tasks.cancel(job)
        self._painter.close(self._scene.close)

    def choose_profile(self, name: str) -> None:
        """Ask more, or less, of the machine; empty for as much as it seems able to do."""
        self._painter.do(lambda: self._scene.choose_profile(name), lambda _: self.changed.emit())

    def ask_renderer(self, then: Callable[[tuple[str, str]], object]) -> None:
        """Have told what draws the pictures: its own name, and the profile that suits it."""
        scene = self._scene

        def look() -> tuple[str, str]:
            return scene.canvas.drawn_by, profile_of(scene.canvas.drawn_by).name

        self._painter.spare(look, then)

    # -- keeping up ------------------------------------------------------------------------------

    def _follow(self, _old: Project, _project: Project) -> None:
        self._catch_up()
        self.changed.emit()

    def _catch_up(self) -> None:
        """Prepare what the scene lacks of the project as it is now."""
        project = self.project

        def catch_up() -> tuple[Any, ...]:
            with self._lock:
                self._scene.show(project)
                return self._scene.wanted(project)

        if not self._closed:
            self._painter.do(catch_up, self._prepare_all)

    def _prepare_all(self, wanted: Iterable[Any]) -> None:
        wanted = tuple(wanted)
        places = {place_of_variant(x) for x in wanted if is_variant(x)}
        for part, job in tuple(self._jobs.items()):
            # A variant that has changed again goes on: it is nearer than the one that is shown.
            goes_on = is_variant(part) and place_of_variant(part) in places
            if part not in wanted and job is not None and not goes_on:
                self._jobs.pop(part)
                self._tasks.cancel(job)
        hidden = set(self._opened.session.view.hidden)
        self._late = False
        under_way = {place_of_variant(x) for x in self._jobs if is_variant(x)}
        for part in sorted(wanted, key=lambda x: (is_variant(x), is_hidden(x, hidden))):
            if part in self._jobs or part in self._refused:
                continue
            if is_variant(part) and place_of_variant(part) in under_way:
                self._late = True  # its state before comes first
            else:
                self._late |= is_variant(part) and self._tiles is not None
                self._prepare(part)
        self.changed.emit()
        self._perhaps_filled()

    def _prepare(self, part: Any) -> None:
        scene = self._scene

        def failed(problem: BaseException) -> None:
            self._jobs.pop(part, None)
            if not isinstance(problem, Cancelled):
                self._refused.add(part)
                self.failed.emit(problem)
                self._perhaps_late()
                self._perhaps_filled()

        self._jobs[part] = self._tasks.submit(
            "" if is_variant(part) else self.tr_("app.job.picture"),
            lambda progress: scene.prepare(part, progress),
            lambda prepared: self._install(part, prepared),
            failed,
            urgency=PICTURE,
        )

    def _install(self, part: Any, prepared: Any) -> None:
        if self._closed or part not in self._jobs:
            return
        self._jobs[part] = None

        def install() -> None:
            with self._lock:
                self._scene.install(part, prepared)

        def installed(_: None) -> None:
            self._jobs.pop(part, None)
            self.changed.emit()
            self._perhaps_late()
            self._perhaps_filled()

        self._painter.do(install, installed)

    def _perhaps_late(self) -> None:
        """Prepare what changed again while it was being prepared."""
        if self._late:
            self._catch_up()

    def _perhaps_filled(self) -> None:
        """Tell when nothing is missing any more; a project without a view gets one."""
        if self._jobs:
            return
        session = self._opened.session
        if session.view.camera is None and (camera := self.home()) is not None:
            session.set_view(msgspec.structs.replace(session.view, camera=camera))
        self.filled.emit()

    # -- pictures --------------------------------------------------------------------------------

    def paint(
        self,
        view: ViewState,
        size: nav.Size,
        then: Callable[[Any], object],
        *,
        moving: bool,
        ratio: float,
        viewer: Hashable = None,
        turn: int = -1,
    ) -> None:
        """Paint a view with its furniture, soon; ``then`` receives the pixels.

        ``viewer`` is who asks: of each, only the latest picture is painted. Of a comparison
        ``then`` receives the :class:`~jumeau.render.comparing.Compared`; ``turn`` is the side seen.
        """
        if self._closed or view.camera is None:
            return
        project, tr, legend, scene = self.project, self.tr_, self.legend, self._scene
        # Something is seen at once; a finer picture follows as soon as nothing is missing.
        first = self._first
        rough = first or not all(is_variant(x) for x in self._jobs)

        def draw() -> tuple[Any, bool] | None:
            if scene.relief is None:
                return None
            image = drawn_of(
                scene, project, view, size, tr, px_ratio=ratio, legend=legend, names=not first,
                moving=moving, rough=rough, viewer=viewer, turn=turn,
            )  # fmt: skip
            return image, not moving and lacks(scene, view, viewer)

        def drawn(answer: tuple[Any, bool] | None) -> None:
            if answer is not None:
                then(answer[0])
                if self._first:
                    self._first = False
                    self.changed.emit()
                elif answer[1]:
                    self._work_on_tiles()

        self._painter.paint(draw, drawn, viewer)

    def snapshot(self, view: ViewState, size: nav.Size, then: Callable[[Any], object]) -> None:
        """Draw a view small and without furniture, once nothing else is to be drawn.

        ``then`` receives the pixels (h, w, 3) uint8, or None while there is no ground.
        """
        project, scene = self.project, self._scene

        def draw() -> Any:
            if scene.relief is None:
                return None
            with scene.highlight.away(), scene.stage.away():
                if view.instant:  # its shade is there with the first picture
                    scene.settle(project, view, size, viewer=SNAPSHOT)
                image = scene.draw(project, view, size, viewer=SNAPSHOT)
            scene.leave(SNAPSHOT)
            return image

        if not self._closed:
            self._painter.spare(draw, then)

    def _work_on_tiles(self) -> None:
        """Paint finer ground in the background; the picture is drawn again when it is there."""
        if self._tiles is not None or self._closed:
            return
        scene = self._scene

        def work(progress: Progress) -> int:
            painted, until = 0, time.monotonic() + _TILE_TIME
            # Who draws does not wait for ground: a variant that changes comes before it.
            while not self._late and time.monotonic() < until and (more := scene.work_on_tiles(1)):
                progress(0.0)
                painted += more
            return painted

        def done(painted: int) -> None:
            self._tiles = None
            if painted and not self._closed:
                self.refining = True
                self.changed.emit()
                self.refining = False

        def failed(problem: BaseException) -> None:
            self._tiles = None
            if not isinstance(problem, Cancelled):
                self.failed.emit(problem)

        self._tiles = self._tasks.submit("", work, done, failed, urgency=TILES)

    def lacks(self, viewer: Hashable = None) -> bool:
        """Tell whether a viewer's last picture lacks ground or points that are still to come."""
        return not self._closed and self._scene.lacks(viewer)

    def leave(self, viewer: Hashable) -> None:
        """Forget a viewer: its view is closed."""
        if not self._closed:
            self._painter.do(lambda: self._scene.leave(viewer), lambda _: None)

    # -- questions -------------------------------------------------------------------------------

    def pick(self, view: ViewState, size: nav.Size, x: float, y: float) -> Any:
        """Return what lies under a pixel."""
        if self._closed or view.camera is None:
            return None
        with self._lock:
            return self._scene.pick(self.project, view, size, x, y)

    def lifted(self, camera: Camera) -> Camera:
        """Return the camera that a picture is really drawn with: never below the ground."""
        view = self._opened.session.view
        relief = self._scene.relief_of(view)
        return camera if relief is None else lift(camera, relief, view.section)

    def site(self, view: ViewState) -> Any:
        """Return what a view shows as arrays, to be measured; None while there is no ground."""
        with self._lock:
            return None if self._closed else self._scene.site(view)

    def resolved(self, view: ViewState) -> Resolved | None:
        """Return what the variant of a view makes of the base; None for today, or not yet."""
        with self._lock:
            return None if self._closed else self._scene.resolved(view)

    def base(self) -> Any:
        """Return the data beneath all variants; None while there is nothing to see."""
        return self._scene.base(self.project) if self.is_filled and not self._closed else None

    def ground(self, x: float, y: float) -> float:
        """Return the ground's altitude at a place [m]; 0 while there is no ground."""
        relief = self._scene.relief_of(self._opened.session.view)
        return 0.0 if relief is None else float(relief.altitude(x, y))

    def facts(self, layer_id: str, row: int) -> dict[str, Any]:
        """Return how a feature came to its form."""
        with self._lock:
            return self._scene.facts(layer_id, row)

    def legend_rows(self, view: ViewState) -> tuple[Row, ...]:
        """Return the rows of the legend of a view."""
        if self._closed:
            return ()
        project, scene, tr = self.project, self._scene, self.tr_
        with self._lock:
            keys, sun = scene.keys(), sun_said(scene, project, view, tr)
        more = contour_rows(scene.relief, view, tr)
        return (*sun.rows, *legend_rows(project, view, tr, keys), *more)

    def mark(self, layer_id: str = "", row: int = -1) -> None:
        """Make one feature stand out in the picture, and no other; none without arguments."""
        self.choose({layer_id: (row,)} if row >= 0 else {})

    def choose(self, rows: Mapping[str, Iterable[int]]) -> None:
        """Make these rows of these layers stand out in the picture, and no others."""

        def mark() -> bool:
            chosen = {name: sorted_rows(those) for name, those in rows.items()}
            with self._lock:
                return self._scene.choose(chosen)

        if not self._closed:
            self._painter.do(mark, lambda changed: self.changed.emit() if changed else None)

    def choose_edit(self, *edits: str) -> None:
        """Make the elements of these edits stand out in the picture, and no others."""
        if not self._closed:
            told, choose = self.changed.emit, self._scene.choose_edit
            self._painter.do(lambda: choose(*edits), lambda x: told() if x else None)

    def home(self) -> Camera | None:
        """Return the camera that sees everything; None while there is nothing to see."""
        with self._lock:
            there = self._scene.relief is not None
            return home_camera(self.project, self._scene) if there else None
