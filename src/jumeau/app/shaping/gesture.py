"""A gesture: as many states as the hand shows, one action to undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from jumeau.app.shaping.deeds import begun
from jumeau.app.variants.current import look_at
from jumeau.model.project import Project
from jumeau.model.variants import variant_of

if TYPE_CHECKING:
    from jumeau.i18n import Translator
    from jumeau.model.session import Session

Make = Callable[[Project, str], Project]
"""From the project before the gesture and the variant worked on to what the hand shows now."""


class Gesture:
    """Each state that is shown takes the place of the one before; all together are one action.

    Parameters
    ----------
    session : Session
        Where it happens.
    label : str
        Of the action (``actions.<label>``).
    """

    def __init__(self, session: Session, tr: Translator, label: str) -> None:
        self._session = session
        self._tr = tr
        self._label = label
        self._before = self._last = session.project
        self.acted = False

    def show(self, make: Make) -> None:
        """Show what the hand does now."""
        session = self._session
        if session.project is not self._last:  # something else was done meanwhile
            self._before, self.acted = session.project, False
        start, variant_id = begun(self._before, session.view, self._tr)
        project = make(start, variant_id)
        if self.acted:
            session.amend(self._label, project)
        elif make_differs(start, project):
            session.commit(self._label, project)
            self.acted = session.project is not self._before
        self._last = session.project
        if self.acted and variant_of(self._before, variant_id) is None:
            look_at(session, variant_id)

    def take_back(self) -> None:
        """Leave everything as it was before the gesture."""
        if self.acted and self._session.project is self._last:
            self._session.undo()
        self.acted = False
        self._before = self._last = self._session.project


def make_differs(start: Project, project: Project) -> bool:
    """Tell whether anything was done, beside beginning a variant."""
    return project is not start and project != start
