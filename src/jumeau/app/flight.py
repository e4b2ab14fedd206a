"""A flight from one camera to another."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from jumeau.app import navigation as nav
from jumeau.model.view_state import Camera

DURATION = 450  # [ms]


class Flight(QObject):
    """Moves a camera step by step; ``go`` is called with each, ``land`` after the last."""

    def __init__(
        self, go: Callable[[Camera], None], land: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._go, self._land = go, land
        self._way: tuple[Camera, Camera] | None = None
        self._flown = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(15)
        self._tick.timeout.connect(self._step)

    @property
    def under_way(self) -> bool:
        """Whether the camera is flying."""
        return self._tick.isActive()

    def start(self, start: Camera, end: Camera) -> None:
        """Take off, from wherever another flight has come."""
        self._way = (start, end)
        self._flown.start()
        self._tick.start()

    def stop(self) -> None:
        """End the flight where it is."""
        self._way = None
        self._tick.stop()

    def _step(self) -> None:
        if self._way is None:
            self._tick.stop()
            return
        share = self._flown.elapsed() / DURATION
        if share < 1:
            self._go(nav.between(*self._way, share))
            return
        end = self._way[1]
        self.stop()
        self._go(end)
        self._land()
