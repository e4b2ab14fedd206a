"""Which points of a profile sound bends over, and by how much longer its way is.

Annex of Directive 2015/996, section 2.5.6. In favourable conditions rays are arcs of circle; the
profile is bent the other way instead, so that rays are straight again (Salomons et al. 2011,
Acta Acustica 97, 62-74, doi 10.3813/AAA.918387, eq. 4).
"""

from __future__ import annotations

import math

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.attenuation.planes import STANDS, image
from jumeau.simulation.noise.profile import KIND, PX, PY, RELIEF, X, Z

LEAST_RADIUS = 1000.0
"""Least radius of rays in favourable conditions [m]: eq. 2.5.24."""


@njit
def side(x0, z0, x1, z1, x, z):  # type: ignore[no-untyped-def]
    """Return 1 where a point is above the line from the first to the second, -1 below, 0 on it."""
    cross = (x1 - x0) * (z - z0) - (z1 - z0) * (x - x0)
    if cross > 0.0:
        return 1.0
    return -1.0 if cross < 0.0 else 0.0


@njit
def apart(dx, dz):  # type: ignore[no-untyped-def]
    """Return a distance; unlike ``hypot`` it compiles to a single instruction for the root."""
    return math.sqrt(dx * dx + dz * dz)


@njit
def curvature(direct):  # type: ignore[no-untyped-def]
    """Return one over the squared diameter of rays in favourable conditions: eq. 2.5.24 [1/m²]."""
    across = 2.0 * max(LEAST_RADIUS, 8.0 * direct)
    return 1.0 / (across * across)


@njit
def arc(chord, bent):  # type: ignore[no-untyped-def]
    """Return the length of the arc over a chord, of a curvature: eq. 2.5.25.

    A series of the arcsine, exact to double precision below 0.1.
    """
    s = chord * chord * bent
    if s > 0.01:
        u = math.sqrt(s)
        return chord * math.asin(min(1.0, u)) / u
    series = 3.0 / 40.0 + s * (15.0 / 336.0 + s * (105.0 / 3456.0 + s * (945.0 / 42240.0)))
    return chord * (1.0 + s * (1.0 / 6.0 + s * series))


@njit
def bend(rows, n):  # type: ignore[no-untyped-def]
    """Return the distance of both ends in plan, the square of the radius, and the sagitta's end."""
    last = n - 1
    direct = apart(rows[last, PX] - rows[0, PX], rows[last, PY] - rows[0, PY])
    radius = max(LEAST_RADIUS, 8.0 * direct)
    return direct, radius * radius, math.sqrt(radius * radius - 0.25 * direct * direct)


@njit
def lowered(rows, i, direct, square, base):  # type: ignore[no-untyped-def]
    """Return the height of a point where rays of favourable conditions are straight."""
    far = apart(rows[i, PX] - rows[0, PX], rows[i, PY] - rows[0, PY]) - 0.5 * direct
    return rows[i, Z] + base - math.sqrt(max(0.0, square - far * far))


@njit
def hull(rows, n, scratch, column, curved, walls):  # type: ignore[no-untyped-def]
    """Write the rows of the convex hull's upper side; returns how many, both ends among them.

    Parameters
    ----------
    rows, n, scratch
        The profile, surveyed.
    column : int
        Of ``scratch``, to write in.
    curved : bool
        In favourable conditions.
    walls : bool
        Walls count, not only the relief.
    """
    last = n - 1
    direct, square, base = bend(rows, n)
    x_end, z_end = rows[last, X], rows[last, Z]
    x_start, z_start = rows[0, X], rows[0, Z]
    scratch[0, column] = 0.0
    count = 1
    x1, z1 = x_start, z_start  # the last point of the hull
    x0 = z0 = 0.0  # the one before
    for i in range(1, n):
        if i < last:
            if scratch[i, STANDS] != 2.0 or not (walls or rows[i, KIND] == RELIEF):
                continue
            x, z = rows[i, X], rows[i, Z]
            if curved:
                z = lowered(rows, i, direct, square, base)
            if (x_end - x_start) * (z - z_start) <= (z_end - z_start) * (x - x_start):
                continue  # not above the line of sight
            if count > 1 and x == x1 and z == z1:
                continue  # two walls in one place: the first counts
        else:
            x, z = x_end, z_end
        while count > 1 and (x1 - x0) * (z - z1) >= (z1 - z0) * (x - x1):
            count -= 1
            x1, z1 = x0, z0
            if count > 1:
                k = int(scratch[count - 2, column])
                x0, z0 = rows[k, X], rows[k, Z]
                if curved and k > 0:
                    z0 = lowered(rows, k, direct, square, base)
        scratch[count, column] = i
        count += 1
        x0, z0, x1, z1 = x1, z1, x, z
    return count


@njit
def differences(x0, z0, x9, z9, x1, z1, xn, zn, e, slope_s, over_s, slope_r, over_r, curved):  # type: ignore[no-untyped-def]
    """Return the path differences over one or more edges: eq. 2.5.26 to 2.5.28 and figures 2.5.d-e.

    Parameters
    ----------
    x0, z0, x9, z9 : float
        Source and receiver [m].
    x1, z1, xn, zn : float
        First and last edge [m].
    e : float
        From the first to the last edge over those between [m].
    slope_s, over_s, slope_r, over_r : float
        Slopes of the mean planes before the first and after the last edge, and the heights of
        source and receiver above them.
    curved : bool
        In favourable conditions.

    Returns
    -------
    (float, float, float, float)
        delta; of both images (0 where delta is not negative: only Rayleigh's criterion asks for
        it); of the image source; of the image receiver [m].
    """
    xs, zs = image(x0, z0, slope_s, over_s)
    xr, zr = image(x9, z9, slope_r, over_r)
    direct = apart(x9 - x0, z9 - z0)
    before, after = apart(x1 - x0, z1 - z0), apart(x9 - xn, z9 - zn)
    before_s, after_r = apart(x1 - xs, z1 - zs), apart(xr - xn, zr - zn)
    direct_s, direct_r = apart(x9 - xs, z9 - zs), apart(xr - x0, zr - z0)
    where = side(x0, z0, x9, z9, x1, z1)
    both = 0.0
    if not curved:
        delta = where * (before + e + after - direct)
        of_s = side(xs, zs, x9, z9, x1, z1) * (before_s + e + after - direct_s)
        of_r = side(x0, z0, xr, zr, xn, zn) * (before + e + after_r - direct_r)
        if x0 > xr:
            of_r = -of_r
        if delta < 0.0:
            direct_b = apart(xr - xs, zr - zs)
            both = side(xs, zs, xr, zr, x1, z1) * (before_s + e + after_r - direct_b)
        return delta, both, of_s, of_r
    of_s = longer(before_s, e, after, direct_s)
    of_r = longer(before, e, after_r, direct_r)
    if where > 0.0:
        delta = longer(before, e, after, direct)
    else:
        delta = below(before, e, after, direct, (x1 - x0) / (x9 - x0))
    if delta < 0.0:
        direct_b = apart(xr - xs, zr - zs)
        if side(xs, zs, xr, zr, x1, z1) > 0.0:
            both = longer(before_s, e, after_r, direct_b)
        else:
            both = below(before_s, e, after_r, direct_b, (x1 - xs) / (xr - xs))
    return delta, both, of_s, of_r


@njit
def longer(before, e, after, direct):  # type: ignore[no-untyped-def]
    """Return by how much longer the way over edges is, along arcs: eq. 2.5.26."""
    bent = curvature(direct)
    way = arc(before, bent) + arc(after, bent) - arc(direct, bent)
    if e > 0.0:
        way += arc(e, bent)
    return way


@njit
def below(before, e, after, direct, share):  # type: ignore[no-untyped-def]
    """Return the difference of an edge below the line of sight, along arcs: eq. 2.5.27.

    ``share`` is how far along the direct line the point above the edge is, 0 to 1.
    """
    bent = curvature(direct)
    way = 2.0 * arc(abs(share) * direct, bent) + 2.0 * arc(abs(1.0 - share) * direct, bent)
    way -= arc(before, bent) + arc(after, bent) + arc(direct, bent)
    if e > 0.0:
        way -= arc(e, bent)
    return way
