"""The panel "Vues": the places that the project keeps under a name."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.icons import Icons
from jumeau.i18n import Translator
from jumeau.model.project import Project, forget_view, keep_view, replaced
from jumeau.model.session import Session
from jumeau.model.view_state import NamedView, ViewState


class ViewsPanel(QWidget):
    """A list; Enter or a double click goes there."""

    asked = Signal(object)

    def __init__(
        self, session: Session, tr: Translator, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._tr = tr
        self._icons = icons
        self._filling = False
        self._fresh = ""  # a view that has just been kept: naming it belongs to keeping it
        self.list = QListWidget()
        self.list.setAccessibleName(tr("app.panel.views"))
        self.list.setIconSize(QSize(18, 18))
        self.list.setUniformItemSizes(True)
        self.list.setSpacing(2)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.list.itemActivated.connect(self._go)
        self.list.itemDoubleClicked.connect(self._go)
        self.list.itemChanged.connect(self._renamed)
        self.list.currentItemChanged.connect(self._enable)
        self.add = QPushButton(icons("plus"), tr("app.views.add"))
        self.add.setToolTip(tr("app.views.add_told"))
        self.add.clicked.connect(self.keep)
        self.remove = QToolButton()
        self.remove.setIcon(icons("trash-2"))
        self.remove.setToolTip(tr("app.views.remove"))
        self.remove.setAccessibleName(tr("app.views.remove"))
        self.remove.clicked.connect(self._forget)
        self.hint = QLabel(tr("app.views.hint"))
        self.hint.setObjectName("faint")
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(12, 2, 12, 0)
        row = QHBoxLayout()
        row.setContentsMargins(8, 4, 8, 8)
        row.addWidget(self.add, 1)
        row.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.hint)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self._fill()
        self._stop = session.subscribe(self._follow)

    def close_panel(self) -> None:
        """Stop following the session."""
        self._stop()

    def keep(self) -> None:
        """Keep the view as it is now, and let its name be typed."""
        name = self._fresh = self._free_name()
        self._session.commit(
            "keep_view", keep_view(self._session.project, name, self._session.view), name=name
        )
        item = self.list.item(self.list.count() - 1)
        self.list.setCurrentItem(item)
        if self.isVisible():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            self.list.editItem(item)

    def _free_name(self) -> str:
        taken = {view.name for view in self._session.project.views}
        number = len(taken) + 1
        while (name := self._tr("app.views.name", number=number)) in taken:
            number += 1
        return name

    def _follow(self, old: Project, new: Project) -> None:
        if (
            not self._filling
            and old.views is not new.views
            and self._names() != [x.name for x in new.views]
        ):
            self._fill()

    def _names(self) -> list[str]:
        return [self.list.item(i).text() for i in range(self.list.count())]

    def _fill(self) -> None:
        self._filling = True
        row = self.list.currentRow()
        self.list.clear()
        for view in self._session.project.views:
            item = QListWidgetItem(self._icons("camera"), view.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setData(Qt.ItemDataRole.UserRole, view.name)
            item.setToolTip(view.state.title or view.name)
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._filling = False
        self.hint.setVisible(self.list.count() == 0)
        self._enable()

    def _enable(self) -> None:
        self.remove.setEnabled(self.list.currentItem() is not None)

    def _state(self, item: QListWidgetItem) -> ViewState | None:
        name = item.data(Qt.ItemDataRole.UserRole)
        views = self._session.project.views
        return next((view.state for view in views if view.name == name), None)

    def _go(self, item: QListWidgetItem) -> None:
        state = self._state(item)
        if state is not None:
            if not state.title and not self._is_number(item.text()):
                state = msgspec.structs.replace(state, title=item.text())
            self.asked.emit(state)

    def _is_number(self, name: str) -> bool:
        """Tell whether nobody has named a view."""
        count = self.list.count()
        return any(name == self._tr("app.views.name", number=n + 1) for n in range(2 * count))

    def _renamed(self, item: QListWidgetItem) -> None:
        old, new = item.data(Qt.ItemDataRole.UserRole), item.text().strip()
        project = self._session.project
        if self._filling or new == old:
            return
        if not new or any(view.name == new for view in project.views):
            self._fill()
            return
        views = tuple(_named(view, new) if view.name == old else view for view in project.views)
        item.setData(Qt.ItemDataRole.UserRole, new)
        done = self._session.undo_action
        if old == self._fresh and done is not None and done.label == "keep_view":
            self._filling = True
            self._session.undo()
            self._filling = False
            self._session.commit("keep_view", replaced(project, views=views), name=new)
        else:
            self._session.commit("rename_view", replaced(project, views=views), name=new)
        self._fresh = ""

    def _forget(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            name = item.data(Qt.ItemDataRole.UserRole)
            project = forget_view(self._session.project, name)
            self._session.commit("forget_view", project, name=name)


def _named(view: NamedView, name: str) -> NamedView:
    """Return a view under another name; a title that ended with the old one follows."""
    title = view.state.title
    if title.endswith(view.name):
        title = title.removesuffix(view.name) + name
    return NamedView(name, msgspec.structs.replace(view.state, title=title))
