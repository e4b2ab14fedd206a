"""Lines and words over the picture: light around dark, seen on any ground."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

INK, HALO = QColor("#12384A"), QColor(255, 255, 255, 235)
FILL = QColor(29, 92, 120, 60)
LETTERS = 15
"""Height of the letters [pixels of the widget]."""
WIDTH, HALO_WIDTH, DOT = 2.6, 6.0, 4.5
USUAL_HEIGHT = 640.0
"""Of a picture between its panels [pixels of the widget]."""


def enlarged(painter: QPainter) -> float:
    """Return how much larger all is drawn in a picture that fills a screen: it is projected."""
    return max(1.0, painter.viewport().height() / USUAL_HEIGHT)


def runs(pixels: NDArray[np.float64]) -> Iterable[QPolygonF]:
    """Yield the parts of a line (N, 2) that are seen: NaN lies behind the eye."""
    run: list[QPointF] = []
    for x, y in pixels.tolist():
        if x == x and abs(x) < 1e5 and abs(y) < 1e5:
            run.append(QPointF(x, y))
        elif run:
            yield QPolygonF(run)
            run = []
    if run:
        yield QPolygonF(run)


def draw_line(
    painter: QPainter, pixels: NDArray[np.float64], *, dashed: bool = False, ink: QColor = INK
) -> None:
    """Draw a line (N, 2) with its halo."""
    lines = [line for line in runs(pixels) if line.size() > 1]
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    for colour, width in ((HALO, HALO_WIDTH), (ink, WIDTH)):
        pen = QPen(colour, width * enlarged(painter), Qt.PenStyle.SolidLine, cap, join)
        if dashed and colour is ink:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([3.0, 2.2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in lines:
            painter.drawPolyline(line)


def draw_area(painter: QPainter, pixels: NDArray[np.float64]) -> None:
    """Fill what a line (N, 2) goes around, where all of it is seen."""
    parts = list(runs(pixels))
    if len(parts) == 1 and parts[0].size() == len(pixels):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(FILL)
        painter.drawPolygon(parts[0])


def draw_dots(
    painter: QPainter, pixels: NDArray[np.float64], *, large: bool = False, ink: QColor = INK
) -> None:
    """Draw points (N, 2)."""
    radius = DOT * (1.5 if large else 1.0) * enlarged(painter)
    painter.setPen(QPen(HALO, 2.4))
    painter.setBrush(ink)
    for x, y in pixels.tolist():
        if x == x and abs(x) < 1e5 and abs(y) < 1e5:
            painter.drawEllipse(QPointF(x, y), radius, radius)


def letters(painter: QPainter, size: float = LETTERS, *, bold: bool = True) -> QFont:
    """Return the typeface of words over the picture; larger where the window's text is."""
    font = QFont(painter.font())
    usual = QFontMetricsF(font).height()
    font.setPixelSize(round(max(size, size * usual / 19.0)))
    font.setBold(bold)
    return font


def draw_label(
    painter: QPainter,
    at: QPointF,
    text: str,
    bounds: QRectF,
    *,
    centred: bool = True,
    size: float = LETTERS,
) -> None:
    """Write words near a place, with a halo, wholly within the picture."""
    font = letters(painter, size * enlarged(painter))
    metrics = QFontMetricsF(font)
    lines = text.split("\n")
    width = max(metrics.horizontalAdvance(line) for line in lines)
    step = metrics.height()
    left = at.x() - width / 2 if centred else at.x() + 14
    top = at.y() - step * len(lines) - 8 if centred else at.y() + 10
    left = min(max(left, bounds.left() + 6), bounds.right() - width - 6)
    top = min(max(top, bounds.top() + 6), bounds.bottom() - step * len(lines) - 6)
    halo = 5.0 * enlarged(painter)
    ratio = painter.device().devicePixelRatioF()
    painter.drawImage(QPointF(left - halo, top - halo), _words(text, font.toString(), halo, ratio))


@lru_cache(maxsize=64)
def _words(text: str, face: str, halo: float, ratio: float) -> QImage:
    """Return words with their halo on nothing: drawn once, they are shown again and again.

    Parameters
    ----------
    face : str
        As ``QFont.toString`` tells it.
    halo : float
        Width of the halo, and of the border around the words [pixels of the widget].
    ratio : float
        Device pixels a pixel of the widget.
    """
    font = QFont()
    font.fromString(face)
    metrics, lines = QFontMetricsF(font), text.split("\n")
    width = max(metrics.horizontalAdvance(line) for line in lines) + 2 * halo
    height = metrics.height() * len(lines) + 2 * halo
    image = QImage(
        ceil(width * ratio), ceil(height * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    path = QPainterPath()
    for k, line in enumerate(lines):
        path.addText(halo, halo + metrics.ascent() + k * metrics.height(), font, line)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(HALO, halo)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
    painter.fillPath(path, INK)
    painter.end()
    return image


def draw_cross(painter: QPainter, at: QPointF) -> None:
    """Draw the cross under which the keyboard sets points."""
    for colour, width in ((HALO, 5.0), (INK, 1.8)):
        painter.setPen(QPen(colour, width))
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            near, far = QPointF(4 * dx, 4 * dy), QPointF(16 * dx, 16 * dy)
            painter.drawLine(at + near, at + far)
