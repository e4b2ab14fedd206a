"""How the sun's hour is told: on the picture, in the strip, in what leaves the program."""

from __future__ import annotations

import datetime

from jumeau.errors import InputError
from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState
from jumeau.simulation.sun.calendar import HORIZON, is_polar_night, legal, sunrise_sunset
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.position import sun_at

WINDS = 8
"""Directions that have a name."""


def place_of(project: Project) -> SunPlace:
    """Return where a project lies; pyproj is loaded by the first call.

    Raises
    ------
    InputError
        ``sun.no_place`` where the project has no place on Earth.
    """
    from jumeau.simulation.sun import placing

    return placing.place_of(project)


def known_place(project: Project) -> SunPlace | None:
    """Return where a project lies; None for nowhere on Earth: neither shade nor legal time."""
    try:
        return place_of(project)
    except InputError:
        return None


def told_day(date: datetime.date, tr: Translator, *, year: bool = False) -> str:
    """Return a date as people say it: ``21 mars``, ``1er mai 2026``."""
    month = tr(f"sunning.month.{date.month}")
    name = "first_of_month" if date.day == 1 else "day_month"
    day = tr(f"sunning.{name}", day=str(date.day), month=month)
    return f"{day} {date.year}" if year else day


def told_clock(moment: datetime.datetime | datetime.time, tr: Translator) -> str:
    """Return a time of the day as people say it: ``14 h 05``, in English ``14:05``."""
    return tr("themes.clock", hour=f"{moment.hour}", minute=f"{moment.minute:02d}")


def told_moment(place: SunPlace, instant: str, tr: Translator, *, year: bool = False) -> str:
    """Return day and time in the legal time of a place: ``21 mars, 14 h 00``."""
    moment = legal(instant, place.zone)
    day = told_day(moment.date(), tr, year=year)
    return tr("sunning.moment", day=day, clock=told_clock(moment, tr))


def is_up(place: SunPlace, instant: str) -> bool:
    """Tell whether the sun's upper edge is above a level horizon."""
    return sun_at(place, instant).true_elevation > HORIZON


def told_sun(place: SunPlace, instant: str, tr: Translator) -> str:
    """Return how high the sun stands, or why it does not."""
    sun = sun_at(place, instant)
    if sun.true_elevation > HORIZON:
        degrees = round(sun.elevation)
        return tr("sunning.height", degrees=degrees) if degrees > 0 else tr("sunning.horizon")
    moment = legal(instant, place.zone)
    hours = sunrise_sunset(place, moment.date())
    if hours is None and is_polar_night(place, moment.date()):
        return tr("sunning.polar_night")
    risen = hours is not None and moment >= datetime.datetime.fromisoformat(hours[0])
    return tr("sunning.after" if risen else "sunning.before")


def told_direction(place: SunPlace, instant: str, tr: Translator) -> str:
    """Return where the sun stands, from geographic north: ``au sud-ouest``."""
    wind = round(sun_at(place, instant).true_azimuth * WINDS / 360.0) % WINDS
    return tr(f"sunning.direction.{wind}")


def shows_sun(view: ViewState) -> bool:
    """Tell whether the picture of a view depends on where the sun stands."""
    return bool(view.instant) and (view.switches.shade or view.switches.sun_path)


def shows_shade(view: ViewState) -> bool:
    """Tell whether the shade of the sun is seen."""
    return bool(view.instant) and view.switches.shade


def instant_line(project: Project, view: ViewState, tr: Translator) -> tuple[str, str]:
    """Return day and hour, and what is said after them; empty where the picture has no sun."""
    if not shows_sun(view):
        return ("", "")
    if (place := known_place(project)) is None:
        return ("", "")
    sun = told_sun(place, view.instant, tr)
    rest = tr("sunning.line", legal=tr("sunning.legal"), sun=sun)
    if not view.switches.shade:
        rest = f"{rest} · {tr('sunning.not_shown')}"
    return (told_moment(place, view.instant, tr), rest)


def shade_sentence(project: Project, view: ViewState, tr: Translator) -> str:
    """Return of which moment the shade is, as a sentence; empty where none is shown."""
    if not shows_shade(view) or (place := known_place(project)) is None:
        return ""
    moment = told_moment(place, view.instant, tr, year=True)
    return tr("sunning.shade_told", moment=moment, legal=tr("sunning.legal"))


def file_mark(project: Project, view: ViewState) -> str:
    """Return the moment of a view for the name of a file: ``2026-03-21-14h00``."""
    if not shows_sun(view) or (place := known_place(project)) is None:
        return ""
    moment = legal(view.instant, place.zone)
    return f"{moment:%Y-%m-%d}-{moment.hour}h{moment.minute:02d}"
