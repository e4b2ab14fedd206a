"""The tools of an open project: one at a time, each behind an action of the group "tool"."""

from __future__ import annotations

from collections.abc import Callable

from jumeau.app.actions import Actions
from jumeau.app.tools.tool import Tool
from jumeau.app.viewport import Viewport

LOOK = "tool_look"
"""The action that goes back to moving and clicking."""


class Toolbox:
    """Puts tools into the hand of the user.

    Parameters
    ----------
    actions : Actions
        With the actions of the group "tool".
    viewport : Viewport
        Where the tools work.
    """

    def __init__(self, actions: Actions, viewport: Viewport) -> None:
        self._actions = actions
        self._viewport = viewport
        self._made: dict[str, Tool] = {}
        self._names: list[str] = [LOOK]
        actions.bind(LOOK, self.put_down)
        actions[LOOK].setChecked(True)

    def add(self, name: str, make: Callable[[], Tool]) -> None:
        """Offer a tool behind an action; it is made when it is chosen for the first time."""
        self._names.append(name)
        self._actions.bind(name, lambda: self.choose(name, make))

    def choose(self, name: str, make: Callable[[], Tool]) -> None:
        """Take a tool in hand."""
        tool = self._made.get(name)
        if tool is None:
            tool = self._made[name] = make()
            tool.finished.connect(self.put_down)
            tool.changed.connect(self._viewport.update)
        self._actions[name].setChecked(True)
        self._viewport.take(tool)

    def put_down(self) -> None:
        """Go back to moving and clicking."""
        self._actions[LOOK].setChecked(True)
        self._viewport.take(None)

    def close(self) -> None:
        """Put the tool down for good."""
        self._viewport.take(None)
        self._actions.unbind(*self._names)
