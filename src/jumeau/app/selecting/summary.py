"""The card of several selected features: how many, and what their numbers come to."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from jumeau.app.panels.cards import Ink, heading, note
from jumeau.app.words import field_label
from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.roles import Role

if TYPE_CHECKING:
    from jumeau.io.summaries import FieldSummary

MOST_FIELDS = 40
_CODES = ("precision", "code", "insee", "id", "fid", "gid", "ogc_fid", "cleabs", "postal")
# What adds up: counts and sizes. A sum of heights, levels, years or speeds means nothing.
_ADDS_UP = frozenset({"dwellings", "area", "residents", "households", "population", "daily"})
_ADDS_UP_SOURCE = ("nombre_de_logements", "surface", "superficie", "contenance", "aire", "area",
                   "longueur", "length", "shape_area", "shape_length", "population")  # fmt: skip


def selection_card(
    told: str,
    layer: Layer | None,
    fields: Sequence[FieldSummary],
    tr: Translator,
    ink: Ink,
) -> str:
    """Return the card of a selection.

    Parameters
    ----------
    told : str
        How many features of what are selected.
    layer : Layer or None
        The only layer of the selection; None where there are several.
    fields : sequence
        Its columns of numbers.
    """
    parts = [heading(told)]
    if layer is None or layer.role is Role.POPULATION_GRID:
        # Residents are told square by square, rounded, and not added up over a choice of squares.
        return parts[0] + note(tr("selecting.card.several"), ink.faint)
    shown = [x for x in fields if not _is_code(x.name)][:MOST_FIELDS]
    if not shown:
        return parts[0] + note(tr("selecting.card.no_numbers"), ink.faint)
    columns = {source: name for name, source in layer.columns}
    lines = []
    for field in shown:
        decimals = 0 if field.whole else 1
        values = [
            (tr("selecting.card.low"), tr.number(field.low, decimals)),
            (tr("selecting.card.mean"), tr.number(field.mean, 1)),
            (tr("selecting.card.high"), tr.number(field.high, decimals)),
        ]
        if _adds_up(field.name, columns.get(field.name, "")):
            values.append((tr("selecting.card.total"), tr.number(field.total, decimals)))
        told_values = "&nbsp;&nbsp; ".join(
            f'<span style="color:{ink.faint}">{escape(what)}</span>&nbsp;{value}'
            for what, value in values
        )
        label = escape(field_label(layer, field.name, tr))
        lines.append(f'<p style="margin:8px 0 2px 0"><b>{label}</b><br>{told_values}</p>')
    parts += [*lines, note(tr("selecting.card.told"), ink.faint)]
    return "".join(parts)


def _adds_up(source: str, canonical: str) -> bool:
    return canonical in _ADDS_UP or source.casefold() in _ADDS_UP_SOURCE


def _is_code(name: str) -> bool:
    words = name.casefold().replace("-", "_").split("_")
    return name.casefold() in _CODES or any(word in _CODES for word in words)
