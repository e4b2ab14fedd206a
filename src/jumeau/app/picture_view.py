"""A widget that shows a view: draws when something has changed, and only then."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jumeau.app import navigation as nav
from jumeau.app.comparing.shown import Frame, Joining, Shown
from jumeau.app.looking import LooksAt, Picture
from jumeau.app.tools.tool import Tool
from jumeau.model.view_state import ViewState


class PictureView(QWidget):
    """The picture of a view, or the pictures of those that it compares.

    Parameters
    ----------
    session : Session, or what stands for one
        Its view is what is drawn.
    picture : Picture
        The renderer.
    """

    drawn = Signal()

    def __init__(self, session: LooksAt, picture: Picture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._picture = picture
        self.frames_drawn = 0
        self.last_frame = 0.0
        self._shown: Shown | None = None
        self._joining: Joining | None = None
        self._side = 0
        self._moving = False
        self._closed = False
        self._tool: Tool | None = None
        self.overlays: list[Callable[[QPainter], object]] = []
        self.setMinimumSize(320, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._draw_soon = self._timer(0, self._draw)
        self._stop_following = session.subscribe_view(self._view_changed)

    def close_view(self) -> None:
        """Stop following the session; nothing is drawn any more."""
        self._closed = True
        self._stop_following()
        self._draw_soon.stop()

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
        return None if self._shown is None else self._shown.image(self.joining)

    @property
    def shown(self) -> Shown | None:
        """The picture that was drawn last, with its sides where it compares."""
        return self._shown

    @property
    def joining(self) -> Joining:
        """How the sides that are compared are joined: as the view says, unless a hand leads."""
        return self._joining or Joining(self._session.view.split)

    def join(self, joining: Joining | None) -> None:
        """Join the kept sides in another way, without drawing them; None for as the view says."""
        self._joining = joining
        self.update()

    def trade(self, other: PictureView) -> None:
        """Take the picture of another viewport, and give it one's own."""
        self._shown, other._shown = other._shown, self._shown
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
            self._session.view,
            self.pixels,
            painted,
            moving=self._moving,
            ratio=ratio,
            turn=self.joining.turn,
        )

    def _show(self, drawn: Any, ratio: float) -> None:
        if self._closed:
            return
        self._shown = Shown(drawn, ratio)
        self.frames_drawn += 1
        self.update()
        self.drawn.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Show the last picture, stretched while a new one is on its way."""
        painter = QPainter(self)
        if self._shown is None:
            painter.fillRect(self.rect(), QColor("#F6F3EC"))
        else:
            self._shown.paint(painter, self.rect(), self.pixels, self.joining)
        here, frames = self.frame, self.frames
        cells = [x.rect for x in frames if x.size != (self.width(), self.height())]
        for cell in cells or [self.rect()]:
            for paint in (*self.overlays, *((self._tool.paint,) if self._tool else ())):
                painter.save()
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                if cells:  # what lies in one place of the model is seen in every cell
                    painter.setClipRect(cell)
                    painter.translate(cell.x() - here.x, cell.y() - here.y)
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

    def _view_changed(self, old: ViewState, new: ViewState) -> None:
        if old != new and self._shown is not None and self._shown.can_follow(old, new):
            self.update()
        elif old != new:
            self.redraw()

    # -- where each view is seen -----------------------------------------------------------------

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Where the whole picture of each view lies: one, or as many as are compared."""
        view = self._session.view
        if self._shown is None:
            return (Frame(view, 0, 0, self.width(), self.height()),)
        return self._shown.frames(view, self.size())

    @property
    def frame(self) -> Frame:
        """The side under the cursor, or the one that it was over last."""
        frames = self.frames
        return frames[min(self._side, len(frames) - 1)]

    @property
    def middle(self) -> QPointF:
        """The middle of the side that has the hand, in the widget."""
        frame = self.frame
        return QPointF(frame.x + frame.width / 2, frame.y + frame.height / 2)

    def frame_at(self, x: float, y: float) -> Frame:
        """Return the side that is seen at a place of the widget; it has the hand from now on."""
        side = 0 if self._shown is None else self._shown.side_at(x, y, self.size(), self.joining)
        if side != self._side:
            self._side = side
            self.update()
        return self.frame

    def to_screen(self, points: Any) -> Any:
        """Return the pixels of the widget (N, 2) where places (N, 3) are seen; NaN behind."""
        camera, frame = self._session.view.camera, self.frame
        if camera is None:
            return nav.nowhere(len(points))
        seen = nav.projected(self._picture.lifted(camera), frame.size, points)
        return seen + np.array([frame.x, frame.y])

    def pick(self, x: float, y: float) -> Any:
        """Return what lies under a place of the widget, on the side that is seen there."""
        ratio = self.devicePixelRatioF()
        frame = self.frame_at(x, y)
        size = self.pixels
        if frame.size != (self.width(), self.height()):
            size = (round(frame.width * ratio), round(frame.height * ratio))
        return self._picture.pick(frame.view, size, (x - frame.x) * ratio, (y - frame.y) * ratio)

    def _timer(self, interval: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(then)
        return timer
