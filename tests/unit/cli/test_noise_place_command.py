"""The command that tells the noise of a place, way by way."""

from __future__ import annotations

import csv
import json

import numpy as np
import pyarrow as pa
import pytest
import shapely

from jumeau.cli import main
from jumeau.io.projects.project_file import create
from jumeau.model.changes import RoadUse, SetRoad
from jumeau.model.edits import Edit
from jumeau.model.layer import FeatureRef, Layer
from jumeau.model.project import add_layers, new_project, replaced
from jumeau.model.roles import Role
from jumeau.model.variant import Variant

X, Y = 652_000.0, 6_862_000.0


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Save a project with a busy road, a street behind it, and a variant that closes the road."""
    path = tmp_path_factory.mktemp("bruit") / "bruit.jumeau"
    opened = create(None, new_project("Bruit"))
    try:
        axes = [shapely.LineString([(X, Y + k), (X + 200, Y + k)]) for k in (0, 80)]
        table = pa.table({
            "geometry": list(shapely.to_wkb(axes)), "name": ["Grand-Rue", "Rue du Puits"],
            "importance": [3.0, 5.0], "daily": [8000.0, 300.0], "speed": [50.0, 30.0],
        })  # fmt: skip
        names = ("name", "importance", "daily", "speed")
        roads = Layer(
            "routes", Role.ROAD, opened.store.add_table(table, "EPSG:2154"), count=2,
            bounds=(X, Y, X + 200, Y + 80), columns=tuple((x, x) for x in names),
        )  # fmt: skip
        grown = add_layers(opened.session.project, (roads,))
        closed = Edit("e1", SetRoad(feature=FeatureRef("routes", "", 0), use=RoadUse.CLOSED))
        grown = replaced(grown, variants=(Variant("sans", "Sans voitures", edits=(closed,)),))
        opened.session.commit("add", grown)
        opened.save_as(path)
    finally:
        opened.close()
    return path


def test_it_tells_levels_sources_and_ways(project, capsys, tmp_path) -> None:
    where = (str(project), str(X + 100), str(Y + 25))
    out = tmp_path / "lieu.csv"
    words = ["noise", "place", *where, "--variant", "sans", "--against", "today"]
    assert main([*words, "--json", "--csv", str(out)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["height_m"] == 4.0
    assert not found["before_wall"]
    assert "n’est pas une carte de bruit stratégique" in found["not_a_strategic_map"]
    before, after = found["variants"][""], found["variants"]["sans"]
    assert before["sources"][0]["name"] == "Grand-Rue"
    assert before["sources"][0]["share"] > 0.9
    assert [x["name"] for x in after["sources"]] == ["Rue du Puits"]
    assert before["levels"]["lden"] > after["levels"]["lden"] + 5.0
    assert sum(x["share"] for x in before["sources"]) == pytest.approx(1.0, abs=1e-3)
    # The ways listed add up to the level (all of them are within reach of the list here).
    together = 10 * np.log10(sum(10 ** (x["level"] / 10) for x in before["paths"]))
    assert together == pytest.approx(before["levels"]["lden"], abs=0.1)
    way = before["paths"][0]
    assert way["kind"] == "direct"
    # Geometrical divergence: 20·lg d + 11 dB (directive 2015/996, eq. 2.5.12).
    told = way["bands"]["divergence"]
    assert told[0] == pytest.approx(20 * np.log10(way["length_m"]) + 11, abs=0.02)
    assert "dB" in found["said"][0]
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert any(len(x) > 3 and x[2] == "Grand-Rue" and x[5] == "distance" for x in rows)


def test_it_says_it_in_words(project, capsys) -> None:
    assert main(["noise", "place", str(project), str(X + 100), str(Y + 25), "104"]) == 0
    told = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert "Grand-Rue" in told
    assert "carte de bruit stratégique" in told
    assert "Jour, 6 h–18 h" in told


def test_a_project_that_is_not_there_is_told(capsys, tmp_path) -> None:
    assert main(["noise", "place", str(tmp_path / "rien.jumeau"), "0", "0"]) != 0
    assert "rien.jumeau" in capsys.readouterr().err
