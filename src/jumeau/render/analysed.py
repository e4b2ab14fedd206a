"""Results of analyses in a project: added, shown, found out of date, computed again."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from jumeau.io.store import PayloadStore
from jumeau.model.analysis import Analysis
from jumeau.model.inputs import Outdated, outdated
from jumeau.model.layer import Layer
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project, replaced
from jumeau.model.roles import Role
from jumeau.model.view_state import ViewState
from jumeau.render.analysing import answered, asked_of
from jumeau.render.shelf import Shelf
from jumeau.simulation.catalogue import catalogue

COVERS = frozenset({
    Role.LAND_COVER, Role.CROP, Role.POPULATION_GRID, Role.LOCAL_CLIMATE_ZONE,
    Role.SURFACE_TEMPERATURE,
})  # fmt: skip
"""Surfaces of other data: below a result their colours would mix with those of its classes."""


def added_to(project: Project, layers: tuple[Layer, ...]) -> Project:
    """Return a project with the layers of a run on top, in their group where it has groups."""
    from jumeau.io.importing import adopted
    from jumeau.io.loading import Loaded

    return adopted(project, Loaded(layers, (), project.crs, project.vertical))


def shown_with(project: Project, view: ViewState, layers: tuple[Layer, ...]) -> ViewState:
    """Return a view that shows the layers of a run, and of earlier results what goes with them.

    One answer at a time lies on a picture: results of another kind, or of the same variant, wait.
    So do zones of noise, which say what the values below them say, and surfaces of other data.
    """
    analysis = next((x.analysis for x in layers if x.analysis is not None), None)
    if analysis is None:
        return view
    hidden = set(view.hidden)
    for layer in project.layers:
        other = layer.analysis
        if other is None:
            if layer.role in COVERS or any(x.payload == layer.payload for x in layers):
                hidden.add(layer.id)  # weather is a table
            continue
        alike = (other.simulation, other.against) == (analysis.simulation, analysis.against)
        if other.run == analysis.run and layer.role is Role.NOISE_ZONES:
            hidden.add(layer.id)
        elif other.run == analysis.run:
            hidden.discard(layer.id)
        elif other.variant == analysis.variant or not alike:
            hidden.add(layer.id)
    return msgspec.structs.replace(view, hidden=tuple(sorted(hidden)))


def outdated_runs(project: Project, *, every: bool = False) -> tuple[Analysis, ...]:
    """Return the runs whose results hold no more and can be asked for again.

    Parameters
    ----------
    every : bool
        Those that hold too.
    """
    found: dict[str, Analysis] = {}
    for layer in project.layers:
        analysis = layer.analysis
        if analysis is None or analysis.simulation not in catalogue():
            continue
        why = outdated(project, layer)
        if why is not Outdated.GONE and (every or why is not None):
            found.setdefault(analysis.run, analysis)
    return tuple(found.values())


def renewed_in(
    project: Project,
    runs: tuple[Analysis, ...],
    store: PayloadStore,
    shelf: Shelf | None = None,
    progress: Progress = silent,
) -> tuple[Callable[[Project], Project], tuple[str, ...]]:
    """Compute runs again: for worker threads.

    Returns
    -------
    callable
        Puts the results into a project, in the places of the earlier ones, which keep their ids,
        titles and styles.
    tuple of str
        The names of the runs.
    """
    made: dict[str, tuple[Layer, ...]] = {}
    for k, analysis in enumerate(runs):
        share = part(progress, k / len(runs), (k + 1) / len(runs))
        made[analysis.run] = answered(project, asked_of(analysis), store, shelf, share)[0]

    def grown(now: Project) -> Project:
        for run, layers in made.items():
            now = with_run(now, run, layers)
        return now

    return grown, tuple(made)


def with_run(project: Project, run: str, layers: tuple[Layer, ...]) -> Project:
    """Return a project with new layers in the places of those of an earlier run."""
    analysis = next((x.analysis for x in layers if x.analysis is not None), None)
    there = any(x.analysis is not None and x.analysis.run == run for x in project.layers)
    if analysis is None or not there:  # it was taken away meanwhile
        return project
    kept = msgspec.structs.replace(analysis, run=run)
    new = [msgspec.structs.replace(x, analysis=kept) for x in layers]
    placed: list[Layer] = []
    for old in project.layers:
        if old.analysis is None or old.analysis.run != run:
            placed.append(old)
            continue
        own = next((x for x in new if _same_part(x, old)), None)
        if own is not None:
            new.remove(own)
            worn = {"style": old.style, "styles": old.styles, "group": old.group}
            placed.append(msgspec.structs.replace(own, id=old.id, title=old.title, **worn))
    grown = replaced(project, layers=tuple(placed))
    return added_to(grown, tuple(new)) if new else grown


def _same_part(one: Layer, other: Layer) -> bool:
    return (one.role, one.payload.kind) == (other.role, other.payload.kind)
