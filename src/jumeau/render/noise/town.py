"""From a project and its variants to towns as noise sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.render.noise.basis import Basis, Bounds, basis_of
from jumeau.render.noise.cover import areas_of, cover_of
from jumeau.render.noise.emitting import Emission, rail_emission, road_emission, together
from jumeau.render.noise.industry import industry_emission
from jumeau.render.noise.living import dwellings_of
from jumeau.render.noise.notes import notes_of
from jumeau.render.noise.rails import rails_of
from jumeau.render.noise.roads import roads_of
from jumeau.render.noise.standing import (
    WALL_MATERIAL,
    barriers_of,
    blocks_of,
    rings_of,
    untangled,
)
from jumeau.render.relief import Relief
from jumeau.render.shelf import Shelf
from jumeau.simulation.analyses.params import Noise
from jumeau.simulation.noise.scene import Scene, Sources
from jumeau.simulation.noise.town import Town
from jumeau.simulation.noise.traffic import Origin
from jumeau.simulation.noise.triangles import Ground, ground_mesh

TOLERANCE = 0.3
"""The triangles of the ground lie no farther from it [m]."""
LEVEL = 2
"""Triangles of ground that is level."""
FINEST = 1.0
"""The ground is looked at no closer [m]."""


def towns_of(
    project: Project,
    variants: Iterable[str],
    params: Noise,
    area: Bounds,
    payloads: Payloads,
    shelf: Shelf | None = None,
    progress: Progress = silent,
    *,
    year: int = 0,
    without: Iterable[str] = (),
) -> dict[str, Town]:
    """Return some variants of a project as noise sees them: for worker threads.

    Parameters
    ----------
    variants : iterable of str
        Ids; "" is today.
    params : Noise
        Which sources count, how far, with which table.
    area : tuple of float
        Whose receivers are wanted: west, south, east, north, project CRS [m]. What lies within
        the reach of it counts.
    year : int
        Calendar year of phases; 0 for the finished variants.
    without : iterable of str
        Layers of buildings that do not count.

    Returns
    -------
    dict
        Towns by variant.

    Raises
    ------
    InputError
        ``measuring.no_ground``, ``noise_inputs.no_sources``.
    """
    from jumeau.errors import InputError

    basis = basis_of(
        project, variants, params, area, payloads, shelf, part(progress, 0.0, 0.5), year=year,
        without=without,
    )  # fmt: skip
    found = {}
    count = len(basis.resolved)
    for k, variant in enumerate(basis.resolved):
        own = part(progress, 0.5 + 0.5 * k / count, 0.5 + 0.5 * (k + 1) / count)
        found[variant] = _town(basis, variant, own)
    if not any(len(x.sources.start) > 1 for x in found.values()):
        raise InputError("noise_inputs.no_sources")
    return found


def town_of(
    project: Project,
    variant: str,
    params: Noise,
    area: Bounds,
    payloads: Payloads,
    shelf: Shelf | None = None,
    progress: Progress = silent,
    *,
    year: int = 0,
    without: Iterable[str] = (),
) -> Town:
    """Return one variant of a project as noise sees it; see :func:`towns_of`."""
    return towns_of(
        project, (variant,), params, area, payloads, shelf, progress, year=year, without=without
    )[variant]


def _town(basis: Basis, variant: str, progress: Progress) -> Town:
    notes: Counter[str] = Counter()
    params = basis.params
    relief = basis.ground_of(variant)
    ground = ground_under(basis, relief, notes)
    progress(0.15, "noise_town")
    blocks = blocks_of(basis, variant, relief, notes)
    walls, heir = untangled(blocks, notes)
    progress(0.35, "noise_town")
    roads = roads_of(basis, variant, notes)
    progress(0.5, "noise_town")
    parts: list[Emission] = []
    if "road" in params.sources:
        parts.append(road_emission(roads, ground, walls, params.coefficients, notes))
    if "rail" in params.sources:
        parts.append(rail_emission(rails_of(basis, variant, notes), ground, walls, notes))
    if "industry" in params.sources:
        parts.append(industry_emission(basis, ground, notes))
    emission = together(parts)
    progress(0.7, "noise_town")
    cover = cover_of(basis, variant, notes)
    progress(0.85, "noise_town")
    rings, ring_start, ring_building = rings_of(walls)
    barriers, barrier_material, materials = barriers_of(basis, variant, ground.altitude, notes)
    areas, area_start, area_of = areas_of(cover)
    scene = Scene(
        rings=rings, ring_start=ring_start, ring_building=ring_building,
        tops=walls.top.astype(np.float64), material=np.full(len(walls), WALL_MATERIAL, np.int32),
        barriers=barriers, barrier_material=barrier_material, materials=materials,
        areas=areas, area_start=area_start, area_of=area_of, area_g=cover.g.astype(np.float64),
        default_g=cover.default, terrain=ground.terrain,
    )  # fmt: skip
    notes["walls_absorb"] += int(len(walls) > 0)
    sources = Sources(emission.points, emission.start, emission.section, len(emission.power))
    dwellings = dwellings_of(basis, variant, blocks, heir, len(walls), notes)
    estimated = bool(
        (roads.traffic.origin == Origin.DEFAULT).any() or blocks.guessed.any() or relief.estimated
        or notes["rail_default"]
    )  # fmt: skip
    progress(1.0, "noise_town")
    return Town(
        scene, sources, emission.power, emission.kind, emission.names, dwellings, estimated,
        notes_of(notes),
    )  # fmt: skip


def ground_under(basis: Basis, relief: Relief, notes: Counter[str]) -> Ground:
    """Return the ground of a variant as triangles about the area."""
    west, south, east, north = basis.window
    step = max(FINEST, relief.field.step)
    before = basis.kept.get("ground") if relief is basis.relief else None
    if before is None:
        before = ground_mesh(relief.altitude, (west, south, east, north), step, TOLERANCE)
        if relief is basis.relief:
            basis.kept["ground"] = before
    if relief.estimated:
        level = before.terrain is None or len(before.terrain.triangles) <= LEVEL
        notes["terrain_none" if level else "terrain_estimated"] += 1
    elif before.terrain is not None:
        notes["terrain_simplified"] += len(before.terrain.triangles)
    return before
