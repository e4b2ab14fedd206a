"""Surfaces of GML: polygons, triangles and references to them, as they stand in a property."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Any

import msgspec

XLINK = "{http://www.w3.org/1999/xlink}href"
_POLYGONS = ("Polygon", "Triangle", "Rectangle", "PolygonPatch")
_RINGS = ("LinearRing", "Ring")
POLYGON_TAGS = tuple(f"{{*}}{name}" for name in _POLYGONS)
_REFERRING = frozenset(("surfaceMember", "baseSurface", "solidMember", "exterior", "interior"))
_POLYGON, _RING, _LIST, _POINT, _GML2, _REFERENCE, _OTHER = range(7)
_COORDINATES = (_LIST, _POINT, _GML2)
_ROLE = {
    **dict.fromkeys(_POLYGONS, _POLYGON),
    **dict.fromkeys(_RINGS, _RING),
    "posList": _LIST,
    "pos": _POINT,
    "coordinates": _GML2,
}
_numbers = msgspec.json.Decoder(list[float]).decode
_IDS = ("{http://www.opengis.net/gml}id", "{http://www.opengis.net/gml/3.2}id")


def id_of(element: Any) -> str:
    """Return an element's ``gml:id``; empty where it has none."""
    return element.get(_IDS[0]) or element.get(_IDS[1]) or ""


def local_name(tag: Any) -> str:
    """Return a tag without its namespace."""
    return tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""


class Locals(dict[Any, str]):
    """Local names by tag, each cut once."""

    def __missing__(self, tag: Any) -> str:
        name = self[tag] = local_name(tag)
        return name


def floats(texts: list[str]) -> list[float]:
    """Return texts as numbers, rounded as Python does; several times faster than one by one.

    Raises
    ------
    ValueError
        When one is no number.
    """
    try:
        numbers = _numbers(f"[{','.join(texts)}]")
    except msgspec.MsgspecError:  # spelt in a way that JSON does not know
        numbers = []
    # A text with a comma would be two numbers.
    return numbers if len(numbers) == len(texts) else [float(text) for text in texts]


@dataclass(slots=True, eq=False)
class Surface:
    """A polygon: its coordinates end to end, how many vertices each ring has, and what it is.

    ``type`` is None where nothing around the polygon says what it is.
    """

    element: Any
    type: int | None
    semantic: bool
    xyz: array[float]
    rings: list[int]
    ring_elements: list[Any]


@dataclass(slots=True)
class Found:
    """What a geometry property holds: polygons, references to others, and what was unreadable."""

    surfaces: list[Surface]
    references: list[str]
    unreadable: int


class Collector:
    """Reads the polygons below elements of one file.

    Parameters
    ----------
    references : bool
        Whether the file refers to polygons at all; looking for them costs time.
    """

    def __init__(self, references: bool) -> None:
        self._references = references
        self._roles: dict[Any, int] = {}
        self._names = Locals()

    def _role(self, tag: Any) -> int:
        name = self._names[tag]
        return _ROLE.get(name, _REFERENCE if self._references and name in _REFERRING else _OTHER)

    def below(self, element: Any, kind: int | None, semantic: bool) -> Found:
        """Return the surfaces below a property, in order."""
        found = Found([], [], 0)
        roles, current = self._roles, None
        broken = False
        # Looking at every element costs less than having a few names looked for.
        for e in element.iter():
            tag = e.tag
            role = roles.get(tag)
            if role is None:
                role = roles[tag] = self._role(tag)
            if role == _OTHER:
                continue
            if role in _COORDINATES:
                if current is None or not current.rings:
                    continue
                text = e.text or ""
                values = (text.replace(",", " ") if role == _GML2 else text).split()
                try:
                    current.xyz.extend(floats(values))
                except ValueError:
                    broken = True
                    continue
                broken = broken or len(values) % 3 != 0
                current.rings[-1] += len(values) // 3
            elif role == _RING:
                if current is not None:
                    current.rings.append(0)
                    current.ring_elements.append(e)
            elif role == _POLYGON:
                if broken and current is not None:
                    found.surfaces.pop()
                    found.unreadable += 1
                broken = False
                current = Surface(e, kind, semantic, array("d"), [], [])
                found.surfaces.append(current)
            else:
                href = e.get(XLINK)
                if href:
                    found.references.append(href.rpartition("#")[2])
        if broken:
            found.surfaces.pop()
            found.unreadable += 1
        if not all(surface.rings for surface in found.surfaces):
            whole = [surface for surface in found.surfaces if surface.rings]
            found.unreadable += len(found.surfaces) - len(whole)
            found.surfaces = whole
        href = element.get(XLINK)
        if href:
            found.references.append(href.rpartition("#")[2])
        return found
