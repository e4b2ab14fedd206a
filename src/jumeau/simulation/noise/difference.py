"""Differences between two variants, at receivers that both have."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.facade_receivers import Facades
from jumeau.simulation.noise.outlines import closed_shapes
from jumeau.simulation.noise.scene import Scene

PERCEPTIBLE = 2.0
"""A smaller change is told as hardly perceptible [dB]."""
SAME_PLACE = 1e-3
"""Receivers nearer to one another are the same one [m]."""


def in_footprints(points: NDArray[np.float64], *scenes: Scene) -> NDArray[np.bool_]:
    """Tell which places (N,) lie in a building or barrier of any of some scenes.

    Parameters
    ----------
    points : (N, 2 or more) float64
        x, y [m].
    """
    import shapely

    found = np.zeros(len(points), np.bool_)
    shapes = closed_shapes(*scenes)
    if len(shapes) and len(points):
        tree = shapely.STRtree(shapes)
        places = shapely.points(points[:, 0], points[:, 1])
        found[tree.query(places, predicate="intersects")[0]] = True
    return found


def change_of(
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    left_out: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """Return by how much levels (N,) change [dB]; nan where one is missing or left out."""
    found: NDArray[np.float64] = np.asarray(after, np.float64) - np.asarray(before, np.float64)
    if left_out is not None:
        found[left_out] = np.nan
    return found


def shared_facades(before: Facades, after: Facades) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows of the receivers (K,) and (K,) that both have: the same place and wall.

    A wall that is torn down, built, or newly leaned on by a neighbour has no change.
    """
    first, second = _keys(before), _keys(after)
    _, i, j = np.intersect1d(first, second, return_indices=True)
    order = np.argsort(i)
    return i[order], j[order]


def _keys(facades: Facades) -> NDArray[np.void]:
    """Return places of receivers and of their walls as comparable records, to the millimetre."""
    numbers = np.column_stack([facades.points[:, :2], facades.on_wall[:, :2], facades.points[:, 2]])
    whole = np.ascontiguousarray(np.round(numbers / SAME_PLACE).astype(np.int64))
    return whole.view([(f"x{k}", np.int64) for k in range(whole.shape[1])]).ravel()
