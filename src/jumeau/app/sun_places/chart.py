"""The chart of a place's sun through a day: share in the sun by the hour, before and after."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from jumeau.app.sun_places.drawing import (
    FAINT,
    GRID,
    INK,
    MARK,
    NIGHT,
    OLD,
    PAPER,
    STALE,
    Line,
    Season,
    draw_line,
    share_at,
)
from jumeau.i18n import Translator


class DayChart(QWidget):
    """Draws the day; the cursor and the arrow keys tell the shares at a time."""

    def __init__(self, tr: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self.lines: tuple[Line, ...] = ()
        self.seasons: tuple[Season, ...] = ()
        self.sentence = ""
        self.stale = False
        self.instant: float | None = None  # of the picture [min]
        self._at: float | None = None
        self._brief = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(104)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("sun_places.chart"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the usual size."""
        return QSize(700, 190)

    def show_day(self, lines: tuple[Line, ...], seasons: tuple[Season, ...], sentence: str) -> None:
        """Show another answer."""
        self.lines, self.seasons, self.sentence = lines, seasons, sentence
        self.stale = False
        self.setAccessibleDescription(self.told())
        self.update()

    def show_instant(self, minute: float | None) -> None:
        """Mark the time of the picture [min after midnight]; None where it shows another day."""
        if minute != self.instant:
            self.instant = minute
            self.update()

    def wait(self) -> None:
        """Show that what is drawn no longer holds."""
        if not self.stale:
            self.stale = True
            self.update()

    def told(self) -> str:
        """Return the chart in words, for those who do not see it."""
        return self._tr("sun_places.chart_told", sentence=self.sentence, hours=self._hours())

    def _hours(self) -> str:
        days = [(x.title, x.day.hourly()) for x in self.lines if x.day is not None]
        if not days:
            return ""
        told = []
        for hour in range(24):
            if all(v[hour] == v[hour] for _, v in days):
                shares = ", ".join(self._share(t, float(v[hour])) for t, v in days)
                told.append(self._tr("sun_places.hour_told", hour=self._clock(60 * hour),
                                     shares=shares))  # fmt: skip
        return " ; ".join(told)

    def _share(self, title: str, share: float) -> str:
        return self._tr("sun_places.share_told", title=title, share=str(round(100 * share)))

    def _clock(self, minute: float) -> str:
        whole = round(minute)
        return self._tr("themes.clock", hour=f"{whole // 60 % 24}", minute=f"{whole % 60:02d}")

    # -- scales ----------------------------------------------------------------------------------

    @property
    def span(self) -> tuple[float, float]:
        """First and last minute of the axis: whole hours about sunrise and sunset."""
        lit = [x.day.minute[x.day.up] for x in self.lines if x.day is not None and x.day.up.any()]
        if not lit:
            return 6 * 60.0, 20 * 60.0
        first = min(float(x[0]) for x in lit)
        last = max(float(x[-1]) for x in lit)
        return 60.0 * np.floor((first - 10) / 60), 60.0 * np.ceil((last + 15) / 60)

    def frame(self, size: tuple[float, float], font: QFont) -> QRectF:
        """Return where the lines lie."""
        metrics = QFontMetricsF(font)
        left = metrics.horizontalAdvance("100\u00a0%") + 16
        right = 14.0 + (self._table_width(metrics) if size[0] > 560 else 0.0)
        top, bottom = metrics.height() * 1.55, metrics.height() * 1.5
        return QRectF(left, top, max(size[0] - left - right, 30), max(size[1] - top - bottom, 20))

    def _table_width(self, metrics: QFontMetricsF) -> float:
        if not self.seasons:
            return 0.0
        name = max(metrics.horizontalAdvance(self._name(x)) for x in self.seasons)
        return name + sum(self._columns(metrics)) + 26.0

    def _name(self, season: Season) -> str:
        return season.short if self._brief else season.name

    def _columns(self, metrics: QFontMetricsF) -> list[float]:
        count = max((len(x.told) for x in self.seasons), default=0)
        return [
            max(metrics.horizontalAdvance(x.told[n]) for x in self.seasons if n < len(x.told)) + 20
            for n in range(count)
        ]

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
        self,
        painter: QPainter,
        size: tuple[float, float],
        font: QFont,
        *,
        marked: bool = True,
        brief: bool = False,
    ) -> None:
        """Draw the chart on paper of some size [pixels].

        Parameters
        ----------
        marked : bool
            With the cursor's time.
        brief : bool
            With few words: the letters are large.
        """
        self._brief = brief
        try:
            self._draw(painter, size, font, marked=marked)
        finally:
            self._brief = False

    def _draw(
        self, painter: QPainter, size: tuple[float, float], font: QFont, *, marked: bool
    ) -> None:
        painter.fillRect(QRectF(0, 0, *size), PAPER)
        if not self.lines:
            return
        painter.setFont(font)
        box = self.frame(size, font)
        start, end = self.span

        def at(minute: float, share: float) -> QPointF:
            along = (minute - start) / (end - start)
            return QPointF(box.left() + along * box.width(), box.bottom() - share * box.height())

        painter.setOpacity(STALE if self.stale else 1.0)
        self._draw_grid(painter, box, at, font)
        alone = len(self.lines) == 1
        scale = max(1.0, QFontMetricsF(font).height() / 19.0)
        for line in sorted(self.lines, key=lambda x: x.former):
            if line.day is not None:
                draw_line(painter, at, line, alone=alone, scale=scale)
        self._draw_names(painter, box, font, scale, size)
        if size[0] > 560:
            self._draw_table(painter, box, font, size)
        if self.instant is not None and start <= self.instant <= end:
            painter.setPen(QPen(MARK, 2.0 * scale))
            painter.drawLine(at(self.instant, 0.0), at(self.instant, 1.0))
        painter.setOpacity(1.0)
        if self.stale:
            self._draw_stale(painter, box, font)
        elif marked:
            shown = self._at if self._at is not None else self.instant
            if shown is not None and start <= shown <= end:
                self._draw_mark(painter, box, at, font, shown)

    def _draw_grid(self, painter: QPainter, box: QRectF, at: object, font: QFont) -> None:
        assert callable(at)
        metrics, tr = QFontMetricsF(font), self._tr
        start, end = self.span
        day = next((x.day for x in self.lines if x.day is not None), None)
        if day is not None and day.up.any():
            lit = day.minute[day.up]
            rise, fall = float(lit[0]), float(lit[-1]) + day.step
            for a, b in ((start, rise), (fall, end)):
                painter.fillRect(QRectF(at(a, 1.0), at(b, 0.0)), NIGHT)
        for share in (0.0, 0.5, 1.0):
            y = at(start, share).y()
            painter.setPen(QPen(FAINT if share == 0.0 else GRID, 1))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            text = f"{round(100 * share)}\u00a0%"
            painter.setPen(FAINT)
            wide = metrics.horizontalAdvance(text)
            painter.drawText(QPointF(box.left() - wide - 8, y + metrics.ascent() / 2 - 2), text)
        hours = np.arange(np.ceil(start / 60), np.floor(end / 60) + 1)
        wide = metrics.horizontalAdvance(tr("sun_places.hours", hours="22")) + 14
        every = next(
            n for n in (1, 2, 3, 4, 6, 12)
            if n == 12 or wide * len(hours) / n <= box.width() + wide
        )  # fmt: skip
        for hour in hours[hours % min(every, 2) == 0].tolist():
            x = at(60 * hour, 0.0).x()
            painter.setPen(QPen(GRID, 1))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            painter.setPen(QPen(FAINT, 1))
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x, box.bottom() + 4))
            if hour % every:
                continue
            text = tr("sun_places.hours", hours=f"{int(hour) % 24}")
            wide_ = metrics.horizontalAdvance(text)
            left = min(max(x - wide_ / 2, 0.0), box.right() + 12 - wide_)
            painter.drawText(QPointF(left, box.bottom() + 5 + metrics.ascent()), text)

    def _draw_names(
        self, painter: QPainter, box: QRectF, font: QFont, scale: float, size: tuple[float, float]
    ) -> None:
        """Write what each line is, above the lines, with a piece of it."""
        metrics = QFontMetricsF(font)
        x, y = box.left(), metrics.ascent() + 3
        alone = len(self.lines) == 1
        room = (size[0] - 12 - x) / max(len(self.lines), 1)
        for line in self.lines:
            dashed = line.former and not alone
            pen = QPen(OLD if dashed else QColor(line.colour), 3.0 * scale)
            if dashed:
                pen.setDashPattern([3.0, 1.8])
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            level = y - metrics.ascent() * 0.32
            piece = 30.0 * scale
            painter.drawLine(QPointF(x, level), QPointF(x + piece, level))
            painter.setPen(INK)
            text = metrics.elidedText(
                line.title
                if self._brief
                else self._tr("sun_places.line", title=line.title, told=line.told),
                Qt.TextElideMode.ElideMiddle, room - piece - 24,
            )  # fmt: skip
            painter.drawText(QPointF(x + piece + 7, y), text)
            x += piece + 7 + metrics.horizontalAdvance(text) + 24

    def _draw_table(
        self, painter: QPainter, box: QRectF, font: QFont, size: tuple[float, float]
    ) -> None:
        """Write the durations of the other dates, a column a line."""
        metrics = QFontMetricsF(font)
        columns = self._columns(metrics)
        if not columns:
            return
        left = size[0] - 10.0 - (self._table_width(metrics) - 26.0)
        step = min(metrics.height() * 1.25, box.height() / max(len(self.seasons), 1))
        y = box.top() + metrics.ascent()
        names = self._table_width(metrics) - 26.0 - sum(columns)
        for season in self.seasons:
            face = QFont(font)
            face.setBold(season.shown)
            painter.setFont(face)
            painter.setPen(INK if season.shown else FAINT)
            painter.drawText(QPointF(left, y), self._name(season))
            x = left + names
            for width, told, line in zip(columns, season.told, self.lines, strict=False):
                x += width
                dark = OLD if line.former and len(self.lines) > 1 else QColor(line.colour)
                painter.setPen(dark.darker(115) if season.shown else dark)
                wide = QFontMetricsF(face).horizontalAdvance(told)
                painter.drawText(QPointF(x - wide, y), told)
            y += step
        painter.setFont(font)

    def _draw_stale(self, painter: QPainter, box: QRectF, font: QFont) -> None:
        text, metrics = self._tr("sun_places.waiting"), QFontMetricsF(font)
        plate = QRectF(0, 0, metrics.horizontalAdvance(text) + 24, metrics.height() + 8)
        plate.moveCenter(box.center())
        painter.setPen(QPen(MARK, 1))
        painter.setBrush(PAPER)
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(INK)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_mark(
        self, painter: QPainter, box: QRectF, at: object, font: QFont, minute: float
    ) -> None:
        assert callable(at)
        painter.setPen(QPen(MARK, 1.6))
        foot = at(minute, 0.0)
        painter.drawLine(foot, at(minute, 1.0))
        painter.setBrush(MARK)
        for line in self.lines:
            if line.day is not None:
                painter.drawEllipse(at(minute, share_at(line.day, minute)), 4.2, 4.2)
        text, metrics = self.reading(minute), QFontMetricsF(font)
        width = metrics.horizontalAdvance(text) + 14
        left = min(max(foot.x() + 8, box.left()), box.right() - width)
        plate = QRectF(left, box.bottom() - metrics.height() - 10, width, metrics.height() + 4)
        painter.setPen(QPen(MARK, 1))
        painter.setBrush(PAPER)
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(INK)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    def reading(self, minute: float) -> str:
        """Return the shares at a time [min after midnight]."""
        shares = ", ".join(
            self._share(x.title, share_at(x.day, minute)) for x in self.lines if x.day is not None
        )
        return self._tr("sun_places.at_cursor", clock=self._clock(minute), shares=shares)

    # -- cursor and keys -------------------------------------------------------------------------

    def _point(self, minute: float | None) -> None:
        if minute is not None:
            start, end = self.span
            minute = min(max(5.0 * round(minute / 5.0), start), end)
        if minute != self._at:
            self._at = minute
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Mark the time under the cursor."""
        if self.lines:
            box = self.frame((self.width(), self.height()), self.font())
            start, end = self.span
            along = (event.position().x() - box.left()) / box.width()
            self._point(start + along * (end - start) if -0.02 <= along <= 1.02 else None)

    def leaveEvent(self, event: object) -> None:  # noqa: N802
        """Forget the mark."""
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the mark by ten minutes, with Shift by an hour."""
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if not self.lines or Qt.Key(event.key()) not in ways:
            super().keyPressEvent(event)
            return
        step = 60.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 10.0
        start = self._at if self._at is not None else self.instant or 12 * 60.0
        self._point(start + ways[Qt.Key(event.key())] * step)
        if self._at is not None:
            self.setAccessibleDescription(self.reading(self._at))
