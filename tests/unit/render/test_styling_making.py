"""Styles made from what layers hold, and what each feature then wears."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from village import box, layer

from jumeau.errors import InputError
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Field, Layer
from jumeau.model.project import add_layers, keep_view, new_project
from jumeau.model.roles import Role
from jumeau.model.style import Style, StyleClass, StyleKind, Target
from jumeau.model.view_state import ViewState, with_style
from jumeau.render.styling.applying import (
    AS_ROLE,
    NO_DATA,
    NO_DATA_COLOUR,
    classes_of,
    colours_of,
    indices_of,
    recoloured,
)
from jumeau.render.styling.changing import (
    add_style,
    check_style,
    put_first,
    remove_style,
    rename_style,
    replace_style,
    styles_of,
)
from jumeau.render.styling.fields import fields_of, summary, values_of
from jumeau.render.styling.making import graduated, make_style
from jumeau.render.styling.named import standards_for
from jumeau.render.styling.ramps import RAMPS, RampKind, ramp_colours


@pytest.fixture
def houses() -> tuple[MemoryStore, Layer]:
    store = MemoryStore()
    found = layer(
        store,
        Role.BUILDING,
        [box(20 * k, 0, 10, 10) for k in range(8)],
        {
            "height": [3.0, 5.0, 8.0, 12.0, 20.0, None, 0.0, 4.0],
            "use": ["A", "A", "A", "B", "B", "C", None, "D"],
            "light": [True, False, None, False, False, False, False, False],
        },
    )
    return store, found


def test_fields_say_what_can_carry_a_style(houses):
    store, found = houses
    found = msgspec.structs.replace(found, fields=(Field("key", "string"), Field("n", "int64")))
    known = {x.name: x for x in fields_of(found)}
    assert known["height"].numeric
    assert known["height"].unit == "m"
    assert not known["use"].numeric
    assert known["n"].numeric
    assert list(known)[:3] == ["height", "use", "light"]
    with pytest.raises(InputError, match="field_unknown"):
        values_of(store, found, "colour of the door")


def test_a_height_of_zero_is_no_height(houses):
    told = summary(*houses, "height")
    assert (told.count, told.missing, told.low, told.high) == (6, 2, 3.0, 20.0)
    assert sum(told.bins) == 6
    assert len(told.bins) == 40
    words = summary(*houses, "use")
    assert words.values[0] == ("A", 3)
    assert words.missing == 1


def test_classes_are_half_open_and_open_outwards():
    classes = graduated((0.0, 5.0, 10.0), ("#000001", "#000002"))
    style = Style(kind=StyleKind.GRADUATED, field="x", classes=classes)
    values = np.array([-3.0, 0.0, 4.999, 5.0, 99.0, np.nan])
    assert classes_of(style, values).tolist() == [0, 0, 0, 1, 1, NO_DATA]


def test_no_data_is_never_the_lowest_class(houses):
    store, found = houses
    style = make_style(store, found, kind=StyleKind.GRADUATED, field="height", count=4)
    rgba = colours_of(style, values_of(store, found, "height"), 8)
    for row in (5, 6):
        assert rgba[row].tolist() == [*np.round(NO_DATA_COLOUR).astype(int), 255]
    assert rgba[0].tolist() != rgba[5].tolist()


def test_a_hidden_class_looks_as_its_role_does():
    classes = (StyleClass("#111111", high=5.0, shown=False), StyleClass("#222222", low=5.0))
    style = Style(kind=StyleKind.GRADUATED, field="x", classes=classes)
    assert indices_of(style, np.array([1.0, 7.0]), 2).tolist() == [AS_ROLE, 1]


def test_rare_values_are_others(houses):
    store, found = houses
    style = make_style(store, found, kind=StyleKind.CATEGORIES, field="use", count=2)
    assert [one.values for one in style.classes] == [("A",), ("B",), ()]
    index = classes_of(style, values_of(store, found, "use"))
    assert index.tolist() == [0, 0, 0, 1, 1, 2, NO_DATA, 2]
    numbers = make_style(store, found, kind=StyleKind.CATEGORIES, field="height", count=12)
    assert [one.values for one in numbers.classes][:2] == [("3",), ("4",)]
    assert classes_of(numbers, values_of(store, found, "height"))[0] == 0


def test_a_ramp_has_rounded_ends_and_colours_between(houses):
    store, found = houses
    style = make_style(store, found, kind=StyleKind.CONTINUOUS, field="height")
    assert style.low is not None
    assert style.high is not None
    assert style.low <= 3.2
    assert style.high >= 19
    index = indices_of(style, np.array([style.low, style.high, np.nan]), 3)
    assert index.tolist() == [0, 255, NO_DATA]


def test_texts_cannot_be_graduated(houses):
    with pytest.raises(InputError, match="not_numeric"):
        make_style(*houses, kind=StyleKind.GRADUATED, field="use")


def test_standards_are_offered_where_they_fit(houses):
    _, found = houses
    assert standards_for(found, "height") == ("height_storeys",)
    assert standards_for(found, "use") == ()


def test_another_ramp_keeps_classes_and_labels(houses):
    store, found = houses
    style = make_style(store, found, kind=StyleKind.GRADUATED, field="height", count=4)
    other = recoloured(style, "heat", reversed=True)
    bounds_of = [(x.low, x.high) for x in style.classes]
    assert [(x.low, x.high) for x in other.classes] == bounds_of
    assert [x.colour for x in other.classes] == list(
        ramp_colours("heat", len(style.classes), reversed=True)
    )


@pytest.mark.parametrize("name", RAMPS)
def test_ramps_give_as_many_colours_as_asked(name):
    for count in (1, 2, 5, 7, 12):
        found = ramp_colours(name, count)
        assert len(set(found)) == count
        assert all(len(code) == 7 for code in found)
    if RAMPS[name].kind is not RampKind.QUALITATIVE:
        assert ramp_colours(name, 5) == ramp_colours(name, 5, reversed=True)[::-1]


# -- changes -----------------------------------------------------------------------------------


def project_of(found: Layer):
    return add_layers(new_project("x"), (found,))


def test_styles_are_added_renamed_chosen_and_removed(houses):
    store, found = houses
    a = make_style(store, found, kind=StyleKind.SINGLE, title="A", colour="#aa0000")
    b = make_style(store, found, kind=StyleKind.GRADUATED, field="height", title="B",
                   target=Target.ROOFS)  # fmt: skip
    project = add_style(add_style(project_of(found), found.id, a), found.id, b)
    assert [x.title for x in styles_of(project.layer(found.id))] == ["", "A", "B"]
    project = keep_view(project, "v", with_style(ViewState(), found.id, "B"))
    project = rename_style(project, found.id, "B", "Hauteur")
    assert project.views[0].state.styles == ((found.id, "Hauteur"),)
    project = put_first(project, found.id, "Hauteur")
    assert project.layer(found.id).style.title == "Hauteur"
    project = replace_style(project, found.id, "A", msgspec.structs.replace(a, opacity=0.5))
    project = remove_style(project, found.id, "Hauteur")
    assert project.views[0].state.styles == ()
    assert [x.title for x in styles_of(project.layer(found.id))] == ["", "A"]
    for title in ("", "A"):
        project = remove_style(project, found.id, title)
    assert project.layer(found.id).style == Style()


def test_titles_are_told_apart(houses):
    store, found = houses
    style = make_style(store, found, kind=StyleKind.SINGLE, title="A")
    project = add_style(project_of(found), found.id, style)
    with pytest.raises(InputError, match="title_taken"):
        add_style(project, found.id, style)
    with pytest.raises(InputError, match="style_unknown"):
        remove_style(project, found.id, "B")


@pytest.mark.parametrize(
    ("style", "code"),
    [
        (Style(kind=StyleKind.SINGLE, colour="red"), "style.colour"),
        (Style(kind=StyleKind.SINGLE, opacity=0.0), "style.opacity"),
        (Style(kind=StyleKind.SINGLE, size=-1.0), "styling.width"),
        (Style(kind=StyleKind.GRADUATED, field="height"), "styling.no_classes"),
        (Style(kind=StyleKind.CONTINUOUS, field="nope"), "styling.field_unknown"),
        (Style(kind=StyleKind.CONTINUOUS, field="use"), "styling.not_numeric"),
        (Style(kind=StyleKind.CONTINUOUS, field="height", low=2.0, high=1.0), "styling.ends"),
        (Style(kind=StyleKind.CONTINUOUS, field="height", ramp="nope"), "styling.ramp_unknown"),
        (Style(kind=StyleKind.SINGLE, extrude="height", extrude_scale=0.0),
         "styling.extrude_scale"),
        (
            Style(kind=StyleKind.GRADUATED, field="height", classes=(
                StyleClass("#000000", low=0.0, high=5.0), StyleClass("#000000", low=4.0, high=9.0),
            )),
            "styling.class_bounds",
        ),
    ],
)  # fmt: skip
def test_a_style_that_cannot_be_drawn_is_refused(houses, style, code):
    with pytest.raises(InputError) as caught:
        check_style(houses[1], style)
    assert caught.value.code == code


def test_styles_survive_the_project_file(houses):
    store, found = houses
    style = make_style(store, found, kind=StyleKind.GRADUATED, field="height", title="H")
    project = add_style(project_of(found), found.id, style)
    again = msgspec.json.decode(msgspec.json.encode(project), type=type(project))
    assert again == project
    old = msgspec.json.decode(b'{"name": "standard"}', type=Style)
    assert old == Style()
