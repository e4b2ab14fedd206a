"""The two forms with an expression: the filter of a layer, and the selection by expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton

from jumeau.app.selecting.expression_form import ExpressionForm
from jumeau.errors import JumeauError
from jumeau.model.layer import Layer
from jumeau.model.project import change_layer
from jumeau.titles import title_of

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace

HOW = ("new", "add", "within", "remove")
"""What becomes of what was selected before."""


def combined(before: frozenset[int], found: frozenset[int], how: str) -> frozenset[int]:
    """Return the rows that are selected after an expression was true of ``found``."""
    if how == "add":
        return before | found
    if how == "within":
        return before & found
    return before - found if how == "remove" else found


class FilterForm(ExpressionForm):
    """Leaves out of the picture, and of every count, what an expression is not true of."""

    def __init__(self, workspace: Workspace) -> None:
        tr = workspace.window_.tr_
        super().__init__(workspace, tr("selecting.filter.title"))
        self.off = self.add_button(tr("selecting.filter.off"), self.take_off)
        self.buttons.addStretch(1)
        self.add_button(tr("app.button.close"), self.close)
        self.ok = self.add_button(tr("selecting.filter.apply"), self.carry_out, primary=True)
        self.told.setText(tr("selecting.filter.told"))
        self.show_layer(self.layer)

    def show_layer(self, layer: Layer | None) -> None:
        """Show the filter of the layer."""
        text = layer.filter if layer is not None else ""
        if text != self.edit.text:
            self.edit.setPlainText(text)
        if hasattr(self, "off"):  # not before the form is there
            self.off.setEnabled(bool(text))

    def carry_out(self) -> None:
        """Filter the layer: one action, which can be undone."""
        layer, text = self.layer, self.edit.text
        if layer is None:
            return
        if not text:
            self.take_off()
            return
        store = self.workspace.opened.store

        def work(_progress: Any) -> int:
            from jumeau.io.expressions.masks import mask

            return int(mask(store, layer, text).sum())

        def done(count: int) -> None:
            if count == 0:
                self._refused(JumeauError("expression.nothing_left"))
                return
            self._commit(layer, text)

        self.asking.submit(work, done, self._refused)

    def take_off(self) -> None:
        """Show all features again."""
        layer = self.layer
        if layer is not None:
            self.edit.setPlainText("")
            self._commit(layer, "")

    def _commit(self, layer: Layer, text: str) -> None:
        session = self.workspace.session
        project = change_layer(session.project, layer.id, filter=text)
        label = "filter" if text else "filter_off"
        session.commit(label, project, title=title_of(layer, self._tr))
        self.off.setEnabled(bool(text))


class SelectForm(ExpressionForm):
    """Selects what an expression is true of."""

    def __init__(self, workspace: Workspace) -> None:
        tr = workspace.window_.tr_
        super().__init__(workspace, tr("selecting.select.title"))
        self.how = QButtonGroup(self)
        grid = QGridLayout()
        for number, name in enumerate(HOW):
            button = QRadioButton(tr(f"selecting.select.{name}"))
            self.how.addButton(button, number)
            grid.addWidget(button, number // 2, number % 2)
        self.how.button(0).setChecked(True)
        self.middle.addLayout(grid)
        self.buttons.addStretch(1)
        self.add_button(tr("app.button.close"), self.close)
        self.ok = self.add_button(tr("selecting.select.apply"), self.carry_out, primary=True)

    def carry_out(self) -> None:
        """Select; the form stays open for the next expression."""
        layer, text = self.layer, self.edit.text
        if layer is None or not text:
            return
        store, how = self.workspace.opened.store, HOW[self.how.checkedId()]

        def work(_progress: Any) -> frozenset[int]:
            return rows_where(store, layer, text)

        def done(found: frozenset[int]) -> None:
            selection = self.workspace.selection
            rows = combined(selection.rows_of(layer.id), found, how)
            selection.choose(layer.id, rows, only=how == "new")

        self.asking.submit(work, done, self._refused)


def rows_where(store: Any, layer: Layer, text: str) -> frozenset[int]:
    """Return the features that an expression is true of, of those that the filter lets through."""
    from jumeau.io.expressions.masks import mask, shown_rows

    found = mask(store, layer, text)
    shown = shown_rows(store, layer)
    if shown is not None:
        found &= shown
    return frozenset(np.flatnonzero(found).tolist())
