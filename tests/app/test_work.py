"""A planner's hour: open, look, tick, click, undo, save, reopen."""

from __future__ import annotations

import multiprocessing
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from jumeau.model.roles import Role


def difference(a, b) -> float:
    return float(np.abs(a.astype(int) - b.astype(int)).mean())


def building(desk) -> QPoint:
    """Return a place of the picture where a building lies."""
    middle = desk.viewport.rect().center()
    layer = desk.session.project.first(Role.BUILDING).id
    for step in range(0, 200, 7):
        for place in (middle + QPoint(step, 0), middle - QPoint(step, step // 2)):
            found = desk.viewport.pick(place.x(), place.y())
            if found is not None and found.layer == layer:
                return place
    raise AssertionError("no building in the picture")


def test_own_data_becomes_a_picture(town):
    assert [x.role for x in town.session.project.layers if x.role is Role.BUILDING]
    assert town.pixels().std() > 5
    assert town.session.dirty
    assert town.window.isWindowModified()


def test_unticking_a_layer_changes_the_picture_and_is_no_action(town):
    layer = town.session.project.first(Role.BUILDING)
    actions = town.session.undo_action
    before = town.pixels()
    model = town.workspace.layers.layers
    index = model.index(model.row_of(layer.id), 0)
    town.change(
        lambda: model.setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    )
    assert difference(before, town.pixels()) > 1
    assert town.session.undo_action is actions


def test_a_click_identifies_a_building(town):
    place = building(town)
    QTest.mouseClick(town.viewport, Qt.MouseButton.LeftButton, pos=place)
    town.until(lambda: "BATIMENT" in town.workspace.details.feature.toPlainText())
    text = town.workspace.details.feature.toPlainText()
    assert "D’où vient la hauteur" in text
    assert "mesurée" in text
    layer = town.session.project.first(Role.BUILDING)
    assert town.workspace.layers.current == layer.id
    assert "gpkg" in town.workspace.details.layer.toPlainText()


def test_undo_and_redo(town):
    actions = town.window.actions_
    layers = town.session.project.layers
    actions.run("undo")
    assert town.session.project.layers == ()
    assert town.workspace.empty.isVisible()
    assert not actions["undo"].isEnabled()
    town.change(lambda: actions.run("redo"))
    assert town.session.project.layers == layers
    assert town.viewport.isVisible()


def test_rename_remove_and_reorder_in_the_tree(town):
    panel, model = town.workspace.layers, town.workspace.layers.layers
    first = town.session.project.layers[0].id
    model.setData(model.index(0, 0), "Mes maisons")
    assert town.session.project.layer(first).title == "Mes maisons"
    panel.setCurrentIndex(model.index(0, 0))
    QTest.keyClick(panel, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert town.session.project.layers[1].id == first
    assert model.row_of(first) == 1
    count = model.rowCount()
    panel.setFocus()
    town.change(lambda: QTest.keyClick(panel, Qt.Key.Key_Delete))
    assert model.rowCount() == count - 1


def test_save_and_reopen_give_the_same_picture(town, tmp_path, monkeypatch):
    place = tmp_path / "Montreval.jumeau"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place), ""))
    town.workspace.views.keep()
    town.rest()
    before = town.pixels()
    town.window.actions_.run("save")
    town.until(lambda: place.exists() and not town.session.dirty and not town.window.tasks.busy)
    assert not town.window.isWindowModified()
    town.window.actions_.run("close")
    town.until(lambda: town.projects.opened is None and not town.window.tasks.busy)
    assert town.window.home.isVisible()
    town.window.open(place)
    town.until(lambda: town.projects.opened is not None)
    town.rest()
    assert [v.name for v in town.session.project.views] == ["Vue 1"]
    assert town.pixels().shape == before.shape
    assert difference(before, town.pixels()) < 0.5
    assert town.window.settings.recent == [place]


def test_a_file_dropped_on_the_picture_is_added(desk, data):
    desk.load(data / "batiment.gpkg")
    count = len(desk.session.project.layers)
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(data / "troncon_de_route.gpkg"))])
    event = QDropEvent(
        QPointF(500, 300),
        Qt.DropAction.CopyAction,
        content,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    desk.window.dropEvent(event)
    desk.until(lambda: len(desk.session.project.layers) == count + 1)
    desk.rest()


def test_a_file_that_cannot_be_read_is_explained_and_changes_nothing(town, tmp_path):
    bad = tmp_path / "notes.gpkg"
    bad.write_text("nothing of the kind")
    project = town.session.project
    town.window.when_warm(lambda projects: projects.receive([bad]))
    town.until(lambda: "notes.gpkg" in town.window.messages.text)
    assert town.session.project is project


@pytest.fixture
def strange(monkeypatch):
    """Read features with a reader that does what a file's name tells it to."""
    from jumeau.app import data as module

    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "unit" / "io"))
    readers = {"vector": "strange_reader:StrangeReader"}
    reader = module.Confined
    monkeypatch.setattr(module, "Confined", lambda store: reader(store, readers=readers))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sleeps in the C library")
def test_cancelling_a_job_leaves_the_project_as_it_was(town, tmp_path, strange):
    path = tmp_path / "sleep.geojson"  # one call of C that never returns and hears nothing
    path.write_text('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
                    '{}, "geometry": {"type": "Point", "coordinates": [2.5, 44.3]}}]}')  # fmt: skip
    project, picture = town.session.project, town.pixels()
    beats = []
    pulse = QTimer()
    pulse.setTimerType(Qt.TimerType.PreciseTimer)
    pulse.timeout.connect(lambda: beats.append(time.perf_counter()))
    pulse.start(5)
    town.projects.with_data(lambda data: data.add([path]))
    mark = path.with_suffix(".pid")
    town.until(lambda: mark.exists() and mark.read_text() != "")
    town.until(town.window.status.stop.isVisible)
    for _ in range(20):
        town.qtbot.wait(10)
    asked = time.perf_counter()
    town.window.status.stop.click()
    town.until(lambda: not town.window.tasks.busy, timeout=500)
    incoming = town.projects.opened.store.folder / "incoming"
    town.until(lambda: not incoming.exists(), timeout=500)
    assert time.perf_counter() - asked < 0.5
    pulse.stop()
    assert max(after - before for before, after in pairwise(beats)) < 0.1
    assert town.session.project is project
    assert difference(picture, town.pixels()) == 0
    assert not town.window.status.stop.isVisible()


def test_a_file_that_breaks_the_reader_does_not_break_the_window(town, data, tmp_path, strange):
    bad = tmp_path / "exit.geojson"
    bad.write_text("{}")
    project = town.session.project
    town.projects.with_data(lambda data: data.add([bad]))
    town.until(lambda: "exit.geojson" in town.window.messages.text)
    town.until(lambda: not town.window.tasks.busy)
    assert town.session.project is project
    count = len(project.layers)
    town.projects.with_data(lambda work: work.add([bad, data / "troncon_de_route.gpkg"]))
    town.until(lambda: len(town.session.project.layers) == count + 1)
    town.rest()
    assert "exit.geojson" in town.window.messages.text


def test_files_that_are_chosen_or_not(desk, data, monkeypatch):
    desk.load(data / "batiment.gpkg")
    count = len(desk.session.project.layers)
    names = []
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
    desk.projects.with_data(lambda work: work.ask_files())
    assert [child for child in multiprocessing.active_children() if "reader" in child.name] == []
    names.append(str(data / "troncon_de_route.gpkg"))
    desk.projects.with_data(lambda work: work.ask_files())
    desk.until(lambda: len(desk.session.project.layers) == count + 1)
    desk.rest()


def test_unsaved_changes_are_asked_about(town, monkeypatch):
    asked = []
    monkeypatch.setattr("jumeau.app.projects.ask_unsaved", lambda *_: asked.append(1))
    town.window.close()
    assert asked
    assert town.window.isVisible()
    town.projects._asking = False


@pytest.mark.parametrize("answer", ["Discard", "Cancel"])
def test_the_question_on_leaving(town, answer):
    from PySide6.QtWidgets import QMessageBox

    town.window.close()
    box = town.window.findChild(QMessageBox)
    box.button(getattr(QMessageBox.StandardButton, answer)).click()
    if answer == "Discard":
        town.until(lambda: not town.window.isVisible())
    else:
        assert town.window.isVisible()
        assert town.session.dirty


def test_one_project_after_another_leaves_no_widgets_behind(town, data):
    from PySide6.QtWidgets import QDockWidget

    old = town.projects.opened
    town.session.mark_saved()
    town.window.actions_.run("new")
    town.until(lambda: town.projects.opened not in (None, old) and not town.window.tasks.busy)
    assert town.workspace.empty.isVisible()
    town.window.dress()

    def panels() -> list[str]:
        return sorted(dock.objectName() for dock in town.window.findChildren(QDockWidget))

    assert {"details", "layers", "views"} <= set(panels())
    assert len(panels()) == len(set(panels()))
    town.load(data / "batiment.gpkg")
    assert len(panels()) == len(set(panels()))
