"""Expressions: what they mean, held against plain Python; what is said of the wrong ones."""

import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jumeau.errors import InputError
from jumeau.i18n import LANGUAGES, Translator, phrase_error
from jumeau.io.expressions.masks import mask, shown_rows
from jumeau.io.expressions.parsing import fields_in, parse
from jumeau.io.expressions.suggesting import completion, frequent_values, written
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Field, Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.roles import Role

ROWS = [
    {"hauteur": 12.5, "étages": 3, "nature": "Église", "code": "12", "le": "2024-05-06"},
    {"hauteur": None, "étages": 1, "nature": "Indifférenciée", "code": "3,5", "le": "06/05/2023"},
    {"hauteur": 4.0, "étages": None, "nature": None, "code": "x", "le": None},
    {"hauteur": float("nan"), "étages": 2, "nature": "", "code": None, "le": "?"},
    {"hauteur": -7.25, "étages": 0, "nature": "Rue de l'Église", "code": "0", "le": "2024-05-07"},
]


def layer_of(rows, role=Role.BUILDING, **more):
    table = pa.Table.from_pylist(rows)
    store = MemoryStore()
    ref = store.add_table(table, "")
    fields = tuple(Field(x.name, str(x.type)) for x in table.schema)
    columns = (("height", "hauteur"),) if role is Role.BUILDING else ()
    return store, Layer("b", role, ref, count=len(rows), fields=fields, columns=columns, **more)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("hauteur > 3.5", [0, 2]),
        ("height > 3.5", [0, 2]),
        ("HAUTEUR >= 4 AND NOT étages = 3", []),
        ("NOT (hauteur > 3.5)", [4]),
        ("hauteur IS NULL", [1, 3]),
        ("nature IS NULL", [2, 3]),
        ("nature IS NOT NULL", [0, 1, 4]),
        ("nature = ''", [3]),
        ("nature LIKE '%glise'", [0, 4]),
        ("nature NOT LIKE 'É%'", [1, 3, 4]),
        ("CASEI(nature) = CASEI('église')", [0]),
        ("ACCENTI(CASEI(nature)) LIKE 'eglise%'", [0]),
        ("nature = 'Rue de l''Église'", [4]),
        ("nature IN ('Église', 'Serre')", [0]),
        ("nature NOT IN ('Église')", [1, 3, 4]),
        ("étages IN (1, 2)", [1, 3]),
        ("étages BETWEEN 1 AND 2 OR hauteur < 0", [1, 3, 4]),
        ("étages * 2 + 1 = 7 OR étages ^ 2 = 4", [0, 3]),
        ("étages / 2 = 1.5", [0]),
        ("étages DIV 2 = 1 AND étages % 2 = 1", [0]),
        ("hauteur / étages > 0", [0]),
        ("-hauteur = 7.25", [4]),
        ("code > 3", [0, 1]),
        ("code IN (3.5, 12)", [0, 1]),
        ("le > DATE('2023-12-31')", [0, 4]),
        ("le BETWEEN DATE('2023-05-06') AND TIMESTAMP('2024-05-06T00:00:00Z')", [0, 1]),
        ('"étages" = 3 or TRUE and FALSE', [0]),
        ("hauteur <> 4", [0, 4]),
        ("hauteur > étages", [0]),
    ],
)
def test_an_expression_is_true_of_these_rows(text, rows):
    store, layer = layer_of(ROWS)
    assert np.flatnonzero(mask(store, layer, text)).tolist() == rows


def test_codes_and_flags_and_dates_of_the_source():
    rows = [
        {"plat": True, "jour": datetime.date(2024, 1, 2), "à": datetime.datetime(2024, 1, 2, 9)},
        {"plat": False, "jour": datetime.date(2025, 1, 2), "à": None},
    ]
    store, layer = layer_of(rows, Role.POLYGONS)
    assert mask(store, layer, "plat").tolist() == [True, False]
    assert mask(store, layer, "plat = FALSE AND jour > '2024-06-01'").tolist() == [False, True]
    assert mask(store, layer, "à < TIMESTAMP('2024-01-02T10:00:00')").tolist() == [True, False]


# --- against plain Python -------------------------------------------------------------------------

numbers = st.one_of(st.none(), st.integers(-5, 5))
words = st.one_of(st.none(), st.sampled_from(["a", "b", "ba", "é", "o'k"]))
tables = st.lists(st.fixed_dictionaries({"n": numbers, "m": numbers, "t": words}), min_size=1)


def _compare(sign, left, right):
    if left is None or right is None:
        return None
    return {"=": left == right, "<>": left != right, "<": left < right, "<=": left <= right,
            ">": left > right, ">=": left >= right}[sign]  # fmt: skip


def _both(a, b):
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def _not(a):
    return None if a is None else not a


signs = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
whole = st.integers(-5, 5)
text = st.sampled_from(["a", "b", "é", "o'k"])
leaves = st.one_of(
    st.tuples(signs, whole).map(
        lambda x: (f"n {x[0]} {x[1]}", lambda r: _compare(x[0], r["n"], x[1]))
    ),
    st.tuples(signs).map(lambda x: (f"n {x[0]} m", lambda r: _compare(x[0], r["n"], r["m"]))),
    st.tuples(signs, whole).map(
        lambda x: (
            f"n + m * 2 {x[0]} {x[1]}",
            lambda r: None
            if r["n"] is None or r["m"] is None
            else _compare(x[0], r["n"] + r["m"] * 2, x[1]),
        )
    ),
    st.tuples(signs, text).map(
        lambda x: (
            "t {} '{}'".format(x[0], x[1].replace("'", "''")),
            lambda r: _compare(x[0], r["t"], x[1]),
        )
    ),
    st.just(("m IS NULL", lambda r: r["m"] is None)),
    st.lists(whole, min_size=1, max_size=4).map(
        lambda x: (
            f"n IN ({', '.join(map(str, x))})",
            lambda r: None if r["n"] is None else r["n"] in x,
        )
    ),
    st.tuples(whole, whole).map(
        lambda x: (
            f"n BETWEEN {x[0]} AND {x[1]}",
            lambda r: None if r["n"] is None else x[0] <= r["n"] <= x[1],
        )
    ),
)  # fmt: skip
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(
            lambda x: (
                (f"({x[0][0]}) AND {x[1][0]}", lambda r: _both(x[0][1](r), x[1][1](r)))
                if " OR " not in x[1][0] and " AND " not in x[1][0]
                else (f"({x[0][0]}) AND ({x[1][0]})", lambda r: _both(x[0][1](r), x[1][1](r)))
            )
        ),
        st.tuples(inner, inner).map(
            lambda x: (
                f"{x[0][0]} OR ({x[1][0]})",
                lambda r: _not(_both(_not(x[0][1](r)), _not(x[1][1](r)))),
            )
        ),
        inner.map(lambda x: (f"NOT ({x[0]})", lambda r: _not(x[1](r)))),
    ),
    max_leaves=6,
)


@settings(max_examples=120, deadline=None)
@given(tables, trees)
def test_any_expression_means_what_it_means_in_plain_python(rows, tree):
    written_text, meaning = tree
    schema = pa.schema([("n", pa.int64()), ("m", pa.float64()), ("t", pa.string())])
    table = pa.Table.from_pylist(rows, schema)
    store = MemoryStore()
    fields = tuple(Field(x.name, str(x.type)) for x in schema)
    layer = Layer("x", Role.POLYGONS, store.add_table(table, ""), fields=fields)
    expected = [meaning(row) is True for row in rows]
    assert mask(store, layer, written_text).tolist() == expected


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="an'\"()=<>+-*/^,. 1ANDORTILKEé_%\\", max_size=40))
def test_any_text_is_understood_or_explained(text_):
    store, layer = layer_of(ROWS)
    problem = None
    try:
        mask(store, layer, text_)
    except InputError as error:
        problem = error
    for language in LANGUAGES if problem is not None else ():
        told = phrase_error(problem, Translator(language))
        assert "expression." not in told["what"]


# --- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", "empty", None),
        ("hauteur > 10 AND (nature = 'x'", "bracket", 18),
        ("hauteur > 10)", "bracket", 13),
        ("hauteur >", "unfinished", 10),
        ("hauteur > 10 ET nature = 'x'", "habit", 14),
        ("hauteur == 10", "habit", 9),
        ("hauteur > 10,5", "comma", 13),
        ("nature = 'Église", "quote", 10),
        ("= 3", "value_wanted", 1),
        ("hauteur 3", "operator_wanted", 9),
        ("étages = 1 AND hauter > 3", "field_like", 16),
        ("zzzz = 1", "field", 1),
        ("nature > 3", "text_field", 1),
        ("étages = 'trois'", "type", 1),
        ("hauteur LIKE 'a%'", "like", 1),
        ("hauteur", "not_a_test", 1),
        ("RACINE(hauteur) > 2", "function", 1),
        ("le > DATE('demain')", "date", 6),
        ("S_INTERSECTS(hauteur, POINT(1 2))", "shape", 1),
        ("étages = 1" + " OR étages = 1" * 2000, "too_long", None),
        ("(" * 100 + "étages = 1" + ")" * 100, "too_deep", None),
    ],
)
def test_a_wrong_expression_is_explained_in_both_languages(text, code, position):
    store, layer = layer_of(ROWS)
    with pytest.raises(InputError) as caught:
        mask(store, layer, text)
    assert caught.value.code == f"expression.{code}"
    assert caught.value.fields.get("position") == position
    for language in LANGUAGES:
        told = phrase_error(caught.value, Translator(language))
        assert told["what"].startswith(told["what"][:1].upper())
        assert "remedy" in told
        if position:
            assert str(position) in told["what"] or code == "unfinished"


def test_an_unknown_field_names_the_closest_one():
    store, layer = layer_of(ROWS)
    with pytest.raises(InputError) as caught:
        mask(store, layer, "etage = 1")
    assert caught.value.fields["like"] == "étages"


def test_what_has_no_table_says_so():
    layer = Layer("r", Role.TERRAIN, PayloadRef(PayloadKind.RASTER, "0", ".tif"))
    with pytest.raises(InputError, match="no_table"):
        mask(MemoryStore(), layer, "a = 1")


def test_a_long_list_and_a_long_row_of_or_are_read():
    store, layer = layer_of(ROWS)
    many = ", ".join(map(str, range(3000)))
    assert mask(store, layer, f"étages IN ({many})").sum() == 4
    assert mask(store, layer, " OR ".join(["étages = 1"] * 900)).sum() == 1


def test_the_fields_of_an_expression():
    assert fields_in("\"Hauteur max\" > a AND (b IS NULL OR a IN (1)) AND c LIKE 'd'") == (
        "Hauteur max", "a", "b", "c",
    )  # fmt: skip
    assert parse("a = 1") is parse("a = 1")


def test_places_are_compared_in_the_project_s_coordinates():
    import shapely

    points = shapely.to_wkb(shapely.points([[0, 0], [5, 5], [20, 0]])).tolist()
    store, layer = layer_of([{"geometry": x, "n": k} for k, x in enumerate([*points, None])])
    assert mask(store, layer, "S_INTERSECTS(geometry, BBOX(-1, -1, 6, 6))").tolist() == [
        True, True, False, False,
    ]  # fmt: skip
    square = "POLYGON((4 4, 30 4, 30 -4, 40 40, 4 40, 4 4))"
    assert mask(store, layer, f"S_WITHIN(geometry, {square}) AND n > 0").tolist()[1:3] == [
        True, False,
    ]  # fmt: skip


def test_a_filter_says_which_rows_are_shown():
    store, layer = layer_of(ROWS)
    assert shown_rows(store, layer) is None
    store, layer = layer_of(ROWS, filter="hauteur > 0")
    assert shown_rows(store, layer).tolist() == [True, False, True, False, False]


# --- proposals ------------------------------------------------------------------------------------


def test_fields_words_and_values_are_proposed_while_one_writes():
    fields = ("hauteur", "nature", "Hauteur max", "étages")

    def values(name):
        return ["Église", "Serre"] if name == "nature" else []

    assert completion("hau", fields, values) == (0, ("hauteur", '"Hauteur max"'))
    assert completion("eta", fields, values).offers == ("étages",)
    assert "AND" in completion("nature = 'x' a", fields, values).offers
    found = completion("nature = 'eg", fields, values)
    assert found.start == 9
    assert found.offers == ("'Église'",)
    assert completion("hauteur > '", fields, values).offers == ()
    assert written("date") == '"date"'
    assert written("l'an") == '"l\'an"'


def test_the_most_frequent_values_come_first():
    store, layer = layer_of([{"t": x, "n": 1} for x in "abbbcc"])
    assert frequent_values(store, layer, "t") == ["b", "c", "a"]
    assert frequent_values(store, layer, "n") == []
