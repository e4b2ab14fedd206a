"""The sky over a place: its horizon, the ways of the sun, and what hides the sun when.

Lines of sight are followed from the eye over the heights around it. Projections of the sky onto a
disc: stereographic, r = tan((90° - h) / 2), as on sun-path diagrams, and equidistant,
r = (90° - h) / 90°.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.share import NEAR, STEP, Heights, faces, sun_on, suns_of
from jumeau.simulation.sun.spots import BUILT, Spot, SpotKind, samples_at
from jumeau.simulation.surface import Surface

AZIMUTHS = 720
"""Directions in which the horizon is looked for."""
FINER, FINEST = 0.5, 0.25
"""Lines are followed in steps of so much of a cell, not finer than that [m]."""
SMOOTH = 3.0
"""Bare ground nearer than that hides nothing [m]."""
SKY_STEPS = 90
"""Heights at which the sky is counted."""


class Hides(StrEnum):
    """What hides the sun."""

    NOTHING = ""
    NIGHT = "night"
    WALL = "wall"
    BUILDING = "building"
    TREE = "tree"
    RELIEF = "relief"


@dataclass(frozen=True, slots=True, eq=False)
class DayPath:
    """The sun's way on a day.

    Attributes
    ----------
    date : datetime.date
        Legal date.
    minute : (T,) float64
        Of the middle of each interval, after midnight of legal time [min]; the sun is up.
    azimuth, elevation : (T,) float64
        Of the sun, from geographic north and apparent [degrees].
    hidden : tuple of Hides
        (T,) by what.
    where : (T, 2) float64
        The place of what hides it [m]; nan where nothing does.
    """

    date: datetime.date
    minute: NDArray[np.float64]
    azimuth: NDArray[np.float64]
    elevation: NDArray[np.float64]
    hidden: tuple[Hides, ...]
    where: NDArray[np.float64]
    step: float = STEP


@dataclass(frozen=True, slots=True, eq=False)
class Diagram:
    """The sky over a place.

    Attributes
    ----------
    eye : tuple of float
        The place [m].
    normal : tuple of float, or None
        Of the wall that it is on.
    convergence : float
        From geographic to grid north [degrees].
    azimuth : (A,) float64
        Directions, from geographic north [degrees].
    horizon : (A,) float64
        How high buildings and relief stand in them [degrees].
    relief : (A,) float64
        How high the bare ground stands [degrees].
    crowns : tuple of (N, 3) float64
        Crowns: direction (index), lowest and highest elevation [degrees].
    sky : float
        Share of the half of all directions above the level horizon in which the sky is seen, by
        solid angle; leaves count as they let light through, a wall hides what is behind it.
    sky_cosine : float
        The same weighted by the sine of the elevation: the sky-view factor of level ground.
    paths : tuple of DayPath
        The ways of the sun.
    """

    eye: tuple[float, float, float]
    normal: tuple[float, float, float] | None
    convergence: float
    azimuth: NDArray[np.float64]
    horizon: NDArray[np.float64]
    relief: NDArray[np.float64]
    crowns: NDArray[np.float64]
    sky: float
    sky_cosine: float
    paths: tuple[DayPath, ...]


@dataclass(frozen=True, slots=True)
class Hidden:
    """A part of a day in which one thing hides the sun.

    Attributes
    ----------
    start, end : float
        After midnight of legal time [min].
    by : Hides
        What does.
    where : tuple of float
        A place of it [m].
    """

    start: float
    end: float
    by: Hides
    where: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Lines of sight: distances (D,) [m], heights met (A, D) [m], absent ones -inf."""

    far: NDArray[np.float64]
    top: NDArray[np.float64]
    ground: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    built: NDArray[np.bool_]


def stereographic(elevation: ArrayLike) -> NDArray[np.float64]:
    """Return the distance from the middle of a disc of radius 1 [elevation in degrees]."""
    return np.asarray(np.tan(np.radians(90.0 - np.asarray(elevation, np.float64)) / 2.0))


def equidistant(elevation: ArrayLike) -> NDArray[np.float64]:
    """Return the distance from the middle of a disc of radius 1 [elevation in degrees]."""
    return np.asarray((90.0 - np.asarray(elevation, np.float64)) / 90.0)


def diagram_of(
    heights: Heights,
    eye: tuple[float, float, float],
    place: SunPlace,
    dates: Sequence[datetime.date],
    normal: tuple[float, float, float] | None = None,
    *,
    step: float = STEP,
    passes: float = 0.0,
) -> Diagram:
    """Return the sky over a place.

    Parameters
    ----------
    heights : Heights
        Around the place, of one variant.
    eye : tuple of float
        The place [m]; a window's eye stands a little before its wall.
    dates : sequence of datetime.date
        Whose ways of the sun are shown.
    normal : tuple of float, or None
        Of the wall: what is behind it is not seen.
    step : float
        Between two suns [min].
    passes : float
        Share of the light that leaves let through, for the share of the sky [0 to 1].
    """
    true = np.asarray(np.arange(AZIMUTHS) * (360.0 / AZIMUTHS), np.float64)
    lines = _lines(heights, eye, true - place.convergence)
    tangent = _tangent(lines.top, lines.far, eye[2])
    horizon = np.degrees(np.arctan(np.maximum(tangent.max(axis=1), 0.0)))
    bare = np.degrees(
        np.arctan(np.maximum(_tangent(lines.ground, lines.far, eye[2]).max(axis=1), 0.0))
    )
    crowns = _crowns(lines, eye[2])
    sky, cosine = _sky(true - place.convergence, horizon, crowns, normal, passes)
    paths = tuple(_path(heights, eye, place, date, normal, step) for date in dates)
    return Diagram(
        eye, normal, place.convergence, true, horizon, np.minimum(bare, horizon), crowns, sky,
        cosine, paths,
    )  # fmt: skip


def hidden_of(path: DayPath, apart: float = 25.0) -> tuple[Hidden, ...]:
    """Return the parts of a day in which something hides the sun, one after the other.

    Parameters
    ----------
    path : DayPath
        The sun's way.
    apart : float
        Hidden suns in a row are hidden by one thing where it is met within this distance [m]. One
        sun between them that is free is a gleam at its edge, and is not told.
    """
    found: list[Hidden] = []
    half = path.step / 2.0
    for k, by in enumerate(path.hidden):
        if by is Hides.NOTHING:
            continue
        start, end = float(path.minute[k] - half), float(path.minute[k] + half)
        x, y = path.where[k].tolist()
        last = found[-1] if found else None
        if last is not None and last.by is by and start - last.end < path.step + 0.01:
            near = by in (Hides.WALL, Hides.RELIEF) or math.dist(last.where, (x, y)) < apart
            if near:
                found[-1] = Hidden(last.start, end, by, (x, y))
                continue
        found.append(Hidden(start, end, by, (x, y)))
    return tuple(found)


def _path(
    heights: Heights,
    eye: tuple[float, float, float],
    place: SunPlace,
    date: datetime.date,
    normal: tuple[float, float, float] | None,
    step: float,
) -> DayPath:
    """Follow the sun: whether it is hidden, the kernels of the shade say; by what, the lines."""
    minute, suns = suns_of(place, date, step)
    up = suns.elevation > 0.0
    azimuth, elevation = suns.azimuth[up], suns.elevation[up]
    count = len(azimuth)
    spot = Spot(SpotKind.POINT, points=np.array([eye], np.float64), normal=normal)
    samples = samples_at(spot.points, None, 0.0)
    told, where = [], np.full((count, 2), np.nan)
    lines = _lines(heights, eye, azimuth)
    slope = np.tan(np.radians(elevation))[:, None]
    ray = eye[2] + slope * lines.far[None, :]
    a = np.radians(azimuth)
    for k in range(count):
        light = sun_on(heights, spot, samples, float(azimuth[k]), float(elevation[k]), 0.5)[0]
        if normal is not None and not faces(normal, float(azimuth[k]), float(elevation[k])):
            told.append(Hides.WALL)
            where[k] = eye[:2]
            continue
        if light > 0.99:
            told.append(Hides.NOTHING)
            continue
        if light > 0.01:
            told.append(Hides.TREE)
            inside = (lines.low[k] <= ray[k]) & (ray[k] <= lines.high[k])
            met = int(inside.argmax()) if inside.any() else int(_nearest(lines, ray, k))
        else:
            solid = lines.top[k] >= ray[k]
            met = int(solid.argmax()) if solid.any() else int((lines.top[k] - ray[k]).argmax())
            told.append(Hides.BUILDING if lines.built[k, met] else Hides.RELIEF)
        far = float(lines.far[met])
        where[k] = eye[0] + far * math.sin(a[k]), eye[1] + far * math.cos(a[k])
    return DayPath(
        date, minute[up] + step / 2.0, np.mod(azimuth + place.convergence, 360.0), elevation,
        tuple(told), where, step,
    )  # fmt: skip


def _nearest(lines: _Lines, ray: NDArray[np.float64], k: int) -> int:
    """Return the sample whose crown a line passes most closely."""
    away = np.maximum(lines.low[k] - ray[k], ray[k] - lines.high[k])
    return int(away.argmin())


def _lines(
    heights: Heights, eye: tuple[float, float, float], azimuth: NDArray[np.float64]
) -> _Lines:
    """Follow lines of sight; ``azimuth`` (A,) from grid north [degrees]."""
    a = np.radians(azimuth)
    parts = []
    near = heights.near
    own = 0.75 * near.step
    reach = _reach(near, eye)
    wide = heights.wide
    until = min(reach, NEAR) if wide is not None else reach
    parts.append(
        _along(near, eye, a, np.arange(own, max(until, own * 2), max(FINER * near.step, FINEST)))
    )
    if wide is not None:
        begin = parts[0].far[-1]
        parts.append(_along(wide, eye, a, np.arange(begin, _reach(wide, eye), FINER * wide.step)))
    return _Lines(
        *(np.concatenate([getattr(x, name) for x in parts], axis=-1) for name in _Lines.__slots__)
    )


def _along(
    surface: Surface,
    eye: tuple[float, float, float],
    a: NDArray[np.float64],
    far: NDArray[np.float64],
) -> _Lines:
    x = eye[0] + np.sin(a)[:, None] * far
    y = eye[1] + np.cos(a)[:, None] * far
    col = np.floor((x - surface.west) / surface.step).astype(np.int64)
    row = np.floor((surface.north - y) / surface.step).astype(np.int64)
    rows, cols = surface.shape
    outside = (col < 0) | (col >= cols) | (row < 0) | (row >= rows)
    row, col = np.clip(row, 0, rows - 1), np.clip(col, 0, cols - 1)

    def met(field: NDArray[np.float32] | None) -> NDArray[np.float64]:
        if field is None:
            return np.full(x.shape, -np.inf)
        return np.where(outside, -np.inf, field[row, col].astype(np.float64))

    top, ground = met(surface.top), met(surface.ground)
    built = (surface.top - surface.ground > BUILT)[row, col] & ~outside
    # Close by, the roughness of the ground would stand like hills.
    top = np.where((far[None, :] < SMOOTH) & ~built, -np.inf, top)
    ground = np.where(far[None, :] < SMOOTH, -np.inf, ground)
    low = met(surface.crown_low)
    high = met(surface.crown_high)
    low = np.where(np.isfinite(high), low, np.inf)
    return _Lines(far, top, ground, low, high, built)


def _reach(surface: Surface, eye: tuple[float, float, float]) -> float:
    """Return how far the surface goes in the direction in which it goes farthest [m]."""
    west, south, east, north = surface.bounds
    dx, dy = max(eye[0] - west, east - eye[0]), max(eye[1] - south, north - eye[1])
    return math.hypot(dx, dy)


def _tangent(
    heights: NDArray[np.float64], far: NDArray[np.float64], eye: float
) -> NDArray[np.float64]:
    return np.asarray((heights - eye) / far[None, :])


def _crowns(lines: _Lines, eye: float) -> NDArray[np.float64]:
    """Return crowns as (N, 3): index of the direction, lowest and highest elevation [degrees]."""
    seen = np.isfinite(lines.high) & (lines.high > eye)
    if not seen.any():
        return np.empty((0, 3))
    direction, k = np.nonzero(seen)
    far = lines.far[k]
    low = np.degrees(np.arctan((lines.low[direction, k] - eye) / far))
    high = np.degrees(np.arctan((lines.high[direction, k] - eye) / far))
    low = np.maximum(low, 0.0)
    order = np.lexsort((low, direction))
    merged: list[list[float]] = []
    for i in order.tolist():
        d, a, b = float(direction[i]), float(low[i]), float(high[i])
        if merged and merged[-1][0] == d and a <= merged[-1][2] + 0.5:
            merged[-1][2] = max(merged[-1][2], b)
        else:
            merged.append([d, a, b])
    return np.array(merged)


def _sky(
    azimuth: NDArray[np.float64],
    horizon: NDArray[np.float64],
    crowns: NDArray[np.float64],
    normal: tuple[float, float, float] | None,
    passes: float,
) -> tuple[float, float]:
    """Return the shares of the sky by solid angle and weighted by the sine of the elevation."""
    e = (np.arange(SKY_STEPS) + 0.5) * (90.0 / SKY_STEPS)
    # What part of each step lies above the horizon.
    seen = np.clip((e[None, :] + 0.5 - horizon[:, None]), 0.0, 1.0)
    for direction, low, high in crowns.tolist():
        within = np.clip(np.minimum(e + 0.5, high) - np.maximum(e - 0.5, low), 0.0, 1.0)
        seen[int(direction)] *= 1.0 - (1.0 - passes) * within
    if normal is not None:
        a = np.radians(azimuth)[:, None]
        h = np.radians(e)[None, :]
        seen = seen * (
            (np.sin(a) * normal[0] + np.cos(a) * normal[1]) * np.cos(h) + normal[2] * np.sin(h) > 0
        )
    edge = np.radians(np.linspace(0.0, 90.0, SKY_STEPS + 1))
    solid = np.diff(np.sin(edge))
    cosine = np.diff(np.sin(edge) ** 2)
    mean = seen.mean(axis=0)
    return float(mean @ solid), float(mean @ cosine)
