"""Cells of the world's grid, halved near walls, with the corners that neighbours give them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.analyses.request import Bounds

NEAR = 0.25
"""A cell is halved where a wall is nearer than this share of its side."""


@dataclass(frozen=True, slots=True, eq=False)
class Leaves:
    """Cells of an area and of one ring about it.

    Attributes
    ----------
    column, row, side : (N,) int64
        Lower left corner and side, in units of ``unit`` from the lower left corner of the ring.
    active : (R, C) bool
        Which points of the fine lattice are a corner of a cell.
    touched : (N,) bool
        Which cells a wall runs through, or a building covers.
    cut : (K,) object
        Their polygons.
    leaf, shape : (P,) int64
        Pairs of a row of ``cut`` and a shape that meets it.
    origin : tuple of float
        Lower left corner of the ring [m].
    unit, step : float
        Sides of the smallest cell and of a whole one [m].
    bounds, ring : tuple of float
        West, south, east, north of the area's cells, and with the ring [m].
    """

    column: NDArray[np.int64]
    row: NDArray[np.int64]
    side: NDArray[np.int64]
    active: NDArray[np.bool_]
    touched: NDArray[np.bool_]
    cut: NDArray[Any]
    leaf: NDArray[np.int64]
    shape: NDArray[np.int64]
    origin: tuple[float, float]
    unit: float
    step: float
    bounds: Bounds
    ring: Bounds


def leaves_of(shapes: NDArray[Any], area: Bounds, step: float, halvings: int) -> Leaves:
    """Return the cells that an area touches, and one ring about them.

    Parameters
    ----------
    shapes : (S,) object
        What is closed: polygons.
    area : tuple of float
        West, south, east, north [m].
    step : float
        Side of a whole cell [m].
    halvings : int
        How often a cell near a wall is halved at most.
    """
    import shapely

    left, low = math.floor(area[0] / step + 1e-6), math.floor(area[1] / step + 1e-6)
    right = max(math.ceil(area[2] / step - 1e-6), left + 1)
    high = max(math.ceil(area[3] / step - 1e-6), low + 1)
    parts = 2**halvings
    unit = step / parts
    origin = ((left - 1) * step, (low - 1) * step)
    rows, cols = high - low + 2, right - left + 2
    row, col = (x.ravel() * parts for x in np.indices((rows, cols)))
    side = np.full(len(row), parts, np.int64)
    tree = shapely.STRtree(shapes)
    edges = shapely.STRtree(shapely.boundary(shapes))
    for _ in range(halvings):
        whole = side > 1
        boxes = _boxes(col, row, side, origin, unit)
        near = np.zeros(len(row), np.bool_)
        # Every smallest cell so far is asked; what was not halved before is larger and far off.
        ask = np.flatnonzero(whole & (side == side.min()))
        far = NEAR * unit * side[ask]
        near[ask[edges.query(boxes[ask], predicate="dwithin", distance=far)[0]]] = True
        half = side[near] // 2
        row, col, side = (
            np.concatenate(
                [row[~near], *(row[near] + half * dy for dy in (0, 0, 1, 1))]
            ),
            np.concatenate(
                [col[~near], *(col[near] + half * dx for dx in (0, 1, 0, 1))]
            ),
            np.concatenate([side[~near], *[half] * 4]),
        )  # fmt: skip
        if not near.any():
            break
    order = np.lexsort((col, row))
    row, col, side = row[order], col[order], side[order]
    active = np.zeros((rows * parts + 1, cols * parts + 1), np.bool_)
    for dy in (0, 1):
        for dx in (0, 1):
            active[row + dy * side, col + dx * side] = True
    boxes = _boxes(col, row, side, origin, unit)
    leaf, shape = tree.query(boxes, predicate="intersects")
    touched = np.zeros(len(row), np.bool_)
    touched[leaf] = True
    which = np.flatnonzero(touched)
    place, owner = _outlines(col[which], row[which], side[which], active)
    coordinates = np.array(origin) + unit * place
    cut = (
        shapely.polygons(shapely.linearrings(coordinates, indices=owner))
        if len(which) else np.empty(0, object)
    )  # fmt: skip
    number = np.cumsum(touched) - 1
    bounds = (left * step, low * step, right * step, high * step)
    ring = (*origin, (right + 1) * step, (high + 1) * step)
    return Leaves(
        col, row, side, active, touched, cut, number[leaf], shape, origin, unit, step, bounds, ring
    )


def plain_triangles(leaves: Leaves) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the triangles of the cells that no wall runs through: fans about their middles.

    Returns
    -------
    triangles : (M, 3, 2) float64
        Cell by cell; the first corner is the middle [m].
    of_corner : (M,) bool
        Whether the second corner is one of the four of the cell, and not given by a neighbour.
    """
    free = np.flatnonzero(~leaves.touched)
    col, row, side = leaves.column[free], leaves.row[free], leaves.side[free]
    place, owner = _outlines(col, row, side, leaves.active)
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    following = np.arange(len(owner)) + 1
    following[np.append(first[1:], len(owner))[: len(first)] - 1] = first
    middle = np.stack([col + side / 2.0, row + side / 2.0], axis=1)[owner]
    fans = np.stack([middle, place, place[following]], axis=1)
    off = np.abs(place - middle)
    found: NDArray[np.float64] = np.array(leaves.origin) + leaves.unit * fans
    return found, off.min(axis=1) * 2.0 == side[owner]


def _boxes(
    col: NDArray[np.int64],
    row: NDArray[np.int64],
    side: NDArray[np.int64],
    origin: tuple[float, float],
    unit: float,
) -> NDArray[Any]:
    import shapely

    found: NDArray[Any] = shapely.box(
        origin[0] + unit * col, origin[1] + unit * row,
        origin[0] + unit * (col + side), origin[1] + unit * (row + side),
    )  # fmt: skip
    return found


def _outlines(
    col: NDArray[np.int64],
    row: NDArray[np.int64],
    side: NDArray[np.int64],
    active: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the corners (P, 2) of cells, counter-clockwise, and whose they are (P,), ascending."""
    places, owners, ranks = [], [], []
    for size in np.unique(side):
        own = np.flatnonzero(side == size)
        along = np.arange(size)
        none = np.zeros(size, np.int64)
        dx = np.concatenate([along, none + size, size - along, none])
        dy = np.concatenate([none, along, none + size, size - along])
        x, y = col[own, None] + dx, row[own, None] + dy
        there = active[y, x]
        places.append(np.stack([x[there], y[there]], axis=1).astype(np.float64))
        owners.append(np.broadcast_to(own[:, None], x.shape)[there])
        ranks.append(np.broadcast_to(np.arange(len(dx)), x.shape)[there])
    if not places:
        return np.empty((0, 2)), np.empty(0, np.int64)
    place, owner = np.concatenate(places), np.concatenate(owners)
    order = np.lexsort((np.concatenate(ranks), owner))
    return place[order], owner[order]
