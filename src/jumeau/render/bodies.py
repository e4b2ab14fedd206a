"""Bodies of surfaces (city models): walls, roofs and other surfaces as their source has them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry import mesh as meshes
from jumeau.geometry.heightfield import ground_under
from jumeau.geometry.mesh import BuildingMesh
from jumeau.geometry.plan_view import bottoms, extent, outlines
from jumeau.geometry.ragged import polygon_areas
from jumeau.geometry.surfaces import (
    GROUND,
    OTHER,
    ROOF,
    TERRAIN,
    UPRIGHT,
    Faces,
    Lie,
    Surfaces,
    lie_of,
    outward,
    triangulated,
)
from jumeau.io import canonical
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.model.progress import Progress, silent
from jumeau.model.progress import part as part_of
from jumeau.model.roles import Role
from jumeau.render.body_paint import (
    LYING,
    WALLS,
    WHITE,
    settled_kinds,
    shades,
    surface_colours,
)
from jumeau.render.buildings import LIGHT, into_tiles
from jumeau.render.ground_layers import boxes, polygon_boxes
from jumeau.render.grouping import spatial_groups
from jumeau.render.relief import Relief
from jumeau.render.sheet import Footprints
from jumeau.render.styling.filtering import shown_rows
from jumeau.render.textures import sheet_of
from jumeau.render.tone import tones

OWN_COLOURS = "source_colours"
"""The style in which the source's colours are drawn in the maquette too."""
DOUBT = 4.0
"""Where most bodies stand further above or below the drawn ground, their altitudes have another
origin than the terrain's [m]: ellipsoidal heights, another datum, or none."""
BURIED = 10.0
"""A layer is lifted where nearly all of it ends under the ground and begins so far below [m]."""
GAP = 2.5
"""Walls are drawn down to the ground where it lies no further below their foot [m]."""
_SUNK = 0.3
_LIFTED = 0.15
"""What lies on the ground is drawn so far above it [m]."""
_CLOSE = 5.0
"""Surfaces of the terrain so close to the drawn ground are that ground [m]."""
_TEXTURE_LIGHT = 0.25
"""Share of the model's light over photographs, which have their own."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Bodies:
    """Everything about the bodies of one layer; what the drawing needs is as in ``Buildings``.

    Attributes
    ----------
    base : (N, 3) uint8
        The model's colour of every point, without light.
    own : (N, 4) uint8 or None
        The source's colours, without light; alpha 0 where it has none.
    own_always : bool
        They are drawn in the maquette too.
    movable : (N,) bool
        Points that turn white over an orthophoto: those of buildings.
    edged : (N,) bool
        Points of surfaces whose creases are drawn: what is built, not what lies or grows.
    uv : (N, 2) float32 or None
        Places on the sheet of images, (V, 3) ``texture`` its pixels, the first row at the bottom.
    textured : (N,) bool
        Points of surfaces that carry an image.
    foot, top, ground : (F,) float64
        By row: lowest and highest altitude as the source has them; the drawn ground below [m].
    shift : float
        What was added to all altitudes, where everything would lie under the ground [m].
    doubt : float
        How far most bodies stand above the drawn ground (below: negative) [m]; 0 where they
        stand on it.
    """

    mesh: BuildingMesh
    order: NDArray[np.int64]
    place: NDArray[np.int64]
    tile_start: NDArray[np.int64]
    tile_box: NDArray[np.float32]
    base: NDArray[np.uint8]
    own: NDArray[np.uint8] | None
    own_always: bool
    movable: NDArray[np.bool_]
    edged: NDArray[np.bool_]
    uv: NDArray[np.float32] | None
    texture: NDArray[np.uint8] | None
    textured: NDArray[np.bool_]
    colours: NDArray[np.uint8]
    footprints: Footprints
    foot: NDArray[np.float64]
    top: NDArray[np.float64]
    ground: NDArray[np.float64]
    area: NDArray[np.float64]
    shift: float
    doubt: float

    two_sided: ClassVar[bool] = True

    @property
    def highest(self) -> float:
        """Altitude of the highest point as it is drawn [m]."""
        return float(self.tile_box[:, 5].max(initial=0.0)) + self.mesh.origin[2]

    def bake(self, photographic: bool) -> None:
        """Write the colour of every point, light included, into ``colours``."""
        paint = self.base
        if photographic or (self.own_always and self.own is not None):
            paint = paint.copy()
            if photographic:
                paint[self.movable] = WHITE
            if self.own is not None:
                known = self.own[:, 3] > 0
                paint[known] = self.own[known, :3]
        light = tones()[self.mesh.shade]
        if photographic and self.textured.any():
            paint[self.textured] = 255
            soft = 65535 - _TEXTURE_LIGHT * 257 * (255.0 - self.mesh.shade[self.textured])
            light[self.textured] = soft.astype(np.uint32)[:, None]
        self.colours[:] = (paint * light + 32896) >> 16

    def facts(self, row: int) -> dict[str, Any]:
        """Return what is known of one body and how [m, m²].

        ``off_ground`` tells by how much most bodies of the layer miss the drawn ground, and
        ``moved`` what was added to their altitudes; both only where that is so.
        """
        foot, top = float(self.foot[row]), float(self.top[row])
        told = {
            "total_height": top - foot,
            "height_source": "model",
            "estimated": False,
            "ground": foot,
            "footprint_area": float(self.area[row]),
        }
        if self.doubt:
            told["off_ground"] = self.doubt
        if self.shift:
            told["moved"] = self.shift
        return told


def prepare_bodies(
    payloads: Payloads,
    layer: Layer,
    relief: Relief,
    origin: tuple[float, float, float],
    progress: Progress = silent,
) -> Bodies:
    """Read the surfaces of a layer, turn them outwards, colour them, and build their mesh.

    Bodies stand where their source says. Two things only are moved: walls whose foot hangs a
    little above the drawn ground are drawn down to it; and where nearly everything would lie under
    the ground, as with altitudes counted from zero, the layer is lifted as a whole until it stands.
    """
    column = partial(canonical.column, payloads, layer)
    surfaces = canonical.surfaces(payloads, layer)
    feature = surfaces.feature
    sizes = np.diff(surfaces.feature_start)
    lie = lie_of(surfaces)
    kind = canonical.surface_types(payloads, layer, surfaces)
    sign = outward(surfaces, lie, kind)
    normal = lie.normal * sign[:, None]
    foot, top = extent(surfaces)
    building = layer.role is Role.BUILDING
    kind = settled_kinds(kind, normal[:, 2], lie.high - foot[feature], building)
    standing = None if building else ~np.isin(kind, (*LYING, OTHER))
    polygons = outlines(surfaces, lie, kind, sign, standing)
    area = polygon_areas(polygons)
    ground, stand = _ground_below(surfaces, polygons, foot, relief)
    shift, doubt = _standing(stand, top, ground)
    low, high = foot + shift - ground, top + shift - ground
    drawn = _drawn(kind, lie, feature, ground - shift, relief.estimated)
    shown = shown_rows(payloads, layer)
    hidden = np.zeros(len(surfaces), np.bool_) if shown is None else ~shown
    drawn &= ~hidden[feature]
    box = boxes(
        np.ascontiguousarray(surfaces.xyz[:, :2]), surfaces.ring_start,
        surfaces.polygon_start[surfaces.feature_start],
    )  # fmt: skip
    box[~np.isfinite(foot)] = np.nan
    middle = (box[:, :2] + box[:, 2:]) / 2
    order, tile_start = spatial_groups(middle[:, 0], middle[:, 1])
    faces = triangulated(
        surfaces, lie, sign, drawn, order, (origin[0], origin[1], origin[2] - shift)
    )
    wall = building & np.isin(kind, WALLS) & (np.abs(normal[:, 2]) < UPRIGHT)
    part = np.where(wall, meshes.WALL, meshes.ROOF).astype(np.uint8)[faces.polygon]
    ends = bottoms(surfaces, foot, top)[faces.vertex] & wall[faces.polygon]
    _settle(faces, kind, ends, relief, origin)
    light = shades(normal, kind == ROOF)[faces.polygon]
    light *= _dark_at_the_foot(faces, wall, feature, foot + shift - origin[2], top - foot)
    mesh = BuildingMesh(
        faces.points, faces.triangles, part, light.round().astype(np.uint8),
        faces.feature_point_start, faces.feature_triangle_start, origin,
    )  # fmt: skip
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    tile_box = into_tiles(
        mesh.points, mesh.triangles,
        mesh.feature_point_start[tile_start], mesh.feature_triangle_start[tile_start],
    )  # fmt: skip
    own = _own_colours(payloads, layer, sizes)
    sheet = _images(payloads, layer, surfaces, part_of(progress, 0.3, 1.0))
    bodies = Bodies(
        mesh, order, place, tile_start, tile_box,
        base=surface_colours(layer.role, kind, normal[:, 2], feature, area, column, lie.high)[
            faces.polygon
        ],
        own=None if own is None else own[faces.polygon],
        own_always=layer.style.name == OWN_COLOURS,
        movable=np.full(len(faces.polygon), building),
        edged=np.isin(kind, (*LYING, OTHER), invert=True)[faces.polygon],
        uv=None if sheet is None else sheet.uv[faces.vertex],
        texture=None if sheet is None else sheet.pixels,
        textured=(
            np.zeros(len(faces.polygon), np.bool_) if sheet is None
            else sheet.textured[faces.polygon]
        ),
        colours=np.empty((len(faces.polygon), 3), np.uint8),
        footprints=Footprints(
            polygons, _standing_boxes(polygons, low, high),
            np.nan_to_num(np.clip(high, 0.0, None) * 0.85).astype(np.float32),
            hidden,
        ),
        foot=foot, top=top, ground=ground, area=area, shift=shift, doubt=doubt,
    )  # fmt: skip
    bodies.bake(False)
    return bodies


def _own_colours(
    payloads: Payloads, layer: Layer, sizes: NDArray[np.int64]
) -> NDArray[np.uint8] | None:
    found = canonical.packed(payloads, layer, "surface_colours", 4 * sizes)
    if found is None or not found[0].any():
        return None
    return found[0].reshape(-1, 4)


def _images(payloads: Payloads, layer: Layer, surfaces: Surfaces, progress: Progress) -> Any:
    if not layer.images:
        return None
    sizes = np.diff(surfaces.feature_start)
    start = surfaces.ring_start[surfaces.polygon_start[surfaces.feature_start]]
    image = canonical.packed(payloads, layer, "surface_images", 2 * sizes)
    uv = canonical.packed(payloads, layer, "surface_uv", 8 * np.diff(start))
    if image is None or uv is None:
        return None
    numbers = np.frombuffer(image[0].tobytes(), "<i2").astype(np.int16)
    numbers[np.repeat(~(image[1] & uv[1]), sizes)] = -1
    places = np.frombuffer(uv[0].tobytes(), "<f4").reshape(-1, 2)
    paths = [payloads.path(ref) for ref in layer.images]
    return sheet_of(surfaces, numbers, places, paths, progress)


def _ground_below(
    surfaces: Surfaces, polygons: Any, foot: NDArray[np.float64], relief: Relief
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the drawn ground under each body, and the body's altitude there [m]; NaN if empty.

    What stands is compared by its foot; what has no outline, as a road or a terrain, by one vertex.
    """
    stand = foot.copy()
    ground = ground_under(polygons, relief.field)[:, 1]
    missing = np.flatnonzero(~np.isfinite(ground) & (np.diff(surfaces.feature_start) > 0))
    if len(missing):
        first = surfaces.ring_start[surfaces.polygon_start[surfaces.feature_start[missing]]]
        x, y, z = surfaces.xyz[np.minimum(first, len(surfaces.xyz) - 1)].T
        ground[missing] = relief.altitude(np.nan_to_num(x), np.nan_to_num(y))
        stand[missing] = z
    return ground, stand


def _standing(
    stand: NDArray[np.float64], top: NDArray[np.float64], ground: NDArray[np.float64]
) -> tuple[float, float]:
    """Return what is added to all altitudes, and how far most bodies then miss the ground [m]."""
    known = np.isfinite(stand) & np.isfinite(ground)
    if not known.any():
        return 0.0, 0.0
    off = float(np.median((stand - ground)[known]))
    if off < -BURIED and np.mean((top - ground)[known] < 0.0) > 0.9:
        return -off, 0.0
    return 0.0, off if abs(off) > DOUBT else 0.0


def _drawn(
    kind: NDArray[np.uint8],
    lie: Lie,
    feature: NDArray[np.int64],
    ground: NDArray[np.float64],
    estimated: bool,
) -> NDArray[np.bool_]:
    """Tell which surfaces are drawn: neither undersides on the ground nor the ground itself."""
    with np.errstate(invalid="ignore"):
        raised = lie.low - ground[feature] > 1.5
        far = np.abs(lie.low + lie.high - 2 * ground[feature]) > 2 * _CLOSE
    drawn = (kind != GROUND) | raised
    drawn &= (kind != TERRAIN) | (far & (not estimated))
    return np.asarray(drawn)


def _settle(
    faces: Faces,
    kind: NDArray[np.uint8],
    ends: NDArray[np.bool_],
    relief: Relief,
    origin: tuple[float, float, float],
) -> None:
    """Draw the ends of walls (N,) down to the ground, and what lies on it just above it."""
    z = faces.points[:, 2].astype(np.float64) + origin[2]
    lying = np.isin(kind, LYING)[faces.polygon]
    for chosen, raise_it in ((ends, False), (lying, True)):
        rows = np.flatnonzero(chosen)
        if not len(rows):
            continue
        x, y = (faces.points[rows, k].astype(np.float64) + origin[k] for k in (0, 1))
        ground = relief.altitude(x, y)
        gap = z[rows] - ground
        if raise_it:
            moved = (gap < _LIFTED) & (gap > -_CLOSE)
            new = ground + _LIFTED
        else:
            moved = (gap > -_SUNK) & (gap < GAP)
            new = ground - _SUNK
        faces.points[rows[moved], 2] = (new[moved] - origin[2]).astype(np.float32)


def _dark_at_the_foot(
    faces: Faces,
    wall: NDArray[np.bool_],
    feature: NDArray[np.int64],
    foot: NDArray[np.float64],
    height: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the factor on the light of each point: less sky is seen at the foot of walls."""
    body = feature[faces.polygon]
    up = (faces.points[:, 2] - foot[body]) / np.maximum(0.7 * height[body], 2.0)
    factor = LIGHT.foot + (1.0 - LIGHT.foot) * np.clip(up, 0.0, 1.0)
    return np.where(wall[faces.polygon], factor, 1.0)


def _standing_boxes(
    polygons: Any, low: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the boxes (F, 4) of what casts a shadow; NaN for what is flat or hangs high."""
    box = polygon_boxes(polygons)
    with np.errstate(invalid="ignore"):
        none = ~((high > 1.0) & (low < 3.0))
    box[none] = np.nan
    return box
