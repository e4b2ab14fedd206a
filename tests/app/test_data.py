"""Bringing data in: a delivery, a file without CRS; exports, cards, recovery."""

from __future__ import annotations

import geopandas as gpd
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from shapely.geometry import box

from jumeau.app.dialogs.card import CardDialog
from jumeau.app.dialogs.commune import CommuneDialog
from jumeau.app.dialogs.crs import CrsDialog
from jumeau.app.dialogs.shortcuts import ShortcutsSheet
from jumeau.errors import Cancelled
from jumeau.io.projects.project_file import create
from jumeau.model.project import new_project, rename
from jumeau.model.roles import Role


def accept(dialog) -> None:
    box_ = dialog.findChild(QDialogButtonBox)
    box_.button(QDialogButtonBox.StandardButton.Ok).click()


def dialog_of(desk, kind):
    desk.until(lambda: desk.window.findChild(kind) is not None)
    return desk.window.findChild(kind)


@pytest.fixture
def delivery(data, corner, tmp_path):
    """Make a delivery with two communes."""
    west, south = corner
    folder = tmp_path / "BDTOPO_3-5_D099_2024-06-15"
    folder.mkdir()
    communes = [
        {
            "cleabs": f"COMMUNE{code}",
            "insee_com": code,
            "nom": name,
            "population": 900,
            "date_maj": "2024-05-06",
            "geometry": box(x, south - 50, x + 400, south + 350),
        }
        for name, code, x in (
            ("Sainte-Œuvre", "99001", west - 20),
            ("Ailleurs", "99002", west + 9000),
        )
    ]
    gpd.GeoDataFrame(communes, crs=2154).to_file(folder / "commune.shp")
    gpd.read_file(data / "batiment.gpkg").rename(
        columns={"altitude_minimale_sol": "z_min_sol", "altitude_maximale_sol": "z_max_sol",
                 "altitude_maximale_toit": "z_max_toit", "date_modification": "date_maj",
                 "nombre_d_etages": "nb_etages", "usage_1": "usage1"}
    ).to_file(folder / "batiment.shp")  # fmt: skip
    return folder


def test_a_delivery_asks_for_its_commune(desk, delivery):
    desk.window.when_warm(lambda projects: projects.receive([delivery]))
    dialog = dialog_of(desk, CommuneDialog)
    assert dialog.list.count() == 2
    dialog.search.setText("sainte oeuvre")
    assert dialog.list.count() == 1
    dialog.search.setText("99001")
    accept(dialog)
    desk.until(lambda: bool(desk.session.project.layers))
    desk.rest()
    project = desk.session.project
    assert project.name == "Sainte-Œuvre"
    assert project.place.insee == "99001"
    assert project.first(Role.BUILDING).count == 36
    report = desk.workspace.details.report.toPlainText()
    assert "Sainte-Œuvre (99001)" in report
    assert "Ce qui manque encore" in report


def test_a_file_without_crs_is_never_placed_silently(desk, data, tmp_path):
    frame = gpd.read_file(data / "batiment.gpkg")
    frame[["cleabs", "hauteur", "geometry"]].to_file(tmp_path / "maisons.shp")
    (tmp_path / "maisons.prj").unlink()
    desk.window.when_warm(lambda projects: projects.receive([tmp_path / "maisons.shp"]))
    dialog = dialog_of(desk, CrsDialog)
    assert not desk.session.project.layers
    assert "EPSG:2154" in [code for _, code in dialog.choices]
    next(button for button, code in dialog.choices if code == "EPSG:2154").click()
    accept(dialog)
    desk.until(lambda: bool(desk.session.project.layers))
    desk.rest()


def test_the_card_can_be_completed_and_undone(town):
    layer = town.session.project.first(Role.BUILDING)
    town.workspace.details.card_edit_asked.emit(layer.id)
    dialog = dialog_of(town, CardDialog)
    dialog.fields["producer"].setText("Mairie")
    dialog.fields["edition"].setText("2023")
    accept(dialog)
    town.workspace.details.show_layer(layer.id)
    assert town.session.project.layer(layer.id).provenance.year == "2023"
    assert "Mairie" in town.workspace.details.layer.toPlainText()
    town.window.actions_.run("undo")
    assert town.session.project.layer(layer.id) == layer


def test_an_image_leaves_in_its_own_process(town, tmp_path):
    place = tmp_path / "vue.png"
    town.projects.exports.image(place)
    town.until(place.exists)
    town.until(lambda: not town.window.tasks.busy)
    with Image.open(place) as image:
        assert image.size == (1920, 1080)


def test_an_export_can_be_stopped_at_once(town, tmp_path):
    place = tmp_path / "vue.png"
    town.projects.exports.image(place)
    town.until(town.window.status.stop.isVisible)
    town.window.status.stop.click()
    town.until(lambda: not town.window.tasks.busy, timeout=500)
    assert not place.exists()


def test_a_crash_loses_nothing(make_desk, tmp_path):
    folder = tmp_path / "projet"
    opened = create(folder, new_project("Avant"))
    opened.session.commit("rename", rename(opened.session.project, "Après"), name="Après")
    opened._lock.release()  # what the end of a process does; nothing was saved
    desk = make_desk()
    desk.window.open(folder)
    desk.until(lambda: desk.projects.opened is not None)
    assert desk.session.project.name == "Après"
    assert "1 action non enregistrée" in desk.window.messages.text
    assert desk.window.isWindowModified()


def test_the_sheet_of_shortcuts(town):
    QTest.keyClick(town.window, Qt.Key.Key_F1)
    sheet = dialog_of(town, ShortcutsSheet)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    town.until(lambda: town.window.findChild(ShortcutsSheet) is None)


def test_an_unforeseen_failure_is_told_politely_and_logged(town, caplog):
    town.window.tasks.submit("", lambda _: 1 / 0, lambda _: None)
    town.until(lambda: "journal technique" in town.window.messages.text)
    assert "ZeroDivisionError" in caplog.text


def test_a_cancelled_job_says_so_to_whoever_asked(desk):
    heard = []

    def endless(progress):
        while True:
            progress(0.1)

    job = desk.window.tasks.submit("x", endless, heard.append, heard.append)
    QApplication.processEvents()
    desk.window.tasks.cancel(job)
    assert isinstance(heard[0], Cancelled)
