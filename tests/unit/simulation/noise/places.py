"""Small places for tests of receivers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.scene import Scene

WEST, SOUTH = 652_000.0, 6_861_000.0


def block(x: float, y: float, wide: float, deep: float, turn: float = 0.0) -> NDArray[np.float64]:
    """Return the ring of a rectangle about a middle, counter-clockwise, turned [degrees]."""
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    plain = np.array([[-wide, -deep], [wide, -deep], [wide, deep], [-wide, deep]]) / 2.0
    return plain @ np.array([[c, s], [-s, c]]) + (WEST + x, SOUTH + y)


def scene_of(
    *rings: NDArray[np.float64],
    tops: float | tuple[float, ...] = 8.0,
    barriers: tuple[tuple[float, float, float, float], ...] = (),
    owner: tuple[int, ...] | None = None,
) -> Scene:
    """Return a scene of buildings, a ring each unless ``owner`` tells, and barriers of 3 m."""
    owners = np.array(range(len(rings)) if owner is None else owner, np.int32)
    count = int(owners.max()) + 1 if len(owners) else 0
    starts = np.concatenate([[0], np.cumsum([len(x) for x in rings])]).astype(np.int64)
    walls = [[[WEST + a, SOUTH + b, 3.0], [WEST + c, SOUTH + d, 3.0]] for a, b, c, d in barriers]
    return Scene(
        rings=np.concatenate(rings) if rings else np.empty((0, 2)),
        ring_start=starts,
        ring_building=owners,
        tops=np.broadcast_to(np.asarray(tops, float), count).copy(),
        material=np.zeros(count, np.int32),
        barriers=np.array(walls).reshape(-1, 2, 3),
        barrier_material=np.zeros(len(walls), np.int32),
    )


def village(seed: int, size: float = 160.0, houses: int = 14) -> Scene:
    """Return houses at random places, some over one another, and two barriers."""
    random = np.random.default_rng(seed)
    rings = [
        block(*random.uniform(0.0, size, 2), *random.uniform(5.0, 22.0, 2),
              random.uniform(0.0, 180.0))
        for _ in range(houses)
    ]  # fmt: skip
    ends = random.uniform(0.0, size, (2, 4))
    return scene_of(*rings, barriers=tuple(tuple(x) for x in ends.tolist()))
