"""The rows of an attribute table as Qt asks for them: only what is seen is ever put into words."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from jumeau.app.words import field_label
from jumeau.i18n import Translator
from jumeau.io.table_rows import Sheet
from jumeau.model.roles import Role
from jumeau.render.themes.people import about

Rows = NDArray[np.int64]
_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
EMPTY = "\N{EN DASH}"
_UP, _DOWN = "\N{UPWARDS ARROW}", "\N{DOWNWARDS ARROW}"
_DECIMALS = 3
# Of squares of residents only these are told, rounded, and fewer than eleven merged.
_RESIDENTS = ("residents", "households")


class TableModel(QAbstractTableModel):
    """A sheet, and the rows of it that are listed.

    Parameters
    ----------
    tr : Translator
        Words and numbers.
    faint, chosen : str
        Colours of empty cells and of selected rows.
    """

    def __init__(self, tr: Translator, faint: str, chosen: str) -> None:
        super().__init__()
        self._tr = tr
        self._faint = QColor(faint)
        self._chosen = QColor(chosen)
        self.sheet: Sheet | None = None
        self.rows: Rows = np.empty(0, np.int64)
        self._places: Rows = np.empty(0, np.int64)
        self._selected: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._titles: list[str] = []
        self._told: list[int] = []
        self._people: frozenset[int] = frozenset()
        self._sorted: tuple[int, bool] = (-1, False)

    # -- content ---------------------------------------------------------------------------------

    def set_sheet(self, sheet: Sheet | None, rows: Rows) -> None:
        """Show another layer."""
        self.beginResetModel()
        self.sheet = sheet
        count = 0
        if sheet is not None:
            count = sheet.count
            self._told, self._people = _told_columns(sheet)
            self._titles = [field_label(sheet.layer, sheet.names[k], self._tr) for k in self._told]
        self._selected = np.zeros(count, np.bool_)
        self._list(rows, count)
        self.endResetModel()

    def set_rows(self, rows: Rows) -> None:
        """List these rows, in this order."""
        self.beginResetModel()
        self._list(rows, len(self._selected))
        self.endResetModel()

    def _list(self, rows: Rows, count: int) -> None:
        self.rows = rows
        self._places = np.full(count, -1, np.int64)
        self._places[rows] = np.arange(len(rows))

    def set_sorted(self, section: int, *, descending: bool) -> None:
        """Say in the title of a column that the rows stand in its order; -1 for none."""
        self._sorted = (section, descending)
        if self.columnCount():
            last = self.columnCount() - 1
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def set_selected(self, rows: frozenset[int]) -> None:
        """Tint these rows."""
        self._selected[:] = False
        if rows:
            found = np.fromiter(rows, np.int64)
            self._selected[found[found < len(self._selected)]] = True
        if len(self.rows):
            last = self.index(len(self.rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.BackgroundRole])

    def places_of(self, rows: frozenset[int]) -> Rows:
        """Return where rows stand in the list, sorted; those that are not listed are left out."""
        found = np.fromiter(rows, np.int64)
        places = self._places[found[found < len(self._places)]]
        return np.sort(places[places >= 0])

    def column_of(self, section: int) -> int:
        """Return the column of the sheet that a column of the table shows."""
        return self._told[section]

    # -- Qt asks ---------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return how many rows are listed."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return how many columns there are."""
        return 0 if parent.isValid() or self.sheet is None else len(self._told)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the title of a column, its name in the source as a hint, or a row's number."""
        if orientation == Qt.Orientation.Vertical:
            return int(self.rows[section]) + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            sorted_by, descending = self._sorted
            sign = _DOWN if descending else _UP
            return (
                f"{self._titles[section]} {sign}" if section == sorted_by else self._titles[section]
            )
        if role == Qt.ItemDataRole.ToolTipRole and self.sheet is not None:
            return self.sheet.names[self._told[section]]
        if role == Qt.ItemDataRole.TextAlignmentRole and self.sheet is not None:
            return int(_RIGHT if self.sheet.numeric(self._told[section]) else _LEFT)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says, and how it looks."""
        sheet = self.sheet
        if sheet is None or not index.isValid():
            return None
        row, column = int(self.rows[index.row()]), self._told[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_RIGHT if sheet.numeric(column) else _LEFT)
        if role == Qt.ItemDataRole.BackgroundRole and self._selected[row]:
            return self._chosen
        if role == Qt.ItemDataRole.ForegroundRole and not _holds(sheet.columns[column][row]):
            return self._faint
        return None

    def text(self, row: int, column: int) -> str:
        """Return a value as people write it."""
        assert self.sheet is not None
        return cell_text(self.sheet, row, column, self._people, self._tr)

    def as_text(self, rows: Rows) -> Callable[[], str]:
        """Return what writes rows, below the titles, as text in columns; it may run elsewhere."""
        sheet, told, people, titles = self.sheet, self._told, self._people, self._titles
        assert sheet is not None

        def write() -> str:
            lines = ["\t".join(titles)]
            for row in rows.tolist():
                texts = (cell_text(sheet, row, column, people, self._tr) for column in told)
                lines.append("\t".join(" ".join(text.split()) for text in texts))
            return "\n".join(lines)

        return write


def cell_text(sheet: Sheet, row: int, column: int, people: frozenset[int], tr: Translator) -> str:
    """Return a value as people write it; ``people`` are the columns that count residents."""
    value = sheet.columns[column][row].as_py()
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return tr("selecting.table.yes" if value else "selecting.table.no")
    if column in people:
        kind, number = about(float(value))
        return tr(f"themes.people.{kind}", number=tr.number(number)) if kind else EMPTY
    if isinstance(value, float):
        written = f"{value:.{_DECIMALS}f}".rstrip("0")
        return tr.number(value, len(written.partition(".")[2]))
    if isinstance(value, int):  # years and codes are not counts: no gaps between thousands
        return str(value).replace("-", "\N{MINUS SIGN}")
    if isinstance(value, datetime.datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    return tr.value(value)


def _told_columns(sheet: Sheet) -> tuple[list[int], frozenset[int]]:
    """Return the columns that are shown, and those of them that count people."""
    if sheet.layer.role is not Role.POPULATION_GRID:
        return list(range(len(sheet.names))), frozenset()
    known = {source: name for name, source in sheet.layer.columns}
    told = [k for k, x in enumerate(sheet.names) if known.get(x) in ("code", *_RESIDENTS)]
    return told, frozenset(k for k in told if known[sheet.names[k]] in _RESIDENTS)


def _holds(value: Any) -> bool:
    return bool(value.is_valid) and value.as_py() != ""
