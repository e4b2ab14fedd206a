"""The session: the current project, its history, and who follows it.

Every user action is a function ``Project -> Project``; the session commits its result. A commit is
handed to the recorder (the journal on disk) before anybody sees it: what is acknowledged is safe.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from jumeau.model.project import Project
from jumeau.model.view_state import ViewState

HISTORY = 500


class Action(msgspec.Struct, frozen=True):
    """What was done, as a key of the catalogue (``actions.<label>``) and its fields."""

    label: str
    fields: tuple[tuple[str, str], ...] = ()


class Entry(msgspec.Struct, frozen=True):
    """A line of the journal: an action and the top-level project fields that it changed."""

    op: str
    action: Action
    changed: dict[str, Any]


Recorder = Callable[[Entry], None]


def difference(old: Project, new: Project) -> dict[str, Any]:
    """Return the project fields that differ, as plain values that JSON can hold."""
    return {
        name: msgspec.to_builtins(getattr(new, name))
        for name in Project.__struct_fields__
        if getattr(old, name) != getattr(new, name)
    }


def apply_difference(project: Project, changed: dict[str, Any]) -> Project:
    """Return the project with the recorded fields put in.

    Raises
    ------
    msgspec.ValidationError
        When a field is unknown or its value does not fit.
    """
    values = msgspec.to_builtins(project)
    unknown = set(changed) - set(values)
    if unknown:
        raise msgspec.ValidationError(f"unknown project fields: {sorted(unknown)}")
    return msgspec.convert({**values, **changed}, Project)


class Session:
    """The project that is open.

    Parameters
    ----------
    project : Project
        The state to start from.
    view : ViewState
        What is looked at; it stays out of undo.
    record : callable, optional
        Makes an entry safe, or raises; then nothing changes.
    """

    def __init__(
        self, project: Project, view: ViewState | None = None, record: Recorder | None = None
    ) -> None:
        self._states = [project]
        self._actions: list[Action] = []
        self._index = 0
        self._saved: Project | None = project
        self._view = view or ViewState()
        self._record = record
        self._followers: list[Callable[[Project, Project], None]] = []
        self._view_followers: list[Callable[[ViewState, ViewState], None]] = []

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._states[self._index]

    @property
    def view(self) -> ViewState:
        """What is looked at."""
        return self._view

    @property
    def dirty(self) -> bool:
        """Whether the project differs from what was last saved."""
        return self._saved is not self.project and self._saved != self.project

    @property
    def can_undo(self) -> bool:
        """Whether there is an action to undo."""
        return self._index > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone action to do again."""
        return self._index < len(self._actions)

    @property
    def undo_action(self) -> Action | None:
        """The action that undo would take back."""
        return self._actions[self._index - 1] if self.can_undo else None

    @property
    def redo_action(self) -> Action | None:
        """The action that redo would do again."""
        return self._actions[self._index] if self.can_redo else None

    @property
    def history(self) -> tuple[Project, ...]:
        """All states that undo and redo can reach; their payloads must be kept."""
        return tuple(self._states)

    def commit(self, label: str, project: Project, **fields: object) -> None:
        """Make ``project`` the current state, as one action that can be undone."""
        old = self.project
        if project is old or project == old:
            return
        action = Action(label, tuple((name, str(value)) for name, value in fields.items()))
        self._make_safe("commit", action, old, project)
        del self._states[self._index + 1 :], self._actions[self._index :]
        self._states.append(project)
        self._actions.append(action)
        if len(self._actions) > HISTORY:
            del self._states[0], self._actions[0]
        self._index = len(self._actions)
        self._tell(old)

    def amend(self, label: str, project: Project, **fields: object) -> None:
        """Let a gesture go on: make ``project`` the result of the last action, if it is the same.

        Else (another action came between, or it was taken back) this is an action of its own.
        """
        old = self.project
        if project is old or project == old:
            return
        action = Action(label, tuple((name, str(value)) for name, value in fields.items()))
        if self.can_redo or self.undo_action != action:
            self.commit(label, project, **fields)
            return
        self._make_safe("amend", action, old, project)
        self._states[self._index] = project
        self._tell(old)

    def undo(self) -> None:
        """Take the last action back; nothing happens when there is none."""
        if self.can_undo:
            self._step(-1, "undo", self._actions[self._index - 1])

    def redo(self) -> None:
        """Do the last undone action again; nothing happens when there is none."""
        if self.can_redo:
            self._step(+1, "redo", self._actions[self._index])

    def _step(self, way: int, op: str, action: Action) -> None:
        old = self.project
        self._make_safe(op, action, old, self._states[self._index + way])
        self._index += way
        self._tell(old)

    def replay(self, entry: Entry) -> None:
        """Put a recorded entry back in place, without recording it again."""
        project = apply_difference(self.project, entry.changed)
        if entry.op == "undo" and self.can_undo and self._states[self._index - 1] == project:
            self._index -= 1
        elif entry.op == "redo" and self.can_redo and self._states[self._index + 1] == project:
            self._index += 1
        elif entry.op == "amend" and not self.can_redo and self.undo_action == entry.action:
            self._states[self._index] = project
        else:
            del self._states[self._index + 1 :], self._actions[self._index :]
            self._states.append(project)
            self._actions.append(entry.action)
            self._index = len(self._actions)

    def record_with(self, record: Recorder | None) -> None:
        """Make actions safe somewhere else from now on."""
        self._record = record

    def mark_saved(self) -> None:
        """Remember that the current state is the one on disk."""
        self._saved = self.project

    def set_view(self, view: ViewState) -> None:
        """Look at something else; this is not an action."""
        old = self._view
        if view != old:
            self._view = view
            for follower in tuple(self._view_followers):
                follower(old, view)

    def subscribe(self, follower: Callable[[Project, Project], None]) -> Callable[[], None]:
        """Call ``follower(old, new)`` after each change; return the way to stop it."""
        self._followers.append(follower)
        return lambda: self._followers.remove(follower)

    def subscribe_view(
        self, follower: Callable[[ViewState, ViewState], None]
    ) -> Callable[[], None]:
        """Call ``follower(old, new)`` when the view changes; return the way to stop it."""
        self._view_followers.append(follower)
        return lambda: self._view_followers.remove(follower)

    def _make_safe(self, op: str, action: Action, old: Project, new: Project) -> None:
        if self._record is not None:
            self._record(Entry(op, action, difference(old, new)))

    def _tell(self, old: Project) -> None:
        for follower in tuple(self._followers):
            follower(old, self.project)
