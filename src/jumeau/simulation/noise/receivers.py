"""Receivers of the ground: on the grid of the world, closer together near walls.

The corners of cells are receivers; a cell near a wall is halved, and where a wall runs through it,
only its open part is kept and cut into triangles. Corners on a stretch of a wall hear what a
receiver half a metre before that stretch hears. All depends on what stands within two cells alone,
so that tiles give the very receivers of a whole run, and an edit moves none but those near it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.measure import Altitude
from jumeau.model.progress import Progress, silent
from jumeau.simulation.analyses.request import Bounds
from jumeau.simulation.noise.lattice import Leaves, leaves_of, plain_triangles
from jumeau.simulation.noise.mesh import Mesh
from jumeau.simulation.noise.outlines import closed_shapes
from jumeau.simulation.noise.scene import Scene

BEFORE = (0.5, 0.2, 0.05)
"""A corner on a wall is heard so far before it, the first that lies in the open [m]."""
OPEN = 0.05
"""Corners around which more than this is closed lie on a wall [rad]."""
CLEAR = 0.003
"""The way there passes no closer by a wall [m]."""
UNIT = 1000.0
"""Corners are told apart to the millimetre."""


@dataclass(frozen=True, slots=True, eq=False)
class Receivers:
    """Where sound is heard above the ground.

    Attributes
    ----------
    points : (N, 3) float64
        x, y and altitude [m]; sorted by y, then x.
    mesh : Mesh
        Triangles between them.
    height : float
        Above the ground [m].
    """

    points: NDArray[np.float64]
    mesh: Mesh
    height: float

    def __len__(self) -> int:
        return len(self.points)


def ground_receivers(
    scene: Scene,
    area: Bounds,
    step: float = 10.0,
    height: float = 4.0,
    altitude: Altitude | None = None,
    *,
    also: Scene | None = None,
    halvings: int = 1,
    progress: Progress = silent,
) -> Receivers:
    """Return the receivers of an area.

    Parameters
    ----------
    scene : Scene
        What stands.
    area : tuple of float
        West, south, east, north [m]: the cells that it touches are covered whole.
    step : float
        Side of a cell of the world's grid [m].
    height : float
        Of the receivers above the ground [m].
    altitude : callable or None
        Of the ground [m]; None for level ground at 0.
    also : Scene or None
        The other side of a comparison: both are then heard at the same receivers, and none lies in
        a building of either.
    halvings : int
        Of cells near walls: 0 for none, as in a first coarse picture; 1 or 2.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    Receivers
        None lies in a building or in a wall.
    """
    shapes = closed_shapes(*((scene,) if also is None else (scene, also)))
    progress(0.05, "receivers")
    leaves = leaves_of(shapes, area, step, halvings)
    progress(0.3, "receivers")
    fans, of_corner = plain_triangles(leaves)
    corners = np.concatenate([fans, _cut_triangles(leaves, shapes)])
    progress(0.7, "receivers")
    points, triangles = _shared(corners)
    own = np.flatnonzero(of_corner)
    around, centre = triangles[own, 1].reshape(-1, 4), triangles[own[::4], 0]
    places = _before_walls(points, triangles, leaves, shapes)
    # The ring of cells about the area was needed for what lies on its edge; it goes now.
    middle = points[triangles].mean(axis=1)
    west, south, east, north = leaves.bounds
    inside = (middle[:, 0] > west) & (middle[:, 0] < east)
    inside &= (middle[:, 1] > south) & (middle[:, 1] < north)
    inside &= np.isfinite(places[triangles, 0]).all(axis=1)
    used, within = np.unique(triangles[inside], return_inverse=True)
    row = np.full(len(points), -1, np.int32)
    row[used] = np.arange(len(used))
    around, centre = around[row[centre] >= 0], centre[row[centre] >= 0]
    places[centre] = places[around[:, 0]]
    heard, receiver = np.unique(np.round(places[used][:, ::-1] * UNIT), axis=0, return_inverse=True)
    x, y = heard[:, 1] / UNIT, heard[:, 0] / UNIT
    z = np.zeros(len(x)) if altitude is None else np.asarray(altitude(x, y), np.float64)
    mesh = Mesh(
        points[used], within.reshape(-1, 3).astype(np.int32),
        receiver.reshape(-1).astype(np.int32), row[centre], row[around], leaves.bounds,
    )  # fmt: skip
    progress(1.0, "receivers")
    return Receivers(np.stack([x, y, z + height], axis=1), mesh, height)


def _cut_triangles(leaves: Leaves, shapes: NDArray[Any]) -> NDArray[np.float64]:
    """Return the triangles (M, 3, 2) of the open parts of the cells that walls run through."""
    import shapely

    cut = leaves.cut
    if not len(cut):
        return np.empty((0, 3, 2))
    order = np.lexsort((leaves.shape, leaves.leaf))
    leaf, shape = leaves.leaf[order], leaves.shape[order]
    first = np.flatnonzero(np.diff(leaf, prepend=-1))
    count = np.diff(np.append(first, len(leaf)))
    closed = shapes[shape[first]]
    for k in np.flatnonzero(count > 1):
        closed[k] = shapely.union_all(shapes[shape[first[k] : first[k] + count[k]]])
    parts = shapely.get_parts(shapely.difference(cut, closed))
    parts = parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 1.0 / UNIT)]
    found = shapely.get_parts(shapely.constrained_delaunay_triangles(parts))
    if not len(found):
        return np.empty((0, 3, 2))
    corners: NDArray[np.float64] = shapely.get_coordinates(found).reshape(-1, 4, 2)[:, :3]
    return corners


def _shared(corners: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return corners that are told apart (V, 2), and triangles (M, 3), counter-clockwise."""
    numbers = np.round(corners.reshape(-1, 2) * UNIT)
    order = np.lexsort((numbers[:, 0], numbers[:, 1]))
    other = np.ones(len(order), np.bool_)
    other[1:] = (np.diff(numbers[order], axis=0) != 0.0).any(axis=1)
    which = np.empty(len(order), np.int32)
    which[order] = np.cumsum(other) - 1
    points = numbers[order[other]] / UNIT
    triangles = which.reshape(-1, 3)
    a, b, c = (points[triangles[:, k]] for k in range(3))
    double = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    turned = double < 0.0
    triangles[turned] = triangles[turned][:, ::-1]
    return points, triangles[np.abs(double) > 1.0 / UNIT**2]


def _before_walls(
    points: NDArray[np.float64],
    triangles: NDArray[np.int32],
    leaves: Leaves,
    shapes: NDArray[Any],
) -> NDArray[np.float64]:
    """Return where each corner (V, 2) is heard: those on walls half a metre before them.

    The way off the wall is the mean of all directions that are open at the corner; over one
    triangle the integral of the unit vector is the difference of the unit vectors of its sides,
    turned by a quarter, so that it does not depend on how the open ground was cut.
    """
    way, seen = np.zeros_like(points), np.zeros(len(points))
    for k in range(3):
        here = triangles[:, k]
        u = points[triangles[:, (k + 1) % 3]] - points[here]
        v = points[triangles[:, (k + 2) % 3]] - points[here]
        u /= np.hypot(u[:, 0], u[:, 1])[:, None]
        v /= np.hypot(v[:, 0], v[:, 1])[:, None]
        angle = np.arctan2(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0], (u * v).sum(axis=1))
        np.add.at(seen, here, angle)
        np.add.at(way, here, np.stack([v[:, 1] - u[:, 1], u[:, 0] - v[:, 0]], axis=1))
    west, south, east, north = leaves.ring
    within = (points[:, 0] > west) & (points[:, 0] < east)
    within &= (points[:, 1] > south) & (points[:, 1] < north)
    on_wall = np.flatnonzero(within & (seen < 2.0 * np.pi - OPEN))
    length = np.hypot(way[on_wall, 0], way[on_wall, 1])
    on_wall = on_wall[length > 1e-6]
    ways = way[on_wall] / length[length > 1e-6, None]
    places = _moved(points, on_wall, ways, shapes)
    half = leaves.step / 2.0
    return _lent(_gathered(places, points, on_wall, ways, shapes, half), points, triangles)


def _gathered(
    places: NDArray[np.float64],
    points: NDArray[np.float64],
    on_wall: NDArray[np.intp],
    way: NDArray[np.float64],
    shapes: NDArray[Any],
    side: float,
) -> NDArray[np.float64]:
    """Return the places, corners of one stretch of a wall heard at one: the middlemost of them.

    A stretch lies in one square of the world's grid and faces one of eight directions. A corner
    that does not see the common place across open ground keeps its own.
    """
    import shapely

    ready = np.isfinite(places[on_wall, 0])
    rows, ways = on_wall[ready], way[ready]
    if not len(rows):
        return places
    square = np.floor(points[rows] / side + 1e-9).astype(np.int64)
    eighth = np.round(np.arctan2(ways[:, 1], ways[:, 0]) / (np.pi / 4.0)).astype(np.int64) % 8
    keys = np.column_stack([square, eighth])
    _, group = np.unique(keys, axis=0, return_inverse=True)
    group = group.reshape(-1)
    count = np.bincount(group)
    own = points[rows] - square * side
    middle = np.stack([np.bincount(group, own[:, k]) / count for k in (0, 1)], axis=1)
    off = np.round(np.hypot(*(own - middle[group]).T), 6)
    order = np.lexsort((points[rows, 0], points[rows, 1], off, group))
    first = order[np.diff(group[order], prepend=-1) != 0]
    common = places[rows[first]][group]
    apart = np.flatnonzero((common != places[rows]).any(axis=1))
    if len(apart):
        lines = shapely.linestrings(np.stack([places[rows[apart]], common[apart]], axis=1))
        seen = np.ones(len(apart), np.bool_)
        seen[shapely.STRtree(shapes).query(lines, predicate="intersects")[0]] = False
        places[rows[apart[seen]]] = common[apart[seen]]
    return places


def _lent(
    places: NDArray[np.float64], points: NDArray[np.float64], triangles: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Return the places, those that have none taking the one of the nearest corner beside them."""
    sides = np.concatenate([triangles[:, [a, b]] for a in range(3) for b in range(3) if a != b])
    while True:
        sides = sides[np.isnan(places[sides[:, 0], 0])]
        ready = sides[np.isfinite(places[sides[:, 1], 0])]
        if not len(ready):
            return places
        far = np.hypot(*(points[ready[:, 0]] - points[ready[:, 1]]).T)
        ready = ready[np.lexsort((ready[:, 1], far, ready[:, 0]))]
        ready = ready[np.diff(ready[:, 0], prepend=-1) != 0]
        places[ready[:, 0]] = places[ready[:, 1]]


def _moved(
    points: NDArray[np.float64],
    on_wall: NDArray[np.intp],
    way: NDArray[np.float64],
    shapes: NDArray[Any],
) -> NDArray[np.float64]:
    """Return the places with some of them moved along their ways, as far as the open reaches."""
    import shapely

    places = points.copy()
    if not len(on_wall):
        return places
    tree = shapely.STRtree(shapes)
    left = np.arange(len(on_wall))
    for far in BEFORE:
        start = points[on_wall[left]] + 0.4 * BEFORE[-1] * way[left]
        end = points[on_wall[left]] + far * way[left]
        blocked = np.zeros(len(left), np.bool_)
        lines = shapely.linestrings(np.stack([start, end], axis=1))
        blocked[tree.query(lines, predicate="dwithin", distance=CLEAR)[0]] = True
        places[on_wall[left[~blocked]]] = end[~blocked]
        left = left[blocked]
        if not len(left):
            break
    # In cracks between two walls: what the nearest corner hears that has a place in the open.
    crack = on_wall[left]
    places[crack] = np.nan
    return places
