"""The provenance card of a layer that was recognised: producer, edition, what it says of itself."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from jumeau.io.notices import as_invented
from jumeau.io.schemas.record import Product
from jumeau.model.codes import iso_instant
from jumeau.model.provenance import Provenance

EDITION_FROM = "edition_from"
"""Parameter of a card whose edition is only the newest date in a column."""

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d-[01]\d-[0-3]\d)(?!\d)")
_LAST_DATE = re.compile(r"_((?:19|20)\d\d)([01]\d)([0-3]\d)$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SIREN = re.compile(r"\d{9}")
_MANY = 20_000
"""Different texts among which the newest date is looked for."""

_REGISTERED = {"130018310": "Cerema", "180089013": "IGN", "120027016": "INSEE"}
"""Public bodies by their number in the register of companies."""

_PUBLISHERS: tuple[tuple[re.Pattern[str], str, str, str], ...] = (
    (re.compile(r"^villemtp_"), "Ville de Montpellier", "Licence Ouverte (Etalab)",
     "https://data.montpellier3m.fr"),
)  # fmt: skip
"""Cities that put their name into those of their files: pattern, name, licence, address."""


def card_of(
    product: Product,
    own: Mapping[str, str],
    slug: str,
    table: pa.Table | None,
    path: Path | None,
    notes: Sequence[tuple[str, str]],
) -> Provenance:
    """Return the provenance card of a layer of a known product.

    Parameters
    ----------
    product : Product
        What the layer was recognised as.
    own : mapping
        Plain names of the columns to those of the source.
    slug : str
        Plain name of the layer.
    table : pyarrow.Table, optional
        Its content.
    path : Path, optional
        Its file.
    notes : sequence of pairs
        Parameters that the card adds.
    """
    edition = edition_of_path(path)
    parameters: tuple[tuple[str, str], ...] = ()
    if not edition and table is not None:
        for column in (own[n] for n in product.edition_columns if n in own):
            if newest := newest_of(table.column(column)):
                edition, parameters = newest, ((EDITION_FROM, column),)
                break
    producer, licence, url = product.producer, product.licence, product.url
    if not producer and table is not None:
        producer = _named(product, own, table)
    if not producer:
        for pattern, who, terms, address in _PUBLISHERS:
            if pattern.search(slug):
                producer, licence, url = who, licence or terms, url or address
    found = Provenance(
        producer=producer, product=product.name, edition=edition, licence=licence, url=url,
        parameters=(*parameters, *notes),
    )  # fmt: skip
    return invented(found, table, own, product.source_columns)


def _named(product: Product, own: Mapping[str, str], table: pa.Table) -> str:
    """Return the producer that a column names; empty where it names several or a number."""
    for name in product.producer_columns:
        if name in own:
            texts = {str(v).strip() for v in pc.unique(table.column(own[name])).to_pylist() if v}
            if len(texts) == 1:
                text = texts.pop()
                return _REGISTERED.get(text, "" if _SIREN.fullmatch(text) else text)
    return ""


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


def newest_of(column: pa.ChunkedArray) -> str:
    """Return the newest date (ISO), or the newest year, among the values of a column."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        values = pc.unique(column)[:_MANY].to_pylist()
        values.append(pc.max(column).as_py())  # which is the newest of dates written year first
        return max((_dated(v) for v in values if v), default="")
    try:
        value = pc.max(column).as_py()
    except pa.ArrowException:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    return _dated(f"{value:.0f}" if isinstance(value, float) else str(value))


def _dated(text: str) -> str:
    found = _LAST_DATE.search(text)
    if found is not None:
        return "-".join(found.groups())
    iso = iso_instant(text)[:10]
    if not _YEAR.match(iso):
        return ""
    return iso if _DATE.fullmatch(iso) else iso[:4] if len(text) == 4 else _year_and_month(iso)


def _year_and_month(text: str) -> str:
    return text if re.fullmatch(r"\d{4}-[01]\d", text) else ""


def invented(
    card: Provenance, table: pa.Table | None, own: Mapping[str, str], names: Sequence[str]
) -> Provenance:
    """Mark the card when the source says of itself that it is invented."""
    if table is None:
        return card
    for name in names:
        column = table.column(own[name]) if name in own else None
        if column is None or not pa.types.is_string(column.type):
            continue
        if any(text and "invent" in text.lower() for text in pc.unique(column).to_pylist()[:20]):
            return as_invented(card)
    return card


def with_facts(card: Provenance, edition: str, facts: Sequence[tuple[str, str]]) -> Provenance:
    """Return the card with an edition that a file beside the data gives, and what else it says."""
    kept = tuple(p for p in card.parameters if p[0] != EDITION_FROM or not edition)
    return msgspec.structs.replace(
        card, edition=edition or card.edition, parameters=(*kept, *facts)
    )
