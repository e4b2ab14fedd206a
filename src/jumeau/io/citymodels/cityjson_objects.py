"""City objects of CityJSON as blocks: parts folded into their building, the highest detail kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.json_lists import read_triples
from jumeau.io.citymodels.block import Tally
from jumeau.io.citymodels.cityjson_document import CityObject, Document, Geometry, Transform

DEPTH = {"MultiSurface": 3, "CompositeSurface": 3, "Solid": 4, "MultiSolid": 5, "CompositeSolid": 5}
_INSTANCE = "GeometryInstance"
_GROUP = "CityObjectGroup"
_INTERIOR = frozenset(
    ("BuildingRoom", "BuildingFurniture", "BuildingStorey", "BuildingUnit", "BridgeRoom",
     "BridgeFurniture", "TunnelHollowSpace", "TunnelFurniture", "Room", "HollowSpace")
)  # fmt: skip
_DEEPEST = 20
_TRIPLE = 7
"""Bytes of the shortest triple, ``[0,0,0]``."""


@dataclass(slots=True)
class Shape:
    """A geometry that is to be drawn.

    ``base`` is where its vertices start among the batch's; ``place`` moves a template: a 4 x 4
    matrix and the point where it stands.
    """

    geometry: Geometry
    base: int
    count: int
    surface_class: str
    document: int
    place: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None


class Ground:
    """The vertices of one document, or of several lines, end to end."""

    def __init__(self) -> None:
        self._parts: list[NDArray[np.float64]] = []
        self._total = 0

    @property
    def points(self) -> NDArray[np.float64]:
        """All vertices (N, 3)."""
        if len(self._parts) != 1:
            self._parts = [np.concatenate([*self._parts, np.empty((0, 3))])]
        return self._parts[0]

    def add(self, raw: msgspec.Raw, transform: Transform | None) -> tuple[int, int]:
        """Take in a list of vertices; returns where they start and how many they are."""
        points = coordinates(raw)
        if transform is not None:
            points *= np.array(transform.scale)
            points += np.array(transform.translate)
        base = self._total
        self._parts.append(points)
        self._total += len(points)
        return base, len(points)


@dataclass(slots=True)
class Batch:
    """The rows of a part of a document, or of several lines."""

    keys: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    lods: list[str] = field(default_factory=list)
    attributes: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    first_shape: list[int] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)


def coordinates(text: bytes | msgspec.Raw) -> NDArray[np.float64]:
    """Return a JSON list of triples of numbers as an array (N, 3).

    Raises
    ------
    InputError
        ``cityjson.vertices`` when it is none.
    """
    data = np.frombuffer(text, np.uint8)
    whole = np.empty((len(data) // _TRIPLE + 1, 3), np.int64)
    found = int(read_triples(data, whole))
    if found >= 0:
        return whole[:found].astype(np.float64)
    try:
        listed = msgspec.json.decode(text, type=list[tuple[float, float, float]])
    except msgspec.MsgspecError as error:
        raise InputError("cityjson.vertices", reason=str(error)[:120]) from error
    return np.array(listed, np.float64).reshape(-1, 3)


class Source:
    """A document whose objects are gathered, and where its vertices lie.

    Parameters
    ----------
    document : Document
    transform : Transform or None
        Of the document, or of the first line of its file.
    ground : Ground
        Takes the vertices.
    """

    def __init__(self, document: Document, transform: Transform | None, ground: Ground) -> None:
        self.document = document
        self.ground = ground
        self.points = ground.add(document.vertices, transform)
        self.moulds = (0, 0)
        templates = document.templates
        if templates is not None and templates.templates:
            self.moulds = ground.add(templates.vertices, None)
        self.families: dict[str, list[str]] = {}
        for key in document.objects:
            self.families.setdefault(_root(key, document.objects), []).append(key)


def gather(source: Source, roots: list[str], batch: Batch, tally: Tally) -> None:
    """Add objects of a document to a batch, each with its parts."""
    objects = source.document.objects
    number = len(batch.documents)
    batch.documents.append(source.document)
    for root in roots:
        members = source.families[root]
        head = objects[root]
        if head.type == _GROUP or head.type in _INTERIOR:
            if head.type in _INTERIOR:
                tally.out("interior", root)
            continue
        chosen, lod = _highest([(key, objects[key]) for key in members], root, tally)
        batch.first_shape.append(len(batch.shapes))
        batch.keys.append(root)
        batch.kinds.append(head.type)
        batch.lods.append(lod)
        batch.attributes.append(_attributes(head, [objects[key] for key in members if key != root]))
        for geometry, name in chosen:
            if geometry.type != _INSTANCE:
                batch.shapes.append(Shape(geometry, *source.points, name, number))
                continue
            shape = _instance(geometry, name, source, number)
            if shape is None:
                tally.out("unreadable_geometry", root)
            else:
                batch.shapes.append(shape)


def _root(key: str, objects: dict[str, CityObject]) -> str:
    """Return the first-level object to which a part belongs."""
    for _ in range(_DEEPEST):
        above = objects[key].parents
        if not above or above[0] not in objects or objects[above[0]].type == _GROUP:
            break
        key = above[0]
    return key


def _level(geometry: Geometry) -> float:
    try:
        return float(geometry.lod if geometry.lod is not None else 0)
    except ValueError:
        return 0.0


def _highest(
    members: list[tuple[str, CityObject]], root: str, tally: Tally
) -> tuple[list[tuple[Geometry, str]], str]:
    """Return the geometries of the highest level of detail of each object of a family.

    A building's own geometry gives way to a finer one of its parts, which shows the same walls.
    """
    kept: list[tuple[Geometry, str]] = []
    best, spelt, parts = -1.0, "", -1.0
    own: list[tuple[Geometry, str]] = []
    own_level = -1.0
    for key, member in members:
        if member.type in _INTERIOR:
            tally.out("interior", key)
            continue
        drawn = [g for g in member.geometry or () if g.type in DEPTH or g.type == _INSTANCE]
        if not drawn:
            continue
        level = max(map(_level, drawn))
        finest = [(g, member.type) for g in drawn if _level(g) == level]
        if level > best:
            best, spelt = level, _spelt(finest[0][0])
        if key == root:
            own, own_level = finest, level
            continue
        if member.type.endswith("Part"):
            parts = max(parts, level)
        kept += finest
    return (kept if own_level < parts else own + kept), spelt


def _spelt(geometry: Geometry) -> str:
    lod = geometry.lod
    return f"{lod:g}" if isinstance(lod, float) else str(lod if lod is not None else "")


def _attributes(head: CityObject, parts: list[CityObject]) -> dict[str, Any]:
    """Return a building's attributes; those of its only part fill the gaps."""
    own = head.attributes or {}
    if len(parts) == 1 and parts[0].attributes:
        own = {**parts[0].attributes, **own}
    return own


def _instance(geometry: Geometry, name: str, source: Source, number: int) -> Shape | None:
    """Return a template at its place; None where it refers to nothing."""
    templates = source.document.templates
    matrix = np.eye(4)
    if geometry.transformationMatrix is not None:
        if len(geometry.transformationMatrix) != 16:
            return None
        matrix = np.array(geometry.transformationMatrix, np.float64).reshape(4, 4)
    try:
        (index,) = msgspec.json.decode(geometry.boundaries, type=list[int])
    except (msgspec.MsgspecError, ValueError):
        return None
    known = templates.templates if templates is not None else []
    which = geometry.template if geometry.template is not None else -1
    base, count = source.points
    if not (0 <= index < count and 0 <= which < len(known)):
        return None
    mould = known[which]
    if mould.type not in DEPTH:
        return None
    return Shape(mould, *source.moulds, name, number, (matrix, source.ground.points[base + index]))
