"""Where an expression is written: fields and values are proposed, a fault is underlined."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QStringListModel, Qt
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit, QTextEdit, QWidget

from jumeau.io.expressions.suggesting import completion

_LINES = 3


class ExpressionEdit(QPlainTextEdit):
    """A few lines of CQL2 text with completion.

    Parameters
    ----------
    name : str
        For screen readers.
    values : callable
        Returns known values of a field.
    """

    def __init__(
        self, name: str, values: Callable[[str], Sequence[str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.fields: Sequence[str] = ()
        self._values = values
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + 20)
        self._start = 0
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._popup = QListView()
        self._popup.setAccessibleName(name)
        self._completer.setPopup(self._popup)
        self._completer.activated.connect(self._insert_chosen)

    @property
    def text(self) -> str:
        """What is written."""
        return self.toPlainText().strip()

    def underline(self, position: int, colour: str) -> None:
        """Mark a fault at a position (from 1); 0 for none."""
        marks = []
        if position > 0:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            text = self.toPlainText()
            at = min(position - 1, max(len(text) - 1, 0))
            cursor.setPosition(at)
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfWord, QTextCursor.MoveMode.KeepAnchor
            )
            if not cursor.hasSelection() and at < len(text):
                cursor.setPosition(at + 1, QTextCursor.MoveMode.KeepAnchor)
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(QColor(colour))
            mark.cursor, mark.format = cursor, form
            marks.append(mark)
        self.setExtraSelections(marks)

    def insert(self, text: str) -> None:
        """Write something where the cursor is, a space apart from what stands there."""
        cursor = self.textCursor()
        before = self.toPlainText()[: cursor.position()]
        gap = " " if before and not before.endswith((" ", "(", "'")) else ""
        cursor.insertText(f"{gap}{text} ")
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Complete while one writes; Enter and Escape belong to the list while it is open."""
        popup = self._popup
        if popup.isVisible() and event.key() in (
            Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab,
        ):  # fmt: skip
            event.ignore()
            return
        asked = event.key() == Qt.Key.Key_Space and bool(
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        )
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            event.ignore()  # the form's own button
            return
        if not asked:
            super().keyPressEvent(event)
        if asked or (event.text().isprintable() and event.text()):
            self._propose(asked)
        else:
            popup.hide()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Keep the height of three lines when the letters change their size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + 20)

    def _propose(self, asked: bool) -> None:
        before = self.toPlainText()[: self.textCursor().position()]
        found = completion(before, self.fields, self._values)
        typed = before[found.start :]
        offers = [x for x in found.offers if x != typed]
        if not offers or (not typed.strip() and not asked):
            self._popup.hide()
            return
        self._start = found.start
        self._model.setStringList(offers)
        popup = self._popup
        popup.setCurrentIndex(self._model.index(0))
        box = self.cursorRect()
        box.setWidth(min(max(popup.sizeHintForColumn(0) + 30, 180), 420))
        self._completer.complete(box)

    def _insert_chosen(self, text: str) -> None:
        cursor = self.textCursor()
        end = cursor.position()
        cursor.setPosition(self._start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(f"{text} ")
        self.setTextCursor(cursor)
