"""How soft the ground is: areas that do not overlap, in the order in which the picture lays them.

Ground factors: Directive (EU) 2015/996, table 2.5.a; of land use where nothing finer is told: the
European working group's Good Practice Guide (WG-AEN 2007), toolkit 13.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.io import canonical
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role
from jumeau.model.surfaces import SURFACES
from jumeau.render.noise.basis import Basis
from jumeau.render.noise.roads import Roads, todays_roads
from jumeau.render.noise.standing import Blocks, shapes_of, todays_blocks
from jumeau.render.styling.filtering import shown_rows
from jumeau.render.swatches import matched
from jumeau.variants.ground_cover import road_shape
from jumeau.variants.surroundings import areal, shape_of

Array = NDArray[np.float64]

ACOUSTIC = {"A": 1.0, "B": 1.0, "C": 1.0, "D": 1.0, "E": 0.7, "F": 0.3, "G": 0.0, "H": 0.0}
"""Table 2.5.a: A very soft, B forest floor, C uncompacted, D normal (lawns, fields), E compacted
fields and gravel, F compacted dense ground, G hard (asphalt, concrete), H very hard (water)."""
HARD, MIXED, SOFT = 0.0, 0.5, 1.0
TOLD_ELSEWHERE = 0.0
"""Where a layer tells ground factors, what it leaves out is hard: the custom of such files."""
TOWN_CELL, TOWN_REACH = 50.0, 1
"""Cells of this side [m] with a building in them or in the next one are town or village."""
SIMPLER = 0.5
"""Outlines of covers are simplified so far [m]."""
LEAST_AREA = 20.0
"""Covers that are smaller are left to what lies about them [m²]."""
TILE = 256.0
"""Side of the tiles in which covers are laid over each other [m]; they lie fast in the world."""
FINE = 0.001
"""Coordinates are rounded so far, that tiles meet [m]."""

_SPORTS = (("tennis", 1), ("multi", 1), ("basket", 1), ("skate", 1), ("patin", 1), ("piscine", 1),
           ("bassin", 1), ("piste", 1))  # fmt: skip
_LAND = (
    ("bati", 1), ("built", 1), ("urbain", 1), ("urban", 1), ("route", 1), ("road", 1),
    ("parking", 1), ("asphalt", 1), ("industri", 1), ("commercial", 1), ("impermeab", 1),
    ("eau", 1), ("water", 1), ("pavement", 1), ("mineral", 1), ("residential", 2),
    ("gravel", 3), ("gravier", 3), ("pierre", 3),
)  # fmt: skip
_LAND_G = np.array([SOFT, HARD, MIXED, 0.7])


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """Ground with a factor of its own.

    Attributes
    ----------
    shapes : tuple of shapely polygons
        Without overlaps, project CRS [m].
    g : (A,) float64
        Ground factor of each.
    default : float
        Ground factor elsewhere.
    """

    shapes: tuple[Any, ...]
    g: Array
    default: float


def cover_of(basis: Basis, variant: str, notes: Counter[str]) -> Cover:
    """Return how soft the ground of a variant is.

    Parameters
    ----------
    notes : Counter
        Counts what was assumed, by code.
    """
    import shapely

    shapes, g, own, default = _todays(basis)
    notes.update(own)
    resolved = basis.resolved[variant]
    laid: list[tuple[int, Any, float]] = []
    order = {x.id: k for k, x in enumerate(resolved.edits)}
    window = shapely.box(*basis.window)
    for one in resolved.surfaces:
        factor = ACOUSTIC[SURFACES[one.surface].acoustic]
        laid.append((order.get(one.edit, -1), shape_of(one.rings), factor))
    laid += [(order.get(x.edit, -1), road_shape(x), HARD) for x in resolved.roads if x.width > 0.0]
    laid.sort(key=lambda x: x[0])
    for _, shape, factor in laid:
        piece = areal(shape.intersection(window))
        if not piece.is_empty:
            shapes, g = _upon(shapes, g, piece, factor)
    kept = (g != default) & (shapely.area(shapes) >= 1.0)
    return Cover(tuple(shapes[kept].tolist()), g[kept], default)


def _upon(
    shapes: NDArray[Any], g: Array, piece: Any, factor: float
) -> tuple[NDArray[Any], Array]:  # fmt: skip
    """Lay a piece upon covers; those that it does not touch stay the very same."""
    import shapely

    touched = shapely.intersects(shapes, piece) if len(shapes) else np.zeros(0, np.bool_)
    cut = shapely.difference(shapes[touched], piece)
    parts, owner = shapely.get_parts(cut, return_index=True)
    areas = shapely.get_dimensions(parts) == 2
    own = shapely.get_parts(piece)
    return (
        np.concatenate([shapes[~touched], parts[areas], own]),
        np.concatenate([g[~touched], g[touched][owner[areas]], np.full(len(own), factor)]),
    )


def _todays(basis: Basis) -> tuple[NDArray[Any], Array, Counter[str], float]:
    """Return what covers the ground of the base, and its ground factors; made once.

    Roads and buildings of the base tell where hard strips lie and where the town ends: what a
    variant changes is laid over it.
    """
    if "cover" not in basis.kept:
        notes: Counter[str] = Counter()
        shapes, g, default = _laid(basis, todays_roads(basis), todays_blocks(basis), notes)
        basis.kept["cover"] = shapes, g, notes, default
    found: tuple[NDArray[Any], Array, Counter[str], float] = basis.kept["cover"]
    return found


def _laid(
    basis: Basis, roads: Roads, blocks: Blocks, notes: Counter[str]
) -> tuple[NDArray[Any], Array, float]:
    layers: list[tuple[NDArray[Any], Array]] = []
    told = False
    for layer in _by_rank(basis):
        shapes, g = _of_layer(basis, layer)
        if layer.role is Role.LAND_COVER and dict(layer.columns).get("ground_factor"):
            told = True
        if len(shapes):
            layers.append((shapes, g))
    default = TOLD_ELSEWHERE if told else SOFT
    if not told:
        town = _town(blocks)
        layers.insert(0, (town, np.full(len(town), MIXED)))
    strips = _strips(roads)
    if len(strips):
        layers.append((strips, np.full(len(strips), HARD)))
    notes["ground_default_told" if told else "ground_default_use"] += 1
    return *_overlaid(layers, basis.window, default), default


def _by_rank(basis: Basis) -> list[Layer]:
    ranks = {x: k for k, x in enumerate((
        Role.LAND_COVER, Role.CROP, Role.VEGETATION, Role.CEMETERY, Role.SPORTS_GROUND,
        Role.TRANSPORT_AREA, Role.WATER,
    ))}  # fmt: skip
    found = [
        x
        for x in basis.project.layers
        if x.role in ranks and x.payload.kind is PayloadKind.TABLE and not x.has_surfaces
    ]
    return sorted(found, key=lambda x: ranks[x.role])


def _of_layer(basis: Basis, layer: Layer) -> tuple[NDArray[Any], Array]:
    """Return the areas of a layer about the window, simplified, and their ground factors."""
    import shapely

    polygons = canonical.polygons(basis.payloads, layer)
    solid = np.diff(polygons.feature_start) > 0
    shown = shown_rows(basis.payloads, layer)
    rows = np.flatnonzero(solid if shown is None else solid & shown)
    shapes = shapes_of(polygons, rows)
    near = shapely.intersects(shapes, shapely.box(*basis.window))
    rows, shapes = rows[near], shapes[near]

    def column(name: str) -> NDArray[Any] | None:
        found = canonical.column(basis.payloads, layer, name)
        return None if found is None else found[rows]

    count = len(rows)
    nature = column("nature")
    if layer.role is Role.LAND_COVER:
        g = _LAND_G[matched(_either(column("label"), column("class"), count), count, _LAND)]
        factor = column("ground_factor")
        if factor is not None:
            with np.errstate(invalid="ignore"):
                g = np.where((factor >= 0.0) & (factor <= 1.0), factor, g)
    elif layer.role in (Role.TRANSPORT_AREA, Role.WATER):
        g = np.full(count, HARD)
    elif layer.role is Role.SPORTS_GROUND:
        g = np.where(matched(nature, count, _SPORTS) > 0, HARD, SOFT)
    elif layer.role is Role.CEMETERY:
        g = np.full(count, MIXED)
    else:
        g = np.full(count, SOFT)
    return shapes, np.round(g, 2)


def _either(
    a: NDArray[Any] | None, b: NDArray[Any] | None, count: int
) -> NDArray[Any]:  # fmt: skip
    empty = np.full(count, "", object)
    pairs = zip((empty if a is None else a).tolist(), (empty if b is None else b).tolist(),
                strict=True)  # fmt: skip
    return np.array([f"{x or ''} {y or ''}" for x, y in pairs], object)


def _town(blocks: Blocks) -> NDArray[Any]:
    """Return where buildings stand close by: squares of a grid that lies fast in the world."""
    import shapely

    if not len(blocks):
        return np.empty(0, object)
    cells = np.floor(shapely.get_coordinates(shapely.centroid(blocks.shapes)) / TOWN_CELL)
    cells = np.unique(cells[np.isfinite(cells).all(1)].astype(np.int64), axis=0)
    apart = np.arange(-TOWN_REACH, TOWN_REACH + 1)
    around = np.stack(np.meshgrid(apart, apart), -1).reshape(-1, 2)
    cells = np.unique((cells[:, None] + around).reshape(-1, 2), axis=0)
    low = cells * TOWN_CELL
    boxes = shapely.box(low[:, 0], low[:, 1], low[:, 0] + TOWN_CELL, low[:, 1] + TOWN_CELL)
    return np.asarray(shapely.get_parts(shapely.coverage_union_all(boxes)))


def _strips(roads: Roads) -> NDArray[Any]:
    """Return the surfaces of roads with cars on the ground."""
    import shapely

    axes, widths = [], []
    for k, lines in enumerate(roads.lines):
        if roads.told.road_class[k] >= 0 and roads.level[k] >= 0.0:
            axes += [shapely.LineString(x) for x in lines]
            widths += [float(roads.width[k])] * len(lines)
    if not axes:
        return np.empty(0, object)
    made = shapely.simplify(np.array(axes, object), SIMPLER)
    found: NDArray[Any] = shapely.buffer(
        made, np.array(widths) / 2.0, cap_style="square", join_style="mitre", mitre_limit=2.0
    )
    return found


def _overlaid(
    layers: list[tuple[NDArray[Any], Array]], window: tuple[float, float, float, float],
    default: float,
) -> tuple[NDArray[Any], Array]:  # fmt: skip
    """Lay covers over each other, later ones upon earlier ones: tile by tile, then put together.

    Where a layer overlaps itself, the harder ground counts.
    """
    import shapely

    single = [
        (kept, value)
        for shapes, g in reversed(layers)
        for value in np.unique(g).tolist()
        if len(kept := _valid(shapes[g == value], window))
    ]
    pieces: dict[float, list[Any]] = {}
    trees = [shapely.STRtree(x) for x, _ in single]
    west, south, east, north = (math.floor(x / TILE) for x in window)
    for i in range(west, east + 1):
        for j in range(south, north + 1):
            tile = shapely.box(i * TILE, j * TILE, (i + 1) * TILE, (j + 1) * TILE)
            upper: Any = None
            for (shapes, value), tree in zip(single, trees, strict=True):
                near = tree.query(tile)
                if not len(near):
                    continue
                own = shapely.union_all(shapely.intersection(shapes[near], tile))
                if own.is_empty:
                    continue
                left = own if upper is None else shapely.difference(own, upper)
                if value != default and not left.is_empty:
                    pieces.setdefault(value, []).append(left)
                upper = own if upper is None else shapely.union(upper, own)
    found: list[Any] = []
    factors: list[float] = []
    for value, every in sorted(pieces.items()):
        whole = _together(np.array(every, object))
        whole = whole[shapely.area(whole) >= LEAST_AREA]
        found += whole.tolist()
        factors += [value] * len(whole)
    return np.array(found, object), np.array(factors, np.float64)


def _together(pieces: NDArray[Any]) -> NDArray[Any]:
    """Return pieces that do not overlap as polygons, joined where tiles meet."""
    import shapely

    parts = shapely.get_parts(shapely.set_precision(pieces, FINE))
    parts = parts[shapely.get_dimensions(parts) == 2]
    try:
        found = shapely.get_parts(shapely.coverage_union_all(parts))
        if shapely.is_valid(found).all():
            return np.asarray(found)
    except shapely.errors.GEOSException:
        pass  # their common sides have not the same vertices: slower, and always right
    return np.asarray(shapely.get_parts(shapely.union_all(pieces, grid_size=FINE)))


def _valid(shapes: NDArray[Any], window: tuple[float, float, float, float]) -> NDArray[Any]:
    """Return what some shapes have within a window, simplified, without what is tiny."""
    import shapely

    made = shapely.simplify(shapely.clip_by_rect(shapes, *window), SIMPLER)
    wrong = ~shapely.is_valid(made)
    if wrong.any():
        made[wrong] = [areal(shapely.make_valid(x)) for x in made[wrong]]
    kept: NDArray[Any] = made[shapely.area(made) >= LEAST_AREA]
    return kept


def areas_of(
    cover: Cover,
) -> tuple[Array, NDArray[np.int64], NDArray[np.int32]]:
    """Return the rings of covers as a scene has them: vertices, starts, whose ring it is."""
    import shapely

    if not cover.shapes:
        return np.empty((0, 2)), np.zeros(1, np.int64), np.empty(0, np.int32)
    rings, owner = shapely.get_rings(np.array(cover.shapes, object), return_index=True)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    sizes = np.bincount(ring, minlength=len(rings))
    last = np.cumsum(sizes) - 1
    start = np.concatenate([[0], np.cumsum(sizes - 1)]).astype(np.int64)
    return np.delete(coordinates, last, axis=0), start, owner.astype(np.int32)
