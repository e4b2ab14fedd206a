"""The command ``group``: what the window does with groups, without it."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
from shapely.geometry import box

from jumeau.cli import main
from jumeau.io.projects.project_file import read_project


@pytest.fixture
def project(tmp_path):
    """Write a project of three layers."""
    files = []
    for name in ("un", "deux", "trois"):
        files.append(tmp_path / f"{name}.gpkg")
        gpd.GeoDataFrame(geometry=[box(650_000, 6_860_000, 650_050, 6_860_050)], crs=2154).to_file(
            files[-1]
        )
    place = tmp_path / "essai.jumeau"
    assert main(["new", str(place), *map(str, files), "--json"]) == 0
    return place


def asked(capsys, project, *words: str) -> dict:
    capsys.readouterr()
    main(["group", str(project), *words, "--json"])
    return json.loads(capsys.readouterr().out)


def test_layers_are_grouped_and_kept(project, tmp_path, capsys):
    told = asked(capsys, project, "Essais", "un", "trois")
    assert [(x["title"], sorted(x["layers"])) for x in told["groups"]] == [
        ("Essais", ["trois", "un"])
    ]
    kept, _, _ = read_project(project, tmp_path / "there")
    assert [x.title for x in kept.groups] == ["Essais"]
    assert asked(capsys, project) == told
    told = asked(capsys, project, "--remove", "Essais")
    assert told["groups"] == []
    told = asked(capsys, project, "--by-theme")
    assert [x["id"] for x in told["groups"]] == ["theme:other"]


def test_what_is_unknown_is_refused(project, capsys):
    before = project.read_bytes()
    assert asked(capsys, project, "Essais")["error"]["code"] == "group.what"
    assert asked(capsys, project, "Essais", "quatre")["error"]["code"] == "layer.unknown"
    assert asked(capsys, project, "--remove", "Rien")["error"]["code"] == "group.unknown"
    assert project.read_bytes() == before
