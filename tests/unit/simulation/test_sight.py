"""What is seen on a raster of ground and buildings: the grid, the eye, what stands in the way."""

from __future__ import annotations

import numpy as np
import pytest

from jumeau.errors import InputError
from jumeau.geometry.profile import Standing
from jumeau.geometry.viewshed import HIDDEN, NO_DATA, SEEN
from jumeau.simulation.sight import Question, look_around, share_seen

BOX = (1000.0, 2000.0, 1200.0, 2200.0)


def level(x, y):
    return np.full(np.shape(x), 30.0)


def block(west, south, east, north, top) -> Standing:
    """Return a flat roof over a rectangle."""
    corners = np.array([(west, south), (east, south), (east, north), (west, north)])
    points = np.column_stack([corners - BOX[:2], np.full(4, top)]).astype(np.float32)
    triangles = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    box = np.concatenate([points.min(0), points.max(0)])[None]
    return Standing(
        "building", points, triangles, np.array([0, 4]), np.array([0, 2]), np.array([0, 1]),
        box, np.array([0]), (*BOX[:2], 0.0),
    )  # fmt: skip


@pytest.fixture
def house() -> Standing:
    return block(1110, 2080, 1120, 2120, 40.0)


def cell(sight, x, y):
    step = sight.question.step
    return sight.cells[int((sight.north - y) / step), int((x - sight.west) / step)]


def test_a_house_hides_what_is_behind_it(house):
    sight = look_around(Question(1100.3, 2100.4, radius=80.0), level, BOX, (house,))
    assert cell(sight, 1105, 2100) == SEEN
    assert cell(sight, 1115, 2100) == NO_DATA  # the ground under the house
    assert cell(sight, 1130, 2100) == HIDDEN
    assert cell(sight, 1100, 2150) == SEEN
    assert cell(sight, 1160, 2160) == NO_DATA
    assert 0.5 < share_seen(sight) < 1.0


def test_the_grid_is_that_of_the_whole_project(house):
    sight = look_around(Question(1100.3, 2100.4, radius=50.0, step=2.5), level, BOX, (house,))
    assert sight.west % 2.5 == 0
    assert sight.north % 2.5 == 0
    west, south, east, north = sight.bounds
    assert west <= 1050.3 < west + 2.5
    assert (east - west) % 2.5 == 0
    assert (north - south) % 2.5 == 0


def test_from_the_roof_more_is_seen_and_roofs_may_be_looked_for(house):
    question = Question(1115.0, 2100.0, radius=80.0, roof=True)
    above = look_around(question, level, BOX, (house,))
    assert above.question.roof
    assert above.eye[2] == pytest.approx(41.6)
    assert cell(above, 1150, 2100) == SEEN
    below = look_around(Question(1115.0, 2100.0, radius=80.0), level, BOX, (house,))
    assert cell(below, 1110.5, 2100) == NO_DATA
    tops = look_around(Question(1115.0, 2100.0, radius=80.0, roof=True, tops=True), level, BOX,
                       (house,))  # fmt: skip
    assert cell(tops, 1111, 2100) == SEEN


def test_an_eye_in_a_wall_steps_out(house):
    sight = look_around(Question(1110.2, 2100.0, radius=50.0), level, BOX, (house,))
    assert not sight.question.roof
    assert sight.eye[0] < 1110.0
    assert sight.eye[2] == pytest.approx(31.6)


def test_trees_hide_only_where_they_are_asked_for():
    crowns = (np.array([[1110.0, 2100.0, 30.0, 12.0, 4.0]]),)
    without = look_around(Question(1100, 2100, radius=60.0), level, BOX, (), crowns)
    assert cell(without, 1130, 2100) == SEEN
    within = look_around(Question(1100, 2100, radius=60.0, trees=True), level, BOX, (), crowns)
    assert cell(within, 1130, 2100) == HIDDEN


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Question(0, 0), "measuring.outside"),
        (Question(1100, 2100, eye=-1.0), "measuring.bad_number"),
        (Question(1100, 2100, radius=float("nan")), "measuring.bad_number"),
        (Question(1100, 2100, step=0.0), "measuring.bad_number"),
    ],
)
def test_what_cannot_be_answered_is_refused(question, code):
    with pytest.raises(InputError) as refused:
        look_around(question, level, BOX, ())
    assert refused.value.code == code
