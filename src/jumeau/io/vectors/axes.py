"""Coordinates that cannot be where they say: axes swapped, other systems mixed in, nonsense."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from jumeau.geometry.crs import Bounds
from jumeau.geometry.territories import territory_at

FARTHEST = 1e8
"""No coordinate on Earth is larger in any usual CRS [m]."""
WORLD = (-180.5, -90.5, 180.5, 90.5)
_METRES = 1000.0
_COUNTRY = 20.0


def plausible(bounds: Bounds) -> bool:
    """Tell whether a box can be that of one layer in one CRS: neither huge nor mixed.

    A box that holds degrees and reaches far beyond them may be of metres and degrees mixed.
    """
    if max(abs(v) for v in bounds) > FARTHEST:
        return False
    degrees = (
        bounds[0] <= WORLD[2]
        and bounds[1] <= WORLD[3]
        and (bounds[2] >= WORLD[0] and bounds[3] >= WORLD[1])
    )
    far = max(abs(v) for v in bounds) > _METRES
    return not (degrees and far)


def huge(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which boxes of shape (F, 4) reach beyond any place on Earth."""
    return np.asarray(np.abs(np.nan_to_num(boxes)).max(axis=1) > FARTHEST)


def of_another_crs(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which boxes are degrees among metres, or metres among degrees.

    Parameters
    ----------
    boxes : array of shape (F, 4)
        xmin, ymin, xmax, ymax of features in one layer; NaN where there is none.

    Returns
    -------
    array of bool, shape (F,)
        The minority; none where all are alike, or where a layer has no clear majority system
        (a local system of some kilometres around its origin).
    """
    none = np.zeros(len(boxes), bool)
    there = np.isfinite(boxes).all(axis=1)
    with np.errstate(invalid="ignore"):
        low, high = boxes[:, :2], boxes[:, 2:]
        degrees = there & (low >= WORLD[:2]).all(axis=1) & (high <= WORLD[2:]).all(axis=1)
        far = there & (np.abs(boxes).max(axis=1) > 20 * _METRES)
    if not degrees.any() or not far.any() or (there & ~degrees & ~far).any():
        return none
    minority = degrees if degrees.sum() <= far.sum() else far
    return np.asarray(minority, bool)


def swapped(bounds: Bounds) -> bool:
    """Tell whether degrees have latitude before longitude.

    True where the box lies in no French territory and would lie in one the other way round;
    exchanging the axes never brings one French territory onto another.
    """
    west, south, east, north = bounds
    if east - west > _COUNTRY or north - south > _COUNTRY:
        return False
    x, y = (west + east) / 2, (south + north) / 2
    return territory_at(x, y) is None and territory_at(y, x) is not None


def turned(bounds: Bounds) -> Bounds:
    """Return a box with its axes exchanged."""
    return bounds[1], bounds[0], bounds[3], bounds[2]


def exchanged(column: pa.ChunkedArray) -> NDArray[np.object_]:
    """Return the geometries of a WKB column with x and y exchanged."""
    shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False))
    high = np.asarray(shapely.has_z(shapes))
    moved = shapes.copy()
    for which, has_z in ((high, True), (~high, False)):
        if which.any():
            moved[which] = shapely.transform(shapes[which], _turn, include_z=has_z)
    return np.asarray(moved, object)


def _turn(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    turned_ = coordinates.copy()
    turned_[:, :2] = coordinates[:, 1::-1]
    return turned_
