"""A town of one square kilometre that nobody has built: for figures of sun and shade.

Footprints are rectangles, turned by streets, and L shapes; trees stand between them. The ground is
flat unless hills are asked for. Everything is drawn from a seed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.profile import Standing

WEST, SOUTH = 652_000.0, 6_861_000.0
"""Lower left corner, Lambert-93 [m]."""


@dataclass(frozen=True)
class Town:
    """What stands.

    Attributes
    ----------
    side : float
        Of the square [m].
    rings : list of (K, 2) arrays
        Footprints, counter-clockwise, not closed, project CRS [m].
    height : (N,) float64
        Of the flat roofs above the ground [m].
    trees : (M, 5) float64
        x, y, z of the foot, height, radius of the crown [m].
    hills : float
        Height of the hills [m]; 0 for flat ground.
    """

    side: float
    rings: list[NDArray[np.float64]]
    height: NDArray[np.float64]
    trees: NDArray[np.float64]
    hills: float = 0.0

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north [m]."""
        return (WEST, SOUTH, WEST + self.side, SOUTH + self.side)

    def ground(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the altitude of the ground [m]."""
        return hilly(x, y, self.hills)

    def standing(self) -> tuple[Standing, ...]:
        """Return the meshes: roofs and walls, as a picture has them."""
        return (standing_of(self.rings, self.height, self.ground),)


def hilly(x: NDArray[np.float64], y: NDArray[np.float64], hills: float) -> NDArray[np.float64]:
    """Return rolling ground [m]."""
    waves = np.sin(np.asarray(x) / 310.0) * np.cos(np.asarray(y) / 270.0)
    return 20.0 + hills * 0.5 * (1.0 + waves)


def town(
    seed: int = 1, *, side: float = 1000.0, buildings: int = 1800, trees: int = 2500,
    hills: float = 0.0, turned: bool = True,
) -> Town:  # fmt: skip
    """Return a town.

    Parameters
    ----------
    seed : int
    side : float
        [m]
    buildings, trees : int
        How many.
    hills : float
        Height of the hills [m].
    turned : bool
        Streets run in all directions; else along the axes.
    """
    random = np.random.default_rng(seed)
    cells = math.ceil(math.sqrt(buildings))
    lot = side / cells
    rings, height = [], []
    for n in random.permutation(cells * cells)[:buildings]:
        middle = (np.array([n % cells, n // cells]) + 0.5) * lot
        middle += random.uniform(-0.06, 0.06, 2) * lot
        # A quarter shares the direction of its streets.
        quarter = (n % cells) // 7 + 100 * (n // cells // 7)
        angle = 2.4 * quarter % math.pi if turned else 0.0
        w, d = random.uniform(0.36, 0.62, 2) * lot
        shape = np.array([(-w, -d), (w, -d), (w, d), (-w, d)]) / 2
        if random.random() < 0.3:
            a, b = random.uniform(0.35, 0.65, 2)
            shape = np.array(
                [(0, 0), (w, 0), (w, b * d), (a * w, b * d), (a * w, d), (0, d)]
            ) - (w / 2, d / 2)  # fmt: skip
        c, s = math.cos(angle), math.sin(angle)
        rings.append(shape @ np.array([[c, s], [-s, c]]) + middle + (WEST, SOUTH))
        tall = random.random() < 0.08
        height.append(float(random.uniform(15, 30) if tall else random.uniform(4, 13)))
    x, y = random.uniform(2.0, side - 2.0, (2, trees)) + np.array([[WEST], [SOUTH]])
    tree_height = random.uniform(4.0, 16.0, trees)
    radius = tree_height * random.uniform(0.2, 0.4, trees)
    foot = np.column_stack([x, y, hilly(x, y, hills), tree_height, radius])
    return Town(side, rings, np.array(height), foot, hills)


def standing_of(rings, height, ground) -> Standing:  # type: ignore[no-untyped-def]
    """Return prisms on rings: a roof of triangles, two triangles a wall."""
    points, triangles, point_start, triangle_start, boxes = [], [], [0], [0], []
    count = 0
    for ring, h in zip(rings, height, strict=True):
        n = len(ring)
        foot = float(np.min(ground(ring[:, 0], ring[:, 1])))
        roof = float(np.max(ground(ring[:, 0], ring[:, 1]))) + h
        low = np.column_stack([ring - (WEST, SOUTH), np.full(n, foot)])
        high = np.column_stack([ring - (WEST, SOUTH), np.full(n, roof)])
        points.append(np.concatenate([low, high]))
        faces = [(0, 1, 2), (0, 2, 3)] if n == 4 else [(0, 1, 2), (0, 2, 3), (0, 3, 4), (0, 4, 5)]
        found = [[a + n + count, b + n + count, c + n + count] for a, b, c in faces]
        for k in range(n):
            a, b = k + count, (k + 1) % n + count
            found += [[a, b, b + n], [a, b + n, a + n]]
        triangles.append(np.array(found))
        count += 2 * n
        point_start.append(count)
        triangle_start.append(triangle_start[-1] + len(found))
        boxes.append([*ring.min(0), *ring.max(0)])
    all_points = np.concatenate(points).astype(np.float32)
    tile = np.concatenate([all_points.min(0), all_points.max(0)])[None]
    number = len(rings)
    return Standing(
        "building", all_points, np.concatenate(triangles).astype(np.int32),
        np.array(point_start), np.array(triangle_start), np.array([0, number]), tile,
        np.arange(number), (WEST, SOUTH, 0.0), np.zeros(number, np.uint8), np.array(boxes),
    )  # fmt: skip
