"""The sun of a place, and the sky over it: their tools; all else is loaded when one is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from jumeau.app.tools.tool import Tool

if TYPE_CHECKING:
    from jumeau.app.sun_places.places import Places
    from jumeau.app.workspace import Workspace


class SunPlaces(QObject):
    """Offers both tools."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.places: Places | None = None
        workspace.toolbox.add("sun_place", self._place_tool)
        workspace.toolbox.add("sky_diagram", self._sky_tool)

    def _held(self) -> Places:
        from jumeau.app.sun_places.places import Places

        if self.places is None:
            self.places = Places(self._workspace, self)
        return self.places

    def _place_tool(self) -> Tool:
        from jumeau.app.sun_places.tools import SunPlaceTool

        return SunPlaceTool(self._workspace, self._held())

    def _sky_tool(self) -> Tool:
        from jumeau.app.sun_places.tools import SkyTool

        return SkyTool(self._workspace, self._held())

    def close(self) -> None:
        """Take everything down."""
        if self.places is not None:
            self.places.close()
