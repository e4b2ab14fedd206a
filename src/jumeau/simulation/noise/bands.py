"""Octave bands, weighting and the indicators of the directive."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BANDS = 8
HZ = np.array([63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0])
"""Nominal middles of the octave bands [Hz]."""
A_WEIGHT = np.array([-26.2, -16.1, -8.6, -3.2, 0.0, 1.2, 1.0, -1.1])
"""A-weighting of the bands [dB]: IEC 61672-1, table 3."""

PERIODS = ("day", "evening", "night")
"""From 6 to 18 h, from 18 to 22 h, from 22 to 6 h: French order of 4 April 2006, article 2."""
HOURS = np.array([12.0, 4.0, 8.0])
PENALTY = np.array([0.0, 5.0, 10.0])
"""Added to the levels of the periods in Lden [dB]: Directive 2002/49/EC, annex I."""

INDICATORS = ("lden", "ln", "lday", "levening")
SILENT = -99.0
"""Level where nothing is heard at all [dB]."""


def a_weighted(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the totals (…) in dB(A) of band levels (…, 8) in dB."""
    energy = (10.0 ** ((levels + A_WEIGHT) / 10.0)).sum(-1)
    found: NDArray[np.float64] = 10.0 * np.log10(np.maximum(energy, 10.0 ** (SILENT / 10.0)))
    return found


def lden(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Lden (…) of the levels (…, 3) of day, evening and night."""
    energy = (HOURS / 24.0 * 10.0 ** ((levels + PENALTY) / 10.0)).sum(-1)
    found: NDArray[np.float64] = 10.0 * np.log10(energy)
    return found


def indicator_of(name: str, levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an indicator (…) of the levels (…, 3) in dB(A) of day, evening and night.

    Parameters
    ----------
    name : str
        One of :data:`INDICATORS`.
    """
    if name == "lden":
        return lden(levels)
    found: NDArray[np.float64] = levels[..., ("lday", "levening", "ln").index(name)]
    return found
