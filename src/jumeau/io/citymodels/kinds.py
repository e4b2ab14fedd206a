"""City objects by their class: which layer they belong to, what their surfaces are."""

from __future__ import annotations

from jumeau.model.canonical import SURFACE_TYPES

TYPE = {name: number for number, name in enumerate(SURFACE_TYPES)}

SURFACE_OF_CLASS: dict[str, int] = {
    "RoofSurface": TYPE["roof"],
    "WallSurface": TYPE["wall"],
    "GroundSurface": TYPE["ground"],
    "ClosureSurface": TYPE["closure"],
    "OuterFloorSurface": TYPE["floor"],
    "OuterCeilingSurface": TYPE["ceiling"],
    "FloorSurface": TYPE["floor"],
    "CeilingSurface": TYPE["ceiling"],
    "InteriorWallSurface": TYPE["wall"],
    "Window": TYPE["window"],
    "WindowSurface": TYPE["window"],
    "Door": TYPE["door"],
    "DoorSurface": TYPE["door"],
    "TrafficArea": TYPE["road"],
    "AuxiliaryTrafficArea": TYPE["road"],
    "TrafficSpace": TYPE["road"],
    "AuxiliaryTrafficSpace": TYPE["road"],
    "TransportationMarking": TYPE["road"],
    "TransportationHole": TYPE["road"],
    "WaterSurface": TYPE["water"],
    "WaterGroundSurface": TYPE["terrain"],
    "WaterClosureSurface": TYPE["closure"],
}
"""Semantic surface of CityGML and CityJSON to the index of its type."""

BUILDING = "building"
_KINDS: dict[str, tuple[str, ...]] = {
    BUILDING: ("Building", "BuildingPart", "BuildingUnit", "BuildingInstallation"),
    "bridge": ("Bridge", "BridgePart", "BridgeInstallation"),
    "tunnel": ("Tunnel", "TunnelPart", "TunnelInstallation"),
    "construction": ("OtherConstruction",),
    "road": ("Road", "TransportComplex", "TransportationComplex", "Track", "Square",
             "TransportSquare", "Section", "Intersection", "Waterway"),
    "railway": ("Railway",),
    "water": ("WaterBody",),
    "vegetation": ("PlantCover", "SolitaryVegetationObject"),
    "relief": ("ReliefFeature", "TINRelief"),
    "furniture": ("CityFurniture",),
    "land_use": ("LandUse",),
    "mesh": ("Mesh",),  # not of a standard of city models: a class of this program
}  # fmt: skip
MESH, OTHER = "mesh", "other"
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}
_SURFACE_OF_KIND = {
    "road": TYPE["road"],
    "railway": TYPE["road"],
    "water": TYPE["water"],
    "vegetation": TYPE["vegetation"],
    "relief": TYPE["terrain"],
    "furniture": TYPE["other"],
    "land_use": TYPE["other"],
    OTHER: TYPE["other"],
}
KINDS = (*_KINDS, OTHER)


def layer_name(stem: str, kind: str) -> str:
    """Return the name of the layer of a kind: buildings and plain meshes bear the file's own."""
    return stem if kind in (BUILDING, MESH) else f"{stem}-{kind}"


def kind_of(name: str) -> str:
    """Return the kind of a class of CityGML or CityJSON: one of :data:`KINDS`."""
    return _KIND_OF.get(name.lstrip("+"), OTHER)


def surface_of(name: str) -> int:
    """Return the type of the surfaces of a class that have no type of their own."""
    return _SURFACE_OF_KIND.get(kind_of(name), TYPE["unknown"])
