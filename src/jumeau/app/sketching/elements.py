"""The edges of what a variant has drawn, to be snapped to."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.app.sketching.surroundings import edges_of
from jumeau.geometry.sketch import Place
from jumeau.model.changes import (
    AddBarrier,
    AddBuilding,
    PlaceModel,
    PlantTrees,
    SetRoad,
    SetSurface,
    ShapeTerrain,
)
from jumeau.model.edits import Edit


def edges_of_edit(edit: Edit) -> list[NDArray[np.float64]]:
    """Return the edges (N, 4) of what an edit draws."""
    change = edit.change
    rings: tuple[Any, ...] = ()
    lines: tuple[Any, ...] = ()
    if isinstance(change, AddBuilding):
        rings = (change.footprint, *change.courtyards)
    elif isinstance(change, SetSurface):
        rings = (change.ring, *change.holes)
    elif isinstance(change, ShapeTerrain):
        rings = (change.ring,)
    elif isinstance(change, SetRoad | AddBarrier):
        lines = (change.line,)
    elif isinstance(change, PlantTrees):
        lines = (change.places,)
    elif isinstance(change, PlaceModel):
        rings = (_placed(change),)
    found = [edges_of(np.array(x), closed=True) for x in rings if len(x) > 2]
    return found + [edges_of(np.array(x), closed=False) for x in lines if len(x) > 1]


def _placed(change: PlaceModel) -> list[Place]:
    turn = np.radians(change.rotation)
    c, s = np.cos(turn) * change.scale, np.sin(turn) * change.scale
    x, y = change.place
    return [(x + c * e + s * n, y - s * e + c * n) for e, n in change.model.footprint]
