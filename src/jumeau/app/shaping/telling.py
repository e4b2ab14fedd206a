"""What is said of what is held: its name, its size, what the hand does to it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from jumeau.app.shaping.handles import Grip
from jumeau.app.shaping.held import UPRIGHT, Held, Kind
from jumeau.geometry import handling
from jumeau.model import changes as ch
from jumeau.model.edits import tag_of
from jumeau.model.variant import Variant

if TYPE_CHECKING:
    from jumeau.i18n import Translator

_NBSP = "\N{NO-BREAK SPACE}"


def metres(value: float, tr: Translator, decimals: int = 1) -> str:
    """Return a length with its unit."""
    return tr("app.unit.length", value=tr.number(value, decimals))


def square_metres(value: float, tr: Translator) -> str:
    """Return an area with its unit."""
    return tr("app.unit.area", value=tr.number(value))


def signed(value: float, tr: Translator, decimals: int = 1) -> str:
    """Return a length with sign and unit."""
    sign = "+" if value > 0 else ""
    return sign + metres(value, tr, decimals)


def title_of(held: Held, tr: Translator) -> str:
    """Return what an element is called: "École (bâtiment)"."""
    change = held.own.change if held.own is not None else None
    kind = tr(f"shaping.kind.{held.kind}")
    name = held.own.title if held.own is not None else held.name
    if not name and isinstance(change, ch.AddBuilding | ch.PlaceModel):
        name = tr(f"buildings.kind.{change.kind}")
    elif not name and isinstance(change, ch.SetSurface):
        name = tr(f"surfaces.{change.surface}")
    elif not name and isinstance(change, ch.PlantTrees):
        name = tr(f"species.{change.species}") if tr.has(f"species.{change.species}") else ""
    elif not name and held.use:
        key = f"buildings.kind.{held.use}"
        name = tr(key) if tr.has(key) else held.use
    if not name:
        return kind[:1].upper() + kind[1:]
    if held.own is not None and not held.own.title and change is not None and held.kind not in (
        *UPRIGHT, Kind.MODEL, Kind.SURFACE, Kind.TREE, Kind.TREES,
    ):  # fmt: skip
        kind = tr(f"edits.{tag_of(change)}").lower()
    return tr("shaping.named", name=name[:1].upper() + name[1:], kind=kind)


def facts_of(held: Held, tr: Translator, scale: float = 1.0) -> list[str]:
    """Return what is known of an element's size, the most important first."""
    told = []
    if held.height > 0.0:
        about = "shaping.about" if held.estimated else "shaping.plain"
        told.append(tr(about, value=metres(held.height, tr)))
    if held.kind in UPRIGHT and held.storeys:
        told.append(tr.count("shaping.storeys", held.storeys))
    if held.kind is Kind.TREES and held.storeys:
        told.append(tr.count("shaping.trees", held.storeys))
    if held.closed and held.kind is not Kind.BODY and (area := held.area / scale**2) > 0.5:
        told.append(square_metres(area, tr))
    elif held.kind in (Kind.ROAD, Kind.BARRIER):
        length = sum(handling.line_length(x) for x in held.pieces) / scale
        told.append(metres(length, tr, 0))
    return told


def plate_of(held: tuple[Held, ...], variant: Variant | None, tr: Translator, scale: float) -> str:
    """Return what is held, in one line."""
    where = variant.title if variant is not None else tr("variants.today")
    if len(held) > 1:
        return tr("shaping.plate", what=tr.count("shaping.several", len(held)), where=where)
    what = ", ".join([title_of(held[0], tr), *facts_of(held[0], tr, scale)])
    return tr("shaping.plate", what=what, where=where)


def told_of(
    grip: Grip, before: Held, now: Held, index: int, held_by: bool, tr: Translator, scale: float
) -> str:
    """Return what the hand has done, in one or two lines.

    Parameters
    ----------
    held_by : bool
        Whether a neighbour's edge held the turn.
    """
    lines: list[str] = []
    if grip is Grip.MOVE:
        east, north = (np.subtract(now.pivot, before.pivot) / scale).tolist()
        lines.append(tr("shaping.told.move", length=metres(math.hypot(east, north), tr)))
        lines.append(
            tr(
                "shaping.told.east_north",
                east=signed(east, tr),
                north=signed(north, tr),
            )
        )
    elif grip is Grip.TURN:
        turn = handling.half_turn(now.turn - before.turn)
        sign = "+" if turn > 0 else ""
        lines.append(tr("shaping.told.turn", angle=sign + tr.number(turn, 1)))
        if held_by:
            lines.append(tr("shaping.told.along"))
    elif grip is Grip.SIZE:
        share = 100.0 * now.radius / max(before.radius, 1e-9)
        sides = handling.box_along(now.places, before.bearing)
        wide = float(np.hypot(*(sides[1] - sides[0]))) / scale
        deep = float(np.hypot(*(sides[2] - sides[1]))) / scale
        lines.append(tr("shaping.told.size", share=tr.number(share)))
        lines.append(tr("shaping.told.sides", a=metres(wide, tr), b=metres(deep, tr)))
    elif grip is Grip.HEIGHT:
        lines.append(metres(now.height, tr) + f" ({signed(now.height - before.height, tr)})")
    elif grip in (Grip.VERTEX, Grip.EDGE):
        lines.append(", ".join(metres(x, tr) for x in _sides_at(now, grip, index, scale)))
    more = []
    if now.kind in UPRIGHT and grip is not Grip.MOVE and grip is not Grip.TURN:
        if now.storeys:
            more.append(tr.count("shaping.storeys", now.storeys))
        if now.kind is Kind.BUILDING:
            floors = round(max(now.storeys, 1) * now.area / scale**2, -1)
            more.append(tr("shaping.told.floor", area=square_metres(floors, tr)))
    elif now.closed and grip in (Grip.VERTEX, Grip.EDGE, Grip.SIZE):
        more.append(square_metres(now.area / scale**2, tr))
    if more:
        lines.append(", ".join(more))
    return "\n".join(lines)


def _sides_at(held: Held, grip: Grip, index: int, scale: float) -> list[float]:
    """Return the lengths of the sides that a hand changes [m]."""
    xy, count = held.pieces[0], len(held.pieces[0])
    if grip is Grip.EDGE:
        pairs = [(index, index + 1), (index + 1, index + 2)]
    else:
        pairs = [(index - 1, index), (index, index + 1)]
    if not held.closed:
        pairs = [(a, b) for a, b in pairs if a >= 0 and b < count]
    return [float(np.hypot(*(xy[b % count] - xy[a % count]))) / scale for a, b in pairs]
