"""Results of analyses of sun and sky: their classes, their colours, the words of the legend.

Hours of sun, the share of the sky that is seen, energy received; each for a variant and as a
difference between two. Differences that nobody perceives are grey.
"""

from __future__ import annotations

import datetime
import itertools
import math

import numpy as np
from numpy.typing import NDArray

from jumeau.model.layer import Layer
from jumeau.model.results import CHANGES, NOISE, RESULTS, hides_gains
from jumeau.model.roles import Role
from jumeau.render.look import Rgb, rgb
from jumeau.render.themes.dress import (
    Column,
    Dress,
    Entry,
    Form,
    Scale,
    Swatch,
    Theme,
    colours,
    palette_of,
)
from jumeau.render.themes.ramps import STEPS as MIXED
from jumeau.render.themes.ramps import table

HOURS = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0)
"""Bounds of the classes of a day [h]."""
NO_SUN = 1.0 / 60.0
"""Less sun than that is none: a minute [h]."""
UNNOTICED = 0.25
"""Sun more or less in a day that nobody perceives [h]."""
LONGEST = 12.0
"""Hours of sun of a long sunny day in a street, by which longer periods have their classes [h]."""
SKY = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SKY_CHANGES = (0.03, 0.10, 0.20)
"""Bounds of classes of shares of the sky, and of their changes."""
YEARLY = 1600.0
"""Energy that an open roof receives in a year, by which classes are made [kWh/m²]."""

# From dark, little, to light, much; neighbours are told apart by colour-blind eyes too.
_SUN = "#1E1B4F #40307A #6B3D91 #99508F #C66A80 #E4876A #F2A84C #FBDA76 #FFF8CC"
_SKY = "#14213F #25477A #3D6CA3 #5C92C4 #86B6DB #ABD0E8 #D0E7F1 #F0F9F7"
# Less of it blue, more of it orange; in the middle what nobody perceives.
_LESS_MORE = {
    9: "#17356B #2F6BAF #6CA6D8 #B3D7EE #CBC9C4 #FBE0A0 #F2B045 #D9771C #96410A",
    7: "#1F4E93 #5B9BD5 #ACD3EC #CBC9C4 #F9DC98 #EC9F3A #A9500F",
}
# Purple to green, of the same lightness on both sides (after ColorBrewer's PRGn).
_PURPLE_GREEN = {
    9: "#40004B #762A83 #9E78B4 #CDB8DA #CBC9C4 #C4E4BC #86C386 #3D8E50 #0B4A23",
    7: "#5B1A6B #9970AB #CDB8DA #CBC9C4 #C4E4BC #74B877 #1B6B37",
}
LINE = rgb("#432E73")
"""Of lines of equal duration."""
_WIDTH = 0.7

PALETTES: dict[Role, tuple[str, ...]] = {
    Role.SUN_HOURS: ("standard", "cividis"),
    Role.SKY_VIEW: ("standard", "cividis"),
    Role.IRRADIATION: ("heat", "cividis"),
    **dict.fromkeys(CHANGES - NOISE, ("standard", "purple_green")),
}


def days_of(layer: Layer) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day of a result; None where its card tells none."""
    told = dict(layer.provenance.parameters)
    try:
        first = datetime.date.fromisoformat(told["first"][:10])
        last = datetime.date.fromisoformat(told.get("last", told["first"])[:10])
    except (KeyError, ValueError):
        return None
    return (first, last) if first <= last else None


def count_of_days(layer: Layer, most: float = 0.0) -> int:
    """Return over how many days a result goes; by its greatest value where it does not tell."""
    found = days_of(layer)
    if found is not None:
        return (found[1] - found[0]).days + 1
    if layer.role in (Role.IRRADIATION, Role.IRRADIATION_CHANGE):
        return 365
    return 1 if most <= 24.0 else max(math.ceil(most / LONGEST), 2)


def scale_of(layer: Layer, values: NDArray[np.float64] | None = None) -> Scale:
    """Return the classes of a result.

    Parameters
    ----------
    values : (N,) float64 or None
        Its finite values, or a sample of them.
    """
    most = float(np.abs(values).max(initial=0.0)) if values is not None else 0.0
    days = count_of_days(layer, most)
    role, percent = layer.role, 100.0 if layer.unit == "%" else 1.0
    if role is Role.SUN_HOURS:
        return _hours(layer, days)
    if role is Role.SUN_HOURS_CHANGE:
        return _changes(layer, _steps(days), "hours")
    if role is Role.SKY_VIEW:
        tints = _tints(layer, _SKY)
        words = tuple(f"{100 * b:.0f}" for b in SKY)
        return Scale(tuple(percent * b for b in SKY), _between("sky", words, tints))
    if role is Role.SKY_VIEW_CHANGE:
        return _changes(layer, tuple(percent * b for b in SKY_CHANGES), "sky", 100.0 / percent)
    if role is Role.IRRADIATION:
        step = rounded(YEARLY * days / 365.0 / 8.0)
        bounds = tuple(step * k for k in range(1, 8))
        return Scale(bounds, _between("energy", _told(bounds), _tints(layer, "")))
    step = rounded(0.03 * YEARLY * days / 365.0)
    return _changes(layer, (step, 4 * step, 8 * step), "energy")


def _hours(layer: Layer, days: int) -> Scale:
    tints = _tints(layer, _SUN)
    step = rounded(LONGEST * days / 8.0)
    more = HOURS if days == 1 else tuple(step * k for k in range(1, 8))
    first = Entry("sun_none" if days == 1 else "sun_none_period", tints[0])
    return Scale((NO_SUN, *more), (first, *_between("hours", _told(more), tints[1:])))


def _steps(days: int) -> tuple[float, ...]:
    """Return the bounds of changes of hours of sun, up from what nobody perceives."""
    if days == 1:
        return (UNNOTICED, 1.0, 2.0, 4.0)
    step = rounded(UNNOTICED * days)
    return (step, 4 * step, 8 * step, 16 * step)


def _between(name: str, told: tuple[str, ...], tints: tuple[Rgb, ...]) -> tuple[Entry, ...]:
    """Return the entries of classes between bounds, from low to high."""
    between = zip(itertools.pairwise(told), tints[1:-1], strict=True)
    return (
        Entry(f"{name}_below", tints[0], words=told[0]),
        *(Entry(f"{name}_between", tint, words=f"{a}|{b}") for (a, b), tint in between),
        Entry(f"{name}_above", tints[-1], words=told[-1]),
    )


def _changes(layer: Layer, up: tuple[float, ...], name: str, share: float = 1.0) -> Scale:
    """Return the classes of a difference, alike on both sides of what nobody perceives."""
    count = 2 * len(up) + 1
    chosen = palette_of(layer, PALETTES[layer.role])
    tints = colours((_PURPLE_GREEN if chosen == "purple_green" else _LESS_MORE)[count])
    told = _told(tuple(share * x for x in up))
    hatched = hides_gains(layer)
    quarter = up[0] == UNNOTICED and name == "hours"
    rows: list[Entry] = []
    for k in range(count):
        away = abs(k - len(up))
        side = "less" if k < len(up) else "more"
        form = Form.HATCH if hatched and side == "less" and away else Form.FILL
        if not away:
            key, words = f"{name}_unnoticed", told[0]
        elif away == len(up):
            key, words = f"{name}_{side}_above", told[-1]
        else:
            key, words = f"{name}_{side}_between", f"{told[away - 1]}|{told[away]}"
        if quarter and away < 2:
            key, words = (f"{key}_quarter", told[1]) if away else ("hours_unnoticed_quarter", "")
        rows.append(Entry(key, tints[k], form, words))
    gains = tuple(range(len(up))) if hatched else ()
    return Scale((*(-x for x in reversed(up)), *up), tuple(rows), gains)


def _tints(layer: Layer, own: str) -> tuple[Rgb, ...]:
    """Return the colours of the classes from little to much, in the layer's palette."""
    chosen = palette_of(layer, PALETTES[layer.role])
    if chosen == "standard":
        return colours(own)
    count = len(own.split()) or 8
    found = table(chosen)[np.linspace(0, MIXED - 1, count).round().astype(int)]
    tints = tuple((float(r), float(g), float(b)) for r, g, b in found)
    return tints if layer.role is Role.IRRADIATION else tints[::-1]


def rounded(value: float) -> float:
    """Return 1, 2 or 5 times a power of ten: the nearest to a value, by its ratio."""
    power = 10.0 ** math.floor(math.log10(value))
    near = min((1.0, 2.0, 5.0, 10.0), key=lambda k: abs(math.log(value / (k * power))))
    return near * power


def _told(bounds: tuple[float, ...]) -> tuple[str, ...]:
    """Return bounds as an entry's words hold them: plain numbers with a decimal point."""
    return tuple(f"{x:.6g}" for x in bounds)


def line_dress(layer: Layer, count: int, column: Column) -> Dress:
    """Dress lines of equal duration: each says its hours beside it."""
    colour = rgb(layer.style.colour) if layer.style.colour else LINE
    line = Swatch(colour, opacity=0.85, least=0.6)
    entry = Entry("shade_lines", colour, Form.LINE)
    half = np.full(count, _WIDTH / 2, np.float32)
    return Dress((line,), np.zeros(count, np.int8), half, (entry,))


SHADE_LINES = Theme(line_dress)
ROLES = RESULTS - NOISE
IN_ORDER = (
    Role.SUN_HOURS_CHANGE,
    Role.SUN_HOURS,
    Role.IRRADIATION_CHANGE,
    Role.IRRADIATION,
    Role.SKY_VIEW_CHANGE,
    Role.SKY_VIEW,
)
"""As the legend tells them."""
