"""The tool that asks for the noise of a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jumeau.app.measuring.pointing import Place, PointingTool

if TYPE_CHECKING:
    from jumeau.app.noise_place.places import NoisePlaces
    from jumeau.app.workspace import Workspace


class NoisePlaceTool(PointingTool):
    """Takes a place of the ground, of a façade or of a roof."""

    def __init__(self, workspace: Workspace, places: NoisePlaces) -> None:
        super().__init__(workspace, "noise_place.hint")
        self._places = places

    def put(self, place: Place) -> None:
        """Ask for the noise there; the tool goes back."""
        self._places.find(place.point)
        self.finished.emit()
