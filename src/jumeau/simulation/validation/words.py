"""How checks are told."""

from __future__ import annotations

import math

from jumeau.i18n import Translator
from jumeau.simulation.validation.checks import Check, Summary

MANY = 20
"""So many levels have a median worth telling."""
FINE = 0.05
"""Levels whose tolerance is finer are told with a digit more [dB]."""


def verdict_of(holds: bool, tr: Translator) -> str:
    """Return whether something lies within its tolerance, in words."""
    return tr("validation.verdict.within" if holds else "validation.verdict.outside")


def case_told(check: Check, tr: Translator) -> str:
    """Return the name of a case: qualities of shade and parts of a case are told in words."""
    if check.at_least and ", " in check.case:
        size, _, quality = check.case.partition(", ")
        metres, _, unit = size.partition(" ")
        places = len(metres.partition(".")[2])
        size = f"{tr.number(float(metres), places)}\N{NO-BREAK SPACE}{unit}"
        return tr("validation.case.shade", size=size, quality=tr(f"validation.quality.{quality}"))
    if not check.unit.startswith("dB"):
        return check.case
    words = (x.strip() for x in check.case.split(","))
    return ", ".join(_word(x, tr) for x in words)


def _word(word: str, tr: Translator) -> str:
    """Return a part of a case in words where the catalogue has some."""
    if word.isdigit():
        return tr("validation.part.receiver", number=word)
    key = f"validation.part.{word}"
    if " " not in word and tr.has(key):
        return tr(key)
    number, _, unit = word.rpartition(" ")
    return f"{number}\N{NO-BREAK SPACE}{unit}" if unit == "Hz" else word


def number_told(check: Check, value: float, tr: Translator) -> str:
    """Return a value of a check with its unit, as fine as its tolerance asks for."""
    if not math.isfinite(value):
        return "\N{EN DASH}"
    if check.unit.startswith("dB"):
        places = 3 if check.tolerance < FINE else 2
        value = round(value, places) or 0.0  # no minus before zero
        return f"{tr.number(value, places)}\N{NO-BREAK SPACE}{check.unit}"
    places = 4 if check.unit else 3
    return f"{tr.number(value, places)}{check.unit}"


def source_told(check: Check, tr: Translator) -> str:
    """Return the source of the published value."""
    key = f"validation.source.{check.source}"
    return tr(key) if " " not in check.source and tr.has(key) else check.source


def spread_told(one: Summary, tr: Translator) -> str:
    """Return how the deviations of many levels lie, in words; empty for few or for angles."""
    if one.count < MANY or not one.worst.unit.startswith("dB") or not math.isfinite(one.most):
        return ""
    return tr(
        "validation.spread", median=number_told(one.worst, one.median, tr),
        most=number_told(one.worst, one.most, tr),
    )  # fmt: skip
