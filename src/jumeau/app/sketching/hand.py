"""The hand that sketches: where the cursor points, points by clicks and keys, exact numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent

from jumeau.app.sketching.aiming import Aim
from jumeau.app.sketching.kinds import Kind, Shape
from jumeau.app.tools.tool import Tool
from jumeau.geometry import sketch
from jumeau.geometry.sketch import Place
from jumeau.geometry.snapping import Sign

if TYPE_CHECKING:
    from jumeau.app.sketching.feature import Sketching

HOVER = 15
"""A screen shows no more than a picture every so often [ms]."""
STEP, FINE = 10.0, 1.0
"""Pixels that an arrow moves the cursor; with Shift."""
MARGIN = 24.0
"""So near to the border of the picture the cursor stands still and the camera moves [pixels]."""
_FREE = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_REMOVES = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SketchingHand(Tool):
    """Points at places and sets them; what becomes of them is left to the tool.

    Parameters
    ----------
    sketching : Sketching
        What all drawing tools share.
    kind : Kind
        What is drawn.

    Attributes
    ----------
    points : list of Place
        Those that are set.
    aim : Aim or None
        Where the cursor points.
    refused : str
        Why the last point, or the end, was not taken.
    """

    def __init__(self, sketching: Sketching, kind: Kind) -> None:
        super().__init__(sketching)
        self._sketching = sketching
        self.kind = kind
        self.points: list[Place] = []
        self.aim: Aim | None = None
        self.refused = ""
        self._at: QPointF | None = None
        self._by_keys = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(HOVER)
        self._soon.timeout.connect(self._follow)

    # -- what tools do ---------------------------------------------------------------------------

    def put(self, place: Place) -> None:
        """Take a point."""

    def finish(self, points: tuple[Place, ...]) -> None:
        """Take the whole."""

    def end(self) -> bool:
        """End the sketch; tell whether there was one."""
        return False

    def clear(self) -> bool:
        """Forget what was begun; tell whether anything was."""
        return False

    def take_back(self) -> bool:
        """Take the last point back; tell whether there was one."""
        return False

    # -- where the next point is -----------------------------------------------------------------

    def set_rectangle(self, on: bool) -> None:
        """Draw rectangles by a side and a width from now on, or corner by corner."""
        self._sketching.rectangle = on
        self._sketching.bar.show_rectangle(on)
        self.changed.emit()

    @property
    def typing(self) -> bool:
        """Whether a number is being typed."""
        return self._sketching.field.open

    @property
    def rectangular(self) -> bool:
        """Whether a rectangle is being drawn."""
        fits = self.kind.shape is Shape.RING and len(self.points) <= 2
        return self._sketching.rectangle and fits

    @property
    def width_next(self) -> bool:
        """Whether the next point gives the width of a rectangle."""
        return self.rectangular and len(self.points) == 2

    def under(self) -> Place | None:
        """Return where the next point would be: what was typed counts."""
        if self.aim is None:
            return None
        return self._typed(self.aim.place) if self._sketching.field.open else self.aim.place

    @property
    def closes(self) -> bool:
        """Whether a click would close the sketch at its first point."""
        snap = self.aim.snap if self.aim is not None else None
        return snap is not None and snap.sign is Sign.CLOSE and not self._sketching.field.open

    # -- exact numbers ---------------------------------------------------------------------------

    def _typed(self, aimed: Place) -> Place:
        """Return the place that typed numbers mean, on the side of the cursor."""
        field = self._sketching.field
        project = self._sketching.workspace.session.project
        length, angle = field.length.value(), field.angle.value()
        if length is not None:
            length *= project.grid_scale
        if self.width_next:
            return sketch.at_width(self.points[0], self.points[1], aimed, length)
        before = self.points[-2] if len(self.points) > 1 and not field.absolute else None
        if angle is not None and before is None:
            angle -= project.convergence
        return sketch.at_length(before, self.points[-1], aimed, length, angle)

    def _open_field(self, first: str) -> None:
        field = self._sketching.field
        at = self._at or self._middle
        if self.aim is None:
            self._at = at
            self._follow()
        field.begin(
            first,
            at.toPoint(),
            what="width" if self.width_next else "length",
            angle=not self.width_next,
            relative=len(self.points) > 1,
        )

    def _accept(self) -> None:
        place, field = self.under(), self._sketching.field
        given = field.length.value() is not None or field.angle.value() is not None
        if place is not None and given:
            self.put(place)
        field.end()
        self.changed.emit()

    def _close_field(self) -> None:
        self._sketching.field.end()
        self.changed.emit()

    # -- mouse and keys --------------------------------------------------------------------------

    def click(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Set a point, or close the sketch at its first."""
        self._at, self._by_keys = at, False
        self._set(free=bool(modifiers & _FREE))

    def _set(self, *, free: bool) -> None:
        self._look(free=free)
        place = self.under()
        if place is None:
            return
        if self.closes:
            self.finish(tuple(self.points))
        else:
            self.put(place)
        self._look(free=free)
        self.changed.emit()

    def double_click(self, at: QPointF) -> None:
        """Close: the click before has set the last point."""
        self.end()
        self.changed.emit()

    def hover(self, at: QPointF) -> None:
        """Follow the cursor, as often as a screen shows it."""
        self._at, self._by_keys = at, False
        if not self._soon.isActive():
            self._soon.start()

    def _follow(self) -> None:
        if self._sketching.workspace.viewport.tool is not self or self._at is None:
            return
        held = QGuiApplication.keyboardModifiers()
        if self.refused != "few":
            self.refused = ""
        self._look(free=bool(held & _FREE))
        self._sketching.field.follow(self._at.toPoint())
        self.changed.emit()

    def _look(self, *, free: bool) -> None:
        """Find what the cursor means."""
        ring = self.kind.shape is Shape.RING
        at = self._at or self._middle
        self.aim = self._sketching.aiming.aim(
            at,
            self.points,
            closing=ring,
            axes=self.kind.axes,
            free=free,
            setback=self.kind.setback,
        )

    @property
    def _middle(self) -> QPointF:
        viewport = self._sketching.workspace.viewport
        return QPointF(viewport.width() / 2, viewport.height() / 2)

    def key(self, event: QKeyEvent) -> bool:
        """Digits open the field; Space sets, Enter ends, Backspace takes back, R: rectangle."""
        if self.typing:  # a click has taken the keyboard from the field
            return self._sketching.field.take(event)
        key, text = Qt.Key(event.key()), event.text()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ARROWS and not held & _FREE:
            return self._step(key, fine=bool(held & Qt.KeyboardModifier.ShiftModifier))
        if held & _FREE:
            return False
        done = True
        if self.points and self.kind.shape is not Shape.PLACE and text and text in "0123456789,.":
            self._open_field(text)
        elif key == Qt.Key.Key_Space:
            self._by_keys = True
            self._set(free=False)
        elif key == Qt.Key.Key_R and self.kind.shape is Shape.RING:
            self.set_rectangle(not self._sketching.rectangle)
        elif key in _ENDS:
            done = self.end()
        elif key in _REMOVES:
            done = self.take_back()
        elif key == Qt.Key.Key_Escape:
            done = self.clear()
        else:
            return False
        self.changed.emit()
        return done

    def _step(self, key: Qt.Key, *, fine: bool) -> bool:
        """Move the cursor by a key; at the border the camera moves instead."""
        viewport = self._sketching.workspace.viewport
        step = FINE if fine else STEP
        dx, dy = _ARROWS[key]
        at = self._at if self._at is not None else self._middle
        moved = at + QPointF(dx * step, dy * step)
        self._by_keys = True
        room = viewport.rect().toRectF().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        inside = room.contains(moved)
        if inside:
            self._at = moved
        self._soon.start()
        return bool(inside)
