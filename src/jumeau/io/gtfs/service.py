"""On which days the trips of a GTFS feed run, and the day that stands for an ordinary one."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.io.gtfs.tables import Feed, read_table, seconds
from jumeau.model.progress import Progress, silent

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST = 3 * 366
"""Days that are looked at: some calendars end in 2099."""
_ADDED, _REMOVED = 1.0, 2.0
_UNKNOWN = -(1 << 40)


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The days of a feed.

    Attributes
    ----------
    services : tuple of str
        Their identifiers.
    first : datetime.date or None
        Day of the first column; None for a feed without any day.
    runs : array of bool, shape (S, D)
        Which service runs on which day.
    """

    services: tuple[str, ...]
    first: datetime.date | None
    runs: NDArray[np.bool_]

    def day(self, index: int) -> str:
        """Return a day by its column, as an ISO date."""
        if self.first is None:
            return ""
        return (self.first + datetime.timedelta(days=index)).isoformat()

    @property
    def period(self) -> tuple[str, str]:
        """First and last day with any service, ISO dates; empty where there is none."""
        served = np.flatnonzero(self.runs.any(axis=0))
        if self.first is None or not len(served):
            return "", ""
        return self.day(int(served[0])), self.day(int(served[-1]))


def read_calendar(feed: Feed, progress: Progress = silent) -> Calendar:
    """Read ``calendar.txt`` and ``calendar_dates.txt``; either may be missing or empty."""
    weekly = read_table(
        feed, "calendar", ("service_id", *_DAYS, "start_date", "end_date"), progress
    )
    single = read_table(feed, "calendar_dates", ("service_id", "date", "exception_type"), progress)
    names = [*weekly.text("service_id").tolist(), *single.text("service_id").tolist()]
    services = tuple(name for name in dict.fromkeys(names) if name)
    start, end = _ordinals(weekly.text("start_date")), _ordinals(weekly.text("end_date"))
    dates = _ordinals(single.text("date"))
    known = np.concatenate([start[start > 0], end[end > 0], dates[dates > 0]])
    if not len(known) or not services:
        return Calendar(services, None, np.zeros((len(services), 0), np.bool_))
    first = int(known.min())
    length = min(int(known.max()) - first + 1, _LONGEST)
    runs = np.zeros((len(services), length), np.bool_)
    weekday = (np.arange(length) + datetime.date.fromordinal(first).weekday()) % 7
    week = np.stack([weekly.number(day) == 1.0 for day in _DAYS], axis=1)
    place = {name: row for row, name in enumerate(services)}
    for row, name in enumerate(weekly.text("service_id").tolist()):
        if name and 0 < start[row] <= end[row]:
            low, high = max(start[row] - first, 0), min(end[row] - first + 1, length)
            runs[place[name], low:high] |= week[row][weekday[low:high]]
    kinds = single.number("exception_type")
    for row, name in enumerate(single.text("service_id").tolist()):
        at = dates[row] - first
        if name and 0 <= at < length and kinds[row] in (_ADDED, _REMOVED):
            runs[place[name], at] = kinds[row] == _ADDED
    return Calendar(services, datetime.date.fromordinal(first), runs)


def _ordinals(dates: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return dates (``20240701``) as days since the year 1, a large negative number for none."""

    def one(text: str) -> int:
        try:
            return datetime.datetime.strptime(text.replace("-", ""), "%Y%m%d").toordinal()
        except ValueError:
            return _UNKNOWN

    known = {text: one(text) for text in set(dates.tolist())}
    return np.array([known[text] for text in dates.tolist()], np.int64)


def ordinary_day(calendar: Calendar, trips: NDArray[np.float64]) -> int:
    """Return the column of the day that stands for an ordinary one; -1 where no day has a trip.

    It is a weekday, Monday to Friday, on which the set of services runs that is the most frequent
    one among the weekdays with any trip: of equally frequent ones that with the most trips, and of
    the days with that set the first. A feed without trips on weekdays is judged by all its days.

    Parameters
    ----------
    calendar : Calendar
        Of S services.
    trips : array, shape (S,)
        Trips of each service in a day.
    """
    if calendar.first is None:
        return -1
    length = calendar.runs.shape[1]
    counted = trips @ calendar.runs
    weekday = (np.arange(length) + calendar.first.weekday()) % 7
    days = np.flatnonzero((counted > 0) & (weekday < 5))
    if not len(days):
        days = np.flatnonzero(counted > 0)
    if not len(days):
        return -1
    useful = np.packbits(calendar.runs[trips > 0][:, days], axis=0)
    _, first, often = np.unique(useful, axis=1, return_index=True, return_counts=True)
    order = np.lexsort((first, -counted[days][first], -often))
    return int(days[first[order[0]]])


def runs_of_trips(
    feed: Feed, trips: Sequence[str], progress: Progress = silent
) -> NDArray[np.float64]:
    """Return how many times a day each trip (T,) runs: once, or as ``frequencies.txt`` says."""
    table = read_table(
        feed, "frequencies", ("trip_id", "start_time", "end_time", "headway_secs"), progress
    )
    runs = np.ones(len(trips))
    if not table.count:
        return runs
    which = table.codes("trip_id", trips)
    start = np.array([seconds(text) for text in table.text("start_time").tolist()])
    end = np.array([seconds(text) for text in table.text("end_time").tolist()])
    headway = table.number("headway_secs")
    with np.errstate(invalid="ignore", divide="ignore"):
        times = np.ceil((end - start) / headway)
    good = (which >= 0) & np.isfinite(times) & (times > 0)
    runs[np.unique(which[good])] = 0.0
    np.add.at(runs, which[good], times[good])
    return runs
