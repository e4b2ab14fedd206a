"""The legend editor: a row a class, with its tick, colour, bounds or values, and words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.icons import Icons
from jumeau.app.styling import class_edits as edits
from jumeau.app.styling.colour_button import colour_menu, swatch
from jumeau.app.styling.controls import is_large
from jumeau.app.styling.editing import Editing
from jumeau.app.theme import Theme
from jumeau.i18n import Translator
from jumeau.model.layer import Layer, styled
from jumeau.model.style import StyleClass, StyleKind
from jumeau.render.styling.words import class_words, value_words

SHOWN, COLOUR, VALUES, LABEL = range(4)
_FEW_ROWS, _MOST_ROWS = 3, 9


class _Table(QTableWidget):
    """A table whose Enter opens what a double click opens."""

    def __init__(self, opened: Callable[[int, int], object], removed: Callable[[], object]) -> None:
        super().__init__(0, 4)
        self._opened, self._removed = opened, removed

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter and F2 edit, Delete removes."""
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and not editing:
            self._opened(self.currentRow(), self.currentColumn())
        elif event.key() == Qt.Key.Key_Delete and not editing:
            self._removed()
        else:
            super().keyPressEvent(event)


class ClassTable(QWidget):
    """The classes of a style, each cell edited in its place."""

    def __init__(self, editing: Editing, tr: Translator, icons: Icons, theme: Theme) -> None:
        super().__init__()
        self._editing = editing
        self._tr = tr
        self._theme = theme
        self._filling = False
        self.table = _Table(self._open, self.remove)
        self.table.setAccessibleName(tr("style_window.classes.name"))
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setWordWrap(False)
        self._box = QSize(theme.px(22), theme.px(16))
        self.table.setIconSize(self._box)
        self.table.verticalHeader().setDefaultSectionSize(theme.px(30))
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(20)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in ((SHOWN, 28), (COLOUR, 38)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, theme.px(width))
        header.setSectionResizeMode(VALUES, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(LABEL, QHeaderView.ResizeMode.Stretch)
        self.table.cellDoubleClicked.connect(self._open)
        self.table.cellClicked.connect(self._clicked)
        self.table.itemChanged.connect(self._changed)
        self.table.itemSelectionChanged.connect(self._enable)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(0, 0, 0, 0)
        column_box.setSpacing(4)
        column_box.addWidget(self.table)
        row = QHBoxLayout()
        row.setSpacing(2)
        self.buttons: dict[str, QToolButton] = {}
        for name, icon, deed in (
            ("add", "plus", self.add),
            ("remove", "trash-2", self.remove),
            ("merge", "merge", self.merge),
            ("up", "arrow-up", partial(self.step, -1)),
            ("down", "arrow-down", partial(self.step, 1)),
        ):
            button = QToolButton()
            button.setIcon(icons(icon))
            button.setToolTip(tr(f"style_window.classes.{name}"))
            button.setAccessibleName(tr(f"style_window.classes.{name}"))
            button.clicked.connect(deed)
            row.addWidget(button)
            self.buttons[name] = button
        row.addStretch(1)
        column_box.addLayout(row)
        self.rest = QCheckBox(tr("style_window.classes.rest"))
        self.rest.setToolTip(tr("style_window.classes.rest_told"))
        self.rest.clicked.connect(self._rest)
        (column_box if is_large(theme) else row).addWidget(self.rest)

    @property
    def chosen(self) -> list[int]:
        """The selected classes."""
        return sorted({index.row() for index in self.table.selectedIndexes()})

    # -- showing ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the classes as they are."""
        layer, style, tr = self._editing.layer, self._editing.style, self._tr
        if layer is None:
            return
        graded = style.kind is StyleKind.GRADUATED
        self._filling = True
        keys = ("shown", "colour", "from" if graded else "values", "label")
        self.table.setHorizontalHeaderLabels(
            ["", "", *(tr(f"style_window.classes.{key}") for key in keys[2:])]
        )
        for column, key in enumerate(keys):
            if (item := self.table.horizontalHeaderItem(column)) is not None:
                item.setToolTip(tr(f"style_window.classes.{key}_told"))
        self.table.setRowCount(len(style.classes))
        for row, one in enumerate(style.classes):
            self._fill(row, one)
        self.table.horizontalHeader().resizeSection(VALUES, self._theme.px(58 if graded else 76))
        self._size()
        self.rest.setVisible(not graded)
        self.rest.setChecked(edits.has_rest(style))
        self.buttons["up"].setVisible(not graded)
        self.buttons["down"].setVisible(not graded)
        self._filling = False
        self._enable()

    def _fill(self, row: int, one: StyleClass) -> None:
        layer, style, tr = self._editing.layer, self._editing.style, self._tr
        if layer is None:
            return
        worn = _worn(self._editing)
        words = class_words(worn, one, tr)
        flags = Qt.ItemFlag
        base = flags.ItemIsEnabled | flags.ItemIsSelectable
        tick = QTableWidgetItem()
        tick.setFlags(base | flags.ItemIsUserCheckable)
        tick.setCheckState(Qt.CheckState.Checked if one.shown else Qt.CheckState.Unchecked)
        tick.setData(Qt.ItemDataRole.AccessibleTextRole, tr("style_window.classes.shown_told"))
        colour = QTableWidgetItem(QIcon(swatch(one.colour, self._box)), "")
        colour.setFlags(base)
        colour.setToolTip(tr("style_window.classes.colour_told"))
        named = tr("style_window.colour.code", code=one.colour)
        colour.setData(Qt.ItemDataRole.AccessibleTextRole, named)
        if style.kind is StyleKind.GRADUATED:
            middle = QTableWidgetItem(
                "\N{EN DASH}" if one.low is None else number_words(one.low, tr)
            )
            middle.setFlags(base | flags.ItemIsEditable)
        else:
            values = ", ".join(value_words(layer, style.field, x, tr) for x in one.values)
            middle = QTableWidgetItem(values or tr("style_window.classes.all_others"))
            middle.setFlags(base)
            middle.setToolTip(values)
            middle.setForeground(QColor(self._theme.faint))
        label = QTableWidgetItem(words)
        label.setFlags(base | flags.ItemIsEditable)
        label.setToolTip(words)
        if not one.shown:
            label.setForeground(QColor(self._theme.faint))
        for column, item in enumerate((tick, colour, middle, label)):
            self.table.setItem(row, column, item)

    def _size(self) -> None:
        """Give the table the height that its rows need, up to a point."""
        rows = min(max(self.table.rowCount(), _FEW_ROWS), _MOST_ROWS)
        high = self.table.rowHeight(0) if self.table.rowCount() else self._theme.px(30)
        self.table.setFixedHeight(
            self.table.horizontalHeader().sizeHint().height() + rows * high + 6
        )

    def _enable(self) -> None:
        style, chosen = self._editing.style, self.chosen
        graded, count = style.kind is StyleKind.GRADUATED, len(style.classes)
        last = count - 1
        possible = {
            "add": bool(chosen) if graded else self._next_value() != "",
            "remove": bool(chosen) and len(chosen) < count,
            "merge": edits.can_merge(style, chosen),
            "up": len(chosen) == 1 and chosen[0] > 0,
            "down": len(chosen) == 1 and chosen[0] < last,
        }
        for name, enabled in possible.items():
            self.buttons[name].setEnabled(enabled)

    # -- editing ---------------------------------------------------------------------------------

    def _clicked(self, row: int, column: int) -> None:
        if column == COLOUR:
            self._open(row, column)

    def _open(self, row: int, column: int) -> None:
        item = self.table.item(row, column)
        if item is None:
            return
        if column == COLOUR:
            self._offer_colours(row)
        elif column == SHOWN:
            checked = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)
        elif item.flags() & Qt.ItemFlag.ItemIsEditable:
            self.table.editItem(item)

    def _offer_colours(self, row: int) -> None:
        editing = self._editing
        now = editing.style.classes[row].colour

        def choose(code: str) -> None:
            if code and row < len(editing.style.classes):
                changed = edits.class_changed(editing.style, row, colour=code)
                editing.wear(changed, gesture=f"class colour {row}")

        menu = colour_menu(self, self._tr, now, choose, done=editing.end_gesture)
        box = self.table.visualRect(self.table.model().index(row, COLOUR))
        menu.popup(self.table.viewport().mapToGlobal(box.bottomLeft()))

    def _changed(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        editing, row, column = self._editing, item.row(), item.column()
        style = editing.style
        if row >= len(style.classes):
            return
        if column == SHOWN:
            shown = item.checkState() == Qt.CheckState.Checked
            editing.wear(edits.class_changed(style, row, shown=shown))
        elif column == VALUES:
            self._bound(row, item.text())
        elif column == LABEL:
            worn, one = _worn(editing), style.classes[row]
            plain = edits.class_changed(style, row, label="").classes[row]
            text = item.text().strip()
            derived = class_words(worn, plain, self._tr)
            if text not in (one.label, derived) or (one.label and text == derived):
                label = "" if text == derived else text
                editing.wear(edits.class_changed(style, row, label=label))
        self.refresh()

    def _bound(self, row: int, text: str) -> None:
        style = self._editing.style
        if not text.strip().strip("\N{EN DASH}-"):
            self._editing.wear(edits.opened(style, row) if row == 0 else style)
            return
        value = number_in(text, self._tr)
        if value is not None and value != style.classes[row].low:
            self._editing.wear(edits.ends_changed(style, row, low=value))

    def add(self) -> None:
        """Halve the selected class of a scale; give one more value a class of its own."""
        editing, style = self._editing, self._editing.style
        if style.kind is StyleKind.CATEGORIES:
            if value := self._next_value():
                editing.wear(edits.added(style, value))
            return
        found, chosen = editing.summary, self.chosen
        if chosen and found is not None:
            editing.wear(edits.split(style, chosen[0], found.low, found.high))

    def _next_value(self) -> str:
        """Return the most frequent value that no class has; empty when all have one."""
        found, style = self._editing.summary, self._editing.style
        taken = {x for one in style.classes for x in one.values}
        values = found.values if found is not None else ()
        return next((text for text, _ in values if text not in taken), "")

    def remove(self) -> None:
        """Remove the selected classes: their features look as usual."""
        if chosen := self.chosen:
            self._editing.wear(edits.without(self._editing.style, chosen))

    def merge(self) -> None:
        """Make one class of the selected ones."""
        style, chosen = self._editing.style, self.chosen
        if edits.can_merge(style, chosen):
            self._editing.wear(edits.merged(style, chosen))
            self.table.selectRow(chosen[0])

    def step(self, way: int) -> None:
        """Move the selected class up (-1) or down (+1) in the legend."""
        chosen = self.chosen
        if len(chosen) == 1:
            self._editing.wear(edits.stepped(self._editing.style, chosen[0], way))
            self.table.selectRow(max(0, min(chosen[0] + way, self.table.rowCount() - 1)))

    def _rest(self) -> None:
        self._editing.wear(edits.with_rest(self._editing.style, there=self.rest.isChecked()))


def _worn(editing: Editing) -> Layer:
    """Return the layer in the style that is edited."""
    layer = editing.layer
    assert layer is not None
    return styled(layer, editing.style.title)


def number_words(value: float, tr: Translator) -> str:
    """Return a number with as many decimals as it has, four at most."""
    places = next((p for p in range(4) if abs(round(value, p) - value) < 1e-9), 4)
    return tr.number(value, places)


def number_in(text: str, tr: Translator) -> float | None:
    """Return the number that somebody typed, as the language writes it or nearly; None for none."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    for blank in ("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", " "):
        plain = plain.replace(blank, "")
    grouped = re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d*)?", plain) if tr.language == "en" else None
    if grouped is not None:
        plain = plain.replace(",", "")
    elif "," in plain and "." in plain:  # the last of them parts the decimals
        last = max(plain.rfind(","), plain.rfind("."))
        plain = plain[:last].replace(",", "").replace(".", "") + "." + plain[last + 1 :]
    try:
        return float(plain.replace(",", "."))
    except ValueError:
        return None
