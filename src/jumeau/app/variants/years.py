"""The strip of years: the town as its trees grow and its phases appear."""

from __future__ import annotations

import datetime
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QToolButton,
    QWidget,
)

from jumeau.app.icons import Icons
from jumeau.app.theme import Theme
from jumeau.app.variants.words import told_date
from jumeau.i18n import Translator
from jumeau.model.changes import PlantTrees
from jumeau.model.project import Project
from jumeau.model.session import Session
from jumeau.model.variants import chain, years_that_matter
from jumeau.model.view_state import ViewState

SPAN = 30
"""Years that can be looked ahead."""
_PACE = 700  # [ms] a year while it plays
_SOON = 15  # [ms] between two pictures of a drag


class Years(NamedTuple):
    """What the slider covers.

    ``first`` is the calendar year of its second position: at the first, every phase is done and
    every tree as it is planted. ``phases`` are year and words of those that begin.
    """

    first: int
    last: int
    phases: tuple[tuple[int, str], ...] = ()


def years_of(project: Project, view: ViewState, tr: Translator, now: int = 0) -> Years | None:
    """Return the years that matter for what a view shows; None where nothing changes with them.

    Parameters
    ----------
    now : int
        The calendar year; 0 for that of the clock.
    """
    shown = [v for x in view.variants for v in chain(project, x)]
    if not shown:
        return None
    dates = {year for x in view.variants for year in years_that_matter(project, x)}
    trees = any(isinstance(e.change, PlantTrees) and e.on for v in shown for e in v.edits)
    if not dates and not trees:
        return None
    now = now or datetime.date.today().year
    built = [x.year for x in shown if x.year]
    planted = [
        e.change.planted
        for v in shown
        for e in v.edits
        if isinstance(e.change, PlantTrees) and e.change.planted
    ]
    first = min([now, *dates, *built, *planted])
    last = max([now, *dates, *built, *planted]) + SPAN
    words = sorted(
        {(int(x.date[:4]), _phase_words(x.title, x.date, tr)) for v in shown for x in v.phases
         if x.date[:4].isdigit()}
    )  # fmt: skip
    return Years(first, last, tuple(words))


def _phase_words(title: str, date: str, tr: Translator) -> str:
    title = title or tr("variants_panel.phase_untitled")
    return f"{title} ({told_date(date, tr)})"


class YearSlider(QSlider):
    """A slider with a mark where a phase begins."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self.marks: tuple[int, ...] = ()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the marks below the groove, then the slider."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = QStyle.SubControl.SC_SliderHandle
        groove = QStyle.SubControl.SC_SliderGroove
        style, complex_ = self.style(), QStyle.ComplexControl.CC_Slider
        knob: QRect = style.subControlRect(complex_, option, handle, self)
        bed: QRect = style.subControlRect(complex_, option, groove, self)
        room = max(bed.width() - knob.width(), 1)
        painter = QPainter(self)
        painter.setPen(QPen(QColor(self._theme.text), 2))
        for mark in self.marks:
            along = QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), mark, room)
            x = bed.left() + knob.width() // 2 + along
            painter.drawLine(x, self.height() - 6, x, self.height() - 1)
        painter.end()
        super().paintEvent(event)


class YearBar(QWidget):
    """Play, slider, and the year in large letters.

    The first position resets the view: no year, everything finished, trees as they are planted.
    """

    def __init__(self, session: Session, tr: Translator, icons: Icons, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._tr, self._icons = session, tr, icons
        self._silent = False
        self._years: Years | None = None
        self._told = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 14, 4)
        row.setSpacing(10)
        self.play = QToolButton()
        self.play.setCheckable(True)
        self.play.toggled.connect(self._play)
        self.year = QLabel()
        self.year.setObjectName("subtitle")
        self.year.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.slider = YearSlider(theme)
        self.slider.setAccessibleName(tr("variants_panel.years"))
        self.slider.setPageStep(5)
        self.slider.valueChanged.connect(self._moved)
        self.told = QLabel()
        self.told.setObjectName("faint")
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.reset = QToolButton()
        self.reset.setIcon(icons("rotate-ccw"))
        self.reset.setToolTip(tr("variants_panel.year_reset"))
        self.reset.setAccessibleName(tr("variants_panel.year_reset"))
        self.reset.clicked.connect(lambda: self.slider.setValue(self.slider.minimum()))
        row.addWidget(self.play)
        row.addWidget(self.year)
        row.addWidget(self.slider, 3)
        row.addWidget(self.told, 1)
        row.addWidget(self.reset)
        self.year.ensurePolished()
        letters = self.year.fontMetrics()
        widest = max(letters.horizontalAdvance(x) for x in ("0000", self._start_words()))
        self.year.setMinimumWidth(widest + 4)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self._look)
        self._beat = QTimer(self)
        self._beat.setInterval(_PACE)
        self._beat.timeout.connect(self._step)
        self._show_play(playing=False)

    def _start_words(self) -> str:
        return self._tr("variants_panel.year_none")

    # -- showing ---------------------------------------------------------------------------------

    def show_years(self, years: Years, year: int) -> None:
        """Show which years can be looked at, and the one that is."""
        self._silent = True
        if years != self._years:
            self._years = years
            self.slider.setRange(years.first - 1, years.last)
            self.slider.marks = tuple(x for x, _ in years.phases)
            self.slider.update()
        if not self._soon.isActive():
            self.slider.setValue(year or years.first - 1)
        self._silent = False
        self._write()

    def _write(self) -> None:
        years, year = self._years, self._asked
        if years is None:
            return
        self.year.setText(str(year) if year else self._start_words())
        begun = [words for since, words in years.phases if year and since <= year]
        told = self._tr("variants_panel.year_none_told")
        if year:
            told = begun[-1] if begun else self._tr("variants_panel.year_told")
            if years.phases and not begun:
                told = self._tr("variants_panel.before_phases")
        self._told = told
        self._fit()
        self.told.setToolTip(told)
        tips = [words for _, words in years.phases]
        self.slider.setToolTip("\n".join([self._tr("variants_panel.years"), *tips]))
        self.slider.setAccessibleDescription(f"{self.year.text()}, {told}")
        self.reset.setEnabled(bool(year))

    def _fit(self) -> None:
        """Cut the words to the room that they have."""
        letters = self.told.fontMetrics()
        elide = Qt.TextElideMode.ElideRight
        self.told.setText(letters.elidedText(self._told, elide, self.told.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit the words to the new width."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    @property
    def _asked(self) -> int:
        value = self.slider.value()
        return 0 if value <= self.slider.minimum() else value

    # -- moving ----------------------------------------------------------------------------------

    def _moved(self, _value: int) -> None:
        if not self._silent:
            self._write()
            if not self._soon.isActive():
                self._soon.start()

    def _look(self) -> None:
        """Show the year that the slider has reached: many steps of a drag make one picture."""
        view = self._session.view
        if view.year != self._asked:
            self._session.set_view(msgspec.structs.replace(view, year=self._asked))

    def _play(self, playing: bool) -> None:
        if playing and self.slider.value() >= self.slider.maximum():
            self.slider.setValue(self.slider.minimum())
        (self._beat.start if playing else self._beat.stop)()
        self._show_play(playing=playing)

    def _show_play(self, *, playing: bool) -> None:
        words = self._tr(f"variants_panel.{'pause' if playing else 'play'}")
        self.play.setIcon(self._icons("square" if playing else "play"))
        self.play.setToolTip(words)
        self.play.setAccessibleName(words)

    def _step(self) -> None:
        if self.slider.value() >= self.slider.maximum():
            self.stop()
        else:
            self.slider.setValue(self.slider.value() + 1)

    def stop(self) -> None:
        """Stop playing."""
        self.play.setChecked(False)

    def close_bar(self) -> None:
        """Stop for good."""
        self._beat.stop()
        self._soon.stop()
