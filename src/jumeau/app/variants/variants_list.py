"""The list of variants: today, the town without the project, and what is planned."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidgetItem

from jumeau.app.icons import Icons
from jumeau.app.theme import Theme
from jumeau.app.variants.current import look_at
from jumeau.app.variants.rows import (
    DETAIL,
    FADED,
    ID,
    LEFT,
    SIGN,
    STRONG,
    TICKED,
    UNTICKED,
    Lines,
)
from jumeau.app.variants.words import variant_detail, variant_title
from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.model.session import Session
from jumeau.model.variant import NO_BUILD, TODAY, Status
from jumeau.model.variants import change_variant, move_variant, variant_of
from jumeau.model.view_state import Compare, ViewState

MOST_SIDES = 4


class VariantsList(Lines):
    """A click shows one; ticks, or clicks with Ctrl, choose several that are compared."""

    card_asked = Signal(str)
    remove_asked = Signal(str)
    menu_asked = Signal(str, QPoint)

    def __init__(self, session: Session, tr: Translator, icons: Icons, theme: Theme) -> None:
        super().__init__(theme, icons, tr("variants_panel.list"))
        self._session, self._tr = session, tr
        self._filling = False
        self._by_hand = False
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.currentItemChanged.connect(self._walked)
        self.mark_clicked.connect(lambda row_id, _name: self.compare_with(row_id))
        self.itemDoubleClicked.connect(lambda item: self.card_asked.emit(item.data(ID)))
        self.itemChanged.connect(self._renamed)
        self.model().rowsMoved.connect(self._dropped)
        self.customContextMenuRequested.connect(self._menu)
        self.fill()

    # -- showing ---------------------------------------------------------------------------------

    def fill(self) -> None:
        """Show the variants as they are."""
        project, tr = self._session.project, self._tr
        self._filling = True
        wanted = (TODAY, NO_BUILD, *(x.id for x in project.variants if x.id != NO_BUILD))
        there = tuple(self.item(k).data(ID) for k in range(self.count()))
        if wanted != there:
            self.clear()
            for variant_id in wanted:
                item = QListWidgetItem()
                item.setData(ID, variant_id)
                flags = item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled
                if variant_id in (TODAY, NO_BUILD):
                    flags &= ~Qt.ItemFlag.ItemIsDragEnabled
                else:
                    flags |= Qt.ItemFlag.ItemIsEditable
                item.setFlags(flags)
                self.addItem(item)
        shown = self._shown()
        for k, variant_id in enumerate(wanted):
            variant = variant_of(project, variant_id)
            item = self.item(k)
            item.setText(variant_title(project, variant_id, tr))
            plain = variant_id in (TODAY, NO_BUILD)
            detail = ""
            if variant_id == NO_BUILD:
                said = variant.hypotheses if variant is not None else ""
                detail = " ".join(said.split()) or tr("variants_panel.no_hypotheses")
            elif variant is not None:
                detail = variant_detail(variant, tr)
            else:
                detail = tr("variants_panel.today_told")
            item.setData(DETAIL, detail)
            item.setData(SIGN, variant.colour if variant is not None and not plain else "")
            item.setData(STRONG, variant_id in shown)
            abandoned = variant is not None and variant.status is Status.ABANDONED
            item.setData(FADED, abandoned)
            ticked = variant_id in shown
            told = tr(f"variants_panel.{'compared' if ticked else 'compare'}")
            item.setData(LEFT, ((TICKED if ticked else UNTICKED, told),))
            state = tr("variants_panel.shown") if ticked else ""
            said = ", ".join(x for x in (item.text(), detail, state) if x)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            item.setToolTip(said)
        self._choose(shown[-1])
        self._filling = False

    def _shown(self) -> tuple[str, ...]:
        """Return what the picture shows; today for what the project no longer has."""
        known = {TODAY, NO_BUILD, *(x.id for x in self._session.project.variants)}
        shown = (x if x in known else TODAY for x in self._session.view.variants)
        return tuple(dict.fromkeys(shown)) or (TODAY,)

    def _choose(self, variant_id: str) -> None:
        item = self.item_of(variant_id) or self.item_of(TODAY)
        if item is not None and item is not self.currentItem():
            self.setCurrentItem(item, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def follow(self, old: Project, new: Project) -> None:
        """Show what changed of the project."""
        if old.variants is not new.variants or old.layers is not new.layers:
            self.fill()

    def follow_view(self, old: ViewState, new: ViewState) -> None:
        """Show what is looked at."""
        if old.variants != new.variants:
            self.fill()

    # -- looking ---------------------------------------------------------------------------------

    def _walked(self, item: QListWidgetItem | None, _before: object = None) -> None:
        """Show the row that is chosen, alone."""
        if not self._filling and item is not None:
            look_at(self._session, str(item.data(ID)))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Compare what is clicked with Ctrl; a click on what is compared shows it alone."""
        at = event.position().toPoint()
        row = self.indexAt(at)
        left = event.button() == Qt.MouseButton.LeftButton
        if row.isValid() and left and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.compare_with(str(row.data(ID)))
            return
        super().mousePressEvent(event)
        if row.isValid() and left and not self.mark_at(at)[1]:
            look_at(self._session, str(row.data(ID)))

    def compare_with(self, variant_id: str) -> None:
        """Put a variant beside what is shown, or take it away from there."""
        view = self._session.view
        shown = list(self._shown())
        if variant_id in shown:
            shown.remove(variant_id)
        elif len(shown) < MOST_SIDES:
            shown.append(variant_id)
        if not shown:
            return
        rows = [str(self.item(k).data(ID)) for k in range(self.count())]
        shown.sort(key=lambda x: rows.index(x) if x in rows else len(rows))
        if len(shown) == 1:
            look_at(self._session, shown[0])
            return
        mode = view.compare
        if mode is Compare.NONE:
            mode = Compare.SWIPE
        if len(shown) > 2 and mode in (Compare.SWIPE, Compare.GHOST):
            mode = Compare.SIDE_BY_SIDE
        self._session.set_view(msgspec.structs.replace(view, variants=tuple(shown), compare=mode))

    # -- keys, names, order ----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Space compares, Enter opens the card, Delete removes, Alt and the arrows move."""
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        editing = self.state() == QAbstractItemView.State.EditingState
        if editing or not self.currentItem():
            super().keyPressEvent(event)
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Space:
            self.compare_with(self.current_id)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.card_asked.emit(self.current_id)
        elif key == Qt.Key.Key_Delete:
            self.remove_asked.emit(self.current_id)
        else:
            super().keyPressEvent(event)

    def rename(self) -> None:
        """Edit the title of the current row in its place."""
        if self.currentItem() is not None:
            self.setFocus()
            self.editItem(self.currentItem())

    def step(self, way: int) -> None:
        """Move the current variant up (-1) or down (+1)."""
        project = self._session.project
        ids = [x.id for x in project.variants]
        if self.current_id in ids:
            place = ids.index(self.current_id) + way
            moved = move_variant(project, self.current_id, place)
            self._session.commit("move_variant", moved)

    def _renamed(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        project, variant_id = self._session.project, str(item.data(ID))
        variant, title = variant_of(project, variant_id), item.text().strip()
        if variant is None or not title or title == variant.title:
            self.fill()
            return
        changed = change_variant(project, variant_id, title=title)
        self._session.commit("change_variant", changed, title=title)

    def _dropped(self, *_moved: object) -> None:
        """Take over the order that the mouse has given the list."""
        if self._filling:
            return
        project = self._session.project
        rows = [str(self.item(k).data(ID)) for k in range(self.count())]
        known = {x.id: x for x in project.variants}
        order = [known[x] for x in rows if x in known]
        changed = msgspec.structs.replace(project, variants=tuple(order))
        if changed.variants == project.variants:
            self.fill()
        else:
            self._session.commit("move_variant", changed)

    def _menu(self, at: QPoint) -> None:
        item = self.itemAt(at) or self.currentItem()
        if item is not None:
            self.menu_asked.emit(str(item.data(ID)), self.viewport().mapToGlobal(at))
