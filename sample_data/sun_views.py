"""The demonstration's sun: hours of sun around the school quarter, and views of its shade.

They are computed by the functions of the command line and of the window; the views show the two
variants beside today, in March and in December, in the morning and in the afternoon.
"""

from __future__ import annotations

import msgspec

from jumeau.io.projects.project_file import OpenProject
from jumeau.model.project import Project, change_layer, keep_view, replaced
from jumeau.model.provenance import Certainty
from jumeau.model.view_state import Compare, ViewState
from jumeau.render.analysed import added_to
from jumeau.render.analysing import Asked, answered
from jumeau.simulation.analyses.params import SunHours

AROUND_SCHOOLS = (700980.0, 6501440.0, 701420.0, 6501820.0)
"""Rectangle of which hours of sun are computed, Lambert-93 [m]."""
MARCH_MORNING = "2026-03-21T10:00+01:00"
MARCH_AFTERNOON = "2026-03-21T16:00+01:00"
DECEMBER_NOON = "2026-12-21T12:00+01:00"
JUNE_EVENING = "2026-06-21T19:00+02:00"
SHADE = "Ombre\N{NO-BREAK SPACE}: "


def _with_hours(opened: OpenProject, project: Project) -> Project:
    """Return the project with hours of sun on 21 March, of today and of each variant."""
    params = SunHours(dates="2026-03-21", surfaces=("ground", "roofs", "facades"))
    for variant in ("", *(x.id for x in project.variants)):
        asked = Asked("sun_hours", params, AROUND_SCHOOLS, variant)
        layers, _ = answered(project, asked, opened.store)
        before = {x.id for x in project.layers}
        project = added_to(project, layers)
        for layer in [x for x in project.layers if x.id not in before]:
            project = change_layer(project, layer.id, certainty=Certainty.ILLUSTRATION)
    return project


def _views(before: Project, after: Project) -> list[tuple[str, ViewState]]:
    """Return the views of shade and of hours of sun."""
    blocks, yard = (x.id for x in after.variants)
    results = tuple(x.id for x in after.layers if x.analysis is not None)
    near = next(x.state for x in before.views if x.state.variants)
    plain = msgspec.structs.replace(
        near, compare=Compare.NONE, variants=(), year=0,
        hidden=tuple(sorted({*near.hidden, *results})),
    )  # fmt: skip

    def shade(
        name: str, instant: str, variants: tuple[str, ...], how: Compare
    ) -> tuple[str, ViewState]:
        view = msgspec.structs.replace(plain, instant=instant, variants=variants, compare=how)
        return f"{SHADE}{name}", view

    hours = msgspec.structs.replace(
        plain, hidden=near.hidden, variants=(blocks, yard), compare=Compare.SIDE_BY_SIDE
    )
    return [
        shade("21 mars, 10 h", MARCH_MORNING, ("", blocks), Compare.SWIPE),
        shade("21 mars, 16 h", MARCH_AFTERNOON, (blocks, yard), Compare.SIDE_BY_SIDE),
        shade("21 décembre, midi", DECEMBER_NOON, (blocks, yard), Compare.SIDE_BY_SIDE),
        shade("un soir de juin", JUNE_EVENING, (yard,), Compare.NONE),
        ("Heures de soleil le 21 mars", hours),
    ]


def add_sun(opened: OpenProject) -> None:
    """Compute the hours, hide them in the views that are there, and keep views that show them."""
    before = opened.session.project
    after = _with_hours(opened, before)
    results = {x.id for x in after.layers if x.analysis is not None}
    kept = tuple(
        msgspec.structs.replace(
            x,
            state=msgspec.structs.replace(
                x.state, hidden=tuple(sorted({*x.state.hidden, *results}))
            ),
        )
        for x in after.views
    )
    after = replaced(after, views=kept)
    for name, state in _views(before, after):
        after = keep_view(after, name, state)
    opened.session.commit("keep_view", after)
    view = opened.session.view
    opened.session.set_view(
        msgspec.structs.replace(view, hidden=tuple(sorted({*view.hidden, *results})))
    )
