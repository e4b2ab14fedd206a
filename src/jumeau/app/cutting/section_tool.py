"""The tool that cuts the model open, and the ways in which a cut is moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from jumeau.app.measuring.ink import draw_dots, draw_label, draw_line
from jumeau.app.measuring.measure import traced
from jumeau.app.measuring.numbers import told_length
from jumeau.app.measuring.pointing import Place, PointingTool
from jumeau.model.view_state import Section

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace

SHORTEST = 1.0
"""A cut has two ends at least so far from each other [m]."""


def cut(workspace: Workspace, section: Section | None, *, moving: bool = False) -> None:
    """Cut the model open, or close it."""
    session = workspace.session
    if section == session.view.section:
        return
    # A named view's title no longer tells what is seen.
    session.set_view(msgspec.structs.replace(session.view, section=section, title=""))
    camera = workspace.viewport.camera
    if moving and camera is not None:
        workspace.viewport.go(camera)


def flipped(section: Section) -> Section:
    """Return the cut that leaves out the other side."""
    return Section(section.end, section.start)


def shifted(section: Section, by: float) -> Section:
    """Return the cut moved towards what is kept [m]."""
    (ax, ay), (bx, by_) = section.start, section.end
    dx, dy = bx - ax, by_ - ay
    length = max(float(np.hypot(dx, dy)), 1e-9)
    nx, ny = -dy / length * by, dx / length * by
    return Section((ax + nx, ay + ny), (bx + nx, by_ + ny))


def facing_away(section: Section, eye: tuple[float, float, float]) -> Section:
    """Return the cut that leaves out the side of the eye."""
    return section if section.leaves_out(eye[0], eye[1]) else flipped(section)


def look_at_cut(workspace: Workspace, section: Section) -> None:
    """Fly to a view square to a cut, from a little above."""
    from jumeau.render.section import camera_for

    site = workspace.keeper.site(workspace.session.view)
    camera = workspace.viewport.camera
    if site is None or camera is None:
        return
    width, height = workspace.viewport.pixels
    view = camera_for(section, site.relief, width / height, camera.field_of_view)
    workspace.viewport.fly_to(view)


class SectionTool(PointingTool):
    """Draws the line of a cut: two points."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "measuring.hint.section")
        self._first: Place | None = None
        self._under: Place | None = None

    def begun(self) -> bool:
        """Tell whether the first point has been set."""
        return self._first is not None

    def put(self, place: Place) -> None:
        """Set the first point, or cut with the second."""
        if self._first is None:
            self._first = place
            return
        section = Section(self._first.point[:2], place.point[:2])
        if np.hypot(*np.subtract(section.end, section.start)) < SHORTEST:
            return
        self.clear()
        camera = self._workspace.viewport.camera
        if camera is not None:
            section = facing_away(section, camera.eye)
        cut(self._workspace, section)
        look_at_cut(self._workspace, section)
        self.finished.emit()

    def follow(self, place: Place | None) -> None:
        """Draw the line to the cursor."""
        self._under = place

    def take_back(self) -> bool:
        """Remove the first point."""
        return self.clear()

    def clear(self) -> bool:
        """Forget the first point."""
        had = self._first is not None
        self._first, self._under = None, None
        return had

    def paint(self, painter: QPainter) -> None:
        """Draw the line so far."""
        super().paint(painter)
        site = self.site
        if self._first is None or site is None:
            return
        points = np.array([x.point for x in (self._first, self._under) if x is not None])
        seen = self._workspace.viewport.to_screen
        draw_line(painter, seen(traced(points, site, 300)), dashed=True)
        draw_dots(painter, seen(points))
        if len(points) > 1 and self._at is not None and not self._by_keys:
            tr = self._workspace.window_.tr_
            flat = float(np.hypot(*(points[1] - points[0])[:2]))
            flat /= self._workspace.session.project.grid_scale
            text = told_length(flat, self.known(self._first.point), tr)
            bounds = QRectF(self._workspace.viewport.rect())
            draw_label(painter, QPointF(self._at), text, bounds, centred=False)
