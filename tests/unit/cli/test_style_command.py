"""The command ``style``: it says how a layer looks, changes it, and refuses what cannot be."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
import shapely

from jumeau.cli import main
from jumeau.io.projects.project_file import create, read_project
from jumeau.model.layer import Layer
from jumeau.model.project import add_layers, new_project
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role


@pytest.fixture
def project(tmp_path):
    """Save a project with a noise map of two classes."""
    path = tmp_path / "bruit.jumeau"
    opened = create(None, new_project("Bruit"))
    try:
        shapes = [
            shapely.box(652_000 + 300 * k, 6_862_000, 652_300 + 300 * k, 6_862_500) for k in (0, 1)
        ]
        table = pa.table({"geometry": list(shapely.to_wkb(shapes)), "level": ["55", "70"]})
        layer = Layer(
            "bruit", Role.NOISE_MAP, opened.store.add_table(table, "EPSG:2154"), count=2,
            bounds=(652_000.0, 6_862_000.0, 652_600.0, 6_862_500.0), columns=(("level", "level"),),
            provenance=Provenance(producer="Cerema", product="Carte", edition="2022"),
        )  # fmt: skip
        opened.session.commit("add", add_layers(opened.session.project, (layer,)))
        opened.save_as(path)
    finally:
        opened.close(discard=True)
    return path


def answer(capsys) -> dict[str, object]:
    return json.loads(capsys.readouterr().out)


def test_without_options_it_tells_how_a_layer_looks(project, capsys):
    assert main(["style", str(project), "bruit", "--json"]) == 0
    told = answer(capsys)
    assert told["palette"] == "standard"
    assert told["palettes"] == ["standard", "nf_s_31_130"]
    assert told["opacity"] == 100


def test_what_was_changed_is_saved(project, tmp_path, capsys):
    words = ["--palette", "nf_s_31_130", "--opacity", "70", "--instant", "2022", "--json"]
    assert main(["style", str(project), "bruit", *words]) == 1  # 2022 is no date
    assert answer(capsys)["error"]["code"] == "style.instant"
    words[5] = "2022-07-12"
    assert main(["style", str(project), "bruit", *words]) == 0
    told = answer(capsys)
    assert (told["palette"], told["opacity"], told["instant"]) == ("nf_s_31_130", 70, "2022-07-12")
    kept, _, _ = read_project(project, tmp_path / "there")
    assert kept.layers[0].style.name == "nf_s_31_130"
    assert kept.layers[0].style.opacity == pytest.approx(0.7)
    assert kept.layers[0].instant == "2022-07-12"


def test_a_refused_change_changes_nothing(project, tmp_path, capsys):
    before = project.read_bytes()
    for words, code in (
        (["--palette", "arc-en-ciel"], "style.palette_unknown"),
        (["--opacity", "300"], "style.opacity"),
        (["--colour", "rouge"], "style.colour"),
    ):
        assert main(["style", str(project), "bruit", *words, "--json"]) == 1
        assert answer(capsys)["error"]["code"] == code
    assert main(["style", str(project), "autre", "--json"]) == 1
    assert answer(capsys)["error"]["code"] == "layer.unknown"
    assert project.read_bytes() == before
