"""Point the canvas the way a camera looks: clipping, horizon, mist."""

from __future__ import annotations

import math

import numpy as np

from jumeau.model.view_state import Camera, Look, ViewState
from jumeau.render import camera as cameras
from jumeau.render import look
from jumeau.render.canvas import Canvas
from jumeau.render.ground import Ground
from jumeau.render.profiles import Profile

LOWEST_HORIZON = -26.0
"""The sky begins at the model's far border, but no lower than this [degrees]."""


def tune(
    canvas: Canvas, view: ViewState, camera: Camera, profile: Profile, *, moving: bool
) -> None:
    """Let a canvas open its eye and darken corners as a view and the machine want it."""
    canvas.pitch = camera.pitch
    canvas.sunlight = None
    darkened = profile.moving_occlusion if moving else profile.rest_occlusion
    canvas.occlusion = view.switches.occlusion and darkened
    photographic = view.look is Look.ORTHOPHOTO
    canvas.occluded = look.OCCLUDED_IMAGE if photographic else look.OCCLUDED
    canvas.renderer.GetActiveCamera().SetViewAngle(camera.field_of_view)


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
