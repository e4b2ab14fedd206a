"""From what a planner drops to layers of a project: the one way of the window and the commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jumeau.errors import InputError
from jumeau.io.delivery import MARGIN, Delivery, find_commune, find_delivery, load_commune
from jumeau.io.ground import METHOD, estimate_ground
from jumeau.io.loading import grow, load
from jumeau.io.missing import missing_data
from jumeau.io.reading import Problem
from jumeau.io.store import PayloadStore
from jumeau.model.layer import Layer
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project, add_layers, remove_layer, replaced
from jumeau.model.roles import Role


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the grown project, the new layers, what could not be loaded."""

    project: Project
    layers: tuple[Layer, ...]
    problems: tuple[Problem, ...]
    estimated_ground: bool


def import_sources(
    sources: Sequence[Path],
    project: Project,
    store: PayloadStore,
    *,
    crs: str | None = None,
    commune: str | None = None,
    margin: float = MARGIN,
    progress: Progress = silent,
) -> Imported:
    """Load files, folders and BD TOPO deliveries into a project.

    A delivery is cut to one commune and its margin. Without a terrain the ground is estimated from
    the features' own altitudes; a terrain that comes later takes its place.

    Parameters
    ----------
    sources : sequence of Path
        Files, folders, deliveries.
    project : Project
        The project to grow; it is not changed.
    store : PayloadStore
        Where payloads go.
    crs : str, optional
        CRS of the files that state none.
    commune : str, optional
        Name or INSEE code of the commune to keep from a delivery.
    margin : float
        Kept around the commune [m].
    progress : Progress
        Told as it goes; may cancel.

    Raises
    ------
    InputError
        ``delivery.commune_needed``, ``delivery.commune_unknown``, ``crs.needed``; or the reason of
        the only source that could not be loaded.
    """
    found = {path: delivery for path in sources if (delivery := find_delivery(path))}
    files = [path for path in sources if path not in found]
    files += [path for delivery in found.values() for path in delivery.others]
    before = project
    problems: list[Problem] = []
    share = 0.9 / (len(found) + bool(files) or 1)
    for done, delivery in enumerate(found.values()):
        with delivery:
            step = part(progress, done * share, (done + 1) * share)
            insee = _insee(delivery, commune, part(step, 0.0, 0.5))
            rest = part(step, 0.5, 1.0)
            loaded = load_commune(delivery, insee, margin, project, store, rest)
        project = grow(project, loaded)
        problems += loaded.problems
    if files:
        step = part(progress, len(found) * share, 0.9)
        loaded = load(files, project, store, crs=crs, progress=step)
        project = grow(project, loaded)
        problems += loaded.problems
    project = settled(project, store, part(progress, 0.9, 1.0))
    progress(1.0, "reading")
    return imported(before, project, tuple(problems))


def imported(before: Project, after: Project, problems: tuple[Problem, ...]) -> Imported:
    """Return what an import did, from the projects before and after it."""
    known = {layer.id for layer in before.layers}
    layers = tuple(layer for layer in after.layers if layer.id not in known)
    estimated = any(is_estimated_ground(layer) for layer in layers)
    return Imported(after, layers, problems, estimated)


def _insee(delivery: Delivery, wanted: str | None, progress: Progress) -> str:
    """Return the code of the one commune that was asked for by name or code."""
    communes = delivery.communes(progress)
    name = delivery.path.name
    if wanted is None:
        if len(communes) == 1:
            return communes[0].insee
        known = ", ".join(f"{c.name} ({c.insee})" for c in communes[:12])
        raise InputError("delivery.commune_needed", path=name, count=len(communes), known=known)
    return find_commune(communes, wanted).insee


def is_estimated_ground(layer: Layer) -> bool:
    """Tell whether a layer is a ground that was estimated for want of a terrain."""
    return layer.role is Role.TERRAIN and layer.provenance.method == METHOD


def settled(project: Project, store: PayloadStore, progress: Progress = silent) -> Project:
    """Return a project after an import: with a ground, and the list of what it still lacks.

    Without a terrain the ground is estimated from the features' own altitudes, where they have
    any; a terrain that came later takes its place.
    """
    grounds = [layer for layer in project.layers if layer.role is Role.TERRAIN]
    estimated = [layer for layer in grounds if is_estimated_ground(layer)]
    if len(grounds) > len(estimated):
        for layer in estimated:
            project = remove_layer(project, layer.id)
    elif not grounds:
        try:
            grown = add_layers(project, (estimate_ground(project, store, progress),))
            # The ground belongs to the bottom of the tree.
            project = replaced(grown, layers=(*grown.layers[1:], grown.layers[0]))
        except InputError as error:
            if error.code != "ground.no_altitudes":
                raise
    return replaced(project, missing=tuple(item.id for item in missing_data(project)))
