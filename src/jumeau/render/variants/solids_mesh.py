"""The buildings and barriers of a variant as one mesh, in the variant's colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.extrude import extrude
from jumeau.geometry.heightfield import ground_under
from jumeau.geometry.heights import HeightSource
from jumeau.geometry.mesh import bake_colours
from jumeau.geometry.ragged import Polygons, polygon_areas
from jumeau.geometry.roofs import RoofForm
from jumeau.model.surfaces import ROOFS
from jumeau.render import look
from jumeau.render.buildings import LIGHT, Buildings, into_tiles
from jumeau.render.ground_layers import polygon_boxes
from jumeau.render.grouping import reordered, spatial_groups
from jumeau.render.look import Rgb
from jumeau.render.relief import Relief
from jumeau.render.sheet import Footprints
from jumeau.render.tone import tones
from jumeau.render.variants.panels import panels_of
from jumeau.variants.base import Base, Rings
from jumeau.variants.resolved import Barrier, Solid

WALL_SHARE, ROOF_SHARE = 0.34, 0.86
"""Share of the variant's colour in walls and in roofs, over white."""
SUNK = 1.0
"""Walls begin below the lowest ground under the footprint [m]."""
RAISED = 0.05
"""What stands less higher than before is as high as before [m]."""
_WHITE = look.rgb("#FCFAF6")


@dataclass(frozen=True, slots=True)
class Piece:
    """A solid with one foot, one roof and one pair of colours; ``below``: another stands on it."""

    edit: str
    rings: Rings
    foot: float | None
    low: float
    high: float
    rise: float
    form: int
    wall: Rgb
    roof: Rgb
    below: bool = False


def mixed(over: Rgb, under: Rgb, share: float) -> Rgb:
    """Return a share of one colour over another."""
    red, green, blue = (a * share + b * (1.0 - share) for a, b in zip(over, under, strict=True))
    return red, green, blue


def same_rings(one: Rings, other: Rings) -> bool:
    """Tell whether two footprints are the same."""
    if one is other:
        return True
    if [len(x) for x in one] != [len(x) for x in other]:
        return False
    pairs = (z for x, y in zip(one, other, strict=True) for z in zip(x, y, strict=True))
    return all(np.array_equal(a, b) for a, b in pairs)


def prepare_solids(
    solids: tuple[Solid, ...],
    barriers: tuple[Barrier, ...],
    base: Base,
    relief: Relief,
    origin: tuple[float, float, float],
    colour: str,
) -> tuple[Buildings | None, tuple[str, ...]]:
    """Build the mesh of what a variant builds.

    Of a building that was there before and is now higher, only what is new has the variant's
    colour.

    Returns
    -------
    buildings : Buildings or None
        None where nothing is built.
    pieces : tuple of str
        Id of the edit of each of its rows.
    """
    strong = look.rgb(colour)
    found = [piece for solid in solids for piece in _pieces(solid, base, strong)]
    screen = mixed(strong, _WHITE, 0.72), mixed(strong, _WHITE, 0.95)
    found += [
        Piece(x.edit, ((panel,),), None, 0.0, x.height, 0.0, RoofForm.FLAT, *screen)
        for x in barriers
        for panel in panels_of(x)
    ]
    if not found:
        return None, ()
    return _built(found, relief, origin), tuple(x.edit for x in found)


def _pieces(solid: Solid, base: Base, strong: Rgb) -> list[Piece]:
    """Return what a solid is drawn as: one piece, or what was there and what comes upon it."""
    wall, roof = mixed(strong, _WHITE, WALL_SHARE), mixed(strong, _WHITE, ROOF_SHARE)
    if solid.cover is not None:
        cover = look.rgb(ROOFS[solid.cover].colour)
        roof = mixed(cover, roof, solid.cover_share)
    foot = None if solid.altitude is None else solid.altitude + solid.up
    whole = Piece(
        solid.edit, solid.rings, foot, solid.up if foot is None else 0.0, solid.height, solid.rise,
        solid.form, wall, roof,
    )  # fmt: skip
    was = None
    if solid.source.layer:
        was = base.building(solid.source.layer, solid.source.index)
    if was is None or foot is None or not same_rings(was.rings, solid.rings):
        return [whole]
    if abs(foot - was.ground) > RAISED:
        return [whole]
    old = mixed(look.WALL, _WHITE, 0.6)
    if solid.height <= was.height + RAISED:
        return [
            Piece(
                solid.edit, solid.rings, foot, 0.0, solid.height, solid.rise, solid.form, old, roof
            )
        ]
    return [
        Piece(
            solid.edit, solid.rings, foot, 0.0, was.height, 0.0, RoofForm.FLAT, old, old,
            below=True,
        ),
        Piece(
            solid.edit, solid.rings, foot, was.height, solid.height, solid.rise, solid.form, wall,
            roof,
        ),
    ]  # fmt: skip


def _built(pieces: list[Piece], relief: Relief, origin: tuple[float, float, float]) -> Buildings:
    polygons = ragged([x.rings for x in pieces])
    count = len(pieces)
    box = polygon_boxes(polygons)
    middle = (box[:, :2] + box[:, 2:]) / 2
    order, tile_start = spatial_groups(middle[:, 0], middle[:, 1])
    under = ground_under(polygons, relief.field)
    beside = ~np.isfinite(under[:, 0])
    if beside.any():
        under[beside] = relief.altitude(*middle[beside].T)[:, None]
    lowest = under[:, 0]
    given = np.array([np.nan if x.foot is None else x.foot for x in pieces])
    foot = np.where(np.isnan(given), lowest, given)
    low, high, rise = (np.array([getattr(x, n) for x in pieces]) for n in ("low", "high", "rise"))
    # ``low`` of what is set on another begins there; that of what hangs in the air, in the air.
    begins = np.where(low > 0.0, foot + low, np.minimum(lowest, foot) - SUNK)
    lifted = np.array([x.foot is None for x in pieces]) & (low != 0.0)
    top = foot + high + np.where(lifted, low, 0.0)
    form = np.array([x.form for x in pieces], np.uint8)
    mesh = extrude(
        reordered(polygons, order), begins[order], top[order], rise[order], form[order], origin,
        light=LIGHT,
    )  # fmt: skip
    wall, roof = (
        np.array([getattr(x, n) for x in pieces]).round().astype(np.uint8)[order]
        for n in ("wall", "roof")
    )
    place = np.empty(count, np.int64)
    place[order] = np.arange(count)
    tile_box = into_tiles(
        mesh.points, mesh.triangles, mesh.feature_point_start[tile_start],
        mesh.feature_triangle_start[tile_start],
    )  # fmt: skip
    # What stands under another piece casts no shade of its own.
    shading = box.copy()
    shading[np.array([x.below for x in pieces])] = np.nan
    height = np.maximum(top - lowest, 0.0)
    prints = Footprints(
        polygons, shading, (height + rise / 2).astype(np.float32), np.zeros(count, np.bool_)
    )
    return Buildings(
        mesh, order, place, tile_start, tile_box, wall, roof,
        bake_colours(mesh, wall, roof, channels=3, tones=tones()), prints, height, rise, foot,
        np.full(count, HeightSource.GUTTER, np.uint8), form, np.zeros(count, np.bool_),
        polygon_areas(polygons),
    )  # fmt: skip


def ragged(features: list[Rings]) -> Polygons:
    """Return footprints as flat arrays, one feature each."""
    polygons = [polygon for rings in features for polygon in rings]
    rings = [ring for polygon in polygons for ring in polygon]

    def starts(sizes: list[int]) -> NDArray[np.int64]:
        return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)

    return Polygons(
        np.ascontiguousarray(np.concatenate([np.empty((0, 2)), *rings]), np.float64),
        None,
        starts([len(x) for x in rings]),
        starts([len(x) for x in polygons]),
        starts([len(x) for x in features]),
    )
