"""Levels from attenuations: sums of energy, in an order that does not depend on anything else."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.bands import SILENT
from jumeau.simulation.noise.scene import Attenuation

Floats = NDArray[np.float64]


def levels(att: Attenuation, power: Floats) -> Floats:
    """Return the levels at all receivers.

    Parameters
    ----------
    att : Attenuation
    power : (S, 3, 8) float64
        Of the sections, by period and octave band: dB re 1 pW (a metre for lines).

    Returns
    -------
    (N, 3, 8) float64
        dB re 20 µPa by octave band, not weighted; ``SILENT`` where nothing is heard.
    """
    found = np.empty((len(att.start) - 1, 3, 8))
    _sum_levels(att.start, att.section, att.gain, _linear(power), found)
    return found


def levels_changed(
    att: Attenuation, power: Floats, before: Floats, sections: NDArray[np.integer[Any]]
) -> Floats:
    """Return the levels after a change of the power of some sections: as :func:`levels` would.

    Parameters
    ----------
    att : Attenuation
    power : (S, 3, 8) float64
        Of all sections, after the change.
    before : (N, 3, 8) float64
        Levels before it.
    sections : (K,) int
        Whose power has changed; receivers that hear none of them keep their levels.

    Returns
    -------
    (N, 3, 8) float64
    """
    touched = np.zeros(len(power), np.bool_)
    touched[sections] = True
    found = before.copy()
    _sum_changed(att.start, att.section, att.gain, _linear(power), touched, found)
    return found


def _linear(power: Floats) -> Floats:
    found: Floats = np.where(power > SILENT, 10.0 ** (power / 10.0), 0.0)
    return found


@njit
def _sum_row(start, section, gain, linear, i, total, out):  # type: ignore[no-untyped-def]
    total[:] = 0.0
    single = gain.shape[1] == 1
    for e in range(start[i], start[i + 1]):
        s = section[e]
        for p in range(3):
            q = 0 if single else p
            for b in range(8):
                total[p, b] += linear[s, p, b] * gain[e, q, b]
    for p in range(3):
        for b in range(8):
            heard = total[p, b]
            out[i, p, b] = max(SILENT, 10.0 * np.log10(heard)) if heard > 0.0 else SILENT


@njit
def _sum_levels(start, section, gain, linear, out):  # type: ignore[no-untyped-def]
    total = np.empty((3, 8))
    for i in range(len(start) - 1):
        _sum_row(start, section, gain, linear, i, total, out)


@njit
def _sum_changed(start, section, gain, linear, touched, out):  # type: ignore[no-untyped-def]
    total = np.empty((3, 8))
    for i in range(len(start) - 1):
        for e in range(start[i], start[i + 1]):
            if touched[section[e]]:
                _sum_row(start, section, gain, linear, i, total, out)
                break
