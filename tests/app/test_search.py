"""The search box: found, flown to, marked, selected; and no address on the projector."""

from __future__ import annotations

import geopandas as gpd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shapely.geometry import LineString, Point

from jumeau.app.search.feature import ICONS, PlaceSearch
from jumeau.io.gazetteer.entries import KINDS

HEAD = "id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;x;y;lon;lat"


@pytest.fixture
def streets(town, tmp_path, corner):
    """Add named streets and a file of the national address base."""
    x, y = corner
    rows = [
        {"cleabs": "R1", "nature": "Route", "nom_collaboratif_gauche": "Rue des Tilleuls",
         "importance": "5", "largeur_de_chaussee": 5.0, "sens_de_circulation": "Double sens",
         "geometry": LineString([(x, y + 110), (x + 300, y + 110)])},
    ]  # fmt: skip
    gpd.GeoDataFrame(rows, crs=2154).to_file(tmp_path / "troncon_de_route.gpkg")
    lines = [HEAD]
    for number in range(1, 9):
        place = gpd.GeoSeries([Point(x + 30 * number, y + 116)], crs=2154).to_crs(4326)[0]
        lines.append(
            f"12345_0001_{number};{number};;Rue des Tilleuls;12000;12345;Essai;{x + 30 * number};"
            f"{y + 116};{place.x:.6f};{place.y:.6f}"
        )
    (tmp_path / "adresses-12345.csv").write_text("\n".join(lines), encoding="utf-8")
    town.load(tmp_path / "troncon_de_route.gpkg", tmp_path / "adresses-12345.csv")
    town.until(lambda: any(x.role == "address" for x in town.session.project.layers))
    town.until(lambda: bool(town.workspace.features))
    town.rest()
    town.window.activateWindow()
    town.until(town.window.isActiveWindow)
    return town


def search_of(desk) -> PlaceSearch:
    return next(x for x in desk.workspace.features if isinstance(x, PlaceSearch))


def typed(desk, text: str):
    desk.window.actions_.run("search")
    box = search_of(desk).box
    desk.until(lambda: search_of(desk)._index is not None)
    QTest.keyClicks(box.field, text)
    return box


def test_every_kind_has_its_sign_and_its_word(desk):
    kinds = {*KINDS.values(), "address", "feature", "coordinates"}
    assert set(ICONS) == kinds
    assert all(desk.window.tr_.has(f"shell.kind.{kind}") for kind in kinds)
    assert all(not desk.window.icons(name).isNull() for name in ICONS.values())


def test_an_address_is_flown_to_marked_and_selected(streets, corner):
    houses = next(x for x in streets.session.project.layers if x.role == "address")
    assert houses.id in streets.session.view.hidden  # not before it is asked for
    box = typed(streets, "5 r des tileuls")
    assert box.current.title == "5 Rue des Tilleuls"
    assert "12000 Essai" in box.current.detail
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    streets.rest()
    x, y, _ = streets.viewport.camera.target
    assert (x, y) == pytest.approx((corner[0] + 150, corner[1] + 116), abs=0.6)
    pin = search_of(streets).pin
    assert pin.words == "5 Rue des Tilleuls"
    assert streets.workspace.selection.rows_of(houses.id) == {4}
    assert streets.viewport.hasFocus()
    assert search_of(streets).box is None


def test_the_projected_picture_says_no_address(streets):
    box = typed(streets, "5 rue des tilleuls")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    streets.rest()
    pin, drawn = search_of(streets).pin, []
    pin._label = lambda *_: drawn.append("label")
    streets.viewport.repaint()
    assert drawn
    streets.window.actions_.run("search")
    assert search_of(streets).box is not None
    streets.workspace.toggle_panels()
    streets.until(lambda: search_of(streets).box is None)  # the box leaves with the panels
    drawn.clear()
    streets.viewport.repaint()
    assert not drawn
    streets.window.actions_.run("search")
    assert not streets.workspace.docks.none_shown  # it comes back with them
    QApplication.processEvents()


def test_a_street_and_coordinates_are_found(streets, corner):
    box = typed(streets, "tilleuls")
    assert box.current.content.kind == "street"
    box.field.setText(f"{corner[0] + 40:.0f} {corner[1] + 40:.0f}")
    assert box.current.content.kind == "coordinates"
    box.field.setText("zzzz")
    assert box.current is None
    assert "Rien de ce nom" in box.told.text()


def test_names_are_gathered_again_when_the_layers_change(streets):
    typed(streets, "tilleuls")
    from jumeau.model.project import remove_layer

    project = streets.session.project
    for layer in project.layers:
        if layer.role == "address" or layer.id.startswith("troncon_de_route-"):
            project = remove_layer(project, layer.id)
    search_of(streets)._box.close()
    streets.session.commit("remove", project)
    assert search_of(streets)._index is None
    box = typed(streets, "5 rue des tilleuls")
    assert box.current is None
    assert "Base Adresse Nationale" in box.told.text()
