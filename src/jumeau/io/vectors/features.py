"""What is wrong with geometries on arrival: mended where it can be, left out and counted else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from jumeau.geometry.crs import Bounds
from jumeau.geometry.ragged import PolygonRepairs, decode_polygons
from jumeau.geometry.suspects import suspects
from jumeau.io.geometry_column import wkb_buffers
from jumeau.io.vectors import axes
from jumeau.model.progress import Progress, silent
from jumeau.model.provenance import LeftOut

EXAMPLES = 5
BLOCK = 50_000
"""Features checked between two looks at whether the user has stopped."""
Shapes = NDArray[np.object_]


class Family(StrEnum):
    """Kinds of geometry that are kept apart."""

    POLYGONS = "polygons"
    LINES = "lines"
    POINTS = "points"


# By GEOS type number: -1 none, 0 point, 1 line, 2 ring, 3 polygon, 4-6 multi, 7 collection.
_FAMILY = {0: Family.POINTS, 1: Family.LINES, 2: Family.LINES, 3: Family.POLYGONS}
_FAMILY |= {4: Family.POINTS, 5: Family.LINES, 6: Family.POLYGONS}
_DIMENSION = {Family.POINTS: 0, Family.LINES: 1, Family.POLYGONS: 2}
# Polygon and MultiPolygon in ISO WKB, and with Z as ISO and as PostGIS write it.
_PLAIN_KINDS = (3, 6, 1003, 1006, 0x80000003, 0x80000006)


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """Features of one family, all usable, and what became of the others."""

    family: Family
    table: pa.Table
    bounds: Bounds
    left_out: tuple[LeftOut, ...]
    repaired: tuple[LeftOut, ...]


def check(
    table: pa.Table, names: list[str] | None = None, progress: Progress = silent
) -> list[Checked]:
    """Check and mend the geometries of a table.

    Parameters
    ----------
    table : pyarrow.Table
        WKB in ``geometry``, source coordinates.
    names : list of str, optional
        What to call each row in examples; its number where absent.
    progress : Progress
        Called between blocks of rows; may raise ``Cancelled``.

    Returns
    -------
    list of Checked
        One for each family of geometries that is there, the largest first; what was left out
        without a family stands with the first. Empty when nothing usable is left.
    """
    progress(0.0, "checking")
    box = _faultless(table)
    if box is not None:
        return [Checked(Family.POLYGONS, table, box, (), ())]
    with np.errstate(invalid="ignore"):  # coordinates that are no numbers are what is looked for
        return _checked(table, _Tally(names), progress)


def _faultless(table: pa.Table) -> Bounds | None:
    """Return the bounds of a table of polygons without any fault, None where there may be one.

    Most footprints are one simple ring, which a kernel tells; only the others go through GEOS.
    """
    column = table.column("geometry")
    if not len(column) or column.null_count:
        return None
    data, offsets, _ = wkb_buffers(column)
    if not _is_plain(data, offsets):
        return None
    polygons, repairs = decode_polygons(data, offsets, None)
    faults = replace(repairs, reversed_rings=0, duplicate_vertices=0)
    if faults != PolygonRepairs():
        return None
    rows = np.flatnonzero(suspects(polygons))
    wkb = column.take(pa.array(rows)).to_numpy(zero_copy_only=False)
    try:
        if not shapely.is_valid(shapely.from_wkb(wkb)).all():
            return None
    except shapely.GEOSException:  # such as a ring that is not closed
        return None
    low, high = polygons.xy.min(axis=0), polygons.xy.max(axis=0)
    box = float(low[0]), float(low[1]), float(high[0]), float(high[1])
    return box if axes.plausible(box) else None


def _is_plain(data: NDArray[np.uint8], offsets: NDArray[Any]) -> bool:
    """Tell whether every geometry is little-endian WKB of polygons, with Z or without, no M."""
    starts = np.asarray(offsets[:-1], np.int64)
    if (np.diff(offsets) < 5).any() or (data[starts] != 1).any():
        return False
    kinds = np.ascontiguousarray(data[starts[:, None] + np.arange(1, 5)]).view("<u4")[:, 0]
    return bool(np.isin(kinds, _PLAIN_KINDS).all())


def _checked(table: pa.Table, tally: _Tally, progress: Progress) -> list[Checked]:
    column = table.column("geometry")
    wkb = column.to_numpy(zero_copy_only=False)
    shapes, open_rings, unreadable = _decoded(wkb, progress)
    null = np.asarray(column.is_null())
    tally.out("null_geometry", null)
    tally.out("unreadable_geometry", unreadable)
    there = ~null & ~unreadable
    finite = _finite(shapes, there)
    tally.out("not_finite", there & ~finite)
    empty = there & finite & np.asarray(shapely.is_empty(shapes))
    tally.out("empty_geometry", empty)
    kept = there & finite & ~empty
    kept &= _in_place(shapes, kept, tally)
    tally.mended("open_ring", open_rings & kept)

    types = np.asarray(shapely.get_type_id(shapes))
    polygonal = kept & ((types == 3) | (types == 6))
    crossing = np.zeros(len(shapes), bool)
    rows = np.flatnonzero(polygonal)
    for first in range(0, len(rows), BLOCK):
        progress(0.5 + 0.5 * first / len(rows), "checking")
        block = rows[first : first + BLOCK]
        crossing[block] = ~np.asarray(shapely.is_valid(shapes[block]))
    if crossing.any():
        shapes[crossing] = [_largest_kind(x, 2) for x in shapely.make_valid(shapes[crossing])]
    mixed = kept & (types == 7)
    if mixed.any():
        shapes[mixed] = [_largest_kind(x, None) for x in shapes[mixed]]
    vanished = (crossing | mixed) & (shapely.is_empty(shapes) | shapely.is_missing(shapes))
    tally.out("degenerate", vanished)
    tally.mended("self_crossing", crossing & ~vanished)
    tally.mended("collection", mixed & ~vanished)
    kept &= ~vanished
    types = np.asarray(shapely.get_type_id(shapes))
    measured = kept & np.asarray(shapely.has_m(shapes))
    changed = bool((crossing | mixed | measured | (open_rings & kept)).any())
    return _by_family(table, shapes, types, kept, changed, tally)


def encoded(shapes: Shapes) -> pa.Array:
    """Return geometries as ISO WKB, with Z and without M."""
    measured = np.asarray(shapely.has_m(shapes))
    if measured.any():
        shapes = shapes.copy()
        high = np.asarray(shapely.has_z(shapes))
        shapes[measured & high] = shapely.force_3d(shapes[measured & high])
        shapes[measured & ~high] = shapely.force_2d(shapes[measured & ~high])
    wkb = shapely.to_wkb(shapes, output_dimension=3, byte_order=1, flavor="iso")
    return pa.array(wkb, type=pa.binary() if sum(map(len, wkb)) < 2**31 else pa.large_binary())


class _Tally:
    def __init__(self, names: list[str] | None) -> None:
        self._names = names
        self.left_out: list[LeftOut] = []
        self.repaired: list[LeftOut] = []

    def out(self, reason: str, which: NDArray[np.bool_]) -> None:
        self._note(self.left_out, reason, which)

    def mended(self, reason: str, which: NDArray[np.bool_]) -> None:
        self._note(self.repaired, reason, which)

    def _note(self, into: list[LeftOut], reason: str, which: NDArray[np.bool_]) -> None:
        rows = np.flatnonzero(which)
        if len(rows):
            into.append(LeftOut(reason, len(rows), examples(rows, self._names)))


def examples(rows: NDArray[np.int64], names: list[str] | None) -> tuple[str, ...]:
    """Return what to call the first few rows: their keys, else their numbers from 1."""
    few = [int(row) for row in rows[:EXAMPLES]]
    return tuple(str(names[row]) if names and names[row] else f"n° {row + 1}" for row in few)


def _decoded(
    wkb: Shapes, progress: Progress
) -> tuple[Shapes, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return shapes, which had open rings, and which could not be read."""
    shapes = np.empty(len(wkb), object)
    try:
        for first in range(0, len(wkb), BLOCK):
            progress(0.5 * first / len(wkb), "checking")
            shapes[first : first + BLOCK] = shapely.from_wkb(wkb[first : first + BLOCK])
        nothing = np.zeros(len(wkb), bool)
        return shapes, nothing, nothing
    except shapely.GEOSException:
        shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    present = np.array([x is not None for x in wkb], bool)
    bad = present & shapely.is_missing(shapes)
    shapes[bad] = [_fixed(x) for x in wkb[bad]]
    unreadable = bad & shapely.is_missing(shapes)
    return shapes, bad & ~unreadable, unreadable


def _fixed(wkb: bytes) -> shapely.Geometry | None:
    try:
        return shapely.from_wkb(wkb, on_invalid="fix")
    except shapely.GEOSException:
        return None


def _finite(shapes: Shapes, there: NDArray[np.bool_]) -> NDArray[np.bool_]:
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), bool)
    wrong = ~np.isfinite(xy).all(axis=1)
    if wrong.any():
        finite[owner[wrong]] = False
    # WKB writes an empty point as NaN NaN, and GDAL writes NaN NaN for a point with one NaN.
    nowhere = there & np.asarray(shapely.is_empty(shapes)) & (shapely.get_type_id(shapes) == 0)
    finite[nowhere] = False
    return finite


def _in_place(shapes: Shapes, kept: NDArray[np.bool_], tally: _Tally) -> NDArray[np.bool_]:
    """Return which features lie where one layer can; see :mod:`jumeau.io.vectors.axes`."""
    if not kept.any():
        return kept
    whole = shapely.total_bounds(shapes[kept]).tolist()
    if axes.plausible((whole[0], whole[1], whole[2], whole[3])):
        return kept
    boxes = np.asarray(shapely.bounds(shapes))
    boxes[~kept] = np.nan
    huge = axes.huge(boxes)
    tally.out("impossible_coordinates", huge)
    boxes[huge] = np.nan
    strange = axes.of_another_crs(boxes)
    tally.out("other_crs", strange)
    return ~huge & ~strange


def _largest_kind(shape: shapely.Geometry, dimension: int | None) -> shapely.Geometry | None:
    """Return the parts of a collection of one dimension (the highest one when None)."""
    parts = [p for p in _leaves(shape) if not p.is_empty]
    if dimension is None:
        dimension = max((shapely.get_dimensions(p) for p in parts), default=0)
    kept = [p for p in parts if shapely.get_dimensions(p) == dimension]
    if not kept:
        return None
    if len(kept) == 1:
        return kept[0]
    build = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[dimension]
    return build(kept)


def _leaves(shape: shapely.Geometry) -> list[shapely.Geometry]:
    if hasattr(shape, "geoms"):
        return [leaf for part in shape.geoms for leaf in _leaves(part)]
    return [shape]


def _by_family(
    table: pa.Table,
    shapes: Shapes,
    types: NDArray[np.int32],
    kept: NDArray[np.bool_],
    changed: bool,
    tally: _Tally,
) -> list[Checked]:
    families = np.array([_FAMILY.get(int(t), "") for t in range(8)] + [""], dtype=object)[types]
    found: list[Checked] = []
    present = [f for f in Family if (kept & (families == f)).any()]
    for family in sorted(present, key=lambda f: -int((families[kept] == f).sum())):
        rows = kept & (families == family)
        part = table if rows.all() else table.filter(pa.array(rows))
        own = shapes[rows]
        if changed:
            part = with_geometry(part, encoded(own))
        first = not found
        box = tuple(float(v) for v in shapely.total_bounds(own))
        found.append(
            Checked(
                family,
                part,
                (box[0], box[1], box[2], box[3]),
                tuple(tally.left_out) if first else (),
                tuple(tally.repaired) if first else (),
            )
        )
    return found


def with_geometry(table: pa.Table, wkb: pa.Array) -> pa.Table:
    """Return the table with another geometry column."""
    return table.set_column(table.column_names.index("geometry"), "geometry", wkb)
