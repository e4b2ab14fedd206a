"""Paint what a variant lays on the ground: surfaces, streets, bare plots, its own outlines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry import ground_texture, paint
from jumeau.geometry.ragged import Lines
from jumeau.model.changes import RoadSurface, RoadUse, SurfaceKind
from jumeau.model.roles import Role
from jumeau.model.surfaces import SURFACES
from jumeau.render import look
from jumeau.render.ground_layers import GroundLayer
from jumeau.render.look import Rgb, rgb
from jumeau.render.relief import Relief
from jumeau.render.sheet import Footprints, Sheet
from jumeau.render.themes.dress import Swatch
from jumeau.render.tile_painting import cover_of
from jumeau.render.variants.laid import Laid
from jumeau.render.variants.sheet_parts import box_of, meet, near_to, part_of
from jumeau.variants.resolved import Covered, Road, Shaped

BARE = rgb("#DFD5C2")
"""A plot from which a building has gone."""
TRACK, TRACK_EDGE = rgb("#8CC7AB"), rgb("#6FA98F")
"""Of cycle tracks."""
SHARED = rgb("#F0E2CC")
CLOSED = rgb("#F0E9DB")
"""A street without cars: paler than the ground, without kerbs."""
KERB = rgb("#BCB2A1")
COVERS: dict[RoadSurface, Rgb] = {
    RoadSurface.ASPHALT: rgb("#DEDBD6"),
    RoadSurface.QUIET: rgb("#D3D8DC"),
    RoadSurface.PAVING: rgb("#E3D5BF"),
    RoadSurface.LIGHT: rgb("#FCFAF4"),
}

OVER_PHOTO = 0.94
"""Opacity of what is laid over an orthophoto."""
OUTLINE = (0.1, 0.8)
"""Half the width of the variant's outlines: [m], and at least [texels]."""
DASH = (1.6, 5.0)
"""Their dashes where they are open to debate: at least [m] and [texels]."""
FINEST_OUTLINE = 5.0
"""Where texels are larger [m], outlines would hide what they stand round."""


@dataclass(frozen=True, slots=True)
class Texture:
    """Spots (cell [m], strength) and joints (pitch, width [m], strength), in levels of 255."""

    spots: tuple[tuple[float, float], ...] = ()
    joints: tuple[float, float, float] | None = None
    kerb: bool = False


TEXTURES: dict[SurfaceKind, Texture] = {
    SurfaceKind.GRASS: Texture(((0.35, 4.0), (1.6, 4.0), (7.0, 3.5))),
    SurfaceKind.MEADOW: Texture(((0.3, 8.0), (1.1, 8.0), (4.5, 6.0))),
    SurfaceKind.PLANTING: Texture(((0.7, 15.0), (2.2, 9.0))),
    SurfaceKind.ASPHALT: Texture(((0.25, 2.0), (6.0, 1.5)), kerb=True),
    SurfaceKind.LIGHT_PAVING: Texture(((0.8, 1.0),), (1.2, 0.06, -18.0), kerb=True),
    SurfaceKind.PAVING: Texture(((0.4, 3.0),), (0.6, 0.05, -20.0), kerb=True),
    SurfaceKind.PERMEABLE: Texture(((0.5, 3.0), (3.0, 3.0)), (0.8, 0.14, -22.0), kerb=True),
    SurfaceKind.GRAVEL: Texture(((0.15, 7.0), (0.6, 5.0), (3.0, 2.5))),
    SurfaceKind.SAND: Texture(((0.2, 3.0), (2.5, 3.0))),
    SurfaceKind.WATER: Texture(((9.0, 2.5),)),
}
SLABS = Texture(((0.6, 1.5),), (0.9, 0.06, -14.0))
"""Of shared streets and of paved ones."""
EARTH = Texture(((0.4, 3.0), (2.0, 2.0)))


def lay(sheet: Sheet, laid: Sequence[Laid], roads: Sequence[GroundLayer], *, image: bool) -> None:
    """Paint surfaces and streets, each over those before it.

    Parameters
    ----------
    roads : sequence of GroundLayer
        Those of the base that are still there: streets open into them.
    image : bool
        They lie over an orthophoto.
    """
    streets: list[Laid] = []
    for one in near_to(sheet, laid):
        if isinstance(one.thing, Road):
            streets.append(one)
            continue
        # Streets that follow each other are painted together, so that their crossings are open.
        _lay_streets(sheet, streets, roads, image=image)
        streets = []
        on = part_of(sheet, one.box, 0.0)
        if isinstance(one.thing, Covered) and on is not None:
            _lay_surface(on[0], one, one.thing.surface, image=image)
            sheet.rgb[on[1]] = on[0].rgb
    _lay_streets(sheet, streets, roads, image=image)


def lay_bare(sheet: Sheet, footprints: Footprints, rows: NDArray[np.int64], *, image: bool) -> None:
    """Paint the plots of buildings that are not there any more."""
    west, south, east, north = sheet.box
    b = footprints.box[rows]
    near = (b[:, 0] <= east) & (b[:, 2] >= west) & (b[:, 1] <= north) & (b[:, 3] >= south)
    if not near.any():
        return
    cover = cover_of(sheet, footprints.polygons, rows[near])
    # On a photograph, roofs lean over the outline of their walls.
    reach = _radius(sheet, 1.6 if image else 0.5)
    if reach:
        soft = paint.blur(cover, reach)
        cover = np.clip(soft * 2, 0, 1) if image else np.maximum(cover * 0.5, soft)
    _blend(sheet, cover, BARE, 1.0 if image else 0.8, EARTH)


def lay_bare_lines(
    sheet: Sheet, layer: GroundLayer, rows: NDArray[np.int64], roads: Sequence[GroundLayer]
) -> None:
    """Cover roads that a photograph shows and that are not there any more, or in another form.

    Parameters
    ----------
    roads : sequence of GroundLayer
        Those of the base that are still there.
    """
    near = rows[np.isin(rows, layer.rows_in(*sheet.box))]
    if not len(near) or not isinstance(layer.shapes, Lines):
        return
    s, cover = layer.shapes, np.zeros(sheet.rgb.shape[:2], np.float32)
    half = (layer.dress.half_width + np.float32(0.6)).astype(np.float32)
    paint.add_stroke(
        cover, sheet.west, sheet.north, sheet.texel, near, half, s.xy, s.line_start,
        s.feature_start, 0.0,
    )  # fmt: skip
    reach = _radius(sheet, 0.8)
    soft = paint.blur(cover, reach) if reach else cover
    _blend(sheet, soft * (1 - _open_way(sheet, roads)), BARE, 0.9, EARTH)


def outline(
    sheet: Sheet, laid: Sequence[Laid], colour: Rgb, roads: Sequence[GroundLayer], wall: float
) -> None:
    """Draw the edges of what a variant lays and digs, in its colour; dashed where it is open.

    Parameters
    ----------
    roads : sequence of GroundLayer
        Those of the base: no edge runs across them.
    wall : float
        Upright walls of the dug ground are that wide [m].
    """
    if sheet.texel > FINEST_OUTLINE:
        return
    near = near_to(sheet, laid)
    half = max(OUTLINE[0], OUTLINE[1] * sheet.texel)
    least = max(DASH[0], DASH[1] * sheet.texel)
    dash = 2.0 ** np.ceil(np.log2(least))  # the same on neighbours of about one detail
    for one in near:
        on = part_of(sheet, one.box, wall + 3 * half)
        if on is None:
            continue
        part, window = on
        length = dash if one.open else 0.0
        if one.lines is not None:
            cover = _stroke(part, one.lines, one.half + 2 * half, length)
            # Streets open into each other, and into those of the base.
            for other in near:
                if other.lines is not None and meet(one.box, other.box):
                    cover = np.clip(cover - _stroke(part, other.lines, other.half), 0, 1)
            cover *= 1 - _open_way(part, roads)
        else:
            assert one.outline is not None
            cover = _stroke(part, one.outline, half, length)
            if isinstance(one.thing, Shaped) and one.thing.bank <= 0:
                # Beside the wall, not upon its face, down which it would run.
                assert one.polygons is not None
                cover = _stroke(part, one.outline, wall + 2 * half, length)
                cover -= _stroke(part, one.outline, wall)
                cover -= cover_of(part, one.polygons, np.zeros(1, np.int64))
                cover = np.clip(cover, 0, 1)
        paint.blend(part.rgb, cover.astype(np.float32), *colour, 0.85)
        sheet.rgb[window] = part.rgb


def lay_earth(sheet: Sheet, relief: Relief) -> None:
    """Cover what a photograph shows on ground that is dug or filled."""
    if not relief.worked(sheet.box):
        return
    count = sheet.rgb.shape[0]
    at = (np.arange(count) + 0.5) * sheet.texel
    up = relief.raised(*np.meshgrid(sheet.west + at, sheet.north - at))
    cover = np.clip(np.abs(up) / 0.25, 0, 1).astype(np.float32)
    _blend(sheet, cover, BARE, 0.8, EARTH)


def _lay_surface(sheet: Sheet, one: Laid, kind: SurfaceKind, *, image: bool) -> None:
    assert one.polygons is not None
    cover = cover_of(sheet, one.polygons, np.zeros(1, np.int64))
    if not cover.any():
        return
    texture = TEXTURES[kind]
    opacity = OVER_PHOTO if image else 1.0
    water = kind is SurfaceKind.WATER
    if water and (reach := _radius(sheet, 2.0)):
        bank = np.clip(paint.blur(cover, reach) * 2, 0, 1)
        _blend(sheet, bank, look.BANK, 0.85)
    _blend(sheet, cover, rgb(SURFACES[kind].colour), opacity, texture)
    reach = _radius(sheet, 2.2 if water else 0.9)
    if reach:
        # Towards its edge, a soft shade of its own: nothing looks cut out of paper.
        shade = cover * np.clip((1 - paint.blur(cover, reach)) * 2, 0, 1)
        tint, strength = (look.SHORE, 0.8) if water else (look.SHADOW, 0.10)
        _blend(sheet, shade, tint, strength)
    if texture.kerb and one.outline is not None and sheet.texel < 1.0:
        half = max(0.1, 0.35 * sheet.texel)
        paint.blend(sheet.rgb, _stroke(sheet, one.outline, half), *KERB, 0.8)


def _lay_streets(
    sheet: Sheet, streets: Sequence[Laid], roads: Sequence[GroundLayer], *, image: bool
) -> None:
    """Paint streets: all kerbs first, then what they are covered with."""
    if not streets:
        return
    opacity = OVER_PHOTO if image else 1.0
    # On a photograph, the base's streets are seen as they are where new ones meet them.
    free = 1 - _open_way(sheet, roads if image else ())
    whole = np.zeros(sheet.rgb.shape[:2], np.float32)
    for one in streets:
        on = part_of(sheet, one.box, 1.0)
        if on is None or not isinstance(one.thing, Road) or one.lines is None:
            continue
        part, window = on
        half = max(one.half, 0.45 * sheet.texel)
        if one.thing.use is not RoadUse.CLOSED and sheet.texel <= 6.0:
            cover = _stroke(part, one.lines, half + _kerb(one.thing))
            paint.blend(part.rgb, cover * free[window], *_edge(one.thing), opacity)
            sheet.rgb[window] = part.rgb
        else:
            cover = _stroke(part, one.lines, half)
        whole[window] = np.maximum(whole[window], cover)
    for one in streets:
        on = part_of(sheet, one.box, 1.0)
        if on is None or not isinstance(one.thing, Road) or one.lines is None:
            continue
        part, window = on
        _pave(part, one.lines, one.thing, one.half, free[window], opacity)
        sheet.rgb[window] = part.rgb
    if not image:
        _open_crossings(sheet, whole, roads)


def _pave(
    sheet: Sheet, lines: Lines, road: Road, half: float, free: NDArray[np.float32], opacity: float
) -> None:
    """Paint what a street is covered with, and the tracks beside it."""
    cover = _stroke(sheet, lines, max(half, 0.45 * sheet.texel)) * free
    if road.cycle_track > 0 and road.use is not RoadUse.CYCLES:
        _blend(sheet, cover, TRACK, opacity)
        inner = max(road.width / 2, 0.45 * sheet.texel)
        if sheet.texel < 1.5:
            kerb = _stroke(sheet, lines, inner + 0.15) * free
            paint.blend(sheet.rgb, kerb, *look.ROAD, opacity)
        cover = _stroke(sheet, lines, inner) * free
    paved = road.use in (RoadUse.SHARED, RoadUse.WALKING)
    paved = paved or road.surface in (RoadSurface.PAVING, RoadSurface.LIGHT)
    _blend(sheet, cover, _fill(road), opacity, SLABS if paved else Texture())


def _open_crossings(sheet: Sheet, whole: NDArray[np.float32], roads: Sequence[GroundLayer]) -> None:
    """Let the base's streets run through where new ones meet them."""
    if sheet.texel > 3.0 or not whole.any():
        return
    for cover, swatch in _streets_of(sheet, roads):
        if swatch.fill is not None:
            paint.blend(sheet.rgb, cover * whole, *swatch.fill, swatch.opacity)


def _streets_of(
    sheet: Sheet, roads: Sequence[GroundLayer]
) -> Iterator[tuple[NDArray[np.float32], Swatch]]:
    """Yield what streets of the base cover: those with kerbs, above the ground."""
    for layer in roads:
        if layer.layer.role is not Role.ROAD or not isinstance(layer.shapes, Lines):
            continue
        rows = layer.rows_in(*box_of(sheet))
        kinds = layer.dress.kind[rows]
        for index, swatch in enumerate(layer.dress.swatches):
            chosen = rows[kinds == index]
            if not len(chosen) or swatch.dash or swatch.edge is None:
                continue
            s, cover = layer.shapes, np.zeros(sheet.rgb.shape[:2], np.float32)
            paint.add_stroke(
                cover, sheet.west, sheet.north, sheet.texel, chosen, layer.dress.half_width,
                s.xy, s.line_start, s.feature_start, 0.0,
            )  # fmt: skip
            yield cover, swatch


def _open_way(sheet: Sheet, roads: Sequence[GroundLayer]) -> NDArray[np.float32]:
    """Return what streets of the base cover together."""
    found = np.zeros(sheet.rgb.shape[:2], np.float32)
    for cover, _ in _streets_of(sheet, roads):
        np.maximum(found, cover, out=found)
    return found


def _kerb(road: Road) -> float:
    return {RoadUse.CARS: 0.34, RoadUse.SHARED: 0.22}.get(road.use, 0.2)


def _edge(road: Road) -> Rgb:
    return TRACK_EDGE if road.use is RoadUse.CYCLES else look.CASING


def _fill(road: Road) -> Rgb:
    usual = {
        RoadUse.CARS: look.ROAD_MINOR,
        RoadUse.SHARED: SHARED,
        RoadUse.CYCLES: TRACK,
        RoadUse.WALKING: look.PATH,
        RoadUse.CLOSED: CLOSED,
    }[road.use]
    if road.surface is None or road.use in (RoadUse.CYCLES, RoadUse.CLOSED):
        return usual
    return COVERS[road.surface]


def _stroke(sheet: Sheet, lines: Lines, half: float, dash: float = 0.0) -> NDArray[np.float32]:
    cover = np.zeros(sheet.rgb.shape[:2], np.float32)
    count = len(lines)
    paint.add_stroke(
        cover, sheet.west, sheet.north, sheet.texel, np.arange(count),
        np.full(count, half, np.float32), lines.xy, lines.line_start, lines.feature_start, dash,
    )  # fmt: skip
    return cover


def _blend(
    sheet: Sheet,
    cover: NDArray[np.float32],
    colour: Rgb,
    opacity: float,
    texture: Texture | None = None,
) -> None:
    """Blend a colour in, with the spots and joints of its texture."""
    if texture is None or texture == Texture():
        paint.blend(sheet.rgb, cover.astype(np.float32), *colour, opacity)
        return
    tone = np.zeros(cover.shape, np.float32)
    # From its own whole metre: noise does not swim in the rounding of large coordinates.
    for seed, (cell, strength) in enumerate(texture.spots):
        ground_texture.add_noise(
            tone, sheet.west, sheet.north, sheet.texel, cell, strength, seed + 1
        )
    if texture.joints is not None:
        ground_texture.add_joints(tone, sheet.west, sheet.north, sheet.texel, *texture.joints)
    ground_texture.blend_toned(sheet.rgb, cover.astype(np.float32), tone, *colour, opacity)


def _radius(sheet: Sheet, reach: float) -> int:
    """Two box filters of this radius reach about so far [texels]."""
    return min(round(reach / sheet.texel / 2), max(sheet.margin // 2, 0))
