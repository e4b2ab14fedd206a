"""What a hand on a handle makes of an element: from where it is to what it does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jumeau.app.shaping import deeds
from jumeau.app.shaping.handles import Grip, Handle, heightened, moved, redrawn
from jumeau.app.shaping.held import Held
from jumeau.app.shaping.motion import (
    LEAST_SCALE,
    MOST_SCALE,
    Motion,
    as_places,
    fewest,
    vertices_of,
    with_vertices,
)
from jumeau.geometry import handling

if TYPE_CHECKING:
    from jumeau.app.shaping.gesture import Make
    from jumeau.app.shaping.held import Ground
    from jumeau.model.project import Project

STEPS = {Grip.MOVE: 0.1, Grip.HEIGHT: 0.1, Grip.VERTEX: 0.1, Grip.EDGE: 0.1}
"""Lengths that hands make are multiples of these [m]."""
NUDGES = {Grip.TURN: 1.0, Grip.SIZE: 0.05, Grip.HEIGHT: 0.5}
"""What an arrow key does: degrees, a share, metres; 1 m elsewhere."""
LABELS = {Grip.MOVE: "move_feature", Grip.HEIGHT: "change_height"}
"""Of the actions; the others turn, stretch and redraw."""

Amount = tuple[float, ...]
"""East and north [m]; a turn [degrees]; a factor; a height [m]; a shift of an edge [m]."""


@dataclass(frozen=True, slots=True, eq=False)
class Pull:
    """A handle with a hand on it.

    Attributes
    ----------
    start : Held
        The element before.
    from_ : tuple of float
        Where the hand took hold, on the level of the handle [m].
    """

    start: Held
    handle: Handle
    from_: tuple[float, float]
    neighbours: tuple[float, ...] = ()

    @property
    def grip(self) -> Grip:
        """What is done."""
        return self.handle.grip

    @property
    def label(self) -> str:
        """Label of the action."""
        if self.start.own is not None:
            return "change_edit"
        return LABELS.get(self.grip, "move_feature")

    def amount(self, at: tuple[float, float], *, free: bool) -> tuple[Amount, bool]:
        """Return what the hand does at a place, and whether a neighbour's edge holds it.

        Parameters
        ----------
        free : bool
            Nothing is snapped to.
        """
        grip, start = self.grip, self.start
        step = 0.01 if free else STEPS.get(grip, 0.1)
        pull = np.subtract(at, self.from_)
        if grip is Grip.TURN:
            pivot = start.pivot
            turn = handling.half_turn(
                handling.bearing_of(pivot, at) - handling.bearing_of(pivot, self.from_)
            )
            if free:
                return (round(turn, 1),), False
            snapped, held = handling.snapped_turn(turn, start.bearing, self.neighbours)
            return (round(snapped, 2 if held else 0),), held
        if grip is Grip.SIZE:
            near = math.hypot(*np.subtract(self.from_, start.pivot).tolist())
            far = math.hypot(*np.subtract(at, start.pivot).tolist())
            scale = far / max(near, 1e-6)
            scale = round(scale, 3) if free else round(scale * 20.0) / 20.0
            return (min(max(scale, LEAST_SCALE), MOST_SCALE),), False
        if grip is Grip.EDGE:
            return (round(float(pull @ self._outwards()) / step) * step,), False
        east, north = (np.round(pull / step) * step).tolist()
        return (east, north), False

    def height(self, risen: float, *, free: bool) -> Amount:
        """Return the height after the hand has risen by so much [m]."""
        step = 0.01 if free else STEPS[Grip.HEIGHT]
        height = round((self.start.height + risen) / step) * step
        return (min(max(height, deeds.LEAST_HEIGHT), deeds.MOST_HEIGHT),)

    def _outwards(self) -> np.ndarray:
        ring = self.start.pieces[0]
        pushed = handling.pushed_edge(ring, self.handle.index, 1.0)
        k = self.handle.index
        a, b = ring[k], ring[(k + 1) % len(ring)]
        along = (b - a) / max(float(np.hypot(*(b - a))), 1e-9)
        out = pushed[k] - a
        out = out - (out @ along) * along
        return np.asarray(out / max(float(np.hypot(*out)), 1e-9))

    def shown(self, amount: Amount, ground: Ground) -> Held:
        """Return the element as the hand shows it."""
        if self.grip is Grip.HEIGHT:
            return heightened(self.start, amount[0])
        if self.grip in (Grip.VERTEX, Grip.EDGE):
            return redrawn(self.start, self._vertices(amount))
        motion = self._motion(amount)
        foot = None
        if self.grip is Grip.MOVE:
            here = np.concatenate([motion.moved(x) for x in self.start.pieces])
            lift = ground(here[:, 0], here[:, 1]).min()
            before = self.start.places
            foot = self.start.foot + float(lift - ground(before[:, 0], before[:, 1]).min())
        return moved(self.start, motion, foot)

    def _motion(self, amount: Amount) -> Motion:
        pivot = self.start.pivot
        if self.grip is Grip.MOVE:
            return Motion(pivot, east=amount[0], north=amount[1])
        if self.grip is Grip.TURN:
            return Motion(pivot, rotation=amount[0])
        return Motion(pivot, scale=amount[0])

    def _vertices(self, amount: Amount) -> np.ndarray:
        xy = self.start.pieces[0]
        if self.grip is Grip.EDGE:
            return handling.pushed_edge(xy, self.handle.index, amount[0])
        changed = xy.copy()
        changed[self.handle.index] += amount
        return changed

    def make(self, amount: Amount) -> Make:
        """Return what the project becomes."""
        start, grip = self.start, self.grip

        def made(project: Project, variant_id: str) -> Project:
            if grip is Grip.HEIGHT:
                return deeds.raised(project, variant_id, start, amount[0])
            if grip in (Grip.VERTEX, Grip.EDGE) and start.own is not None:
                change = with_vertices(start.own.change, as_places(self._vertices(amount)))
                return deeds.reshaped(project, variant_id, start, change)
            return deeds.moved(project, variant_id, start, self._motion(amount))

        return made


def nudged(
    pull: Pull, before: Amount | None, right: float, up: float, azimuth: float, *, fine: bool
) -> Amount:
    """Return what one more arrow key does to a handle, with Shift a tenth of it.

    Parameters
    ----------
    before : tuple of float or None
        What the arrows before have done.
    azimuth : float
        Of the camera: arrows lead along the nearest of the grid's directions [degrees].
    """
    size = NUDGES.get(pull.grip, 1.0) * (0.1 if fine else 1.0)
    if pull.grip in (Grip.MOVE, Grip.VERTEX):
        quarter = round(azimuth / 90.0) * 90.0
        ((east, north),) = handling.turned([(right, up)], (0.0, 0.0), quarter).tolist()
        x, y = before or (0.0, 0.0)
        return round(x + east * size, 3), round(y + north * size, 3)
    along = (right + up) * size
    if pull.grip is Grip.HEIGHT:
        risen = before[0] - pull.start.height if before else 0.0
        return pull.height(risen + along, free=True)
    start = 1.0 if pull.grip is Grip.SIZE else 0.0
    amount = round((before[0] if before else start) + along, 3)
    return (max(amount, LEAST_SCALE),) if pull.grip is Grip.SIZE else (amount,)


def typed_amount(pull: Pull, text: str) -> Amount | None:
    """Return what was typed for a handle; None where it is no number that fits.

    Two numbers are east and north; one is a length in the direction of the pull so far, an angle,
    a share in per cent, a height.
    """
    words = text.replace(",", ".").replace("\N{MINUS SIGN}", "-").replace(";", " ").split()
    try:
        numbers = [float(x) for x in words]
    except ValueError:
        return None
    if not numbers or not all(math.isfinite(x) and abs(x) < 1e5 for x in numbers):
        return None
    if pull.grip in (Grip.MOVE, Grip.VERTEX):
        if len(numbers) == 2:
            return (numbers[0], numbers[1])
        return None
    if len(numbers) != 1:
        return None
    value = numbers[0]
    if pull.grip is Grip.SIZE:
        share = value / 100.0
        return (share,) if LEAST_SCALE <= share <= MOST_SCALE else None
    if pull.grip is Grip.HEIGHT:
        return (value,) if deeds.LEAST_HEIGHT <= value <= deeds.MOST_HEIGHT else None
    if pull.grip is Grip.TURN:
        return (handling.half_turn(value),)
    return (value,)


def with_vertex(held: Held, edge: int, at: tuple[float, float]) -> Make | None:
    """Return what adds a vertex on an edge; None where the element has no vertices."""
    own = held.own
    if own is None or not (vertices := vertices_of(own.change)):
        return None
    added = (*vertices[: edge + 1], *as_places(np.array([at])), *vertices[edge + 1 :])
    change = with_vertices(own.change, added)
    return lambda project, variant_id: deeds.reshaped(project, variant_id, held, change)


def without_vertex(held: Held, index: int) -> Make | None:
    """Return what takes a vertex away; None where too few would be left."""
    own = held.own
    if own is None:
        return None
    vertices = vertices_of(own.change)
    if len(vertices) <= fewest(own.change) or index >= len(vertices):
        return None
    change = with_vertices(own.change, vertices[:index] + vertices[index + 1 :])
    return lambda project, variant_id: deeds.reshaped(project, variant_id, held, change)
