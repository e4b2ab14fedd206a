"""The overview map on the picture."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from jumeau.app.minimap import footprint, overview
from jumeau.model.view_state import Camera


def shown(town):
    town.until(lambda: town.workspace.features is not None)
    town.window.actions_.run("minimap")
    return next(x for x in town.workspace.features if type(x).__name__ == "MiniMap").map


def test_a_click_on_the_map_goes_there(town):
    mini = shown(town)
    assert mini.isVisible()
    here = town.session.view.camera
    QTest.mouseClick(
        mini, Qt.MouseButton.LeftButton, pos=QPoint(mini.width() // 4, mini.height() // 4)
    )
    town.rest()
    there = town.session.view.camera
    assert there.target[0] < here.target[0]
    assert there.target[1] > here.target[1]
    assert (there.distance, there.azimuth, there.pitch) == (
        here.distance,
        here.azimuth,
        here.pitch,
    )


def test_arrows_walk_and_the_projected_picture_has_no_map(town):
    mini = shown(town)
    before = town.session.view.camera.target
    QTest.keyClick(mini, Qt.Key.Key_Right)
    town.rest()
    after = town.session.view.camera.target
    assert after[0] > before[0]
    assert after[1] == before[1]
    town.change(town.workspace.toggle_panels)
    assert not mini.isVisible()
    town.change(town.workspace.toggle_panels)
    assert mini.isVisible()
    town.window.actions_.run("minimap")
    assert not town.window.actions_["minimap"].isChecked()


def test_the_map_sees_everything_and_the_camera_as_a_shape():
    camera = overview((0.0, 0.0, 1000.0, 800.0), 50.0)
    assert camera.target == (500.0, 400.0, 50.0)
    assert camera.pitch == 90.0
    low = Camera((100.0, 100.0, 0.0), 200.0, azimuth=0.0, pitch=5.0)
    corners = footprint(low, (1280, 720))
    assert corners[0][1] > corners[3][1]
    assert corners[1][0] > corners[0][0]
    # Nothing is farther than the picture is worth looking at.
    away = [((x - low.eye[0]) ** 2 + (y - low.eye[1]) ** 2) ** 0.5 for x, y, _ in corners]
    assert max(away) <= 4 * low.distance + 1e-6
