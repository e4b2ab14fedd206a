"""The chart of a profile: distance against altitude, to scale or with heights drawn larger."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from jumeau.app.measuring.numbers import told_length
from jumeau.i18n import Translator

if TYPE_CHECKING:
    from jumeau.geometry.profile import Outline, Profile

EARTH, EARTH_LINE = QColor("#D9C7AC"), QColor("#6E5B40")
BUILT, BUILT_LINE = QColor("#8592A0"), QColor("#2C3239")
CROWN = QColor("#A9BF98")
PAPER, INK, FAINT, GRID = QColor("#FFFFFF"), QColor("#22292E"), QColor("#565F66"), QColor("#E4E0D8")
MARK = QColor("#1D5C78")
EXAGGERATIONS = (1.0, 2.0, 3.0, 5.0, 10.0, 20.0)
BUILT_MOST = 3.0
"""Houses that are drawn taller than this are no longer known as houses."""
_NICE = (1.0, 2.0, 2.5, 5.0)


def ticks(low: float, high: float, most: int) -> Iterator[float]:
    """Yield round values between two others, no more than so many."""
    span = max(high - low, 1e-9)
    exponent = math.floor(math.log10(span / max(most, 1)))
    steps = (n * 10.0**e for e in range(exponent, exponent + 4) for n in _NICE)
    step = next(s for s in steps if span / s <= most)
    k = math.ceil(low / step - 1e-9)
    while k * step <= high + 1e-9:
        yield k * step
        k += 1


class ProfileChart(QWidget):
    """Draws a profile; the cursor and the arrow keys tell what lies where."""

    pointed = Signal(object)

    def __init__(self, tr: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self.profile: Profile | None = None
        self.trees = True
        self.exaggeration = 0.0  # as much as there is room for
        self._at: float | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(130)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("measuring.profile.chart"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the usual size."""
        return QSize(700, 200)

    def show_profile(self, profile: Profile) -> None:
        """Show another profile."""
        self.profile, self._at = profile, None
        self.setAccessibleDescription(self.told())
        self.update()

    def point_at(self, s: float | None) -> None:
        """Mark a place along the line [m]."""
        if s != self._at:
            self._at = s
            self.update()

    def told(self) -> str:
        """Return the profile in a sentence, for those who do not see it."""
        p = self.profile
        if p is None:
            return ""
        return self._tr(
            "measuring.profile.told",
            length=told_length(float(p.s[-1]), 1.0, self._tr),
            low=self._tr.number(float(p.ground.min()), 0),
            high=self._tr.number(float(p.ground.max()), 0),
            buildings=len({(layer, x.row) for layer, x in p.blocks}),
        )

    # -- scales ----------------------------------------------------------------------------------

    def _span(self) -> tuple[float, float]:
        p = self.profile
        assert p is not None
        tops = [float(x.high.max()) for _, x in (*p.blocks, *(p.trees if self.trees else ()))]
        low, high = float(p.ground.min()), max([float(p.surface.max()), *tops])
        spare = max(0.06 * (high - low), 1.0)
        return low - spare, high + spare

    def frame(self, size: tuple[float, float], font: QFont) -> tuple[QRectF, float, float]:
        """Return where the chart lies, its pixels for a metre across, and how much more upwards."""
        p = self.profile
        assert p is not None
        metrics = QFontMetricsF(font)
        left = metrics.horizontalAdvance("0\u202f000,0 m") + 14
        top, bottom, right = metrics.height() * 1.5, metrics.height() * 1.9, 18.0
        room = QRectF(left, top, max(size[0] - left - right, 20), max(size[1] - top - bottom, 20))
        low, high = self._span()
        length = max(float(p.s[-1]), 1e-6)
        across = room.width() / length
        more = self.exaggeration
        if more <= 0.0:
            most = BUILT_MOST if p.blocks else EXAGGERATIONS[-1]
            tall = room.height() * 1.03 / ((high - low) * across)
            more = max((e for e in EXAGGERATIONS if e <= min(tall, most)), default=1.0)
        across = min(across, room.height() / ((high - low) * more))
        height = (high - low) * across * more
        # The scale holds both ways: what is left over stays empty above.
        return QRectF(left, room.bottom() - height, length * across, height), across, more

    # -- drawing ---------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the chart."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, (self.width(), self.height()), self.font())
        if self.hasFocus():
            painter.setPen(QPen(MARK, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def draw(
        self, painter: QPainter, size: tuple[float, float], font: QFont, *, marked: bool = True
    ) -> None:
        """Draw the chart on paper of some size [pixels]; ``marked``: with the cursor's place."""
        painter.fillRect(QRectF(0, 0, *size), PAPER)
        p = self.profile
        if p is None:
            return
        painter.setFont(font)
        box, across, more = self.frame(size, font)
        low = self._span()[0]

        def at(s: float, z: float) -> QPointF:
            return QPointF(box.left() + s * across, box.bottom() - (z - low) * across * more)

        self._draw_grid(painter, box, at, font)
        self._draw_outlines(painter, [x for _, x in p.trees] if self.trees else [], p, at, CROWN)
        earth = [at(s, z) for s, z in zip(p.s.tolist(), p.ground.tolist(), strict=True)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(EARTH)
        painter.drawPolygon(QPolygonF([box.bottomLeft(), *earth, at(float(p.s[-1]), low)]))
        self._draw_outlines(painter, [x for _, x in p.blocks], p, at, BUILT)
        painter.setPen(QPen(EARTH_LINE, 2.2))
        painter.drawPolyline(QPolygonF(earth))
        painter.setPen(QPen(FAINT, 1, Qt.PenStyle.DotLine))
        for s in p.turns[1:-1].tolist():
            painter.drawLine(at(s, low), QPointF(at(s, low).x(), box.top()))
        self._draw_heads(painter, box, font, more)
        if self._at is not None and marked:
            self._draw_mark(painter, box, at, font, size)

    def _draw_grid(self, painter: QPainter, box: QRectF, at: object, font: QFont) -> None:
        tr, metrics = self._tr, QFontMetricsF(font)
        low, high = self._span()
        p = self.profile
        assert p is not None
        assert callable(at)
        rows = max(int(box.height() / (metrics.height() * 1.7)), 3)
        upright = list(ticks(low, high, rows))
        level = list(ticks(0.0, float(p.s[-1]), max(int(box.width() / 90), 1)))
        for z in upright:
            y = at(0.0, z).y()
            painter.setPen(QPen(GRID, 1))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(FAINT)
            text = tr("measuring.unit.m", value=tr.number(z, _decimals(upright)))
            width = metrics.horizontalAdvance(text)
            painter.drawText(QPointF(box.left() - width - 8, y + metrics.ascent() / 2 - 2), text)
        for k, s in enumerate(level):
            x = at(s, low).x()
            painter.setPen(QPen(FAINT, 1))
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x, box.bottom() + 5))
            text = tr.number(s, _decimals(level))
            if k == len(level) - 1:
                text = tr("measuring.unit.m", value=text)
            width = metrics.horizontalAdvance(text)
            x = min(max(x - width / 2, 0.0), box.right() + 16 - width)
            painter.drawText(QPointF(x, box.bottom() + 6 + metrics.ascent()), text)
        painter.setPen(QPen(FAINT, 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def _draw_heads(self, painter: QPainter, box: QRectF, font: QFont, more: float) -> None:
        tr, metrics = self._tr, QFontMetricsF(font)
        bold = QFont(font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(INK)
        top = metrics.ascent() + 4
        painter.drawText(QPointF(box.left(), top), "A")
        painter.drawText(QPointF(box.right() - metrics.horizontalAdvance("B") - 1, top), "B")
        painter.setFont(font)
        painter.setPen(FAINT)
        plain = math.isclose(more, 1.0)
        key = "measuring.profile.to_scale" if plain else "measuring.profile.heights"
        text = tr(key, times=tr.number(more, 0))
        left = (box.left() + box.right() - metrics.horizontalAdvance(text)) / 2
        painter.drawText(QPointF(max(left, box.left() + 24), top), text)

    def _draw_outlines(
        self, painter: QPainter, outlines: list[Outline], p: Profile, at: object, colour: QColor
    ) -> None:
        assert callable(at)
        for x in outlines:
            foot = np.interp(x.s, p.s, p.ground)
            hangs = (x.low - foot > 2.5).all() and (x.high - x.low > 0.3).any()
            under = x.low if hangs or colour is CROWN else foot
            if colour is CROWN:
                stem = float(x.s.mean())
                painter.setPen(QPen(colour, 2))
                painter.drawLine(at(stem, float(foot.mean())), at(stem, float(x.low.max())))
            tops = [at(*end) for end in zip(x.s.ravel(), x.high.ravel(), strict=True)]
            feet = [at(*end) for end in zip(x.s.ravel(), under.ravel(), strict=True)]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPolygon(QPolygonF([*tops, *reversed(feet)]))
            if colour is not CROWN:
                painter.setPen(QPen(BUILT_LINE, 1.4))
                painter.drawPolyline(QPolygonF([feet[0], *tops, feet[-1]]))

    def _draw_mark(
        self, painter: QPainter, box: QRectF, at: object, font: QFont, size: tuple[float, float]
    ) -> None:
        assert callable(at)
        p, s = self.profile, self._at
        assert p is not None
        assert s is not None
        ground, top = (float(np.interp(s, p.s, v)) for v in (p.ground, p.surface))
        painter.setPen(QPen(MARK, 1.6))
        foot = at(s, ground)
        painter.drawLine(QPointF(foot.x(), box.bottom()), QPointF(foot.x(), box.top()))
        painter.setBrush(MARK)
        painter.drawEllipse(at(s, top), 4.5, 4.5)
        text, metrics = self.reading(s), QFontMetricsF(font)
        width = metrics.horizontalAdvance(text) + 12
        left = min(max(foot.x() - width / 2, 2.0), size[0] - width - 2)
        plate = QRectF(left, 2, width, metrics.height() + 4)
        painter.setPen(QPen(MARK, 1))
        painter.setBrush(PAPER)
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(INK)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    def reading(self, s: float) -> str:
        """Return what lies at a place along the line."""
        p, tr = self.profile, self._tr
        assert p is not None
        ground, top = (float(np.interp(s, p.s, v)) for v in (p.ground, p.surface))
        fields = {"distance": told_length(s, 0.1, tr), "ground": tr.number(ground, 1)}
        if top - ground < 0.3:
            return tr("measuring.profile.ground", **fields)
        return tr("measuring.profile.built", **fields, height=tr.number(top - ground, 1))

    # -- cursor and keys -------------------------------------------------------------------------

    def _point(self, s: float | None) -> None:
        if self.profile is not None and s is not None:
            s = min(max(s, 0.0), float(self.profile.s[-1]))
        self.point_at(s)
        self.pointed.emit(s)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Mark the place under the cursor."""
        if self.profile is not None:
            box, across, _ = self.frame((self.width(), self.height()), self.font())
            self._point((event.position().x() - box.left()) / across)

    def leaveEvent(self, event: object) -> None:  # noqa: N802
        """Forget the mark."""
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the mark by a hundredth of the line, with Shift by a tenth."""
        p = self.profile
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if p is None or Qt.Key(event.key()) not in (*ways, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
            return
        length = float(p.s[-1])
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._point(0.0 if event.key() == Qt.Key.Key_Home else length)
        else:
            large = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            step = ways[Qt.Key(event.key())] * length / (10 if large else 100)
            self._point((self._at if self._at is not None else -step) + step)
        if self._at is not None:
            self.setAccessibleDescription(self.reading(self._at))


def _decimals(values: list[float]) -> int:
    """Return with how many decimals round values are written."""
    whole = all(abs(v - round(v)) < 1e-6 for v in values)
    return 0 if whole else 1
