"""The drawing tools, by clicks and keys on the real window."""

from __future__ import annotations

import geopandas as gpd
import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from shapely.geometry import box

from jumeau.geometry.sketch import corner_angle, distance, ring_area
from jumeau.geometry.snapping import Sign
from jumeau.model.changes import (
    AddBarrier,
    AddBuilding,
    Demolish,
    PlantTrees,
    SetRoad,
    SetSurface,
    ShapeTerrain,
)
from jumeau.model.variant import ZoneRule
from jumeau.model.view_state import Camera

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
PLOT = (200.0, 300.0, 260.0, 340.0)  # north of the houses: free ground


@pytest.fixture
def over(town, corner, tmp_path):
    """Look straight down on free ground in the north, with a plot on it."""
    x, y = corner
    plot = {
        "section": "AB",
        "numero": "12",
        "contenance": 2400,
        "commune": "99901",
        "geometry": box(x + PLOT[0], y + PLOT[1], x + PLOT[2], y + PLOT[3]),
    }
    path = tmp_path / "cadastre-99901-parcelles.gpkg"
    gpd.GeoDataFrame([plot], crs=2154).to_file(path, layer="parcelles")
    before = len(town.session.project.layers)
    town.window.when_warm(lambda projects: projects.receive([path]))
    town.until(lambda: len(town.session.project.layers) > before)
    town.rest()
    camera = Camera((x + 200, y + 290, 100.0), 480.0, azimuth=0.0, pitch=90.0)
    view = msgspec.structs.replace(town.session.view, camera=camera)
    town.change(lambda: town.session.set_view(view))
    town.until(lambda: bool(town.workspace.features))
    return town


class Hand:
    """Draws, with places counted from the corner of the commune."""

    def __init__(self, desk, corner) -> None:
        self.desk = desk
        self.x, self.y = corner

    @property
    def tool(self):
        return self.desk.viewport.tool

    @property
    def aiming(self):
        sketching = next(f for f in self.desk.workspace.features if type(f).__name__ == "Sketching")
        return sketching.aiming

    def take(self, name):
        self.desk.window.actions_[name].trigger()
        self.desk.until(lambda: self.aiming.surroundings is not None)

    def pixel(self, e, n) -> QPoint:
        place = [[self.x + e, self.y + n, self.desk.workspace.keeper.ground(self.x, self.y)]]
        found = self.desk.viewport.to_screen(np.array(place))[0]
        return QPoint(round(found[0]), round(found[1]))

    def click(self, *places, held=NONE):
        for place in places:
            QTest.mouseClick(self.desk.viewport, LEFT, held, self.pixel(*place))

    def point(self, e, n):
        """Move the cursor, and wait for what it means."""
        at = self.pixel(e, n)
        self.tool.hover(at.toPointF())
        self.desk.until(lambda: not self.tool._soon.isActive())

    def keys(self, *which):
        for one in which:
            QTest.keyClick(self.desk.window.focusWidget() or self.desk.viewport, one)

    @property
    def edits(self):
        variants = self.desk.session.project.variants
        return variants[-1].edits if variants else ()

    @property
    def last(self):
        return self.edits[-1].change

    def local(self, points):
        return [(px - self.x, py - self.y) for px, py in points]


@pytest.fixture
def hand(over, corner):
    return Hand(over, corner)


def building_along_the_setback(hand):
    """Follow the setback line of the plot; right angles close the shape."""
    hand.take("draw_building")
    hand.click((203.4, 302.8))
    assert hand.local(hand.tool.points)[0] == pytest.approx((203, 303), abs=0.02)  # 3 m inside
    hand.point(235, 303.4)
    assert hand.tool.aim.snap.sign is Sign.EDGE
    hand.keys(Qt.Key.Key_4, Qt.Key.Key_0)
    hand.keys(Qt.Key.Key_Return)
    scale = hand.desk.session.project.grid_scale
    assert distance(*hand.tool.points) == pytest.approx(40.0 * scale, abs=0.01)
    hand.point(243.3, 318)
    assert hand.tool.aim.snap.sign is Sign.RIGHT_ANGLE
    hand.click((243.3, 318))
    hand.point(203.4, 318.4)
    assert hand.tool.aim.snap.sign is Sign.CROSSING
    hand.click((203.4, 318.4))
    assert hand.edits == ()
    assert hand.tool.shape()[0] == hand.tool.points[0]
    hand.keys(Qt.Key.Key_Return)
    ring = hand.last.footprint
    assert isinstance(hand.last, AddBuilding)
    assert len(ring) == 4
    assert corner_angle(*ring[:3]) == pytest.approx(90.0, abs=0.1)
    assert ring_area(ring) == pytest.approx(40 * 15, rel=0.05)
    assert hand.desk.session.view.variants == (hand.desk.session.project.variants[0].id,)
    assert hand.tool is not None  # it stays in hand


def what_was_entered_is_remembered(hand):
    form = hand.desk.window.findChild(object, "sketch_bar").form
    form.fields["storeys"].setValue(2)
    assert hand.tool.form.height == 6.0
    hand.take("plant_row")
    hand.take("draw_building")
    assert hand.tool.form.storeys == 2


def crossing_outline_is_refused(hand):
    count = len(hand.edits)
    hand.click((300, 310), (330, 310), (330, 330), held=ALT)
    hand.click((315, 300), held=ALT)  # would cross the first side
    assert len(hand.tool.points) == 3
    assert hand.tool.wrong()[0] == "crossing"
    hand.keys(Qt.Key.Key_Backspace, Qt.Key.Key_Backspace, Qt.Key.Key_Return)
    assert hand.tool.wrong()[0] == "few"
    assert hand.tool.points
    hand.keys(Qt.Key.Key_Escape)
    assert hand.tool.points == []
    hand.click((300, 310), (300.6, 310), (300.6, 310.5), held=ALT)
    hand.keys(Qt.Key.Key_Return)
    assert hand.tool.wrong()[0] == "small"
    hand.keys(Qt.Key.Key_Escape)
    assert len(hand.edits) == count


def rectangle_by_a_side_and_a_width(hand):
    hand.take("draw_surface")
    hand.keys(Qt.Key.Key_R)
    hand.click((300, 310), (330, 310), held=ALT)
    hand.point(315, 322)
    hand.keys(Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_Comma, Qt.Key.Key_5, Qt.Key.Key_Return)
    assert isinstance(hand.last, SetSurface)
    scale = hand.desk.session.project.grid_scale
    side = distance(*hand.last.ring[:2])
    assert ring_area(hand.last.ring) == pytest.approx(side * 10.5 * scale, rel=1e-4)
    hand.keys(Qt.Key.Key_R)


def lines_and_places(hand):
    hand.take("plant_row")
    hand.click((100, 315), (160, 315), held=ALT)
    hand.keys(Qt.Key.Key_Return)
    assert isinstance(hand.last, PlantTrees)
    hand.take("plant_tree")
    count = len(hand.edits)
    hand.click((100, 325), (110, 330), held=ALT)
    assert len(hand.edits) == count + 2
    hand.take("draw_barrier")
    hand.click((100, 335), (150, 335), held=ALT)
    hand.keys(Qt.Key.Key_Return)
    assert isinstance(hand.last, AddBarrier)
    hand.take("draw_road")
    hand.point(200, 288.3)
    assert hand.tool.aim.snap is not None
    assert hand.tool.aim.place[1] - hand.y == pytest.approx(288.0, abs=0.01)  # the axis
    hand.click((200, 288.3), (200, 330))
    hand.keys(Qt.Key.Key_Return)
    assert isinstance(hand.last, SetRoad)
    assert hand.last.width == 6.0


def angle_by_keys(hand):
    hand.take("draw_road")
    hand.click((20, 300), (40, 300), held=ALT)
    hand.point(45, 315)
    field = hand.desk.workspace.viewport.findChild(object, "number_field")
    hand.keys(Qt.Key.Key_3, Qt.Key.Key_0, Qt.Key.Key_Tab)
    assert not field.absolute
    hand.keys(Qt.Key.Key_9, Qt.Key.Key_0, Qt.Key.Key_Return)
    a, b, c = hand.tool.points
    assert corner_angle(a, b, c) == pytest.approx(90.0, abs=0.01)
    assert c[1] > b[1]
    hand.point(70, 320)
    hand.keys(Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_Tab, Qt.Key.Key_9, Qt.Key.Key_0)
    hand.keys(Qt.Key.Key_Tab)
    assert field.absolute
    hand.keys(Qt.Key.Key_Return)
    c, d = hand.tool.points[-2:]
    assert d[0] - c[0] == pytest.approx(12.0 * hand.desk.session.project.grid_scale, abs=0.02)
    hand.keys(Qt.Key.Key_5, Qt.Key.Key_Escape)
    assert len(hand.tool.points) == 4
    assert not field.open
    hand.keys(Qt.Key.Key_Escape)


def demolition_counts(hand):
    hand.take("demolish")
    hand.click((170, 190), (340, 190), (340, 240), held=ALT)
    hand.point(170, 240)
    assert hand.tool.taken() == (3, 0)
    hand.click((170, 240), held=ALT)
    hand.keys(Qt.Key.Key_Return)
    assert isinstance(hand.last, Demolish)


def ground_is_shaped(hand):
    hand.take("shape_terrain")
    hand.click((340, 300), (360, 300), (360, 320), held=ALT)
    QTest.mouseDClick(hand.desk.viewport, LEFT, ALT, hand.pixel(360, 320))
    assert isinstance(hand.last, ShapeTerrain)
    assert len(hand.last.ring) == 3


def by_keys_alone(hand):
    hand.take("plant_row")
    count = len(hand.edits)
    hand.tool._at = hand.pixel(280, 312).toPointF()
    for _ in range(6):
        hand.keys(Qt.Key.Key_Left)
    hand.keys(Qt.Key.Key_Space)
    camera = hand.desk.viewport.camera
    for _ in range(6):
        hand.keys(Qt.Key.Key_Right)
    hand.keys(Qt.Key.Key_Space, Qt.Key.Key_Return)
    assert hand.desk.viewport.camera == camera
    assert len(hand.edits) == count + 1
    first, last = hand.last.places
    assert last[0] - first[0] > 5.0


def a_rule_of_the_zone_is_followed(hand):
    session = hand.desk.session
    rules = (ZoneRule("", setback=5.0),)
    session.commit("change_edit", msgspec.structs.replace(session.project, zone_rules=rules))
    hand.take("draw_building")
    hand.point(230, 320)
    assert (hand.aiming.plot.setback, hand.aiming.plot.known) == (5.0, True)
    inner = np.array(hand.local(hand.aiming.plot.inner[0].tolist()))
    assert inner.min(0) == pytest.approx((205.0, 305.0), abs=0.01)


def test_everything_is_drawn_with_the_tools(hand):
    building_along_the_setback(hand)
    what_was_entered_is_remembered(hand)
    crossing_outline_is_refused(hand)
    rectangle_by_a_side_and_a_width(hand)
    lines_and_places(hand)
    angle_by_keys(hand)
    demolition_counts(hand)
    ground_is_shaped(hand)
    by_keys_alone(hand)
    a_rule_of_the_zone_is_followed(hand)
    count = len(hand.edits)
    hand.desk.window.actions_["undo"].trigger()  # the rule
    hand.desk.window.actions_["undo"].trigger()
    assert len(hand.edits) == count - 1
    hand.keys(Qt.Key.Key_Escape)
    assert hand.tool is None
    assert not hand.desk.window.findChild(object, "sketch_bar").isVisible()
    hand.desk.rest()
