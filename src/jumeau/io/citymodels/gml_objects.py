"""One city object of CityGML: its parts, its surfaces by level of detail, what is kept of them.

CityGML 1.0 (OGC 08-007r1), 2.0 (OGC 12-019) and 3.0 (OGC 20-010, 21-006r2) are told apart by
nothing but the names of their elements, which hardly overlap in different senses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from jumeau.io.citymodels.block import Tally
from jumeau.io.citymodels.gml_attributes import attributes_of
from jumeau.io.citymodels.gml_geometry import (
    POLYGON_TAGS,
    XLINK,
    Collector,
    Locals,
    Surface,
    id_of,
)
from jumeau.io.citymodels.kinds import SURFACE_OF_CLASS

_LOD = re.compile(r"lod(\d)(\w*)$")
_NO_SURFACE = ("TerrainIntersection", "TerrainIntersectionCurve", "MultiCurve", "Network", "Curve",
               "PointCloud", "Point")  # fmt: skip
_INTERIOR = frozenset(
    ("Room", "BuildingRoom", "IntBuildingInstallation", "BuildingFurniture", "Storey",
     "BuildingUnit", "HollowSpace", "IntBridgeInstallation", "BridgeRoom", "BridgeFurniture",
     "IntTunnelInstallation", "TunnelFurniture")
)  # fmt: skip
_PASSED_OVER = frozenset(
    ("Envelope", "Appearance", "Address", "ExternalReference", "ExternalObject", "AddressDetails",
     "ImplicitGeometry", "Null", "ScopedName", "CityObjectGroup")
)  # fmt: skip
_DEEPEST = 40

Mould = list[Surface]


@dataclass(slots=True)
class Part:
    """An object or a part of it, with what it holds at each level of detail."""

    name: str
    surfaces: dict[str, list[Surface]] = field(default_factory=dict)
    references: dict[str, list[tuple[str, int | None, bool]]] = field(default_factory=dict)

    @property
    def best(self) -> str:
        """The highest level of detail; empty where there is none."""
        return max((*self.surfaces, *self.references), default="")


@dataclass(slots=True)
class CityObject:
    """What is drawn of a city object, and what is known of it."""

    key: str
    name: str
    lod: str
    surfaces: list[Surface]
    attributes: dict[str, Any]


class ObjectReader:
    """Reads the city objects of one file, one after the other.

    Parameters
    ----------
    references : bool
        Whether the file refers to polygons by their ids.
    tally : Tally
        Takes ``interior``, ``unresolved_reference``, ``unreadable_geometry``,
        ``implicit_geometry``.
    """

    def __init__(self, references: bool, tally: Tally) -> None:
        self._collector = Collector(references)
        self._tally = tally
        self._names = Locals()
        self._moulds: dict[str, Mould] = {}
        self._parts: list[Part] = []
        self._root = ""

    def read(self, element: Any) -> CityObject:
        """Return what is drawn of a city object.

        Whoever holds its surfaces holds their elements: the file's next member is read several
        times faster when nobody does.
        """
        name = self._names[element.tag]
        self._root = id_of(element)
        self._parts = [Part(name)]
        self._visit(element, self._parts[0], None, False, 0)
        attributes = attributes_of(element, self._names)
        parts = list(element.iter("{*}BuildingPart", "{*}BridgePart", "{*}TunnelPart"))
        if len(parts) == 1:
            attributes = {**attributes_of(parts[0], self._names), **attributes}
        surfaces, lod = self._chosen(element)
        self._parts = []
        return CityObject(self._root, name, lod, surfaces, attributes)

    def _visit(
        self, element: Any, part: Part, kind: int | None, semantic: bool, depth: int
    ) -> None:
        """Look at the properties of a feature, and at the features that they hold."""
        names = self._names
        for child in element:
            name = names[child.tag]
            level = _LOD.match(name) if name.startswith("lod") else None
            if level is not None and level.group(2) not in _NO_SURFACE:
                if level.group(2) == "ImplicitRepresentation":
                    self._implicit(child, part, level.group(1), kind, semantic)
                elif len(child) or child.get(XLINK):
                    self._take(child, part, level.group(1), kind, semantic)
                continue
            if name == "tin":
                said = element.find("{*}lod")
                self._take(child, part, (said.text or "").strip() if said is not None else "",
                           kind, semantic)  # fmt: skip
                continue
            if depth >= _DEEPEST or name.endswith("Attribute"):
                continue
            for feature in child:
                inner = names[feature.tag]
                if not inner[:1].isupper() or inner in _PASSED_OVER:
                    continue
                if inner in _INTERIOR:
                    self._tally.out("interior", id_of(feature))
                    continue
                own = SURFACE_OF_CLASS.get(inner)
                below = part
                if inner.endswith(("Part", "Installation", "Element", "Relief")) and own is None:
                    below = Part(inner)
                    self._parts.append(below)
                if own is None:
                    self._visit(feature, below, kind, semantic, depth + 1)
                else:
                    self._visit(feature, below, own, True, depth + 1)

    def _take(self, element: Any, part: Part, lod: str, kind: int | None, semantic: bool) -> None:
        found = self._collector.below(element, kind, semantic)
        if found.unreadable:
            self._tally.out("unreadable_geometry", *[self._root] * found.unreadable)
        if found.surfaces:
            part.surfaces.setdefault(lod, []).extend(found.surfaces)
        if found.references:
            told = [(name, kind, semantic) for name in found.references]
            part.references.setdefault(lod, []).extend(told)

    # --- what is kept -------------------------------------------------------------------------

    def _chosen(self, element: Any) -> tuple[list[Surface], str]:
        """Return the surfaces of the highest level of detail of each part, and that level.

        A building's own surfaces give way to finer ones of its parts, which show the same walls.
        """
        head, *others = self._parts
        finer = max((p.best for p in others if p.name.endswith("Part")), default="")
        drawn = others if head.best < finer else self._parts
        whole = _Whole(element, self._parts)
        surfaces: list[Surface] = []
        for part in drawn:
            surfaces += self._of_part(part, whole)
        return surfaces, max((part.best for part in drawn), default="")

    def _of_part(self, part: Part, whole: _Whole) -> list[Surface]:
        lod = part.best
        surfaces = part.surfaces.get(lod, [])
        there = {id(surface) for surface in surfaces}
        for name, kind, semantic in part.references.get(lod, ()):
            targets = whole.surfaces(name)
            if not targets:
                self._tally.out("unresolved_reference", self._root)
            for target in targets:
                if semantic and target.type is None:
                    target.type, target.semantic = kind, True
                if id(target) not in there:
                    there.add(id(target))
                    surfaces = [*surfaces, target]
        told = [surface for surface in surfaces if surface.semantic]
        if told and len(told) < len(surfaces):
            known = {_corners(surface) for surface in told}
            surfaces = [s for s in surfaces if s.semantic or _corners(s) not in known]
        return surfaces

    # --- templates ----------------------------------------------------------------------------

    def _implicit(
        self, element: Any, part: Part, lod: str, kind: int | None, semantic: bool
    ) -> None:
        """Put a template where its object stands (CityGML 2.0, 8.2)."""
        inner = element.find("{*}ImplicitGeometry")
        shape = None
        if inner is not None:
            shape = inner.find("{*}relativeGMLGeometry")
            shape = inner.find("{*}relativeGeometry") if shape is None else shape
        mould = self._mould(shape, kind, semantic) if shape is not None else []
        point: Any = inner.find("{*}referencePoint") if inner is not None else None
        where: Any = (
            next(point.iter("{*}pos", "{*}coordinates"), None) if point is not None else None
        )
        told: Any = inner.find("{*}transformationMatrix") if inner is not None else None
        try:
            place = np.array(((where.text or "").replace(",", " ")).split(), np.float64)
            matrix = np.eye(4)
            if told is not None:
                matrix = np.array((told.text or "").split(), np.float64).reshape(4, 4)
        except (AttributeError, ValueError):
            mould = []
        if not mould or place.shape != (3,):
            self._tally.out("implicit_geometry", self._root)
            return
        for surface in mould:
            xyz = np.array(surface.xyz).reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3]
            moved = replace(surface, xyz=type(surface.xyz)("d", (xyz + place).ravel()))
            part.surfaces.setdefault(lod, []).append(moved)

    def _mould(self, shape: Any, kind: int | None, semantic: bool) -> Mould:
        href = shape.get(XLINK)
        if href:
            return self._moulds.get(href.rpartition("#")[2], [])
        made = self._collector.below(shape, kind, semantic).surfaces
        for child in shape:
            if id_of(child):
                # The elements go when their object has been read: a template outlives them.
                self._moulds[id_of(child)] = [replace(s, element=None, ring_elements=[])
                                              for s in made]  # fmt: skip
        return made


class _Whole:
    """Finds what an id means within one city object; looked up only where something refers."""

    def __init__(self, element: Any, parts: list[Part]) -> None:
        self._element, self._parts = element, parts
        self._by_element: dict[Any, Surface] | None = None
        self._by_id: dict[str, Any] = {}  # False where nothing has that id

    def surfaces(self, name: str) -> list[Surface]:
        """Return the polygon of that id, or all polygons below what has that id."""
        if self._by_element is None:
            listed = [s for part in self._parts for several in part.surfaces.values()
                      for s in several]  # fmt: skip
            self._by_element = {s.element: s for s in listed if s.element is not None}
            for element in self._by_element:
                self._by_id.setdefault(id_of(element), element)
        target: Any = self._by_id.get(name)
        if target is None:
            target = self._element.xpath("descendant::*[@*[local-name()='id'] = $name]", name=name)
            target = self._by_id[name] = target[0] if target else False
        if isinstance(target, bool):
            return []
        found = self._by_element.get(target)
        if found is not None:
            return [found]
        below = (self._by_element.get(e) for e in target.iter(*POLYGON_TAGS))
        return [surface for surface in below if surface is not None]


def _corners(surface: Surface) -> frozenset[tuple[float, ...]]:
    values = surface.xyz
    return frozenset(tuple(values[i : i + 3]) for i in range(0, len(values), 3))
