"""The sun of a place in the window: chosen by clicks, drawn, renewed, kept."""

import datetime

import msgspec
import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from jumeau.app.sun_places.feature import SunPlaces

MARCH, DECEMBER = datetime.date(2026, 3, 21), datetime.date(2026, 12, 21)


def places_of(town):
    feature = next(x for x in town.workspace.features if isinstance(x, SunPlaces))
    return feature._held()


def settled(town, places) -> None:
    town.until(lambda: places.answer is not None and places.current)
    town.until(lambda: places.answer is not None and len(places.answer.dates) >= 4)
    town.rest()


def click(town, corner, *places) -> None:
    view = town.viewport
    for x, y in places:
        point = np.array([[corner[0] + x, corner[1] + y, view._picture.ground(*corner)]])
        at = view.to_screen(point)[0]
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(*at.round().astype(int)))


def look_down(town, corner) -> None:
    view = town.session.view
    down = msgspec.structs.replace(
        view.camera, target=(corner[0] + 45.0, corner[1] + 40.0, 100.0), distance=220.0,
        azimuth=0.0, pitch=89.0,
    )  # fmt: skip
    town.change(lambda: town.session.set_view(msgspec.structs.replace(view, camera=down)))


def test_a_yard_is_drawn_and_follows_the_model(town, corner, tmp_path) -> None:
    look_down(town, corner)
    instant = "2026-03-21T10:00:00+01:00"
    town.change(
        lambda: town.session.set_view(msgspec.structs.replace(town.session.view, instant=instant))
    )
    places = places_of(town)
    town.window.actions_["sun_place"].trigger()
    panel = places.panel
    panel.what.setCurrentIndex(panel.what.findData("draw"))
    # Between two rows of buildings that are 17 m high and stand 25 m apart.
    click(town, corner, (2, 27), (28, 27), (28, 48), (2, 48))
    QTest.keyClick(town.viewport, Qt.Key.Key_Return)
    settled(town, places)
    answer = places.answer
    assert panel.date == MARCH
    assert "21 mars" in panel.sentence.text()
    assert panel.sentence.text() == panel.chart.sentence
    assert not panel.chart.stale
    assert panel.chart.instant == 600.0
    march, december = (answer.day("", x) for x in (MARCH, DECEMBER))
    assert abs(march.size - 26 * 21) < 60
    assert 0.0 < december.hours < march.hours
    assert town.viewport.tool is None

    # The building south of the yard is hidden: more sun, and never the old figures as new ones.
    hidden = msgspec.structs.replace(town.session.view, hidden=("batiment",))
    town.session.set_view(hidden)
    assert panel.chart.stale
    assert not places.current
    town.until(lambda: places.current and places.answer is not answer)
    settled(town, places)
    assert places.answer.day("", DECEMBER).hours > december.hours + 1.0
    assert not panel.chart.stale

    panel.rules.setChecked(True)
    assert "sans valeur juridique en France" in panel.rules_told.text()
    panel.save(tmp_path / "soleil.csv")
    panel.save(tmp_path / "soleil.png")
    town.rest()
    text = (tmp_path / "soleil.csv").read_text("utf-8-sig")
    assert "2026-12-21;12 h 00;" in text.replace("\u00a0", " ")
    assert (tmp_path / "soleil.png").stat().st_size > 10_000
    panel.on_picture.setChecked(True)
    town.viewport.repaint()
    places.clear()
    assert town.workspace.docks["sun_place"].isHidden()


def test_the_sky_over_a_point_tells_what_hides_the_sun(town, corner, tmp_path) -> None:
    look_down(town, corner)
    places = places_of(town)
    town.window.actions_["sky_diagram"].trigger()
    click(town, corner, (15, 30))
    town.until(lambda: places.sky is not None and bool(places.sky.diagrams))
    town.rest()
    sky = places.sky
    # 5 m north of a building 17 m high: no sun in December, by that building.
    sky.days.setCurrentIndex(3)
    assert "21 décembre" in sky.told.text()
    assert "bâtiment" in sky.told.text()
    diagram = sky.disc.diagram
    assert diagram.horizon[360] > 60.0  # to the south
    assert 0.2 < diagram.sky < 0.8
    sky.how.setCurrentIndex(1)
    sky.save(tmp_path / "ciel.png")
    town.rest()
    assert (tmp_path / "ciel.png").stat().st_size > 20_000


def test_a_wall_is_a_facade(town, corner) -> None:
    places = places_of(town)
    ground = town.projects.keeper.ground(corner[0] + 15, corner[1])
    places.find((corner[0] + 15.0, corner[1] + 0.02, ground + 6.0), "auto")
    settled(town, places)
    spot = places.spot
    assert spot.kind == "facade"
    assert spot.normal[1] < -0.99  # the south wall of the southernmost building
    assert abs(spot.size - 30 * 12) < 60
    assert places.answer.day("", places.dates()[3]).hours > 5.0
    assert "façade" in places.panel.sentence.text()
