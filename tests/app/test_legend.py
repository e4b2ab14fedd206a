"""The legend beside the picture, names that are told apart, and what data change in the window."""

from __future__ import annotations

import geopandas as gpd
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication
from shapely.geometry import box

from jumeau.app.panels.legend import ramp, sign
from jumeau.model.roles import Role
from jumeau.render.legend import Row
from jumeau.render.themes.dress import Form


@pytest.fixture
def zones(tmp_path, corner):
    """Write a map of local climate zones: open houses and water."""
    west, south = corner
    rows = [
        {"lcz": code, "geometry": box(west + 100 * k, south, west + 100 * k + 90, south + 90)}
        for k, code in enumerate((6, 107))
    ]
    path = tmp_path / "lcz.geojson"
    gpd.GeoDataFrame(rows, crs=2154).to_crs(4326).to_file(path)
    return path


def names_in(desk) -> list[str]:
    model = desk.workspace.layers.layers
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_the_legend_says_what_the_colours_mean(desk, zones):
    desk.load(zones)
    legend = desk.workspace.legend
    desk.until(lambda: "Maisons espacées" in legend.toPlainText())
    assert "Eau" in legend.toPlainText()
    assert "Tours" not in legend.toPlainText()  # there are none
    assert legend.isVisible()

    layer = desk.session.project.first(Role.LOCAL_CLIMATE_ZONE)
    desk.session.set_view(desk.session.view.with_layer(layer.id, shown=False))
    desk.until(lambda: not legend.isVisible())


def test_layers_with_one_name_are_told_apart(town, data, tmp_path):
    assert "Bâtiments" in names_in(town)
    other = tmp_path / "ecole.gpkg"
    gpd.read_file(data / "batiment.gpkg").to_file(other, layer="batiment")
    count = len(town.session.project.layers)
    town.window.when_warm(lambda projects: projects.receive([other]))
    town.until(lambda: len(town.session.project.layers) > count)
    town.rest()
    assert {"Bâtiments (batiment)", "Bâtiments (ecole)"} <= set(names_in(town))
    assert "Bâtiments (ecole)" in town.workspace.details.report.toPlainText()
    town.window.actions_.run("undo")
    assert "Bâtiments" in names_in(town)


def test_the_status_bar_follows_the_coordinate_system(desk, tmp_path):
    path = tmp_path / "saint-denis.gpkg"
    gpd.GeoDataFrame(
        {"hauteur": [6.0]}, geometry=[box(338_000, 7_690_000, 338_020, 7_690_020)], crs=2975
    ).to_file(path, layer="batiment")
    desk.load(path)
    assert "EPSG:2975" in desk.window.status.crs.text()


@pytest.mark.parametrize("form", list(Form))
def test_every_form_has_its_sign(form):
    image = sign(Row("x", (200.0, 40.0, 40.0), form))
    seen = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
    assert any(c.red() > 150 and c.green() < 90 and c.alpha() > 150 for c in seen)


def test_a_ramp_runs_from_its_first_colour_to_its_last():
    image = ramp(Row("0|1", None, "ramp", ((255.0, 0.0, 0.0), (0.0, 0.0, 255.0))))
    first, last = (image.pixelColor(x, 10) for x in (1, image.width() - 2))
    assert first.red() > 240
    assert last.blue() > 240


@pytest.mark.parametrize("name", ["window", "tree", "report", "viewport"])
def test_files_and_folders_may_be_dropped_anywhere(town, tmp_path, name):
    widget = {
        "window": town.window,
        "tree": town.workspace.layers.viewport(),
        "report": town.workspace.details.report.viewport(),
        "viewport": town.viewport,
    }[name]
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl.fromLocalFile("/x/ville.city.json")])
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, content,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    event.ignore()
    QApplication.sendEvent(widget, event)
    assert event.isAccepted()
