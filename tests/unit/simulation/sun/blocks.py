"""Boxes that stand on level ground, as the kernels read meshes."""

from __future__ import annotations

import numpy as np

from jumeau.geometry.profile import Standing

WEST, NORTH = 652_000.0, 6_861_100.0


def boxes(specs, *, layer="building", origin=(WEST, NORTH, 0.0), source=None):
    """Return boxes: x0, y0, x1, y1 from the origin, z0, z1 [m]; walls are two triangles each."""
    points, triangles, point_start, triangle_start = [], [], [0], [0]
    for x0, y0, x1, y1, z0, z1 in specs:
        corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        for k in range(4):
            a, b, first = corners[k], corners[(k + 1) % 4], len(points)
            points += [(*a, z0), (*b, z0), (*b, z1), (*a, z1)]
            triangles += [(first, first + 1, first + 2), (first, first + 2, first + 3)]
        first = len(points)
        points += [(*corner, z1) for corner in corners]
        triangles += [(first, first + 1, first + 2), (first, first + 2, first + 3)]
        point_start.append(len(points))
        triangle_start.append(len(triangles))
    return mesh(points, triangles, point_start, triangle_start, layer, origin, source)


def mesh(points, triangles, point_start, triangle_start, layer, origin, source=None):
    """Return a mesh of one tile."""
    array = np.array(points, np.float32)
    count = len(point_start) - 1
    tile = np.concatenate([array.min(axis=0), array.max(axis=0)])[None].astype(np.float32)
    return Standing(
        layer, array, np.array(triangles, np.int32), np.array(point_start),
        np.array(triangle_start), np.array([0, count]), tile, np.arange(count), tuple(origin),
        None if source is None else np.array(source, np.uint8),
    )  # fmt: skip


def level(x, y):
    """Return the altitude of level ground [m]."""
    return np.zeros(np.broadcast_shapes(np.shape(x), np.shape(y)))
