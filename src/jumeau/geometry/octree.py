"""An octree of points: which ones stand for many at each level of detail.

Every point lies in exactly one node. A node is a cube; at level ``l`` its edge is that of the root
over ``2**l``. It holds at most one point for each cell of a grid, ``2**GRID_BITS`` along an edge,
those of coarser levels aside, and its children hold the others; a node with few points left holds
them all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit

GRID_BITS = 7
"""A node samples its cube with 128 cells along an edge."""
DEEPEST = 13
"""Levels below the root: with the cells of the deepest, 20 bits an axis."""
CODE_BITS = GRID_BITS + DEEPEST
LEAF = 16_384
"""A node with no more points left holds them all."""


@njit
def morton_codes(
    x: NDArray[np.int64], y: NDArray[np.int64], z: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """Interleave the bits of cells along three axes, x lowest (Morton, 1966).

    Parameters
    ----------
    x, y, z : (N,) int64 arrays
        Cells of the deepest grid, 0 to ``2**CODE_BITS - 1``.
    """
    result = np.empty(len(x), np.uint64)
    for i in range(len(x)):
        code = np.uint64(0)
        for axis in range(3):
            v = np.uint64(x[i] if axis == 0 else (y[i] if axis == 1 else z[i]))
            v &= np.uint64(0x1FFFFF)
            v = (v | (v << np.uint64(32))) & np.uint64(0x1F00000000FFFF)
            v = (v | (v << np.uint64(16))) & np.uint64(0x1F0000FF0000FF)
            v = (v | (v << np.uint64(8))) & np.uint64(0x100F00F00F00F00F)
            v = (v | (v << np.uint64(4))) & np.uint64(0x10C30C30C30C30C3)
            v = (v | (v << np.uint64(2))) & np.uint64(0x1249249249249249)
            code |= v << np.uint64(axis)
        result[i] = code
    return result


@njit
def levels_of(code: NDArray[np.uint64], first: int, leaf: int) -> NDArray[np.int8]:
    """Return the level of the node that holds each point.

    Parameters
    ----------
    code : (N,) uint64 array
        Morton codes, sorted: all the points of one cube of level ``first``.
    first : int
        Coarser nodes reach beyond this cube, so none of them holds all its points.
    leaf : int
        A node with no more points left holds them all.

    Returns
    -------
    (N,) int8 array
        0 for the root. Whatever else lies beside the cube, the result is the same.
    """
    count = len(code)
    level = np.full(count, -1, np.int8)
    stack = np.empty((8 * (DEEPEST + 2) + 8, 3), np.int64)
    stack[0] = (0, count, 0)
    height = 1 if count else 0
    while height:
        height -= 1
        start, end, here = stack[height]
        left = 0
        for i in range(start, end):
            left += level[i] < 0
        if not left:
            continue
        if here >= first and (left <= leaf or here == DEEPEST):
            for i in range(start, end):
                if level[i] < 0:
                    level[i] = here
            continue
        shift = np.uint64(3 * (DEEPEST - here))  # of the cells of this level's grid
        i = start
        while i < end:
            cell = code[i] >> shift
            j = i
            waiting = 0
            while j < end and code[j] >> shift == cell:
                waiting += level[j] < 0
                j += 1
            # The middle of those that wait lies near the middle of the cell.
            place = waiting // 2
            for k in range(i, j):
                if level[k] < 0:
                    if place == 0:
                        level[k] = here
                        break
                    place -= 1
            i = j
        child = np.uint64(3 * (CODE_BITS - here - 1))
        i = start
        while i < end:
            node = code[i] >> child
            j = i
            while j < end and code[j] >> child == node:
                j += 1
            stack[height] = (i, j, here + 1)
            height += 1
            i = j
    return level


@njit
def counts_of_cells(
    x: NDArray[np.int64], y: NDArray[np.int64], z: NDArray[np.int64], counts: NDArray[np.int64]
) -> None:
    """Count points in a grid of cells (C, C, C), in place; axes x, y, z."""
    for i in range(len(x)):
        counts[x[i], y[i], z[i]] += 1
