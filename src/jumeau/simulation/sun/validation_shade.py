"""Shade on cells beside exact shapes: a made-up quarter on level ground."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.profile import Standing
from jumeau.model.progress import Progress
from jumeau.simulation.sun.shade import lit, shade_of
from jumeau.simulation.sun.validation import SHADE
from jumeau.simulation.sun.vector_shade import covered, triangles_of, vector_shade
from jumeau.simulation.surface import Surface
from jumeau.simulation.surfaces import surface_of
from jumeau.simulation.validation.checks import Check

WEST, SOUTH, GROUND = 652_000.0, 6_862_000.0, 40.0
SIDE = 320.0
"""Of the quarter [m]."""
REACHED = ((1.0, True, 0.94), (0.5, True, 0.96), (1.0, False, 0.91), (0.5, False, 0.95))
"""Cells [m], final quality or while dragging, and what the overlap has to reach."""
ELEVATIONS = (15.0, 30.0, 50.0)
AZIMUTHS = (97.0, 131.0, 168.0, 203.0, 239.0, 262.0)
SOURCE = "exact_shapes"


def shade_checks(progress: Progress) -> list[Check]:
    """Return the overlap of shade on cells with exact shade, for both qualities.

    The overlap is the area that is in shade both ways over the area that is in shade either way
    (intersection over union), on the ground beside the buildings, cells counted by their middles,
    over all suns together.
    """
    standing = quarter()
    triangles = triangles_of((standing,))
    under = covered(triangles)
    box = (WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)
    steps = sorted({x for x, _, _ in REACHED})
    surfaces = {x: surface_of(_level, (standing,), None, box, x) for x in steps}
    beside = {x: ~_inside(under, surface) for x, surface in surfaces.items()}
    counted = {(x, fine): np.zeros(2) for x, fine, _ in REACHED}
    suns = [(e, a) for e in ELEVATIONS for a in AZIMUTHS]
    for number, (elevation, azimuth) in enumerate(suns):
        progress(number / len(suns), "validation")
        shape = vector_shade(triangles, _level, azimuth, elevation)
        for step, surface in surfaces.items():
            exact = _inside(shape, surface) & beside[step]
            for fine in (True, False):
                shade = shade_of(surface, azimuth, elevation, fine=fine)
                dark = (lit(surface, shade, 0.0) < 0.5) & beside[step]
                counted[step, fine] += ((dark & exact).sum(), (dark | exact).sum())
    return [
        Check(
            SHADE, f"{step:g} m, {'final' if fine else 'dragging'}", "overlap", reached,
            float(counted[step, fine][0] / counted[step, fine][1]), 0.0, "", SOURCE, at_least=True,
        )
        for step, fine, reached in REACHED
    ]  # fmt: skip


def _level(x: Any, y: Any) -> NDArray[np.float64]:
    return np.full(np.broadcast(x, y).shape, GROUND)


def _inside(shape: Any, surface: Surface) -> NDArray[np.bool_]:
    """Return the cells whose middle lies within a shape (rows, cols)."""
    import shapely

    rows, cols = surface.shape
    x = surface.west + (np.arange(cols) + 0.5) * surface.step
    y = surface.north - (np.arange(rows) + 0.5) * surface.step
    shapely.prepare(shape)
    return np.asarray(shapely.contains_xy(shape, *np.meshgrid(x, y)))


def quarter() -> Standing:
    """Return the made-up quarter: blocks and gabled houses of all directions, 5 to 24 m high."""
    random = np.random.default_rng(2024)
    points: list[NDArray[np.float64]] = []
    corners: list[NDArray[np.int64]] = []
    for row in range(4):
        for column in range(4):
            middle = 80.0 + 53.0 * np.array([column, row]) + random.uniform(-6, 6, 2)
            size = random.uniform((9, 7), (24, 15))
            turn = math.radians(random.uniform(0, 90))
            eaves = random.uniform(4, 18)
            ridge = random.uniform(2, 6) if (row + column) % 2 else 0.0
            made, triangles = house(middle, size, turn, eaves, ridge)
            corners.append(triangles + sum(len(x) for x in points))
            points.append(made)
    counts = [len(x) for x in points]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    ends = np.concatenate([[0], np.cumsum([len(x) for x in corners])]).astype(np.int64)
    every = np.concatenate(points)
    box = np.concatenate([every.min(0), every.max(0)])[None].astype(np.float32)
    return Standing(
        "quarter", every.astype(np.float32), np.concatenate(corners).astype(np.int32), starts,
        ends, np.array([0, len(counts)]), box, np.arange(len(counts)), (WEST, SOUTH, GROUND),
    )  # fmt: skip


def house(
    middle: NDArray[np.float64],
    size: NDArray[np.float64],
    turn: float,
    eaves: float,
    ridge: float,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return corners (N, 3) and triangles of a house; a ridge of 0 makes a block [m]."""
    a, b = size / 2
    flat = np.array([[-a, -b], [a, -b], [a, b], [-a, b], [-a, 0], [a, 0]])
    spin = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    flat = flat @ spin + middle
    foot = np.column_stack([flat[:4], np.zeros(4)])
    top = np.column_stack([flat, [eaves] * 4 + [eaves + ridge] * 2])
    walls = [(k, (k + 1) % 4) for k in range(4)]
    triangles = [t for i, j in walls for t in ((i, j, j + 4), (i, j + 4, i + 4))]
    # Roof: two slopes between the ridge (8, 9) and the eaves, and the gables below it.
    triangles += [(4, 5, 9), (4, 9, 8), (6, 7, 8), (6, 8, 9), (4, 8, 7), (5, 6, 9)]
    return np.concatenate([foot, top]), np.array(triangles)
