"""A scene made ready for kernels: walls and covers in squares, triangles with their neighbours.

All x and y are counted from an origin near the scene, so that small differences keep their digits.
Origin and squares are those of the world, so that an edit elsewhere changes no digit of a result.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.around.corners import Corners, corners_of
from jumeau.simulation.noise.mirrors.reflectors import Reflectors, reflectors_of
from jumeau.simulation.noise.scene import Scene, Terrain

CELL = 24.0
"""Side of a square [m]."""
MOST_CELLS = 1 << 22
LATTICE = float(1 << 20)
"""The origin is a multiple of it [m]."""
ASIDE = np.array([0.467, 0.531])
"""Share of a side by which squares lie beside round numbers, which corners often have."""
FAR = 4096.0
"""Side of the squares whose corners are origins [m]."""
MARGIN = 1e-6
"""What lies so near a square is listed in it too [m]."""

OX, OY, GX, GY, GSIZE, GINV, GNX, GNY, DEFAULT_G, TX, TY, TINV, TNX, TNY, LEFT_G = range(15)
"""Entries of :attr:`Cuts.frame`."""


class Cuts(NamedTuple):
    """Arrays of a scene for vertical cuts; x and y are local, see :func:`local`.

    Attributes
    ----------
    frame : (15,) float64
        Origin; first corner, side, its inverse and numbers of the squares; ground factor outside
        the areas; first corner, inverse side and numbers of the squares of the terrain; ground
        factor outside the areas once one has been left.
    wall : (W, 6) float64
        x, y of the first end, of the second end, altitudes of the top at both. Walls of buildings
        come first and are numbered as the vertices of :attr:`Scene.rings` that they start from;
        the building lies to their left. Barriers follow.
    wall_what : (W, 4) int32
        Building or -2 - barrier; row of the materials; next and previous wall of the ring, -1 for
        a barrier.
    cell : (C+1, 3) int32
        For each square: its first entry, the first entry that is no wall, and the area that its
        middle lies in (-1 for none).
    entry : (K, 4) float64
        Both ends of what crosses a square.
    entry_of : (K,) int32
        Number of a wall, or -1 - area.
    area_g : (A,) float64
        Ground factors.
    corner : (N, 3) float64
        Of the terrain.
    triangle : (M, 6) int32
        Corners, counter-clockwise, and the triangles beyond the edges from each of them (-1: none).
    triangle_at : (T,) int32
        A triangle near the middle of each square of the terrain.
    """

    frame: NDArray[np.float64]
    wall: NDArray[np.float64]
    wall_what: NDArray[np.int32]
    cell: NDArray[np.int32]
    entry: NDArray[np.float64]
    entry_of: NDArray[np.int32]
    area_g: NDArray[np.float64]
    corner: NDArray[np.float64]
    triangle: NDArray[np.int32]
    triangle_at: NDArray[np.int32]


class Prepared(NamedTuple):
    """A scene ready for kernels, in local coordinates.

    Attributes
    ----------
    cuts : Cuts
        What :func:`jumeau.simulation.noise.paths.cut.cut` takes.
    corners : Corners
        Vertical edges that sound may go around.
    reflectors : Reflectors
        Walls that reflect.
    materials : (M, 8) float64
        Absorption.
    """

    cuts: Cuts
    corners: Corners
    reflectors: Reflectors
    materials: NDArray[np.float64]


def local(prep: Prepared, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points (…, 2 or 3) of the project's system in that of the kernels."""
    moved = np.array(points, np.float64)
    moved[..., :2] -= prep.cuts.frame[:2]
    return moved


def prepared(scene: Scene) -> Prepared:
    """Return a scene ready for kernels.

    All arrays are copies: kernels would be compiled once more for those that are read-only.

    Parameters
    ----------
    scene : Scene

    Returns
    -------
    Prepared
    """
    cuts = _cuts_of(scene)
    origin = (float(cuts.frame[OX]), float(cuts.frame[OY]))
    return Prepared(
        cuts,
        corners_of(scene, origin),
        reflectors_of(scene, origin),
        np.array(scene.materials, np.float64, order="C"),
    )


def _cuts_of(scene: Scene) -> Cuts:
    places = [scene.rings, scene.barriers[:, :, :2].reshape(-1, 2), scene.areas]
    if scene.terrain is not None:
        places.append(scene.terrain.points[:, :2])
    together = np.concatenate(places)
    origin = origin_of(together)
    wall, what = _walls(scene, origin)
    edges, of_edges = _edges(scene, origin)
    ends = np.concatenate([wall[:, :4], edges])
    frame = np.zeros(15)
    frame[:2] = origin
    frame[DEFAULT_G] = scene.default_g
    frame[LEFT_G] = scene.default_g if scene.left_g is None else scene.left_g
    _squares(frame, ends.reshape(-1, 2), CELL)
    numbers = np.concatenate([np.arange(len(wall), dtype=np.int32), -1 - of_edges])
    cell, entry, entry_of = _listed(frame, ends, numbers, len(wall))
    if len(edges):
        _fill(
            frame,
            np.ascontiguousarray(scene.areas - origin),
            scene.area_start.astype(np.int64),
            scene.area_of.astype(np.int32),
            cell,
        )
    corner, triangle, at = _ground(scene.terrain, frame, origin)
    return Cuts(
        frame,
        wall,
        what,
        cell,
        entry,
        entry_of,
        np.array(scene.area_g, np.float64),
        corner,
        triangle,
        at,
    )


def origin_of(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the corner of the world's large squares that is nearest to the middle of points."""
    if not len(points):
        return np.zeros(2)
    middle = (points.min(0) + points.max(0)) / 2.0
    found: NDArray[np.float64] = np.round(middle / FAR) * FAR
    return found


def _following(start: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of the next vertex of the ring of each vertex."""
    following = np.arange(1, int(start[-1]) + 1)
    closed = start[1:] > start[:-1]
    following[start[1:][closed] - 1] = start[:-1][closed]
    return following


def _walls(
    scene: Scene, origin: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    count, thin = len(scene.rings), len(scene.barriers)
    wall = np.empty((count + thin, 6))
    what = np.full((count + thin, 4), -1, np.int32)
    if count:
        following = _following(scene.ring_start)
        rings = scene.rings - origin
        building = np.repeat(scene.ring_building, np.diff(scene.ring_start))
        wall[:count, :2], wall[:count, 2:4] = rings, rings[following]
        wall[:count, 4:] = scene.tops[building][:, None]
        what[:count, 0], what[:count, 1] = building, scene.material[building]
        what[:count, 2] = following
        what[following, 3] = np.arange(count)
    if thin:
        wall[count:, :2] = scene.barriers[:, 0, :2] - origin
        wall[count:, 2:4] = scene.barriers[:, 1, :2] - origin
        wall[count:, 4:] = scene.barriers[:, :, 2]
        what[count:, 0] = -2 - np.arange(thin)
        what[count:, 1] = scene.barrier_material
    return wall, what


def _edges(
    scene: Scene, origin: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    if not len(scene.areas):
        return np.empty((0, 4)), np.empty(0, np.int32)
    areas = scene.areas - origin
    edges = np.concatenate([areas, areas[_following(scene.area_start)]], axis=1)
    return edges, np.repeat(scene.area_of, np.diff(scene.area_start)).astype(np.int32)


def _squares(frame: NDArray[np.float64], points: NDArray[np.float64], side: float) -> None:
    """Lay squares over all points, wider ones where there would be too many."""
    low = points.min(0) if len(points) else np.zeros(2)
    high = points.max(0) if len(points) else np.zeros(2)
    while True:
        count = np.floor((high - low) / side).astype(np.int64) + 3
        if count.prod() <= MOST_CELLS:
            break
        side *= 2.0
    frame[GX : GY + 1] = (np.floor(low / side) - ASIDE) * side
    frame[GSIZE], frame[GINV] = side, 1.0 / side
    frame[GNX : GNY + 1] = count


def _listed(
    frame: NDArray[np.float64],
    ends: NDArray[np.float64],
    numbers: NDArray[np.int32],
    walls: int,
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.int32]]:
    count = np.zeros((int(frame[GNX] * frame[GNY]) + 1, 2), np.int64)
    empty = np.empty(0, np.int64)
    _touched(frame, ends, walls, count, empty, np.empty(0, np.int32))
    cell = np.zeros((len(count), 3), np.int32)
    total = count.sum(1)
    cell[1:, 0] = np.cumsum(total)[:-1]
    cell[:, 1] = cell[:, 0] + count[:, 0]
    cell[:, 2] = -1
    put = np.empty(int(total.sum()), np.int32)
    _touched(frame, ends, walls, np.empty((0, 2), np.int64), cell[:, 0].astype(np.int64), put)
    return cell, np.ascontiguousarray(ends[put]), numbers[put]


@njit
def _touched(frame, ends, walls, count, at, put):  # type: ignore[no-untyped-def]
    """Count what touches each square, or list it."""
    inv, side = frame[GINV], frame[GSIZE]
    nx, ny = int(frame[GNX]), int(frame[GNY])
    for k in range(len(ends)):
        ax, ay = ends[k, 0] - frame[GX], ends[k, 1] - frame[GY]
        bx, by = ends[k, 2] - frame[GX], ends[k, 3] - frame[GY]
        if by < ay:
            ax, ay, bx, by = bx, by, ax, ay
        j0 = max(0, int(np.floor((ay - MARGIN) * inv)))
        j1 = min(ny - 1, int(np.floor((by + MARGIN) * inv)))
        for j in range(j0, j1 + 1):
            low, high = j * side - MARGIN, (j + 1) * side + MARGIN
            x0, x1 = ax, bx
            if by - ay > 1e-9:
                x0 = ax + (bx - ax) * max(0.0, (low - ay) / (by - ay))
                x1 = ax + (bx - ax) * min(1.0, (high - ay) / (by - ay))
            if x1 < x0:
                x0, x1 = x1, x0
            i0 = max(0, int(np.floor((x0 - MARGIN) * inv)))
            i1 = min(nx - 1, int(np.floor((x1 + MARGIN) * inv)))
            for i in range(i0, i1 + 1):
                c = j * nx + i
                if len(put):
                    put[at[c]] = k
                    at[c] += 1
                elif k < walls:
                    count[c, 0] += 1
                else:
                    count[c, 1] += 1


@njit
def _fill(frame, areas, start, area_of, cell):  # type: ignore[no-untyped-def]
    """Tell each square the area that its middle lies in."""
    nx, ny, side = int(frame[GNX]), int(frame[GNY]), frame[GSIZE]
    odd = np.zeros(nx * ny, np.uint8)
    for area in range(area_of.max() + 1):
        x0, y0, x1, y1 = nx, ny, -1, -1
        for r in range(len(area_of)):
            if area_of[r] != area:
                continue
            for k in range(start[r], start[r + 1]):
                following = k + 1 if k + 1 < start[r + 1] else start[r]
                ax, ay = areas[k, 0] - frame[GX], areas[k, 1] - frame[GY]
                bx, by = areas[following, 0] - frame[GX], areas[following, 1] - frame[GY]
                if by < ay:
                    ax, ay, bx, by = bx, by, ax, ay
                for j in range(max(0, int(ay / side) - 1), min(ny - 1, int(by / side) + 1) + 1):
                    y = (j + 0.5) * side
                    if not ay <= y < by:
                        continue
                    x = ax + (bx - ax) * (y - ay) / (by - ay)
                    i = max(0, int(np.ceil(x / side - 0.5)))
                    if i < nx:
                        odd[j * nx + i] ^= 1
                        x0, x1 = min(x0, i), max(x1, i)
                        y0, y1 = min(y0, j), max(y1, j)
        for j in range(y0, y1 + 1):
            inside = 0
            for i in range(x0, nx):
                inside ^= odd[j * nx + i]
                odd[j * nx + i] = 0
                if inside:
                    cell[j * nx + i, 2] = area
                elif i >= x1:
                    break


def _ground(
    terrain: Terrain | None, frame: NDArray[np.float64], origin: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int32]]:
    if terrain is None or not len(terrain.triangles):
        return np.empty((0, 3)), np.empty((0, 6), np.int32), np.empty(0, np.int32)
    corner = np.array(terrain.points, np.float64)
    corner[:, :2] -= origin
    triangle = np.full((len(terrain.triangles), 6), -1, np.int32)
    triangle[:, :3] = terrain.triangles
    a = triangle[:, [0, 1, 2]].reshape(-1).astype(np.int64)
    b = triangle[:, [1, 2, 0]].reshape(-1).astype(np.int64)
    many = len(corner)
    key, opposite = a * many + b, b * many + a
    order = np.argsort(key)
    at = np.minimum(np.searchsorted(key[order], opposite), len(key) - 1)
    twin = order[at]
    triangle[:, 3:] = np.where(key[twin] == opposite, twin // 3, -1).reshape(-1, 3)
    low, high = corner[:, :2].min(0), corner[:, :2].max(0)
    side = max(float(np.sqrt((high - low).prod() / len(triangle) * 2.0)), 1e-3)
    count = np.floor((high - low) / side).astype(np.int64) + 1
    frame[TX : TY + 1], frame[TINV] = low, 1.0 / side
    frame[TNX : TNY + 1] = count
    found = np.full(int(count.prod()), -1, np.int32)
    _place(corner, triangle, frame, found)
    return corner, triangle, found


@njit
def _place(corner, triangle, frame, found):  # type: ignore[no-untyped-def]
    """Give each square of the terrain a triangle that is near its middle."""
    nx, ny, inv = int(frame[TNX]), int(frame[TNY]), frame[TINV]
    for t in range(len(triangle)):
        x = (corner[triangle[t, 0], 0] + corner[triangle[t, 1], 0] + corner[triangle[t, 2], 0]) / 3
        y = (corner[triangle[t, 0], 1] + corner[triangle[t, 1], 1] + corner[triangle[t, 2], 1]) / 3
        i = min(nx - 1, max(0, int((x - frame[TX]) * inv)))
        j = min(ny - 1, max(0, int((y - frame[TY]) * inv)))
        found[j * nx + i] = t
    last = 0
    for c in range(len(found)):
        if found[c] < 0:
            found[c] = last
        last = found[c]
