"""Where on Earth a project lies, as the sun sees it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SunPlace:
    """A place, its clock and its map.

    Attributes
    ----------
    latitude, longitude : float
        WGS 84 [degrees], north and east positive.
    altitude : float
        Above the sea [m]: for the refraction.
    convergence : float
        From geographic north to grid north, clockwise [degrees]: what is taken from an azimuth
        from true north to get the azimuth on the map. -5.4 at Brest in Lambert-93.
    zone : str
        IANA name of the zone of its legal time (``Europe/Paris``).
    """

    latitude: float
    longitude: float
    altitude: float = 0.0
    convergence: float = 0.0
    zone: str = "Europe/Paris"
