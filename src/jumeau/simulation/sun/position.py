"""Where the sun stands: NREL's algorithm (Reda and Andreas 2004), from pvlib, on the map.

pvlib's ``spa.py`` is loaded alone: it needs numpy only, whereas ``import pvlib`` brings pandas and
takes seconds.
"""

from __future__ import annotations

import importlib.util
import threading
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from jumeau.model.instants import aware
from jumeau.simulation.sun.place import SunPlace

MODEL = "NREL SPA (Reda & Andreas 2004, doi 10.1016/j.solener.2003.12.003), pvlib"
"""What is told of the sun's positions in the provenance of a result."""
TEMPERATURE = 12.0
"""Of the air, for the refraction [degrees Celsius], as pvlib has it."""
REFRACTION = 0.5667
"""At sunrise and sunset [degrees], of the algorithm."""
CHUNK = 20_000
"""Instants at a time: the algorithm's series take 0.5 kB each."""

Instants = NDArray[np.datetime64]
Degrees = NDArray[np.float64]

_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Sun:
    """The sun at an instant.

    Attributes
    ----------
    azimuth : float
        From **grid** north, clockwise, 0 to 360 [degrees]: what shade on the map is cast with.
    elevation : float
        Apparent, with refraction, of the centre [degrees]; negative below the horizon.
    true_azimuth : float
        From geographic north, clockwise [degrees].
    true_elevation : float
        Without refraction [degrees].
    """

    azimuth: float
    elevation: float
    true_azimuth: float
    true_elevation: float


@dataclass(frozen=True, slots=True, eq=False)
class Suns:
    """The sun at many instants: the fields of :class:`Sun` as float64 arrays (N,) [degrees]."""

    azimuth: Degrees
    elevation: Degrees
    true_azimuth: Degrees
    true_elevation: Degrees

    def __len__(self) -> int:
        return len(self.azimuth)

    def __getitem__(self, index: int) -> Sun:
        return Sun(
            float(self.azimuth[index]), float(self.elevation[index]),
            float(self.true_azimuth[index]), float(self.true_elevation[index]),
        )  # fmt: skip

    def only(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Suns:
        """Return the suns of some instants, by a mask or by indices."""
        return Suns(
            self.azimuth[chosen], self.elevation[chosen],
            self.true_azimuth[chosen], self.true_elevation[chosen],
        )  # fmt: skip


def sun_positions(place: SunPlace, instants: Instants) -> Suns:
    """Return where the sun stands at some instants.

    Parameters
    ----------
    place : SunPlace
        Where it is looked at from.
    instants : (N,) array of datetime64
        UTC, of any unit from seconds to nanoseconds.

    Returns
    -------
    Suns
        Of the same length.
    """
    moments = np.asarray(instants)
    seconds = moments.astype("datetime64[us]").astype(np.int64) / 1e6
    parts = [
        _positions(place, seconds[i : i + CHUNK], moments[i : i + CHUNK])
        for i in range(0, len(seconds), CHUNK)
    ] or [np.empty((3, 0))]
    elevation, true_elevation, true_azimuth = np.concatenate(parts, axis=1)
    grid = np.mod(true_azimuth - place.convergence, 360.0)
    return Suns(grid, elevation, true_azimuth, true_elevation)


@lru_cache(maxsize=256)
def sun_at(place: SunPlace, instant: str) -> Sun:
    """Return where the sun stands at an instant.

    Parameters
    ----------
    place : SunPlace
        Where it is looked at from.
    instant : str
        ISO 8601 with its offset from UTC.

    Raises
    ------
    InputError
        ``sun.bad_instant``, ``sun.no_zone``.
    """
    return sun_positions(place, np.array([utc_of(instant)]))[0]


def utc_of(instant: str) -> np.datetime64:
    """Return an aware ISO text as numpy's UTC instant [s].

    Raises
    ------
    InputError
        ``sun.bad_instant``, ``sun.no_zone``.
    """
    return np.datetime64(int(aware(instant).timestamp()), "s")


def pressure_at(altitude: float) -> float:
    """Return the mean air pressure [hPa] at an altitude [m]: ICAO's standard atmosphere."""
    return float(((44331.514 - min(altitude, 11000.0)) / 11880.516) ** (1 / 0.1902632))


def _positions(place: SunPlace, seconds: Degrees, moments: Instants) -> Degrees:
    """Return apparent elevation, true elevation and true azimuth, (3, N) [degrees]."""
    spa = _spa()
    months = moments.astype("datetime64[M]").astype(np.int64)
    slow = spa.calculate_deltat(1970 + months // 12, 1 + months % 12)
    found = spa.solar_position(
        seconds, place.latitude, place.longitude, place.altitude, pressure_at(place.altitude),
        TEMPERATURE, slow, REFRACTION, 1,
    )  # fmt: skip
    return np.stack([found[2], found[3], np.mod(found[4], 360.0)])


def _spa() -> ModuleType:
    with _loading:
        return _load()


@lru_cache(maxsize=1)
def _load() -> ModuleType:
    package = importlib.util.find_spec("pvlib")
    assert package is not None
    assert package.submodule_search_locations
    path = f"{package.submodule_search_locations[0]}/spa.py"
    spec = importlib.util.spec_from_file_location("jumeau_spa", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
