"""Buildings, bodies, models and barriers of a variant as what sound meets: rings and altitudes."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.heights import HeightSource
from jumeau.geometry.ragged import Polygons
from jumeau.model.changes import AddBarrier
from jumeau.model.layer import Layer
from jumeau.model.roles import Role
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.noise.basis import Basis, Bounds
from jumeau.render.relief import Relief
from jumeau.variants.built import model_rings, standing
from jumeau.variants.surroundings import shape_of

Array = NDArray[np.float64]

BUILT = frozenset({Role.BUILDING, Role.CONSTRUCTION, Role.CITY_OBJECT})
LEAST_AREA = 0.5
"""Buildings and pieces of them that cover less stop no sound [m²]."""
LEAST_HEIGHT = 0.2
"""Barriers and buildings that are lower stop no sound [m]."""
OVERLAP = 0.5
"""Buildings that share more ground overlap: the higher one has it [m²]."""
FACING = 0.35
"""Triangles of bodies that point up by more are roofs."""
WALLS = 0.2
"""Absorption of the walls of buildings: a plane wall of masonry (WG-AEN 2007, toolkit 16)."""
WALL_MATERIAL = 1
"""Row of the materials that the walls of buildings have."""
POST = 20.0
"""The top of a barrier follows the ground every so many metres."""


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """B buildings.

    Attributes
    ----------
    shapes : (B,) object
        What each covers (shapely), project CRS [m].
    top : (B,) float64
        Altitude of the roof: of the gutter, of bodies and models that of a flat roof of the same
        volume or of the top [m].
    height : (B,) float64
        Above its foot [m].
    layer : (B,) object
        Id of the layer; empty for one of the variant.
    row : (B,) int64
        In the layer; -1 for one of the variant.
    edit : (B,) object
    guessed : (B,) bool
        Whether the height is estimated.
    """

    shapes: NDArray[Any]
    top: Array
    height: Array
    layer: NDArray[Any]
    row: NDArray[np.int64]
    edit: NDArray[Any]
    guessed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.top)

    def only(self, which: NDArray[Any]) -> Blocks:
        """Return some of the buildings."""
        return Blocks(
            self.shapes[which], self.top[which], self.height[which], self.layer[which],
            self.row[which], self.edit[which], self.guessed[which],
        )  # fmt: skip


def blocks_of(basis: Basis, variant: str, relief: Relief, notes: Counter[str]) -> Blocks:
    """Return the buildings of a variant about the area; those that overlap are not untangled yet.

    Parameters
    ----------
    relief : Relief
        The ground of the variant.
    notes : Counter
        Counts what was assumed or repaired, by code.
    """
    today, own = _todays(basis)
    notes.update(own)
    hidden = basis.resolved[variant].hidden
    kept = np.array(
        [r not in hidden.get(k, ()) for k, r in zip(today.layer, today.row.tolist(), strict=True)],
        np.bool_,
    )
    left = today.only(kept)
    notes["height_estimated"] += int(left.guessed.sum())
    return joined(left, _added(basis, variant, relief))


def _todays(basis: Basis) -> tuple[Blocks, Counter[str]]:
    if "blocks" not in basis.kept:
        notes: Counter[str] = Counter()
        found = nothing()
        for layer in basis.project.layers:
            if layer.id in basis.without or layer.role not in BUILT:
                continue
            made = basis.base.standing(layer.id)
            if made is not None:
                found = joined(found, _of_layer(layer, made, basis.window, notes))
        basis.kept["blocks"] = found, notes
    kept: tuple[Blocks, Counter[str]] = basis.kept["blocks"]
    return kept


def todays_blocks(basis: Basis) -> Blocks:
    """Return the buildings of the base, not untangled."""
    return _todays(basis)[0]


def _of_layer(
    layer: Layer, made: Buildings | Bodies, window: Bounds, notes: Counter[str]
) -> Blocks:
    import shapely

    box = made.footprints.box
    west, south, east, north = window
    with np.errstate(invalid="ignore"):
        near = (
            (box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north) & (box[:, 3] >= south)
        )
    rows = np.flatnonzero(near & (np.diff(made.footprints.polygons.feature_start) > 0))
    shapes = shapes_of(made.footprints.polygons, rows)
    wrong = ~shapely.is_valid(shapes)
    if wrong.any():
        notes["building_mended"] += int(wrong.sum())
        shapes[wrong] = [shape_of(_rings(x)) for x in shapes[wrong]]
    if isinstance(made, Buildings):
        height, foot = made.height[rows], made.ground[rows]
        top, guessed = foot + height, made.source[rows] >= HeightSource.STOREYS
    else:
        top, foot = _flat_tops(made)[rows], made.foot[rows] + made.shift
        height, guessed = top - foot, np.zeros(len(rows), np.bool_)
    good = (shapely.area(shapes) >= LEAST_AREA) & (height >= LEAST_HEIGHT) & np.isfinite(top)
    notes["building_too_small"] += int((~good).sum())
    count = len(rows)
    found = Blocks(
        shapes, top.astype(float), height.astype(float), np.full(count, layer.id, object), rows,
        np.full(count, "", object), np.asarray(guessed, np.bool_),
    )  # fmt: skip
    return found.only(good)


def shapes_of(polygons: Polygons, rows: NDArray[np.int64]) -> NDArray[Any]:
    """Return some features as shapely multipolygons (N,)."""
    import shapely

    p = polygons
    quads = _spans(p.feature_start, rows)
    rings = _spans(p.polygon_start, quads)
    at = _spans(p.ring_start, rings)
    sizes = p.ring_start[rings + 1] - p.ring_start[rings]
    # shapely's rings repeat their first vertex.
    ends = np.cumsum(sizes)
    xy = np.insert(p.xy[at], ends, p.xy[p.ring_start[rings]], axis=0) if len(rings) else p.xy[:0]
    found: NDArray[Any] = shapely.from_ragged_array(
        shapely.GeometryType.MULTIPOLYGON, xy,
        (_starts(sizes + 1), _starts(p.polygon_start[quads + 1] - p.polygon_start[quads]),
         _starts(p.feature_start[rows + 1] - p.feature_start[rows])),
    )  # fmt: skip
    return found


def _spans(start: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    sizes = start[rows + 1] - start[rows]
    first = np.repeat(start[rows] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    return np.asarray(first + np.arange(int(sizes.sum())), np.int64)


def _starts(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _rings(shape: Any) -> Any:
    import shapely

    return tuple(
        tuple(shapely.get_coordinates(r)[:-1] for r in (x.exterior, *x.interiors))
        for x in shapely.get_parts(shape).tolist()
    )


def _flat_tops(bodies: Bodies) -> Array:
    """Return, by row, the mean altitude of what bodies turn to the sky [m]."""
    mesh = bodies.mesh
    points = mesh.points.astype(np.float64)
    tile = np.searchsorted(bodies.tile_start, np.arange(len(bodies.order)), side="right") - 1
    first = mesh.feature_point_start[bodies.tile_start[tile]]
    sizes = np.diff(mesh.feature_triangle_start)
    corners = mesh.triangles.astype(np.int64) + np.repeat(first, sizes)[:, None]
    a, b, c = (points[corners[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    length = np.maximum(np.hypot(np.hypot(normal[:, 0], normal[:, 1]), normal[:, 2]), 1e-12)
    weight = np.where(np.abs(normal[:, 2]) > FACING * length, np.maximum(normal[:, 2], 0.0), 0.0)
    z = (a[:, 2] + b[:, 2] + c[:, 2]) / 3.0 + mesh.origin[2]
    feature = np.repeat(np.arange(len(sizes)), sizes)
    total = np.bincount(feature, weight, len(sizes))
    mean = np.bincount(feature, weight * z, len(sizes)) / np.maximum(total, 1e-12)
    found = np.full(len(bodies.order), np.nan)
    found[bodies.order] = np.where(total > 0.0, mean, np.nan)
    return np.where(np.isnan(found), bodies.top + bodies.shift, found)


def nothing() -> Blocks:
    """Return no buildings."""
    none, words = np.empty(0), np.empty(0, object)
    return Blocks(words, none, none, words, np.empty(0, np.int64), words, np.empty(0, np.bool_))


def joined(a: Blocks, b: Blocks) -> Blocks:
    """Return the buildings of both."""
    if not len(b):
        return a
    return Blocks(*(np.concatenate([getattr(a, n), getattr(b, n)]) for n in Blocks.__slots__))


def _added(basis: Basis, variant: str, relief: Relief) -> Blocks:
    """Return the buildings of a variant that are new, or not as they were."""
    resolved = basis.resolved[variant]
    made = standing(resolved, basis.base, frozenset())
    rows: list[tuple[Any, float, float, str]] = []
    for solid in resolved.solids:
        shape = shape_of(solid.rings)
        foot = _lowest(relief, shape) if solid.altitude is None else solid.altitude
        rows.append((shape, foot + solid.up + solid.height, solid.height, solid.edit))
    for body in resolved.bodies:
        own = made.get((body.source.layer, str(body.source.index)))
        if own is not None:
            was = basis.base.body(body.source.layer, body.source.index)
            foot = body.z0 + body.up if was is not None else _lowest(relief, own.shape)
            rows.append((own.shape, foot + own.height, own.height, body.edit))
    for model in resolved.models:
        shape = shape_of(model_rings(model))
        height = (model.model.high - model.model.low) * model.scale
        ground = float(relief.altitude(*model.place)) if model.sits else 0.0
        rows.append((shape, ground + model.up + height, height, model.edit))
    rows = [x for x in rows if x[0].area >= LEAST_AREA and x[2] >= LEAST_HEIGHT]
    if not rows:
        return nothing()
    count = len(rows)
    shapes = np.empty(count, object)
    shapes[:] = [x[0] for x in rows]
    return Blocks(
        shapes, np.array([x[1] for x in rows], float), np.array([x[2] for x in rows], float),
        np.full(count, "", object), np.full(count, -1, np.int64),
        np.array([x[3] for x in rows], object), np.zeros(count, np.bool_),
    )  # fmt: skip


def _lowest(relief: Relief, shape: Any) -> float:
    import shapely

    xy = shapely.get_coordinates(shape)
    return float(relief.altitude(xy[:, 0], xy[:, 1]).min())


# -- what stands on the same ground ----------------------------------------------------------------


def untangled(blocks: Blocks, notes: Counter[str]) -> tuple[Blocks, NDArray[np.int64]]:
    """Give ground that several buildings cover to the highest of them.

    Returns
    -------
    blocks : Blocks
        Without overlaps; those that were covered wholly are gone.
    heir : (B,) int64
        Of each building that was given: which one stands in its place now.
    """
    import shapely

    count = len(blocks)
    heir = np.arange(count)
    if count < 2:
        return blocks, heir
    a, b = shapely.STRtree(blocks.shapes).query(blocks.shapes, predicate="intersects")
    pairs = np.column_stack([a, b])[a < b]
    shared = shapely.area(
        shapely.intersection(blocks.shapes[pairs[:, 0]], blocks.shapes[pairs[:, 1]])
    )
    pairs = pairs[shared > OVERLAP]
    if not len(pairs):
        return blocks, heir
    # The higher one has the ground; of equally high ones the first.
    first = blocks.top[pairs[:, 0]] >= blocks.top[pairs[:, 1]]
    high = np.where(first, pairs[:, 0], pairs[:, 1])
    low = np.where(first, pairs[:, 1], pairs[:, 0])
    shapes = blocks.shapes.copy()
    gone = np.zeros(count, np.bool_)
    for k in np.unique(low).tolist():
        over = high[low == k]
        left = shapely.difference(blocks.shapes[k], shapely.union_all(blocks.shapes[over]))
        parts = [x for x in shapely.get_parts(left).tolist()
                 if shapely.get_dimensions(x) == 2 and x.area >= LEAST_AREA]  # fmt: skip
        shapes[k] = shapely.MultiPolygon(parts)
        if not parts:
            gone[k] = True
            heir[k] = int(over[np.argmax(shapely.area(shapely.intersection(
                blocks.shapes[over], blocks.shapes[k])))])  # fmt: skip
    notes["building_overlap"] += len(np.unique(low))
    while gone[heir].any():  # of one that is itself covered
        heir = np.where(gone[heir], heir[heir], heir)
    number = np.cumsum(~gone) - 1
    kept = Blocks(shapes, *(getattr(blocks, n) for n in Blocks.__slots__[1:])).only(~gone)
    return kept, number[heir]


def rings_of(
    blocks: Blocks,
) -> tuple[Array, NDArray[np.int64], NDArray[np.int32]]:
    """Return the rings of buildings as a scene has them: vertices, starts, whose ring it is."""
    import shapely

    if not len(blocks):
        return np.empty((0, 2)), np.zeros(1, np.int64), np.empty(0, np.int32)
    parts, owner = shapely.get_parts(blocks.shapes, return_index=True)
    parts = shapely.orient_polygons(parts)
    rings, part = shapely.get_rings(parts, return_index=True)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    sizes = np.bincount(ring, minlength=len(rings))
    last = np.cumsum(sizes) - 1
    return (
        np.ascontiguousarray(np.delete(coordinates, last, axis=0)), _starts(sizes - 1),
        owner[part].astype(np.int32),
    )  # fmt: skip


# -- barriers --------------------------------------------------------------------------------------


def barriers_of(
    basis: Basis, variant: str, altitude: Any, notes: Counter[str]
) -> tuple[Array, NDArray[np.int32], Array]:
    """Return the barriers of a variant: ends (W, 2, 3), rows of materials, materials (M, 8).

    Parameters
    ----------
    altitude : callable
        Altitudes of the ground at x, y [m].
    """
    pieces: list[Array] = []
    material: list[int] = []
    rows = [0.0, WALLS]
    resolved = basis.resolved[variant]
    refused = {x.edit for x in resolved.problems}
    drawn = [x.id for x in resolved.edits if isinstance(x.change, AddBarrier)]
    notes["barrier_too_low"] += sum(x in refused for x in drawn)
    for barrier in resolved.barriers:
        line = np.asarray(barrier.line, np.float64).reshape(-1, 2)
        if not barrier.height >= LEAST_HEIGHT or len(line) < 2 or not np.isfinite(line).all():
            notes["barrier_too_low"] += 1
            continue
        absorption = min(max(float(barrier.absorption), 0.0), 1.0)
        if absorption != barrier.absorption:
            notes["barrier_absorption"] += 1
        if absorption not in rows:
            rows.append(absorption)
        places = _posts(line)
        tops = altitude(places[:, 0], places[:, 1]) + barrier.height
        xyz = np.column_stack([places, tops])
        pieces.append(np.stack([xyz[:-1], xyz[1:]], axis=1))
        material += [rows.index(absorption)] * (len(xyz) - 1)
    materials = np.repeat(np.array(rows)[:, None], 8, axis=1)
    ends = np.concatenate(pieces) if pieces else np.empty((0, 2, 3))
    return ends, np.array(material, np.int32), materials


def _posts(line: Array) -> Array:
    found = [line[:1]]
    for a, b in itertools.pairwise(line):
        length = float(np.hypot(*(b - a)))
        if length < 0.05:
            continue
        count = max(int(np.ceil(length / POST)), 1)
        found.append(a + (b - a) * (np.arange(1, count + 1) / count)[:, None])
    return np.concatenate(found)
