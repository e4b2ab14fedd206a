"""What is done to held elements: functions from project to project."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

import msgspec

from jumeau.app.shaping.held import Held, edits_about, feature_of, last_of, same
from jumeau.app.shaping.motion import Motion, further, moved_change
from jumeau.app.variants.current import usual_title, variant_worked_on
from jumeau.model import changes as ch
from jumeau.model.edits import Edit, own_element
from jumeau.model.project import Project
from jumeau.model.variant import Variant
from jumeau.model.variants import (
    add_edits,
    add_variant,
    change_edit,
    new_edit,
    new_variant,
    remove_edits,
    variant_of,
)
from jumeau.model.view_state import ViewState

if TYPE_CHECKING:
    from jumeau.i18n import Translator

LEAST_HEIGHT, MOST_HEIGHT = 0.5, 400.0


def begun(project: Project, view: ViewState, tr: Translator) -> tuple[Project, str]:
    """Return the project with a variant to work on, and that variant's id."""
    variant = variant_worked_on(project, view)
    if variant is None:
        today = datetime.date.today().isoformat()
        variant = new_variant(project, usual_title(project, tr), date=today)
        project = add_variant(project, variant)
    return project, variant.id


def _variant(project: Project, variant_id: str) -> Variant:
    variant = variant_of(project, variant_id)
    if variant is None:
        raise KeyError(variant_id)
    return variant


def put(project: Project, variant_id: str, change: ch.Change) -> Project:
    """Return the project with a change of a feature: the one edit of its kind goes on."""
    feature = feature_of(change)
    variant = _variant(project, variant_id)
    old = last_of(variant.edits, feature, type(change)) if feature is not None else None
    if old is not None:
        return change_edit(project, variant_id, old.id, change=change)
    return add_edits(project, variant_id, new_edit(project, change))


def moved(project: Project, variant_id: str, held: Held, motion: Motion) -> Project:
    """Return the project with an element moved, turned, scaled."""
    if held.own is not None:
        change = moved_change(held.own.change, motion)
        return change_edit(project, variant_id, held.own.id, change=change)
    old = last_of(_variant(project, variant_id).edits, held.ref, ch.MoveFeature)
    start = cast("ch.MoveFeature", old.change) if old is not None else ch.MoveFeature(held.ref)
    return put(project, variant_id, further(start, motion))


def reshaped(project: Project, variant_id: str, held: Held, change: ch.Change) -> Project:
    """Return the project with another value of the edit that adds an element."""
    if held.own is None:
        raise ValueError("not an element of this variant")
    return change_edit(project, variant_id, held.own.id, change=change)


def raised(project: Project, variant_id: str, held: Held, height: float) -> Project:
    """Return the project with an element of another height, from the ground to the gutter [m]."""
    height = round(min(max(height, LEAST_HEIGHT), MOST_HEIGHT), 2)
    own = held.own.change if held.own is not None else None
    if isinstance(own, ch.AddBuilding):
        return reshaped(project, variant_id, held, with_height(own, height))
    if isinstance(own, ch.AddBarrier):
        return reshaped(project, variant_id, held, msgspec.structs.replace(own, height=height))
    edits = edits_about(_variant(project, variant_id).edits, held.ref)
    places = [k for k, x in enumerate(edits) if isinstance(x.change, ch.ChangeHeight)]
    later = edits[places[-1] + 1 :] if places else ()
    before = _before(height, later)
    if before < LEAST_HEIGHT:  # storeys that were put on it are what made it so high
        storeys = [x.id for x in later if isinstance(x.change, ch.AddStoreys)]
        project = remove_edits(project, variant_id, *storeys)
        before = _before(height, tuple(x for x in later if x.id not in storeys))
    return put(project, variant_id, ch.ChangeHeight(held.ref, round(before, 2)))


def _before(height: float, later: tuple[Edit, ...]) -> float:
    """Return the height from which later edits make this one [m]."""
    for edit in reversed([x for x in later if x.on]):
        if isinstance(edit.change, ch.AddStoreys):
            height -= edit.change.storeys * edit.change.storey_height
        elif isinstance(edit.change, ch.MoveFeature):
            height /= edit.change.scale
    return height


def with_height(change: ch.AddBuilding, height: float) -> ch.AddBuilding:
    """Return a drawn building with another height; storeys that were told follow."""
    storeys = change.storeys
    if storeys:
        each = change.height / storeys if change.height > 0.0 else ch.STOREY_HEIGHT
        storeys = max(round(height / each), 1)
    return msgspec.structs.replace(change, height=height, storeys=storeys)


def heightened(
    project: Project, variant_id: str, held: Held, storeys: int, storey_height: float
) -> Project:
    """Return the project with storeys put on an element, or taken off."""
    own = held.own.change if held.own is not None else None
    if isinstance(own, ch.AddBuilding):
        before = own.storeys or max(round(own.height / ch.STOREY_HEIGHT), 1)
        height = max(own.height + storeys * storey_height, LEAST_HEIGHT)
        change = msgspec.structs.replace(
            own, height=round(height, 2), storeys=max(before + storeys, 1)
        )
        return reshaped(project, variant_id, held, change)
    # Storeys that a height has overruled since are left as they are.
    about = edits_about(_variant(project, variant_id).edits, held.ref)
    settled = [k for k, x in enumerate(about) if isinstance(x.change, ch.ChangeHeight)]
    old = last_of(about[settled[-1] + 1 :] if settled else about, held.ref, ch.AddStoreys)
    earlier = cast("ch.AddStoreys", old.change) if old is not None else None
    if old is None or earlier is None or abs(earlier.storey_height - storey_height) > 1e-9:
        added = new_edit(project, ch.AddStoreys(held.ref, storeys, storey_height))
        return add_edits(project, variant_id, added)
    together = earlier.storeys + storeys
    if not together:
        return remove_edits(project, variant_id, old.id)
    change_ = ch.AddStoreys(held.ref, together, storey_height)
    return change_edit(project, variant_id, old.id, change=change_)


def removed(project: Project, variant_id: str, elements: Iterable[Held]) -> Project:
    """Return the project without elements.

    Those of the variant go, and what it does to them with them; others are removed by an edit.
    """
    for held in elements:
        if held.own is None:
            project = put(project, variant_id, ch.RemoveFeature(held.ref))
            continue
        mine = own_element(held.own)
        about = [
            x.id for x in _variant(project, variant_id).edits
            if (feature := feature_of(x.change)) is not None and same(feature, mine)
        ]  # fmt: skip
        project = remove_edits(project, variant_id, held.own.id, *about)
    return project
