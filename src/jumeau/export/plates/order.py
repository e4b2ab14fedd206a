"""What is asked of a board."""

from __future__ import annotations

import datetime

import msgspec

from jumeau.errors import InputError
from jumeau.simulation.sun.calendar import DATES

HOURS = tuple(range(8, 19))
"""Legal hours that a board of plates shows."""
NARROWEST, WIDEST = 20.0, 20_000.0
"""Width of the ground on a plate [m]."""
MOST_DATES = 12


class PlatesOrder(msgspec.Struct, frozen=True):
    """Hourly plates of some dates.

    Attributes
    ----------
    dates : tuple of str
        Legal dates (ISO), in the order of the boards.
    hours : tuple of int
        Legal hours.
    variants : tuple of str
        What is shown: one id, or two for before and after; ``""`` is today.
    above : bool
        Seen from above; else as the view looks.
    width : float
        Of the ground on a plate seen from above [m]; 0: what the variant changes, else the view's.
    internal : bool
        Show layers that are not public; the board says so.
    """

    dates: tuple[str, ...]
    hours: tuple[int, ...] = HOURS
    variants: tuple[str, ...] = ("",)
    above: bool = True
    width: float = 0.0
    internal: bool = False


class ButterflyOrder(msgspec.Struct, frozen=True):
    """The shade of some things at the hours of one day, laid over each other.

    Attributes
    ----------
    date : str
        Legal date (ISO).
    hours : tuple of int
        Legal hours.
    variant : str
        Id of the variant that is shown; ``""`` for today.
    casters : tuple of pairs
        (layer id, row) of the buildings whose shade is drawn; empty: what the variant adds.
    width : float
        Of the ground on the plan [m]; 0: as the shade needs.
    internal : bool
        As for :class:`PlatesOrder`.
    """

    date: str
    hours: tuple[int, ...] = (9, 10, 11, 12, 13, 14, 15, 16, 17)
    variant: str = ""
    casters: tuple[tuple[str, int], ...] = ()
    width: float = 0.0
    internal: bool = False


def four_dates(year: int) -> tuple[str, ...]:
    """Return 21 March, June, September and December of a year."""
    return tuple(datetime.date(year, *when).isoformat() for when in DATES.values())


def checked(order: PlatesOrder) -> PlatesOrder:
    """Return an order that can be drawn, its hours in order and each once.

    Raises
    ------
    InputError
        ``sun.bad_date``, ``plates.hours``, ``plates.width``, ``plates.dates``.
    """
    if not 1 <= len(order.dates) <= MOST_DATES:
        raise InputError("plates.dates", count=len(order.dates), most=MOST_DATES)
    for text in order.dates:
        date_of(text)
    return msgspec.structs.replace(order, hours=checked_hours(order.hours, order.width))


def checked_hours(hours: tuple[int, ...], width: float) -> tuple[int, ...]:
    """Return hours in order, each once; check the width of the ground too.

    Raises
    ------
    InputError
        ``plates.hours``, ``plates.width``.
    """
    found = tuple(sorted(set(hours)))
    if not found or found[0] < 0 or found[-1] > 23 or len(found) > 12:
        raise InputError("plates.hours", got=", ".join(str(x) for x in hours))
    if width and not NARROWEST <= width <= WIDEST:
        raise InputError("plates.width", got=width, least=NARROWEST, most=WIDEST)
    return found


def date_of(text: str) -> datetime.date:
    """Return the date of an ISO text.

    Raises
    ------
    InputError
        ``sun.bad_date``.
    """
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise InputError("sun.bad_date", value=text) from None
