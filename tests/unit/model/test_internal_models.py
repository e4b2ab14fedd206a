"""Models that may not be seen in public are named, whatever their card leaves open."""

from __future__ import annotations

import pytest

from jumeau.model.changes import PlaceModel
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.placed_model import Model, ModelCard
from jumeau.model.project import Project, new_project
from jumeau.model.provenance import Access
from jumeau.model.variants import add_edits, add_variant, internal_models, new_edit, new_variant
from jumeau.model.view_state import ViewState


def project_with(card: ModelCard, *, on: bool = True) -> tuple[Project, ViewState]:
    project = new_project("x")
    variant = new_variant(project, "A")
    project = add_variant(project, variant)
    model = Model(PayloadRef(PayloadKind.MODEL, "0" * 64, ".glb"))
    edit = new_edit(project, PlaceModel(model, (0.0, 0.0), card=card), on=on)
    return add_edits(project, variant.id, edit), ViewState(variants=(variant.id,))


@pytest.mark.parametrize(
    ("card", "internal"),
    [
        (ModelCard(), True),
        (ModelCard(image=True), True),
        (ModelCard(access=Access.PUBLIC), True),
        (ModelCard(image=True, access=Access.RESTRICTED), True),
        (ModelCard(image=False, access=Access.PUBLIC), True),
        (ModelCard(image=True, access=Access.PUBLIC), False),
        (ModelCard(image=True, access=Access.PUBLIC, until="2026-12-31"), False),
        (ModelCard(image=True, access=Access.PUBLIC, until="2026-01-31"), True),
    ],
)
def test_unknown_rights_mean_internal(card: ModelCard, internal: bool) -> None:
    found = internal_models(*project_with(card), "2026-06-01")
    assert bool(found) is internal


def test_what_is_not_shown_is_not_named() -> None:
    project, view = project_with(ModelCard(), on=False)
    assert internal_models(project, view) == ()
    project, _ = project_with(ModelCard())
    assert internal_models(project, ViewState()) == ()
