"""Ground effect of one octave band, as an energy: annex of Directive 2015/996, section 2.5.5.

A piece of path is told by four numbers: the power 1.3 of its ground factor (less than 0 where the
ground is hard and only the lower bound counts), the distance along the mean plane, both heights.
"""

from __future__ import annotations

import math

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.attenuation.air import HARD, SOFT, SOFTER, WAVE

HARD_GROUND = 10.0**0.3
"""Energy of the lower bound of hard ground in homogeneous conditions: -3 dB."""

_DECIBEL = math.log(10.0) / 10.0


@njit
def wave_factors(weather, b, power, dp):  # type: ignore[no-untyped-def]
    """Return w and Cf: eq. 2.5.16 and 2.5.17."""
    square = power * power
    w = (
        weather[SOFT, b]
        * square
        / (weather[SOFTER, b] * square + weather[HARD, b] * power + 1.16e6)
    )
    far = w * dp
    return w, dp * (1.0 + 3.0 * far * math.exp(-math.sqrt(far))) / (1.0 + far)


@njit
def ground_energy(weather, b, power, dp, zs, zr, most):  # type: ignore[no-untyped-def]
    """Return the energy over that of the free field, at most ``most``: eq. 2.5.15 and 2.5.18."""
    if power < 0.0:
        return most
    _w, cf = wave_factors(weather, b, power, dp)
    k = weather[WAVE, b]
    c = cf / k
    root = math.sqrt(2.0 * c)
    part = 2.0 * k / dp
    found = part * part * ((zs - root) * zs + c) * ((zr - root) * zr + c)
    return min(found, most)


@njit
def power_of(factor, path):  # type: ignore[no-untyped-def]
    """Return the ground factor's power 1.3, or -1 where the path is over hard ground only."""
    if path == 0.0:
        return -1.0
    return 1.0 if factor == 1.0 else factor**1.3


@njit
def most_homogeneous(factor, path):  # type: ignore[no-untyped-def]
    """Return the energy of the lower bound in homogeneous conditions: eq. 2.5.15, -3 (1 - Gm)."""
    if path == 0.0 or factor == 0.0:
        return HARD_GROUND
    return math.exp(3.0 * (1.0 - factor) * _DECIBEL)


@njit
def most_favourable(factor, far):  # type: ignore[no-untyped-def]
    """Return the energy of the lower bound in favourable conditions: eq. 2.5.20 on.

    Parameters
    ----------
    factor : float
        Ground factor G'path.
    far : float
        Distance over thirty times the sum of the heights.
    """
    bound = 3.0 * (1.0 - factor)
    if far <= 1.0 and factor == 0.0:
        return HARD_GROUND
    if far > 1.0:
        bound *= 3.0 - 2.0 / far
    return math.exp(bound * _DECIBEL)
