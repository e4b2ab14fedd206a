"""The command ``views``: what the panel does, without it."""

from __future__ import annotations

import json
import shutil

import pytest

from jumeau.cli import main
from jumeau.io.places import demo_project


@pytest.fixture
def project(tmp_path):
    """Copy the demo, which keeps some views."""
    demo = demo_project()
    assert demo is not None
    return shutil.copy(demo, tmp_path / "essai.jumeau")


def names(capsys, project, *words: str) -> list[str]:
    capsys.readouterr()
    assert main(["views", str(project), *words, "--json"]) == 0
    return [view["name"] for view in json.loads(capsys.readouterr().out)["views"]]


def test_views_are_renamed_moved_copied_and_forgotten(project, capsys):
    before = names(capsys, project)
    assert len(before) > 2
    after = names(capsys, project, "--rename", before[1], "Mairie", "--move", "Mairie", "1")
    assert after == ["Mairie", before[0], *before[2:]]
    assert names(capsys, project, "--copy", "Mairie", "Mairie 2")[:2] == ["Mairie", "Mairie 2"]
    assert names(capsys, project, "--forget", "Mairie")[0] == "Mairie 2"
    assert names(capsys, project)[0] == "Mairie 2"  # it was saved


@pytest.mark.parametrize("words", [("--forget", "Nulle part"), ("--move", "Le bourg", "zéro")])
def test_what_makes_no_sense_is_explained(project, capsys, words):
    assert main(["--lang", "fr", "views", str(project), *words]) != 0
    assert "vue" in capsys.readouterr().err
