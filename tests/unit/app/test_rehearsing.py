"""Each variant is drawn once, unseen, when the picture is complete."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from jumeau.app.variants.rehearsing import SMALL, Rehearsal
from jumeau.model.project import new_project
from jumeau.model.session import Session
from jumeau.model.variants import add_variant, new_variant
from jumeau.model.view_state import Camera, Compare, ViewState


class Keeper(QObject):
    filled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[ViewState] = []

    def snapshot(self, view: ViewState, size: tuple[int, int], _then: Any) -> None:
        assert size == SMALL
        self.asked.append(view)


def test_each_variant_is_drawn_once_and_only_when_there_is_something_to_see() -> None:
    session = Session(new_project("x"), ViewState(compare=Compare.SWIPE, variants=("", "a")))
    keeper = Keeper()
    rehearsal = Rehearsal(session, keeper)
    for title in "AB":
        session.commit("new", add_variant(session.project, new_variant(session.project, title)))
        keeper.filled.emit()
    assert keeper.asked == []  # nobody looks from anywhere yet

    session.set_view(msgspec.structs.replace(session.view, camera=Camera((0.0, 0.0, 0.0))))
    keeper.filled.emit()
    keeper.filled.emit()
    assert [x.variants for x in keeper.asked] == [("variant-1",), ("variant-2",)]
    assert {x.compare for x in keeper.asked} == {Compare.NONE}

    rehearsal.close()
    session.commit("new", add_variant(session.project, new_variant(session.project, "C")))
    keeper.filled.emit()
    assert len(keeper.asked) == 2
