"""Traffic that a variant takes from roads and puts nowhere: to be said on the picture."""

from __future__ import annotations

import math
from typing import NamedTuple

from jumeau.model.changes import RoadUse
from jumeau.model.roles import Role
from jumeau.variants.base import Base
from jumeau.variants.resolved import Resolved, Road
from jumeau.variants.surroundings import Surroundings

HOURS = {"day": 12.0, "evening": 4.0, "night": 8.0}
"""Hours of the periods: from 6 to 18, from 18 to 22 and from 22 to 6 h."""
LEAST = 50.0
"""What is less a day is not told."""
NO_CARS = (RoadUse.CLOSED, RoadUse.WALKING, RoadUse.CYCLES)


class Removed(NamedTuple):
    """What is taken and put nowhere.

    Attributes
    ----------
    vehicles : float
        A day, both ways; 0 where as much is put elsewhere.
    unknown : int
        Roads that lose their cars, whose traffic today no source tells.
    edits : tuple of str
        Ids of the edits that take it.
    """

    vehicles: float = 0.0
    unknown: int = 0
    edits: tuple[str, ...] = ()


def traffic_removed(resolved: Resolved, base: Base, around: Surroundings) -> Removed:
    """Add up, over all roads of a variant, what they lose and what they gain.

    A road that continues in pieces is counted once: of pieces with one name that lose their cars,
    the busiest counts.
    """
    lost: dict[str, float] = {}
    gained: dict[str, float] = {}
    edits: dict[str, None] = {}
    unknown = 0
    for road in resolved.roads:
        layer, row = road.source.layer, road.source.index
        was = _today(around, layer, row) if layer else 0.0
        now = _now(road, was)
        if math.isnan(now):
            unknown += road.use in NO_CARS
            edits |= {road.edit: None} if road.use in NO_CARS else {}
            continue
        change = now - (0.0 if math.isnan(was) else was)
        name = road.name or f"{layer} {row} {road.source.key}"
        if change < 0.0:
            lost[name] = max(lost.get(name, 0.0), -change)
            edits[road.edit] = None
        elif change > 0.0:
            gained[name] = max(gained.get(name, 0.0), change)
    for layer, rows in resolved.removed.items():
        if base.role(layer) is not Role.ROAD:
            continue
        for row in rows:
            was = _today(around, layer, row)
            one = base.road(layer, row)
            name = (one.name if one is not None else "") or f"{layer} {row}"
            if math.isnan(was):
                unknown += 1
            else:
                lost[name] = max(lost.get(name, 0.0), was)
    vehicles = max(sum(lost.values()) - sum(gained.values()), 0.0)
    return Removed(vehicles, unknown, tuple(edits))


def _now(road: Road, was: float) -> float:
    """Return what a road of a variant carries a day; NaN where unknown."""
    periods = (road.day, road.evening, road.night)
    if any(x is not None for x in periods):
        told = zip(HOURS.values(), periods, strict=True)
        return sum(hours * x.vehicles for hours, x in told if x is not None)
    if road.use in NO_CARS:
        return 0.0 if not math.isnan(was) else math.nan
    return was


def _today(around: Surroundings, layer_id: str, row: int) -> float:
    """Return what a road of the base carries a day; NaN where no source tells it."""
    layer = next((x for x in around.layers(Role.ROAD) if x.id == layer_id), None)
    if layer is None:
        return math.nan
    daily = around.number(layer, "daily", row)
    if daily >= 0.0:
        return daily
    total, known = 0.0, False
    for when, hours in HOURS.items():
        whole = around.number(layer, f"traffic_{when}", row)
        if not whole >= 0.0:
            parts = [around.number(layer, f"{what}_{when}", row) for what in ("light", "heavy")]
            parts = [x for x in parts if x >= 0.0]
            if not parts:
                continue
            whole = sum(parts)
        total, known = total + hours * whole, True
    return total if known else math.nan
