"""The panel of measures: what each says, on what it was measured; copied, cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.measuring.board import Board
from jumeau.app.measuring.measure import Measure, measured_on

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace


class MeasuresPanel(QWidget):
    """All measures as a list that is read and copied."""

    def __init__(self, workspace: Workspace, board: Board) -> None:
        super().__init__()
        self._workspace = workspace
        self._board = board
        tr = self._tr = workspace.window_.tr_
        self.setObjectName("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 10)
        self.list = QTreeWidget()
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setAccessibleName(tr("measuring.panel.list"))
        self.list.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.list.setIndentation(14)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.empty = QLabel(tr("measuring.panel.empty"))
        self.empty.setObjectName("faint")
        self.empty.setWordWrap(True)
        self.note = QLabel()
        self.note.setObjectName("faint")
        self.note.setWordWrap(True)
        row = QHBoxLayout()
        self.copy = QPushButton(tr("measuring.panel.copy"))
        self.copy.clicked.connect(self.to_clipboard)
        self.wipe = QPushButton(tr("measuring.panel.clear"))
        self.wipe.clicked.connect(board.clear)
        row.addWidget(self.copy)
        row.addWidget(self.wipe)
        row.addStretch(1)
        for part in (self.empty, self.list):
            column.addWidget(part, 1 if part is self.list else 0)
        column.addWidget(self.note)
        column.addLayout(row)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.list)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self.to_clipboard)
        board.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the board holds."""
        board = self._board
        shown = [*board.kept, *([board.draft] if board.draft else [])]
        self.list.clear()
        for measure in shown:
            item = self._item(measure)
            self.list.addTopLevelItem(item)
            item.setExpanded(measure is shown[-1])
            self.list.scrollToItem(item)
        self.empty.setVisible(not shown)
        self.list.setVisible(bool(shown))
        self.note.setVisible(bool(shown))
        if shown:
            self.note.setText(self._note())
        for button in (self.copy, self.wipe):
            button.setEnabled(bool(board.kept))

    def _note(self) -> str:
        site = self._workspace.keeper.site(self._workspace.session.view)
        project = self._workspace.session.project
        return "" if site is None else measured_on(site, project, self._tr)

    def _item(self, measure: Measure) -> QTreeWidgetItem:
        tr = self._tr
        head = measure.lines[0][1] if measure.lines else ""
        item = QTreeWidgetItem([tr(f"measuring.kind.{measure.kind}"), head])
        font = item.font(1)
        font.setBold(True)
        item.setFont(1, font)
        for label, value in measure.lines:
            child = QTreeWidgetItem([label, value])
            child.setToolTip(1, value)
            item.addChild(child)
        return item

    def text(self) -> str:
        """Return all measures that are kept as lines of text."""
        tr = self._tr
        lines = []
        for measure in self._board.kept:
            lines.append(tr(f"measuring.kind.{measure.kind}"))
            lines += [f"\t{label}\t{value}" for label, value in measure.lines]
        return "\n".join([*lines, self._note()])

    def to_clipboard(self) -> None:
        """Copy all measures."""
        QGuiApplication.clipboard().setText(self.text())
        self._workspace.window_.messages.say(self._tr("measuring.panel.copied"))
