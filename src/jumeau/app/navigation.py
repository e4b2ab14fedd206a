"""Moving the camera: pure functions from camera to camera, after the gestures of QGIS's 3D view.

Angles are in degrees, lengths in metres, places in the project's CRS; a pixel is counted from the
picture's upper left corner.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.model.view_state import Camera

Vector = tuple[float, float, float]
Size = tuple[int, int]

NEAREST = 5.0
FARTHEST = 80_000.0
LOWEST_ORBIT = 1.0
HIGHEST_LOOK = -60.0
STRAIGHT_DOWN = 90.0


def axes(camera: Camera) -> tuple[Vector, Vector, Vector]:
    """Return the unit vectors to the right, upwards and forward as the camera sees them."""
    azimuth, pitch = math.radians(camera.azimuth), math.radians(camera.pitch)
    sin_a, cos_a = math.sin(azimuth), math.cos(azimuth)
    sin_p, cos_p = math.sin(pitch), math.cos(pitch)
    right = (cos_a, -sin_a, 0.0)
    up = (sin_a * sin_p, cos_a * sin_p, cos_p)
    forward = (sin_a * cos_p, cos_a * cos_p, -sin_p)
    return right, up, forward


def ray(camera: Camera, size: Size, x: float, y: float) -> tuple[Vector, Vector]:
    """Return the eye and the unit direction through a pixel."""
    right, up, forward = axes(camera)
    width, height = max(size[0], 1), max(size[1], 1)
    half = math.tan(math.radians(camera.field_of_view) / 2)
    across = (2 * x / width - 1) * half * width / height
    above = (1 - 2 * y / height) * half
    beam = tuple(forward[i] + across * right[i] + above * up[i] for i in range(3))
    length = math.sqrt(sum(part * part for part in beam))
    return camera.eye, (beam[0] / length, beam[1] / length, beam[2] / length)


def projected(camera: Camera, size: Size, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the pixels (N, 2) of places (N, 3) in the project's CRS; NaN behind the eye."""
    right, up, forward = (np.array(axis) for axis in axes(camera))
    away = np.asarray(points, np.float64) - np.array(camera.eye)
    depth = away @ forward
    depth = np.where(depth > 1e-6, depth, np.nan)
    half = math.tan(math.radians(camera.field_of_view) / 2) * depth
    x = (1 + away @ right / (half * size[0] / size[1])) * size[0] / 2
    y = (1 - away @ up / half) * size[1] / 2
    return np.column_stack([x, y])


def nowhere(count: int) -> NDArray[np.float64]:
    """Return pixels (count, 2) that are not seen."""
    return np.full((count, 2), np.nan)


def on_plane(camera: Camera, size: Size, x: float, y: float, altitude: float) -> Vector | None:
    """Return where the ray through a pixel meets a horizontal plane; None above the horizon.

    Places beyond ten times the camera's distance count as the horizon: a gesture that grabs them
    would throw the model away.
    """
    eye, beam = ray(camera, size, x, y)
    if abs(beam[2]) < 1e-6:
        return None
    along = (altitude - eye[2]) / beam[2]
    if along <= 0 or along > 10 * camera.distance + 1000.0:
        return None
    return (eye[0] + along * beam[0], eye[1] + along * beam[1], altitude)


def metres_per_pixel(camera: Camera, size: Size) -> float:
    """Return the size of a pixel at the distance of the target."""
    height = max(size[1], 1)
    return 2 * camera.distance * math.tan(math.radians(camera.field_of_view) / 2) / height


def shifted(camera: Camera, dx: float, dy: float, dz: float = 0.0) -> Camera:
    """Return the camera moved without turning."""
    x, y, z = camera.target
    return msgspec.structs.replace(camera, target=(x + dx, y + dy, z + dz))


def pan(camera: Camera, size: Size, grabbed: Vector, x: float, y: float) -> Camera:
    """Return the camera moved level so that the grabbed point lies under the pixel."""
    under = on_plane(camera, size, x, y, grabbed[2])
    if under is None:
        return camera
    return shifted(camera, grabbed[0] - under[0], grabbed[1] - under[1])


def slide(camera: Camera, size: Size, dx: float, dy: float) -> Camera:
    """Return the camera moved level by pixels: what a drag that grabbed the sky does."""
    step = metres_per_pixel(camera, size)
    return walk(camera, -dx * step, dy * step)


def walk(camera: Camera, right: float, forward: float) -> Camera:
    """Return the camera moved level, by its own right and forward [m]."""
    azimuth = math.radians(camera.azimuth)
    sin_a, cos_a = math.sin(azimuth), math.cos(azimuth)
    return shifted(camera, right * cos_a + forward * sin_a, -right * sin_a + forward * cos_a)


def orbit(camera: Camera, pivot: Vector, turn: float, tilt: float) -> Camera:
    """Return the camera turned about a point: ``turn`` about the vertical, ``tilt`` downwards."""
    pitch = max(LOWEST_ORBIT, min(STRAIGHT_DOWN, camera.pitch + tilt))
    if camera.pitch < LOWEST_ORBIT:
        pitch = max(camera.pitch, min(STRAIGHT_DOWN, camera.pitch + tilt))
    old = axes(camera)
    turned = msgspec.structs.replace(camera, azimuth=(camera.azimuth + turn) % 360, pitch=pitch)
    new = axes(turned)
    offset = tuple(camera.eye[i] - pivot[i] for i in range(3))
    parts = [sum(offset[i] * axis[i] for i in range(3)) for axis in old]
    eye = [pivot[i] + sum(parts[k] * new[k][i] for k in range(3)) for i in range(3)]
    return _looking_from((eye[0], eye[1], eye[2]), turned)


def look_around(camera: Camera, turn: float, tilt: float) -> Camera:
    """Return the camera turned on the spot: the eye stays."""
    pitch = max(HIGHEST_LOOK, min(STRAIGHT_DOWN, camera.pitch + tilt))
    turned = msgspec.structs.replace(camera, azimuth=(camera.azimuth + turn) % 360, pitch=pitch)
    return _looking_from(camera.eye, turned)


def zoom(camera: Camera, point: Vector, factor: float) -> Camera:
    """Return the camera nearer to a point (factor below 1) or farther away from it."""
    distance = max(NEAREST, min(FARTHEST, camera.distance * factor))
    factor = distance / camera.distance
    x, y, z = (point[i] + (camera.target[i] - point[i]) * factor for i in range(3))
    return msgspec.structs.replace(camera, target=(x, y, z), distance=distance)


def north_up(camera: Camera) -> Camera:
    """Return the camera turned to grid north about its target."""
    return msgspec.structs.replace(camera, azimuth=0.0)


def whole(
    bounds: tuple[float, float, float, float], altitude: float, size: Size, camera: Camera
) -> Camera:
    """Return a camera that sees a box of ground, in the direction of another camera."""
    width, depth = bounds[2] - bounds[0], bounds[3] - bounds[1]
    radius = max(math.hypot(width, depth) / 2, 10.0)
    half = math.radians(camera.field_of_view) / 2
    across = math.atan(math.tan(half) * size[0] / max(size[1], 1))
    distance = radius / math.sin(min(half, across)) * 0.8
    target = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2, altitude)
    pitch = max(camera.pitch, 25.0)
    return msgspec.structs.replace(
        camera, target=target, pitch=pitch, distance=max(NEAREST, min(FARTHEST, distance))
    )


def between(start: Camera, end: Camera, share: float) -> Camera:
    """Return the camera of a flight: smooth at both ends, turning the short way round."""
    share = max(0.0, min(1.0, share))
    if share == 1.0:
        return end
    eased = share * share * (3 - 2 * share)
    turn = (end.azimuth - start.azimuth + 180) % 360 - 180
    x, y, z = (start.target[i] + (end.target[i] - start.target[i]) * eased for i in range(3))
    blend: Callable[[float, float], float] = lambda a, b: a + (b - a) * eased  # noqa: E731
    return Camera(
        target=(x, y, z),
        distance=math.exp(blend(math.log(start.distance), math.log(end.distance))),
        azimuth=(start.azimuth + turn * eased) % 360,
        pitch=blend(start.pitch, end.pitch),
        field_of_view=blend(start.field_of_view, end.field_of_view),
    )


def _looking_from(eye: Vector, camera: Camera) -> Camera:
    """Return the camera, direction and distance kept, with its eye at a place."""
    d = camera.direction
    target = (
        eye[0] + d[0] * camera.distance,
        eye[1] + d[1] * camera.distance,
        eye[2] + d[2] * camera.distance,
    )
    return msgspec.structs.replace(camera, target=target)
