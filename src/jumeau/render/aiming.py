"""Point the canvas the way a camera looks: clipping, horizon, mist."""

from __future__ import annotations

import math

import numpy as np

from jumeau.model.view_state import Camera
from jumeau.render import camera as cameras
from jumeau.render.canvas import Canvas
from jumeau.render.ground import Ground

LOWEST_HORIZON = -26.0
"""The sky begins at the model's far border, but no lower than this [degrees]."""


def aim(
    canvas: Canvas,
    camera: Camera,
    ground: Ground,
    highest: float,
    origin: tuple[float, float, float],
) -> None:
    """Let a canvas look through a camera.

    Parameters
    ----------
    highest : float
        Altitude of the highest thing that stands on the ground [m].
    origin : tuple of float
        The project's local origin [m].
    """
    relief = ground.relief
    box = cameras.corners_of(ground.base, max(relief.high + 60.0, highest), relief.bounds)
    x, y, z = camera.eye
    clearance = max(z - float(relief.altitude(x, y)) - 25.0, 1.0)
    away = float(np.hypot(*(box[:, :2] - (x, y)).T).max())
    # The sky begins where the model ends, unless the model lies far below.
    edge = -math.degrees(math.atan2(z - relief.low, away))
    canvas.horizon = max(edge, LOWEST_HORIZON)
    cameras.apply(camera, canvas.renderer.GetActiveCamera(), origin, box, clearance)
    canvas.set_mist(1.2 * camera.distance, max(1.6 * camera.distance, 2800.0))
