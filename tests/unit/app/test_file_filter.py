"""The filter of the file dialog leaves nothing out that can be read."""

from __future__ import annotations

import fnmatch
import re

import pytest

from jumeau.app.file_filter import GROUPS, file_filter
from jumeau.i18n import LANGUAGES, Language, Translator
from jumeau.io.formats import ARCHIVES, EXTENSIONS, extensions_by_format


def groups(language: Language) -> list[tuple[str, list[str]]]:
    lines = file_filter(Translator(language)).split(";;")
    found = [re.fullmatch(r"(.+) \((.+)\)", line) for line in lines]
    return [(match.group(1), match.group(2).split()) for match in found if match is not None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_entry_lets_every_readable_file_through(language: Language) -> None:
    _, patterns = groups(language)[0]
    names = [f"x{suffix}" for suffix in (*EXTENSIONS, *ARCHIVES) if suffix != ".txt"]
    for name in (*names, "stops.txt", "dalle.asc.gz", "livraison.7z.001"):
        assert any(fnmatch.fnmatch(name, pattern) for pattern in patterns), name
    assert not any(fnmatch.fnmatch("lisezmoi.txt", pattern) for pattern in patterns)


def test_every_format_is_in_a_group() -> None:
    assert {form for forms in GROUPS.values() for form in forms} == set(extensions_by_format())


def test_the_groups_are_named_and_end_with_all_files() -> None:
    named = dict(groups("fr"))
    assert "*.gpkg" in named["Cartes et plans vectoriels"]
    assert {"*.gml", "*.json", "*.ifc"} <= set(named["Maquettes 3D"])
    assert named["Nuages de points"] == ["*.las", "*.laz"]
    assert "*.xlsx" in named["Tableaux"]
    assert "stops.txt" in named["Transports"]
    assert "*.7z.001" in named["Archives"]
    assert groups("fr")[-1] == ("Tous les fichiers", ["*"])
