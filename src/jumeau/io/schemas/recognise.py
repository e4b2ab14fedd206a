"""Which known product a layer is, by its fields; what its columns mean; how well it is known."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from jumeau.io.notices import as_invented, says_invented
from jumeau.io.schemas import bdtopo, common
from jumeau.io.schemas.gaps import gaps_of, mostly_estimated
from jumeau.io.schemas.record import Product, Schema
from jumeau.model.provenance import Certainty, LeftOut, Provenance
from jumeau.model.roles import Role

SCHEMAS: tuple[Schema, ...] = (*bdtopo.SCHEMAS, *common.SCHEMAS)

_PLAIN = {
    "polygons": Role.POLYGONS,
    "lines": Role.LINES,
    "points": Role.POINTS,
    "table": Role.TABLE,
}
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d-[01]\d-[0-3]\d)(?!\d)")
EDITION_FROM = "edition_from"
"""Parameter of a card whose edition is only the newest date in a column."""

_SIGNS = re.compile(r"[^a-z0-9]+")


GENERIC = (Role.POLYGONS, Role.LINES, Role.POINTS, Role.TABLE, Role.RASTER)
"""Roles that say too little to be a title."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a layer is taken for; of an unknown one, only the geometry."""

    role: Role
    title: str
    columns: tuple[tuple[str, str], ...]
    key_field: str
    provenance: Provenance
    certainty: Certainty
    gaps: tuple[LeftOut, ...]
    schema: Schema | None


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
    own = {field.lower(): field for field in reversed(fields)}
    slug = _SIGNS.sub("_", name.lower()).strip("_")
    schema = next((s for s in SCHEMAS if _fits(s, own, slug, family)), None)
    if schema is None:
        role = _PLAIN.get(family, Role.TABLE if family == "table" else Role.POLYGONS)
        card = _invented(Provenance(), table, own, ("sources", "source"))
        if path is not None and says_invented(path):
            card = as_invented(card)
        certainty = Certainty.ILLUSTRATION if card.invented else Certainty.COMPUTED
        return Recognised(role, name, (), "", card, certainty, (), None)
    columns = tuple(
        (canonical, own[found])
        for canonical, names in schema.columns.items()
        if (found := next((n for n in names if n in own), None)) is not None
    )
    key = next((own[n] for n in schema.key if n in own), "")
    provenance = _provenance(schema.product, own, table, path)
    if path is not None and says_invented(path):
        provenance = as_invented(provenance)
    certainty = schema.certainty
    gaps = gaps_of(schema.role, dict(columns), table, key)
    if mostly_estimated(schema.role, dict(columns), table):
        certainty = Certainty.UNCERTAIN
    if provenance.invented:
        certainty = Certainty.ILLUSTRATION
    title = name if schema.role in GENERIC and not schema.product.name else ""
    return Recognised(schema.role, title, columns, key, provenance, certainty, gaps, schema)


def _fits(schema: Schema, own: dict[str, str], slug: str, family: str) -> bool:
    if family and schema.families and family not in schema.families:
        return False
    if not all(any(n in own for n in names) for names in schema.required):
        return False
    if any(slug == n or slug.startswith(f"{n}_") for n in schema.names):
        return True
    if schema.by_name_only:
        return False
    return all(any(n in own for n in names) for names in schema.also) and not any(
        n in own for n in schema.absent
    )


def _provenance(
    product: Product, own: dict[str, str], table: pa.Table | None, path: Path | None
) -> Provenance:
    edition = edition_of_path(path)
    parameters: tuple[tuple[str, str], ...] = ()
    if not edition and table is not None:
        for column in (own[n] for n in product.edition_columns if n in own):
            if newest := _newest(table.column(column)):
                edition, parameters = newest, ((EDITION_FROM, column),)
                break
    found = Provenance(
        producer=product.producer, product=product.name, edition=edition, licence=product.licence,
        url=product.url, parameters=parameters,
    )  # fmt: skip
    return _invented(found, table, own, product.source_columns)


def edition_of_path(path: Path | None) -> str:
    """Return the date in the name of a file, or of the folders of its delivery."""
    if path is None:
        return ""
    for name in (path.name, *(p.name for p in list(path.parents)[:5])):
        if name == path.name or "BDT" in name.upper() or "ED20" in name.upper():
            found = _DATE.search(name.upper().replace("ED20", " 20"))
            if found:
                return found.group(1)
    return ""


def _newest(column: pa.ChunkedArray) -> str:
    try:
        value = pc.max(column).as_py()
    except pa.ArrowException:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    text = str(value) if value is not None else ""
    if re.fullmatch(r"(19|20)\d{6}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text[:10] if re.match(r"(19|20)\d\d", text) else ""


def _invented(
    found: Provenance, table: pa.Table | None, own: dict[str, str], names: Sequence[str]
) -> Provenance:
    """Mark the card when the source says of itself that it is invented."""
    if table is None:
        return found
    for name in names:
        column = table.column(own[name]) if name in own else None
        if column is None or not pa.types.is_string(column.type):
            continue
        if any(text and "invent" in text.lower() for text in pc.unique(column).to_pylist()[:20]):
            return as_invented(found)
    return found
