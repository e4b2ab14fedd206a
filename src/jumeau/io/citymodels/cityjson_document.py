"""The parts of CityJSON (1.0, 1.1, 2.0) that are read; long lists of numbers stay as text.

Values without cycles, which the garbage collector need not look at: a city has many of them.

Specification: https://www.cityjson.org/specs/2.0.1/
"""

from __future__ import annotations

from typing import Any

import msgspec

EMPTY = msgspec.Raw(b"[]")
_NAMES = {"objects": "CityObjects", "templates": "geometry-templates"}


class Meaning(msgspec.Struct, gc=False):
    """What a surface is, e.g. ``RoofSurface``; its attributes are passed over."""

    type: str = ""


class Semantics(msgspec.Struct, gc=False):
    """What each surface of a geometry is."""

    surfaces: list[Meaning] | None = None
    values: msgspec.Raw = EMPTY


class Painted(msgspec.Struct, gc=False):
    """Material or texture of a geometry in one theme."""

    value: int | None = None
    values: msgspec.Raw = EMPTY


class Geometry(msgspec.Struct, gc=False):
    """One geometry of a city object, or of a template."""

    type: str = ""
    lod: str | float | None = None
    boundaries: msgspec.Raw = EMPTY
    semantics: Semantics | None = None
    material: dict[str, Painted] | None = None
    texture: dict[str, Painted] | None = None
    template: int | None = None
    transformationMatrix: list[float] | None = None  # noqa: N815 - the format's name


class CityObject(msgspec.Struct, gc=False):
    """A city object."""

    type: str = ""
    attributes: dict[str, Any] | None = None
    geometry: list[Geometry] | None = None
    parents: list[str] | None = None


class Transform(msgspec.Struct, gc=False):
    """How whole numbers become coordinates."""

    scale: tuple[float, float, float] = (1.0, 1.0, 1.0)
    translate: tuple[float, float, float] = (0.0, 0.0, 0.0)


class Texture(msgspec.Struct, gc=False):
    """A picture beside the file."""

    image: str = ""


class Material(msgspec.Struct, gc=False):
    """A colour."""

    diffuseColor: list[float] | None = None  # noqa: N815 - the format's name
    transparency: float | None = None


class Appearance(msgspec.Struct, gc=False, rename={"uv": "vertices-texture"}):
    """What materials and textures refer to."""

    materials: list[Material] | None = None
    textures: list[Texture] | None = None
    uv: list[list[float]] | None = None


class Templates(msgspec.Struct, gc=False, rename={"vertices": "vertices-templates"}):
    """Geometries that stand at many places."""

    templates: list[Geometry] = []
    vertices: msgspec.Raw = EMPTY


class Document(
    msgspec.Struct,
    gc=False,
    rename=_NAMES,
):
    """A CityJSON file, a line of CityJSONSeq, or its first line."""

    type: str = ""
    id: str = ""
    version: str | float = ""
    objects: dict[str, CityObject] = {}
    vertices: msgspec.Raw = EMPTY
    transform: Transform | None = None
    metadata: dict[str, Any] | None = None
    appearance: Appearance | None = None
    templates: Templates | None = None


class Header(msgspec.Struct, gc=False):
    """What is wanted of a file's start."""

    type: str = ""
    transform: Transform | None = None
    metadata: dict[str, Any] | None = None


class Loose(Document, gc=False, rename=_NAMES):
    """A document of which some city objects are not as they should be."""

    objects: dict[str, msgspec.Raw] = {}  # type: ignore[assignment]
