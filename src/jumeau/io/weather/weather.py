"""Sunlight on the ground in the open, instant by instant."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Weather:
    """What sun and sky give at a place.

    Attributes
    ----------
    instants : (N,) array of datetime64[s]
        UTC, the middle of each interval, ascending, within twelve months.
    hours : (N,) array of float64
        Length of each interval [h]: what W/m2 are multiplied with.
    ghi, dni, dhi : (N,) arrays of float64
        Means over the interval: global on a level plane, direct on a plane that faces the sun,
        diffuse on a level plane [W/m2]; never negative, never NaN.
    temperature : (N,) array of float64 or None
        Of the air [degrees Celsius]; NaN where the file does not tell.
    source : str
        What is said of it in a provenance card: station and source of the file, or the model.
    kind : str
        "epw", "pvgis" or "clear_sky".
    latitude, longitude, altitude : float
        Of the station [degrees, m]; NaN where unknown.
    missing : int
        Intervals without radiation in the file, counted as dark.
    """

    instants: NDArray[np.datetime64]
    hours: Numbers
    ghi: Numbers
    dni: Numbers
    dhi: Numbers
    temperature: Numbers | None = None
    source: str = ""
    kind: str = "clear_sky"
    latitude: float = float("nan")
    longitude: float = float("nan")
    altitude: float = float("nan")
    missing: int = 0

    def __len__(self) -> int:
        return len(self.instants)

    def only(self, chosen: NDArray[np.bool_]) -> Weather:
        """Return the intervals of a mask (N,)."""
        kept = self.temperature[chosen] if self.temperature is not None else None
        return replace(
            self, instants=self.instants[chosen], hours=self.hours[chosen], ghi=self.ghi[chosen],
            dni=self.dni[chosen], dhi=self.dhi[chosen], temperature=kept,
        )  # fmt: skip

    @property
    def yearly(self) -> float:
        """Sum of the global radiation on a level plane [kWh/m2]."""
        return float(np.dot(self.ghi, self.hours)) / 1000.0
