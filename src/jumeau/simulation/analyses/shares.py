"""A few figures of a result: what share of the ground, of the roofs, of the walls has how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from jumeau.simulation.analyses.request import Request, Results

HOURS = (1.0, 2.0, 4.0, 6.0)
"""At least so many hours of sun a day."""
SKY = (0.25, 0.5, 0.75)
NOISE = (50.0, 55.0, 60.0, 65.0, 70.0)
"""At least so many dB(A)."""
NOTICED = {"sun_hours": 0.25, "sky_view": 0.03, "irradiation": 0.0, "noise": 2.0}
"""Smaller differences are none that anybody perceives: h a day, share of the sky, dB."""


def shares_of(simulation: str, request: Request, results: Results) -> tuple[tuple[str, float], ...]:
    """Return figures as pairs: a name and a share [0 to 1] or, for means, a value.

    Names are ``<where>_least_<x>``, ``<where>_mean``; of a difference ``<where>_less``,
    ``<where>_more``, ``<where>_mean``. ``<where>`` is ``ground`` (with the roofs where these were
    asked for) or ``walls``.
    """
    days = 1.0
    if request.first is not None and request.last is not None:
        days = float((request.last - request.first).days + 1)
    found: list[tuple[str, float]] = []
    for where, values in (
        ("ground", None if results.raster is None else results.raster.values),
        ("walls", None if results.walls is None else results.walls.samples.values[0]),
    ):
        if values is None:
            continue
        known = values[np.isfinite(values)]
        if not len(known):
            continue
        if simulation != "noise":  # a mean of decibels says nothing
            found.append((f"{where}_mean", float(known.mean(dtype=np.float64))))
        if request.against is not None:
            least = NOTICED[simulation] * (days if simulation == "sun_hours" else 1.0)
            found += [(f"{where}_less", _share(known < -least)),
                      (f"{where}_more", _share(known > least))]  # fmt: skip
        elif simulation == "noise":
            found += [(f"{where}_least_{x:g}", _share(known >= x)) for x in NOISE]
        elif simulation == "sun_hours":
            found += [(f"{where}_least_{x:g}", _share(known >= x * days)) for x in HOURS]
        elif simulation == "sky_view":
            found += [(f"{where}_least_{x:g}", _share(known >= x)) for x in SKY]
    return tuple(found)


def _share(chosen: NDArray[np.bool_]) -> float:
    return float(chosen.mean())
