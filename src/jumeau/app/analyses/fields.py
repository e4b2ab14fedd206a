"""A form that follows from the parameters of a simulation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from jumeau.app.analyses.dates import DatesField
from jumeau.i18n import Translator
from jumeau.simulation.catalogue import Field

BESIDE = frozenset({"dates", "surfaces", "indicator", "quality", "sources"})
"""What is asked first; the rest has usual values that mostly do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of the form: its widget, and the way to read and to follow it."""

    name: str
    widget: QWidget
    value: Callable[[], Any]
    follow: Callable[[Callable[[], object]], object]


def entry_of(field: Field, tr: Translator) -> Entry:
    """Return the widget of a parameter, at its usual value."""
    makers = {
        "number": _number, "whole": _whole, "tick": _tick, "choice": _choice,
        "choices": _choices, "dates": _dates, "file": _file,
    }  # fmt: skip
    entry = makers[field.kind](field, tr)
    label = tr(f"analyses.param.{field.name}")
    entry.widget.setAccessibleName(label)
    if tr.has(f"analyses.param.{field.name}_told"):
        entry.widget.setToolTip(tr(f"analyses.param.{field.name}_told"))
    return entry


def add_row(form: QFormLayout, field: Field, entry: Entry, tr: Translator) -> None:
    """Put a field into a form, with its label."""
    if field.kind == "tick":
        form.addRow("", entry.widget)
    else:
        form.addRow(tr(f"analyses.param.{field.name}"), entry.widget)


def _number(field: Field, tr: Translator) -> Entry:
    box = QDoubleSpinBox()
    box.setLocale(QLocale(tr.language))
    box.setDecimals(2)
    box.setRange(field.low or 0.0, field.high or 1e6)
    box.setSingleStep(0.05 if field.high == 1.0 else 0.5)
    box.setValue(float(field.default))
    if field.unit:
        box.setSuffix(f"\N{NO-BREAK SPACE}{field.unit}")
    return Entry(field.name, box, box.value, lambda f: box.valueChanged.connect(lambda _: f()))


def _whole(field: Field, tr: Translator) -> Entry:
    box = QSpinBox()
    box.setLocale(QLocale(tr.language))
    box.setRange(int(field.low or 0), int(field.high or 10**6))
    box.setValue(int(field.default))
    if field.unit:
        box.setSuffix(f"\N{NO-BREAK SPACE}{field.unit}")
    if field.low == 0 and tr.has(f"analyses.param.{field.name}_zero"):
        box.setSpecialValueText(tr(f"analyses.param.{field.name}_zero"))
    return Entry(field.name, box, box.value, lambda f: box.valueChanged.connect(lambda _: f()))


def _tick(field: Field, tr: Translator) -> Entry:
    box = QCheckBox(tr(f"analyses.param.{field.name}"))
    box.setChecked(bool(field.default))
    return Entry(field.name, box, box.isChecked, lambda f: box.toggled.connect(lambda _: f()))


def _choice(field: Field, tr: Translator) -> Entry:
    box = QComboBox()
    for choice in field.choices:
        box.addItem(tr(f"analyses.choice.{field.name}_{choice}"), choice)
    box.setCurrentIndex(field.choices.index(field.default))
    return Entry(
        field.name, box, lambda: str(box.currentData()),
        lambda f: box.currentIndexChanged.connect(lambda _: f()),
    )  # fmt: skip


def _choices(field: Field, tr: Translator) -> Entry:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(14)
    boxes = {}
    for choice in field.choices:
        box = boxes[choice] = QCheckBox(tr(f"analyses.choice.{field.name}_{choice}"))
        box.setObjectName(f"{field.name}_{choice}")
        box.setChecked(choice in field.default)
        line.addWidget(box)
    line.addStretch(1)

    def follow(then: Callable[[], object]) -> None:
        for box in boxes.values():
            box.toggled.connect(lambda _: then())

    return Entry(
        field.name, row, lambda: tuple(x for x, box in boxes.items() if box.isChecked()), follow
    )


def _dates(field: Field, tr: Translator) -> Entry:
    dates = DatesField(tr)
    return Entry(field.name, dates, lambda: dates.text, lambda f: dates.changed.connect(f))


def _file(field: Field, tr: Translator) -> Entry:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    path = QLineEdit()
    path.setAccessibleName(tr(f"analyses.param.{field.name}"))
    path.setPlaceholderText(tr(f"analyses.param.{field.name}_told"))
    button = QPushButton("…")
    button.setAccessibleName(tr(f"analyses.param.{field.name}"))
    button.setMaximumWidth(36)

    def ask() -> None:
        from PySide6.QtWidgets import QFileDialog

        name, _ = QFileDialog.getOpenFileName(row, tr(f"analyses.param.{field.name}"))
        if name:
            path.setText(name)

    button.clicked.connect(ask)
    line.addWidget(path, 1)
    line.addWidget(button)
    return Entry(
        field.name, row, lambda: path.text().strip(),
        lambda f: path.textChanged.connect(lambda _: f()),
    )  # fmt: skip
