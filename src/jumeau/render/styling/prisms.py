"""Polygons raised by a value: solid prisms on the ground, in the colours of their classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jumeau.geometry.extrude import extrude
from jumeau.geometry.heightfield import ground_under
from jumeau.geometry.mesh import bake_colours
from jumeau.geometry.ragged import Polygons
from jumeau.geometry.roofs import RoofForm
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.render.buildings import LIGHT, Buildings, into_tiles
from jumeau.render.ground_layers import GroundLayer
from jumeau.render.grouping import reordered, spatial_groups
from jumeau.render.look import rgb
from jumeau.render.relief import Relief
from jumeau.render.sheet import Footprints
from jumeau.render.styling.applying import colours_of, tells_data
from jumeau.render.styling.fields import values_of
from jumeau.render.tone import tones

LEAST, MOST = 0.5, 1500.0
"""Heights that are drawn [m]: what has no value, or none above zero, has no prism."""
_SUNK = 1.0
PRISM_EDGE = rgb("#FFFFFF")
SEEN_FROM = 0.04
"""Edges of prisms are drawn from so much farther away: a storey may be so much smaller."""


@dataclass(frozen=True, slots=True, eq=False)
class Prisms(Buildings):
    """Prisms of one layer: ``height`` (F,) [m] is NaN where there is none."""

    def bake(self, photographic: bool) -> None:
        """Write the colour of every point; data look the same in every look."""
        bake_colours(self.mesh, self.wall, self.roof, 3, self.colours, tones())

    def facts(self, row: int) -> dict[str, Any]:
        """Return nothing: what is raised has no height of its own."""
        return {}


def prepare_prisms(
    payloads: Payloads,
    layer: Layer,
    ground: GroundLayer,
    relief: Relief,
    origin: tuple[float, float, float],
) -> Prisms:
    """Return the prisms of a layer whose style names a field to raise its polygons by.

    Parameters
    ----------
    ground : GroundLayer
        The same layer on the ground: its shapes, without those that a filter leaves out.
    """
    style = layer.style
    polygons = ground.shapes
    if not isinstance(polygons, Polygons):
        polygons = _none(len(ground.box))
    count = len(polygons)
    values = values_of(payloads, layer, style.extrude).astype(np.float64)
    height = values * style.extrude_scale
    with np.errstate(invalid="ignore"):
        height = np.where(height >= LEAST, np.minimum(height, MOST), np.nan)
    shown = values_of(payloads, layer, style.field) if tells_data(style) else None
    rgba = colours_of(style, shown, count)
    # A class that is not shown is not raised either.
    height[rgba[:, 3] == 0] = np.nan
    box = ground.box
    middle = (box[:, :2] + box[:, 2:]) / 2
    middle[~np.isfinite(height)] = np.nan
    order, tile_start = spatial_groups(middle[:, 0], middle[:, 1])
    under = ground_under(polygons, relief.field)
    # Tops lie above the highest ground below, so that none is pierced by a slope.
    low, high = under[:, 0], under[:, 2]
    mesh = extrude(
        reordered(polygons, order), (low - _SUNK)[order], (high + height)[order],
        np.zeros(count), np.full(count, RoofForm.FLAT, np.uint8), origin, light=LIGHT,
    )  # fmt: skip
    place = np.empty(count, np.int64)
    place[order] = np.arange(count)
    tile_box = into_tiles(
        mesh.points, mesh.triangles,
        mesh.feature_point_start[tile_start], mesh.feature_triangle_start[tile_start],
    )  # fmt: skip
    base = np.ascontiguousarray(rgba[order, :3])
    colours = bake_colours(mesh, base, base, channels=3, tones=tones())
    prints = Footprints(
        polygons, box, np.nan_to_num(height).astype(np.float32), ~np.isfinite(height)
    )
    zero, none = np.zeros(count), np.zeros(count, np.uint8)
    return Prisms(
        mesh, order, place, tile_start, tile_box, base, base, colours, prints, height, zero, low,
        none, none, np.zeros(count, np.bool_), zero,
    )  # fmt: skip


def _none(count: int) -> Polygons:
    start = np.zeros(1, np.int64)
    return Polygons(np.empty((0, 2)), None, start, start, np.zeros(count + 1, np.int64))
