"""What edits make of the base: the records that pictures, tables and simulations read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jumeau.model.changes import RoadSurface, RoadUse, RoofCover, SurfaceKind, Traffic
from jumeau.model.edits import Edit
from jumeau.model.layer import FeatureRef
from jumeau.model.placed_model import Model
from jumeau.variants.base import Rings


@dataclass(frozen=True, slots=True, eq=False)
class Solid:
    """A building of the variant: a new one, or one of the base that is not as it was.

    Attributes
    ----------
    edit : str
        Id of the edit that shaped it last.
    source : FeatureRef
        The building of the base (with its row), or ``own_element(edit)``.
    rings : Rings
        Footprint, project CRS [m].
    height, rise : float
        From the ground to the gutter, from there to the ridge [m].
    form : int
        :class:`jumeau.geometry.roofs.RoofForm`.
    altitude : float or None
        Of its foot [m]; None: it stands on the lowest ground under it.
    up : float
        How much higher than that it stands [m].
    storeys, dwellings
        0 and -1 where unknown.
    use : str
        A building kind, or the use as the source of the base tells it.
    cover : RoofCover or None
        On ``cover_share`` of the roof, with ``roof_albedo`` where it was given.
    """

    edit: str
    source: FeatureRef
    rings: Rings
    height: float
    rise: float
    form: int
    altitude: float | None = None
    up: float = 0.0
    storeys: int = 0
    dwellings: int = -1
    use: str = ""
    cover: RoofCover | None = None
    cover_share: float = 0.0
    roof_albedo: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class MovedBody:
    """A body of the base that is not where, or not as high, as it was.

    A point p of it goes to ``middle + (east, north) + R(rotation) (p - middle) * scale``; heights
    above its foot ``z0`` are multiplied by ``tall``, then shifted by ``up``.
    """

    edit: str
    source: FeatureRef
    middle: tuple[float, float]
    east: float = 0.0
    north: float = 0.0
    up: float = 0.0
    rotation: float = 0.0
    scale: float = 1.0
    z0: float = 0.0
    tall: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A model that stands in the town."""

    edit: str
    model: Model
    place: tuple[float, float]
    rotation: float
    scale: float
    sits: bool
    up: float


@dataclass(frozen=True, slots=True, eq=False)
class Planted:
    """The trees of a variant.

    Attributes
    ----------
    xy : (N, 2) float64, project CRS [m]
    height, width : (N,) float64
        When planted [m].
    species : tuple of str
        Keys of :data:`jumeau.geometry.tree_growth.SPECIES`; empty for one that does not grow.
    planted : (N,) int64
        Calendar year; 0 where unknown.
    edit : tuple of str
        Ids of the edits.
    """

    xy: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))
    height: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    width: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    species: tuple[str, ...] = ()
    planted: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    edit: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.xy)


@dataclass(frozen=True, slots=True, eq=False)
class Covered:
    """A piece of ground with another cover; later ones lie over earlier ones."""

    edit: str
    rings: Rings
    surface: SurfaceKind
    albedo: float
    permeability: float
    roughness: float


@dataclass(frozen=True, slots=True, eq=False)
class Road:
    """A new road, or one of the base that is not as it was.

    Attributes
    ----------
    lines : tuple of (N, 2) float64
        Its axis, project CRS [m].
    width : float
        Between the kerbs [m].
    cycle_track : float
        Width of the tracks beside it together [m].
    speed, lanes, one_way, surface, day, evening, night
        None where unknown or, for a road of the base, as it is.
    """

    edit: str
    source: FeatureRef
    lines: tuple[NDArray[np.float64], ...]
    width: float
    use: RoadUse
    cycle_track: float = 0.0
    surface: RoadSurface | None = None
    speed: float | None = None
    lanes: int | None = None
    one_way: bool | None = None
    day: Traffic | None = None
    evening: Traffic | None = None
    night: Traffic | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Barrier:
    """A noise barrier: its line (N, 2), height, thickness [m], absorption."""

    edit: str
    line: NDArray[np.float64]
    height: float
    thickness: float
    absorption: float


@dataclass(frozen=True, slots=True, eq=False)
class Shaped:
    """A piece of ground that is dug or filled; see :class:`jumeau.model.changes.ShapeTerrain`."""

    edit: str
    ring: NDArray[np.float64]
    altitude: float | None
    up: float
    bank: float


@dataclass(frozen=True, slots=True)
class Problem:
    """What an edit could not do: ``code`` is a key of the catalogue (``problems.<code>``)."""

    edit: str
    code: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Resolved:
    """A variant, resolved over its base.

    Attributes
    ----------
    edits : tuple of Edit
        What it was resolved from.
    hidden : mapping of str to frozenset of int
        By layer: rows of the base that are not there as they were (buildings, bodies, trees,
        roads, anything); those that go on in another form are among ``solids``, ``bodies``,
        ``trees`` or ``roads`` too.
    removed : mapping of str to frozenset of int
        By layer: those of ``hidden`` that are gone for good.
    cleared : tuple of (N, 2) float64
        Rings in which no tree is left, not even those that stand for woods.
    problems : tuple of Problem
        Edits that had nothing to act on, or that contradict each other. Nothing is lost.
    """

    edits: tuple[Edit, ...] = ()
    hidden: Mapping[str, frozenset[int]] = field(default_factory=dict)
    removed: Mapping[str, frozenset[int]] = field(default_factory=dict)
    cleared: tuple[NDArray[np.float64], ...] = ()
    solids: tuple[Solid, ...] = ()
    bodies: tuple[MovedBody, ...] = ()
    models: tuple[Placed, ...] = ()
    trees: Planted = field(default_factory=Planted)
    surfaces: tuple[Covered, ...] = ()
    roads: tuple[Road, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    terrain: tuple[Shaped, ...] = ()
    problems: tuple[Problem, ...] = ()
