"""Which known product a layer is, by its fields; what its columns mean; how well it is known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from jumeau.io.notices import as_invented, says_invented
from jumeau.io.schemas import bdtopo, climate, land, noise, street
from jumeau.io.schemas.cards import EDITION_FROM, card_of, invented, with_facts
from jumeau.io.schemas.gaps import gaps_of, mostly_estimated
from jumeau.io.schemas.naming import by_plain_name, find, plain, safely_cut
from jumeau.io.schemas.record import Schema
from jumeau.io.schemas.varieties import variety_of_values
from jumeau.io.vectors import noisecapture
from jumeau.model.canonical import VARIETY
from jumeau.model.provenance import Certainty, LeftOut, Provenance
from jumeau.model.roles import Role

__all__ = ["EDITION_FROM", "GENERIC", "SCHEMAS", "Recognised", "recognise"]

SCHEMAS: tuple[Schema, ...] = (
    *bdtopo.SCHEMAS, *land.SCHEMAS, *noise.SCHEMAS, *climate.SCHEMAS, *street.SCHEMAS,
)  # fmt: skip
"""The first record that fits is taken."""

_CUT: dict[int, frozenset[str]] = {
    id(s): safely_cut([*s.required, *s.also, *s.columns.values(), s.key]) for s in SCHEMAS
}
_PLAIN = {
    "polygons": Role.POLYGONS,
    "lines": Role.LINES,
    "points": Role.POINTS,
    "table": Role.TABLE,
}
GENERIC = (Role.POLYGONS, Role.LINES, Role.POINTS, Role.TABLE, Role.RASTER)
"""Roles that say too little to be a title."""

_LOOKED_AT = 2000
"""Rows whose values tell whether a column is what its name says."""
_MOSTLY = 0.9


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a layer is taken for; of an unknown one, only the geometry.

    ``instant`` is when what the layer shows was observed, where a file beside it says so.
    """

    role: Role
    title: str
    columns: tuple[tuple[str, str], ...]
    key_field: str
    provenance: Provenance
    certainty: Certainty
    gaps: tuple[LeftOut, ...]
    schema: Schema | None
    instant: str = ""


def recognise(
    fields: Sequence[str],
    name: str,
    family: str,
    table: pa.Table | None = None,
    path: Path | None = None,
) -> Recognised:
    """Recognise a layer.

    Parameters
    ----------
    fields : sequence of str
        Names of the attribute columns, in any case.
    name : str
        The layer's own name: decisive where fields are not.
    family : str
        ``polygons``, ``lines``, ``points``, ``table``; empty where it may be any.
    table : pyarrow.Table, optional
        The content: gives the edition, what is invented and which values are missing.
    path : Path, optional
        The file, whose folders' names may give the edition.

    Returns
    -------
    Recognised
        With the names of columns as the source writes them.
    """
    own = by_plain_name(fields)
    slug = plain(name)
    schema = next((s for s in SCHEMAS if _fits(s, own, slug, family, table)), None)
    if schema is None:
        role = _PLAIN.get(family, Role.TABLE if family == "table" else Role.POLYGONS)
        card = invented(Provenance(), table, own, ("sources", "source"))
        if path is not None and says_invented(path):
            card = as_invented(card)
        certainty = Certainty.ILLUSTRATION if card.invented else Certainty.COMPUTED
        return Recognised(role, name, (), "", card, certainty, (), None)
    columns = columns_of(schema, own)
    key = _column(schema, own, schema.key) or ""
    notes = schema.notes
    if variety := variety_of_values(schema, dict(columns), table):
        notes = (*notes, (VARIETY, variety))
    provenance = card_of(schema.product, own, slug, table, path, notes)
    instant = ""
    if schema.product is noise.NOISECAPTURE and path is not None:
        track = noisecapture.track_of(path)
        instant = track.instant
        provenance = with_facts(provenance, track.instant[:10], track.facts)
    if path is not None and says_invented(path):
        provenance = as_invented(provenance)
    certainty = schema.certainty
    gaps = gaps_of(schema.role, dict(columns), table, key)
    if mostly_estimated(schema.role, dict(columns), table):
        certainty = Certainty.UNCERTAIN
    if provenance.invented:
        certainty = Certainty.ILLUSTRATION
    role, title = schema.role, ""
    if family == "table":  # rows without shapes: what they tell of is not on the map
        role, columns, gaps = Role.TABLE, (), ()
    if role in GENERIC and not variety and (family == "table" or not schema.product.name):
        title = name
    return Recognised(role, title, columns, key, provenance, certainty, gaps, schema, instant)


def columns_of(schema: Schema, own: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return canonical names with the columns of a source that hold them."""
    return tuple(
        (canonical, found)
        for canonical, names in schema.columns.items()
        if (found := _column(schema, own, names)) is not None
    )


def _column(schema: Schema, own: Mapping[str, str], names: Sequence[str]) -> str | None:
    return find(own, names, _CUT[id(schema)])


def _fits(
    schema: Schema, own: Mapping[str, str], slug: str, family: str, table: pa.Table | None
) -> bool:
    if family and schema.families and family not in schema.families:
        return False
    if any(_column(schema, own, names) is None for names in schema.required):
        return False
    named = any(slug == n or slug.startswith(f"{n}_") for n in schema.names)
    if schema.values:
        return _means_it(schema, own, table) if table is not None else named
    if named:
        return True
    if schema.by_name_only:
        return False
    if any(_column(schema, own, names) is None for names in schema.also):
        return False
    return not any(n in own for n in schema.absent)


def _means_it(schema: Schema, own: Mapping[str, str], table: pa.Table) -> bool:
    """Tell whether the values of columns are what their names promise."""
    if any(n in own for n in schema.absent):
        return False
    for canonical, pattern in schema.values:
        column = _column(schema, own, schema.columns[canonical])
        if column is None:
            return False
        values = table.column(column)[:_LOOKED_AT].drop_null()
        if not len(values) or pa.types.is_nested(values.type) or pa.types.is_binary(values.type):
            return False
        words = [str(value).strip() for value in values.to_pylist()]
        matching = sum(re.fullmatch(pattern, word) is not None for word in words)
        if matching < _MOSTLY * len(words):
            return False
        # A commune's code stands once in a list of communes; elsewhere it is only an address.
        if schema.role is Role.COMMUNE and len(pc.unique(values)) < len(words):
            return False
    return True
