"""What is seen from a point: exact lines of sight to every cell of a raster, most of them shared.

A line of sight runs from the eye's cell to the middle of a cell; at each column that it crosses
(each row, where it runs more northwards) the surface is interpolated between two cells. That is
R3 of Franklin and Ray (1994, "Higher isn't necessarily better: visibility algorithms and
experiments", Advances in GIS Research, Taylor & Francis, 751-770), the usual standard of accuracy.
As in their R2, horizons are carried along rays that many cells share; but here each ray carries a
lower and an upper bound of the horizon on every line of sight beside it, from the steepness across
the ray. A cell between both bounds, and no other, gets a line of sight of its own. So the answer
is R3's, at the price of R2 (tests/unit/geometry/test_viewshed.py).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.model.progress import Progress, silent

HIDDEN, SEEN, NO_DATA = 0, 1, 255
"""Values of the cells."""
EARTH = 6_371_000.0
"""Mean radius of the earth [m]."""
REFRACTION = 0.13
"""Usual coefficient of refraction: light bends with so much of the earth's curvature (Gauss)."""
RAYS = 2
"""Rays for each cell of the border."""
_SLACK = 1e-6


def drop(distance: NDArray[np.float64], refraction: float = REFRACTION) -> NDArray[np.float64]:
    """Return how far a level surface sinks below the eye's horizontal [m].

    Parameters
    ----------
    distance : array
        True distance from the eye [m].
    refraction : float
        Share of the curvature that the refraction of light makes up for.
    """
    return np.asarray((1.0 - refraction) * distance * distance / (2.0 * EARTH))


def viewshed(
    surface: NDArray[np.float32],
    target: NDArray[np.float32],
    eye: tuple[int, int, float],
    step: float,
    radius: float,
    *,
    scale: float = 1.0,
    refraction: float = REFRACTION,
    progress: Progress = silent,
) -> NDArray[np.uint8]:
    """Return which cells are seen.

    Parameters
    ----------
    surface : (rows, cols) float32 array
        Altitude of what hides: ground, buildings [m]; row 0 in the north, no NaN.
    target : (rows, cols) float32 array
        Altitude of what is looked for in each cell [m]; NaN where nothing is.
    eye : (row, column, altitude)
        The eye, above the middle of a cell [m].
    step : float
        Side of a cell on the grid [m].
    radius : float
        How far is looked, true to scale [m].
    scale : float
        Length on the grid over true length.
    refraction : float
        As for :func:`drop`.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    (rows, cols) uint8 array
        ``SEEN``, ``HIDDEN``, or ``NO_DATA`` beyond the radius and where no target is.
    """
    row, col, altitude = eye
    rows, cols = surface.shape
    true = step / scale
    reach = radius / true
    south = (np.arange(rows) - row)[:, None] * true
    east = (np.arange(cols) - col)[None, :] * true
    sunk = drop(np.hypot(south, east), refraction)
    z = surface - sunk - altitude
    t = target - sunk - altitude
    out = np.full((rows, cols), NO_DATA, np.uint8)
    upright = np.full((cols, rows), NO_DATA, np.uint8)
    for k, sign in enumerate((1, -1)):
        progress(k / 4, "viewshed")
        _sector(z, t, row, col, sign, reach, RAYS, out)
    z, t = np.ascontiguousarray(z.T), np.ascontiguousarray(t.T)
    for k, sign in enumerate((1, -1)):
        progress(0.5 + k / 4, "viewshed")
        _sector(z, t, col, row, sign, reach, RAYS, upright)
    across = upright.T
    np.copyto(out, across, where=(out == NO_DATA) & (across != NO_DATA))
    if math.isfinite(float(target[row, col])):
        out[row, col] = SEEN  # what the eye stands on
    progress(1.0, "viewshed")
    return out


@njit
def _sector(z, t, r0, c0, sign, reach, rays, out):  # type: ignore[no-untyped-def]
    """Look along the columns to one side; heights are counted from the eye."""
    rows, cols = z.shape
    count = cols - 1 - c0 if sign > 0 else c0
    count = min(count, int(reach))
    if count < 1 or rows < 2:
        return
    wide = rays * count
    for q in range(-wide, wide + 1):
        m = q / wide
        far = reach / math.sqrt(1.0 + m * m)
        least, most = -np.inf, -np.inf
        for i in range(1, count + 1):
            at = r0 + m * i
            # Cells up to half a cell beyond the ray are its own.
            if i > far + 1.0 or at < -0.5 or at > rows - 0.5:
                break
            c = c0 + sign * i
            j = math.floor(at + 0.5)
            if 0 <= j < rows and abs(j - r0) <= i:
                place = (j - r0) * wide / i
                own = math.floor(place + 0.5) == q
                if own and i * i + (j - r0) * (j - r0) <= reach * reach:
                    height = t[j, c]
                    if height == height:
                        angle = height / i
                        if angle >= most + _SLACK:
                            out[j, c] = SEEN
                        elif angle < least - _SLACK:
                            out[j, c] = HIDDEN
                        else:
                            out[j, c] = _sight(z, r0, c0, sign, j - r0, i, height)
            at = min(max(at, 0.0), rows - 1.0)
            k = min(int(at), rows - 2)
            f = at - k
            z0, z1 = z[k, c], z[k + 1, c]
            steep = abs(z1 - z0)
            beside = 0.5 * i / wide
            if f <= beside and k > 0:
                steep = max(steep, abs(z0 - z[k - 1, c]))
            if f >= 1.0 - beside and k + 2 < rows:
                steep = max(steep, abs(z[k + 2, c] - z1))
            h = z0 + (z1 - z0) * f
            least = max(least, (h - steep * beside) / i)
            most = max(most, (h + steep * beside) / i)


@njit
def _sight(z, r0, c0, sign, down, across, height):  # type: ignore[no-untyped-def]
    """Follow one line of sight from the target to the eye."""
    rows = z.shape[0]
    m, angle = down / across, height / across
    for i in range(across - 1, 0, -1):
        at = r0 + m * i
        k = min(int(at), rows - 2)
        h = z[k, c0 + sign * i]
        h += (z[k + 1, c0 + sign * i] - h) * (at - k)
        if h > angle * i + _SLACK:
            return HIDDEN
    return SEEN
