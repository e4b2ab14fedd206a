"""Random footprints and what is asked of every solid."""

from __future__ import annotations

from collections import Counter

import numpy as np
import shapely
from numpy.typing import NDArray

from jumeau.geometry.mesh import BuildingMesh
from jumeau.geometry.ragged import PolygonRepairs, Polygons, decode_polygons


def ragged(shapes: list[shapely.Geometry | None], **options: object) -> Polygons:
    return decoded(shapes, **options)[0]


def decoded(
    shapes: list[shapely.Geometry | None], **options: object
) -> tuple[Polygons, PolygonRepairs]:
    data = [b"" if shape is None else shapely.to_wkb(shape, **options) for shape in shapes]
    return decode_polygons(*buffers(data), valid=np.array([bool(item) for item in data]))


def buffers(data: list[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    offsets = np.concatenate([[0], np.cumsum([len(item) for item in data])]).astype(np.int64)
    return np.frombuffer(b"".join(data), np.uint8), offsets


def star(random: np.random.Generator, n: int, x: float = 0.0, y: float = 0.0) -> shapely.Polygon:
    """Draw a simple polygon around (x, y) with radii from 5 to 11 m."""
    turn = (np.arange(n) + random.uniform(-0.35, 0.35, n)) / n * 2.0 * np.pi
    radius = random.uniform(5.0, 11.0, n)
    return shapely.Polygon(
        np.round(np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)]), 2)
    )


def blocks(random: np.random.Generator, angle: float = 0.0) -> shapely.Geometry:
    """Unite two to four rectangles: L, T, U, Z and staircases."""
    shape = shapely.box(0, 0, random.integers(6, 20), random.integers(6, 12))
    for _ in range(random.integers(1, 4)):
        x, y = random.integers(0, 6, 2)
        shape = shape.union(
            shapely.box(x, y, x + random.integers(4, 16), y + random.integers(4, 16))
        )
    turned = shapely.affinity.rotate(shape, angle, origin=(0, 0))
    return shapely.transform(
        turned, lambda xy: np.round(xy + np.array((650_000.0, 6_350_000.0)), 2)
    )


def open_edges(mesh: BuildingMesh, feature: int) -> int:
    """Directed edges, after welding, that are not met by as many opposite ones."""
    a, b = mesh.feature_triangle_start[feature : feature + 2]
    welded = np.unique(mesh.points, axis=0, return_inverse=True)[1].ravel()
    edges: Counter[tuple[int, int]] = Counter()
    for i, j, k in welded[mesh.triangles[a:b]].tolist():
        for edge in ((i, j), (j, k), (k, i)):
            if edge[0] != edge[1]:
                edges[edge] += 1
    return sum(abs(n - edges[(j, i)]) for (i, j), n in edges.items())


def repeated_edges(mesh: BuildingMesh, feature: int) -> int:
    """Directed edges, after welding, used more than once: where solids touch or overlap."""
    a, b = mesh.feature_triangle_start[feature : feature + 2]
    welded = np.unique(mesh.points, axis=0, return_inverse=True)[1].ravel()
    edges: Counter[tuple[int, int]] = Counter()
    for i, j, k in welded[mesh.triangles[a:b]].tolist():
        for edge in ((i, j), (j, k), (k, i)):
            if edge[0] != edge[1]:
                edges[edge] += 1
    return sum(n > 1 for n in edges.values())
