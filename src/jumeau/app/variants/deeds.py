"""What is done with whole variants: begun, copied, removed, kept as they were."""

from __future__ import annotations

import datetime

import msgspec

from jumeau.app.variants.current import look_at
from jumeau.app.variants.words import proposed_year
from jumeau.i18n import Translator
from jumeau.model.changes import Change
from jumeau.model.edits import Edit
from jumeau.model.layer import FeatureRef
from jumeau.model.project import Project
from jumeau.model.session import Session
from jumeau.model.variant import NO_BUILD, TODAY, Kept, Variant
from jumeau.model.variants import (
    add_variant,
    change_variant,
    move_variant,
    new_edit,
    new_variant,
    remove_variant,
    variant_of,
)


def today_iso() -> str:
    """Return the date of today, as variants keep it."""
    return datetime.date.today().isoformat()


def begin(session: Session, title: str, base: str = TODAY) -> Variant:
    """Begin a variant and show it."""
    variant = new_variant(session.project, title, base=base, date=today_iso())
    session.commit("add_variant", add_variant(session.project, variant), title=title)
    look_at(session, variant.id)
    return variant


def _retargeted(change: Change, ids: dict[str, str]) -> Change:
    """Return a change that refers to copies where it referred to what was copied."""
    target = getattr(change, "feature", None)
    if isinstance(target, FeatureRef) and not target.layer and target.key in ids:
        return msgspec.structs.replace(change, feature=FeatureRef("", ids[target.key]))
    return change


def copied(project: Project, source: Variant, title: str) -> Project:
    """Return the project with a copy of a variant's state, its edits under ids of their own."""
    twin = new_variant(project, title, base=source.base, date=today_iso())
    fresh = add_variant(project, twin)
    ids: dict[str, str] = {}
    edits: tuple[Edit, ...] = ()
    for edit in source.edits:
        made = new_edit(fresh, edit.change)
        ids[edit.id] = made.id
        change = _retargeted(edit.change, ids)
        edits = (*edits, msgspec.structs.replace(edit, id=made.id, change=change))
        fresh = change_variant(fresh, twin.id, edits=edits)
    base = source.base if variant_of(project, source.base) is not None else TODAY
    like = msgspec.structs.replace(
        source, id=twin.id, title=title, colour=twin.colour, edits=edits, base=base, kept=()
    )
    return add_variant(project, like)


def duplicate(session: Session, variant_id: str, tr: Translator) -> None:
    """Copy a variant and show the copy."""
    project = session.project
    source = variant_of(project, variant_id)
    if source is None:
        return
    title = free_title(project, tr("variants_panel.copy_of", title=source.title))
    twin = copied(project, source, title)
    session.commit("duplicate_variant", twin, title=title)
    look_at(session, twin.variants[-1].id)


def restore(session: Session, kept: Kept, tr: Translator, date: str) -> Variant:
    """Put an earlier state before the present one, as a variant of its own."""
    words = tr("variants_panel.state_at", title=kept.state.title, date=date)
    title = free_title(session.project, words)
    project = copied(session.project, kept.state, title)
    made = project.variants[-1]
    project = change_variant(project, made.id, date=kept.date or made.date)
    ids = [x.id for x in project.variants]
    if kept.state.id in ids:
        project = move_variant(project, made.id, ids.index(kept.state.id))
    session.commit("restore_state", project, title=title)
    return made


def free_title(project: Project, wanted: str) -> str:
    """Return a title that no variant bears, with a number where it has to have one."""
    taken = {x.title for x in project.variants}
    title, number = wanted, 2
    while title in taken:
        title, number = f"{wanted} ({number})", number + 1
    return title


def remove(session: Session, variant_id: str) -> Variant | None:
    """Remove a variant; what was shown of it is today's town."""
    project, view = session.project, session.view
    gone = variant_of(project, variant_id)
    if gone is None:
        return None
    left = tuple(x for x in view.variants if x != variant_id)
    if left != view.variants:
        look_at(session, left[-1] if left else gone.base)
    session.commit("remove_variant", remove_variant(project, variant_id), title=gone.title)
    return gone


def with_no_build(project: Project, **said: object) -> Project:
    """Return the project with something said of the town without the project."""
    if variant_of(project, NO_BUILD) is None:
        project = add_variant(project, Variant(NO_BUILD, "", year=proposed_year(project)))
    return change_variant(project, NO_BUILD, **said)
