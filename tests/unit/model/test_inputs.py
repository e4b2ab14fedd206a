"""Whether a result still holds: what it depends on, and nothing else."""

from __future__ import annotations

import msgspec
import pytest

from jumeau.model.analysis import Analysis
from jumeau.model.changes import RemoveFeature
from jumeau.model.inputs import Outdated, inputs_of, outdated
from jumeau.model.layer import FeatureRef, Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import Project, add_layers, change_layer, new_project, visible_layers
from jumeau.model.roles import Role
from jumeau.model.variants import (
    add_edits,
    add_variant,
    change_edit,
    change_variant,
    new_edit,
    new_variant,
    remove_variant,
)
from jumeau.model.view_state import ViewState

GONE = RemoveFeature(FeatureRef("buildings", "", 0))


def layer(name: str, role: Role, content: str) -> Layer:
    return Layer(name, role, PayloadRef(PayloadKind.TABLE, content, ".parquet"))


def town() -> Project:
    project = new_project("x")
    return add_layers(project, (
        layer("buildings", Role.BUILDING, "b"), layer("trees", Role.TREE, "t"),
        layer("terrain", Role.TERRAIN, "z"), layer("stops", Role.STOP, "s"),
    ))  # fmt: skip


def planned() -> Project:
    project = town()
    for title in ("A", "B"):
        variant = new_variant(project, title)
        project = add_variant(project, variant)
        project = add_edits(project, variant.id, new_edit(project, GONE))
    return project


def with_result(project: Project, **how) -> tuple[Project, Layer]:
    made = Analysis("sun_hours", "r", **how)
    made = msgspec.structs.replace(made, inputs=inputs_of(project, made))
    result = msgspec.structs.replace(layer("result", Role.SUN_HOURS, "r"), analysis=made)
    grown = add_layers(project, (result,))
    return grown, grown.layer("result")


def new_content(project: Project, name: str) -> Project:
    ref = PayloadRef(PayloadKind.TABLE, "other", ".parquet")
    return change_layer(project, name, payload=ref)


def test_a_result_holds_as_long_as_nothing_that_counts_changes() -> None:
    project, result = with_result(planned(), variant="variant-1")
    assert outdated(project, result) is None
    assert outdated(new_content(project, "stops"), result) is None
    assert outdated(change_layer(project, "buildings", title="Bâti"), result) is None
    assert outdated(change_variant(project, "variant-1", title="Les blocs"), result) is None
    other = change_edit(project, "variant-2", project.variants[1].edits[0].id, on=False)
    assert outdated(other, result) is None


@pytest.mark.parametrize("name", ["buildings", "trees", "terrain"])
def test_other_data_make_it_out_of_date(name: str) -> None:
    project, result = with_result(planned(), variant="variant-1")
    assert outdated(new_content(project, name), result) is Outdated.DATA
    assert outdated(project, result) is None  # and back


def test_an_edit_makes_results_of_its_variant_out_of_date() -> None:
    project, result = with_result(planned(), variant="variant-1", against=("variant-2",))
    first, second = (v.edits[0].id for v in project.variants)
    changed = change_edit(project, "variant-1", first, on=False)
    assert outdated(changed, result) is Outdated.VARIANT
    assert outdated(change_edit(project, "variant-2", second, on=False), result) is Outdated.AGAINST
    assert outdated(remove_variant(project, "variant-2"), result) is Outdated.GONE


def test_what_was_left_out_does_not_count() -> None:
    none = (("trees", "none"),)
    project, result = with_result(town(), parameters=none)
    assert outdated(new_content(project, "trees"), result) is None
    project, result = with_result(town(), parameters=(("without", "buildings"),))
    assert outdated(new_content(project, "buildings"), result) is None


def test_what_is_out_of_date_is_not_shown() -> None:
    project, _ = with_result(planned(), variant="variant-1")
    view = ViewState(variants=("variant-1",))
    assert "result" in {x.id for x in visible_layers(project, view)}
    changed = new_content(project, "buildings")
    assert "result" not in {x.id for x in visible_layers(changed, view)}
