"""Cells on walls and roofs, and what the sun gives them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.heights import HeightSource
from jumeau.geometry.horizon.lit_cells import add_sun
from jumeau.geometry.measure import Altitude
from jumeau.geometry.profile import Standing
from jumeau.geometry.wall_cells import (
    LYING,
    Triangles,
    Walls,
    cells_on_roofs,
    cells_on_walls,
    highest_two,
    triangles_of,
    walls_of,
)
from jumeau.model.payload import SurfaceSamples
from jumeau.model.progress import Progress, silent
from jumeau.simulation.sun.position import Suns
from jumeau.simulation.sun.shade import FarRelief, Shade, shade_of
from jumeau.simulation.surface import Surface

SIZE = 2.0
"""Usual side of a cell [m]."""
STOREY = 3.0
"""Height of a storey where none is known [m]."""
ROOF = -1
"""Storey of the cells of roofs."""
BESIDE = 0.6
"""A wall is hidden where, so far outside it, another feature stands higher than the cell [m]."""
FINE = 0.5
"""Raster on which neighbours are looked for [m]."""
BLOCK = 512.0
"""Side of the squares in which they are looked for, one after the other [m]."""
NO_LEAVES = np.empty(0, np.float32)
ESTIMATED = (int(HeightSource.STOREYS), int(HeightSource.DEFAULT))


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells of about 2 m on walls and roofs, N of them, wall by wall.

    Attributes
    ----------
    points : (N, 3) float64
        Where each is asked for its sun: half its usual side **outside** the surface (straight over
        a roof), project CRS [m]. :attr:`on_surface` has the middles of the cells themselves.
    normal : (N, 3) float32
        Unit vectors out of the surface; level on walls.
    size : (N, 2) float32
        Width along the wall and height up it; of a roof's cell its level sides [m].
    uv : (N, 2) float32
        Middle of the cell along the wall, from its left end **as seen from inside**, and above the
        wall's foot; on roofs from the lower left corner of the grid over the feature [m].
    feature : (N,) int32
        Row of the feature in its layer.
    layer : (N,) int16
        Index into ``layers``.
    storey : (N,) int16
        0 on the ground floor, taking 3 m for a storey; -1 on roofs.
    wall : (N,) int32
        Number of the wall, over all layers; -1 on roofs.
    estimated : (N,) bool
        Where the height of the feature was estimated.
    layers : tuple of str
        Ids.
    outside : float
        How far the points lie outside the surface [m].
    """

    points: NDArray[np.float64]
    normal: NDArray[np.float32]
    size: NDArray[np.float32]
    uv: NDArray[np.float32]
    feature: NDArray[np.int32]
    layer: NDArray[np.int16]
    storey: NDArray[np.int16]
    wall: NDArray[np.int32]
    estimated: NDArray[np.bool_]
    layers: tuple[str, ...] = ()
    outside: float = SIZE / 2.0

    def __len__(self) -> int:
        return len(self.points)

    @property
    def roof(self) -> NDArray[np.bool_]:
        """Which cells lie on roofs (N,)."""
        return np.asarray(self.storey == ROOF)

    @property
    def on_surface(self) -> NDArray[np.float64]:
        """Middles of the cells on the surface itself (N, 3), project CRS [m]."""
        way = self.normal.astype(np.float64)
        way[self.roof] = (0.0, 0.0, 1.0)
        return self.points - self.outside * way

    def only(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Cells:
        """Return some of the cells, by a mask or by indices."""
        return replace(self, **{name: getattr(self, name)[chosen] for name in _ARRAYS})

    def samples(self, values: NDArray[np.float32], times: Sequence[str] = ()) -> SurfaceSamples:
        """Return values at the cells as a payload, its points **on** the surface.

        Parameters
        ----------
        values : (N,) or (T, N) float32
            One row a time.
        times : sequence of str
            ISO instants of the rows.
        """
        rows = np.atleast_2d(np.asarray(values, np.float32))
        return SurfaceSamples(
            self.on_surface, self.feature, self.storey, self.uv, rows, self.normal, self.size,
            tuple(times),
        )  # fmt: skip


_ARRAYS = (
    "points", "normal", "size", "uv", "feature", "layer", "storey", "wall", "estimated",
)  # fmt: skip


def facade_cells(
    standing: Sequence[Standing],
    ground: Altitude,
    size: float = SIZE,
    *,
    walls: bool = True,
    roofs: bool = False,
    without: Collection[str] = (),
    progress: Progress = silent,
) -> Cells:
    """Return the cells on the walls and roofs of what stands.

    Parameters
    ----------
    standing : sequence of Standing
        Meshes, by layer.
    ground : callable
        Altitudes of the ground [m].
    size : float
        Wished side of a cell [m]: whole cells fill a wall.
    walls, roofs : bool
        Which are wanted.
    without : collection of str
        Layers that have no cells and hide no wall: what is not a building in a city model.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    Cells
        Left out are cells below the ground, party walls (another building's solid stands before
        them) and walls within their own building.
    """
    standing = [one for one in standing if one.layer not in without]
    meshes = [triangles_of(one) for one in standing]
    parts: list[Cells] = []
    number = 0
    for k, (one, mesh) in enumerate(zip(standing, meshes, strict=True)):
        progress(k / max(len(meshes), 1), "facades")
        if walls:
            found = walls_of(mesh)
            parts.append(_wall_cells(k, one, mesh, found, ground, size, number))
            number += len(found)
        if roofs:
            parts.append(_roof_cells(k, one, mesh, ground, size))
    names = tuple(one.layer for one in standing)
    cells = _joined(parts, names, size / 2.0)
    free = ~_hidden(cells, standing, meshes)
    progress(1.0, "facades")
    return cells if free.all() else cells.only(free)


def hours_on_cells(
    cells: Cells,
    surface: Surface,
    suns: Suns,
    hours: NDArray[np.float64],
    passes: NDArray[np.float64] | float = 0.0,
    *,
    far: FarRelief | None = None,
    progress: Progress = silent,
) -> NDArray[np.float32]:
    """Return the hours of direct sun on cells of walls and roofs.

    Parameters
    ----------
    cells : Cells
        Where.
    surface : Surface
        What casts shade.
    suns : Suns
        N of them; those below the horizon give nothing.
    hours : (N,) float64
        What each stands for [h].
    passes : (N,) float64 or float
        Share of the sun that leaves let through [0 to 1].
    far : FarRelief or None
        Relief beyond the surface.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    (N,) float32
        [h]. A sun behind the wall gives nothing.
    """
    through = np.broadcast_to(np.asarray(passes, float), hours.shape)
    up = np.flatnonzero((suns.elevation > 0.0) & (hours != 0.0))
    azimuth, elevation = np.radians(suns.azimuth), np.radians(suns.elevation)
    level = np.cos(elevation)
    way = np.stack([level * np.sin(azimuth), level * np.cos(azimuth), np.sin(elevation)], axis=1)
    total = np.zeros(len(cells), np.float64)
    index, height = _cells_below(cells, surface)
    shade: Shade | None = None
    for count, k in enumerate(up.tolist()):
        progress(count / len(up), "facades")
        shade = shade_of(
            surface, float(suns.azimuth[k]), float(suns.elevation[k]), far=far, fine=True,
            out=shade,
        )  # fmt: skip
        pairs = (shade.crown_low, shade.crown_high), (shade.upper_low, shade.upper_high)
        fields = [x.ravel() for pair in pairs for x in pair if x is not None]
        add_sun(
            shade.below.ravel(), (*fields, *[NO_LEAVES] * (4 - len(fields))), len(fields) // 2,
            np.float32(through[k]), hours[k], way[k].astype(np.float32), index, height,
            cells.normal, total,
        )  # fmt: skip
    return total.astype(np.float32)


def _cells_below(cells: Cells, surface: Surface) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the cell of the raster below each point, -1 outside, and the point's altitude."""
    rows, cols = surface.shape
    row = np.floor((surface.north - cells.points[:, 1]) / surface.step).astype(np.int64)
    col = np.floor((cells.points[:, 0] - surface.west) / surface.step).astype(np.int64)
    inside = (row >= 0) & (row < rows) & (col >= 0) & (col < cols)
    return np.where(inside, row * cols + col, -1), cells.points[:, 2].astype(np.float32)


def _wall_cells(
    index: int,
    one: Standing,
    mesh: Triangles,
    walls: Walls,
    ground: Altitude,
    size: float,
    number: int,
) -> Cells:
    """Return the cells of the walls of one layer, party walls still among them."""
    origin = np.array(one.origin)
    tangent = np.stack([-walls.normal[:, 1], walls.normal[:, 0]], axis=1)
    # Cells begin at the lowest ground along the wall.
    shares = np.array([0.05, 0.5, 0.95])
    along = walls.along[:, :1] + shares * (walls.along[:, 1:] - walls.along[:, :1])
    beside = origin[:2] + (walls.offset + size / 2.0)[:, None] * walls.normal
    place = beside[:, None, :] + along[:, :, None] * tangent[:, None, :]
    below = ground(place[:, :, 0].ravel(), place[:, :, 1].ravel()).reshape(-1, 3) - origin[2]
    below = np.where(np.isfinite(below), below, np.inf).min(axis=1, initial=np.inf)
    below = np.where(np.isfinite(below), below, walls.up[:, 0])
    foot = np.maximum(walls.up[:, 0], below)
    wall, uv, cell = cells_on_walls(mesh, walls, foot, size)
    points = np.empty((len(wall), 3))
    points[:, :2] = beside[wall] + (walls.along[wall, :1] + uv[:, :1]) * tangent[wall]
    points[:, 2] = foot[wall] + uv[:, 1] + origin[2]
    level = ground(points[:, 0], points[:, 1])
    level = np.where(np.isfinite(level), level, foot[wall] + origin[2])
    kept = points[:, 2] > level
    wall, uv, cell, points, level = wall[kept], uv[kept], cell[kept], points[kept], level[kept]
    normal = np.zeros((len(wall), 3), np.float32)
    normal[:, :2] = walls.normal[wall]
    feature = walls.feature[wall]
    return _cells(
        one, index, points, normal, cell, uv, feature,
        np.floor((points[:, 2] - level) / STOREY), number + wall, size / 2.0,
    )  # fmt: skip


def _roof_cells(index: int, one: Standing, mesh: Triangles, ground: Altitude, size: float) -> Cells:
    """Return the cells of the roofs of one layer."""
    triangle, place = cells_on_roofs(mesh, one.origin, size)
    points = place + np.array(one.origin)
    level = ground(points[:, 0], points[:, 1])
    kept = ~(points[:, 2] <= level + 0.5)
    triangle, points = triangle[kept], points[kept]
    points[:, 2] += size / 2.0
    feature = mesh.feature[triangle]
    uv = np.zeros((len(points), 2))
    if len(points):
        first = np.flatnonzero(np.diff(feature, prepend=-1))
        low = np.minimum.reduceat(points[:, :2], first)
        counts = np.diff(np.append(first, len(points)))
        uv = points[:, :2] - np.repeat(low, counts, axis=0) + size / 2.0
    shape = np.full((len(points), 2), size)
    storey = np.full(len(points), ROOF)
    wall = np.full(len(points), -1)
    return _cells(
        one, index, points, mesh.normal[triangle], shape, uv, feature, storey, wall, size / 2.0
    )


def _cells(
    one: Standing,
    index: int,
    points: NDArray[np.float64],
    normal: NDArray[np.floating],
    size: NDArray[np.float64],
    uv: NDArray[np.float64],
    feature: NDArray[np.int64],
    storey: NDArray[np.floating] | NDArray[np.integer],
    wall: NDArray[np.int64],
    outside: float,
) -> Cells:
    row = one.order[feature]
    estimated = np.zeros(len(row), np.bool_)
    if one.source is not None:
        estimated = np.isin(one.source[row], ESTIMATED)
    return Cells(
        points, normal.astype(np.float32), size.astype(np.float32), uv.astype(np.float32),
        row.astype(np.int32), np.full(len(row), index, np.int16), storey.astype(np.int16),
        wall.astype(np.int32), estimated, (), outside,
    )  # fmt: skip


def _joined(parts: list[Cells], names: tuple[str, ...], outside: float) -> Cells:
    if not parts:
        none = np.empty(0, np.int64)
        flat, pair = np.empty((0, 3)), np.empty((0, 2), np.float32)
        parts = [
            Cells(
                flat, flat.astype(np.float32), pair, pair, none.astype(np.int32),
                none.astype(np.int16), none.astype(np.int16), none.astype(np.int32),
                none.astype(np.bool_),
            )
        ]  # fmt: skip
    arrays = {name: np.concatenate([getattr(x, name) for x in parts]) for name in _ARRAYS}
    return Cells(**arrays, layers=names, outside=outside)


def _hidden(
    cells: Cells, standing: Sequence[Standing], meshes: Sequence[Triangles]
) -> NDArray[np.bool_]:
    """Tell which cells of walls nobody outside can see: party walls, and walls within a body.

    Another feature hides a wall where it stands close before it; its own one only where it stands
    over the cell's point too: farther out than eaves reach.
    """
    hidden = np.zeros(len(cells), np.bool_)
    upright = np.flatnonzero(~cells.roof)
    if not len(upright):
        return hidden
    roofs = [np.flatnonzero(mesh.normal[:, 2] > LYING) for mesh in meshes]
    pairs = list(zip(standing, meshes, roofs, strict=True))
    corners = np.concatenate([mesh.corners[k] + one.origin for one, mesh, k in pairs])
    rows = [one.order[mesh.feature[k]] for one, mesh, k in pairs]
    owner = np.concatenate([(number << 32) + row for number, row in enumerate(rows)])
    outside = cells.points[upright, :2]
    close = outside - (cells.outside - BESIDE) * cells.normal[upright, :2]
    height = cells.points[upright, 2]
    key = (cells.layer[upright].astype(np.int64) << 32) + cells.feature[upright]
    low, high = corners[:, :, :2].min(axis=1), corners[:, :, :2].max(axis=1)
    block = np.floor(close / BLOCK).astype(np.int64)
    border = FINE * np.ceil(cells.outside / FINE)
    side = round((BLOCK + 2.0 * border) / FINE)
    for number in np.unique(block, axis=0):
        inside = np.flatnonzero((block == number).all(axis=1))
        west, north = number[0] * BLOCK - border, (number[1] + 1) * BLOCK + border
        near = (low[:, 0] < west + side * FINE) & (high[:, 0] > west)
        near &= (low[:, 1] < north) & (high[:, 1] > north - side * FINE)
        heights = np.full((2, side, side), -np.inf, np.float32)
        owners = np.full((2, side, side), -1)
        highest_two(corners[near], owner[near], west, north, FINE, heights, owners)

        def at(
            place: NDArray[np.float64], west: float = west, north: float = north
        ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
            row = np.floor((north - place[:, 1]) / FINE).astype(np.int64)
            return row, np.floor((place[:, 0] - west) / FINE).astype(np.int64)

        who, above = owners[:, *at(close[inside])], heights[:, *at(close[inside])]
        others = np.where(who == key[inside], -np.inf, above).max(axis=0)
        who, above = owners[:, *at(outside[inside])], heights[:, *at(outside[inside])]
        own = np.where(who == key[inside], above, -np.inf).max(axis=0)
        hidden[upright[inside]] = (others > height[inside]) | (own > height[inside])
    return hidden
