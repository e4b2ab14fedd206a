"""Commands on the sun itself: where it stands, when it rises and sets."""

from __future__ import annotations

import argparse
import datetime
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jumeau.cli.output import print_json, print_lines
from jumeau.errors import InputError
from jumeau.i18n import Translator
from jumeau.io.projects.project_file import read_project, temporary_folder
from jumeau.model.project import Project
from jumeau.render.sun_words import told_clock
from jumeau.simulation.sun.calendar import (
    day_instants,
    is_polar_night,
    iso,
    legal,
    sunrise_sunset,
)
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.placing import place_of
from jumeau.simulation.sun.position import MODEL, Sun, sun_at, sun_positions

DIGITS = 4


def position(options: argparse.Namespace, tr: Translator) -> int:
    """Tell where the sun stands at an instant."""
    with project_at(options.project) as project:
        place = place_of(project)
    sun = sun_at(place, options.instant)
    moment = legal(options.instant, place.zone)
    if options.json:
        facts = {"legal": moment.isoformat(), **sun_facts(sun)}
        print_json({"instant": options.instant, "place": place_facts(place), "sun": facts,
                    "model": MODEL})  # fmt: skip
        return 0
    print_lines(
        tr("sun.say.legal", moment=moment, offset=offset_of(moment)),
        tr("sun.say.down") if sun.elevation <= 0 else tr(
            "sun.say.stands", height=tr.number(sun.elevation, 1),
            direction=tr.number(sun.true_azimuth, 1), grid=tr.number(sun.azimuth, 1),
        ),
    )  # fmt: skip
    return 0


def day(options: argparse.Namespace, tr: Translator) -> int:
    """Tell when the sun rises and sets on a day, and where it stands hour by hour."""
    date = date_of(options.date)
    with project_at(options.project) as project:
        place = place_of(project)
    course = sunrise_sunset(place, date)
    moments = day_instants(place, date, 60)
    suns = sun_positions(place, moments)
    hours: list[dict[str, Any]] = [
        {"legal": iso(moment, place.zone), **sun_facts(suns[k])}
        for k, moment in enumerate(moments)
        if suns.elevation[k] > 0
    ]
    night = course is None and is_polar_night(place, date)
    if options.json:
        rise, fall = course or (None, None)
        print_json({
            "date": date.isoformat(), "place": place_facts(place), "sunrise": rise, "sunset": fall,
            "polar_night": night, "polar_day": course is None and not night, "hours": hours,
            "model": MODEL,
        })  # fmt: skip
        return 0
    if course is None:
        print_lines(tr("sun.say.polar_night" if night else "sun.say.polar_day", date=date))
    else:
        rise, fall = (told_clock(datetime.datetime.fromisoformat(x), tr) for x in course)
        print_lines(tr("sun.say.course", date=date, rise=rise, set=fall))
    for hour in hours:
        moment = datetime.datetime.fromisoformat(hour["legal"])
        told = {"hour": told_clock(moment, tr), "height": tr.number(hour["elevation"], 1),
                "direction": tr.number(hour["true_azimuth"], 1),
                "shade": tr.number(hour["shade_of_10_m"], 1)}  # fmt: skip
        print_lines(tr("sun.say.hour", **told))
    return 0


def date_of(text: str) -> datetime.date:
    """Return a date given as ``2025-03-21``.

    Raises
    ------
    InputError
        ``sun.bad_date``.
    """
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise InputError("sun.bad_date", value=text) from None


def offset_of(moment: datetime.datetime) -> str:
    """Return how far legal time is ahead of UTC: ``+02:00``."""
    return moment.isoformat()[-6:]


def place_facts(place: SunPlace) -> dict[str, Any]:
    """Return a place for JSON."""
    return {
        "latitude": round(place.latitude, 6),
        "longitude": round(place.longitude, 6),
        "convergence": round(place.convergence, 5),
        "zone": place.zone,
    }


def sun_facts(sun: Sun) -> dict[str, float]:
    """Return the sun for JSON [degrees]; with it up, the length [m] of the shade of 10 m."""
    facts = {
        "elevation": round(sun.elevation, DIGITS),
        "true_elevation": round(sun.true_elevation, DIGITS),
        "true_azimuth": round(sun.true_azimuth, DIGITS),
        "grid_azimuth": round(sun.azimuth, DIGITS),
    }
    if sun.elevation > 0:
        facts["shade_of_10_m"] = round(10 / math.tan(math.radians(sun.elevation)), 2)
    return facts


@contextmanager
def project_at(path: Path) -> Iterator[Project]:
    """Give the project at a path, to be read only.

    Raises
    ------
    InputError
        ``file.not_found``.
    """
    if not path.exists():
        raise InputError("file.not_found", path=path)
    with temporary_folder() as folder:
        yield read_project(path, Path(folder))[0]
