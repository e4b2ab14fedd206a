"""Date and hour of the sun as a feature of the window: its strip, its ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDockWidget, QWidget

from jumeau.app.selecting.asking import Asking
from jumeau.model.project import Project
from jumeau.model.view_state import Switches, ViewState

if TYPE_CHECKING:
    from collections.abc import Callable

    from jumeau.app.sunning.bar import SunBar
    from jumeau.app.workspace import Workspace
    from jumeau.simulation.sun.place import SunPlace

DOCK = "sun"
_ACTIONS = ("sun_strip", "sun_now", "sun_play", "sun_shade", "sun_path")
_LAST = "sun_instant"


class Sunning(QObject):
    """Gives the view an instant while the strip is open, and takes it away with it.

    The sun's algorithm and the project's place on Earth are loaded in the background when they are
    needed the first time.

    Parameters
    ----------
    workspace : Workspace
        Of the open project.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._session = workspace.session
        self._window = workspace.window_
        self._asking = Asking(self._window.tasks)
        self._place: SunPlace | None = None
        self._waiting: list[Callable[[], object]] = []
        self.bar: SunBar | None = None
        bind = self._window.actions_.bind
        bind("sun_strip", self.toggle)
        bind("sun_now", lambda: self._with_place(self._show_now))
        bind("sun_play", lambda: self._with_place(self._play))
        bind("sun_shade", lambda: self._turn("shade"))
        bind("sun_path", lambda: self._turn("sun_path"))
        self._stops = (
            self._session.subscribe(self._follow),
            self._session.subscribe_view(self._follow_view),
        )
        view = self._session.view
        self._tick(view)
        if view.instant:
            self._with_place(self._show)

    def close(self) -> None:
        """Take everything down; the view keeps its instant."""
        for stop in self._stops:
            stop()
        self._asking.close()
        actions = self._window.actions_
        if self.bar is not None:
            self.bar.close_bar()
        actions.unbind(*_ACTIONS)
        for name in ("sun_strip", "sun_shade", "sun_path"):
            actions[name].setChecked(False)

    # -- where -----------------------------------------------------------------------------------

    def _with_place(self, then: Callable[[], object]) -> None:
        """Do something as soon as it is known where the project lies."""
        if self._place is not None:
            then()
            return
        self._waiting.append(then)
        if len(self._waiting) > 1:
            return
        project = self._session.project

        def work(_progress: Any) -> SunPlace:
            from jumeau.app.sunning import bar
            from jumeau.app.sunning.day import day_of
            from jumeau.model.instants import aware
            from jumeau.simulation.sun.placing import place_of

            place = place_of(project)
            day_of(place, aware(bar.now(place.zone)).date())  # the algorithm is loaded by this
            return place

        def done(place: SunPlace) -> None:
            self._place = place
            waiting, self._waiting = self._waiting, []
            for one in waiting:
                one()

        def failed(problem: BaseException) -> None:
            self._waiting.clear()
            self._tick(self._session.view)
            self._window.explain(problem)

        self._asking.submit(work, done, failed)

    # -- the strip -------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Open the strip, or close it."""
        if self._session.view.instant:
            self.shut()
        else:
            self._with_place(self.open)

    def open(self) -> None:
        """Give the view the instant that it had last, or this day at 14 h."""
        if not self._session.view.instant and self._place is not None:
            from jumeau.app.sunning.bar import usual
            from jumeau.app.sunning.day import USUAL

            last = self._window.property(_LAST)
            self._look(last or usual(self._place.zone, USUAL))
        if self.bar is not None:
            self.bar.slider.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def shut(self) -> None:
        """Take the instant away."""
        self._look("")
        self._workspace.viewport.setFocus()

    def _look(self, instant: str, moving: bool = False) -> None:
        if moving:
            self._workspace.viewport.stir()
        view = self._session.view
        self._session.set_view(msgspec.structs.replace(view, instant=instant))

    def _show_now(self) -> None:
        from jumeau.app.sunning.bar import now

        if self._place is not None:
            if self.bar is not None:
                self.bar.stop()
            self._look(now(self._place.zone))

    def _play(self) -> None:
        if not self._session.view.instant:
            self.open()
        if self.bar is not None:
            self.bar.play.toggle()

    def _show(self) -> None:
        """Show the strip as the view says."""
        view, place = self._session.view, self._place
        docks = self._workspace.docks
        if view.instant and place is not None:
            if self.bar is None:
                self._make()
            assert self.bar is not None
            self.bar.show_instant(place, view.instant)
        elif self.bar is not None:
            self.bar.stop()
        if self.bar is not None:
            docks.follow(DOCK, shown=bool(view.instant))

    def _make(self) -> None:
        """Make the strip when it is needed the first time."""
        from jumeau.app.sunning.bar import SunBar

        window, tr = self._window, self._window.tr_
        bar = self.bar = SunBar(tr, window.icons, window.theme, lambda: window.settings.motion)
        bar.asked.connect(self._look)
        bar.now_asked.connect(self._show_now)
        bar.closed.connect(self.shut)
        area = Qt.DockWidgetArea.BottomDockWidgetArea
        dock = self._workspace.add_dock(DOCK, tr("sunning.title"), bar, area, shown=False)
        dock.setTitleBarWidget(QWidget())
        years = [x for x in window.findChildren(QDockWidget) if x.objectName() == "years"]
        if years:  # below the strip of years, as wide as the window
            window.splitDockWidget(years[-1], dock, Qt.Orientation.Vertical)
        bar.setMaximumHeight(bar.sizeHint().height())  # never a share of other panels

    # -- following -------------------------------------------------------------------------------

    def _follow(self, old: Project, new: Project) -> None:
        if (old.crs, old.place, old.bounds) != (new.crs, new.place, new.bounds):
            self._place = None
            if self._session.view.instant:
                self._with_place(self._show)

    def _follow_view(self, old: ViewState, view: ViewState) -> None:
        if old.instant != view.instant:
            if old.instant and not view.instant:
                self._window.setProperty(_LAST, old.instant)
            self._with_place(self._show)
        if old.instant != view.instant or old.switches != view.switches:
            self._tick(view)

    # -- ticks -----------------------------------------------------------------------------------

    def _turn(self, name: str) -> None:
        """Show or leave out the shade or the sun's path; showing them needs an hour."""
        view = self._session.view
        shown = not (bool(view.instant) and getattr(view.switches, name))
        switches: Switches = msgspec.structs.replace(view.switches, **{name: shown})
        self._session.set_view(msgspec.structs.replace(view, switches=switches))
        self._tick(self._session.view)
        if shown and not view.instant:
            self._with_place(self.open)

    def _tick(self, view: ViewState) -> None:
        actions, on = self._window.actions_, bool(view.instant)
        actions["sun_strip"].setChecked(on)
        actions["sun_shade"].setChecked(on and view.switches.shade)
        actions["sun_path"].setChecked(on and view.switches.sun_path)
