"""What a movement makes of an element: another value of its edit, or a move of the feature."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.geometry import handling
from jumeau.model import changes as ch
from jumeau.model.placed_model import Place, Ring

EXACT = 3
"""Places are kept to the millimetre."""
LEAST_SCALE, MOST_SCALE = 0.05, 20.0


class Motion(msgspec.Struct, frozen=True):
    """A shift [m], then a turn (clockwise [degrees]) and a scaling about the pivot.

    Attributes
    ----------
    pivot : Place
        Before the shift.
    """

    pivot: Place
    east: float = 0.0
    north: float = 0.0
    up: float = 0.0
    rotation: float = 0.0
    scale: float = 1.0

    @property
    def still(self) -> bool:
        """Whether nothing moves."""
        moved = any(abs(x) > 1e-9 for x in (self.east, self.north, self.up, self.rotation))
        return not moved and abs(self.scale - 1.0) < 1e-9

    def moved(self, xy: Iterable[Place] | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return places (N, 2) after the movement."""
        places = np.asarray(xy if isinstance(xy, np.ndarray) else list(xy), np.float64)
        turned = handling.turned(places, self.pivot, self.rotation, self.scale)
        return turned + np.array([self.east, self.north])

    def places(self, xy: Iterable[Place]) -> Ring:
        """Return places after the movement, as values."""
        return as_places(self.moved(xy))

    def place(self, at: Place) -> Place:
        """Return one place after the movement."""
        return self.places((at,))[0]


def as_places(xy: NDArray[np.float64]) -> Ring:
    """Return places (N, 2) as values, to the millimetre."""
    return tuple((x, y) for x, y in np.round(xy, EXACT).tolist())


def moved_change(change: ch.Change, motion: Motion) -> ch.Change:
    """Return the value of an edit that adds something, with what it adds moved."""
    replaced = msgspec.structs.replace
    if isinstance(change, ch.AddBuilding):
        altitude = None if change.altitude is None else change.altitude + motion.up
        return replaced(
            change,
            footprint=motion.places(change.footprint),
            courtyards=tuple(motion.places(x) for x in change.courtyards),
            altitude=altitude,
        )
    if isinstance(change, ch.PlaceModel):
        return replaced(
            change,
            place=motion.place(change.place),
            rotation=handling.half_turn(change.rotation + motion.rotation),
            scale=change.scale * motion.scale,
            up=change.up + motion.up,
        )
    if isinstance(change, ch.PlantTrees):
        return replaced(change, places=motion.places(change.places))
    if isinstance(change, ch.SetSurface):
        holes = tuple(motion.places(x) for x in change.holes)
        return replaced(change, ring=motion.places(change.ring), holes=holes)
    if isinstance(change, ch.AddBarrier | ch.SetRoad):
        return replaced(change, line=motion.places(change.line))
    if isinstance(change, ch.ShapeTerrain | ch.Demolish):
        return replaced(change, ring=motion.places(change.ring))
    raise TypeError(type(change))


def further(move: ch.MoveFeature, motion: Motion) -> ch.MoveFeature:
    """Return a move of a feature that goes on."""
    return msgspec.structs.replace(
        move,
        east=round(move.east + motion.east, EXACT),
        north=round(move.north + motion.north, EXACT),
        up=round(move.up + motion.up, EXACT),
        rotation=round(handling.half_turn(move.rotation + motion.rotation), EXACT),
        scale=round(min(max(move.scale * motion.scale, LEAST_SCALE), MOST_SCALE), 4),
    )


def vertices_of(change: ch.Change) -> Ring:
    """Return the vertices of what an edit draws; empty where it has none that can be moved."""
    if isinstance(change, ch.AddBuilding):
        return change.footprint
    if isinstance(change, ch.SetSurface | ch.ShapeTerrain | ch.Demolish):
        return change.ring
    if isinstance(change, ch.AddBarrier | ch.SetRoad):
        return change.line
    if isinstance(change, ch.PlantTrees) and change.planting is not ch.Planting.ONE:
        return change.places
    return ()


def is_ring(change: ch.Change) -> bool:
    """Tell whether what an edit draws goes round an area."""
    if isinstance(change, ch.PlantTrees):
        return change.planting is ch.Planting.AREA
    return isinstance(change, ch.AddBuilding | ch.SetSurface | ch.ShapeTerrain | ch.Demolish)


def with_vertices(change: ch.Change, vertices: Ring) -> ch.Change:
    """Return the value of an edit with other vertices."""
    replaced = msgspec.structs.replace
    if isinstance(change, ch.AddBuilding):
        return replaced(change, footprint=vertices)
    if isinstance(change, ch.SetSurface | ch.ShapeTerrain | ch.Demolish):
        return replaced(change, ring=vertices)
    if isinstance(change, ch.AddBarrier | ch.SetRoad):
        return replaced(change, line=vertices)
    if isinstance(change, ch.PlantTrees):
        return replaced(change, places=vertices)
    raise TypeError(type(change))


def fewest(change: ch.Change) -> int:
    """Return how few vertices what an edit draws may have."""
    return 3 if is_ring(change) else 2
