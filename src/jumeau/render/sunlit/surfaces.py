"""From the model of a view, its variant included, to heights on the one grid."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from jumeau.io import canonical
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.model.progress import Progress, silent
from jumeau.model.roles import Role
from jumeau.render.site import Site
from jumeau.simulation.surface import Surface
from jumeau.simulation.surfaces import Bounds, surface_of

KNOWN_TREE = 0.5
"""Lower heights of trees count as unknown [m], as they do in the picture."""


def site_surface(
    site: Site, box: Bounds, step: float, progress: Progress = silent, *, trees: bool = True
) -> Surface:
    """Return what a view shows as heights.

    Parameters
    ----------
    site : Site
        The model as it is drawn: a view's variant is part of it.
    box : tuple of float
        West, south, east, north; is widened to whole cells of the one grid [m].
    step : float
        Side of a cell [m].
    trees : bool
        Trees cast shade.

    Raises
    ------
    InputError
        As :func:`jumeau.simulation.surfaces.surface_of`.
    """
    crowns = crowns_of(site) if trees and site.trees else None
    return surface_of(site.relief.altitude, site.standing, crowns, box, step, progress)


def crowns_of(site: Site) -> NDArray[np.float64]:
    """Return the trees of a site, (N, 5): x, y, z of the foot, height, radius of the crown [m]."""
    found = [np.column_stack([t.position, t.height, t.radius]) for _, t in site.trees]
    return np.concatenate([*found, np.empty((0, 5))]).astype(np.float64)


def assumed_trees(payloads: Payloads, layers: Iterable[Layer]) -> tuple[int, int]:
    """Return how many surveyed trees have no height, of how many there are.

    Those stand 6 to 11 m high in the model, by their place.
    """
    missing = total = 0
    for layer in layers:
        if layer.role is not Role.TREE:
            continue
        count = len(canonical.points(payloads, layer))
        height = canonical.column(payloads, layer, "height")
        total += count
        missing += count if height is None else int(np.count_nonzero(~(height > KNOWN_TREE)))
    return missing, total
