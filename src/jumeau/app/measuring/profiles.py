"""Profiles along a line: the tool that draws the line, the chart below the picture, both linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from jumeau.app.measuring.ink import draw_dots, draw_label, draw_line
from jumeau.app.measuring.measure import ABOVE, measured_on, traced
from jumeau.app.measuring.numbers import told_length
from jumeau.app.measuring.pointing import Place, PointingTool
from jumeau.geometry.measure import lengths_of

if TYPE_CHECKING:
    from jumeau.app.measuring.profile_panel import ProfilePanel
    from jumeau.app.workspace import Workspace
    from jumeau.geometry.profile import Profile

ON_LINE = 24.0
"""The chart follows a cursor that is so near to the line [pixels of the widget]."""


class Profiles(QObject):
    """The profile that is shown, if any: its line in the picture and its chart."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.profile: Profile | None = None
        self.panel: ProfilePanel | None = None
        self._line: tuple[tuple[float, float, float], ...] = ()
        self._trace = np.empty((0, 3))
        self._at: float | None = None
        workspace.viewport.overlays.append(self.paint)
        workspace.viewport.hovered.connect(self._hovered)

    def close(self) -> None:
        """Take the line off the picture."""
        self._workspace.viewport.overlays.remove(self.paint)
        self._workspace.viewport.hovered.disconnect(self._hovered)

    def show(self, line: tuple[tuple[float, float, float], ...]) -> None:
        """Cut the model along a line and show the chart, soon."""
        workspace = self._workspace
        site = workspace.keeper.site(workspace.session.view)
        if site is None:
            return
        self._line = line
        self._trace = traced(np.array(line), site)
        project, tr = workspace.session.project, workspace.window_.tr_
        flat = np.array(line)[:, :2]
        workspace.window_.tasks.submit(
            tr("app.job.profile"),
            lambda _progress: site.profile(flat, project.grid_scale, trees=True),
            lambda found: self._show(found, line),
        )

    def _show(self, found: Profile, line: tuple[tuple[float, float, float], ...]) -> None:
        if line != self._line:
            return
        from jumeau.app.measuring.profile_panel import ProfilePanel

        workspace = self._workspace
        self.profile = found
        if self.panel is None:
            self.panel = ProfilePanel(workspace)
            self.panel.chart.pointed.connect(self._pointed)
            self.panel.closed.connect(self.clear)
            area = Qt.DockWidgetArea.BottomDockWidgetArea
            title = workspace.window_.tr_("measuring.profile.title")
            workspace.add_dock("profile", title, self.panel, area, shown=True)
            workspace.window_.resizeDocks(
                [workspace.docks["profile"]], [260], Qt.Orientation.Vertical
            )
        site = workspace.keeper.site(workspace.session.view)
        project, tr = workspace.session.project, workspace.window_.tr_
        self.panel.show_profile(found, measured_on(site, project, tr) if site else "")
        workspace.docks["profile"].show()
        workspace.viewport.update()

    def renew(self) -> None:
        """Cut again: the model has changed."""
        if self.profile is not None:
            self.show(self._line)

    def clear(self) -> None:
        """Forget the profile, and hide the chart."""
        self.profile, self._line, self._at = None, (), None
        if self.panel is not None:
            self._workspace.docks["profile"].hide()
        self._workspace.viewport.update()

    # -- chart and picture -----------------------------------------------------------------------

    def _pointed(self, s: float | None) -> None:
        """Mark in the picture what is under the cursor in the chart."""
        self._at = s
        self._workspace.viewport.update()

    def _hovered(self, point: tuple[float, float, float] | None) -> None:
        """Mark in the chart what is under the cursor in the picture, where it is on the line."""
        if self.profile is None or self.panel is None or point is None:
            return
        viewport = self._workspace.viewport
        k = int(np.hypot(*(self.profile.place - point[:2]).T).argmin())
        x, y = self.profile.place[k]
        place = np.array([[x, y, self.profile.surface[k]], point])
        (ax, ay), (bx, by) = viewport.to_screen(place).tolist()
        near = np.hypot(ax - bx, ay - by) <= ON_LINE
        self._at = float(self.profile.s[k]) if near else None
        self.panel.chart.point_at(self._at)
        viewport.update()

    def paint(self, painter: QPainter) -> None:
        """Draw the line, its ends and the place that is pointed at."""
        if not self._line:
            return
        viewport = self._workspace.viewport
        seen = viewport.to_screen
        draw_line(painter, seen(self._trace))
        draw_dots(painter, seen(np.array(self._line)))
        bounds = QRectF(viewport.rect())
        for name, k in (("A", 0), ("B", -1)):
            x, y = seen(self._trace[[k]])[0].tolist()
            if x == x and bounds.contains(QPointF(x, y)):
                draw_label(painter, QPointF(x, y), name, bounds)
        if self._at is None or self.profile is None:
            return
        p = self.profile
        x, y = (float(np.interp(self._at, p.s, p.place[:, k])) for k in (0, 1))
        heights = [float(np.interp(self._at, p.s, v)) for v in (p.ground, p.surface)]
        feet = np.array([[x, y, z + ABOVE] for z in heights])
        if heights[1] - heights[0] > 0.5:
            draw_line(painter, seen(feet))
        draw_dots(painter, seen(feet[1:]), large=True)


class ProfileTool(PointingTool):
    """Draws the line of a profile."""

    def __init__(self, workspace: Workspace, profiles: Profiles) -> None:
        super().__init__(workspace, "measuring.hint.profile")
        self._profiles = profiles
        self._places: list[Place] = []
        self._under: Place | None = None

    def begun(self) -> bool:
        """Tell whether points have been set."""
        return bool(self._places)

    def put(self, place: Place) -> None:
        """Set a point."""
        if not (self._places and self._places[-1].point == place.point):
            self._places.append(place)

    def follow(self, place: Place | None) -> None:
        """Draw the line to the cursor."""
        self._under = place

    def take_back(self) -> bool:
        """Remove the last point."""
        return bool(self._places and self._places.pop())

    def clear(self) -> bool:
        """Forget the line that was begun, else the profile that is shown."""
        had = bool(self._places)
        self._places.clear()
        self._under = None
        return had

    def end(self) -> bool:
        """Show the profile along the line."""
        points = tuple(dict.fromkeys(place.point for place in self._places))
        self.clear()
        if len(points) < 2:
            return bool(points)
        self._profiles.show(points)
        self.finished.emit()
        return True

    def paint(self, painter: QPainter) -> None:
        """Draw the line so far and its length."""
        super().paint(painter)
        site = self.site
        places = [*self._places, *([self._under] if self._under and self._places else [])]
        points = np.array([place.point for place in places])
        viewport = self._workspace.viewport
        if site is None or not len(points):
            return
        draw_line(painter, viewport.to_screen(traced(points, site, 300)), dashed=True)
        draw_dots(painter, viewport.to_screen(points))
        if len(points) > 1 and self._at is not None and not self._by_keys:
            tr = self._workspace.window_.tr_
            scale = self._workspace.session.project.grid_scale
            flat = lengths_of(points, site.relief.altitude, site.step, scale=scale).horizontal
            text = told_length(flat, self.known(*(p.point for p in places)), tr)
            draw_label(painter, QPointF(self._at), text, QRectF(viewport.rect()), centred=False)
