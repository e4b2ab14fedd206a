"""What a scene is made of, as values: two projects are compared part by part."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from jumeau.model.canonical import VARIETY
from jumeau.model.edits import Edit
from jumeau.model.layer import Layer, ground_of
from jumeau.model.payload import PayloadKind
from jumeau.model.project import Project
from jumeau.model.provenance import Provenance, SourceFile
from jumeau.model.results import covers_roofs, is_result
from jumeau.model.roles import GROUND_ORDER, Role
from jumeau.model.style import Style
from jumeau.model.variant import Variant
from jumeau.model.variants import chain, edits_shown, years_that_matter
from jumeau.render.labels.ranks import is_named
from jumeau.render.styling.applying import is_styled, tells_data

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
    COLOURS = "colours"
    PRISMS = "prisms"
    SAMPLES = "samples"
    NAMES = "names"
    VARIANT = "variant"


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
    variant, colour, built
        Of a variant: its id, its colour, the calendar year in which it stands finished.
    stage : str
        Ids of the phases that have not begun; empty for the finished variant.
    edits : tuple of Edit
        What makes it at that stage.
    rests : tuple of Part
        The buildings, bodies and trees of the base that it may touch.
    """

    kind: Kind
    layers: tuple[Layer, ...]
    bounds: Bounds
    origin: tuple[float, float, float]
    relief: tuple[Layer, ...] = ()
    variant: str = ""
    colour: str = ""
    built: int = 0
    stage: str = ""
    edits: tuple[Edit, ...] = ()
    rests: tuple[Part, ...] = ()


def _essence(layer: Layer) -> Layer:
    """Return the layer without title, provenance and the like, so that parts compare well."""
    # What tells the kind of a map, and what the colours of a picture stand for.
    known = (VARIETY, "vmin", "vmax", *(("first", "last", "trees") if is_result(layer) else ()))
    told = tuple(x for x in layer.provenance.parameters if x[0] in known)
    named = tuple(SourceFile(x.name, 0, layer=x.layer) for x in layer.provenance.sources[:1])
    return msgspec.structs.replace(
        layer,
        title="",
        provenance=Provenance(method=layer.provenance.method, sources=named, parameters=told),
        left_out=(),
        repaired=(),
        group="",
        analysis=None,
    )


def _shape(layer: Layer) -> Layer:
    """Return the essence of a layer whose shapes matter, not its styles."""
    fields = layer.fields if layer.filter else ()
    return msgspec.structs.replace(layer, style=Style(), styles=(), fields=fields)


def _whole(layer: Layer) -> Layer:
    """Return the essence of a layer all features of which count, whatever its filter."""
    return _shape(msgspec.structs.replace(layer, filter=""))


def in_each_style(layer: Layer) -> tuple[Layer, ...]:
    """Return a layer once for each of its styles, each time in that style alone."""
    found = []
    for style in (layer.style, *layer.styles):
        # A style of one's own reads any field; the role's own look reads what the role has.
        fields = layer.fields if is_styled(style) or layer.filter else ()
        found.append(msgspec.structs.replace(layer, style=style, styles=(), fields=fields))
    return tuple(found)


def _solid(layer: Layer) -> Layer:
    """Return a layer of solids as its mesh depends on it: not on colours that it may wear."""
    own = Style(name=layer.style.name)
    fields = layer.fields if layer.filter else ()
    return msgspec.structs.replace(layer, style=own, styles=(), fields=fields)


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
    samples = [x for x in layers if x.payload.kind is PayloadKind.SAMPLES]
    lying = (x for x in layers if x.role in GROUND_ORDER and x not in samples)
    ground = [(x, in_each_style(x)) for x in lying]
    # The relief itself is drawn, and painted only where a style tells its altitudes.
    told = [x for x in layers if x.role is Role.TERRAIN]
    ground += [(x, tuple(y for y in in_each_style(x) if tells_data(y.style))) for x in told]
    terrain = ground_of(layers)
    known = (Role.BUILDING, Role.ROAD, Role.POINT_CLOUD)
    telling = (x for x in layers if x.role in known or x.has_surfaces)
    relief = (_whole(terrain),) if terrain else tuple(_whole(x) for x in telling)
    origin = project.origin
    parts = [Part(Kind.RELIEF, relief, bounds, origin)]
    parts += [Part(Kind.GROUND, (x,), EVERYWHERE, origin) for _, worn in ground for x in worn]
    standing = [x for x in layers if x.role is Role.BUILDING or x.has_surfaces]
    parts += [Part(Kind.BUILDINGS, (_solid(x),), bounds, origin, relief) for x in standing]
    parts += [
        Part(Kind.COLOURS, (x,), EVERYWHERE, origin)
        for layer in layers
        if layer in standing or layer.role in TREE_ROLES
        for x in in_each_style(layer)
        if is_styled(x.style)
    ]
    parts += [
        Part(Kind.FACADES, (data, _solid(x)), bounds, origin, relief)
        for layer, worn in ground
        if layer.role is Role.NOISE_MAP and layer.payload.kind is PayloadKind.TABLE
        for data in worn
        for x in standing
        if x.role is Role.BUILDING
    ]
    parts += [
        Part(Kind.PRISMS, (x,), bounds, origin, relief)
        for _, worn in ground
        for x in worn
        if is_styled(x.style) and x.style.extrude
    ]
    # A raster of sun and sky covers roofs, too.
    raised = [x for x in layers if covers_roofs(x) and x.payload.kind is PayloadKind.RASTER]
    parts += [
        Part(Kind.SAMPLES, (x,), EVERYWHERE, origin)
        for layer in (*raised, *samples)
        for x in in_each_style(layer)
    ]
    clouds = (x for x in layers if x.payload.kind is PayloadKind.POINT_CLOUD)
    photos = tuple(_shape(x) for x in layers if x.role is Role.ORTHOPHOTO)
    parts += [Part(Kind.CLOUD, (x, *photos), EVERYWHERE, origin) for x in clouds]
    names = (x for x in layers if is_named(x))
    parts += _tree_parts(layers, bounds, origin, relief)
    return (
        *parts,
        *_variant_parts(project, layers, tuple(parts), bounds, origin, relief),
        *(Part(Kind.NAMES, (_shape(x),), EVERYWHERE, origin) for x in names),
    )


def _variant_parts(
    project: Project,
    layers: tuple[Layer, ...],
    parts: tuple[Part, ...],
    bounds: Bounds,
    origin: tuple[float, float, float],
    relief: tuple[Layer, ...],
) -> Iterator[Part]:
    """Return all variants at each of their stages, so that showing another takes no time."""
    if not project.variants:
        return
    shapes = tuple(_whole(x) for x in layers if x.payload.kind is PayloadKind.TABLE)
    rests = tuple(x for x in parts if x.kind in (Kind.BUILDINGS, Kind.TREES))
    for variant in project.variants:
        years = years_that_matter(project, variant.id)
        dated = (years[0] - 1, *years) if years else ()
        stages = {stage_of(project, variant.id, year): year for year in dated}
        stages[""] = 0
        for stage, year in stages.items():
            edits = edits_shown(project, variant.id, year)
            yield Part(
                Kind.VARIANT, shapes, bounds, origin, relief, variant.id, variant.colour,
                built_in(variant), stage, edits, rests,
            )  # fmt: skip


def stage_of(project: Project, variant_id: str, year: int) -> str:
    """Return the stage of a variant in a calendar year: which of its phases have not begun."""
    if not year:
        return ""
    phases = (x for v in chain(project, variant_id) for x in v.phases)
    later = {x.id for x in phases if x.date[:4].isdigit() and int(x.date[:4]) > year}
    return " ".join(sorted(later))


def built_in(variant: Variant) -> int:
    """Return the calendar year in which a variant stands finished, at the latest its date's."""
    dated = int(variant.date[:4]) if variant.date[:4].isdigit() else 0
    return variant.year or dated


def _tree_parts(
    layers: tuple[Layer, ...],
    bounds: Bounds,
    origin: tuple[float, float, float],
    relief: tuple[Layer, ...],
) -> tuple[Part, ...]:
    """Return the parts of trees; woods leave roads and buildings free, so they depend on them."""
    free = (Role.ROAD, Role.RAIL, Role.BUILDING)
    others = tuple(_whole(x) for x in layers if x.role in free)
    return tuple(
        Part(
            Kind.TREES,
            (_solid(x), *(others if x.role is Role.VEGETATION else ())),
            bounds,
            origin,
            relief,
        )
        for x in layers
        if x.role in TREE_ROLES
    )


def ground_rank(part: Part) -> int:
    """Return the place of a ground part from the ground up."""
    role = part.layers[0].role
    return GROUND_ORDER.index(role) if role in GROUND_ORDER else -1
