"""The command ``variant``."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa
import pyogrio
import pytest
import shapely

from jumeau.cli import main
from jumeau.io.projects.project_file import create, open_project, read_project
from jumeau.model import changes as c
from jumeau.model.edits import Debate, Edit
from jumeau.model.layer import FeatureRef, Field, Layer
from jumeau.model.project import add_layers, new_project
from jumeau.model.roles import Role
from jumeau.model.variant import Cost
from jumeau.model.variants import (
    add_edits,
    add_variant,
    change_edit,
    change_variant,
    keep_state,
    new_variant,
)

X, Y = 600_000.0, 6_800_000.0
RING = ((X, Y + 30), (X + 20, Y + 30), (X + 20, Y + 40), (X, Y + 40))


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Save a project with four buildings and two variants."""
    path = tmp_path_factory.mktemp("variant") / "a.jumeau"
    opened = create(None, new_project("A"))
    try:
        shapes = [shapely.box(X + 30 * k, Y, X + 30 * k + 9, Y + 9) for k in range(4)]
        table = pa.table({"geometry": list(shapely.to_wkb(shapes)), "cleabs": list("ABCD"),
                          "hauteur": [3.0, 12.5, 6.0, 20.0]})  # fmt: skip
        layer = Layer(
            "bati", Role.BUILDING, opened.store.add_table(table, "EPSG:2154"), count=4,
            bounds=(X, Y, X + 99, Y + 9), key_field="cleabs",
            fields=tuple(Field(x.name, str(x.type)) for x in table.schema),
            columns=(("height", "hauteur"),),
        )  # fmt: skip
        project = add_layers(opened.session.project, (layer,))
        for title in ("Blocs", "Cour ouverte"):
            project = add_variant(project, new_variant(project, title))
        edits = (
            Edit("edit-1", c.AddBuilding(RING, 9.0), title="École", debate=Debate.FIXED),
            Edit("edit-2", c.RemoveFeature(FeatureRef("bati", "A", 0))),
            Edit("edit-3", c.RemoveFeature(FeatureRef("bati", "Z"))),
        )
        project = add_edits(project, "variant-1", *edits)
        project = change_variant(project, "variant-1", cost=Cost((1e6, 2e6), None, 2026))
        project = keep_state(project, "variant-1", "réunion", "2026-01-02")
        project = change_edit(project, "variant-1", "edit-1", change=c.AddBuilding(RING, 12.0))
        opened.session.commit("add", project)
        opened.save_as(path)
    finally:
        opened.close(discard=True)
    return path


@pytest.fixture
def project(kept, tmp_path):
    """Return a copy of it."""
    path = tmp_path / "a.jumeau"
    path.write_bytes(kept.read_bytes())
    return path


def answer(capsys, *words):
    """Run a command and return its JSON."""
    capsys.readouterr()
    code = main(["--lang", "fr", "variant", *map(str, words), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert code == (1 if "error" in found else 0)
    return found


def text(capsys, *words):
    """Run a command and return what it says."""
    capsys.readouterr()
    assert main(["--lang", "fr", "variant", *map(str, words)]) == 0
    return capsys.readouterr().out


def variants_of(project, folder):
    return read_project(project, Path(mkdtemp(dir=folder)))[0].variants


def test_variants_are_listed(project, capsys):
    found = answer(capsys, "list", project)["variants"]
    assert [(x["id"], x["title"], x["edits"]) for x in found] == [
        ("variant-1", "Blocs", 3), ("variant-2", "Cour ouverte", 0)]  # fmt: skip
    assert found[0]["cost"] is None  # internal until somebody says otherwise
    assert "Blocs (variant-1)\xa0: hypothèse, 3 modifications" in text(capsys, "list", project)


def test_show_tells_edits_problems_remarks_and_what_has_changed(project, capsys):
    found = answer(capsys, "show", project, "blocs", "--since")
    assert [x["tag"] for x in found["edits"]] == ["add_building", *["remove_feature"] * 2]
    assert [(x["edit"], x["code"]) for x in found["problems"]] == [("edit-3", "gone")]
    codes = [x["code"] for x in found["remarks"]]
    assert {"reason_missing", "problem.gone", "no_zoning"} <= set(codes)
    (since,) = found["since"]
    assert since.startswith("Bâtiment neuf «\xa0École\xa0»\xa0: hauteur, de «\xa09\xa0m\xa0»")
    told = text(capsys, "show", project, "Blocs", "--since", "--internal")
    assert "de 1\xa0M€ à 2\xa0M€ HT (prix de 2026)" in told
    assert "12\xa0m" in told
    assert "M€" not in text(capsys, "show", project, "Blocs")
    assert answer(capsys, "show", project, "Blocs", "--since", 2)["error"]["code"] == (
        "variant.no_state")  # fmt: skip


def test_diff_tells_numbers_and_rows(project, capsys):
    found = answer(capsys, "diff", project, "Blocs")
    assert (found["before"], found["after"]) == ("", "variant-1")
    numbers = found["numbers"]
    assert (numbers["buildings_added"], numbers["buildings_removed"]) == (1, 1)
    assert numbers["footprint"] == pytest.approx(200.0 - 81.0)
    assert numbers["cost"] is None
    assert {x["key"] for x in found["rows"]} >= {"buildings", "dwellings", "trees"}
    back = answer(capsys, "diff", project, "Blocs", "aujourd'hui")["numbers"]
    assert back["footprint"] == pytest.approx(-numbers["footprint"])
    told = text(capsys, "diff", project, "today", "Blocs")
    assert "De «\xa0Aujourd’hui\xa0» à «\xa0Blocs\xa0»" in told
    assert "1 neuf, 1 enlevé" in told


def test_check_puts_what_is_to_be_completed_first(project, capsys):
    told = text(capsys, "check", project, "Blocs")
    assert told.index("À compléter") < told.index("À regarder") < told.index("À savoir")
    assert "École (edit-1)" in told
    assert "Aucune remarque." in text(capsys, "check", project, "Cour ouverte")


def test_rules_of_zones_are_entered_and_looked_at(project, capsys):
    answer(capsys, "rules", project, "--zone", "UB", "--height", 12, "--source", "art. 10")
    found = answer(capsys, "rules", project, "--height", 10, "--ratio", 0.4)["rules"]
    assert [(x["zone"], x["height"]) for x in found] == [("UB", 12.0), ("", 10.0)]
    told = text(capsys, "check", project, "Blocs")
    assert "Hauteur 12\xa0m, repère saisi\xa0: 10\xa0m." in told
    assert "emprise 40\xa0%" in text(capsys, "rules", project)
    assert len(answer(capsys, "rules", project, "--remove")["rules"]) == 1


def test_variants_are_added_copied_and_removed(project, tmp_path, capsys):
    made = answer(capsys, "add", project, "Essai", "--copy", "Blocs")["variant"]
    assert (made["id"], made["edits"]) == ("variant-3", 3)
    above = answer(capsys, "add", project, "Plus haut", "--base", "Essai")["variant"]
    assert above["base"] == "variant-3"
    answer(capsys, "remove", project, "Essai")
    ids = {x.id: [e.id for e in x.edits] for x in variants_of(project, tmp_path)}
    assert ids == {"variant-1": ["edit-1", "edit-2", "edit-3"], "variant-2": [],
                   "variant-4": ["edit-4", "edit-5", "edit-6"]}  # fmt: skip
    assert answer(capsys, "add", project, "Blocs")["error"]["code"] == "variant.exists"
    assert answer(capsys, "remove", project, "Nulle")["error"]["code"] == "variant.unknown"


def test_a_variant_goes_to_qgis_and_comes_back_changed(project, tmp_path, capsys):
    out = tmp_path / "blocs.gpkg"
    assert answer(capsys, "export", project, "Blocs", out)["edits"] == 3
    meta, _, shapes, values = pyogrio.raw.read(out, layer="edits_polygons")
    columns = dict(zip(meta["fields"], values, strict=True))
    columns["height"][:] = 15.0
    pyogrio.raw.write(out, shapes, list(columns.values()), list(columns), driver="GPKG",
                      layer="edits_polygons", geometry_type="Polygon", crs=meta["crs"])  # fmt: skip
    found = answer(capsys, "apply", project, out, "--to", "Blocs")
    assert (found["added"], found["changed"], found["bad"]) == ([], ["edit-1"], [])
    (blocs, _) = variants_of(project, tmp_path)
    assert blocs.edits[0].change == c.AddBuilding(RING, 15.0)
    assert blocs.edits[0].title == "École"
    assert "inchangé" in text(capsys, "apply", project, out, "--to", "Blocs")


def test_a_layer_drawn_elsewhere_becomes_a_variant(project, tmp_path, capsys):
    drawn = tmp_path / "dessin.geojson"
    bow = [[X, Y], [X + 9, Y + 9], [X + 9, Y], [X, Y + 9], [X, Y]]
    square = [[X, Y], [X + 9, Y], [X + 9, Y + 9], [X, Y]]
    line = {"type": "LineString", "coordinates": [[X, Y], [X + 50, Y]]}
    write_geojson(drawn, {"type": "Polygon", "coordinates": [square]}, line,
                  {"type": "Polygon", "coordinates": [bow]})  # fmt: skip
    assert answer(capsys, "apply", project, drawn, "--new", "Dessin")["error"]["code"] == (
        "interchange.tag_needed")  # fmt: skip
    assert len(variants_of(project, tmp_path)) == 2  # nothing half done
    found = answer(capsys, "apply", project, drawn, "--new", "Dessin", "--as", "lines=écran")
    assert len(found["added"]) == 2
    assert [x["code"] for x in found["bad"]] == ["crossing"]
    assert "ligne 3" in found["bad"][0]["what"]
    kinds = [type(x.change) for x in variants_of(project, tmp_path)[2].edits]
    assert kinds == [c.AddBuilding, c.AddBarrier]


def write_geojson(path, *shapes):
    """Write shapes in Lambert-93, as older programs do, with a height."""
    features = [{"type": "Feature", "geometry": x, "properties": {"hauteur": 6}} for x in shapes]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    collection = {"type": "FeatureCollection", "crs": crs, "features": features}
    path.write_text(json.dumps(collection), encoding="utf-8")


def test_what_cannot_be_is_refused_and_changes_nothing(project, tmp_path, capsys):
    before = project.read_bytes()
    empty = tmp_path / "e.json"
    empty.write_text("[]")
    assert answer(capsys, "apply", project, empty, "--to", "Blocs")["error"]["code"] == (
        "interchange.nothing")  # fmt: skip
    gone = tmp_path / "no.gpkg"
    assert answer(capsys, "apply", project, gone, "--new", "N")["error"]["code"] == "file.not_found"
    wrong = ("apply", project, empty, "--to", "Blocs", "--as", "lines=fontaine")
    assert answer(capsys, *wrong)["error"]["code"] == "variant.unknown_tag"
    for words in (("apply", str(project), str(empty)), ("apply", str(project), str(empty), "--to",
                  "Blocs", "--as", "lignes=mur")):  # fmt: skip
        assert main(["variant", *words]) == 2
    with_base = ["variant", "apply", str(project), str(empty), "--to", "Blocs", "--base", "Blocs"]
    assert main(with_base) == 2
    assert main(["variant"]) == 2
    assert project.read_bytes() == before


def test_the_command_is_an_action_that_can_be_read_again(project, tmp_path, capsys):
    """Nothing of it is special: the window opens what the command wrote."""
    answer(capsys, "add", project, "Essai")
    opened = open_project(project)
    try:
        assert opened.session.project.variants[-1].title == "Essai"
    finally:
        opened.close()
