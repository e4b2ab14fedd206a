"""Coordinate reference systems: what they are called, where they lie, how to pass between them.

Pure functions on arrays in float64, x before y whatever the authority's axis order says. This is
the one place for the plane; heights are in :mod:`jumeau.geometry.vertical`. GDAL is never asked to
transform: it knows nothing of the grids in :mod:`jumeau.geometry.grids`.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import AreaOfInterest, TransformerGroup

from jumeau.errors import InputError
from jumeau.geometry.grids import use_grids
from jumeau.geometry.territories import territory_at
from jumeau.model.provenance import Transformation

Bounds = tuple[float, float, float, float]

LAMBERT_93 = "EPSG:2154"
WGS_84 = "EPSG:4326"
EPSG_NAME = re.compile(r"EPSG:(\d{4,5})$")
HUBS = ("EPSG:4258", WGS_84)
"""Where ways from one national system to another meet: ETRS89, WGS 84."""
SURE = 70
"""Confidence [%] from which PROJ's match of a definition with an authority's code is taken."""

use_grids()


def parse(text: str) -> CRS:
    """Return the CRS of an authority code or WKT.

    Raises
    ------
    InputError
        ``crs.unknown`` when PROJ does not know it.
    """
    try:
        return CRS.from_user_input(text.strip())
    except CRSError as error:
        raise InputError("crs.unknown", crs=text[:80]) from error


def split(text: str) -> tuple[str, str]:
    """Return the horizontal and the vertical part of a CRS, as codes where PROJ finds them.

    Parameters
    ----------
    text : str
        Authority code or WKT; compound systems are taken apart.

    Returns
    -------
    tuple of str
        Horizontal CRS; vertical CRS, empty where the text has none. The vertical part of a 3D
        system is its geographic 3D CRS: heights above its ellipsoid.

    Raises
    ------
    InputError
        ``crs.unknown``; ``crs.local`` for a system of a building site, without a place on earth.
    """
    crs = parse(text)
    if crs.is_engineering:
        raise InputError("crs.local", crs=crs.name[:80])
    if crs.is_compound and len(crs.sub_crs_list) == 2:
        plane, height = crs.sub_crs_list
        if plane.is_engineering:
            raise InputError("crs.local", crs=plane.name[:80])
        return _code(plane), _code(height)
    if len(crs.axis_info) == 3 and (crs.is_geographic or crs.is_projected):
        above = crs if crs.is_geographic else crs.geodetic_crs
        return _code(crs.to_2d()), _code(above) if above is not None else ""
    return _code(crs), ""


def _code(crs: CRS) -> str:
    # Old parameters towards WGS 84 that a file brings along are worth less than PROJ's own ways.
    plain = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    epsg = plain.to_epsg(min_confidence=SURE)
    if epsg is not None:
        return f"EPSG:{epsg}"
    found = plain.to_authority(min_confidence=SURE)
    if found is not None:
        return ":".join(found)
    named = EPSG_NAME.match(plain.name)  # files whose writer kept nothing but the code as a name
    if named is not None:
        try:
            return _code(CRS.from_epsg(int(named.group(1))))
        except CRSError:
            pass
    return str(crs.to_wkt())


def name_of(text: str) -> str:
    """Return the name of a CRS, e.g. ``RGF93 v1 / Lambert-93``."""
    return str(parse(text).name)


def same(one: str, other: str) -> bool:
    """Tell whether two texts mean the same CRS, axis order aside."""
    if one == other:
        return True
    return bool(parse(one).equals(parse(other), ignore_axis_order=True))


def is_metric(text: str) -> bool:
    """Tell whether the CRS is projected, in metres."""
    crs = parse(text)
    return bool(
        crs.is_projected and all(axis.unit_conversion_factor == 1.0 for axis in crs.axis_info[:2])
    )


@dataclass(frozen=True, slots=True, eq=False)
class Reprojection:
    """The way from one horizontal CRS to another.

    Attributes
    ----------
    source, target : str
        Authority codes or WKT.
    operation : str
        PROJ's name of the operation.
    accuracy : float or None
        As stated by PROJ [m]; None where unknown.
    sure : bool
        False where PROJ knows no datum shift for want of a grid, and takes the two datums for one.
    """

    source: str
    target: str
    operation: str
    accuracy: float | None
    sure: bool
    steps: tuple[Transformer, ...]

    def __call__(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return coordinates (N, 2) of the source CRS in the target CRS; inf where impossible."""
        x, y = xy[:, 0], xy[:, 1]
        for step in self.steps:
            x, y = step.transform(x, y)
        return np.column_stack([x, y])

    def back(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return coordinates (N, 2) of the target CRS in the source CRS; inf where impossible."""
        x, y = xy[:, 0], xy[:, 1]
        for step in reversed(self.steps):
            x, y = step.transform(x, y, direction="INVERSE")
        return np.column_stack([x, y])

    def box(self, bounds: Bounds, backwards: bool = False) -> Bounds:
        """Return the box around a box, its edges densified; ``backwards`` goes target to source.

        Raises
        ------
        InputError
            ``crs.outside`` when the box has no place in the other CRS.
        """
        steps = reversed(self.steps) if backwards else self.steps
        direction = "INVERSE" if backwards else "FORWARD"
        for step in steps:
            try:
                bounds = step.transform_bounds(*bounds, densify_pts=21, direction=direction)
            except ProjError as error:
                raise InputError("crs.outside", crs=self.source, target=self.target) from error
        if not np.all(np.isfinite(bounds)):
            raise InputError("crs.outside", crs=self.source, target=self.target)
        return bounds

    def record(self) -> Transformation:
        """Return what goes into a provenance card."""
        return Transformation(
            self.source, self.target, self.operation, self.accuracy, done=self.sure
        )


def reprojection(source: str, target: str, bounds: Bounds | None = None) -> Reprojection:
    """Return the best way that PROJ knows between two horizontal CRSs, for a place.

    Where none is known, or a grid is not installed, the way over ETRS89 or WGS 84 is taken when its
    accuracy is known; else the datums are taken for one and ``sure`` is False.

    Parameters
    ----------
    source, target : str
        Authority codes or WKT.
    bounds : tuple of float, optional
        Where the data lie, in ``source``: of several operations, the one meant for that place.

    Raises
    ------
    InputError
        ``crs.unknown`` or ``crs.no_way``.
    """
    area = area_of(bounds, source) if bounds is not None else None
    direct, accuracy = _best(source, target, area)
    for hub in HUBS if accuracy is None else ():
        first, to_hub = _best(source, hub, area)
        second, from_hub = _best(hub, target, area)
        if to_hub is not None and from_hub is not None:
            name = f"{first.description}; {second.description}"
            return Reprojection(source, target, name, to_hub + from_hub, True, (first, second))
    return Reprojection(
        source, target, direct.description, accuracy, accuracy is not None, (direct,)
    )


def area_of(bounds: Bounds, crs: str) -> AreaOfInterest | None:
    """Return a box as PROJ's area of interest, to a datum shift; None where it has no place."""
    plane = parse(crs)
    degrees = plane.geodetic_crs
    if degrees is None or not np.all(np.isfinite(bounds)):
        return None
    try:
        way = Transformer.from_crs(plane, degrees, always_xy=True)
        west, south, east, north = way.transform_bounds(*bounds, densify_pts=5)
    except ProjError:
        return None
    unit = float(np.degrees(degrees.axis_info[0].unit_conversion_factor))  # grads in NTF (Paris)
    west, east = west * unit + _greenwich(degrees), east * unit + _greenwich(degrees)
    south, north = south * unit, north * unit
    known = np.all(np.isfinite([west, south, east, north])) and -90 <= south <= north <= 90
    if not known or not -180 <= west <= east <= 180:
        return None
    return AreaOfInterest(west, south, east, north)


def _greenwich(degrees: CRS) -> float:
    """Return the longitude [degrees] of a system's prime meridian."""
    meridian = degrees.prime_meridian
    if meridian is None:
        return 0.0
    return float(np.degrees(meridian.longitude * float(meridian.unit_conversion_factor)))


def _best(
    source: str, target: str, area: AreaOfInterest | None = None
) -> tuple[Transformer, float | None]:
    """Return the best operation and its accuracy, None for one that ignores the datums.

    One that is known just outside its area of use is better than none.
    """
    found = None
    for where in (area, None) if area is not None else (None,):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # of missing grids: recorded instead
                group = TransformerGroup(
                    parse(source), parse(target), always_xy=True, area_of_interest=where
                )
        except (ProjError, IndexError) as error:  # pyproj's own slip where there is no way at all
            raise InputError("crs.no_way", crs=source, target=target) from error
        if group.transformers and (found is None or group.transformers[0].accuracy >= 0):
            found = group.transformers[0]
        if found is not None and found.accuracy >= 0:
            return found, found.accuracy
    if found is None:
        raise InputError("crs.no_way", crs=source, target=target)
    return found, None


def middle_in_degrees(bounds: Bounds, crs: str) -> tuple[float, float] | None:
    """Return longitude and latitude [degrees] of a box's middle; None where that has no place."""
    middle = np.array([[(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]])
    degrees = reprojection(crs, WGS_84)(middle)[0]
    if not np.all(np.isfinite(degrees)) or abs(degrees[0]) > 180 or abs(degrees[1]) > 90:
        return None
    return float(degrees[0]), float(degrees[1])


def crs_of_new_project(bounds: Bounds, crs: str, vertical: str = "") -> tuple[str, str]:
    """Return the horizontal and vertical CRS of a project whose first layer lies here.

    In France the official system of the territory; elsewhere the layer's own when it is metric,
    else the UTM zone of its middle (WGS 84).

    Parameters
    ----------
    bounds : tuple of float
        xmin, ymin, xmax, ymax in ``crs``.
    crs : str
        Horizontal CRS of the layer.
    vertical : str
        Its vertical CRS, empty where unknown.

    Returns
    -------
    tuple of str
        Horizontal CRS; vertical CRS, empty where unknown.
    """
    place = middle_in_degrees(bounds, crs)
    territory = territory_at(*place) if place else None
    if territory is not None:
        return territory.crs, territory.vertical
    if is_metric(crs) and crs != "EPSG:3857":
        return crs, vertical
    if place is None:
        raise InputError("crs.outside", crs=crs, target=WGS_84)
    zone = int((place[0] + 180) // 6) % 60 + 1
    return f"EPSG:{(32600 if place[1] >= 0 else 32700) + zone}", vertical


def grid_factors(crs: str, x: float, y: float) -> tuple[float, float]:
    """Return how a projection measures and turns at a place.

    Parameters
    ----------
    crs : str
        Authority code or WKT of a projected CRS.
    x, y : float
        The place [m].

    Returns
    -------
    scale : float
        Length on the grid over length on the ellipsoid (in Lambert-93, 0.9990 to 1.0030).
    convergence : float
        From geographic north to grid north, clockwise [degrees]: an azimuth from grid north plus
        the convergence is the azimuth from geographic north. 0 and 1 where they mean nothing.
    """
    plane = parse(split(crs)[0])
    if not plane.is_projected or plane.geodetic_crs is None:
        return 1.0, 0.0
    to_degrees = Transformer.from_crs(plane, plane.geodetic_crs, always_xy=True)
    factors = Proj(plane).get_factors(*to_degrees.transform(x, y))
    scale, convergence = float(factors.meridional_scale), float(factors.meridian_convergence)
    if not (np.isfinite(scale) and scale > 0 and np.isfinite(convergence)):
        return 1.0, 0.0
    return scale, convergence
