"""What a drag, a wheel and a key mean: QGIS's 3D gestures, told as camera movements."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from PySide6.QtCore import Qt

from jumeau.app import navigation as nav
from jumeau.model.view_state import Camera

TURN = 0.35  # [degrees a pixel]
LOOK = 0.12  # [degrees a pixel]
ZOOM_DRAG = 1.006  # factor a pixel
ZOOM_NOTCH = 0.8  # factor a notch of the wheel
CLICK_SLACK = 4.0  # [pixels] a drag that is shorter is a click


class Mode(Enum):
    """What a drag does."""

    PAN = "pan"
    ORBIT = "orbit"
    ZOOM = "zoom"
    LOOK = "look"


def mode_of(button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> Mode | None:
    """Return what dragging with a button does."""
    if button == Qt.MouseButton.MiddleButton:
        return Mode.ORBIT
    if button == Qt.MouseButton.RightButton:
        return Mode.ZOOM
    if button == Qt.MouseButton.LeftButton:
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            return Mode.ORBIT
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return Mode.LOOK
        return Mode.PAN
    return None


class Framed(Protocol):
    """Where the whole picture of a view lies."""

    @property
    def x(self) -> float:
        """Left border [pixels]."""

    @property
    def y(self) -> float:
        """Upper border [pixels]."""

    @property
    def size(self) -> nav.Size:
        """Width and height [pixels]."""


@dataclass
class Drag:
    """A drag under way: what it does, what it grabbed, how far it has come."""

    mode: Mode
    button: Qt.MouseButton
    start: tuple[float, float]
    last: tuple[float, float]
    grabbed: nav.Vector | None
    moved: bool = False

    def reaches(self, x: float, y: float) -> bool:
        """Tell whether the cursor at a pixel has come far enough: it stays a drag from then on."""
        away = max(abs(x - self.start[0]), abs(y - self.start[1]))
        self.moved = self.moved or away >= CLICK_SLACK
        return self.moved

    def move(self, camera: Camera, frame: Framed, x: float, y: float) -> Camera:
        """Return the camera after the cursor has come to a pixel of what holds the picture."""
        if not self.reaches(x, y):
            return camera
        dx, dy = x - self.last[0], y - self.last[1]
        self.last = (x, y)
        if self.mode is Mode.LOOK:
            return nav.look_around(camera, dx * LOOK, dy * LOOK)
        if self.mode is Mode.ORBIT:
            return nav.orbit(camera, self.grabbed or camera.target, dx * TURN, dy * TURN)
        if self.mode is Mode.ZOOM:
            return nav.zoom(camera, self.grabbed or camera.target, ZOOM_DRAG ** (-dy))
        if self.grabbed is None:
            return nav.slide(camera, frame.size, dx, dy)
        return nav.pan(camera, frame.size, self.grabbed, x - frame.x, y - frame.y)


_KEYS: dict[Qt.Key, tuple[float, float]] = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}
_ZOOMS: dict[Qt.Key, float] = {
    Qt.Key.Key_Plus: 0.87,
    Qt.Key.Key_Equal: 0.87,
    Qt.Key.Key_Minus: 1.15,
}
_LIFTS: dict[Qt.Key, float] = {Qt.Key.Key_PageUp: 1.0, Qt.Key.Key_PageDown: -1.0}


def key_move(key: int, modifiers: Qt.KeyboardModifier, camera: Camera) -> Camera | None:
    """Return the camera after a key; None when the key means nothing here."""
    known = next((k for k in (*_KEYS, *_ZOOMS, *_LIFTS) if k == key), None)
    if known is None:
        return None
    if known in _ZOOMS:
        return nav.zoom(camera, camera.target, _ZOOMS[known])
    step = camera.distance * 0.05
    if known in _LIFTS:
        return nav.shifted(camera, 0.0, 0.0, _LIFTS[known] * step)
    right, up = _KEYS[known]
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return nav.orbit(camera, camera.target, -5.0 * right, 4.0 * up)
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return nav.look_around(camera, 4.0 * right, -3.0 * up)
    return nav.walk(camera, right * step, up * step)
