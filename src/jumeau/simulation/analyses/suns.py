"""The positions of the sun that an analysis of some days goes through."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.simulation.analyses.request import Request
from jumeau.simulation.sun.calendar import period_instants
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.position import MODEL, Suns, sun_positions

USUAL_MINUTES = ((1, 5), (10, 10), (100, 30))
"""For so many days at most, so many minutes between two positions of the sun; else an hour."""
HOUR = 60


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """The sun of some days while it is up, in the middle of each interval.

    Attributes
    ----------
    instants : (N,) datetime64[s]
        UTC.
    suns : Suns
        (N,).
    hours : (N,) float64
        Length of each interval [h].
    minutes : int
        The same in minutes.
    days : int
        From the first to the last.
    """

    instants: NDArray[np.datetime64]
    suns: Suns
    hours: NDArray[np.float64]
    minutes: int
    days: int

    @property
    def total(self) -> float:
        """Hours with the sun up."""
        return float(self.hours.sum())


def minutes_for(days: int) -> int:
    """Return how many minutes between two positions of the sun suit so many days."""
    return next((minutes for most, minutes in USUAL_MINUTES if days <= most), HOUR)


def place_in(request: Request) -> SunPlace:
    """Return the place of a request that needs one."""
    if request.place is None:
        raise ValueError("the request has no place")
    return request.place


def days_in(request: Request) -> tuple[datetime.date, datetime.date]:
    """Return first and last day of a request that needs them."""
    if request.first is None or request.last is None:
        raise ValueError("the request has no dates")
    return request.first, request.last


def course_of(request: Request) -> Course:
    """Return the sun of the days that are asked for.

    Raises
    ------
    InputError
        ``analyses.no_sun`` in polar night.
    """
    place, (first, last) = place_in(request), days_in(request)
    days = (last - first).days + 1
    minutes = request.params.minutes or minutes_for(days)
    begins = period_instants(place, first, last, minutes)
    half = np.timedelta64(round(minutes * 30), "s")
    middles: NDArray[np.datetime64] = np.add(begins.astype("datetime64[s]"), half)
    suns = sun_positions(place, middles)
    up = suns.elevation > 0.0
    if not up.any():
        raise InputError("analyses.no_sun", first=first, last=last)
    hours = np.full(int(up.sum()), minutes / HOUR)
    return Course(middles[up], suns.only(up), hours, minutes, days)


def course_facts(request: Request, course: Course) -> tuple[tuple[str, str], ...]:
    """Return what the card says of the sun."""
    first, last = days_in(request)
    return (
        ("first", first.isoformat()),
        ("last", last.isoformat()),
        ("sun_minutes", str(course.minutes)),
        ("sun_model", MODEL),
    )
