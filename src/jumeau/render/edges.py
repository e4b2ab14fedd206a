"""Thin edges of buildings at close range."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def outer_edges(triangles: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the edges (E, 2) that only one triangle has.

    Walls and the faces of roofs have points of their own, so these are the creases of the solids;
    the diagonals within a wall belong to two triangles.
    """
    pairs = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    low, high = pairs.min(1).astype(np.int64), pairs.max(1).astype(np.int64)
    code, count = np.unique(low << 32 | high, return_counts=True)
    single = code[count == 1]
    return np.stack([single >> 32, single & 0xFFFFFFFF], 1).astype(np.int32)


CREASE = 0.94
"""Faces whose unit normals have a smaller product meet in a crease: 20° and more."""
_GRID = 50.0
"""Places are told apart to 2 cm."""


def creases(points: NDArray[np.float32], triangles: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the edges (E, 2) where faces end or meet at an angle.

    Faces share no points, so edges are found by place: a wall or a roof that its source has in
    many pieces has no edges within.

    Parameters
    ----------
    points : (N, 3) float32
        Local coordinates [m].
    triangles : (M, 3) int32
        Those without area are passed over.
    """
    real = triangles[(triangles[:, 0] != triangles[:, 1]) & (triangles[:, 1] != triangles[:, 2])]
    if not len(real):
        return np.empty((0, 2), np.int32)
    grid = np.round(points.astype(np.float64) * _GRID).astype(np.int64) & 0x1FFFFF
    place = np.unique(grid[:, 0] << 42 | grid[:, 1] << 21 | grid[:, 2], return_inverse=True)[1]
    # Slivers, thinner than places are told apart, have no normal to speak of.
    a, b, c = place[real].T
    real = real[(a != b) & (b != c) & (c != a)]
    if not len(real):
        return np.empty((0, 2), np.int32)
    corner = points[real]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]).astype(np.float64)
    normal /= np.maximum(np.linalg.norm(normal, axis=1), 1e-9)[:, None]
    pairs = np.concatenate([real[:, [0, 1]], real[:, [1, 2]], real[:, [2, 0]]])
    facing = np.concatenate([normal, normal, normal])
    ends = np.sort(place[pairs], axis=1)
    order = np.argsort(ends[:, 0] << 32 | ends[:, 1], kind="stable")
    pairs, facing, ends = pairs[order], facing[order], ends[order]
    first = np.flatnonzero(np.r_[True, (np.diff(ends, axis=0) != 0).any(axis=1)])
    count = np.diff(np.r_[first, len(ends)])
    # The sides of a face may be turned either way, so it is the line of the normal that counts.
    along = np.abs((facing * np.repeat(facing[first], count, axis=0)).sum(axis=1))
    least = np.minimum.reduceat(along, first)
    return np.ascontiguousarray(pairs[first[(count == 1) | (least < CREASE)]])
