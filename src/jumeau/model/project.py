"""The project: a tree of small frozen values, and the functions from project to project."""

from __future__ import annotations

import uuid
from typing import Any

import msgspec

from jumeau.model.layer import Layer, ground_of, styled
from jumeau.model.provenance import Certainty, worst
from jumeau.model.results import certainty_of, lies_on
from jumeau.model.roles import NO_MODEL, SHOWN_ALONE, SHOWN_AT_FIRST, Role
from jumeau.model.variant import Variant, ZoneRule
from jumeau.model.view_state import Look, NamedView, ViewState

LAMBERT_93 = "EPSG:2154"


class Place(msgspec.Struct, frozen=True):
    """The commune that the project is about, and the margin that was loaded around it [m]."""

    name: str
    insee: str = ""
    margin: float = 0.0
    bounds: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


class Group(msgspec.Struct, frozen=True):
    """A group of the layer tree; the layers that stand in it follow one another."""

    id: str
    title: str


class Project(msgspec.Struct, frozen=True):
    """A project.

    Attributes
    ----------
    crs : str
        Horizontal CRS of every payload: an authority code or WKT.
    vertical : str
        Vertical CRS of the altitudes, empty where unknown.
    origin : tuple of float
        Fixed local origin, project CRS [m]: the renderer subtracts it before float32.
    grid_scale : float
        Length on the grid over true length at the origin: lengths shown to people are divided by
        it, areas by its square.
    convergence : float
        From geographic north to grid north at the origin, clockwise [degrees].
    layers : tuple of Layer
        From the top of the layer tree to its bottom.
    groups : tuple of Group
        The groups of the layer tree; each stands where the first of its layers does.
    zone_rules : tuple of ZoneRule
        Simple rules that variants are looked at with.
    """

    id: str
    name: str
    crs: str = LAMBERT_93
    vertical: str = "EPSG:5720"
    origin: tuple[float, float, float] = (0.0, 0.0, 0.0)
    grid_scale: float = 1.0
    convergence: float = 0.0
    place: Place | None = None
    layers: tuple[Layer, ...] = ()
    variants: tuple[Variant, ...] = ()
    views: tuple[NamedView, ...] = ()
    missing: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    zone_rules: tuple[ZoneRule, ...] = ()

    def layer(self, layer_id: str) -> Layer:
        """Return the layer with this id; KeyError when there is none."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)

    def first(self, role: Role) -> Layer | None:
        """Return the uppermost layer with this role."""
        return next((layer for layer in self.layers if layer.role == role), None)

    @property
    def ground(self) -> Layer | None:
        """The terrain that counts, None where there is none."""
        return ground_of(self.layers)

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """Extent of all layers, project CRS [m]; None while there is nothing to show."""
        boxes = [layer.bounds for layer in self.layers if layer.bounds[2] > layer.bounds[0]]
        if not boxes:
            return None
        return (
            min(b[0] for b in boxes),
            min(b[1] for b in boxes),
            max(b[2] for b in boxes),
            max(b[3] for b in boxes),
        )


def new_project(name: str, crs: str = LAMBERT_93) -> Project:
    """Return an empty project."""
    return Project(id=uuid.uuid4().hex, name=name, crs=crs)


def replaced(project: Project, **changes: Any) -> Project:
    """Return the project with some fields changed."""
    return msgspec.structs.replace(project, **changes)


def rename(project: Project, name: str) -> Project:
    """Return the project under another name."""
    return replaced(project, name=name)


def add_layers(project: Project, layers: tuple[Layer, ...]) -> Project:
    """Return the project with layers on top; the first ones fix the local origin.

    Ids that are taken already get a number.
    """
    taken = {layer.id for layer in project.layers}
    added = []
    for layer in layers:
        layer_id, number = layer.id, 2
        while layer_id in taken:
            layer_id, number = f"{layer.id}-{number}", number + 1
        taken.add(layer_id)
        added.append(msgspec.structs.replace(layer, id=layer_id))
    grown = replaced(project, layers=(*added, *project.layers))
    if project.origin == (0.0, 0.0, 0.0) and (box := grown.bounds) is not None:
        middle = (round((box[0] + box[2]) / 2, -2), round((box[1] + box[3]) / 2, -2), 0.0)
        grown = replaced(grown, origin=middle)
    return grown


def remove_layer(project: Project, layer_id: str) -> Project:
    """Return the project without one layer."""
    project.layer(layer_id)
    return replaced(project, layers=tuple(x for x in project.layers if x.id != layer_id))


def change_layer(project: Project, layer_id: str, **changes: Any) -> Project:
    """Return the project with some fields of one layer changed."""
    old = project.layer(layer_id)
    new = msgspec.structs.replace(old, **changes)
    return replaced(project, layers=tuple(new if x is old else x for x in project.layers))


def move_layer(project: Project, layer_id: str, position: int) -> Project:
    """Return the project with one layer at another place of the tree (0 is the top)."""
    layer = project.layer(layer_id)
    others = [x for x in project.layers if x is not layer]
    others.insert(max(0, min(position, len(others))), layer)
    return replaced(project, layers=tuple(others))


def keep_view(project: Project, name: str, state: ViewState) -> Project:
    """Return the project with a named view added, or replaced in place."""
    view = NamedView(name, state)
    if any(x.name == name for x in project.views):
        return replaced(project, views=tuple(view if x.name == name else x for x in project.views))
    return replaced(project, views=(*project.views, view))


def forget_view(project: Project, name: str) -> Project:
    """Return the project without one named view."""
    return replaced(project, views=tuple(x for x in project.views if x.name != name))


def initially_hidden(project: Project) -> tuple[str, ...]:
    """Return the ids of the layers that wait, unticked, when a project opens for the first time."""
    hidden = {x.id for x in project.layers if x.role not in SHOWN_AT_FIRST}
    if all(x.id in hidden or x.role in NO_MODEL for x in project.layers):
        # Nothing but data that would wait: the most telling of them is what one came to see.
        ranked = sorted(
            (x for x in project.layers if x.role in SHOWN_ALONE),
            key=lambda x: SHOWN_ALONE.index(x.role),
        )
        hidden -= {x.id for x in ranked[:1]}
    return tuple(sorted(hidden))


def visible_layers(project: Project, view: ViewState) -> tuple[Layer, ...]:
    """Return the layers that the view shows, in its styles; the maquette leaves photographs out.

    Results of analyses lie on the picture of their own variant only, and as long as they hold.
    """
    titles = dict(view.styles)
    return tuple(
        styled(layer, titles.get(layer.id, layer.style.title))
        for layer in project.layers
        if layer.id not in view.hidden
        and (layer.role is not Role.ORTHOPHOTO or view.look is Look.ORTHOPHOTO)
        and lies_on(layer, view)
        and _holds(project, layer)
    )


def _holds(project: Project, layer: Layer) -> bool:
    """Tell whether a layer is no result of an analysis, or one that is still current."""
    if layer.analysis is None:
        return True
    from jumeau.model.inputs import outdated

    return outdated(project, layer) is None


def visible_certainty(project: Project, view: ViewState) -> Certainty | None:
    """Return the label of the view: the worst of what is visible."""
    return worst(certainty_of(layer) for layer in visible_layers(project, view))
