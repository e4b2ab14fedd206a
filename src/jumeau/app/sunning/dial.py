"""Where the sun stands, as on a compass: a small dial with north above."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from jumeau.app.theme import Theme

_SUN = {True: "#E39A12", False: "#F3C85B"}


class Dial(QWidget):
    """A ring with a sun on it; an empty ring at night.

    Parameters
    ----------
    theme : Theme
        Its colours.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._azimuth: float | None = None
        side = theme.px(36)
        self.setFixedSize(side, side)

    def point(self, azimuth: float | None) -> None:
        """Show an azimuth, clockwise from geographic north [degrees]; None for night."""
        if azimuth != self._azimuth:
            self._azimuth = azimuth
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the ring, its four marks, the sun and its ray."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        radius = self.width() / 2 - theme.px(6)
        painter.setPen(QPen(QColor(theme.border), 1.4))
        painter.drawEllipse(middle, radius, radius)
        for quarter in range(4):
            inner = radius - theme.px(5 if quarter == 0 else 3)
            ends = (_at(middle, r, 90.0 * quarter) for r in (inner, radius))
            painter.setPen(QPen(QColor(theme.text), 2.2 if quarter == 0 else 1.2))
            painter.drawLine(*ends)
        if self._azimuth is not None:
            light = QColor(theme.panel).lightnessF() > 0.5
            sun = QColor(_SUN[light])
            place = _at(middle, radius, self._azimuth)
            painter.setPen(QPen(sun, 1.6))
            painter.drawLine(middle, place)
            painter.setPen(QPen(QColor(theme.panel), 1.2))
            painter.setBrush(sun)
            painter.drawEllipse(place, theme.px(5), theme.px(5))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.end()


def _at(middle: QPointF, radius: float, azimuth: float) -> QPointF:
    angle = math.radians(azimuth)
    return QPointF(middle.x() + radius * math.sin(angle), middle.y() - radius * math.cos(angle))
