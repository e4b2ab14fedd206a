"""An analysis from the menu to the picture: asked, shown, out of date, computed again, undone."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from jumeau.app.variants.current import draw
from jumeau.model.changes import AddBuilding
from jumeau.model.inputs import outdated
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role


@pytest.fixture
def planned(town, corner):
    """Draw a house between those of the town."""
    town.until(lambda: bool(town.workspace.features))
    x, y = corner
    ring = ((x + 35, y + 60), (x + 55, y + 60), (x + 55, y + 75), (x + 35, y + 75))
    draw(town.session, town.window.tr_, AddBuilding(ring, height=15.0))
    town.rest()
    return town


def feature(desk):
    return next(x for x in desk.workspace.features if type(x).__name__ == "Analyses")


def results(desk):
    return [x for x in desk.session.project.layers if x.analysis is not None]


def ask(desk, name: str = "sun_hours", **values):
    dialog = feature(desk).ask(name)
    dialog.area.setCurrentIndex(dialog.area.findData("commune"))
    dialog.entries["resolution"].widget.setValue(values.get("resolution", 2.0))
    dialog.entries["minutes"].widget.setValue(values.get("minutes", 60))
    return dialog


def compute(desk, dialog) -> None:
    before = len(results(desk))
    dialog.accept()
    desk.until(lambda: len(results(desk)) > before)
    desk.rest()


def test_hours_of_sun_from_the_form_to_the_picture_and_back(planned):
    desk = planned
    assert not desk.window.actions_["analysis_renew"].isEnabled()
    variant = desk.session.view.variant
    dialog = ask(desk)
    assert dialog.situation == variant
    assert dialog.entries["dates"].widget.preset.currentData() == "march"
    dialog.findChild(object, "surfaces_facades").setChecked(True)
    before = desk.session.project
    compute(desk, dialog)

    ground, walls = sorted(results(desk), key=lambda x: x.payload.kind.value)
    assert (ground.payload.kind, walls.payload.kind) == (PayloadKind.RASTER, PayloadKind.SAMPLES)
    assert ground.role is walls.role is Role.SUN_HOURS
    assert ground.analysis == walls.analysis
    assert ground.analysis.variant == variant
    told = dict(ground.provenance.parameters)
    assert told["resolution"] == "2"
    assert told["trees"] == "unsurveyed"
    assert told["first"] == told["last"]
    assert {x.id for x in results(desk)}.isdisjoint(desk.session.view.hidden)
    assert outdated(desk.session.project, ground) is None

    # An edit of the variant strikes it out; it is not drawn as current.
    edited = desk.session.project.variants[0].edits[0]
    taller = msgspec.structs.replace(edited.change, height=21.0)
    from jumeau.app.variants.current import redraw

    redraw(desk.session, variant, edited.id, taller)
    desk.rest()
    tree = desk.workspace.layers
    index = tree.layers.index_of(ground.id)
    assert index.data(6).strikeOut()  # Qt.ItemDataRole.FontRole
    assert "Dépassé" in index.data(3)  # Qt.ItemDataRole.ToolTipRole
    desk.workspace.details.show_layer(ground.id)
    assert "Dépassé" in desk.workspace.details.layer.toPlainText()
    assert "En chiffres" in desk.workspace.details.layer.toPlainText()

    desk.window.actions_.run("analysis_renew")
    desk.until(lambda: not desk.window.tasks.busy)
    desk.rest()
    renewed = desk.session.project.layer(ground.id)
    assert renewed.payload != ground.payload
    assert outdated(desk.session.project, renewed) is None
    assert desk.session.undo_action.label == "analysis_renew"
    for _ in range(3):  # what was renewed, the edit, the analysis
        desk.window.actions_.run("undo")
    assert desk.session.project.layers == before.layers


def test_what_can_be_asked_stopped_and_compared(planned):
    desk = planned
    dialog = ask(desk)
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    assert ok.isEnabled()
    dialog.against.setCurrentIndex(dialog.against.findData(dialog.situation))
    assert not ok.isEnabled()  # with itself
    dialog.against.setCurrentIndex(0)
    for name in ("ground", "roofs", "facades"):
        dialog.findChild(object, f"surfaces_{name}").setChecked(False)
    assert not ok.isEnabled()  # nowhere
    dialog.reject()
    QApplication.processEvents()

    before = desk.session.project
    ask(desk, resolution=0.25, minutes=1).accept()
    desk.until(lambda: desk.window.tasks.busy)
    desk.window.tasks.cancel_all()
    desk.until(lambda: not desk.window.tasks.busy)
    assert desk.session.project is before

    dialog = ask(desk)
    dialog.against.setCurrentIndex(dialog.against.findData(""))
    compute(desk, dialog)
    (layer,) = results(desk)
    assert layer.role is Role.SUN_HOURS_CHANGE
    assert layer.analysis.against == ("",)
    assert dict(layer.provenance.parameters)["share_ground_more"] == "0"
    assert float(dict(layer.provenance.parameters)["share_ground_less"]) > 0.0
