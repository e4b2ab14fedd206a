"""Which ground tiles a camera needs: a quadtree refined until a texel is about a pixel."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.model.view_state import Camera

Bounds = tuple[float, float, float, float]
Box = tuple[float, float, float, float, float, float]

FINEST_TEXEL = 0.04
"""Refining stops at this texel [m]."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
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
    low = np.array(box[:3]) - eye.place
    high = np.array(box[3:]) - eye.place
    farthest = np.where(eye.planes > 0, high, low)
    return bool((np.sum(farthest * eye.planes, axis=1) >= 0).all())


def distance_to(eye: Eye, box: Box) -> float:
    """Return the distance from the eye to the nearest point of a box [m]."""
    x, y, z = eye.place
    dx = max(box[0] - x, 0.0, x - box[3])
    dy = max(box[1] - y, 0.0, y - box[4])
    dz = max(box[2] - z, 0.0, z - box[5])
    return math.sqrt(dx * dx + dy * dy + dz * dz)


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
        stack = [Tile(0, 0, 0)]
        while stack and len(found) <= most:
            tile = stack.pop()
            if not grid.holds(tile):
                continue
            box = box_of(tile)
            if not sees(eye, box):
                continue
            distance = distance_to(eye, box)
            texel = grid.side / 2**tile.level / texels
            if texel > FINEST_TEXEL and texel > pixels * eye.pixel * distance:
                stack.extend(tile.children())
            else:
                found.append((distance, tile))
        if len(found) <= most:
            return [tile for _, tile in sorted(found)]
        pixels *= 1.25
