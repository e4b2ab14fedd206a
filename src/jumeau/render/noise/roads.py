"""The roads of a variant with all that their noise depends on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.ragged import Lines
from jumeau.io import canonical
from jumeau.model.changes import RoadUse
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role
from jumeau.render.noise.basis import Basis, Bounds
from jumeau.render.noise.classes import (
    ROAD_SURFACES,
    SURFACES,
    UNKNOWN,
    one_way,
    road_classes,
)
from jumeau.render.noise.counts import counted, twins
from jumeau.render.styling.filtering import shown_rows
from jumeau.render.swatches import matched, road_widths
from jumeau.simulation.noise.emission.road import Table, road_table
from jumeau.simulation.noise.traffic import (
    CLASSES,
    MOST,
    NO_CARS,
    USUAL,
    Origin,
    Told,
    Traffic,
    traffic_of,
)
from jumeau.variants.moved_traffic import NO_CARS as WITHOUT_CARS
from jumeau.variants.resolved import Road

Array = NDArray[np.float64]

PERIODS = ("day", "evening", "night")
REFERENCE = "DEF"
SHARED_SPEED = 20.0
"""In a shared street nobody drives faster: code de la route, R110-2 [km/h]."""
TOWN_SPEED = 50.0
"""Where neither the speed nor the class of a road is told: code de la route, R413-3 [km/h]."""
RESIDENTIAL = CLASSES.index("residential")


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """S roads; arrays by road.

    Attributes
    ----------
    layer : (S,) object
        Id of the layer; empty for a new one.
    row : (S,) int64
        In the layer; -1 for a new one.
    edit : (S,) object
        Id of the edit of the variant that made or changed it; empty for one of the base.
    name, number : (S,) object
    lines : tuple of tuples of (N, 2) float64
        Axes [m].
    z : tuple of tuples of (N,) float64
        Altitudes in the source [m], NaN where it has none.
    level : (S,) float64
        0 on the ground, above on bridges, below in tunnels.
    one_way : (S,) int8
        1 as drawn, -1 against, 0 both ways.
    width : (S,) float64 [m]
    surface : (S,) object
        Codes of the emission's table.
    told : Told
    traffic : Traffic
    """

    layer: NDArray[Any]
    row: NDArray[np.int64]
    edit: NDArray[Any]
    name: NDArray[Any]
    number: NDArray[Any]
    lines: tuple[tuple[Array, ...], ...]
    z: tuple[tuple[Array, ...], ...]
    level: Array
    one_way: NDArray[np.int8]
    width: Array
    surface: NDArray[Any]
    told: Told
    traffic: Traffic

    def __len__(self) -> int:
        return len(self.row)


def roads_of(basis: Basis, variant: str, notes: Counter[str]) -> Roads:
    """Return the roads of a variant about the area, with their traffic.

    Parameters
    ----------
    notes : Counter
        Counts what was assumed or repaired, by code.
    """
    today, own = _todays(basis)
    notes.update(own)
    table = basis.params.coefficients
    resolved = basis.resolved[variant]
    hidden = resolved.hidden
    kept = np.array(
        [r not in hidden.get(k, ()) for k, r in zip(today.layer, today.row.tolist(), strict=True)],
        np.bool_,
    )
    found = _only(today, np.flatnonzero(kept))
    changed = [x for x in resolved.roads if _near(x.lines, basis.window)]
    if changed:
        found = _joined(found, _changed(changed, today, basis))
    told = counted(basis, found.told, found.lines, found.name, found.number)
    told = twins(told, found.lines, found.name, found.number, found.one_way)
    traffic = traffic_of(told, notes)
    first = len(found) - len(changed)
    for k, road in enumerate(changed):
        _set_traffic(traffic, first + k, road, notes)
    surfaces = _surfaces(found.surface, table, notes)
    return replace(found, told=told, traffic=traffic, surface=surfaces)


def _todays(basis: Basis) -> tuple[Roads, Counter[str]]:
    """Return the roads of the base; made once."""
    if "roads" not in basis.kept:
        notes: Counter[str] = Counter()
        parts = [
            _of_layer(basis, x, notes)
            for x in basis.project.layers
            if x.role is Role.ROAD and x.payload.kind is PayloadKind.TABLE and x.count
            and not x.has_surfaces
        ]  # fmt: skip
        made = parts[0] if parts else _empty()
        for x in parts[1:]:
            made = _joined(made, x)
        basis.kept["roads"] = made, notes
    found: tuple[Roads, Counter[str]] = basis.kept["roads"]
    return found


def todays_roads(basis: Basis) -> Roads:
    """Return the roads of the base, their traffic not told yet."""
    return _todays(basis)[0]


def _of_layer(basis: Basis, layer: Layer, notes: Counter[str]) -> Roads:
    payloads = basis.payloads
    lines = canonical.lines(payloads, layer)
    rows = rows_in(lines, basis.window)
    shown = shown_rows(payloads, layer)
    if shown is not None:
        notes["roads_filtered"] += int((~shown[rows]).sum())
        rows = rows[shown[rows]]
    count = len(rows)

    def column(name: str) -> NDArray[Any] | None:
        found = canonical.column(payloads, layer, name)
        return None if found is None else found[rows]

    def number(name: str) -> Array:
        found = column(name)
        return np.full(count, np.nan) if found is None else found.astype(np.float64)

    def text(name: str) -> NDArray[Any]:
        found = column(name)
        return np.full(count, "", object) if found is None else found.astype(object)

    def periods(name: str) -> Array:
        return np.column_stack([number(name.format(x)) for x in PERIODS]).reshape(count, 3)

    classes = road_classes(
        column("nature"), number("importance"), column("number"), column("state"), count
    )
    daily = number("daily")
    total, light, heavy = (periods(f"{x}_{{}}") for x in ("traffic", "light", "heavy"))
    speed = number("speed")
    classes, speed = _guessed(classes, daily, [total, light, heavy], speed, notes)
    ways = one_way(column("one_way"), count)
    told = Told(
        classes, total, light, heavy, daily, np.full(count, np.nan), np.full(count, np.nan), speed,
        periods("light_speed_{}"), periods("heavy_speed_{}"), np.zeros(count, np.bool_),
        ways != 0,
    )  # fmt: skip
    width = road_widths(layer, count, column)
    level = np.nan_to_num(number("level"))
    xy, z = pieces_of(lines, rows)
    return Roads(
        np.full(count, layer.id, object), rows, np.full(count, "", object), text("name"),
        text("number"), xy, z, level, ways, width, text("surface"), told, _no_traffic(count),
    )  # fmt: skip


def _guessed(
    classes: NDArray[np.int64], daily: Array, flows: list[Array], speed: Array, notes: Counter[str]
) -> tuple[NDArray[np.int64], Array]:
    """Give roads of which no class is told that of their traffic; else they serve dwellings."""
    unknown = classes == UNKNOWN
    if not unknown.any():
        return classes, speed
    with np.errstate(invalid="ignore"):
        hourly = np.where((flows[0] > 0.0) & (flows[0] <= MOST), flows[0], 0.0).mean(1)
        whole = np.where((daily > 0.0) & (daily <= 24.0 * MOST), daily, 24.0 * hourly)
    usual = np.log(USUAL.sum(1))
    with np.errstate(divide="ignore"):
        away = np.abs(np.log(np.maximum(whole, 1.0))[:, None] - usual)
    nearest = np.where(whole > 0.0, away.argmin(1), RESIDENTIAL)
    silent = np.isnan(daily) & np.isnan(np.column_stack(flows)).all(1)
    notes["class_unknown"] += int((unknown & silent).sum())
    speed = np.where(unknown & np.isnan(speed), TOWN_SPEED, speed)
    return np.where(unknown, nearest, classes), speed


def pieces_of(
    lines: Lines, rows: NDArray[np.int64]
) -> tuple[tuple[tuple[Array, ...], ...], tuple[tuple[Array, ...], ...]]:
    """Return the lines of some rows: places (N, 2), and altitudes (N,), NaN where unknown [m]."""
    xy, z = [], []
    start, feature = lines.line_start.tolist(), lines.feature_start.tolist()
    for row in rows.tolist():
        spans = [(start[k], start[k + 1]) for k in range(feature[row], feature[row + 1])]
        spans = [(a, b) for a, b in spans if b - a >= 2]
        xy.append(tuple(lines.xy[a:b] for a, b in spans))
        z.append(tuple(
            np.full(b - a, np.nan) if lines.z is None else lines.z[a:b] for a, b in spans
        ))  # fmt: skip
    return tuple(xy), tuple(z)


def rows_in(lines: Lines, window: Bounds) -> NDArray[np.int64]:
    """Return the rows of lines whose boxes touch a window."""
    start = lines.line_start[lines.feature_start]
    some = np.flatnonzero(np.diff(start) > 0)
    if not len(some):
        return some
    low = np.minimum.reduceat(lines.xy, start[:-1][some])
    high = np.maximum.reduceat(lines.xy, start[:-1][some])
    west, south, east, north = window
    near = (low[:, 0] <= east) & (high[:, 0] >= west) & (low[:, 1] <= north) & (high[:, 1] >= south)
    return some[near]


def _near(lines: tuple[Array, ...], window: Bounds) -> bool:
    west, south, east, north = window
    return any(
        len(x) >= 2
        and x[:, 0].min() <= east and x[:, 0].max() >= west
        and x[:, 1].min() <= north and x[:, 1].max() >= south
        for x in lines
    )  # fmt: skip


def _surfaces(given: NDArray[Any], table: Table, notes: Counter[str]) -> NDArray[Any]:
    """Return the codes of surfaces told by codes or by words; what is unknown is the reference."""
    tab = road_table(table)
    known = {x.upper() for x in tab.surfaces}
    rules = [(word, k + 1) for k, (word, _) in enumerate(SURFACES)]
    words = matched(given, len(given), rules)
    found = np.full(len(given), REFERENCE, object)
    for k, told in enumerate(given.tolist()):
        code = str(told or "").strip().upper()
        if code in known:
            found[k] = code
        elif words[k]:
            found[k] = SURFACES[words[k] - 1][1]
        elif code:
            notes["surface_unknown"] += 1
    elsewhere = {x for x, e in zip(tab.surfaces, tab.fitted_elsewhere, strict=True) if e}
    notes["surface_other_edition"] += int(np.isin(found, list(elsewhere)).sum())
    return found


# -- what a variant changes ------------------------------------------------------------------------


def _changed(changed: list[Road], today: Roads, basis: Basis) -> Roads:
    """Return the roads of a variant that are new, or not as they were."""
    where = {key: k for k, key in enumerate(zip(today.layer, today.row.tolist(), strict=True))}
    at = [where.get((x.source.layer, x.source.index), -1) for x in changed]
    count = len(changed)
    blank = _only(_joined(today, _blank(1)), np.array([k if k >= 0 else len(today) for k in at]))
    told = blank.told
    speed, light, heavy = (x.copy() for x in (told.speed, told.light_speed, told.heavy_speed))
    classes, surface = told.road_class.copy(), blank.surface.copy()
    ways, ways_told = blank.one_way.copy(), told.one_way.copy()
    for k, road in enumerate(changed):
        if classes[k] == NO_CARS and road.use in (RoadUse.CARS, RoadUse.SHARED):
            classes[k] = RESIDENTIAL
        if road.use in WITHOUT_CARS:
            classes[k] = NO_CARS
        now = road.speed
        if road.use is RoadUse.SHARED:
            now = SHARED_SPEED if now is None else min(now, SHARED_SPEED)
        if now is not None:
            speed[k], light[k], heavy[k] = now, np.nan, np.nan
        if road.surface is not None:
            surface[k] = ROAD_SURFACES[road.surface.value]
        if road.one_way is not None:
            ways[k] = ways[k] or 1 if road.one_way else 0
            ways_told[k] = road.one_way
    told = replace(
        told, road_class=classes, speed=speed, light_speed=light, heavy_speed=heavy,
        one_way=ways_told,
    )  # fmt: skip
    return replace(
        blank,
        layer=np.array([x.source.layer for x in changed], object),
        row=np.array([x.source.index if x.source.layer else -1 for x in changed], np.int64),
        edit=np.array([x.edit for x in changed], object),
        name=np.array([x.name or blank.name[k] for k, x in enumerate(changed)], object),
        lines=tuple(tuple(y for y in x.lines if len(y) >= 2) for x in changed),
        z=tuple(tuple(np.full(len(y), np.nan) for y in x.lines if len(y) >= 2) for x in changed),
        width=np.array([x.width for x in changed], float),
        one_way=ways, surface=surface, told=told, traffic=_no_traffic(count),
    )  # fmt: skip


def _set_traffic(traffic: Traffic, k: int, road: Road, notes: Counter[str]) -> None:
    """Give a road of a variant the traffic that an edit tells, in place."""
    if road.use in WITHOUT_CARS:
        notes["roads_without_cars"] += 1
    for p, one in enumerate((road.day, road.evening, road.night)):
        if one is None:
            continue
        if one.vehicles < 0.0 or not 0.0 <= one.heavy <= 1.0:
            notes["flow_negative"] += 1
            continue
        traffic.light[k, p] = one.vehicles * (1.0 - one.heavy)
        traffic.heavy[k, p] = one.vehicles * one.heavy
        if traffic.origin[k] == Origin.DEFAULT:
            notes["traffic_default"] -= 1
        traffic.origin[k] = Origin.VARIANT


# -- tables of roads -------------------------------------------------------------------------------


def _no_traffic(count: int) -> Traffic:
    nothing = np.zeros((count, 3))
    return Traffic(nothing, nothing, nothing, nothing, np.full(count, Origin.NONE, np.uint8))


def _blank(count: int) -> Roads:
    """Return roads of which nothing is told, that serve dwellings."""
    nan, three, empty = (
        np.full(count, np.nan),
        np.full((count, 3), np.nan),
        np.full(count, "", object),
    )
    told = Told(
        np.full(count, RESIDENTIAL), three, three, three, nan, nan, nan, nan, three, three,
        np.zeros(count, np.bool_), np.zeros(count, np.bool_),
    )  # fmt: skip
    none: tuple[tuple[Array, ...], ...] = ((),) * count
    return Roads(
        empty, np.full(count, -1), empty, empty, empty, none, none, np.zeros(count),
        np.zeros(count, np.int8), np.full(count, 5.0), empty, told, _no_traffic(count),
    )  # fmt: skip


def _empty() -> Roads:
    return _blank(0)


def _only(roads: Roads, at: NDArray[np.int64]) -> Roads:
    """Return some of the roads."""
    picked = at.tolist()
    told = Told(*(getattr(roads.told, x.name)[at] for x in fields(Told)))
    traffic = Traffic(*(getattr(roads.traffic, x.name)[at] for x in fields(Traffic)))
    return Roads(
        roads.layer[at], roads.row[at], roads.edit[at], roads.name[at], roads.number[at],
        tuple(roads.lines[k] for k in picked), tuple(roads.z[k] for k in picked), roads.level[at],
        roads.one_way[at], roads.width[at], roads.surface[at], told, traffic,
    )  # fmt: skip


def _joined(a: Roads, b: Roads) -> Roads:
    def both(x: Any, y: Any) -> Any:
        return x + y if isinstance(x, tuple) else np.concatenate([x, y])

    def records(x: Any, y: Any) -> Any:
        return type(x)(*(both(getattr(x, f.name), getattr(y, f.name)) for f in fields(x)))

    simple = {f.name: both(getattr(a, f.name), getattr(b, f.name)) for f in fields(Roads)[:-2]}
    more = {"told": records(a.told, b.told), "traffic": records(a.traffic, b.traffic)}
    return Roads(**simple, **more)
