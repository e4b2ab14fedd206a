"""What a facilitator and a careful planner rely on: the picture alone, sources, one undo a deed."""

from __future__ import annotations

import geopandas as gpd
import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from shapely.geometry import box

from jumeau.app.dialogs.card import CardDialog
from jumeau.app.settings import Settings
from jumeau.model.project import change_layer, rename
from jumeau.model.roles import Role
from tests.app.test_work import building, difference


def test_the_picture_alone_has_nothing_around_or_over_it(town):
    window, actions = town.window, town.window.actions_
    window.messages.say("avant", "info", "agir", lambda: None)
    town.change(lambda: actions.run("panels"))
    assert not window.menuBar().isVisible()
    assert not window.statusBar().isVisible()
    assert window.messages.isHidden()
    window.messages.say("pendant")
    assert window.messages.isHidden()
    assert town.viewport.size() == window.size()
    town.change(lambda: QTest.keyClick(town.viewport, Qt.Key.Key_Escape))
    assert window.menuBar().isVisible()
    assert window.statusBar().isVisible()
    assert window.messages.text == "pendant"


def test_shortcuts_work_while_the_picture_is_alone(town):
    town.change(lambda: QTest.keyClick(town.viewport, Qt.Key.Key_F9))
    assert not town.window.menuBar().isVisible()
    town.change(lambda: QTest.keyClick(town.viewport, Qt.Key.Key_F9))
    assert town.window.menuBar().isVisible()


def test_another_language_brings_everything_back(town):
    town.change(lambda: town.window.actions_.run("panels"))
    town.window.set_language("en")
    town.until(lambda: town.window.tr_.language == "en")
    assert town.window.menuBar().isVisible()
    assert town.window.statusBar().isVisible()


def test_keeping_and_naming_a_view_is_one_action(town):
    before = town.session.project
    views = town.workspace.views
    views.keep()
    views.list.item(0).setText("Place du marché")
    assert [view.name for view in town.session.project.views] == ["Place du marché"]
    assert town.session.undo_action.label == "keep_view"
    town.session.undo()
    assert town.session.project.views == before.views
    town.session.redo()
    assert [view.name for view in town.session.project.views] == ["Place du marché"]


def test_renaming_a_view_later_is_an_action_of_its_own(town):
    views = town.workspace.views
    views.keep()
    views.list.item(0).setText("Un")
    views.list.item(0).setText("Deux")
    assert town.session.undo_action.label == "rename_view"
    town.session.undo()
    assert [view.name for view in town.session.project.views] == ["Un"]


def test_a_named_view_gives_the_picture_its_title(town):
    views = town.workspace.views
    views.keep()
    views.list.item(0).setText("Place du marché")
    views.list.itemActivated.emit(views.list.item(0))
    town.rest()
    assert town.session.view.title == "Place du marché"


def test_a_clicked_building_stands_out_until_something_else_is_clicked(town):
    before = town.pixels()
    town.change(
        lambda: QTest.mouseClick(town.viewport, Qt.MouseButton.LeftButton, pos=building(town))
    )
    marked = town.pixels()
    assert difference(before, marked) > 0.01
    town.change(lambda: town.projects.keeper.mark())
    assert difference(before, town.pixels()) < difference(before, marked) / 5


def test_a_clicked_ground_says_how_its_altitude_is_known(town):
    town.workspace.details.show_ground((650_010.0, 6_860_010.0, 101.26))
    text = town.workspace.details.feature.toPlainText().replace("\N{NO-BREAK SPACE}", " ")
    assert "Sol estimé" in text
    assert "environ 101 m" in text


def test_an_estimated_ground_is_called_so_everywhere(town):
    ground = town.session.project.first(Role.TERRAIN)
    model = town.workspace.layers.layers
    assert model.data(model.index(model.row_of(ground.id), 0)) == "Sol estimé"
    assert "Sol estimé, faute de relief mesuré" in town.workspace.details.report.toPlainText()
    town.workspace.details.show_layer(ground.id)
    card = town.workspace.details.layer.toPlainText()
    assert "Sol estimé" in card
    assert "non précisé" not in card


def test_the_report_tells_what_is_estimated_and_what_is_missing(town):
    text = town.workspace.details.report.toPlainText()
    assert "Ce qui manque encore" in text
    assert "geoservices.ign.fr" in text


def test_an_export_without_a_year_leads_to_the_card_and_goes_on(town, tmp_path, monkeypatch):
    session, messages = town.session, town.window.messages
    layer = session.project.first(Role.BUILDING)
    card = msgspec.structs.replace(layer.provenance, edition="")
    session.commit("card", change_layer(session.project, layer.id, provenance=card))
    asked = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: asked.append(1) or (str(tmp_path / "v.png"), "")
    )
    town.window.actions_.run("export_image")
    assert not asked
    assert "Bâtiments" in messages.text
    messages.findChild(QPushButton).click()
    dialog = town.window.findChild(CardDialog)
    assert dialog.focusWidget() is dialog.fields["edition"]
    dialog.fields["edition"].setText("2024")
    dialog.accept()
    town.until(lambda: (tmp_path / "v.png").exists())
    assert asked == [1]
    town.until(lambda: not town.window.tasks.busy)


@pytest.fixture
def zones(tmp_path, corner):
    """Write the zones of a plan."""
    x, y = corner
    rows = [{"libelle": "Ub", "typezone": "U", "geometry": box(x, y, x + 300, y + 200)}]
    path = tmp_path / "zone_urba.gpkg"
    gpd.GeoDataFrame(rows, crs=2154).to_file(path, layer="zone_urba")
    return path


def test_data_alone_are_shown_and_give_the_picture_its_title(desk, zones):
    desk.load(zones)
    layer = desk.session.project.layers[0]
    assert layer.role is Role.ZONING
    assert layer.id not in desk.session.view.hidden
    desk.workspace.identify(desk.viewport.pick(*_middle(desk)))
    desk.until(lambda: "Urbaine (U)" in desk.workspace.details.feature.toPlainText())


def _middle(desk):
    place = desk.viewport.rect().center()
    return place.x(), place.y()


def test_a_name_that_was_given_is_not_replaced(desk, zones):
    desk.window.when_warm(lambda projects: projects.new())
    desk.until(lambda: desk.projects.opened is not None)
    desk.session.commit("rename", rename(desk.session.project, "Mon projet"))
    desk.load(zones)
    assert desk.session.project.name == "Mon projet"


def test_a_language_that_is_asked_for_lasts_until_another_is_chosen(tmp_path):
    settings = Settings(tmp_path / "a.ini")
    settings.language = "fr"
    settings.speak("en")
    assert settings.language == "en"
    settings.sync()
    assert Settings(tmp_path / "a.ini").language == "fr"
    settings.language = "fr"
    assert settings.language == "fr"


def test_a_greyed_icon_keeps_its_transparent_ground(desk):
    icon = desk.window.icons("trash-2")
    image = icon.pixmap(18, 18, QIcon.Mode.Disabled).toImage()
    assert image.pixelColor(0, 0).alpha() == 0
    assert any(image.pixelColor(x, 9).alpha() > 100 for x in range(image.width()))
