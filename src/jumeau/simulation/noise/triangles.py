"""The ground as few right triangles that lie close to it: a 4-8 mesh over a regular grid.

Squares are split along a diagonal, right triangles in the middle of their longest side, as long as
the ground lies farther from them than a tolerance: W. Evans, D. Kirkpatrick, G. Townsend,
"Right-triangulated irregular networks", Algorithmica 30, 2001, doi:10.1007/s00453-001-0006-x. What
is told of a node depends on the ground near it alone, and the grid lies fast in the world: ground
that is shaped somewhere leaves triangles elsewhere as they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.scene import Terrain

Array = NDArray[np.float64]
Altitude = Callable[[Array, Array], Array]
Bounds = tuple[float, float, float, float]

ROOT = 128
"""Cells along a side of the squares that the mesh begins with."""
MOST_NODES = 2_500_000
LEVEL = 1e-6
"""Ground that rises no more is level [m]."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The mesh, and its altitudes at the nodes of the grid.

    Attributes
    ----------
    west, south, step : float
        Node of the first row and column; between nodes [m].
    z : (rows, cols) float64
        Altitude of the mesh, rows northwards [m].
    terrain : Terrain or None
        None where all is level at altitude 0.
    deviation : float
        Of the mesh from the ground at the nodes, at most [m].
    """

    west: float
    south: float
    step: float
    z: Array
    terrain: Terrain | None
    deviation: float

    def altitude(self, x: Array, y: Array) -> Array:
        """Return the altitude of the mesh [m]; beyond it, that of its border."""
        rows, cols = self.z.shape
        u = np.clip((np.asarray(x) - self.west) / self.step, 0.0, cols - 1.0)
        v = np.clip((np.asarray(y) - self.south) / self.step, 0.0, rows - 1.0)
        i, j = (np.minimum(w.astype(np.int64), m - 2) for w, m in ((u, cols), (v, rows)))
        a, b = u - i, v - j
        z00, z10 = self.z[j, i], self.z[j, i + 1]
        z01, z11 = self.z[j + 1, i], self.z[j + 1, i + 1]
        rising = np.where(  # along the diagonal from the south-west
            a >= b, z00 + a * (z10 - z00) + b * (z11 - z10), z00 + b * (z01 - z00) + a * (z11 - z01)
        )
        falling = np.where(
            a + b <= 1.0, z00 + a * (z10 - z00) + b * (z01 - z00),
            z11 + (1.0 - a) * (z01 - z11) + (1.0 - b) * (z10 - z11),
        )  # fmt: skip
        found: Array = np.where((i + j) % 2 == 0, rising, falling)
        return found


def ground_mesh(altitude: Altitude, box: Bounds, step: float, tolerance: float) -> Ground:
    """Return the ground over a box as triangles no farther from it than a tolerance.

    Parameters
    ----------
    altitude : callable
        Altitudes at x, y [m], without nan.
    box : tuple of float
        West, south, east, north [m]; is widened to whole squares.
    step : float
        Between the nodes at which the ground is looked at [m]; doubled as long as there would be
        more than :data:`MOST_NODES`.
    tolerance : float
        [m]
    """
    while (box[2] - box[0] + step * ROOT) * (box[3] - box[1] + step * ROOT) > MOST_NODES * step**2:
        step *= 2.0
    side = ROOT * step
    left, bottom = math.floor(box[0] / side), math.floor(box[1] / side)
    cols = max(math.ceil(box[2] / side) - left, 1) * ROOT
    rows = max(math.ceil(box[3] / side) - bottom, 1) * ROOT
    west, south = left * side, bottom * side
    x, y = west + step * np.arange(cols + 1), south + step * np.arange(rows + 1)
    z = np.empty((rows + 1, cols + 1))
    for first in range(0, rows + 1, 512):
        xx, yy = np.meshgrid(x, y[first : first + 512])
        z[first : first + 512] = altitude(xx, yy)
    low, high = float(z.min()), float(z.max())
    if high - low <= LEVEL:
        return _level(west, south, step, z, low)
    own = _own_errors(z)
    kept = _raised(own) > tolerance
    while True:
        # Nodes may lie farther from large triangles than from the sides whose middles they are:
        # triangles that hold such nodes are split until none is left.
        mesh = _smoothed(z, kept)
        split = (_raised(np.abs(mesh - z)) > tolerance) & ~kept & _ready(kept)
        if not split.any():
            break
        kept |= split
    triangles = _triangles(kept)
    nodes, corners = np.unique(triangles, return_inverse=True)
    j, i = np.divmod(nodes, cols + 1)
    points = np.column_stack([west + step * i, south + step * j, z[j, i]])
    terrain = Terrain(points, corners.reshape(-1, 3).astype(np.int32))
    return Ground(west, south, step, mesh, terrain, float(np.abs(mesh - z).max()))


def _level(west: float, south: float, step: float, z: Array, altitude: float) -> Ground:
    if abs(altitude) <= LEVEL:
        return Ground(west, south, step, np.zeros_like(z), None, 0.0)
    east, north = west + step * (z.shape[1] - 1), south + step * (z.shape[0] - 1)
    corners = np.array([[west, south], [east, south], [east, north], [west, north]])
    points = np.column_stack([corners, np.full(4, altitude)])
    terrain = Terrain(points, np.array([[0, 1, 2], [0, 2, 3]], np.int32))
    return Ground(west, south, step, np.full_like(z, altitude), terrain, 0.0)


def _own_errors(z: Array) -> Array:
    """Return how far each node lies from the side whose middle it is."""
    error = np.zeros_like(z)
    s = 2
    while s <= ROOT:
        h = s // 2
        a = z[::s, ::s]
        error[::s, h::s] = np.abs(z[::s, h::s] - 0.5 * (a[:, :-1] + a[:, 1:]))
        error[h::s, ::s] = np.abs(z[h::s, ::s] - 0.5 * (a[:-1] + a[1:]))
        middle = z[h::s, h::s]
        rising = np.abs(middle - 0.5 * (a[:-1, :-1] + a[1:, 1:]))
        falling = np.abs(middle - 0.5 * (a[:-1, 1:] + a[1:, :-1]))
        error[h::s, h::s] = np.where(_even(middle), rising, falling)
        s *= 2
    return error


def _even(squares: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which squares are split along the diagonal from the south-west."""
    j, i = np.indices(squares.shape)
    return np.asarray((i + j) % 2 == 0)


def _raised(own: Array) -> Array:
    """Return the greatest of each node's own value and those of the nodes that need it."""
    found = own.copy()
    below = None  # of the middles of squares half as large
    s = 2
    while s <= ROOT:
        h = s // 2
        along_x, along_y = found[::s, h::s], found[h::s, ::s]
        if below is not None:
            pair = np.pad(np.maximum(below[:, 0::2], below[:, 1::2]), ((1, 1), (0, 0)))
            np.maximum(along_x, np.maximum(pair[0::2], pair[1::2]), out=along_x)
            pair = np.pad(np.maximum(below[0::2], below[1::2]), ((0, 0), (1, 1)))
            np.maximum(along_y, np.maximum(pair[:, 0::2], pair[:, 1::2]), out=along_y)
        below = found[h::s, h::s]
        np.maximum(below, np.maximum(along_x[:-1], along_x[1:]), out=below)
        np.maximum(below, np.maximum(along_y[:, :-1], along_y[:, 1:]), out=below)
        s *= 2
    found[::ROOT, ::ROOT] = np.inf
    return found


def _ready(kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which nodes may be added next: all that they need are there."""
    found = np.zeros(kept.shape, np.bool_)
    s = 2
    while s <= ROOT:
        h = s // 2
        corner, middle = kept[::s, ::s], kept[h::s, h::s]
        rising, falling = corner[:-1, 1:] & corner[1:, :-1], corner[:-1, :-1] & corner[1:, 1:]
        found[h::s, h::s] = np.where(_even(middle), rising, falling)
        rows = np.pad(middle, ((1, 1), (0, 0)), constant_values=True)
        cols = np.pad(middle, ((0, 0), (1, 1)), constant_values=True)
        found[::s, h::s], found[h::s, ::s] = rows[:-1] & rows[1:], cols[:, :-1] & cols[:, 1:]
        s *= 2
    return found


def _smoothed(z: Array, kept: NDArray[np.bool_]) -> Array:
    """Return the altitude of the mesh at all nodes, those of larger squares first."""
    found = np.where(kept, z, np.nan)
    s = ROOT
    while s >= 2:
        h = s // 2
        a = found[::s, ::s]
        middle = found[h::s, h::s]
        rising, falling = 0.5 * (a[:-1, :-1] + a[1:, 1:]), 0.5 * (a[:-1, 1:] + a[1:, :-1])
        told = np.where(_even(middle), rising, falling)
        found[h::s, h::s] = np.where(np.isnan(middle), told, middle)
        for view, told in (
            (found[::s, h::s], 0.5 * (a[:, :-1] + a[:, 1:])),
            (found[h::s, ::s], 0.5 * (a[:-1] + a[1:])),
        ):
            view[...] = np.where(np.isnan(view), told, view)
        s = h
    return found


def _triangles(kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the corners of the mesh's triangles as numbers of nodes, counter-clockwise."""
    rows, cols = (n - 1 for n in kept.shape)
    j, i = (x.ravel() for x in np.indices((rows // ROOT, cols // ROOT)))
    even = (i + j) % 2 == 0
    sw, se = np.column_stack([j, i]), np.column_stack([j, i + 1])
    nw, ne = np.column_stack([j + 1, i]), np.column_stack([j + 1, i + 1])
    e = even[:, None]
    # Longest side a to b, corner c; a, b, c counter-clockwise.
    a = np.concatenate([np.where(e, ne, se), np.where(e, sw, nw)]) * ROOT
    b = np.concatenate([np.where(e, sw, nw), np.where(e, ne, se)]) * ROOT
    c = np.concatenate([np.where(e, se, sw), np.where(e, nw, ne)]) * ROOT
    found = []
    while len(a):
        total = a + b
        whole = (total % 2 == 0).all(1)
        m = total // 2
        split = whole & kept[m[:, 0], m[:, 1]]
        done = ~split
        corners = [x[done, 0] * (cols + 1) + x[done, 1] for x in (a, b, c)]
        found.append(np.column_stack(corners))
        a, b, c, m = a[split], b[split], c[split], m[split]
        a, b, c = np.concatenate([c, b]), np.concatenate([a, c]), np.concatenate([m, m])
    return np.concatenate(found)
