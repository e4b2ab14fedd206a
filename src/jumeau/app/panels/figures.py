"""The few figures of a result, as rows of its card."""

from __future__ import annotations

from html import escape

from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.roles import Role

SHARE = "share_"
"""How parameters of a card begin that hold a figure."""
_SHARES = frozenset({Role.SKY_VIEW, Role.SKY_VIEW_CHANGE})
_ENERGY = frozenset({Role.IRRADIATION, Role.IRRADIATION_CHANGE})
_NOISE = frozenset({Role.NOISE_LEVEL, Role.NOISE_LEVEL_CHANGE, Role.NOISE_ZONES})


def figure_rows(layer: Layer, tr: Translator) -> list[tuple[str, str]]:
    """Return label and value of each figure; nothing for what is no result.

    Shares are rounded to whole percents, hours to tenths.
    """
    if layer.analysis is None:
        return []
    found = []
    for name, text in layer.provenance.parameters:
        if not name.startswith(SHARE):
            continue
        where, _, rest = name.removeprefix(SHARE).partition("_")
        kind, _, least = rest.partition("_")
        value = float(text)
        told = _mean(layer, value, tr) if kind == "mean" else _percent(value, tr)
        words = {"least": _least(layer, float(least), tr)} if kind == "least" else {}
        whose = f"noise_{where}" if layer.role in _NOISE else where
        found.append((tr(f"analyses.figure.{whose}_{kind}", **words), escape(told)))
    return found


def _percent(value: float, tr: Translator) -> str:
    """Return a share in whole percents; what is not quite all, or nothing, is told so."""
    percent = round(100 * value)
    if percent == 100 and value < 1.0:
        return tr("analyses.figure.nearly_all")
    if percent == 0 and value > 0.0:
        return tr("analyses.figure.hardly_any")
    return tr("analyses.figure.share", percent=tr.number(percent))


def _least(layer: Layer, least: float, tr: Translator) -> str:
    if layer.role in _SHARES:
        return _percent(least, tr)
    if layer.role in _NOISE:
        return tr("analyses.figure.decibels", value=tr.number(round(least)))
    told = dict(layer.provenance.parameters)
    key = "hours" if told.get("first") == told.get("last") else "hours_a_day"
    return tr(f"analyses.figure.{key}", value=tr.number(round(least)))


def _mean(layer: Layer, value: float, tr: Translator) -> str:
    if layer.role in _SHARES:
        return _percent(value, tr)
    if layer.role in _ENERGY:
        return tr("analyses.figure.energy", value=tr.number(round(value)))
    return tr("analyses.figure.hours", value=tr.number(value, 1))
