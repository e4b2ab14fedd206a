"""Measured values in words: as many figures as are known, and the unit that people use."""

from __future__ import annotations

import math

from jumeau.geometry.measure import rounded
from jumeau.i18n import Translator

HECTARE, SQUARE_KILOMETRE = 1e4, 1e6


def told_length(value: float, known: float, tr: Translator) -> str:
    """Return a length [m], known to so much [m]: ``117 m``, ``2,35 km``."""
    if abs(value) >= 1000.0:
        told, decimals = rounded(value / 1000.0, known / 1000.0)
        return tr("measuring.unit.km", value=tr.number(told, decimals))
    told, decimals = rounded(value, max(known, 0.01))
    return tr("measuring.unit.m", value=tr.number(told, decimals))


def told_rise(value: float, known: float, tr: Translator) -> str:
    """Return a difference of altitudes [m] with its sign."""
    told, decimals = rounded(value, max(known, 0.1))
    sign = "+" if told > 0 else ""
    return tr("measuring.unit.m", value=sign + tr.number(told, decimals))


def told_area(value: float, known: float, tr: Translator) -> str:
    """Return an area [m²], whose outline is known to so much [m]: ``850 m²``, ``1,23 ha``."""
    doubt = known * math.sqrt(max(value, 0.0))
    for least, unit, size in ((SQUARE_KILOMETRE, "km2", 1e6), (HECTARE, "ha", 1e4)):
        if value >= least:
            told, decimals = rounded(value / size, doubt / size)
            return tr(f"measuring.unit.{unit}", value=tr.number(told, decimals))
    told, decimals = rounded(value, max(doubt, 0.1))
    return tr("measuring.unit.m2", value=tr.number(told, decimals))


def told_azimuth(degrees: float, tr: Translator) -> str:
    """Return a direction from geographic north, with the name of the nearest of eight winds."""
    wind = tr(f"export.direction.{round(degrees / 45) % 8}")
    return tr("measuring.azimuth", degrees=tr.number(round(degrees) % 360), wind=wind)
