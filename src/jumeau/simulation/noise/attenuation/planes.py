"""The ground below a path: mean planes, heights above them, ground factors.

Annex of Directive 2015/996, section 2.5.3 and 2.5.6. The ground's integrals are summed once along a
path, so that the mean plane of any part of it takes no further pass.
"""

from __future__ import annotations

import math

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.profile import (
    COVER,
    KIND,
    OBSTACLE,
    REFLECTION,
    RELIEF,
    WALL,
    Z_GROUND,
    G,
    X,
    Z,
)

AREA, MOMENT, SOFTNESS, STANDS, HULL_H, HULL_F = range(6)
"""Columns of the scratch buffer: integrals from the source to a point of the ground's height above
the source's [m²], of that times the distance [m³], of the ground factor [m]; 1 where the point
belongs to the line of the ground and of the roofs, 2 where it may diffract besides; rows of the
points of the hulls in homogeneous and favourable conditions."""
SCRATCH = 6

FLAT, WALLS, MIRRORS = 1, 2, 4
"""Bits of what :func:`survey` found."""

_SAME = 1e-9


@njit
def survey(rows, n, scratch):  # type: ignore[no-untyped-def]
    """Sum the integrals along a path and tell what it meets."""
    inside = math.isnan(rows[0, G])
    low = rows[0, Z_GROUND]
    x_last = z_last = area = moment = soft = 0.0
    found = FLAT
    scratch[0, AREA] = scratch[0, MOMENT] = scratch[0, SOFTNESS] = 0.0
    for i in range(1, n):
        x, kind = rows[i, X], rows[i, KIND]
        before = rows[i - 1, G]
        if before > 0.0:  # neither 0 nor NaN
            soft += before * (x - rows[i - 1, X])
        scratch[i, SOFTNESS] = soft
        scratch[i, STANDS] = 1.0
        below = above = rows[i, Z_GROUND] - low
        if kind == COVER or (kind == RELIEF and inside):
            scratch[i, STANDS] = 0.0
            continue
        if kind == WALL:
            found |= WALLS
            top = rows[i, Z] - low
            if top > above:
                scratch[i, STANDS] = 2.0
            if rows[i, OBSTACLE] > -2.0:
                if inside:
                    below = z_last
                inside = math.isnan(rows[i, G])
                if inside:
                    above = top
            elif inside:
                below = above = z_last
        elif kind == RELIEF:
            scratch[i, STANDS] = 2.0
        elif kind == REFLECTION:
            found |= MIRRORS
        if abs(below) > _SAME or abs(above) > _SAME:
            found &= ~FLAT
        wide = x - x_last
        if wide > 0.0:
            area += wide * (z_last + below) * 0.5
            moment += wide * (x_last * (2.0 * z_last + below) + x * (z_last + 2.0 * below)) / 6.0
        scratch[i, AREA], scratch[i, MOMENT] = area, moment
        x_last, z_last = x, above
    return found


@njit
def plane(rows, scratch, i, j):  # type: ignore[no-untyped-def]
    """Return slope and height at x = 0 of the mean plane between two rows: eq. 2.5.13 and before.

    Least squares over the line of the ground, of which a straight line z(x) = a x + b is the
    solution in closed form of two equations in its integrals.
    """
    start = rows[i, X]
    wide = rows[j, X] - start
    if not wide > 1e-6:
        return 0.0, rows[i, Z_GROUND]
    area = (scratch[j, AREA] - scratch[i, AREA]) / wide
    moment = (
        scratch[j, MOMENT] - scratch[i, MOMENT] - start * (scratch[j, AREA] - scratch[i, AREA])
    ) / (wide * wide)
    slope = (12.0 * moment - 6.0 * area) / wide
    return slope, 4.0 * area - 6.0 * moment - slope * start + rows[0, Z_GROUND]


@njit
def softness(rows, scratch, i, j):  # type: ignore[no-untyped-def]
    """Return G path between two rows: eq. 2.5.14 before correction."""
    wide = rows[j, X] - rows[i, X]
    if not wide > 0.0:
        return 0.0
    return (scratch[j, SOFTNESS] - scratch[i, SOFTNESS]) / wide


@njit
def above(x, z, slope, height):  # type: ignore[no-untyped-def]
    """Return the height of a point over a mean plane, at right angles to it; negative below."""
    return (z - slope * x - height) / math.sqrt(1.0 + slope * slope)


@njit
def along(dx, dz, slope):  # type: ignore[no-untyped-def]
    """Return the distance of two points in projection on a mean plane."""
    return abs(dx + slope * dz) / math.sqrt(1.0 + slope * slope)


@njit
def image(x, z, slope, over):  # type: ignore[no-untyped-def]
    """Return the mirror image of a point in a mean plane that it is ``over`` metres above."""
    step = 2.0 * over / math.sqrt(1.0 + slope * slope)
    return x + slope * step, z - step


@njit
def raised(zs, zr, dp):  # type: ignore[no-untyped-def]
    """Return the heights in favourable conditions: eq. 2.5.19 and 2.5.20."""
    total = zs + zr
    bent = 1e-4 * dp * dp / (total * total)
    turbulent = 6e-3 * dp / total
    return zs + bent * zs * zs + turbulent, zr + bent * zr * zr + turbulent
