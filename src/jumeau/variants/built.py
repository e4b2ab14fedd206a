"""What stands in a variant: each building with its footprint, floor area and dwellings.

Floor area is footprint times storeys: outside walls included, as a building permit would not count
it; it serves to compare. Dwellings that nobody told are estimated from it, see
:func:`dwellings_in`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from jumeau.model.changes import STOREY_HEIGHT, BuildingKind, PlaceModel, RoofCover
from jumeau.model.layer import FeatureRef
from jumeau.model.roles import Role
from jumeau.variants.base import Base, Rings
from jumeau.variants.edit_words import bare
from jumeau.variants.outlines import moved
from jumeau.variants.resolved import MovedBody, Placed, Resolved, Solid
from jumeau.variants.surroundings import shape_of

Key = tuple[str, str]
"""A building: layer and row of the base, or "" and the id of the edit that adds it."""

FLAT_SHARE, HOUSE_SHARE = 0.7, 0.6
"""Living area over footprint times storeys: walls, stairs and corridors take the rest, in houses
the garage too. Rounded so that the estimate meets the dwellings that BD TOPO tells of Olemps
(``tests/real/test_variant_facts.py``)."""
FLAT_AREA, HOUSE_AREA = 65.0, 112.0
"""Living area of a dwelling in a block, of a house [m²]: rounded means of INSEE's surveys
"Enquête Logement" of 2002 and 2013 (65 and 63 m², 108 and 112 m²)."""
HOUSE_FOOTPRINT, HOUSE_STOREYS = 250.0, 3
"""A residential building no larger than this is one house or a few."""
GREEN_ROOFS = (RoofCover.GREEN_EXTENSIVE, RoofCover.GREEN_INTENSIVE)

_HOUSING = ("housing", "residentiel", "habitation", "logement")
_NO_FLOOR = (BuildingKind.PARKING.value,)


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """A building as it stands in one variant.

    Attributes
    ----------
    key : Key
    edit : str
        Id of the edit that shaped it last; empty for one of the base as it is.
    shape : shapely geometry
        What it covers, project CRS.
    area, floor : float
        Footprint and floor area on the grid [m²].
    height : float
        To the gutter, or to the top of a body or model [m].
    dwellings : float
    estimated : bool
        Whether the dwellings are.
    green_roof : float
        [m²]
    state : tuple
        What must be equal for the building to be the same.
    """

    key: Key
    edit: str
    shape: Any
    area: float
    floor: float
    height: float
    dwellings: float
    estimated: bool
    green_roof: float
    state: tuple[Any, ...]


def dwellings_in(floor: float, area: float, storeys: int, use: str) -> float:
    """Return how many dwellings a building is likely to have; 0 where nobody lives in it.

    Living area, a share of the floor area, over that of a usual flat or, in a small building, of a
    usual house.
    """
    if not bare(use).startswith(_HOUSING) or floor <= 0.0:
        return 0.0
    if area <= HOUSE_FOOTPRINT and storeys <= HOUSE_STOREYS:
        return float(max(round(HOUSE_SHARE * floor / HOUSE_AREA), 1))
    return FLAT_SHARE * floor / FLAT_AREA


def standing(resolved: Resolved, base: Base, keys: frozenset[Key]) -> dict[Key, Built]:
    """Return the buildings of a variant among some keys; those that it does not have are left out.

    Parameters
    ----------
    keys : frozenset of Key
        As :func:`touched_keys` tells them, of all variants that are compared.
    """
    found = {x.key: x for x in _made(resolved, base)}
    for layer, row in keys - found.keys():
        if layer and int(row) not in resolved.hidden.get(layer, ()):
            one = as_it_was(base, layer, int(row))
            if one is not None:
                found[layer, row] = one
    return found


def touched_keys(resolved: Resolved, base: Base) -> frozenset[Key]:
    """Return the buildings of the base that a variant hides."""
    return frozenset(
        (layer, str(row))
        for layer, rows in resolved.hidden.items()
        if base.role(layer) in (Role.BUILDING, Role.CITY_OBJECT)
        for row in rows
    )


def as_it_was(base: Base, layer: str, row: int) -> Built | None:
    """Return a building or a body of the base as it is; None where there is none."""
    one = base.building(layer, row)
    key = (layer, str(row))
    if one is not None:
        return _built(key, "", shape_of(one.rings), one.height, one.storeys, one.use, one.dwellings)
    body = base.body(layer, row)
    if body is None or base.role(layer) is not Role.BUILDING:
        return None
    height = body.box[5] - body.box[2]
    return _built(key, "", shape_of(body.rings), height, 0, "", -1)


def _made(resolved: Resolved, base: Base) -> Iterator[Built]:
    for solid in resolved.solids:
        yield _of_solid(solid, base)
    for body in resolved.bodies:
        if (one := _of_body(body, base)) is not None:
            yield one
    edits = {x.id: x.change for x in resolved.edits}
    for model in resolved.models:
        change = edits.get(model.edit)
        yield _of_model(model, change if isinstance(change, PlaceModel) else None)


def _of_solid(solid: Solid, base: Base) -> Built:
    source = solid.source
    dwellings, estimated = solid.dwellings, False
    shape = shape_of(solid.rings)
    one = _built(
        key_of(source, solid.edit), solid.edit, shape, solid.height, solid.storeys, solid.use,
        dwellings,
    )  # fmt: skip
    count = one.dwellings
    if source.layer and dwellings >= 0:
        # The known number was that of the building as it was: more floors hold more of them.
        was = as_it_was(base, source.layer, source.index)
        if was is not None and was.floor > 0.0 and abs(was.floor - one.floor) > 1.0:
            count, estimated = dwellings * one.floor / was.floor, True
    green = one.area * solid.cover_share if solid.cover in GREEN_ROOFS else 0.0
    return Built(
        one.key, solid.edit, shape, one.area, one.floor, one.height, count,
        one.estimated or estimated, green,
        (*one.state, solid.altitude, solid.up, solid.form, solid.rise, solid.cover,
         solid.cover_share),
    )  # fmt: skip


def _of_body(body: MovedBody, base: Base) -> Built | None:
    was = base.body(body.source.layer, body.source.index)
    if was is None or base.role(body.source.layer) is not Role.BUILDING:
        return None
    rings = _moved_rings(was.rings, body)
    height = (was.box[5] - was.box[2]) * body.tall
    key = key_of(body.source, body.edit)
    return _built(key, body.edit, shape_of(rings), height, 0, "", -1, 0.0, (body.up,))


def _moved_rings(rings: Rings, body: MovedBody) -> Rings:
    return tuple(
        tuple(
            moved(ring, body.middle, body.east, body.north, body.rotation, body.scale)
            for ring in polygon
        )
        for polygon in rings
    )


def model_rings(model: Placed) -> Rings:
    """Return what a placed model covers, project CRS [m]."""
    outline = np.asarray(model.model.footprint, np.float64).reshape(-1, 2)
    if len(outline) < 3:
        return ()
    turned = moved(outline, (0.0, 0.0), *model.place, model.rotation, model.scale)
    return ((turned,),)


def _of_model(model: Placed, change: PlaceModel | None) -> Built:
    height = (model.model.high - model.model.low) * model.scale
    shape = shape_of(model_rings(model))
    key = ("", model.edit)
    if change is None:
        return _built(key, model.edit, shape, height, 0, "", -1)
    return _built(
        key, model.edit, shape, height, change.storeys, change.kind.value, change.dwellings,
        change.floor_area, (model.model.payload.sha256, *model.place, model.rotation),
    )  # fmt: skip


def key_of(source: FeatureRef, edit: str) -> Key:
    """Return the key of an element of a variant."""
    return (source.layer, str(source.index)) if source.layer else ("", source.key or edit)


def _built(
    key: Key,
    edit: str,
    shape: Any,
    height: float,
    storeys: int,
    use: str,
    dwellings: int,
    floor: float = 0.0,
    more: tuple[Any, ...] = (),
) -> Built:
    area = float(shape.area)
    storeys = storeys or max(round(height / STOREY_HEIGHT), 1)
    if use in _NO_FLOOR:
        floor = 0.0
    elif floor <= 0.0:
        floor = area * storeys
    guess = dwellings_in(floor, area, storeys, use)
    count = float(dwellings) if dwellings >= 0 else guess
    state = (shape.wkb, round(height, 3), storeys, use, dwellings, *more)
    return Built(key, edit, shape, area, floor, height, count, dwellings < 0 < guess, 0.0, state)
