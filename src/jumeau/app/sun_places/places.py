"""The place whose sun is shown: computed in the background, again whenever the model changes."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QDockWidget, QWidget

from jumeau.app.scene_parts import CurrentStore
from jumeau.app.selecting.asking import Asking
from jumeau.app.sun_places.sides import picture_moment, sites_now, usual_pair
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState
from jumeau.render.sun_finding import AUTO

if TYPE_CHECKING:
    from jumeau.app.sun_places.panel import PlacePanel
    from jumeau.app.sun_places.sky_panel import SkyPanel
    from jumeau.app.tasks import Job
    from jumeau.app.workspace import Workspace
    from jumeau.render.site import Site
    from jumeau.render.sun_answers import Answer, Around
    from jumeau.simulation.sun.spots import Spot

PAUSE = 150  # [ms] after the last change of the model
HEIGHT = 230
"""Of the chart's dock [pixels]."""


class Places(QObject):
    """The chosen place: its mark in the picture, its chart and its sky.

    Parameters
    ----------
    workspace : Workspace
        Of the open project.

    Attributes
    ----------
    spot : Spot or None
        The place whose sun is shown.
    sky_spot : Spot or None
        The point or window whose sky is shown.
    answer : Answer or None
        The last one that was computed.
    current : bool
        Whether it holds for the model as it is.
    """

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._asking = Asking(workspace.window_.tasks)
        self._around: Around | None = None
        self._job: Job | None = None
        self._sky_job: Job | None = None
        self._sites: dict[str, Site] = {}
        self.spot: Spot | None = None
        self.sky_spot: Spot | None = None
        self.answer: Answer | None = None
        self.current = False
        self.panel: PlacePanel | None = None
        self.sky: SkyPanel | None = None
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
        self._asking.cancel(self._sky_job)
        self._asking.close()
        self._workspace.keeper.changed.disconnect(self._scene_changed)
        self._workspace.viewport.overlays.remove(self.paint)

    # -- choosing --------------------------------------------------------------------------------

    @property
    def mode(self) -> str:
        """What is clicked: one of :data:`jumeau.render.sun_finding.MODES`."""
        return AUTO if self.panel is None else self.panel.mode

    def find(self, point: tuple[float, float, float], mode: str, *, sky: bool = False) -> None:
        """Find what a click means, in the background, and show its sun or its sky."""
        workspace = self._workspace
        session, view = workspace.session, workspace.session.view
        site = workspace.keeper.site(view)
        if site is None:
            return
        project, store = session.project, CurrentStore(workspace.opened)
        resolved = workspace.keeper.resolved(view)

        def work(_progress: object) -> Spot:
            # Parcels are read with Arrow: not in the window's thread.
            from jumeau.render.sun_finding import place_at

            return place_at(project, store, site, resolved, point, mode)

        self._asking.submit(work, self.choose_sky if sky else self.choose)

    def choose_outline(self, ring: np.ndarray) -> None:
        """Show the sun of an outline (N, 2) [m]."""
        from jumeau.simulation.sun.spots import area_spot

        self.choose(area_spot((ring,)))

    def choose(self, spot: Spot) -> None:
        """Show the sun of a place."""
        self.spot, self.answer = spot, None
        self.open_panel()
        self._workspace.viewport.update()
        self.renew()

    def choose_sky(self, spot: Spot) -> None:
        """Show the sky over a point or a window."""
        from jumeau.app.sun_places.sky_panel import SkyPanel

        self.sky_spot = spot
        workspace = self._workspace
        if self.sky is None:
            self.sky = SkyPanel(workspace, self)
            title = workspace.window_.tr_("app.action.sky_diagram")
            area = Qt.DockWidgetArea.RightDockWidgetArea
            dock = workspace.add_dock("sky_diagram", title, self.sky, area, shown=False)
            dock.hide()  # whatever it was the last time: the panels may be away
            if not dock.isFloating():
                workspace.window_.tabifyDockWidget(workspace.docks["details"], dock)
        workspace.docks.follow("sky_diagram", shown=True)
        workspace.docks["sky_diagram"].raise_()
        workspace.viewport.update()
        self.renew()

    def sky_of_place(self) -> None:
        """Show the sky over the middle of the place whose sun is shown."""
        from jumeau.simulation.sun.spots import SpotKind, point_spot, window_spot

        spot, site = self.spot, self._workspace.keeper.site(self._workspace.session.view)
        if spot is None or site is None:
            return
        if spot.kind is not SpotKind.AREA:
            x, y, z = spot.points.mean(axis=0).tolist()
            if spot.normal is None:
                self.choose_sky(point_spot(x, y, z))
            else:
                self.choose_sky(window_spot((x, y, z), spot.normal))
            return
        west, south, east, north = spot.box
        x, y = (west + east) / 2, (south + north) / 2
        self.choose_sky(point_spot(x, y, float(site.relief.altitude(x, y)) + 0.1))

    def open_panel(self) -> None:
        """Show the chart below the picture."""
        from jumeau.app.sun_places.panel import PlacePanel

        workspace = self._workspace
        if self.panel is None:
            self.panel = PlacePanel(workspace, self)
            self.panel.closed.connect(self.clear)
            self.panel.asked.connect(self.renew)
            area = Qt.DockWidgetArea.BottomDockWidgetArea
            title = workspace.window_.tr_("sun_places.title")
            dock = workspace.add_dock("sun_place", title, self.panel, area, shown=False)
            dock.hide()  # whatever it was the last time: the panels may be away
            dock.setTitleBarWidget(QWidget())  # the sentence says what it is
            self._stack()
        workspace.docks.follow("sun_place", shown=True)

    def _stack(self) -> None:
        """Put the chart below the strips of years and hours, as wide as the window."""
        window, dock = self._workspace.window_, self._workspace.docks["sun_place"]
        if dock.isFloating():
            return
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        strips = [
            x for x in window.findChildren(QDockWidget)
            if x is not dock and x.isVisible() and window.dockWidgetArea(x) == bottom
        ]  # fmt: skip
        if strips:
            window.splitDockWidget(max(strips, key=lambda x: x.y()), dock, Qt.Orientation.Vertical)
        window.resizeDocks([dock], [HEIGHT], Qt.Orientation.Vertical)

    def clear(self) -> None:
        """Forget the place, and hide the chart."""
        self.spot, self.answer, self.current = None, None, False
        self._asking.cancel(self._job)
        if self.panel is not None:
            self._workspace.docks.follow("sun_place", shown=False)
        self._workspace.viewport.update()

    def clear_sky(self) -> None:
        """Forget the point whose sky is shown, and hide the sky."""
        self.sky_spot = None
        self._asking.cancel(self._sky_job)
        if self.sky is not None:
            self._workspace.docks.follow("sky_diagram", shown=False)
        self._workspace.viewport.update()

    # -- what is asked ---------------------------------------------------------------------------

    @property
    def sides(self) -> tuple[str, ...]:
        """Ids of what is shown, the one that it is compared with first."""
        if self.panel is None:
            return usual_pair(self._workspace.session.project, self._workspace.session.view)
        return self.panel.sides

    def dates(self) -> tuple[datetime.date, ...]:
        """Return the dates that are computed: the four, and the picture's."""
        from jumeau.simulation.sun.calendar import DATES

        picture = self.picture_date()
        year = picture.year if picture else datetime.datetime.now(datetime.UTC).year
        found = [datetime.date(year, *day) for day in DATES.values()]
        return (*found, *([picture] if picture is not None and picture not in found else []))

    def picture_date(self) -> datetime.date | None:
        """Return the legal date of the picture's instant; None where it has none."""
        moment = picture_moment(self._workspace.session)
        return None if moment is None else moment.date()

    def picture_minute(self) -> float:
        """Return the legal time of the picture's instant [min after midnight]."""
        moment = picture_moment(self._workspace.session)
        return 0.0 if moment is None else 60.0 * moment.hour + moment.minute

    # -- computing -------------------------------------------------------------------------------

    def _project_changed(self, old: Project, new: Project) -> None:
        if old.variants != new.variants and self.panel is not None:
            self.panel.fill_variants()
        if old.variants != new.variants or old.layers != new.layers:
            self._outdated()

    def _view_changed(self, old: ViewState, new: ViewState) -> None:
        if self.spot is None and self.sky_spot is None:
            return
        if old.variants != new.variants and self.panel is not None:
            self.panel.follow_view()
        if (old.hidden, old.year, old.switches.trees) != (
            new.hidden, new.year, new.switches.trees,
        ):  # fmt: skip
            self._outdated()
        if old.instant != new.instant and self.panel is not None:
            self.panel.follow_instant()
            if not old.instant and not self._workspace.docks.away:
                QTimer.singleShot(0, self, self._stack)  # the strip of hours has just come

    def _outdated(self) -> None:
        """Say at once that what is shown no longer holds; compute when the scene has followed."""
        if self.spot is None and self.sky_spot is None:
            return
        self.current = False
        if self.panel is not None:
            self.panel.chart.wait()
        if self.sky is not None:
            self.sky.wait()
        # Asked after what the change itself has asked of the renderer: only then does the keeper
        # know what the scene lacks.
        self._workspace.keeper.ask_renderer(lambda _: self._soon.start())

    def _scene_changed(self) -> None:
        if not self.current and (self.spot is not None or self.sky_spot is not None):
            self._soon.start()

    def renew(self) -> None:
        """Compute what is asked; later, where the scene does not hold the model yet."""
        keeper = self._workspace.keeper
        if not keeper.is_filled:
            self.current = False
            return  # the keeper tells when it is
        self._soon.stop()
        self._sites = sites_now(self._workspace, self.sides)
        if not self._sites:
            return
        self._ask_sun()
        self._ask_sky()

    def _ask_sun(self) -> None:
        spot, project, sites = self.spot, self._workspace.session.project, self._sites
        if spot is None or self.panel is None:
            return
        chosen = self.panel.date
        others = tuple(x for x in self.dates() if x != chosen)
        if self.answer is not None:
            self.panel.chart.wait()
        # The date that is looked at first: the answer comes while people speak.
        self._submit_sun(spot, project, sites, ((chosen,), (chosen, *others)))

    def _submit_sun(
        self,
        spot: Spot,
        project: Project,
        sites: dict[str, Site],
        stages: tuple[tuple[datetime.date, ...], ...],
    ) -> None:
        self._asking.cancel(self._job)

        def work(progress: Any) -> Answer:
            from jumeau.render.sun_answers import answer_of

            return answer_of(project, sites, spot, stages[0], self._kept(), progress=progress)

        def done(answer: Answer) -> None:
            self._job = None
            if spot is not self.spot:
                return
            self.answer, self.current = answer, True
            assert self.panel is not None
            self.panel.show_answer(answer)
            if len(stages) > 1:
                self._submit_sun(spot, project, sites, stages[1:])

        title = self._workspace.window_.tr_("app.job.sun_place")
        self._job = self._asking.submit(work, done, self._failed, title)

    def _ask_sky(self) -> None:
        spot, project, sites = self.sky_spot, self._workspace.session.project, self._sites
        if spot is None or self.sky is None:
            return
        dates, sky = self.dates()[:4], self.sky
        self._asking.cancel(self._sky_job)

        def work(progress: Any) -> Any:
            from jumeau.render.sun_answers import diagrams_of

            found = diagrams_of(project, sites, spot, dates, self._kept(), progress=progress)
            return found, sky.names(found, sites)

        def done(found: Any) -> None:
            self._sky_job = None
            if spot is self.sky_spot:
                self.current = True
                sky.show_sky(*found)

        title = self._workspace.window_.tr_("app.job.sun_place")
        self._sky_job = self._asking.submit(work, done, self._failed, title)

    def _kept(self) -> Around:
        from jumeau.render.sun_answers import Around

        if self._around is None:
            self._around = Around()
        return self._around

    def _failed(self, problem: BaseException) -> None:
        from jumeau.errors import Cancelled

        if not isinstance(problem, Cancelled):
            self._workspace.window_.explain(problem)

    # -- the picture -----------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        """Mark the place in the picture, and the point whose sky is shown; chart and sky too."""
        from jumeau.app.sun_places.marking import lay_chart, lay_sky, mark

        for spot in (self.spot, self.sky_spot):
            if spot is not None:
                mark(painter, self._workspace, spot, named=spot is self.sky_spot)
        # Once, over all pictures that share the widget: with the last of them.
        here, last = self._workspace.viewport.frame, self._workspace.viewport.frames[-1]
        moved = painter.worldTransform()
        if (round(moved.dx()), round(moved.dy())) != (last.x - here.x, last.y - here.y):
            return
        painter.resetTransform()
        painter.setClipping(False)
        if self.spot is not None and self.panel is not None and self.panel.on_picture.isChecked():
            lay_chart(painter, self._workspace, self.panel)
        if self.sky_spot is not None and self.sky is not None and self.sky.on_picture.isChecked():
            lay_sky(painter, self._workspace, self.sky)
