"""The picture: draws when something has changed, and only then; turns gestures into views."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from jumeau.app import gestures
from jumeau.app import navigation as nav
from jumeau.app.flight import Flight
from jumeau.app.looking import LooksAt, Picture
from jumeau.app.tools.tool import Tool
from jumeau.model.view_state import Camera, ViewState

REFINED_AFTER = 200  # [ms] after the last movement
HOVER_AFTER = 70  # [ms] the cursor must rest before its place is looked up
_NOTCH = 120


class Viewport(QWidget):
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
    drawn = Signal()

    def __init__(
        self,
        session: LooksAt,
        picture: Picture,
        flies: Callable[[], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._picture = picture
        self._flies = flies
        self.frames_drawn = 0
        self.held_with_click = False  # Ctrl or Shift
        self.last_frame = 0.0
        self._image: QImage | None = None
        self._moving = False
        self._closed = False
        self._drag: gestures.Drag | None = None
        self._cursor = QPoint()
        self._flight = Flight(self.go, self._come_to_rest, self)
        self._tool: Tool | None = None
        self.overlays: list[Callable[[QPainter], object]] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(320, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._draw_soon = self._timer(0, self._draw)
        self._refine = self._timer(REFINED_AFTER, self._come_to_rest)
        self._hover = self._timer(HOVER_AFTER, self._look_under_cursor)
        self._stop_following = session.subscribe_view(self._view_changed)

    def close_view(self) -> None:
        """Stop following the session; nothing is drawn any more."""
        self._closed = True
        self._stop_following()
        self._flight.stop()
        for timer in (self._draw_soon, self._refine, self._hover):
            timer.stop()

    def look_through(self, session: LooksAt) -> None:
        """Follow another view from now on."""
        self._stop_following()
        self._session = session
        self._stop_following = session.subscribe_view(self._view_changed)
        self.redraw()

    # -- drawing ---------------------------------------------------------------------------------

    @property
    def pixels(self) -> nav.Size:
        """Size of the picture in device pixels."""
        ratio = self.devicePixelRatioF()
        return max(round(self.width() * ratio), 1), max(round(self.height() * ratio), 1)

    @property
    def image(self) -> QImage | None:
        """The picture that was drawn last."""
        return self._image

    @property
    def at_rest(self) -> bool:
        """Whether nothing is waiting to be drawn."""
        waiting = self._draw_soon.isActive() or self._refine.isActive()
        return not waiting and not self._flight.under_way

    def trade(self, other: Viewport) -> None:
        """Take the picture of another viewport, and give it one's own."""
        self._image, other._image = other._image, self._image
        self.update()
        other.update()

    @property
    def moving(self) -> bool:
        """Whether the camera is on its way."""
        return self._moving

    def redraw(self) -> None:
        """Draw once, soon: many changes make one picture."""
        if not self._draw_soon.isActive():
            self._draw_soon.start()

    def _draw(self) -> None:
        if not self.isVisible():
            return
        ratio = self.devicePixelRatioF()
        started = time.perf_counter()

        def painted(pixels: Any) -> None:
            self.last_frame = time.perf_counter() - started
            self._show(pixels, ratio)

        self._picture.paint(
            self._session.view, self.pixels, painted, moving=self._moving, ratio=ratio
        )

    def _show(self, pixels: Any, ratio: float) -> None:
        if self._closed:
            return
        height, width = pixels.shape[:2]
        image = QImage(
            pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888
        ).copy()
        image.setDevicePixelRatio(ratio)
        self._image = image
        self.frames_drawn += 1
        self.update()
        self.drawn.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Show the last picture, stretched while a new one is on its way."""
        painter = QPainter(self)
        if self._image is None:
            painter.fillRect(self.rect(), QColor("#F6F3EC"))
        elif QSize(*self.pixels) == self._image.size():
            painter.drawImage(0, 0, self._image)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRect(QPoint(0, 0), self.size()), self._image)
        for paint in (*self.overlays, *((self._tool.paint,) if self._tool else ())):
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter)
            painter.restore()
        if self.hasFocus() and self.property("keyboard"):
            # Light within dark: seen on any picture, in any theme.
            for inset, colour in ((1, "#1D5C78"), (3, "#FFFFFF")):
                painter.setPen(QPen(QColor(colour), 2))
                painter.drawRect(self.rect().adjusted(inset, inset, -inset, -inset))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Draw again in the new size."""
        super().resizeEvent(event)
        self.redraw()

    def showEvent(self, event: Any) -> None:  # noqa: N802
        """Draw when shown."""
        super().showEvent(event)
        self.redraw()

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

    def _view_changed(self, old: ViewState, new: ViewState) -> None:
        if old != new:
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

    def to_screen(self, points: Any) -> Any:
        """Return the pixels of the widget (N, 2) where places (N, 3) are seen; NaN behind."""
        camera = self.camera
        if camera is None:
            return nav.nowhere(len(points))
        return nav.projected(self._picture.lifted(camera), (self.width(), self.height()), points)

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
            if self._tool is not None:
                self._tool.hover(at)
            return
        if self._tool is not None and self._tool_drags:
            if self._drag.reaches(at.x(), at.y()):
                self._tool.drag(QPointF(*self._drag.start), at)
            return
        moved = self._drag.move(camera, (self.width(), self.height()), at.x(), at.y())
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

    def pick(self, x: float, y: float) -> Any:
        """Return what lies under a place of the widget."""
        ratio = self.devicePixelRatioF()
        return self._picture.pick(self._session.view, self.pixels, x * ratio, y * ratio)

    def _ground(self, camera: Camera, x: float, y: float) -> nav.Vector | None:
        found = self.pick(x, y)
        if found is not None:
            px, py, pz = found.point
            return (float(px), float(py), float(pz))
        size = (self.width(), self.height())
        return nav.on_plane(camera, size, x, y, camera.target[2])

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

    def _timer(self, interval: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(then)
        return timer
