"""The relief at the horizon, as one skyline: far away, it looks the same from a whole quarter."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.horizon.sweeps import Directions
from jumeau.simulation.sun.far import FarRelief
from jumeau.simulation.surface import Surface

SPACING = 0.7
"""Heights are read so often along a line of sight [cells]."""


def skyline(
    far: FarRelief, eye: tuple[float, float, float], azimuths: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the elevation of distant relief, as a tangent.

    Parameters
    ----------
    far : FarRelief
        Heights around a near box; the curvature of the Earth is taken from them already.
    eye : tuple of float
        x, y, z in the near box [m].
    azimuths : (A,) float64
        From grid north, clockwise [radians].

    Returns
    -------
    (A,) float64
        0 where the relief is not higher than the eye.
    """
    rows, cols = far.z.shape
    reach = math.hypot(rows, cols) * far.step
    away = np.arange(far.step, reach, SPACING * far.step)
    row = (far.north - eye[1] - np.cos(azimuths)[:, None] * away) / far.step
    col = (eye[0] - far.west + np.sin(azimuths)[:, None] * away) / far.step
    inside = (row >= 0.0) & (row < rows) & (col >= 0.0) & (col < cols)
    at = np.where(inside, row, 0.0).astype(np.int64), np.where(inside, col, 0.0).astype(np.int64)
    rise = np.where(inside, (far.z[at] - eye[2]) / away, 0.0)
    return np.asarray(np.maximum(rise.max(axis=1, initial=0.0), 0.0))


def above_skyline(directions: Directions, surface: Surface, far: FarRelief | None) -> Directions:
    """Take the weight from directions that distant relief hides from the middle of a surface.

    Parameters
    ----------
    directions : Directions
        Of sky or suns.
    surface : Surface
        Where it is looked from: its middle, at the mean altitude of its ground.
    far : FarRelief or None
        Nothing is hidden without.
    """
    if far is None:
        return directions
    west, south, east, north = surface.bounds
    eye = ((west + east) / 2.0, (south + north) / 2.0, float(surface.ground.mean(dtype=np.float64)))
    tangent = skyline(far, eye, directions.azimuth)
    hidden = directions.tangent < np.repeat(tangent, np.diff(directions.start))
    weight = np.where(hidden, np.float32(0.0), directions.weight)
    return replace(directions, weight=weight)
