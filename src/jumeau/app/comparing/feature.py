"""The feature: how variants are compared in the viewport, and which."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDockWidget

from jumeau.app.comparing.blink import Blink
from jumeau.app.comparing.handle import Handle
from jumeau.app.comparing.pairing import compared, known, usual_sides
from jumeau.app.comparing.shown import Joining
from jumeau.model.project import Project
from jumeau.model.view_state import Compare, ViewState
from jumeau.render.compared import sides_shown
from jumeau.render.comparing import viewer_of

if TYPE_CHECKING:
    from jumeau.app.comparing.table import DifferenceTable
    from jumeau.app.workspace import Workspace

MODES: dict[str, Compare] = {
    "compare_none": Compare.NONE,
    "compare_swipe": Compare.SWIPE,
    "compare_sides": Compare.SIDE_BY_SIDE,
    "compare_blink": Compare.BLINK,
    "compare_ghost": Compare.GHOST,
}


class Comparing(QObject):
    """Swipe, side by side, blink and ghost, with their line and their turns.

    Parameters
    ----------
    workspace : Workspace
        Of the open project.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._viewport = workspace.viewport
        self._actions = workspace.window_.actions_
        self._session = workspace.session
        tr = workspace.window_.tr_
        self.handle = Handle(self._viewport, self._lead, self._keep)
        self.handle.setAccessibleName(tr("comparing.handle"))
        self.handle.setToolTip(tr("comparing.handle_told"))
        self.handle.hide()
        self.blink = Blink(
            self._take_turn,
            lambda: workspace.window_.settings.motion,
            lambda: self._viewport.moving,
            self,
        )
        self._sides = 0
        for name, mode in MODES.items():
            self._actions.bind(name, partial(self.choose, mode))
        self._actions.bind("compare_across", self.turn_line)
        self._actions.bind("compare_which", self.ask_which)
        self._actions.bind("compare_table", self.show_table)
        self.table: DifferenceTable | None = None
        self._dock: QDockWidget | None = None
        self._viewport.installEventFilter(self)
        self._stops = (
            self._session.subscribe_view(self._follow_view),
            self._session.subscribe(self._follow),
        )
        self._follow_view(self._session.view, self._session.view)

    def close(self) -> None:
        """Take everything away; the view stays as it is."""
        for stop in self._stops:
            stop()
        self.blink.stop()
        self._viewport.removeEventFilter(self)
        self._viewport.join(None)
        self._leave_viewers(0)
        self.handle.deleteLater()
        if self.table is not None:
            self.table.close_table()
        self._actions.unbind(*MODES, "compare_across", "compare_which", "compare_table")
        self._actions["compare_table"].setChecked(False)
        self._actions["compare_none"].setChecked(True)
        self._actions["compare_across"].setChecked(False)

    # -- what can be done ------------------------------------------------------------------------

    def choose(self, mode: Compare) -> None:
        """Compare in another way, or no longer."""
        view, project = self._session.view, self._session.project
        if mode is Compare.NONE:
            self._session.set_view(compared(view, mode, ()))
            self._tick(self._session.view)
            return
        sides = usual_sides(project, view, mode)
        if not sides:
            window = self._workspace.window_
            window.messages.say(window.tr_("comparing.nothing"))
            self._tick(view)
            return
        if self._actions["two_views"].isChecked():
            self._actions.run("two_views")
        view = self._session.view
        self._session.set_view(compared(view, mode, sides))
        if mode is Compare.BLINK and view.compare is Compare.BLINK:
            self.blink.start()
        self._tick(self._session.view)

    def show_sides(self, ids: tuple[str, ...]) -> None:
        """Compare other variants."""
        view = self._session.view
        mode = Compare.SWIPE if view.compare is Compare.NONE else view.compare
        if len(ids) > 1:
            self._session.set_view(compared(view, mode, ids))

    def turn_line(self) -> None:
        """Lay the line of the swipe down, or stand it up."""
        view = self._session.view
        self._session.set_view(msgspec.structs.replace(view, across=not view.across))
        if view.compare is not Compare.SWIPE:
            self.choose(Compare.SWIPE)

    def ask_which(self) -> None:
        """Ask which variants stand on which side."""
        from jumeau.app.comparing.which import Which

        popup = Which(self._workspace, self.show_sides)
        popup.open_at(self._viewport)

    def show_table(self) -> None:
        """Open the table of what differs, or put it away."""
        if self._dock is None:
            self._dock = self._made()
        elif not self._dock.isHidden():
            self._dock.hide()
            self._viewport.setFocus()
            return
        self._dock.show()
        self._dock.raise_()
        assert self.table is not None
        self.table.count()
        self.table.view.setFocus()

    def _made(self) -> QDockWidget:
        """Make the table when it is asked for the first time."""
        from jumeau.app.comparing.table import DOCK, DifferenceTable

        workspace = self._workspace
        window = workspace.window_
        self.table = DifferenceTable(workspace)
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        title = window.tr_("app.action.compare_table")
        dock = workspace.add_dock(DOCK, title, self.table, bottom, shown=True)
        dock.visibilityChanged.connect(
            lambda _: self._actions["compare_table"].setChecked(not dock.isHidden())
        )
        years = [x for x in window.findChildren(QDockWidget) if x.objectName() == "years"]
        if years:  # below the strip of years, as wide as the window
            window.splitDockWidget(years[-1], dock, Qt.Orientation.Vertical)
        window.resizeDocks([dock], [max(240, window.height() // 3)], Qt.Orientation.Vertical)
        return dock

    # -- following -------------------------------------------------------------------------------

    def _follow(self, old: Project, project: Project) -> None:
        """Compare no variant that is gone."""
        if old.variants != project.variants:
            self._without_the_gone(self._session.view)

    def _without_the_gone(self, view: ViewState) -> bool:
        """Leave out variants that are gone, as a kept view may name them; tell whether any is."""
        left = known(self._session.project, view.variants)
        if left == view.variants:
            return False
        mode = view.compare if len(left) > 1 else Compare.NONE
        view = msgspec.structs.replace(view, variants=left)
        self._session.set_view(compared(view, mode, left))
        return True

    def _follow_view(self, old: ViewState, view: ViewState) -> None:
        if self._without_the_gone(view):
            return
        self._tick(view)
        mode = view.compare if len(view.variants) > 1 else Compare.NONE
        was = old.compare if len(old.variants) > 1 else Compare.NONE
        if mode is not Compare.NONE and self._actions["two_views"].isChecked():
            self._actions.run("two_views")
        count = 0 if mode in (Compare.NONE, Compare.GHOST) else len(sides_shown(view))
        if count < self._sides:
            self._leave_viewers(count)
        self._sides = count
        if mode is Compare.BLINK and (was is not Compare.BLINK or old is view):
            self.blink.start()
        elif mode is not Compare.BLINK:
            self.blink.stop()
        if mode is Compare.SWIPE:
            if not self.handle.held:
                self._viewport.join(Joining(view.split))
                self.handle.stand(view.split, across=view.across)
            self.handle.show()
            self.handle.raise_()
        else:
            self.handle.hide()
            if mode is not Compare.BLINK:
                self._viewport.join(None)

    def _tick(self, view: ViewState) -> None:
        """Show in the menu how things are compared."""
        mode = view.compare if len(view.variants) > 1 else Compare.NONE
        name = next(x for x, one in MODES.items() if one is mode)
        self._actions[name].setChecked(True)
        self._actions["compare_across"].setChecked(view.across)

    def _leave_viewers(self, first: int) -> None:
        for number in range(first, self._sides):
            self._workspace.keeper.leave(viewer_of(None, number))

    # -- the line and the turns ------------------------------------------------------------------

    def _lead(self, split: float) -> None:
        """Let the line go along with the hand: nothing is drawn but what is kept."""
        self._viewport.join(Joining(split))
        shown = self._viewport.shown
        if shown is not None and shown.compared is not None and not shown.compared.whole:
            self._viewport.redraw()

    def _keep(self, split: float) -> None:
        view = self._session.view
        self._session.set_view(msgspec.structs.replace(view, split=round(split, 4)))

    def _take_turn(self, turn: int, mix: float) -> None:
        self._viewport.join(Joining(turn=turn, mix=mix))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep the line in its place when the picture changes its size; turn by the space bar."""
        if event.type() == QEvent.Type.Resize and self.handle.isVisible():
            self.handle.stand(self.handle.split, across=self._session.view.across)
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Space
            and self._session.view.compare is Compare.BLINK
        ):
            if not event.isAutoRepeat():
                self.blink.by_hand()
            return True
        return super().eventFilter(watched, event)
