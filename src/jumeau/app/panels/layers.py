"""The panel "Couches": the tree and what can be done with a layer."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTreeView, QWidget

from jumeau.app.icons import Icons
from jumeau.app.panels.layers_delegate import LayersDelegate
from jumeau.app.panels.layers_model import COUNT, NAME, SIGN, LayersModel
from jumeau.app.theme import Theme
from jumeau.app.words import layer_title
from jumeau.i18n import Translator
from jumeau.model.project import remove_layer
from jumeau.model.session import Session

_ROOM_FOR_COUNTS = 245  # [pixels]


class LayersPanel(QTreeView):
    """The tree: tick to show, drag to reorder, F2 to rename, Delete to remove."""

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
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._tr = tr
        self._icons = icons
        self.layers = LayersModel(session, tr, icons, theme.warning, self)
        self.setModel(self.layers)
        self.setItemDelegate(LayersDelegate(theme, icons, self))
        self.setAccessibleName(tr("app.panel.layers"))
        self.setHeaderHidden(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(18, 18))
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
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
        header.setSectionResizeMode(SIGN, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(SIGN, 24)
        self.selectionModel().currentChanged.connect(self._tell_chosen)
        self.doubleClicked.connect(lambda index: self._for(index.row(), self.zoom_asked.emit))
        self._show_signs()
        self._stops = (
            session.subscribe(self.layers.follow),
            session.subscribe(lambda _old, _new: self._show_signs()),
            session.subscribe_view(self.layers.follow_view),
        )

    def wanted_height(self) -> int:
        """Return the height at which all rows are seen [pixels]."""
        return self.layers.rowCount() * max(self.sizeHintForRow(0), 0) + 12

    def close_panel(self) -> None:
        """Stop following the session."""
        for stop in self._stops:
            stop()

    def _show_signs(self) -> None:
        """Leave the room of the signs to the names where there are none."""
        self.setColumnHidden(SIGN, not self.layers.signed)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave the counts out where the names need the room."""
        super().resizeEvent(event)
        self.setColumnHidden(COUNT, event.size().width() < _ROOM_FOR_COUNTS)

    @property
    def current(self) -> str:
        """Id of the chosen layer, empty when none is."""
        layer = self.layers.layer(self.currentIndex())
        return layer.id if layer else ""

    def choose(self, layer_id: str) -> None:
        """Choose a layer."""
        row = self.layers.row_of(layer_id)
        if row >= 0:
            self.setCurrentIndex(self.layers.index(row, NAME))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Delete removes, Enter zooms, Alt with an arrow reorders."""
        row = self.currentIndex().row()
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Delete:
            self._for(row, self._remove)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._editing():
            self._for(row, self.zoom_asked.emit)
        elif alt and event.key() == Qt.Key.Key_Up and row > 0:
            self._for(row, lambda x: self.layers.move(x, row - 1))
        elif alt and event.key() == Qt.Key.Key_Down:
            self._for(row, lambda x: self.layers.move(x, row + 1))
        else:
            super().keyPressEvent(event)

    def _editing(self) -> bool:
        return self.state() == QAbstractItemView.State.EditingState

    def _for(self, row: int, then: object) -> None:
        layer = self.layers.layer(self.layers.index(row, NAME))
        if layer is not None and callable(then):
            then(layer.id)

    def _tell_chosen(self) -> None:
        self.chosen.emit(self.current)

    def _remove(self, layer_id: str) -> None:
        project = self._session.project
        title = layer_title(project.layer(layer_id), self._tr)
        self._session.commit("remove", remove_layer(project, layer_id), title=title)

    def _only(self, layer_id: str) -> None:
        view = self._session.view
        for layer in self._session.project.layers:
            view = view.with_layer(layer.id, shown=layer.id == layer_id)
        self._session.set_view(view)

    def _menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        layer = self.layers.layer(index)
        if layer is None:
            return
        tr, icons, name = self._tr, self._icons, index.siblingAtColumn(NAME)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icons("scan"), tr("app.layers.zoom"), lambda: self.zoom_asked.emit(layer.id))
        menu.addAction(icons("eye"), tr("app.layers.only"), lambda: self._only(layer.id))
        menu.addAction(icons("info"), tr("app.layers.card"), lambda: self.card_asked.emit(layer.id))
        menu.addSeparator()
        menu.addAction(tr("app.layers.rename"), lambda: self.edit(name))
        menu.addAction(icons("trash-2"), tr("app.layers.remove"), lambda: self._remove(layer.id))
        menu.popup(self.viewport().mapToGlobal(place))
