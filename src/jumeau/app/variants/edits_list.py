"""The edits of the variant that is shown: switched, named, ordered, removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidgetItem

from jumeau.app.icons import Icons
from jumeau.app.theme import Theme
from jumeau.app.variants.rows import (
    DETAIL,
    FADED,
    FIXED,
    ID,
    OFF,
    ON,
    OPEN,
    PROBLEM,
    RIGHT,
    SIGN,
    Lines,
)
from jumeau.app.variants.words import EDIT_ICONS, Figures, debate_words, inherited
from jumeau.i18n import Translator
from jumeau.model.edits import Debate, Edit, tag_of
from jumeau.model.session import Session
from jumeau.model.variant import Variant
from jumeau.model.variants import change_edit, change_variant, edit_of, move_edit, remove_edits

_BASE = "base:"  # begins the ids of rows that belong to a variant below


class _Words(NamedTuple):
    """What is said of an edit, whoever shows it."""

    title: str
    detail: str
    line: str
    debate: str


class EditsList(Lines):
    """Space switches, F2 names, Delete removes, Alt and the arrows move, Enter flies there."""

    chosen = Signal(str)
    fly_asked = Signal(str)
    menu_asked = Signal(QPoint)
    debate_asked = Signal(str)

    def __init__(self, session: Session, tr: Translator, icons: Icons, theme: Theme) -> None:
        super().__init__(theme, icons, tr("variants_panel.edits"))
        self._session, self._tr = session, tr
        self._filling = False
        self._variant: Variant | None = None
        self._problems: Mapping[str, str] = {}
        self._known: dict[str, tuple[Edit, _Words]] = {}
        self._written: dict[str, tuple[Edit, str, str]] = {}
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.currentItemChanged.connect(lambda *_: self._tell_chosen())
        self.itemChanged.connect(self._renamed)
        self.itemDoubleClicked.connect(lambda item: self.fly_asked.emit(plain_id(item.data(ID))))
        self.mark_clicked.connect(self._click)
        self.model().rowsMoved.connect(self._dropped)
        self.customContextMenuRequested.connect(
            lambda at: self.menu_asked.emit(self.viewport().mapToGlobal(at))
        )

    # -- showing ---------------------------------------------------------------------------------

    def show_edits(self, variant: Variant | None, problems: Mapping[str, str]) -> None:
        """Show the edits of a variant, after those that it takes over.

        Parameters
        ----------
        problems : mapping
            By id of the edit: what it could not do.
        """
        project, tr = self._session.project, self._tr
        figures = Figures(tr, project.grid_scale)
        self._variant, self._problems = variant, problems
        self._filling = True
        self.blockSignals(True)
        below = inherited(project, variant) if variant is not None else ()
        wanted = [f"{_BASE}{edit.id}" for _, edit in below]
        wanted += [x.id for x in variant.edits] if variant is not None else []
        if wanted != [self.item(k).data(ID) for k in range(self.count())]:
            self._lay_out(wanted)
        for k, (owner, edit) in enumerate(below):
            self._write(self.item(k), edit, figures, tr("variants_panel.of", title=owner.title))
        for k, edit in enumerate(variant.edits if variant is not None else ()):
            self._write(self.item(len(below) + k), edit, figures, "")
        self.blockSignals(False)
        self._filling = False
        self._tell_chosen()

    def _lay_out(self, wanted: list[str]) -> None:
        """Make the rows anew; what was chosen stays so."""
        there = {self.item(k).data(ID) for k in range(self.count())}
        current, selected = self.current_id, set(self.selected_ids)
        self.clear()
        self._written.clear()
        for row_id in wanted:
            item = QListWidgetItem()
            item.setData(ID, row_id)
            flags = item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled
            if row_id.startswith(_BASE):
                flags &= ~Qt.ItemFlag.ItemIsDragEnabled
            else:
                flags |= Qt.ItemFlag.ItemIsEditable
            item.setFlags(flags)
            self.addItem(item)
            item.setSelected(row_id in selected)
        fresh = [x for x in wanted if x not in there] if there else []
        target = self.item_of(fresh[-1] if len(fresh) == 1 else current)
        if target is not None:
            flag = QItemSelectionModel.SelectionFlag
            chosen = flag.ClearAndSelect if len(selected) <= 1 or fresh else flag.NoUpdate
            self.setCurrentItem(target, chosen)
            self.scrollToItem(target)

    def _words(self, edit: Edit, figures: Figures) -> _Words:
        """Return what is said of an edit; of one that is as it was, what was said then."""
        known = self._known.get(edit.id)
        if known is not None and known[0] is edit:
            return known[1]
        words = _Words(
            figures.title(edit),
            figures.detail(edit),
            figures.line(edit),
            debate_words(edit, self._tr),
        )
        self._known[edit.id] = (edit, words)
        return words

    def _write(self, item: QListWidgetItem, edit: Edit, figures: Figures, owner: str) -> None:
        tr, problem = self._tr, self._problems.get(edit.id, "")
        row_id = str(item.data(ID))
        before = self._written.get(row_id)
        if before is not None and before[0] is edit and before[1:] == (owner, problem):
            return
        self._written[row_id] = (edit, owner, problem)
        words = self._words(edit, figures)
        marks = [(PROBLEM, problem)] if problem else []
        marks.append((OPEN if edit.debate is Debate.OPEN else FIXED, words.debate))
        state = tr(f"variants_panel.{'on' if edit.on else 'off'}")
        if not owner:
            marks.append((ON if edit.on else OFF, state))
        details = (words.detail, owner)
        item.setText(words.title)
        item.setData(DETAIL, ", ".join(x for x in details if x))
        item.setData(SIGN, EDIT_ICONS[tag_of(edit.change)])
        item.setData(FADED, bool(owner) or not edit.on)
        item.setData(RIGHT, tuple(marks))
        parts = (words.title, *details, words.debate, "" if owner else state, problem, edit.comment)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(x for x in parts if x))
        tip = (words.line, owner, words.debate, edit.comment, problem)
        item.setToolTip("\n".join(x for x in tip if x))

    # -- what is chosen --------------------------------------------------------------------------

    @property
    def own_ids(self) -> tuple[str, ...]:
        """Ids of the selected edits that belong to the variant itself, in order."""
        return tuple(x for x in self.selected_ids if not x.startswith(_BASE))

    def choose(self, edit_id: str) -> None:
        """Choose an edit; one of a variant below too."""
        item = self.item_of(edit_id) or self.item_of(f"{_BASE}{edit_id}")
        if item is not None:
            self.setCurrentItem(item, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollToItem(item)

    def _tell_chosen(self) -> None:
        if not self._filling:
            self.chosen.emit(plain_id(self.current_id))

    # -- deeds -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Take the keys that mean something to an edit."""
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        deeds: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Delete: self.remove,
            Qt.Key.Key_Space: self.switch,
            Qt.Key.Key_Return: lambda: self.fly_asked.emit(plain_id(self.current_id)),
            Qt.Key.Key_Enter: lambda: self.fly_asked.emit(plain_id(self.current_id)),
        }
        editing = self.state() == QAbstractItemView.State.EditingState
        if not editing and alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(-1 if key == Qt.Key.Key_Up else 1)
        elif not editing and key in deeds and self.currentItem() is not None:
            deeds[key]()
        else:
            super().keyPressEvent(event)

    def _click(self, row_id: str, mark: str) -> None:
        if row_id.startswith(_BASE):
            return
        if mark in (ON, OFF):
            self._switch((row_id,))
        else:
            self.choose(row_id)
            if mark in (OPEN, FIXED):
                self.debate_asked.emit(row_id)

    def switch(self) -> None:
        """Switch the selected edits off; on where all of them are off."""
        self._switch(self.own_ids)

    def _switch(self, ids: tuple[str, ...]) -> None:
        if self._variant is None or not ids:
            return
        on = not any(edit_of(self._variant, x).on for x in ids)
        self.change(ids, "switch_edit", on=on)

    def change(self, ids: tuple[str, ...], label: str, **said: object) -> None:
        """Change fields of some edits, as one action."""
        if self._variant is None:
            return
        project = self._session.project
        for edit_id in ids:
            project = change_edit(project, self._variant.id, edit_id, **said)
        self._session.commit(label, project)

    def remove(self) -> None:
        """Remove the selected edits; what they changed is again as it was."""
        if self._variant is not None and (ids := self.own_ids):
            rows = [k for k in range(self.count()) if self.item(k).isSelected()]
            project = remove_edits(self._session.project, self._variant.id, *ids)
            self._session.commit("remove_edits", project)
            self.setCurrentRow(min(rows[0], self.count() - 1))

    def step(self, way: int) -> None:
        """Move the current edit up (-1) or down (+1): what is lower is done later."""
        variant, edit_id = self._variant, self.current_id
        ids = [x.id for x in variant.edits] if variant is not None else []
        if variant is not None and edit_id in ids:
            place = ids.index(edit_id) + way
            project = move_edit(self._session.project, variant.id, edit_id, place)
            self._session.commit("move_edit", project)
            self.choose(edit_id)

    def rename(self) -> None:
        """Edit the title of the current row in its place."""
        if self.currentItem() is not None:
            self.setFocus()
            self.editItem(self.currentItem())

    def _renamed(self, item: QListWidgetItem) -> None:
        if self._filling or self._variant is None:
            return
        edit = edit_of(self._variant, str(item.data(ID)))
        title = item.text().strip()
        if title == self._tr(f"edits.{tag_of(edit.change)}"):
            title = ""  # as it is called where nobody names it
        if title == edit.title:
            self._written.pop(edit.id, None)
            self.show_edits(self._variant, self._problems)
        else:
            self.change((edit.id,), "change_edit", title=title)

    def _dropped(self, *_moved: object) -> None:
        """Take over the order that the mouse has given the list."""
        if self._filling or self._variant is None:
            return
        rows = [str(self.item(k).data(ID)) for k in range(self.count())]
        known = {x.id: x for x in self._variant.edits}
        edits = tuple(known[x] for x in rows if x in known)
        if edits != self._variant.edits:
            project = change_variant(self._session.project, self._variant.id, edits=edits)
            self._session.commit("move_edit", project)
        else:  # dropped among those of another variant
            self._written.clear()
            self.show_edits(self._variant, self._problems)


def plain_id(row_id: object) -> str:
    """Return the id of a row's edit."""
    return str(row_id or "").removeprefix(_BASE)
