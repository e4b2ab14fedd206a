"""The rows of the table of sources as Qt asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from jumeau.i18n import Translator

if TYPE_CHECKING:
    from jumeau.render.noise.listing import Row

COLUMNS = ("name", "class", "origin", "daily", "heavy", "speed", "surface", "power")
NUMBERS = ("daily", "heavy", "speed", "power")
ORIGINS = {
    "all": (),
    "known": ("counted", "given", "daily", "variant"),
    "default": ("default",),
    "none": ("none",),
}
"""What is listed, by where the traffic comes from."""
_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SourcesModel(QAbstractTableModel):
    """Roads and rails, those that are listed, in the order that was asked for.

    Parameters
    ----------
    tr : Translator
        Words and numbers.
    faint : QColor
        Of what is not heard.
    """

    def __init__(self, tr: Translator, faint: QColor, parent: QObject) -> None:
        super().__init__(parent)
        self._tr = tr
        self._faint = faint
        self._every: Sequence[Row] = ()
        self._cells: dict[Row, tuple[str, ...]] = {}
        self.rows: list[Row] = []
        self._order = ("power", True)
        self._wanted = ("", "all")

    def show(self, rows: Sequence[Row]) -> None:
        """List other rows."""
        self._every, self._cells = rows, {}
        self._list()

    def filter(self, text: str, origin: str) -> None:
        """List the rows whose name or class holds a text, and whose traffic is known so."""
        self._wanted = (text.strip().casefold(), origin)
        self._list()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in the order of a column."""
        self._order = (COLUMNS[column], order == Qt.SortOrder.DescendingOrder)
        self._list()

    def _list(self) -> None:
        text, origin = self._wanted
        chosen = ORIGINS[origin]
        self.beginResetModel()
        self.rows = [
            x for x in self._every
            if (not chosen or x.origin in chosen)
            and (not text or any(text in y.casefold() for y in self.cells(x)[:2]))
        ]  # fmt: skip
        column, down = self._order
        self.rows.sort(key=lambda x: self._key(x, column), reverse=down)
        self.endResetModel()

    def _key(self, row: Row, column: str) -> Any:
        if column in NUMBERS:
            return getattr(row, column) if row.heard else -1.0e9
        return self.cells(row)[COLUMNS.index(column)].casefold()

    def cells(self, row: Row) -> tuple[str, ...]:
        """Return a row as texts."""
        from jumeau.render.noise.listing import cells_of

        if row not in self._cells:
            self._cells[row] = cells_of(row, self._tr)
        return self._cells[row]

    # -- Qt asks ---------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return how many rows are listed."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the title of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._tr(f"noise.column.{COLUMNS[section]}")
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a cell, and how it stands."""
        row, name = self.rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells(row)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and name in NUMBERS:
            return _RIGHT
        if role == Qt.ItemDataRole.ForegroundRole and not row.heard:
            return self._faint
        return None
