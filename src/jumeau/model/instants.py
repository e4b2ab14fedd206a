"""Instants as text: ISO dates with time and offset, never without."""

from __future__ import annotations

import datetime

from jumeau.errors import InputError


def aware(text: str) -> datetime.datetime:
    """Return an instant.

    Parameters
    ----------
    text : str
        ISO 8601 date and time with its offset from UTC.

    Raises
    ------
    InputError
        ``sun.bad_instant`` for what is no date and time, ``sun.no_zone`` for one without offset.
    """
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise InputError("sun.bad_instant", value=text) from None
    if moment.tzinfo is None:
        raise InputError("sun.no_zone", value=text)
    return moment
