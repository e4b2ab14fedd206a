"""The legend editor's deeds keep a style whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jumeau.app.styling import class_edits as edits
from jumeau.model.style import Style, StyleClass, StyleKind
from jumeau.render.styling.making import graduated

SCALE = Style(
    kind=StyleKind.GRADUATED,
    field="height",
    method="pretty",
    classes=graduated((0, 5, 10, 20, 50), ("#111111", "#222222", "#333333", "#444444")),
)
VALUES = Style(
    kind=StyleKind.CATEGORIES,
    field="use",
    classes=(
        StyleClass("#111111", values=("a",)),
        StyleClass("#222222", values=("b",), label="Bé"),
        StyleClass("#333333"),
    ),
)


def test_a_limit_stays_between_its_neighbours() -> None:
    moved = edits.bound_moved(SCALE, 1, 7.0)
    assert edits.inner_bounds(moved) == (7.0, 10.0, 20.0)
    assert moved.method == edits.MANUAL
    assert edits.bound_moved(SCALE, 1, 10.0) is SCALE
    assert edits.bound_moved(SCALE, 2, 5.0) is SCALE


def test_the_outer_ends_are_closed_and_opened() -> None:
    closed = edits.ends_changed(SCALE, 0, low=1.0)
    assert closed.classes[0].low == 1.0
    assert edits.opened(closed, 0).classes[0].low is None
    assert edits.ends_changed(SCALE, 0, low=6.0) is SCALE
    assert edits.ends_changed(SCALE, 3, high=60.0).classes[3].high == 60.0


def test_classes_are_merged_and_split() -> None:
    one = edits.merged(SCALE, [1, 2])
    assert edits.inner_bounds(one) == (5.0, 20.0)
    assert one.classes[1].colour == "#222222"
    assert not edits.can_merge(SCALE, [0, 2])
    assert edits.can_merge(VALUES, [0, 2])
    rest = edits.merged(VALUES, [0, 2])
    assert [x.values for x in rest.classes] == [(), ("b",)]
    assert edits.merged(VALUES, [0, 1]).classes[0].values == ("a", "b")
    halved = edits.split(SCALE, 3, 0.0, 50.0)
    assert edits.inner_bounds(halved) == (5.0, 10.0, 20.0, 35.0)
    assert halved.classes[3].high == halved.classes[4].low


def test_values_come_go_and_change_places() -> None:
    more = edits.added(VALUES, "c")
    assert [x.values for x in more.classes] == [("a",), ("b",), ("c",), ()]
    assert edits.has_rest(more)
    assert not edits.has_rest(edits.with_rest(more, there=False))
    assert [x.values for x in edits.stepped(VALUES, 0, 1).classes][:2] == [("b",), ("a",)]
    assert edits.stepped(VALUES, 0, -1) is VALUES
    assert edits.without(VALUES, [0, 1, 2]) is VALUES  # one class stays


@given(
    st.lists(st.tuples(st.sampled_from("mbsr"), st.integers(0, 5), st.floats(-10, 60)), max_size=20)
)
def test_bounds_always_rise(deeds: list[tuple[str, int, float]]) -> None:
    style = SCALE
    for deed, number, value in deeds:
        count = len(style.classes)
        index = number % count
        if deed == "b" and index:
            style = edits.bound_moved(style, index, value)
        elif deed == "s":
            style = edits.split(style, index, 0.0, 50.0)
        elif deed == "m" and edits.can_merge(style, [index, (index + 1) % count]):
            style = edits.merged(style, [index, (index + 1) % count])
        elif deed == "r":
            style = edits.without(style, [index])
        before = float("-inf")
        for one in style.classes:
            low = before if one.low is None else one.low
            high = float("inf") if one.high is None else one.high
            assert before <= low < high
            before = high
