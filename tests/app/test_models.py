"""Placing models made elsewhere: from the file to the picture, and a new version in its place."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from jumeau.model.changes import PlaceModel
from jumeau.model.provenance import Access
from jumeau.model.variants import internal_models

sys.path.append(str(Path(__file__).parents[1] / "unit" / "io" / "models"))

import model_files

from jumeau.app.models.feature import Models


def feature(town) -> Models:
    town.until(lambda: bool(town.workspace.features))
    return next(x for x in town.workspace.features if isinstance(x, Models))


def read(town, act):
    """Do what reads a model, and return the dialog that opens."""
    models = feature(town)
    act()
    town.until(lambda: models.dialog is not None)
    return models.dialog


def accepted(dialog) -> None:
    dialog.accept()
    QApplication.processEvents()


def changes(town) -> list[PlaceModel]:
    return [e.change for v in town.session.project.variants for e in v.edits]


def press(town, key, held=Qt.KeyboardModifier.NoModifier) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, held)
    QApplication.sendEvent(town.viewport, event)


def test_a_model_is_dragged_turned_and_placed(town, tmp_path, monkeypatch):
    path = model_files.write_glb(tmp_path / "ecole.glb")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(path), ""))
    dialog = read(town, lambda: town.window.actions_.run("place_model"))
    assert "12 m" in dialog.size_label.text().replace("\N{NO-BREAK SPACE}", " ")
    assert not dialog.where.isVisible()
    dialog.author.setText("Agence Exemple")
    accepted(dialog)

    models = feature(town)
    tool = models.tool
    assert town.viewport.tool is tool
    middle = QPointF(town.viewport.width() / 2, town.viewport.height() / 2)
    tool.hover(middle + QPointF(30, 40))
    town.until(lambda: not tool._soon.isActive())
    there = tool.change.place
    press(town, Qt.Key.Key_R)
    press(town, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    turned = tool.change.rotation
    assert tool.turned_by_hand
    wheel = QWheelEvent(
        middle, middle, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    camera = town.viewport.camera
    QApplication.sendEvent(town.viewport, wheel)
    assert town.viewport.camera == camera  # it did not come nearer
    assert tool.change.rotation == pytest.approx(turned + 15.0)
    press(town, Qt.Key.Key_T)
    assert not tool.change.sits
    press(town, Qt.Key.Key_T)
    before = len(town.session.project.variants)
    press(town, Qt.Key.Key_Return)

    assert town.viewport.tool is None
    assert len(town.session.project.variants) == before + 1
    (placed,) = changes(town)
    assert placed.place == there
    assert placed.sits
    assert placed.card.author == "Agence Exemple"
    assert placed.card.access is Access.INTERNAL
    assert internal_models(town.session.project, town.session.view) != ()
    assert town.session.undo_action.label == "place_model"
    town.session.undo()
    assert changes(town) == []


def test_a_new_version_takes_the_place_of_the_old(town, tmp_path, monkeypatch):
    models = feature(town)
    accepted(read(town, lambda: models.place(model_files.write_glb(tmp_path / "v1.glb"))))
    press(town, Qt.Key.Key_R)
    press(town, Qt.Key.Key_Return)
    (first,) = changes(town)
    path = model_files.write_glb(tmp_path / "v2.glb", (14.0, 8.0, 9.0))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(path), ""))
    dialog = read(town, lambda: town.window.actions_.run("replace_model"))
    dialog.rights["image"].setCurrentIndex(1)
    assert dialog.public.isEnabled()
    dialog.public.setChecked(True)
    accepted(dialog)
    (second,) = changes(town)
    assert second.model.high == pytest.approx(9.0)
    assert second.earlier == (first.model,)
    assert (second.place, second.rotation) == (first.place, first.rotation)
    assert internal_models(town.session.project, town.session.view) == ()
    assert town.session.undo_action.label == "replace_model"
    assert "2" in town.window.messages.text


def test_what_is_not_placed_changes_nothing(town, tmp_path, corner):
    path = tmp_path / "abime.glb"
    path.write_bytes(model_files.write_glb(tmp_path / "a.glb").read_bytes()[:200])
    before = town.session.project
    feature(town).place(path)
    town.until(lambda: "abime.glb" in town.window.messages.text)
    assert town.session.project is before
    assert feature(town).dialog is None

    path = model_files.write_obj(tmp_path / "halle.obj")
    dialog = read(town, lambda: feature(town).place(path))
    accepted(dialog)
    assert town.viewport.tool is feature(town).tool
    press(town, Qt.Key.Key_Escape)
    assert town.viewport.tool is None
    assert changes(town) == []
    town.window.messages.hide()


def test_it_turns_along_the_nearest_edge_and_goes_where_its_file_says(town, tmp_path, corner):
    path = model_files.write_glb(tmp_path / "ecole.glb", (12.0, 8.0, 6.0))
    accepted(read(town, lambda: feature(town).place(path)))
    tool = feature(town).tool
    town.until(lambda: tool.aiming.surroundings is not None)
    tool.change = type(tool.change)(tool.change.model, tool.change.place, rotation=20.0)
    tool.turned_by_hand = False
    x, y = corner
    site = town.workspace.keeper.site(town.session.view)
    beside = [(x + 45.0, y + 10.0, float(site.relief.altitude(x + 45.0, y + 10.0)))]
    seen = town.viewport.to_screen(np.array(beside))[0]
    tool._at = QPointF(float(seen[0]), float(seen[1]))
    assert tool._move(free=False)
    assert tool.along is not None
    assert tool.change.rotation % 90.0 == pytest.approx(0.0, abs=0.01)
    tool.change = type(tool.change)(tool.change.model, tool.change.place, rotation=20.0)
    assert tool._move(free=True)
    assert tool.change.rotation == 20.0
    press(town, Qt.Key.Key_Escape)

    path = model_files.write_obj(
        tmp_path / "absolu.obj", shift=(x + 100.0, y + 60.0, 101.0), up="z"
    )
    dialog = read(town, lambda: feature(town).place(path))
    assert dialog.where.isVisible()
    assert dialog.where.isChecked()
    assert dialog.odd.text() != ""  # its CRS is supposed, and told
    accepted(dialog)
    (placed,) = changes(town)
    assert placed.place == pytest.approx((x + 106.0, y + 64.0))
    assert town.viewport.tool is None
    town.session.undo()

    path = model_files.write_obj(tmp_path / "a.obj", (1200.0, 800.0, 180.0))
    feature(town).tool = None
    dialog = read(town, lambda: feature(town).place(path))
    assert dialog.unit == "m"
    dialog.unit_box.setCurrentIndex(dialog.unit_box.findData("cm"))
    assert "12 m" in dialog.size_label.text().replace("\N{NO-BREAK SPACE}", " ")
    accepted(dialog)
    town.until(lambda: feature(town).tool is not None)
    assert feature(town).tool.change.model.high == pytest.approx(1.8)
    assert dict(feature(town).tool.change.model.provenance.parameters)["unit"] == "cm"
