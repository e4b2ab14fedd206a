"""Results of analyses among the layers: whose they are, and on which picture they lie."""

from __future__ import annotations

from collections.abc import Iterable

from jumeau.model.layer import Layer
from jumeau.model.provenance import Certainty, worst
from jumeau.model.roles import Role
from jumeau.model.view_state import Compare, ViewState

NOISE = frozenset({Role.NOISE_LEVEL, Role.NOISE_LEVEL_CHANGE})
"""Levels of noise that were computed, on the ground and on walls; roofs have none."""
CHANGES = frozenset(
    {
        Role.SUN_HOURS_CHANGE, Role.SKY_VIEW_CHANGE, Role.IRRADIATION_CHANGE,
        Role.NOISE_LEVEL_CHANGE,
    }
)  # fmt: skip
"""Differences between two variants."""
RESULTS = CHANGES | {Role.SUN_HOURS, Role.SKY_VIEW, Role.IRRADIATION, Role.NOISE_LEVEL}
"""Values on the ground, on roofs and on walls."""

UNSURVEYED = "unsurveyed"
"""Of the parameter ``trees`` of a card: trees that stand on the site were not surveyed."""


def is_result(layer: Layer) -> bool:
    """Tell whether a layer shows values of an analysis on the model's surfaces."""
    return layer.role in RESULTS


def is_noise(layer: Layer) -> bool:
    """Tell whether a layer shows computed noise: values, or areas of equal level."""
    return layer.role in NOISE or layer.role is Role.NOISE_ZONES


def covers_roofs(layer: Layer) -> bool:
    """Tell whether the values of a result on the ground are those of roofs, too."""
    return is_result(layer) and layer.role not in NOISE


def lies_on(layer: Layer, view: ViewState) -> bool:
    """Tell whether a layer may be seen on a picture: results, on that of their own variant only.

    In a comparison each side shows its own; a ghost shows that of what comes. A difference lies on
    the picture of the variant that it was computed of.
    """
    if layer.analysis is None:
        return True
    if view.compare is Compare.GHOST and len(view.variants) > 1:
        return layer.analysis.variant == view.variants[1]
    return any(layer.analysis.variant == side.variant for side in view.sides)


def alike(layers: Iterable[Layer], layer: Layer) -> tuple[Layer, ...]:
    """Return the other results of a kind that look as this one does: their colours mean the same.

    They are those of the ground and of the walls, of all variants.
    """
    if not is_result(layer):
        return ()
    return tuple(
        x for x in layers if x.id != layer.id and x.role is layer.role and x.style == layer.style
    )


def lacks_trees(layer: Layer) -> bool:
    """Tell whether a layer is a result for which existing trees were not surveyed."""
    told = dict(layer.provenance.parameters)
    shade = covers_roofs(layer) or layer.role is Role.SHADE_LINES
    return shade and told.get("trees") == UNSURVEYED


def hides_gains(layer: Layer) -> bool:
    """Tell whether gains of shade must be hatched: existing trees were not surveyed."""
    return layer.role in CHANGES and lacks_trees(layer)


def certainty_of(layer: Layer) -> Certainty:
    """Return how sure a layer is as it is shown: without surveyed trees, shade is uncertain."""
    if lacks_trees(layer):
        return worst((layer.certainty, Certainty.UNCERTAIN)) or layer.certainty
    return layer.certainty
