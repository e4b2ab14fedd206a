"""Which variant is being worked on, and how what is drawn comes into it.

The variant that the view shows is the one that is worked on; of several sides, the last. Where
today is shown, what is drawn begins a variant of its own.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from jumeau.model.changes import Change
from jumeau.model.edits import Edit, tag_of
from jumeau.model.variant import NO_BUILD, TODAY, Variant
from jumeau.model.variants import (
    add_edits,
    add_variant,
    change_edit,
    edit_of,
    new_edit,
    new_variant,
    variant_of,
)
from jumeau.model.view_state import Compare, ViewState

if TYPE_CHECKING:
    from jumeau.i18n import Translator
    from jumeau.model.project import Project
    from jumeau.model.session import Session

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def variant_worked_on(project: Project, view: ViewState) -> Variant | None:
    """Return the variant that edits go to; None for today and for the town without the project."""
    shown = view.variants[-1] if view.variants else TODAY
    return None if shown == NO_BUILD else variant_of(project, shown)


def look_at(session: Session, variant_id: str, year: int | None = None) -> None:
    """Show one variant, or today, alone."""
    view = session.view
    session.set_view(
        msgspec.structs.replace(
            view,
            variants=(variant_id,) if variant_id != TODAY else (),
            compare=Compare.NONE,
            year=view.year if year is None else year,
        )
    )


def usual_title(project: Project, tr: Translator) -> str:
    """Return a title that no variant bears: "Variante A", "Variante B" and so on."""
    taken = {x.title for x in project.variants}
    count = sum(x.id != NO_BUILD for x in project.variants)
    for number in range(count, count + len(_LETTERS)):
        more = "" if number < len(_LETTERS) else str(number // len(_LETTERS))
        title = tr("variants.title", letter=f"{_LETTERS[number % len(_LETTERS)]}{more}")
        if title not in taken:
            break
    return title


def draw(session: Session, tr: Translator, *changes: Change, **said: Any) -> tuple[Edit, ...]:
    """Put changes into the variant worked on, as one action; begin a variant where there is none.

    Returns
    -------
    tuple of Edit
        What was added, in order.
    """
    project, view = session.project, session.view
    variant = variant_worked_on(project, view)
    begun = variant is None
    if variant is None:
        today = datetime.date.today().isoformat()
        variant = new_variant(project, usual_title(project, tr), date=today)
        project = add_variant(project, variant)
    added = []
    for change in changes:
        edit = new_edit(project, change, **said)
        project = add_edits(project, variant.id, edit)
        added.append(edit)
    session.commit(tag_of(changes[0]), project)
    if begun:
        look_at(session, variant.id)
    return tuple(added)


def redraw(session: Session, variant_id: str, edit_id: str, change: Change) -> None:
    """Let a gesture go on: put another value in the place of an edit's change, as one action."""
    variant = variant_of(session.project, variant_id)
    if variant is not None and edit_of(variant, edit_id).change != change:
        project = change_edit(session.project, variant_id, edit_id, change=change)
        session.amend("change_edit", project, edit=edit_id)
