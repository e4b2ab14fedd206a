"""Triangles of Delaunay between points, with edges that must be kept.

Missing edges are brought in by flipping the diagonals that cross them (Sloan, 1993,
doi:10.1016/0045-7949(93)90239-A). The others are not restored to Delaunay's rule afterwards, but
only those are changed that a kept edge crosses.
"""

from __future__ import annotations

import itertools
from collections import deque

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.scene import Terrain

SAME = 1e-3
"""Points closer than this are one [m]."""


def terrain_of(points: NDArray[np.float64], edges: NDArray[np.int64]) -> Terrain | None:
    """Return the ground between points.

    Parameters
    ----------
    points : (N, 3) float64
    edges : (E, 2) int64
        Pairs of points whose straight connection is to be an edge of the triangles. Where two
        cross, the later one is kept.

    Returns
    -------
    Terrain or None
        None where the points span no triangle.
    """
    from scipy.spatial import Delaunay, QhullError

    if not len(points):
        return None
    origin = points[:, :2].min(0)
    _, first, number = np.unique(
        np.round((points[:, :2] - origin) / SAME).astype(np.int64),
        axis=0,
        return_index=True,
        return_inverse=True,
    )
    kept = np.ascontiguousarray(points[first])
    xy = kept[:, :2] - origin
    try:
        triangles = Delaunay(xy).simplices.astype(np.int32)
    except (QhullError, ValueError):
        return None
    a, b, c = (xy[triangles[:, i]] for i in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    triangles[area < 0] = triangles[area < 0][:, ::-1]
    triangles = triangles[area != 0]
    if len(edges):
        triangles = _with_edges(xy, triangles, number.reshape(-1)[edges])
    return Terrain(kept, triangles)


def with_last_corners(terrain: Terrain) -> Terrain:
    """Return the terrain with the diagonals that go through the last corner of each rectangle.

    Points on a lattice have more than one triangulation of Delaunay: either diagonal of a
    rectangle will do. Where points are inserted one by one, the circles through the others hold
    the last one, so that its diagonal comes about. The order is that of a tree of squares aligned
    with powers of two in which each point lies with half a metre around it, as in the reference
    computations that files are compared with.
    """
    points, triangles = terrain.points, terrain.triangles.copy()
    xy = points[:, :2] - points[0, :2]
    order = sorted(range(len(points)), key=lambda k: _squares_to(points[k, 0], points[k, 1]))
    rank = np.empty(len(points), np.int64)
    rank[order] = np.arange(len(points))
    at = {}
    for t, (a, b, c) in enumerate(triangles.tolist()):
        at[a, b], at[b, c], at[c, a] = (t, c), (t, a), (t, b)
    for (p, q), (one, left) in list(at.items()):
        if p > q or (q, p) not in at:
            continue
        two, right = at[q, p]
        middle, half = (xy[p] + xy[q]) / 2.0, float(np.hypot(*(xy[p] - xy[q]))) / 2.0
        round_ = all(abs(float(np.hypot(*(xy[x] - middle))) - half) < SAME for x in (left, right))
        if round_ and rank[[left, right]].max() > rank[[p, q]].max():
            triangles[one], triangles[two] = (right, q, left), (left, p, right)
    return Terrain(points, triangles)


def _squares_to(x: float, y: float) -> tuple[int, ...]:
    """Return the quarters, one within the other, that hold a point and half a metre around it."""
    found = []
    west = south = 0.0
    half = float(1 << 23)
    while half >= 1.0:
        east, north = x - 0.5 >= west + half, y - 0.5 >= south + half
        if not (east or x + 0.5 <= west + half) or not (north or y + 0.5 <= south + half):
            break
        found.append(2 * north + east)
        west, south = west + half * east, south + half * north
        half /= 2.0
    return tuple(found)


def _cross(xy: NDArray[np.float64], a: int, b: int, c: int) -> float:
    return float(
        (xy[b, 0] - xy[a, 0]) * (xy[c, 1] - xy[a, 1])
        - (xy[b, 1] - xy[a, 1]) * (xy[c, 0] - xy[a, 0])
    )


def _split(xy: NDArray[np.float64], a: int, b: int) -> list[tuple[int, int]]:
    """Return the pieces of an edge between the points that lie on it."""
    d = xy[b] - xy[a]
    length = float(np.hypot(*d))
    along = (xy - xy[a]) @ d / length
    off = np.abs((xy - xy[a]) @ np.array([-d[1], d[0]])) / length
    on = np.flatnonzero((off < SAME) & (along > SAME) & (along < length - SAME))
    chain = [a, *on[np.argsort(along[on])].tolist(), b]
    return list(itertools.pairwise(chain))


def _with_edges(
    xy: NDArray[np.float64], triangles: NDArray[np.int32], wanted: NDArray[np.int64]
) -> NDArray[np.int32]:
    apex: dict[tuple[int, int], int] = {}  # of the triangle to the left of a directed edge
    for a, b, c in triangles.tolist():
        apex[a, b], apex[b, c], apex[c, a] = c, a, b
    around: dict[int, set[int]] = {}
    for a, b in apex:
        around.setdefault(a, set()).add(b)
        around.setdefault(b, set()).add(a)
    pairs = (pair for pair in wanted.tolist() if pair[0] != pair[1])
    for a, b in (piece for pair in pairs for piece in _split(xy, *pair)):
        if (a, b) not in apex and (b, a) not in apex:
            _insert(xy, apex, around, a, b)
    found = {
        (a, b, c) for (a, b), c in apex.items() if a < b and a < c
    }  # each triangle once: from its smallest corner
    return np.array(sorted(found), np.int32).reshape(-1, 3)


def _insert(
    xy: NDArray[np.float64],
    apex: dict[tuple[int, int], int],
    around: dict[int, set[int]],
    a: int,
    b: int,
) -> None:
    """Flip diagonals until a-b is an edge."""
    crossing = deque(_crossed(xy, apex, around, a, b))
    patience = 20 + 10 * len(crossing) ** 2
    while crossing and patience:
        patience -= 1
        p, q = crossing.popleft()
        left, right = apex.get((p, q)), apex.get((q, p))
        if left is None or right is None:
            continue
        if _cross(xy, right, q, left) <= 0 or _cross(xy, left, p, right) <= 0:
            crossing.append((p, q))  # not convex: another flip comes first
            continue
        del apex[p, q], apex[q, p]
        apex[right, q], apex[q, left], apex[left, right] = left, right, q
        apex[left, p], apex[p, right], apex[right, left] = right, left, p
        around[p].discard(q)
        around[q].discard(p)
        around[left].add(right)
        around[right].add(left)
        if {left, right} != {a, b} and _parts(xy, a, b, left, right):
            crossing.append((left, right))


def _parts(xy: NDArray[np.float64], a: int, b: int, p: int, q: int) -> bool:
    """Return whether the open stretches a-b and p-q cross."""
    if len({a, b, p, q}) < 4:
        return False
    return (_cross(xy, a, b, p) > 0) != (_cross(xy, a, b, q) > 0) and (_cross(xy, p, q, a) > 0) != (
        _cross(xy, p, q, b) > 0
    )


def _crossed(
    xy: NDArray[np.float64],
    apex: dict[tuple[int, int], int],
    around: dict[int, set[int]],
    a: int,
    b: int,
) -> list[tuple[int, int]]:
    """Return the edges that the stretch a-b crosses, from a on."""
    for p in around[a]:
        q = apex.get((a, p))
        if q is not None and _cross(xy, a, b, p) < 0 < _cross(xy, a, b, q):
            break
    else:
        return []
    found = []
    while True:
        found.append((p, q))
        beyond = apex.get((q, p))
        if beyond is None or beyond == b:
            return found
        if _cross(xy, a, b, beyond) > 0:
            q = beyond
        else:
            p = beyond
