"""Rail vehicles and tracks, and the spectra that the method describes them with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.simulation.noise.emission.coefficients import rows_of

THIRDS = 24
"""Third octaves from 50 Hz to 10 kHz."""
WAVES = 35
"""Wavelengths from 2 m to 0.8 mm, in third octaves."""
HEIGHTS = (0.5, 4.0)
"""Of the sources A and B above the rail's head [m] (2.3.1)."""
TRAM = "SNCF68"
"""Stands for a tram where nothing is known: the tram-train Citadis Dualis, the one light rail
vehicle of which France has published spectra for this method (SNCF, 25 February 2022)."""
REGIONAL = "SNCF29"
"""Stands for a train where nothing is known: a regional unit of four coaches."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A unit of rolling stock.

    Attributes
    ----------
    id, name : str
    fastest : float
        [km/h]; 0 where it is not known.
    length : float
        [m]; 0 where it is not known.
    coaches : int
        Of a unit.
    axles : float
        Of a coach, on average.
    transfer, contact, roughness, traction, aerodynamic : str
        Ids of its spectra; empty where it has none.
    """

    id: str
    name: str
    fastest: float
    length: float
    coaches: int
    axles: float
    transfer: str
    contact: str
    roughness: str
    traction: str
    aerodynamic: str


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """One spectrum of the tables.

    Attributes
    ----------
    id, name : str
    values : (24,), (35,) or (1,) float64
        [dB], by third octave or by wavelength.
    at_speed : float
        That aerodynamic noise is told for [km/h], else 0.
    per_decade : float
        dB more for ten times the speed (aerodynamic noise), else 0.
    """

    id: str
    name: str
    values: Array
    at_speed: float
    per_decade: float


@cache
def vehicles() -> dict[str, Vehicle]:
    """Return the known vehicles by id."""
    return {
        x["id"]: Vehicle(
            x["id"], x["name"], float(x["most_kmh"]), float(x["length_m"]), int(x["coaches"]),
            float(x["axles"]), x["transfer"], x["contact"], x["roughness"], x["traction"],
            x["aerodynamic"],
        )
        for x in rows_of("rail_vehicles")
    }  # fmt: skip


@cache
def trainsets() -> dict[str, tuple[tuple[str, int], ...]]:
    """Return the known trains: ids of their vehicles, and how many units of each."""
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for x in rows_of("rail_trainsets"):
        found[x["train"]] = (*found.get(x["train"], ()), (x["vehicle"], int(x["units"])))
    return found


def units_of(name: str) -> tuple[tuple[Vehicle, int], ...]:
    """Return the vehicles of a train, and how many units of each; a vehicle is a train of one.

    Raises
    ------
    InputError
        ``noise_emission.vehicle``.
    """
    known = vehicles()
    if name in known:
        return ((known[name], 1),)
    made = trainsets().get(name)
    if made is None:
        raise InputError("noise_emission.vehicle", vehicle=name)
    return tuple((known[x], count) for x, count in made)


@cache
def spectra() -> dict[tuple[str, str, str], Spectrum]:
    """Return all spectra by kind, id and height (``""``, ``"A"`` or ``"B"``)."""
    found = {}
    for x in rows_of("rail_spectra"):
        values = np.array([float(v) for v in x["values"].split("|")])
        values.setflags(write=False)
        found[x["kind"], x["id"], x["height"]] = Spectrum(
            x["id"], x["name"], values, float(x["at_kmh"] or 0), float(x["per_decade"] or 0)
        )
    return found


def spectrum(kind: str, name: str, height: str = "") -> Spectrum | None:
    """Return a spectrum; None for no name.

    Raises
    ------
    InputError
        ``noise_emission.spectrum``.
    """
    if not name:
        return None
    found = spectra().get((kind, name, height))
    if found is None:
        raise InputError("noise_emission.spectrum", spectrum=name, kind=kind)
    return found
