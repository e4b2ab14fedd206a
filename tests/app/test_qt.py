"""What is asked of Qt's binding itself."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal


class Sender(QObject):
    """Sends."""

    sent = Signal(object)


def test_a_signal_costs_no_reference() -> None:
    """A binding that loses one with every signal ends the program after some thousands of them."""
    sender = Sender()
    sender.sent.emit(0)
    before = sys.getrefcount(True)
    for number in range(1000):
        sender.sent.emit(number)
    assert abs(sys.getrefcount(True) - before) < 500
