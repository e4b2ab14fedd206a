"""Variants as values: what is done with them, and what shows at which time."""

from __future__ import annotations

import msgspec
import pytest

from jumeau.io.projects.project_format import MIGRATIONS
from jumeau.model.changes import AddBuilding, PlaceModel, RemoveFeature
from jumeau.model.edits import Edit, own_element, payloads_of, tag_of
from jumeau.model.layer import FeatureRef
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.placed_model import Model
from jumeau.model.project import Project, new_project, rename
from jumeau.model.session import Session
from jumeau.model.variant import Phase, Variant
from jumeau.model.variants import (
    add_edits,
    add_variant,
    chain,
    change_edit,
    change_variant,
    edits_shown,
    keep_state,
    move_edit,
    new_edit,
    new_variant,
    only_variants,
    payloads_kept,
    remove_edits,
    remove_variant,
    variant_of,
    years_that_matter,
)
from jumeau.model.view_state import Compare, ViewState

HOUSE = AddBuilding(((0.0, 0.0), (8.0, 0.0), (8.0, 6.0), (0.0, 6.0)), 6.0)
GONE = RemoveFeature(FeatureRef("batiment", "BATIMENT01", 3))


def with_two() -> Project:
    """Return a project with a variant, and with one that builds on it."""
    project = new_project("x")
    for title, base in (("A", ""), ("B", "variant-1")):
        project = add_variant(project, new_variant(project, title, base=base))
        added = new_edit(project, HOUSE if base else GONE)
        project = add_edits(project, project.variants[-1].id, added)
    return project


def test_a_new_variant_has_an_id_and_a_colour_of_its_own() -> None:
    a, b = with_two().variants

    assert (a.id, b.id) == ("variant-1", "variant-2")
    assert a.colour != b.colour
    assert a.edits[0].id != b.edits[0].id  # ids are free in all variants


def test_a_variant_shows_what_it_builds_on_before_its_own() -> None:
    project = with_two()

    assert [x.title for x in chain(project, "variant-2")] == ["A", "B"]
    assert [x.change for x in edits_shown(project, "variant-2")] == [GONE, HOUSE]
    assert edits_shown(project, "") == edits_shown(project, "unknown") == ()


def test_a_change_of_variants_alone_is_known() -> None:
    project = with_two()

    assert only_variants(project, change_variant(project, "variant-1", title="C"))
    assert only_variants(project, project)
    assert not only_variants(project, rename(project, "y"))


def test_a_circle_of_variants_ends() -> None:
    project = change_variant(with_two(), "variant-1", base="variant-2")

    assert [x.title for x in chain(project, "variant-2")] == ["A", "B"]


def test_what_is_switched_off_or_not_begun_is_not_shown() -> None:
    project = with_two()
    later = Phase("p2", "Phase 2", "2031-09-01")
    project = change_variant(project, "variant-2", phases=(later,))
    project = change_edit(project, "variant-2", "edit-2", phase="p2")

    assert len(edits_shown(project, "variant-2", 2030)) == 1
    assert len(edits_shown(project, "variant-2", 2031)) == 2
    assert len(edits_shown(project, "variant-2")) == 2
    assert years_that_matter(project, "variant-2") == (2031,)
    project = change_edit(project, "variant-2", "edit-2", on=False)
    assert len(edits_shown(project, "variant-2")) == 1


def test_what_built_on_a_removed_variant_keeps_its_edits() -> None:
    project = remove_variant(with_two(), "variant-1")

    (left,) = project.variants
    assert (left.base, [x.change for x in left.edits]) == ("", [GONE, HOUSE])


def test_edits_are_reordered_and_removed() -> None:
    project = with_two()
    project = add_edits(project, "variant-1", new_edit(project, HOUSE, title="maison"))
    order = [x.id for x in variant_of(project, "variant-1").edits]

    moved = move_edit(project, "variant-1", order[1], 0)
    assert [x.id for x in variant_of(moved, "variant-1").edits] == order[::-1]
    left = remove_edits(project, "variant-1", order[0])
    assert [x.title for x in variant_of(left, "variant-1").edits] == ["maison"]
    with pytest.raises(KeyError):
        change_edit(project, "variant-1", "edit-9", on=False)


def test_an_earlier_state_is_kept_with_its_payloads() -> None:
    ref = PayloadRef(PayloadKind.MODEL, "a" * 64, ".glb", 10)
    project = with_two()
    placed = new_edit(project, PlaceModel(Model(ref), (0.0, 0.0)))
    project = add_edits(project, "variant-1", placed)
    project = keep_state(project, "variant-1", "réunion publique", "2026-11-20")
    project = remove_edits(project, "variant-1", placed.id)

    kept = variant_of(project, "variant-1").kept[0]
    assert placed in kept.state.edits
    assert placed.id not in [x.id for x in variant_of(project, "variant-1").edits]
    assert payloads_kept(project) == payloads_of(kept.state.edits) == (ref,)
    assert new_edit(project, HOUSE).id != placed.id  # an id is never given twice


def test_variants_survive_the_journal() -> None:
    entries = []
    session = Session(new_project("x"), record=entries.append)
    session.commit("add", with_two().__class__(**{
        **{k: getattr(session.project, k) for k in session.project.__struct_fields__},
        "variants": with_two().variants,
    }))  # fmt: skip
    fresh = Session(msgspec.structs.replace(session.history[0]))
    fresh.replay(msgspec.convert(msgspec.to_builtins(entries[0]), type(entries[0])))

    assert fresh.project == session.project
    assert tag_of(fresh.project.variants[0].edits[0].change) == "remove_feature"


def test_an_old_file_gets_wrapped_edits() -> None:
    change = msgspec.to_builtins(GONE)
    raw = {"schema": 1, "project": {"variants": [{"id": "v", "title": "V", "edits": [change]}]}}

    new = MIGRATIONS[1](raw)

    assert new["schema"] == 2
    variant = msgspec.convert(new["project"]["variants"][0], Variant)
    assert variant.edits == (Edit("v-1", GONE),)


def test_a_view_tells_its_sides() -> None:
    view = ViewState(variants=("", "a"), compare=Compare.SWIPE)

    assert [x.variant for x in view.sides] == ["", "a"]
    assert all(x.compare is Compare.NONE for x in view.sides)
    ghost = msgspec.structs.replace(view, compare=Compare.GHOST)
    assert ghost.sides == (ghost,)
    assert own_element("edit-4") == FeatureRef("", "edit-4")
