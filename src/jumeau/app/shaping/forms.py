"""The forms over elements: what is entered is shown at once, and taken back by "Annuler"."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import msgspec
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QVBoxLayout

from jumeau.app.dialogs.buttons import buttons
from jumeau.app.shaping import deeds
from jumeau.app.shaping.held import UPRIGHT, Held, last_of
from jumeau.app.shaping.telling import facts_of, metres, title_of
from jumeau.app.variants.forms import ChangeForm
from jumeau.model import changes as ch

if TYPE_CHECKING:
    from jumeau.app.shaping.hand import Hand
    from jumeau.model.project import Project

_LABELS = {
    "element_height": "change_height",
    "element_storeys": "add_storeys",
    "element_roof": "set_roof",
    "element_road": "set_road",
}
_HIGH = ("element_height", "element_storeys")
_AT_ONCE = ("element_storeys", "element_roof")
"""Forms whose first values are a change already."""
_WIDTH, _MARGIN = 380, 16


class ElementDialog(QDialog):
    """A form over one element or several.

    Parameters
    ----------
    name : str
        The action that it belongs to.
    hand : Hand
        With the project.
    elements : tuple of Held
        What it is about.
    """

    def __init__(self, name: str, hand: Hand, elements: tuple[Held, ...]) -> None:
        window = hand.workspace.window_
        super().__init__(window)
        self._name, self._hand, self._elements = name, hand, elements
        self._tr = tr = window.tr_
        self._gesture = hand.gesture(_LABELS[name])
        self.setWindowTitle(tr(f"shaping.form.{name.removeprefix('element_')}"))
        self.setModal(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        self.told = QLabel(self._told())
        self.told.setWordWrap(True)
        column.addWidget(self.told)
        self.form = ChangeForm(self._first(), tr, window.icons)
        self.form.changed.connect(self._show)
        column.addWidget(self.form)
        self.outcome = QLabel()
        self.outcome.setObjectName("heading")
        self.outcome.setWordWrap(True)
        self.outcome.setVisible(name in _HIGH)
        column.addWidget(self.outcome)
        column.addStretch(1)
        column.addWidget(buttons(tr, self))
        self.setMinimumWidth(window.theme.px(_WIDTH))
        self.rejected.connect(self._gesture.take_back)
        if name in _AT_ONCE:
            self._show()
        else:
            self._tell_outcome()
        self._stand_aside()

    def _first(self) -> ch.Change:
        """Return what is shown at first."""
        held, variant = self._elements[0], self._hand.variant
        edits = variant.edits if variant is not None else ()
        if self._name == "element_height":
            return ch.ChangeHeight(held.ref, round(held.height, 1))
        if self._name == "element_storeys":
            return ch.AddStoreys(held.ref, 1)
        if self._name == "element_roof":
            old = last_of(edits, held.ref, ch.SetRoof)
            return old.change if old else ch.SetRoof(held.ref, ch.RoofCover.GREEN_EXTENSIVE)
        if held.own is not None:
            return held.own.change
        old = last_of(edits, held.ref, ch.SetRoad)
        return old.change if old else ch.SetRoad(feature=held.ref)

    def _told(self) -> str:
        """Return what the form is about, and how high it is today."""
        tr, held = self._tr, self._elements[0]
        if len(self._elements) > 1:
            return tr("shaping.form.for_each", number=len(self._elements))
        lines = [title_of(held, tr)]
        if self._name in _HIGH and held.kind in UPRIGHT:
            key = "was_estimated" if held.estimated else "was"
            lines.append(tr(f"shaping.form.{key}", value=metres(held.height, tr)))
        return "\n".join(lines)

    def _show(self) -> None:
        """Show what is entered, in the picture."""
        change = self.form.change()

        def made(project: Project, variant_id: str) -> Project:
            for held in self._elements:
                project = _done(project, variant_id, held, change)
            return project

        self._gesture.show(made)
        self._tell_outcome()

    def _tell_outcome(self) -> None:
        now = self._hand.looked_at(x.ref for x in self._elements[:1])
        if now:
            told = ", ".join(facts_of(now[0], self._tr)[:2])
            self.outcome.setText(self._tr("shaping.form.becomes", value=told))

    def _stand_aside(self) -> None:
        """Leave the middle of the picture free: that is where the element is."""
        for box in self.form.findChildren(QComboBox):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        window, viewport = self._hand.workspace.window_, self._hand.workspace.viewport
        self.adjustSize()
        right = window.mapToGlobal(QPoint(window.width() - self.width() - _MARGIN, 0))
        top = viewport.mapToGlobal(QPoint(0, _MARGIN))
        self.move(right.x(), top.y())


def _done(project: Project, variant_id: str, held: Held, change: ch.Change) -> Project:
    """Return the project after what a form says was done to one element."""
    if isinstance(change, ch.ChangeHeight):
        return deeds.raised(project, variant_id, held, change.height)
    if isinstance(change, ch.AddStoreys):
        if not change.storeys:
            return project
        return deeds.heightened(project, variant_id, held, change.storeys, change.storey_height)
    if isinstance(change, ch.SetRoad) and held.own is not None:
        line = cast("ch.SetRoad", held.own.change).line
        own = msgspec.structs.replace(change, line=line, feature=None)
        return deeds.reshaped(project, variant_id, held, own)
    return deeds.put(project, variant_id, msgspec.structs.replace(change, feature=held.ref))


def make_dialog(name: str, hand: Hand, elements: tuple[Held, ...]) -> ElementDialog:
    """Return the form of an action."""
    return ElementDialog(name, hand, elements)
