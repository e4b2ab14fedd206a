"""A legal day in steps of five minutes: what the slider of the strip goes along."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from jumeau.model.instants import aware
from jumeau.simulation.sun.calendar import at, is_polar_night, sunrise_sunset
from jumeau.simulation.sun.place import SunPlace

STEP = 5
"""Between two positions of the slider [min]."""
HOUR = 60 // STEP
USUAL = 14 * 60
"""The hour that is looked at first [min]."""


@dataclass(frozen=True, slots=True)
class Day:
    """A legal day: 23 or 25 hours long where the clocks change.

    Attributes
    ----------
    date : datetime.date
        Legal date.
    zone : str
        Whose legal time.
    midnight : datetime.datetime
        Its beginning, UTC.
    steps : int
        Number of steps of five minutes.
    rise, set : float
        When the sun rises and sets [steps since midnight]; the whole day or nothing of it where it
        does neither.
    """

    date: datetime.date
    zone: str
    midnight: datetime.datetime
    steps: int
    rise: float
    set: float

    @property
    def last(self) -> int:
        """The last position: five minutes before midnight."""
        return self.steps - 1

    @property
    def is_dark(self) -> bool:
        """Whether the sun stays below the horizon."""
        return self.set <= self.rise

    @property
    def is_bright(self) -> bool:
        """Whether the sun stays above the horizon."""
        return self.rise <= 0.0 and self.set >= self.steps

    @property
    def changes_clock(self) -> bool:
        """Whether summer time begins or ends."""
        return self.steps != 24 * HOUR

    @property
    def daylight(self) -> tuple[int, int]:
        """First and last position at which the sun is up; the whole day in polar night."""
        if self.is_dark:
            return (0, self.last)
        return (min(-int(-self.rise // 1), self.last), min(int(self.set), self.last))

    def instant(self, step: int) -> str:
        """Return the instant of a position, in legal time."""
        return self.moment(step).isoformat()

    def moment(self, step: float) -> datetime.datetime:
        """Return the legal time of a position."""
        there = self.midnight + datetime.timedelta(minutes=STEP * step)
        return there.astimezone(ZoneInfo(self.zone))

    def step_of(self, instant: str) -> int:
        """Return the position of an instant of the day, the one before it."""
        return max(0, min(int(steps_from(self.midnight, instant)), self.last))


@lru_cache(maxsize=64)
def day_of(place: SunPlace, date: datetime.date) -> Day:
    """Return a legal day at a place."""
    midnight = aware(at(place.zone, date, 0)).astimezone(datetime.UTC)
    after = at(place.zone, date + datetime.timedelta(days=1), 0)
    steps = round(steps_from(midnight, after))
    hours = sunrise_sunset(place, date)
    if hours is not None:
        rise, end = (steps_from(midnight, x) for x in hours)
    else:
        rise, end = (0.0, 0.0) if is_polar_night(place, date) else (0.0, float(steps))
    return Day(date, place.zone, midnight, steps, rise, end)


def steps_from(midnight: datetime.datetime, instant: str) -> float:
    """Return how many steps an instant lies after midnight."""
    return (aware(instant) - midnight).total_seconds() / (60.0 * STEP)
