"""The tools that ask for the sun of a place and for the sky over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QPainter

from jumeau.app.measuring.ink import draw_area, draw_dots, draw_line
from jumeau.app.measuring.measure import traced
from jumeau.app.measuring.pointing import Place, PointingTool
from jumeau.render.sun_finding import AUTO, DRAW, POINT

if TYPE_CHECKING:
    from jumeau.app.sun_places.places import Places
    from jumeau.app.workspace import Workspace


class SunPlaceTool(PointingTool):
    """Takes a garden, a façade, a window or a point; or draws an outline."""

    def __init__(self, workspace: Workspace, places: Places) -> None:
        super().__init__(workspace, "sun_places.hint")
        self._places = places
        self._corners: list[Place] = []
        self._under: Place | None = None

    def start(self) -> None:
        """Show the panel, where what is clicked is chosen."""
        super().start()
        self._places.open_panel()

    @property
    def drawing(self) -> bool:
        """Whether an outline is drawn."""
        return self._places.mode == DRAW

    def begun(self) -> bool:
        """Tell whether an outline was begun."""
        return bool(self._corners)

    def put(self, place: Place) -> None:
        """Take what is clicked, or set a corner."""
        if self.drawing:
            if not (self._corners and self._corners[-1].point == place.point):
                self._corners.append(place)
            return
        self._places.find(place.point, self._places.mode)
        self.finished.emit()

    def follow(self, place: Place | None) -> None:
        """Draw the outline to the cursor."""
        self._under = place

    def take_back(self) -> bool:
        """Remove the last corner."""
        return bool(self._corners and self._corners.pop())

    def clear(self) -> bool:
        """Forget the outline that was begun."""
        had = bool(self._corners)
        self._corners.clear()
        self._under = None
        return had

    def end(self) -> bool:
        """Ask for the sun of the outline."""
        points = tuple(dict.fromkeys(x.point for x in self._corners))
        self.clear()
        if len(points) < 3:
            return bool(points)
        self._places.choose_outline(np.array(points)[:, :2])
        self.finished.emit()
        return True

    def paint(self, painter: QPainter) -> None:
        """Draw the outline so far, or say what to do."""
        mode = self._places.mode
        self._hint = {
            AUTO: "sun_places.hint", DRAW: "sun_places.hint_draw", POINT: "sun_places.hint_point",
        }.get(mode, "sun_places.hint_sky")  # fmt: skip
        super().paint(painter)
        site = self.site
        places = [*self._corners, *([self._under] if self._under and self._corners else [])]
        if site is None or not places:
            return
        seen = self._workspace.viewport.to_screen
        points = np.array([x.point for x in places])
        ring = np.concatenate([points, points[:1]]) if len(points) > 2 else points
        line = seen(traced(ring, site, 300)) if len(ring) > 1 else seen(ring)
        if len(points) > 2:
            draw_area(painter, line)
        draw_line(painter, line, dashed=True)
        draw_dots(painter, seen(points))


class SkyTool(PointingTool):
    """Takes a point or a wall, and shows the sky over it."""

    def __init__(self, workspace: Workspace, places: Places) -> None:
        super().__init__(workspace, "sun_places.hint_sky")
        self._places = places

    def put(self, place: Place) -> None:
        """Ask for the sky; the tool goes back."""
        self._places.find(place.point, POINT, sky=True)
        self.finished.emit()
