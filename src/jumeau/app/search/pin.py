"""A pin over the picture: here is what was looked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from jumeau.app.theme import Theme

if TYPE_CHECKING:
    from jumeau.app.viewport import Viewport

STAYS = 12_000
"""How long a pin stays [ms]."""
_HEIGHT = 34.0  # [pixels] from the point to the top of the head


class Pin(QObject):
    """Marks one place for some seconds.

    Parameters
    ----------
    viewport : Viewport
        The picture.
    theme : Theme
        Size of the pin and of its words.
    quiet : callable
        Tells whether the picture is alone, as it is projected: then the pin says no name.
    """

    def __init__(self, viewport: Viewport, theme: Theme, quiet: Callable[[], bool]) -> None:
        super().__init__(viewport)
        self._viewport, self._theme, self._quiet = viewport, theme, quiet
        self.place: tuple[float, float, float] | None = None
        self.words = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STAYS)
        self._timer.timeout.connect(self.drop)
        viewport.overlays.append(self.paint)

    def close(self) -> None:
        """Take the pin off the picture for good."""
        self.drop()
        if self.paint in self._viewport.overlays:
            self._viewport.overlays.remove(self.paint)

    def stick(self, place: tuple[float, float, float], words: str) -> None:
        """Mark a place; it comes off by itself."""
        self.place, self.words = place, words
        self._timer.start()
        self._viewport.update()

    def drop(self) -> None:
        """Take the pin off."""
        self._timer.stop()
        if self.place is not None:
            self.place = None
            self._viewport.update()

    def paint(self, painter: QPainter) -> None:
        """Draw the pin and, unless the picture is alone, its name."""
        if self.place is None:
            return
        x, y = self._viewport.to_screen(np.array([self.place]))[0].tolist()
        if not (np.isfinite(x) and np.isfinite(y)):
            return
        scale = self._theme.scale
        painter.setPen(QPen(QColor("#FFFFFF"), 2.0 * scale))
        painter.setBrush(QColor("#B3261E"))
        painter.drawPath(_drop(x, y, _HEIGHT * scale))
        painter.setBrush(QColor("#FFFFFF"))
        painter.setPen(Qt.PenStyle.NoPen)
        head = QPointF(x, y - _HEIGHT * scale * 0.66)
        painter.drawEllipse(head, 4.5 * scale, 4.5 * scale)
        if self.words and not self._quiet():
            self._label(painter, x, y + 8 * scale)

    def _label(self, painter: QPainter, x: float, top: float) -> None:
        font = QFont(self._viewport.font())
        font.setBold(True)
        metrics = QFontMetricsF(font)
        room = self._viewport.width() - 24.0
        words = metrics.elidedText(self.words, Qt.TextElideMode.ElideMiddle, room - 20)
        width, height = metrics.horizontalAdvance(words) + 20, metrics.height() + 8
        left = min(max(x - width / 2, 12.0), 12.0 + room - width)
        top = min(top, self._viewport.height() - height - 12.0)
        plate = QRectF(left, top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 235))
        painter.drawRoundedRect(plate, 6, 6)
        painter.setFont(font)
        painter.setPen(QColor("#22292E"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)


def _drop(x: float, y: float, height: float) -> QPainterPath:
    """Return the outline of a pin whose point stands at a pixel."""
    radius = height * 0.34
    head = QPainterPath()
    head.addEllipse(QPointF(x, y - height + radius), radius, radius)
    foot = QPainterPath(QPointF(x, y))
    foot.lineTo(x - radius * 0.86, y - height + radius * 1.5)
    foot.lineTo(x + radius * 0.86, y - height + radius * 1.5)
    foot.closeSubpath()
    return head.united(foot)
