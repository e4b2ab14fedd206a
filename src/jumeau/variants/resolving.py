"""Edits over a base: applied in order, each to what those before it left.

The result depends on nothing but the edits and the base: there is no state between two
resolutions, so that any order of switches, undo and redo gives the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from jumeau.geometry.roofs import RoofForm
from jumeau.geometry.tree_growth import SPECIES, grown
from jumeau.model import changes as ch
from jumeau.model.edits import Edit, own_element
from jumeau.model.placed_model import Ring
from jumeau.model.surfaces import ROOFS, SURFACES
from jumeau.variants import outlines
from jumeau.variants.base import Base, Rings
from jumeau.variants.moving import moved_element
from jumeau.variants.planting import MOST_TREES, places_of
from jumeau.variants.resolved import (
    Barrier,
    Covered,
    MovedBody,
    Placed,
    Planted,
    Resolved,
    Road,
    Shaped,
    Solid,
)
from jumeau.variants.state import Key, State

NEW_ROAD, TRACK, WALK = 5.5, 3.0, 2.5
"""Widths of new roads, cycle tracks and footways where none is given [m]."""
LEAST_HEIGHT, MOST_HEIGHT = 0.1, 1000.0
"""Buildings and barriers have heights between these [m]."""

FORMS = {
    ch.RoofShape.FLAT: RoofForm.FLAT,
    ch.RoofShape.GABLED: RoofForm.GABLED,
    ch.RoofShape.HIPPED: RoofForm.HIPPED,
}


def resolve(edits: tuple[Edit, ...], base: Base) -> Resolved:
    """Apply edits, in order, to a base.

    Parameters
    ----------
    edits : tuple of Edit
        As :func:`jumeau.model.variants.edits_shown` tells them.

    Returns
    -------
    Resolved
        Edits without effect are among its problems; nothing raises for what an edit asks.
    """
    state = State(base)
    for edit in edits:
        _APPLY[type(edit.change)](state, edit, edit.change)
    return state.result(edits)


# -- what each kind of change does -----------------------------------------------------------------


def _outline(state: State, edit: Edit, ring: Ring, holes: tuple[Ring, ...] = ()) -> Rings:
    rings, mended = outlines.cleaned(ring, holes)
    if mended:
        state.tell(edit, "crossing")
    if not rings:
        state.tell(edit, "no_area")
    return rings


def _stands(state: State, edit: Edit, height: float) -> bool:
    """Tell whether a height [m] is one that can be shown; note it where it is not."""
    if not height >= LEAST_HEIGHT:
        state.tell(edit, "no_height")
    elif height > MOST_HEIGHT:
        state.tell(edit, "too_high", most=MOST_HEIGHT)
    return LEAST_HEIGHT <= height <= MOST_HEIGHT


def _add_building(state: State, edit: Edit, change: ch.AddBuilding) -> None:
    rings = _outline(state, edit, change.footprint, change.courtyards)
    if _stands(state, edit, change.height) and rings:
        flat = change.roof is ch.RoofShape.FLAT or not 0.0 < change.roof_rise < MOST_HEIGHT
        form = RoofForm.FLAT if flat else FORMS[change.roof]
        rise = 0.0 if flat else change.roof_rise
        storeys = change.storeys or max(round(change.height / ch.STOREY_HEIGHT), 1)
        state.elements["", edit.id] = Solid(
            edit.id, own_element(edit), rings, change.height, rise, int(form), change.altitude,
            storeys=storeys, dwellings=change.dwellings, use=change.kind.value,
        )  # fmt: skip


def _remove_feature(state: State, edit: Edit, change: ch.RemoveFeature) -> None:
    if (key := state.key(edit, change.feature)) is not None:
        state.remove(edit, key)


def _change_height(state: State, edit: Edit, change: ch.ChangeHeight) -> None:
    if (key := state.key(edit, change.feature)) is None:
        return
    element = state.element(edit, key)
    if not _stands(state, edit, change.height):
        return
    if isinstance(element, Solid):
        state.settle(edit, key, "height")
        storeys = max(round(change.height / ch.STOREY_HEIGHT), 1)
        state.put(key, replace(element, edit=edit.id, height=change.height, storeys=storeys))
    elif isinstance(element, MovedBody):
        state.settle(edit, key, "height")
        state.put(key, replace(element, edit=edit.id, tall=change.height / _tall(state, element)))
    else:
        state.tell(edit, "not_a_building")


def _tall(state: State, body: MovedBody) -> float:
    """Return the height of a body as the base has it [m]."""
    found = state.base.body(body.source.layer, body.source.index)
    return max(found.box[5] - found.box[2], LEAST_HEIGHT) if found is not None else LEAST_HEIGHT


def _add_storeys(state: State, edit: Edit, change: ch.AddStoreys) -> None:
    if (key := state.key(edit, change.feature)) is None:
        return
    element, more = state.element(edit, key), change.storeys * change.storey_height
    if isinstance(element, Solid):
        if not _stands(state, edit, element.height + more):
            return
        before = element.storeys or max(round(element.height / ch.STOREY_HEIGHT), 1)
        storeys = max(before + change.storeys, 1)
        height = element.height + more
        state.put(key, replace(element, edit=edit.id, height=height, storeys=storeys))
    elif isinstance(element, MovedBody):
        tall = _tall(state, element)
        if not _stands(state, edit, tall * element.tall + more):
            return
        state.put(key, replace(element, edit=edit.id, tall=element.tall + more / tall))
    else:
        state.tell(edit, "not_a_building")


def _move_feature(state: State, edit: Edit, change: ch.MoveFeature) -> None:
    if (key := state.key(edit, change.feature)) is None:
        return
    element = state.element(edit, key)
    if element is None:
        state.tell(edit, "gone", layer=change.feature.layer, key=change.feature.key)
        return
    numbers = (change.east, change.north, change.up, change.rotation, change.scale)
    if not (np.isfinite(numbers).all() and change.scale > 0.0):
        state.tell(edit, "no_move")
        return
    moved = moved_element(element, edit.id, change)
    if isinstance(moved, Solid) and not LEAST_HEIGHT <= moved.height <= MOST_HEIGHT:
        state.tell(edit, "no_move")
        return
    state.put(key, moved)


def _place_model(state: State, edit: Edit, change: ch.PlaceModel) -> None:
    state.elements["", edit.id] = Placed(
        edit.id, change.model, change.place, change.rotation, change.scale, change.sits, change.up
    )


def _plant_trees(state: State, edit: Edit, change: ch.PlantTrees) -> None:
    xy, thinned = places_of(change)
    if thinned:
        state.tell(edit, "too_many_trees", most=MOST_TREES)
    if not len(xy):
        state.tell(edit, "no_trees")
        return
    species = SPECIES.get(change.species, SPECIES["broadleaf"])
    height, width = grown(species, max(change.height, LEAST_HEIGHT), 0.0)
    count = len(xy)
    state.elements["", edit.id] = Planted(
        xy, np.full(count, height), np.full(count, width), (change.species,) * count,
        np.full(count, change.planted, np.int64), (edit.id,) * count,
    )  # fmt: skip


def _set_surface(state: State, edit: Edit, change: ch.SetSurface) -> None:
    if rings := _outline(state, edit, change.ring, change.holes):
        usual = SURFACES[change.surface]
        given = (change.albedo, change.permeability, change.roughness)
        known = (usual.albedo, usual.permeability, usual.roughness)
        values = [k if g is None else g for g, k in zip(given, known, strict=True)]
        state.elements["", edit.id] = Covered(edit.id, rings, change.surface, *values)


def _set_roof(state: State, edit: Edit, change: ch.SetRoof) -> None:
    if (key := state.key(edit, change.feature)) is None:
        return
    element = state.element(edit, key)
    if not isinstance(element, Solid):
        state.tell(edit, "not_a_building")
        return
    state.settle(edit, key, "roof")
    albedo = ROOFS[change.cover].albedo if change.albedo is None else change.albedo
    share = change.share if 0.0 <= change.share <= 1.0 else 1.0
    covered = replace(
        element, edit=edit.id, cover=change.cover, cover_share=share, roof_albedo=albedo
    )
    state.put(key, covered)


def _add_barrier(state: State, edit: Edit, change: ch.AddBarrier) -> None:
    if not _stands(state, edit, change.height):
        return
    if (line := _line(change.line)) is None:
        state.tell(edit, "no_length")
    else:
        state.elements["", edit.id] = Barrier(
            edit.id, line, change.height, change.thickness, change.absorption
        )


def _line(path: ch.Path) -> Any:
    """Return a line (N, 2) without steps of no length; None where nothing is left."""
    line = np.asarray(path, np.float64).reshape(-1, 2)
    if len(line) < 2 or not np.isfinite(line).all():
        return None
    kept = np.concatenate([[True], np.hypot(*np.diff(line, axis=0).T) > 1e-6])
    return line[kept] if kept.sum() > 1 else None


def _set_road(state: State, edit: Edit, change: ch.SetRoad) -> None:
    key: Key | None
    if change.feature is not None:
        if (key := state.key(edit, change.feature)) is None:
            return
        old = state.element(edit, key)
        if not isinstance(old, Road):
            state.tell(edit, "not_a_road")
            return
        state.settle(edit, key, "road")
    else:
        if (line := _line(change.line)) is None:
            state.tell(edit, "no_length")
            return
        key = ("", edit.id)
        usual = {ch.RoadUse.CYCLES: TRACK, ch.RoadUse.WALKING: WALK}.get(change.use, NEW_ROAD)
        old = Road(edit.id, own_element(edit), (line,), usual, change.use)
    given = {
        name: value
        for name in (
            "width", "lanes", "one_way", "speed", "surface", "cycle_track", "day", "evening",
            "night",
        )
        if (value := getattr(change, name)) is not None
    }  # fmt: skip
    state.put(key, replace(old, edit=edit.id, use=change.use, **given))


def _shape_terrain(state: State, edit: Edit, change: ch.ShapeTerrain) -> None:
    if rings := _outline(state, edit, change.ring):
        state.elements["", edit.id] = Shaped(
            edit.id, rings[0][0], change.altitude, change.up, max(change.bank, 0.0)
        )


def _demolish(state: State, edit: Edit, change: ch.Demolish) -> None:
    rings = _outline(state, edit, change.ring)
    if not rings:
        return
    ring = rings[0][0]
    outline = tuple((float(x), float(y)) for x, y in ring)
    gone: list[Key] = []
    if change.buildings:
        gone += _rows(state.base.standing_in(outline))
    if change.trees:
        gone += _rows(state.base.trees_in(outline))
    gone = [x for x in gone if x[1] not in state.removed.get(x[0], ())]
    found = bool(gone)
    for key, element in tuple(state.elements.items()):
        if change.buildings and isinstance(element, Solid | Placed):
            middle = (
                element.place
                if isinstance(element, Placed)
                else outlines.middle_of_rings(element.rings)
            )
            within = bool(outlines.inside(np.array([middle]), ring)[0])
            # What stands elsewhere now, or has come here, counts where it stands.
            if key in gone and not within:
                gone.remove(key)
            elif within and key not in gone:
                gone.append(key)
        elif change.trees and isinstance(element, Planted):
            kept = ~outlines.inside(element.xy, ring)
            found |= not kept.all()
            state.elements[key] = _only(element, kept)
    for key in gone:
        state.remove(edit, key)
    if change.trees:
        state.cleared.append(ring)
    elif not (gone or found):
        state.tell(edit, "nothing_inside")


def _rows(found: dict[str, Any]) -> list[Key]:
    return [(layer, int(row)) for layer, rows in found.items() for row in rows]


def _only(trees: Planted, kept: Any) -> Planted:
    """Return some of the trees."""
    chosen = np.flatnonzero(kept).tolist()
    return Planted(
        trees.xy[kept], trees.height[kept], trees.width[kept],
        tuple(trees.species[k] for k in chosen), trees.planted[kept],
        tuple(trees.edit[k] for k in chosen),
    )  # fmt: skip


_APPLY: dict[type, Callable[[State, Edit, Any], None]] = {
    ch.AddBuilding: _add_building,
    ch.RemoveFeature: _remove_feature,
    ch.ChangeHeight: _change_height,
    ch.AddStoreys: _add_storeys,
    ch.MoveFeature: _move_feature,
    ch.PlaceModel: _place_model,
    ch.PlantTrees: _plant_trees,
    ch.SetSurface: _set_surface,
    ch.SetRoof: _set_roof,
    ch.AddBarrier: _add_barrier,
    ch.SetRoad: _set_road,
    ch.ShapeTerrain: _shape_terrain,
    ch.Demolish: _demolish,
}
