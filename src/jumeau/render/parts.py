"""What a scene is made of, as values: two projects are compared part by part."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from jumeau.model.canonical import VARIETY
from jumeau.model.layer import Layer, ground_of
from jumeau.model.payload import PayloadKind
from jumeau.model.project import Project
from jumeau.model.provenance import Provenance, SourceFile
from jumeau.model.roles import GROUND_ORDER, Role
from jumeau.model.style import Style

Bounds = tuple[float, float, float, float]

TREE_ROLES = frozenset({Role.TREE, Role.VEGETATION, Role.HEDGE})
EVERYWHERE = (0.0, 0.0, 0.0, 0.0)
BORDER = 0.02
"""The model's rectangle is a little larger than what lies on it."""
BODIES_BORDER = 25.0
"""And at least so much around bodies in 3D [m]: a church alone stands on a square."""


class Kind(StrEnum):
    """What a part becomes."""

    RELIEF = "relief"
    GROUND = "ground"
    BUILDINGS = "buildings"
    FACADES = "facades"
    TREES = "trees"
    CLOUD = "cloud"


class Part(msgspec.Struct, frozen=True):
    """A part of the scene.

    Attributes
    ----------
    layers : tuple of Layer
        What it is made of, freed of all that the picture does not depend on.
    bounds : tuple of float
        The model's rectangle, project CRS [m]; ``EVERYWHERE`` where it does not matter.
    origin : tuple of float
        The project's local origin [m].
    relief : tuple of Layer
        What the ground below it is made of.
    """

    kind: Kind
    layers: tuple[Layer, ...]
    bounds: Bounds
    origin: tuple[float, float, float]
    relief: tuple[Layer, ...] = ()


def _essence(layer: Layer) -> Layer:
    """Return the layer without title, provenance and the like, so that parts compare well."""
    # What tells the kind of a map, and what the colours of a picture stand for.
    told = tuple(x for x in layer.provenance.parameters if x[0] in (VARIETY, "vmin", "vmax"))
    named = tuple(SourceFile(x.name, 0, layer=x.layer) for x in layer.provenance.sources[:1])
    return msgspec.structs.replace(
        layer,
        title="",
        provenance=Provenance(method=layer.provenance.method, sources=named, parameters=told),
        left_out=(),
        repaired=(),
        fields=(),
    )


def _shape(layer: Layer) -> Layer:
    """Return the essence of a layer whose shapes matter, not its style."""
    return msgspec.structs.replace(layer, style=Style())


def model_bounds(project: Project) -> Bounds | None:
    """Return the model's rectangle; None while there is nothing to show."""
    box = project.bounds
    if box is None:
        return None
    place = project.place
    if place is not None and place.bounds[2] > place.bounds[0]:
        m = place.margin
        near = (place.bounds[0] - m, place.bounds[1] - m, place.bounds[2] + m, place.bounds[3] + m)
        cut = (
            max(box[0], near[0]),
            max(box[1], near[1]),
            min(box[2], near[2]),
            min(box[3], near[3]),
        )
        if cut[2] > cut[0] and cut[3] > cut[1]:
            box = cut
    spare = BORDER * max(box[2] - box[0], box[3] - box[1], 50.0)
    if any(layer.has_surfaces for layer in project.layers):
        spare = max(spare, BODIES_BORDER)
    return (box[0] - spare, box[1] - spare, box[2] + spare, box[3] + spare)


def parts_of(project: Project) -> tuple[Part, ...]:
    """Return the parts of a project's scene in the order in which they are best prepared."""
    bounds = model_bounds(project)
    if bounds is None:
        return ()
    layers = tuple(_essence(layer) for layer in project.layers)
    terrain = ground_of(layers)
    known = (Role.BUILDING, Role.ROAD, Role.POINT_CLOUD)
    telling = (x for x in layers if x.role in known or x.has_surfaces)
    relief = (terrain,) if terrain else tuple(_shape(x) for x in telling)
    origin = project.origin
    parts = [Part(Kind.RELIEF, relief, bounds, origin)]
    parts += [Part(Kind.GROUND, (x,), EVERYWHERE, origin) for x in layers if x.role in GROUND_ORDER]
    standing = [x for x in layers if x.role is Role.BUILDING or x.has_surfaces]
    parts += [Part(Kind.BUILDINGS, (x,), bounds, origin, relief) for x in standing]
    parts += [
        Part(Kind.FACADES, (data, x), bounds, origin, relief)
        for data in layers
        if data.role is Role.NOISE_MAP and data.payload.kind is PayloadKind.TABLE
        for x in standing
        if x.role is Role.BUILDING
    ]
    clouds = (x for x in layers if x.payload.kind is PayloadKind.POINT_CLOUD)
    parts += [Part(Kind.CLOUD, (x,), EVERYWHERE, origin) for x in clouds]
    return (*parts, *_tree_parts(layers, bounds, origin, relief))


def _tree_parts(
    layers: tuple[Layer, ...],
    bounds: Bounds,
    origin: tuple[float, float, float],
    relief: tuple[Layer, ...],
) -> tuple[Part, ...]:
    """Return the parts of trees; woods leave roads and buildings free, so they depend on them."""
    others = tuple(_shape(x) for x in layers if x.role in (Role.ROAD, Role.RAIL, Role.BUILDING))
    return tuple(
        Part(
            Kind.TREES, (x, *(others if x.role is Role.VEGETATION else ())), bounds, origin, relief
        )
        for x in layers
        if x.role in TREE_ROLES
    )


def ground_rank(part: Part) -> int:
    """Return the place of a ground part from the ground up."""
    return GROUND_ORDER.index(part.layers[0].role)
