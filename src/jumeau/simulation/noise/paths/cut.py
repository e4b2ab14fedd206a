"""Vertical cuts: walls, changes of ground cover and edges of the relief between two places."""

from __future__ import annotations

import math

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.paths.ground import area_at, relief
from jumeau.simulation.noise.paths.index import GINV, GNX, GNY, GX, GY
from jumeau.simulation.noise.profile import (
    COVER,
    KIND,
    MATERIAL,
    OBSTACLE,
    PX,
    PY,
    RECEIVER,
    RELIEF,
    SOURCE,
    TOP,
    WALL,
    Z_GROUND,
    G,
    X,
    Z,
)

BUILT, HILLY = 1, 2
"""What rises above the straight line, as bits: buildings or barriers; relief."""
TOO_MANY = -1
TOGETHER = 1e-6
"""Changes of cover closer than this along the path are one [m]."""


@njit
def crossings(prep, x0, y0, x1, y1, rows, at):  # type: ignore[no-untyped-def]
    """List what a stretch crosses, from its first end on.

    Parameters
    ----------
    prep : Cuts
    x0, y0, x1, y1 : float
        Ends in plan, local [m].
    rows : (N, >=3) float64
        Out, from row ``at`` on: share of the stretch; number of a wall, or -1 - area; 1 where it
        goes to the left of it (into a building), else 0.
    at : int

    Returns
    -------
    int
        How many, or :data:`TOO_MANY`.
    """
    frame, cell, entry = prep.frame, prep.cell, prep.entry
    if len(entry) == 0:
        return 0
    inv = frame[GINV]
    nx, ny = int(frame[GNX]), int(frame[GNY])
    dx, dy = x1 - x0, y1 - y0
    ux, uy = (x0 - frame[GX]) * inv, (y0 - frame[GY]) * inv
    vx, vy = dx * inv, dy * inv
    begin, end = 0.0, 1.0
    if vx != 0.0:
        s, e = -ux / vx, (nx - ux) / vx
        begin, end = max(begin, min(s, e)), min(end, max(s, e))
    elif ux < 0.0 or ux >= nx:
        return 0
    if vy != 0.0:
        s, e = -uy / vy, (ny - uy) / vy
        begin, end = max(begin, min(s, e)), min(end, max(s, e))
    elif uy < 0.0 or uy >= ny:
        return 0
    if begin > end:
        return 0
    i = min(nx - 1, max(0, int(ux + begin * vx)))
    j = min(ny - 1, max(0, int(uy + begin * vy)))
    step_i = 1 if vx > 0.0 else -1
    step_j = 1 if vy > 0.0 else -1
    wide = 1.0 / abs(vx) if vx != 0.0 else math.inf
    high = 1.0 / abs(vy) if vy != 0.0 else math.inf
    to_i = ((i + 1 - ux) if vx > 0.0 else (ux - i)) * wide if vx != 0.0 else math.inf
    to_j = ((j + 1 - uy) if vy > 0.0 else (uy - j)) * high if vy != 0.0 else math.inf
    most = len(rows) - 1
    first = n = at
    shift = dx * y0 - dy * x0
    low = begin if begin > 0.0 else -1e-12
    while True:
        up = min(to_i, to_j)
        last = up >= end
        if last:
            up = 1.0 + 1e-12
        c = j * nx + i
        mark = n
        for k in range(cell[c, 0], cell[c + 1, 0]):
            s0 = dx * entry[k, 1] - dy * entry[k, 0] - shift
            s1 = dx * entry[k, 3] - dy * entry[k, 2] - shift
            if (s0 > 0.0) != (s1 > 0.0):
                ax, ay = entry[k, 0] - x0, entry[k, 1] - y0
                ex, ey = entry[k, 2] - x0, entry[k, 3] - y0
                t = (ax * ey - ay * ex) / (s1 - s0)
                if low <= t < up:
                    if n >= most:
                        return TOO_MANY
                    p = n
                    while p > mark and rows[p - 1, 0] > t:
                        rows[p, 0] = rows[p - 1, 0]
                        rows[p, 1] = rows[p - 1, 1]
                        rows[p, 2] = rows[p - 1, 2]
                        p -= 1
                    rows[p, 0] = min(1.0, max(0.0, t))
                    rows[p, 1] = prep.entry_of[k]
                    rows[p, 2] = 1.0 if s0 > 0.0 else 0.0
                    n += 1
        if last:
            return n - first
        low = up
        if to_i < to_j:
            i += step_i
            to_i += wide
            if i < 0 or i >= nx:
                return n - first
        else:
            j += step_j
            to_j += high
            if j < 0 or j >= ny:
                return n - first


@njit
def cut(prep, x0, y0, z0, x1, y1, z1, rows, at, x_begin):  # type: ignore[no-untyped-def]
    """Write the profile of one straight stretch.

    Its first point becomes row ``at`` and its last one the last row, with the kinds SOURCE and
    RECEIVER; to chain stretches, begin the next at the last row of the one before, then tell that
    row what it is.

    Parameters
    ----------
    prep : Cuts
    x0, y0, z0, x1, y1, z1 : float
        Ends: local in plan, altitudes [m].
    rows : (N, COLUMNS) float64
        Out. Points from the source to the receiver; the rows behind are used as well. ``TOP`` of
        the first tells, as bits, whether something rises above the straight line: :data:`BUILT`,
        :data:`HILLY`; 0 for a free line of sight.
    at : int
        First row.
    x_begin : float
        Distance of the first point along the whole path [m].

    Returns
    -------
    int
        Rows used in all (the number of the last one plus 1), or :data:`TOO_MANY`.
    """
    m = crossings(prep, x0, y0, x1, y1, rows, at + 1)
    if m < 0:
        return TOO_MANY
    dx, dy, dz = x1 - x0, y1 - y0, z1 - z0
    length = math.sqrt(dx * dx + dy * dy)
    ground0, ground1 = 0.0, 0.0
    half, k, blocked = len(rows), 0, 0
    if len(prep.triangle):
        half = at + (len(rows) - at) // 2
        k, ground0, ground1, rises = relief(prep, x0, y0, z0, x1, y1, z1, length, rows, half)
        if rises:
            blocked |= HILLY
        if k < 0 or at + m + k + 2 > half:
            return TOO_MANY
        p, w = at + m + k, at + m
        h = half + k - 1
        while h >= half:  # merged from behind, in place
            if w > at and rows[w, 0] > rows[h, 0]:
                rows[p, 0], rows[p, 1], rows[p, 2] = rows[w, 0], rows[w, 1], rows[w, 2]
                w -= 1
            else:
                rows[p, 0], rows[p, 1], rows[p, 2] = rows[h, 0], rows[h, 1], math.nan
                h -= 1
            p -= 1
    elif at + m + 2 > len(rows):
        return TOO_MANY
    area = area_at(prep, x0, y0)
    g = prep.area_g[area] if area >= 0 else prep.frame[8]
    rows[at, X], rows[at, Z_GROUND], rows[at, Z], rows[at, G] = x_begin, ground0, z0, g
    rows[at, KIND], rows[at, OBSTACLE], rows[at, MATERIAL] = SOURCE, -1.0, 0.0
    rows[at, PX], rows[at, PY] = x0, y0
    n = at + 1
    inside = False
    gone, gone_at = -1, 0.0
    below_t, below = 0.0, ground0
    above_t, above = 1.0, ground1
    h = half
    if k > 0:
        above_t, above = rows[h, 0], rows[h, 1]
    for q in range(at + 1, at + 1 + m + k):
        t, what, left = rows[q, 0], rows[q, 1], rows[q, 2]
        if left != left:  # an edge of the relief; ``what`` is its altitude
            below_t, below = t, what
            h += 1
            if h < half + k:
                above_t, above = rows[h, 0], rows[h, 1]
            else:
                above_t, above = 1.0, ground1
            rows[n, Z_GROUND] = rows[n, Z] = what
            rows[n, KIND], rows[n, OBSTACLE], rows[n, MATERIAL] = RELIEF, -1.0, 0.0
        else:
            ground = below
            if k > 0 or above != below:
                ground = below + (above - below) * (t - below_t) / max(above_t - below_t, 1e-300)
            if what < 0.0:
                crossed = int(-1.0 - what)
                if crossed == gone and (t - gone_at) * length < TOGETHER:
                    gone = -1  # areas touch: it was left when its neighbour was entered
                    continue
                if area != crossed:
                    gone, gone_at = area, t
                    area = crossed
                    g = prep.area_g[area]
                else:
                    area = -1
                    g = prep.frame[14]
                if rows[n - 1, KIND] == COVER and x_begin + t * length - rows[n - 1, X] < TOGETHER:
                    n -= 1
                rows[n, Z] = ground
                rows[n, KIND], rows[n, OBSTACLE], rows[n, MATERIAL] = COVER, -1.0, 0.0
            else:
                w = int(what)
                top = prep.wall[w, 4]
                if prep.wall[w, 5] != top:
                    along = _along(prep.wall, w, x0 + t * dx, y0 + t * dy)
                    top += (prep.wall[w, 5] - top) * along
                if z0 + t * dz <= top:
                    blocked |= BUILT
                obstacle = prep.wall_what[w, 0]
                if obstacle >= 0:
                    inside = left > 0.5
                rows[n, Z], rows[n, KIND] = top, WALL
                rows[n, OBSTACLE], rows[n, MATERIAL] = obstacle, prep.wall_what[w, 1]
            rows[n, Z_GROUND] = ground
        rows[n, X] = x_begin + t * length
        rows[n, G] = math.nan if inside else g
        rows[n, PX], rows[n, PY] = x0 + t * dx, y0 + t * dy
        n += 1
    rows[n, X], rows[n, Z_GROUND], rows[n, Z], rows[n, G] = x_begin + length, ground1, z1, g
    rows[n, KIND], rows[n, OBSTACLE], rows[n, MATERIAL] = RECEIVER, -1.0, 0.0
    rows[n, PX], rows[n, PY] = x1, y1
    rows[at, TOP] = blocked
    return n + 1


@njit
def _along(wall, w, x, y):  # type: ignore[no-untyped-def]
    """Return the share of a wall at which a place on it lies."""
    ex, ey = wall[w, 2] - wall[w, 0], wall[w, 3] - wall[w, 1]
    t = ((x - wall[w, 0]) * ex + (y - wall[w, 1]) * ey) / (ex * ex + ey * ey)
    return min(1.0, max(0.0, t))
