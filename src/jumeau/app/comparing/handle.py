"""The line of a swipe, to be taken by the mouse, a finger or the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

GRIP = 34
"""Width of the strip that takes the line, and of its knob [points]."""
STEP, LEAP = 0.01, 0.1
KEPT_AFTER = 250
"""The view learns where the line stands when it has rested so long [ms]."""
INK, LIGHT, FOCUS = QColor("#1E2933"), QColor("#FFFFFF"), QColor("#1D5C78")


class Handle(QWidget):
    """A strip over the line of a swipe, with a knob in its middle.

    Parameters
    ----------
    holder : QWidget
        The viewport.
    moved, kept : callable
        Told where the line stands [0 to 1]: at every step, and when it has come to rest.
    """

    def __init__(
        self, holder: QWidget, moved: Callable[[float], object], kept: Callable[[float], object]
    ) -> None:
        super().__init__(holder)
        self._holder = holder
        self._moved, self._kept = moved, kept
        self._split, self._across = 0.5, False
        self._grabbed: float | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(KEPT_AFTER)
        self._rest.timeout.connect(lambda: self._kept(self._split))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def split(self) -> float:
        """Where the line stands [0 to 1]."""
        return self._split

    @property
    def held(self) -> bool:
        """Whether a hand leads the line, or has just left it."""
        return self._grabbed is not None or self._rest.isActive()

    def stand(self, split: float, *, across: bool) -> None:
        """Stand over the line."""
        self._split, self._across = min(max(split, 0.0), 1.0), across
        holder = self._holder
        shape = Qt.CursorShape.SplitVCursor if across else Qt.CursorShape.SplitHCursor
        self.setCursor(shape)
        along = holder.height() if across else holder.width()
        at = round(self._split * along) - GRIP // 2
        place = (
            QRect(0, at, holder.width(), GRIP) if across else QRect(at, 0, GRIP, holder.height())
        )
        self.setGeometry(place)

    def stop(self) -> None:
        """Let the line go, and keep it where it stands."""
        self._grabbed = None
        if self._rest.isActive():
            self._rest.stop()
            self._kept(self._split)

    def _go(self, split: float) -> None:
        self.stand(split, across=self._across)
        self._moved(self._split)
        self._rest.start()

    def _place_of(self, event: QMouseEvent) -> float:
        at = self._holder.mapFromGlobal(event.globalPosition())
        return at.y() if self._across else at.x()

    def _along(self) -> int:
        holder = self._holder
        return max(holder.height() if self._across else holder.width(), 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the line where it was touched: it does not jump."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._grabbed = self._place_of(event) - self._split * self._along()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Lead the line."""
        if self._grabbed is not None:
            self._go((self._place_of(event) - self._grabbed) / self._along())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Leave the line where it is."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.stop()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Put the line back in the middle."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(0.5)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Lead the line by the arrows; with the page keys in leaps, Home and End to the borders."""
        key = event.key()
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self._go(self._split + STEP)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self._go(self._split - STEP)
        elif key == Qt.Key.Key_PageDown:
            self._go(self._split + LEAP)
        elif key == Qt.Key.Key_PageUp:
            self._go(self._split - LEAP)
        elif key == Qt.Key.Key_Home:
            self._go(0.0)
        elif key == Qt.Key.Key_End:
            self._go(1.0)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show that the line has the keyboard."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show that it has gone."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the knob: a disc with two arrows; the line itself belongs to the picture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.rect().center()) + QPointF(0.5, 0.5)
        radius = GRIP / 2 - 2
        painter.setPen(QPen(FOCUS if self.hasFocus() else INK, 3 if self.hasFocus() else 1.5))
        painter.setBrush(LIGHT)
        painter.drawEllipse(centre, radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(INK)
        for way in (-1, 1):
            tip, back, half = 10.0 * way, 4.0 * way, 5.0
            places = [(tip, 0.0), (back, -half), (back, half)]
            turned = [QPointF(y, x) if self._across else QPointF(x, y) for x, y in places]
            painter.drawPolygon(QPolygonF([centre + x for x in turned]))
        painter.end()

    def knob(self) -> QPoint:
        """Return the middle of the knob, in the viewport."""
        return self.mapToParent(self.rect().center())
