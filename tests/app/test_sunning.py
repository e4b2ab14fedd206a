"""Date and hour of the sun in the window: the strip gives the view an instant and takes it away."""

from __future__ import annotations

import msgspec
import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QFileDialog

from jumeau.app.sunning.feature import DOCK


def test_the_strip_gives_the_view_an_hour_and_a_photograph_is_laid_over_it(
    town, tmp_path, monkeypatch
):
    """One town for both: it is what costs."""
    the_strip_gives_the_view_an_hour_and_takes_it_away(town)
    a_photograph_is_laid_over_the_model(town, tmp_path, monkeypatch)


def the_strip_gives_the_view_an_hour_and_takes_it_away(town):
    town.until(lambda: bool(town.workspace.features))
    actions, session = town.window.actions_, town.session
    ticks = ("sun_strip", "sun_shade", "sun_path")
    assert not any(actions[x].isChecked() for x in ticks)
    actions["sun_strip"].trigger()
    town.until(lambda: bool(session.view.instant))
    dock = town.workspace.docks[DOCK]
    assert "T14:00" in session.view.instant
    assert dock.isVisible()
    assert actions["sun_strip"].isChecked()
    assert actions["sun_shade"].isChecked()
    assert not actions["sun_path"].isChecked()
    town.rest()
    moved = []
    stop = session.subscribe_view(lambda _, x: moved.append((x.instant, town.viewport.moving)))
    bar = dock.widget()
    bar.slider.setValue(bar.slider.value() + 12)
    town.until(lambda: bool(moved))
    assert moved == [(session.view.instant, True)]
    assert "T15:00" in session.view.instant
    town.rest()  # a picture at rest follows
    assert not town.viewport.moving
    actions["sun_shade"].trigger()
    assert not session.view.switches.shade
    assert not actions["sun_shade"].isChecked()
    stop()
    left = session.view.instant
    bar.shut.click()
    assert session.view.instant == ""
    assert not dock.isVisible()
    assert not any(actions[x].isChecked() for x in ticks)
    actions["sun_shade"].trigger()  # what is to be seen needs an hour: the last one
    town.until(lambda: session.view.instant == left)
    assert session.view.switches.shade
    assert dock.isVisible()
    town.workspace.toggle_panels()
    session.set_view(msgspec.structs.replace(session.view, instant=""))
    town.workspace.toggle_panels()
    assert not dock.isVisible()
    actions["sun_now"].trigger()
    town.until(lambda: bool(session.view.instant))
    assert dock.isVisible()
    assert bar.date.text()
    actions["sun_play"].trigger()
    assert bar.play.isChecked()
    actions["sun_strip"].trigger()
    assert not bar.play.isChecked()
    assert session.view.instant == ""


def a_photograph_is_laid_over_the_model(town, tmp_path, monkeypatch):
    path = tmp_path / "p.png"
    Image.new("RGB", (120, 90), (200, 30, 30)).save(path)
    before = path.read_bytes()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(path), ""))
    town.window.actions_["sun_photo"].trigger()
    feature = next(x for x in town.workspace.features if type(x).__name__ == "Photos")
    town.until(lambda: feature.dialog is not None)
    dialog = feature.dialog
    assert "la date et l’heure, la position, la direction" in dialog.state.text()
    town.until(lambda: dialog.shot is not None)
    dialog.take_view()
    camera = town.viewport.camera
    shot = dialog.shot
    assert shot.place == pytest.approx(camera.eye[:2], abs=0.01)
    assert shot.azimuth == pytest.approx(camera.azimuth % 360.0, abs=0.06)
    assert shot.tilt == pytest.approx(-camera.pitch, abs=0.06)
    dialog.canvas.dragged.emit(0.1, 0.0)  # to the right: it looks farther to the left
    turned = (shot.azimuth - dialog.shot.azimuth) % 360.0
    assert turned == pytest.approx(0.1 * shot.field_of_view, abs=0.11)
    dialog.canvas.turned.emit(1.0)
    assert dialog.shot.field_of_view < shot.field_of_view
    dialog.pick.click()
    assert town.viewport.tool is not None
    middle = QPointF(town.viewport.width() / 2, town.viewport.height() / 2)
    town.viewport.tool.click(middle, Qt.KeyboardModifier.NoModifier)
    assert town.viewport.tool is None
    found = town.viewport.pick(middle.x(), middle.y())
    assert dialog.shot.place == pytest.approx(tuple(map(float, found.point[:2])))
    drawn = []
    monkeypatch.setattr(dialog.canvas, "show_model", drawn.append)
    dialog.tilt.setValue(-3.0)
    town.until(lambda: bool(drawn))
    assert not drawn[-1].isNull()
    dialog.export(tmp_path / "out.png")  # nobody says whose photograph it is
    town.until(lambda: "auteur" in town.window.messages.text)
    assert not (tmp_path / "out.png").exists()
    assert path.read_bytes() == before
    dialog.reject()
    town.until(lambda: feature.dialog is None)
    town.rest()
