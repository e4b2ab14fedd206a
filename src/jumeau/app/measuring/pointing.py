"""The base of all tools that set points on the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter

from jumeau.app import navigation as nav
from jumeau.app.measuring.ink import draw_cross, draw_label
from jumeau.app.tools.tool import Tool

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace
    from jumeau.render.site import Site

HINT = 0.48
"""How far down the picture the first hint stands: below the title and the overview map."""
NEAR = 11.0
"""A corner that lies so near to the cursor is meant [pixels of the widget]."""
_SET = (Qt.Key.Key_Space, Qt.Key.Key_Insert)
_END = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_REMOVE = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


class Place(NamedTuple):
    """A place of the model: on what, and where [m]."""

    point: tuple[float, float, float]
    layer: str = ""
    row: int = -1
    corner: bool = False


class PointingTool(Tool):
    """Sets points: by clicks, or by the space bar under a cross in the middle of the picture.

    Parameters
    ----------
    workspace : Workspace
        With the picture and its model.
    hint : str
        Key of the sentence that tells what to do; shown in the picture at first.
    """

    def __init__(self, workspace: Workspace, hint: str) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._hint = hint
        self._at: QPointF | None = None
        self._by_keys = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(15)
        self._soon.timeout.connect(self._follow)

    @property
    def site(self) -> Site | None:
        """What there is to measure; None while there is nothing."""
        found: Site | None = self._workspace.keeper.site(self._workspace.session.view)
        return found

    # -- what tools do ---------------------------------------------------------------------------

    def put(self, place: Place) -> None:
        """Take a point that was set."""

    def follow(self, place: Place | None) -> None:
        """Follow the cursor, None over the sky."""

    def take_back(self) -> bool:
        """Remove the last point; tell whether there was one."""
        return False

    def end(self) -> bool:
        """End what was begun; tell whether anything was."""
        return False

    def clear(self) -> bool:
        """Forget what was begun; tell whether anything was."""
        return False

    def begun(self) -> bool:
        """Tell whether points have been set."""
        return False

    # -- mouse and keys --------------------------------------------------------------------------

    def stop(self) -> None:
        """Forget what was begun."""
        self._soon.stop()
        self._by_keys = False
        self.clear()

    def start(self) -> None:
        """Take the keyboard, and say what to do."""
        self._workspace.viewport.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def click(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Set a point."""
        self._by_keys = False
        self._set(at)

    def _set(self, at: QPointF) -> None:
        place = self.place_at(at)
        if place is not None:
            self.put(place)
            self.changed.emit()

    def double_click(self, at: QPointF) -> None:
        """End: the click before has set the last point."""
        self.end()
        self.changed.emit()

    def hover(self, at: QPointF) -> None:
        """Follow the cursor, as often as a screen shows it."""
        self._at = at
        self._by_keys = False
        if not self._soon.isActive():
            self._soon.start()

    def _follow(self) -> None:
        viewport = self._workspace.viewport
        if viewport.tool is self and self._at is not None:
            self.follow(self.place_at(self._at))
            self.changed.emit()

    def key(self, event: QKeyEvent) -> bool:
        """Set, end, remove, clear; other keys move the camera, and show the cross."""
        key = Qt.Key(event.key())
        if key in _SET:
            self._by_keys = True
            self._set(self.middle)
            return True
        if key in _END:
            done = self.end()
        elif key in _REMOVE:
            done = self.take_back()
        elif key == Qt.Key.Key_Escape:
            done = self.clear()
        else:
            if key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._by_keys = True
                self._at = self.middle
                self._soon.start(60)
            return False
        self.changed.emit()
        return done

    @property
    def middle(self) -> QPointF:
        """Middle of the picture."""
        viewport = self._workspace.viewport
        return viewport.middle

    # -- places ----------------------------------------------------------------------------------

    def place_at(self, at: QPointF) -> Place | None:
        """Return what lies under a place of the picture: a corner of a building near by."""
        pick = self._workspace.viewport.pick(at.x(), at.y())
        if pick is None:
            return None
        corner = self._corner(pick, at)
        return Place(corner or pick.point, pick.layer, pick.row, corner is not None)

    def _corner(self, pick: Any, at: QPointF) -> tuple[float, float, float] | None:
        site = self.site
        if site is None or pick.row < 0:
            return None
        points = site.corners(pick.layer, pick.row)
        if points is None or not len(points):
            return None
        away = self._workspace.viewport.to_screen(points) - (at.x(), at.y())
        distance = np.nan_to_num(np.hypot(away[:, 0], away[:, 1]), nan=np.inf)
        best = int(distance.argmin())
        x, y, z = points[best].tolist()
        return (x, y, z) if distance[best] <= NEAR else None

    def known(self, *points: tuple[float, float, float]) -> float:
        """Return the size of a pixel at the farthest of some points [m]."""
        viewport = self._workspace.viewport
        camera = viewport.camera
        if camera is None or not points:
            return 0.0
        away = max(float(np.linalg.norm(np.array(p) - camera.eye)) for p in points)
        pixel = nav.metres_per_pixel(camera, viewport.frame.size)
        return pixel * away / camera.distance

    def paint(self, painter: QPainter) -> None:
        """Draw the cross, and the hint until the first point is set."""
        bounds = QRectF(self._workspace.viewport.rect())
        if self._by_keys:
            draw_cross(painter, self.middle)
        if not self.begun():
            at = QPointF(bounds.center().x(), bounds.top() + HINT * bounds.height())
            draw_label(painter, at, self._workspace.window_.tr_(self._hint), bounds)
