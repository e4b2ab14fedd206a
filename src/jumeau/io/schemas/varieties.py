"""Which of the things that share a role a layer is, told by its values, whatever its file's name.

The noise of roads by night and that of trains above the limits are both noise maps; the columns
of the CNIG's standard tell them apart (``CBSTYPE``, ``TYPESOURCE``, ``INDICETYPE``).
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from jumeau.io.schemas.record import Schema
from jumeau.model.codes import noise_index, noise_map_kind, noise_source

NOISE = "noise"
SOUND = "sound"
_RAILWAYS_OWN = "nvx_class"
"""The column that the railways' deliveries have for the category."""
_WAYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sound_tram", ("tram",)),
    ("sound_rail", ("lgv", "ferr", "rail", "train", "voie principale", "voie de service")),
    ("sound_road", ("rout", "chauss", "rue", "bretelle", "rond-point", "chemin")),
)
_KINDS = {"A": "", "B": "_sector", "C": "_limit", "D": "_change", "": ""}


def variety_of_values(schema: Schema, columns: Mapping[str, str], table: pa.Table | None) -> str:
    """Return the key (``titles.<key>``) of what a layer is; empty where its values do not tell."""
    if schema.variety == SOUND:
        return _classified(columns, table)
    if schema.variety != NOISE:
        return schema.variety
    if table is None:
        return ""
    sources = {noise_source(text) for text in _texts(columns, "source", table)}
    indices = {noise_index(text) for text in _texts(columns, "indicator", table)}
    kinds = {noise_map_kind(text) for text in _texts(columns, "map_type", table)} or {""}
    if len(sources) != 1 or len(indices) != 1 or len(kinds) != 1:
        return ""
    source, index, kind = sources.pop(), indices.pop(), kinds.pop()
    if not source or not index:
        return ""
    return f"noise_{source}_{'night' if index == 'LN' else 'day'}{_KINDS[kind]}"


def _classified(columns: Mapping[str, str], table: pa.Table | None) -> str:
    """Return which ways a sound classification is of; empty where they differ or do not say."""
    if columns.get("category", "").lower() == _RAILWAYS_OWN:
        return "sound_rail"
    words = [] if table is None else [text.lower() for text in _texts(columns, "source", table)]
    found = {
        next((key for key, signs in _WAYS if any(sign in word for sign in signs)), "")
        for word in words
    }
    return found.pop() if len(found) == 1 else ""


def _texts(columns: Mapping[str, str], name: str, table: pa.Table) -> list[str]:
    if name not in columns:
        return []
    return [str(v) for v in pc.unique(table.column(columns[name])).to_pylist() if v is not None]
