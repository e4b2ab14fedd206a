"""Results of analyses lie on the picture of their own variant, and only while they hold."""

from __future__ import annotations

import msgspec
import pytest

from jumeau.model.analysis import Analysis
from jumeau.model.inputs import inputs_of
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import (
    Project,
    add_layers,
    change_layer,
    new_project,
    visible_certainty,
    visible_layers,
)
from jumeau.model.provenance import Certainty, Provenance
from jumeau.model.results import hides_gains, is_result, lies_on
from jumeau.model.roles import Role
from jumeau.model.view_state import Compare, ViewState

RASTER = PayloadRef(PayloadKind.RASTER, "1", ".tif")
TABLE = PayloadRef(PayloadKind.TABLE, "2", ".parquet")


def result(variant: str, against: tuple[str, ...] = (), role: Role = Role.SUN_HOURS) -> Layer:
    asked = Analysis("sun_hours", f"run {variant}", variant, against)
    return Layer(f"result-{variant}", role, RASTER, analysis=asked)


@pytest.mark.parametrize(
    ("variants", "compare", "seen"),
    [
        ((), Compare.NONE, ("",)),
        (("a",), Compare.NONE, ("a",)),
        (("", "a"), Compare.SWIPE, ("", "a")),
        (("a", "b"), Compare.SIDE_BY_SIDE, ("a", "b")),
        (("a", "b"), Compare.GHOST, ("b",)),
        (("a", "b"), Compare.NONE, ("a",)),
    ],
)
def test_each_picture_shows_the_results_of_its_own_variant(variants, compare, seen):
    view = ViewState(variants=variants, compare=compare)
    shown = tuple(x for x in ("", "a", "b") if lies_on(result(x), view))
    assert shown == seen


def test_each_side_of_a_comparison_has_its_own():
    view = ViewState(variants=("", "a"), compare=Compare.SWIPE)
    before, after = view.sides
    assert lies_on(result(""), before)
    assert not lies_on(result(""), after)
    assert lies_on(result("a"), after)


def test_a_difference_lies_on_the_variant_that_it_is_of():
    change = result("a", ("",), Role.SUN_HOURS_CHANGE)
    assert lies_on(change, ViewState(variants=("a",)))
    assert not lies_on(change, ViewState())


def test_data_lie_on_every_picture():
    plain = Layer("x", Role.NOISE_MAP, TABLE)
    assert lies_on(plain, ViewState(variants=("a",)))
    assert not is_result(plain)


def built() -> Project:
    return add_layers(new_project("x"), (Layer("b", Role.BUILDING, TABLE),))


def test_what_is_out_of_date_is_not_seen():
    project = built()
    layer = result("")
    current = msgspec.structs.replace(layer.analysis, inputs=inputs_of(project, layer.analysis))
    project = add_layers(project, (msgspec.structs.replace(layer, analysis=current),))
    assert [x.id for x in visible_layers(project, ViewState())] == ["result-", "b"]
    other = msgspec.structs.replace(TABLE, sha256="3")
    changed = change_layer(project, "b", payload=other)
    assert [x.id for x in visible_layers(changed, ViewState())] == ["b"]


def test_gains_are_told_apart_where_trees_were_not_surveyed():
    def layer(role: Role, trees: str) -> Layer:
        card = Provenance(parameters=(("trees", trees),))
        return Layer("x", role, RASTER, provenance=card)

    assert hides_gains(layer(Role.SUN_HOURS_CHANGE, "unsurveyed"))
    assert hides_gains(layer(Role.IRRADIATION_CHANGE, "unsurveyed"))
    assert not hides_gains(layer(Role.SUN_HOURS_CHANGE, "surveyed"))
    assert not hides_gains(layer(Role.SUN_HOURS, "unsurveyed"))
    project = add_layers(new_project("x"), (layer(Role.SUN_HOURS, "unsurveyed"),))
    assert visible_certainty(project, ViewState()) is Certainty.UNCERTAIN
    project = add_layers(new_project("x"), (layer(Role.SUN_HOURS, "surveyed"),))
    assert visible_certainty(project, ViewState()) is Certainty.COMPUTED
