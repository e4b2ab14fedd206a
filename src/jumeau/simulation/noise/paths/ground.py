"""The ground below a place and along a stretch: its cover and its altitude."""

from __future__ import annotations

import math

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.paths.index import (
    GINV,
    GNX,
    GNY,
    GSIZE,
    GX,
    GY,
    TINV,
    TNX,
    TNY,
    TX,
    TY,
)

STRAIGHT = 1e-3
"""Edges of the relief nearer than this to the line between those before and behind are left out
[m]: they change no path by as much, and triangles between lines of equal height have many."""
FARTHEST_WALK = 100_000


@njit
def area_at(prep, x, y):  # type: ignore[no-untyped-def]
    """Return the area of ground that a place (local) lies in, -1 for none."""
    frame, cell = prep.frame, prep.cell
    if len(prep.area_g) == 0:
        return -1
    nx, ny = int(frame[GNX]), int(frame[GNY])
    ux, uy = (x - frame[GX]) * frame[GINV], (y - frame[GY]) * frame[GINV]
    if ux < 0.0 or uy < 0.0 or ux >= nx or uy >= ny:
        return -1
    i, j = int(ux), int(uy)
    c = j * nx + i
    found = cell[c, 2]
    begin, end = cell[c, 1], cell[c + 1, 0]
    if begin == end:
        return found
    mx, my = frame[GX] + (i + 0.5) * frame[GSIZE], frame[GY] + (j + 0.5) * frame[GSIZE]
    changed = False
    for k in range(begin, end):
        if not _between(prep.entry, k, mx, my, x, y):
            continue
        area = -1 - prep.entry_of[k]
        odd = area == found
        for other in range(begin, end):
            if -1 - prep.entry_of[other] == area and _between(prep.entry, other, mx, my, x, y):
                odd = not odd
        if area != found:
            if odd:
                return area
        elif not odd:
            changed = True
    return -1 if changed else found


@njit
def _between(entry, k, mx, my, x, y):  # type: ignore[no-untyped-def]
    """Return whether an edge parts two places."""
    dx, dy = x - mx, y - my
    ax, ay, bx, by = entry[k, 0] - mx, entry[k, 1] - my, entry[k, 2] - mx, entry[k, 3] - my
    s0, s1 = dx * ay - dy * ax, dx * by - dy * bx
    if (s0 > 0.0) == (s1 > 0.0):
        return False
    t = (ax * by - ay * bx) / (s1 - s0)
    return 0.0 <= t <= 1.0


@njit
def triangle_of(prep, x, y):  # type: ignore[no-untyped-def]
    """Return the triangle that a place (local) lies in; -1 - the nearest met where it has none."""
    frame, corner, triangle = prep.frame, prep.corner, prep.triangle
    i = min(frame[TNX] - 1.0, max(0.0, math.floor((x - frame[TX]) * frame[TINV])))
    j = min(frame[TNY] - 1.0, max(0.0, math.floor((y - frame[TY]) * frame[TINV])))
    t = prep.triangle_at[int(j * frame[TNX] + i)]
    before = -1
    for _ in range(FARTHEST_WALK):
        beyond, out = -2, False
        for e in range(3):
            a, b = triangle[t, e], triangle[t, (e + 1) % 3]
            ax, ay = corner[a, 0], corner[a, 1]
            if (corner[b, 0] - ax) * (y - ay) - (corner[b, 1] - ay) * (x - ax) < 0.0:
                through = triangle[t, 3 + e]
                if through < 0:
                    out = True
                elif through != before:
                    beyond = through
                    break
        if beyond < 0:
            return -1 - t if out else t
        before = t
        t = beyond
    return -1 - t


@njit
def _height(prep, t, x, y):  # type: ignore[no-untyped-def]
    """Return the altitude of a triangle at a place, or at the nearest of its corners' mean."""
    corner, triangle = prep.corner, prep.triangle
    a, b, c = triangle[t, 0], triangle[t, 1], triangle[t, 2]
    ux, uy = corner[b, 0] - corner[a, 0], corner[b, 1] - corner[a, 1]
    vx, vy = corner[c, 0] - corner[a, 0], corner[c, 1] - corner[a, 1]
    px, py = x - corner[a, 0], y - corner[a, 1]
    area = ux * vy - uy * vx
    s, r = (px * vy - py * vx) / area, (ux * py - uy * px) / area
    q = max(0.0, 1.0 - s - r)
    s, r = max(0.0, s), max(0.0, r)
    return (q * corner[a, 2] + s * corner[b, 2] + r * corner[c, 2]) / (q + s + r)


@njit
def height_at(prep, x, y):  # type: ignore[no-untyped-def]
    """Return the altitude of the ground at a place (local) [m].

    Without terrain it is 0; outside the terrain that of its edge near by.
    """
    if len(prep.triangle) == 0:
        return 0.0
    t = triangle_of(prep, x, y)
    return _height(prep, t if t >= 0 else -1 - t, x, y)


@njit
def _side(corner, p, x0, y0, dx, dy):  # type: ignore[no-untyped-def]
    return dx * (corner[p, 1] - y0) - dy * (corner[p, 0] - x0)


@njit
def _exit(prep, t, x0, y0, dx, dy):  # type: ignore[no-untyped-def]
    """Return the edge by which a line leaves a triangle, -1 where it does not meet it."""
    for e in range(3):
        a, b = prep.triangle[t, e], prep.triangle[t, (e + 1) % 3]
        if _side(prep.corner, a, x0, y0, dx, dy) <= 0.0 < _side(prep.corner, b, x0, y0, dx, dy):
            return e
    return -1


@njit
def relief(prep, x0, y0, z0, x1, y1, z1, length, rows, at):  # type: ignore[no-untyped-def]
    """List the edges of the relief below a stretch that are more than rounding.

    Parameters
    ----------
    prep : Cuts
    x0, y0, z0, x1, y1, z1 : float
        Ends: local in plan, altitudes [m].
    length : float
        In plan [m].
    rows : (N, >=2) float64
        Out, from row ``at`` on: share of the stretch, altitude.
    at : int

    Returns
    -------
    count : int
        How many, or -1 where there is no room.
    first, last : float
        Altitudes of the ground at both ends [m].
    rises : bool
        Whether the ground rises above the straight line.
    """
    corner, triangle = prep.corner, prep.triangle
    dx, dy, dz = x1 - x0, y1 - y0, z1 - z0
    t = triangle_of(prep, x0, y0)
    if t < 0:
        t = -1 - t
    first = _height(prep, t, x0, y0)
    square = dx * dx + dy * dy
    e = _exit(prep, t, x0, y0, dx, dy)
    if e < 0 and square > 0.0:  # on a corner or an edge: a neighbour is the one to go through
        for k in range(3):
            other = triangle[t, 3 + k]
            if other >= 0:
                e = _exit(prep, other, x0, y0, dx, dy)
                if e >= 0:
                    t = other
                    break
    n, rises = at, False
    before_t, before = 0.0, first
    held_t, held = -1.0, 0.0
    while e >= 0:
        a, b = triangle[t, e], triangle[t, (e + 1) % 3]
        s0, s1 = _side(corner, a, x0, y0, dx, dy), _side(corner, b, x0, y0, dx, dy)
        share = s0 / (s0 - s1)
        ax, ay = corner[a, 0], corner[a, 1]
        px, py = ax + share * (corner[b, 0] - ax) - x0, ay + share * (corner[b, 1] - ay) - y0
        along = (px * dx + py * dy) / square
        if along >= 1.0:
            break
        if along > max(held_t, 0.0):
            z = corner[a, 2] + share * (corner[b, 2] - corner[a, 2])
            if z0 + along * dz < z:
                rises = True
            if held_t >= 0.0:
                if _off(before_t, before, held_t, held, along, z, length) >= STRAIGHT:
                    if n >= len(rows):
                        return -1, first, first, rises
                    rows[n, 0], rows[n, 1] = held_t, held
                    n += 1
                before_t, before = held_t, held
            held_t, held = along, z
        if triangle[t, 3 + e] < 0:
            break
        t = triangle[t, 3 + e]
        e = _exit(prep, t, x0, y0, dx, dy)
    last = _height(prep, t, x1, y1)
    if held_t >= 0.0 and _off(before_t, before, held_t, held, 1.0, last, length) >= STRAIGHT:
        if n >= len(rows):
            return -1, first, last, rises
        rows[n, 0], rows[n, 1] = held_t, held
        n += 1
    return n - at, first, last, rises


@njit
def _off(t0, h0, t, h, t1, h1, length):  # type: ignore[no-untyped-def]
    """Return how far a point of the ground lies from the line between two others [m]."""
    ux, uz = (t1 - t0) * length, h1 - h0
    px, pz = (t - t0) * length, h - h0
    square = ux * ux + uz * uz
    if square == 0.0:
        return math.sqrt(px * px + pz * pz)
    share = min(1.0, max(0.0, (px * ux + pz * uz) / square))
    return math.sqrt((px - share * ux) ** 2 + (pz - share * uz) ** 2)
