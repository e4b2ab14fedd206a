"""The strip of the sun: play, the hours of the day, date, presets."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QDate, QElapsedTimer, QLocale, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from jumeau.app.icons import Icons
from jumeau.app.sunning.day import HOUR, Day, day_of
from jumeau.app.sunning.dial import Dial
from jumeau.app.sunning.slider import DaySlider
from jumeau.app.theme import Theme
from jumeau.i18n import Translator
from jumeau.model.instants import aware
from jumeau.render import sun_words
from jumeau.simulation.sun.calendar import DATES, at, legal
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.position import sun_at

WHOLE = 12_000
"""How long a day plays [ms]."""
BEAT = 40
CALM = 1500
"""Between two hours where motion is not wanted [ms]."""
SOON = 15
"""Between two pictures of a drag [ms]."""
NARROW = 520
"""The strip is never narrower [points]."""
COMFORT = 130
"""What the slider has beyond its least before words stand beside it [points]."""


class SunBar(QWidget):
    """What the strip shows; it asks for instants and is told which one is seen.

    Parameters
    ----------
    tr, icons, theme
        Words and looks.
    moves : callable
        Tells whether motion is wanted: without it a day plays hour by hour.
    """

    asked = Signal(str, bool)
    """An instant that is wanted, and whether another one follows at once."""
    now_asked = Signal()
    closed = Signal()
    playing = Signal(bool)

    def __init__(
        self, tr: Translator, icons: Icons, theme: Theme, moves: Callable[[], bool]
    ) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._tr, self._icons, self._theme, self._moves = tr, icons, theme, moves
        self._place: SunPlace | None = None
        self._day: Day | None = None
        self._instant = ""
        self._wanted = ""
        self._began = 0
        self._make()
        self._soon = self._timer(SOON, self._ask, single=True)
        self._beat = self._timer(BEAT, self._step)
        self._since = QElapsedTimer()
        self._show_play(on=False)

    # -- widgets ---------------------------------------------------------------------------------

    def _make(self) -> None:
        tr, theme = self._tr, self._theme
        row = self._row = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(12, 3, 10, 3)
        row.setSpacing(theme.px(8))
        self.play = QToolButton()
        self.play.setCheckable(True)
        self.play.toggled.connect(self._play)
        self.slider = DaySlider(theme, tr)
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderReleased.connect(self._ask)
        self.dial = Dial(theme)
        self.clock, self.told = QLabel(), QLabel()
        self.clock.setObjectName("subtitle")
        self.told.setObjectName("faint")
        words = self._words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.clock)
        words.addWidget(self.told)
        words.addStretch(1)
        self.date = QDateEdit()
        self.date.setCalendarPopup(True)
        locale = QLocale(QLocale.Language.French if tr.language == "fr" else QLocale("en_GB"))
        self.date.setLocale(locale)
        self.date.setDisplayFormat("d MMM yyyy")
        self.date.setDateRange(QDate(1900, 1, 1), QDate(2200, 12, 31))
        self.date.setAccessibleName(tr("sunning.date"))
        self.date.setToolTip(tr("sunning.date"))
        self.date.setKeyboardTracking(False)
        self.date.dateChanged.connect(self._date_chosen)
        calendar = self.date.calendarWidget()
        calendar.setLocale(locale)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        row.addWidget(self.play)
        row.addWidget(self.slider, 1)
        row.addWidget(self.dial)
        row.addLayout(words)
        row.addWidget(self.date)
        self.dates = QWidget()
        presets = QHBoxLayout(self.dates)
        presets.setContentsMargins(0, 0, 0, 0)
        presets.setSpacing(2)
        self.presets = [self._preset(month, day) for month, day in DATES.values()]
        for button in self.presets:
            presets.addWidget(button)
        row.addWidget(self.dates)
        self.now = self._button("clock", "sunning.now")
        self.now.clicked.connect(lambda: self.now_asked.emit())
        self.shut = self._button("x", "sunning.close")
        self.shut.clicked.connect(lambda: self.closed.emit())
        row.addWidget(self.now)
        row.addWidget(self.shut)
        self._fix_widths()

    def _button(self, icon: str, key: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(self._icons(icon))
        button.setToolTip(self._tr(key))
        button.setAccessibleName(self._tr(key))
        return button

    def _preset(self, month: int, day: int) -> QToolButton:
        tr = self._tr
        button = QToolButton()
        button.setText(tr(f"sunning.short.{month}-{day}"))
        button.setCheckable(True)
        words = tr("sunning.preset", day=sun_words.told_day(datetime.date(2000, month, day), tr))
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(partial(self._preset_chosen, month, day))
        return button

    def _fix_widths(self) -> None:
        """Keep the words in their place while they change."""
        tr = self._tr
        told = [tr("sunning.height", degrees=88), tr("sunning.before"), tr("sunning.after")]
        for label, texts in ((self.clock, ["23 h 59" if tr.language == "fr" else "23:59"]),
                             (self.told, told)):  # fmt: skip
            label.ensurePolished()
            letters = label.fontMetrics()
            label.setMinimumWidth(max(letters.horizontalAdvance(x) for x in texts) + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave out what the strip has no room for: words, dates, the dial."""
        super().resizeEvent(event)
        layout, comfort = self._row, self._theme.px(COMFORT)
        spare = (self.told, self.dates, self.dial)
        for left_out in range(len(spare) + 1):
            for k, widget in enumerate(spare):
                widget.setVisible(k >= left_out)
            self._words.invalidate()
            layout.invalidate()
            if layout.minimumSize().width() + (0 if left_out else comfort) <= self.width():
                break

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the size that the strip needs without what it may leave out."""
        return QSize(self._theme.px(NARROW), super().minimumSizeHint().height())

    def _timer(self, interval: int, then: Callable[[], None], *, single: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.setSingleShot(single)
        timer.timeout.connect(then)
        return timer

    # -- showing ---------------------------------------------------------------------------------

    def show_instant(self, place: SunPlace, instant: str) -> None:
        """Show the instant that is seen."""
        if instant != self._wanted and self.play.isChecked():
            self.stop()
        self._place, self._instant = place, instant
        moment = legal(instant, place.zone)
        day = self._day = day_of(place, moment.date())
        with QSignalBlocker(self.slider), QSignalBlocker(self.date):
            self.slider.show_day(day)
            self.date.setDate(QDate(day.date.year, day.date.month, day.date.day))
            for button, (month, number) in zip(self.presets, DATES.values(), strict=True):
                button.setChecked((day.date.month, day.date.day) == (month, number))
            if not self._soon.isActive() and not self.slider.isSliderDown():
                self.slider.setValue(day.step_of(instant))
        if not self._soon.isActive():
            self._write(instant)

    def _write(self, instant: str) -> None:
        place, tr, day = self._place, self._tr, self._day
        if place is None or day is None:
            return
        moment = legal(instant, place.zone)
        up = sun_words.is_up(place, instant)
        clock, sun = sun_words.told_clock(moment, tr), sun_words.told_sun(place, instant, tr)
        self.clock.setText(clock)
        self.told.setText(sun)
        tip = tr("sunning.clock_change", told=sun) if day.changes_clock else sun
        for label in (self.clock, self.told):
            label.setToolTip(tip)
        direction = sun_words.told_direction(place, instant, tr)
        self.dial.point(sun_at(place, instant).true_azimuth if up else None)
        self.dial.setToolTip(tr("sunning.dial", direction=direction) if up
                             else tr("sunning.no_dial"))  # fmt: skip
        spoken = tr("sunning.spoken", clock=clock, sun=sun, direction=direction) if up else sun
        self.slider.setAccessibleDescription(spoken)

    # -- moving ----------------------------------------------------------------------------------

    def _moved(self, step: int) -> None:
        if self._day is not None:
            self._write(self._day.instant(step))
            if not self._soon.isActive():
                self._soon.start()

    def _ask(self) -> None:
        """Ask for the time that the slider has reached: many steps of a drag make one picture."""
        if self._day is not None:
            self._want(self._day.instant(self.slider.value()), moving=True)

    def _want(self, instant: str, *, moving: bool = False) -> None:
        self._wanted = instant
        self.asked.emit(instant, moving)

    def _date_chosen(self, date: QDate) -> None:
        self._go_to(datetime.date(date.year(), date.month(), date.day()))

    def _preset_chosen(self, month: int, day: int) -> None:
        if self._day is not None:
            self._go_to(self._day.date.replace(month=month, day=day))

    def _go_to(self, date: datetime.date) -> None:
        """Look at the same hour of another date."""
        if self._place is None or not self._instant:
            return
        self.stop()
        zone = self._place.zone
        moment = legal(self._instant, zone)
        self._want(at(zone, date, 60 * moment.hour + moment.minute))
        self.show_instant(self._place, self._instant)  # a preset stays pressed

    # -- playing ---------------------------------------------------------------------------------

    def _play(self, on: bool) -> None:
        day = self._day
        if on and day is not None:
            first, last = day.daylight
            if not first <= self.slider.value() < last:
                self.slider.setValue(first)
            self._began = self.slider.value()
            self._since.start()
            self._beat.start(BEAT if self._moves() else CALM)
        else:
            self._beat.stop()
        self._show_play(on=on)
        self.playing.emit(on)

    def _show_play(self, *, on: bool) -> None:
        words = self._tr(f"sunning.{'pause' if on else 'play'}")
        self.play.setIcon(self._icons("pause" if on else "play"))
        self.play.setToolTip(words)
        self.play.setAccessibleName(words)

    def _step(self) -> None:
        """Go on: as far as the time that has passed, or to the next full hour."""
        day = self._day
        if day is None:
            self.stop()
            return
        first, last = day.daylight
        if self._moves():
            step = self._began + int(self._since.elapsed() * (last - first) / WHOLE)
        else:
            step = (self.slider.value() // HOUR + 1) * HOUR
        self.slider.setValue(min(step, last))
        if step >= last:
            self.stop()

    def stop(self) -> None:
        """Stop playing."""
        self.play.setChecked(False)

    def close_bar(self) -> None:
        """Stop for good."""
        self._beat.stop()
        self._soon.stop()


def now(zone: str) -> str:
    """Return this minute in the legal time of a zone."""
    moment = datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0)
    return legal(moment.isoformat(), zone).isoformat()


def usual(zone: str, minutes: int) -> str:
    """Return an hour of today, in the legal time of a zone."""
    return at(zone, aware(now(zone)).date(), minutes)
