"""Trains and trams: what the rails of a project carry. No source tells it: defaults by kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.io import canonical
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role
from jumeau.render.noise.basis import Basis
from jumeau.render.noise.roads import pieces_of, rows_in
from jumeau.render.styling.filtering import shown_rows
from jumeau.render.swatches import matched
from jumeau.simulation.noise.bands import BANDS
from jumeau.simulation.noise.emission.rail import ALONG_A_LINE, Passing, Track, rail_power
from jumeau.simulation.noise.emission.rolling_stock import HEIGHTS

Array = NDArray[np.float64]


class RailKind(IntEnum):
    """Kinds of rails."""

    NONE = 0
    MAIN = 1
    FAST = 2
    TRAM = 3
    SERVICE = 4


_RULES = (
    ("metro", RailKind.NONE + 10), ("subway", RailKind.NONE + 10), ("funicul", RailKind.NONE + 10),
    ("monorail", RailKind.NONE + 10), ("preserved", RailKind.NONE + 10),
    ("disused", RailKind.NONE + 10), ("abandon", RailKind.NONE + 10),
    ("construction", RailKind.NONE + 10), ("desaffect", RailKind.NONE + 10),
    ("tram", RailKind.TRAM + 10), ("light_rail", RailKind.TRAM + 10),
    ("service", RailKind.SERVICE + 10), ("siding", RailKind.SERVICE + 10),
    ("yard", RailKind.SERVICE + 10), ("spur", RailKind.SERVICE + 10),
    ("embranchement", RailKind.SERVICE + 10), ("industrial", RailKind.SERVICE + 10),
    ("lgv", RailKind.FAST + 10), ("grande vitesse", RailKind.FAST + 10),
)  # fmt: skip
_GONE = (("projet", 1), ("construction", 1), ("non exploit", 1), ("detruit", 1))
FAST_FROM = 220.0
"""Lines on which trains may drive faster are high-speed lines [km/h]."""
USUAL_SPEED = {RailKind.MAIN: 120.0, RailKind.FAST: 300.0, RailKind.TRAM: 40.0,
               RailKind.SERVICE: 30.0}  # fmt: skip

# Trains an hour by day, evening and night, both ways: assumptions of this program, for want of a
# source that tells them for any line. The orders of magnitude are those of a regional line with an
# hourly train each way and two goods trains a day, of a high-speed line, and of a tram every 8 to
# 10 minutes.
USUAL: dict[RailKind, tuple[tuple[str, float, tuple[float, float, float]], ...]] = {
    RailKind.MAIN: (("B82500-4U1", 1.0, (2.0, 1.5, 0.25)), ("FRET", 1.0, (0.1, 0.1, 0.1))),
    RailKind.FAST: (("TGV-D-10U1", 1.0, (4.0, 4.0, 0.25)),),
    RailKind.TRAM: (("SNCF68", 1.0, (14.0, 8.0, 3.0)),),
    RailKind.SERVICE: (),
    RailKind.NONE: (),
}


@dataclass(frozen=True, slots=True, eq=False)
class Rails:
    """S rails; arrays by rail.

    Attributes
    ----------
    layer : (S,) object
    row : (S,) int64
    name : (S,) object
    lines, z
        As of roads.
    level : (S,) float64
    kind : (S,) int64
        :class:`RailKind`.
    speed : (S,) float64 [km/h]
    """

    layer: NDArray[Any]
    row: NDArray[np.int64]
    name: NDArray[Any]
    lines: tuple[tuple[Array, ...], ...]
    z: tuple[tuple[Array, ...], ...]
    level: Array
    kind: NDArray[np.int64]
    speed: Array

    def __len__(self) -> int:
        return len(self.row)


def rails_of(basis: Basis, variant: str, notes: Counter[str]) -> Rails:
    """Return the rails of a variant about the area.

    Parameters
    ----------
    notes : Counter
        Counts what was assumed, by code.
    """
    hidden = basis.resolved[variant].hidden
    parts: list[Rails] = []
    for layer in basis.project.layers:
        if layer.role is not Role.RAIL or layer.payload.kind is not PayloadKind.TABLE:
            continue
        if layer.has_surfaces or not layer.count:
            continue
        lines = canonical.lines(basis.payloads, layer)
        rows = rows_in(lines, basis.window)
        shown = shown_rows(basis.payloads, layer)
        rows = rows if shown is None else rows[shown[rows]]
        gone = hidden.get(layer.id, frozenset())
        rows = rows[[r not in gone for r in rows.tolist()]] if len(rows) else rows
        count = len(rows)

        def column(name: str, layer: Any = layer, rows: Any = rows) -> NDArray[Any] | None:
            found = canonical.column(basis.payloads, layer, name)
            return None if found is None else found[rows]

        def number(name: str, count: int = count, column: Any = column) -> Array:
            found = column(name)
            return np.full(count, np.nan) if found is None else found.astype(np.float64)

        words = [column(x) for x in ("nature", "use")]
        told = np.array([
            " ".join(str(w[k] or "") for w in words if w is not None) for k in range(count)
        ], object)  # fmt: skip
        by_word = matched(told, count, _RULES)
        by_word[matched(column("state"), count, _GONE) > 0] = RailKind.NONE + 10
        speed = number("speed")
        kind = np.where(by_word >= 10, by_word - 10, int(RailKind.MAIN)).astype(np.int64)
        with np.errstate(invalid="ignore"):
            kind[(kind == RailKind.MAIN) & (speed > FAST_FROM)] = RailKind.FAST
            wrong = ~((speed >= 5.0) & (speed <= 400.0))
        usual = np.array([USUAL_SPEED.get(RailKind(k), 30.0) for k in kind.tolist()])
        name = column("name")
        xy, z = pieces_of(lines, rows)
        parts.append(Rails(
            np.full(count, layer.id, object), rows,
            np.full(count, "", object) if name is None else name.astype(object), xy, z,
            np.nan_to_num(number("level")), kind, np.where(wrong, usual, speed),
        ))  # fmt: skip
    found = _joined(parts)
    trafficked = np.isin(found.kind, [k for k, x in USUAL.items() if x])
    notes["rail_default"] += int((trafficked & (found.level >= 0.0)).sum())
    notes["rail_in_tunnel"] += int((trafficked & (found.level < 0.0)).sum())
    notes["rail_silent"] += int((~trafficked).sum())
    return found


def _joined(parts: list[Rails]) -> Rails:
    words, numbers = np.empty(0, object), np.empty(0)

    def both(name: str, none: Any) -> Any:
        return np.concatenate([none, *(getattr(x, name) for x in parts)])

    return Rails(
        both("layer", words), both("row", np.empty(0, np.int64)), both("name", words),
        tuple(y for x in parts for y in x.lines), tuple(y for x in parts for y in x.z),
        both("level", numbers), both("kind", np.empty(0, np.int64)), both("speed", numbers),
    )  # fmt: skip


def rail_levels(rails: Rails) -> tuple[Array, tuple[float, ...]]:
    """Return the sound power of rails (S, 3, heights, 8) [dB re 1 pW/m], and the heights [m]."""
    found = np.full((len(rails), 3, len(HEIGHTS), BANDS), -99.0)
    known: dict[tuple[int, float, bool], Array] = {}
    for k in range(len(rails)):
        kind, speed = RailKind(int(rails.kind[k])), float(rails.speed[k])
        tunnel = bool(rails.level[k] < 0.0)
        key = (int(kind), speed, tunnel)
        if key not in known:
            track = Track(speed=speed, tram=kind is RailKind.TRAM, tunnel=tunnel)
            trains = [
                [Passing(train, hourly[p], speed, units) for train, units, hourly in USUAL[kind]]
                for p in range(3)
            ]
            known[key] = rail_power(trains, [track] * 3) + ALONG_A_LINE
        found[k] = known[key]
    return found, tuple(float(x) for x in HEIGHTS)
