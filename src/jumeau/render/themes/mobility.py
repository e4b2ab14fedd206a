"""Ways and what moves on them: sound classes of infrastructures, counts, transit lines, stops."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np

from jumeau.model.layer import Layer
from jumeau.render.look import rgb
from jumeau.render.themes.cover import QUALITATIVE
from jumeau.render.themes.dress import (
    MOST_KINDS,
    Column,
    Dress,
    Entry,
    Form,
    Swatch,
    Theme,
    by_value,
    colours,
)

# Category of a sound-classified way: largest width of its sector on either side [m].
# Order of 30 May 1996, article 4, as consolidated.
SECTORS = {1: 300.0, 2: 250.0, 3: 100.0, 4: 30.0, 5: 10.0}
_CATEGORIES = colours("#45125E #9C2A66 #DD5A48 #E0912F #8E8A2A")
_UNKNOWN = Entry("sound_unknown", rgb("#8B8791"), Form.LINE)


def category_of(value: object) -> int:
    """Return the index of a sound category, the last for what is none."""
    found = re.search(r"(?<!\d)([1-5])(?:\.0+)?(?!\d)", str(value))
    return int(found.group(1)) - 1 if found else len(_CATEGORIES)


def sound_dress(layer: Layer, count: int, column: Column) -> Dress:
    """Dress sound-classified ways: a line in the colour of its category, its sector around it."""
    kind = by_value(column("category"), count, category_of)
    if column("category") is None:
        kind = np.full(count, len(_CATEGORIES), np.int8)
    by_category = np.array([*SECTORS.values(), 0.0])[kind]
    given = column("width")
    width = np.full(count, np.nan) if given is None else given.astype(np.float64)
    half = np.where((width > 0) & (width <= 400), width, by_category)
    entries = (
        *(
            Entry("sound_sector", colour, Form.LINE, words=f"{k + 1}|{SECTORS[k + 1]:.0f}")
            for k, colour in enumerate(_CATEGORIES)
        ),
        _UNKNOWN,
    )
    swatches = tuple(
        Swatch(e.colour, opacity=0.2, least=1.8, core=e.colour, core_width=6.0) for e in entries
    )
    return Dress(swatches, kind, half.astype(np.float32), entries)


# Passages a day: upper bound, radius of the disc [m].
_FLOWS: tuple[tuple[float, float], ...] = (
    (500.0, 6.0),
    (2_000.0, 9.0),
    (5_000.0, 13.0),
    (10_000.0, 18.0),
    (20_000.0, 24.0),
    (np.inf, 31.0),
)
_FLOW = rgb("#2F6F8F")


def count_dress(layer: Layer, count: int, column: Column) -> Dress:
    """Dress traffic counts: discs that grow with the flow, told in classes."""
    given = column("daily")
    daily = np.full(count, np.nan) if given is None else given.astype(np.float64)
    bounds = np.array([bound for bound, _ in _FLOWS[:-1]])
    kind = np.searchsorted(bounds, daily, side="right").astype(np.int8)
    kind[~np.isfinite(daily)] = len(_FLOWS)
    radius = np.array([*(r for _, r in _FLOWS), 6.0])[kind].astype(np.float32)
    whole = [f"{bound:.0f}" for bound in bounds]
    entries = (
        Entry("flow_fewer", _FLOW, Form.DISC, words=whole[0]),
        *(
            Entry("flow_between", _FLOW, Form.DISC, words=f"{low}|{high}")
            for low, high in pairwise(whole)
        ),
        Entry("flow_more", _FLOW, Form.DISC, words=whole[-1]),
        Entry("flow_unknown", rgb("#A7A29B"), Form.DISC),
    )
    entries = tuple(replace(e, size=0.4 + 0.12 * min(k, 5)) for k, e in enumerate(entries))
    swatches = tuple(
        Swatch(e.colour, opacity=0.85, edge=rgb("#FFFFFF"), edge_width=1.0, least=4.5 + 1.4 * k)
        for k, e in enumerate(entries)
    )
    return Dress(swatches, kind, radius, entries)


def colour_of(value: object) -> str:
    """Return ``#RRGGBB`` of a colour as sources write it, empty where there is none."""
    found = re.fullmatch(r"#?([0-9a-fA-F]{6})", str(value).strip())
    return f"#{found.group(1).upper()}" if found else ""


def transit_dress(layer: Layer, count: int, column: Column) -> Dress:
    """Dress transit lines in their own colours; those that have none share the plain ones."""
    given, numbers, names = column("colour"), column("number"), column("name")

    def text(values: object, row: int) -> str:
        return str(values[row]).strip() if isinstance(values, np.ndarray) else ""

    entries: dict[tuple[str, str], int] = {}
    kind = np.zeros(count, np.int8)
    for row in range(count):
        name = text(numbers, row) or text(names, row)
        key = (colour_of(text(given, row)), name)
        if key not in entries and len(entries) >= MOST_KINDS - 1:
            key = next(iter(entries))
        kind[row] = entries.setdefault(key, len(entries))
    told = tuple(
        Entry(
            "transit_line" if name else "transit_unnamed",
            rgb(code) if code and code != "#FFFFFF" else QUALITATIVE[k % len(QUALITATIVE)],
            Form.LINE,
            words=name,
        )
        for k, (code, name) in enumerate(entries)
    )
    swatches = tuple(
        Swatch(e.colour, opacity=0.95, edge=rgb("#FFFFFF"), edge_width=0.8, least=1.5) for e in told
    )
    return Dress(swatches, kind, np.full(count, 3.0, np.float32), told)


def _disc(colour: str, key: str, radius: float, least: float) -> Theme:
    def dress(layer: Layer, count: int, column: Column) -> Dress:
        own = rgb(layer.style.colour or colour)
        swatch = Swatch(own, opacity=0.95, edge=rgb("#FFFFFF"), edge_width=0.8, least=least)
        entry = Entry(key, own, Form.DISC)
        half = np.full(count, radius, np.float32)
        return Dress((swatch,), np.zeros(count, np.int8), half, (entry,))

    return Theme(dress)


SOUND_CLASSIFICATION = Theme(sound_dress)
TRAFFIC_COUNT = Theme(count_dress)
TRANSIT_LINE = Theme(transit_dress)
STOP = _disc("#1D5C9E", "stop", 4.0, 6.0)
ADDRESS = _disc("#7A5C3A", "address", 1.4, 3.0)
LUMINAIRE = _disc("#E0A100", "luminaire", 1.6, 3.2)
SENSOR = _disc("#8B3FA0", "sensor", 4.0, 6.5)
POINTS = _disc("#6A5F94", "points", 3.0, 6.0)
