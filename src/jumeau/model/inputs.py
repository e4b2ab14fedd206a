"""Whether the result of an analysis still holds: digests of everything that it depends on.

A result of today depends on the ground, on what stands on it and on the parameters; that of a
variant on its edits too. Each has a digest of its own, so that what has changed can be told.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import msgspec

from jumeau.model.analysis import Analysis
from jumeau.model.changes import PlantTrees, SetRoof
from jumeau.model.layer import Layer, ground_of
from jumeau.model.project import Project
from jumeau.model.roles import Role
from jumeau.model.variants import edits_shown, variant_of

METHOD = "1"
"""Raised when the program computes another result of the same inputs."""
WITHOUT, YEAR, TREES = "without", "year", "trees"
"""Parameters that decide what counts: hidden layers (ids, one space apart), the calendar year, and
whether trees do."""
NO_TREES = "none"
NOISE = "noise"
"""The simulation that depends on other layers, and on other edits, than those of the sun."""
NOISE_METHOD = "1"
"""As :data:`METHOD`, of noise alone."""
_WOODS = frozenset({Role.TREE, Role.VEGETATION, Role.HEDGE})
_BESIDE = frozenset({Role.ROAD, Role.RAIL})
"""Woods leave them free."""
_TELLING = frozenset({Role.BUILDING, Role.ROAD, Role.POINT_CLOUD})
"""They tell the altitude of a ground that is not given."""
_HEARD = frozenset({
    Role.ROAD, Role.RAIL, Role.TRAFFIC_COUNT, Role.LAND_COVER, Role.CROP, Role.VEGETATION,
    Role.CEMETERY, Role.SPORTS_GROUND, Role.TRANSPORT_AREA, Role.WATER, Role.PLACE_OF_INTEREST,
})  # fmt: skip
"""Beside buildings and the ground: what makes noise, tells how much, or how soft the ground is."""
_MACHINES = frozenset({Role.POINTS, Role.LINES, Role.POLYGONS})
"""Of these, layers that tell sound powers."""
_UNHEARD = (PlantTrees, SetRoof)
"""Changes that noise does not depend on."""
_KEPT = 64
_digests: OrderedDict[tuple[Any, ...], tuple[Any, str]] = OrderedDict()


class Outdated(StrEnum):
    """Why a result holds no more."""

    DATA = "data"
    VARIANT = "variant"
    AGAINST = "against"
    GONE = "gone"
    METHOD = "method"


def layers_that_count(
    layers: Iterable[Layer], *, trees: bool, without: Iterable[str] = (), noise: bool = False
) -> tuple[Layer, ...]:
    """Return the layers whose shapes decide about sun and sky: ground, buildings, trees.

    Parameters
    ----------
    without : iterable of str
        Ids of layers that were left out.
    noise : bool
        Those that decide about noise instead: sources and what the ground is covered with too,
        but no single trees.
    """
    layers, gone = tuple(layers), frozenset(without)
    ground = ground_of(layers)
    found = [] if ground is None else [ground]
    for layer in layers:
        solid = layer.role is Role.BUILDING or layer.has_surfaces
        wood = trees and (layer.role in _WOODS)
        beside = trees and layer.role in _BESIDE
        tells = ground is None and layer.role in _TELLING
        heard = noise and layer.analysis is None and _is_heard(layer)
        if tells or beside or heard or ((solid or wood) and layer.id not in gone):
            found.append(layer)
    return tuple(found)


def _is_heard(layer: Layer) -> bool:
    if layer.role in _MACHINES:
        return any(x.name.lower().startswith(("lw", "hz")) for x in layer.fields)
    return layer.role in _HEARD


def inputs_of(project: Project, analysis: Analysis) -> str:
    """Return the digests of what a result depends on, as the project is now."""
    told = dict(analysis.parameters)
    noise = analysis.simulation == NOISE
    trees = not noise and told.get(TREES) != NO_TREES
    without = tuple(told.get(WITHOUT, "").split())
    year = int(told.get(YEAR, "0") or 0)
    parts = [
        f"{METHOD}.{NOISE_METHOD}" if noise else METHOD,
        _of_layers(project, trees, without, noise),
        _of_variant(project, analysis.variant, year, noise),
    ]
    parts += [_of_variant(project, x, year, noise) for x in analysis.against]
    return "-".join(parts)


def outdated(project: Project, layer: Layer) -> Outdated | None:
    """Return why the result of an analysis holds no more; None where it does, or is no result."""
    analysis = layer.analysis
    if analysis is None or not analysis.inputs:
        return None
    then, now = analysis.inputs.split("-"), inputs_of(project, analysis).split("-")
    if then == now:
        return None
    for variant in (analysis.variant, *analysis.against):
        if variant and variant_of(project, variant) is None:
            return Outdated.GONE
    reasons = (Outdated.METHOD, Outdated.DATA, Outdated.VARIANT, Outdated.AGAINST)
    changed = (x for x, a, b in zip(reasons, then, now, strict=False) if a != b)
    return next(changed, Outdated.METHOD)


def _of_layers(project: Project, trees: bool, without: tuple[str, ...], noise: bool) -> str:
    def told() -> Any:
        count = layers_that_count(project.layers, trees=trees, without=without, noise=noise)
        return project.crs, [
            (x.id, x.role, x.payload.sha256, x.columns, x.key_field, x.filter) for x in count
        ]

    return _digest(("layers", trees, without, noise, id(project.layers)), project.layers, told)


def _of_variant(project: Project, variant: str, year: int, noise: bool) -> str:
    if not variant:
        return "today"

    def told() -> Any:
        edits = edits_shown(project, variant, year)
        if noise:
            edits = tuple(x for x in edits if not isinstance(x.change, _UNHEARD))
        return variant_of(project, variant) is not None, edits

    return _digest(("variant", variant, year, noise, id(project.variants)), project.variants, told)


def _digest(key: tuple[Any, ...], held: Any, told: Any) -> str:
    """Return a digest, kept as long as the very same values are asked about."""
    kept = _digests.get(key)
    if kept is None or kept[0] is not held:
        digest = hashlib.sha256(msgspec.json.encode(told())).hexdigest()[:16]
        kept = _digests[key] = (held, digest)
        while len(_digests) > _KEPT:
            _digests.popitem(last=False)
    return kept[1]
