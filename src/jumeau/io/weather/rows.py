"""What the readers of weather files hand over, before it is checked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of a file; its years are left out.

    Attributes
    ----------
    month, day : (N,) arrays of int64
        As the station's clock has them.
    hour : (N,) array of float64
        Middle of each interval, after the station's midnight [h].
    offset : float
        Of the station's clock from UTC [h].
    interval : float
        Length of each interval [h].
    ghi, dni, dhi, temperature : (N,) arrays of float64
        [W/m2, degrees Celsius]; NaN where missing.
    latitude, longitude, altitude : float
        [degrees, m].
    source : str
        Station and source.
    """

    month: NDArray[np.int64]
    day: NDArray[np.int64]
    hour: Numbers
    offset: float
    interval: float
    ghi: Numbers
    dni: Numbers
    dhi: Numbers
    temperature: Numbers
    latitude: float
    longitude: float
    altitude: float
    source: str
