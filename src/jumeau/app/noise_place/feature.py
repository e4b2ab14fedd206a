"""The noise of a place: its tool; all else is loaded when it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from jumeau.app.tools.tool import Tool

if TYPE_CHECKING:
    from jumeau.app.noise_place.places import NoisePlaces as Places
    from jumeau.app.workspace import Workspace


class NoisePlace(QObject):
    """Offers the tool."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.places: Places | None = None
        workspace.toolbox.add("noise_place", self._tool)

    def held(self) -> Places:
        """Return the place that is chosen; made at its first use."""
        from jumeau.app.noise_place.places import NoisePlaces

        if self.places is None:
            self.places = NoisePlaces(self._workspace, self)
        return self.places

    def _tool(self) -> Tool:
        from jumeau.app.noise_place.tool import NoisePlaceTool

        return NoisePlaceTool(self._workspace, self.held())

    def close(self) -> None:
        """Take everything down."""
        if self.places is not None:
            self.places.close()
