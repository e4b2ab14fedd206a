"""Attenuation of one path in both conditions: annex of Directive 2015/996, section 2.5.

What callers agree on (columns of :mod:`jumeau.simulation.noise.profile`):

- the first row is the source, the last the receiver; ``X`` runs from 0 and never goes back;
- a wall row of a building whose ``G`` is NaN enters it, one whose ``G`` is a number leaves it;
  ``Z`` is the altitude of the roof. A barrier (``OBSTACLE`` <= -2) is one row, ``Z`` its top;
- of a reflection only ``X``, ``TOP``, ``TOP_CURVED`` and ``MATERIAL`` count: the height at which
  the ray meets the wall follows from what it bends over. A second row whose ``TOP`` is -inf tells
  that the path passes over its wall: there is none;
- ``Z`` of a vertical edge is the altitude at which the path turns around it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.attenuation.air import AIR, SUNK
from jumeau.simulation.noise.attenuation.edges import apart, hull
from jumeau.simulation.noise.attenuation.ground import ground_energy, wave_factors
from jumeau.simulation.noise.attenuation.mirrored import meets, returned
from jumeau.simulation.noise.attenuation.over import (
    decibels,
    nearly,
    over_edges,
    screened,
    several,
)
from jumeau.simulation.noise.attenuation.pieces import corrected, heights, piece
from jumeau.simulation.noise.attenuation.planes import (
    FLAT,
    HULL_F,
    HULL_H,
    MIRRORS,
    SCRATCH,
    WALLS,
    survey,
)
from jumeau.simulation.noise.attenuation.terms import (
    AIR_TERM,
    BOUNDARY,
    CF_TERM,
    DIVERGENCE,
    FAVOURABLE,
    GROUND,
    HOMOGENEOUS,
    SCREEN,
    W_TERM,
    WALLS_TERM,
)
from jumeau.simulation.noise.profile import (
    DIRECT,
    EDGE,
    KIND,
    LEFT,
    MATERIAL,
    MOST,
    PX,
    PY,
    REFLECTED,
    REFLECTION,
    RIGHT,
    TOP,
    Z_GROUND,
    G,
    X,
    Z,
)

_SPHERE = 10.0**-1.1
"""Energy at 1 m over the power: eq. 2.5.12."""
_NEAREST = 0.1
"""Least distance of a receiver from a source [m]."""


def scratch_buffer() -> NDArray[np.float64]:
    """Return the buffer that :func:`attenuate` works in: one a thread."""
    return np.empty((MOST, SCRATCH))


@njit
def attenuate(rows, n, kind, curved, weather, materials, scratch, gain_h, gain_f, terms):  # type: ignore[no-untyped-def]
    """Compute what is left of a source's power at the end of a path.

    Parameters
    ----------
    rows : (MOST, COLUMNS) float64
        The profile; ``n`` of them count.
    n : int
    kind : int
        DIRECT, LEFT, RIGHT or REFLECTED.
    curved : bool
        A lateral path found in the curved space of favourable conditions: it counts in these only,
        other lateral paths count in homogeneous conditions only.
    weather : (ROWS, 8) float64
        See :func:`jumeau.simulation.noise.attenuation.air.air`.
    materials : (M, 8) float64
        Absorption of walls by octave band.
    scratch : (MOST, SCRATCH) float64
        See :func:`scratch_buffer`.
    gain_h, gain_f : (8,) float64
        Written: energy at the receiver over power emitted [1/m²] in homogeneous and favourable
        conditions, 0 where the path does not exist.
    terms : (TERMS, 8) float64
        Written, unless it has no rows: see :mod:`jumeau.simulation.noise.attenuation.terms`.

    Returns
    -------
    int
        1 where the path exists in homogeneous conditions, plus 2 in favourable ones.
    """
    last = n - 1
    for b in range(8):
        gain_h[b] = gain_f[b] = 0.0
    if len(terms):
        terms[:] = np.nan
    if kind == REFLECTED and rows[1, KIND] == REFLECTION and rows[1, TOP] == -math.inf:
        return 0
    z0, x9, z9 = rows[0, Z], rows[last, X], rows[last, Z]
    if z0 < rows[0, Z_GROUND] or z9 < rows[last, Z_GROUND]:
        return 0
    found = survey(rows, n, scratch)
    lateral = kind in (LEFT, RIGHT)
    exists, over_h, over_f = _hulls(rows, n, scratch, found, kind, curved)
    if exists == 0:
        return 0
    hard = rows[0, G]
    if not hard >= 0.0:
        hard = 0.0
    _slope, over0, over9, dp, far, path, prime = piece(
        rows, scratch, 0, last, 0.0, z0, x9, z9, hard
    )
    if not lateral and over0 * over9 < 0.0:  # one of both is below the mean plane
        over0, over9 = max(over0, 0.0), max(over9, 0.0)
        far = dp / (30.0 * (over0 + over9))
        sunk = weather[SUNK, 0]
        prime = corrected(path, far, hard if sunk != sunk else sunk)
    over0, over9 = abs(over0), abs(over9)
    direct = max(apart(x9, z9 - z0), _NEAREST)
    spread = direct
    if lateral:
        across = apart(rows[last, PX] - rows[0, PX], rows[last, PY] - rows[0, PY])
        spread = max(apart(across, z9 - z0), _NEAREST)
    base = _SPHERE / (spread * spread)
    for b in range(8):
        gain_h[b] = base * math.exp(-weather[AIR, b] * direct)
    if found & MIRRORS:
        for i in range(1, last):
            if rows[i, KIND] == REFLECTION:
                of = int(rows[i, MATERIAL])
                for b in range(8):
                    gain_h[b] *= 1.0 - materials[of, b]
    for b in range(8):
        gain_f[b] = gain_h[b]
    if len(terms):
        _shared_terms(rows, n, spread, direct, weather, materials, terms)

    near, sought = (0, 0, 0.0, 0.0), bool(found & FLAT) or lateral
    for favourable in (False, True):
        gain = gain_f if favourable else gain_h
        if not exists & (2 if favourable else 1):
            for b in range(8):
                gain[b] = 0.0
            continue
        column, count = (HULL_F, over_f) if favourable else (HULL_H, over_h)
        at = FAVOURABLE if favourable else HOMOGENEOUS
        power, zs, zr, most = heights(over0, over9, dp, far, path, prime, favourable)
        whole = (power, dp, zs, zr, most)
        if len(terms):
            _ground_terms(weather, whole, gain, terms, at)
        if lateral:
            _around(rows, n, scratch, column, count, spread, whole, weather, gain, terms, at)
        else:
            if count == 2 and not sought:  # the same in both conditions
                near, sought = nearly(rows, n, scratch), True
            _above(
                rows,
                n,
                scratch,
                column,
                count,
                near,
                hard,
                whole,
                favourable,
                weather,
                gain,
                terms,
                at,
            )
        if len(terms):
            for b in range(8):
                terms[at + BOUNDARY, b] = decibels(gain[b] / terms[at + BOUNDARY, b])
        if found & MIRRORS:
            e = _between(rows, scratch, column, count) if favourable else 0.0
            returned(rows, scratch, column, count, e, direct, favourable, weather, gain, terms, at)
    return exists


@njit
def _hulls(rows, n, scratch, found, kind, curved):  # type: ignore[no-untyped-def]
    """Return the conditions in which a path exists, and the points of its hull in each of them."""
    flat = bool(found & FLAT) and not found & WALLS
    lateral = kind in (LEFT, RIGHT)
    exists, over_h, over_f = 3, 2, 2
    if lateral:
        exists = 2 if curved else 1
    for column in (HULL_H, HULL_F):
        scratch[0, column], scratch[1, column] = 0.0, n - 1
    if not flat and exists & 1:
        over_h = hull(rows, n, scratch, HULL_H, False, not lateral)
    if not flat and exists & 2 and (kind != DIRECT or over_h > 2):
        over_f = hull(rows, n, scratch, HULL_F, True, not lateral)
    if found & MIRRORS:
        if not meets(rows, scratch, HULL_H, over_h, False):
            exists &= ~1
        if not meets(rows, scratch, HULL_F, over_f, True):
            exists &= ~2
    return exists, over_h, over_f


@njit
def _between(rows, scratch, column, count):  # type: ignore[no-untyped-def]
    """Return the way from the first to the last edge of a hull [m]."""
    e = 0.0
    for k in range(2, count - 1):
        i, j = int(scratch[k - 1, column]), int(scratch[k, column])
        e += apart(rows[j, X] - rows[i, X], rows[j, Z] - rows[i, Z])
    return e


@njit
def _above(  # type: ignore[no-untyped-def]
    rows, n, scratch, column, count, near, hard, whole, favourable, weather, gain, terms, at
):
    """Take what the ground and the edges below the path take."""
    first, final, z_first, z_final = near
    e = 0.0
    if count > 2:
        first, final = int(scratch[1, column]), int(scratch[count - 2, column])
        z_first, z_final = rows[first, Z], rows[final, Z]
        e = _between(rows, scratch, column, count)
    elif first == 0:
        power, dp, zs, zr, most = whole
        for b in range(8):
            gain[b] *= ground_energy(weather, b, power, dp, zs, zr, most)
        return
    over_edges(
        rows,
        n,
        scratch,
        first,
        final,
        z_first,
        z_final,
        e,
        count - 2,
        hard,
        whole,
        favourable,
        weather,
        gain,
        terms,
        at,
    )


@njit
def _around(rows, n, scratch, column, count, spread, whole, weather, gain, terms, at):  # type: ignore[no-untyped-def]
    """Take what the ground and the vertical edges of a lateral path take."""
    last = n - 1
    x, z = 0.0, rows[0, Z]
    way = e = 0.0
    edges = 0
    over = 1  # next point of the hull of the relief
    for i in range(1, n):
        on_hull = over < count - 1 and i == int(scratch[over, column])
        if on_hull:
            over += 1
        if not (on_hull or i == last or rows[i, KIND] == EDGE):
            continue
        step = apart(rows[i, X] - x, rows[i, Z] - z)
        way += step
        if i < last:
            if edges > 0:
                e += step
            edges += 1
        x, z = rows[i, X], rows[i, Z]
    power, dp, zs, zr, most = whole
    for b in range(8):
        screen = screened(several(weather, b, e, edges), way - spread)
        gain[b] *= ground_energy(weather, b, power, dp, zs, zr, most) / screen
        if len(terms):
            terms[at + SCREEN, b] = -decibels(screen)


@njit
def _ground_terms(weather, whole, gain, terms, at):  # type: ignore[no-untyped-def]
    """Write what the whole ground does in a condition, and what is left before it does."""
    power, dp, zs, zr, most = whole
    for b in range(8):
        terms[at + BOUNDARY, b] = gain[b]
        w, cf = wave_factors(weather, b, max(power, 0.0), dp)
        terms[at + W_TERM, b], terms[at + CF_TERM, b] = w, cf
        terms[at + GROUND, b] = decibels(ground_energy(weather, b, power, dp, zs, zr, most))


@njit
def _shared_terms(rows, n, spread, direct, weather, materials, terms):  # type: ignore[no-untyped-def]
    """Write the terms that both conditions share."""
    for b in range(8):
        terms[DIVERGENCE, b] = 20.0 * math.log10(spread) + 11.0
        terms[AIR_TERM, b] = weather[AIR, b] * direct * 10.0 / math.log(10.0)
        left = 1.0
        for i in range(1, n - 1):
            if rows[i, KIND] == REFLECTION:
                left *= 1.0 - materials[int(rows[i, MATERIAL]), b]
        terms[WALLS_TERM, b] = decibels(left)
