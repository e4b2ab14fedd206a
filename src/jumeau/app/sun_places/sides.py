"""What is shown of a place: which variants, their models, the picture's hour."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from jumeau.app.comparing.pairing import known
from jumeau.model.project import Project
from jumeau.model.session import Session
from jumeau.model.variant import TODAY
from jumeau.model.view_state import ViewState

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace
    from jumeau.render.site import Site


def sites_now(workspace: Workspace, sides: tuple[str, ...]) -> dict[str, Site]:
    """Return the model of each side, trees as old as the view has them; empty while not there."""
    import msgspec

    from jumeau.model.view_state import Compare
    from jumeau.render.variants.sited import aged, built_year

    view, project = workspace.session.view, workspace.session.project
    found: dict[str, Site] = {}
    for one in sides:
        variants = (one,) if one else ()
        own = msgspec.structs.replace(view, variants=variants, compare=Compare.NONE)
        site = workspace.keeper.site(own)
        if site is None:
            return {}
        resolved = workspace.keeper.resolved(own) if one else None
        if resolved is not None:
            site = aged(site, resolved.trees, view.year, built_year(project, one))
        found[one] = site
    return found


def picture_moment(session: Session) -> datetime.datetime | None:
    """Return the legal time of the picture's instant; None where it has none."""
    from jumeau.errors import InputError
    from jumeau.simulation.sun.calendar import legal
    from jumeau.simulation.sun.placing import place_of

    if not session.view.instant:
        return None
    try:
        return legal(session.view.instant, place_of(session.project).zone)
    except InputError:
        return None


def usual_pair(project: Project, view: ViewState) -> tuple[str, ...]:
    """Return what is shown when nobody has chosen: both sides, or today and the variant shown."""
    shown = known(project, view.variants)
    if len(shown) > 1:
        return (shown[0], shown[-1])
    if view.variant and view.variant in shown:
        return (TODAY, view.variant)
    return (TODAY,)
