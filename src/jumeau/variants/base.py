"""What edits are applied to: the base, as far as they ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jumeau.model.layer import FeatureRef
from jumeau.model.placed_model import Ring
from jumeau.model.roles import Role

Rings = tuple[tuple[NDArray[np.float64], ...], ...]
"""Polygons of rings (N, 2), project CRS [m]: outlines counter-clockwise, holes clockwise."""


@dataclass(frozen=True, slots=True, eq=False)
class BaseBuilding:
    """A building of the base, as it is drawn.

    Attributes
    ----------
    rings : Rings
    height, rise, ground : float
        From the ground to the gutter, from there to the ridge, altitude of the ground [m].
    form : int
        :class:`jumeau.geometry.roofs.RoofForm`.
    storeys : int
        0 where unknown.
    dwellings : int
        -1 where unknown.
    use : str
        As the source tells it.
    estimated : bool
        Whether its height is estimated.
    """

    rings: Rings
    height: float
    rise: float
    ground: float
    form: int
    storeys: int = 0
    dwellings: int = -1
    use: str = ""
    estimated: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class BaseBody:
    """A body of surfaces.

    Attributes
    ----------
    box : tuple of float
        xmin, ymin, zmin, xmax, ymax, zmax, project CRS [m].
    rings : Rings
        What it covers; pieces may lie over each other.
    """

    box: tuple[float, float, float, float, float, float]
    rings: Rings = ()


@dataclass(frozen=True, slots=True, eq=False)
class BaseTree:
    """A surveyed tree: its place, height and crown width [m]."""

    place: tuple[float, float]
    height: float
    width: float


@dataclass(frozen=True, slots=True, eq=False)
class BaseRoad:
    """A road: its lines (N, 2), width [m], name; None where the source does not tell."""

    lines: tuple[NDArray[np.float64], ...]
    width: float
    name: str = ""
    speed: float | None = None
    lanes: int | None = None


class Base(Protocol):
    """The untouched data of a project."""

    def role(self, layer_id: str) -> Role | None:
        """Return a layer's role; None where the project has no such layer."""

    def row(self, ref: FeatureRef) -> int:
        """Return the row of a feature by its key, by its index where it has none; -1: gone."""

    def building(self, layer_id: str, row: int) -> BaseBuilding | None:
        """Return a building with a footprint; None where there is none in this row."""

    def body(self, layer_id: str, row: int) -> BaseBody | None:
        """Return a body of surfaces; None where there is none in this row."""

    def tree(self, layer_id: str, row: int) -> BaseTree | None:
        """Return a tree; None where there is none in this row."""

    def road(self, layer_id: str, row: int) -> BaseRoad | None:
        """Return a road; None where there is none in this row."""

    def standing_in(self, ring: Ring) -> dict[str, NDArray[np.int64]]:
        """Return the rows of buildings and bodies, by layer, whose middle lies within a ring."""

    def trees_in(self, ring: Ring) -> dict[str, NDArray[np.int64]]:
        """Return the rows of surveyed trees, by layer, within a ring."""
