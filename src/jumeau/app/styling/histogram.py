"""How often each value occurs, in the colours of the classes, with limits that can be moved."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from jumeau.app.theme import Theme
from jumeau.i18n import Translator
from jumeau.render.styling.fields import Summary

_GRIP, _FOOT, _REACH = 5.0, 18, 8.0  # [pixels]
_FINE = 200  # steps of a limit from end to end, by keyboard


class Histogram(QWidget):
    """Bars over the values; limits are moved with the mouse or the arrow keys."""

    moved = Signal(int, float)
    settled = Signal()

    def __init__(self, tr: Translator, theme: Theme) -> None:
        super().__init__()
        self._tr = tr
        self._theme = theme
        self._bins: tuple[int, ...] = ()
        self._low, self._high = 0.0, 1.0
        self._limits: list[float] = []
        self._colours: list[str] = []
        self._unit = ""
        self._source = (0.0, 1.0)
        self._running = False
        self._held = -1
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("style_window.histogram.name"))
        self.setToolTip(tr("style_window.histogram.told"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a low band."""
        return QSize(240, self._theme.px(84))

    def show_values(
        self, summary: Summary, limits: Sequence[float], colours: Sequence[str], unit: str
    ) -> None:
        """Show a field.

        Parameters
        ----------
        limits : sequence of float
            Between the classes, or the ends of a ramp, increasing.
        colours : sequence of str
            One more than there are limits: of what lies below, between and above them.
        """
        self._running = False
        ends = [x for x in (summary.low, summary.high) if math.isfinite(x)] or [0.0, 1.0]
        self._low, self._high = min(ends), max(ends)
        # A few stray values must not press the others together.
        if len(summary.quantiles) == 7:
            spread = summary.quantiles[5] - summary.quantiles[1]
            if spread > 0 and self._high - self._low > 8 * spread:
                self._low = max(self._low, summary.quantiles[1] - spread)
                self._high = min(self._high, summary.quantiles[5] + 2 * spread)
        inside = [x for x in limits if math.isfinite(x)]
        self._low = min([self._low, *inside])
        self._high = max([self._high, *inside])
        if self._high <= self._low:
            self._high = self._low + 1.0
        self._source = (summary.low, summary.high)
        self._bins = summary.bins
        self._limits, self._colours, self._unit = list(limits), list(colours), unit
        self.current = min(self.current, max(len(limits) - 1, 0))
        self._describe()
        self.update()

    def show_ramp(
        self, summary: Summary, ends: Sequence[float], colours: Sequence[str], unit: str
    ) -> None:
        """Show a field in the colours of a ramp between two ends."""
        self.show_values(summary, ends, colours, unit)
        self._running = True

    @property
    def limits(self) -> tuple[float, ...]:
        """The limits as they are shown."""
        return tuple(self._limits)

    def place(self, value: float) -> float:
        """Return where a value stands from the left [pixels]."""
        room = self.width() - 2 * _GRIP
        return _GRIP + room * (value - self._low) / (self._high - self._low)

    def value(self, x: float) -> float:
        """Return the value at a place [pixels], rounded as far as pixels tell values apart."""
        room = max(self.width() - 2 * _GRIP, 1.0)
        found = self._low + (self._high - self._low) * min(max((x - _GRIP) / room, 0.0), 1.0)
        return self._rounded(found)

    def _rounded(self, value: float) -> float:
        step = 10.0 ** math.floor(math.log10((self._high - self._low) / _FINE) + 1e-9)
        places = max(0, -round(math.log10(step)))
        return round(round(value / step) * step, places)

    # -- painting --------------------------------------------------------------------------------

    def paintEvent(self, _event: object) -> None:  # noqa: N802
        """Paint bars, limits and the ends' values."""
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        foot = theme.px(_FOOT)
        base = self.height() - foot
        self._bars(painter, base)
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.drawLine(QPointF(_GRIP, base), QPointF(self.width() - _GRIP, base))
        self._words(painter, QRectF(0, base + 2, self.width(), foot - 2))
        for index, limit in enumerate(self._limits):
            self._limit(painter, index, self.place(limit), base)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), theme.edge))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()

    def _bars(self, painter: QPainter, base: float) -> None:
        if not self._bins or not max(self._bins):
            return
        low, high = self._source
        step = (high - low) / len(self._bins) if high > low else 1.0
        start = low if high > low else low - 0.5
        edge = QColor(self._theme.border)  # or a colour like the panel's would not be seen
        tallest = math.sqrt(max(self._bins))  # roots: rare values are seen too
        for k, count in enumerate(self._bins):
            left = max(self.place(start + k * step), _GRIP)
            right = min(self.place(start + (k + 1) * step), self.width() - _GRIP)
            if not count or right <= left:
                continue
            height = max((base - 6) * math.sqrt(count) / tallest, 1.5)
            middle = start + (k + 0.5) * step
            colour = QColor(self._colour_at(middle))
            bar = QRectF(left, base - height, max(right - left - 0.6, 0.6), height)
            painter.fillRect(bar, colour)
            painter.fillRect(QRectF(bar.topLeft(), QSizeF(bar.width(), 1.0)), edge)

    def _colour_at(self, value: float) -> str:
        if not self._colours:
            return self._theme.faint
        at = sum(value >= limit for limit in self._limits)
        if self._running and len(self._limits) == 2:
            low, high = self._limits
            share = min(max((value - low) / max(high - low, 1e-12), 0.0), 1.0)
            at = round(share * (len(self._colours) - 1))
        return self._colours[min(at, len(self._colours) - 1)]

    def _words(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QColor(self._theme.faint))
        flags = Qt.AlignmentFlag
        painter.drawText(box, int(flags.AlignLeft | flags.AlignTop), self._told(self._low))
        unit = f"\N{NO-BREAK SPACE}{self._unit}" if self._unit else ""
        painter.drawText(box, int(flags.AlignRight | flags.AlignTop), self._told(self._high) + unit)
        if 0 <= self._held < len(self._limits) or (self.hasFocus() and self._limits):
            index = self._held if self._held >= 0 else self.current
            words = self._told(self._limits[index]) + unit
            painter.setPen(QColor(self._theme.text))
            painter.drawText(box, int(flags.AlignHCenter | flags.AlignTop), words)

    def _limit(self, painter: QPainter, index: int, x: float, base: float) -> None:
        theme = self._theme
        active = index == self._held or (self.hasFocus() and index == self.current)
        colour = QColor(theme.accent if active else theme.text)
        painter.setPen(QPen(QColor(theme.panel), 3))
        painter.drawLine(QPointF(x, 2), QPointF(x, base))
        painter.setPen(QPen(colour, 2 if active else 1.2))
        painter.drawLine(QPointF(x, 2), QPointF(x, base))
        painter.setBrush(colour)
        painter.drawPolygon(
            QPolygonF([QPointF(x - _GRIP, 0), QPointF(x + _GRIP, 0), QPointF(x, _GRIP + 3)])
        )

    def _told(self, value: float) -> str:
        extent = self._high - self._low
        places = 0 if extent >= 20 else 1 if extent >= 2 else 2
        return self._tr.number(value, places)

    def _describe(self) -> None:
        limits = "; ".join(self._told(x) for x in self._limits)
        self.setAccessibleDescription(limits)

    # -- moving ----------------------------------------------------------------------------------

    def _near(self, x: float) -> int:
        away = [abs(self.place(limit) - x) for limit in self._limits]
        return away.index(min(away)) if away and min(away) <= _REACH else -1

    def _move(self, index: int, value: float) -> None:
        gap = (self._high - self._low) / _FINE / 2
        floor = self._limits[index - 1] + gap if index > 0 else -math.inf
        last = index == len(self._limits) - 1
        ceiling = math.inf if last else self._limits[index + 1] - gap
        if floor < value < ceiling and value != self._limits[index]:
            self._limits[index] = value
            self._describe()
            self.update()
            self.moved.emit(index, value)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the limit under the mouse."""
        self._held = self._near(event.position().x())
        if self._held >= 0:
            self.current = self._held
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move the limit that is held."""
        if self._held >= 0:
            self._move(self._held, self.value(event.position().x()))
            return
        near = self._near(event.position().x()) >= 0
        self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        """Let the limit go."""
        if self._held >= 0:
            self._held = -1
            self.update()
            self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Up and Down choose a limit, Left and Right move it."""
        key, count = event.key(), len(self._limits)
        if count and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.current = (self.current + (1 if key == Qt.Key.Key_Up else -1)) % count
            self.update()
        elif count and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            way = far if key == Qt.Key.Key_Right else -far
            step = (self._high - self._low) / _FINE
            self._move(self.current, self._rounded(self._limits[self.current] + way * step))
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """End the gesture when the key is let go."""
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.key() in arrows and not event.isAutoRepeat():
            self.settled.emit()
        else:
            super().keyReleaseEvent(event)

    def event(self, event: QEvent) -> bool:
        """Show which limit the keyboard moves."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)
