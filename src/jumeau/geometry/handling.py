"""What a hand does to an outline: bearings, boxes, snapping, heights under a ray.

Bearings are clockwise from grid north [degrees]; places and lengths in metres.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

SNAP_ANGLE = 15.0
"""Turns come to rest at multiples of this [degrees]."""
SNAP_WITHIN = 4.0
"""A turn so near to one that is meant becomes it [degrees]."""
LEAST_EDGE = 3.0
"""Shorter edges of neighbours give no direction [m]."""


def bearing_of(start: Sequence[float], end: Sequence[float]) -> float:
    """Return the bearing from a place to another, 0 to 360 [degrees]."""
    return math.degrees(math.atan2(end[0] - start[0], end[1] - start[1])) % 360.0


def half_turn(angle: float) -> float:
    """Return an angle as a turn between -180 (left out) and 180 [degrees]."""
    turned = angle % 360.0
    return turned - 360.0 if turned > 180.0 else turned


def turned(
    xy: ArrayLike, middle: Sequence[float], rotation: float, scale: float = 1.0
) -> NDArray[np.float64]:
    """Return places (N, 2) turned clockwise and scaled about a middle."""
    angle = math.radians(rotation)
    c, s = math.cos(angle) * scale, math.sin(angle) * scale
    away = np.asarray(xy, np.float64).reshape(-1, 2) - np.asarray(middle, np.float64)
    return np.column_stack(
        [
            c * away[:, 0] + s * away[:, 1] + middle[0],
            c * away[:, 1] - s * away[:, 0] + middle[1],
        ]
    )


def edge_bearings(ring: ArrayLike, least: float = LEAST_EDGE) -> NDArray[np.float64]:
    """Return the bearings, 0 to 180, of the edges of a ring (N, 2) that are long enough."""
    xy = np.asarray(ring, np.float64)
    step = np.roll(xy, -1, axis=0) - xy
    long = np.hypot(step[:, 0], step[:, 1]) >= least
    return np.asarray(np.degrees(np.arctan2(step[long, 0], step[long, 1])) % 180.0)


def main_bearing(ring: ArrayLike, *, closed: bool = True) -> float:
    """Return the bearing, 0 to 90, along which most of an outline's edges run: its right angle."""
    xy = np.asarray(ring, np.float64)
    step = (np.roll(xy, -1, axis=0) - xy) if closed else np.diff(xy, axis=0)
    if not len(step):
        return 0.0
    length = np.hypot(step[:, 0], step[:, 1])
    # Four times the angle makes edges at right angles one direction.
    angle = 4.0 * np.arctan2(step[:, 0], step[:, 1])
    east, north = float(length @ np.sin(angle)), float(length @ np.cos(angle))
    if math.hypot(east, north) < 1e-9:
        return 0.0
    return math.degrees(math.atan2(east, north)) / 4.0 % 90.0


def snapped_turn(
    turn: float,
    bearing: float,
    neighbours: Iterable[float] = (),
    *,
    step: float = SNAP_ANGLE,
    within: float = SNAP_WITHIN,
) -> tuple[float, bool]:
    """Return a turn that comes to rest where it is meant to, and whether a neighbour held it.

    Parameters
    ----------
    turn : float
        As the hand turned [degrees].
    bearing : float
        Of the outline before the turn.
    neighbours : iterable of float
        Bearings of edges near by: the outline comes to lie along them, or at right angles.
    """
    best, reach, held = turn, within, False
    for other in neighbours:
        miss = (other - bearing - turn + 45.0) % 90.0 - 45.0
        if abs(miss) < reach:
            best, reach, held = turn + miss, abs(miss), True
    plain = round(turn / step) * step
    if not held and abs(plain - turn) <= within:
        best = plain
    return half_turn(best), held


def box_along(xy: ArrayLike, bearing: float, gap: float = 0.0) -> NDArray[np.float64]:
    """Return the corners (4, 2) of the box about places along a bearing, ``gap`` metres wider."""
    flat = turned(xy, (0.0, 0.0), -bearing)
    low, high = flat.min(axis=0) - gap, flat.max(axis=0) + gap
    corners = [(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])]
    return turned(corners, (0.0, 0.0), bearing)


def middle_of_box(xy: ArrayLike, bearing: float = 0.0) -> tuple[float, float]:
    """Return the middle of the box about places along a bearing."""
    x, y = box_along(xy, bearing).mean(axis=0).tolist()
    return x, y


def ring_area(ring: ArrayLike) -> float:
    """Return the area within a ring [m²]."""
    xy = np.asarray(ring, np.float64)
    x, y = (xy - xy[0]).T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2.0


def line_length(line: ArrayLike) -> float:
    """Return the length of a line (N, 2) [m]."""
    step = np.diff(np.asarray(line, np.float64), axis=0)
    return float(np.hypot(step[:, 0], step[:, 1]).sum())


def nearest_edge(
    at: Sequence[float], line: ArrayLike, *, closed: bool
) -> tuple[int, tuple[float, float], float]:
    """Return the edge of a line or ring that is nearest to a place, where, and how far.

    The edge is told by the number of its first vertex.
    """
    a = np.asarray(line, np.float64)
    b = np.roll(a, -1, axis=0) if closed else a[1:]
    a = a if closed else a[:-1]
    step = b - a
    away = np.asarray(at, np.float64) - a
    along = (away * step).sum(1) / np.maximum((step * step).sum(1), 1e-12)
    foot = a + np.clip(along, 0.0, 1.0)[:, None] * step
    far = np.hypot(*(foot - at).T)
    best = int(np.nan_to_num(far, nan=np.inf).argmin())
    x, y = foot[best].tolist()
    return best, (x, y), float(far[best])


def contains(ring: ArrayLike, at: Sequence[float]) -> bool:
    """Tell whether a place lies within a ring (even-odd)."""
    a = np.asarray(ring, np.float64)
    b = np.roll(a, -1, axis=0)
    crosses = (a[:, 1] > at[1]) != (b[:, 1] > at[1])
    a, b = a[crosses], b[crosses]
    x = a[:, 0] + (at[1] - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
    return bool(np.count_nonzero(x > at[0]) % 2)


def pushed_edge(ring: ArrayLike, edge: int, by: float) -> NDArray[np.float64]:
    """Return a ring (N, 2) with an edge shifted at right angles, outwards for positive values.

    The edges beside it keep their directions; where these run along it, its corners are shifted.
    """
    xy = np.asarray(ring, np.float64).copy()
    count = len(xy)
    a, b = edge % count, (edge + 1) % count
    step = xy[b] - xy[a]
    length = float(np.hypot(*step))
    if length < 1e-9:
        return xy
    u = step / length
    x, y = (xy - xy[0]).T
    sense = 1.0 if float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) > 0.0 else -1.0
    outwards = np.array([u[1], -u[0]]) * sense
    for corner, other in ((a, (a - 1) % count), (b, (b + 1) % count)):
        beside = xy[corner] - xy[other]
        rise = float(beside @ outwards)
        slanted = abs(rise) > 0.2 * float(np.hypot(*beside))
        xy[corner] = xy[corner] + (beside / rise if slanted else outwards) * by
    return xy


def height_on_ray(
    eye: Sequence[float], beam: Sequence[float], foot: Sequence[float]
) -> float | None:
    """Return how far above a foot the upright through it comes nearest to a ray [m].

    None where the ray runs along the upright: it tells nothing then.
    """
    d = np.asarray(beam, np.float64)
    away = np.asarray(foot, np.float64) - np.asarray(eye, np.float64)
    flat = 1.0 - float(d[2]) ** 2
    if flat < 0.02:  # within 8 degrees of the vertical
        return None
    along = float(away @ d)
    return (along * float(d[2]) - float(away[2])) / flat
