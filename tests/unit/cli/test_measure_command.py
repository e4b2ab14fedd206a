"""The commands that measure: known answers on a made-up street, and what is refused."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
import shapely

from jumeau.cli import main
from jumeau.io.projects.project_file import create, read_project
from jumeau.model.layer import Layer
from jumeau.model.project import add_layers, new_project, replaced
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role

X, Y, SCALE = 652_000.0, 6_862_000.0, 0.9992


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Save a project with two houses on a level ground at 40 m."""
    path = tmp_path_factory.mktemp("street") / "rue.jumeau"
    opened = create(None, new_project("Rue"))
    try:
        shapes = [shapely.box(X + w, Y, X + w + 10, Y + 20) for w in (20, 60)]
        table = pa.table(
            {
                "geometry": list(shapely.to_wkb(shapes)),
                "height": [6.0, 9.0],
                "ground_altitude_min": [40.0, 40.0],
            }
        )
        layer = Layer(
            "maisons", Role.BUILDING, opened.store.add_table(table, "EPSG:2154"), count=2,
            bounds=(X, Y, X + 100, Y + 20),
            columns=(("height", "height"), ("ground_altitude_min", "ground_altitude_min")),
            provenance=Provenance(producer="IGN", product="BD TOPO®", edition="2025-06-15"),
        )  # fmt: skip
        grown = replaced(add_layers(opened.session.project, (layer,)), grid_scale=SCALE)
        opened.session.commit("add", grown)
        opened.save_as(path)
    finally:
        opened.close(discard=True)
    return path


def asked(capsys, *words: str) -> dict:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def places(*pairs: tuple[float, float]) -> str:
    return " ".join(f"{X + x},{Y + y}" for x, y in pairs)


def test_a_distance_is_true_to_scale(project, capsys):
    line = places((0, 10), (40, 10))
    told = asked(capsys, "measure", "distance", str(project), "--points", line)
    assert told["horizontal"] == pytest.approx(40 / SCALE, abs=0.001)
    assert told["ground"] == pytest.approx(40 / SCALE, rel=1e-3)
    assert told["azimuth"] == pytest.approx(90)
    assert told["ground_estimated"] is True
    assert main(["measure", "distance", str(project), "--points", line]) == 0
    said = capsys.readouterr().out
    assert "40,0\N{NO-BREAK SPACE}m" in said
    assert "estimé" in said


def test_an_area(project, capsys):
    ring = places((0, 0), (40, 0), (40, 20), (0, 20))
    told = asked(capsys, "measure", "area", str(project), "--points", ring)
    assert told["horizontal"] == pytest.approx(800 / SCALE**2, abs=0.01)
    assert told["perimeter"] == pytest.approx(120 / SCALE, abs=0.01)


def test_a_profile_and_its_table(project, capsys, tmp_path):
    line, table = places((0, 10), (100, 10)), tmp_path / "profil.csv"
    told = asked(capsys, "profile", str(project), "--points", line, "--csv", str(table))
    assert told["buildings"] == 2
    assert told["certainty"] == "computed_uncertain"
    over = [x for x in told["places"] if x["feature"] == "maisons:1"]
    assert max(x["surface"] - x["ground"] for x in over) >= 8.9
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("# CALCULÉ")
    assert any("BD TOPO" in line for line in lines)
    assert any(line.startswith("distance_m;") for line in lines)


def test_what_is_seen_becomes_a_layer(project, capsys, tmp_path):
    own = tmp_path / "own.jumeau"
    own.write_bytes(project.read_bytes())
    told = asked(capsys, "viewshed", str(own), "--from", places((45, 10)), "--radius", "60")
    assert told["layer"]["id"] == "viewshed"
    assert 0.05 < told["seen"] < 0.95  # two houses stand in the way
    kept, _, _ = read_project(own, tmp_path / "read")
    layer = kept.first(Role.VIEWSHED)
    assert dict(layer.provenance.parameters)["radius"] == "60"
    assert layer.provenance.derived_from == ("maisons",)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["measure", "distance", "{}", "--points", "1,1 1,1"], "measuring.too_few"),
        (["measure", "area", "{}", "--points", "1,1 2,2"], "measuring.too_few"),
        (["viewshed", "{}", "--from", "0,0"], "measuring.outside"),
        (["profile", "nowhere.jumeau", "--points", "1,1 2,2"], "file.not_found"),
    ],
)
def test_what_cannot_be_measured_is_refused(project, capsys, words, code):
    assert main([word.format(project) for word in words] + ["--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code


def test_points_are_pairs_of_numbers(project):
    assert main(["measure", "distance", str(project), "--points", "1,2,3"]) == 2
