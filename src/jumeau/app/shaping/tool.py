"""The tool that moves, turns, stretches and raises what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter

from jumeau.app.measuring.ink import draw_cross, draw_label
from jumeau.app.shaping.aim import on_level, pixel_at, risen
from jumeau.app.shaping.handles import (
    REACH,
    Frame,
    Grip,
    Handle,
    draw_frame,
    draw_outline,
    frame_of,
    grips_of,
    handle_at,
)
from jumeau.app.shaping.held import Held
from jumeau.app.shaping.pulling import with_vertex, without_vertex
from jumeau.app.shaping.telling import told_of
from jumeau.app.shaping.work import Work
from jumeau.app.tools.tool import Tool
from jumeau.geometry import handling

if TYPE_CHECKING:
    from jumeau.app.shaping.hand import Hand

_DIGITS = "0123456789,.;-+ "
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}


class ShapeTool(Tool):
    """Holds an element by its handles.

    Parameters
    ----------
    hand : Hand
        What is held.

    Attributes
    ----------
    focus : Handle or None
        The handle that keys move.
    """

    taken = Signal(bool)
    """The tool was taken in hand, or put down."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, hand: Hand) -> None:
        super().__init__(hand)
        self._hand = hand
        self._workspace = hand.workspace
        self._viewport = hand.workspace.viewport
        self.work = Work(hand, self)
        self.work.changed.connect(self.changed)
        self.focus: Handle | None = None
        self._over: Handle | None = None
        self._free = self._by_keys = self._pressed = False

    # -- beginning and ending --------------------------------------------------------------------

    def start(self) -> None:
        """Take the keyboard; hold what is selected already."""
        viewport = self._viewport
        viewport.installEventFilter(self)
        viewport.drawn.connect(self.work.carry_on)
        self._hand.changed.connect(self._renew)
        self._hand.warm()
        viewport.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self._hand.held and (refs := self._hand.selected()):
            self._hand.take(refs)
        self._workspace.selection.clear()
        self._renew()
        self.taken.emit(True)

    def stop(self) -> None:
        """Let go."""
        self.work.end()
        viewport = self._viewport
        viewport.removeEventFilter(self)
        viewport.drawn.disconnect(self.work.carry_on)
        self._hand.changed.disconnect(self._renew)
        self._by_keys = False
        self.focus = self._over = None
        self._hand.let_go()
        self.taken.emit(False)

    def _renew(self) -> None:
        """Follow what is held, as it stands now."""
        held = self._hand.one
        if held is None:
            self.focus = self._over = None
            self.work.end()
        elif self.focus is not None and self.focus.grip not in grips_of(held):
            self.focus = None
        self.changed.emit()

    @property
    def frame(self) -> Frame | None:
        """The handles as they stand in the picture; None while nothing is held."""
        held = self.work.shown or self._hand.one
        camera = self._viewport.camera
        if held is None or camera is None:
            return None
        pixel = pixel_at(self._workspace, (*held.pivot, held.foot))
        knob, pull = None, self.work.pull
        if pull is not None and pull.grip is Grip.TURN:
            knob = handling.bearing_of(pull.start.pivot, pull.handle.place)
            knob += held.turn - pull.start.turn
        return frame_of(held, pixel, camera.azimuth, camera.pitch, knob)

    # -- the mouse -------------------------------------------------------------------------------

    @property
    def grabs_drag(self) -> bool:  # type: ignore[override]
        """Whether what was pressed is a handle, or what is held."""
        return self.work.pull is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """See what is pressed before the picture does; Tab goes from handle to handle."""
        kind = event.type()
        if isinstance(event, QMouseEvent):
            self._free = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            left = event.button() == Qt.MouseButton.LeftButton
            if left and kind == QEvent.Type.MouseButtonPress:
                self._press(event.position())
            elif left and kind == QEvent.Type.MouseButtonRelease:
                self._pressed = False
                QTimer.singleShot(0, self, self._released)
        elif isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
            tabs = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            if event.key() in tabs and self._hand.one is not None:
                return self._step(-1 if event.key() == Qt.Key.Key_Backtab else 1)
        return False

    def _press(self, at: QPointF) -> None:
        self._viewport.frame_at(at.x(), at.y())
        self.work.end()  # what the keyboard was on
        held, frame = self._hand.one, self.frame
        self._pressed = True
        if held is None or frame is None:
            return
        handle = handle_at(frame, self._viewport.to_screen, at)
        if handle is None and Grip.MOVE in grips_of(held):
            pick = self._viewport.pick(at.x(), at.y())
            if self._hand.holds(self._hand.meant(pick)):
                handle = Handle(Grip.MOVE, pick.point)
        if handle is not None:
            self.work.take(held, handle, on_level(self._workspace, at, handle.place[2]))

    def _released(self) -> None:
        """Forget a hand on a handle that did not move it."""
        if self.work.pull is not None and self.work.shown is None and not self.work.typed:
            self.work.end()

    def click(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Take a handle by one click, to type or to press arrows; or take an element."""
        self._by_keys = False
        frame = self.frame
        handle = handle_at(frame, self._viewport.to_screen, at) if frame is not None else None
        if handle is not None:
            self.focus = handle
            self.changed.emit()
        else:
            self._choose(at)

    def _choose(self, at: QPointF) -> None:
        pick = self._viewport.pick(at.x(), at.y())
        ref = self._hand.meant(pick)
        self.focus = self._over = None
        self._hand.take((ref,) if ref is not None else ())
        self._workspace.selection.clear()
        self.changed.emit()

    def double_click(self, at: QPointF) -> None:
        """Add a vertex on the edge of an outline."""
        held = self._hand.one
        if held is None or Grip.VERTEX not in grips_of(held):
            return
        line = np.column_stack([held.pieces[0], np.full(len(held.pieces[0]), held.foot)])
        for level in (held.foot + held.height, held.foot):
            line[:, 2] = level
            seen = self._viewport.to_screen(line)
            edge, _, away = handling.nearest_edge((at.x(), at.y()), seen, closed=held.closed)
            place = on_level(self._workspace, at, level)
            if away > REACH or place is None:
                continue
            _, spot, _ = handling.nearest_edge(place, held.pieces[0], closed=held.closed)
            make = with_vertex(held, edge, spot)
            if make is not None:
                self._hand.gesture("change_edit").show(make)
                self.focus = Handle(Grip.VERTEX, (*spot, level), edge + 1)
                self.changed.emit()
            return

    def hover(self, at: QPointF) -> None:
        """Show which handle would be grabbed."""
        frame = self.frame
        over = None if frame is None else handle_at(frame, self._viewport.to_screen, at)
        if over is not None if self._over is None else not self._over.is_like(over):
            self._over = over
            self._viewport.setCursor(Qt.CursorShape.SizeAllCursor if over else self.cursor)
            self.changed.emit()

    def drag(self, start: QPointF, at: QPointF) -> None:
        """Do what the hand does, as often as pictures come."""
        pull = self.work.pull
        if pull is None or self.work.typed:
            return
        if pull.grip is Grip.HEIGHT:
            foot = (*pull.start.pivot, pull.start.foot)
            up = risen(self._workspace, foot, start, at)
            self.work.show(pull.height(up, free=self._free), dragged=True)
            return
        place = on_level(self._workspace, at, pull.handle.place[2])
        if place is not None:
            amount, held_by = pull.amount(place, free=self._free)
            self.work.show(amount, held_by=held_by, dragged=True)

    def drop(self, start: QPointF, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """End: all of it is one action."""
        if not self.work.typed:
            self.focus = self.work.end() or self.focus

    # -- the keyboard ----------------------------------------------------------------------------

    def _step(self, way: int) -> bool:
        """Go to the next handle; beyond the last the keyboard leaves the picture."""
        frame = self.frame
        if frame is None:
            return False
        self.work.end()
        order = sorted(frame.handles, key=lambda x: (list(Grip).index(x.grip), x.index))
        here = next((k for k, x in enumerate(order) if x.is_like(self.focus)), None)
        there = (0 if way > 0 else len(order) - 1) if here is None else here + way
        self.focus = order[there] if 0 <= there < len(order) else None
        self.changed.emit()
        return self.focus is not None

    def key(self, event: QKeyEvent) -> bool:
        """Type numbers for a handle, nudge it by arrows, take elements by the space bar."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            return self._escape()
        if self._hand.one is not None and self._key_on_handle(self._hand.one, key, event):
            return True
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Insert):
            self._by_keys = True
            self._choose(self.middle)
            return True
        if key in _ARROWS:
            self._by_keys = not self._hand.held
            self.changed.emit()
        return False

    def _key_on_handle(self, held: Held, key: Qt.Key, event: QKeyEvent) -> bool:
        """Take a key for the handle that the hand, or the keyboard, is on."""
        work, text, focus = self.work, event.text(), self.focus
        if work.pull is None and focus is None:
            return False
        if text and text in _DIGITS and (text != " " or work.typed):
            if work.pull is None and focus is not None:
                work.take(held, focus)
            work.type(text)
            return True
        if key == Qt.Key.Key_Backspace:
            return work.rub()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            work.enter()
            return True
        if key in _ARROWS and focus is not None and not self._pressed:
            camera = self._viewport.camera
            if work.pull is None:
                work.take(held, focus)
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            work.nudge(*_ARROWS[key], camera.azimuth if camera else 0.0, fine=fine)
            return True
        return False

    def _escape(self) -> bool:
        if self.work.pull is not None:
            self.work.end(keep=False)
        elif self.focus is not None:
            self.focus = None
        elif self._hand.held:
            self._hand.let_go()
        else:
            return False
        self.changed.emit()
        return True

    def remove_vertex(self) -> bool:
        """Take the vertex away that the hand is on; tell whether there was one."""
        held, focus = self._hand.one, self.focus
        if held is None or focus is None or focus.grip is not Grip.VERTEX:
            return False
        make = without_vertex(held, focus.index)
        if make is not None:
            self.focus = None
            self._hand.gesture("change_edit").show(make)
            self.changed.emit()
        return True

    @property
    def middle(self) -> QPointF:
        """Middle of the picture, or of the side that the hand is on."""
        return QRectF(self._viewport.frame.rect).center()

    # -- drawing ---------------------------------------------------------------------------------

    @property
    def ink(self) -> QColor:
        """The colour of the variant worked on."""
        variant = self._hand.variant
        return QColor(variant.colour if variant is not None else "#12384A")

    def paint(self, painter: QPainter) -> None:
        """Draw the handles, and what the hand does."""
        bounds = QRectF(self._viewport.frame.rect)
        seen = self._viewport.to_screen
        if self._by_keys and not self._hand.held:
            draw_cross(painter, self.middle)
        frame = self.frame
        if frame is None:
            for held in self._hand.held:
                draw_outline(painter, held, seen, self.ink)
            return
        ink = self.ink
        draw_outline(painter, frame.held, seen, ink)
        pull = self.work.pull
        active = pull.handle if pull is not None else (self.focus or self._over)
        draw_frame(painter, frame, seen, ink, active)
        self._tell(painter, frame, active, bounds)

    def _tell(self, painter: QPainter, frame: Frame, active: Handle | None, bounds: QRectF) -> None:
        """Write what is done beside the handle."""
        pull, tr = self.work.pull, self._workspace.window_.tr_
        handle = next((x for x in frame.handles if x.is_like(active)), None)
        if handle is None or active is None:
            return
        scale = self._workspace.session.project.grid_scale
        words = ""
        if self.work.typed:
            words = tr(f"shaping.typed.{active.grip}", text=self.work.typed)
        elif pull is not None and self.work.shown is not None:
            words = told_of(
                pull.grip, pull.start, self.work.shown, active.index, self.work.held_by, tr, scale
            )
        elif active.is_like(self.focus) or active.is_like(self._over):
            words = tr(f"shaping.handle.{active.grip}")
        if not words:
            return
        ((x, y),) = self._viewport.to_screen([handle.place]).tolist()
        if x == x and abs(x) < 1e5 and abs(y) < 1e5:
            small = not self.work.typed and self.work.shown is None
            draw_label(
                painter, QPointF(x + 8, y), words, bounds, centred=False, size=13 if small else 17
            )
