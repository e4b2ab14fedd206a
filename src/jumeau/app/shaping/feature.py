"""Shaping in an open project: the tool, the plate, and what is done to elements by menu."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from jumeau.app.shaping import deeds
from jumeau.app.shaping.bar import ShapeBar
from jumeau.app.shaping.hand import Hand
from jumeau.app.shaping.held import UPRIGHT, Held, Kind
from jumeau.app.shaping.tool import ShapeTool
from jumeau.model.edits import own_element

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from jumeau.app.workspace import Workspace
    from jumeau.model.layer import FeatureRef
    from jumeau.model.project import Project

_ACTIONS = (
    "element_height",
    "element_storeys",
    "element_roof",
    "element_road",
    "remove_element",
)


class Shaping(QObject):
    """Offers what can be done to elements that stand there.

    Attributes
    ----------
    hand : Hand
        What is held.
    bar : ShapeBar or None
        Where it is told; made with the tool.
    dialog : QDialog or None
        The form that is open.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.hand = Hand(workspace)
        self.tool: ShapeTool | None = None
        self.bar: ShapeBar | None = None
        self.dialog: QDialog | None = None
        self._clicked: FeatureRef | None = None
        workspace.toolbox.add("shape_element", self._make_tool)
        bind = workspace.window_.actions_.bind
        for name in _ACTIONS[:-1]:
            bind(name, partial(self._ask, name))
        bind("remove_element", self.remove)
        workspace.viewport.clicked.connect(self._note)

    def close(self) -> None:
        """Take everything down."""
        if self.dialog is not None:
            self.dialog.reject()
        self._workspace.viewport.clicked.disconnect(self._note)
        self._workspace.window_.actions_.unbind(*_ACTIONS)
        if self.bar is not None:
            self.bar.take_down()
        self.hand.close()

    def _make_tool(self) -> ShapeTool:
        self.tool = ShapeTool(self.hand)
        self.bar = bar = ShapeBar(self.hand, self.fits)
        bar.closed.connect(self._workspace.toolbox.put_down)
        self.tool.taken.connect(bar.setVisible)
        return self.tool

    def _note(self, pick: object) -> None:
        """Remember what was clicked without a tool."""
        self._clicked = self.hand.meant(pick)

    # -- what is meant ---------------------------------------------------------------------------

    def hold_edit(self, edit_id: str) -> None:
        """Take what an edit of the variant worked on adds, or is about, in hand."""
        from jumeau.app.shaping.held import feature_of

        variant = self.hand.variant
        edit = next((x for x in variant.edits if x.id == edit_id), None) if variant else None
        if edit is None:
            return
        actions = self._workspace.window_.actions_
        if not isinstance(self._workspace.viewport.tool, ShapeTool):
            actions["shape_element"].trigger()
        self.hand.take((feature_of(edit.change) or own_element(edit),))

    def elements(self) -> tuple[Held, ...]:
        """Return what an action is about: what is held, else what is selected or was clicked."""
        hand = self.hand
        if hand.held:
            return hand.held
        refs = hand.selected()
        if not refs and self._clicked is not None and not self._clicked.layer:
            refs = (self._clicked,)
        return hand.looked_at(refs)

    def fits(self, name: str) -> bool:
        """Tell whether an action can be done to what is held."""
        return bool(self._meant_by(name, self.hand.held))

    def _meant_by(self, name: str, elements: tuple[Held, ...]) -> tuple[Held, ...]:
        if name == "element_height":
            return tuple(x for x in elements if x.kind in UPRIGHT or _own_barrier(x))
        if name == "element_storeys":
            return tuple(x for x in elements if x.kind in UPRIGHT)
        if name == "element_roof":
            return tuple(x for x in elements if x.kind in (*UPRIGHT, Kind.MODEL))
        if name == "element_road":
            return tuple(x for x in elements if x.kind is Kind.ROAD)
        return elements

    # -- what is done ----------------------------------------------------------------------------

    def _ask(self, name: str) -> None:
        """Open the form of an action."""
        from jumeau.app.shaping.forms import make_dialog

        window = self._workspace.window_
        elements = self._meant_by(name, self.elements())
        if not elements:
            window.messages.say(window.tr_(f"shaping.nothing.{name}"))
            return
        if self.dialog is not None:
            self.dialog.reject()
        self.dialog = dialog = make_dialog(name, self.hand, elements)
        dialog.finished.connect(self._closed)
        dialog.show()

    def _closed(self) -> None:
        self.dialog = None

    def remove(self) -> None:
        """Remove what is meant; a vertex, where the hand is on one."""
        workspace = self._workspace
        tool = workspace.viewport.tool
        if isinstance(tool, ShapeTool):
            if tool.remove_vertex():
                return
        elif tool is not None and workspace.viewport.hasFocus():
            # The key belongs to what is drawn at the moment.
            none = Qt.KeyboardModifier.NoModifier
            tool.key(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Delete, none))
            return
        elements = self.elements()
        window = workspace.window_
        if not elements:
            window.messages.say(window.tr_("shaping.nothing.remove_element"))
            return

        def gone(project: Project, variant_id: str) -> Project:
            return deeds.removed(project, variant_id, elements)

        words = self._told_removed(elements)
        gesture = self.hand.gesture("remove_feature")
        gesture.show(gone)
        self.hand.let_go()
        workspace.selection.clear()
        self._clicked = None
        window.messages.say(
            words, action=window.tr_("shaping.take_back"), then=workspace.session.undo
        )

    def _told_removed(self, elements: tuple[Held, ...]) -> str:
        from html import escape

        from jumeau.app.shaping.telling import title_of

        tr = self._workspace.window_.tr_
        keys = self._workspace.window_.actions_["undo"].shortcut().toString()
        what = title_of(elements[0], tr) if len(elements) == 1 else ""
        if not what:
            what = tr.count("shaping.several", len(elements))
        key = "shaping.removed_edit" if elements[0].own is not None else "shaping.removed"
        return tr(key, what=escape(what), keys=keys)


def _own_barrier(held: Held) -> bool:
    return held.kind is Kind.BARRIER and held.own is not None
