"""The tool that puts a model on the ground: it follows the cursor, turns, stays with a click."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QWheelEvent

from jumeau.app.measuring.ink import draw_area, draw_label, draw_line
from jumeau.app.models.words import length
from jumeau.app.sketching.aiming import Aiming
from jumeau.app.tools.tool import Tool
from jumeau.model.changes import PlaceModel

if TYPE_CHECKING:
    from jumeau.app.models.bar import PlacingBar
    from jumeau.app.workspace import Workspace

TURN, FINE = 15.0, 1.0
"""What a key or a notch of the wheel turns by; with Shift [degrees]."""
ALONG = 25.0
"""Edges so near turn the model along them [m]."""
HINT = 0.29
"""How far down the picture the hint stands: below the title."""
LIFTED = 0.3
"""The edge that was aligned with is drawn so far above the ground [m]."""
HOVER = 15
"""A screen shows no more than a picture every so often [ms]."""
_NOTCH = 120
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class PlacingTool(Tool):
    """Places one model; a click, Enter or the bar's button ends it.

    Parameters
    ----------
    workspace : Workspace
        With the picture and its ground.
    change : PlaceModel
        The model, at a first place.
    bar : PlacingBar
        Its numbers.
    placed : callable
        Receives the change once the place is chosen.
    """

    def __init__(
        self,
        workspace: Workspace,
        change: PlaceModel,
        bar: PlacingBar,
        placed: Callable[[PlaceModel], object],
    ) -> None:
        super().__init__(workspace)
        self._workspace, self._bar, self._placed = workspace, bar, placed
        self.change = change
        self.aiming = Aiming(workspace)
        self.turned_by_hand = bool(change.rotation)
        self.along: NDArray[np.float64] | None = None
        self._at: QPointF | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(HOVER)
        self._soon.timeout.connect(self._follow)

    # -- in hand ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Take the keyboard and the wheel, read what stands near."""
        viewport = self._workspace.viewport
        viewport.setFocus(Qt.FocusReason.OtherFocusReason)
        viewport.installEventFilter(self)
        self.aiming.told = self.changed.emit
        self.aiming.refresh()
        self._bar.show_change(self.change)
        self._bar.changed.connect(self._form_changed)
        self._bar.done.connect(self.place)
        self.changed.emit()

    def stop(self) -> None:
        """Forget the model: nothing was placed, or it is there."""
        self._soon.stop()
        self._workspace.viewport.removeEventFilter(self)
        self.aiming.close()
        self._bar.changed.disconnect(self._form_changed)
        self._bar.done.disconnect(self.place)
        self._bar.hide()

    def place(self) -> None:
        """Leave the model where it is: one action."""
        change = self.change
        self.finished.emit()
        self._placed(change)

    def _form_changed(self) -> None:
        form = self._bar.change()
        self.turned_by_hand |= form.rotation != self.change.rotation
        self.change = msgspec.structs.replace(form, place=self.change.place)
        self.changed.emit()

    # -- mouse and keys --------------------------------------------------------------------------

    def hover(self, at: QPointF) -> None:
        """Follow the cursor."""
        self._at = at
        if not self._soon.isActive():
            self._soon.start()

    def click(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Leave the model here."""
        self._at = at
        if self._move(free=bool(modifiers & Qt.KeyboardModifier.ShiftModifier)):
            self.place()

    def _follow(self) -> None:
        if self._workspace.viewport.tool is self:
            held = QGuiApplication.keyboardModifiers()
            self._move(free=bool(held & Qt.KeyboardModifier.ShiftModifier))
            self.changed.emit()

    def _move(self, *, free: bool) -> bool:
        """Put the model under the cursor; tell whether there is ground."""
        aim = None
        if self._at is not None:
            aim = self.aiming.aim(self._at, (), closing=False, free=True)
        if aim is None:
            return False
        changes: dict[str, object] = {"place": aim.place}
        self.along = None
        if not free and not self.turned_by_hand:
            edge = self._edge_near(aim.place)
            if edge is not None:
                self.along = edge
                changes["rotation"] = rotation_along(self.change, edge)
        self._set(**changes)
        return True

    def _edge_near(self, place: tuple[float, float]) -> NDArray[np.float64] | None:
        around = self.aiming.surroundings
        if around is None:
            return None
        edges, _ = around.near(*place, ALONG, self.aiming.hidden())
        return nearest_edge(edges, place)

    def _set(self, **changes: object) -> None:
        self.change = msgspec.structs.replace(self.change, **changes)
        self._bar.show_change(self.change)

    def turn(self, degrees: float) -> None:
        """Turn the model clockwise, by hand from now on."""
        self.turned_by_hand = True
        self.along = None
        rotation = (self.change.rotation + degrees + 180.0) % 360.0 - 180.0
        self._set(rotation=round(rotation, 3))
        self.changed.emit()

    def key(self, event: QKeyEvent) -> bool:
        """R turns (Shift: finely, the other way with Ctrl), T sits on the ground, Enter places."""
        key, held = event.key(), event.modifiers()
        if key in _ENDS:
            self.place()
        elif key == Qt.Key.Key_R:
            step = FINE if held & Qt.KeyboardModifier.ShiftModifier else TURN
            self.turn(-step if held & Qt.KeyboardModifier.AltModifier else step)
        elif key == Qt.Key.Key_T:
            self.sit(not self.change.sits)
        else:
            return False
        return True

    def sit(self, on: bool) -> None:
        """Let it stand on the ground, or keep the altitude that it has there."""
        if on:
            self._set(sits=True, up=0.0)
        else:
            altitude = round(float(self._ground([self.change.place])[0, 2]) + self.change.up, 2)
            self._set(sits=False, up=altitude)
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Turn with the wheel while Ctrl is held."""
        if isinstance(event, QWheelEvent) and event.type() == QEvent.Type.Wheel:
            held = event.modifiers()
            if held & Qt.KeyboardModifier.ControlModifier:
                fine = bool(held & Qt.KeyboardModifier.ShiftModifier)
                notches = (event.angleDelta().y() or event.angleDelta().x()) / _NOTCH
                self.turn(notches * (FINE if fine else TURN))
                return True
        return bool(super().eventFilter(watched, event))

    # -- what is seen ----------------------------------------------------------------------------

    def _ground(self, places: object) -> NDArray[np.float64]:
        return self.aiming.ground(places)  # type: ignore[arg-type]

    def outline(self) -> tuple[NDArray[np.float64], float]:
        """Return the footprint (N, 2) where the model stands, and the altitude of its foot."""
        ring = placed_outline(self.change)
        if not self.change.sits:
            return ring, self.change.up
        ground = self._ground(np.vstack([ring, [self.change.place]]))
        return ring, float(ground[:, 2].min()) + self.change.up

    def paint(self, painter: QPainter) -> None:
        """Draw the model as a box of its outline, with its size."""
        viewport, tr = self._workspace.viewport, self._workspace.window_.tr_
        bounds = QRectF(viewport.rect())
        ring, foot = self.outline()
        top = foot + self.change.scale * self.change.model.high
        closed = np.vstack([ring, ring[:1]])
        low = viewport.to_screen(np.column_stack([closed, np.full(len(closed), foot)]))
        high = viewport.to_screen(np.column_stack([closed, np.full(len(closed), top)]))
        if self.along is not None:
            ends = self._ground(self.along.reshape(2, 2))
            ends[:, 2] += LIFTED
            draw_line(painter, viewport.to_screen(ends), dashed=True)
        draw_area(painter, low)
        draw_line(painter, low)
        for a, b in list(zip(low, high, strict=True))[:-1][:: max(1, len(ring) // 8)]:
            draw_line(painter, np.array([a, b]))
        draw_line(painter, high)
        size = np.ptp(np.array(self.change.model.footprint), axis=0) * self.change.scale
        told = tr(
            "models.ghost",
            long=length(float(size.max()), tr),
            wide=length(float(size.min()), tr),
            high=length(self.change.scale * self.change.model.high, tr),
            turn=tr.number(self.change.rotation % 360.0),
        )
        middle = np.nanmean(high, axis=0) if np.isfinite(high).any() else None
        if middle is not None:
            draw_label(painter, QPointF(float(middle[0]), float(middle[1]) - 14), told, bounds)
        hint = QPointF(bounds.center().x(), bounds.top() + HINT * bounds.height())
        draw_label(painter, hint, tr("models.hint"), bounds)


def placed_outline(change: PlaceModel) -> NDArray[np.float64]:
    """Return the outline (N, 2) of a model where it stands [m]."""
    turn = math.radians(change.rotation)
    x, y = change.scale * np.array(change.model.footprint, np.float64).reshape(-1, 2).T
    return np.column_stack(
        [
            change.place[0] + math.cos(turn) * x + math.sin(turn) * y,
            change.place[1] - math.sin(turn) * x + math.cos(turn) * y,
        ]
    )


def nearest_edge(
    edges: NDArray[np.float64], place: tuple[float, float]
) -> NDArray[np.float64] | None:
    """Return the nearest of some edges (N, 4) that is long enough to align with; None for none."""
    if not len(edges):
        return None
    a, b = edges[:, :2], edges[:, 2:]
    way = b - a
    long = np.hypot(*way.T)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.clip(((np.array(place) - a) * way).sum(axis=1) / long**2, 0.0, 1.0)
    away = np.hypot(*(a + t[:, None] * way - np.array(place)).T)
    away[~(long > 1.5)] = np.inf
    best = int(np.nanargmin(np.where(np.isfinite(away), away, np.inf)))
    return edges[best] if away[best] <= ALONG else None


def rotation_along(change: PlaceModel, edge: NDArray[np.float64]) -> float:
    """Return the rotation, nearest to the present one, that lays the model's side along an edge."""
    ring = np.array(change.model.footprint, np.float64)
    sides = np.roll(ring, -1, axis=0) - ring
    own = sides[int(np.hypot(*sides.T).argmax())]
    bearing = math.degrees(math.atan2(own[0], own[1]))
    wanted = math.degrees(math.atan2(edge[2] - edge[0], edge[3] - edge[1]))
    turn = wanted - bearing
    return round((turn - change.rotation + 45.0) % 90.0 - 45.0 + change.rotation, 3)
