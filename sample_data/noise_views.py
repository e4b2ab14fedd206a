"""The demonstration's noise: computed around the school quarter, and views that show it.

One view has the official strategic map, one what is computed for today, two the change that each
variant brings, in the manner of a map of differences: never both kinds of maps on one picture.
"""

from __future__ import annotations

import msgspec

from jumeau.io.projects.project_file import OpenProject
from jumeau.model.layer import Layer
from jumeau.model.project import Project, change_layer, keep_view, replaced
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role
from jumeau.model.view_state import Compare, ViewState
from jumeau.render.analysed import added_to
from jumeau.render.analysing import Asked, answered
from jumeau.simulation.analyses.params import Noise

AROUND_SCHOOLS = (700980.0, 6501440.0, 701420.0, 6501820.0)
"""Rectangle of which noise is computed, Lambert-93 [m]."""
OFFICIAL = "n_bruit_zbrd_infra_r_a_ld"
"""How the id of the official map of the noise of roads begins, by day, evening and night."""
NOISE = "Bruit\N{NO-BREAK SPACE}: "


def _computed(opened: OpenProject, project: Project) -> Project:
    """Return the project with the noise of today, and with what each variant changes in it."""
    asked = [("", ())] + [(x.id, ("",)) for x in project.variants]
    for variant, against in asked:
        layers, _ = answered(
            project, Asked("noise", Noise(), AROUND_SCHOOLS, variant, against), opened.store
        )
        before = {x.id for x in project.layers}
        project = added_to(project, layers)
        for layer in [x for x in project.layers if x.id not in before]:
            project = change_layer(project, layer.id, certainty=Certainty.ILLUSTRATION)
    return project


def _is_noise(layer: Layer) -> bool:
    return layer.analysis is not None and layer.analysis.simulation == "noise"


def _views(project: Project) -> list[tuple[str, ViewState]]:
    """Return the views of noise."""
    blocks, yard = (x.id for x in project.variants)
    near = next(x.state for x in project.views if x.state.variants)
    results = {x.id for x in project.layers if x.analysis is not None}
    maps = {x.id for x in project.layers if x.role is Role.NOISE_MAP}
    official = next(x for x in maps if x.startswith(OFFICIAL))
    quiet = {*near.hidden, *results, *maps}

    def seen(layers: set[str], variants: tuple[str, ...] = ()) -> ViewState:
        return msgspec.structs.replace(
            near, compare=Compare.SIDE_BY_SIDE if len(variants) > 1 else Compare.NONE,
            variants=variants, year=0, instant="", hidden=tuple(sorted(quiet - layers)),
        )  # fmt: skip

    def own(variant: str) -> set[str]:
        """Return the results of a variant; zones lie under the values and wait."""
        return {
            x.id for x in project.layers
            if _is_noise(x) and x.analysis is not None and x.analysis.variant == variant
            and x.role is not Role.NOISE_ZONES
        }  # fmt: skip

    return [
        (f"{NOISE}la carte officielle des routes", seen({official})),
        (f"{NOISE}calculé, aujourd’hui", seen(own(""))),
        (f"{NOISE}ce que changent les deux projets",
         seen(own(blocks) | own(yard), (blocks, yard))),
        (f"{NOISE}ce que change la cour ouverte", seen(own(yard), (yard,))),
    ]  # fmt: skip


def add_noise(opened: OpenProject) -> None:
    """Compute noise, hide it in the views that are there, and keep views that show it."""
    after = _computed(opened, opened.session.project)
    results = {x.id for x in after.layers if _is_noise(x)}

    def without(state: ViewState) -> ViewState:
        return msgspec.structs.replace(state, hidden=tuple(sorted({*state.hidden, *results})))

    kept = tuple(msgspec.structs.replace(x, state=without(x.state)) for x in after.views)
    after = replaced(after, views=kept)
    for name, state in _views(after):
        after = keep_view(after, name, state)
    opened.session.commit("keep_view", after)
    opened.session.set_view(without(opened.session.view))
