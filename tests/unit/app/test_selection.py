"""What is selected, beside the project."""

from jumeau.app.selection import Selection
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import add_layers, change_layer, new_project, remove_layer, rename
from jumeau.model.roles import Role


def test_one_layer_or_more_is_selected_and_told_once(qtbot):
    selection = Selection()
    told = []
    selection.changed.connect(lambda: told.append(dict(selection.rows)))
    selection.choose("a", [1, 2])
    selection.choose("a", [2, 1])
    selection.choose("b", [3], only=False)
    assert told == [{"a": {1, 2}}, {"a": {1, 2}, "b": {3}}]
    selection.choose("b", [4])
    assert selection.rows == {"b": {4}}
    assert selection.rows_of("a") == frozenset()


def test_rows_of_layers_that_are_gone_are_forgotten(qtbot):
    ref = PayloadRef(PayloadKind.TABLE, "0" * 64, ".parquet")
    layers = tuple(Layer(id=name, role=Role.BUILDING, payload=ref) for name in "ab")
    old = add_layers(new_project("p"), layers)
    selection = Selection()
    selection.set_rows({"a": frozenset({1}), "b": frozenset({2})})
    selection.follow(old, rename(old, "other"))
    assert len(selection.rows) == 2
    selection.follow(old, remove_layer(old, "a"))
    assert selection.rows == {"b": {2}}


def test_a_click_replaces_adds_or_takes_out(qtbot):
    selection = Selection()
    selection.click("a", 1)
    selection.click("b", 2, add=True)
    selection.click("a", 3, add=True)
    assert selection.rows == {"a": {1, 3}, "b": {2}}
    assert selection.count == 3
    selection.click("a", 1, add=True)
    assert selection.rows == {"a": {3}, "b": {2}}
    selection.click("a", 3)
    assert selection.rows == {"a": {3}}


def test_a_filter_that_changes_forgets_the_rows_of_its_layer(qtbot):
    ref = PayloadRef(PayloadKind.TABLE, "0" * 64, ".parquet")
    layers = tuple(Layer(id=name, role=Role.BUILDING, payload=ref) for name in "ab")
    old = add_layers(new_project("p"), layers)
    selection = Selection()
    selection.set_rows({"a": frozenset({1}), "b": frozenset({2})})
    selection.follow(old, change_layer(old, "b", filter="x > 1"))
    assert selection.rows == {"a": {1}}
