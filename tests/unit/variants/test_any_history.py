"""Any history of a project leads to what a resolution from scratch gives, exactly."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from variant_samples import SampleBase, X, Y, square

from jumeau.io.projects.project_format import decode, encode
from jumeau.model.changes import (
    AddBuilding,
    AddStoreys,
    Change,
    ChangeHeight,
    Demolish,
    MoveFeature,
    Planting,
    PlantTrees,
    RemoveFeature,
    SetSurface,
    SurfaceKind,
)
from jumeau.model.edits import Debate
from jumeau.model.layer import FeatureRef
from jumeau.model.project import Project, new_project
from jumeau.model.session import Session
from jumeau.model.variant import Variant
from jumeau.model.variants import (
    add_edits,
    add_variant,
    change_edit,
    change_variant,
    edits_shown,
    keep_state,
    move_edit,
    new_edit,
    new_variant,
    remove_edits,
    remove_variant,
)
from jumeau.variants.resolved import Resolved
from jumeau.variants.resolving import resolve

HOUSES = [FeatureRef("houses", key) for key in "ABC"]
CHANGES: list[Change] = [
    AddBuilding(square(0, 50), 9.0),
    RemoveFeature(HOUSES[0]),
    ChangeHeight(HOUSES[1], 12.0),
    AddStoreys(HOUSES[2], 2),
    MoveFeature(HOUSES[1], east=4.0, rotation=15.0),
    PlantTrees(Planting.ROW, ((X, Y), (X + 33.3, Y + 7.7)), 6.0),
    SetSurface(square(10, 10, 30.0), SurfaceKind.GRASS),
    Demolish(square(-5, -5, 30.0), trees=True),
]


def fingerprint(found: Resolved) -> str:
    """Return a digest of all that was resolved, to the last bit."""
    digest = hashlib.sha256()

    def put(value: object) -> None:
        if isinstance(value, np.ndarray):
            digest.update(value.tobytes())
        elif isinstance(value, dict):
            for key in sorted(value):
                put((key, sorted(value[key])))
        elif isinstance(value, tuple | list):
            digest.update(f"({len(value)}".encode())
            for item in value:
                put(item)
        elif isinstance(value, msgspec.Struct) or not hasattr(type(value), "__slots__"):
            digest.update(repr(value).encode())
        else:
            for name in type(value).__slots__:
                put(getattr(value, name))

    put(found)
    return digest.hexdigest()


class AnyHistory(RuleBasedStateMachine):
    """A session, and beside it the same project written and read again."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(new_project("x"))
        self.base = SampleBase()  # kept through all, as the window keeps it

    @property
    def project(self) -> Project:
        return self.session.project

    def variant(self, which: int) -> Variant | None:
        variants = self.project.variants
        return variants[which % len(variants)] if variants else None

    @rule(builds_on=st.booleans(), which=st.integers(0, 9))
    def begin(self, builds_on: bool, which: int) -> None:
        below = self.variant(which)
        if len(self.project.variants) < 4:
            base = below.id if builds_on and below else ""
            new = new_variant(self.project, "V", base=base)
            self.session.commit("new_variant", add_variant(self.project, new))

    @rule(which=st.integers(0, 9), changes=st.lists(st.sampled_from(CHANGES), max_size=3))
    def draw(self, which: int, changes: list[Change]) -> None:
        variant, project = self.variant(which), self.project
        if variant is not None:
            for change in changes:
                project = add_edits(project, variant.id, new_edit(project, change))
            self.session.commit("draw", project)

    @rule(which=st.integers(0, 9), edit=st.integers(0, 9), what=st.integers(0, 4))
    def change(self, which: int, edit: int, what: int) -> None:
        variant = self.variant(which)
        if variant is None or not variant.edits:
            return
        old = variant.edits[edit % len(variant.edits)]
        names = (variant.id, old.id)
        project = (
            lambda: change_edit(self.project, *names, on=not old.on),
            lambda: change_edit(self.project, *names, debate=Debate.FIXED, reason="loi"),
            lambda: move_edit(self.project, *names, 0),
            lambda: remove_edits(self.project, *names),
            lambda: keep_state(self.project, variant.id, "réunion", "2026-11-20"),
        )[what]()
        self.session.commit("change", project)

    @rule(height=st.floats(1, 50))
    def drag(self, height: float) -> None:
        variant = self.variant(0)
        if variant is not None and variant.edits:
            change = ChangeHeight(HOUSES[2], height)
            edit = variant.edits[0].id
            self.session.amend("drag", change_edit(self.project, variant.id, edit, change=change))

    @rule(which=st.integers(0, 9))
    def drop(self, which: int) -> None:
        if (variant := self.variant(which)) is not None:
            self.session.commit("remove_variant", remove_variant(self.project, variant.id))

    @rule(which=st.integers(0, 9), other=st.integers(0, 9))
    def rest_on(self, which: int, other: int) -> None:
        variant, below = self.variant(which), self.variant(other)
        if variant is not None and below is not None:
            self.session.commit("base", change_variant(self.project, variant.id, base=below.id))

    @rule()
    def undo(self) -> None:
        self.session.undo()

    @rule()
    def redo(self) -> None:
        self.session.redo()

    @invariant()
    def is_what_a_fresh_start_gives(self) -> None:
        fresh = decode(encode(self.project, 0), Path("x")).project
        assert fresh == self.project
        for variant in self.project.variants:
            for year in (0, 2030):
                kept = resolve(edits_shown(self.project, variant.id, year), self.base)
                again = resolve(edits_shown(fresh, variant.id, year), SampleBase())
                assert fingerprint(kept) == fingerprint(again)


def test_any_history_leads_to_what_a_fresh_start_gives() -> None:
    run_state_machine_as_test(
        AnyHistory,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_the_fingerprint_sees_a_millimetre() -> None:
    base = SampleBase()
    project = add_variant(new_project("x"), new_variant(new_project("x"), "A"))

    def seen(change: Change) -> str:
        edited = add_edits(project, "variant-1", new_edit(project, change))
        return fingerprint(resolve(edits_shown(edited, "variant-1"), base))

    assert seen(AddBuilding(square(0, 50), 9.0)) != seen(AddBuilding(square(0.001, 50), 9.0))
