"""Lengths, areas and directions as people are told them: true to scale, on the slope, rounded."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Altitude = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""Altitudes of the ground at x, y [m]."""

FIGURES = 3
"""What is measured by hand is told with so many significant figures."""
MOST_SAMPLES = 20_000
"""Places that are looked at along a line."""
ACROSS = 200
"""Places that are looked at along the longer side of an area."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long a line is [m], true to scale.

    Attributes
    ----------
    horizontal : float
        On the map.
    ground : float
        Along the ground, up and down with it.
    straight : float
        From point to point through the air.
    rise : float
        Altitude of the last point less that of the first.
    azimuth : float
        From the first point to the last, clockwise from geographic north [degrees]; NaN where
        they are one above the other.
    """

    horizontal: float
    ground: float
    straight: float
    rise: float
    azimuth: float


@dataclass(frozen=True, slots=True)
class Area:
    """How large a polygon is [m²], true to scale.

    Attributes
    ----------
    horizontal : float
        On the map.
    slope : float
        On the ground itself.
    perimeter : float
        On the map [m].
    """

    horizontal: float
    slope: float
    perimeter: float


def sampled(
    line: ArrayLike, step: float, most: int = MOST_SAMPLES
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return places along a line, its vertices among them, and how far along they lie.

    Parameters
    ----------
    line : (N, 2) array-like
        Vertices [m].
    step : float
        Longest way between two places [m]; longer where there would be more than ``most``.

    Returns
    -------
    (M, 2) float64, (M,) float64
        Places and distances on the grid [m].
    """
    xy = np.asarray(line, np.float64).reshape(-1, 2)
    if len(xy) < 2:
        return xy, np.zeros(len(xy))
    lengths = np.hypot(*np.diff(xy, axis=0).T)
    step = max(step, float(lengths.sum()) / most, 1e-6)
    counts = np.maximum(np.ceil(lengths / step - 1e-9).astype(np.int64), 1)
    parts = [
        a + (b - a) * (np.arange(count) / count)[:, None]
        for a, b, count in zip(xy[:-1], xy[1:], counts.tolist(), strict=True)
    ]
    places = np.concatenate([*parts, xy[-1:]])
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
    return places, along


def lengths_of(
    points: ArrayLike,
    altitude: Altitude,
    step: float,
    *,
    scale: float = 1.0,
    convergence: float = 0.0,
) -> Lengths:
    """Measure a line.

    Parameters
    ----------
    points : (N, 3) array-like
        Where the line was set, on whatever was there [m].
    altitude : callable
        The ground.
    step : float
        Its cells [m]: the ground is looked at this often.
    scale : float
        Length on the grid over true length (``Project.grid_scale``).
    convergence : float
        From geographic north to grid north, clockwise [degrees].
    """
    p = np.asarray(points, np.float64).reshape(-1, 3)
    flat = np.hypot(*np.diff(p[:, :2], axis=0).T) / scale
    places, along = sampled(p[:, :2], step)
    z = altitude(places[:, 0], places[:, 1])
    ground = np.hypot(np.diff(along) / scale, np.diff(z))
    return Lengths(
        float(flat.sum()),
        float(ground.sum()),
        float(np.hypot(flat, np.diff(p[:, 2])).sum()),
        float(p[-1, 2] - p[0, 2]) if len(p) else 0.0,
        azimuth(p[0], p[-1], convergence) if len(p) > 1 else math.nan,
    )


def azimuth(start: ArrayLike, end: ArrayLike, convergence: float = 0.0) -> float:
    """Return the direction from a point to another, clockwise from geographic north [degrees]."""
    dx, dy = (np.asarray(end, float) - np.asarray(start, float))[:2].tolist()
    if dx == 0.0 and dy == 0.0:
        return math.nan
    return (math.degrees(math.atan2(dx, dy)) + convergence) % 360.0


def area_of(ring: ArrayLike, altitude: Altitude, step: float, *, scale: float = 1.0) -> Area:
    r"""Measure the polygon within a ring of vertices.

    On the slope: the area on the map times the mean of the ground's own area over it,
    :math:`\\sqrt{1 + z_x^2 + z_y^2}`, at places that lie in the polygon.

    Parameters
    ----------
    ring : (N, 2) array-like
        Vertices, the first not repeated [m].
    altitude, step, scale
        As for :func:`lengths_of`.
    """
    xy = np.asarray(ring, np.float64).reshape(-1, 2)
    following = np.roll(xy, -1, axis=0)
    perimeter = float(np.hypot(*(following - xy).T).sum()) / scale
    middle = xy.mean(0) if len(xy) else np.zeros(2)
    a, b = xy - middle, following - middle
    flat = abs(float((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum())) / 2
    if len(xy) < 3 or flat == 0.0:
        return Area(0.0, 0.0, perimeter)
    steepness = _steepness(xy, altitude, step, scale)
    return Area(flat / scale**2, flat / scale**2 * steepness, perimeter)


def _steepness(xy: NDArray[np.float64], altitude: Altitude, step: float, scale: float) -> float:
    """Return the mean area of the ground over one square metre of map, within a ring."""
    low, high = xy.min(0), xy.max(0)
    side = max(float((high - low).max()) / ACROSS, min(step, float((high - low).max()) / 20))
    x = np.arange(low[0] + side / 2, high[0], side)
    y = np.arange(low[1] + side / 2, high[1], side)
    if not (len(x) and len(y)):
        return 1.0
    xx, yy = (part.ravel() for part in np.meshgrid(x, y))
    inside = within(xy, xx, yy)
    if not inside.any():
        xx, yy, inside = xy[:, 0], xy[:, 1], np.ones(len(xy), bool)
    xx, yy = xx[inside], yy[inside]
    half = max(side, step) / 2
    dx = (altitude(xx + half, yy) - altitude(xx - half, yy)) / (2 * half / scale)
    dy = (altitude(xx, yy + half) - altitude(xx, yy - half)) / (2 * half / scale)
    return float(np.nanmean(np.sqrt(1 + dx * dx + dy * dy)))


def within(
    ring: NDArray[np.float64], x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell which places lie in a ring (N, 2) of vertices (even-odd)."""
    inside = np.zeros(len(x), bool)
    for (ax, ay), (bx, by) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        if ay != by:
            crosses = (ay > y) != (by > y)
            inside ^= crosses & (ax + (y - ay) / (by - ay) * (bx - ax) > x)
    return inside


def rounded(value: float, known: float = 0.0, figures: int = FIGURES) -> tuple[float, int]:
    """Return a value as it may be told, and with how many decimals.

    Parameters
    ----------
    known : float
        To how much the value is known: the size of a pixel where it was set by hand.

    Returns
    -------
    float, int
        Rounded to a power of ten: the figures that count, but no finer than what is known.
    """
    if not math.isfinite(value) or value == 0.0:
        return (0.0 if value == 0.0 else value), 0
    exponent = math.floor(math.log10(abs(value))) - figures + 1
    if known > 0.0:
        exponent = max(exponent, math.floor(math.log10(known)))
    unit = 10.0**exponent
    told = round(value / unit) * unit
    return told, max(0, -exponent)
