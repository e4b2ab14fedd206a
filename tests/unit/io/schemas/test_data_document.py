"""The table of known data names all of them, and every layer has its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from jumeau.i18n import LANGUAGES, Translator
from jumeau.io.schemas.recognise import SCHEMAS
from jumeau.io.schemas.varieties import NOISE, SOUND
from jumeau.model.canonical import CANONICAL
from jumeau.model.roles import Role

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "data.md"


def test_the_document_names_every_producer_and_role() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    tr = Translator("fr")
    missing = {
        word
        for schema in SCHEMAS
        for word in (schema.product.producer, _title(schema.role, schema.variety, tr))
        if word and word.replace("\N{NO-BREAK SPACE}", " ") not in text
    }
    assert missing == set()


def _title(role: Role, variety: str, tr: Translator) -> str:
    if variety in ("", NOISE, SOUND):
        return "" if role in (Role.NOISE_MAP, Role.PRESCRIPTION) else tr(f"roles.{role}")
    return tr(f"titles.{variety}").split(" : ")[0].split("\N{NO-BREAK SPACE}: ")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_variety_and_every_column_has_its_words(language: str) -> None:
    tr = Translator(language)  # type: ignore[arg-type]
    keys = {f"titles.{s.variety}" for s in SCHEMAS if s.variety not in ("", NOISE, SOUND)}
    keys |= {f"app.column.{name}" for quantities in CANONICAL.values() for name in quantities}
    keys |= {f"app.parameter.{n}_{v}" for s in SCHEMAS for n, v in s.notes}

    assert {key for key in keys if not tr.has(key)} == set()


def test_columns_of_all_schemas_are_quantities_of_their_role() -> None:
    strange = {
        (schema.role, name)
        for schema in SCHEMAS
        for name in schema.columns
        if name not in CANONICAL.get(schema.role, {})
    }
    assert strange == set()


def test_names_in_records_are_plain() -> None:
    from jumeau.io.schemas.naming import plain

    strange = {
        name
        for s in SCHEMAS
        for group in (s.names, *s.required, *s.also, s.absent, *s.columns.values(), s.key)
        for name in group
        if plain(name) != name
    }
    assert strange == set()
