"""Simple rules of zones, as the planner enters them: remarks on variants are made with them."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.dialogs.buttons import buttons
from jumeau.app.styling.controls import Number
from jumeau.model.project import replaced
from jumeau.model.session import Session
from jumeau.model.variant import ZoneRule


class Row(NamedTuple):
    """The fields of a rule."""

    zone: QLineEdit
    height: Number
    setback: Number
    ratio: Number
    source: QLineEdit
    away: QToolButton


class ZoneRules(QDialog):
    """A rule a line; accepting is one action that can be undone."""

    def __init__(self, session: Session, window: Any, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._tr, self._icons = session, window.tr_, window.icons
        tr, px = self._tr, window.theme.px
        self.setWindowTitle(tr("variants_panel.rules.title"))
        told = QLabel(tr("variants_panel.rules.told"))
        told.setObjectName("faint")
        told.setWordWrap(True)
        page = QWidget()
        page.setObjectName("home")
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(0, 0, px(6), 0)
        self._grid.setSpacing(px(6))
        for column, name in enumerate(("zone", "height", "setback", "ratio", "source")):
            label = QLabel(tr(f"variants_panel.rules.{name}"))
            label.setObjectName("faint")
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignBottom)
            self._grid.addWidget(label, 0, column)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(4, 4)
        self._grid.setRowStretch(1000, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        self.add = QPushButton(self._icons("plus"), tr("variants_panel.rules.add"))
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addWidget(buttons(tr, self), 1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(px(20), px(16), px(20), px(14))
        column_.setSpacing(px(8))
        column_.addWidget(told)
        column_.addWidget(area, 1)
        column_.addLayout(foot)
        room = window.screen().availableGeometry()
        self.resize(min(px(760), room.width() - 40), min(px(380), room.height() - 60))
        self.rows: list[Row] = []
        self._lines = 0
        for rule in session.project.zone_rules or (ZoneRule(""),):
            self._put(rule)
        self.accepted.connect(self._commit)

    def _put(self, rule: ZoneRule) -> None:
        tr = self._tr
        zone, source, away = QLineEdit(rule.zone), QLineEdit(rule.source), QToolButton()
        zone.setPlaceholderText(tr("variants_panel.rules.all"))
        source.setPlaceholderText(tr("variants_panel.rules.source_hint"))
        away.setIcon(self._icons("trash-2"))
        away.setToolTip(tr("variants_panel.rules.remove"))
        away.setAccessibleName(tr("variants_panel.rules.remove"))
        row = Row(
            zone,
            self._number(rule.height, 300.0, 0.5, 1, "m"),
            self._number(rule.setback, 100.0, 0.5, 1, "m"),
            self._number(100 * rule.ratio, 100.0, 5.0, 0, "%"),
            source,
            away,
        )
        self._lines += 1
        line = self._lines
        for column, (name, widget) in enumerate(zip(Row._fields, row, strict=True)):
            if name != "away":
                widget.setAccessibleName(tr(f"variants_panel.rules.{name}"))
            self._grid.addWidget(widget, line, column)
        away.clicked.connect(lambda: self._remove(row))
        self.rows.append(row)

    def _number(self, value: float, most: float, step: float, digits: int, unit: str) -> Number:
        field = Number(self._tr, 0.0, most, usual=self._tr("variants_panel.rules.none"))
        field.setDecimals(digits)
        field.setSingleStep(step)
        field.setSuffix(f"\N{NO-BREAK SPACE}{unit}")
        field.setValue(value)
        field.setMinimumWidth(field.fontMetrics().horizontalAdvance("000,0 m") + 44)
        return field

    def _add(self) -> None:
        self._put(ZoneRule(""))
        self.rows[-1].zone.setFocus()

    def _remove(self, row: Row) -> None:
        self.rows.remove(row)
        for widget in row:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.add.setFocus()

    @property
    def rules(self) -> tuple[ZoneRule, ...]:
        """The rules that say something."""
        found = (
            ZoneRule(
                row.zone.text().strip(),
                row.height.value(),
                row.setback.value(),
                row.ratio.value() / 100,
                row.source.text().strip(),
            )
            for row in self.rows
        )
        return tuple(x for x in found if x.height or x.setback or x.ratio)

    def _commit(self) -> None:
        project = replaced(self._session.project, zone_rules=self.rules)
        self._session.commit("zone_rules", project)
