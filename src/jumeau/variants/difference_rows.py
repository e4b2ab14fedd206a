"""Differences in words, rounded to what is known: the rows of the table on the wall."""

from __future__ import annotations

import math
from typing import Any

import msgspec

from jumeau.geometry.measure import rounded
from jumeau.i18n import Translator
from jumeau.model.provenance import Access
from jumeau.model.variant import Cost
from jumeau.variants.differences import Differences, Span
from jumeau.variants.moved_traffic import LEAST

FIGURES = 2
"""Areas, volumes and lengths of a sketch are told with so many significant figures."""
LEAST_AREA, LEAST_VOLUME, LEAST_LENGTH = 10.0, 10.0, 1.0
"""What is less is nothing."""
MINUS, PLUS = "\N{MINUS SIGN}", "+"


class Row(msgspec.Struct, frozen=True):
    """A row of the table.

    Attributes
    ----------
    key : str
        Stable: ``buildings``, ``footprint``, ``floor_area``, ``dwellings``, ``green``, ``sealed``,
        ``green_roofs``, ``trees``, ``roads``, ``traffic``, ``barriers``, ``earth``, ``investment``,
        ``yearly``.
    title, value, note : str
        In the user's language.
    sign : int
        Of the number: -1 for less than before, 0 for no difference, 1 for more.
    """

    key: str
    title: str
    value: str
    note: str = ""
    sign: int = 0


def rows(found: Differences, tr: Translator, *, internal: bool = False) -> tuple[Row, ...]:
    """Return what differs in words, always the same rows in the same order.

    Parameters
    ----------
    internal : bool
        Tell costs that are not public, too.
    """
    made = [
        _buildings(found, tr),
        _amount("footprint", found.footprint, "m2", LEAST_AREA, tr),
        _amount("floor_area", found.floor_area, "m2", LEAST_AREA, tr),
        _dwellings(found, tr),
        _span("green", found.green, found, tr),
        _span("sealed", found.sealed, found, tr),
        _amount("green_roofs", found.green_roofs, "m2", LEAST_AREA, tr),
        _trees(found, tr),
        _roads(found, tr),
        _traffic(found, tr),
        _amount("barriers", found.barriers, "m", LEAST_LENGTH, tr),
        _earth(found, tr),
    ]
    costs = (_cost(key, found, tr, internal) for key in ("investment", "yearly"))
    return (*made, *(x for x in costs if x is not None))


def _row(key: str, tr: Translator, parts: list[str], sign: int, note: str = "") -> Row:
    title = tr(f"facts.rows.{key}")
    if not parts:
        return Row(key, title, tr("facts.value.same"), note, 0)
    return Row(key, title, ", ".join(parts), note, sign)


def _counts(key: str, tr: Translator, **numbers: int) -> list[str]:
    """Return "3 neufs, 1 démoli": what there is of each kind, less of it with a minus."""
    return [
        ("" if number > 0 else MINUS) + tr.count(f"facts.{key}.{name}", abs(number))
        for name, number in numbers.items()
        if number
    ]


def _buildings(found: Differences, tr: Translator) -> Row:
    parts = _counts(
        "buildings", tr, added=found.buildings_added, removed=found.buildings_removed,
        changed=found.buildings_changed,
    )  # fmt: skip
    sign = _sign(found.buildings_added - found.buildings_removed)
    note = tr.count("facts.note.unmeasured", found.unmeasured) if found.unmeasured else ""
    return _row("buildings", tr, parts, sign, note)


def _trees(found: Differences, tr: Translator) -> Row:
    parts = _counts("trees", tr, planted=found.trees_planted, felled=found.trees_felled)
    note = ""
    if abs(found.cleared) >= LEAST_AREA:
        note = tr("facts.note.cleared", area=told(abs(found.cleared), "m2", tr))
    return _row("trees", tr, parts, _sign(found.trees_planted - found.trees_felled), note)


def _roads(found: Differences, tr: Translator) -> Row:
    parts = _counts(
        "roads", tr, added=found.roads_added, removed=found.roads_removed,
        changed=found.roads_changed,
    )  # fmt: skip
    note = ""
    if abs(found.road_length) >= LEAST_LENGTH:
        note = signed(found.road_length, "m", tr)
    return _row("roads", tr, parts, _sign(found.roads_added - found.roads_removed), note)


def _traffic(found: Differences, tr: Translator) -> Row:
    """Return how much traffic is taken away and put nowhere: to be told, or it flatters."""
    number, unknown = found.traffic_removed, found.traffic_unknown
    note = tr.count("facts.note.traffic_unknown", unknown) if unknown > 0 else ""
    parts = []
    if abs(number) >= LEAST:
        about = (MINUS if number < 0 else "") + tr.number(rounded(abs(number), figures=FIGURES)[0])
        parts = [tr("facts.unit.daily", value=about)]
    return _row("traffic", tr, parts or [tr("facts.value.none")], _sign(number), note)


def _amount(key: str, value: float, unit: str, least: float, tr: Translator) -> Row:
    parts = [signed(value, unit, tr)] if abs(value) >= least else []
    return _row(key, tr, parts, _sign(value))


def _dwellings(found: Differences, tr: Translator) -> Row:
    number = found.dwellings
    note = ""
    if found.dwellings_estimated:
        number = _about(number)
        note = tr("facts.note.dwellings")
    if abs(number) < 0.5:
        return _row("dwellings", tr, [], 0, note if found.dwellings else "")
    word = "about" if found.dwellings_estimated else "told"
    text = tr.count(f"facts.dwellings.{word}", round(abs(number)), sign=_sign_word(number))
    return _row("dwellings", tr, [text], _sign(number), note)


def _about(number: float) -> float:
    """Round an estimate: to 5 from 20 on, to 10 from 100 on, to two figures from 1000 on."""
    size = abs(number)
    step = 1.0 if size < 20 else 5.0 if size < 100 else 10.0 if size < 1000 else 100.0
    return math.copysign(math.floor(size / step + 0.5) * step, number)


def _span(key: str, span: Span, found: Differences, tr: Translator) -> Row:
    note = ""
    if abs(span[1] - span[0]) >= LEAST_AREA:
        note = tr("facts.note.ground_left")
    if note and found.unknown_ground >= LEAST_AREA:
        note = tr("facts.note.unknown_ground", area=told(found.unknown_ground, "m2", tr))
    low, high = (x if abs(x) >= LEAST_AREA else 0.0 for x in span)
    texts = [signed(x, "m2", tr) for x in (low, high)]
    sign = _sign(low) if _sign(low) == _sign(high) else 0
    if not low and not high:
        return _row(key, tr, [], 0, note)
    if texts[0] == texts[1]:
        return _row(key, tr, texts[:1], sign, note)
    return _row(key, tr, [tr("facts.value.between", low=texts[0], high=texts[1])], sign, note)


def _earth(found: Differences, tr: Translator) -> Row:
    if found.cut is None or found.fill is None:
        return _row("earth", tr, [tr("facts.value.unknown")], 0)
    parts = [
        tr(f"facts.earth.{name}", volume=_signed_if_less(value, "m3", tr))
        for name, value in (("cut", found.cut), ("fill", found.fill))
        if abs(value) >= LEAST_VOLUME
    ]
    return _row("earth", tr, parts, 0)


def _signed_if_less(value: float, unit: str, tr: Translator) -> str:
    return (MINUS if value < 0 else "") + told(abs(value), unit, tr)


def _cost(key: str, found: Differences, tr: Translator, internal: bool) -> Row | None:
    """Return the row of a cost: HT, with base year and range; None where it may not be told."""
    values = [
        text
        for cost in (found.cost_before, found.cost)
        if (text := cost_words(cost, key, tr, internal=internal))
    ]
    if not values:
        return None
    inside = any(x.access is not Access.PUBLIC for x in (found.cost_before, found.cost)
                 if getattr(x, key) is not None)  # fmt: skip
    title = tr(f"facts.rows.{key}")
    arrow = " \N{RIGHTWARDS ARROW} "
    return Row(key, title, arrow.join(values), tr("facts.note.internal") if inside else "")


def cost_words(cost: Cost, key: str, tr: Translator, *, internal: bool = False) -> str:
    """Return "de 1,2 à 1,5 M€ HT (prix de 2025)"; empty where unknown, or not to be told."""
    span: Any = getattr(cost, key)
    if span is None or (cost.access is not Access.PUBLIC and not internal):
        return ""
    low, high = sorted(span)
    fields = {"low": euros(low, tr), "high": euros(high, tr)}
    text = tr("facts.cost.one", value=fields["low"]) if fields["low"] == fields["high"] else tr(
        "facts.cost.range", **fields
    )  # fmt: skip
    year = tr("facts.cost.year", year=str(cost.base_year)) if cost.base_year else ""
    return f"{text}{year}"


def euros(amount: float, tr: Translator) -> str:
    """Return an amount with two or three figures: "1,25 M€", "850 000 €"."""
    if abs(amount) >= 1e6:
        value, _ = rounded(amount / 1e6, figures=3)
        return tr("facts.unit.million", value=tr.number(value, _needed(value, 2)))
    value, decimals = rounded(amount, 1.0, figures=3)
    return tr("facts.unit.euro", value=tr.number(value, decimals))


def _needed(value: float, most: int) -> int:
    """Return the fewest decimals that say a rounded number."""
    return next(x for x in range(most + 1) if x == most or abs(round(value, x) - value) < 1e-9)


def told(value: float, unit: str, tr: Translator) -> str:
    """Return an amount as it is known: "1 200 m²", "3,4 ha", "850 m"."""
    if unit == "m2" and abs(value) >= 99_500.0:
        value, unit = value / 10_000.0, "ha"
    if unit == "m" and abs(value) >= 9_950.0:
        value, unit = value / 1000.0, "km"
    value, decimals = rounded(value, figures=FIGURES)
    if unit in ("m2", "m3", "m"):
        decimals = 0
    return tr(f"facts.unit.{unit}", value=tr.number(abs(value), decimals))


def signed(value: float, unit: str, tr: Translator) -> str:
    """Return an amount with its sign: "+ 1 200 m²"."""
    return _sign_word(value) + told(value, unit, tr)


def _sign_word(value: float) -> str:
    return "" if value == 0 else (PLUS if value > 0 else MINUS)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
