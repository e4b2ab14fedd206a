"""Sound power of trains and trams: Directive 2002/49/EC, annex II, section 2.3.

Equations 2.3.1 to 2.3.18 as amended by (EU) 2021/1226. Computed in third octaves, told in octaves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.simulation.noise.bands import BANDS, SILENT
from jumeau.simulation.noise.emission.rolling_stock import (
    HEIGHTS,
    THIRDS,
    WAVES,
    Vehicle,
    spectrum,
    units_of,
)

Condition = Literal["constant", "accelerating", "braking", "idling"]
SLOWEST = 20.0
"""Slower trains are computed with this speed [km/h]: neither the density of trains nor the
wavelengths of the roughness are told for less."""
AERODYNAMIC_FROM = 200.0
"""[km/h] (2.3.3)"""
SHORTEST_CURVE = 50.0
"""Curves of trains that are shorter do not count for squeal [m]."""
ALONG_A_LINE = 10.0 * math.log10(0.505)
"""Mean of the horizontal directivity 0.01 + 0.99 sin² (2.3.15) over all directions to a straight
line [dB]: for a propagation that has no directivity."""

_LAMBDAS = 10.0 ** ((33.0 - np.arange(WAVES)) / 10.0)
"""Wavelengths [mm]."""
_LOG_HZ = (17.0 + np.arange(THIRDS)) / 10.0
_FLOOR = 10.0 ** (SILENT / 10.0)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Passing:
    """Trains of one kind on a section.

    Attributes
    ----------
    train : str
        Id of a vehicle or of a train (:func:`rolling_stock.units_of`).
    an_hour : float
        How many trains, both directions together.
    speed : float
        [km/h]
    units : float
        Coupled units of a train.
    condition : str
        How it drives; the French tables know constant speed only.
    """

    train: str
    an_hour: float
    speed: float
    units: float = 1.0
    condition: Condition = "constant"


@dataclass(frozen=True, slots=True)
class Track:
    """What trains run on.

    Attributes
    ----------
    transfer, roughness : str
        Ids of its spectra; sleepers and pads, and the state of the rail.
    impact : str
        Id of the spectrum of one joint or switch; empty for none.
    joints : float
        Joints and switches a 100 m.
    bridge : str
        Id of a spectrum or constant; empty off bridges.
    speed : float
        Highest of the line [km/h].
    tracks : int
        That the trains are spread over: the power is that of one.
    radius : float
        Of the curve [m]; infinite for a straight line.
    curve_length : float
        Of the curve [m].
    tram : bool
        Trams squeal in other curves than trains.
    tunnel : bool
        Nothing is heard.
    """

    transfer: str = "SNCF5"
    roughness: str = "SNCF1"
    impact: str = ""
    joints: float = 1.0
    bridge: str = ""
    speed: float = math.inf
    tracks: int = 1
    radius: float = math.inf
    curve_length: float = math.inf
    tram: bool = False
    tunnel: bool = False


class Parts(NamedTuple):
    """What a train emits, by source: third octaves (24,) [dB re 1 pW/m]; None where nothing.

    Rolling, bridge and the sources with ``a`` are at 0.5 m, those with ``b`` at 4 m.
    """

    rolling: Array
    traction_a: Array | None
    traction_b: Array | None
    aerodynamic_a: Array | None
    aerodynamic_b: Array | None
    bridge: Array | None


def squeal(radius: float, length: float = math.inf, *, tram: bool = False) -> float:
    """Return what a curve adds to rolling noise [dB].

    Trains: 8 dB up to 300 m of radius, 5 dB up to 500 m, in curves of 50 m or more; trams: 5 dB up
    to 200 m (section 2.3.2 as amended in 2021; Verheijen and van Beek, Inter-Noise 2019).
    """
    radius = abs(radius)
    if tram:
        return 5.0 if radius <= 200.0 else 0.0
    if length < SHORTEST_CURVE or radius > 500.0:
        return 0.0
    return 8.0 if radius <= 300.0 else 5.0


def rail_power(trains: Sequence[Sequence[Passing]], tracks: Sequence[Track]) -> Array:
    """Return the sound power a metre of line (N, 2, 8) [dB re 1 pW/m], unweighted.

    Parameters
    ----------
    trains : (N,) sequence of sequence of Passing
        Of each section.
    tracks : (N,) sequence of Track

    Returns
    -------
    (N, 2, 8) float64
        By source height (:data:`rolling_stock.HEIGHTS`) and octave band; without the directivity
        (see :data:`ALONG_A_LINE`).

    Raises
    ------
    InputError
        ``noise_emission.vehicle``, ``noise_emission.spectrum``, ``noise_emission.trains``.
    """
    energy = np.zeros((len(tracks), len(HEIGHTS), THIRDS))
    for n, (passings, track) in enumerate(zip(trains, tracks, strict=True)):
        for passing in passings:
            for parts in passing_parts(passing, track):
                for height, one in _by_height(parts):
                    energy[n, height] += 10.0 ** (one / 10.0)
    octaves = energy.reshape(len(tracks), len(HEIGHTS), BANDS, 3).sum(-1)
    found: Array = 10.0 * np.log10(np.maximum(octaves, _FLOOR))
    return found


def passing_parts(passing: Passing, track: Track) -> tuple[Parts, ...]:
    """Return what trains of one kind emit a metre of one track, by kind of vehicle.

    Raises
    ------
    InputError
        As :func:`rail_power`.
    """
    if not (math.isfinite(passing.an_hour) and passing.an_hour >= 0.0 and passing.units >= 0.0):
        raise InputError("noise_emission.trains", train=passing.train, count=passing.an_hour)
    if track.tunnel or passing.an_hour == 0.0 or passing.units == 0.0:
        return ()
    found = []
    for vehicle, units in units_of(passing.train):
        speed = speed_of(passing, track, vehicle)
        coaches = passing.an_hour * passing.units * units * vehicle.coaches
        # 2.3.2: coaches an hour spread over the line they drive in an hour.
        density = 10.0 * math.log10(coaches / (1000.0 * speed * max(track.tracks, 1)))
        parts = vehicle_parts(vehicle.id, speed, passing.condition, track)
        more = [None if x is None else x + density for x in parts[1:]]
        found.append(Parts(parts.rolling + density, *more))
    return tuple(found)


def speed_of(passing: Passing, track: Track, vehicle: Vehicle) -> float:
    """Return the speed that is computed with: the least of train, line and vehicle [km/h]."""
    given = [passing.speed, track.speed, vehicle.fastest or math.inf]
    return max(min(x for x in given if not math.isnan(x)), SLOWEST)


@lru_cache(maxsize=4096)
def vehicle_parts(name: str, speed: float, condition: Condition, track: Track) -> Parts:
    """Return the sound power of one coach of a vehicle, by source [dB re 1 pW].

    Parameters
    ----------
    name : str
        Id of a vehicle.
    speed : float
        [km/h]
    condition : str
        How it drives.
    track : Track

    Raises
    ------
    InputError
        ``noise_emission.vehicle``, ``noise_emission.spectrum``.
    """
    ((vehicle, _),) = units_of(name)
    rough = _excitation(vehicle, speed, track) + 10.0 * math.log10(vehicle.axles)
    bends = squeal(track.radius, track.curve_length, tram=track.tram)
    on_rail = _needed("track_transfer", track.transfer)
    on_wheel = _needed("vehicle_transfer", vehicle.transfer)
    # 2.3.7 to 2.3.9: the same roughness makes the track and the wheels sound.
    rolling = 10.0 * np.log10(10.0 ** (on_rail / 10.0) + 10.0 ** (on_wheel / 10.0)) + rough + bends
    bridge = None
    given = spectrum("bridge", track.bridge)
    if given is not None and len(given.values) == THIRDS:
        bridge = rough + given.values  # 2.3.18 as amended
    elif given is not None:
        rolling = rolling + given.values[0]  # 2.3.18 of 2015: a constant
    engine = [spectrum(f"traction_{condition}", vehicle.traction, x) for x in "AB"]
    air: list[Array | None] = [None, None]
    if speed >= AERODYNAMIC_FROM:
        for k, height in enumerate("AB"):
            one = spectrum("aerodynamic", vehicle.aerodynamic, height)
            if one is not None:  # 2.3.13, 2.3.14
                air[k] = one.values + one.per_decade * math.log10(speed / one.at_speed)
    pulls = [None if x is None else x.values for x in engine]
    return Parts(rolling, pulls[0], pulls[1], air[0], air[1], bridge)


def _excitation(vehicle: Vehicle, speed: float, track: Track) -> Array:
    """Return the effective roughness by third octave (24,) [dB]: 2.3.7, 2.3.11 and 2.3.12."""
    energy = 10.0 ** (_needed("rail_roughness", track.roughness) / 10.0)
    energy = energy + 10.0 ** (_needed("wheel_roughness", vehicle.roughness) / 10.0)
    impact = spectrum("impact", track.impact)
    if impact is not None and track.joints > 0.0:
        energy = energy + 10.0 ** (impact.values / 10.0) * track.joints
    energy = energy * 10.0 ** (_needed("contact_filter", vehicle.contact) / 10.0)
    # From wavelengths to frequencies, energies linear in the logarithm; held beyond both ends.
    logs = np.log10(speed / 3.6 * 1000.0 / _LAMBDAS)
    made: Array = 10.0 * np.log10(np.interp(_LOG_HZ, logs, energy))
    return made


def _needed(kind: str, name: str) -> Array:
    found = spectrum(kind, name)
    if found is None:
        raise InputError("noise_emission.spectrum", spectrum=name, kind=kind)
    return found.values


def _by_height(parts: Parts) -> list[tuple[int, Array]]:
    low = (parts.rolling, parts.traction_a, parts.aerodynamic_a, parts.bridge)
    high = (parts.traction_b, parts.aerodynamic_b)
    return [(k, x) for k, group in enumerate((low, high)) for x in group if x is not None]
