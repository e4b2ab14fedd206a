"""The marks of a sketch over the picture: its shape, its ghost, what it snapped to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from jumeau.app.measuring.ink import (
    HALO,
    INK,
    draw_cross,
    draw_dots,
    draw_label,
    draw_line,
    enlarged,
    letters,
    runs,
)
from jumeau.geometry.measure import sampled
from jumeau.geometry.snapping import Sign

__all__ = ["INK", "draw_cross", "draw_dots", "draw_label", "draw_line"]

Ground = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From places (N, 2) to places on the ground (N, 3)."""

WRONG = QColor("#B3261E")
"""Of what cannot be, and of what is taken away."""
GUIDE = QColor("#5B2A86")
"""Of directions and lines that were snapped to."""
PLOT = QColor("#4A5A2A")
PLATE = QColor(255, 255, 255, 228)
LETTERS = 16.0
"""Height of the letters [pixels of the widget]."""
LIFTED = 0.3
"""Lines on the ground are drawn so far above it [m]."""
MOST = 160
"""Places of a line that is drawn along the ground."""


def draped(points: NDArray[np.float64], ground: Ground, *, closed: bool) -> NDArray[np.float64]:
    """Return a line along the ground (N, 3) through places (M, 2) [m]."""
    path = np.vstack([points, points[:1]]) if closed and len(points) > 2 else points
    xy, _ = sampled(path, 3.0, MOST)
    return ground(xy) + np.array((0.0, 0.0, LIFTED))


def fill(painter: QPainter, seen: NDArray[np.float64], brush: QBrush) -> None:
    """Fill what a closed line (N, 2) of the picture goes around, where all of it is seen."""
    parts = list(runs(seen))
    if len(parts) == 1 and parts[0].size() == len(seen):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        painter.drawPolygon(parts[0])


def fine_line(
    painter: QPainter,
    seen: NDArray[np.float64],
    ink: QColor,
    *,
    dashed: bool = False,
    width: float = 1.6,
    halo: bool = True,
) -> None:
    """Draw a thin line (N, 2), with a thin halo."""
    lines = [line for line in runs(seen) if line.size() > 1]
    for colour, thick in ((HALO, width + 2.4), (ink, width))[not halo :]:
        pen = QPen(colour, thick * enlarged(painter))
        if dashed and colour is ink:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([5.0, 3.5])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in lines:
            painter.drawPolyline(line)


def draw_block(
    painter: QPainter,
    foot: NDArray[np.float64],
    eave: NDArray[np.float64],
    ink: QColor,
) -> None:
    """Draw a building as its sides and its eave: foot and eave corner by corner (N, 2).

    The sides are filled too, so that the room sees a body.
    """
    if not (np.isfinite(foot).all() and np.isfinite(eave).all()):
        return
    side = QColor(ink)
    side.setAlpha(34)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(side)
    count = len(foot)
    for k in range(count):
        j = (k + 1) % count
        corners = [foot[k], foot[j], eave[j], eave[k]]
        painter.drawPolygon(QPolygonF([QPointF(*p) for p in corners]))
    top = QColor(ink)
    top.setAlpha(70)
    painter.setBrush(top)
    painter.drawPolygon(QPolygonF([QPointF(*p) for p in eave]))
    uprights = [QLineF(*a, *b) for a, b in zip(foot.tolist(), eave.tolist(), strict=True)]
    for colour, width in ((HALO, 4.0), (ink, 1.6)):
        painter.setPen(QPen(colour, width * enlarged(painter)))
        painter.drawLines(uprights)
    draw_line(painter, np.vstack([eave, eave[:1]]), ink=ink)


def draw_sign(painter: QPainter, at: QPointF, sign: Sign) -> None:
    """Draw the sign of what was snapped to."""
    size = 8.0 * enlarged(painter)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((HALO, 6.0), (GUIDE, 2.6)):
        painter.setPen(QPen(colour, width * enlarged(painter)))
        _SIGNS[sign](painter, at, size)


def _square(painter: QPainter, at: QPointF, size: float) -> None:
    painter.drawRect(QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size))


def _ring(painter: QPainter, at: QPointF, size: float) -> None:
    painter.drawEllipse(at, size, size)


def _cross(painter: QPainter, at: QPointF, size: float) -> None:
    painter.drawLine(at + QPointF(-size, -size), at + QPointF(size, size))
    painter.drawLine(at + QPointF(-size, size), at + QPointF(size, -size))


def _diamond(painter: QPainter, at: QPointF, size: float) -> None:
    shape = [QPointF(0, -size), QPointF(size, 0), QPointF(0, size), QPointF(-size, 0)]
    painter.drawPolygon(QPolygonF([at + p for p in shape]))


def _corner(painter: QPainter, at: QPointF, size: float) -> None:
    shape = [QPointF(-size, -size), QPointF(-size, size), QPointF(size, size)]
    painter.drawPolyline(QPolygonF([at + p for p in shape]))
    inner = [QPointF(-size, 0), QPointF(0, 0), QPointF(0, size)]
    painter.drawPolyline(QPolygonF([at + p for p in inner]))


def _stripes(painter: QPainter, at: QPointF, size: float) -> None:
    for shift in (-0.4 * size, 0.4 * size):
        painter.drawLine(
            at + QPointF(shift - 0.5 * size, size), at + QPointF(shift + 0.5 * size, -size)
        )


def _dots(painter: QPainter, at: QPointF, size: float) -> None:
    for shift in (-size, 0.0, size):
        painter.drawEllipse(at + QPointF(shift, 0.0), 0.22 * size, 0.22 * size)


_SIGNS = {
    Sign.CLOSE: _ring,
    Sign.OWN: _square,
    Sign.VERTEX: _square,
    Sign.CROSSING: _cross,
    Sign.EDGE: _diamond,
    Sign.RIGHT_ANGLE: _corner,
    Sign.PARALLEL: _stripes,
    Sign.PROLONGATION: _dots,
}


def draw_wrong(painter: QPainter, at: QPointF) -> None:
    """Mark a place where a sketch cannot be."""
    size = 10.0 * enlarged(painter)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((HALO, 7.0), (WRONG, 3.4)):
        painter.setPen(QPen(colour, width * enlarged(painter)))
        painter.drawEllipse(at, size, size)
        _cross(painter, at, 0.6 * size)


def draw_sentence(painter: QPainter, at: QPointF, text: str, bounds: QRectF) -> None:
    """Write a sentence on a red plate, wholly within the picture."""
    font = painter.font()
    font.setPixelSize(round(LETTERS * enlarged(painter)))
    font.setBold(True)
    painter.setFont(font)
    wide = min(bounds.width() - 24.0, 560.0 * enlarged(painter))
    flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter)
    box = QRectF(painter.boundingRect(QRectF(0, 0, wide, 400), flags, text)).adjusted(
        -12, -7, 12, 7
    )
    box.moveCenter(QPointF(at.x(), at.y() - 34.0))
    box.moveLeft(min(max(box.left(), bounds.left() + 8), bounds.right() - box.width() - 8))
    box.moveTop(min(max(box.top(), bounds.top() + 8), bounds.bottom() - box.height() - 8))
    painter.setPen(QPen(QColor("white"), 2.0))
    painter.setBrush(WRONG)
    painter.drawRoundedRect(box, 6, 6)
    painter.setPen(QColor("white"))
    painter.drawText(box, flags, text)


def write(
    painter: QPainter,
    at: QPointF,
    lines: Sequence[str],
    bounds: QRectF,
    *,
    centred: bool = False,
    size: float = LETTERS,
) -> None:
    """Write lines near a place, with a halo."""
    if lines:
        draw_label(painter, at, "\n".join(lines), bounds, centred=centred, size=size)


def draw_plate(
    painter: QPainter,
    at: QPointF,
    lines: Sequence[str],
    bounds: QRectF,
    drawn: QPointF | None = None,
    word: str = "",
) -> None:
    """Write lines on a white plate beside a place, away from what is drawn; the first is bold.

    ``word`` is what was snapped to; it stands last, in the colour of its sign.
    """
    lines = [*lines, word] if word else lines
    if not lines:
        return
    size = LETTERS * enlarged(painter)
    bold, plain = letters(painter, size), letters(painter, size, bold=False)
    fonts = [bold] + [plain] * (len(lines) - 1)
    wide = max(QFontMetricsF(f).horizontalAdvance(x) for f, x in zip(fonts, lines, strict=True))
    step = QFontMetricsF(bold).height()
    box = QRectF(at.x() + 18, at.y() + 18, wide + 20, step * len(lines) + 10)
    room = bounds.adjusted(6, 6, -6, -6)
    left = drawn is not None and drawn.x() > at.x()
    above = drawn is not None and drawn.y() > at.y()
    if (left or box.right() > room.right()) and at.x() - 18 - box.width() > room.left():
        box.moveRight(at.x() - 18)
    if (above or box.bottom() > room.bottom()) and at.y() - 18 - box.height() > room.top():
        box.moveBottom(at.y() - 18)
    box.moveLeft(min(max(box.left(), room.left()), room.right() - box.width()))
    box.moveTop(min(max(box.top(), room.top()), room.bottom() - box.height()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PLATE)
    painter.drawRoundedRect(box, 5, 5)
    painter.setPen(INK)
    for k, (font, line) in enumerate(zip(fonts, lines, strict=True)):
        painter.setFont(font)
        if word and k == len(lines) - 1:
            painter.setPen(GUIDE)
        at_line = QPointF(box.left() + 10, box.top() + 5 + k * step)
        painter.drawText(at_line + QPointF(0, QFontMetricsF(font).ascent()), line)
