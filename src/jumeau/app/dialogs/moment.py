"""When something was measured, and in which unit: facts that a picture of it does not hold."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QTimeEdit,
    QWidget,
)

from jumeau.app.dialogs.buttons import buttons
from jumeau.app.words import layer_title
from jumeau.i18n import Translator
from jumeau.model.session import Session
from jumeau.render.themes.changes import measured
from jumeau.render.themes.registry import is_raster


class MomentDialog(QDialog):
    """A short form over one layer; accepting it is one action that can be undone."""

    def __init__(self, session: Session, layer_id: str, tr: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._layer_id = layer_id
        layer = session.project.layer(layer_id)
        self._title = layer_title(layer, tr)
        self.setWindowTitle(tr("app.moment.title", title=self._title))
        form = QFormLayout(self)
        form.setContentsMargins(20, 18, 20, 16)
        form.setSpacing(10)
        self.known = QCheckBox(tr("app.moment.day"))
        self.day = QDateEdit()
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("dd/MM/yyyy" if tr.language == "fr" else "d MMM yyyy")
        self.day.setAccessibleName(tr("app.moment.day"))
        self.clock = QCheckBox(tr("app.moment.hour"))
        self.hour = QTimeEdit()
        self.hour.setDisplayFormat("HH:mm")
        self.hour.setAccessibleName(tr("app.moment.hour"))
        self.unit = QLineEdit(layer.unit)
        self.unit.setPlaceholderText("°C, m…")
        self.unit.setMaxLength(16)
        form.addRow(self.known, self.day)
        form.addRow(self.clock, self.hour)
        if is_raster(layer):
            form.addRow(tr("app.moment.unit"), self.unit)
        told = QLabel(tr("app.moment.told"))
        told.setWordWrap(True)
        told.setObjectName("faint")
        form.addRow(told)
        form.addRow(buttons(tr, self))
        self.setMinimumWidth(420)
        self._offset = ""
        self._fill(layer.instant)
        self.known.toggled.connect(self._enable)
        self.clock.toggled.connect(self._enable)
        self._enable()
        self.day.setFocus()
        self.accepted.connect(self._commit)

    def _fill(self, instant: str) -> None:
        """Show what is known; a day of this year to start from where nothing is."""
        day, time = QDate.currentDate(), QTime(12, 0)
        self.known.setChecked(True)
        self.clock.setChecked(len(instant) > 10 or not instant)
        try:
            moment = datetime.datetime.fromisoformat(instant)
        except ValueError:
            moment = None
        if moment is not None:
            day = QDate(moment.year, moment.month, moment.day)
            if len(instant) > 10:
                time = QTime(moment.hour, moment.minute)
                self._offset = instant[16:] if moment.tzinfo is not None else ""
        self.day.setDate(day)
        self.hour.setTime(time)

    @property
    def instant(self) -> str:
        """The date, or date and time, that is entered; empty when it is not known."""
        if not self.known.isChecked():
            return ""
        day = self.day.date().toString(Qt.DateFormat.ISODate)
        if not self.clock.isChecked():
            return day
        time = self.hour.time().toString("HH:mm")
        return f"{day}T{time}{self._offset}"

    def _enable(self) -> None:
        self.day.setEnabled(self.known.isChecked())
        self.clock.setEnabled(self.known.isChecked())
        self.hour.setEnabled(self.known.isChecked() and self.clock.isChecked())

    def _commit(self) -> None:
        project = self._session.project
        if not any(layer.id == self._layer_id for layer in project.layers):
            return
        changed = measured(project, self._layer_id, instant=self.instant, unit=self.unit.text())
        self._session.commit("measurement", changed, title=self._title)
