"""The air, and what each octave band needs of it: made once for a computation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.bands import HZ
from jumeau.simulation.noise.settings import Settings

AIR, WAVE, SOFT, SOFTER, HARD, FRESNEL, LENGTH, SUNK = range(8)
"""Rows of the weather: absorption of energy [1/m]; wave number in the ground term [rad/m]; the
three powers of the frequency in the ground's w (eq. 2.5.17); 40 over the wavelength (eq. 2.5.21)
[1/m]; wavelength [m]; ground factor at sources below the mean plane, NaN for the ground's own."""
ROWS = 8

SPEED = 340.0
"""Speed of sound in the diffraction terms [m/s]: section 2.5.6."""

MIDDLES = 1000.0 * 10.0 ** (0.3 * np.arange(-4.0, 4.0))
"""Exact middles of the octave bands [Hz]: IEC 61260-1, base ten."""

_TRIPLE = 273.16
_REFERENCE = 293.15
_ONE_ATMOSPHERE = 101_325.0


def absorption(settings: Settings) -> NDArray[np.float64]:
    """Return what the air takes, by octave band.

    Parameters
    ----------
    settings : Settings
        Its temperature, humidity and pressure count.

    Returns
    -------
    (8,) float64
        [dB/m], at the exact middles of the bands: ISO 9613-1:1993, equations 3 to 5 and annex B.
    """
    kelvin = settings.temperature + 273.15
    warm, press = kelvin / _REFERENCE, settings.pressure / _ONE_ATMOSPHERE
    saturation = 10.0 ** (4.6151 - 6.8346 * (_TRIPLE / kelvin) ** 1.261)
    water = settings.humidity * saturation / press
    oxygen = press * (24.0 + 4.04e4 * water * (0.02 + water) / (0.391 + water))
    nitrogen = (
        press
        / np.sqrt(warm)
        * (9.0 + 280.0 * water * np.exp(-4.170 * (warm ** (-1.0 / 3.0) - 1.0)))
    )
    square = MIDDLES**2
    relaxed = 0.01275 * np.exp(-2239.1 / kelvin) / (oxygen + square / oxygen)
    relaxed += 0.1068 * np.exp(-3352.0 / kelvin) / (nitrogen + square / nitrogen)
    found: NDArray[np.float64] = (
        20.0 * np.log10(np.e) * square * (1.84e-11 / press * np.sqrt(warm) + warm**-2.5 * relaxed)
    )
    return found


def air(settings: Settings) -> NDArray[np.float64]:
    """Return the weather that the kernels take.

    Parameters
    ----------
    settings : Settings

    Returns
    -------
    (ROWS, 8) float64
        See the names of the rows above.
    """
    rows = np.empty((ROWS, HZ.size))
    rows[AIR] = absorption(settings) * np.log(10.0) / 10.0
    rows[WAVE] = 2.0 * np.pi * HZ / settings.ground_speed
    rows[SOFT] = 0.0185 * HZ**2.5
    rows[SOFTER] = HZ**1.5
    rows[HARD] = 1.3e3 * HZ**0.75
    rows[FRESNEL] = 40.0 * HZ / SPEED
    rows[LENGTH] = SPEED / HZ
    rows[SUNK] = np.nan if settings.sunk_g is None else settings.sunk_g
    return rows
