"""The place whose noise is shown: computed in the background, again whenever the model changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QPainter

from jumeau.app.scene_parts import CurrentStore
from jumeau.app.selecting.asking import Asking
from jumeau.app.sun_places.sides import usual_pair
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState

if TYPE_CHECKING:
    from jumeau.app.noise_place.panel import NoisePanel
    from jumeau.app.tasks import Job
    from jumeau.app.workspace import Workspace
    from jumeau.render.noise_place import Answer, Spot

PAUSE = 250  # [ms] after the last change of the model
Ask = Callable[..., Any]


def ask(*given: Any, **options: Any) -> Answer:
    """Compute the noise of a place: see :func:`jumeau.render.noise_listening.noise_of`."""
    from jumeau.render.noise_listening import noise_of

    return noise_of(*given, **options)


class NoisePlaces(QObject):
    """The chosen place: the ways of the sound in the picture, and the panel that tells them.

    Parameters
    ----------
    workspace : Workspace
        Of the open project.

    Attributes
    ----------
    spot : Spot or None
        Where one listens.
    answer : Answer or None
        The last one that was computed.
    current : bool
        Whether it holds for the model as it is.
    asker : callable
        What computes an answer.
    """

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._asking = Asking(workspace.window_.tasks)
        self._job: Job | None = None
        self._clicked: tuple[float, float, float] | None = None
        self.spot: Spot | None = None
        self.answer: Answer | None = None
        self.current = False
        self.panel: NoisePanel | None = None
        self.asker: Ask = ask
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE)
        self._soon.timeout.connect(self.renew)
        session = workspace.session
        self._stops: tuple[Callable[[], None], ...] = (
            session.subscribe(self._project_changed),
            session.subscribe_view(self._view_changed),
        )
        workspace.keeper.changed.connect(self._scene_changed)
        workspace.viewport.overlays.append(self.paint)

    def close(self) -> None:
        """Take everything down."""
        for stop in self._stops:
            stop()
        self._soon.stop()
        self._asking.cancel(self._job)
        self._asking.close()
        self._workspace.keeper.changed.disconnect(self._scene_changed)
        self._workspace.viewport.overlays.remove(self.paint)

    # -- choosing --------------------------------------------------------------------------------

    def find(self, point: tuple[float, float, float]) -> None:
        """Show the noise at a place of the model: on the ground, a façade or a roof."""
        self._clicked = point
        self.answer = None
        self.open_panel()
        self._workspace.viewport.update()
        self.renew()

    def open_panel(self) -> None:
        """Show the panel to the right of the picture."""
        from jumeau.app.noise_place.panel import NoisePanel

        workspace = self._workspace
        if self.panel is None:
            self.panel = NoisePanel(workspace, self)
            self.panel.closed.connect(self.clear)
            self.panel.asked.connect(self.renew)
            title = workspace.window_.tr_("noise_place.panel")
            area = Qt.DockWidgetArea.RightDockWidgetArea
            dock = workspace.add_dock("noise_place", title, self.panel, area, shown=False)
            dock.hide()  # whatever it was the last time: the panels may be away
            if not dock.isFloating():
                workspace.window_.tabifyDockWidget(workspace.docks["details"], dock)
        workspace.docks.follow("noise_place", shown=True)
        workspace.docks["noise_place"].raise_()

    def clear(self) -> None:
        """Forget the place, its ways and its panel."""
        self._clicked = self.spot = self.answer = None
        self.current = False
        self._soon.stop()
        self._asking.cancel(self._job)
        if self.panel is not None:
            self._workspace.docks.follow("noise_place", shown=False)
        self._workspace.viewport.update()

    @property
    def sides(self) -> tuple[str, ...]:
        """Ids of what is told, the one that it is compared with first."""
        session = self._workspace.session
        return usual_pair(session.project, session.view)

    # -- computing -------------------------------------------------------------------------------

    def _project_changed(self, old: Project, new: Project) -> None:
        if old.variants != new.variants or old.layers != new.layers:
            self._outdated()

    def _view_changed(self, old: ViewState, new: ViewState) -> None:
        if (old.hidden, old.year, old.variants) != (new.hidden, new.year, new.variants):
            self._outdated()

    def _outdated(self) -> None:
        """Say at once that what is shown no longer holds; compute when the scene has followed."""
        if self._clicked is None:
            return
        self.current = False
        if self.panel is not None:
            self.panel.wait()
        self._workspace.viewport.update()
        self._workspace.keeper.ask_renderer(lambda _: self._soon.start())

    def _scene_changed(self) -> None:
        if not self.current and self._clicked is not None and self._job is None:
            self._soon.start()

    def renew(self) -> None:
        """Compute what is asked; later, where the scene does not hold the model yet."""
        keeper, workspace = self._workspace.keeper, self._workspace
        point, panel = self._clicked, self.panel
        site = keeper.site(workspace.session.view) if keeper.is_filled else None
        if point is None or panel is None or site is None:
            self.current = False
            return  # the keeper tells when it is
        self._soon.stop()
        self._asking.cancel(self._job)
        project, view, sides = workspace.session.project, workspace.session.view, self.sides
        store, above, asker = CurrentStore(workspace.opened), panel.above, self.asker
        self.current = False
        panel.wait()

        def work(progress: Any) -> Answer:
            # Walls are found among triangles, ways among buildings: not in the window's thread.
            from jumeau.render.noise_place import spot_at

            spot = spot_at(site, point, above)
            found: Answer = asker(project, view, sides, spot, store, progress=progress)
            return found

        def done(answer: Answer) -> None:
            self._job = None
            if self._clicked is not point:
                return
            self.spot, self.answer, self.current = answer.spot, answer, True
            panel.show_answer(answer)
            workspace.viewport.update()

        title = workspace.window_.tr_("app.job.noise_place")
        self._job = self._asking.submit(work, done, self._failed, title)

    def _failed(self, problem: BaseException) -> None:
        from jumeau.errors import Cancelled

        self._job = None
        if not isinstance(problem, Cancelled):
            self._workspace.window_.explain(problem)

    # -- the picture -----------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        """Draw the ways of the sound, the place, and what is said of them for the room."""
        if self._clicked is None or self.panel is None:
            return
        from jumeau.app.noise_place.drawing import draw_mark, draw_ways, keep_words_clear, lay_key

        viewport = self._workspace.viewport
        here, frames = viewport.frame, viewport.frames
        moved = painter.worldTransform()
        place = (round(here.x + moved.dx()), round(here.y + moved.dy()))
        cells = [x for x in frames if (round(x.x), round(x.y)) == place]
        # Beside each other, each picture has the ways of its own variant.
        shown = cells[0].view.variant if len(cells) == 1 < len(frames) else self.panel.shown
        answer = self.answer
        heard = None if answer is None else answer.heard.get(shown)
        if heard is None or self.spot is None or not self.current:
            draw_mark(painter, self._workspace, self._clicked)
            return
        chosen = self.panel.chosen_route if shown == self.panel.shown else None
        if len(frames) == 1 and self._workspace.session.view.furniture:
            keep_words_clear(painter, self._workspace)
        draw_ways(painter, self._workspace, heard, chosen)
        draw_mark(painter, self._workspace, self.spot.point, foot=self.spot.clicked)
        # Once, over all pictures that share the widget: with the last of them.
        if place != (round(frames[-1].x), round(frames[-1].y)):
            return
        painter.resetTransform()
        painter.setClipping(False)
        if self.panel.on_picture.isChecked():
            lay_key(painter, self._workspace, self.panel, self.spot.point)
