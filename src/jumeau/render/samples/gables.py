"""The uppermost cells of gables end where the roof does: neither above it nor below it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit

INSIDE = 0.08
"""The roof is looked up so far behind the wall [m]."""
SQUARE = 8.0
"""Side of the squares by which roofs are found [m]."""
MOST_HIGHER = 1.2
"""A roof that lies higher above a cell, in heights of the cell, is another's."""
UNEVEN = 0.1
"""Walls whose columns of cells end at heights that differ by more have a gable [m]."""


@dataclass(frozen=True, slots=True, eq=False)
class Tops:
    """The uppermost cells of walls with gables, G of them, tile by tile.

    Attributes
    ----------
    foot : (G, 2, 3) float32
        Their lower corners, left and right as seen from outside, local to the origin [m].
    top : (G,) float32
        Altitude of their upper edge, as cells have it [m].
    inward : (G, 2) float32
        Level unit vectors into the building.
    colour : (G, 3) uint8
        Light included.
    hatched : (G,) bool
    start : (T+1,) int64
        Where each tile begins.
    """

    foot: NDArray[np.float32]
    top: NDArray[np.float32]
    inward: NDArray[np.float32]
    colour: NDArray[np.uint8]
    hatched: NDArray[np.bool_]
    start: NDArray[np.int64]


def uppermost(
    plane: NDArray[np.int64],
    column: NDArray[np.float64],
    high: NDArray[np.float64],
    wall: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Return which cells (N,) are the uppermost ones of a column of a wall with a gable.

    Parameters
    ----------
    plane : (N,) int64
        In which each cell lies.
    column : (N,) float64
        Middle of each cell along its wall [m].
    high : (N,) float64
        Altitude of its upper edge [m].
    wall : (N,) bool
        Cells of walls; others never count.
    """
    found = np.zeros(len(plane), np.bool_)
    if not len(plane):
        return found
    place = np.round(column * 20.0).astype(np.int64)
    order = np.lexsort((high, place, plane))
    last = np.ones(len(order), np.bool_)
    last[:-1] = (np.diff(plane[order]) != 0) | (np.diff(place[order]) != 0)
    top = order[last & wall[order]]
    highest = np.full(int(plane.max()) + 1, -np.inf)
    lowest = np.full(len(highest), np.inf)
    np.maximum.at(highest, plane[top], high[top])
    np.minimum.at(lowest, plane[top], high[top])
    found[top] = (highest - lowest)[plane[top]] > UNEVEN
    return found


def fitted(tops: Tops, roofs: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the corners (G, 5, 3) of the cells below the roofs that end them.

    They are the lower left and right ones, then those of the upper edge from right to left with
    its middle between them.

    Parameters
    ----------
    roofs : (3K, 3) float64
        Corners of the triangles of roofs, local to the origin [m].
    """
    count = len(tops.top)
    corners = np.empty((count, 5, 3), np.float32)
    corners[:, :2] = tops.foot
    corners[:, 2], corners[:, 4] = tops.foot[:, 1], tops.foot[:, 0]
    corners[:, 3] = tops.foot.mean(axis=1)
    xy = corners[:, 2:, :2].astype(np.float64) + INSIDE * tops.inward[:, None].astype(np.float64)
    # The outer edges are looked up a little towards the middle: beside the wall's end lies nothing.
    xy[:, ::2] += 0.03 * (xy[:, 1:2] - xy[:, ::2])
    z = _tops_at(roofs, xy.reshape(-1, 2)).reshape(count, 3)
    low, own = tops.foot[:, :1, 2].astype(np.float64), tops.top[:, None].astype(np.float64)
    fits = np.isfinite(z) & (z <= own + MOST_HIGHER * (own - low))
    corners[:, 2:, 2] = np.where(fits, np.maximum(z, low), own)
    return corners


def _tops_at(roofs: NDArray[np.float64], xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the altitude of the highest triangle over each place (P,), -inf where none is."""
    z = np.full(len(xy), -np.inf)
    if not len(roofs) or not len(xy):
        return z
    west, south = roofs[:, 0].min(), roofs[:, 1].min()
    columns = int((roofs[:, 0].max() - west) / SQUARE) + 1
    rows = int((roofs[:, 1].max() - south) / SQUARE) + 1
    highest_over(roofs, xy, west, south, columns, rows, SQUARE, z)
    return z


@njit
def highest_over(
    roofs: NDArray[np.float64],
    xy: NDArray[np.float64],
    west: float,
    south: float,
    columns: int,
    rows: int,
    side: float,
    z: NDArray[np.float64],
) -> None:
    """Raise the altitudes of places to the highest triangle over each; places are put in squares.

    Parameters
    ----------
    roofs : (3K, 3) float64
        Corners of triangles [m].
    xy : (P, 2) float64
        Places [m].
    """
    start = np.zeros(columns * rows + 1, np.int64)
    square = np.full(len(xy), -1, np.int64)
    for p in range(len(xy)):
        i, j = math.floor((xy[p, 0] - west) / side), math.floor((xy[p, 1] - south) / side)
        if 0 <= i < columns and 0 <= j < rows:
            square[p] = j * columns + i
            start[square[p] + 1] += 1
    for k in range(columns * rows):
        start[k + 1] += start[k]
    filled = start[:-1].copy()
    member = np.empty(start[-1], np.int64)
    for p in range(len(xy)):
        if square[p] >= 0:
            member[filled[square[p]]] = p
            filled[square[p]] += 1
    for t in range(0, len(roofs), 3):
        ax, ay, az = roofs[t, 0], roofs[t, 1], roofs[t, 2]
        bx, by, bz = roofs[t + 1, 0], roofs[t + 1, 1], roofs[t + 1, 2]
        cx, cy, cz = roofs[t + 2, 0], roofs[t + 2, 1], roofs[t + 2, 2]
        twice = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(twice) < 1e-9:
            continue
        first = math.floor((min(ax, bx, cx) - west) / side)
        last = math.floor((max(ax, bx, cx) - west) / side)
        for j in range(
            math.floor((min(ay, by, cy) - south) / side),
            math.floor((max(ay, by, cy) - south) / side) + 1,
        ):
            for i in range(first, last + 1):
                for m in range(start[j * columns + i], start[j * columns + i + 1]):
                    p = member[m]
                    x, y = xy[p, 0], xy[p, 1]
                    u = ((bx - x) * (cy - y) - (by - y) * (cx - x)) / twice
                    v = ((cx - x) * (ay - y) - (cy - y) * (ax - x)) / twice
                    w = 1.0 - u - v
                    if u >= -1e-9 and v >= -1e-9 and w >= -1e-9:
                        z[p] = max(z[p], u * az + v * bz + w * cz)
