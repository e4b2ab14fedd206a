"""What of the picture is shown: names, contour lines, trees, edges, soft shade; ticks in a menu."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from jumeau.model.view_state import ViewState

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace

SWITCHES = ("labels", "contours", "trees", "edges", "occlusion")


class PictureSwitches:
    """Ticks that follow the view, and set it.

    Parameters
    ----------
    workspace : Workspace
        Of the open project.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._actions = workspace.window_.actions_
        self._session = workspace.session
        for name in SWITCHES:
            self._actions.bind(name, partial(self._turn, name))
        self._stop = self._session.subscribe_view(self._follow)
        self._follow(self._session.view, self._session.view)

    def close(self) -> None:
        """Take the ticks away."""
        self._stop()
        self._actions.unbind(*SWITCHES)
        for name in SWITCHES:
            self._actions[name].setChecked(False)

    def _turn(self, name: str) -> None:
        view = self._session.view
        shown = not getattr(view.switches, name)
        switches = msgspec.structs.replace(view.switches, **{name: shown})
        self._session.set_view(msgspec.structs.replace(view, switches=switches))

    def _follow(self, _old: ViewState, view: ViewState) -> None:
        for name in SWITCHES:
            self._actions[name].setChecked(getattr(view.switches, name))
