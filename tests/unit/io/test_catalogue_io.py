"""Every error, reason and step of the readers has its sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import jumeau
from jumeau.i18n import catalogue
from jumeau.io.missing import DATA_SETS
from jumeau.model.roles import Role

SOURCES = [
    path.read_text(encoding="utf-8")
    for folder in ("io", "geometry")
    for path in sorted((Path(jumeau.__file__).parent / folder).rglob("*.py"))
]


def found(pattern: str) -> set[str]:
    return {match for text in SOURCES for match in re.findall(pattern, text)}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_sentences_are_there(language: str) -> None:
    sentences = catalogue(language)  # type: ignore[arg-type]
    codes = found(r'InputError\(\s*"([a-z_.]+)"') | {
        "crs.needed", "vector.empty_layer", "vector.nothing_here", "delivery.commune_unknown",
    }  # fmt: skip
    wanted = {f"errors.{code}.what" for code in codes}
    wanted |= {f"errors.{code}.remedy" for code in codes}
    left_out = found(r'(?:LeftOut\(|\.out\()"([a-z_]+)"')
    left_out |= {"height_missing", "height_zero", "altitude_missing"}
    left_out |= {"cells_without_data", "implausible_altitude"}
    repaired = found(r'\.mended\("([a-z_]+)"') | {"rebuilt_index"}
    # What is only ever put right has a sentence among the repairs alone.
    left_out -= {reason for reason in left_out if f"repaired.{reason}" in sentences}
    wanted |= {f"left_out.{reason}" for reason in left_out | repaired}
    wanted |= {f"repaired.{reason}" for reason in repaired}
    wanted |= {f"roles.{role.value}" for role in Role}
    wanted |= {f"missing.{d.id}.{part}" for d in DATA_SETS for part in ("title", "why", "where")}
    wanted |= {f"steps.{step}" for step in found(r'(?:progress|step|rising)\([^"\n]*"([a-z_]+)"\)')}
    reasons = found(r'CrsCandidate\([^"\n]*"EPSG[^"]*"[^"]*"[^"]*"[^"]*"([a-z_]+)"')
    wanted |= {f"crs.reasons.{reason}" for reason in reasons | {"france", "beside", "project"}}

    assert wanted - set(sentences) == set()
    assert len(wanted) > 120


def test_french_typography() -> None:
    for key, sentence in catalogue("fr").items():
        if key.split(".")[0] in ("left_out", "repaired", "missing", "methods", "roles"):
            assert "'" not in sentence, key
            assert not re.search(r" [:;?!»]", sentence), key
            assert "« " not in sentence, key
