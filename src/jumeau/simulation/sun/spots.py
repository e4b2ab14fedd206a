"""Places whose sun is asked for: a garden, a façade, a window, a point; as samples."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.simulation.surface import Surface

BUILT = 0.5
"""What rises so far above the ground is built: no garden lies there [m]."""
MOST_SAMPLES = 40_000
FINEST, FINE, SMALL = 0.25, 0.5, 150.0
"""Cells [m] of a small garden and of a larger one, and where small ends [m²]."""
APART = 0.5
"""Between the samples of a window or façade [m]; farther apart on large ones."""

Box = tuple[float, float, float, float]


class SpotKind(StrEnum):
    """What kind of place it is."""

    AREA = "area"
    FACADE = "facade"
    WINDOW = "window"
    POINT = "point"


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A place whose sun is asked for; it stays the same for every variant.

    Attributes
    ----------
    kind : SpotKind
        Of an area the open ground counts, as each variant has it.
    rings : tuple of (K, 2) float64
        Outlines of an area, holes among them (even-odd), project CRS [m]; what is drawn of a
        façade or window has its corners in ``points``.
    points : (N, 3) float64
        Samples of a façade, window or point [m]; empty for an area.
    normal : tuple of float, or None
        Where a façade or window looks, a unit vector; None for others.
    size : float
        Area of a façade or window [m²].
    corners : (M, 3) float64
        Outline of a façade or window to be drawn [m].
    """

    kind: SpotKind
    rings: tuple[NDArray[np.float64], ...] = ()
    points: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 3)))
    normal: tuple[float, float, float] | None = None
    size: float = 0.0
    corners: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 3)))

    @property
    def box(self) -> Box:
        """West, south, east, north [m]."""
        parts = [*self.rings, self.points[:, :2]] if self.rings else [self.points[:, :2]]
        xy = np.concatenate(parts)
        (west, south), (east, north) = xy.min(axis=0).tolist(), xy.max(axis=0).tolist()
        return west, south, east, north

    @property
    def step(self) -> float:
        """Cells that suit it [m]."""
        if self.kind is not SpotKind.AREA:
            return FINEST
        west, south, east, north = self.box
        size = (east - west) * (north - south)
        if size <= SMALL:
            return FINEST
        # Multiples of the fine cell: the grids of all places fit into each other.
        return FINE * max(1.0, math.ceil(math.sqrt(size / MOST_SAMPLES) / FINE))


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """The places of a spot that are looked at in one variant.

    Attributes
    ----------
    points : (N, 3) float64
        Where [m].
    cells : (N, 2) int64, or None
        Row and column of each in the surface, of an area; None for others.
    size : float
        Area that they stand for [m²]; 0 for a point.
    built : float
        Of an area: share that is built over [0 to 1].
    box, lowest : tuple of float, float
        West, south, east, north of them all, and the lowest altitude [m].
    """

    points: NDArray[np.float64]
    cells: NDArray[np.int64] | None
    size: float
    built: float = 0.0
    box: Box = (0.0, 0.0, 0.0, 0.0)
    lowest: float = 0.0


def samples_at(
    points: NDArray[np.float64],
    cells: NDArray[np.int64] | None,
    size: float,
    built: float = 0.0,
) -> Samples:
    """Return samples at points (N, 3) [m]."""
    (west, south, lowest), (east, north, _) = (
        points.min(axis=0).tolist(),
        points.max(axis=0).tolist(),
    )
    return Samples(points, cells, size, built, (west, south, east, north), lowest)


def area_spot(rings: tuple[NDArray[np.float64], ...]) -> Spot:
    """Return the spot of a polygon.

    Parameters
    ----------
    rings : tuple of (K, 2) float64
        Outlines, holes among them, project CRS [m].

    Raises
    ------
    InputError
        ``sun_places.no_area`` for one without any area.
    """
    kept = tuple(np.asarray(x, np.float64)[:, :2] for x in rings if len(x) >= 3)
    if not kept or not any(abs(_twice_area(x)) > 1e-6 for x in kept):
        raise InputError("sun_places.no_area")
    return Spot(SpotKind.AREA, kept)


def point_spot(x: float, y: float, z: float) -> Spot:
    """Return the spot of a point [m]."""
    return Spot(SpotKind.POINT, points=np.array([[x, y, z]], np.float64))


def window_spot(
    middle: tuple[float, float, float],
    normal: tuple[float, float, float],
    width: float = 1.2,
    height: float = 1.4,
) -> Spot:
    """Return the spot of a window.

    Parameters
    ----------
    middle : tuple of float
        Of the window, on the wall [m].
    normal : tuple of float
        Where the wall looks; its horizontal part counts.
    width, height : float
        Of the window [m].
    """
    n = level(normal)
    along = np.array([-n[1], n[0], 0.0])
    out = np.array([n[0], n[1], 0.0]) * 0.75 * FINEST
    u = _middles(width)
    v = _middles(height)
    grid = np.array(middle) + out
    points = np.array([grid + a * along + (0.0, 0.0, b) for a in u for b in v])
    half = 0.5 * width * along
    up = np.array([0.0, 0.0, 0.5 * height])
    centre = np.array(middle) + 0.2 * out
    corners = np.array([centre - half - up, centre + half - up, centre + half + up,
                        centre - half + up])  # fmt: skip
    return Spot(SpotKind.WINDOW, (), points, n, width * height, corners)


def level(normal: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return the horizontal unit vector of a direction.

    Raises
    ------
    InputError
        ``sun_places.no_wall`` where it has none.
    """
    length = math.hypot(normal[0], normal[1])
    if length < 1e-9:
        raise InputError("sun_places.no_wall")
    return normal[0] / length, normal[1] / length, 0.0


def samples_of(spot: Spot, surface: Surface) -> Samples:
    """Return where a spot is looked at over the heights of a variant.

    Raises
    ------
    InputError
        ``sun_places.all_built`` for an area without open ground.
    """
    if spot.kind is not SpotKind.AREA:
        return samples_at(spot.points, None, spot.size)
    inside = cells_inside(spot.rings, surface)
    rows, cols = np.nonzero(inside)
    if not len(rows):  # smaller than a cell: the one under its middle
        west, south, east, north = spot.box
        rows = np.array([int((surface.north - (south + north) / 2) / surface.step)])
        cols = np.array([int(((west + east) / 2 - surface.west) / surface.step)])
    open_ = surface.top[rows, cols] - surface.ground[rows, cols] < BUILT
    if not open_.any():
        raise InputError("sun_places.all_built")
    built = 1.0 - float(open_.mean())
    rows, cols = rows[open_], cols[open_]
    x = surface.west + (cols + 0.5) * surface.step
    y = surface.north - (rows + 0.5) * surface.step
    points = np.column_stack([x, y, surface.top[rows, cols].astype(np.float64)])
    size = len(rows) * surface.step**2
    return samples_at(points, np.column_stack([rows, cols]), size, built)


def cells_inside(rings: tuple[NDArray[np.float64], ...], surface: Surface) -> NDArray[np.bool_]:
    """Return the cells (rows, cols) whose middles lie in rings, even-odd."""
    rows, cols = surface.shape
    y = surface.north - (np.arange(rows) + 0.5) * surface.step
    x = surface.west + (np.arange(cols) + 0.5) * surface.step
    inside = np.zeros((rows, cols), np.bool_)
    for ring in rings:
        ends = np.roll(ring, -1, axis=0)
        for (ax, ay), (bx, by) in zip(ring.tolist(), ends.tolist(), strict=True):
            if ay == by:
                continue
            crossed = (ay > y) != (by > y)
            if crossed.any():
                at = ax + (y[crossed] - ay) * (bx - ax) / (by - ay)
                inside[crossed] ^= x[None, :] < at[:, None]
    return inside


def _middles(length: float) -> NDArray[np.float64]:
    """Return the middles of equal pieces of a length, about zero [m]."""
    count = max(1, math.ceil(length / APART))
    return np.asarray((np.arange(count) + 0.5) * (length / count) - length / 2, np.float64)


def _twice_area(ring: NDArray[np.float64]) -> float:
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1))
