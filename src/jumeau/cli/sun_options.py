"""The options by which an export shows an hour of the sun. Only light imports."""

from __future__ import annotations

import argparse
import datetime
from typing import TYPE_CHECKING

from jumeau.errors import InputError
from jumeau.i18n import Translator

if TYPE_CHECKING:
    from jumeau.model.project import Project
    from jumeau.model.view_state import Switches, ViewState

USUAL = 14 * 60
"""The hour of a date that is given without one [min]."""


def add_sun_options(command: argparse.ArgumentParser, tr: Translator) -> None:
    """Add the instant, as one text or as legal date and hour, and what is drawn of the sun."""
    add_instant_options(command, tr)
    across = argparse.BooleanOptionalAction
    for name in ("shade", "sun_path"):
        option = f"--{name.replace('_', '-')}"
        command.add_argument(option, action=across, default=None, help=tr(f"sunning.help.{name}"))


def add_instant_options(command: argparse.ArgumentParser, tr: Translator) -> None:
    """Add the instant, as one text or as legal date and hour."""
    command.add_argument("--instant", metavar="ISO", help=tr("sunning.help.instant"))
    command.add_argument("--date", metavar="YYYY-MM-DD", help=tr("sunning.help.date"))
    command.add_argument("--hour", metavar="HH:MM", help=tr("sunning.help.hour"))


def asked_instant(project: Project, before: str, options: argparse.Namespace) -> str:
    """Return the instant that the options ask for, in legal time; empty where they ask for none.

    Parameters
    ----------
    before : str
        That of the view: a date without an hour keeps its hour, an hour without a date its date.

    Raises
    ------
    InputError
        ``sunning.both``, ``sunning.bad_hour``, ``sun.bad_date``, ``sun.bad_instant``,
        ``sun.no_zone``, ``sun.no_place``.
    """
    text, date, hour = (getattr(options, x, None) for x in ("instant", "date", "hour"))
    if text is not None and (date is not None or hour is not None):
        raise InputError("sunning.both")
    if text is None and date is None and hour is None:
        return ""
    from jumeau.simulation.sun.calendar import at, legal
    from jumeau.simulation.sun.placing import place_of

    zone = place_of(project).zone
    if text is not None:
        return legal(text, zone).isoformat()
    now = legal(before or datetime.datetime.now(datetime.UTC).isoformat(), zone)
    day = now.date() if date is None else date_in(date)
    usual = 60 * now.hour + now.minute if before else USUAL
    return at(zone, day, usual if hour is None else minutes_in(hour))


def date_in(text: str) -> datetime.date:
    """Return an ISO date.

    Raises
    ------
    InputError
        ``sun.bad_date``.
    """
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise InputError("sun.bad_date", value=text) from None


def minutes_in(text: str) -> int:
    """Return the minutes since midnight of ``14:05``, ``14h05`` or ``14``.

    Raises
    ------
    InputError
        ``sunning.bad_hour``.
    """
    hour, _, minute = text.strip().lower().replace("h", ":").partition(":")
    try:
        found = datetime.time(int(hour), int(minute.strip() or 0))
    except ValueError:
        raise InputError("sunning.bad_hour", value=text) from None
    return 60 * found.hour + found.minute


def with_sun(project: Project, view: ViewState, options: argparse.Namespace) -> ViewState:
    """Return the view with the hour that the options ask for, and what is drawn of the sun.

    Raises
    ------
    InputError
        As :func:`asked_instant`; ``sunning.no_instant`` where shade or path are asked for and
        nothing tells the hour; a view whose own instant is none.
    """
    import msgspec

    from jumeau.model.instants import aware

    instant = asked_instant(project, view.instant, options) or view.instant
    asked = {name: getattr(options, name, None) for name in ("shade", "sun_path")}
    if instant:
        aware(instant)
    elif any(asked.values()):
        raise InputError("sunning.no_instant")
    changes = {name: x for name, x in asked.items() if x is not None}
    switches: Switches = msgspec.structs.replace(view.switches, **changes)
    return msgspec.structs.replace(view, instant=instant, switches=switches)
