"""Which variants are compared when nobody has chosen any."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from jumeau.model.project import Project
from jumeau.model.variant import NO_BUILD, TODAY
from jumeau.model.view_state import Compare, ViewState

MOST = 4


def offered(project: Project) -> tuple[str, ...]:
    """Return the ids that a side may show: today, without the project, then the variants."""
    return (TODAY, NO_BUILD, *(x.id for x in project.variants if x.id != NO_BUILD))


def known(project: Project, ids: Iterable[str]) -> tuple[str, ...]:
    """Return those ids that still stand for something, each once."""
    choice = offered(project)
    return tuple(dict.fromkeys(x for x in ids if x in choice))


def usual_sides(project: Project, view: ViewState, compare: Compare) -> tuple[str, ...]:
    """Return what is compared: what was before, else today and the variant looked at.

    Side by side shows today with up to three variants. Empty where there is no variant at all.
    """
    before = known(project, view.variants)
    if len(before) > 1:
        return before[:MOST]
    own = [x.id for x in project.variants if x.id != NO_BUILD]
    if not own:
        return ()
    if compare is Compare.SIDE_BY_SIDE:
        return (TODAY, *own[: MOST - 1])
    looked_at = view.variant if view.variant in own else own[0]
    return (TODAY, looked_at)


def compared(view: ViewState, compare: Compare, ids: tuple[str, ...]) -> ViewState:
    """Return the view as a comparison of these; of one variant alone where none is wanted.

    Alone stays the last side: the one that is worked on.
    """
    if compare is Compare.NONE or len(ids) < 2:
        last = view.variants[-1] if view.variants else TODAY
        only = (last,) if last != TODAY else ()
        return msgspec.structs.replace(view, compare=Compare.NONE, variants=only)
    return msgspec.structs.replace(view, compare=compare, variants=ids)
