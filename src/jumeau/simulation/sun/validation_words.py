"""How checks are told."""

from __future__ import annotations

import math

from jumeau.i18n import Translator
from jumeau.simulation.sun.validation import SHADE, Check


def verdict_of(holds: bool, tr: Translator) -> str:
    """Return whether something lies within its tolerance, in words."""
    return tr("validation.verdict.within" if holds else "validation.verdict.outside")


def case_told(check: Check, tr: Translator) -> str:
    """Return the name of a case; qualities of shade are told in words."""
    if check.kind != SHADE or ", " not in check.case:
        return check.case
    size, _, quality = check.case.partition(", ")
    metres, _, unit = size.partition(" ")
    places = len(metres.partition(".")[2])
    size = f"{tr.number(float(metres), places)}\N{NO-BREAK SPACE}{unit}"
    return tr("validation.case.shade", size=size, quality=tr(f"validation.quality.{quality}"))


def number_told(check: Check, value: float, tr: Translator) -> str:
    """Return a value of a check with its unit, as fine as its tolerance asks for."""
    if not math.isfinite(value):
        return "\N{EN DASH}"
    places = 4 if check.unit else 3
    return f"{tr.number(value, places)}{check.unit}"


def source_told(check: Check, tr: Translator) -> str:
    """Return the source of the published value."""
    key = f"validation.source.{check.source}"
    return tr(key) if " " not in check.source and tr.has(key) else check.source
