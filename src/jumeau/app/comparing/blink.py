"""Sides that take turns: slowly, cross-faded, by hand where motion is not wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

STAYS = 1200
"""How long a side is seen [ms]."""
FADE = 250
"""How long it takes to turn into the next [ms]."""
SOONEST = 340
"""Between two turns by hand: never more than three a second [ms]."""
TICK = 25


class Blink(QObject):
    """Counts the turns.

    Parameters
    ----------
    show : callable
        ``show(turn, mix)`` is told which side is seen and how much of the next one shines through.
    moves : callable
        Tells whether motion is wanted: without it, sides change by hand only, at once.
    waits : callable
        Tells whether the present side must stay: while the camera moves.
    """

    def __init__(
        self,
        show: Callable[[int, float], object],
        moves: Callable[[], bool],
        waits: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._show, self._moves, self._waits = show, moves, waits
        self.turn, self.turns = 0, 0
        self._fading = QElapsedTimer()
        self._since = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK)
        self._tick.timeout.connect(self._step)
        self._stay = QTimer(self)
        self._stay.setInterval(STAYS)
        self._stay.timeout.connect(self._alternate)

    @property
    def automatic(self) -> bool:
        """Whether sides change by themselves."""
        return self._stay.isActive()

    def start(self) -> None:
        """Begin with the first side."""
        self.turn = 0
        self._tick.stop()
        self._show(0, 0.0)
        self._since.start()
        if self._moves():
            self._stay.start()
        else:
            self._stay.stop()

    def stop(self) -> None:
        """End."""
        self._tick.stop()
        self._stay.stop()

    def by_hand(self) -> None:
        """Show the next side; from now on they change by hand."""
        self._stay.stop()
        if not self._since.isValid() or self._since.elapsed() >= SOONEST:
            self._next()

    def _alternate(self) -> None:
        if not self._waits():
            self._next()

    def _next(self) -> None:
        if self._tick.isActive():
            return
        self._since.start()
        if self._moves():
            self._fading.start()
            self._tick.start()
        else:
            self._land()

    def _step(self) -> None:
        mix = self._fading.elapsed() / FADE
        if mix >= 1:
            self._tick.stop()
            self._land()
        else:
            self._show(self.turn, mix)

    def _land(self) -> None:
        self.turn += 1
        self.turns += 1
        self._show(self.turn, 0.0)
