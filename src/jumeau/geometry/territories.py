"""The French territories, coarsely: where they lie and which official system each uses.

The systems are those of décret n° 2000-1276, as amended by décret n° 2019-165: RGF93 with
Lambert-93, RGAF09, RGFG95, RGR92, RGM04, RGSPM06.
"""

from __future__ import annotations

from dataclasses import dataclass

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory: its id, its projected CRS, its vertical CRS, rings around it [degrees]."""

    id: str
    crs: str
    vertical: str
    rings: tuple[Ring, ...]


def _box(west: float, south: float, east: float, north: float) -> Ring:
    return ((west, south), (east, south), (east, north), (west, north))


# Drawn about 10 km outside the border and the coast: enough to tell France from its neighbours'
# cities, not to settle a border.
_MAINLAND: Ring = (
    (-5.4, 48.7), (-2.2, 49.9), (0.0, 49.9), (1.3, 50.5), (1.4, 51.05), (2.5, 51.2), (3.2, 50.82),
    (4.2, 50.35), (4.95, 50.22), (5.05, 49.85), (5.9, 49.62), (6.4, 49.55), (6.9, 49.27),
    (7.5, 49.15), (8.35, 49.05), (7.85, 48.5), (7.62, 47.57), (7.05, 47.28), (6.3, 46.65),
    (6.13, 46.4), (6.12, 46.26), (5.97, 46.2), (6.0, 46.12), (6.15, 46.13), (6.2, 46.2),
    (6.33, 46.26), (6.25, 46.35), (6.82, 46.45), (7.1, 45.95), (7.2, 45.35), (6.78, 45.08),
    (7.1, 44.75), (7.12, 44.2), (7.78, 44.17), (7.6, 43.7), (6.7, 42.9), (4.8, 43.15), (3.4, 43.0),
    (3.25, 42.38),
    (2.4, 42.3), (1.75, 42.4), (1.75, 42.6), (1.4, 42.68), (0.65, 42.63), (-0.8, 42.73),
    (-1.5, 42.98), (-1.9, 43.28), (-1.6, 44.6), (-1.6, 46.0), (-2.7, 46.6), (-3.4, 47.1),
    (-5.2, 47.7),
)  # fmt: skip

TERRITORIES = (
    Territory("metropole", "EPSG:2154", "EPSG:5720", (_MAINLAND,)),
    Territory("corse", "EPSG:2154", "EPSG:5721", (_box(8.4, 41.3, 9.7, 43.1),)),
    Territory("guadeloupe", "EPSG:5490", "EPSG:5757", (_box(-61.9, 15.8, -60.9, 16.6),)),
    Territory("martinique", "EPSG:5490", "EPSG:5756", (_box(-61.3, 14.3, -60.7, 15.0),)),
    Territory("saint_martin", "EPSG:5490", "EPSG:5620", (_box(-63.2, 18.0, -62.7, 18.2),)),
    Territory("saint_barthelemy", "EPSG:5490", "EPSG:5619", (_box(-63.0, 17.8, -62.7, 18.0),)),
    Territory("guyane", "EPSG:2972", "EPSG:5755", (_box(-54.7, 2.0, -51.5, 6.0),)),
    Territory("reunion", "EPSG:2975", "EPSG:5758", (_box(55.1, -21.5, 55.95, -20.8),)),
    Territory("mayotte", "EPSG:4471", "EPSG:5793", (_box(44.9, -13.1, 45.4, -12.5),)),
    Territory("saint_pierre", "EPSG:4467", "EPSG:5792", (_box(-56.6, 46.7, -56.0, 47.2),)),
)


def territory_at(longitude: float, latitude: float) -> Territory | None:
    """Return the territory at a place [degrees], None outside France."""
    for territory in TERRITORIES:
        if any(_inside(longitude, latitude, ring) for ring in territory.rings):
            return territory
    return None


def _inside(x: float, y: float, ring: Ring) -> bool:
    """Tell whether a ray to the east crosses the ring an odd number of times."""
    inside = False
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            inside = not inside
    return inside
