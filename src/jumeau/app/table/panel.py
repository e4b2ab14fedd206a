"""The attribute table in its panel: a row of buttons, the rows, how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.table.model import Rows, TableModel

if TYPE_CHECKING:
    from jumeau.app.icons import Icons
    from jumeau.app.theme import Theme
    from jumeau.i18n import Translator

_MARGIN = 10  # [pixels]
MOST_RANGES = 1500
"""Selections in more pieces than that are shown by the tint of the rows alone."""
_WIDEST, _NARROWEST = 320, 60  # [pixels] of a column at first
_SAMPLED = 200  # rows whose width is measured


class TablePanel(QWidget):
    """Shows a :class:`TableModel`; knows nothing of projects."""

    rows_chosen = Signal(object, bool)
    """Rows that the hand selected, and whether beside those before."""
    rows_left = Signal(object)
    """Rows that the hand took out of the selection."""

    def __init__(
        self, tr: Translator, icons: Icons, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._tr = tr
        self._following = False
        self.model = TableModel(tr, theme.faint, theme.chosen)
        self.layers = QComboBox()
        self.layers.setAccessibleName(tr("selecting.table.layer"))
        self.layers.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.layers.setMinimumContentsLength(14)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("selecting.table.search"))
        self.search.setAccessibleName(tr("selecting.table.search"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(320)
        self.only_selected = self._button(icons, "list", "only_selected", tick=True)
        self.only_seen = self._button(icons, "eye", "only_seen", tick=True)
        self.zoom = self._button(icons, "scan", "zoom")
        self.invert = self._button(icons, "square-dashed-mouse-pointer", "invert")
        self.copy = self._button(icons, "copy", "copy")
        self.export = self._button(icons, "download", "export")
        self.shut = self._button(icons, "x", "close")
        self.view = QTableView()
        self._compose()
        self.view.selectionModel().selectionChanged.connect(self._chosen_by_hand)

    def _button(self, icons: Icons, icon: str, name: str, *, tick: bool = False) -> QToolButton:
        button = QToolButton()
        text = self._tr("app.button.close" if name == "close" else f"selecting.table.{name}")
        button.setIcon(icons(icon))
        button.setCheckable(tick)
        button.setAccessibleName(text)
        told = f"selecting.table.{name}_told"
        button.setToolTip(self._tr(told) if self._tr.has(told) else text)
        if tick:
            button.setText(text)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _compose(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setWordWrap(False)
        view.setShowGrid(False)
        view.setCornerButtonEnabled(False)
        view.setTabKeyNavigation(False)
        view.setSortingEnabled(False)
        header = view.horizontalHeader()
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        # A header that shares the selection asks of every row whether its column is selected.
        header.setSelectionModel(QItemSelectionModel(self.model, header))
        header.sectionPressed.disconnect()  # titles sort, they do not select
        rows = view.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(view.fontMetrics().height() + 8)
        rows.setHighlightSections(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 2, _MARGIN, 8)
        column.setSpacing(6)
        bar = self.bar = QHBoxLayout()
        bar.setSpacing(4)
        bar.addWidget(self.layers)
        bar.addWidget(self.search, 1)
        for button in (self.only_selected, self.only_seen, self.zoom, self.invert, self.copy,
                       self.export):  # fmt: skip
            bar.addWidget(button)
        bar.addStretch(1)
        bar.addWidget(self.shut)
        column.addLayout(bar)
        column.addWidget(view, 1)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Give rows the height of their letters when those change."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            high = self.fontMetrics().height() + 8
            self.view.verticalHeader().setDefaultSectionSize(high)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave the words of buttons out where there is no room for them."""
        super().resizeEvent(event)
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for style in (beside, Qt.ToolButtonStyle.ToolButtonIconOnly):
            for button in (self.only_selected, self.only_seen):
                button.setToolButtonStyle(style)
            if self.bar.sizeHint().width() <= self.width() - 2 * _MARGIN:
                break

    # -- what is shown ---------------------------------------------------------------------------

    def fit_columns(self) -> None:
        """Give each column the width of its title and of its first rows."""
        view, model = self.view, self.model
        metrics = view.fontMetrics()
        for section in range(model.columnCount()):
            title = model.headerData(section, Qt.Orientation.Horizontal)
            wanted = metrics.horizontalAdvance(str(title)) + 34
            column = model.column_of(section)
            for row in model.rows[:_SAMPLED].tolist():
                wanted = max(wanted, metrics.horizontalAdvance(model.text(row, column)) + 28)
            view.setColumnWidth(section, max(_NARROWEST, min(wanted, _WIDEST)))

    def select(self, rows: frozenset[int], *, scroll: bool) -> None:
        """Show these rows as selected; ``scroll`` to the first of them where none is in sight."""
        self.model.set_selected(rows)
        places = self.model.places_of(rows)
        self._following = True
        chosen = QItemSelection()
        starts, ends = pieces(places)
        if len(starts) <= MOST_RANGES:
            last = self.model.columnCount() - 1
            for first, end in zip(starts.tolist(), ends.tolist(), strict=True):
                chosen.select(self.model.index(first, 0), self.model.index(end, last))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.view.selectionModel().select(chosen, flags)
        self._following = False
        if scroll and len(places):
            top = self.view.rowAt(0)
            bottom = self.view.rowAt(self.view.viewport().height() - 1)
            bottom = bottom if bottom >= 0 else len(self.model.rows) - 1
            if not ((places >= top) & (places < bottom)).any():
                middle = QAbstractItemView.ScrollHint.PositionAtCenter
                self.view.scrollTo(self.model.index(int(places[0]), 0), middle)

    # -- what the hand does ----------------------------------------------------------------------

    def _chosen_by_hand(self, added: QItemSelection, left: QItemSelection) -> None:
        if self._following:
            return
        several = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if QApplication.keyboardModifiers() & several:
            if gone := self._rows_in(left):
                self.rows_left.emit(gone)
            if more := self._rows_in(added):
                self.rows_chosen.emit(more, True)
        else:
            chosen = self._rows_in(self.view.selectionModel().selection())
            self.rows_chosen.emit(chosen, False)

    def _rows_in(self, selection: QItemSelection) -> frozenset[int]:
        rows: set[int] = set()
        for k in range(selection.count()):
            part = selection.at(k)
            rows.update(self.model.rows[part.top() : part.bottom() + 1].tolist())
        return frozenset(rows)

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        """Copy with the usual key."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy.click()
        else:
            super().keyPressEvent(event)


def pieces(places: Rows) -> tuple[Rows, Rows]:
    """Return the first and the last place of each run of neighbours in sorted places."""
    if not len(places):
        return places, places
    breaks = (places[1:] - places[:-1]) > 1
    first = places[[True, *breaks]] if len(places) > 1 else places
    last = places[[*breaks, True]] if len(places) > 1 else places
    return first, last
