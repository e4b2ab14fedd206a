"""What is done with variants: functions from project to project, and questions about them."""

from __future__ import annotations

from typing import Any

import msgspec

from jumeau.model.changes import Change, PlaceModel, PlantTrees
from jumeau.model.edits import Edit, payloads_of
from jumeau.model.payload import PayloadRef
from jumeau.model.project import Project, replaced
from jumeau.model.provenance import Access
from jumeau.model.variant import COLOURS, NO_BUILD, TODAY, Kept, Variant
from jumeau.model.view_state import ViewState


def variant_of(project: Project, variant_id: str) -> Variant | None:
    """Return a variant; None for today, and for an id that the project does not have."""
    return next((x for x in project.variants if x.id == variant_id), None)


def edit_of(variant: Variant, edit_id: str) -> Edit:
    """Return an edit of a variant; KeyError when there is none."""
    for edit in variant.edits:
        if edit.id == edit_id:
            return edit
    raise KeyError(edit_id)


def free_id(stem: str, taken: Any) -> str:
    """Return ``stem-1``, ``stem-2``…: the first that is not taken."""
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def new_variant(project: Project, title: str, *, base: str = TODAY, date: str = "") -> Variant:
    """Return a variant with the next free id and the next colour; it is not in the project yet."""
    others = [x for x in project.variants if x.id != NO_BUILD]
    return Variant(
        free_id("variant", {x.id for x in others}),
        title,
        date=date,
        base=base,
        colour=COLOURS[len(others) % len(COLOURS)],
    )


def add_variant(project: Project, variant: Variant) -> Project:
    """Return the project with one more variant, the last of the list."""
    return replaced(project, variants=(*project.variants, variant))


def change_variant(project: Project, variant_id: str, **changes: Any) -> Project:
    """Return the project with some fields of one variant changed; KeyError when there is none."""
    old = variant_of(project, variant_id)
    if old is None:
        raise KeyError(variant_id)
    new = msgspec.structs.replace(old, **changes)
    return replaced(project, variants=tuple(new if x is old else x for x in project.variants))


def remove_variant(project: Project, variant_id: str) -> Project:
    """Return the project without a variant; those that built on it take its edits over."""
    gone = variant_of(project, variant_id)
    if gone is None:
        raise KeyError(variant_id)

    def freed(variant: Variant) -> Variant:
        if variant.base != variant_id:
            return variant
        return msgspec.structs.replace(
            variant, base=gone.base, edits=_joined(gone, variant), phases=_phases(gone, variant)
        )

    kept = tuple(freed(x) for x in project.variants if x is not gone)
    return replaced(project, variants=kept)


def _phases(below: Variant, above: Variant) -> tuple[Any, ...]:
    own = {x.id for x in above.phases}
    return (*(x for x in below.phases if x.id not in own), *above.phases)


def _joined(below: Variant, above: Variant) -> tuple[Edit, ...]:
    """Return the edits of a variant after those that it built on."""
    own = {x.id for x in above.edits}
    return (*(x for x in below.edits if x.id not in own), *above.edits)


def move_variant(project: Project, variant_id: str, position: int) -> Project:
    """Return the project with a variant at another place of the list (0 is the first)."""
    found = variant_of(project, variant_id)
    if found is None:
        raise KeyError(variant_id)
    others = [x for x in project.variants if x is not found]
    others.insert(max(0, min(position, len(others))), found)
    return replaced(project, variants=tuple(others))


def new_edit(project: Project, change: Change, **said: Any) -> Edit:
    """Return an edit with an id that is free in all variants; it is not in the project yet."""
    taken = {
        e.id for v in project.variants for s in (v, *(k.state for k in v.kept)) for e in s.edits
    }
    return Edit(free_id("edit", taken), change, **said)


def add_edits(project: Project, variant_id: str, *edits: Edit) -> Project:
    """Return the project with edits at the end of a variant's list."""
    variant = variant_of(project, variant_id)
    if variant is None:
        raise KeyError(variant_id)
    return change_variant(project, variant_id, edits=(*variant.edits, *edits))


def change_edit(project: Project, variant_id: str, edit_id: str, **changes: Any) -> Project:
    """Return the project with some fields of an edit changed (``on``, ``change``, ``title``…)."""
    variant = variant_of(project, variant_id)
    if variant is None:
        raise KeyError(variant_id)
    old = edit_of(variant, edit_id)
    new = msgspec.structs.replace(old, **changes)
    edits = tuple(new if x is old else x for x in variant.edits)
    return change_variant(project, variant_id, edits=edits)


def remove_edits(project: Project, variant_id: str, *edit_ids: str) -> Project:
    """Return the project without some edits of a variant."""
    variant = variant_of(project, variant_id)
    if variant is None:
        raise KeyError(variant_id)
    edits = tuple(x for x in variant.edits if x.id not in edit_ids)
    return change_variant(project, variant_id, edits=edits)


def move_edit(project: Project, variant_id: str, edit_id: str, position: int) -> Project:
    """Return the project with an edit at another place of its list (0 is applied first)."""
    variant = variant_of(project, variant_id)
    if variant is None:
        raise KeyError(variant_id)
    found = edit_of(variant, edit_id)
    others = [x for x in variant.edits if x is not found]
    others.insert(max(0, min(position, len(others))), found)
    return change_variant(project, variant_id, edits=tuple(others))


def keep_state(project: Project, variant_id: str, occasion: str, date: str) -> Project:
    """Return the project with a variant's present state kept among its earlier ones."""
    variant = variant_of(project, variant_id)
    if variant is None:
        raise KeyError(variant_id)
    state = msgspec.structs.replace(variant, kept=())
    return change_variant(project, variant_id, kept=(Kept(date, occasion, state), *variant.kept))


# -- questions -------------------------------------------------------------------------------------


def chain(project: Project, variant_id: str) -> tuple[Variant, ...]:
    """Return the variants that a variant rests on, the lowest first, itself last.

    An unknown id gives nothing; a variant that builds on itself, by a damaged file, stops there.
    """
    found: list[Variant] = []
    while (variant := variant_of(project, variant_id)) is not None and variant not in found:
        found.insert(0, variant)
        variant_id = variant.base
    return tuple(found)


def edits_shown(project: Project, variant_id: str, year: int = 0) -> tuple[Edit, ...]:
    """Return the edits that make a variant at a calendar year: switched on, their phase begun.

    Parameters
    ----------
    year : int
        0 for the finished variant.
    """
    shown: list[Edit] = []
    for variant in chain(project, variant_id):
        begun = {x.id: int(x.date[:4]) for x in variant.phases if x.date[:4].isdigit()}
        shown += [
            _dated(x, begun.get(x.phase, variant.year))
            for x in variant.edits
            if x.on and (not year or begun.get(x.phase, 0) <= year)
        ]
    return tuple(shown)


def _dated(edit: Edit, year: int) -> Edit:
    """Return an edit whose trees are planted when its phase, or its variant, is built."""
    change = edit.change
    if not isinstance(change, PlantTrees) or change.planted or not year:
        return edit
    return msgspec.structs.replace(edit, change=msgspec.structs.replace(change, planted=year))


def years_that_matter(project: Project, variant_id: str) -> tuple[int, ...]:
    """Return the years in which phases begin, ascending."""
    dates = (x.date[:4] for v in chain(project, variant_id) for x in v.phases)
    return tuple(sorted({int(x) for x in dates if x.isdigit()}))


def only_variants(old: Project, new: Project) -> bool:
    """Tell whether two states of a project differ in variants and zone rules at most."""
    names = (x for x in Project.__struct_fields__ if x not in ("variants", "zone_rules"))
    return all(getattr(old, name) is getattr(new, name) for name in names)


def payloads_kept(project: Project) -> tuple[PayloadRef, ...]:
    """Return what all variants and their earlier states keep in the store."""
    states = (s for v in project.variants for s in (v, *(k.state for k in v.kept)))
    return tuple(dict.fromkeys(ref for state in states for ref in payloads_of(state.edits)))


def internal_models(project: Project, view: ViewState, today: str = "") -> tuple[Edit, ...]:
    """Return the shown edits whose models may not be seen in public.

    A model is public when its card says so, its author allows pictures of it, and these rights
    have not ended.

    Parameters
    ----------
    today : str
        ISO date; empty where it does not matter.
    """
    found: dict[str, Edit] = {}
    for variant_id in view.variants:
        for edit in edits_shown(project, variant_id, view.year):
            if isinstance(edit.change, PlaceModel):
                card = edit.change.card
                ended = bool(card.until and today and card.until < today)
                if card.access is not Access.PUBLIC or not card.image or ended:
                    found[edit.id] = edit
    return tuple(found.values())
