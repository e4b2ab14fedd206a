"""The hours of a day as a slider: night, daylight, when the sun rises and sets."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider

from jumeau.app.sunning.day import HOUR, Day
from jumeau.app.theme import Theme
from jumeau.i18n import Translator
from jumeau.render.sun_words import told_clock

BAND = 10
"""Height of the band [points]."""
KNOB = 16
_DAYLIGHT = {True: "#F3C85B", False: "#D9A93C"}
_EVERY = 3 * HOUR


class DaySlider(QSlider):
    """A slider over a legal day; a click goes to its place, arrows step five minutes.

    Parameters
    ----------
    theme : Theme
        Its colours.
    """

    def __init__(self, theme: Theme, tr: Translator) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme, self._tr = theme, tr
        self._day: Day | None = None
        self.setPageStep(HOUR)
        self.setMinimumWidth(theme.px(150))
        self.setFixedHeight(theme.px(46))
        self.setAccessibleName(tr("sunning.slider"))
        self.setToolTip(tr("sunning.slider_told"))

    def show_day(self, day: Day) -> None:
        """Show another day."""
        if day != self._day:
            self._day = day
            self.setRange(0, day.last)
            self.update()

    # -- where a time stands ---------------------------------------------------------------------

    @property
    def _margin(self) -> float:
        return self._theme.px(KNOB) / 2 + 3

    def _x(self, step: float) -> float:
        room = self.width() - 2 * self._margin
        return self._margin + room * step / max(self.maximum(), 1)

    def step_at(self, x: float) -> int:
        """Return the position at a place of the widget [points]."""
        room = max(self.width() - 2 * self._margin, 1.0)
        step = round((x - self._margin) / room * self.maximum())
        return max(0, min(step, self.maximum()))

    # -- by hand ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go to where the hand is."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setSliderPosition(self.step_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go along with the hand."""
        if self.isSliderDown():
            self.setSliderPosition(self.step_at(event.position().x()))
            event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Stay there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            event.accept()

    # -- painting --------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the band, its hours and the knob."""
        theme, day = self._theme, self._day
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        faint = QColor(theme.faint)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), theme.edge))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        high, middle = theme.px(BAND), theme.px(16)
        left, right = self._x(0), self._x(self.maximum())
        top = middle - high / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_mixed(theme.faint, theme.panel, 0.62))
        painter.drawRoundedRect(QRectF(left, top, right - left, high), high / 2, high / 2)
        if day is not None:
            self._paint_day(painter, day, top, high)
        knob, x = theme.px(KNOB), self._x(self.sliderPosition())
        painter.setPen(QPen(QColor(theme.field), 2))
        painter.setBrush(QColor(theme.accent) if self.isEnabled() else faint)
        painter.drawEllipse(QPointF(x, middle), knob / 2, knob / 2)
        painter.end()

    def _paint_day(self, painter: QPainter, day: Day, top: float, high: float) -> None:
        theme = self._theme
        light = QColor(theme.panel).lightnessF() > 0.5
        first, last = self._x(min(day.rise, day.last)), self._x(min(day.set, day.last))
        painter.setBrush(QColor(_DAYLIGHT[light]))
        if not day.is_dark:
            round_ = high / 2 if day.is_bright else 0.0
            painter.drawRoundedRect(QRectF(first, top, last - first, high), round_, round_)
        painter.setPen(QPen(QColor(theme.faint), 1))
        low = top + high
        for step in range(0, day.steps, _EVERY):
            x = self._x(step)
            painter.drawLine(QPointF(x, low + 2), QPointF(x, low + 5))
        self._paint_words(painter, day, low)

    def _paint_words(self, painter: QPainter, day: Day, low: float) -> None:
        """Write when the sun rises and sets, and midday, where there is room."""
        tr, theme = self._tr, self._theme
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.86)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        letters = painter.fontMetrics()
        if day.is_dark or day.is_bright:
            key = "sunning.polar_night_short" if day.is_dark else "sunning.polar_day_short"
            marks = [(day.steps / 2, tr(key))]
        else:
            noon = next(k for k in range(day.steps) if day.moment(k).hour == 12)
            marks = [(float(x), told_clock(day.moment(x), tr)) for x in (day.rise, day.set, noon)]
        taken: list[QRectF] = []
        for step, words in marks:
            wide = letters.horizontalAdvance(words) + 8
            x = max(0.0, min(self._x(step) - wide / 2, self.width() - wide))
            box = QRectF(x, low + 5, wide, self.height() - low - 6)
            if not any(box.intersects(other) for other in taken):
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
                taken.append(box)


def _mixed(colour: str, other: str, share: float) -> QColor:
    """Return a colour with a share of another."""
    a, b = QColor(colour), QColor(other)
    red, green, blue = (
        round((1 - share) * p + share * q)
        for p, q in ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    )
    return QColor(red, green, blue)
