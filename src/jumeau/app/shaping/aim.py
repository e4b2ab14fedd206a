"""From pixels to places: where a hand is in the town."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from jumeau.app import navigation as nav
from jumeau.geometry import handling

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace
    from jumeau.model.view_state import Camera


def _camera(workspace: Workspace) -> Camera | None:
    camera = workspace.viewport.camera
    return None if camera is None else workspace.keeper.lifted(camera)


def _size(workspace: Workspace) -> nav.Size:
    size: nav.Size = workspace.viewport.frame.size
    return size


def _within(workspace: Workspace, at: QPointF) -> tuple[float, float]:
    """Return a pixel counted from the corner of the side that the hand is on."""
    frame = workspace.viewport.frame
    return at.x() - frame.x, at.y() - frame.y


def pixel_at(workspace: Workspace, place: tuple[float, float, float]) -> float:
    """Return the size of a pixel at a place [m]."""
    camera = _camera(workspace)
    if camera is None:
        return 1.0
    away = float(np.linalg.norm(np.subtract(place, camera.eye)))
    return nav.metres_per_pixel(camera, _size(workspace)) * away / camera.distance


def on_level(workspace: Workspace, at: QPointF, altitude: float) -> tuple[float, float] | None:
    """Return where the ray through a pixel meets a level plane; None above the horizon."""
    camera = _camera(workspace)
    if camera is None:
        return None
    found = nav.on_plane(camera, _size(workspace), *_within(workspace, at), altitude)
    return None if found is None else found[:2]


def risen(
    workspace: Workspace, foot: tuple[float, float, float], start: QPointF, at: QPointF
) -> float:
    """Return by how much a hand has risen along an upright [m]; from above, by its pixels."""
    camera = _camera(workspace)
    if camera is None:
        return 0.0
    low, high = (
        handling.height_on_ray(*nav.ray(camera, _size(workspace), *_within(workspace, x)), foot)
        for x in (start, at)
    )
    if low is None or high is None:
        return (start.y() - at.y()) * pixel_at(workspace, foot)
    return high - low
