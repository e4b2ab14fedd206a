"""Elements of every kind, shifted, turned and scaled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.changes import MoveFeature
from jumeau.variants import outlines
from jumeau.variants.resolved import (
    Barrier,
    Covered,
    MovedBody,
    Placed,
    Planted,
    Road,
    Shaped,
    Solid,
)


def _turn(
    pieces: tuple[NDArray[np.float64], ...], middle: tuple[float, float], change: MoveFeature
) -> tuple[NDArray[np.float64], ...]:
    how = (change.east, change.north, change.rotation, change.scale)
    return tuple(outlines.moved(x, middle, *how) for x in pieces)


def _moved_solid(one: Solid, edit: str, change: MoveFeature) -> Solid:
    middle = outlines.middle_of_rings(one.rings)
    rings = tuple(_turn(polygon, middle, change) for polygon in one.rings)
    # What stands elsewhere stands on the ground there.
    shifted = bool(change.east or change.north)
    return replace(
        one, edit=edit, rings=rings, height=one.height * change.scale, rise=one.rise * change.scale,
        altitude=None if shifted else one.altitude, up=one.up + change.up,
    )  # fmt: skip


def _moved_body(one: MovedBody, edit: str, change: MoveFeature) -> MovedBody:
    return replace(
        one, edit=edit, east=one.east + change.east, north=one.north + change.north,
        up=one.up + change.up, rotation=one.rotation + change.rotation,
        scale=one.scale * change.scale, tall=one.tall * change.scale,
    )  # fmt: skip


def _moved_model(one: Placed, edit: str, change: MoveFeature) -> Placed:
    return replace(
        one, edit=edit, place=(one.place[0] + change.east, one.place[1] + change.north),
        up=one.up + change.up, rotation=one.rotation + change.rotation,
        scale=one.scale * change.scale,
    )  # fmt: skip


def _moved_trees(one: Planted, edit: str, change: MoveFeature) -> Planted:
    if not len(one):
        return one
    (xy,) = _turn((one.xy,), outlines.middle_of([one.xy]), change)
    return replace(one, xy=xy, edit=(edit,) * len(one))


def _moved_ground(one: Covered, edit: str, change: MoveFeature) -> Covered:
    middle = outlines.middle_of_rings(one.rings)
    return replace(one, edit=edit, rings=tuple(_turn(x, middle, change) for x in one.rings))


def _moved_road(one: Road, edit: str, change: MoveFeature) -> Road:
    return replace(one, edit=edit, lines=_turn(one.lines, outlines.middle_of(one.lines), change))


def _moved_barrier(one: Barrier, edit: str, change: MoveFeature) -> Barrier:
    (line,) = _turn((one.line,), outlines.middle_of([one.line]), change)
    return replace(one, edit=edit, line=line)


def _moved_earth(one: Shaped, edit: str, change: MoveFeature) -> Shaped:
    (ring,) = _turn((one.ring,), outlines.middle_of([one.ring]), change)
    up = one.up + change.up
    altitude = None if one.altitude is None else one.altitude + change.up
    return replace(one, edit=edit, ring=ring, up=up, altitude=altitude)


def moved_element(element: Any, edit: str, change: MoveFeature) -> Any:
    """Return an element where, and as large as, an edit puts it."""
    return _MOVED[type(element)](element, edit, change)


_MOVED: dict[type, Callable[[Any, str, MoveFeature], Any]] = {
    Solid: _moved_solid,
    MovedBody: _moved_body,
    Placed: _moved_model,
    Planted: _moved_trees,
    Covered: _moved_ground,
    Road: _moved_road,
    Barrier: _moved_barrier,
    Shaped: _moved_earth,
}
