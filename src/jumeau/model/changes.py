"""What can be changed in a town: each change a frozen value with a stable tag.

A change says what is done and carries what simulations read. Places are in the project's CRS [m];
rings do not repeat their first vertex; angles are clockwise from grid north [degrees].
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from jumeau.model.layer import FeatureRef
from jumeau.model.placed_model import Model, ModelCard, Place, Ring

Path = tuple[Place, ...]

STOREY_HEIGHT = 3.0
"""Floor to floor [m] where nothing else is said."""


class RoofShape(StrEnum):
    """The form of the roof of a drawn building."""

    FLAT = "flat"
    GABLED = "gabled"
    HIPPED = "hipped"


class BuildingKind(StrEnum):
    """What a drawn building is for."""

    HOUSING = "housing"
    SCHOOL = "school"
    PUBLIC = "public"
    OFFICES = "offices"
    SHOPS = "shops"
    INDUSTRY = "industry"
    PARKING = "parking"
    OTHER = "other"


class AddBuilding(msgspec.Struct, frozen=True, tag="add_building"):
    """A building that does not exist yet.

    Attributes
    ----------
    footprint : Ring
    courtyards : tuple of Ring
        Holes of the footprint.
    height : float
        From the ground to the gutter [m].
    storeys : int
        Ground floor included; 0 for as many as the height gives.
    roof : RoofShape
    roof_rise : float
        From the gutter to the ridge [m]; nothing for a flat roof.
    kind : BuildingKind
    dwellings : int
        -1 for an estimate by floor area.
    altitude : float or None
        Of the foot [m]; None stands it on the lowest ground under it.
    """

    footprint: Ring
    height: float
    storeys: int = 0
    roof: RoofShape = RoofShape.FLAT
    roof_rise: float = 0.0
    kind: BuildingKind = BuildingKind.HOUSING
    dwellings: int = -1
    altitude: float | None = None
    courtyards: tuple[Ring, ...] = ()


class RemoveFeature(msgspec.Struct, frozen=True, tag="remove_feature"):
    """A feature is no longer there: a building, a body, a tree, a road, an element of a variant."""

    feature: FeatureRef


class ChangeHeight(msgspec.Struct, frozen=True, tag="change_height"):
    """A building gets another height, from the ground to the gutter [m]."""

    feature: FeatureRef
    height: float


class AddStoreys(msgspec.Struct, frozen=True, tag="add_storeys"):
    """Storeys are put on a building, under its roof; a negative count takes some away."""

    feature: FeatureRef
    storeys: int
    storey_height: float = STOREY_HEIGHT


class MoveFeature(msgspec.Struct, frozen=True, tag="move_feature"):
    """A feature is shifted, then turned and scaled about the middle of its box.

    Attributes
    ----------
    east, north, up : float
        [m]
    rotation : float
        Clockwise [degrees].
    scale : float
        Of the plan and of the height.
    """

    feature: FeatureRef
    east: float = 0.0
    north: float = 0.0
    up: float = 0.0
    rotation: float = 0.0
    scale: float = 1.0


class PlaceModel(msgspec.Struct, frozen=True, tag="place_model"):
    """A model made elsewhere stands in the town.

    Attributes
    ----------
    place : Place
        Of the middle of its foot.
    rotation : float
        Clockwise [degrees].
    sits : bool
        It stands on the lowest ground below its middle, ``up`` metres higher; else its foot has
        the altitude ``up``.
    storeys, floor_area, dwellings
        As its author tells them; 0, 0.0 and -1 where unknown.
    earlier : tuple of Model
        The versions that this one replaced, latest first.
    """

    model: Model
    place: Place
    rotation: float = 0.0
    scale: float = 1.0
    sits: bool = True
    up: float = 0.0
    kind: BuildingKind = BuildingKind.OTHER
    storeys: int = 0
    floor_area: float = 0.0
    dwellings: int = -1
    card: ModelCard = ModelCard()
    earlier: tuple[Model, ...] = ()


class Planting(StrEnum):
    """How trees are planted."""

    ONE = "one"
    ROW = "row"
    AREA = "area"


class PlantTrees(msgspec.Struct, frozen=True, tag="plant_trees"):
    """Trees are planted; they grow with the calendar year of the view.

    Attributes
    ----------
    planting : Planting
    places : Path
        The place of one tree, the line of a row, the ring of an area.
    spacing : float
        Between the trees of a row, or in the mean between those of an area [m].
    species : str
        A key of :data:`jumeau.geometry.tree_growth.SPECIES`.
    height : float
        When planted [m].
    planted : int
        Calendar year; 0 for that in which the variant is built.
    seed : int
        Of the places in an area.
    """

    planting: Planting
    places: Path
    spacing: float = 8.0
    species: str = "broadleaf"
    height: float = 4.0
    planted: int = 0
    seed: int = 0


class SurfaceKind(StrEnum):
    """What the ground is covered with; see :data:`jumeau.model.surfaces.SURFACES`."""

    GRASS = "grass"
    MEADOW = "meadow"
    PLANTING = "planting"
    ASPHALT = "asphalt"
    LIGHT_PAVING = "light_paving"
    PAVING = "paving"
    PERMEABLE = "permeable"
    GRAVEL = "gravel"
    SAND = "sand"
    WATER = "water"


class SetSurface(msgspec.Struct, frozen=True, tag="set_surface"):
    """The ground gets another cover.

    ``albedo``, ``permeability`` [0 to 1] and ``roughness`` (aerodynamic, [m]) stand for those of
    the kind where they are given.
    """

    ring: Ring
    surface: SurfaceKind
    holes: tuple[Ring, ...] = ()
    albedo: float | None = None
    permeability: float | None = None
    roughness: float | None = None


class RoofCover(StrEnum):
    """What a roof is covered with."""

    GREEN_EXTENSIVE = "green_extensive"
    GREEN_INTENSIVE = "green_intensive"
    COOL = "cool"
    SOLAR = "solar"


class SetRoof(msgspec.Struct, frozen=True, tag="set_roof"):
    """A roof gets another cover: a share of it [0 to 1], and its albedo where that is known."""

    feature: FeatureRef
    cover: RoofCover
    share: float = 1.0
    albedo: float | None = None


class AddBarrier(msgspec.Struct, frozen=True, tag="add_barrier"):
    """A noise barrier: its line, height [m], thickness [m], absorption (alpha, 0 to 1)."""

    line: Path
    height: float = 3.0
    absorption: float = 0.6
    thickness: float = 0.2


class RoadSurface(StrEnum):
    """What a road is covered with."""

    ASPHALT = "asphalt"
    QUIET = "quiet"
    PAVING = "paving"
    LIGHT = "light"


class RoadUse(StrEnum):
    """Whom a road is for."""

    CARS = "cars"
    SHARED = "shared"
    CYCLES = "cycles"
    WALKING = "walking"
    CLOSED = "closed"


class Traffic(msgspec.Struct, frozen=True):
    """Vehicles an hour in a period; ``heavy`` of them are lorries and buses [0 to 1]."""

    vehicles: float
    heavy: float = 0.0


class SetRoad(msgspec.Struct, frozen=True, tag="set_road"):
    """A road is built, or one of the base is changed; what is None stays as it is.

    Attributes
    ----------
    line : Path
        The axis of a new road; empty where ``feature`` is changed.
    width : float or None
        Between the kerbs [m].
    speed : float or None
        Allowed [km/h].
    cycle_track : float or None
        Width of the tracks beside it together [m].
    day, evening, night : Traffic or None
        From 6 to 18, from 18 to 22 and from 22 to 6 h.
    """

    line: Path = ()
    feature: FeatureRef | None = None
    use: RoadUse = RoadUse.CARS
    width: float | None = None
    lanes: int | None = None
    one_way: bool | None = None
    speed: float | None = None
    surface: RoadSurface | None = None
    cycle_track: float | None = None
    day: Traffic | None = None
    evening: Traffic | None = None
    night: Traffic | None = None


class ShapeTerrain(msgspec.Struct, frozen=True, tag="shape_terrain"):
    """The ground is dug or filled within a ring.

    Attributes
    ----------
    altitude : float or None
        To be level at [m]; None shifts the ground by ``up``.
    up : float
        Upwards; negative digs [m].
    bank : float
        Run over rise of the banks outside the ring; 0 for walls.
    """

    ring: Ring
    altitude: float | None = None
    up: float = 0.0
    bank: float = 1.5


class Demolish(msgspec.Struct, frozen=True, tag="demolish"):
    """All buildings, or trees, or both, whose middle lies within a ring are no longer there."""

    ring: Ring
    buildings: bool = True
    trees: bool = False


Change = (
    AddBuilding
    | RemoveFeature
    | ChangeHeight
    | AddStoreys
    | MoveFeature
    | PlaceModel
    | PlantTrees
    | SetSurface
    | SetRoof
    | AddBarrier
    | SetRoad
    | ShapeTerrain
    | Demolish
)
"""The tags stand in project files and never change; the union grows with the kinds of change."""
