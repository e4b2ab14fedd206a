"""Sun positions beside published ones."""

from __future__ import annotations

import numpy as np

from jumeau.errors import InputError
from jumeau.geometry.crs import LAMBERT_93, WGS_84, grid_factors, reprojection
from jumeau.model.instants import aware
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.position import sun_at
from jumeau.simulation.sun.validation import POSITION
from jumeau.simulation.validation.checks import Check, number_in

TOLERANCE = 0.01
"""Of every angle [degrees]: a fiftieth of the sun's disc."""
QUANTITIES = (
    ("elev_true_deg", "true_elevation"),
    ("elev_apparent_deg", "elevation"),
    ("azimuth_true_north_deg", "true_azimuth"),
    ("azimuth_grid_l93_deg", "azimuth"),
)
"""Columns of a file, and fields of :class:`jumeau.simulation.sun.position.Sun`."""


def position_checks(rows: list[tuple[int, dict[str, str]]], source: str, file: str) -> list[Check]:
    """Return the checks of all angles of a file.

    Parameters
    ----------
    rows : list of (line, row)
        With ``lat``, ``lon`` (WGS 84, degrees), ``utc`` (ISO with offset) and any of the columns
        of :data:`QUANTITIES`; ``l93_convergence_deg`` is checked where it is there;
        ``altitude_m`` above the sea is 0 where it is not.

    Raises
    ------
    InputError
        ``validation.broken``, ``sun.bad_instant``, ``sun.no_zone``.
    """
    found = []
    for line, row in rows:
        latitude, longitude = (_needed(row, x, line, file) for x in ("lat", "lon"))
        altitude = number_in(row, "altitude_m", line, file) or 0.0
        instant = (row.get("utc") or "").strip()
        aware(instant)
        turned = number_in(row, "l93_convergence_deg", line, file)
        convergence = 0.0
        if turned is not None or number_in(row, "azimuth_grid_l93_deg", line, file) is not None:
            convergence = convergence_at(latitude, longitude)
        sun = sun_at(SunPlace(latitude, longitude, altitude, convergence), instant)
        place = (row.get("site") or f"{latitude:g}, {longitude:g}").strip()
        case = f"{place}, {instant}"
        if turned is not None:
            found.append(Check(POSITION, case, "convergence", turned, convergence, TOLERANCE,
                               "°", source))  # fmt: skip
        for column, name in QUANTITIES:
            published = number_in(row, column, line, file)
            if published is not None:
                found.append(Check(
                    POSITION, case, name, published, getattr(sun, name), TOLERANCE, "°", source,
                    circle=name.endswith("azimuth"),
                ))  # fmt: skip
    return found


def convergence_at(latitude: float, longitude: float) -> float:
    """Return the convergence of Lambert-93 at a place [degrees]."""
    x, y = reprojection(WGS_84, LAMBERT_93)(np.array([[longitude, latitude]]))[0]
    return grid_factors(LAMBERT_93, float(x), float(y))[1]


def _needed(row: dict[str, str], name: str, line: int, file: str) -> float:
    value = number_in(row, name, line, file)
    most = 90.0 if name == "lat" else 180.0
    if value is None or abs(value) > most:
        told = row.get(name) or "\N{EN DASH}"
        raise InputError("validation.broken", name=file, line=line, column=name, value=told[:40])
    return value
