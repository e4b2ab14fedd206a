"""Traffic of roads by period: as told, of a day, of a count, else the usual one of a class.

Usual traffic and speeds by class: NoiseModelling, ``Import_OSM.groovy`` (35d2da1), which has them
of the European working group's Good Practice Guide (WG-AEN 2007, toolkit 2.5). Shares of a day's
traffic by hour: NoiseModelling, ``Road_Emission_From_AADF.groovy``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.bands import HOURS

Array = NDArray[np.float64]

CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary", "residential", "service")
NO_CARS = -1
"""Class of what carries no cars."""
USUAL = np.array([
    [26103, 7458, 3729], [17936, 3826, 2152], [7124, 1069, 712], [1400, 400, 200],
    [700, 200, 100], [350, 100, 50], [175, 50, 25],
], float)  # fmt: skip
"""Vehicles in the 12 h of the day, the 4 h of the evening, the 8 h of the night, both ways."""
HEAVY_SHARE = np.array([
    [0.25, 0.35, 0.45], [0.20, 0.20, 0.20], [0.20, 0.15, 0.10], [0.15, 0.10, 0.05],
    [0.10, 0.06, 0.03], [0.05, 0.02, 0.01], [0.02, 0.01, 0.00],
])  # fmt: skip
USUAL_SPEED = np.array([130.0, 110.0, 80.0, 80.0, 50.0, 30.0, 30.0])
"""[km/h]"""
HEAVY_FASTEST = 90.0
"""Lorries drive no faster [km/h]: code de la route, R413-8."""
SLOWEST, FASTEST = 20.0, 130.0
"""Range of speeds of the method [km/h]."""
ABSURD = 160.0
"""Speeds above are errors [km/h]."""
MOST = 20_000.0
"""Vehicles an hour above are errors: an eight-lane motorway carries some 16,000."""

LIGHT_BY_HOUR = np.array([
    0.56, 0.30, 0.21, 0.26, 0.69, 1.80, 4.29, 7.56, 7.09, 5.50, 4.96, 5.04,
    5.80, 6.08, 6.23, 6.67, 7.84, 8.01, 7.12, 5.44, 3.45, 2.26, 1.72, 1.12,
])  # fmt: skip
HEAVY_BY_HOUR = np.array([
    1.01, 0.97, 1.06, 1.39, 2.05, 3.18, 4.77, 6.33, 6.72, 7.32, 7.37, 7.40,
    6.16, 6.22, 6.84, 6.74, 6.23, 4.88, 3.79, 3.05, 2.36, 1.76, 1.34, 1.07,
])  # fmt: skip
"""Share of the day's vehicles in each hour [%], the first from 0 to 1 h."""


class Origin(IntEnum):
    """Where the traffic of a road comes from, the surest first."""

    VARIANT = 0
    COUNTED = 1
    GIVEN = 2
    DAILY = 3
    DEFAULT = 4
    NONE = 5


def _by_period(by_hour: Array) -> Array:
    day, evening = by_hour[6:18].sum(), by_hour[18:22].sum()
    found: Array = np.array([day, evening, by_hour.sum() - day - evening]) / by_hour.sum()
    return found


LIGHT_SHARE, HEAVY_PART = _by_period(LIGHT_BY_HOUR), _by_period(HEAVY_BY_HOUR)
"""Share of the day's light and heavy vehicles in the day, the evening and the night."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What sources tell of S roads; NaN where they tell nothing.

    Attributes
    ----------
    road_class : (S,) int
        Row of :data:`CLASSES`; :data:`NO_CARS`.
    total, light, heavy : (S, 3) float64
        Vehicles an hour by period, both ways.
    daily, counted : (S,) float64
        Vehicles a day, both ways: of the road's own attributes, and of a count near it.
    heavy_share : (S,) float64
        Of the count [0 to 1].
    speed : (S,) float64
        [km/h]
    light_speed, heavy_speed : (S, 3) float64
        [km/h]
    half : (S,) bool
        One of the two carriageways of a road whose other one has a row of its own: what is told of
        the whole is shared.
    one_way : (S,) bool
        Cars drive one way only: half the usual traffic of a class, which is that of both.
    """

    road_class: NDArray[np.int64]
    total: Array
    light: Array
    heavy: Array
    daily: Array
    counted: Array
    heavy_share: Array
    speed: Array
    light_speed: Array
    heavy_speed: Array
    half: NDArray[np.bool_]
    one_way: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Traffic:
    """Traffic of S roads.

    Attributes
    ----------
    light, heavy : (S, 3) float64
        Vehicles an hour, by period.
    light_speed, heavy_speed : (S, 3) float64
        [km/h], within the range of the method.
    origin : (S,) uint8
        :class:`Origin`.
    """

    light: Array
    heavy: Array
    light_speed: Array
    heavy_speed: Array
    origin: NDArray[np.uint8]

    @property
    def daily(self) -> Array:
        """Vehicles a day (S,)."""
        found: Array = (self.light + self.heavy) @ HOURS
        return found

    @property
    def heavy_part(self) -> Array:
        """Share of heavy vehicles among those of a day (S,), 0 where none drives."""
        daily = self.daily
        found: Array = (self.heavy @ HOURS) / np.where(daily > 0.0, daily, 1.0)
        return found


def of_a_day(daily: Array, heavy_share: Array) -> tuple[Array, Array]:
    """Return the light and heavy vehicles an hour (S, 3) of so many a day (S,)."""
    heavy = (daily * heavy_share)[:, None] * HEAVY_PART / HOURS
    light = (daily * (1.0 - heavy_share))[:, None] * LIGHT_SHARE / HOURS
    return light, heavy


def traffic_of(told: Told, notes: Counter[str]) -> Traffic:
    """Return the traffic of roads by the surest of what is told of each.

    Parameters
    ----------
    notes : Counter
        Counts what was assumed or repaired, by code.
    """
    count = len(told.road_class)
    cars = told.road_class >= 0
    kind = np.maximum(told.road_class, 0)
    total, light, heavy = (_flows(x, cars, notes) for x in (told.total, told.light, told.heavy))
    daily, counted = (_flows(x, cars, notes, 24.0) for x in (told.daily, told.counted))
    usual_heavy = HEAVY_SHARE[kind]
    of_class = (USUAL[kind] * usual_heavy).sum(1) / USUAL[kind].sum(1)

    # By period, as the road's own attributes tell.
    heavy = np.where(np.isnan(heavy), total - light, heavy)
    missing = cars & (np.isnan(heavy) & ~(np.isnan(total) & np.isnan(light))).any(1)
    notes["heavy_by_class"] += int(missing.sum())
    told_light = np.where(np.isnan(light), total - heavy, light)
    from_total = np.where(np.isnan(told_light), total * (1.0 - usual_heavy), told_light)
    more = usual_heavy / (1.0 - usual_heavy)
    heavy = np.where(np.isnan(heavy), from_total * more, heavy)
    light = from_total
    notes["heavy_above_total"] += int((light < -1e-9).any(1).sum())
    light, heavy = np.maximum(light, 0.0), np.maximum(heavy, 0.0)
    given = ~np.isnan(light)
    some, every = given.any(1) & cars, given.all(1) & cars
    notes["periods_filled"] += int((some & ~every).sum())
    light, heavy = _filled(light, LIGHT_SHARE / HOURS), _filled(heavy, HEAVY_PART / HOURS)

    origin = np.full(count, Origin.NONE, np.uint8)
    origin[cars] = Origin.DEFAULT
    a_day = np.where(np.isnan(counted), daily, counted)
    known = ~np.isnan(a_day) & cars
    share = np.where(np.isnan(counted), np.nan, told.heavy_share)
    notes["heavy_by_class"] += int((known & ~some & np.isnan(share)).sum())
    share = np.where(np.isnan(share), of_class, np.clip(share, 0.0, 1.0))
    whole = USUAL[kind] / HOURS * np.where(told.one_way, 0.5, 1.0)[:, None]
    found_light, found_heavy = whole * (1.0 - usual_heavy), whole * usual_heavy
    once = np.where(told.half, 0.5, 1.0)
    day_light, day_heavy = of_a_day(np.nan_to_num(a_day) * once, share)
    for chosen, name, more_light, more_heavy in (
        (known & np.isnan(counted), Origin.DAILY, day_light, day_heavy),
        (some, Origin.GIVEN, light, heavy),
        (known & ~np.isnan(counted) & ~some, Origin.COUNTED, day_light, day_heavy),
    ):
        found_light = np.where(chosen[:, None], more_light, found_light)
        found_heavy = np.where(chosen[:, None], more_heavy, found_heavy)
        origin[chosen] = name
    defaults = origin == Origin.DEFAULT
    notes["traffic_default"] += int(defaults.sum())
    notes["one_way_shared"] += int((defaults & told.one_way).sum())
    notes["carriageways_shared"] += int((known & ~some & told.half).sum())
    speeds = _speeds(told, kind, cars, notes)
    return Traffic(
        np.where(cars[:, None], found_light, 0.0), np.where(cars[:, None], found_heavy, 0.0),
        *speeds, origin,
    )  # fmt: skip


def _flows(
    values: Array, cars: NDArray[np.bool_], notes: Counter[str], hours: float = 1.0
) -> Array:
    """Return flows, unknown where they cannot be; told of the roads with cars."""
    with np.errstate(invalid="ignore"):
        negative = (values < 0.0) & (cars if values.ndim == 1 else cars[:, None])
        absurd = (values > MOST * hours) & (cars if values.ndim == 1 else cars[:, None])
    notes["flow_negative"] += int(negative.any(1).sum() if values.ndim > 1 else negative.sum())
    notes["flow_absurd"] += int(absurd.any(1).sum() if values.ndim > 1 else absurd.sum())
    with np.errstate(invalid="ignore"):
        return np.where((values >= 0.0) & (values <= MOST * hours), values, np.nan)


def _filled(flows: Array, shape: Array) -> Array:
    """Return flows by period with those missing told after the others, by the shape of a day."""
    known = ~np.isnan(flows)
    level = np.where(known, flows, 0.0).sum(1) / np.maximum((known * shape).sum(1), 1e-12)
    return np.where(known, flows, level[:, None] * shape)


def _speeds(
    told: Told, kind: NDArray[np.int64], cars: NDArray[np.bool_], notes: Counter[str]
) -> tuple[Array, Array]:
    """Return the speeds of light and heavy vehicles (S, 3) [km/h]."""
    light = np.where(np.isnan(told.light_speed), told.speed[:, None], told.light_speed)
    heavy = np.where(np.isnan(told.heavy_speed), np.minimum(light, HEAVY_FASTEST), told.heavy_speed)
    wrong = np.zeros(len(kind), np.bool_)
    with np.errstate(invalid="ignore"):
        for x in (light, heavy):
            wrong |= ((x <= 0.0) | (x > ABSURD)).any(1)
        light = np.where((light > 0.0) & (light <= ABSURD), light, np.nan)
        heavy = np.where((heavy > 0.0) & (heavy <= ABSURD), heavy, np.nan)
    notes["speed_absurd"] += int((wrong & cars).sum())
    notes["speed_default"] += int((np.isnan(light).any(1) & cars & ~wrong).sum())
    light = np.where(np.isnan(light), USUAL_SPEED[kind][:, None], light)
    heavy = np.where(np.isnan(heavy), np.minimum(light, HEAVY_FASTEST), heavy)
    notes["speed_slow"] += int(((light < SLOWEST).any(1) & cars).sum())
    notes["heavy_speed_capped"] += int(((heavy > HEAVY_FASTEST).any(1) & cars).sum())
    heavy = np.minimum(heavy, HEAVY_FASTEST)
    return np.clip(light, SLOWEST, FASTEST), np.clip(heavy, SLOWEST, HEAVY_FASTEST)
