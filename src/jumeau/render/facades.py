"""What lies on the ground before a wall, on the foot of the wall: the classes of a noise map.

A published noise map is drawn on the ground; what a resident looks for is the façade. The foot of
each wall takes the colour of the zone just before it, and the wall's own comes back with height.
Where the map says nothing the wall stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.inside import holders
from jumeau.geometry.jit import njit
from jumeau.geometry.mesh import WALL
from jumeau.geometry.ragged import Polygons
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.ground_layers import GroundLayer
from jumeau.render.relief import Relief

BEFORE = 1.5
"""How far before the wall the map is read [m]."""
_ALONG = 0.8
"""And how far from the wall's end, towards its middle [m]."""
LOWEST = 1.5
"""Points of walls no higher above the ground are their foot [m]."""
STRENGTH = 0.85
"""Share of the class's colour at the foot."""


@dataclass(frozen=True, slots=True, eq=False)
class Facades:
    """The feet of walls that face a class, for one layer of buildings and one of data.

    Attributes
    ----------
    point : (K,) int64
        Points of the mesh.
    rgb : (K, 3) uint8
        The colour of the class before each.
    """

    point: NDArray[np.int64]
    rgb: NDArray[np.uint8]

    def paint(self, colours: NDArray[np.uint8], shade: NDArray[np.uint8]) -> None:
        """Colour these points in place.

        Parameters
        ----------
        colours : (N, 3) uint8
            Of all points of the mesh, light included.
        shade : (N,) uint8
            Baked light of all points.
        """
        light = 0.4 + 0.6 * shade[self.point, None] / 255.0
        own = colours[self.point].astype(np.float64)
        mixed = own * (1 - STRENGTH) + self.rgb * light * STRENGTH
        colours[self.point] = mixed.round().astype(np.uint8)


@njit
def _feet(
    points: NDArray[np.float32],
    triangles: NDArray[np.int32],
    part: NDArray[np.uint8],
    point_start: NDArray[np.int64],
    triangle_start: NDArray[np.int64],
    ground: NDArray[np.float32],
    reached: float,
    before: float,
    along: float,
    index: NDArray[np.int64],
    xy: NDArray[np.float64],
) -> int:
    """Find the lowest points of walls and the places before them; return how many there are."""
    count = 0
    done = np.zeros(len(points), np.bool_)
    for tile in range(len(point_start) - 1):
        first = point_start[tile]
        for t in range(triangle_start[tile], triangle_start[tile + 1]):
            a, b, c = (
                first + triangles[t, 0],
                first + triangles[t, 1],
                first + triangles[t, 2],
            )
            if part[a] != WALL or part[b] != WALL or part[c] != WALL:
                continue
            ux, uy, uz = (
                points[b, 0] - points[a, 0],
                points[b, 1] - points[a, 1],
                points[b, 2] - points[a, 2],
            )
            vx, vy, vz = (
                points[c, 0] - points[a, 0],
                points[c, 1] - points[a, 1],
                points[c, 2] - points[a, 2],
            )
            nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
            flat = np.sqrt(nx * nx + ny * ny)
            if not flat > abs(nz):
                continue
            nx, ny = nx / flat, ny / flat
            mx = (points[a, 0] + points[b, 0] + points[c, 0]) / 3
            my = (points[a, 1] + points[b, 1] + points[c, 1]) / 3
            for p in (a, b, c):
                if done[p] or points[p, 2] > ground[p] + reached:
                    continue
                done[p] = True
                dx, dy = mx - points[p, 0], my - points[p, 1]
                away = np.sqrt(dx * dx + dy * dy)
                share = min(along / away, 1.0) if away > 0.0 else 0.0
                index[count] = p
                xy[count, 0] = points[p, 0] + before * nx + share * dx
                xy[count, 1] = points[p, 1] + before * ny + share * dy
                count += 1
    return count


def wall_feet(
    buildings: Buildings | Bodies, relief: Relief
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the lowest points of walls, and the place before each.

    Returns
    -------
    point : (K,) int64
        Points of the mesh.
    xy : (K, 2) float64
        Where the map is to be read, project CRS [m].
    """
    mesh = buildings.mesh
    ox, oy, oz = mesh.origin
    walls = np.flatnonzero(mesh.part == WALL)
    ground = np.full(len(mesh.points), -np.inf, np.float32)
    x, y = (mesh.points[walls, k].astype(np.float64) + o for k, o in ((0, ox), (1, oy)))
    ground[walls] = relief.altitude(x, y) - oz
    # A body that its source hangs above the ground has a foot all the same.
    start = mesh.feature_point_start
    lowest = np.full(len(mesh), np.inf, np.float32)
    rows = np.flatnonzero(np.diff(start) > 0)
    if len(rows):
        lowest[rows] = np.minimum.reduceat(mesh.points[:, 2], start[rows])
    np.maximum(ground, np.repeat(lowest, np.diff(start)), out=ground)
    index, xy = np.empty(len(walls), np.int64), np.empty((len(walls), 2))
    count = _feet(
        mesh.points, mesh.triangles, mesh.part,
        start[buildings.tile_start], mesh.feature_triangle_start[buildings.tile_start],
        ground, LOWEST, BEFORE, _ALONG, index, xy,
    )  # fmt: skip
    return index[:count].copy(), xy[:count] + np.array([ox, oy])


def prepare_facades(buildings: Buildings | Bodies, data: GroundLayer, relief: Relief) -> Facades:
    """Return the feet of walls that face a class of a layer of data, in the ground's colours."""
    dress = data.dress
    # Hatching without an entry of its own stands for "no data" in a style: walls stay as they are.
    filled = np.array(
        [s.fill is not None and not (s.hatch and not dress.entries) for s in dress.swatches]
        or [False]
    )
    if not isinstance(data.shapes, Polygons) or not filled.any():
        return Facades(np.empty(0, np.int64), np.empty((0, 3), np.uint8))
    point, xy = wall_feet(buildings, relief)
    # Of several zones the one that is painted last is seen.
    held = holders(data.shapes, xy[:, 0], xy[:, 1], dress.kind.astype(np.int64))
    kind = np.where(held >= 0, dress.kind[held], 0)
    seen = (held >= 0) & filled[kind]
    palette = np.array([swatch.fill or (0.0, 0.0, 0.0) for swatch in dress.swatches])
    return Facades(point[seen], palette[kind[seen]].round().astype(np.uint8))
