"""Heights: from one vertical system to another, where PROJ has the grid; else it is said.

A layer's heights are in its *vertical*: a vertical CRS (``EPSG:5720``, NGF-IGN69), a geographic 3D
CRS (``EPSG:4979``: heights above the ellipsoid, as satellites and 3D Tiles give them), or empty
where its source does not say. How each case is handled, here alone:

- source and project have the same vertical, or one of the two is unknown: heights stay as they are
  (an unknown vertical is said on the card);
- a way is known and its grid installed: heights are moved, and the operation is recorded with the
  accuracy that PROJ states;
- the grid is absent, or there is no way: heights stay as they are, and that is recorded with
  ``done=False``, naming the grid.

Tables and bodies have their Z moved vertex by vertex, rasters of altitude (terrain, surface model)
cell by cell.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.crs import CompoundCRS
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import AreaOfInterest, TransformerGroup

from jumeau.geometry.crs import Bounds, area_of, parse
from jumeau.model.provenance import Transformation

HUBS = (("EPSG:9781", "EPSG:9782"), ("EPSG:4979", "EPSG:4326"))
"""Systems in 3D and in the plane over which a way may lead: RGF93 v2b, to which IGN ties its latest
geoid grids, and WGS 84."""
BEYOND = 0.25
"""How far beyond its area of use an operation is still taken [degrees]."""
FARTHEST = 250.0
"""Heights above the ellipsoid and above the sea differ by less than 110 m; a larger step is no
change of vertical system [m]."""


@dataclass(frozen=True, slots=True, eq=False)
class HeightWay:
    """The way of heights from one vertical system to another.

    Attributes
    ----------
    source, target : str
        Vertical CRSs, or geographic 3D ones.
    operation : str
        PROJ's name; for a way that is barred, the grids that it lacks.
    accuracy : float or None
        As stated by PROJ [m].
    steps : tuple of Transformer
        Empty where there is no way.
    """

    source: str
    target: str
    operation: str
    accuracy: float | None
    steps: tuple[Transformer, ...]

    @property
    def known(self) -> bool:
        """Whether heights can be moved."""
        return bool(self.steps)

    def __call__(self, xy: NDArray[np.float64], z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return heights in the target's system.

        Parameters
        ----------
        xy : (N, 2) float64
            Places, in the horizontal CRS that the way was asked for.
        z : (N,) float64
            Heights [m]; NaN stays NaN.

        Returns
        -------
        (N,) float64
            Unchanged where there is no way; NaN outside the grid.
        """
        if not self.steps:
            return z
        x, y, height = xy[:, 0], xy[:, 1], np.asarray(z, np.float64)
        asked = np.isfinite(height)
        for step in self.steps:
            x, y, height = step.transform(x, y, height)
        moved = np.asarray(height, np.float64)
        sound = np.isfinite(moved) & (np.abs(moved - z) < FARTHEST) & asked
        return np.where(sound, moved, np.nan)

    def record(self) -> Transformation:
        """Return what goes into a provenance card."""
        return Transformation(
            self.source, self.target, self.operation, self.accuracy, vertical=True, done=self.known
        )


def height_way(
    plane: str, source: str, target: str, bounds: Bounds | None = None
) -> HeightWay | None:
    """Return the way of heights for data in one horizontal CRS.

    Parameters
    ----------
    plane : str
        Horizontal CRS of the data.
    source, target : str
        Vertical CRS or geographic 3D CRS of the data and of the project; empty where unknown.
    bounds : tuple of float, optional
        Where the data lie, in ``plane``.

    Returns
    -------
    HeightWay or None
        None where nothing has to be done or nothing can be said: the systems are equal, or one of
        them is unknown.
    """
    if not source or not target or _equal(source, target):
        return None
    area = _around(area_of(bounds, plane)) if bounds is not None else None
    lacking: list[str] = []
    start = _joined(plane, source)
    end = _joined(plane, target)
    found = _best(start, end, area, lacking)
    if found is not None:
        return HeightWay(source, target, found.description, _accuracy(found), (found,))
    for above, degrees in HUBS:
        first = _best(start, parse(above), area, lacking)
        second = _best(parse(above), _joined(degrees, target), area, lacking)
        if first is not None and second is not None:
            name = f"{first.description}; {second.description}"
            stated = [_accuracy(first), _accuracy(second)]
            sum_ = None if None in stated else sum(a for a in stated if a is not None)
            return HeightWay(source, target, name, sum_, (first, second))
    return HeightWay(source, target, ", ".join(dict.fromkeys(lacking)), None, ())


def _around(area: AreaOfInterest | None) -> AreaOfInterest | None:
    """Return an area a little larger: systems of heights hold some way beyond a border."""
    if area is None:
        return None
    return AreaOfInterest(
        max(-180.0, area.west_lon_degree - BEYOND), max(-90.0, area.south_lat_degree - BEYOND),
        min(180.0, area.east_lon_degree + BEYOND), min(90.0, area.north_lat_degree + BEYOND),
    )  # fmt: skip


def is_ellipsoidal(vertical: str) -> bool:
    """Tell whether heights in this system are above an ellipsoid."""
    return bool(vertical) and not parse(vertical).is_vertical


def _equal(source: str, target: str) -> bool:
    if source == target:
        return True
    one, other = parse(source), parse(target)
    if not one.is_vertical and not other.is_vertical:
        # Ellipsoids of today's global and national systems lie within decimetres of one another.
        return True
    return bool(one.equals(other))


def _joined(plane: str, vertical: str) -> CRS:
    """Return the CRS in 3D of a horizontal and a vertical part."""
    height = parse(vertical)
    flat = parse(plane)
    if not height.is_vertical:
        return flat.to_3d()
    return CompoundCRS(name=f"{flat.name} + {height.name}", components=[flat, height])


def _best(
    source: CRS, target: CRS, area: AreaOfInterest | None, lacking: list[str]
) -> Transformer | None:
    """Return the best operation whose grids are there; else name the grids that are not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of missing grids: recorded instead
            group = TransformerGroup(
                source, target, always_xy=True, area_of_interest=area, allow_ballpark=False
            )
    except (ProjError, CRSError):
        return None
    if group.transformers:
        return group.transformers[0]
    for operation in group.unavailable_operations[:3]:
        lacking += [grid.short_name for grid in operation.grids if not grid.available]
    return None


def _accuracy(way: Transformer) -> float | None:
    return way.accuracy if way.accuracy >= 0 else None
