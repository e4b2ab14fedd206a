"""Two views of the one scene side by side: each with its own layers, look and styles.

The viewport of the workspace is always the view that has the hand: panels, tools and the menu act
on it. Beside it stands a resting one. Where that is clicked, the two widgets change their places
and their views, so that nothing moves on the screen but the line that marks the one with the hand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QSplitter

from jumeau.app import navigation as nav
from jumeau.app.comparing.pairing import compared
from jumeau.app.viewport import Viewport
from jumeau.model.view_state import Camera, Compare, ViewState

if TYPE_CHECKING:
    from jumeau.app.scene_keeper import SceneKeeper
    from jumeau.app.workspace import Workspace

RESTING = "resting view"
LINE = 4
"""Height of the line over the view that has the hand [points]."""
NARROWEST = 200
"""Width of a view beside another [points]."""


class OwnView:
    """A view beside that of the session, followed in the same way."""

    def __init__(self, view: ViewState) -> None:
        self.view = view
        self._followers: list[Callable[[ViewState, ViewState], None]] = []

    def set_view(self, view: ViewState) -> None:
        """Look at something else."""
        old, self.view = self.view, view
        if view != old:
            for follower in tuple(self._followers):
                follower(old, view)

    def subscribe_view(
        self, follower: Callable[[ViewState, ViewState], None]
    ) -> Callable[[], None]:
        """Call ``follower(old, new)`` when the view changes; return the way to stop it."""
        self._followers.append(follower)
        return lambda: self._followers.remove(follower)


class RestingPicture:
    """The renderer as the resting view sees it: a viewer of its own."""

    def __init__(self, keeper: SceneKeeper) -> None:
        self._keeper = keeper

    def paint(
        self,
        view: ViewState,
        size: nav.Size,
        then: Callable[[Any], object],
        *,
        moving: bool,
        ratio: float,
        turn: int = -1,
    ) -> None:
        """Paint a view, soon."""
        self._keeper.paint(view, size, then, moving=moving, ratio=ratio, viewer=RESTING, turn=turn)

    def pick(self, view: ViewState, size: nav.Size, x: float, y: float) -> Any:
        """Return what lies under a pixel."""
        return self._keeper.pick(view, size, x, y)

    def lifted(self, camera: Camera) -> Camera:
        """Return the camera that a picture is really drawn with."""
        return self._keeper.lifted(camera)


class RestingView(Viewport):
    """The view that does not have the hand; what is done to it takes the hand first."""

    wanted = Signal()

    def __init__(self, own: OwnView, keeper: SceneKeeper, active: Viewport) -> None:
        super().__init__(own, RestingPicture(keeper), lambda: False)
        self._active = active

    def _hand_over(self, event: QMouseEvent) -> None:
        """Give the other view, that has come here, what was meant for this place."""
        at = QPointF(self._active.mapFromGlobal(event.globalPosition()))
        copy = QMouseEvent(
            event.type(), at, event.globalPosition(), event.button(), event.buttons(),
            event.modifiers(),
        )  # fmt: skip
        QApplication.sendEvent(self._active, copy)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the hand, and begin there what the press begins."""
        self.wanted.emit()
        self._hand_over(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go on with a drag that began here."""
        if event.buttons() != Qt.MouseButton.NoButton:
            self._hand_over(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End a drag, or a click, that began here."""
        self._hand_over(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Take the hand, and go nearer or away."""
        self.wanted.emit()
        at = QPointF(self._active.mapFromGlobal(event.globalPosition()))
        copy = QWheelEvent(
            at, event.globalPosition(), event.pixelDelta(), event.angleDelta(), event.buttons(),
            event.modifiers(), event.phase(), event.inverted(),
        )  # fmt: skip
        QApplication.sendEvent(self._active, copy)

    def focusInEvent(self, event: Any) -> None:  # noqa: N802
        """Take the hand where the keyboard comes here."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.wanted.emit()


class TwoViews(QObject):
    """The feature: a second view beside the first, with the same camera unless they are unlinked.

    Parameters
    ----------
    workspace : Workspace
        Of the open project.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._actions = workspace.window_.actions_
        self._active: Viewport = workspace.viewport
        self._own: OwnView | None = None
        self._resting: RestingView | None = None
        self._page: QSplitter | None = None
        self._alone = self._active.minimumSize()
        self._stop: Callable[[], None] | None = None
        self._actions.bind("two_views", self.toggle)
        self._actions["two_views"].setChecked(False)
        self._actions["link_views"].setChecked(True)

    # -- one or two --------------------------------------------------------------------------

    @property
    def open(self) -> bool:
        """Whether there are two views."""
        return self._own is not None

    @property
    def views(self) -> tuple[ViewState, ...]:
        """What the views look at, from left to right."""
        here = self._workspace.session.view
        if self._own is None or self._page is None:
            return (here,)
        first = self._page.indexOf(self._active) == 0
        return (here, self._own.view) if first else (self._own.view, here)

    def toggle(self) -> None:
        """Show a second view, or the first alone again."""
        if self.open:
            self.show_one()
        else:
            session = self._workspace.session
            session.set_view(compared(session.view, Compare.NONE, ()))  # one or the other
            self.show_two(session.view)
        self._actions["two_views"].setChecked(self.open)

    def show_two(self, other: ViewState) -> None:
        """Show another view beside the first, or in the place of the one that stands there."""
        if self._own is not None:
            self._own.set_view(other)
            return
        workspace, keeper = self._workspace, self._workspace.keeper
        tr, stack = workspace.window_.tr_, workspace.window_.stack
        self._own = OwnView(other)
        resting = self._resting = RestingView(self._own, keeper, self._active)
        resting.setAccessibleName(tr("views.resting"))
        resting.setToolTip(tr("views.resting_told"))
        resting.wanted.connect(self.swap)
        page = self._page = QSplitter(Qt.Orientation.Horizontal)
        page.setChildrenCollapsible(False)
        page.setHandleWidth(6)
        stack.addWidget(page)
        stack.removeWidget(self._active)
        self._alone = self._active.minimumSize()
        for half in (self._active, resting):
            half.setMinimumSize(NARROWEST, self._alone.height())
            page.addWidget(half)
        page.setSizes([1000, 1000])
        page.setStretchFactor(0, 1)
        page.setStretchFactor(1, 1)
        workspace.page = page
        stack.setCurrentWidget(page)
        self._active.show()
        self._active.overlays.append(self._mark)
        keeper.changed.disconnect(self._active.redraw)
        keeper.changed.connect(self._follow_scene)
        self._stop = workspace.session.subscribe_view(self._follow_view)
        self._active.setFocus()
        self._actions.bind("link_views", self._link)
        self._actions["two_views"].setChecked(True)
        self.changed.emit()

    def show_one(self) -> None:
        """Show the view that has the hand, alone."""
        if self._resting is None or self._page is None or self._stop is None:
            return
        workspace, keeper = self._workspace, self._workspace.keeper
        stack, page = workspace.window_.stack, self._page
        self._stop()
        self._actions.unbind("link_views")
        keeper.changed.disconnect(self._follow_scene)
        keeper.changed.connect(self._active.redraw)
        self._active.overlays.remove(self._mark)
        current = stack.currentWidget() is page
        self._active.setMinimumSize(self._alone)
        stack.addWidget(self._active)
        workspace.page = self._active
        if current:
            stack.setCurrentWidget(self._active)
        stack.removeWidget(page)
        self._resting.close_view()
        page.deleteLater()
        keeper.leave(RESTING)
        self._own = self._resting = self._page = self._stop = None
        self._active.redraw()
        self.changed.emit()

    def close(self) -> None:
        """Go back to one view, for good."""
        self.show_one()
        self._actions.unbind("two_views")
        self._actions["two_views"].setChecked(False)

    # -- the hand ----------------------------------------------------------------------------

    def swap(self) -> None:
        """Give the hand to the other view."""
        if self._own is None or self._resting is None or self._page is None:
            return
        page, session = self._page, self._workspace.session
        sizes = page.sizes()
        left_first = page.indexOf(self._active) == 0
        page.insertWidget(0, self._resting if left_first else self._active)
        page.setSizes(sizes)
        self._active.trade(self._resting)
        own, here = self._own.view, session.view
        self._own.set_view(msgspec.structs.replace(here, language=own.language))
        session.set_view(own)
        self._active.setFocus(Qt.FocusReason.OtherFocusReason)
        self._active.redraw()
        self._resting.redraw()
        self.changed.emit()

    def _mark(self, painter: QPainter) -> None:
        """Draw the line over the view that has the hand; not on the projector's picture."""
        if self._workspace.docks.none_shown:
            return
        accent = QColor(self._workspace.window_.theme.accent)
        painter.fillRect(0, 0, self._active.width(), LINE, accent)

    # -- following ---------------------------------------------------------------------------

    @property
    def linked(self) -> bool:
        """Whether both views have the same camera."""
        return self._actions["link_views"].isChecked()

    def _link(self) -> None:
        if self.linked and self._own is not None:
            self._go_along(self._workspace.session.view, self._own.view)

    def _follow_view(self, old: ViewState, new: ViewState) -> None:
        """Let the resting view go where the other one goes, and speak as it speaks."""
        if self._own is None or self._resting is None:
            return
        if new.language != self._own.view.language:
            self._own.set_view(msgspec.structs.replace(self._own.view, language=new.language))
        if self.linked and old.camera != new.camera:
            self._go_along(new, self._own.view)

    def _go_along(self, here: ViewState, there: ViewState) -> None:
        camera = here.camera
        if self._resting is not None and camera is not None and camera != there.camera:
            self._resting.go(camera, moving=self._active.moving)

    def _follow_scene(self) -> None:
        """Draw the views again: where only ground became finer, those that lacked some."""
        keeper = self._workspace.keeper
        for viewport, viewer in ((self._active, None), (self._resting, RESTING)):
            if viewport is not None and (not keeper.refining or keeper.lacks(viewer)):
                viewport.redraw()
