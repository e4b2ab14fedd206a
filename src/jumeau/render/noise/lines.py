"""Axes of roads and rails as line sources: simplified, on the ground, out of buildings."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.render.noise.standing import Blocks
from jumeau.simulation.noise.triangles import Ground

Array = NDArray[np.float64]

ABOVE = 0.05
"""Roads emit so far above the ground [m]: annex II, 2.2.1."""
SIMPLER = 0.5
"""Axes are simplified so far in plan [m]."""
LOOKED = 5.0
"""The ground below an axis is looked at every so many metres."""
UNEVEN = 0.08
"""An axis follows the ground as closely as this [m]."""
IN_BUILDING = 2.0
"""Axes that run through a building for longer are cut out of it [m]."""
LONGEST = 2000.0


@dataclass(frozen=True, slots=True, eq=False)
class Axes:
    """Lines of sources.

    Attributes
    ----------
    points : (V, 3) float64
    start : (L+1,) int64
    owner : (L,) int64
        Which of the roads or rails each line belongs to.
    """

    points: Array
    start: NDArray[np.int64]
    owner: NDArray[np.int64]


def axes_of(
    lines: Sequence[Sequence[Array]],
    heights: Sequence[Sequence[Array]],
    level: Array,
    ground: Ground,
    blocks: Blocks,
    notes: Counter[str],
    above: float = ABOVE,
) -> Axes:
    """Return axes on the ground, or on bridges.

    Parameters
    ----------
    lines, heights : sequences of sequences of (N, 2) and (N,) float64
        Of each road, in plan and as the source has their altitudes (NaN where it does not) [m].
    level : (S,) float64
        Above 0 on bridges: they run straight between the banks, or as the source tells.
    above : float
        Height of the source above the ground [m].
    """
    import shapely

    owner = np.repeat(np.arange(len(lines)), [len(x) for x in lines])
    flat = [x for one in lines for x in one]
    if not flat:
        return Axes(np.empty((0, 3)), np.zeros(1, np.int64), np.empty(0, np.int64))
    high = [x for one in heights for x in one]
    made = shapely.linestrings(
        np.concatenate(flat), indices=np.repeat(np.arange(len(flat)), [len(x) for x in flat])
    )
    bridge = level[owner] > 0.0
    decks = [_deck(flat[k], high[k], ground) if bridge[k] else None for k in range(len(flat))]
    thin = np.where(bridge, made, shapely.simplify(made, SIMPLER))
    thin, owner, bridge, kept = _out_of_buildings(thin, owner, bridge, blocks, notes)
    points: list[Array] = []
    sizes: list[int] = []
    coordinates, index = shapely.get_coordinates(thin, return_index=True)
    first = np.searchsorted(index, np.arange(len(thin) + 1))
    looked = _along(coordinates, first, ground)
    for k in range(len(thin)):
        xy = coordinates[first[k] : first[k + 1]]
        deck = decks[kept[k]]
        if deck is not None:
            z = np.maximum(_at(deck, xy), ground.altitude(xy[:, 0], xy[:, 1]))
            points.append(np.column_stack([xy, z + above]))
        else:
            points.append(looked[k] + np.array([0.0, 0.0, above]))
        sizes.append(len(points[-1]))
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    xyz = np.concatenate(points) if points else np.empty((0, 3))
    return Axes(xyz, start, owner)


def _out_of_buildings(
    axes: NDArray[Any], owner: NDArray[np.int64], bridge: NDArray[np.bool_], blocks: Blocks,
    notes: Counter[str],
) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:  # fmt: skip
    """Cut axes where they run through buildings; bridges run above or beside them."""
    import shapely

    at = np.arange(len(axes))
    if not len(blocks):
        return axes, owner, bridge, at
    tree = shapely.STRtree(blocks.shapes)
    line, block = tree.query(axes, predicate="intersects")
    crossing = ~bridge[line]
    line, block = line[crossing], block[crossing]
    inside = shapely.length(shapely.intersection(axes[line], blocks.shapes[block]))
    line, block = line[inside > IN_BUILDING], block[inside > IN_BUILDING]
    if not len(line):
        return axes, owner, bridge, at
    cut = np.unique(line)
    notes["road_in_building"] += len(np.unique(owner[cut]))
    whole = axes.copy()
    for k in cut.tolist():
        walls = shapely.union_all(blocks.shapes[block[line == k]])
        whole[k] = shapely.difference(axes[k], walls)
    parts, index = shapely.get_parts(whole, return_index=True)
    good = (shapely.get_dimensions(parts) == 1) & (shapely.length(parts) > 0.1)
    return parts[good], owner[index[good]], bridge[index[good]], at[index[good]]


def _along(xy: Array, first: NDArray[np.int64], ground: Ground) -> list[Array]:
    """Return lines (N, 3) on the ground, with vertices where it bends."""
    if ground.terrain is None or len(ground.terrain.points) <= 4:
        z = ground.altitude(xy[:, 0], xy[:, 1])
        flat = np.column_stack([xy, z])
        return [flat[a:b] for a, b in itertools.pairwise(first.tolist())]
    # All stretches at once: places to look at, then Ramer-Douglas-Peucker on the altitudes.
    lasts = np.zeros(len(xy), np.bool_)
    lasts[first[1:] - 1] = True
    begins = np.flatnonzero(~lasts)
    step = xy[begins + 1] - xy[begins]
    count = np.maximum(np.ceil(np.hypot(*step.T) / LOOKED).astype(np.int64), 1)
    stretch = np.repeat(np.arange(len(begins)), count)
    k = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    inner = xy[begins][stretch] + step[stretch] * (k / count[stretch])[:, None]
    # The ends of lines come after the places of their last stretch.
    line_of = np.searchsorted(first, begins, side="right") - 1
    ends = xy[first[1:] - 1]
    places = np.concatenate([inner, ends])
    order = np.lexsort((
        np.concatenate([np.arange(len(inner)), np.full(len(ends), len(inner))]),
        np.concatenate([line_of[stretch], np.arange(len(ends))]),
    ))  # fmt: skip
    places = places[order]
    corner = np.concatenate([k == 0, np.ones(len(ends), np.bool_)])[order]
    line = np.concatenate([line_of[stretch], np.arange(len(ends))])[order]
    xyz = np.column_stack([places, ground.altitude(places[:, 0], places[:, 1])])
    start = np.searchsorted(line, np.arange(len(first)))
    return [xyz[a:b][_bends(xyz[a:b], corner[a:b])] for a, b in itertools.pairwise(start.tolist())]


def _bends(xyz: Array, corner: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which places of a line are needed to follow the ground."""
    kept = corner.copy()
    known = np.flatnonzero(kept).tolist()
    work = [(a, b) for a, b in itertools.pairwise(known) if b - a > 1]
    while work:
        a, b = work.pop()
        t = np.arange(1, b - a) / (b - a)
        away = np.abs(xyz[a + 1 : b, 2] - (xyz[a, 2] + t * (xyz[b, 2] - xyz[a, 2])))
        k = int(away.argmax())
        if away[k] > UNEVEN:
            m = a + 1 + k
            kept[m] = True
            work += [(i, j) for i, j in ((a, m), (m, b)) if j - i > 1]
    return kept


def _deck(xy: Array, z: Array, ground: Ground) -> tuple[Array, Array, Array]:
    """Return a bridge: its axis, places along it [m] and their altitudes [m]."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    below = ground.altitude(xy[:, 0], xy[:, 1])
    told = np.isfinite(z) & (z > 0.5) & (z - below > -3.0) & (z - below < 100.0)
    straight = below[0] + (below[-1] - below[0]) * along / max(along[-1], 1e-9)
    return xy, along, np.where(told, z, straight) if told.all() else straight


def _at(deck: tuple[Array, Array, Array], xy: Array) -> Array:
    import shapely

    axis, along, z = deck
    s = shapely.line_locate_point(shapely.LineString(axis), shapely.points(xy))
    return np.asarray(np.interp(s, along, z))


def slopes_of(axes: Axes) -> tuple[NDArray[np.int64], Array, Array]:
    """Return the straight stretches of axes: whose they are, lengths in plan [m], slopes [%]."""
    inner = np.ones(len(axes.points), np.bool_)
    inner[axes.start[1:] - 1] = False
    a = np.flatnonzero(inner)
    step = axes.points[a + 1] - axes.points[a]
    length = np.hypot(step[:, 0], step[:, 1])
    line = np.searchsorted(axes.start, a, side="right") - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(length > 0.5, 100.0 * step[:, 2] / length, 0.0)
    return axes.owner[line], length, slope
