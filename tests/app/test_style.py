"""How data look is chosen in the window, and what a file does not tell is asked for."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import QApplication

from jumeau.app.dialogs.moment import MomentDialog
from jumeau.app.panels.details import LAYER
from jumeau.model.roles import Role


@pytest.fixture
def heat(tmp_path, corner):
    """Write a surface temperature that says neither its day nor its hour."""
    import rasterio
    from rasterio.transform import Affine

    path = tmp_path / "lst_2022.tif"
    x, y = corner
    cells = np.linspace(24.0, 49.0, 60 * 80, dtype=np.float32).reshape(60, 80)
    with rasterio.open(
        path, "w", driver="GTiff", width=80, height=60, count=1, dtype="float32", nodata=-9999,
        crs="EPSG:2154", transform=Affine(8.0, 0.0, x - 50, 0.0, -8.0, y + 400),
    ) as target:  # fmt: skip
        target.write(cells, 1)
    return path


@pytest.fixture
def warm(town, heat):
    """One window with the commune and the temperature of its ground, whose card is shown."""
    town.load(heat)
    town.until(lambda: town.session.project.first(Role.SURFACE_TEMPERATURE) is not None)
    layer = town.session.project.first(Role.SURFACE_TEMPERATURE)
    if layer.id in town.session.view.hidden:
        town.change(
            lambda: town.session.set_view(town.session.view.with_layer(layer.id, shown=True))
        )
    town.workspace.layers.choose(layer.id)
    town.workspace.details.show_layer(layer.id)
    town.workspace.details.setCurrentIndex(LAYER)
    return town


def temperature(desk):
    return desk.session.project.first(Role.SURFACE_TEMPERATURE)


def test_a_temperature_without_its_hour_is_asked_about_without_a_dialog(warm):
    assert "date et heure de la mesure" in warm.window.messages.text
    assert QApplication.activeModalWidget() is None


def test_another_palette_is_another_picture_and_can_be_undone(warm):
    panel = warm.workspace.details.style_panel
    assert [panel.palette_box.itemText(k) for k in range(panel.palette_box.count())] == [
        "Chaleur",
        "Jaune à bleu",
    ]
    before = warm.pixels()
    panel.palette_box.setCurrentIndex(1)
    warm.change(lambda: panel.palette_box.activated.emit(1))
    assert temperature(warm).style.name == "cividis"
    assert np.abs(before.astype(int) - warm.pixels().astype(int)).mean() > 1
    assert warm.window.actions_[
        "undo"
    ].text() == "Annuler : changer l’apparence d’une couche".replace(" :", "\N{NO-BREAK SPACE}:")
    warm.change(warm.session.undo)
    assert temperature(warm).style.name == "standard"
    assert panel.palette_box.currentIndex() == 0


def test_the_opacity_is_one_action_when_the_handle_is_let_go(warm):
    panel = warm.workspace.details.style_panel
    count = len(warm.session.history)
    warm.change(lambda: panel.opacity.setValue(40))
    assert temperature(warm).style.opacity == pytest.approx(0.4)
    assert len(warm.session.history) == count + 1


def test_the_day_and_hour_are_entered_once_and_told_in_the_legend(warm):
    panel = warm.workspace.details.style_panel
    dialog = panel.ask_moment()
    assert isinstance(dialog, MomentDialog)
    dialog.day.setDate(QDate(2022, 7, 12))
    dialog.hour.setTime(QTime(12, 30))
    dialog.accept()
    assert temperature(warm).instant == "2022-07-12T12:30"
    assert panel.moment.text().replace("\N{NO-BREAK SPACE}", " ") == "12/07/2022, 12 h 30"
    assert "12/07/2022" in warm.workspace.details.layer.toPlainText()
    warm.session.undo()
    assert temperature(warm).instant == ""


def test_a_day_without_an_hour_and_no_day_at_all(warm):
    dialog = warm.workspace.details.style_panel.ask_moment()
    dialog.day.setDate(QDate(2021, 6, 2))
    dialog.clock.setChecked(False)
    assert dialog.instant == "2021-06-02"
    dialog.known.setChecked(False)
    assert dialog.instant == ""
    dialog.reject()


def test_the_choices_are_reached_by_keyboard_and_named(warm):
    panel = warm.workspace.details.style_panel
    for widget in (panel.palette_box, panel.opacity, panel.moment):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert panel.palette_box.accessibleName() == "Couleurs"
    assert panel.opacity.accessibleName() == "Opacité"


def test_a_layer_of_the_model_has_nothing_to_choose(warm):
    roads = warm.session.project.first(Role.ROAD)
    warm.workspace.details.show_layer(roads.id)
    assert warm.workspace.details.style_panel.isHidden()
