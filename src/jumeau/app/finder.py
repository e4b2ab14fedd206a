"""A box over the window: a field, and below it what fits; arrows choose, Enter takes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QIcon, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ROWS_SEEN = 9
_SIGN, _GAP, _PAD = 18, 10, 8  # [pixels] of text of the usual size


class Row(NamedTuple):
    """A line of the list.

    ``detail`` stands below the title, ``keys`` at the right; ``icon`` draws its sign when it is
    seen. A row that is not ``enabled`` cannot be taken. ``content`` is for whoever fills the list.
    """

    title: str
    detail: str = ""
    keys: str = ""
    icon: Callable[[], QIcon] | None = None
    enabled: bool = True
    content: Any = None

    @property
    def spoken(self) -> str:
        """The row as one sentence."""
        return ", ".join(part for part in (self.title, self.detail, self.keys) if part)


class Rows(QAbstractListModel):
    """The rows of a list."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: Sequence[Row] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what screen readers and tool tips say of a row."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return row.spoken
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that every row can be walked to; one that is greyed says why."""
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled


class Lines(QStyledItemDelegate):
    """Paints a row: sign, title, detail below it, shortcut."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Return the size of a row: two lines of text."""
        line = option.fontMetrics.height()
        return QSize(100, 2 * line + self._theme.px(2 * _PAD))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        theme, model = self._theme, index.model()
        assert isinstance(model, Rows)
        row = model.rows[index.row()]
        painter.save()
        state = option.state
        box = option.rect.adjusted(1, 1, -1, -1)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(theme.chosen))
            painter.setPen(QPen(QColor(theme.accent), theme.edge))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(theme.hover))
        pad, sign, gap = theme.px(_PAD), theme.px(_SIGN), theme.px(_GAP)
        inner = box.adjusted(pad, pad // 2, -pad, -pad // 2)
        metrics = option.fontMetrics
        if row.icon is not None:
            mode = QIcon.Mode.Normal if row.enabled else QIcon.Mode.Disabled
            middle = inner.center().y() - sign // 2
            row.icon().paint(painter, QRect(inner.left(), middle, sign, sign), mode=mode)
        left = inner.left() + sign + gap
        keys = metrics.horizontalAdvance(row.keys)
        right = inner.right() - (keys + gap if keys else 0)
        ink = QColor(theme.text if row.enabled else theme.faint)
        half = inner.height() // 2
        if row.detail:
            upper = QRect(left, inner.top(), right - left, half)
            lower = QRect(left, inner.top() + half, inner.right() - left, half)
            _write(painter, metrics, lower, row.detail, QColor(theme.faint))
        else:
            upper = QRect(left, inner.top(), right - left, inner.height())
        _write(painter, metrics, upper, row.title, ink)
        if keys:
            place = QRect(right + gap, upper.top(), keys + 1, upper.height())
            _write(painter, metrics, place, row.keys, QColor(theme.faint))
        painter.restore()


def _for_good(event: QFocusEvent) -> bool:
    """Tell whether the keyboard went elsewhere in the window, not to another window."""
    return event.reason() != Qt.FocusReason.ActiveWindowFocusReason


def _write(painter: QPainter, metrics: QFontMetrics, place: QRect, text: str, ink: QColor) -> None:
    painter.setPen(ink)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    short = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, place.width())
    painter.drawText(place, flags, short)


class Finder(QFrame):
    """The box; it closes on Escape, and when something else takes the keyboard.

    Parameters
    ----------
    over : QWidget
        Where it lies, at the top.
    theme : Theme
        Colours and size.
    name, hint : str
        What the field is called and what it says while it is empty.
    """

    taken = Signal(object)
    typed = Signal(str)
    walked = Signal(object)
    closed = Signal()

    def __init__(self, over: QWidget, theme: Theme, name: str, hint: str) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("floating")
        self.setAccessibleName(name)
        self.widest = 640
        self._over, self._theme = over, theme
        self._before = QApplication.focusWidget()
        self.field = QLineEdit()
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(name)
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self.typed)
        self.field.installEventFilter(self)
        self.list = QListView()
        self.list.setAccessibleName(name)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrows of the field walk in it
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.rows = Rows(self)
        self.list.setModel(self.rows)
        self.list.setItemDelegate(Lines(theme, self))
        self.list.clicked.connect(lambda _: self.take())
        self.list.selectionModel().currentChanged.connect(self._tell)
        self.told = QLabel()
        self.told.setObjectName("faint")
        self.told.setWordWrap(True)
        self.told.setContentsMargins(theme.px(10), 0, theme.px(10), theme.px(4))
        column = QVBoxLayout(self)
        pad = theme.px(8)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(theme.px(6))
        for widget in (self.field, self.told, self.list):
            column.addWidget(widget)
        over.installEventFilter(self)

    def appear(self) -> None:
        """Show the box, with the keyboard in its field."""
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def offer(self, rows: Sequence[Row], told: str = "") -> None:
        """Show rows, the first one chosen; ``told`` is a sentence between field and list."""
        self.rows.show(rows)
        self.told.setText(told)
        self.told.setVisible(bool(told))
        self.list.setVisible(bool(rows))
        if rows:
            self.list.setCurrentIndex(self.rows.index(0))
        self._place()

    @property
    def current(self) -> Row | None:
        """The row that Enter would take."""
        index = self.list.currentIndex()
        return self.rows.rows[index.row()] if index.isValid() else None

    def take(self) -> None:
        """Take the chosen row and close, unless it is greyed."""
        row = self.current
        if row is not None and row.enabled:
            self.close()
            self.taken.emit(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Walk in the list with the keys of the field; keep the place in the window."""
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._place()
        elif watched is self.field:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            if isinstance(event, QFocusEvent) and event.lostFocus() and _for_good(event):
                self._leave()
        return super().eventFilter(watched, event)

    def closeEvent(self, event: Any) -> None:  # noqa: N802
        """Give the keyboard back to whoever had it."""
        self._over.removeEventFilter(self)
        self.field.removeEventFilter(self)
        if self._before is not None and self.field.hasFocus():
            with contextlib.suppress(RuntimeError):  # it is gone
                self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        super().closeEvent(event)
        self.closed.emit()

    def _leave(self) -> None:
        focus = QApplication.focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            self.close()

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        page = ROWS_SEEN - 1
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: page,
                 Qt.Key.Key_PageUp: -page}  # fmt: skip
        step = next((way for known, way in steps.items() if known == key), 0)
        if step:
            count = self.rows.rowCount()
            row = self.list.currentIndex().row() + step
            if abs(step) == 1:
                row %= max(count, 1)  # round again, past the end
            self.list.setCurrentIndex(self.rows.index(max(0, min(count - 1, row))))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True

    def _tell(self) -> None:
        """Say the chosen row where a screen reader listens."""
        row = self.current
        self.field.setAccessibleDescription("" if row is None else row.spoken)
        self.walked.emit(row)

    def _place(self) -> None:
        px, over = self._theme.px, self._over
        width = max(200, min(px(self.widest), over.width() - px(24)))
        rows = min(ROWS_SEEN, self.rows.rowCount())
        line = self.list.sizeHintForRow(0) if rows else 0
        pad, space = px(8), px(6)
        height = 2 * pad + self.field.sizeHint().height()
        if self.told.text():
            height += space + self.told.heightForWidth(width - 2 * pad)
        room = over.height() - px(24) - height
        if rows:
            height += space + min(rows * line + 6, max(room - space, line))
        self.setGeometry((over.width() - width) // 2, px(12), width, height)
