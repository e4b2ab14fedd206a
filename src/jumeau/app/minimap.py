"""The overview map: the whole model from above in a corner, and where the camera stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from jumeau.app import navigation as nav
from jumeau.app.thumbnails import SIZE, Thumbnails
from jumeau.model.view_state import Camera, ViewState
from jumeau.render.parts import model_bounds

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace

HEIGHT = 168  # [points]
MARGIN = 12
SHARE = 0.3
"""Most of the picture's width and height that the map may cover."""
TITLE = 0.1
"""Height of the title over that of the picture: the map stands below it."""
ASPECT = (0.7, 1.6)
FIELD_OF_VIEW = 8.0
"""Narrow, so that heights hardly shift what stands on them [degrees]."""
STEP = 0.06
"""Of an arrow key, over the map's height."""
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}


def overview(bounds: tuple[float, float, float, float], altitude: float) -> Camera:
    """Return the camera that sees a rectangle (xmin, ymin, xmax, ymax) from above, north up [m]."""
    middle = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2, altitude)
    wide, high = bounds[2] - bounds[0], bounds[3] - bounds[1]
    half = max(high, wide * SIZE[1] / SIZE[0]) / 2 * 1.04
    distance = half / float(np.tan(np.radians(FIELD_OF_VIEW / 2)))
    return Camera(middle, distance, 0.0, nav.STRAIGHT_DOWN, FIELD_OF_VIEW)


def footprint(camera: Camera, size: nav.Size) -> list[nav.Vector]:
    """Return what a picture shows of the plane through its target: its corners, clockwise [m].

    Where a corner lies above the horizon, the corner is as far as the picture is worth looking at.
    """
    width, height = size
    eye, far = np.array(camera.eye), 4.0 * camera.distance
    corners: list[nav.Vector] = []
    for x, y in ((0, 0), (width, 0), (width, height), (0, height)):
        beam = np.array(nav.ray(camera, size, x, y)[1])
        along = (camera.target[2] - eye[2]) / beam[2] if beam[2] < -1e-6 else np.inf
        flat = float(np.hypot(beam[0], beam[1]))
        along = min(along, far / max(flat, 1e-6))
        corners.append((float(eye[0] + along * beam[0]), float(eye[1] + along * beam[1]), 0.0))
    return corners


class MapWidget(QWidget):
    """The map itself: click or drag to go there, arrows to walk.

    Parameters
    ----------
    workspace : Workspace
        The project; the map stands on its picture.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.viewport)
        self._workspace = workspace
        self._session = workspace.session
        self._pictures = Thumbnails(workspace.session, workspace.keeper, self)
        self._pictures.ready.connect(self.update)
        self._accent = QColor(workspace.window_.theme.accent)
        self._image: QImage | None = None
        tr = workspace.window_.tr_
        self.setAccessibleName(tr("views.minimap"))
        self.setToolTip(tr("views.minimap_told"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        workspace.viewport.installEventFilter(self)
        workspace.viewport.drawn.connect(self.settle)
        self.settle()

    def close_map(self) -> None:
        """Stop following the picture."""
        self._pictures.close()
        self._workspace.viewport.drawn.disconnect(self.settle)
        self._workspace.viewport.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    # -- place and content -----------------------------------------------------------------------

    @property
    def camera(self) -> Camera | None:
        """The camera of the map; None while there is nothing to see."""
        bounds = model_bounds(self._session.project)
        if bounds is None or self._session.view.camera is None:
            return None
        middle = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
        return overview(bounds, self._workspace.keeper.ground(*middle))

    def view(self) -> ViewState | None:
        """Return what the map shows: the layers of the picture, without names and soft shade."""
        camera, view = self.camera, self._session.view
        if camera is None:
            return None
        switches = msgspec.structs.replace(view.switches, labels=False, contours=False)
        return msgspec.structs.replace(view, camera=camera, switches=switches, section=None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep to the corner when the picture changes its size."""
        if event.type() == QEvent.Type.Resize:
            self.settle()
        return super().eventFilter(watched, event)

    def settle(self) -> None:
        """Stand in the corner; away while the picture is alone, as it is projected."""
        viewport, bounds = self._workspace.viewport, model_bounds(self._session.project)
        alone = self._workspace.docks.none_shown
        self.setVisible(bounds is not None and not alone)
        if bounds is None or alone:
            return
        shape = (bounds[2] - bounds[0]) / max(bounds[3] - bounds[1], 1e-6)
        shape = min(max(shape, ASPECT[0]), ASPECT[1])
        high = min(HEIGHT * self.fontMetrics().height() / 17, SHARE * viewport.height())
        high = min(high, SHARE * viewport.width() / shape)
        wide, high = round(high * shape), round(high)
        below_title = max(round(TITLE * viewport.height()), self._below_names())
        self.setGeometry(viewport.width() - wide - MARGIN, below_title, wide, high)
        self.raise_()
        self.update()

    def _below_names(self) -> int:
        """Return where the names of compared variants end, at the right of the picture [points]."""
        shown = self._workspace.viewport.shown
        if shown is None or shown.compared is None:
            return 0
        middle, third = shown.compared.size[0] / 2, shown.compared.size[1] / 3
        names = [x.name for x in shown.compared.sides if x.name is not None]
        lows = [x.y + x.plate.shape[0] for x in names if x.x > middle - MARGIN and x.y < third]
        ratio = self._workspace.viewport.devicePixelRatioF()
        return round(max(lows, default=0) / ratio) + MARGIN

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the map, then where the camera looks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QPainterPath()
        frame.addRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        painter.setClipPath(frame)
        painter.fillPath(frame, QColor("#F6F3EC"))
        view = self.view()
        self._image = self._pictures.picture(view) if view is not None else None
        if self._image is not None:
            wide = round(self._image.height() * self.width() / self.height())
            left = (self._image.width() - wide) // 2
            painter.drawImage(self.rect(), self._image, QRect(left, 0, wide, self._image.height()))
        self._draw_camera(painter)
        painter.setClipping(False)
        painter.setPen(QPen(self._accent if self.hasFocus() else QColor("#8D877F"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(frame)
        painter.end()

    def _draw_camera(self, painter: QPainter) -> None:
        here, above = self._session.view.camera, self.camera
        if here is None or above is None:
            return
        corners = footprint(here, self._workspace.viewport.pixels)
        level = np.array([(x, y, above.target[2]) for x, y, _ in corners])
        seen = nav.projected(above, (self.width(), self.height()), level)
        shape = QPolygonF([QPointF(x, y) for x, y in seen.tolist()])
        fill = QColor(self._accent)
        fill.setAlpha(46)
        painter.setBrush(fill)
        for colour, width in ((QColor("#FFFFFF"), 4.0), (self._accent, 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawPolygon(shape)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    # -- going there -----------------------------------------------------------------------------

    def _target(self, at: QPointF) -> Camera | None:
        here, above = self._session.view.camera, self.camera
        if here is None or above is None:
            return None
        size = (self.width(), self.height())
        found = nav.on_plane(above, size, at.x(), at.y(), above.target[2])
        if found is None:
            return None
        ground = self._workspace.keeper.ground(found[0], found[1])
        return msgspec.structs.replace(here, target=(found[0], found[1], ground))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Fly to the place that was clicked."""
        camera = self._target(event.position())
        if camera is not None and event.button() == Qt.MouseButton.LeftButton:
            self._workspace.viewport.fly_to(camera)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Lead the camera."""
        camera = self._target(event.position())
        if camera is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._workspace.viewport.go(camera)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Keep the picture below from taking it for a click."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Walk with the arrows."""
        way = next((w for k, w in _ARROWS.items() if k == event.key()), None)
        here, above = self._session.view.camera, self.camera
        if way is None or here is None or above is None:
            super().keyPressEvent(event)
            return
        step = STEP * self.height() * nav.metres_per_pixel(above, (self.width(), self.height()))
        self._workspace.viewport.go(nav.shifted(here, way[0] * step, way[1] * step))


class MiniMap:
    """The feature: a tick in the menu shows the map or puts it away."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.map: MapWidget | None = None
        self._action = workspace.window_.actions_["minimap"]
        workspace.window_.actions_.bind("minimap", self.toggle)
        if workspace.window_.settings.minimap:
            self.toggle()
        self._action.setChecked(self.map is not None)

    def toggle(self) -> None:
        """Show the map, or put it away."""
        if self.map is None:
            self.map = MapWidget(self._workspace)
        else:
            self.map.close_map()
            self.map = None
        self._workspace.window_.settings.minimap = self.map is not None
        self._action.setChecked(self.map is not None)

    def close(self) -> None:
        """Take the map down; it comes back with the next project if it was there."""
        if self.map is not None:
            self.map.close_map()
            self.map = None
        self._workspace.window_.actions_.unbind("minimap")
        self._action.setChecked(False)
