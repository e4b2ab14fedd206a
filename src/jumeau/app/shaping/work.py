"""A handle with a hand on it, from taking hold to letting go: one action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from jumeau.app.shaping.handles import Grip, Handle
from jumeau.app.shaping.held import Held
from jumeau.app.shaping.pulling import Amount, Pull, nudged, typed_amount

if TYPE_CHECKING:
    from jumeau.app.shaping.gesture import Gesture
    from jumeau.app.shaping.hand import Hand

PATIENCE = 400
"""A frame that takes longer no longer holds back what the hand does next [ms]."""


class Work(QObject):
    """Shows at once what the hand does; changes the project once a picture.

    Parameters
    ----------
    hand : Hand
        What is held.

    Attributes
    ----------
    pull : Pull or None
        The handle with the hand on it.
    shown : Held or None
        The element as the hand shows it; None until it has done something.
    held_by : bool
        Whether a neighbour's edge holds the turn.
    typed : str
        What was typed for the handle so far.
    """

    changed = Signal()

    def __init__(self, hand: Hand, parent: QObject) -> None:
        super().__init__(parent)
        self._hand = hand
        self.pull: Pull | None = None
        self.shown: Held | None = None
        self.held_by = False
        self.typed = ""
        self._gesture: Gesture | None = None
        self._wanted: Amount | None = None
        self._done: Amount | None = None
        self._dragged = self._acting = False
        hand.changed.connect(self._look)
        self._waits = QTimer(self)
        self._waits.setSingleShot(True)
        self._waits.setInterval(PATIENCE)
        self._waits.timeout.connect(self.carry_on)

    def take(self, held: Held, handle: Handle, at: tuple[float, float] | None = None) -> Pull:
        """Put the hand on a handle, or at a place on its level [m]."""
        near = self._hand.neighbours(held) if handle.grip is Grip.TURN else ()
        self.pull = Pull(held, handle, at or handle.place[:2], near)
        self._gesture = self._hand.gesture(self.pull.label)
        self.typed, self._done = "", None
        return self.pull

    def show(self, amount: Amount, *, held_by: bool = False, dragged: bool = False) -> None:
        """Show what the hand does; the project follows as pictures come."""
        if self.pull is None:
            return
        self.shown = self.pull.shown(amount, self._hand.ground)
        self.held_by, self._dragged = held_by, dragged
        self._wanted = self._done = amount
        if not self._waits.isActive():
            self.carry_on()
        self.changed.emit()

    def carry_on(self) -> None:
        """Change the project to what is shown, once the picture of the last change is there."""
        self._waits.stop()
        wanted, self._wanted = self._wanted, None
        if wanted is None or self.pull is None or self._gesture is None:
            return
        viewport = self._hand.workspace.viewport
        camera = viewport.camera
        if camera is not None and self._dragged:
            viewport.go(camera)  # speed before beauty
        self._waits.start()
        self._acting = True
        try:
            self._gesture.show(self.pull.make(wanted))
        finally:
            self._acting = False

    def _look(self) -> None:
        """Let go of what was changed by somebody else meanwhile, or taken back."""
        if self.pull is not None and self.shown is not None and not self._acting:
            self._forget()

    def nudge(self, right: float, up: float, azimuth: float, *, fine: bool) -> None:
        """Go on by an arrow key; all of them until the handle is let go are one action."""
        if self.pull is not None:
            self.show(nudged(self.pull, self._done, right, up, azimuth, fine=fine))

    def type(self, text: str) -> None:
        """Take one more character of a number."""
        self.typed += text
        self.changed.emit()

    def rub(self) -> bool:
        """Take the last character back; tell whether there was one."""
        had = bool(self.typed)
        self.typed = self.typed[:-1]
        self.changed.emit()
        return had

    def enter(self) -> None:
        """Do exactly what was typed; what is no number for this handle is forgotten."""
        if self.pull is None:
            return
        if self.typed:
            amount = typed_amount(self.pull, self.typed)
            if amount is None:
                self.typed = ""
                self.changed.emit()
                return
            self.show(amount)
        self.end()

    def end(self, *, keep: bool = True) -> Handle | None:
        """Let the handle go; return it where something was done with it and is kept."""
        pull, gesture = self.pull, self._gesture
        if pull is None or gesture is None:
            return None
        if keep:
            self.carry_on()
        done = self.shown is not None
        self._forget()
        if not keep:
            gesture.take_back()
        if self._hand.held:
            self._hand.again()
        return pull.handle if keep and done else None

    def _forget(self) -> None:
        """Take the hand off."""
        self._waits.stop()
        self._wanted = self._done = None
        self.pull = self._gesture = self.shown = None
        self.typed, self.held_by = "", False
        self.changed.emit()
