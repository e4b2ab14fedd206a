"""Surfaces of classes of levels, from triangles, interpolated in energy.

Within a triangle the energy 10^(L/10) is linear, so that the part of it that lies in a class is a
convex polygon with two corners where the bound crosses a side: at the share of the side that the
energies tell. Neighbours cut their common side at one place, so that the parts of a class fit.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit

LDEN_CLASSES = (35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0, 70.0, 75.0, 80.0)
"""Usual bounds [dB(A)]; the French order of 4 April 2006, article 4, has those from 55 for Lden and
from 50 for Ln: half open, the last without an end."""
MOST = 5
"""A triangle cut by two parallel lines has at most so many corners."""


@dataclass(frozen=True, slots=True, eq=False)
class Isosurface:
    """The surface of one class.

    Attributes
    ----------
    lower : float
        Lower bound [dB], part of the class; ``-inf`` below the lowest.
    upper : float
        Upper bound [dB], not part of it; ``inf`` above the highest.
    shape : shapely geometry
        Polygon or MultiPolygon with holes [m]; empty where the class does not occur.
    """

    lower: float
    upper: float
    shape: Any

    @property
    def area(self) -> float:
        """[m²]."""
        return float(self.shape.area)


def isosurfaces(
    points: NDArray[np.float64],
    triangles: NDArray[np.int32],
    levels: NDArray[np.float64],
    bounds: Sequence[float] = LDEN_CLASSES,
) -> tuple[Isosurface, ...]:
    """Return the surface of each class of levels.

    Parameters
    ----------
    points : (N, 2) float64
        Corners [m].
    triangles : (M, 3) int32
        They do not overlap.
    levels : (N,) float64
        At the corners [dB]; triangles with a nan are left out.
    bounds : sequence of float
        Between the classes [dB], ascending.

    Returns
    -------
    tuple of Isosurface
        One more than ``bounds``: first what lies below the lowest, last what has no upper bound.
    """
    import shapely

    energy = 10.0 ** (np.asarray(levels, np.float64) / 10.0)
    own = np.isfinite(energy[triangles]).all(axis=1)
    corners = np.asarray(triangles, np.int64)[own]
    ends = (-np.inf, *bounds, np.inf)
    origin = points.min(axis=0) if len(points) else np.zeros(2)
    places = np.ascontiguousarray(np.asarray(points, np.float64)[:, :2] - origin)
    found = []
    for lower, upper in itertools.pairwise(ends):
        low, high = (10.0 ** (x / 10.0) for x in (lower, upper))
        inside = energy[corners]
        near = np.flatnonzero((inside.max(axis=1) >= low) & (inside.min(axis=1) < high))
        polygons = np.empty((len(near), MOST, 2))
        count = np.zeros(len(near), np.int64)
        _parts(places, corners[near], energy, low, high, polygons, count)
        kept = np.flatnonzero(count >= 3)
        shape = shapely.MultiPolygon()
        if len(kept):
            count = count[kept]
            whose = np.repeat(np.arange(len(kept)), count)
            rank = np.arange(len(whose)) - np.repeat(np.cumsum(count) - count, count)
            rings = shapely.linearrings(polygons[kept][whose, rank] + origin, indices=whose)
            shape = _together(shapely.polygons(rings))
        found.append(Isosurface(lower, upper, shape))
    return tuple(found)


def _together(parts: NDArray[Any]) -> Any:
    """Return the union of polygons that share whole sides."""
    import shapely

    parts = parts[shapely.area(parts) > 0.0]
    if not len(parts):
        return shapely.MultiPolygon()
    try:
        shape = shapely.coverage_union_all(parts)
    except shapely.errors.GEOSException:
        shape = shapely.union_all(parts)
    if not shapely.is_valid(shape):  # triangles that do not share whole sides
        shape = shapely.union_all(parts)
    if shape.geom_type == "GeometryCollection":
        kept = [x for x in shapely.get_parts(shape) if x.geom_type.endswith("Polygon")]
        shape = shapely.union_all(kept)
    return shape


@njit
def _parts(
    points: NDArray[np.float64],
    triangles: NDArray[np.int64],
    energy: NDArray[np.float64],
    low: float,
    high: float,
    polygons: NDArray[np.float64],
    count: NDArray[np.int64],
) -> None:
    """Write the part of each triangle whose energy lies between ``low`` and ``high``."""
    for k in range(len(triangles)):
        n = 0
        for i in range(3):
            a, b = triangles[k, i], triangles[k, (i + 1) % 3]
            if low <= energy[a] <= high:
                polygons[k, n, 0], polygons[k, n, 1] = points[a, 0], points[a, 1]
                n += 1
            # From the lower end to the higher one, so that neighbours find the same place.
            rising = energy[a] < energy[b]
            p, q = (a, b) if rising else (b, a)
            for turn in range(2):
                bound = low if (turn == 0) == rising else high
                if energy[p] < bound < energy[q]:
                    share = (bound - energy[p]) / (energy[q] - energy[p])
                    polygons[k, n, 0] = points[p, 0] + share * (points[q, 0] - points[p, 0])
                    polygons[k, n, 1] = points[p, 1] + share * (points[q, 1] - points[p, 1])
                    n += 1
        count[k] = n
