"""Some features of a mesh as a mesh of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.mesh import BuildingMesh
from jumeau.render.outlines import ranges


def features_of_mesh(model: Any, rows: NDArray[np.int64]) -> tuple[BuildingMesh, NDArray[np.int64]]:
    """Return some features of buildings or bodies, in the order of the rows.

    Returns
    -------
    mesh : BuildingMesh
        Its triangles count from its own first point.
    points : (N,) int64
        Which points of the model's mesh these are.
    """
    mesh, features = model.mesh, model.place[rows]
    first, end = mesh.feature_point_start[features], mesh.feature_point_start[features + 1]
    before = mesh.feature_triangle_start[features]
    after = mesh.feature_triangle_start[features + 1]
    points = ranges(first, end)
    point_start = np.concatenate([[0], np.cumsum(end - first)]).astype(np.int64)
    triangle_start = np.concatenate([[0], np.cumsum(after - before)]).astype(np.int64)
    tile = np.searchsorted(model.tile_start, features, side="right") - 1
    # Triangles count from the first point of their tile.
    shift = mesh.feature_point_start[model.tile_start[tile]] - first + point_start[:-1]
    corners = mesh.triangles[ranges(before, after)] + np.repeat(shift, after - before)[:, None]
    own = BuildingMesh(
        mesh.points[points], corners.astype(np.int32), mesh.part[points], mesh.shade[points],
        point_start, triangle_start, mesh.origin,
    )  # fmt: skip
    return own, points
