"""Who lives behind which walls: dwellings and residents of the buildings of a scene.

Where a source tells no dwellings they are estimated from the floor area, as the figures of variants
are (:func:`jumeau.variants.built.dwellings_in`); nobody is put into a building of another use.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.io import canonical
from jumeau.model.changes import STOREY_HEIGHT, BuildingKind, PlaceModel
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role
from jumeau.render.noise.basis import Basis
from jumeau.render.noise.standing import Blocks, shapes_of
from jumeau.render.swatches import matched
from jumeau.simulation.noise.town import Dwellings
from jumeau.variants.built import dwellings_in, standing

Array = NDArray[np.float64]

PER_DWELLING = 1.8
"""Residents of a dwelling, empty and second ones included: INSEE, census of 2020, some 2.2
residents a household and 82 of 100 dwellings being main residences."""
PLAUSIBLE = (0.5, 4.0)
"""Residents a dwelling that a commune may have; else its people or its dwellings are partial."""
LEAST_HOUSE = 40.0
"""Where no source tells what a building is for, one at least as large is a house [m²]."""
_HOMES = (
    ("resident", 1), ("habitat", 1), ("logement", 1), ("housing", 1), ("apartment", 1),
    ("house", 1), ("detached", 1), ("terrace", 1), ("dormitory", 1), ("bungalow", 1),
    ("villa", 1), ("dwelling", 1), ("maison", 1), ("immeuble", 1),
)  # fmt: skip
_NO_HOMES = (("greenhouse", 1), ("warehouse", 1), ("farm_aux", 1), ("boathouse", 1))
_UNTOLD = ("", "None", "yes", "building", "unclassified")
"""Words of a use that tell none."""
_SENSITIVE = (
    ("ecole", 1), ("enseignement", 1), ("college", 1), ("lycee", 1), ("universit", 1),
    ("creche", 1), ("school", 1), ("kindergarten", 1), ("university", 1), ("hopital", 1),
    ("hospital", 1), ("clinique", 1), ("clinic", 1), ("sante", 1), ("retraite", 1),
    ("ehpad", 1), ("nursing", 1), ("hospitalier", 1), ("childcare", 1),
)  # fmt: skip


def dwellings_of(
    basis: Basis, variant: str, blocks: Blocks, heir: NDArray[np.int64], count: int,
    notes: Counter[str],
) -> Dwellings:  # fmt: skip
    """Return who lives in the buildings of a scene.

    Parameters
    ----------
    blocks : Blocks
        Before those that overlap were untangled.
    heir : (B,) int64
        Which building of the scene stands for each.
    count : int
        Buildings of the scene.
    """
    storeys, found, homes = _told(basis, blocks)
    _of_variant(basis, variant, blocks, storeys, found)
    unknown = np.isnan(found)
    guess = _estimated(blocks, storeys, homes)
    notes["dwellings_estimated"] += int((unknown & (guess > 0.0)).sum())
    found = np.where(unknown, guess, found)
    rate, known = _per_dwelling(basis)
    notes["residents_of_commune" if known else "residents_of_france"] += 1
    own = np.full(count, -1, np.int64)
    # Of those that stand in one place, the one that gave it its walls is written last.
    for k in range(len(blocks) - 1, -1, -1):
        own[heir[k]] = k
    dwellings = np.bincount(heir, found, count).astype(np.float64)
    high = np.zeros(count, np.int32)
    np.maximum.at(high, heir, storeys)
    sensitive = np.zeros(count, np.bool_)
    np.logical_or.at(sensitive, heir, _sensitive(basis, variant, blocks))
    layer = tuple(str(blocks.layer[k]) for k in own.tolist())
    return Dwellings(
        layer, blocks.row[own] if count else np.empty(0, np.int64), high, dwellings,
        np.asarray(dwellings * rate, np.float64), sensitive,
    )  # fmt: skip


def _told(basis: Basis, blocks: Blocks) -> tuple[NDArray[np.int32], Array, NDArray[np.bool_]]:
    """Return storeys, dwellings (NaN where unknown) and which buildings are homes."""
    storeys = np.maximum(np.round(blocks.height / STOREY_HEIGHT), 1.0)
    found = np.full(len(blocks), np.nan)
    homes = np.zeros(len(blocks), np.bool_)
    for layer in basis.project.layers:
        at = np.flatnonzero(blocks.layer == layer.id)
        if not len(at):
            continue
        rows = blocks.row[at]
        number, dwellings = (
            canonical.column(basis.payloads, layer, x) for x in ("storeys", "dwellings")
        )
        use = canonical.column(basis.payloads, layer, "use")
        if number is not None:
            with np.errstate(invalid="ignore"):
                good = (number[rows] >= 1.0) & (number[rows] <= 110.0)
            storeys[at] = np.where(good, number[rows], storeys[at])
        if dwellings is not None:
            with np.errstate(invalid="ignore"):
                good = (dwellings[rows] >= 0.0) & (dwellings[rows] < 5000.0)
            found[at] = np.where(good, dwellings[rows], np.nan)
        homes[at] = _homes(layer, use, rows, blocks, at)
    return storeys.astype(np.int32), found, homes


def _homes(
    layer: Layer, use: NDArray[Any] | None, rows: NDArray[np.int64], blocks: Blocks,
    at: NDArray[np.int64],
) -> NDArray[np.bool_]:  # fmt: skip
    import shapely

    if layer.role is not Role.BUILDING:
        return np.zeros(len(at), np.bool_)
    if use is None:
        return np.asarray(shapely.area(blocks.shapes[at]) >= LEAST_HOUSE)
    own = use[rows]
    home = matched(own, len(at), _HOMES) > 0
    if not dict(layer.columns).get("dwellings"):
        untold = np.isin(own.astype(str), list(_UNTOLD))
        home |= untold & (shapely.area(blocks.shapes[at]) >= LEAST_HOUSE)
    return np.asarray(home & (matched(own, len(at), _NO_HOMES) == 0))


def _of_variant(
    basis: Basis, variant: str, blocks: Blocks, storeys: NDArray[np.int32], found: Array
) -> None:
    """Write what the buildings of a variant have, in place."""
    at = {str(blocks.edit[k]): k for k in np.flatnonzero(blocks.row < 0).tolist()}
    if not at:
        return
    resolved = basis.resolved[variant]
    for built in standing(resolved, basis.base, frozenset()).values():
        if built.edit in at:
            found[at[built.edit]] = built.dwellings
    for solid in resolved.solids:
        if solid.edit in at and solid.storeys > 0:
            storeys[at[solid.edit]] = solid.storeys


def _estimated(blocks: Blocks, storeys: NDArray[np.int32], homes: NDArray[np.bool_]) -> Array:
    import shapely

    area = shapely.area(blocks.shapes) if len(blocks) else np.empty(0)
    found = np.zeros(len(blocks))
    for k in np.flatnonzero(homes).tolist():
        high = int(storeys[k])
        found[k] = dwellings_in(float(area[k]) * high, float(area[k]), high, "logement")
    return found


def _per_dwelling(basis: Basis) -> tuple[float, bool]:
    """Return the residents of a dwelling, and whether the communes' population tells it."""
    if "per_dwelling" not in basis.kept:
        basis.kept["per_dwelling"] = _of_communes(basis)
    rate: float | None = basis.kept["per_dwelling"]
    return (PER_DWELLING, False) if rate is None else (rate, True)


def _of_communes(basis: Basis) -> float | None:

    people, homes = 0.0, 0.0
    for layer in basis.project.layers:
        if layer.role is not Role.COMMUNE or layer.payload.kind is not PayloadKind.TABLE:
            continue
        population = canonical.column(basis.payloads, layer, "population")
        if population is None:
            continue
        polygons = canonical.polygons(basis.payloads, layer)
        rows = np.flatnonzero((np.diff(polygons.feature_start) > 0) & (population > 0.0))
        for shape, residents in zip(shapes_of(polygons, rows), population[rows], strict=True):
            told = _dwellings_within(basis, shape)
            if told and PLAUSIBLE[0] <= residents / told <= PLAUSIBLE[1]:
                people += float(residents)
                homes += told
    return people / homes if homes else None


def _dwellings_within(basis: Basis, commune: Any) -> float:
    """Return the dwellings that sources tell in a commune, all of it."""
    import shapely

    total = 0.0
    shapely.prepare(commune)
    for layer in basis.project.layers:
        if layer.role is not Role.BUILDING or layer.has_surfaces:
            continue
        told = canonical.column(basis.payloads, layer, "dwellings")
        made = basis.base.standing(layer.id)
        if told is None or made is None:
            continue
        box = made.footprints.box
        good = np.isfinite(box).all(1) & (told > 0.0) & (told < 5000.0)
        middle = (box[good, :2] + box[good, 2:]) / 2.0
        inside = shapely.contains_xy(commune, middle[:, 0], middle[:, 1])
        total += float(told[good][inside].sum())
    return total


def _sensitive(basis: Basis, variant: str, blocks: Blocks) -> NDArray[np.bool_]:
    """Return which buildings are schools or places of care."""
    import shapely

    found = np.zeros(len(blocks), np.bool_)
    for layer in basis.project.layers:
        at = np.flatnonzero(blocks.layer == layer.id)
        for name in ("nature", "use"):
            words = canonical.column(basis.payloads, layer, name) if len(at) else None
            if words is not None:
                found[at] |= matched(words[blocks.row[at]], len(at), _SENSITIVE) > 0
    grounds = _sensitive_grounds(basis)
    if len(grounds) and len(blocks):
        middle = shapely.point_on_surface(blocks.shapes)
        own, _ = shapely.STRtree(grounds).query(middle, predicate="within")
        found[own] = True
    resolved = basis.resolved[variant]
    schools = {x.edit for x in resolved.solids if x.use == BuildingKind.SCHOOL.value}
    schools |= {
        x.id
        for x in resolved.edits
        if isinstance(x.change, PlaceModel) and x.change.kind is BuildingKind.SCHOOL
    }
    return found | np.isin(blocks.edit.astype(str), list(schools))


def _sensitive_grounds(basis: Basis) -> NDArray[Any]:
    """Return the grounds of schools and places of care; made once."""
    if "grounds" not in basis.kept:
        found: list[Any] = []
        for layer in basis.project.layers:
            if layer.role is not Role.PLACE_OF_INTEREST or layer.has_surfaces or (
                layer.payload.kind is not PayloadKind.TABLE
            ):  # fmt: skip
                continue
            words = [canonical.column(basis.payloads, layer, x) for x in ("nature", "category")]
            polygons = canonical.polygons(basis.payloads, layer)
            marked = np.zeros(len(polygons), np.bool_)
            for column in words:
                marked |= matched(column, len(polygons), _SENSITIVE) > 0
            rows = np.flatnonzero(marked & (np.diff(polygons.feature_start) > 0))
            found += shapes_of(polygons, rows).tolist()
        basis.kept["grounds"] = np.array(found, object)
    made: NDArray[Any] = basis.kept["grounds"]
    return made
