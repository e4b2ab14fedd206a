"""Whether coordinates can be what their file says: degrees that are none, swapped axes."""

from __future__ import annotations

import math

from jumeau.geometry.crs import Bounds, parse
from jumeau.geometry.territories import territory_at

SLACK = 0.5
"""A pixel-is-point raster of the world reaches half a cell beyond its edge [degrees]."""


def no_degrees(bounds: Bounds, crs: str) -> bool:
    """Tell whether a box that is said to be in degrees cannot be: metres declared as WGS 84."""
    if not parse(crs).is_geographic:
        return False
    west, south, east, north = bounds
    return west < -360 - SLACK or east > 360 + SLACK or south < -90 - SLACK or north > 90 + SLACK


def swapped(bounds: Bounds, crs: str) -> bool:
    """Tell whether longitude and latitude were exchanged: only then does the box lie in France.

    Parameters
    ----------
    bounds : tuple of float
        xmin, ymin, xmax, ymax in ``crs``; says nothing of what is not in degrees.
    """
    if not parse(crs).is_geographic or not all(map(math.isfinite, bounds)):
        return False
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    return territory_at(x, y) is None and territory_at(y, x) is not None
