"""Measures, profiles, sections and the view from a point, by clicks on the real window."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from jumeau.model.roles import Role
from jumeau.model.view_state import Camera

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def over(town, corner):
    """Look straight down on the streets, so that clicks hit what they are meant for."""
    x, y = corner
    camera = Camera((x + 165, y + 137, 100.0), 700.0, azimuth=0.0, pitch=90.0)
    view = msgspec.structs.replace(town.session.view, camera=camera)
    town.change(lambda: town.session.set_view(view))
    town.until(lambda: bool(town.workspace.features))
    return town


def at(desk, x, y, z=100.0) -> QPoint:
    """Return the pixel of a place."""
    found = desk.viewport.to_screen(np.array([[x, y, z]]))[0]
    return QPoint(round(found[0]), round(found[1]))


def click(desk, *places) -> None:
    for place in places:
        QTest.mouseClick(desk.viewport, LEFT, NONE, at(desk, *place))


def key(desk, which) -> None:
    QTest.keyClick(desk.viewport, which)


def feature(desk, name):
    return next(x for x in desk.workspace.features if type(x).__name__ == name)


def choose(desk, action) -> None:
    desk.window.actions_[action].trigger()


def distance_by_clicks(over, corner):
    x, y = corner
    choose(over, "measure_distance")
    assert over.window.actions_["measure_distance"].isChecked()
    click(over, (x + 15, y - 12), (x + 315, y - 12))
    key(over, Qt.Key.Key_Return)
    measuring = feature(over, "Measuring")
    measure = measuring.board.kept[-1]
    true = 300.0 / over.session.project.grid_scale
    assert measure.value == pytest.approx(true, rel=0.01)
    over.until(lambda: measuring.panel is not None and measuring.panel.list.isVisible())
    assert "300\N{NO-BREAK SPACE}m" in measuring.panel.text()
    measuring.panel.copy.click()
    assert "estimé" in QGuiApplication.clipboard().text()
    measuring.panel.wipe.click()
    assert measuring.board.kept == []


def points_taken_back(over, corner):
    x, y = corner
    choose(over, "measure_area")
    click(over, (x + 45, y - 12), (x + 105, y - 12), (x + 105, y + 88))
    key(over, Qt.Key.Key_Backspace)
    click(over, (x + 105, y + 38), (x + 45, y + 38))
    key(over, Qt.Key.Key_Enter)
    measure = feature(over, "Measuring").board.kept[-1]
    assert measure.value == pytest.approx(60 * 50, rel=0.03)
    click(over, (x + 45, y - 12))
    key(over, Qt.Key.Key_Escape)
    assert over.viewport.tool is not None
    key(over, Qt.Key.Key_Escape)
    assert over.viewport.tool is None
    assert over.window.actions_["tool_look"].isChecked()


def by_keyboard_alone(over):
    choose(over, "measure_distance")
    key(over, Qt.Key.Key_Space)
    camera = over.viewport.camera
    moved = msgspec.structs.replace(camera, target=(camera.target[0] + 60.0, *camera.target[1:]))
    over.viewport.go(moved, moving=False)
    key(over, Qt.Key.Key_Space)
    key(over, Qt.Key.Key_Return)
    measure = feature(over, "Measuring").board.kept[-1]
    assert measure.value == pytest.approx(60.0, rel=0.05)


def height_of_a_building(over, corner):
    x, y = corner
    choose(over, "measure_height")
    click(over, (x + 15, y + 12, 112.0))
    key(over, Qt.Key.Key_Return)
    measure = feature(over, "Measuring").board.kept[-1]
    told = dict(measure.lines)
    assert told["Hauteur à la gouttière"].startswith("12,0")
    assert "D’où vient la hauteur" in told


def profile_and_its_files(over, corner, tmp_path):
    x, y = corner
    choose(over, "profile")
    click(over, (x - 20, y + 12), (x + 340, y + 12))
    key(over, Qt.Key.Key_Return)
    profiles = feature(over, "Measuring").profiles
    over.until(lambda: profiles.profile is not None)
    found = profiles.profile
    assert len({block.row for _, block in found.blocks}) == 6
    assert found.surface.max() - found.ground.min() > 12.0
    panel = profiles.panel
    over.until(panel.chart.isVisible)
    panel.heights.setCurrentIndex(panel.heights.findData(2.0))
    assert panel.chart.exaggeration == 2.0
    QTest.keyClick(panel.chart, Qt.Key.Key_End)
    assert str(round(found.s[-1])) in panel.chart.accessibleDescription()
    panel.save(tmp_path / "profile.csv")
    panel.save(tmp_path / "profile.png")
    over.rest()
    text = (tmp_path / "profile.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("# CALCULÉ")
    assert "batiment:" in text or "building:" in text
    with Image.open(tmp_path / "profile.png") as image:
        assert image.width == 1920
        assert "BD TOPO" in image.info["XML:com.adobe.xmp"]
    panel.closed.emit()
    assert not over.workspace.docks["profile"].isVisible()


def section_and_back(over, corner):
    x, y = corner
    whole = over.pixels()
    choose(over, "section")
    over.change(lambda: click(over, (x - 20, y + 62), (x + 340, y + 62)))
    view = over.session.view
    assert view.section is not None
    assert view.section.leaves_out(*view.camera.eye[:2])
    assert math.isclose(view.camera.pitch, 9.0)
    assert over.viewport.tool is None
    assert np.abs(over.pixels().astype(int) - whole).mean() > 10
    panel = feature(over, "Cutting").section
    cut = over.pixels()
    over.change(lambda: panel.box.setValue(20.0))
    moved = over.session.view.section
    assert abs(moved.start[1] - view.section.start[1]) == pytest.approx(20.0, abs=0.1)
    assert np.abs(over.pixels().astype(int) - cut).mean() > 1
    over.change(panel.flip.click)
    assert over.session.view.section.start == moved.end
    over.change(lambda: choose(over, "section_off"))
    assert over.session.view.section is None
    assert not over.window.actions_["section_off"].isEnabled()


def seen_from_a_point(over, corner):
    x, y = corner
    choose(over, "viewshed")
    panel = feature(over, "Cutting").seeing
    panel.radius.setValue(150.0)
    click(over, (x + 165, y + 138))
    over.until(lambda: over.session.project.first(Role.VIEWSHED) is not None)
    over.rest()
    layer = over.session.project.first(Role.VIEWSHED)
    assert layer.id not in over.session.view.hidden
    told = dict(layer.provenance.parameters)
    assert (told["radius"], told["eye_height"], told["eye_on"]) == ("150", "1.6", "ground")
    assert layer.certainty.value == "computed_uncertain"  # the ground is estimated
    assert layer.provenance.method == "viewshed"
    rows = {row.text for row in over.workspace.keeper.legend_rows(over.session.view)}
    tr = over.window.tr_
    assert {tr("themes.class.seen"), tr("themes.class.hidden")} <= rows
    choose(over, "undo")
    assert over.session.project.first(Role.VIEWSHED) is None
    choose(over, "redo")
    assert over.session.project.first(Role.VIEWSHED) == layer


def test_measures_by_clicks_and_by_keys(over, corner, tmp_path):
    distance_by_clicks(over, corner)
    points_taken_back(over, corner)
    height_of_a_building(over, corner)
    profile_and_its_files(over, corner, tmp_path)
    by_keyboard_alone(over)


def test_the_model_is_cut_open_and_looked_over(over, corner):
    straight_down = over.session.view
    section_and_back(over, corner)
    over.change(lambda: over.session.set_view(straight_down))
    seen_from_a_point(over, corner)
