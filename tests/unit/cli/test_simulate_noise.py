"""Computed noise from the command line: asked, listed, exported; wrong questions are told."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
import rasterio
import shapely

from jumeau.cli import main
from jumeau.io.projects.project_file import create
from jumeau.model.changes import RemoveFeature
from jumeau.model.layer import FeatureRef, Layer
from jumeau.model.project import add_layers, new_project
from jumeau.model.roles import Role
from jumeau.model.variants import add_edits, add_variant, new_edit, new_variant

X, Y = 652_000.0, 6_862_000.0
AREA = f"{X},{Y},{X + 100},{Y + 60}"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Save a project with a road, a long house along it, and a variant without the house."""
    monkeypatch.setattr("jumeau.render.noise.asking.user_cache", lambda: tmp_path / "cache")
    path = tmp_path / "rue.jumeau"
    opened = create(None, new_project("Rue"))
    try:

        def layer(name, role, shape, **columns):
            table = pa.table({"geometry": [shapely.to_wkb(shape)], **columns})
            return Layer(
                name, role, opened.store.add_table(table, "EPSG:2154"), count=1,
                bounds=(X, Y, X + 100, Y + 60), columns=tuple((k, k) for k in columns),
            )  # fmt: skip

        grown = add_layers(opened.session.project, (
            layer("maison", Role.BUILDING, shapely.box(X + 10, Y + 25, X + 90, Y + 33),
                  height=[12.0], ground_altitude_min=[40.0]),
            layer("rue", Role.ROAD, shapely.linestrings([(X, Y + 12, 40), (X + 100, Y + 12, 40)]),
                  width=[6.0]),
        ))  # fmt: skip
        variant = new_variant(grown, "Sans la maison")
        grown = add_variant(grown, variant)
        gone = new_edit(grown, RemoveFeature(FeatureRef("maison", "", 0)))
        opened.session.commit("add", add_edits(grown, variant.id, gone))
        opened.save_as(path)
    finally:
        opened.close(discard=True)
    return path


def told(capsys, *words: object) -> dict:
    assert main([*map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_difference_from_the_question_to_the_file(project, tmp_path, capsys):
    found = told(
        capsys, "simulate", "noise", project, "--variant", "sans la maison", "--against", "today",
        "--quality", "study", "--bbox", AREA, "--sources", "road", "--resolution", 20, "--cell", 20,
        "--reach", 100, "--indicator", "ln",
    )  # fmt: skip
    assert found["facts"]["noise_quality"] == "study"
    assert found["facts"]["noise_indicator"] == "ln"
    assert found["facts"]["noise_inputs"] == "assumed"
    assert float(found["facts"]["noise_deviation_low"]) <= 0.1
    assert found["figures"]["ground_more"] > 0.3  # where the house was in the way
    assert found["figures"]["ground_less"] < 0.1
    ids = {x["id"] for x in found["layers"]}
    assert "noise_level_change_ground" in ids
    out = tmp_path / "bruit.tif"
    told(capsys, "analysis", "export", project, "noise_level_change_ground", out)
    with rasterio.open(out) as raster:
        assert (raster.width, raster.height, raster.res) == (50, 30, (2.0, 2.0))
    listed = told(capsys, "analysis", "list", project)["results"]
    assert {x["outdated"] for x in listed} == {None}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--sources", "planes"), "road, rail, industry"),
        (("--reach", "5"), "50 … 2000 m"),
        (("--sources", ""), "routes"),
        (("--variant", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_asked_is_told(project, capsys, words, code):
    assert main(["--lang", "fr", "simulate", "noise", str(project), "--bbox", AREA, *words]) != 0
    assert code in capsys.readouterr().err
