"""How a row of the layer tree is painted: a tick that is plain in every theme, a faint count."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from jumeau.app.icons import Icons
from jumeau.app.panels.layers_model import SWATCHES
from jumeau.app.theme import Theme

_BOX = 15  # [pixels]


class LayersDelegate(QStyledItemDelegate):
    """Paints over the style's own tick, in its place."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._box = theme.px(_BOX)
        self._check = icons("check", theme.on_accent)
        self._some = icons("minus", theme.on_accent)

    def initStyleOption(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Make the count faint and what is hidden fainter."""
        super().initStyleOption(option, index)
        name = index.sibling(index.row(), 0)
        shown = name.data(Qt.ItemDataRole.CheckStateRole) != Qt.CheckState.Unchecked
        if index.column() > 0 or not shown:
            faint = QColor(self._theme.faint)
            option.palette.setColor(QPalette.ColorRole.Text, faint)
            option.palette.setColor(QPalette.ColorRole.HighlightedText, faint)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the row, then the tick."""
        super().paint(painter, option, index)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            return
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        style = option.widget.style() if option.widget else QApplication.style()
        if colours := index.data(SWATCHES):
            icon = style.subElementRect(
                QStyle.SubElement.SE_ItemViewItemDecoration, full, option.widget
            )
            _paint_colours(painter, QRectF(icon), colours, self._box / 4)
        place = style.subElementRect(
            QStyle.SubElement.SE_ItemViewItemCheckIndicator, full, option.widget
        )
        theme = self._theme
        selected = option.state & QStyle.StateFlag.State_Selected
        box = QRectF(0, 0, self._box, self._box)
        box.moveCenter(QRectF(place).center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(
            QRectF(place).adjusted(-1, -1, 1, 1), QColor(theme.chosen if selected else theme.panel)
        )
        checked = state != Qt.CheckState.Unchecked
        painter.setPen(QPen(QColor(theme.accent if checked else theme.faint), 1.2))
        painter.setBrush(QColor(theme.accent if checked else theme.field))
        painter.drawRoundedRect(box, 3, 3)
        if checked:
            sign = self._check if state == Qt.CheckState.Checked else self._some
            sign.paint(painter, box.adjusted(1, 1, -1, -1).toRect())
        painter.restore()


def _paint_colours(painter: QPainter, icon: QRectF, colours: Sequence[str], thick: float) -> None:
    """Underline the icon of a layer with the colours of its style."""
    wide = icon.width() / len(colours)
    for k, code in enumerate(colours):
        left = icon.left() + k * wide
        painter.fillRect(QRectF(left, icon.bottom() + 1, wide, thick), QColor(code))
