"""A piece of path over the ground, as the ground effect needs it."""

from __future__ import annotations

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.attenuation.ground import (
    most_favourable,
    most_homogeneous,
    power_of,
)
from jumeau.simulation.noise.attenuation.planes import above, along, plane, raised, softness

_LEAST = 1e-9


@njit
def piece(rows, scratch, i, j, x0, z0, x1, z1, hard):  # type: ignore[no-untyped-def]
    """Return what a piece of path has to do with the ground below it.

    Parameters
    ----------
    rows, scratch
        The profile, surveyed.
    i, j : int
        Rows where the piece begins and ends.
    x0, z0, x1, z1 : float
        Its ends [m].
    hard : float
        Ground factor at the source.

    Returns
    -------
    (float, float, float, float, float, float, float)
        Slope of the mean plane; heights of both ends over it, negative below it; distance along it;
        that over thirty times the sum of the heights; G path; G'path (eq. 2.5.14).
    """
    slope, height = plane(rows, scratch, i, j)
    over0, over1 = above(x0, z0, slope, height), above(x1, z1, slope, height)
    dp = max(along(x1 - x0, z1 - z0, slope), _LEAST)
    path = softness(rows, scratch, i, j)
    far = dp / (30.0 * max(abs(over0) + abs(over1), _LEAST))
    return slope, over0, over1, dp, far, path, corrected(path, far, hard)


@njit
def corrected(path, far, hard):  # type: ignore[no-untyped-def]
    """Return G'path: eq. 2.5.14."""
    if far > 1.0:
        return path
    return path * far + hard * (1.0 - far)


@njit
def heights(zs, zr, dp, far, path, factor, favourable):  # type: ignore[no-untyped-def]
    """Return power of the ground factor, both heights, and the most energy of a condition.

    ``factor`` is G'path on the source's side and G path after the last edge (section 2.5.6). In
    homogeneous conditions it counts twice, in favourable ones for the lower bound only.
    """
    if favourable:
        most = most_favourable(factor, far)
        if path == 0.0:
            return -1.0, zs, zr, most
        high_s, high_r = raised(zs, max(zr, _LEAST) if zs == 0.0 else zr, dp)
        return power_of(path, path), high_s, high_r, most
    return power_of(factor, path), zs, zr, most_homogeneous(factor, path)
