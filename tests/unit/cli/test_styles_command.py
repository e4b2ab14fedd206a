"""The command ``style`` for styles of one's own: made, listed, chosen, removed, exported."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import shapely
from PIL import Image

from jumeau.cli import main
from jumeau.io.projects.project_file import create, read_project
from jumeau.model.layer import Field, Layer
from jumeau.model.project import add_layers, new_project
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JUMEAU_DATA_DIR", str(tmp_path / "data"))
    opened = create(tmp_path / "essai", new_project("Essai"))
    shapes = [shapely.box(652_000 + 60 * k, 6_862_000, 652_050 + 60 * k, 6_862_050)
              for k in range(4)]  # fmt: skip
    table = pa.table({"hab": [5.0, 20.0, 80.0, None], "geometry": list(shapely.to_wkb(shapes))})
    layer = Layer(
        "pop", Role.POLYGONS, opened.store.add_table(table, "EPSG:2154"), count=4,
        bounds=tuple(shapely.total_bounds(shapes).tolist()), fields=(Field("hab", "double"),),
        provenance=Provenance(producer="INSEE", edition="2019"),
    )  # fmt: skip
    opened.session.commit("add", add_layers(opened.session.project, (layer,)))
    opened.save()
    opened.close()
    return tmp_path / "essai"


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    value: dict[str, object] = json.loads(capsys.readouterr().out)
    return value


def style(project: Path, *words: str) -> int:
    return main(["style", str(project), "pop", *words, "--json"])


GRADUATED = (
    "--kind",
    "graduated",
    "--field",
    "hab",
    "--method",
    "manual",
    "--bounds",
    "0,10,50,90",
)


def test_styles_are_made_listed_chosen_and_removed(project, capsys, tmp_path):
    assert style(project, *GRADUATED, "--title", "Habitants", "--add", "--ramp", "heat") == 0
    made = told(capsys)["styles"]
    assert [x.get("title", "") for x in made] == ["", "Habitants"]
    assert [x.get("high") for x in made[1]["classes"]] == [10.0, 50.0, None]
    assert style(project, "--list") == 0
    fields = told(capsys)["fields"]
    assert [(x["name"], x["numeric"]) for x in fields] == [("hab", True)]
    assert style(project, "--use", "Habitants") == 0
    assert told(capsys)["styles"][0]["title"] == "Habitants"
    raised = ("--kind", "continuous", "--field", "hab", "--extrude", "hab", "--extrude-scale", "2")
    assert style(project, *raised, "--reverse", "--title", "Habitants") == 0
    capsys.readouterr()
    kept, _, _ = read_project(project, tmp_path / "out")
    first = kept.layer("pop").style
    assert (first.kind, first.extrude, first.extrude_scale) == ("continuous", "hab", 2.0)
    assert first.reversed
    assert style(project, "--remove", "Habitants") == 0
    assert [x.get("title", "") for x in told(capsys)["styles"]] == [""]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--kind", "graduated", "--field", "nope"), "styling.field_unknown"),
        (("--kind", "graduated", "--field", "hab", "--classes", "99"), "styling.count"),
        (("--kind", "graduated", "--field", "hab", "--ramp", "nope"), "styling.ramp_unknown"),
        (("--kind", "single", "--colour", "rouge"), "style.colour"),
        (("--remove", "nope"), "styling.style_unknown"),
    ],
)
def test_what_cannot_be_is_refused(project, capsys, words, code):
    assert style(project, *words) == 1
    assert told(capsys)["error"]["code"] == code


def test_a_picture_is_exported_in_a_style(project, capsys, tmp_path):
    assert style(project, *GRADUATED, "--title", "Habitants", "--add") == 0
    pictures = []
    for words in ((), ("--style", "pop=Habitants")):
        path = tmp_path / f"{len(words)}.png"
        command = ["export", "image", str(project), "--out", str(path), "--size", "320x200"]
        assert main([*command, *words]) == 0
        pictures.append(np.asarray(Image.open(path)).astype(int))
    assert (np.abs(pictures[0] - pictures[1]).max(-1) > 30).mean() > 0.05
    capsys.readouterr()
    command = ["export", "image", str(project), "--out", str(tmp_path / "x.png")]
    assert main([*command, "--style", "pop=Autre"]) == 1
    assert "Habitants" in capsys.readouterr().err
