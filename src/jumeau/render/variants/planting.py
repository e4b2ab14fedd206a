"""Trees of a variant: planted ones, as old as the view's year has them, and what is cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.tree_growth import SPECIES, grown
from jumeau.render.crowns import BUSH, CONE, ROUND, TALL, UMBRELLA
from jumeau.render.relief import Relief
from jumeau.render.sheet import NOTHING
from jumeau.render.trees import Thinned, Trees, rooted
from jumeau.variants.resolved import Planted, Resolved

SHAPES = {"round": ROUND, "tall": TALL, "cone": CONE, "umbrella": UMBRELLA, "bush": BUSH}
FRESH, FRESH_SHARE = np.array([126.0, 178.0, 96.0]), 0.5
"""Planted trees are of a fresher green than those that were there."""
FREE = 1.5
"""No tree that stands for a wood is nearer to what is built [m]."""
STILL = 0.02
"""Ground that moves less than that is where it was [m]."""


def prepare_planted(planted: Planted, relief: Relief) -> Trees | None:
    """Return the planted trees as they are when planted; ``row`` counts in ``planted``."""
    count = len(planted)
    if not count:
        return None
    kinds = {name: SHAPES[SPECIES[name].shape] for name in SPECIES}
    shape = np.array([kinds.get(name, ROUND) for name in planted.species], np.uint8)
    trees = rooted(planted.xy, np.arange(count), planted.height, planted.width / 2, shape, relief)
    new = np.array([name in SPECIES for name in planted.species])[trees.row]
    colour = trees.colour.astype(np.float64)
    colour[new] += (FRESH - colour[new]) * FRESH_SHARE
    return replace(trees, colour=colour.round().astype(np.uint8))


def sizes_in(
    planted: Planted, year: int, built: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return height and crown width of planted trees in a calendar year [m].

    Parameters
    ----------
    year : int
        0 for as they are when planted.
    built : int
        The year of those without one of their own; 0 where unknown: they stay as they are.
    """
    height, width = planted.height.copy(), planted.width.copy()
    if not year or not len(planted):
        return height, width
    begun = np.where(planted.planted > 0, planted.planted, built)
    ages = np.where(begun > 0, np.maximum(year - begun, 0), 0)
    known: dict[tuple[str, float, int], tuple[float, float]] = {}
    for k, kind in enumerate(
        zip(planted.species, planted.height.tolist(), ages.tolist(), strict=True)
    ):
        if kind[2] and kind[0] in SPECIES:
            size = known.get(kind)
            if size is None:
                size = known[kind] = grown(SPECIES[kind[0]], kind[1], kind[2])
            height[k], width[k] = size
    return height, width


def thinned(
    trees: Mapping[str, tuple[bool, Trees]], resolved: Resolved, base: Relief, relief: Relief
) -> dict[str, Thinned]:
    """Return what a variant changes of the drawn trees of the base.

    Parameters
    ----------
    trees : mapping
        By layer: whether its trees stand for a wood, and the trees.
    base, relief : Relief
        The ground of the base, and that of the variant.
    """
    found = {}
    for layer_id, (wood, standing) in trees.items():
        hidden = resolved.hidden.get(layer_id, NOTHING)
        gone = np.isin(standing.row, np.fromiter(hidden, np.int64, len(hidden)))
        xy = standing.position[:, :2]
        gone |= _within(xy, _cleared(resolved, wood))
        z = standing.position[:, 2]
        touched = gone
        if relief is not base and len(z):
            z = np.asarray(relief.altitude(xy[:, 0], xy[:, 1]), np.float64)
            moved = np.abs(z - standing.position[:, 2]) > STILL
            z = np.where(moved, z, standing.position[:, 2])
            touched = gone | moved
        if touched.any():
            found[layer_id] = Thinned(gone, z, touched)
    return found


def _cleared(resolved: Resolved, wood: bool) -> list[object]:
    """Return where no tree of a layer is left, as polygons."""
    import shapely

    found: list[object] = [shapely.Polygon(ring) for ring in resolved.cleared]
    if not wood:
        return found
    for solid in resolved.solids:
        found += [shapely.Polygon(x[0], x[1:]).buffer(FREE) for x in solid.rings]
    for covered in resolved.surfaces:
        found += [shapely.Polygon(x[0], x[1:]) for x in covered.rings]
    for road in resolved.roads:
        reach = (road.width + road.cycle_track) / 2 + FREE
        found += [shapely.LineString(x).buffer(reach) for x in road.lines]
    found += [shapely.LineString(x.line).buffer(x.thickness / 2 + FREE) for x in resolved.barriers]
    for placed in resolved.models:
        if len(placed.model.footprint) >= 3:
            ring = shapely.Polygon(placed_outline(placed.model.footprint, placed))
            found.append(ring.buffer(FREE))
    return found


def placed_outline(footprint: object, placed: object) -> NDArray[np.float64]:
    """Return the footprint (N, 2) of a placed model where it stands, project CRS [m]."""
    from jumeau.variants.outlines import moved

    ring = np.asarray(footprint, np.float64)
    place, rotation, scale = (getattr(placed, x) for x in ("place", "rotation", "scale"))
    return moved(ring, (0.0, 0.0), place[0], place[1], rotation, scale)


def _within(xy: NDArray[np.float64], polygons: list[object]) -> NDArray[np.bool_]:
    """Tell which places (N, 2) lie in any of some polygons."""
    import shapely

    inside = np.zeros(len(xy), np.bool_)
    for polygon in polygons:
        if not shapely.is_valid(polygon):
            polygon = shapely.make_valid(polygon)
        west, south, east, north = shapely.bounds(polygon)
        near = np.flatnonzero(
            (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
        )
        if len(near):
            shapely.prepare(polygon)
            inside[near] |= shapely.contains_xy(polygon, xy[near, 0], xy[near, 1])
    return inside
