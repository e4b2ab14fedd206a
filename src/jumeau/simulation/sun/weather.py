"""What the sun and the sky give: the weather of a typical year, or a clear sky."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.io.weather.weather import Weather
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.position import pressure_at, sun_positions

__all__ = ["Weather", "clear_sky", "clear_sky_year"]

SOURCE = (
    "Ineichen & Perez 2002 (doi 10.1016/S0038-092X(02)00045-2), Linke turbidity by month "
    "(SoDa, Remund et al. 2003), pvlib"
)

MIDDLES = np.array([16, 45, 75, 105, 136, 166, 197, 228, 258, 289, 319, 350], float)
"""Days of the year in the middle of each month: what a month's turbidity stands for."""


def clear_sky(
    place: SunPlace,
    instants: NDArray[np.datetime64],
    hours: NDArray[np.float64] | float,
    turbidity: float | None = None,
) -> Weather:
    """Return what a cloudless sky gives. Loads pvlib: seconds, the first time.

    Parameters
    ----------
    place : SunPlace
        Where; its altitude counts.
    instants : (N,) array of datetime64
        UTC, the middle of each interval.
    hours : (N,) array of float64 or float
        Length of each interval [h].
    turbidity : float, optional
        Linke turbidity, 2 (clear and cold) to 7 (haze); by default the place's climatic mean of
        the month.

    Returns
    -------
    Weather
        All dark in polar night.
    """
    clearsky, atmosphere, irradiance, pandas = _pvlib()
    moments = np.asarray(instants).astype("datetime64[s]")
    suns = sun_positions(place, moments)
    days = (moments.astype("datetime64[D]") - moments.astype("datetime64[Y]")).astype(np.int64)
    if turbidity is None:
        stamps = pandas.DatetimeIndex([f"2025-{month:02d}-15" for month in range(1, 13)])
        monthly = clearsky.lookup_linke_turbidity(
            stamps, place.latitude, place.longitude, interp_turbidity=False
        ).to_numpy()
        haze = np.interp(days + 1.0, MIDDLES, monthly, period=365.0)
    else:
        haze = np.full(len(moments), float(turbidity))
    zenith = 90.0 - suns.elevation
    with warnings.catch_warnings(), np.errstate(invalid="ignore"):
        warnings.simplefilter("ignore")
        thickness = atmosphere.get_absolute_airmass(
            atmosphere.get_relative_airmass(zenith), 100.0 * pressure_at(place.altitude)
        )
        outside = np.asarray(irradiance.get_extra_radiation(days + 1.0), float)
        sky = clearsky.ineichen(zenith, thickness, haze, place.altitude, outside)
    ghi, dni, dhi = (np.maximum(0.0, np.nan_to_num(np.asarray(sky[x]))) for x in _FIELDS)
    lengths = np.broadcast_to(np.asarray(hours, float), moments.shape).copy()
    return Weather(
        moments, lengths, ghi, dni, dhi, None, SOURCE, "clear_sky",
        place.latitude, place.longitude, place.altitude,
    )  # fmt: skip


_FIELDS = ("ghi", "dni", "dhi")


def clear_sky_year(place: SunPlace, year: int, step_minutes: int = 60) -> Weather:
    """Return a year (UTC) of cloudless sky, as :func:`clear_sky`."""
    step = np.timedelta64(step_minutes * 60, "s")
    first = np.datetime64(f"{year}-01-01", "s")
    moments = np.arange(first + step // 2, np.datetime64(f"{year + 1}-01-01", "s"), step)
    return clear_sky(place, moments, step_minutes / 60)


def _pvlib() -> tuple[Any, Any, Any, Any]:
    import pandas
    from pvlib import atmosphere, clearsky, irradiance

    return clearsky, atmosphere, irradiance, pandas
