"""From what a planner drops to layers of a project: the one way of the window and the commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path

from jumeau.errors import InputError
from jumeau.io.ground import estimate_ground
from jumeau.io.loading import Loaded, grow, load
from jumeau.io.missing import missing_data
from jumeau.io.packed.delivery import MARGIN, Delivery, find_commune, find_delivery, load_commune
from jumeau.io.store import PayloadStore
from jumeau.model.groups import group_by_theme, is_by_theme
from jumeau.model.layer import is_estimated_ground
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project, remove_layer, replaced
from jumeau.model.roles import Role


def import_sources(
    sources: Sequence[Path],
    project: Project,
    store: PayloadStore,
    *,
    crs: str | None = None,
    commune: str | None = None,
    margin: float = MARGIN,
    progress: Progress = silent,
    folder: Path | None = None,
) -> Loaded:
    """Load files, folders and BD TOPO deliveries for a project.

    A delivery is cut to one commune and its margin. Without a terrain the ground is estimated from
    the features' own altitudes.

    Parameters
    ----------
    sources : sequence of Path
        Files, folders, deliveries.
    project : Project
        The project that they are for; :func:`adopted` puts them in.
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
    folder : Path, optional
        Where an archive may be unpacked; the program's own data folder where absent.

    Raises
    ------
    InputError
        ``delivery.commune_needed``, ``delivery.commune_unknown``, ``crs.needed``; the first
        source's reason when no source could be used.
    """
    found = {path: delivery for path in sources if (delivery := find_delivery(path, folder))}
    files = [path for path in sources if path not in found]
    parts: list[Loaded] = []
    share = 1.0 / (len(found) + bool(files) or 1)
    for number, delivery in enumerate(found.values()):
        with delivery:
            step = part(progress, number * share, (number + 1) * share)
            insee = _insee(delivery, commune, part(step, 0.0, 0.4))
            rest = part(step, 0.4, 1.0)
            parts.append(_commune(delivery, insee, margin, project, store, crs, rest))
        project = adopted(project, parts[-1])
    if files:
        parts.append(load(files, project, store, crs=crs, progress=part(progress, 1 - share, 1.0)))
        project = adopted(project, parts[-1])
    return _with_ground(reduce(_joined, parts), project, store, part(progress, 1.0, 1.0))


def import_commune(
    delivery: Delivery,
    insee: str,
    margin: float,
    project: Project,
    store: PayloadStore,
    progress: Progress = silent,
) -> Loaded:
    """Load one commune of a delivery that is open, and the other data that lie beside it."""
    loaded = _commune(delivery, insee, margin, project, store, None, progress)
    return _with_ground(loaded, adopted(project, loaded), store, part(progress, 1.0, 1.0))


def adopted(project: Project, loaded: Loaded) -> Project:
    """Return a project with what was loaded, and with the list of what it still lacks.

    A terrain takes the place of a ground that was estimated for want of one. Where the layers stand
    in groups by theme, new ones join these.
    """
    before = {layer.id for layer in project.layers}
    project = grow(project, loaded)
    if is_by_theme(project):
        project = group_by_theme(project, {x.id for x in project.layers} - before)
    grounds = [layer for layer in project.layers if layer.role is Role.TERRAIN]
    estimated = [layer for layer in grounds if is_estimated_ground(layer)]
    if len(grounds) > len(estimated):
        project = reduce(remove_layer, (layer.id for layer in estimated), project)
    return replaced(project, missing=tuple(item.id for item in missing_data(project)))


def only_commune(loaded: Loaded, store: PayloadStore) -> str:
    """Return the name of the one commune that data are about; empty where there is none or more."""
    if loaded.place is not None:
        return loaded.place.name
    for layer in loaded.layers:
        column = dict(layer.columns).get("name", "")
        if layer.role is Role.COMMUNE and layer.count == 1 and column:
            value = store.table(layer.payload, [column]).column(column)[0].as_py()
            return "" if value is None else str(value)
    return ""


def _commune(
    delivery: Delivery,
    insee: str,
    margin: float,
    project: Project,
    store: PayloadStore,
    crs: str | None,
    progress: Progress,
) -> Loaded:
    """Load a commune and what lies beside its delivery."""
    share = 0.6 if delivery.others else 1.0
    loaded = load_commune(delivery, insee, margin, project, store, part(progress, 0.0, share))
    if not delivery.others:
        return loaded
    grown = adopted(project, loaded)
    step = part(progress, share, 1.0)
    return _joined(loaded, load(delivery.others, grown, store, crs=crs, progress=step))


def _joined(first: Loaded, second: Loaded) -> Loaded:
    return replace(
        first,
        layers=(*first.layers, *second.layers),
        problems=(*first.problems, *second.problems),
        place=second.place or first.place,
    )


def _with_ground(loaded: Loaded, grown: Project, store: PayloadStore, progress: Progress) -> Loaded:
    """Add an estimated ground to what was loaded, when the grown project has no ground."""
    if grown.ground is not None:
        return loaded
    try:
        ground = estimate_ground(grown, store, progress)
    except InputError as error:
        if error.code == "ground.no_altitudes":
            return loaded
        raise
    return replace(loaded, layers=(*loaded.layers, ground))


def _insee(delivery: Delivery, wanted: str | None, progress: Progress) -> str:
    """Return the code of the one commune that was asked for by name or code."""
    communes = delivery.communes(progress)
    if wanted is not None:
        return find_commune(communes, wanted).insee
    if len(communes) == 1:
        return communes[0].insee
    known = ", ".join(f"{c.name} ({c.insee})" for c in communes[:12])
    name, count = delivery.path.name, len(communes)
    raise InputError("delivery.commune_needed", path=name, count=count, known=known)
