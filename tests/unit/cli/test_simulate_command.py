"""Analyses from the command line: computed, listed, out of date, computed again, exported."""

from __future__ import annotations

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import rasterio
import shapely

from jumeau.cli import main
from jumeau.io.projects.project_file import create, open_project
from jumeau.model.changes import RemoveFeature
from jumeau.model.layer import FeatureRef, Layer
from jumeau.model.project import add_layers, new_project
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role
from jumeau.model.variants import add_edits, add_variant, new_edit, new_variant

X, Y = 652_000.0, 6_862_000.0
AREA = f"{X},{Y},{X + 100},{Y + 60}"


@pytest.fixture
def project(tmp_path):
    """Save a project with two houses, and a variant without the first of them."""
    path = tmp_path / "rue.jumeau"
    opened = create(None, new_project("Rue"))
    try:
        shapes = [shapely.box(X + w, Y + 20, X + w + 10, Y + 40) for w in (20, 60)]
        table = pa.table(
            {
                "geometry": list(shapely.to_wkb(shapes)),
                "height": [9.0, 9.0],
                "ground_altitude_min": [40.0, 40.0],
            }
        )
        layer = Layer(
            "maisons", Role.BUILDING, opened.store.add_table(table, "EPSG:2154"), count=2,
            bounds=(X, Y, X + 100, Y + 60),
            columns=(("height", "height"), ("ground_altitude_min", "ground_altitude_min")),
            provenance=Provenance(producer="IGN", product="BD TOPO®", edition="2025-06-15"),
        )  # fmt: skip
        grown = add_layers(opened.session.project, (layer,))
        variant = new_variant(grown, "Sans la première")
        grown = add_variant(grown, variant)
        gone = new_edit(grown, RemoveFeature(FeatureRef("maisons", "", 0)))
        opened.session.commit("add", add_edits(grown, variant.id, gone))
        opened.save_as(path)
    finally:
        opened.close(discard=True)
    return path


def asked(capsys, *words: object) -> dict:
    assert main([*map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_from_the_question_to_the_files(project, tmp_path, capsys):
    told = asked(
        capsys, "simulate", "sun-hours", project, "--variant", "sans la premiere", "--against",
        "today", "--day", "2026-03-21", "--minutes", 60, "--surfaces", "ground,roofs,facades",
        "--bbox", AREA,
    )  # fmt: skip
    assert told["facts"]["first"] == "2026-03-21"
    assert told["facts"]["sun_model"].startswith("NREL SPA")
    assert told["figures"]["ground_more"] > 0.0
    assert told["figures"]["ground_less"] == 0.0
    ids = {x["id"] for x in told["layers"]}
    assert ids == {"sun_hours_change_ground", "sun_hours_change_walls"}

    out = tmp_path / "soleil.tif"
    asked(capsys, "analysis", "export", project, "sun_hours_change_ground", out)
    with rasterio.open(out) as raster:
        assert (raster.width, raster.height, raster.res) == (100, 60, (1.0, 1.0))
        assert raster.crs.to_epsg() == 2154
    for name in ("murs.parquet", "murs.csv"):
        asked(capsys, "analysis", "export", project, "sun_hours_change_walls", tmp_path / name)
    with open(tmp_path / "murs.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == pq.read_table(tmp_path / "murs.parquet").num_rows > 50
    assert {"x", "y", "z", "value", "layer", "storey"} <= set(rows[0])
    assert all(X + 60 <= float(x["x"]) <= X + 70 for x in rows)  # the house that stays


def test_what_is_out_of_date_is_listed_and_computed_again(project, capsys):
    asked(capsys, "simulate", "sky-view", project, "--variant", "variant-1", "--bbox", AREA)
    (one,) = asked(capsys, "analysis", "list", project)["results"]
    assert one["outdated"] is None
    assert one["analysis"]["variant"] == "variant-1"
    opened = open_project(project)
    session = opened.session
    more = new_edit(session.project, RemoveFeature(FeatureRef("maisons", "", 1)))
    session.commit("remove_feature", add_edits(session.project, "variant-1", more))
    opened.save()
    opened.close()
    assert asked(capsys, "analysis", "list", project)["results"][0]["outdated"] == "variant"
    renewed = asked(capsys, "analysis", "renew", project)["renewed"]
    assert renewed == [one["analysis"]["run"]]
    (again,) = asked(capsys, "analysis", "list", project)["results"]
    assert (again["id"], again["outdated"]) == (one["id"], None)
    assert asked(capsys, "analysis", "renew", project)["renewed"] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("sun-hours", "--day", "2026-02-30"), "analyses.bad_dates"),
        (("sun-hours", "--resolution", "0"), "analyses.bad_value"),
        (("sky-view", "--surfaces", "cave"), "analyses.bad_value"),
        (("sky-view", "--variant", "today", "--against", "today"), "analyses.same_variant"),
        (("sky-view", "--bbox", "1,1,2,2"), "analyses.outside"),
        (("irradiation", "--weather", "absent.epw", "--bbox", AREA), "file.not_found"),
    ],
)
def test_what_cannot_be_computed_is_told(project, capsys, words, code):
    name, *rest = words
    assert main(["simulate", name, str(project), *rest, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code
