"""Where a project lies, as the sun sees it."""

from __future__ import annotations

from functools import lru_cache

from jumeau.errors import InputError
from jumeau.geometry.crs import grid_factors, middle_in_degrees, split
from jumeau.geometry.territories import territory_at
from jumeau.model.project import Project
from jumeau.simulation.sun.place import SunPlace

Bounds = tuple[float, float, float, float]

FRENCH_ZONES = {
    "metropole": "Europe/Paris",
    "corse": "Europe/Paris",
    "guadeloupe": "America/Guadeloupe",
    "martinique": "America/Martinique",
    "saint_martin": "America/Marigot",
    "saint_barthelemy": "America/St_Barthelemy",
    "guyane": "America/Cayenne",
    "reunion": "Indian/Reunion",
    "mayotte": "Indian/Mayotte",
    "saint_pierre": "America/Miquelon",
}
"""Legal time of the territories (IANA)."""
EUROPE = (
    ((-24.6, 63.2, -13.2, 66.6), "Atlantic/Reykjavik"),
    ((-10.7, 49.9, -5.4, 55.5), "Europe/Dublin"),
    ((-8.7, 49.8, 1.8, 60.9), "Europe/London"),
    ((-9.6, 36.9, -7.0, 42.15), "Europe/Lisbon"),
    ((20.5, 53.9, 28.3, 59.8), "Europe/Riga"),
    ((20.5, 59.7, 31.6, 70.1), "Europe/Helsinki"),
    ((20.2, 34.7, 29.7, 41.7), "Europe/Athens"),
    ((22.4, 41.2, 30.2, 48.3), "Europe/Bucharest"),
    ((-10.0, 34.5, 24.2, 71.3), "Europe/Paris"),
)
"""Boxes [degrees: west, south, east, north] and the zone whose rules hold there, coarsely: enough
for a city, not for a border. Central European time is the rest."""


def place_of(project: Project, altitude: float = 0.0) -> SunPlace:
    """Return where a project lies.

    Parameters
    ----------
    project : Project
        Its middle counts: of the commune where it is known, else of all data.
    altitude : float
        Of the ground above the sea [m], for the refraction.

    Raises
    ------
    InputError
        ``sun.no_place`` where the project has no place on Earth.
    """
    box = project.place.bounds if project.place is not None else None
    if box is None or not (box[2] > box[0] and box[3] > box[1]):
        box = project.bounds
    if box is None:
        x, y = project.origin[:2]
        box = (x, y, x, y)
    return _place(project.crs, box, altitude)


@lru_cache(maxsize=32)
def _place(crs: str, box: Bounds, altitude: float) -> SunPlace:
    middle = middle_in_degrees(box, crs)
    if middle is None:
        raise InputError("sun.no_place", crs=split(crs)[0])
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    longitude, latitude = middle
    return SunPlace(latitude, longitude, altitude, grid_factors(crs, x, y)[1], zone_at(*middle))


def zone_at(longitude: float, latitude: float) -> str:
    """Return the IANA name of the zone of legal time at a place [degrees].

    Exact for the French territories, coarse in Europe; elsewhere the hour of the meridian, without
    summer time.
    """
    territory = territory_at(longitude, latitude)
    if territory is not None:
        return FRENCH_ZONES[territory.id]
    for (west, south, east, north), zone in EUROPE:
        if west <= longitude <= east and south <= latitude <= north:
            return zone
    hours = round(longitude / 15)
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
