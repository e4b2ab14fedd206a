"""What the layout is made of: roads, lots, buildings, areas and trees (local metres)."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from .curves import Frame
from .plan_roads import CLASSES, Plan, RoadClass


@dataclass
class Road:
    """A road of the plan with its smoothed centre line."""

    plan: Plan
    line: LineString

    @property
    def kind(self) -> RoadClass:
        """Class attributes: widths, importance, speed."""
        return CLASSES[self.plan.kind]

    @property
    def corridor(self) -> Polygon:
        """Public land of the road."""
        return self.line.buffer(self.kind.half, cap_style="flat", join_style="round")

    @property
    def carriageway(self) -> Polygon:
        """Paved or gravelled surface."""
        return self.line.buffer(self.kind.width / 2, cap_style="round")


@dataclass
class Lot:
    """A plot of land on a street; ``frame`` sits in the middle of its front."""

    polygon: Polygon
    frame: Frame
    width: float
    depth: float
    style: str


@dataclass
class Building:
    """A footprint with what is needed to give it height, roof and attributes.

    ``gutter`` and ``rise`` are metres; ``ridge`` is the direction of the ridge (dx, dy).
    """

    polygon: Polygon
    kind: str
    gutter: float
    rise: float
    roof: str = "gable"
    usage: str = "Résidentiel"
    nature: str = "Indifférenciée"
    light: bool = False
    floors: int | None = None
    dwellings: int | None = None
    year: int | None = None
    tint: int = 0


@dataclass
class Area:
    """A named surface of the layout: ``kind`` drives drawing, ``name`` the toponym."""

    polygon: BaseGeometry
    kind: str
    name: str = ""


@dataclass
class Tree:
    """A tree with its height and crown diameter (m); ``street`` for alignment trees."""

    x: float
    y: float
    height: float
    crown: float
    species: str
    street: str = ""
    planted: int | None = None


@dataclass
class Layout:
    """Everything that is in the commune."""

    roads: list[Road]
    rail: LineString
    river: Polygon
    river_line: LineString
    stream_line: LineString
    commune: Polygon
    lots: list[Lot] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    fields: list[Area] = field(default_factory=list)
    hedges: list[LineString] = field(default_factory=list)
    trees: list[Tree] = field(default_factory=list)
    parcels: list[Polygon] = field(default_factory=list)

    def areas_of(self, *kinds: str) -> list[Area]:
        """Areas of the given kinds, in order."""
        return [a for a in self.areas if a.kind in kinds]
