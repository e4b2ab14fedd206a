"""The command that tells the sources of noise and where their traffic comes from."""

from __future__ import annotations

import csv
import json

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
    """Save a project with a main road that is counted, a street, and a variant that closes it."""
    path = tmp_path_factory.mktemp("rue") / "rue.jumeau"
    opened = create(None, new_project("Rue"))
    try:
        axes = [shapely.LineString([(X, Y + k), (X + 200, Y + k)]) for k in (0, 50)]
        table = pa.table({
            "geometry": list(shapely.to_wkb(axes)), "name": ["Grand-Rue", "Rue du Puits"],
            "nature": ["Route à 1 chaussée"] * 2, "importance": [3.0, 5.0],
            "daily": [8000.0, None], "speed": [50.0, 30.0],
        })  # fmt: skip
        store = opened.store
        names = ("name", "nature", "importance", "daily", "speed")
        roads = Layer(
            "routes", Role.ROAD, store.add_table(table, "EPSG:2154"), count=2,
            bounds=(X, Y, X + 200, Y + 50), columns=tuple((x, x) for x in names),
        )  # fmt: skip
        grown = add_layers(opened.session.project, (roads,))
        closed = Edit("e1", SetRoad(feature=FeatureRef("routes", "", 0), use=RoadUse.CLOSED))
        grown = replaced(grown, variants=(Variant("sans", "Sans voitures", edits=(closed,)),))
        opened.session.commit("add", grown)
        opened.save_as(path)
    finally:
        opened.close()
    return path


def told(capsys, *words) -> dict:
    assert main(["noise", "sources", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_it_tells_where_traffic_comes_from(project, capsys) -> None:
    found = told(capsys, project)
    first, second = found["rows"]
    assert (first["name"], first["origin"], first["daily"]) == ("Grand-Rue", "daily", 8000.0)
    assert (second["origin"], second["daily"]) == ("default", 500.0)
    assert first["power"] > second["power"] > 50.0
    codes = {x["code"]: x["count"] for x in found["notes"]}
    assert codes["traffic_default"] == 1


def test_a_variant_may_close_a_road(project, capsys) -> None:
    rows = told(capsys, project, "--variant", "sans voitures")["rows"]
    main_road = next(x for x in rows if x["name"] == "Grand-Rue")
    assert main_road["power"] is None
    assert main_road["daily"] == 0.0
    assert main_road["edit"] == "e1"


def test_it_speaks_and_writes_a_table(project, capsys, tmp_path) -> None:
    out = tmp_path / "deep" / "t.csv"
    assert main(["--lang", "fr", "noise", "sources", str(project), "--csv", str(out)]) == 0
    said = capsys.readouterr().out
    assert "Grand-Rue" in said
    assert "Trafic estimé par défaut" in said
    with open(out, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert len(rows) == 3
    assert rows[1][0] == "Grand-Rue"


def test_an_unknown_variant_is_refused(project, capsys) -> None:
    assert main(["noise", "sources", str(project), "--variant", "rien", "--json"]) != 0
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "variant.unknown"
