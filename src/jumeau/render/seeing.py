"""From a view of a project and a point to the layer of what is seen from there."""

from __future__ import annotations

import numpy as np

from jumeau.geometry.heights import HeightSource
from jumeau.geometry.viewshed import REFRACTION
from jumeau.io.rasters.seen import seen_layer
from jumeau.io.store import PayloadStore
from jumeau.model.layer import Layer
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.roles import Role
from jumeau.render.site import Site
from jumeau.simulation.sight import Question, Sight, look_around


def seen_from(
    project: Project,
    store: PayloadStore,
    site: Site,
    question: Question,
    progress: Progress = silent,
) -> tuple[Layer, Sight]:
    """Compute what is seen from a point, and put it into the store.

    Parameters
    ----------
    site : Site
        What stands on the ground, as a view shows it.
    question : Question
        From where, how far, what.
    progress : Progress
        May raise ``Cancelled``.

    Raises
    ------
    InputError
        ``measuring.outside``, ``measuring.bad_number``.
    """
    relief = site.relief
    crowns = tuple(
        np.column_stack([t.position, t.height, t.radius]).astype(np.float64) for _, t in site.trees
    )
    sight = look_around(
        question, relief.altitude, relief.bounds, site.standing, crowns,
        scale=project.grid_scale, progress=part(progress, 0.0, 0.9),
    )  # fmt: skip
    asked = sight.question
    x, y, _ = sight.eye
    parameters = (
        ("eye_x", f"{x:.1f}"),
        ("eye_y", f"{y:.1f}"),
        ("eye_height", f"{asked.eye:g}"),
        ("eye_on", "roof" if asked.roof else "ground"),
        ("radius", f"{asked.radius:g}"),
        ("step", f"{asked.step:g}"),
        ("targets", "tops" if asked.tops else "ground"),
        ("trees", "yes" if asked.trees else "no"),
        ("refraction", f"{REFRACTION:g}"),
    )
    ground = project.ground
    used = [x.layer for x in site.standing]
    if asked.trees:
        used += [layer for layer, _ in site.trees]
    ids = (*used, *([ground.id] if ground is not None else []))
    layer = seen_layer(
        project, store, sight.cells, sight.west, sight.north, asked.step, parameters, ids,
        sure=ground is not None and not asked.trees and heights_known(site, sight),
        progress=part(progress, 0.9, 1.0),
    )  # fmt: skip
    return layer, sight


def heights_known(site: Site, sight: Sight) -> bool:
    """Tell whether no building near the eye has an estimated height."""
    west, south, east, north = sight.bounds
    for one in site.standing:
        if one.source is None or one.box is None:
            continue
        near = (
            (one.box[:, 0] <= east) & (one.box[:, 2] >= west)
            & (one.box[:, 1] <= north) & (one.box[:, 3] >= south)
        )  # fmt: skip
        if (one.source[near] >= HeightSource.STOREYS).any():
            return False
    return True


def eye_of_layer(layer: Layer) -> tuple[float, float, float] | None:
    """Return the place and the height of the eye of such a layer [m]; None of any other."""
    if layer.role is not Role.VIEWSHED:
        return None
    told = dict(layer.provenance.parameters)
    try:
        return float(told["eye_x"]), float(told["eye_y"]), float(told["eye_height"])
    except (KeyError, ValueError):
        return None
