"""How variants and edits stand in their lists: sign, title, detail below it, marks to click on."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from jumeau.app.icons import Icons
from jumeau.app.theme import Theme

Index = QModelIndex | QPersistentModelIndex

_FIRST = Qt.ItemDataRole.UserRole.value
ID, DETAIL, SIGN, FADED, STRONG, LEFT, RIGHT = range(_FIRST, _FIRST + 7)
"""Roles: id; second line; icon, or a colour for a dot; greyed; bold; marks at the left, at the
right: each a mark's name and what it says."""
TICKED, UNTICKED, OPEN, FIXED, ON, OFF, PROBLEM = (
    "ticked", "unticked", "open", "fixed", "eye", "eye-off", "triangle-alert",
)  # fmt: skip
_PAD, _MARK = 6, 22  # [pixels]
_LARGEST_MARK = 1.4  # of a mark, however large the text: titles need the room


class Line(QStyledItemDelegate):
    """Paints a row of two lines."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self._side = round(_MARK * min(theme.scale, _LARGEST_MARK))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Return the size of a row: two lines of text."""
        return QSize(100, 2 * option.fontMetrics.height() + self._theme.px(_PAD) + 2)

    def marks(self, row: QRect, index: Index) -> list[tuple[str, str, QRect]]:
        """Return the marks of a row: name, what they say, place."""
        side, found = self._side, []
        left = row.left() + self._theme.px(3)
        for name, told in index.data(LEFT) or ():
            found.append((name, told, QRect(left, row.top(), side, row.height())))
            left += side
        right = row.right() - self._theme.px(3)
        for name, told in reversed(index.data(RIGHT) or ()):
            right -= side
            found.append((name, told, QRect(right, row.top(), side, row.height())))
        return found

    def text_box(self, row: QRect, index: Index) -> QRect:
        """Return where the words of a row stand."""
        theme, side = self._theme, self._side
        left = theme.px(3) + side * (len(index.data(LEFT) or ()) + 1) + theme.px(2)
        right = theme.px(3) + side * len(index.data(RIGHT) or ())
        return row.adjusted(left, theme.px(_PAD) // 2, -right, -theme.px(_PAD) // 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        theme, state = self._theme, option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(1, 1, -1, -1)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(theme.chosen))
            if state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(QPen(QColor(theme.accent), theme.edge))
                painter.drawRect(box.adjusted(0, 0, -1, -1))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(theme.hover))
        for name, _told, place in self.marks(option.rect, index):
            self._paint_mark(painter, name, place)
        place = self.text_box(option.rect, index)
        self._paint_sign(painter, index, place)
        faded = bool(index.data(FADED))
        ink = QColor(theme.faint if faded else theme.text)
        half = place.height() // 2
        upper = QRect(place.left(), place.top(), place.width(), half)
        lower = QRect(place.left(), place.top() + half, place.width(), half)
        detail = str(index.data(DETAIL) or "")
        font = option.font
        painter.setFont(font)
        if detail:
            _write(painter, option.fontMetrics, lower, detail, QColor(theme.faint))
        if index.data(STRONG):
            font.setBold(True)
            painter.setFont(font)
        title = str(index.data(Qt.ItemDataRole.DisplayRole))
        _write(painter, QFontMetrics(font), upper if detail else place, title, ink)
        painter.restore()

    def _paint_sign(self, painter: QPainter, index: Index, words: QRect) -> None:
        theme, sign = self._theme, str(index.data(SIGN) or "")
        side = self._side - (9 if sign.startswith("#") or not sign else 4)
        box = QRect(0, 0, side, side)
        middle = words.left() - theme.px(2) - self._side // 2
        box.moveCenter(QPoint(middle, words.center().y()))
        if not sign or sign.startswith("#"):
            painter.setPen(QPen(QColor(theme.faint), 1.2))
            painter.setBrush(QColor(sign) if sign else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(box))
        else:
            colour = theme.faint if index.data(FADED) else ""
            self._icons(sign, colour).paint(painter, box)

    def _paint_mark(self, painter: QPainter, name: str, place: QRect) -> None:
        theme = self._theme
        side = self._side - 7
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(place).center())
        if name in (TICKED, UNTICKED):
            ticked = name == TICKED
            painter.setPen(QPen(QColor(theme.accent if ticked else theme.faint), 1.2))
            painter.setBrush(QColor(theme.accent if ticked else theme.field))
            painter.drawRoundedRect(box, 3, 3)
            if ticked:
                self._icons("check", theme.on_accent).paint(painter, box.toRect())
        elif name in (OPEN, FIXED):  # as in the picture: dashed is open
            dashed = Qt.PenStyle.CustomDashLine if name == OPEN else Qt.PenStyle.SolidLine
            pen = QPen(QColor(theme.text), 1.6, dashed)
            if name == OPEN:
                pen.setDashPattern([2.0, 1.6])
            painter.setPen(pen)
            painter.setBrush(QColor(theme.text) if name == FIXED else Qt.BrushStyle.NoBrush)
            inset = side * 0.16
            painter.drawRect(box.adjusted(inset, inset, -inset, -inset))
        else:
            colour = {PROBLEM: theme.warning, OFF: theme.faint}.get(name, "")
            icon = box.adjusted(-1, -1, 1, 1).toRect()
            self._icons(name, colour).paint(painter, icon)

    def updateEditorGeometry(  # noqa: N802
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Edit the title in its place."""
        place = self.text_box(option.rect, index)
        high = min(editor.sizeHint().height(), option.rect.height())
        editor.setGeometry(place.left() - 2, place.top(), place.width() + 2, high)


def _write(painter: QPainter, metrics: QFontMetrics, place: QRect, text: str, ink: QColor) -> None:
    painter.setPen(ink)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, flags, short)


class Lines(QListWidget):
    """A list of such rows; a click on a mark is told and changes nothing that is chosen."""

    mark_clicked = Signal(str, str)

    def __init__(self, theme: Theme, icons: Icons, name: str) -> None:
        super().__init__()
        self.line = Line(theme, icons, self)
        self.setItemDelegate(self.line)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._pressed: tuple[str, str] | None = None

    def mark_at(self, at: QPoint) -> tuple[str, str, str]:
        """Return id, name and words of the mark at a place; empty where there is none."""
        index = self.indexAt(at)
        if index.isValid():
            for name, told, place in self.line.marks(self.visualRect(index), index):
                if place.contains(at):
                    return str(index.data(ID)), name, told
        return "", "", ""

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take a press on a mark."""
        row_id, name, _ = self.mark_at(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = (row_id, name) if name and left else None
        if self._pressed is None:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell of a click on a mark."""
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            super().mouseReleaseEvent(event)
        elif self.mark_at(event.position().toPoint())[:2] == pressed:
            self.mark_clicked.emit(*pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let a double click on a mark be two clicks."""
        if self.mark_at(event.position().toPoint())[1]:
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Say what a mark means."""
        if isinstance(event, QHelpEvent) and (told := self.mark_at(event.pos())[2]):
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().viewportEvent(event)

    def item_of(self, row_id: str) -> QListWidgetItem | None:
        """Return the row with an id."""
        for k in range(self.count()):
            item = self.item(k)
            if item.data(ID) == row_id:
                return item
        return None

    @property
    def current_id(self) -> str:
        """Id of the current row; empty when there is none."""
        item = self.currentItem()
        return "" if item is None else str(item.data(ID))

    @property
    def selected_ids(self) -> tuple[str, ...]:
        """Ids of the selected rows, from the top."""
        found = [self.item(k) for k in range(self.count())]
        return tuple(str(x.data(ID)) for x in found if x.isSelected())

    def wanted_height(self) -> int:
        """Return the height at which all rows are seen [pixels]."""
        return self.count() * max(self.sizeHintForRow(0), 0) + 2 * self.frameWidth() + 4
