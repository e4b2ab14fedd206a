"""Whether a ray meets the walls that reflect it, and what passes over them.

Annex of Directive 2015/996, sections 2.5.6 (retro-diffraction) and 2.5.7 (reflection).
"""

from __future__ import annotations

import math

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.attenuation.air import FRESNEL
from jumeau.simulation.noise.attenuation.edges import LEAST_RADIUS, apart, arc, curvature
from jumeau.simulation.noise.attenuation.over import decibels, screened, several
from jumeau.simulation.noise.attenuation.terms import RETRO
from jumeau.simulation.noise.profile import (
    KIND,
    PX,
    PY,
    REFLECTION,
    TOP,
    TOP_CURVED,
    WALL,
    Z_GROUND,
    X,
    Z,
)

_COUNTS = -2.0
_CLOSE = 1e-7
_SURE = 1e-6


@njit
def overflown(rows, n, end, z_end, direct, top, curved):  # type: ignore[no-untyped-def]
    """Tell from its first stretch that a path once reflected passes over its wall whatever follows.

    A ray over an obstacle is nowhere below the chord from that obstacle to the receiver, since the
    hull that it follows is convex; in curved space neither, but for what that space lifts.

    Parameters
    ----------
    rows : (…, COLUMNS) float64
        From the source to the wall: ``n`` of them.
    n : int
    end, z_end : float
        Where the receiver is: distance along the whole path, altitude [m].
    direct : float
        Distance from source to receiver in plan [m].
    top, curved : float
        Altitude of the wall's top, in curved space too [m].

    Returns
    -------
    bool
        True: there is no such path in either condition. False tells nothing.
    """
    last = n - 1
    x_wall = rows[last, X]
    radius = max(LEAST_RADIUS, 8.0 * direct)
    base = math.sqrt(radius * radius - 0.25 * direct * direct)
    low, lift = min(top, curved), 0.0
    for k in range(n):
        i = last - k  # the wall's place first: nothing before it is lifted more
        if k > 0 and (rows[i, KIND] != WALL or rows[i, Z] <= rows[i, Z_GROUND]):
            continue
        share = (x_wall - rows[i, X]) / (end - rows[i, X])
        if k > 0 and rows[i, Z] + (z_end - rows[i, Z]) * share <= top + _SURE:
            continue
        far = apart(rows[i, PX] - rows[0, PX], rows[i, PY] - rows[0, PY]) - 0.5 * direct
        moved = base - math.sqrt(max(0.0, radius * radius - far * far))
        if k == 0:
            lift = max(0.0, moved)
            continue
        z = rows[i, Z] + moved
        if z + (z_end - z) * share - lift > low + _SURE:
            return True
    return False


@njit
def meets(rows, scratch, column, count, favourable):  # type: ignore[no-untyped-def]
    """Return whether the ray over the points of a hull meets each reflecting wall below its top."""
    for k in range(1, count):
        i, j = int(scratch[k - 1, column]), int(scratch[k, column])
        x, z = rows[i, X], rows[i, Z]
        wide = rows[j, X] - x
        rise = (rows[j, Z] - z) / wide if wide > 0.0 else 0.0
        for q in range(i + 1, j):
            if rows[q, KIND] == REFLECTION:
                high = z + rise * (rows[q, X] - x)
                top = rows[q, TOP]
                if favourable:
                    curved = rows[q, TOP_CURVED]
                    top = curved if count == 2 else min(top, curved)
                if high > top + _CLOSE:
                    return False
    return True


@njit
def returned(  # type: ignore[no-untyped-def]
    rows, scratch, column, count, e, direct, favourable, weather, gain, terms, at
):
    """Take from ``gain`` what passes near the tops of walls: eq. 2.5.36 and 2.5.37.

    The difference is measured between the edges on both sides of the wall (ISO/TR 17534-4, 5.15).
    ``e`` is the way from the first to the last of them; it counts in favourable conditions.
    """
    bent = curvature(direct)
    if len(terms):
        for b in range(8):
            terms[at + RETRO, b] = 0.0
    for k in range(1, count):
        i, j = int(scratch[k - 1, column]), int(scratch[k, column])
        for q in range(i + 1, j):
            if rows[q, KIND] != REFLECTION:
                continue
            x, z = rows[q, X], rows[q, TOP]
            before = apart(x - rows[i, X], z - rows[i, Z])
            after = apart(rows[j, X] - x, rows[j, Z] - z)
            straight = apart(rows[j, X] - rows[i, X], rows[j, Z] - rows[i, Z])
            if favourable:
                less = arc(straight, bent) - arc(before, bent) - arc(after, bent)
            else:
                less = straight - before - after
            if less * weather[FRESNEL, 0] < _COUNTS:
                continue  # in no band: C'' is nowhere below 1
            for b in range(8):
                kept = screened(several(weather, b, e, 2), less)
                gain[b] /= kept
                if len(terms):
                    terms[at + RETRO, b] -= decibels(kept)
