"""A few streets, houses, a wall and a lawn, made up here, for tests of edits and of squares."""

from __future__ import annotations

import numpy as np

from jumeau.simulation.noise.scene import Scene, Sources, Terrain
from jumeau.simulation.noise.town import Dwellings, Note, Town

X, Y = 652_000.0, 6_862_000.0
"""South-west corner, in Lambert-93 [m]."""
SIZE = 240.0
House = tuple[float, float, float, float, float]
"""West, south, width, depth, height [m]."""
HOUSES: tuple[House, ...] = (
    (60.0, 60.0, 30.0, 12.0, 9.0),
    (110.0, 64.0, 14.0, 30.0, 15.0),
    (60.0, 130.0, 40.0, 10.0, 12.0),
    (140.0, 140.0, 18.0, 18.0, 6.0),
)
FRAME: tuple[House, ...] = ((0.0, 0.0, 4.0, 4.0, 4.0), (236.0, 236.0, 4.0, 4.0, 4.0))
"""Sheds in two corners, which no test moves."""
MATERIALS = np.array([[0.0] * 8, [0.2] * 8, [0.4, 0.5, 0.6, 0.7, 0.8, 0.8, 0.8, 0.8]])
Street = tuple[tuple[float, float], ...]
STREETS: tuple[Street, ...] = (
    ((10.0, 50.0), (120.0, 50.0), (230.0, 56.0)),
    ((100.0, 20.0), (100.0, 120.0)),
    ((100.0, 120.0), (100.0, 220.0)),
    ((20.0, 118.0), (90.0, 120.0)),
)


def scene_of(
    houses: tuple[House, ...] = HOUSES,
    *,
    walls: tuple[tuple[float, ...], ...] = ((40.0, 100.0, 90.0, 104.0, 3.0),),
    lawn: tuple[float, float, float] = (150.0, 60.0, 40.0),
    dip: float | None = None,
    painted: int = 0,
) -> Scene:
    """Return the scene.

    ``walls``: both ends and height; ``lawn``: west, south and side; ``dip``: its depth, None for
    level ground; ``painted``: row of the materials of the first house.
    """
    built = (*FRAME, *houses)
    rings = [
        ((w, s), (w + a, s), (w + a, s + b), (w, s + b)) for w, s, a, b, _ in built
    ]  # fmt: skip
    west, south, side = lawn
    area = ((west, south), (west + side, south), (west + side, south + side), (west, south + side))
    terrain = None
    if dip is not None:
        at = np.linspace(-20.0, SIZE + 20.0, 5)
        x, y = (v.ravel() for v in np.meshgrid(at, at))
        z = np.where(np.arange(25) == 12, -dip, -(0.1 * np.arange(25) % 0.3))
        k = np.array([5 * j + i for j in range(4) for i in range(4)])
        triangles = np.concatenate(
            [np.stack([k, k + 1, k + 6], 1), np.stack([k, k + 6, k + 5], 1)]
        ).astype(np.int32)
        terrain = Terrain(np.stack([x + X, y + Y, z], 1), triangles)
    material = np.zeros(len(built), np.int32)
    if len(built) > len(FRAME):
        material[len(FRAME)] = painted
    return Scene(
        rings=np.array(rings).reshape(-1, 2) + np.array((X, Y)),
        ring_start=np.arange(len(built) + 1, dtype=np.int64) * 4,
        ring_building=np.arange(len(built), dtype=np.int32),
        tops=np.array([x[4] for x in built]),
        material=material,
        barriers=np.array([((a + X, b + Y, h), (c + X, d + Y, h)) for a, b, c, d, h in walls])
        .reshape(-1, 2, 3),
        barrier_material=np.ones(len(walls), np.int32),
        materials=MATERIALS,
        areas=np.array(area) + np.array((X, Y)),
        area_start=np.array([0, 4]),
        area_of=np.zeros(1, np.int32),
        area_g=np.ones(1),
        default_g=0.2,
        terrain=terrain,
    )  # fmt: skip


def sources_of(streets: tuple[Street, ...] = STREETS) -> Sources:
    """Return the streets as lines, each a section."""
    lines = [np.array([(x + X, y + Y, 0.05) for x, y in line]) for line in streets]
    return Sources(
        np.concatenate([np.empty((0, 3)), *lines]),
        np.cumsum([0, *map(len, lines)]).astype(np.int64),
        np.arange(len(lines), dtype=np.int32),
        len(lines),
    )


def receivers_of(step: float = 40.0, height: float = 4.0) -> np.ndarray:
    """Return a grid of receivers, a few metres off all that stands at first."""
    at = np.arange(7.0, SIZE, step)
    x, y = (v.ravel() for v in np.meshgrid(at, at))
    return np.stack([x + X, y + Y, np.full(len(x), height)], 1)


def town_of(scene: Scene | None = None, streets: tuple[Street, ...] = STREETS) -> Town:
    """Return a town of the scene, its streets with some traffic, louder by day."""
    scene = scene_of() if scene is None else scene
    sources = sources_of(streets)
    bands = np.array([70.0, 68.0, 66.0, 68.0, 72.0, 68.0, 62.0, 54.0])
    power = bands + np.array([0.0, -3.0, -8.0])[:, None] + np.zeros((sources.sections, 1, 1))
    power -= 2.0 * np.arange(sources.sections)[:, None, None]
    count = len(scene.tops)
    return Town(
        scene, sources, power, np.zeros(sources.sections, np.uint8),
        tuple(f"rue {k}" for k in range(sources.sections)),
        Dwellings(
            ("houses",) * count, np.arange(count), np.ones(count, np.int32), np.zeros(count),
            np.zeros(count), np.zeros(count, np.bool_),
        ),
        notes=(Note("traffic_default", 3),),
    )  # fmt: skip
