"""A gesture is one action, however many steps it has."""

from __future__ import annotations

from jumeau.model.project import new_project, rename
from jumeau.model.session import Entry, Session


def named(session: Session, *names: str) -> None:
    session.commit("rename", rename(session.project, names[0]))
    for name in names[1:]:
        session.amend("rename", rename(session.project, name))


def test_the_steps_of_a_gesture_are_taken_back_at_once() -> None:
    session = Session(new_project("un"))
    named(session, "deux", "trois", "quatre")
    assert session.project.name == "quatre"
    session.undo()
    assert session.project.name == "un"
    session.redo()
    assert session.project.name == "quatre"


def test_a_gesture_that_was_taken_back_does_not_go_on() -> None:
    session = Session(new_project("un"))
    named(session, "deux", "trois")
    session.undo()
    session.amend("rename", rename(session.project, "cinq"))
    session.undo()
    assert session.project.name == "un"
    session.amend("other", rename(session.project, "six"))
    assert session.undo_action is not None
    assert session.undo_action.label == "other"


def test_the_journal_brings_a_gesture_back() -> None:
    entries: list[Entry] = []
    session = Session(new_project("un"), record=entries.append)
    start = session.project
    named(session, "deux", "trois")
    session.undo()
    session.redo()
    assert [entry.op for entry in entries] == ["commit", "amend", "undo", "redo"]
    again = Session(start)
    for entry in entries:
        again.replay(entry)
    assert again.project == session.project
    again.undo()
    assert again.project == start
    late = Session(rename(start, "deux"))  # saved in the middle of the gesture
    late.replay(entries[1])
    assert late.project == session.project


def test_a_project_saved_in_the_middle_of_a_gesture_is_unsaved_again() -> None:
    session = Session(new_project("un"))
    named(session, "deux")
    session.mark_saved()
    session.amend("rename", rename(session.project, "trois"))
    assert session.dirty
