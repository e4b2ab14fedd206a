"""Coordinate reference systems: what they are called, where they lie, how to pass between them.

Pure functions on arrays in float64, x before y whatever the authority's axis order says.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup

from jumeau.errors import InputError
from jumeau.geometry.territories import territory_at
from jumeau.model.provenance import Transformation

Bounds = tuple[float, float, float, float]

LAMBERT_93 = "EPSG:2154"
WGS_84 = "EPSG:4326"
EPSG_NAME = re.compile(r"EPSG:(\d{4,5})$")


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
        Horizontal CRS; vertical CRS, empty where the text has none.
    """
    crs = parse(text)
    if crs.is_compound and len(crs.sub_crs_list) == 2:
        plane, height = crs.sub_crs_list
        return _code(plane), _code(height)
    return _code(crs), ""


def _code(crs: CRS) -> str:
    found = crs.to_authority(min_confidence=70)
    if found is not None:
        return ":".join(found)
    named = EPSG_NAME.match(crs.name)  # files whose writer kept nothing but the code as a name
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


def reprojection(source: str, target: str) -> Reprojection:
    """Return the best way that PROJ knows between two horizontal CRSs.

    Where a datum shift wants a grid that is not installed (NTF), the way over WGS 84 is taken when
    its accuracy is known; else the datums are taken for one and ``sure`` is False.

    Raises
    ------
    InputError
        ``crs.unknown`` or ``crs.no_way``.
    """
    direct, accuracy = _best(source, target)
    if accuracy is None:
        first, to_wgs = _best(source, WGS_84)
        second, from_wgs = _best(WGS_84, target)
        if to_wgs is not None and from_wgs is not None:
            name = f"{first.description}; {second.description}"
            return Reprojection(source, target, name, to_wgs + from_wgs, True, (first, second))
    return Reprojection(
        source, target, direct.description, accuracy, accuracy is not None, (direct,)
    )


def _best(source: str, target: str) -> tuple[Transformer, float | None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of missing grids: recorded instead
            group = TransformerGroup(parse(source), parse(target), always_xy=True)
    except ProjError as error:
        raise InputError("crs.no_way", crs=source, target=target) from error
    if not group.transformers:
        raise InputError("crs.no_way", crs=source, target=target)
    best = group.transformers[0]
    return best, best.accuracy if best.accuracy >= 0 else None


def middle_in_degrees(bounds: Bounds, crs: str) -> tuple[float, float] | None:
    """Return longitude and latitude [degrees] of a box's middle; None where that has no place."""
    middle = np.array([[(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]])
    degrees = reprojection(crs, WGS_84)(middle)[0]
    if not np.all(np.isfinite(degrees)) or abs(degrees[0]) > 180 or abs(degrees[1]) > 90:
        return None
    return float(degrees[0]), float(degrees[1])


def crs_of_new_project(bounds: Bounds, crs: str) -> tuple[str, str]:
    """Return the horizontal and vertical CRS of a project whose first layer lies here.

    In France the official system of the territory; elsewhere the layer's own when it is metric,
    else the UTM zone of its middle (WGS 84).

    Parameters
    ----------
    bounds : tuple of float
        xmin, ymin, xmax, ymax in ``crs``.
    crs : str
        Horizontal CRS of the layer.

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
        return crs, ""
    if place is None:
        raise InputError("crs.outside", crs=crs, target=WGS_84)
    zone = int((place[0] + 180) // 6) % 60 + 1
    return f"EPSG:{(32600 if place[1] >= 0 else 32700) + zone}", ""


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
