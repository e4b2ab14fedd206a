"""What is selected: colours that are put on and taken off, outlines on the ground."""

from types import SimpleNamespace

import numpy as np
import pytest

from jumeau.geometry.ragged import Lines, Points, Polygons
from jumeau.render import look, outlines
from jumeau.render.highlight import Highlight, outline_of, sorted_rows
from jumeau.render.marks import Marks


def model():
    """Return five features of three points each, drawn in another order, in two tiles."""
    rng = np.random.default_rng(2)
    place = np.array([4, 2, 0, 1, 3])
    return SimpleNamespace(
        colours=rng.integers(0, 255, (15, 3)).astype(np.uint8),
        place=place,
        tile_start=np.array([0, 2, 5]),
        mesh=SimpleNamespace(feature_point_start=np.arange(0, 18, 3)),
    )


def test_marks_change_these_rows_alone_and_leave_no_trace():
    there = model()
    before = there.colours.copy()
    marks = Marks()
    assert marks.choose(there, np.array([0, 2])).tolist() == [0, 1]
    changed = (there.colours != before).any(1).reshape(5, 3)
    assert changed.all(1).tolist() == [True, False, False, False, True]
    share = np.abs(there.colours[0] - np.array(look.MARK)).max()
    assert share < np.abs(before[0] - np.array(look.MARK)).max()
    assert marks.choose(there, np.array([2, 0])).tolist() == []
    assert marks.choose(there, np.array([4])).tolist() == [0, 1]
    marks.choose(there, np.empty(0, np.int64))
    assert np.array_equal(there.colours, before)


def test_rows_that_are_not_there_are_left_out():
    marks = Marks()
    marks.choose(model(), np.array([1, 77, -1]))
    assert marks.rows.tolist() == [1]


SQUARES = Polygons(
    np.array([[0, 0], [30, 0], [30, 30], [0, 30], [100, 0], [110, 0], [110, 10]], np.float64),
    None,
    np.array([0, 4, 7]),
    np.array([0, 1, 2]),
    np.array([0, 1, 1, 2]),
)


def length(outline):
    a, b = outline.xy[outline.edges[:, 0]], outline.xy[outline.edges[:, 1]]
    return float(np.hypot(*(b - a).T).sum())


def test_rings_are_closed_and_cut_into_short_edges():
    found = outline_of(SQUARES, np.array([0]))
    assert length(found) == pytest.approx(120)
    assert len(found.edges) == 16
    assert found.xy.max() == 30
    assert length(outline_of(SQUARES, np.array([1]))) == 0
    assert length(outline_of(SQUARES, np.array([0, 2]))) == pytest.approx(140 + np.sqrt(200))


def test_lines_points_and_trees_have_outlines():
    lines = Lines(SQUARES.xy, None, SQUARES.ring_start, np.array([0, 1, 2]))
    assert length(outline_of(lines, np.array([1]))) == pytest.approx(20)
    points = Points(SQUARES.xy, None, np.arange(8))
    assert len(outline_of(points, np.array([1, 3])).edges) == 32
    trees = SimpleNamespace(
        row=np.array([7, 8, 8]), radius=np.array([2, 3, 4], np.float32), position=np.zeros((3, 3))
    )
    assert len(outline_of(trees, np.array([8])).edges) == 32
    assert len(outline_of(None, np.array([8])).edges) == 0


def test_very_many_corners_are_thinned(monkeypatch):
    monkeypatch.setattr(outlines, "MOST_PLACES", 40)
    angle = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    xy = 50 * np.column_stack([np.cos(angle), np.sin(angle)])
    ring = Polygons(xy, None, np.array([0, 400]), np.array([0, 1]), np.array([0, 1]))
    found = outline_of(ring, np.array([0]))
    assert len(found.edges) < 100
    assert length(found) == pytest.approx(2 * np.pi * 50, rel=0.02)


def test_rows_come_in_their_order():
    assert sorted_rows(frozenset({3, 1, 2})).tolist() == [1, 2, 3]


def test_what_is_selected_follows_its_layer_and_goes_away_for_pictures_that_are_kept():
    class Solid:
        def __init__(self):
            self.rows = []

        def mark_rows(self, rows):
            self.rows = rows.tolist()

    solids = {"a": Solid()}
    highlight = Highlight(solids, {}, {}, lambda: (None, None, (0.0, 0.0, 0.0)))
    assert highlight.choose({"a": np.array([1, 2])})
    assert not highlight.choose({"a": np.array([1, 2])})
    assert solids["a"].rows == [1, 2]
    with highlight.away():
        assert solids["a"].rows == []
    assert solids["a"].rows == [1, 2]
    solids["a"] = Solid()  # prepared anew, in another style
    highlight.part_changed("a")
    assert solids["a"].rows == [1, 2]
    highlight.choose({})
    assert solids["a"].rows == []
