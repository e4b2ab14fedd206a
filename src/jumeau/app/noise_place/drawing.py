"""What lies over the picture: the ways of the sound, the place, their key for the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QRegion, QTransform

from jumeau.app.measuring.ink import HALO, draw_dots, draw_line, enlarged, runs
from jumeau.render.noise_paths import DASHES, INK, Heard, PathKind, Stroke, strokes

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from jumeau.app.noise_place.panel import NoisePanel
    from jumeau.app.workspace import Workspace

WIDEST, THINNEST = 4.2, 1.7
"""Of a way by its loudness [pixels of the widget]."""
CHOSEN = 5.6
FADED = 95
"""Opacity of the other ways where one is chosen (0..255)."""
LETTERS, PLATE, TOP, LOW = 1 / 32, 0.43, 0.21, 0.76
"""Of the key: its letters, its greatest width, places of its top and of its foot; shares of the
picture."""
SAMPLE = 3.1
"""Width of a line's sample with what follows it, over the height of a line."""
CLEAR = 24.0
"""What is left free around the place [pixels of the widget]."""
TEXT = QColor("#22292E")


def colour_of(kind: PathKind) -> QColor:
    """Return the colour of a kind of ways."""
    return QColor(*(round(x) for x in INK[kind]))


def pen_of(kind: PathKind, width: float, *, faded: bool = False) -> QPen:
    """Return the pen of a kind of ways: its colour and its dashes."""
    colour = colour_of(kind)
    colour.setAlpha(FADED if faded else 255)
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if DASHES[kind]:
        pen.setDashPattern(list(DASHES[kind]))
    return pen


def draw_ways(
    painter: QPainter, workspace: Workspace, heard: Heard, chosen: int | None = None
) -> None:
    """Draw the ways to a place, the loudest on top.

    Parameters
    ----------
    chosen : int, optional
        Place of a way among ``heard.routes``: it is drawn over all others, which fade.
    """
    seen = workspace.viewport.to_screen
    larger = enlarged(painter)
    for stroke in strokes(heard):
        _draw(painter, seen(stroke.points), stroke, larger, faded=chosen is not None)
    if chosen is not None and chosen < len(heard.routes):
        route = heard.routes[chosen]
        pixels = seen(route.points)
        for pen in (QPen(HALO, (CHOSEN + 3.5) * larger), pen_of(route.kind, CHOSEN * larger)):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            _lines(painter, pixels, pen)
        draw_dots(painter, pixels[:1], ink=colour_of(route.kind))


def keep_words_clear(painter: QPainter, workspace: Workspace) -> None:
    """Draw no way over the lines of a single picture that say how sure it is, and what it is."""
    from jumeau.render.furniture import letters_of, lines_said

    viewport, session = workspace.viewport, workspace.session
    ratio = viewport.devicePixelRatioF()
    size = (round(viewport.width() * ratio), round(viewport.height() * ratio))
    margin = round(0.6 * letters_of(size, ratio))
    low, region = size[1] - margin, QRegion(viewport.rect())
    words = workspace.window_.tr_
    for _, plate in lines_said(session.project, session.view, size, words, ratio):
        low -= plate.shape[0]
        box = QRectF(margin, low, plate.shape[1], plate.shape[0])
        region -= QRegion(QTransform.fromScale(1 / ratio, 1 / ratio).mapRect(box).toAlignedRect())
        low -= margin // 2
    painter.setClipRegion(region)


def _draw(
    painter: QPainter, pixels: NDArray[np.float64], stroke: Stroke, larger: float, *, faded: bool
) -> None:
    width = (THINNEST + (WIDEST - THINNEST) * stroke.strength) * larger
    halo = QColor(HALO)
    halo.setAlpha(70 if faded else 170)
    _lines(painter, pixels, QPen(halo, width + 2.2 * larger))
    _lines(painter, pixels, pen_of(stroke.kind, width, faded=faded))


def _lines(painter: QPainter, pixels: NDArray[np.float64], pen: QPen) -> None:
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line in runs(pixels):
        if line.size() > 1:
            painter.drawPolyline(line)


def draw_mark(
    painter: QPainter,
    workspace: Workspace,
    point: tuple[float, float, float],
    foot: tuple[float, float, float] | None = None,
) -> None:
    """Mark where one listens, with a stem from the place that was chosen."""
    seen = workspace.viewport.to_screen
    if foot is not None:
        draw_line(painter, seen(np.array([foot, point])))
    draw_dots(painter, seen(np.array([point])), large=True)


def lay_key(
    painter: QPainter, workspace: Workspace, panel: NoisePanel, place: tuple[float, float, float]
) -> None:
    """Draw the level, the key of the lines and the label on the picture, for the whole room.

    Parameters
    ----------
    place : tuple of float
        Where one listens [m]: the key leaves it free.
    """
    view = QRectF(workspace.viewport.rect())
    font = QFont(painter.font())
    font.setPixelSize(max(round(view.height() * LETTERS), 13))
    bold = QFont(font)
    bold.setBold(True)
    line = QFontMetricsF(font).height()
    above = [(bold, x) for x in panel.lines]
    below = [(font, x) for x in panel.below]
    rows = panel.key_rows
    natural = [QFontMetricsF(f).horizontalAdvance(x) for f, x in above]
    natural += [SAMPLE * line + QFontMetricsF(font).horizontalAdvance(x) for _, x in rows]
    room = min(max([*natural, 14 * line]) + 2, max(view.width() * PLATE, 15 * line))
    texts = [*above, *below]
    heights = [_height(face, text, room) for face, text in texts]
    high = sum(heights) + len(rows) * line * 1.12 + line * 1.3
    plate = _free(view, (room + 1.6 * line, high), workspace.viewport.to_screen, place)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 244))
    painter.drawRoundedRect(plate, 6, 6)
    x, y = plate.left() + 0.8 * line, plate.top() + 0.5 * line
    for k in range(len(texts) + 1):
        if k == len(above):
            y = _lay_rows(painter, rows, (x, y + 0.1 * line), font, line) + 0.1 * line
        if k == len(texts):
            break
        face, text = texts[k]
        painter.setFont(face)
        painter.setPen(TEXT)
        box = QRectF(x, y, room, heights[k])
        painter.drawText(box, int(Qt.TextFlag.TextWordWrap), text)
        y += heights[k]


def _free(
    view: QRectF,
    size: tuple[float, float],
    seen: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    place: tuple[float, float, float],
) -> QRectF:
    """Return where the key lies, clear of the place: on the left, where no legend is.

    There it stands between the names of what is shown and the scale.
    """
    wide, high = size
    top = view.top() + TOP * view.height()
    low = view.top() + LOW * view.height()
    right, left = view.right() - wide - 8, view.left() + 8
    x, y = seen(np.array([place]))[0].tolist()
    for at in ((left, top), (left, low - high), (right, top), (right, low - high)):
        plate = QRectF(*at, wide, high)
        clear = plate.adjusted(-CLEAR, -CLEAR, CLEAR, CLEAR)
        inside = top - CLEAR <= plate.top() and plate.bottom() <= low + CLEAR
        if inside and not (x == x and clear.contains(QPointF(x, y))):
            return plate
    aside = right if x == x and x < view.center().x() else left
    return QRectF(aside, min(top, view.bottom() - high - 8), wide, high)


def _height(font: QFont, text: str, width: float) -> float:
    box = QRectF(0, 0, width, 1e6)
    return QFontMetricsF(font).boundingRect(box, int(Qt.TextFlag.TextWordWrap), text).height()


def _lay_rows(
    painter: QPainter,
    rows: tuple[tuple[PathKind, str], ...],
    at: tuple[float, float],
    font: QFont,
    line: float,
) -> float:
    """Draw a sample of each kind of lines with its words; return where they end."""
    x, y = at
    painter.setFont(font)
    for kind, text in rows:
        middle = y + 0.56 * line
        painter.setPen(pen_of(kind, line * 0.17))
        painter.drawLine(QPointF(x, middle), QPointF(x + 2.6 * line, middle))
        painter.setPen(TEXT)
        painter.drawText(QPointF(x + SAMPLE * line, y + 0.82 * line), text)
        y += 1.12 * line
    return y
