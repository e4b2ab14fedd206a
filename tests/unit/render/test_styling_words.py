"""What legends say of styles, in both languages."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from jumeau.i18n import Translator
from jumeau.model.layer import Field, Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import add_layers, new_project
from jumeau.model.roles import Role
from jumeau.model.style import Style, StyleClass, StyleKind, Symbol
from jumeau.model.view_state import ViewState, with_style
from jumeau.render.furniture import shortened
from jumeau.render.legend import legend_rows
from jumeau.render.legend_plate import legend_plate
from jumeau.render.legend_row import Row
from jumeau.render.styling.making import graduated
from jumeau.render.styling.named import STANDARDS
from jumeau.render.styling.ramps import RAMPS, ramp_colours
from jumeau.render.styling.words import class_words, heading, row_class, style_rows, value_words
from jumeau.render.themes.dress import Form
from jumeau.render.themes.keys import Key

FR, EN = Translator("fr"), Translator("en")
TABLE = PayloadRef(PayloadKind.TABLE, "0" * 64, ".parquet")
GREYS = ("#111111", "#222222", "#333333")


def building(style: Style, **more: object) -> Layer:
    columns = (("height", "hauteur"), ("use", "usage_1"), ("light", "legere"))
    return Layer("b", Role.BUILDING, TABLE, columns=columns, style=style, count=9, **more)


def by_height(*bounds: float, **more: object) -> Layer:
    classes = graduated(bounds, GREYS[: len(bounds) - 1])
    return building(Style(kind=StyleKind.GRADUATED, field="height", classes=classes, **more))


def words(layer: Layer, tr: Translator) -> list[str]:
    return [class_words(layer, one, tr) for one in layer.style.classes]


def test_bounds_are_told_in_words_and_the_unit_once():
    layer = by_height(0.0, 5.0, 7.5, 100.0)
    assert words(layer, FR) == ["moins de 5,0", "de 5,0 à 7,5", "7,5 et plus"]
    assert words(layer, EN) == ["less than 5.0", "5.0 to 7.5", "7.5 and more"]
    assert heading(layer, FR) == "Bâtiments\N{NO-BREAK SPACE}: hauteur (m)"
    assert heading(layer, EN) == "Buildings: height (m)"
    titled = msgspec.structs.replace(layer.style, title="Qui dépasse ?")
    assert heading(msgspec.structs.replace(layer, style=titled), FR) == "Qui dépasse ? (m)"


def test_labels_and_standards_come_first():
    layer = by_height(0.0, 5.0, 9.0)
    own = msgspec.structs.replace(layer.style.classes[0], label="bas")
    assert class_words(layer, own, FR) == "bas"
    bounds = STANDARDS["height_storeys"].bounds
    classes = graduated(bounds, ramp_colours("heat", len(bounds) - 1))
    style = Style(kind=StyleKind.GRADUATED, field="height", method="height_storeys",
                  classes=classes, title="Hauteurs")  # fmt: skip
    standard = building(style)
    assert (
        words(standard, FR)[0] == "moins de 4\N{NO-BREAK SPACE}m\N{NO-BREAK SPACE}: rez-de-chaussée"
    )
    assert heading(standard, FR) == "Hauteurs", "each class says the unit"
    changed = (msgspec.structs.replace(classes[0], high=5.0), *classes[1:])
    moved = building(msgspec.structs.replace(style, classes=changed))
    assert words(moved, FR)[0] == "moins de 5"


def test_years_are_not_grouped():
    style = Style(kind=StyleKind.GRADUATED, field="an",
                  classes=graduated((1900.0, 1950.0, 2000.0, 2020.0), GREYS))  # fmt: skip
    layer = building(style, fields=(Field("an", "int32"),))
    assert words(layer, FR)[1] == "de 1950 à 2000"


def test_values_are_told_as_people_say_them():
    layer = Layer("z", Role.LOCAL_CLIMATE_ZONE, TABLE, columns=(("zone", "LCZ"),))
    assert value_words(layer, "zone", "6", FR) == "Maisons espacées"
    assert value_words(building(Style()), "light", "yes", EN) == EN("common.yes")
    others = building(Style(kind=StyleKind.CATEGORIES, field="use", classes=(
        StyleClass("#111111", values=("A", "B")), StyleClass("#222222"),
    )))  # fmt: skip
    assert words(others, FR) == ["A, B", "Autres"]


def test_what_has_no_value_has_a_row_and_a_hidden_class_has_none():
    layer = by_height(0.0, 5.0, 9.0)
    hidden = msgspec.structs.replace(layer.style.classes[1], shown=False)
    style = msgspec.structs.replace(layer.style, classes=(layer.style.classes[0], hidden))
    rows = style_rows(msgspec.structs.replace(layer, style=style), Key(missing=3), FR)
    assert [row.text for row in rows[1:]] == ["moins de 5", "pas de donnée"]
    assert rows[-1].form == Form.MISSING
    assert all(row.form != Form.MISSING for row in style_rows(layer, Key(), FR))


def test_the_row_of_missing_values_is_never_left_out_for_want_of_room():
    rows = tuple(style_rows(by_height(0.0, 5.0, 9.0), Key(missing=1), FR))
    for count in range(1, len(rows)):
        left = shortened(rows, count, FR)
        assert not left or any(row.form == Form.MISSING for row in left)


def test_a_ramp_has_marks_and_says_what_lies_beyond():
    from jumeau.render.styling.applying import ramp_of

    style = Style(kind=StyleKind.CONTINUOUS, field="height", ramp="heat", low=0.0, high=20.0)
    layer = building(style)
    known = Key(ramp=ramp_of(style, np.array([1.0, 30.0])))
    assert style_rows(layer, known, FR)[1].text == "0|10|\N{GREATER-THAN OR EQUAL TO} 20"
    assert style_rows(layer, None, FR)[1].text == "0|10|20"


def test_signs_have_the_form_of_what_they_stand_for():
    classes = graduated((0.0, 1.0, 2.0), GREYS)
    style = Style(kind=StyleKind.GRADUATED, field="n", classes=classes, symbol=Symbol.TRIANGLE)
    points = Layer("p", Role.POINTS, TABLE, fields=(Field("n", "double"),), style=style)
    assert style_rows(points, None, FR)[1].form == Form.TRIANGLE
    raised = msgspec.structs.replace(style, extrude="n")
    squares = Layer("q", Role.POLYGONS, TABLE, fields=(Field("n", "double"),), style=raised)
    assert style_rows(squares, None, FR)[1].form == Form.PRISM
    rows = tuple(Row("x", (10.0, 120.0, 200.0), form) for form in Form)
    plate = legend_plate(rows, 24, 400)
    blank = legend_plate(tuple(Row("x", None, "note") for _ in Form), 24, 400)
    assert plate.shape[0] == blank.shape[0]
    assert (plate[..., 2].astype(int) - plate[..., 0] > 60).any()


def test_the_legend_follows_the_style_of_the_view():
    layer = by_height(0.0, 5.0, 9.0)
    styles = (msgspec.structs.replace(layer.style, title="Hauteur"),)
    layer = msgspec.structs.replace(layer, style=Style(), styles=styles)
    project = add_layers(new_project("x"), (layer,))
    plain = legend_rows(project, ViewState(), FR)
    assert [row.text for row in plain] == ["Bâtiments"]
    chosen = legend_rows(project, with_style(ViewState(), "b", "Hauteur"), FR)
    assert [row.text for row in chosen] == ["Hauteur (m)", "moins de 5", "5 et plus"]


def test_a_clicked_element_is_told_its_class():
    layer = by_height(0.0, 5.0, 9.0)
    assert row_class(layer, {"hauteur": 7.2}, FR) == "5 et plus"
    assert row_class(layer, {"hauteur": None}, FR) == "pas de donnée"
    assert row_class(layer, {"hauteur": 0.0}, FR) == "pas de donnée"
    zones = Style(kind=StyleKind.CATEGORIES, field="zone",
                  classes=(StyleClass("#111111", values=("6",)),))  # fmt: skip
    lcz = Layer("z", Role.LOCAL_CLIMATE_ZONE, TABLE, columns=(("zone", "LCZ"),), style=zones)
    assert row_class(lcz, {"LCZ": "LCZ 6"}, EN) == value_words(lcz, "zone", "6", EN)
    assert row_class(lcz, {"LCZ": "LCZ 5"}, EN) is None


@pytest.mark.parametrize("tr", [FR, EN])
def test_every_choice_has_its_words(tr):
    from jumeau.render.styling.classing import METHODS

    for name in RAMPS:
        assert tr.has(f"styling.ramp.{name}")
    for method in METHODS:
        assert tr.has(f"styling.method.{method}")
    for kind in StyleKind:
        assert tr.has(f"styling.kind.{kind.value}")
    for key, standard in STANDARDS.items():
        assert tr.has(f"styling.standard.{key}")
        assert tr.has(f"styling.standard_source.{key}")
        for k in range(len(standard.bounds) - 1 if standard.worded else 0):
            assert tr.has(f"styling.standard_class.{key}_{k}")
