"""The form over a change: made of its fields, for a dialog, a panel or a slim bar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from jumeau.app.icons import Icons
from jumeau.app.styling.controls import Choice, Number
from jumeau.app.theme import POINTS
from jumeau.app.variants.fields import Field, Kind, fields_of, value_of, with_value
from jumeau.i18n import Translator
from jumeau.model.changes import Change
from jumeau.model.edits import tag_of

_LARGE = 1.3
_NONE = "none"  # the entry of a list that stands for None


class Measure(Number):
    """A number with its unit, as wide as what occurs."""

    def __init__(self, tr: Translator, field: Field) -> None:
        special = tr(f"variants_panel.special.{field.special}") if field.special else ""
        low = field.low - 1 if field.kind is Kind.YEAR else field.low
        super().__init__(tr, low, field.high, usual=special)
        self.setDecimals(field.decimals)
        self.setSingleStep(field.step)
        self.setGroupSeparatorShown(field.kind is not Kind.YEAR)
        if field.unit:
            self.setSuffix("\N{NO-BREAK SPACE}" + tr(f"variants_panel.unit.{field.unit}"))
        digits = "0" * max(len(f"{min(field.high, 9999):.0f}"), 2)
        more = "," + "0" * field.decimals if field.decimals else ""
        sign = "\N{MINUS SIGN}" if field.low < 0 and not field.special else ""
        self._widest = max((f"{sign}{digits}{more}{self.suffix()}", special), key=len)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the width of the longest of what occurs."""
        hint = super().minimumSizeHint()
        text = self.fontMetrics().horizontalAdvance(self._widest)
        return QSize(text + round(1.6 * hint.height()), hint.height())


class ChangeForm(QWidget):
    """The numbers, choices and ticks of a change.

    Parameters
    ----------
    change : Change
        What is shown at first.
    tr, icons : Translator, Icons
        Words and signs.
    slim : bool
        Side by side, with what is seldom asked for behind a button; else below each other.

    Attributes
    ----------
    touched : str
        Name of the field that was changed last.
    """

    changed = Signal()

    def __init__(
        self,
        change: Change,
        tr: Translator,
        icons: Icons,
        parent: QWidget | None = None,
        *,
        slim: bool = False,
    ) -> None:
        super().__init__(parent)
        self._tr, self._icons, self._slim = tr, icons, slim
        self._change = change
        self._silent = False
        self.touched = ""
        self.fields: dict[str, QWidget] = {}
        self._labels: dict[str, QWidget] = {}
        self._shows: dict[str, Callable[[Any], None]] = {}
        self._more: QToolButton | None = None
        way = QBoxLayout.Direction
        self._box = QBoxLayout(way.LeftToRight if slim else way.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._content: QWidget | None = None
        self._build()

    def change(self) -> Change:
        """Return the change as it is entered."""
        return self._change

    def set_change(self, change: Change) -> None:
        """Show another change; nothing is told."""
        other = tag_of(change) != tag_of(self._change)
        same = change == self._change
        self._change = change
        if other:
            self._build()
        elif not same:
            self._show()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to enter."""
        return not self.fields

    # -- widgets ---------------------------------------------------------------------------------

    def _build(self) -> None:
        if self._content is not None:
            self._box.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self.fields.clear()
        self._labels.clear()
        self._shows.clear()
        self._more = None
        self._content = QWidget()
        fields = fields_of(self._change)
        if self._slim:
            row = QHBoxLayout(self._content)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            for field in (x for x in fields if x.main):
                label, widget = self._make(field)
                if label is not None:
                    row.addWidget(label)
                row.addWidget(widget)
                row.addSpacing(4)
            self._add_more(row, [x for x in fields if not x.main])
        else:
            self._fill(QFormLayout(self._content), fields)
        self._box.addWidget(self._content)
        self._show()

    def _fill(self, form: QFormLayout, fields: Any) -> None:
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(6)
        large = QApplication.font().pointSizeF() > _LARGE * POINTS
        policy = QFormLayout.RowWrapPolicy
        form.setRowWrapPolicy(policy.WrapAllRows if large else policy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for field in fields:
            label, widget = self._make(field)
            if label is None:
                form.addRow(widget)
            else:
                if not large:  # or it stands above the middle
                    label.setMinimumHeight(widget.sizeHint().height())
                form.addRow(label, widget)

    def _add_more(self, row: QHBoxLayout, fields: list[Field]) -> None:
        """Put what is seldom asked for behind a button."""
        if not fields:
            return
        button = self._more = QToolButton()
        button.setIcon(self._icons("ellipsis"))
        button.setToolTip(self._tr("variants_panel.more"))
        button.setAccessibleName(self._tr("variants_panel.more"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        menu = QMenu(button)
        page = QWidget()
        form = QFormLayout(page)
        self._fill(form, fields)
        form.setContentsMargins(12, 8, 12, 8)
        held = QWidgetAction(menu)
        held.setDefaultWidget(page)
        menu.addAction(held)
        button.setMenu(menu)
        row.addWidget(button)

    def _make(self, field: Field) -> tuple[QWidget | None, QWidget]:
        """Return what names a field, and what it is entered with."""
        words = self._tr(field.label)
        if field.kind is Kind.TICK:
            tick = QCheckBox(words)
            tick.toggled.connect(partial(self._enter, field))
            self._shows[field.name] = lambda value: tick.setChecked(bool(value))
            self.fields[field.name] = tick
            return None, tick
        if field.kind is Kind.CHOICE:
            return self._keep(field, words, self._choice(field))
        number = Measure(self._tr, field)
        if not field.optional:
            number.changed_to.connect(partial(self._enter_number, field))
            self._shows[field.name] = partial(self._show_number, field, number)
            return self._keep(field, words, number)
        tick = QCheckBox(words)
        self._shows[field.name] = partial(self._show_optional, field, number, tick)
        number.changed_to.connect(partial(self._enter_number, field))
        tick.toggled.connect(
            lambda on: self._enter_number(field, number.value()) if on else self._enter(field, None)
        )
        number.setAccessibleName(words)
        self.fields[field.name] = number
        self._labels[field.name] = tick
        return tick, number

    def _keep(self, field: Field, words: str, widget: QWidget) -> tuple[QWidget, QWidget]:
        label = QLabel(words)
        label.setBuddy(widget)
        widget.setAccessibleName(words)
        self.fields[field.name] = widget
        self._labels[field.name] = label
        return label, widget

    def _choice(self, field: Field) -> Choice:
        box = Choice()
        items = [(x, self._tr(f"{field.words}.{x}")) for x in field.choices]
        if field.optional:
            items.insert(0, (_NONE, self._tr("variants_panel.special.as_it_is")))
        box.show_items(items, items[0][0])
        longest = max(len(words) for _, words in items)
        box.setMinimumContentsLength(min(longest, 12) if self._slim else 8)
        box.chosen.connect(lambda value: self._enter(field, None if value == _NONE else value))
        self._shows[field.name] = lambda value: box.setCurrentIndex(
            box.findData(_NONE if value is None else value)
        )
        return box

    # -- showing and entering --------------------------------------------------------------------

    def _show(self) -> None:
        self._silent = True
        for field in fields_of(self._change):
            self._shows[field.name](value_of(self._change, field))
            seen = field.when(self._change)
            for widget in (self.fields[field.name], self._labels.get(field.name)):
                if widget is not None:
                    widget.setVisible(seen)
        self._silent = False

    def _show_number(self, field: Field, number: Measure, value: float | None) -> None:
        unknown = field.kind is Kind.YEAR and not value
        number.show_value(number.minimum() if unknown else float(value or 0.0))

    def _show_optional(
        self, field: Field, number: Measure, tick: QCheckBox, value: float | None
    ) -> None:
        tick.setChecked(value is not None)
        number.setEnabled(value is not None)
        if value is None:
            usual = field.usual(self._change) if callable(field.usual) else field.usual
            value = usual * field.times
        number.show_value(float(value))

    def _enter_number(self, field: Field, value: float) -> None:
        if field.kind is Kind.NUMBER:
            self._enter(field, value)
        elif field.kind is Kind.YEAR and value < field.low:
            self._enter(field, 0)
        else:
            self._enter(field, round(value))

    def _enter(self, field: Field, entered: Any) -> None:
        if self._silent:
            return
        changed = with_value(self._change, field, entered)
        if changed != self._change:
            self._change = changed
            self.touched = field.name
            self._show()
            self.changed.emit()
