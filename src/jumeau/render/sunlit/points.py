"""What points add to heights: a cloud has no faces, but its points stand where shade comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jumeau.render.cloud_nodes import GROUND_CLASSES, Cloud
from jumeau.simulation.surface import Surface

NOISE_CLASSES = (7, 9, 18)
"""Noise, low and high, and water: nothing that stands."""
LEAF_CLASSES = (3, 4, 5)
"""Vegetation, low to high."""
STANDS = 1.0
"""Points so much higher than the ground stand on it [m]."""
MOST = 3_000_000
"""Points read for one window."""
CLOSED = 3
"""Gaps of so many cells to either side are closed, at most."""

Heights = NDArray[np.float32]


def with_points(surface: Surface, clouds: Sequence[Cloud]) -> Surface:
    """Return heights with what the points of clouds stand for; for worker threads.

    Leaves are where points of vegetation are; all else that stands is solid down to the ground.
    """
    found = [x for cloud in clouds for x in [_read(surface, cloud)] if len(x[0])]
    if not found:
        return surface
    cell = np.concatenate([x[0] for x in found])
    z = np.concatenate([x[1] for x in found])
    leaf = np.concatenate([x[2] for x in found])
    passes = min(max(round(max(x[3] for x in found) / surface.step), 1), CLOSED)
    stands = z > surface.ground.ravel()[cell] + STANDS
    solid, leaf = stands & ~leaf, stands & leaf
    heights = _highest(surface.shape, cell[solid], z[solid], passes)
    top = np.maximum(surface.top, heights)
    if not leaf.any():
        return replace(surface, top=top, kept={})
    high = _highest(surface.shape, cell[leaf], z[leaf], passes)
    low = -_highest(surface.shape, cell[leaf], -z[leaf], passes)
    if surface.crown_high is not None and surface.crown_low is not None:
        high, low = np.maximum(high, surface.crown_high), np.minimum(low, surface.crown_low)
    return replace(surface, top=top, crown_low=low, crown_high=high, kept={})


def _read(
    surface: Surface, cloud: Cloud
) -> tuple[NDArray[np.int64], Heights, NDArray[np.bool_], float]:
    """Return cell, altitude [m] and whether it is a leaf of points, and how far apart they are."""
    west, south, east, north = surface.bounds
    box = cloud.box
    near = (box[:, 0] < east) & (box[:, 3] > west) & (box[:, 1] < north) & (box[:, 4] > south)
    order = np.flatnonzero(near)
    order = order[np.argsort(-cloud.spacing[order], kind="stable")]
    rows, cols = surface.shape
    cells: list[NDArray[np.int64]] = []
    heights, leaves, gap, total = [], [], surface.step, 0
    for node in order.tolist():
        total += int(cloud.octree.count[node])
        if cells and (total > MOST or 2.0 * cloud.spacing[node] < surface.step):
            break
        points = cloud.node(node)
        column = np.floor((points.place[:, 0] + (cloud.origin[0] - west)) / surface.step)
        row = np.floor(((north - cloud.origin[1]) - points.place[:, 1]) / surface.step)
        kept = (column >= 0) & (column < cols) & (row >= 0) & (row < rows)
        if cloud.classified:
            kept &= ~np.isin(points.classes, (*NOISE_CLASSES, *GROUND_CLASSES))
        cells.append((row[kept] * cols + column[kept]).astype(np.int64))
        heights.append(points.z[kept])
        leaves.append(np.isin(points.classes[kept], LEAF_CLASSES) & cloud.classified)
        gap = points.gap
    if not cells:
        return np.empty(0, np.int64), np.empty(0, np.float32), np.empty(0, np.bool_), gap
    return np.concatenate(cells), np.concatenate(heights), np.concatenate(leaves), gap


def _highest(shape: tuple[int, int], cell: NDArray[np.int64], z: Heights, passes: int) -> Heights:
    """Return the highest point of each cell (rows, cols), small gaps closed; -inf elsewhere."""
    flat = np.full(shape[0] * shape[1], -np.inf, np.float32)
    np.maximum.at(flat, cell, z)
    found = flat.reshape(shape)
    for _ in range(passes):
        found = _greatest(found)
    for _ in range(passes):
        found = -_greatest(-found)
    return found


def _greatest(a: Heights) -> Heights:
    """Return the greatest of the 3 x 3 cells around each."""
    a = np.pad(a, 1, mode="edge")
    a = np.maximum(np.maximum(a[:-2], a[1:-1]), a[2:])
    return np.maximum(np.maximum(a[:, :-2], a[:, 1:-1]), a[:, 2:])
