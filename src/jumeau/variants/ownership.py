"""Whose land a variant touches: parcels under what is demolished, built, dug or laid.

The open land register names no owners. A parcel is public where a column of the source says so,
else it counts as private: unknown means private. Land that is no parcel is the public domain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from jumeau.model.changes import Demolish, RemoveFeature
from jumeau.model.layer import Layer
from jumeau.model.roles import Role
from jumeau.variants.base import Base
from jumeau.variants.built import as_it_was, standing
from jumeau.variants.edit_words import bare
from jumeau.variants.ground_cover import road_shape
from jumeau.variants.resolved import Resolved
from jumeau.variants.surroundings import Box, Surroundings, areal, shape_of, strip

SLACK = 0.5
"""Buildings and parcels come from different surveys: an overlap narrower than this [m] is none."""
LEAST = 2.0
"""Nor is one smaller than this [m²]."""

_GROUPS = ("groupe_personne", "gpe_pers", "groupe_de_personne", "code_groupe")
_OWNERS = ("proprietaire", "nom_proprietaire", "denomination", "ddenom", "owner", "catpro")
_PUBLIC = ("public", "publique", "domaine_public", "est_public")
_PUBLIC_GROUPS = {"1", "2", "3", "4", "9"}
"""Of the tax office's files of legal persons: state, region, department, commune, public body."""
_PUBLIC_WORDS = (
    "commune", "ville_de", "mairie", "etat", "departement", "region", "metropole", "communaute",
    "agglomeration", "domaine_public", "sivom", "syndicat_intercommunal",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TouchedParcel:
    """A parcel that a variant touches.

    Attributes
    ----------
    layer, row : str, int
        Where it stands in the project.
    name : str
        As the land register calls it: "AB 37".
    public : bool
        Whether the source says so.
    area : float
        Touched, on the grid [m²].
    why : tuple of str
        ``demolition``, ``building``, ``road``, ``ground``, ``barrier`` or ``trees``.
    edits : tuple of str
        Ids of the edits that touch it.
    """

    layer: str
    row: int
    name: str
    public: bool
    area: float
    why: tuple[str, ...]
    edits: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    why: str
    edit: str
    shape: Any


def parcels_touched(
    resolved: Resolved, base: Base, around: Surroundings
) -> tuple[TouchedParcel, ...]:
    """Return the parcels that a variant touches, private ones first, then by name."""
    pieces = [x for x in _pieces(resolved, base) if not x.shape.is_empty]
    if not pieces:
        return ()
    box: Box = tuple(shapely.total_bounds([x.shape for x in pieces]))
    found = []
    for layer in around.layers(Role.PARCEL):
        for row, parcel in around.polygons(layer, box):
            met = [x for x in pieces if _meets(x.shape, parcel)]
            if met:
                area = float(shapely.union_all([x.shape for x in met]).intersection(parcel).area)
                found.append(
                    TouchedParcel(
                        layer.id, row, parcel_name(around, layer, row),
                        is_public(around, layer, row), area,
                        tuple(dict.fromkeys(x.why for x in met)),
                        tuple(dict.fromkeys(x.edit for x in met if x.edit)),
                    )
                )  # fmt: skip
    return tuple(sorted(found, key=lambda x: (x.public, x.name, x.row)))


def _meets(piece: Any, parcel: Any) -> bool:
    if not piece.intersects(parcel):
        return False
    common = areal(piece.intersection(parcel))
    # Small things, as a tree, lie in a parcel or not: only what crosses a limit has slack.
    if common.area >= 0.95 * piece.area:
        return True
    return bool(common.area >= LEAST and not common.buffer(-SLACK / 2).is_empty)


def _pieces(resolved: Resolved, base: Base) -> list[_Piece]:
    removers = _removers(resolved, base)
    areas = [
        (x.id, shape_of(((np.asarray(x.change.ring, np.float64),),)))
        for x in resolved.edits
        if isinstance(x.change, Demolish) and len(x.change.ring) >= 3
    ]
    pieces = [
        _Piece("building", x.edit, x.shape) for x in standing(resolved, base, frozenset()).values()
    ]
    for layer, rows in resolved.removed.items():
        for row in rows:
            if base.role(layer) is Role.ROAD:
                road = base.road(layer, row)
                shape = None if road is None else strip(road.lines, road.width)
            else:
                one = as_it_was(base, layer, row)
                shape = None if one is None else one.shape
            if shape is not None:
                middle = shape.envelope.centroid
                within = next((x for x, area in areas if area.contains(middle)), "")
                edit = removers.get((layer, row), within)
                pieces.append(_Piece("demolition", edit, shape))
    pieces += [_Piece("road", x.edit, road_shape(x)) for x in resolved.roads if not x.source.layer]
    pieces += [_Piece("road", x.edit, road_shape(x)) for x in resolved.roads if _is_wider(x, base)]
    pieces += [_Piece("ground", x.edit, shape_of(x.rings)) for x in resolved.surfaces]
    pieces += [_Piece("ground", x.edit, shape_of(((x.ring,),))) for x in resolved.terrain]
    pieces += [
        _Piece("barrier", x.edit, strip((x.line,), max(x.thickness, 0.2)))
        for x in resolved.barriers
    ]
    trees = resolved.trees
    pieces += [
        _Piece("trees", edit, shapely.Point(x, y).buffer(0.3, quad_segs=2))
        for edit, (x, y) in zip(trees.edit, trees.xy.tolist(), strict=True)
    ]
    return pieces


def _removers(resolved: Resolved, base: Base) -> dict[tuple[str, int], str]:
    """Return which edits name the features that they remove; areas do not."""
    refs = [(x.id, x.change.feature) for x in resolved.edits if isinstance(x.change, RemoveFeature)]
    return {(ref.layer, base.row(ref)): edit for edit, ref in refs if ref.layer}


def _is_wider(road: Any, base: Base) -> bool:
    if not road.source.layer:
        return False
    was = base.road(road.source.layer, road.source.index)
    return was is not None and road.width + road.cycle_track > was.width + 0.5


def parcel_name(around: Surroundings, layer: Layer, row: int) -> str:
    """Return what the land register calls a parcel: section and number, else its key."""
    words = (around.text(layer, "section", row), around.text(layer, "number", row))
    if all(words):
        return " ".join(words)
    key = around.raw(layer, (layer.key_field.lower(),), row) if layer.key_field else ""
    return key or words[1] or str(row + 1)


def is_public(around: Surroundings, layer: Layer, row: int) -> bool:
    """Tell whether a parcel is known to be public; unknown is private."""
    if (group := around.raw(layer, _GROUPS, row)) and group.removesuffix(".0") in _PUBLIC_GROUPS:
        return True
    if bare(around.raw(layer, _PUBLIC, row)) in ("oui", "true", "1", "yes", "public", "vrai"):
        return True
    owner = f"_{bare(around.raw(layer, _OWNERS, row))}_"
    return any(f"_{word}_" in owner for word in _PUBLIC_WORDS)


def private_only(parcels: tuple[TouchedParcel, ...]) -> tuple[TouchedParcel, ...]:
    """Return the parcels that are not known to be public."""
    return tuple(x for x in parcels if not x.public)
