"""What a simulation is given and what it gives back: arrays and plain values, no project."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.measure import Altitude
from jumeau.geometry.profile import Standing
from jumeau.model.payload import SurfaceSamples
from jumeau.simulation.sun.place import SunPlace

Bounds = tuple[float, float, float, float]

MOST_CELLS = 60_000_000
"""More cells are not computed at once: heights take about 21 bytes a cell, each result 4."""
CELLS_ACROSS = 3.0
"""A street is told apart from its buildings where so many cells lie across it."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What stands where, in one variant.

    Attributes
    ----------
    ground : callable
        Altitudes of the ground [m].
    bounds : tuple of float
        Where it is known: west, south, east, north, project CRS [m].
    standing : tuple of Standing
        Buildings and bodies, by layer.
    crowns : (N, 5) float64 or None
        Trees: x, y, z of the foot, height, radius of the crown [m]. None where no tree counts.
    bare : frozenset of str
        Layers among ``standing`` that are no buildings: they cast shade and have no façades.
    """

    ground: Altitude
    bounds: Bounds
    standing: tuple[Standing, ...] = ()
    crowns: NDArray[np.float64] | None = None
    bare: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """A question with all that its answer depends on.

    Attributes
    ----------
    params : Struct
        Of the simulation.
    model : Model
        The variant that is asked about.
    area : tuple of float
        Whose cells are wanted: west, south, east, north, project CRS [m].
    place : SunPlace or None
        None where the project has no place on Earth.
    against : Model or None
        What is taken away from the answer, for a difference.
    first, last : datetime.date or None
        Of those simulations that have dates.
    street : float
        Width of the narrow streets [m]; 0 where unknown.
    weather : object
        :class:`jumeau.simulation.sun.weather.Weather`, or None for a clear sky.
    town, town_against : object
        :class:`jumeau.simulation.noise.town.Town` of both, for those simulations that need
        ``noise``.
    coarse : bool
        A first picture is wanted soon, whatever the parameters say.
    folder : Path or None
        Where parts of a long computation are kept, to go on with it after an interruption.
    """

    params: Any
    model: Model
    area: Bounds
    place: SunPlace | None = None
    against: Model | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None
    street: float = 0.0
    weather: Any = None
    town: Any = None
    town_against: Any = None
    coarse: bool = False
    folder: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Values of cells; row 0 in the north; nan where there is none."""

    values: NDArray[np.float32]
    west: float
    north: float
    step: float

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north [m]."""
        rows, cols = self.values.shape
        return (
            self.west, self.north - rows * self.step, self.west + cols * self.step, self.north
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Walls:
    """Values of cells on walls and roofs, and which layer carries each."""

    samples: SurfaceSamples
    layers: tuple[str, ...]
    layer: NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines of equal value: places (N, 2) of each [m], and its value."""

    lines: tuple[NDArray[np.float64], ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Zones:
    """Classes as areas: polygons (shapely) in plan [m], and the lower bound of each."""

    polygons: tuple[Any, ...]
    levels: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """What a simulation gives back.

    Attributes
    ----------
    raster, walls, lines, zones
        None where they were not asked for.
    estimated : bool
        Some height that counts was estimated.
    facts : tuple of pairs
        For the card, beside the parameters: model of the sun, instants, resolution needed…
    shares : tuple of (str, float)
        A few figures: see :func:`jumeau.simulation.analyses.shares.shares_of`.
    """

    raster: Raster | None = None
    walls: Walls | None = None
    lines: Lines | None = None
    zones: Zones | None = None
    estimated: bool = False
    facts: tuple[tuple[str, str], ...] = ()
    shares: tuple[tuple[str, float], ...] = field(default=())


def cells_of(area: Bounds, step: float) -> tuple[int, int, int, int]:
    """Return the whole cells of the world's grid that lie within an area.

    Returns
    -------
    tuple of int
        Number of the first column and of the first row from the north (its northern edge is that
        number times the step), columns, rows. At least one cell.

    Raises
    ------
    InputError
        ``analyses.too_large``: with the step that fits.
    """
    west, south, east, north = area
    left, bottom = math.ceil(west / step - 1e-6), math.ceil(south / step - 1e-6)
    right, top = math.floor(east / step + 1e-6), math.floor(north / step + 1e-6)
    if right <= left:
        left, right = math.floor(west / step), math.floor(west / step) + 1
    if top <= bottom:
        bottom, top = math.floor(south / step), math.floor(south / step) + 1
    cols, rows = right - left, top - bottom
    if cols * rows > MOST_CELLS:
        raise InputError(
            "analyses.too_large", cells=cols * rows, most=MOST_CELLS, step=step,
            fitting=fitting_step(area),
        )  # fmt: skip
    return left, top, cols, rows


def fitting_step(area: Bounds) -> float:
    """Return the finest usual step with which an area can be computed [m]."""
    size = (area[2] - area[0]) * (area[3] - area[1])
    usual = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
    return next((x for x in usual if size / (x * x) <= MOST_CELLS), usual[-1])


def needed_step(street: float) -> float:
    """Return the step that tells streets of a width from their buildings [m]."""
    return max(0.25, math.floor(4.0 * street / CELLS_ACROSS) / 4.0)


def is_coarse(params: msgspec.Struct, street: float) -> bool:
    """Tell whether the cells asked for are too large for the streets."""
    return street > 0.0 and getattr(params, "resolution", 0.0) > needed_step(street)
