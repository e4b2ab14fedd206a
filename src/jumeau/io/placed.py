"""Places and directions that a photograph tells, on the project's map."""

from __future__ import annotations

import numpy as np

from jumeau.geometry.crs import WGS_84, grid_factors, reprojection, split

Place = tuple[float, float]


def place_on_grid(crs: str, x: float, y: float) -> Place:
    """Return a place in the project's CRS [m].

    Parameters
    ----------
    crs : str
        Of the project.
    x, y : float
        Longitude and latitude [degrees]; what cannot be degrees is taken as it is.
    """
    if abs(x) > 180.0 or abs(y) > 90.0:
        return (x, y)
    (east, north) = reprojection(WGS_84, split(crs)[0])(np.array([[x, y]]))[0]
    return (float(east), float(north))


def direction_on_grid(crs: str, place: Place, direction: float) -> float:
    """Return an azimuth from grid north for one from geographic north [degrees, 0 to 360)."""
    return float((direction - grid_factors(crs, *place)[1]) % 360.0)


def direction_on_earth(crs: str, place: Place, azimuth: float) -> float:
    """Return an azimuth from geographic north for one from grid north [degrees, 0 to 360)."""
    return float((azimuth + grid_factors(crs, *place)[1]) % 360.0)
