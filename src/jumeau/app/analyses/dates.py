"""Dates of an analysis: the four days that planners know, a season, a year, or any others."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from jumeau.i18n import Translator

PRESETS: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "march": ((3, 21), (3, 21)),
    "june": ((6, 21), (6, 21)),
    "september": ((9, 21), (9, 21)),
    "december": ((12, 21), (12, 21)),
    "spring_summer": ((3, 21), (9, 21)),
    "year": ((1, 1), (12, 31)),
}
"""First and last day, as month and day."""
OTHER = "other"


class DatesField(QWidget):
    """A choice of presets, and two dates that show it or say something else."""

    changed = Signal()

    def __init__(self, tr: Translator, today: datetime.date | None = None) -> None:
        super().__init__()
        year = (today or datetime.date.today()).year
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.preset = QComboBox()
        self.preset.setAccessibleName(tr("analyses.preset.title"))
        for name in (*PRESETS, OTHER):
            self.preset.addItem(tr(f"analyses.preset.{name}"), name)
        column.addWidget(self.preset)
        line = QHBoxLayout()
        self.first, self.last = QDateEdit(), QDateEdit()
        for name, box in (("first", self.first), ("last", self.last)):
            box.setCalendarPopup(True)
            box.setDisplayFormat("dd/MM/yyyy" if tr.language == "fr" else "d MMM yyyy")
            label = QLabel(tr(f"analyses.preset.{name}"))
            box.setAccessibleName(label.text())
            label.setBuddy(box)
            line.addWidget(label)
            line.addWidget(box)
            box.setDate(QDate(year, 3, 21))
            box.dateChanged.connect(self._dated)
        line.addStretch(1)
        column.addLayout(line)
        self.setFocusProxy(self.preset)
        self.preset.currentIndexChanged.connect(self._choose)
        self._choose()

    @property
    def text(self) -> str:
        """The dates as parameters hold them: ``2026-03-21`` or ``2026-03-21/2026-09-21``."""
        first, last = (
            x.date().toString(Qt.DateFormat.ISODate) for x in (self.first, self.last)
        )  # fmt: skip
        return first if first == last else f"{first}/{last}"

    def choose(self, preset: str) -> None:
        """Choose a preset."""
        self.preset.setCurrentIndex(self.preset.findData(preset))

    def _choose(self) -> None:
        days = PRESETS.get(str(self.preset.currentData()))
        if days is not None:
            year = self.first.date().year()
            for box, (month, day) in zip((self.first, self.last), days, strict=True):
                box.blockSignals(True)
                box.setDate(QDate(year, month, day))
                box.blockSignals(False)
        self.changed.emit()

    def _dated(self) -> None:
        """Let the preset say what the dates do."""
        if self.last.date() < self.first.date():
            self.last.setDate(self.first.date())
        now = tuple((x.date().month(), x.date().day()) for x in (self.first, self.last))
        same = self.first.date().year() == self.last.date().year()
        name = next((k for k, days in PRESETS.items() if same and days == now), OTHER)
        self.preset.blockSignals(True)
        self.choose(name)
        self.preset.blockSignals(False)
        self.changed.emit()
