"""A click on the ground or on a roof: what the results that are shown say there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jumeau.app.tasks import ASKED
from jumeau.model.payload import PayloadKind
from jumeau.render.result_values import layers_told, value_at

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace
    from jumeau.model.layer import Layer

BELOW = 0.5
"""What was hit may lie so far below a roof's top [m]: walls are told by their own cells."""


class ResultsAt:
    """Reads the values of results where something was clicked, in the background."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._pick: Any = None

    def ask(self, pick: Any) -> None:
        """Read what is said at the place of a pick, and add it to the card that is shown."""
        self._pick = pick
        workspace = self._workspace
        project, view = workspace.session.project, workspace.session.view
        if pick is None:
            return
        standing = bool(pick.layer or pick.edit)
        if not (layers := layers_told(project, view, standing=standing)):
            return
        kinds = {x.id: x.payload.kind for x in project.layers}
        if kinds.get(pick.layer) is PayloadKind.SAMPLES:
            return  # a wall's cell says it all
        store, keeper = workspace.opened.store, workspace.keeper
        x, y, z = pick.point

        def read(_progress: Any) -> list[tuple[Layer, float]]:
            site = keeper.site(view) if standing else None
            if site is not None and site.top(x, y) - z > BELOW:
                return []
            found = [(layer, value_at(store, layer, x, y)) for layer in layers]
            return [(layer, value) for layer, value in found if value == value]

        def show(told: list[tuple[Layer, float]]) -> None:
            if self._pick is pick:
                workspace.details.add_results(told)

        workspace.window_.tasks.submit("", read, show, urgency=ASKED)
