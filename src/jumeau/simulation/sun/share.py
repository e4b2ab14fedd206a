"""How much of a place is in the sun through a day, and for how long.

Heights around the place are taken in two grids: fine ones near it, coarse ones beyond, out to where
a low sun meets casters; the relief at the horizon beyond both. For each sun only what lies between
the place and the sun is swept, on the one grid of the world, so that the answer is that of the
whole model.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from jumeau.model.progress import Progress, silent
from jumeau.simulation.sun.calendar import day_instants
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.position import Suns, sun_positions
from jumeau.simulation.sun.spots import Samples, Spot, samples_of
from jumeau.simulation.surface import Surface

if TYPE_CHECKING:
    from jumeau.simulation.sun.far import FarRelief

NEAR, WIDE = 60.0, 600.0
"""Heights around a place are fine so far, and coarse so far [m]."""
COARSE = 2.0
"""Coarse cells [m]."""
HALF = 0.5
"""A place is told to be in the sun while so much of it is."""
STEP = 5.0
"""Usual time between two suns [min]."""
_NOTHING = np.float32(-1.0e4)
"""Altitude of cells that cast no shade [m]."""

Box = tuple[float, float, float, float]
Field = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Heights:
    """The heights around a place.

    Attributes
    ----------
    near : Surface
        Fine cells about the place.
    wide : Surface or None
        Coarse cells beyond; nothing stands in them where the near ones are. None where the near
        ones are all there is.
    far : FarRelief or None
        The relief at the horizon.
    """

    near: Surface
    wide: Surface | None = None
    far: FarRelief | None = None


@dataclass(frozen=True, slots=True, eq=False)
class DayShare:
    """The sun of a place on a day.

    Attributes
    ----------
    date : datetime.date
        Legal date.
    step : float
        Length of the intervals [min].
    minute : (T,) float64
        Where they begin, after midnight of the legal time that holds at noon [min].
    up : (T,) bool
        Whether the sun is above a level horizon in the middle of the interval.
    share : (T,) float64
        Of the place in the sun then [0 to 1]; 0 by night.
    cell_hours : (N,) float64
        Hours of sun of each sample [h].
    size, built : float
        Area that counts [m²], 0 for a point, and share of an area that is built over [0 to 1].
    passes : float
        Share of the light that leaves let through on that day.
    """

    date: datetime.date
    step: float
    minute: NDArray[np.float64]
    up: NDArray[np.bool_]
    share: NDArray[np.float64]
    cell_hours: NDArray[np.float64]
    size: float = 0.0
    built: float = 0.0
    passes: float = 1.0

    @property
    def hours(self) -> float:
        """Hours of sun of the place, the mean over its area [h]."""
        return float(self.share.sum() * self.step / 60.0)

    def share_with(self, hours: float) -> float:
        """Return which share of the place has at least so many hours of sun [0 to 1]."""
        return float((self.cell_hours >= hours - 1e-6).mean())

    def hourly(self) -> NDArray[np.float64]:
        """Return the mean share in the sun in each hour of the clock, (24,); nan by night."""
        found = np.full(24, np.nan)
        hour = np.clip(self.minute // 60, 0, 23).astype(np.int64)
        for h in range(24):
            chosen = hour == h
            if chosen.any() and self.up[chosen].any():
                found[h] = float(self.share[chosen].mean())
        return found

    def intervals(self, least: float = HALF) -> tuple[tuple[float, float], ...]:
        """Return when at least so much of the place is in the sun: begins and ends [min]."""
        there = np.concatenate([[False], self.share >= least - 1e-9, [False]])
        turns = np.flatnonzero(there[1:] != there[:-1])
        ends = np.append(self.minute, self.minute[-1] + self.step if len(self.minute) else 0.0)
        return tuple(
            (float(ends[a]), float(ends[b])) for a, b in zip(turns[::2], turns[1::2], strict=True)
        )


def suns_of(
    place: SunPlace, date: datetime.date, step: float = STEP
) -> tuple[NDArray[np.float64], Suns]:
    """Return the intervals of a legal day, and the sun in the middle of each.

    Returns
    -------
    minute : (T,) float64
        Where the intervals begin, after midnight of the legal time that holds at noon [min].
    suns : Suns
        (T,).
    """
    begins = day_instants(place, date, step)
    noon = datetime.datetime.combine(date, datetime.time(12), ZoneInfo(place.zone))
    offset = noon.utcoffset() or datetime.timedelta()
    midnight = np.datetime64(datetime.datetime.combine(date, datetime.time()) - offset, "s")
    minute = (begins - midnight).astype("timedelta64[s]").astype(np.float64) / 60.0
    middle = begins + np.timedelta64(round(step * 30.0), "s")
    return minute, sun_positions(place, middle)


def day_share(
    heights: Heights,
    spot: Spot,
    place: SunPlace,
    date: datetime.date,
    step: float = STEP,
    *,
    passes: float | None = None,
    lowest: float = 0.0,
    progress: Progress = silent,
) -> DayShare:
    """Return the sun of a place on a day.

    Parameters
    ----------
    heights : Heights
        Around the place, of one variant.
    step : float
        Between two suns [min].
    passes : float or None
        Share of the light that leaves let through; None for that of the season.
    lowest : float
        Suns below this elevation do not count [degrees].

    Raises
    ------
    InputError
        ``sun_places.all_built``.
    """
    from jumeau.simulation.sun.shade import passes_of

    samples = samples_of(spot, heights.near)
    minute, suns = suns_of(place, date, step)
    if passes is None:
        passes = passes_of(date, place.latitude)
    up = suns.elevation > max(lowest, 0.0)
    share = np.zeros(len(minute))
    cell = np.zeros(len(samples.points))
    counted = np.flatnonzero(up)
    for k, t in enumerate(counted.tolist()):
        if k % 16 == 0:
            progress(k / len(counted))
        there = sun_on(heights, spot, samples, suns[t].azimuth, suns[t].elevation, passes)
        share[t] = float(there.mean())
        cell += there
    return DayShare(
        date, step, minute, suns.elevation > 0.0, share, cell * (step / 60.0), samples.size,
        samples.built, passes,
    )  # fmt: skip


def sun_on(
    heights: Heights,
    spot: Spot,
    samples: Samples,
    azimuth: float,
    elevation: float,
    passes: float,
) -> NDArray[np.float64]:
    """Return how much of the sun reaches each sample of a place, (N,) [0 to 1].

    Parameters
    ----------
    azimuth, elevation : float
        Of the sun, from grid north and above the horizon [degrees].
    """
    from jumeau.simulation.sun.shade import lit, lit_at, shade_of

    points = samples.points
    if spot.normal is not None and not faces(spot.normal, azimuth, elevation):
        return np.zeros(len(points))
    box, low = samples.box, samples.lowest
    found = np.ones(len(points))
    for surface, far in ((heights.near, heights.far), (heights.wide, None)):
        if surface is None:
            continue
        if surface is heights.wide and _reach(surface, low, elevation) < _room(heights.near, box):
            continue  # nothing so far away is high enough
        part = towards(surface, box, low, azimuth, elevation)
        shade = shade_of(part, azimuth, elevation, far=far, fine=True)
        if samples.cells is None or surface is not heights.near:
            share = lit_at(part, shade, points, passes)
        else:
            # Over the ground trunks count too.
            row = samples.cells[:, 0] - round((surface.north - part.north) / surface.step)
            col = samples.cells[:, 1] - round((part.west - surface.west) / surface.step)
            share = lit(part, shade, passes)[row, col]
        found = np.minimum(found, share)
    return found


def faces(normal: tuple[float, float, float], azimuth: float, elevation: float) -> bool:
    """Tell whether the sun stands before a wall [degrees from grid north, above the horizon]."""
    a, e = math.radians(azimuth), math.radians(elevation)
    toward = (math.sin(a) * math.cos(e), math.cos(a) * math.cos(e), math.sin(e))
    return sum(n * t for n, t in zip(normal, toward, strict=True)) > 1e-6


def towards(surface: Surface, box: Box, lowest: float, azimuth: float, elevation: float) -> Surface:
    """Return the part of a surface in which casters can shade a box.

    Parameters
    ----------
    box : tuple of float
        West, south, east, north of what is shaded [m].
    lowest : float
        Altitude of its lowest place [m].
    azimuth, elevation : float
        Of the sun [degrees].
    """
    step = surface.step
    reach = _reach(surface, lowest, elevation)
    a = math.radians(azimuth)
    dx, dy = reach * math.sin(a), reach * math.cos(a)
    pad = 4.0 * step
    west, east = box[0] + min(dx, 0.0) - pad, box[2] + max(dx, 0.0) + pad
    south, north = box[1] + min(dy, 0.0) - pad, box[3] + max(dy, 0.0) + pad
    rows, cols = surface.shape
    top = min(max(math.floor((surface.north - north) / step), 0), rows - 1)
    bottom = max(min(math.ceil((surface.north - south) / step), rows), top + 1)
    left = min(max(math.floor((west - surface.west) / step), 0), cols - 1)
    right = max(min(math.ceil((east - surface.west) / step), cols), left + 1)
    return cropped(surface, top, bottom, left, right)


def _room(near: Surface, box: Box) -> float:
    """Return how far the fine heights reach about a box [m]."""
    west, south, east, north = near.bounds
    return min(box[0] - west, box[1] - south, east - box[2], north - box[3])


def _reach(surface: Surface, lowest: float, elevation: float) -> float:
    """Return how far the longest shade of a surface goes [m]."""
    if "tallest" not in surface.kept:
        tallest = float(surface.top.max())
        if surface.crown_high is not None:
            tallest = max(tallest, float(surface.crown_high.max()))
        surface.kept["tallest"] = tallest
    rise = float(surface.kept["tallest"]) - lowest
    return max(rise, 0.0) / math.tan(math.radians(max(elevation, 0.05)))


def cropped(surface: Surface, top: int, bottom: int, left: int, right: int) -> Surface:
    """Return rows ``top`` to ``bottom`` and columns ``left`` to ``right`` of a surface."""

    def cut(field: Field) -> Field:
        return np.ascontiguousarray(field[top:bottom, left:right])

    low, high, trunk = surface.crown_low, surface.crown_high, surface.trunk
    return Surface(
        surface.west + left * surface.step,
        surface.north - top * surface.step,
        surface.step,
        cut(surface.ground),
        cut(surface.top),
        None if low is None else cut(low),
        None if high is None else cut(high),
        None if trunk is None else cut(trunk),
    )


def without(surface: Surface, box: Box) -> Surface:
    """Return a surface in which nothing casts shade within a box [m]."""
    step = surface.step
    rows, cols = surface.shape
    y = surface.north - (np.arange(rows) + 0.5) * step
    x = surface.west + (np.arange(cols) + 0.5) * step
    inside = ((y > box[1]) & (y < box[3]))[:, None] & ((x > box[0]) & (x < box[2]))[None, :]
    top = np.where(inside, _NOTHING, surface.top)
    ground = np.where(inside, _NOTHING, surface.ground)
    if surface.crown_high is None or surface.crown_low is None:
        return Surface(surface.west, surface.north, step, ground, top)
    high = np.where(inside, np.float32(-np.inf), surface.crown_high)
    low = np.where(inside, np.float32(np.inf), surface.crown_low)
    return Surface(surface.west, surface.north, step, ground, top, low.astype(np.float32), high)


def grown(box: Box, by: float) -> Box:
    """Return a box that is so much larger on each side [m]."""
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by
