"""The model of several variants as arrays, where there is no scene that holds them already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.variants import variant_of
from jumeau.model.view_state import ViewState
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.parts import Kind, built_in, parts_of, stage_of
from jumeau.render.preparing import Workshop
from jumeau.render.relief import Relief
from jumeau.render.shelf import Shelf
from jumeau.render.site import Site, standing_of
from jumeau.render.trees import Trees
from jumeau.render.variants.measured import Left
from jumeau.render.variants.overlay import Overlay
from jumeau.render.variants.planting import sizes_in
from jumeau.variants.resolved import Planted


def sites_of(
    project: Project,
    view: ViewState,
    variants: Iterable[str],
    payloads: Payloads,
    shelf: Shelf | None = None,
    progress: Progress = silent,
) -> dict[str, Site]:
    """Prepare what a view of a project shows of some variants.

    Parameters
    ----------
    view : ViewState
        Its hidden layers, switches and year count.
    variants : iterable of str
        Ids of variants; empty for today.

    Returns
    -------
    dict
        The model by id.

    Raises
    ------
    InputError
        ``measuring.no_ground`` when the project has nothing to show.
    """
    from jumeau.errors import InputError

    hidden = frozenset(view.hidden)
    ids = tuple(dict.fromkeys(variants))
    year = view.year
    stages = {(x, stage_of(project, x, year)) for x in ids if x}
    kinds = {Kind.RELIEF, Kind.BUILDINGS, Kind.TREES}
    parts = [
        x
        for x in parts_of(project)
        if x.kind in kinds or (x.kind is Kind.VARIANT and (x.variant, x.stage) in stages)
    ]
    if not parts:
        raise InputError("measuring.no_ground")
    workshop = Workshop(payloads, shelf)
    made = [
        (x, workshop.prepare(x, part(progress, k / len(parts), (k + 1) / len(parts))))
        for k, x in enumerate(parts)
    ]
    relief = next(x for _, x in made if isinstance(x, Relief))
    seen = [(p.layers[0].id, x) for p, x in made if p.layers and p.layers[0].id not in hidden]
    standing = tuple(standing_of(k, x) for k, x in seen if isinstance(x, Buildings | Bodies))
    trees = tuple((k, x) for k, x in seen if isinstance(x, Trees)) if view.switches.trees else ()
    base = Site(relief, standing, trees)
    overlays = {p.variant: x for p, x in made if isinstance(x, Overlay)}
    left = Left()
    found = {}
    for one in ids:
        overlay = overlays.get(one)
        found[one] = base
        if overlay is not None:
            site = left.site(base, overlay, overlay.trees, view.switches.trees)
            found[one] = aged(site, overlay.resolved.trees, year, overlay.built)
    return found


def aged(site: Site, planted: Planted, year: int, built: int) -> Site:
    """Return a variant's model with its planted trees as old as they are in a calendar year.

    Parameters
    ----------
    year : int
        0 for as they are when planted.
    built : int
        The year of those without one of their own; 0 where unknown.
    """
    if not len(planted):
        return site

    def grown(trees: Trees) -> Trees:
        height, width = sizes_in(planted, year, built)
        return replace(
            trees,
            height=height[trees.row].astype(np.float32),
            radius=(width[trees.row] / 2).astype(np.float32),
        )

    return replace(site, trees=tuple((k, x if k else grown(x)) for k, x in site.trees))


def built_year(project: Project, variant_id: str) -> int:
    """Return the calendar year in which a variant stands finished; 0 where unknown."""
    variant = variant_of(project, variant_id)
    return 0 if variant is None else built_in(variant)
