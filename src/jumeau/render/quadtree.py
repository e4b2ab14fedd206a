"""Which ground tiles a camera needs: a quadtree refined until a texel is about a pixel."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jumeau.model.view_state import Camera

Bounds = tuple[float, float, float, float]
Box = tuple[float, float, float, float, float, float]

FINEST_TEXEL = 0.04
"""Refining stops at this texel [m]."""


class Tile(NamedTuple):
    """A tile of the quadtree: level 0 is the root, column and row count from the south-west."""

    level: int
    column: int
    row: int

    @property
    def parent(self) -> Tile:
        """The tile that this one is a quarter of."""
        return Tile(self.level - 1, self.column // 2, self.row // 2)

    def children(self) -> Iterator[Tile]:
        """Yield the four quarters."""
        for j in (0, 1):
            for i in (0, 1):
                yield Tile(self.level + 1, 2 * self.column + i, 2 * self.row + j)


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the tiles lie: the model's rectangle and the side of the root tile [m]."""

    bounds: Bounds

    @property
    def side(self) -> float:
        """Side of the root tile [m]."""
        xmin, ymin, xmax, ymax = self.bounds
        return max(xmax - xmin, ymax - ymin)

    def square(self, tile: Tile) -> tuple[float, float, float]:
        """Return west, south and side of a tile [m]."""
        side = self.side / 2**tile.level
        return (self.bounds[0] + tile.column * side, self.bounds[1] + tile.row * side, side)

    def holds(self, tile: Tile) -> bool:
        """Tell whether the tile meets the model's rectangle."""
        west, south, _ = self.square(tile)
        return west < self.bounds[2] - 1e-6 and south < self.bounds[3] - 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Eye:
    """A camera over a picture, as the choice of tiles needs it.

    Attributes
    ----------
    place : (3,) float64, project CRS [m]
    planes : (P, 3) float64, inward normals of the frustum's sides through the eye
    pixel : float, opening of a pixel [radians]
    """

    place: NDArray[np.float64]
    planes: NDArray[np.float64]
    pixel: float


def eye_of(camera: Camera, size: tuple[int, int]) -> Eye:
    """Return the eye of a camera for a picture of (width, height) pixels."""
    forward = np.array(camera.direction)
    azimuth = math.radians(camera.azimuth)
    right = np.array([math.cos(azimuth), -math.sin(azimuth), 0.0])
    up = np.cross(right, forward)
    half_height = math.tan(math.radians(camera.field_of_view) / 2)
    half_width = half_height * size[0] / size[1]
    planes = np.array(
        [
            forward * half_width + right,
            forward * half_width - right,
            forward * half_height + up,
            forward * half_height - up,
        ]
    )
    planes /= np.linalg.norm(planes, axis=1)[:, None]
    return Eye(np.array(camera.eye), planes, 2 * half_height / size[1])


def sees(eye: Eye, box: Box) -> bool:
    """Tell whether the eye may see a box (xmin, ymin, zmin, xmax, ymax, zmax)."""
    return bool(seen(eye, [box])[0])


def seen(eye: Eye, boxes: Sequence[Box] | NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which boxes (N, 6) the eye may see."""
    corners = np.asarray(boxes, np.float64).reshape(-1, 2, 3) - eye.place
    farthest = np.where(eye.planes[:, None] > 0, corners[:, 1], corners[:, 0])
    along = np.einsum("pnk,pk->pn", farthest, eye.planes)
    return np.asarray((along >= 0).all(axis=0))


def distance_to(eye: Eye, box: Box) -> float:
    """Return the distance from the eye to the nearest point of a box [m]."""
    return float(distances(eye, [box])[0])


def distances(eye: Eye, boxes: Sequence[Box] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the distance from the eye to the nearest point of each box (N, 6) [m]."""
    corners = np.asarray(boxes, np.float64).reshape(-1, 2, 3) - eye.place
    away = np.maximum(np.maximum(corners[:, 0], -corners[:, 1]), 0.0)
    return np.asarray(np.sqrt(np.einsum("nk,nk->n", away, away)))


def needed_tiles(
    grid: Grid,
    eye: Eye,
    box_of: Callable[[Tile], Box],
    texels: int,
    pixels: float = 1.3,
    most: int = 260,
) -> list[Tile]:
    """Return the tiles to draw, nearest first.

    Parameters
    ----------
    box_of : callable
        The box of a tile's ground.
    texels : int
        Texels along a tile.
    pixels : float
        A texel may look this large [pixels].
    most : int
        Where more tiles would be needed, texels may look larger.
    """
    while True:
        found: list[tuple[float, Tile]] = []
        wave = [Tile(0, 0, 0)]
        while wave and len(found) <= most:
            boxes = np.array([box_of(tile) for tile in wave])
            visible, away = seen(eye, boxes), distances(eye, boxes)
            texel = grid.side / 2 ** wave[0].level / texels
            coarse = (texel > FINEST_TEXEL) & (texel > pixels * eye.pixel * away)
            found += [(float(away[k]), wave[k]) for k in np.flatnonzero(visible & ~coarse).tolist()]
            split = [wave[k] for k in np.flatnonzero(visible & coarse).tolist()]
            wave = [child for tile in split for child in tile.children() if grid.holds(child)]
        if len(found) <= most:
            return [tile for _, tile in sorted(found)]
        pixels *= 1.25
