"""The panel "Couches": the tree of groups and layers, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from jumeau.app.actions import Actions
from jumeau.app.icons import Icons
from jumeau.app.panels.layers_delegate import LayersDelegate
from jumeau.app.panels.layers_model import COUNT, FILTER, ID, NAME, SIGN, Index, LayersModel
from jumeau.app.settings import Settings
from jumeau.app.theme import Theme
from jumeau.i18n import Translator
from jumeau.model import groups
from jumeau.model.session import Session

_ROOM_FOR_COUNTS = 245  # [pixels]
_INDENT = 16  # [pixels]


class LayersPanel(QTreeView):
    """The tree: tick to show, drag to reorder, F2 to rename, Delete to remove.

    Parameters
    ----------
    actions : Actions or None
        What the menu of a layer offers beside the tree's own deeds.
    settings : Settings or None
        Where it is remembered which groups are folded.
    """

    zoom_asked = Signal(str)
    chosen = Signal(str)
    card_asked = Signal(str)

    def __init__(
        self,
        session: Session,
        tr: Translator,
        icons: Icons,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        actions: Actions | None = None,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.tr_ = tr
        self.icons = icons
        self.actions_ = actions
        self._settings = settings
        self._folded = self._left_folded()
        self._indent, self._room = theme.px(_INDENT), theme.px(_ROOM_FOR_COUNTS)
        self._open, self._shut = icons("chevron-down"), icons("chevron-right")
        self.layers = LayersModel(session, tr, icons, theme.warning, self)
        self.setModel(self.layers)
        self.setItemDelegate(LayersDelegate(theme, icons, self))
        self.setAccessibleName(tr("app.panel.layers"))
        self.setHeaderHidden(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        for column in (FILTER, SIGN):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, theme.px(24))
        self.selectionModel().currentChanged.connect(self._tell_chosen)
        self.doubleClicked.connect(self._zoom)
        self.collapsed.connect(lambda index: self._remember(index, folded=True))
        self.expanded.connect(lambda index: self._remember(index, folded=False))
        self._arrange()
        self._stops = (
            session.subscribe(self.layers.follow),
            session.subscribe(lambda _old, _new: self._arrange()),
            session.subscribe_view(self.layers.follow_view),
        )

    def wanted_height(self) -> int:
        """Return the height at which all rows are seen [pixels]."""
        rows, index = 0, self.layers.index(0, NAME)
        while index.isValid():
            rows, index = rows + 1, self.indexBelow(index)
        return rows * max(self.sizeHintForRow(0), 0) + 12

    def close_panel(self) -> None:
        """Stop following the session."""
        for stop in self._stops:
            stop()

    def _arrange(self) -> None:
        """Leave the room of signs and folds to the names where there are none."""
        self.setColumnHidden(SIGN, not self.layers.signed)
        self.setColumnHidden(FILTER, not self.layers.filtered)
        grouped = bool(self.layers.group_ids)
        self.setRootIsDecorated(grouped)
        self.setIndentation(self._indent if grouped else 0)
        for group_id in self.layers.group_ids:
            self.setExpanded(self.layers.index_of(group_id), group_id not in self._folded)

    def _left_folded(self) -> set[str]:
        """Return the groups that were left folded; at first, those of which nothing is shown."""
        project, hidden = self.session.project, set(self.session.view.hidden)
        kept = self._settings.folded(project.id) if self._settings is not None else None
        if kept is not None:
            return kept
        return {
            group.id
            for group in project.groups
            if all(x.id in hidden for x in groups.layers_of(project, group.id))
        }

    def _remember(self, index: QModelIndex, *, folded: bool) -> None:
        before = set(self._folded)
        (self._folded.add if folded else self._folded.discard)(str(index.data(ID)))
        if before != self._folded and self._settings is not None:
            self._settings.keep_folded(self.session.project.id, self._folded)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave the counts out where the names need the room."""
        super().resizeEvent(event)
        self.setColumnHidden(COUNT, event.size().width() < self._room)

    def drawBranches(  # noqa: N802
        self, painter: QPainter, rect: QRect, index: Index
    ) -> None:
        """Draw the fold of a group as a chevron in the theme's colour."""
        if not self.layers.rowCount(index):
            return
        icon: QIcon = self._open if self.isExpanded(index) else self._shut
        side = min(self._indent, rect.height())
        left = rect.right() - self._indent + 1
        place = QRect(left, rect.center().y() - side // 2, self._indent, side)
        icon.paint(painter, place)

    # -- what is chosen --------------------------------------------------------------------------

    @property
    def current(self) -> str:
        """Id of the chosen layer, empty when none is."""
        layer = self.layers.layer(self.currentIndex())
        return layer.id if layer else ""

    @property
    def entries(self) -> tuple[str, ...]:
        """Ids of the selected layers and groups, from the top."""
        rows = {str(index.data(ID)) for index in self.selectionModel().selectedRows()}
        found, index = [], self.layers.index(0, NAME)
        while index.isValid():
            if (entry := str(index.data(ID))) in rows:
                found.append(entry)
            index = self.indexBelow(index)
        return tuple(found)

    @property
    def chosen_layers(self) -> tuple[str, ...]:
        """Ids of the selected layers, those of selected groups among them."""
        return groups.layers_named(self.session.project, self.entries)

    @property
    def chosen_group(self) -> str:
        """The group that is selected, or in which the selected layers stand; empty for none."""
        project, entries = self.session.project, self.entries
        there = {x.id for x in project.groups}
        found = {x if x in there else project.layer(x).group for x in entries}
        return found.pop() if len(found) == 1 else ""

    def choose(self, entry_id: str) -> None:
        """Choose a layer or a group, and no other."""
        index = self.layers.index_of(entry_id)
        if index.isValid():
            self.setCurrentIndex(index)

    def choose_all(self, ids: Iterable[str]) -> None:
        """Choose several layers and groups; the first is the current one."""
        indexes = [index for x in ids if (index := self.layers.index_of(x)).isValid()]
        flags = QItemSelectionModel.SelectionFlag
        for number, index in enumerate(indexes):
            flag = flags.Select if number else flags.ClearAndSelect
            self.selectionModel().select(index, flag | flags.Rows)
        if indexes:
            self.selectionModel().setCurrentIndex(indexes[0], flags.NoUpdate)

    def _tell_chosen(self) -> None:
        self.chosen.emit(self.current)

    def _zoom(self, index: QModelIndex) -> None:
        layer = self.layers.layer(index)
        if layer is not None:
            self.zoom_asked.emit(layer.id)

    # -- what can be done ------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Delete removes, Enter zooms, Space ticks, Alt with an arrow reorders."""
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        deeds: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Delete: self.remove,
            Qt.Key.Key_Return: lambda: self._zoom(self.currentIndex()),
            Qt.Key.Key_Enter: lambda: self._zoom(self.currentIndex()),
            Qt.Key.Key_Space: self.tick,
        }
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(-1 if key == Qt.Key.Key_Up else 1)
        elif key in deeds and self.state() != QAbstractItemView.State.EditingState:
            deeds[key]()
        else:
            super().keyPressEvent(event)

    def tick(self) -> None:
        """Show the selected layers; hide them where all of them are shown."""
        ids = self.chosen_layers
        hidden = set(self.session.view.hidden)
        self.layers.show(ids, shown=any(x in hidden for x in ids))

    def only(self) -> None:
        """Show the selected layers and no others."""
        view, wanted = self.session.view, set(self.chosen_layers)
        for layer in self.session.project.layers:
            view = view.with_layer(layer.id, shown=layer.id in wanted)
        self.session.set_view(view)

    def remove(self) -> None:
        """Take the selected layers out of the project."""
        ids = self.chosen_layers
        if ids:
            title = ", ".join(str(self.layers.index_of(x).data()) for x in ids)
            project = groups.remove_layers(self.session.project, ids)
            self.session.commit("remove", project, title=title)

    def step(self, way: int) -> None:
        """Move what is selected one place up (-1) or down (+1)."""
        project, entries = self.session.project, self.entries
        whole = {x.id for x in project.groups} & set(entries)
        alone = [x for x in entries if x in whole or project.layer(x).group not in whole]
        for entry in alone if way < 0 else reversed(alone):
            project = groups.step(project, entry, way)
        self._commit_and_keep(lambda: self.layers.commit_move(project, alone), entries)

    def group(self) -> None:
        """Put the selected layers into a new group, and ask for its name in its place."""
        before = self.session.project
        ids = self.chosen_layers
        if not ids:
            return
        project = groups.group_layers(before, ids, self.tr_("app.layers.group"))
        made = next(x for x in project.groups if x not in before.groups)
        self.session.commit("group", project)
        self.layers.fresh = made.id
        self.choose(made.id)
        self.setFocus()
        self.edit(self.layers.index_of(made.id))

    def ungroup(self) -> None:
        """Dissolve the selected group."""
        group_id = self.chosen_group
        if group_id:
            inside = [x.id for x in groups.layers_of(self.session.project, group_id)]
            changed = groups.ungroup(self.session.project, group_id)
            self._commit_and_keep(lambda: self.session.commit("ungroup", changed), inside)

    def by_theme(self) -> None:
        """Put the layers that stand in no group into groups by theme; hidden ones are folded."""
        before, hidden = set(self.layers.group_ids), set(self.session.view.hidden)
        project = groups.group_by_theme(self.session.project)
        deed = partial(self.session.commit, "group_by_theme", project)
        self._commit_and_keep(deed, self.entries)
        for group_id in set(self.layers.group_ids) - before:
            if all(x.id in hidden for x in groups.layers_of(project, group_id)):
                self.setExpanded(self.layers.index_of(group_id), False)

    def fold_all(self, *, folded: bool) -> None:
        """Fold or unfold all groups."""
        for group_id in self.layers.group_ids:
            self.setExpanded(self.layers.index_of(group_id), not folded)

    def rename(self) -> None:
        """Edit the name of the current row."""
        self.edit(self.currentIndex().siblingAtColumn(NAME))

    def closeEditor(self, editor: QWidget, hint: object) -> None:  # noqa: N802
        """From now on another name of a new group is an action of its own."""
        super().closeEditor(editor, hint)  # type: ignore[arg-type]
        self.layers.fresh = ""

    def _commit_and_keep(self, commit: Callable[[], object], ids: Iterable[str]) -> None:
        ids = tuple(ids)
        commit()
        self.choose_all(ids)

    def _menu(self, place: QPoint) -> None:
        from jumeau.app.panels.layers_menu import open_menu

        index = self.indexAt(place)
        if index.isValid() and not self.selectionModel().isRowSelected(index.row(), index.parent()):
            self.setCurrentIndex(index.siblingAtColumn(NAME))
        open_menu(self, self.viewport().mapToGlobal(place), on_row=index.isValid())
