"""The bars of residents by class, what is compared with above what comes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from jumeau.app.measuring.chart import ticks
from jumeau.i18n import Translator

PAPER, INK, FAINT, GRID = QColor("#FFFFFF"), QColor("#1B2227"), QColor("#4C565D"), QColor("#E4E0D8")
SMALL_VALUE = 50.0
"""A bar of "fewer than a hundred" is drawn so long, hatched: it has no number."""
LEAST_TICK = 100.0
"""What is told in hundreds has no finer marks."""
FILLED = 0.84
"""Share of a class's room that its bars take."""
LEAST_LETTERS = 11.0
"""[pixels]"""


@dataclass(frozen=True, slots=True)
class Bars:
    """What is drawn.

    Attributes
    ----------
    names : tuple of str
        Of the classes, the quietest first.
    sides : tuple of str
        What is compared, the reference first.
    colours : tuple of str
        Of the sides.
    values : tuple of tuple of float
        By class, by side: rounded numbers; nan for a few, of which no number is told.
    labels : tuple of tuple of str
        What stands at the end of each bar.
    axis : str
        What is counted.
    """

    names: tuple[str, ...]
    sides: tuple[str, ...]
    colours: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    labels: tuple[tuple[str, ...], ...]
    axis: str = ""


class BarChart(QWidget):
    """Draws grouped bars; what they say is its accessible description, too."""

    def __init__(self, tr: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self.bars: Bars | None = None
        self.setMinimumHeight(170)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("noise_exposure.chart"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the usual size."""
        return QSize(480, 300)

    def show_bars(self, bars: Bars | None, told: str = "") -> None:
        """Show other bars; none without any."""
        self.bars = bars
        self.setAccessibleDescription(told)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the chart."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, (self.width(), self.height()), self.font())
        painter.end()

    def draw(self, painter: QPainter, size: tuple[float, float], font: QFont) -> None:
        """Draw the chart on paper of some size [pixels]."""
        painter.fillRect(QRectF(0, 0, *size), PAPER)
        bars = self.bars
        if bars is None or not bars.names:
            return
        metrics = QFontMetricsF(font)
        step = metrics.height()
        top = self._heads(painter, bars, size, font)
        first = max(metrics.horizontalAdvance(x) for x in bars.names) + 20.0
        last = max(metrics.horizontalAdvance(x) for row in bars.labels for x in row) + 12.0
        box = QRectF(first, top + 6, size[0] - first - last, size[1] - top - 2.0 * step - 4)
        most = max([x for row in bars.values for x in row if x == x] + [LEAST_TICK])
        scale = box.width() / most
        self._grid(painter, bars, box, most, font)
        room = box.height() / len(bars.names)
        for k, name in enumerate(bars.names):
            row = QRectF(box.left(), box.top() + k * room, box.width(), room)
            painter.setFont(font)
            painter.setPen(INK)
            place = QRectF(0, row.top(), first - 10.0, room)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name
            )
            self._class(painter, bars, k, row, scale, font)
        painter.setPen(QPen(FAINT, 1.4))
        painter.drawLine(box.topLeft(), box.bottomLeft())

    def _heads(
        self, painter: QPainter, bars: Bars, size: tuple[float, float], font: QFont
    ) -> float:
        """Draw the names of the sides with their colours; return where that ends."""
        bold = QFont(font)
        bold.setBold(True)
        painter.setFont(bold)
        metrics = QFontMetricsF(bold)
        x, y, step = 12.0, 8.0, metrics.height()
        for name, colour in zip(bars.sides, bars.colours, strict=True):
            wide = metrics.horizontalAdvance(name) + 1.9 * step
            if x > 12.0 and x + wide > size[0] - 8.0:
                x, y = 12.0, y + 1.25 * step
            mark = QRectF(x, y + 0.18 * step, 0.8 * step, 0.66 * step)
            painter.fillRect(mark, QColor(colour))
            painter.setPen(INK)
            painter.drawText(QPointF(x + 1.1 * step, y + metrics.ascent()), name)
            x += wide
        return y + step

    def _grid(self, painter: QPainter, bars: Bars, box: QRectF, most: float, font: QFont) -> None:
        """Draw the marks across, and what is counted."""
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        wide = metrics.horizontalAdvance(bars.axis) + 24.0
        count = max(int(min(most / LEAST_TICK, (box.width() - wide) / 70.0)), 1)
        y = box.bottom() + metrics.ascent() + 4.0
        for value in ticks(0.0, most, count):
            x = box.left() + value / most * box.width()
            painter.setPen(QPen(GRID, 1))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            told = self._tr.number(value)
            painter.setPen(FAINT)
            left = x - metrics.horizontalAdvance(told) / 2.0
            if left > wide - 12.0:
                painter.drawText(QPointF(left, y), told)
        painter.setPen(FAINT)
        painter.drawText(QPointF(12.0, y), bars.axis)

    def _class(
        self, painter: QPainter, bars: Bars, k: int, row: QRectF, scale: float, font: QFont
    ) -> None:
        """Draw the bars of one class, each with its number."""
        high = FILLED * row.height() / len(bars.sides)
        letters = QFont(font)
        most = QFontMetricsF(font).height()
        if most > high:
            letters.setPixelSize(max(int(0.92 * high), int(LEAST_LETTERS)))
        painter.setFont(letters)
        y = row.top() + (1.0 - FILLED) / 2.0 * row.height()
        for value, label, tint in zip(bars.values[k], bars.labels[k], bars.colours, strict=True):
            few, colour = value != value, QColor(tint)
            bar = QRectF(row.left(), y, (SMALL_VALUE if few else value) * scale, high - 2.0)
            if few:
                painter.setPen(QPen(colour, 1.2))
                painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
                painter.drawRect(bar)
            elif value > 0.0:
                painter.fillRect(bar, colour)
            painter.setPen(INK)
            place = QRectF(bar.right() + 6.0, y - 2.0, 200.0, high + 2.0)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label
            )
            y += high
