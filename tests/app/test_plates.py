"""Shade plates, overlaid shade and the table of the method, asked for in the window."""

from __future__ import annotations

import csv

import msgspec
import pytest
from PIL import Image
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel

from jumeau.app.plates.butterfly_dialog import ButterflyDialog
from jumeau.app.plates.dialog import PlatesDialog
from jumeau.model import changes as c
from jumeau.model.edits import Edit
from jumeau.model.project import replaced
from jumeau.model.variants import add_edits, add_variant, new_variant


def feature(town, name):
    return next(x for x in town.workspace.features if type(x).__name__ == name)


@pytest.fixture
def planned(town):
    """Give the town a variant that adds a block."""
    town.until(lambda: bool(town.workspace.features))
    project = town.session.project
    box = project.layers[0].bounds
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    ring = ((x, y), (x + 20, y), (x + 20, y + 10), (x, y + 10))
    project = add_variant(project, new_variant(project, "Blocs"))
    project = add_edits(project, "variant-1", Edit("edit-1", c.AddBuilding(ring, 12.0)))
    town.session.commit("card", project, title="A")
    town.rest()
    return town


def asked(town, action):
    town.window.actions_[action].trigger()
    return feature(town, "Plates").dialog


def test_plates_are_asked_for_and_made(planned, tmp_path, monkeypatch):
    dialog = asked(planned, "sun_plates")
    assert isinstance(dialog, PlatesDialog)
    assert dialog.order().variants == ("", "variant-1")  # before and after come first
    assert len(dialog.order().dates) == 4
    assert dialog.told.text() == "5 pages, 88 images"
    planned.until(lambda: not dialog.picture.pixmap().isNull())
    for name in ("march", "september", "december"):
        dialog.dates[name].setChecked(False)
    dialog.first.setValue(12)
    dialog.last.setValue(12)
    dialog.year.setValue(2026)
    assert dialog.order().dates == ("2026-06-21",)
    assert dialog.order().hours == (12,)
    assert dialog.told.text() == "1 page, 2 images"
    out = tmp_path / "planche.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(out), "PNG (*.png)"))
    dialog.accept()
    written = tmp_path / "planche-simulation-non-contractuel.png"
    planned.until(written.exists)
    planned.rest()
    with Image.open(written) as image:
        assert image.size == (3307, 2339)
    assert str(written) in planned.window.messages.text


def test_what_makes_no_sense_cannot_be_made(planned):
    dialog = asked(planned, "sun_plates")
    dialog.first.setValue(19)
    assert dialog.order().hours == ()
    assert not dialog._make.isEnabled()
    assert dialog.told.text() == "Choisissez de une à douze heures."
    dialog.first.setValue(17)
    assert dialog._make.isEnabled()
    for tick in dialog.dates.values():
        tick.setChecked(False)
    assert not dialog._make.isEnabled()
    dialog.reject()
    assert feature(planned, "Plates").dialog is None


def test_the_overlay_takes_chosen_buildings(planned):
    dialog = asked(planned, "sun_butterfly")
    assert isinstance(dialog, ButterflyDialog)
    assert (dialog.order().variant, dialog.order().casters) == ("variant-1", ())
    dialog.sides.setCurrentIndex(dialog.sides.count() - 1)  # today adds nothing
    assert not dialog._make.isEnabled()
    dialog.reject()
    buildings = next(x.id for x in planned.session.project.layers if x.role == "building")
    planned.workspace.selection.choose(buildings, [1, 0])
    dialog = asked(planned, "sun_butterfly")
    assert dialog.order().casters == ((buildings, 0), (buildings, 1))
    assert dialog._make.isEnabled()
    dialog.reject()


def test_without_a_year_it_says_where_to_enter_it(town):
    town.until(lambda: bool(town.workspace.features))
    project = town.session.project
    cards = (msgspec.structs.replace(x.provenance, edition="") for x in project.layers)
    layers = (
        msgspec.structs.replace(x, provenance=card)
        for x, card in zip(project.layers, cards, strict=True)
    )
    town.session.commit("card", replaced(project, layers=tuple(layers)), title="A")
    assert asked(town, "sun_plates") is None
    assert "année" in town.window.messages.text.lower()


def test_the_table_of_the_method(town, tmp_path, monkeypatch):
    from jumeau.simulation.sun import validation

    cases = tmp_path / "brest.csv"
    head = "site,lat,lon,utc,elev_true_deg,azimuth_true_north_deg\n"
    row = "Brest,48.3904,-4.4861,2025-03-20T{}:00:00+00:00,{},{}\n"
    # Two published rows; the second one's elevation is made wrong.
    cases.write_text(
        head + row.format("12", 41.34721, 171.55964) + row.format("09", 25.0, 120.89043)
    )
    monkeypatch.setattr(validation, "SHIPPED", (validation.SHIPPED[1],))
    monkeypatch.setattr("jumeau.simulation.sun.validation_shade.shade_checks", lambda progress: [])
    town.until(lambda: bool(town.workspace.features))
    town.window.actions_["validate_sun"].trigger()
    dialog = feature(town, "Validating").dialog
    town.until(lambda: len(dialog.checks) == 2)
    assert dialog.verdict.text() == "Les 2 valeurs sont dans leur tolérance."
    dialog.add_files((cases,))
    town.until(lambda: len(dialog.checks) == 6)
    assert dialog.verdict.text() == "1 valeur sur 6 est hors tolérance."
    dialog.only.setChecked(True)
    assert dialog.tree.topLevelItemCount() == 1
    assert "hors tolérance" in dialog.tree.topLevelItem(0).text(5)
    out = tmp_path / "table.csv"
    dialog.save_csv(out)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [x["within"] for x in rows].count("0") == 1
    assert dialog.findChildren(QLabel)
    dialog.done(QDialog.DialogCode.Rejected)
    assert feature(town, "Validating").dialog is None
