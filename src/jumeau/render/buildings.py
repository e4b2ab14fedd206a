"""Buildings: from footprints and columns to coloured solids in spatial tiles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.extrude import Light, extrude
from jumeau.geometry.heightfield import ground_under
from jumeau.geometry.heights import BuildingUse, HeightSource, building_heights, use_codes
from jumeau.geometry.jit import njit
from jumeau.geometry.mesh import BuildingMesh, bake_colours
from jumeau.geometry.ragged import Polygons, polygon_areas, polygon_perimeters
from jumeau.geometry.roofs import RoofForm, choose_roof_form
from jumeau.render import look
from jumeau.render.ground_layers import polygon_boxes
from jumeau.render.grouping import reordered, spatial_groups
from jumeau.render.relief import Relief
from jumeau.render.sheet import Footprints
from jumeau.render.swatches import matched
from jumeau.render.tone import tones

Column = Callable[[str], NDArray[Any] | None]

LIGHT = Light(ambient=0.65, key=0.39, fill=0.12, foot=0.92)
"""The lamps of the model, softer than a sun."""
_SUNK = 1.0
"""Walls begin below the lowest ground under the footprint [m], so that no gap shows."""
_NEAR = 4.0
"""A source's ground altitude is believed when it lies this close to the drawn ground [m]."""
_WHITE = np.array([[250, 249, 246]], np.uint8)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Buildings:
    """Everything about the buildings of one layer; arrays by row except ``mesh``.

    Attributes
    ----------
    mesh : BuildingMesh
        Features in the order of ``order``, tile by tile; triangles count from the first point
        of their tile.
    order, place : (F,) int64
        Row of each feature of the mesh; feature of the mesh of each row.
    tile_start : (T+1,) int64
        Where each tile begins in ``order``.
    tile_box : (T, 6) float32
        Lowest and highest x, y, z of each tile, local to the origin; reversed where it is empty.
    wall, roof : (F, 3) uint8
        Base colours, in the mesh's order.
    colours : (N, 3) uint8
        Colour of every point, light included.
    """

    mesh: BuildingMesh
    order: NDArray[np.int64]
    place: NDArray[np.int64]
    tile_start: NDArray[np.int64]
    tile_box: NDArray[np.float32]
    wall: NDArray[np.uint8]
    roof: NDArray[np.uint8]
    colours: NDArray[np.uint8]
    footprints: Footprints
    height: NDArray[np.float64]
    rise: NDArray[np.float64]
    ground: NDArray[np.float64]
    source: NDArray[np.uint8]
    form: NDArray[np.uint8]
    guessed_roof: NDArray[np.bool_]
    area: NDArray[np.float64]

    two_sided: ClassVar[bool] = False
    uv: ClassVar[None] = None
    texture: ClassVar[None] = None

    @property
    def highest(self) -> float:
        """Altitude of the highest point as it is drawn [m]."""
        return float(self.tile_box[:, 5].max(initial=0.0)) + self.mesh.origin[2]

    def bake(self, photographic: bool) -> None:
        """Write the colour of every point: white over an orthophoto, else the model's own."""
        wall, roof = (_WHITE, _WHITE) if photographic else (self.wall, self.roof)
        bake_colours(self.mesh, wall, roof, 3, self.colours, tones())

    def facts(self, row: int) -> dict[str, Any]:
        """Return what is known of one building and how [m, m²]."""
        return {
            "height": float(self.height[row]),
            "height_source": HeightSource(int(self.source[row])).name.lower(),
            "estimated": int(self.source[row]) >= HeightSource.STOREYS,
            "ground": float(self.ground[row]),
            "roof_rise": float(self.rise[row]),
            "roof_form": RoofForm(int(self.form[row])).name.lower(),
            "roof_estimated": bool(self.guessed_roof[row]),
            "footprint_area": float(self.area[row]),
        }


def prepare_buildings(
    polygons: Polygons,
    column: Column,
    relief: Relief,
    origin: tuple[float, float, float],
    *,
    tint_estimated: bool = False,
) -> Buildings:
    """Give every footprint its height, ground, roof and colours, and build the mesh.

    Parameters
    ----------
    column : callable
        Returns a canonical column (F,) or None.
    tint_estimated : bool
        Colour the roofs of buildings whose height is estimated.
    """
    count = len(polygons)
    box = polygon_boxes(polygons)
    low, high = (np.where(np.isfinite(x), x, origin[:2]) for x in (box[:, :2], box[:, 2:]))
    middle = (low + high) / 2  # what is empty, as a filter leaves it, is filed at the origin
    order, tile_start = spatial_groups(middle[:, 0], middle[:, 1])
    area = polygon_areas(polygons)
    under = ground_under(polygons, relief.field)
    missing = ~np.isfinite(under[:, 0])
    if missing.any():
        z = relief.altitude(*np.nan_to_num(middle[missing]).T)
        under[missing] = np.nan_to_num(z, nan=relief.low)[:, None]
    low = under[:, 0]
    use = column("use")
    codes = np.zeros(count, np.uint8) if use is None else use_codes(use.tolist())
    height = column("height")
    known = building_heights(
        np.full(count, np.nan) if height is None else height,
        column("ground_altitude_min"),
        column("eave_altitude"),
        column("ridge_altitude"),
        column("storeys"),
        codes,
        _flags(column("light"), count),
        area,
        low,
    )
    believed = np.isfinite(known.ground) & (np.abs(known.ground - low) < _NEAR)
    ground = np.where(believed & (not relief.estimated), known.ground, low)
    kind = landmarks(column("nature"), codes, count)
    rise, guessed = _roof_rise(
        polygons, known.roof_rise, column("ridge_altitude"), area, codes, kind
    )
    form = choose_roof_form(polygons, rise)
    base = np.minimum(low, ground) - _SUNK
    tidy = reordered(polygons, order)
    mesh = extrude(
        tidy,
        base[order],
        (ground + known.height)[order],
        rise[order],
        form[order],
        origin,
        light=LIGHT,
    )
    wall, roof = house_colours(area, kind, form, roof_materials(column, count), count)
    if tint_estimated:
        roof[known.source >= HeightSource.STOREYS] = look.ESTIMATED
    wall, roof = wall[order], roof[order]
    place = np.empty(count, np.int64)
    place[order] = np.arange(count)
    footprints = Footprints(
        polygons, box, (known.height + rise / 2).astype(np.float32), np.zeros(count, np.bool_)
    )
    colours = bake_colours(mesh, wall, roof, channels=3, tones=tones())
    tile_box = into_tiles(
        mesh.points,
        mesh.triangles,
        mesh.feature_point_start[tile_start],
        mesh.feature_triangle_start[tile_start],
    )
    return Buildings(
        mesh, order, place, tile_start, tile_box, wall, roof, colours, footprints, known.height,
        rise, ground,
        known.source, form, guessed, area,
    )  # fmt: skip


@njit
def into_tiles(
    points: NDArray[np.float32],
    triangles: NDArray[np.int32],
    point_start: NDArray[np.int64],
    triangle_start: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Count the corners of triangles from their tile's first point; return the tiles' boxes."""
    box = np.empty((len(point_start) - 1, 6), np.float32)
    box[:, :3], box[:, 3:] = np.inf, -np.inf
    for tile in range(len(box)):
        for p in range(point_start[tile], point_start[tile + 1]):
            for axis in range(3):
                box[tile, axis] = min(box[tile, axis], points[p, axis])
                box[tile, axis + 3] = max(box[tile, axis + 3], points[p, axis])
        first = np.int32(point_start[tile])
        for t in range(triangle_start[tile], triangle_start[tile + 1]):
            for corner in range(3):
                triangles[t, corner] -= first
    return box


def _flags(light: NDArray[Any] | None, count: int) -> NDArray[np.bool_]:
    if light is None:
        return np.zeros(count, np.bool_)
    if light.dtype.kind in "fiub":
        return np.asarray(np.nan_to_num(light.astype(np.float64)) > 0)
    yes = {"oui", "true", "1", "vrai", "t"}
    return np.array([str(word).strip().lower() in yes for word in light.tolist()], np.bool_)


_PLAIN, _CHURCH, _CIVIC, _GREENHOUSE, _HALL = range(5)


def landmarks(
    nature: NDArray[Any] | None, codes: NDArray[np.uint8], count: int
) -> NDArray[np.int8]:
    """Return which buildings (F,) look special: churches, civic ones, greenhouses, halls."""
    rules = (
        ("eglise", _CHURCH),
        ("religieu", _CHURCH),
        ("church", _CHURCH),
        ("chapel", _CHURCH),
        ("cathedral", _CHURCH),
        ("mairie", _CIVIC),
        ("ecole", _CIVIC),
        ("enseignement", _CIVIC),
        ("chateau", _CIVIC),
        ("monument", _CIVIC),
        ("townhall", _CIVIC),
        ("school", _CIVIC),
        ("castle", _CIVIC),
        ("civic", _CIVIC),
        ("serre", _GREENHOUSE),
        ("greenhouse", _GREENHOUSE),
        ("industri", _HALL),
        ("warehouse", _HALL),
    )
    kind = np.asarray(matched(nature, count, rules), np.int8)
    kind[(kind == _PLAIN) & (codes == BuildingUse.RELIGIOUS)] = _CHURCH
    halls = (
        BuildingUse.INDUSTRIAL,
        BuildingUse.AGRICULTURAL,
        BuildingUse.COMMERCIAL,
        BuildingUse.SPORTS,
    )
    kind[(kind == _PLAIN) & np.isin(codes, halls)] = _HALL
    return kind


def _roof_rise(
    polygons: Polygons,
    rise: NDArray[np.float64],
    ridge: NDArray[Any] | None,
    area: NDArray[np.float64],
    codes: NDArray[np.uint8],
    kind: NDArray[np.int8],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Keep known rises; where no ridge is known, houses and small outbuildings get a usual slope.

    Returns
    -------
    rise : (F,) float64 [m]
    guessed : (F,) bool
    """
    unknown = np.ones(len(rise), np.bool_)
    if ridge is not None:
        unknown = ~(np.asarray(ridge, np.float64) > -500)
    homely = np.isin(codes, (BuildingUse.UNKNOWN, BuildingUse.RESIDENTIAL, BuildingUse.ANNEX))
    guessed = unknown & ((homely & (area < 450) & (kind == _PLAIN)) | (kind == _CHURCH))
    edge = np.zeros(len(rise))
    lengths = polygon_perimeters(polygons)
    half = lengths / 4
    np.subtract(half, np.sqrt(np.maximum(half * half - area, 0.0)), out=edge)
    slope = np.where(kind == _CHURCH, 0.95, np.where(area < 35, 0.35, 0.55))
    return np.where(guessed, np.minimum(edge / 2 * slope, 6.0), rise), guessed


# First digit of the fiscal code of roofs (materiaux_de_la_toiture): tiles, slates, zinc, concrete.
_MATERIALS = {1: look.TILE, 2: look.SLATE, 3: look.ZINC, 4: look.FLAT}
_MATERIAL_WORDS = (
    ("tuile", 1),
    ("tile", 1),
    ("ardoise", 2),
    ("slate", 2),
    ("zinc", 3),
    ("metal", 3),
    ("beton", 4),
    ("concrete", 4),
)


def roof_materials(column: Column, count: int) -> NDArray[np.int8]:
    """Return the first digit of each roof's fiscal code, 0 where the material is unknown."""
    words = column("roof_material")
    if words is None:
        return np.zeros(count, np.int8)
    digits = [str(word).strip()[:1] for word in words.tolist()]
    code = np.array([int(d) if d.isdigit() else 0 for d in digits], np.int8)
    return np.where(code > 0, code, matched(words, count, _MATERIAL_WORDS)).astype(np.int8)


def house_colours(
    area: NDArray[np.float64],
    kind: NDArray[np.int8],
    form: NDArray[np.uint8],
    material: NDArray[np.int8],
    count: int,
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the colours of walls and of roofs (F, 3), each building a little its own."""
    wall = np.tile(np.array(look.WALL), (count, 1))
    roof = np.tile(np.array(look.FLAT), (count, 1))
    pitched = form != RoofForm.FLAT
    roof[pitched] = look.TILE
    roof[~pitched & (area > 220)] = look.SLATE
    roof[~pitched & (area < 60)] = look.LIGHT_ROOF
    roof[(kind == _HALL) & ~pitched & (area > 60)] = look.SLATE
    for code, colour in _MATERIALS.items():
        roof[material == code] = colour
    roof[kind == _GREENHOUSE] = look.rgb("#DCE6E6")
    special = (kind == _CHURCH) | (kind == _CIVIC)
    wall[special] = look.LANDMARK_WALL
    roof[special] = look.LANDMARK_ROOF
    # Every roof a little its own: brightness and warmth from a hash of the row.
    rows = np.arange(count, dtype=np.uint64)
    noise = (rows * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
    first = (noise & np.uint64(0xFFF)).astype(np.float64) / 0xFFF - 0.5
    second = (noise >> np.uint64(12)).astype(np.float64) / 0xFFF - 0.5
    warm = roof[:, 0] - roof[:, 2] > 25  # tiles: no two bakes are alike
    roof *= 1 + np.where(warm, 0.10, 0.05)[:, None] * first[:, None]
    roof[warm] += second[warm, None] * np.array([8.0, 0.0, -10.0])
    wall *= 1 + 0.025 * second[:, None]
    return (
        np.clip(wall, 0, 255).round().astype(np.uint8),
        np.clip(roof, 0, 255).round().astype(np.uint8),
    )
