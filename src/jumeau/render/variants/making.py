"""From what edits make of the base to what is drawn of it: for worker threads, without VTK."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from jumeau.io.store import Payloads
from jumeau.render import look
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.parts import Part
from jumeau.render.relief import Relief
from jumeau.render.trees import Trees
from jumeau.render.variants.ground_change import prepare_ground_change
from jumeau.render.variants.moved_bodies import prepare_moved
from jumeau.render.variants.overlay import Overlay
from jumeau.render.variants.planting import prepare_planted, thinned
from jumeau.render.variants.prepared_base import PreparedBase
from jumeau.render.variants.solids_mesh import prepare_solids
from jumeau.render.variants.strokes import prepare_strokes
from jumeau.variants.resolved import MovedBody, Resolved


def prepare_overlay(
    part: Part,
    resolved: Resolved,
    base: PreparedBase,
    relief: Relief,
    trees: Mapping[str, tuple[bool, Trees]],
    payloads: Payloads,
) -> Overlay:
    """Prepare what a variant looks like.

    Parameters
    ----------
    part : Part
        The variant's.
    relief : Relief
        The ground of the base.
    trees : mapping
        By layer: whether its trees stand for a wood, and the trees.
    """
    ground = prepare_ground_change(resolved, relief, look.rgb(part.colour), part.built)
    cut = thinned(trees, resolved, relief, ground.relief)
    buildings, pieces = prepare_solids(
        resolved.solids, resolved.barriers, base, ground.relief, part.origin, part.colour
    )
    by_layer: dict[str, list[MovedBody]] = {}
    for body in resolved.bodies:
        by_layer.setdefault(body.source.layer, []).append(body)
    moved: list[tuple[Bodies, tuple[str, ...]]] = []
    for layer_id, those in by_layer.items():
        bodies = base.standing(layer_id)
        assert isinstance(bodies, Bodies)  # only they have any
        made = prepare_moved(bodies, those, part.colour)
        moved.append((made, tuple(x.edit for x in those)))
    models = None
    if resolved.models:
        from jumeau.render.variants.models import prepare_models

        models = prepare_models(payloads, resolved.models, ground.relief, part.origin, part.colour)
    standing: list[tuple[Buildings | Bodies, tuple[str, ...]]] = [*moved]
    if buildings is not None:
        standing.append((buildings, pieces))
    return Overlay(
        part.variant,
        part.colour,
        part.built,
        part.origin,
        resolved,
        replace(ground, gone={k: x.gone for k, x in cut.items()}),
        cut,
        buildings,
        pieces,
        tuple(moved),
        models,
        prepare_planted(resolved.trees, ground.relief),
        prepare_strokes(resolved, standing),
    )
