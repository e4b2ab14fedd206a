"""The vertical edges that sound may go around, made ready for kernels."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.scene import Scene

APART = 0.015
"""How far outside an edge sound passes [m]: the cases of ISO/TR 17534-4 fit this value."""


class Corners(NamedTuple):
    """Vertical edges of obstacles: of buildings first, then of barriers.

    Attributes
    ----------
    points : (C, 3) float64
        Places just outside the edges, and the altitude of the top [m].
    rings : (Q+1,) int64
        Of closed lines of points.
    first : (B+W+1,) int64
        Into ``rings``, of each obstacle.
    buildings : int
        How many of the obstacles are buildings; barriers follow.
    """

    points: NDArray[np.float64]
    rings: NDArray[np.int64]
    first: NDArray[np.int64]
    buildings: int


def corners_of(scene: Scene, origin: tuple[float, float]) -> Corners:
    """Return the corners of a scene's buildings (outer rings only) and barriers.

    Parameters
    ----------
    scene : Scene
    origin : tuple of float
        Taken off all places [m].
    """
    at = np.array(origin)
    points: list[NDArray[np.float64]] = []
    of_building: list[list[NDArray[np.float64]]] = [[] for _ in scene.tops]
    for i, building in enumerate(scene.ring_building):
        ring = scene.rings[scene.ring_start[i] : scene.ring_start[i + 1]] - at
        if len(ring) >= 3 and _area(ring) > 0.0:
            top = np.full((len(ring), 1), scene.tops[building] + APART)
            of_building[building].append(np.hstack((outside(ring), top)))
    first = [0]
    for rings in of_building:
        points += rings
        first.append(first[-1] + len(rings))
    for barrier in scene.barriers:
        points.append(_ends(barrier - (*at, 0.0)))
        first.append(first[-1] + 1)
    return Corners(
        np.ascontiguousarray(np.concatenate([np.empty((0, 3)), *points])),
        np.cumsum([0, *map(len, points)], dtype=np.int64),
        np.array(first, np.int64),
        len(scene.tops),
    )


def outside(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the places (V, 2) that lie :data:`APART` outside the corners of a ring (V, 2).

    The ring runs counter-clockwise; each place lies on the line that halves the open angle.
    """
    before = _directions(np.roll(ring, 1, 0) - ring)
    after = _directions(np.roll(ring, -1, 0) - ring)
    start = np.arctan2(before[:, 1], before[:, 0])
    open_angle = (np.arctan2(after[:, 1], after[:, 0]) - start) % (2.0 * np.pi)
    angle = start + open_angle / 2.0
    found: NDArray[np.float64] = ring + APART * np.stack((np.cos(angle), np.sin(angle)), axis=1)
    return found


def _ends(barrier: NDArray[Any]) -> NDArray[np.float64]:
    """Return the places just beyond both ends of a barrier (2, 3)."""
    along = _directions((barrier[1] - barrier[0])[None, :2])[0] * APART
    found = barrier.astype(np.float64)
    found[0, :2] -= along
    found[1, :2] += along
    return found


def _directions(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    length = np.hypot(vectors[:, 0], vectors[:, 1])[:, None]
    found: NDArray[np.float64] = np.divide(
        vectors, length, out=np.zeros_like(vectors), where=length > 0.0
    )
    return found


def _area(ring: NDArray[np.float64]) -> float:
    x, y = (ring - ring[0]).T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) / 2.0
