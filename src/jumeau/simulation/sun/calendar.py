"""Legal time, summer time included, and the instants that an analysis goes through."""

from __future__ import annotations

import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from jumeau.model.instants import aware
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.position import sun_positions

Instants = NDArray[np.datetime64]

DATES = {"march": (3, 21), "june": (6, 21), "september": (9, 21), "december": (12, 21)}
"""The four dates (month, day) that shade is shown at."""
HORIZON = -0.8333
"""True elevation [degrees] of the sun's centre when its upper edge rises or sets: 34' of refraction
and 16' of radius (Meeus 1998, Astronomical Algorithms, chapter 15)."""
DAY = 24 * 60


def legal(instant: str, zone: str) -> datetime.datetime:
    """Return an instant in the legal time of a zone.

    Parameters
    ----------
    instant : str
        ISO 8601 with its offset from UTC.
    zone : str
        IANA name.

    Raises
    ------
    InputError
        ``sun.bad_instant``, ``sun.no_zone``.
    """
    return aware(instant).astimezone(ZoneInfo(zone))


def at(zone: str, date: datetime.date, minutes: int, *, later: bool = False) -> str:
    """Return the instant of a legal date and time.

    Parameters
    ----------
    zone : str
        IANA name.
    date : datetime.date
        Legal date.
    minutes : int
        Since midnight as the clock shows it; 1440 and more, and less than 0, are other days.
    later : bool
        Of an hour that exists twice, in autumn: the second one.

    Returns
    -------
    str
        ISO 8601 with offset. An hour that the clock leaves out in spring becomes the one after it.
    """
    clock = datetime.datetime.combine(date, datetime.time()) + datetime.timedelta(minutes=minutes)
    told = clock.replace(tzinfo=ZoneInfo(zone), fold=int(later))
    there = told.astimezone(datetime.UTC).astimezone(ZoneInfo(zone))
    return there.isoformat()


def utc(moment: datetime.datetime) -> np.datetime64:
    """Return an aware moment as numpy's UTC instant [s]."""
    return np.datetime64(int(moment.timestamp()), "s")


def iso(instant: np.datetime64, zone: str) -> str:
    """Return numpy's UTC instant as ISO 8601 in the legal time of a zone, to the second."""
    seconds = int(instant.astype("datetime64[s]").astype(np.int64))
    return datetime.datetime.fromtimestamp(seconds, ZoneInfo(zone)).isoformat()


def day_instants(place: SunPlace, date: datetime.date, step_minutes: float) -> Instants:
    """Return the instants of a legal day, night included.

    Parameters
    ----------
    place : SunPlace
        Its clock counts.
    date : datetime.date
        Legal date: 23 to 25 hours where summer time begins or ends.
    step_minutes : float
        Between two instants; the first is midnight, the next midnight is left out.

    Returns
    -------
    (N,) array of datetime64[s]
        UTC.
    """
    first, after = _midnight(place, date), _midnight(place, date + datetime.timedelta(days=1))
    step = max(1, round(step_minutes * 60))
    return np.arange(first, after, np.timedelta64(step, "s"))


def period_instants(
    place: SunPlace,
    first: datetime.date,
    last: datetime.date,
    step_minutes: float,
    every_days: int = 1,
) -> Instants:
    """Return the instants of a period of legal days, nights included.

    Parameters
    ----------
    place : SunPlace
        Its clock counts.
    first, last : datetime.date
        Legal dates, both within the period.
    step_minutes : float
        Between two instants of a day.
    every_days : int
        Take one day in so many.

    Returns
    -------
    (N,) array of datetime64[s]
        UTC; empty where ``last`` lies before ``first``.
    """
    days = range(0, (last - first).days + 1, every_days)
    parts = [day_instants(place, first + datetime.timedelta(days=n), step_minutes) for n in days]
    return np.concatenate(parts) if parts else np.empty(0, "datetime64[s]")


@lru_cache(maxsize=512)
def sunrise_sunset(place: SunPlace, date: datetime.date) -> tuple[str, str] | None:
    """Return when the sun's upper edge rises and sets on a legal day, over a level horizon.

    Parameters
    ----------
    place : SunPlace
        Where.
    date : datetime.date
        Legal date.

    Returns
    -------
    tuple of str or None
        ISO 8601 in legal time, to the second. A day that begins or ends with the sun up has its
        first or last minute there. None for polar night and polar day: :func:`is_polar_night`.
    """
    moments = day_instants(place, date, 5)
    moments = np.append(moments, _midnight(place, date + datetime.timedelta(days=1)))
    up = sun_positions(place, moments).true_elevation > HORIZON
    if up.all() or not up.any():
        return None
    rises = np.flatnonzero(~up[:-1] & up[1:])
    start = _crossing(place, moments[rises[0]]) if len(rises) else moments[0]
    begun = rises[0] + 1 if len(rises) else 0
    sets = np.flatnonzero(up[:-1] & ~up[1:])
    sets = sets[sets >= begun]
    end = _crossing(place, moments[sets[-1]]) if len(sets) else moments[-1]
    return iso(start, place.zone), iso(end, place.zone)


def is_polar_night(place: SunPlace, date: datetime.date) -> bool:
    """Tell whether the sun stays below the horizon on a legal day."""
    return not bool(
        (sun_positions(place, day_instants(place, date, 5)).true_elevation > HORIZON).any()
    )


def _crossing(place: SunPlace, before: np.datetime64) -> np.datetime64:
    """Return the second within five minutes at which the sun's edge passes the horizon."""
    seconds = before + np.arange(0, 301).astype("timedelta64[s]")
    up = sun_positions(place, seconds).true_elevation > HORIZON
    found: np.datetime64 = seconds[int(np.flatnonzero(up != up[0])[0])]
    return found


def _midnight(place: SunPlace, date: datetime.date) -> np.datetime64:
    return utc(aware(at(place.zone, date, 0)))
