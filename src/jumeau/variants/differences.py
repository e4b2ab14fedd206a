"""What differs between two states of a site: today and a variant, or two variants.

All numbers are those of the second less those of the first; lengths and areas are true to scale.
No sum of them is made: trade-offs stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.model.project import Project
from jumeau.model.roles import Role
from jumeau.model.variant import Cost
from jumeau.model.variants import variant_of
from jumeau.variants.base import Base
from jumeau.variants.built import Built, Key, key_of, standing, touched_keys
from jumeau.variants.resolved import Resolved

if TYPE_CHECKING:
    from jumeau.geometry.heightfield import HeightField
    from jumeau.variants.surroundings import Surroundings

Span = tuple[float, float]
"""Lowest and highest, as far as it is known."""


class _Way(NamedTuple):
    """A road of a state: its length on the grid [m], and what is told of it."""

    length: float
    told: tuple[object, ...]


class Differences(msgspec.Struct, frozen=True):
    """What differs, from one state to another.

    Attributes
    ----------
    buildings_added, buildings_removed, buildings_changed : int
    footprint, floor_area : float
        [m²]; floor area is footprint times storeys.
    dwellings : float
    dwellings_estimated : bool
        Whether some of them were estimated from floor area.
    unmeasured : int
        Placed models and bodies of which nothing tells what they cover.
    green, sealed : Span
        Of the ground [m²]: a span where today's cover is not known everywhere.
    green_roofs : float
        [m²]
    touched, unknown_ground : float
        The ground on which the states differ, and how much of it no layer tells the cover of [m²].
    trees_felled, trees_planted : int
        Of those that are surveyed; of those that variants plant.
    cleared : float
        Ground of which all trees go, those not surveyed too [m²].
    roads_added, roads_changed, roads_removed : int
    road_length : float
        [m]
    traffic_removed : float
        Vehicles a day that are taken from roads and put nowhere.
    traffic_unknown : int
        Roads that lose their cars, of which no source tells the traffic.
    barriers : float
        Length of noise barriers [m].
    cut, fill : float or None
        Earth taken away and brought [m³]; None where the ground was not given.
    cost_before, cost : Cost
        Of the two states.
    """

    buildings_added: int = 0
    buildings_removed: int = 0
    buildings_changed: int = 0
    footprint: float = 0.0
    floor_area: float = 0.0
    dwellings: float = 0.0
    dwellings_estimated: bool = False
    unmeasured: int = 0
    green: Span = (0.0, 0.0)
    sealed: Span = (0.0, 0.0)
    green_roofs: float = 0.0
    touched: float = 0.0
    unknown_ground: float = 0.0
    trees_felled: int = 0
    trees_planted: int = 0
    cleared: float = 0.0
    roads_added: int = 0
    roads_changed: int = 0
    roads_removed: int = 0
    road_length: float = 0.0
    traffic_removed: float = 0.0
    traffic_unknown: int = 0
    barriers: float = 0.0
    cut: float | None = None
    fill: float | None = None
    cost_before: Cost = Cost()
    cost: Cost = Cost()


def differences(
    before: Resolved,
    after: Resolved,
    base: Base,
    around: Surroundings | None = None,
    *,
    scale: float = 1.0,
    ground: HeightField | None = None,
    costs: tuple[Cost, Cost] = (Cost(), Cost()),
) -> Differences:
    """Tell what differs between two resolved states over the same base.

    Parameters
    ----------
    before, after : Resolved
        ``Resolved()`` for today.
    around : Surroundings, optional
        Tells what covers the ground today; unknown where absent.
    scale : float
        Length on the grid over true length (``Project.grid_scale``).
    ground : HeightField, optional
        The base's ground, for cut and fill.
    costs : pair of Cost
        What the two variants say that they cost.
    """
    from jumeau.variants.ground_cover import ground_change
    from jumeau.variants.moved_traffic import Removed, traffic_removed

    keys = touched_keys(before, base) | touched_keys(after, base)
    a, b = (standing(x, base, keys) for x in (before, after))
    both = a.keys() & b.keys()
    square = scale * scale
    change = ground_change(before, after, base, around)
    trees = [_trees(x, base) for x in (before, after)]
    ways = _road_keys(before, base) | _road_keys(after, base)
    c, d = (_roads(x, base, ways) for x in (before, after))
    traffic = [
        Removed() if around is None else traffic_removed(x, base, around) for x in (before, after)
    ]
    earth = None if ground is None else [_earth(x, ground) for x in (before, after)]
    return Differences(
        buildings_added=len(b.keys() - a.keys()),
        buildings_removed=len(a.keys() - b.keys()),
        buildings_changed=sum(a[k].state != b[k].state for k in both),
        footprint=(_sum(b, "area") - _sum(a, "area")) / square,
        floor_area=(_sum(b, "floor") - _sum(a, "floor")) / square,
        dwellings=_sum(b, "dwellings") - _sum(a, "dwellings"),
        dwellings_estimated=any(
            one.estimated
            for here, there in ((a, b), (b, a))
            for k, one in here.items()
            if k not in there or there[k].dwellings != one.dwellings
        ),
        unmeasured=sum(x.area <= 0.0 for y in (a, b) for x in y.values()),
        green=_span(change.green, square),
        sealed=_span(change.sealed, square),
        green_roofs=(_sum(b, "green_roof") - _sum(a, "green_roof")) / square,
        touched=change.touched / square,
        unknown_ground=change.unknown / square,
        trees_felled=trees[1][0] - trees[0][0],
        trees_planted=trees[1][1] - trees[0][1],
        cleared=(_cleared(after) - _cleared(before)) / square,
        roads_added=len(d.keys() - c.keys()),
        roads_removed=len(c.keys() - d.keys()),
        roads_changed=sum(c[k].told != d[k].told for k in c.keys() & d.keys()),
        road_length=(sum(x.length for x in d.values()) - sum(x.length for x in c.values())) / scale,
        traffic_removed=traffic[1].vehicles - traffic[0].vehicles,
        traffic_unknown=traffic[1].unknown - traffic[0].unknown,
        barriers=(_barriers(after) - _barriers(before)) / scale,
        cut=None if earth is None else (earth[1][0] - earth[0][0]) / square,
        fill=None if earth is None else (earth[1][1] - earth[0][1]) / square,
        cost_before=costs[0],
        cost=costs[1],
    )


def _sum(buildings: dict[Key, Built], name: str) -> float:
    return float(sum(getattr(x, name) for x in buildings.values()))


def _span(span: Span, square: float) -> Span:
    return span[0] / square, span[1] / square


def _trees(resolved: Resolved, base: Base) -> tuple[int, int]:
    """Return how many surveyed trees are felled, and how many are planted."""
    felled = sum(
        len(rows) for layer, rows in resolved.removed.items() if base.role(layer) is Role.TREE
    )
    # A surveyed tree that was moved stands among the others, but has no kind that grows.
    return felled, sum(bool(x) for x in resolved.trees.species)


def _cleared(resolved: Resolved) -> float:
    import shapely

    shapes = [shapely.make_valid(shapely.Polygon(x)) for x in resolved.cleared if len(x) >= 3]
    return float(shapely.union_all(shapes).area) if shapes else 0.0


def _road_keys(resolved: Resolved, base: Base) -> frozenset[Key]:
    """Return the roads of the base that a variant hides."""
    return frozenset(
        (layer, str(row))
        for layer, rows in resolved.hidden.items()
        if base.role(layer) is Role.ROAD
        for row in rows
    )


def _roads(resolved: Resolved, base: Base, keys: frozenset[Key]) -> dict[Key, _Way]:
    """Return the roads of a state among some keys, and its new ones."""
    found: dict[Key, _Way] = {}
    for road in resolved.roads:
        told = (
            road.width, road.use, road.cycle_track, road.surface, road.speed, road.lanes,
            road.one_way, road.day, road.evening, road.night,
        )  # fmt: skip
        found[key_of(road.source, road.edit)] = _Way(_length(road.lines), told)
    for layer, row in keys - found.keys():
        if layer and int(row) not in resolved.hidden.get(layer, ()):
            one = base.road(layer, int(row))
            if one is not None:
                found[layer, row] = _Way(_length(one.lines), ())
    return found


def _length(lines: Iterable[NDArray[np.float64]]) -> float:
    return float(sum(np.hypot(*np.diff(x, axis=0).T).sum() for x in lines))


def _barriers(resolved: Resolved) -> float:
    return _length(x.line for x in resolved.barriers)


def _earth(resolved: Resolved, ground: HeightField) -> tuple[float, float]:
    """Return what is taken away and brought, on the grid [m³]."""
    from jumeau.geometry.terraform import cut_and_fill

    return cut_and_fill(ground, resolved.terrain) if resolved.terrain else (0.0, 0.0)


def differences_of(
    project: Project,
    before: tuple[str, Resolved],
    after: tuple[str, Resolved],
    base: Base,
    around: Surroundings | None = None,
    ground: HeightField | None = None,
) -> Differences:
    """Tell what differs between two states of a project, each a variant's id with what it makes.

    The project tells the scale of its grid and what the variants cost; see :func:`differences`.
    """
    found = [variant_of(project, x) for x, _ in (before, after)]
    costs = [Cost() if x is None else x.cost for x in found]
    return differences(
        before[1], after[1], base, around,
        scale=project.grid_scale, ground=ground, costs=(costs[0], costs[1]),
    )  # fmt: skip
