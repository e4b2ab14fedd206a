"""The one thread that touches the renderer: orders in turn, and of the pictures only the latest.

VTK is used from a single thread, and lets Python go on while it renders; so the window never
waits for a picture, not even for a slow one without a graphics card.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

Order = Callable[[], Any]


class Painter(QObject):
    """Runs orders on its own thread; answers arrive on the thread that made it."""

    failed = Signal(object)
    _answered = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._orders: deque[tuple[Order, Callable[[Any], object]]] = deque()
        self._pictures: dict[Hashable, tuple[Order, Callable[[Any], object]]] = {}
        self._spare: deque[tuple[Order, Callable[[Any], object]]] = deque()
        self._wake = threading.Condition()
        self._stopped = False
        self._open = 0
        self._answered.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="jumeau-painter", daemon=True)
        self._thread.start()

    @property
    def idle(self) -> bool:
        """Whether every order has been answered and no picture waits."""
        with self._wake:
            return self._open == 0 and not self._pictures

    def do(self, order: Order, then: Callable[[Any], object]) -> None:
        """Carry out an order after those before it; ``then`` receives its answer."""
        with self._wake:
            if not self._stopped:
                self._open += 1
                self._orders.append((order, then))
                self._wake.notify()

    def paint(self, order: Order, then: Callable[[Any], object], viewer: Hashable = None) -> None:
        """Paint a picture when nothing else is to be done, in place of the viewer's last one.

        Viewers take turns: a picture that is asked for again keeps its place in the row.
        """
        with self._wake:
            if not self._stopped:
                self._pictures[viewer] = (order, then)
                self._wake.notify()

    def spare(self, order: Order, then: Callable[[Any], object]) -> None:
        """Carry out an order when neither orders nor a picture wait."""
        with self._wake:
            if not self._stopped:
                self._spare.append((order, then))
                self._wake.notify()

    def close(self, last: Order) -> None:
        """Drop what waits, carry out a last order, end the thread."""
        with self._wake:
            if self._stopped:
                return
            self._stopped = True
            self._pictures.clear()
            self._spare.clear()
            self._orders.clear()
            self._orders.append((last, _nobody))
            self._wake.notify()
        self._thread.join(10.0)

    def _next(self) -> tuple[Order, Callable[[Any], object]] | None:
        with self._wake:
            while not (self._orders or self._pictures or self._spare or self._stopped):
                self._wake.wait()
            if self._orders:
                return self._orders.popleft()
            if self._spare and not self._pictures:
                self._open += 1
                return self._spare.popleft()
            if not self._pictures:
                return None
            self._open += 1
            return self._pictures.pop(next(iter(self._pictures)))

    def _run(self) -> None:
        while (item := self._next()) is not None:
            order, then = item
            try:
                answer = order()
            except Exception as problem:
                self._answered.emit(self._complain, problem)
            else:
                self._answered.emit(then, answer)
            del order, then, item

    def _hand_over(self, then: Callable[[Any], object], answer: Any) -> None:
        with self._wake:
            self._open -= 1
            stopped = self._stopped
        if not stopped:
            then(answer)

    def _complain(self, problem: BaseException) -> None:
        self.failed.emit(problem)


def _nobody(_answer: Any) -> None:
    """Take an answer that nobody waits for."""
