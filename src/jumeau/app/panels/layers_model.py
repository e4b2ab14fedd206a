"""The layer tree as Qt sees it: it follows the session and never decides anything."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from jumeau.app.icons import Icons
from jumeau.app.panels.layers_nodes import Node
from jumeau.app.panels.layers_words import signs_of, swatches_of, tip_of
from jumeau.app.words import has_features, layer_title
from jumeau.i18n import Translator
from jumeau.model import groups
from jumeau.model.inputs import outdated
from jumeau.model.layer import Layer
from jumeau.model.project import Project, change_layer
from jumeau.model.session import Session
from jumeau.model.variants import only_variants
from jumeau.model.view_state import ViewState
from jumeau.render.result_words import layer_names
from jumeau.titles import group_title

NAME, COUNT, FILTER, SIGN = range(4)
ID = Qt.ItemDataRole.UserRole
"""The id of the layer or group of a row."""
SWATCHES = ID + 1
"""The colours of a layer's own style, ``#RRGGBB``; nothing where it looks as its role does."""
_MIME = "application/x-jumeau-layers"
Index = QModelIndex | QPersistentModelIndex
Item = Qt.ItemDataRole


class LayersModel(QAbstractItemModel):
    """Rows are groups and layers, from the top of the picture to its ground."""

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
        self._bold, self._struck = QFont(), QFont()
        self._bold.setBold(True)
        self._struck.setStrikeOut(True)
        self._numbers = itertools.count(1)
        self._root = Node(0, None)
        self._nodes: dict[int, Node] = {0: self._root}
        self._hidden = set(session.view.hidden)
        self._names = layer_names(session.project, tr)
        self.fresh = ""  # a group whose name is part of its making
        for branch in groups.branches(session.project):
            parent_node = self._root
            if branch.group is not None:
                parent_node = self._made(self._root, group=branch.group)
                self._root.children.append(parent_node)
            parent_node.children += [self._made(parent_node, layer=x) for x in branch.layers]

    def _made(self, parent: Node, **content: Any) -> Node:
        node = Node(next(self._numbers), parent, **content)
        self._nodes[node.number] = node
        return node

    # -- questions -------------------------------------------------------------------------------

    def node(self, index: Index) -> Node:
        """Return the row of an index; the root for none."""
        return self._nodes.get(index.internalId(), self._root) if index.isValid() else self._root

    def layer(self, index: Index) -> Layer | None:
        """Return the layer of a row; None for a group."""
        return self.node(index).layer

    def index_of(self, entry_id: str, column: int = NAME) -> QModelIndex:
        """Return the index of a layer or a group; an invalid one when there is none."""
        node = self._find(entry_id)
        return QModelIndex() if node is None else self._at(node, column)

    def row_of(self, entry_id: str) -> int:
        """Return the row of a layer or a group among its siblings, -1 when there is none."""
        node = self._find(entry_id)
        return -1 if node is None else node.row

    @property
    def group_ids(self) -> list[str]:
        """The groups, from the top."""
        return [x.id for x in self._root.children if x.group is not None]

    @property
    def signed(self) -> bool:
        """Whether some row bears a sign: something was left out, or is out of date."""
        return any(x.left_out or self._outdated(x) for x in self._root.layers)

    @property
    def filtered(self) -> bool:
        """Whether some row bears the sign of a filter."""
        return any(layer.filter for layer in self._root.layers)

    def _find(self, entry_id: str) -> Node | None:
        return next((x for x in self._root.walk() if x.id == entry_id and x.parent), None)

    def _at(self, node: Node, column: int = NAME) -> QModelIndex:
        if node.parent is None:
            return QModelIndex()
        return self.createIndex(node.row, column, node.number)

    # -- following -------------------------------------------------------------------------------

    def follow(self, old: Project, new: Project) -> None:
        """Change the rows that differ, no others: selection, folds and focus stay."""
        if only_variants(old, new):  # as while a gesture goes on, many times a second
            for node in [x for x in self._root.walk() if x.layer and x.layer.analysis]:
                self._tell(node)
            return
        kept = {layer.id for layer in new.layers}
        for node in [x for x in self._root.walk() if x.layer is not None and x.id not in kept]:
            self._drop(node)
        wanted = groups.branches(new)
        for row, branch in enumerate(wanted):
            if branch.group is None:
                self._place(self._root, row, branch.layers[0])
                continue
            home = self._find(branch.group.id)
            if home is None:
                home = self._insert(self._root, row, Node(0, None, group=branch.group))
            else:
                self._move(home, self._root, row)
            if home.group != branch.group:
                home.group = branch.group
                self._tell(home)
            for inner, layer in enumerate(branch.layers):
                self._place(home, inner, layer)
        for node in self._root.children[len(wanted) :]:
            self._drop(node)  # groups that are gone, empty by now
        before, self._names = self._names, layer_names(new, self._tr)
        for node in self._root.walk():
            changed = node.layer is not None and before.get(node.id) != self._names[node.id]
            if changed or node.group is not None:
                self._tell(node)

    def _place(self, home: Node, row: int, layer: Layer) -> None:
        node = self._find(layer.id)
        if node is None:
            self._insert(home, row, Node(0, None, layer=layer))
            return
        self._move(node, home, row)
        if node.layer is not layer:
            node.layer = layer
            self._tell(node)

    def _insert(self, home: Node, row: int, new: Node) -> Node:
        self.beginInsertRows(self._at(home), row, row)
        node = self._made(home, group=new.group, layer=new.layer)
        home.children.insert(row, node)
        self.endInsertRows()
        return node

    def _move(self, node: Node, home: Node, row: int) -> None:
        """Put a row at a place that it can only reach from below, or from another parent."""
        parent, at = node.parent, node.row
        if parent is None or (parent is home and at == row):
            return
        self.beginMoveRows(self._at(parent), at, at, self._at(home), row)
        parent.children.pop(at)
        node.parent = home
        home.children.insert(row, node)
        self.endMoveRows()

    def _drop(self, node: Node) -> None:
        parent = node.parent
        if parent is None:
            return
        self.beginRemoveRows(self._at(parent), node.row, node.row)
        parent.children.remove(node)
        del self._nodes[node.number]
        self.endRemoveRows()

    def follow_view(self, old: ViewState, new: ViewState) -> None:
        """Tick and untick, and show the colours of other styles."""
        hidden = set(new.hidden)
        changed = hidden ^ self._hidden
        changed |= {name for name, _ in set(old.styles) ^ set(new.styles)}
        self._hidden = hidden
        for node in self._root.walk():
            if node.parent is not None and any(x.id in changed for x in node.layers):
                self._tell(node)

    def _tell(self, node: Node) -> None:
        self.dataChanged.emit(self._at(node), self._at(node, SIGN))

    # -- Qt --------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Return an index."""
        home = self.node(parent)
        if not (0 <= row < len(home.children) and 0 <= column <= SIGN):
            return QModelIndex()
        return self.createIndex(row, column, home.children[row].number)

    def parent(self, index: Index | None = None) -> Any:
        """Return the group of a layer; nothing for what stands at the outer level."""
        if index is None:
            return super().parent()
        node = self.node(index)
        return QModelIndex() if node.parent is None else self._at(node.parent)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the count of entries, or of the layers of a group."""
        return 0 if parent.column() > 0 else len(self.node(parent).children)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return four: name, count, filter, sign."""
        return SIGN + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a row."""
        node = self.node(index)
        if node.parent is None:
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = (
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        )
        if node.group is not None:
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        if index.column() == NAME:
            flags |= Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Item.DisplayRole) -> Any:
        """Return what a cell shows."""
        node = self.node(index)
        if node.parent is None:
            return None
        if role == ID:
            return node.id
        if role == Item.ToolTipRole:
            return tip_of(node, self._named, self._tr, self._session.project)
        if role == Item.TextAlignmentRole and index.column() == COUNT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Item.CheckStateRole and index.column() == NAME:
            return self._tick(node)
        if node.group is not None:
            return self._group(node, index.column(), role)
        if node.layer is None:
            return None
        return self._layer(node.layer, index.column(), role)

    def _tick(self, node: Node) -> Qt.CheckState:
        shown = [layer.id not in self._hidden for layer in node.layers]
        if all(shown):
            return Qt.CheckState.Checked
        return Qt.CheckState.PartiallyChecked if any(shown) else Qt.CheckState.Unchecked

    def _group(self, node: Node, column: int, role: int) -> Any:
        if node.group is None:
            return None
        if column == NAME:
            if role in (Item.DisplayRole, Item.EditRole):
                return group_title(node.group, self._tr)
            if role == Item.FontRole:
                return self._bold
        if column == COUNT and role == Item.DisplayRole:
            return self._tr.number(len(node.children))
        return None

    def _layer(self, layer: Layer, column: int, role: int) -> Any:
        if column == NAME:
            return self._name(layer, role)
        if column == COUNT:
            if role == Item.DisplayRole and has_features(layer):
                return self._tr.number(layer.count)
        elif column == FILTER and layer.filter:
            return self._signed(role, "funnel", "", self._tr("app.layers.filtered"))
        elif column == SIGN and (layer.left_out or self._outdated(layer)):
            words = signs_of(layer, self._session.project, self._tr)
            return self._signed(role, "triangle-alert", self._warning, "\n".join(words))
        return None

    def _outdated(self, layer: Layer) -> bool:
        return outdated(self._session.project, layer) is not None

    def _signed(self, role: int, icon: str, colour: str, words: str) -> Any:
        if role == Item.DecorationRole:
            return self._icons(icon, colour)
        return words if role == Item.AccessibleTextRole else None

    def _name(self, layer: Layer, role: int) -> Any:
        if role == SWATCHES:
            return swatches_of(layer, self._session.view)
        if role == Item.DisplayRole:
            return self._named(layer)
        if role == Item.FontRole:
            return self._struck if self._outdated(layer) else None
        if role == Item.EditRole:
            return layer_title(layer, self._tr)
        if role == Item.DecorationRole:
            return self._icons.role(layer.role)
        return None

    def _named(self, layer: Layer) -> str:
        return self._names.get(layer.id) or layer_title(layer, self._tr)

    def setData(self, index: Index, value: Any, role: int = Item.EditRole) -> bool:  # noqa: N802
        """Tick (a matter of the view) or rename (an action)."""
        node = self.node(index)
        if node.parent is None:
            return False
        if role == Item.CheckStateRole:
            shown = Qt.CheckState(value) == Qt.CheckState.Checked
            self.show((x.id for x in node.layers), shown=shown)
            return True
        title = str(value).strip()
        if role != Item.EditRole or not title or title == self.data(index, Item.EditRole):
            return False
        session = self._session
        if node.group is not None:
            project = groups.rename_group(session.project, node.id, title)
            if self.fresh == node.id:
                session.amend("group", project)
            else:
                session.commit("rename_group", project, title=title)
        else:
            project = change_layer(session.project, node.id, title=title)
            session.commit("retitle", project, title=title)
        return True

    def show(self, ids: Iterable[str], *, shown: bool) -> None:
        """Show or hide layers, in one step of the view."""
        view = self._session.view
        for layer_id in ids:
            view = view.with_layer(layer_id, shown=shown)
        self._session.set_view(view)

    # -- drag to another place -------------------------------------------------------------------

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        """Return that rows are moved, never copied."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        """Return the type that carries the ids of layers and groups."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        """Return the ids of what is dragged."""
        content = QMimeData()
        ids = list(dict.fromkeys(self.node(index).id for index in indexes))
        content.setData(_MIME, json.dumps(ids).encode())
        return content

    def dropMimeData(  # noqa: N802
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index
    ) -> bool:
        """Move the rows; False, because the session's answer moves them."""
        if not data.hasFormat(_MIME):
            return False
        home = self.node(parent)
        if home.layer is not None and home.parent is not None:  # on a layer: above it
            home, row = home.parent, home.row
        before = home.children[row].id if 0 <= row < len(home.children) else ""
        self.move(json.loads(bytes(data.data(_MIME).data())), home.id, before)
        return False

    def move(self, ids: Sequence[str], into: str, before: str) -> None:
        """Put layers and groups somewhere else, as an action."""
        project = self._session.project
        known = {x.id for x in project.layers} | {x.id for x in project.groups}
        ids = [x for x in ids if x in known]
        whole = {x.id for x in project.groups} & set(ids)
        if into in whole:
            return  # into itself
        if into and whole:  # groups do not stand in groups
            into, before = "", into
        self.commit_move(groups.move(project, ids, into, before), ids)

    def commit_move(self, project: Project, ids: Sequence[str]) -> None:
        """Commit what a move made of the project."""
        title = ", ".join(str(self.index_of(x).data()) for x in ids)
        self._session.commit("move", project, title=title)
