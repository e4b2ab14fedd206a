"""Many polygons, lines or points as a few flat arrays, decoded from well-known binary.

Half a million footprints are four arrays, not half a million objects: kernels walk them in order
and never meet Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry import wkb
from jumeau.geometry.jit import njit

MERGE_DISTANCE = 1e-3
"""Consecutive vertices closer than this are one [m]; BD TOPO and the cadastre keep 0.1 m."""


@dataclass(frozen=True, slots=True, eq=False)
class Polygons:
    """Ragged multipolygons: features of polygons of rings of vertices.

    Exteriors run counter-clockwise, holes clockwise; rings do not repeat their first vertex.

    Attributes
    ----------
    xy : (V, 2) float64 array
        Vertices [m], in the project's CRS.
    z : (V,) float64 array or None
        Altitude in the source [m], NaN where a geometry has none; a source's own sentinel, such
        as BD TOPO's -1000, is kept.
    ring_start : (R+1,) int64 array
        Into ``xy``.
    polygon_start : (Q+1,) int64 array
        Into rings; the first ring of each polygon is its exterior.
    feature_start : (F+1,) int64 array
        Into polygons.
    """

    xy: NDArray[np.float64]
    z: NDArray[np.float64] | None
    ring_start: NDArray[np.int64]
    polygon_start: NDArray[np.int64]
    feature_start: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.feature_start) - 1

    def moved_to(self, xy: NDArray[np.float64]) -> Polygons:
        """Return the same rings on other coordinates (V, 2), e.g. reprojected."""
        return replace(self, xy=np.ascontiguousarray(xy, dtype=np.float64))


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Ragged multilinestrings; arrays as in :class:`Polygons`, lines in place of rings."""

    xy: NDArray[np.float64]
    z: NDArray[np.float64] | None
    line_start: NDArray[np.int64]
    feature_start: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.feature_start) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Ragged multipoints: ``xy`` (V, 2) [m], ``z`` (V,) or None, ``feature_start`` (F+1,)."""

    xy: NDArray[np.float64]
    z: NDArray[np.float64] | None
    feature_start: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.feature_start) - 1


@dataclass(frozen=True, slots=True)
class PolygonRepairs:
    """What was mended, and the features (by index) that came out empty.

    Attributes
    ----------
    closed_rings, duplicate_vertices, dropped_rings, reversed_rings : int
        Rings that were open; consecutive vertices closer than the tolerance; rings of less than
        three vertices or without area; rings turned round (a convention, not a fault).
    null, empty, non_finite, malformed, other_type : tuple of int
        Features without geometry, with an empty one, with an infinite or NaN coordinate, with
        bytes that are no WKB or curves, with geometries of another type only.
    self_crossing : tuple of int
        Filled by :func:`jumeau.geometry.repair.mend_crossings`.
    """

    closed_rings: int = 0
    duplicate_vertices: int = 0
    dropped_rings: int = 0
    reversed_rings: int = 0
    null: tuple[int, ...] = ()
    empty: tuple[int, ...] = ()
    non_finite: tuple[int, ...] = ()
    malformed: tuple[int, ...] = ()
    other_type: tuple[int, ...] = ()
    self_crossing: tuple[int, ...] = ()

    def shifted(self, first: int) -> PolygonRepairs:
        """Return the same with ``first`` added to every feature index."""
        moved: dict[str, Any] = {
            name: tuple(index + first for index in getattr(self, name)) for name in _INDEX_FIELDS
        }
        return replace(self, **moved)

    def __add__(self, other: PolygonRepairs) -> PolygonRepairs:
        return PolygonRepairs(
            **{
                name: getattr(self, name) + getattr(other, name)
                for name in (*_COUNT_FIELDS, *_INDEX_FIELDS)
            }
        )


_COUNT_FIELDS = ("closed_rings", "duplicate_vertices", "dropped_rings", "reversed_rings")
_INDEX_FIELDS = ("null", "empty", "non_finite", "malformed", "other_type", "self_crossing")

_Integers = NDArray[np.int32] | NDArray[np.int64]


def _survey(
    data: NDArray[np.uint8], offsets: _Integers, valid: NDArray[np.bool_] | None, wanted: int
) -> tuple[NDArray[np.int64], NDArray[np.uint8], tuple[int, int, int, bool]]:
    starts = np.ascontiguousarray(offsets, dtype=np.int64)
    count = len(starts) - 1
    present = np.ones(count, np.bool_) if valid is None else np.asarray(valid, np.bool_)
    status = np.zeros(count, np.uint8)
    return starts, status, wkb.survey(data, starts, present, wanted, status)


def decode_polygons(
    data: NDArray[np.uint8],
    offsets: _Integers,
    valid: NDArray[np.bool_] | None = None,
    tolerance: float = MERGE_DISTANCE,
) -> tuple[Polygons, PolygonRepairs]:
    """Decode polygons and multipolygons from the buffers of an Arrow binary column.

    Parameters
    ----------
    data : (B,) uint8 array
        The bytes of all geometries: WKB, ISO WKB or EWKB in either byte order.
    offsets : (F+1,) int32 or int64 array
        Where each geometry starts in ``data``.
    valid : (F,) bool array, optional
        False where the geometry is null.
    tolerance : float
        Consecutive vertices closer than this are one [unit of the coordinates]; give 1e-8 for
        degrees.

    Returns
    -------
    tuple of Polygons and PolygonRepairs
        One feature for each geometry, empty where it could not be read.
    """
    starts, status, (q, r, v, any_z) = _survey(data, offsets, valid, wkb.POLYGON)
    xy = np.empty((v, 2), np.float64)
    z = np.empty(v if any_z else 0, np.float64)
    ring_start = np.empty(r + 1, np.int64)
    polygon_start = np.empty(q + 1, np.int64)
    feature_start = np.empty(len(starts), np.int64)
    repairs = np.zeros(4, np.int64)
    v, r, q = wkb.fill_polygons(
        data, starts, tolerance, status, xy, z, ring_start, polygon_start, feature_start, repairs
    )
    polygons = Polygons(
        xy[:v], z[:v] if any_z else None, ring_start[: r + 1], polygon_start[: q + 1], feature_start
    )

    def found(state: int) -> tuple[int, ...]:
        return tuple(np.flatnonzero(status == state).tolist())

    return polygons, PolygonRepairs(
        closed_rings=int(repairs[wkb.CLOSED_RINGS]),
        duplicate_vertices=int(repairs[wkb.DUPLICATES]),
        dropped_rings=int(repairs[wkb.DROPPED_RINGS]),
        reversed_rings=int(repairs[wkb.REVERSED_RINGS]),
        null=found(wkb.NULL),
        empty=found(wkb.EMPTY),
        non_finite=found(wkb.NON_FINITE),
        malformed=found(wkb.MALFORMED),
        other_type=found(wkb.OTHER_TYPE),
    )


def _decode_parts(
    data: NDArray[np.uint8], offsets: _Integers, valid: NDArray[np.bool_] | None, wanted: int
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None, NDArray[np.int64], NDArray[np.int64]]:
    starts, status, (_, p, v, any_z) = _survey(data, offsets, valid, wanted)
    xy = np.empty((v, 2), np.float64)
    z = np.empty(v if any_z else 0, np.float64)
    part_start = np.empty(p + 1, np.int64)
    feature_start = np.empty(len(starts), np.int64)
    v, p = wkb.fill_parts(data, starts, wanted, status, xy, z, part_start, feature_start)
    return xy[:v], z[:v] if any_z else None, part_start[: p + 1], feature_start


def decode_lines(
    data: NDArray[np.uint8], offsets: _Integers, valid: NDArray[np.bool_] | None = None
) -> Lines:
    """Decode linestrings and multilinestrings; parameters as for :func:`decode_polygons`.

    Features that are null, malformed, not finite or of another type come out empty.
    """
    return Lines(*_decode_parts(data, offsets, valid, wkb.LINE))


def decode_points(
    data: NDArray[np.uint8], offsets: _Integers, valid: NDArray[np.bool_] | None = None
) -> Points:
    """Decode points and multipoints; parameters as for :func:`decode_polygons`.

    Features that are null, empty, malformed, not finite or of another type come out empty.
    """
    xy, z, _, feature_start = _decode_parts(data, offsets, valid, wkb.POINT)
    return Points(xy, z, feature_start)


def _joined(starts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    joined = np.zeros(sum(len(start) - 1 for start in starts) + 1, np.int64)
    at, base = 1, 0
    for start in starts:
        joined[at : at + len(start) - 1] = start[1:] + base
        at += len(start) - 1
        base += int(start[-1])
    return joined


def concatenate(parts: Sequence[Polygons]) -> Polygons:
    """Join polygons read batch by batch, in order."""
    z = None
    if any(part.z is not None for part in parts):
        z = np.concatenate(
            [np.full(len(part.xy), np.nan) if part.z is None else part.z for part in parts]
        )
    return Polygons(
        np.concatenate([part.xy for part in parts]) if parts else np.empty((0, 2)),
        z,
        _joined([part.ring_start for part in parts]),
        _joined([part.polygon_start for part in parts]),
        _joined([part.feature_start for part in parts]),
    )


@njit
def _areas(xy, ring_start, polygon_start, feature_start, area):  # type: ignore[no-untyped-def]
    for f in range(len(area)):
        total = 0.0
        for r in range(polygon_start[feature_start[f]], polygon_start[feature_start[f + 1]]):
            first, stop = ring_start[r], ring_start[r + 1]
            x0, y0 = xy[first, 0], xy[first, 1]
            ax, ay = 0.0, 0.0
            for i in range(first + 1, stop):
                bx, by = xy[i, 0] - x0, xy[i, 1] - y0
                total += ax * by - bx * ay
                ax, ay = bx, by
        area[f] = 0.5 * total


def polygon_areas(polygons: Polygons) -> NDArray[np.float64]:
    """Area of each feature without its holes (F,) [m²]."""
    area = np.zeros(len(polygons), np.float64)
    _areas(polygons.xy, polygons.ring_start, polygons.polygon_start, polygons.feature_start, area)
    return area


@njit
def _perimeters(xy, ring_start, polygon_start, feature_start, length):  # type: ignore[no-untyped-def]
    for f in range(len(length)):
        for r in range(polygon_start[feature_start[f]], polygon_start[feature_start[f + 1]]):
            before = ring_start[r + 1] - 1
            for i in range(ring_start[r], ring_start[r + 1]):
                length[f] += np.hypot(xy[i, 0] - xy[before, 0], xy[i, 1] - xy[before, 1])
                before = i


def polygon_perimeters(polygons: Polygons) -> NDArray[np.float64]:
    """Length of all rings of each feature (F,) [m]."""
    length = np.zeros(len(polygons), np.float64)
    starts = polygons.ring_start, polygons.polygon_start, polygons.feature_start
    _perimeters(polygons.xy, *starts, length)
    return length
