"""Images of a receiver in the walls around it, and the reflected paths that reach them.

Annex II of Directive 2002/49/EC, 2.5.6 "Reflections on vertical obstacles": image receivers up to
the second order; a wall counts where the line from the source to the image crosses it below its
top, and where it is near enough to the straight line from source to receiver.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.attenuation.mirrored import overflown
from jumeau.simulation.noise.mirrors.cells import SIDE, spread_images
from jumeau.simulation.noise.mirrors.plan import (
    apart,
    beside,
    curved_top,
    facade_of,
    in_line,
    seen_through,
    through,
    top_at,
    turning,
)
from jumeau.simulation.noise.mirrors.reflectors import CELL, Reflectors
from jumeau.simulation.noise.paths.cut import cut
from jumeau.simulation.noise.profile import (
    COLUMNS,
    KIND,
    MATERIAL,
    OBSTACLE,
    PX,
    PY,
    REFLECTION,
    TOP,
    TOP_CURVED,
    X,
    Z,
)

CLEAR = 0.001
"""Sound turns this far before a wall [m], so that the wall is not in its own way."""
HIGHER = 1e-7
"""By how much a place of reflection may lie above the top of its wall [m]."""


class Images(NamedTuple):
    """Images of one receiver: a buffer for each thread, filled by :func:`images_of`.

    Attributes
    ----------
    at : (K, 6) float64
        Image x, y; both ends of the wall in plan [m].
    wall, parent : (K,) int64
        Its wall; the image that it is an image of, -1 for the receiver.
    head : (SIDE²,) int64
        First entry of each cell, -1 for none.
    entry : (E, 2) int64
        Image, next entry.
    about : (8,) float64
        The receiver's x, y, z; reach; reach of reflections; side of a cell [m]; images; 1 where
        the entries were too few for all of them, so that each image must be tried.
    """

    at: NDArray[np.float64]
    wall: NDArray[np.int64]
    parent: NDArray[np.int64]
    head: NDArray[np.int64]
    entry: NDArray[np.int64]
    about: NDArray[np.float64]


def images_scratch(order: int) -> Images:
    """Return a buffer for images up to an order: 1 or 2."""
    most = 8192 if order < 2 else 65_536
    return Images(
        np.empty((most, 6)),
        np.empty(most, np.int64),
        np.empty(most, np.int64),
        np.empty(SIDE * SIDE, np.int64),
        np.empty((most * 16, 2), np.int64),
        np.zeros(8),
    )


@njit
def mirrored_in(
    ends: NDArray[np.float64],
    w: int,
    solid: bool,
    x: float,
    y: float,
    reach: float,
    at: NDArray[np.float64],
    k: int,
) -> bool:
    """Write the image of a place in a wall, and the wall's ends, to row ``k``, where there is one.

    There is none behind the walls of houses, in line with a wall, and out of its reach.
    """
    ax, ay, bx, by = ends[w, 0], ends[w, 1], ends[w, 3], ends[w, 4]
    if min(ax, bx) - x > reach or x - max(ax, bx) > reach:
        return False
    if min(ay, by) - y > reach or y - max(ay, by) > reach:
        return False
    side = turning(ax, ay, bx, by, x, y)
    if side == 0.0 or (solid and side > 0.0):
        return False
    if (
        (ax - x) ** 2 + (ay - y) ** 2 > reach * reach
        and (bx - x) ** 2 + (by - y) ** 2 > reach * reach
        and beside(x, y, ax, ay, bx, by) > reach
    ):
        return False
    dx, dy = bx - ax, by - ay
    t = 2.0 * side / (dx * dx + dy * dy)
    at[k, 0], at[k, 1] = x + t * dy, y - t * dx
    at[k, 2], at[k, 3] = ax, ay
    at[k, 4], at[k, 5] = bx, by
    return True


@njit
def images_of(
    reflectors: Reflectors,
    rx: float,
    ry: float,
    rz: float,
    order: int,
    reflection_distance: float,
    max_distance: float,
    own: int,
    images: Images,
) -> int:
    """Find the images of a receiver in the walls around it.

    Parameters
    ----------
    reflectors : Reflectors
    rx, ry, rz : float
        The receiver [m].
    order : int
        1 or 2.
    reflection_distance, max_distance : float
        Reach of walls from the straight line, and of whole paths [m].
    own : int
        The building before whose façade the receiver stands: that façade does not reflect to it.
        -1 for none.
    images : Images
        Filled.

    Returns
    -------
    int
        How many images there are; -1 where the buffer was too small for all.
    """
    about = images.about
    about[0], about[1], about[2] = rx, ry, rz
    about[3], about[4], about[6], about[7] = max_distance, reflection_distance, 0.0, 0.0
    frame, ends = reflectors.frame, reflectors.ends
    columns, rows = int(frame[2]), int(frame[3])
    wide = max_distance + frame[4]
    i0 = max(0, math.floor((rx - wide - frame[0]) / CELL))
    i1 = min(columns - 1, math.floor((rx + wide - frame[0]) / CELL))
    j0 = max(0, math.floor((ry - wide - frame[1]) / CELL))
    j1 = min(rows - 1, math.floor((ry + wide - frame[1]) / CELL))
    whole = True
    facade = -1
    if own >= 0 and i0 <= i1:
        for j in range(j0, j1 + 1):
            first = reflectors.start[j * columns + i0]
            last = reflectors.start[j * columns + i1 + 1]
            facade = facade_of(reflectors, rx, ry, own, first, last, facade)
    begin, k = 0, 0
    obstacle, at, wall, parents = reflectors.obstacle, images.at, images.wall, images.parent
    for depth in range(order):
        end = int(about[6])
        for parent in range(begin if depth else -1, end if depth else 0):
            x = images.at[parent, 0] if parent >= 0 else rx
            y = images.at[parent, 1] if parent >= 0 else ry
            for j in range(j0, j1 + 1):
                if i0 > i1:
                    break
                first = reflectors.start[j * columns + i0]
                last = reflectors.start[j * columns + i1 + 1]
                for w in range(first, last):
                    if parent >= 0:
                        if w == images.wall[parent] or not seen_through(at, parent, ends, w):
                            continue
                    elif facade >= 0 and obstacle[w] == own and in_line(ends, w, facade):
                        continue
                    if k == len(wall):
                        whole = False
                        break
                    if mirrored_in(ends, w, obstacle[w] >= 0, x, y, max_distance, at, k):
                        wall[k], parents[k] = w, parent
                        k += 1
            about[6] = k
        begin = end
    spread_images(images)
    return int(about[6]) if whole else -1


@njit
def reflects(
    reflectors: Reflectors, images: Images, k: int, sx: float, sy: float, sz: float
) -> bool:
    """Return whether sound of a source reaches an image through its wall, and those before it."""
    about = images.about
    rx, ry, rz = about[0], about[1], about[2]
    dx, dy, dz = sx - images.at[k, 0], sy - images.at[k, 1], sz - rz
    if dx * dx + dy * dy + dz * dz >= about[3] * about[3]:
        return False
    x, y, z = sx, sy, sz
    while k >= 0:
        ix, iy = images.at[k, 0], images.at[k, 1]
        ax, ay = images.at[k, 2], images.at[k, 3]
        bx, by = images.at[k, 4], images.at[k, 5]
        if not through(images.at, k, x, y):
            return False
        behind, before = turning(ax, ay, bx, by, ix, iy), turning(ax, ay, bx, by, x, y)
        if behind * before > 0.0 or behind == before:
            return False
        t = behind / (behind - before)
        x, y, z = ix + t * (x - ix), iy + t * (y - iy), rz + t * (z - rz)
        w = images.wall[k]
        if z > top_at(reflectors.ends, w, x, y) + HIGHER:
            length = math.sqrt((rx - sx) ** 2 + (ry - sy) ** 2)
            if z > curved_top(reflectors.ends, w, x, y, sx, sy, length) + HIGHER:
                return False
        if (
            beside(x, y, sx, sy, rx, ry) > about[4]
            and apart(reflectors.ends, w, sx, sy, rx, ry) > about[4]
        ):
            return False
        k = images.parent[k]
    return True


@njit
def reflecting(
    reflectors: Reflectors,
    images: Images,
    sx: float,
    sy: float,
    sz: float,
    found: NDArray[np.int64],
) -> int:
    """Find the images that sound of a source reaches.

    Parameters
    ----------
    reflectors : Reflectors
    images : Images
        Of the receiver.
    sx, sy, sz : float
        The source [m].
    found : (F,) int64
        Filled, ascending.

    Returns
    -------
    int
        How many; no more than ``found`` has room for.
    """
    about = images.about
    n = 0
    if about[7] != 0.0:
        for k in range(int(about[6])):
            if n < len(found) and reflects(reflectors, images, k, sx, sy, sz):
                found[n] = k
                n += 1
        return n
    i = int((sx - about[0] + about[3]) // about[5])
    j = int((sy - about[1] + about[3]) // about[5])
    if i < 0 or j < 0 or i >= SIDE or j >= SIDE or about[6] == 0.0:
        return 0
    entry = images.head[j * SIDE + i]
    while entry >= 0 and n < len(found):
        k = images.entry[entry, 0]
        if through(images.at, k, sx, sy) and reflects(reflectors, images, k, sx, sy, sz):
            found[n] = k
            n += 1
        entry = images.entry[entry, 1]
    return n


@njit
def _in_short(rows: NDArray[np.float64], n: int, x: float, y: float, z: float, end: float) -> int:
    """Leave of a path that does not exist only its ends and the wall that it passes over."""
    for c in range(COLUMNS):
        rows[1, c] = rows[2, c] = rows[n - 1, c]
    rows[1, KIND], rows[1, TOP] = REFLECTION, -math.inf
    rows[1, OBSTACLE], rows[1, MATERIAL] = -1.0, 0.0
    rows[2, X], rows[2, PX], rows[2, PY], rows[2, Z] = end, x, y, z
    return 3


@njit
def reflected_path(
    cuts: Any,
    reflectors: Reflectors,
    images: Images,
    k: int,
    sx: float,
    sy: float,
    sz: float,
    rows: NDArray[np.float64],
) -> int:
    """Cut the profile of the path from a source to one image of the receiver.

    Parameters
    ----------
    cuts : Cuts
    reflectors : Reflectors
    images : Images
    k : int
        One that :func:`reflecting` has found for this source.
    sx, sy, sz : float
        The source [m].
    rows : (…, COLUMNS) float64
        Filled.

    Returns
    -------
    int
        Points of the profile; 0 where there is no such path, -1 where it has too many. Where the
        first stretch shows that the path passes over the wall, three points are left, and the wall
        has no top.
    """
    rx, ry, rz = images.about[0], images.about[1], images.about[2]
    length = math.sqrt((rx - sx) ** 2 + (ry - sy) ** 2)
    x, y, z = sx, sy, sz
    at, begin = 0, 0.0
    last = -1
    while True:
        if k >= 0:
            ix, iy = images.at[k, 0], images.at[k, 1]
            ax, ay = images.at[k, 2], images.at[k, 3]
            bx, by = images.at[k, 4], images.at[k, 5]
            behind, before = turning(ax, ay, bx, by, ix, iy), turning(ax, ay, bx, by, x, y)
            if behind * before > 0.0 or behind == before:
                return 0
            t = behind / (behind - before)
            far = math.sqrt((x - ix) ** 2 + (y - iy) ** 2)
            if (1.0 - t) * far <= CLEAR:
                return 0
            qz = rz + t * (z - rz)
            t += CLEAR / far
            qx, qy = ix + t * (x - ix), iy + t * (y - iy)
        else:
            qx, qy, qz = rx, ry, rz
        n = cut(cuts, x, y, z, qx, qy, qz, rows, at, begin)
        if n < 0:
            return -1
        if last < 0 and images.parent[k] < 0:
            wall = images.wall[k]
            top = top_at(reflectors.ends, wall, qx, qy)
            bent = curved_top(reflectors.ends, wall, qx, qy, sx, sy, length)
            end = rows[n - 1, X] + math.sqrt((rx - qx) ** 2 + (ry - qy) ** 2)
            if overflown(rows, n, end, rz, length, top, bent):
                return _in_short(rows, n, rx, ry, rz, end)
        if last >= 0:
            rows[at, KIND] = REFLECTION
            rows[at, OBSTACLE] = reflectors.obstacle[last]
            rows[at, MATERIAL] = reflectors.material[last]
            rows[at, TOP] = top_at(reflectors.ends, last, x, y)
            rows[at, TOP_CURVED] = curved_top(reflectors.ends, last, x, y, sx, sy, length)
        if k < 0:
            return int(n)
        at, begin = n - 1, rows[n - 1, X]
        x, y, z = qx, qy, qz
        last, k = images.wall[k], images.parent[k]
