"""Cameras: the model's value to VTK's camera, above the ground, and a first flattering view."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.model.view_state import Camera, Section
from jumeau.render.relief import Relief

CLEARANCE = 1.7
"""The eye stays this far above the ground [m]."""

HOME_PITCH = 31.0
HOME_AZIMUTH = 12.0
HOME_FIELD_OF_VIEW = 30.0


def lift(camera: Camera, relief: Relief, section: Section | None = None) -> Camera:
    """Return the camera with its eye above the ground: it is tilted down, or moved up.

    Where the model is cut away, there is no ground to be under.
    """
    x, y, z = camera.eye
    if section is not None and section.leaves_out(x, y):
        return camera
    least = float(relief.altitude(x, y)) + CLEARANCE
    if z >= least:
        return camera
    rise = (least - camera.target[2]) / max(camera.distance, 1e-6)
    if 0.0 <= rise <= 0.999:
        lifted = msgspec.structs.replace(camera, pitch=math.degrees(math.asin(rise)))
        x, y, z = lifted.eye
        if z >= float(relief.altitude(x, y)) + CLEARANCE * 0.5:
            return lifted
    up = least - camera.eye[2]
    target = (camera.target[0], camera.target[1], camera.target[2] + up)
    return msgspec.structs.replace(camera, target=target)


def apply(
    camera: Camera,
    target: Any,
    origin: tuple[float, float, float],
    corners: NDArray[np.float64],
    clearance: float,
) -> None:
    """Set a vtkCamera from a camera of the model.

    Parameters
    ----------
    target : vtkCamera
        Changed in place.
    origin : tuple of float
        The project's local origin [m].
    corners : (8, 3) float64
        Corners of what there is to see, project CRS [m].
    clearance : float
        Height of the eye above what lies below it [m].
    """
    eye = np.array(camera.eye)
    direction = np.array(camera.direction)
    local = eye - origin
    focus = np.array(camera.target) - origin
    azimuth = math.radians(camera.azimuth)
    pitch = math.radians(camera.pitch)
    up = (
        math.sin(azimuth) * math.sin(pitch),
        math.cos(azimuth) * math.sin(pitch),
        math.cos(pitch),
    )
    target.SetPosition(*local)
    target.SetFocalPoint(*focus)
    target.SetViewUp(*up)
    target.SetViewAngle(camera.field_of_view)
    depths = (corners - eye) @ direction
    far = max(float(depths.max()), 10.0)
    near = max(float(depths.min()), min(0.3 * clearance, 0.2 * camera.distance), 0.3)
    target.SetClippingRange(min(near, far * 0.9), far * 1.02)


def corners_of(low: float, high: float, bounds: tuple[float, ...]) -> NDArray[np.float64]:
    """Return the corners (8, 3) of a box over a rectangle [m]."""
    xmin, ymin, xmax, ymax = bounds
    return np.array([(x, y, z) for x in (xmin, xmax) for y in (ymin, ymax) for z in (low, high)])


def ray(
    camera: Camera, size: tuple[int, int], x: float, y: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return eye [m] and unit direction of the ray through a pixel (from the top left)."""
    forward = np.array(camera.direction)
    azimuth = math.radians(camera.azimuth)
    right = np.array([math.cos(azimuth), -math.sin(azimuth), 0.0])
    up = np.cross(right, forward)
    half = math.tan(math.radians(camera.field_of_view) / 2)
    across = (2 * x / size[0] - 1) * half * size[0] / size[1]
    along = (1 - 2 * y / size[1]) * half
    direction = forward + across * right + along * up
    return np.array(camera.eye), direction / np.linalg.norm(direction)


def fitted(
    places: NDArray[np.float64],
    relief: Relief,
    share: float = 0.8,
    aspect: float = 16 / 9,
    whole: tuple[float, float, float, float] | None = None,
) -> Camera:
    """Return an oblique view of the densest part of some places.

    Parameters
    ----------
    places : (N, 2) float64
        Middles of buildings; when empty, the whole model is fitted [m].
    share : float
        Share of the picture's width that the part fills.
    whole : tuple of float, optional
        Middle, half the extent and height of all that stands: there is nothing further out [m].
    """
    xmin, ymin, xmax, ymax = relief.bounds
    side = max(xmax - xmin, ymax - ymin)
    if len(places):
        middle = densest(places)
        away = np.hypot(*(places - middle).T)
        # A sixth of all buildings, but neither a hamlet's yard nor half a city.
        radius = float(np.clip(np.quantile(away, 0.16), 190.0, 460.0))
        if whole is None or whole[2] >= radius:
            radius = min(radius, side / 2)
        else:
            x, y, extent, height = whole
            radius = max(extent, 0.76 * extent + 0.6 * height)
            # A tower stands in the middle of the picture where its foot lies nearer.
            azimuth, behind = math.radians(HOME_AZIMUTH), height / 2
            behind /= math.tan(math.radians(HOME_PITCH))
            middle = np.array([x + behind * math.sin(azimuth), y + behind * math.cos(azimuth)])
    else:
        middle = np.array([(xmin + xmax) / 2, (ymin + ymax) / 2])
        radius = side * 0.5
    half_width = math.tan(math.radians(HOME_FIELD_OF_VIEW / 2)) * aspect
    z = float(relief.altitude(middle[0], middle[1]))
    camera = Camera(
        (float(middle[0]), float(middle[1]), z),
        distance=radius / share / half_width * 1.05,
        azimuth=HOME_AZIMUTH,
        pitch=HOME_PITCH,
        field_of_view=HOME_FIELD_OF_VIEW,
    )
    return lift(camera, relief)


def densest(places: NDArray[np.float64], cell: float = 60.0) -> NDArray[np.float64]:
    """Return the middle of the densest part of some places (N, 2) [m]."""
    low = places.min(0)
    index = ((places - low) / cell).astype(np.int64)
    columns, rows = index.max(0) + 1
    if columns * rows > 4_000_000:
        return np.asarray(np.median(places, axis=0))
    density = np.bincount(index[:, 1] * columns + index[:, 0], minlength=rows * columns)
    grid = density.reshape(rows, columns).astype(np.float64)
    for _ in range(4):
        padded = np.pad(grid, 2, mode="constant")
        lines = np.sum([padded[k : k + rows, :] for k in range(5)], axis=0)
        grid = np.sum([lines[:, k : k + columns] for k in range(5)], axis=0)
    row, column = np.unravel_index(int(grid.argmax()), grid.shape)
    return np.asarray(low + (np.array([column, row]) + 0.5) * cell)
