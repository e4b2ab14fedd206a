"""The layer tree as Qt sees it: it follows the session and never decides anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from jumeau.app.icons import Icons
from jumeau.app.words import has_features, layer_title, left_out_lines
from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.project import Project, change_layer, move_layer
from jumeau.model.session import Session
from jumeau.model.view_state import ViewState
from jumeau.titles import told_apart

NAME, COUNT, SIGN = range(3)
_MIME = "application/x-jumeau-layer"
Index = QModelIndex | QPersistentModelIndex
Item = Qt.ItemDataRole


class LayersModel(QAbstractItemModel):
    """Rows are layers, from the top of the picture to its ground."""

    def __init__(
        self,
        session: Session,
        tr: Translator,
        icons: Icons,
        warning: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._tr = tr
        self._icons = icons
        self._warning = warning
        self._layers: list[Layer] = list(session.project.layers)
        self._hidden = set(session.view.hidden)
        self._names = told_apart(self._layers, tr)

    def layer(self, index: Index) -> Layer | None:
        """Return the layer of a row."""
        if index.isValid() and index.row() < len(self._layers):
            return self._layers[index.row()]
        return None

    @property
    def signed(self) -> bool:
        """Whether some row bears the sign that something was left out."""
        return any(layer.left_out for layer in self._layers)

    def row_of(self, layer_id: str) -> int:
        """Return the row of a layer, -1 when there is none."""
        return next((i for i, x in enumerate(self._layers) if x.id == layer_id), -1)

    # -- following -------------------------------------------------------------------------------

    def follow(self, _old: Project, new: Project) -> None:
        """Change the rows that differ, no others: selection and focus stay."""
        kept = {layer.id for layer in new.layers}
        for row in range(len(self._layers) - 1, -1, -1):
            if self._layers[row].id not in kept:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._layers[row]
                self.endRemoveRows()
        for row, layer in enumerate(new.layers):
            at = self.row_of(layer.id)
            if at < 0:
                self.beginInsertRows(QModelIndex(), row, row)
                self._layers.insert(row, layer)
                self.endInsertRows()
            elif at != row:
                self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), row)
                self._layers.insert(row, self._layers.pop(at))
                self.endMoveRows()
            if self._layers[row] is not layer:
                self._layers[row] = layer
                self._tell(row)
        before, self._names = self._names, told_apart(self._layers, self._tr)
        for row, layer in enumerate(self._layers):
            if before.get(layer.id) != self._names[layer.id]:
                self._tell(row)

    def follow_view(self, _old: ViewState, new: ViewState) -> None:
        """Tick and untick."""
        hidden = set(new.hidden)
        if hidden == self._hidden:
            return
        changed = hidden ^ self._hidden
        self._hidden = hidden
        for row, layer in enumerate(self._layers):
            if layer.id in changed:
                self._tell(row)

    def _tell(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, NAME), self.index(row, SIGN))

    # -- Qt --------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Return an index; there is one level."""
        if parent.isValid() or not 0 <= row < len(self._layers):
            return QModelIndex()
        return self.createIndex(row, column)

    def parent(self, _index: Index | None = None) -> Any:
        """Return nothing: there is one level."""
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the count of layers."""
        return 0 if parent.isValid() else len(self._layers)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return three: name, count, sign."""
        return 3

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a row."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = (
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        )
        if index.column() == NAME:
            flags |= Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Item.DisplayRole) -> Any:
        """Return what a cell shows."""
        layer = self.layer(index)
        if layer is None:
            return None
        if role == Item.ToolTipRole:
            return self._tip(layer)
        if index.column() == NAME:
            return self._name(layer, role)
        if index.column() == COUNT:
            if role == Item.DisplayRole and has_features(layer):
                return self._tr.number(layer.count)
            if role == Item.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        elif role == Item.DecorationRole and layer.left_out:
            return self._icons("triangle-alert", self._warning)
        elif role == Item.AccessibleTextRole and layer.left_out:
            return self._tip(layer)
        return None

    def _name(self, layer: Layer, role: int) -> Any:
        if role == Item.DisplayRole:
            return self._named(layer)
        if role == Item.EditRole:
            return layer_title(layer, self._tr)
        if role == Item.DecorationRole:
            return self._icons.role(layer.role)
        if role == Item.CheckStateRole:
            shown = layer.id not in self._hidden
            return Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked
        return None

    def _named(self, layer: Layer) -> str:
        return self._names.get(layer.id) or layer_title(layer, self._tr)

    def _tip(self, layer: Layer) -> str:
        title = self._named(layer)
        counted = has_features(layer)
        lines = [f"{title} ({self._tr.number(layer.count)})" if counted else title]
        if layer.provenance.short:
            lines.append(layer.provenance.short)
        if layer.left_out:
            lines.append(self._tr("app.layers.left_out"))
            lines += [f"• {x}" for x in left_out_lines(layer.left_out, self._tr)]
        return "\n".join(lines)

    def setData(self, index: Index, value: Any, role: int = Item.EditRole) -> bool:  # noqa: N802
        """Tick (a matter of the view) or rename (an action)."""
        layer = self.layer(index)
        if layer is None:
            return False
        if role == Item.CheckStateRole:
            shown = Qt.CheckState(value) == Qt.CheckState.Checked
            self._session.set_view(self._session.view.with_layer(layer.id, shown=shown))
            return True
        title = str(value).strip()
        if role == Item.EditRole and title and title != layer_title(layer, self._tr):
            project = change_layer(self._session.project, layer.id, title=title)
            self._session.commit("retitle", project, title=title)
            return True
        return False

    # -- drag to another place -------------------------------------------------------------------

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        """Return that rows are moved, never copied."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        """Return the type that carries a layer's id."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        """Return the id of the layer that is dragged."""
        content = QMimeData()
        layer = self.layer(indexes[0]) if indexes else None
        content.setData(_MIME, (layer.id if layer else "").encode())
        return content

    def dropMimeData(  # noqa: N802
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index
    ) -> bool:
        """Move the layer; False, because the session's answer moves the row."""
        if not data.hasFormat(_MIME):
            return False
        layer_id = bytes(data.data(_MIME).data()).decode()
        if row < 0:
            row = parent.row() if parent.isValid() else len(self._layers)
        at = self.row_of(layer_id)
        if at >= 0:
            self.move(layer_id, row - 1 if at < row else row)
        return False

    def move(self, layer_id: str, row: int) -> None:
        """Put a layer at a row, as an action."""
        project = self._session.project
        title = layer_title(project.layer(layer_id), self._tr)
        self._session.commit("move", move_layer(project, layer_id, row), title=title)
