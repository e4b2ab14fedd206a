"""The walls that reflect sound, made ready for kernels."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.scene import Scene

CELL = 50.0
"""Side of the cells in which walls are found again [m]."""


class Reflectors(NamedTuple):
    """Walls of buildings and barriers, sorted by the cell of their middle.

    Attributes
    ----------
    ends : (W, 6) float64
        x, y and altitude of the top at both ends [m]; what is built lies on the left.
    obstacle : (W,) int64
        The building, or -2 - the barrier.
    material : (W,) int64
        Row of the materials.
    start : (NX * NY + 1,) int64
        Into the walls, of each cell, row by row from the south.
    frame : (5,) float64
        West and south border, columns, rows, half the longest wall [m].
    """

    ends: NDArray[np.float64]
    obstacle: NDArray[np.int64]
    material: NDArray[np.int64]
    start: NDArray[np.int64]
    frame: NDArray[np.float64]


def reflectors_of(scene: Scene, origin: tuple[float, float]) -> Reflectors:
    """Return the walls of a scene.

    Parameters
    ----------
    scene : Scene
    origin : tuple of float
        Taken off all places [m].
    """
    at = np.array(origin)
    walls = [np.empty((0, 6))]
    obstacle = [np.empty(0, np.int64)]
    for i, building in enumerate(scene.ring_building):
        ring = scene.rings[scene.ring_start[i] : scene.ring_start[i + 1]] - at
        top = np.full((len(ring), 1), scene.tops[building])
        walls.append(np.hstack((ring, top, np.roll(ring, -1, 0), top)))
        obstacle.append(np.full(len(ring), building, np.int64))
    barriers = scene.barriers - (*at, 0.0)
    walls.append(barriers.reshape(-1, 6))
    obstacle.append(-2 - np.arange(len(barriers), dtype=np.int64))
    ends, told = np.concatenate(walls), np.concatenate(obstacle)
    long_enough = (ends[:, 0] != ends[:, 3]) | (ends[:, 1] != ends[:, 4])
    ends, told = ends[long_enough], told[long_enough]
    row = np.where(
        told >= 0,
        _taken(scene.material, told),
        _taken(scene.barrier_material, -2 - told),
    )
    if not len(ends):
        frame = np.array([0.0, 0.0, 1.0, 1.0, 0.0])
        return Reflectors(ends, told, row, np.zeros(2, np.int64), frame)
    middle = (ends[:, :2] + ends[:, 3:5]) / 2.0
    low = np.floor(middle.min(0) / CELL) * CELL
    cell = ((middle - low) // CELL).astype(np.int64)
    columns, rows = (cell.max(0) + 1).tolist()
    key = cell[:, 1] * columns + cell[:, 0]
    order = np.argsort(key, kind="stable")
    half = math.sqrt(((ends[:, :2] - ends[:, 3:5]) ** 2).sum(1).max()) / 2.0
    start = np.searchsorted(key[order], np.arange(columns * rows + 1))
    return Reflectors(
        np.ascontiguousarray(ends[order]),
        told[order],
        row[order],
        start.astype(np.int64),
        np.array([*low, columns, rows, half], np.float64),
    )


def _taken(values: NDArray[np.int32], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    if not len(values):
        return np.zeros(len(rows), np.int64)
    return values[np.clip(rows, 0, len(values) - 1)].astype(np.int64)
