"""The commands ``select`` and ``filter``."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa
import pytest
import shapely

from jumeau.cli import main
from jumeau.io.projects.project_file import create, read_project
from jumeau.model.layer import Field, Layer
from jumeau.model.project import add_layers, new_project
from jumeau.model.roles import Role


@pytest.fixture
def project(tmp_path):
    """Save a project with four buildings."""
    path = tmp_path / "a.jumeau"
    opened = create(None, new_project("A"))
    try:
        shapes = [shapely.box(6e5 + 30 * k, 6.8e6, 6e5 + 30 * k + 9, 6.8e6 + 9) for k in range(4)]
        table = pa.table(
            {
                "geometry": list(shapely.to_wkb(shapes)),
                "cleabs": list("ABCD"),
                "hauteur": [3.0, 12.5, None, 20.0],
            }
        )
        layer = Layer(
            "bati", Role.BUILDING, opened.store.add_table(table, "EPSG:2154"), count=4,
            bounds=(6e5, 6.8e6, 6e5 + 99, 6.8e6 + 9), key_field="cleabs",
            fields=tuple(Field(x.name, str(x.type)) for x in table.schema),
            columns=(("height", "hauteur"),),
        )  # fmt: skip
        opened.session.commit("add", add_layers(opened.session.project, (layer,)))
        opened.save_as(path)
    finally:
        opened.close(discard=True)
    return path


def filter_of(project, folder):
    """Return the filter as the saved project holds it."""
    return read_project(project, Path(mkdtemp(dir=folder)))[0].layer("bati").filter


def test_select_counts_lists_and_writes(project, tmp_path, capsys):
    assert main(["select", str(project), "bati", "--where", "height > 10", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["count"], answer["of"], answer["keys"]) == (2, 4, ["B", "D"])
    assert main(["select", str(project), "bati", "--where", "hauteur > 10", "--count"]) == 0
    assert capsys.readouterr().out.strip() == "2"
    out = tmp_path / "out.csv"
    command = ["select", str(project), "bati", "--where", "hauteur > 10", "--csv", str(out)]
    assert main(["--lang", "fr", *command]) == 0
    assert "B;12,5" in out.read_text(encoding="utf-8-sig")
    assert "2 sur 4" in (tmp_path / "out.sources.txt").read_text(encoding="utf-8")


def test_filter_is_kept_told_and_taken_off(project, tmp_path, capsys):
    assert main(["filter", str(project), "bati", "hauteur > 10"]) == 0
    assert filter_of(project, tmp_path) == "hauteur > 10"
    capsys.readouterr()
    assert main(["filter", str(project), "bati", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["filter"], answer["count"], answer["of"]) == ("hauteur > 10", 2, 4)
    assert main(["select", str(project), "bati", "--where", "hauteur > 0", "--count"]) == 0
    assert capsys.readouterr().out.strip() == "2"
    assert main(["filter", str(project), "bati", "--off"]) == 0
    assert filter_of(project, tmp_path) == ""


def test_what_cannot_be_is_refused(project, tmp_path, capsys):
    assert main(["filter", str(project), "bati", "hauteur > 1000", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "expression.nothing_left"
    assert main(["--lang", "fr", "select", str(project), "bati", "--where", "hauter > 1"]) == 1
    assert "hauteur" in capsys.readouterr().err
    assert filter_of(project, tmp_path) == ""
