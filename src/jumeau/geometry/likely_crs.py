"""Which CRS coordinates without one are likely in: candidates with reasons, never a decision."""

from __future__ import annotations

from dataclasses import dataclass

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds, middle_in_degrees, name_of, parse
from jumeau.geometry.territories import territory_at

# In the order of habit: what French public data use today, then what they used before.
_PROJECTED = (
    "EPSG:2154",
    *(f"EPSG:39{zone}" for zone in range(42, 51)),
    "EPSG:5490",
    "EPSG:2972",
    "EPSG:2975",
    "EPSG:4471",
    "EPSG:4467",
    "EPSG:27572",  # Lambert II étendu; then the zones I to IV
    *(f"EPSG:2756{zone}" for zone in range(1, 5)),
    *(f"EPSG:2757{zone}" for zone in (1, 3, 4)),
    "EPSG:32630",
    "EPSG:32631",
    "EPSG:32632",
    "EPSG:3857",
)


@dataclass(frozen=True, slots=True)
class CrsCandidate:
    """A CRS that would fit.

    ``reason`` is a key of the catalogue (``crs.reasons.<reason>``): ``degrees``, ``france``,
    ``product_name``.
    """

    code: str
    name: str
    reason: str


def likely_crs(bounds: Bounds) -> tuple[CrsCandidate, ...]:
    """Return the CRSs in which a box of coordinates lies in France, the likeliest first.

    Parameters
    ----------
    bounds : tuple of float
        xmin, ymin, xmax, ymax in the unknown CRS.

    Returns
    -------
    tuple of CrsCandidate
        At most five; empty when nothing that is known fits.
    """
    xmin, ymin, xmax, ymax = bounds
    if -180 <= xmin <= xmax <= 180 and -90 <= ymin <= ymax <= 90:
        return (CrsCandidate("EPSG:4326", name_of("EPSG:4326"), "degrees"),)
    found = [
        CrsCandidate(code, name_of(code), "france") for code in _PROJECTED if _fits(bounds, code)
    ]
    return tuple(found[:5])


def _fits(bounds: Bounds, code: str) -> bool:
    try:
        place = middle_in_degrees(bounds, code)
    except InputError:
        return False
    if place is None or territory_at(*place) is None:
        return False
    area = parse(code).area_of_use
    return area is None or (
        area.west <= place[0] <= area.east and area.south <= place[1] <= area.north
    )
