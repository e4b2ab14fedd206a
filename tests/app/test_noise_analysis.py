"""Computed noise from the menu: a coarse first picture, refined in its place; stopped, undone."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from jumeau.model.inputs import outdated
from jumeau.model.payload import PayloadKind
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role


@pytest.fixture
def quiet_town(town, monkeypatch, tmp_path):
    """Keep squares of long computations out of the user's folder."""
    monkeypatch.setattr("jumeau.render.noise.asking.user_cache", lambda: tmp_path)
    town.until(lambda: bool(town.workspace.features))
    return town


def feature(desk):
    return next(x for x in desk.workspace.features if type(x).__name__ == "Analyses")


def results(desk):
    return [x for x in desk.session.project.layers if x.analysis is not None]


def told(layer) -> dict[str, str]:
    return dict(layer.provenance.parameters)


def test_a_coarse_picture_first_and_the_fine_one_in_its_place(quiet_town):
    desk = quiet_town
    before = desk.session.project
    dialog = feature(desk).ask("noise")
    dialog.area.setCurrentIndex(dialog.area.findData("commune"))
    dialog.entries["resolution"].widget.setValue(25.0)
    dialog.entries["cell"].widget.setValue(20.0)
    dialog.entries["reach"].widget.setValue(100.0)
    assert "points de calcul" in dialog.told.text()
    dialog.accept()
    desk.until(lambda: bool(results(desk)))
    (coarse,) = results(desk)
    assert coarse.role is Role.NOISE_LEVEL
    assert told(coarse)["noise_quality"] == "coarse"
    assert desk.window.tasks.busy  # the fine one is under way
    desk.until(lambda: len(results(desk)) > 1)
    desk.rest()

    found = {x.payload.kind: x for x in results(desk)}
    assert set(found) == {PayloadKind.RASTER, PayloadKind.SAMPLES, PayloadKind.TABLE}
    ground = found[PayloadKind.RASTER]
    assert ground.id == coarse.id
    assert ground.payload != coarse.payload
    assert found[PayloadKind.TABLE].role is Role.NOISE_ZONES
    assert {x.analysis.run for x in results(desk)} == {coarse.analysis.run}
    assert told(ground)["noise_quality"] == "preview"
    assert int(told(ground)["noise_deviation_points"]) >= 20
    assert ground.certainty is Certainty.UNCERTAIN  # the traffic is that of the class of the road
    assert outdated(desk.session.project, ground) is None
    zones = found[PayloadKind.TABLE].id  # they would lie on the values
    assert {x.id for x in results(desk)} & set(desk.session.view.hidden) == {zones}
    desk.workspace.details.show_layer(ground.id)
    card = desk.workspace.details.layer.toPlainText()
    assert "n’est pas une carte de bruit stratégique" in card
    assert "ni l’étude d’impact" in card
    assert "Ne sont pas compris" in card
    assert "réglages de référence" in card
    assert "noise_" not in card  # every fact has its words

    desk.window.actions_.run("undo")  # one action for both
    assert desk.session.project.layers == before.layers


def test_stopped_the_coarse_one_stays_and_is_told_as_such(quiet_town):
    desk = quiet_town
    dialog = feature(desk).ask("noise")
    dialog.area.setCurrentIndex(dialog.area.findData("commune"))
    dialog.accept()
    desk.until(lambda: bool(results(desk)))
    desk.window.tasks.cancel_all()
    desk.until(lambda: not desk.window.tasks.busy)
    (coarse,) = results(desk)
    assert told(coarse)["noise_quality"] == "coarse"
    assert "grossière" in desk.window.messages.text


def test_nothing_is_asked_without_sources_and_a_commune_is_warned_of(quiet_town):
    desk = quiet_town
    dialog = feature(desk).ask("noise")
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    assert ok.isEnabled()
    dialog.area.setCurrentIndex(dialog.area.findData("commune"))
    dialog.entries["resolution"].widget.setValue(2.0)
    study = dialog.entries["quality"].widget
    study.setCurrentIndex(study.findData("study"))
    assert "min de calcul" in dialog.told.text()
    for name in ("road", "rail", "industry"):
        dialog.findChild(object, f"sources_{name}").setChecked(False)
    assert not ok.isEnabled()
    dialog.reject()
