"""The picture that has hands: turns gestures into views, and gives tools what is theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from jumeau.app import gestures
from jumeau.app import navigation as nav
from jumeau.app.flight import Flight
from jumeau.app.looking import LooksAt, Picture
from jumeau.app.picture_view import PictureView
from jumeau.app.tools.tool import Tool
from jumeau.model.view_state import Camera

REFINED_AFTER = 200  # [ms] after the last movement
HOVER_AFTER = 70  # [ms] the cursor must rest before its place is looked up
_NOTCH = 120


class Viewport(PictureView):
    """One view of the model.

    Parameters
    ----------
    session : Session, or what stands for one
        Its view is what is drawn; gestures change it.
    picture : Picture
        The renderer.
    flies : callable
        Tells whether the camera flies, rather than jumps, to a view.
    """

    clicked = Signal(object)
    hovered = Signal(object)
    escaped = Signal()

    def __init__(
        self,
        session: LooksAt,
        picture: Picture,
        flies: Callable[[], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, picture, parent)
        self._flies = flies
        self.held_with_click = False  # Ctrl or Shift
        self._drag: gestures.Drag | None = None
        self._cursor = QPoint()
        self._flight = Flight(self.go, self._come_to_rest, self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._refine = self._timer(REFINED_AFTER, self._come_to_rest)
        self._hover = self._timer(HOVER_AFTER, self._look_under_cursor)

    def close_view(self) -> None:
        """Stop following the session; nothing is drawn any more."""
        super().close_view()
        self._flight.stop()
        for timer in (self._refine, self._hover):
            timer.stop()

    @property
    def at_rest(self) -> bool:
        """Whether nothing is waiting to be drawn."""
        waiting = self._draw_soon.isActive() or self._refine.isActive()
        return not waiting and not self._flight.under_way

    # -- the camera ------------------------------------------------------------------------------

    @property
    def camera(self) -> Camera | None:
        """The camera of the view; None while there is nothing to look at."""
        return self._session.view.camera

    def go(self, camera: Camera, *, moving: bool = True) -> None:
        """Look from another place at once."""
        if moving:
            self._moving = True
            self._refine.start()
        view = self._session.view
        self._session.set_view(msgspec.structs.replace(view, camera=camera))

    def stir(self) -> None:
        """Draw quickly what changes from now on: more of it follows, then a picture at rest."""
        self._moving = True
        self._refine.start()

    def _steer(self, camera: Camera) -> None:
        """Go where a hand leads; the title of a named view no longer tells what is seen."""
        if self._session.view.title:
            self._session.set_view(msgspec.structs.replace(self._session.view, title=""))
        self.go(camera)

    def fly_to(self, camera: Camera) -> None:
        """Go to a camera, flying where that is wanted."""
        start = self.camera
        if start is None or not self._flies():
            self._flight.stop()
            self.go(camera, moving=False)
            return
        self._flight.start(start, camera)

    def _come_to_rest(self) -> None:
        self._refine.stop()
        self._moving = False
        self.redraw()

    # -- tools and what lies over the picture ----------------------------------------------------

    @property
    def tool(self) -> Tool | None:
        """The tool in hand; None for moving and clicking."""
        return self._tool

    def take(self, tool: Tool | None) -> None:
        """Take a tool in hand, or none."""
        old, self._tool = self._tool, tool
        if old is not None and old is not tool:
            old.stop()
        self.setCursor(Qt.CursorShape.ArrowCursor if tool is None else tool.cursor)
        if tool is not None and old is not tool:
            tool.start()
        self.update()

    # -- mouse -----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Grab the ground."""
        mode = gestures.mode_of(event.button(), event.modifiers())
        camera = self.camera
        if mode is None or camera is None or self._drag is not None:
            return
        self._flight.stop()
        self._hover.stop()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        at = event.position()
        self.frame_at(at.x(), at.y())
        grabbed = self._ground(camera, at.x(), at.y())
        place = (at.x(), at.y())
        self._drag = gestures.Drag(mode, event.button(), place, place, grabbed)

    @property
    def _tool_drags(self) -> bool:
        """Whether the drag under way belongs to the tool in hand."""
        tool, drag = self._tool, self._drag
        left = drag is not None and drag.button == Qt.MouseButton.LeftButton
        return left and tool is not None and tool.grabs_drag

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag, or tell the place under the cursor when it rests."""
        at = event.position()
        self._cursor = at.toPoint()
        camera = self.camera
        if self._drag is None or camera is None:
            self._hover.start()
            self.frame_at(at.x(), at.y())
            if self._tool is not None:
                self._tool.hover(at)
            return
        if self._tool is not None and self._tool_drags:
            if self._drag.reaches(at.x(), at.y()):
                self._tool.drag(QPointF(*self._drag.start), at)
            return
        moved = self._drag.move(camera, self.frame, at.x(), at.y())
        if moved is not camera:
            self._steer(moved)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the drag; a left click that did not move asks what lies there."""
        drag = self._drag
        if drag is None or event.button() != drag.button:
            return
        grabbed, self._drag = self._tool_drags, None
        at, tool = event.position(), self._tool
        if drag.moved:
            if grabbed and tool is not None:
                tool.drop(QPointF(*drag.start), at, event.modifiers())
        elif tool is not None and drag.button == Qt.MouseButton.LeftButton:
            tool.click(at, event.modifiers())
        elif drag.button == Qt.MouseButton.LeftButton:
            several = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
            self.held_with_click = bool(event.modifiers() & several)
            self.clicked.emit(self.pick(at.x(), at.y()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell the tool in hand; without one a double click is two clicks."""
        if self._tool is not None and event.button() == Qt.MouseButton.LeftButton:
            self._tool.double_click(event.position())
        else:
            super().mouseDoubleClickEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Go nearer to what is under the cursor, or away from it."""
        camera = self.camera
        turned = event.angleDelta().y() / _NOTCH
        if camera is None or turned == 0:
            return
        self._flight.stop()
        at = event.position()
        point = self._ground(camera, at.x(), at.y()) or camera.target
        self._steer(nav.zoom(camera, point, gestures.ZOOM_NOTCH**turned))
        event.accept()

    def leaveEvent(self, event: Any) -> None:  # noqa: N802
        """Forget the place under the cursor."""
        super().leaveEvent(event)
        self._hover.stop()
        self.hovered.emit(None)

    def _ground(self, camera: Camera, x: float, y: float) -> nav.Vector | None:
        found = self.pick(x, y)
        if found is not None:
            px, py, pz = found.point
            return (float(px), float(py), float(pz))
        frame = self.frame
        return nav.on_plane(camera, frame.size, x - frame.x, y - frame.y, camera.target[2])

    def _look_under_cursor(self) -> None:
        if self._drag is None and self.underMouse():
            found = self.pick(self._cursor.x(), self._cursor.y())
            self.hovered.emit(None if found is None else found.point)

    # -- keyboard --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move by the keyboard."""
        if self._tool is not None and self._tool.key(event):
            return
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            return
        camera = self.camera
        moved = (
            None if camera is None else gestures.key_move(event.key(), event.modifiers(), camera)
        )
        if moved is None:
            super().keyPressEvent(event)
        else:
            self._flight.stop()
            self._steer(moved)

    def focusInEvent(self, event: Any) -> None:  # noqa: N802
        """Show that the picture has the keyboard, when it came by the keyboard."""
        by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        self.setProperty("keyboard", by_key)
        super().focusInEvent(event)
