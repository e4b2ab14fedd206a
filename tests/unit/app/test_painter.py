"""Of the pictures only the latest; orders all, in turn."""

from __future__ import annotations

import threading

from jumeau.app.painter import Painter


def test_orders_are_done_in_turn_and_waiting_pictures_replaced(qtbot):
    painter = Painter()
    gate, done, painted = threading.Event(), [], []
    painter.do(lambda: gate.wait(5), lambda _: done.append("gate"))
    for number in range(5):
        painter.paint(lambda n=number: painted.append(n), lambda _: None)
    painter.do(lambda: "second", done.append)
    gate.set()
    qtbot.waitUntil(lambda: painter.idle, timeout=5000)
    assert done == ["gate", "second"]
    assert painted == [4]
    painter.close(lambda: done.append("closed"))
    assert done[-1] == "closed"


def test_a_failure_is_told_and_the_painter_goes_on(qtbot):
    painter = Painter()
    problems, answers = [], []
    painter.failed.connect(problems.append)
    painter.do(lambda: 1 / 0, answers.append)
    painter.do(lambda: 2, answers.append)
    qtbot.waitUntil(lambda: answers == [2], timeout=5000)
    assert isinstance(problems[0], ZeroDivisionError)
    painter.close(lambda: None)
