"""What the picture must say of a variant that only its effect on the town can tell."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState

if TYPE_CHECKING:
    from jumeau.render.variants.prepared_base import PreparedBase
    from jumeau.variants.base import Base
    from jumeau.variants.resolved import Resolved

LEAST_TRAFFIC = 50.0
"""What is less is not told [vehicles a day]."""
NEAR_TREES = 100.0
"""Surveyed trees so near to planted ones tell that the site was surveyed [m]."""
_MOST_KEPT = 16
_kept: OrderedDict[int, tuple[Resolved, tuple[tuple[str, int], ...]]] = OrderedDict()


def told_of(
    scene: Any, project: Project, view: ViewState, tr: Translator
) -> Mapping[str, tuple[str, ...]]:
    """Return further sentences by variant: traffic put nowhere, trees that nobody surveyed."""
    told = {}
    for variant_id in dict.fromkeys(view.variants):
        one = msgspec.structs.replace(view, variants=(variant_id,))
        resolved = scene.resolved(one) if variant_id else None
        if resolved is not None and (found := _found(scene, project, resolved)):
            told[variant_id] = tuple(
                tr(f"comparing.{code}", number=tr.number(number)) for code, number in found
            )
    return told


def _found(scene: Any, project: Project, resolved: Resolved) -> tuple[tuple[str, int], ...]:
    """Return codes with their numbers; found once for each state of a variant."""
    kept = _kept.get(id(resolved))
    if kept is None or kept[0] is not resolved:
        base = scene.base(project)
        found = (*_traffic(resolved, base, project), *_trees(resolved, base))
        kept = _kept[id(resolved)] = (resolved, found)
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return kept[1]


def _traffic(
    resolved: Resolved, base: PreparedBase, project: Project
) -> tuple[tuple[str, int], ...]:
    if not resolved.roads and not resolved.removed:
        return ()
    from jumeau.geometry.measure import rounded
    from jumeau.variants.moved_traffic import traffic_removed
    from jumeau.variants.surroundings import Surroundings

    removed = traffic_removed(resolved, base, Surroundings(project, base.payloads))
    if removed.vehicles >= LEAST_TRAFFIC:
        return (("traffic_removed", int(rounded(removed.vehicles, figures=2)[0])),)
    return (("traffic_unknown", removed.unknown),) if removed.unknown else ()


def _trees(resolved: Resolved, base: Base) -> tuple[tuple[str, int], ...]:
    if not len(resolved.trees):
        return ()
    (west, south) = resolved.trees.xy.min(axis=0) - NEAR_TREES
    (east, north) = resolved.trees.xy.max(axis=0) + NEAR_TREES
    ring = ((west, south), (east, south), (east, north), (west, north))
    return () if base.trees_in(ring) else (("trees_unsurveyed", 0),)
