"""The tools that select in the picture: a rectangle is dragged, a polygon is clicked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QPainter, QPen, QPolygonF

from jumeau.app.tools.tool import Tool

Take = Callable[[list[QPointF], Qt.KeyboardModifier], object]
"""Receives the corners of a finished shape and the keys held."""

_LINE, _FILL, _LIGHT = QColor("#1D5C78"), QColor(29, 92, 120, 40), QColor(255, 255, 255, 210)
_NEAR = 6.0  # [pixels] a click so near to the one before is the same corner


class RectangleTool(Tool):
    """Selects what lies in a rectangle."""

    grabs_drag = True

    def __init__(self, take: Take, whole: Callable[[], QRectF]) -> None:
        super().__init__()
        self._take = take
        self._whole = whole
        self._corners: tuple[QPointF, QPointF] | None = None

    def stop(self) -> None:
        """Forget a rectangle that was not finished."""
        self._corners = None

    def drag(self, start: QPointF, at: QPointF) -> None:
        """Show the rectangle."""
        self._corners = (start, at)
        self.changed.emit()

    def drop(self, start: QPointF, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Select what lies within."""
        self._corners = None
        self.changed.emit()
        box = QRectF(start, at).normalized()
        corners = [box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()]
        self._take(corners, modifiers)

    def click(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Take a click for a very small rectangle: nothing else lies there."""
        self._take([at], modifiers)

    def key(self, event: QKeyEvent) -> bool:
        """Select all that the picture shows, with Enter."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        box = self._whole()
        corners = [box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()]
        self._take(corners, event.modifiers())
        return True

    def paint(self, painter: QPainter) -> None:
        """Draw the rectangle."""
        if self._corners is not None:
            box = QRectF(*self._corners).normalized()
            painter.fillRect(box, _FILL)
            for pen in _pens():
                painter.setPen(pen)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box)


class PolygonTool(Tool):
    """Selects what lies in a polygon."""

    def __init__(self, take: Take) -> None:
        super().__init__()
        self._take = take
        self._corners: list[QPointF] = []
        self._at: QPointF | None = None
        self._held = Qt.KeyboardModifier.NoModifier

    def stop(self) -> None:
        """Forget a polygon that was not finished."""
        self._corners = []
        self._at = None

    def click(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Add a corner."""
        if not self._corners or _away(self._corners[-1], at) > _NEAR:
            self._corners.append(at)
        self._held = modifiers
        self._at = at
        self.changed.emit()

    def double_click(self, at: QPointF) -> None:
        """Close the polygon here."""
        self.click(at, self._held)
        self._close()

    def hover(self, at: QPointF) -> None:
        """Follow the cursor with the last edge."""
        if self._corners:
            self._at = at
            self.changed.emit()

    def key(self, event: QKeyEvent) -> bool:
        """Close with Enter, take a corner back with Backspace, give up with Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._held = event.modifiers()
            self._close()
        elif event.key() == Qt.Key.Key_Backspace and self._corners:
            self._corners.pop()
        elif event.key() == Qt.Key.Key_Escape and self._corners:
            self._corners.clear()
        else:
            return False
        self.changed.emit()
        return True

    def paint(self, painter: QPainter) -> None:
        """Draw the corners, and the edges to the cursor."""
        if not self._corners:
            return
        shape = QPolygonF([*self._corners, *([self._at] if self._at is not None else [])])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(_FILL))
        painter.drawPolygon(shape)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in _pens():
            painter.setPen(pen)
            painter.drawPolygon(shape)
        painter.setBrush(QBrush(_LIGHT))
        for corner in self._corners:
            painter.drawEllipse(corner, 3.5, 3.5)

    def _close(self) -> None:
        corners, self._corners, self._at = self._corners, [], None
        self.changed.emit()
        if len(corners) >= 3:
            self._take(corners, self._held)


def _pens() -> tuple[QPen, QPen]:
    """Return light under dark: seen on any picture."""
    dashed = QPen(_LINE, 1.6, Qt.PenStyle.DashLine)
    return QPen(_LIGHT, 3.4), dashed


def _away(a: QPointF, b: QPointF) -> float:
    return abs(a.x() - b.x()) + abs(a.y() - b.y())
