"""The many ways in which city models name their reference system."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds, parse, split

_EPSG = re.compile(r"EPSG(?:\.xml#|[:/]+(?:[\d.]*[:/])?)(\d{4,6})", re.IGNORECASE)
_IGNF = re.compile(r"IGNF(?:\.xml#|[:/]+(?:[\d.]*[:/])?)([A-Z][\w.]+)", re.IGNORECASE)
_CRS84 = re.compile(r"CRS:?84", re.IGNORECASE)
_ADV = re.compile(r"ETRS89_UTM(3[123])", re.IGNORECASE)  # the German land surveys' own names


@dataclass(frozen=True, slots=True)
class Srs:
    """A reference system: its codes, and whether coordinates come north before east.

    ``north_first`` is what the authority's axis order says where the name is in a form (URN, URL)
    that asks for that order; whether a file obeys it is seen in its coordinates.
    """

    crs: str | None = None
    vertical: str = ""
    north_first: bool = False

    def is_turned(self, bounds: Bounds) -> bool:
        """Tell whether a box of coordinates stands north before east.

        A box that fits the system's area of use in one order only tells by itself.
        """
        if self.crs is None:
            return False
        turned = (bounds[1], bounds[0], bounds[3], bounds[2])
        fits, fits_turned = _is_inside(bounds, self.crs), _is_inside(turned, self.crs)
        return self.north_first if fits == fits_turned else fits_turned


def srs_of(text: str) -> Srs:
    """Return the reference system of a name: ``EPSG:3946``, URN, URL, one or two codes.

    An unknown name is a system that is not stated: the user is asked.
    """
    text = text.strip()
    names = [f"EPSG:{code}" for code in _EPSG.findall(text)]
    names = names or [f"IGNF:{code}" for code in _IGNF.findall(text)]
    if not names and (found := _ADV.search(text)):
        names = [f"EPSG:258{found.group(1)}"]
    if not names and _CRS84.search(text):
        return Srs("EPSG:4326")
    if not names:
        return Srs()
    try:
        crs = parse(names[0])
        if crs.is_geocentric or (crs.is_vertical and not crs.is_compound):
            return Srs()
        plane, vertical = split(names[0])
        if not vertical and len(names) > 1 and parse(names[1]).is_vertical:
            vertical = names[1]
    except InputError:
        return Srs()
    asks = not re.match(r"^(EPSG|IGNF):[\w.]+$", text, re.IGNORECASE)
    axes = parse(plane).axis_info
    north = bool(axes) and axes[0].direction.lower() == "north"
    return Srs(plane, vertical, asks and north)


def _is_inside(bounds: Bounds, crs: str) -> bool:
    """Tell whether the middle of a box lies in the area for which a system is meant."""
    found = parse(crs)
    area = found.area_of_use
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    if area is None:
        return True
    if not found.is_geographic:
        from pyproj import Transformer

        way = Transformer.from_crs(found, found.geodetic_crs, always_xy=True)
        x, y = way.transform(x, y)
    return bool(area.west - 1 <= x <= area.east + 1 and area.south - 1 <= y <= area.north + 1)
