"""The edges of what a variant adds: plain where it is fixed, dashed where it is open to debate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.model.edits import Debate
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.edges import creases, outer_edges
from jumeau.render.variants.planting import placed_outline
from jumeau.variants.base import Rings
from jumeau.variants.resolved import Resolved

DASH, GAP = 2.2, 1.6
"""Length of a dash, and of the gap after it [m]."""

_Edges = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """Lines in the scene.

    Attributes
    ----------
    points : (N, 3) float32
        Local to the project's origin [m].
    plain, dashed : (E, 2) int32
        Ends of the lines: of what is fixed, and of the dashes of what is open.
    """

    points: NDArray[np.float32]
    plain: _Edges
    dashed: _Edges


def prepare_strokes(
    resolved: Resolved,
    solids: list[tuple[Buildings | Bodies, tuple[str, ...]]],
) -> Strokes | None:
    """Return the edges of what a variant builds; None where it builds nothing.

    Parameters
    ----------
    solids : list of (solids, tuple of str)
        What stands, and the edit of each row.
    """
    open_ = {x.id for x in resolved.edits if x.debate is Debate.OPEN}
    points: list[NDArray[np.float32]] = []
    plain: list[_Edges] = []
    dashed: list[_Edges] = []
    first = 0

    def take(places: NDArray[np.float32], edges: _Edges, broken: bool) -> None:
        nonlocal first
        if broken:
            places, edges = dashes(places, edges)
        points.append(places)
        (dashed if broken else plain).append(edges + np.int32(first))
        first += len(places)

    for model, edits in solids:
        edges, feature = _edges_of(model)
        is_open = np.array([x in open_ for x in edits], np.bool_)[model.order[feature]]
        for broken in (False, True):
            those = edges[is_open == broken]
            if len(those):
                take(model.mesh.points, those, broken)
    if not first:
        return None
    none = np.empty((0, 2), np.int32)
    return Strokes(
        np.concatenate(points), np.concatenate([none, *plain]), np.concatenate([none, *dashed])
    )


def _edges_of(model: Buildings | Bodies) -> tuple[_Edges, NDArray[np.int64]]:
    """Return the creases of a model, and the feature of the mesh that each belongs to."""
    mesh = model.mesh
    tile = np.repeat(
        np.arange(len(model.tile_start) - 1),
        np.diff(mesh.feature_triangle_start[model.tile_start]),
    )
    begins = mesh.feature_point_start[model.tile_start[tile]]
    triangles = (mesh.triangles + begins[:, None]).astype(np.int32)
    crease: Callable[[], _Edges] = (
        (lambda: outer_edges(triangles))
        if isinstance(model, Buildings)
        else (lambda: creases(mesh.points, triangles[model.edged[triangles[:, 0]]]))
    )
    edges = crease()
    feature = np.searchsorted(mesh.feature_point_start, edges[:, 0], side="right") - 1
    return edges, feature


def outlines_of(resolved: Resolved) -> Iterator[tuple[str, list[NDArray[np.float64]]]]:
    """Return the rings on the ground of what a variant lays, builds and digs there."""
    for covered in resolved.surfaces:
        yield covered.edit, _rings(covered.rings)
    for road in resolved.roads:
        yield road.edit, [ring for line in road.lines for ring in kerbs(line, road.width)]
    for shaped in resolved.terrain:
        yield shaped.edit, [shaped.ring]
    for placed in resolved.models:
        if len(placed.model.footprint) >= 3:
            yield placed.edit, [placed_outline(placed.model.footprint, placed)]


def _rings(rings: Rings) -> list[NDArray[np.float64]]:
    return [ring for polygon in rings for ring in polygon]


def kerbs(line: NDArray[np.float64], width: float) -> list[NDArray[np.float64]]:
    """Return the rings (N, 2) around a road [m]."""
    import shapely

    shape = shapely.LineString(line).buffer(width / 2, cap_style="flat", join_style="mitre")
    parts = [x for x in shapely.get_parts(shape).tolist() if not x.is_empty]
    return [np.asarray(ring.coords)[:-1, :2] for x in parts for ring in (x.exterior, *x.interiors)]


def dashes(
    points: NDArray[np.float32], edges: _Edges, dash: float = DASH, gap: float = GAP
) -> tuple[NDArray[np.float32], _Edges]:
    """Return edges cut into dashes: every edge begins and ends with one."""
    run = points[edges[:, 1]] - points[edges[:, 0]]
    length = np.sqrt((run * run).sum(axis=1))
    count = np.maximum(np.round((length + gap) / (dash + gap)), 1).astype(np.int64)
    places = np.empty((2 * int(count.sum()), 3), np.float32)
    _cut(points, edges, count, gap / dash, places)
    return places, np.arange(len(places), dtype=np.int32).reshape(-1, 2)


@njit
def _cut(
    points: NDArray[np.float32],
    edges: _Edges,
    count: NDArray[np.int64],
    gap: float,
    out: NDArray[np.float32],
) -> None:
    """Write the ends of dashes; ``gap`` in dashes."""
    at = 0
    for e in range(len(edges)):
        a, b = edges[e, 0], edges[e, 1]
        # Each of n dashes with n - 1 gaps between them: the proportion is kept, the length fits.
        whole = count[e] + (count[e] - 1) * gap
        for number in range(count[e]):
            begin = number * (1.0 + gap) / whole
            for axis in range(3):
                low, high = points[a, axis], points[b, axis]
                out[at, axis] = low + begin * (high - low)
                out[at + 1, axis] = low + (begin + 1.0 / whole) * (high - low)
            at += 2
