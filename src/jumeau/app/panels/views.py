"""The panel "Vues": the places that the project keeps under a name, each with its picture."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.icons import Icons
from jumeau.app.theme import Theme
from jumeau.app.thumbnails import Thumbnails, fitted
from jumeau.i18n import Translator
from jumeau.model.project import Project, forget_view, keep_view
from jumeau.model.session import Session
from jumeau.model.view_state import NamedView, ViewState
from jumeau.model.views import (
    copy_view,
    free_name,
    move_view,
    rename_view,
    update_view,
    view_named,
)

WIDTH, HEIGHT = 112, 63
"""Size of a picture in the list [pixels], for text of the usual size."""
_LARGE = 288  # [pixels] width of the picture in the tool tip
_WIDEST = 168  # [pixels] of a picture in the list, however large the text: names need room too
_LARGE_TEXT = 1.6


class _List(QListWidget):
    """The list; Delete forgets, Alt and the arrows move."""

    forget_asked = Signal()
    move_asked = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Take the keys that mean something to a view."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Delete:
            self.forget_asked.emit()
        elif alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_asked.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class ViewsPanel(QWidget):
    """A list; Enter or a double click goes there.

    Parameters
    ----------
    session : Session
        Whose project keeps the views.
    tr, icons, theme : Translator, Icons, Theme
        Words, signs, colours and size.
    thumbnails : Thumbnails
        The pictures.
    """

    asked = Signal(object)

    def __init__(
        self,
        session: Session,
        tr: Translator,
        icons: Icons,
        theme: Theme,
        thumbnails: Thumbnails,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._tr = tr
        self._icons = icons
        self._theme = theme
        self._thumbnails = thumbnails
        self._filling = False
        self._fresh = ""  # a view that has just been kept: naming it belongs to keeping it
        self.list = self._make_list()
        self.add = QPushButton(icons("plus"), tr("app.views.add"))
        self.add.setToolTip(tr("app.views.add_told"))
        self.add.clicked.connect(self.keep)
        self.update_ = self._button("camera", "shell.views.update", self._update)
        self.remove = self._button("trash-2", "app.views.remove", self._forget)
        self.hint = QLabel(tr("app.views.hint"))
        self.hint.setObjectName("faint")
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(12, 2, 12, 0)
        if theme.scale > _LARGE_TEXT:  # no room for words beside the signs
            self.add.setAccessibleName(self.add.text())
            self.add.setText("")
        row = QHBoxLayout()
        row.setContentsMargins(8, 4, 8, 8)
        row.addWidget(self.add, 1)
        row.addWidget(self.update_)
        row.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.hint)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self._blank = self._icon(None)
        self._fill()
        self._stop = session.subscribe(self._follow)
        thumbnails.ready.connect(self._show_picture)

    def _make_list(self) -> _List:
        views = _List()
        views.setAccessibleName(self._tr("app.panel.views"))
        views.setIconSize(QSize(*self._shown_size()))
        views.setUniformItemSizes(True)
        views.setMinimumHeight(self._shown_size()[1] + 8)  # one view is always seen
        views.setSpacing(1)
        views.setWordWrap(True)
        views.setTextElideMode(Qt.TextElideMode.ElideRight)
        views.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        views.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        views.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        views.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        views.setDefaultDropAction(Qt.DropAction.MoveAction)
        views.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        views.customContextMenuRequested.connect(self._menu)
        views.itemActivated.connect(self._go)
        views.itemDoubleClicked.connect(self._go)
        views.itemChanged.connect(self._renamed)
        views.currentItemChanged.connect(self._enable)
        views.forget_asked.connect(self._forget)
        views.move_asked.connect(self._move)
        views.model().rowsMoved.connect(self._dropped)
        return views

    def _button(self, icon: str, key: str, then: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setIcon(self._icons(icon))
        button.setToolTip(self._tr(key))
        button.setAccessibleName(self._tr(key))
        button.clicked.connect(then)
        return button

    def close_panel(self) -> None:
        """Stop following the session."""
        self._stop()
        self._thumbnails.ready.disconnect(self._show_picture)
        self._thumbnails.close()

    # -- what can be done ------------------------------------------------------------------------

    def keep(self) -> None:
        """Keep the view as it is now, and let its name be typed."""
        project = self._session.project
        name = self._fresh = free_name(project, self._numbered, len(project.views) + 1)
        self._session.commit("keep_view", keep_view(project, name, self._session.view), name=name)
        item = self.list.item(self.list.count() - 1)
        self.list.setCurrentItem(item)
        if self.isVisible():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            self.list.editItem(item)

    def go_to(self, name: str) -> None:
        """Go to a view by its name."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentItem(item)
                self._go(item)

    def step(self, by: int) -> None:
        """Go to the view after, or before, the one that is chosen; past the end to the first."""
        count = self.list.count()
        if count:
            row = self.list.currentRow()
            row = (row + by) % count if row >= 0 else (0 if by > 0 else count - 1)
            self.list.setCurrentRow(row)
            self._go(self.list.item(row))

    def _numbered(self, number: int) -> str:
        return self._tr("app.views.name", number=number)

    def _go(self, item: QListWidgetItem) -> None:
        view = view_named(self._session.project, item.data(Qt.ItemDataRole.UserRole))
        if view is not None:
            state = view.state
            if not state.title and not self._is_number(view.name):
                state = msgspec.structs.replace(state, title=view.name)
            self.asked.emit(state)

    def _is_number(self, name: str) -> bool:
        """Tell whether nobody has named a view."""
        count = self.list.count()
        return any(name == self._numbered(n + 1) for n in range(2 * count))

    def _renamed(self, item: QListWidgetItem) -> None:
        old, new = item.data(Qt.ItemDataRole.UserRole), item.text().strip()
        project = self._session.project
        if self._filling or new == old:
            return
        renamed = rename_view(project, old, new)
        if renamed is project:
            self._fill()
            return
        item.setData(Qt.ItemDataRole.UserRole, new)
        done = self._session.undo_action
        if old == self._fresh and done is not None and done.label == "keep_view":
            self._filling = True
            self._session.undo()
            self._filling = False
            self._session.commit("keep_view", renamed, name=new)
        else:
            self._session.commit("rename_view", renamed, name=new)
        self._fresh = ""

    def _forget(self) -> None:
        if name := self._chosen():
            self._session.commit("forget_view", forget_view(self._session.project, name), name=name)

    def _update(self) -> None:
        if name := self._chosen():
            project = update_view(self._session.project, name, self._session.view)
            self._session.commit("update_view", project, name=name)

    def _copy(self) -> None:
        if name := self._chosen():
            project = self._session.project
            twin = free_name(project, lambda n: f"{name} ({n})", 2)
            self._session.commit("copy_view", copy_view(project, name, twin), name=name)
            self.list.setCurrentRow(self.list.currentRow() + 1)

    def _move(self, by: int) -> None:
        row = self.list.currentRow() + by
        if (name := self._chosen()) and 0 <= row < self.list.count():
            project = move_view(self._session.project, name, row)
            self._session.commit("move_view", project, name=name)
            self.list.setCurrentRow(row)

    def _dropped(self, *_moved: object) -> None:
        """Take over the order that the mouse has given the list."""
        if self._filling:
            return
        rows = range(self.list.count())
        order = [self.list.item(row).data(Qt.ItemDataRole.UserRole) for row in rows]
        before = [view.name for view in self._session.project.views]
        for place, name in enumerate(order):
            if before[place] != name:
                moved = name if before.index(name) > place + 1 else before[place]
                project = move_view(self._session.project, moved, order.index(moved))
                self._session.commit("move_view", project, name=moved)
                return

    def _chosen(self) -> str:
        item = self.list.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def _menu(self, at: QPoint) -> None:
        row = self.list.indexAt(at).row()
        row = row if row >= 0 else self.list.currentRow()
        if row < 0:
            return
        self.list.setCurrentRow(row)
        item = self.list.item(row)
        menu = QMenu(self)
        for key, then in (
            ("shell.views.go", lambda: self._go(item)),
            ("shell.views.rename", lambda: self.list.editItem(item)),
            ("shell.views.update", self._update),
            ("shell.views.copy", self._copy),
            ("app.views.remove", self._forget),
        ):
            menu.addAction(self._tr(key), then)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list.viewport().mapToGlobal(at))

    # -- following -------------------------------------------------------------------------------

    def _follow(self, old: Project, new: Project) -> None:
        if self._filling:
            return
        if old.views is not new.views and self._names() != [x.name for x in new.views]:
            self._fill()
        else:
            self._show_pictures()

    def _names(self) -> list[str]:
        return [self.list.item(i).text() for i in range(self.list.count())]

    def _fill(self) -> None:
        self._filling = True
        row = self.list.currentRow()
        self.list.clear()
        for view in self._session.project.views:
            item = QListWidgetItem(self._blank, view.name)
            flags = item.flags() | Qt.ItemFlag.ItemIsEditable
            item.setFlags(flags & ~Qt.ItemFlag.ItemIsDropEnabled)
            item.setData(Qt.ItemDataRole.UserRole, view.name)
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._filling = False
        self.hint.setVisible(self.list.count() == 0)
        self._enable()
        self._show_pictures()

    def _enable(self) -> None:
        for button in (self.update_, self.remove):
            button.setEnabled(self.list.currentItem() is not None)

    # -- pictures --------------------------------------------------------------------------------

    def _states(self) -> list[NamedView]:
        return list(self._session.project.views)

    def _show_pictures(self) -> None:
        """Show the pictures that are there; the others are asked for."""
        self._thumbnails.only([view.state for view in self._states()])
        for row, view in enumerate(self._states()):
            self._put_picture(row, view.state, view.name)

    def _show_picture(self, key: str) -> None:
        for row, view in enumerate(self._states()):
            if self._thumbnails.key(view.state) == key:
                self._put_picture(row, view.state, view.name)

    def _put_picture(self, row: int, state: ViewState, name: str) -> None:
        image = self._thumbnails.picture(state)
        if image is None or row >= self.list.count():
            return  # what was drawn before the project changed stays until it is drawn anew
        item = self.list.item(row)
        self._filling = True
        width, ratio = self._shown_size()[0], self.devicePixelRatioF()
        item.setIcon(self._icon(QPixmap.fromImage(fitted(image, width, ratio))))
        path = self._thumbnails.path(state).as_posix()
        large = self._theme.px(_LARGE)
        item.setToolTip(f'<p><img src="{path}" width="{large}"></p><p>{_escaped(name)}</p>')
        self._filling = False

    def _shown_size(self) -> tuple[int, int]:
        """Return width and height of a picture in the list [pixels]."""
        width = min(self._theme.px(WIDTH), _WIDEST)
        return width, width * HEIGHT // WIDTH

    def _icon(self, picture: QPixmap | None) -> QIcon:
        """Return a picture as an icon that looks the same when it is chosen."""
        if picture is None:
            picture = QPixmap(*self._shown_size())
            picture.fill(QColor(self._theme.hover))
            painter = QPainter(picture)
            side = self._theme.px(20)
            sign = self._icons.pixmap("camera", side, self._theme.faint)
            painter.drawPixmap((picture.width() - side) // 2, (picture.height() - side) // 2, sign)
            painter.end()
        icon = QIcon()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Active):
            icon.addPixmap(picture, mode)
        return icon


def _escaped(text: str) -> str:
    """Return a name as rich text."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
