"""A small base without files: what edits are tried on."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jumeau.model.changes import Change
from jumeau.model.edits import Edit
from jumeau.model.layer import FeatureRef
from jumeau.model.placed_model import Ring
from jumeau.model.roles import Role
from jumeau.variants.base import BaseBody, BaseBuilding, BaseRoad, BaseTree
from jumeau.variants.outlines import inside, middle_of_rings

X, Y = 700_000.0, 6_600_000.0
"""Coordinates are as large as in Lambert-93: nothing may lose its centimetres."""


def square(x: float, y: float, side: float = 10.0) -> Ring:
    """Return a square with its lower left corner so far from the origin, counter-clockwise."""
    x, y = X + x, Y + y
    return ((x, y), (x + side, y), (x + side, y + side), (x, y + side))


def house(x: float, y: float, height: float = 6.0) -> BaseBuilding:
    """Return a house of the base."""
    ring = np.array(square(x, y))
    return BaseBuilding(
        ((ring,),), height, 2.0, 100.0, 1, storeys=2, dwellings=1, use="Résidentiel"
    )


@dataclass
class SampleBase:
    """Three houses in a row, a body, two trees and a road."""

    houses: list[BaseBuilding] = field(
        default_factory=lambda: [house(0, 0), house(20, 0), house(40, 0, 9.0)]
    )
    keys: tuple[str, ...] = ("A", "B", "C")
    trees: tuple[BaseTree, ...] = (
        BaseTree((X + 5.0, Y + 30.0), 8.0, 5.0),
        BaseTree((X + 25.0, Y + 30.0), 12.0, 7.0),
    )

    def role(self, layer_id: str) -> Role | None:
        roles = {
            "houses": Role.BUILDING, "bodies": Role.BUILDING, "trees": Role.TREE,
            "roads": Role.ROAD,
        }  # fmt: skip
        return roles.get(layer_id)

    def row(self, ref: FeatureRef) -> int:
        if ref.layer == "houses" and ref.key:
            return self.keys.index(ref.key) if ref.key in self.keys else -1
        counts = {"houses": len(self.houses), "bodies": 1, "trees": len(self.trees), "roads": 1}
        return ref.index if 0 <= ref.index < counts.get(ref.layer, 0) else -1

    def building(self, layer_id: str, row: int) -> BaseBuilding | None:
        return self.houses[row] if layer_id == "houses" else None

    def body(self, layer_id: str, row: int) -> BaseBody | None:
        box = (X + 60.0, Y, 100.0, X + 80.0, Y + 10.0, 120.0)
        return BaseBody(box) if layer_id == "bodies" else None

    def tree(self, layer_id: str, row: int) -> BaseTree | None:
        return self.trees[row] if layer_id == "trees" else None

    def road(self, layer_id: str, row: int) -> BaseRoad | None:
        if layer_id != "roads":
            return None
        return BaseRoad((np.array([[X, Y - 5.0], [X + 90.0, Y - 5.0]]),), 6.0, "rue", 50.0, 2)

    def standing_in(self, ring: Ring) -> dict[str, NDArray[np.int64]]:
        middles = np.array([middle_of_rings(x.rings) for x in self.houses]).reshape(-1, 2)
        rows = np.flatnonzero(inside(middles, ring))
        return {"houses": rows} if len(rows) else {}

    def trees_in(self, ring: Ring) -> dict[str, NDArray[np.int64]]:
        rows = np.flatnonzero(inside(np.array([x.place for x in self.trees]), ring))
        return {"trees": rows} if len(rows) else {}


def edits_of(*changes: Change) -> tuple[Edit, ...]:
    """Return changes as edits e1, e2…."""
    return tuple(Edit(f"e{k}", x) for k, x in enumerate(changes, 1))
