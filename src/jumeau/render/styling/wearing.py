"""What the layers of a view wear: the parts of a scene that differ by their layer's style."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jumeau.model.layer import Layer
from jumeau.model.project import Project, visible_layers
from jumeau.model.roles import Role
from jumeau.model.view_state import ViewState
from jumeau.render.facades import Facades
from jumeau.render.parts import Kind, Part, ground_rank
from jumeau.render.styling.applying import tells_data
from jumeau.render.styling.tinting import Tint
from jumeau.render.themes.keys import Key, key_name
from jumeau.render.themes.registry import AREAS

STYLED = (Kind.GROUND, Kind.FACADES, Kind.COLOURS, Kind.PRISMS, Kind.SAMPLES)
"""Parts of which a scene holds one for each style of their layer."""
_TELLING = (Kind.GROUND, Kind.COLOURS, Kind.SAMPLES)
_STAND_IN = (Kind.GROUND, Kind.FACADES, Kind.SAMPLES)
"""Those that are shown in another style until their own is there."""


def place_of(part: Part) -> tuple[str, ...]:
    """Return what a part takes the place of another by: its layers, and its style where it has.

    A variant's is the variant and its stage.
    """
    if part.kind is Kind.VARIANT:
        return (part.variant, part.stage)
    ids = tuple(layer.id for layer in part.layers)
    return (*ids, part.layers[0].style.title) if part.kind in STYLED else ids[:1]


def same_place(old: Part, new: Part) -> bool:
    """Tell whether a new part takes the place of an old one."""
    if old.kind is not new.kind:
        return False
    return new.kind is Kind.RELIEF or place_of(old) == place_of(new)


@dataclass(frozen=True, slots=True)
class Outfit:
    """What the visible layers of one view wear.

    Attributes
    ----------
    layers : tuple of Layer
        The visible ones, in their styles, in the project's order.
    parts : tuple of Part
        The styled parts that the view shows.
    """

    layers: tuple[Layer, ...]
    parts: tuple[Part, ...]

    @property
    def tells_data(self) -> bool:
        """Whether anything shows values, so that the model steps back."""
        return any(x.role in AREAS or tells_data(x.style) for x in self.layers)

    def of_kind(self, kind: Kind) -> list[Part]:
        """Return the parts of one kind."""
        return [part for part in self.parts if part.kind is kind]

    def ground(self) -> list[Part]:
        """Return the parts of the ground, from the ground up."""
        return sorted(self.of_kind(Kind.GROUND), key=ground_rank)

    def results(self) -> list[Part]:
        """Return the parts of results on walls and roofs, from below to above."""
        return sorted(self.of_kind(Kind.SAMPLES), key=ground_rank)

    def tint(self, layer_id: str, prepared: Mapping[Part, Any]) -> Tint | None:
        """Return the colours that a layer of solids wears; None where it has the role's look."""
        worn = {layer.id: layer.style.title for layer in self.layers}
        for part in self.of_kind(Kind.COLOURS):
            layer = part.layers[0]
            if layer.id == layer_id and layer.style.title == worn.get(layer_id):
                found = prepared[part]
                assert isinstance(found, Tint)
                return found
        return None

    def facades(self, layer_id: str, prepared: Mapping[Part, Any]) -> list[Facades]:
        """Return what is seen on the façades of a layer, in the order of the project's layers."""
        if any(x.role is Role.NOISE_LEVEL for x in self.layers):
            return []  # walls show what was computed, never mixed with an official map
        order = {layer.id: k for k, layer in enumerate(self.layers)}
        found = [x for x in self.of_kind(Kind.FACADES) if x.layers[1].id == layer_id]
        return [prepared[x] for x in sorted(found, key=lambda x: order[x.layers[0].id])]


def outfit_of(project: Project, view: ViewState, prepared: Mapping[Part, Any]) -> Outfit:
    """Return what the layers of a view wear, of what a scene holds.

    Where the style that is worn has no part yet, another of the layer's stands in for it, so that
    a layer does not blink while its new style is being prepared.
    """
    layers = visible_layers(project, view)
    worn = {layer.id: layer.style.title for layer in layers}
    found: dict[tuple[Any, ...], Part] = {}
    for part in tuple(prepared):
        if part.kind not in STYLED or part.layers[0].id not in worn:
            continue
        layer = part.layers[0]
        wanted = layer.style.title == worn[layer.id]
        place = (part.kind, *(x.id for x in part.layers))
        if wanted or (place not in found and part.kind in _STAND_IN):
            found[place] = part
    return Outfit(layers, tuple(found.values()))


def keys_of(prepared: Mapping[Part, Any]) -> dict[str, Key]:
    """Return what the legend can say of each layer in each of its styles."""
    found: dict[str, Key] = {}
    for part, content in tuple(prepared.items()):
        if part.kind in _TELLING and isinstance(key := getattr(content, "key", None), Key):
            found[key_name(part.layers[0])] = key
    return found
