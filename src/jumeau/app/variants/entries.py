"""Fields of the dialogs: a date that may be unknown, a range of money, a list of phases."""

from __future__ import annotations

import datetime
import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.icons import Icons
from jumeau.app.styling.controls import Number
from jumeau.app.variants.words import told_date
from jumeau.i18n import Translator
from jumeau.model.variant import Phase
from jumeau.model.variants import free_id

_DAY_FIRST = re.compile(r"(?:(\d{1,2})[/. -])?(\d{1,2})[/. -](\d{4})")
_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_MOST_EUROS = 1e10


def parsed_date(text: str) -> str | None:
    """Return an ISO date, month or year of what somebody writes; None where it is none.

    ``20/11/2026``, ``11/2026``, ``2026`` and ISO dates are understood; nothing stays nothing.
    """
    text = text.strip()
    if not text:
        return ""
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
        text = f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")
    if not _ISO.fullmatch(text):
        return None
    try:
        datetime.date.fromisoformat(text + "0000-01-01"[len(text) :])
    except ValueError:
        return None
    return text


class DateField(QLineEdit):
    """A date as it is written by hand; empty for unknown."""

    def __init__(self, tr: Translator, name: str, iso: str = "") -> None:
        super().__init__(told_date(iso, tr))
        self._tr = tr
        self.setAccessibleName(name)
        self.setPlaceholderText(tr("variants_panel.date_hint"))
        self.editingFinished.connect(self._tidy)

    @property
    def iso(self) -> str | None:
        """The date; None where what is written is none."""
        return parsed_date(self.text())

    def _tidy(self) -> None:
        if self.iso:
            self.setText(told_date(self.iso, self._tr))


class MoneyRange(QWidget):
    """Lowest and highest estimate [€]; both 0 where unknown."""

    def __init__(self, tr: Translator, name: str, value: tuple[float, float] | None) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.ends: list[Number] = []
        for key, amount in zip(("from", "to"), value or (0.0, 0.0), strict=True):
            end = Number(tr, 0.0, _MOST_EUROS, usual=tr("variants_panel.special.unknown"))
            end.setDecimals(0)
            end.setSingleStep(10_000)
            end.setSuffix("\N{NO-BREAK SPACE}€")
            end.setValue(amount)
            words = tr(f"variants_panel.{key}")
            end.setAccessibleName(f"{name}, {words}")
            end.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            label = QLabel(words)
            row.addWidget(label)
            row.addWidget(end, 1)
            self.ends.append(end)
        self.setFocusProxy(self.ends[0])

    @property
    def value(self) -> tuple[float, float] | None:
        """Lowest and highest estimate; None where neither is known."""
        low, high = (x.value() for x in self.ends)
        if not low and not high:
            return None
        low, high = low or high, high or low
        return (min(low, high), max(low, high))


class Phases(QWidget):
    """The phases of the works: a title and a date each."""

    changed = Signal()

    def __init__(self, tr: Translator, icons: Icons, phases: tuple[Phase, ...]) -> None:
        super().__init__()
        self._tr, self._icons = tr, icons
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self.add = QPushButton(icons("plus"), tr("variants_panel.phase_add"))
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch(1)
        column.addLayout(row)
        self.rows: list[tuple[str, QLineEdit, DateField, QToolButton]] = []
        for phase in phases:
            self._put(phase)

    def _put(self, phase: Phase) -> None:
        tr, number = self._tr, self._grid.rowCount()
        title = QLineEdit(phase.title)
        title.setPlaceholderText(tr("variants_panel.phase_title"))
        title.setAccessibleName(tr("variants_panel.phase_title"))
        date = DateField(tr, tr("variants_panel.phase_date"), phase.date)
        date.textChanged.connect(self.changed)
        away = QToolButton()
        away.setIcon(self._icons("trash-2"))
        away.setToolTip(tr("variants_panel.phase_remove"))
        away.setAccessibleName(tr("variants_panel.phase_remove"))
        row = (phase.id, title, date, away)
        away.clicked.connect(lambda: self._remove(row))
        for column, widget in enumerate((title, date, away)):
            self._grid.addWidget(widget, number, column)
        self.rows.append(row)

    def _add(self) -> None:
        taken = {x[0] for x in self.rows}
        self._put(Phase(free_id("phase", taken)))
        self.rows[-1][1].setFocus()
        self.changed.emit()

    def _remove(self, row: tuple[str, QLineEdit, DateField, QToolButton]) -> None:
        self.rows.remove(row)
        for widget in row[1:]:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.add.setFocus()
        self.changed.emit()

    @property
    def valid(self) -> bool:
        """Whether every date is one."""
        return all(x[2].iso is not None for x in self.rows)

    @property
    def value(self) -> tuple[Phase, ...]:
        """The phases, the earliest first; those without a date at the end."""
        found = [Phase(i, title.text().strip(), date.iso or "") for i, title, date, _ in self.rows]
        return tuple(sorted(found, key=lambda x: x.date or "9999"))


def combo(name: str, items: list[tuple[str, str]], now: str) -> QComboBox:
    """Return a list of (value, words) to choose from."""
    box = QComboBox()
    box.setAccessibleName(name)
    for value, words in items:
        box.addItem(words, value)
    box.setCurrentIndex(max(box.findData(now), 0))
    return box
