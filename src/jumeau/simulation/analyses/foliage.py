"""How much light leaves let through, as a simulation was asked to take it."""

from __future__ import annotations

import datetime

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.sun.shade import passes_of

FOLIAGE = {"by_date": "date", "leaf_on": "leaves", "leaf_off": "bare", "none": "bare"}


def light_through(
    trees: str, instants: NDArray[np.datetime64], latitude: float = 46.0
) -> NDArray[np.float64]:
    """Return the share of the light that leaves let through, (N,).

    Parameters
    ----------
    trees : str
        ``by_date``, ``leaf_on``, ``leaf_off`` or ``none``.
    instants : (N,) datetime64
        UTC.
    latitude : float
        Of the place [degrees].
    """
    days, which = np.unique(np.asarray(instants).astype("datetime64[D]"), return_inverse=True)
    passes = [light_on(trees, day.item(), latitude) for day in days]
    return np.array(passes, np.float64)[which]


def light_on(trees: str, date: datetime.date, latitude: float = 46.0) -> float:
    """Return the share of the light that leaves let through on a date."""
    return passes_of(date, latitude, foliage=FOLIAGE[trees])
