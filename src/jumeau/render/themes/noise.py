"""Noise: strategic maps in half-open classes of 5 dB, limits, sectors, changes, measurements.

The classes are those of the decree of 4 April 2006 (articles 4 and 7, consolidated): [55;60[ and so
on, the last one open. Indices: Lden over 24 hours, Ln from 22 h to 6 h.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jumeau.model.layer import Layer
from jumeau.render.look import Rgb, rgb
from jumeau.render.themes.dress import (
    Column,
    Dress,
    Entry,
    Form,
    Swatch,
    Theme,
    by_value,
    colours,
    palette_of,
    worn,
)
from jumeau.titles import map_type_of

BOUNDS = (45, 50, 55, 60, 65, 70, 75)
"""Lower bounds of the classes [dB(A)]; what lies below the first is the class "below"."""

# Pale to strong, each class apart from every other under three simulated deficiencies of colour
# vision, drawn over the model's ground.
_SAFE = "#DDE9F6 #BDE6D8 #F8F4A8 #FBC84A #DC7A2E #DE3F4E #861656 #36157D"
# The scale of French services (NF S 31-130:2008) as NoiseModelling publishes it, read off the
# standard's print: Docs/Noise_Map_Color_Scheme.rst. Conformity to the standard is not claimed.
_SERVICES = "#48C901 #53FE00 #B6FE74 #FFFE02 #FFA800 #FD0000 #CF03FD #920167"

PALETTES: dict[str, tuple[Rgb, ...]] = {
    "standard": colours(_SAFE),
    "nf_s_31_130": colours(_SERVICES),
}

# One colour a limit [dB(A)]: decree of 4 April 2006, article 7.
LIMITS: tuple[tuple[int, Rgb], ...] = (
    (55, rgb("#C79A2B")),
    (60, rgb("#B7762D")),
    (62, rgb("#3E6FA8")),
    (65, rgb("#4B8F8C")),
    (68, rgb("#C2543F")),
    (71, rgb("#8C4A2F")),
    (73, rgb("#7B3F83")),
)
_OTHER_LIMIT = rgb("#7A7A7A")
_SECTOR = rgb("#8A6A3B")

# Differences below 2 dB are hardly perceived: they stay grey.
_CHANGES: tuple[tuple[float, str, Rgb], ...] = (
    (-math.inf, "change_much_less", rgb("#2166AC")),
    (-5.0, "change_less", rgb("#92C5DE")),
    (-2.0, "change_none", rgb("#CFCDC9")),
    (2.0, "change_more", rgb("#F4A582")),
    (5.0, "change_much_more", rgb("#B2182B")),
)
_UNKNOWN = Entry("no_level", rgb("#B9B6B2"))


@dataclass(frozen=True, slots=True)
class Level:
    """A class of levels [low;high[ [dB(A)]; an open end is infinite."""

    low: float
    high: float


_SIGNED = re.compile(r"[-+\N{MINUS SIGN}]?\d+(?:[.,]\d+)?")
_PAIR = re.compile(r"(?<!\d)(\d{2,3})(?:[.,]0+)?\D{1,6}?(\d{2,3})(?:[.,]0+)?(?!\d)")
_JOINED = re.compile(r"(?<!\d)(\d{2})(\d{2})(?!\d)")
_SINGLE = re.compile(r"(?<![\d.,])(\d{2,3})(?:[.,]\d+)?(?!\d)")
_BELOW = re.compile(r"<|inf|lower|less|moins|below", re.IGNORECASE)


def parse_level(value: object) -> Level | None:
    """Return the class of levels that a source's text or number tells of.

    ``65`` is the class [65;70[; ``75``, ``>75``, ``Lden75``, ``LdenGreaterThan75`` reach upwards
    without end; ``Lnight5054``, ``55-59``, ``[55;60[``, ``60 - 65 dB(A)`` name both bounds;
    ``<45`` reaches downwards.

    Returns
    -------
    Level or None
        None where the text names no level from 20 to 120 dB(A).
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        value = int(value) if value >= 0 else value
    text = str(value).strip()
    joined = _JOINED.search(text)
    pair = _PAIR.search(text) or joined
    if pair is not None:
        low, high = (float(part) for part in pair.groups())
        widths = (4, 5) if pair is joined else range(1, 11)
        if 20 <= low < high <= 120 and high - low in widths:
            # 55-59 is how whole decibels are told; the class ends where the next one begins.
            return Level(low, high + 1 if (high - low) % 5 == 4 else high)
    single = _SINGLE.search(text)
    if single is None or not 20 <= float(single.group(1)) <= 120 or text.startswith("-"):
        return None
    bound = float(single.group(1))
    if _BELOW.search(text):
        return Level(-math.inf, bound)
    if bound >= BOUNDS[-1] or re.search(r">|sup|greater|more|plus|over", text, re.IGNORECASE):
        return Level(bound, math.inf)
    return Level(bound, bound + 5)


def class_of(value: object) -> int:
    """Return the class of a level: its index in the palettes, -1 where it names none."""
    level = parse_level(value)
    if level is None:
        return -1
    return int(np.searchsorted(BOUNDS, level.low, side="right"))


def limit_of(value: object) -> int | None:
    """Return the limit [dB(A)] that an area of a map of limits tells of, None for none."""
    level = parse_level(value)
    return int(level.low) if level is not None and math.isfinite(level.low) else None


def classes(palette: str) -> tuple[Entry, ...]:
    """Return the entries of the classes of 5 dB, from low to high."""
    names = ("noise_below", *(f"noise_{bound}" for bound in BOUNDS))
    return tuple(Entry(name, colour) for name, colour in zip(names, PALETTES[palette], strict=True))


def _limits(layer: Layer) -> tuple[Entry, ...]:
    return tuple(Entry("noise_limit", colour, words=str(limit)) for limit, colour in LIMITS)


def _changes() -> tuple[Entry, ...]:
    return tuple(Entry(name, colour) for _, name, colour in _CHANGES)


def _change(value: object) -> int:
    found = _SIGNED.search(str(value).replace("\N{MINUS SIGN}", "-"))
    if found is None:
        return 2
    amount = float(found.group().replace(",", "."))
    return max(k for k, (low, _, _) in enumerate(_CHANGES) if amount >= low)


def _limit_dress(layer: Layer, values: NDArray[np.object_] | None, count: int) -> Dress:
    known = {limit: index for index, (limit, _) in enumerate(LIMITS)}
    entries = (*_limits(layer), Entry("noise_limit_other", _OTHER_LIMIT))

    def one(value: object) -> int:
        limit = limit_of(value)
        return known.get(-1 if limit is None else limit, len(LIMITS))

    return worn(entries, by_value(values, count, one))


def map_dress(layer: Layer, count: int, column: Column) -> Dress:
    """Dress a strategic noise map: exposure (A), sectors (B), limits (C) or changes (D)."""
    values = column("level")
    kind = _map_type(layer, column)
    if kind == "B":
        sector = (Entry("noise_sector", _SECTOR, Form.HATCH),)
        return worn(sector, np.zeros(count, np.int8), edge=_SECTOR, edge_width=1.5)
    if kind == "C":
        return _limit_dress(layer, values, count)
    if kind == "D":
        return worn(_changes(), by_value(values, count, _change))
    entries = (*classes(palette_of(layer, tuple(PALETTES))), _UNKNOWN)
    none = len(entries) - 1
    kinds = by_value(values, count, lambda value: class_of(value) % (none + 1))
    return worn(entries, kinds if values is not None else np.full(count, none, np.int8))


def _map_type(layer: Layer, column: Column) -> str:
    """Return A, B, C or D: as the layer's first feature says, else its name; A where neither."""
    told = column("map_type")
    if told is not None:
        letters = [str(x).strip().upper()[:1] for x in told.tolist()[:50]]
        known = [x for x in letters if x in "ABCD" and x]
        if known:
            return max(set(known), key=known.count)
    return map_type_of(layer) or "A"


def map_entries(layer: Layer) -> tuple[Entry, ...]:
    """Return the legend of a noise map of whose content nothing is known yet."""
    kind = map_type_of(layer)
    if kind == "C":
        return ()
    if kind == "D":
        return _changes()
    # Nothing below 50 dB is mapped by the decree.
    return classes(palette_of(layer, tuple(PALETTES)))[2:]


def measured_dress(layer: Layer, count: int, column: Column) -> Dress:
    """Dress measured levels: discs in the colours of the classes."""
    entries = (*classes(palette_of(layer, tuple(PALETTES))), _UNKNOWN)
    none = len(entries) - 1
    kind = by_value(column("level"), count, lambda value: class_of(value) % (none + 1))
    discs = tuple(replace(entry, form=Form.DISC) for entry in entries)
    swatches = tuple(
        Swatch(e.colour, opacity=0.95, edge=rgb("#FFFFFF"), edge_width=1.0, least=5.5)
        for e in discs
    )
    return Dress(swatches, kind, np.full(count, 5.0, np.float32), discs)


SCALES = (10_000, 25_000)
"""Of maps of agglomerations and of infrastructures: decree of 4 April 2006, article 6."""


def scale_of(layer: Layer) -> int:
    """Return the denominator of the scale for which a strategic map was made."""
    names = " ".join(f"{x.name} {x.layer}" for x in layer.provenance.sources).lower()
    return SCALES[0] if "agglo" in names else SCALES[1]


NOISE_MAP = Theme(map_dress, tuple(PALETTES), map_entries, gaps=True)
NOISE_MEASUREMENT = Theme(measured_dress, tuple(PALETTES))
