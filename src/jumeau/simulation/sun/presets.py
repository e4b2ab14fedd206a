"""Rules of thumb about sun, each with its source: values to look at beside others, not law.

No rule here has legal force in France. A rule tells what is measured, when, and the value that its
source names; what a place reaches is told beside it, without a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jumeau.simulation.sun.share import DayShare

AMENITY, OPENING = "amenity", "opening"
"""What a rule is about: an open space, or a window or point of a wall."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of thumb.

    Attributes
    ----------
    id : str
        Also the key of its words, ``sun_places.rule.<id>``.
    about : str
        ``AMENITY`` or ``OPENING``.
    first, last : tuple of int
        Month and day between which its date lies; the same for one date alone.
    hours : float
        Hours of sun that it counts from [h].
    share : float
        Of an amenity: share of the open area that has so many hours [0 to 1]; 0 for an opening.
    ratio : float
        Of an amenity: share of the former value that it names instead [0 to 1]; 0 for none.
    source : str
        Where it is published.
    """

    id: str
    about: str
    first: tuple[int, int]
    last: tuple[int, int]
    hours: float
    share: float
    ratio: float
    source: str


BRE_209 = (
    "P. Littlefair, S. King, G. Howlett, C. Ticleanu, A. Longfield, Site layout planning for"
    " daylight and sunlight: a guide to good practice, BR 209, 3rd edition, BRE, 2022, section 3.3"
)
EN_17037 = "EN 17037:2018+A1:2021, Daylight in buildings, exposure to sunlight"
_MARCH, _FEBRUARY = (3, 21), (2, 1)

RULES: tuple[Rule, ...] = (
    Rule("bre_209", AMENITY, _MARCH, _MARCH, 2.0, 0.5, 0.8, BRE_209),
    Rule("en_17037_minimum", OPENING, _FEBRUARY, _MARCH, 1.5, 0.0, 0.0, EN_17037),
    Rule("en_17037_medium", OPENING, _FEBRUARY, _MARCH, 3.0, 0.0, 0.0, EN_17037),
    Rule("en_17037_high", OPENING, _FEBRUARY, _MARCH, 4.0, 0.0, 0.0, EN_17037),
)


@dataclass(frozen=True, slots=True)
class Beside:
    """A value beside the one that a rule names.

    Attributes
    ----------
    rule : Rule
        The rule.
    measure : str
        ``share`` of the area [0 to 1], ``ratio`` to the former share, or ``hours`` [h].
    value, reference : float
        What the place has, and what the rule names.
    """

    rule: Rule
    measure: str
    value: float
    reference: float


def rules_for(about: str, date: str) -> tuple[Rule, ...]:
    """Return the rules about such a place that look at a date (ISO)."""
    day = (int(date[5:7]), int(date[8:10]))
    return tuple(x for x in RULES if x.about == about and x.first <= day <= x.last)


def beside(rule: Rule, day: DayShare, before: DayShare | None = None) -> tuple[Beside, ...]:
    """Return what a place has on a day beside what a rule names.

    Parameters
    ----------
    rule : Rule
        One of :func:`rules_for` that place and date.
    day : DayShare
        Of the variant that is looked at.
    before : DayShare or None
        The former state, for rules that name a ratio to it.
    """
    if rule.about == OPENING:
        return (Beside(rule, "hours", day.hours, rule.hours),)
    share = day.share_with(rule.hours)
    found = [Beside(rule, "share", share, rule.share)]
    if before is not None and rule.ratio > 0.0:
        former = before.share_with(rule.hours)
        if former > 0.0:
            found.append(Beside(rule, "ratio", share / former, rule.ratio))
    return tuple(found)


def told(found: Sequence[Beside]) -> list[dict[str, object]]:
    """Return values beside references as plain data."""
    return [
        {
            "rule": x.rule.id, "measure": x.measure, "value": round(x.value, 3),
            "reference": x.reference, "source": x.rule.source,
        }
        for x in found
    ]  # fmt: skip
