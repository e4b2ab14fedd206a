"""The surface of one ground tile: a grid on the relief, skirts, the wall of the plinth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jumeau.render.relief import Relief

CELLS = 24
"""Cells along a tile."""
MORE_CELLS = (32, 64, 128)
"""Cells along a large tile in a hilly place: what stands on it must not sink in or hover."""
MOST_ERROR = 0.6
"""How far the drawn ground of a large tile may lie from the true one [m]."""


@dataclass(frozen=True, slots=True, eq=False)
class TileMesh:
    """A tile, local to the project's origin.

    Attributes
    ----------
    points : (N, 3) float32 [m]
    uv : (N, 2) float32, place in the texture
    triangles : (T, 3) int64, counter-clockwise from above
    wall : (M, 4, 3) float32, quads of the plinth's wall below the model's border
    """

    points: NDArray[np.float32]
    uv: NDArray[np.float32]
    triangles: NDArray[np.int64]
    wall: NDArray[np.float32]


@lru_cache(maxsize=8)
def _triangles(cells: int) -> NDArray[np.int64]:
    """Return the triangles of a grid of (cells + 3)² vertices, its outer ring being skirts."""
    n = cells + 3
    index = np.arange(n * n).reshape(n, n)
    a, b = index[:-1, :-1].ravel(), index[:-1, 1:].ravel()
    c, d = index[1:, 1:].ravel(), index[1:, :-1].ravel()
    return np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])


def cells_of(relief: Relief, west: float, south: float, side: float) -> int:
    """Return how many cells a tile needs along a side."""
    most = MORE_CELLS[-1]
    place = np.linspace(0.0, side, most + 1)
    x = np.minimum(west + place, relief.bounds[2])
    y = np.minimum(south + place, relief.bounds[3])
    z = relief.altitude(*np.meshgrid(x, y))
    for cells in (CELLS // 3 * 2, *MORE_CELLS[:-1]):
        step = most // cells
        coarse = z[::step, ::step]
        along = (coarse[:, :-1] + coarse[:, 1:]) / 2
        down = (coarse[:-1] + coarse[1:]) / 2
        half = step // 2
        errors = (z[::step, half::step] - along, z[half::step, ::step] - down)
        if max(float(np.quantile(np.abs(e), 0.98)) for e in errors) <= MOST_ERROR:
            return max(cells, CELLS)
    return most


def cells_on_works(relief: Relief, west: float, south: float, side: float, texels: int) -> int:
    """Return how many cells a tile needs along a side where the ground was dug or filled."""
    most = MORE_CELLS[-1]
    place = np.linspace(0.0, side, most + 1)
    up = np.abs(relief.raised(*np.meshgrid(west + place, south + place)))
    if not up.any():
        return CELLS
    z = relief.altitude(*np.meshgrid(west + place, south + place))
    for cells in (32, 64):
        if side / cells <= relief.step:
            return cells  # no more is known
        step, half = most // cells, most // cells // 2
        coarse = z[::step, ::step]
        along = np.abs(z[::step, half::step] - (coarse[:, :-1] + coarse[:, 1:]) / 2)
        down = np.abs(z[half::step, ::step] - (coarse[:-1] + coarse[1:]) / 2)
        if max(float(along.max()), float(down.max())) <= max(0.05, 0.5 * side / texels):
            return cells
    return most


def tile_mesh(
    relief: Relief,
    west: float,
    south: float,
    side: float,
    origin: tuple[float, float, float],
    texels: int,
    base: float,
    cells: int = CELLS,
) -> TileMesh:
    """Build the surface of a square tile, cut at the model's rectangle.

    Parameters
    ----------
    base : float
        Altitude of the plinth's foot [m].
    """
    place = np.concatenate([[0.0], np.linspace(0.0, 1.0, cells + 1), [1.0]])
    xmin, ymin, xmax, ymax = relief.bounds
    x = np.minimum(west + place * side, xmax)
    y = np.minimum(south + place * side, ymax)
    xx, yy = np.meshgrid(x, y)
    z = relief.altitude(xx, yy)
    inner = z[1:-1, 1:-1]
    skirt = np.ones_like(z, dtype=bool)
    skirt[1:-1, 1:-1] = False
    # At the model's border the plinth's wall stands instead of a skirt.
    skirt[:, (x <= xmin + 1e-6) | (x >= xmax - 1e-6)] = False
    skirt[(y <= ymin + 1e-6) | (y >= ymax - 1e-6), :] = False
    drop = side * 0.03 + 0.5
    if relief.patches:  # a neighbour with fewer cells may miss a wall at the border
        drop += float(np.abs(relief.raised(xx, yy)[skirt]).max(initial=0.0))
    z = np.where(skirt, np.maximum(z - drop, base), z)
    # The texture reaches one texel beyond the tile on every side.
    u = (1.0 + (xx - west) / side * (texels - 2)) / texels
    v = (1.0 + (yy - south) / side * (texels - 2)) / texels
    points = np.stack([xx - origin[0], yy - origin[1], z - origin[2]], -1)
    walls = []
    ix, iy = x[1:-1], y[1:-1]
    if west <= xmin + 1e-6:
        walls.append((np.full_like(iy, xmin)[::-1], iy[::-1], inner[::-1, 0]))
    if south <= ymin + 1e-6:
        walls.append((ix, np.full_like(ix, ymin), inner[0, :]))
    if west + side >= xmax - 1e-6:
        walls.append((np.full_like(iy, xmax), iy, inner[:, -1]))
    if south + side >= ymax - 1e-6:
        walls.append((ix[::-1], np.full_like(ix, ymax), inner[-1, ::-1]))
    quads = [_wall(*wall, base, origin) for wall in walls]
    return TileMesh(
        points.reshape(-1, 3).astype(np.float32),
        np.stack([u, v], -1).reshape(-1, 2).astype(np.float32),
        _triangles(cells),
        np.concatenate(quads) if quads else np.empty((0, 4, 3), np.float32),
    )


def _wall(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    z: NDArray[np.float64],
    base: float,
    origin: tuple[float, float, float],
) -> NDArray[np.float32]:
    """Return quads below a border that runs with the model on its left, facing outwards."""
    top = np.stack([x - origin[0], y - origin[1], z - origin[2]], 1)
    foot = top.copy()
    foot[:, 2] = base - origin[2]
    quads = np.stack([foot[:-1], foot[1:], top[1:], top[:-1]], 1)
    moved = np.abs(np.diff(x)) + np.abs(np.diff(y)) > 1e-9
    return quads[moved].astype(np.float32)
