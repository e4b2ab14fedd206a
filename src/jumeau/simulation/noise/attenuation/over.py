"""What edges do to sound, band by band, and which of them it nearly meets.

Annex of Directive 2015/996, section 2.5.6.
"""

from __future__ import annotations

import math

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.attenuation.air import FRESNEL, LENGTH, MIDDLES, SPEED
from jumeau.simulation.noise.attenuation.edges import apart, differences, side
from jumeau.simulation.noise.attenuation.ground import ground_energy
from jumeau.simulation.noise.attenuation.pieces import heights, piece
from jumeau.simulation.noise.attenuation.planes import STANDS, above, image, plane
from jumeau.simulation.noise.attenuation.terms import (
    CHANGED_OR,
    CHANGED_SO,
    GROUND_OR,
    GROUND_SO,
    SCREEN,
    SCREEN_R,
    SCREEN_S,
)
from jumeau.simulation.noise.profile import (
    COVER,
    KIND,
    OBSTACLE,
    REFLECTION,
    WALL,
    Z_GROUND,
    G,
    X,
    Z,
)

MOST_SCREEN = 10.0**2.5
"""Most that a horizontal edge takes: 25 dB, eq. 2.5.21."""
CLOSE = 0.3
"""Edges nearer than this to each other count as one [m]: eq. 2.5.23."""
_NEAR = SPEED / float(MIDDLES[0]) / 20.0
_QUARTER = SPEED / float(MIDDLES[-1]) / 4.0
_COUNTS = -2.0


@njit
def decibels(energy):  # type: ignore[no-untyped-def]
    """Return the attenuation of an energy ratio [dB]."""
    return -10.0 * math.log10(max(energy, 1e-300))


@njit
def several(weather, b, e, edges):  # type: ignore[no-untyped-def]
    """Return 40 C'' over the wavelength: eq. 2.5.21 to 2.5.23."""
    fresnel = weather[FRESNEL, b]
    if edges < 2 or e <= CLOSE:
        return fresnel
    x = 5.0 * weather[LENGTH, b] / e
    x *= x
    return fresnel * (1.0 + x) / (1.0 / 3.0 + x)


@njit
def screened(fresnel, delta):  # type: ignore[no-untyped-def]
    """Return the inverse energy of pure diffraction, at least 1: eq. 2.5.21."""
    term = fresnel * delta
    return 3.0 + term if term >= _COUNTS else 1.0


@njit
def nearly(rows, n, scratch):  # type: ignore[no-untyped-def]
    """Return the first and last row that may diffract from below, and their altitudes; 0: none.

    Rayleigh's criterion in section 2.5.6: delta > -lambda / 20 and delta > lambda / 4 - delta*, of
    the image source and receiver, in at least one octave band. The foot of what is left counts.
    """
    last = n - 1
    z0, x9, z9 = rows[0, Z], rows[last, X], rows[last, Z]
    direct = apart(x9, z9 - z0)
    first = final = 0
    z_first = z_final = 0.0
    for i in range(1, last):
        kind = rows[i, KIND]
        if scratch[i, STANDS] == 0.0 or kind in (COVER, REFLECTION):
            continue
        x, z = rows[i, X], rows[i, Z_GROUND]
        if kind == WALL and rows[i, OBSTACLE] > -2.0 and math.isnan(rows[i, G]):
            z = rows[i, Z]
        before, after = apart(x, z - z0), apart(x9 - x, z9 - z)
        delta = side(0.0, z0, x9, z9, x, z) * (before + after - direct)
        if delta <= -_NEAR:
            continue
        slope_s, height_s = plane(rows, scratch, 0, i)
        slope_r, height_r = plane(rows, scratch, i, last)
        xs, zs = image(0.0, z0, slope_s, above(0.0, z0, slope_s, height_s))
        xr, zr = image(x9, z9, slope_r, above(x9, z9, slope_r, height_r))
        both = side(xs, zs, xr, zr, x, z) * (
            apart(x - xs, z - zs) + apart(xr - x, zr - z) - apart(xr - xs, zr - zs)
        )
        if delta > _QUARTER - both:
            final, z_final = i, z
            if first == 0:
                first, z_first = i, z
    return first, final, z_first, z_final


@njit
def over_edges(  # type: ignore[no-untyped-def]
    rows,
    n,
    scratch,
    first,
    final,
    z_first,
    z_final,
    e,
    edges,
    hard,
    whole,
    favourable,
    weather,
    gain,
    terms,
    at,
):
    """Take from ``gain`` what edges and the ground before and after them take: eq. 2.5.29-2.5.35.

    Parameters
    ----------
    rows, n, scratch
        The profile, surveyed.
    first, final : int
        Rows of the first and last edge.
    z_first, z_final : float
        Their altitudes [m].
    e : float
        From the first to the last over those between [m].
    edges : int
        How many there are.
    hard : float
        Ground factor at the source.
    whole : tuple
        Power of the ground factor, distance, both heights and most energy over the whole ground: it
        counts in the bands where Rayleigh's criterion leaves the edge out.
    favourable : bool
    weather, gain, terms
        As in ``attenuate``.
    at : int
        First row of the condition's terms.
    """
    last = n - 1
    x0, z0, x9, z9 = 0.0, rows[0, Z], rows[last, X], rows[last, Z]
    x1, xn = rows[first, X], rows[final, X]
    slope_s, over_s, top_s, dp_s, far_s, path_s, prime_s = piece(
        rows, scratch, 0, first, x0, z0, x1, z_first, hard
    )
    slope_r, top_r, over_r, dp_r, far_r, path_r, _prime = piece(
        rows, scratch, final, last, xn, z_final, x9, z9, hard
    )
    power_s, s0, s1, most_s = heights(
        abs(over_s), abs(top_s), dp_s, far_s, path_s, prime_s, favourable
    )
    power_r, r0, r1, most_r = heights(
        abs(top_r), abs(over_r), dp_r, far_r, path_r, path_r, favourable
    )
    if edges == 0 and first != final:  # the differences are those of the last one alone
        slope_s, height_s = plane(rows, scratch, 0, final)
        delta, both, of_s, of_r = differences(
            x0,
            z0,
            x9,
            z9,
            xn,
            z_final,
            xn,
            z_final,
            0.0,
            slope_s,
            above(x0, z0, slope_s, height_s),
            slope_r,
            over_r,
            favourable,
        )
    else:
        delta, both, of_s, of_r = differences(
            x0,
            z0,
            x9,
            z9,
            x1,
            z_first,
            xn,
            z_final,
            e,
            slope_s,
            over_s,
            slope_r,
            over_r,
            favourable,
        )
    for b in range(8):
        length = weather[LENGTH, b]
        if delta < 0.0 and not (delta > -length / 20.0 and delta > length / 4.0 - both):
            power, dp, zs, zr, most = whole
            gain[b] *= ground_energy(weather, b, power, dp, zs, zr, most)
            continue
        fresnel = several(weather, b, e, edges)
        free = screened(fresnel, delta)
        from_s, to_r = screened(fresnel, of_s), screened(fresnel, of_r)
        ground_s = ground_energy(weather, b, power_s, dp_s, s0, s1, most_s)
        ground_r = ground_energy(weather, b, power_r, dp_r, r0, r1, most_r)
        changed_s = 1.0 + (math.sqrt(ground_s) - 1.0) * math.sqrt(free / from_s)
        changed_r = 1.0 + (math.sqrt(ground_r) - 1.0) * math.sqrt(free / to_r)
        below_s = over_s < 0.0 or changed_s < 0.0
        if over_s < 0.0:
            changed_r = 1.0 + (math.sqrt(ground_r) - 1.0) * math.sqrt(from_s / to_r)
        below_r = over_r < 0.0 or changed_r < 0.0
        if below_s:
            free = from_s
        if below_r:
            free = to_r
        taken_s = ground_s if below_s else changed_s * changed_s
        taken_r = ground_r if below_r else changed_r * changed_r
        gain[b] *= taken_s * taken_r / min(free, MOST_SCREEN)
        if len(terms):
            terms[at + SCREEN, b] = -decibels(free)
            terms[at + SCREEN_S, b] = -decibels(from_s)
            terms[at + SCREEN_R, b] = -decibels(to_r)
            terms[at + GROUND_SO, b] = decibels(ground_s)
            terms[at + GROUND_OR, b] = decibels(ground_r)
            terms[at + CHANGED_SO, b] = decibels(taken_s)
            terms[at + CHANGED_OR, b] = decibels(taken_r)
