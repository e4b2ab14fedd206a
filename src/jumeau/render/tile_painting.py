"""Paint one ground tile: the layers from the ground up, contact shadows, relief."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry import paint
from jumeau.geometry.ragged import Lines, Points, Polygons
from jumeau.model.roles import Role
from jumeau.model.view_state import Look
from jumeau.render import look
from jumeau.render.contours import Contours
from jumeau.render.ground_layers import GroundLayer
from jumeau.render.noise_beside import beside_computed
from jumeau.render.point_painting import SYMBOLS, add_crisp_discs, stripes
from jumeau.render.relief import Relief
from jumeau.render.sheet import Crowns, Footprints, Sheet
from jumeau.render.styling.applying import tells_data
from jumeau.render.themes.dress import OPACITY, Swatch
from jumeau.render.themes.rasters import Classes, Steps, Styled, Values

TEXELS = 256
"""Texels along a tile, one of them beyond each border for seamless filtering."""

_MOST_MARGIN = 24
MODEL_ROLES = frozenset(
    {
        Role.SETTLEMENT,
        Role.PLACE_OF_INTEREST,
        Role.VEGETATION,
        Role.CEMETERY,
        Role.SPORTS_GROUND,
        Role.TRANSPORT_AREA,
        Role.WATERCOURSE,
        Role.WATER,
        Role.ROAD,
        Role.RAIL,
        Role.HEDGE,
        Role.CONSTRUCTION,
    }
)
"""What the model paints itself, and an orthophoto shows as it is."""

CONTACT = (2.2, 0.26)
"""Reach [m] and strength of the dark at the foot of buildings."""
CAST = (0.60, 0.20)
"""Length of the model lamp's cast for one metre of height, and its strength."""


class Over(Protocol):
    """What a variant does to the ground of a tile."""

    @property
    def crowns(self) -> Crowns:
        """Trees that it plants."""

    @property
    def added(self) -> Sequence[Footprints]:
        """What its buildings cover: they are among the tile's, too."""

    def lay(self, sheet: Sheet, *, image: bool) -> None:
        """Paint what it lays on the ground."""

    def outline(self, sheet: Sheet) -> None:
        """Show where it touches the ground."""


def paint_tile(
    layers: Sequence[GroundLayer],
    buildings: Sequence[Footprints],
    crowns: Sequence[Crowns],
    relief: Relief,
    west: float,
    south: float,
    side: float,
    style: Look,
    texels: int = TEXELS,
    contours: Contours | None = None,
    over: Over | None = None,
) -> NDArray[np.uint8]:
    """Paint the texture of a square tile.

    Parameters
    ----------
    layers : sequence of GroundLayer
        From the ground up.
    west, south, side : float
        The tile, without the texel beyond its borders [m].
    contours : Contours or None
        Lines of equal altitude that are wanted.
    over : Over or None
        What a variant does to the ground.

    Returns
    -------
    (texels, texels, 3) uint8
        First row in the south.
    """
    texel = side / (texels - 2)
    margin = min(_MOST_MARGIN, math.ceil(3.2 / texel)) if texel < 3.2 else 0
    count = texels + 2 * margin
    rgb = np.empty((count, count, 3), np.float32)
    rgb[:] = look.GROUND
    out = (1 + margin) * texel
    sheet = Sheet(
        rgb, np.zeros((count, count + 1), np.float32), west - out, south + side + out, texel, margin
    )
    image = False
    # The model steps back behind the data that lie on it; points and outlines stay on top.
    under = [
        x
        for x in layers
        if x.layer.role in {*MODEL_ROLES, Role.ORTHOPHOTO} and not tells_data(x.layer.style)
    ]
    for layer in under:
        if image and layer.layer.role in MODEL_ROLES:
            continue  # the image shows them itself
        image = _paint_any(sheet, layer) or image
    if over is not None:
        over.lay(sheet, image=image)
    if any(x.tells_data for x in layers):
        whole = np.ones(rgb.shape[:2], np.float32)
        paint.blend(rgb, whole, *look.PALE, look.PALER)
    if contours is not None:
        contours.paint(sheet, image=image)
    upper = beside_computed([x for x in layers if x not in under])
    apart = any(isinstance(c := x.colouring, Steps) and c.apart < math.inf for x in upper)
    covered = _covered(sheet, buildings) if apart else None
    for layer in upper:
        _paint_any(sheet, layer, covered)
    for trees in crowns:
        if not image:
            _paint_crowns(sheet, trees)
    if over is not None:
        _paint_crowns(sheet, over.crowns)
    for footprints in buildings:
        # No photograph shows the shade of what is new.
        new = over is not None and any(footprints is x for x in over.added)
        _paint_shadows(sheet, footprints, cast=new or not image)
    if not image:
        light = (relief.before or relief).light(sheet.box, 49)
        paint.darken(rgb, light, *look.SLOPE_TINT)
    works = relief.light_of_works(sheet.box, 193)
    if works is not None:
        paint.darken(rgb, works, *look.SLOPE_TINT)
    if over is not None:
        over.outline(sheet)
    rgb += _grain(count)[:, :, None]
    return paint.to_bytes(rgb, margin)


@lru_cache(maxsize=2)
def _grain(count: int) -> NDArray[np.float32]:
    """Return less than half a level a texel (count, count): soft slopes show no steps of colour."""
    return np.random.default_rng(11).random((count, count), np.float32) * np.float32(0.98) - 0.49


def _covered(sheet: Sheet, buildings: Sequence[Footprints]) -> NDArray[np.bool_]:
    """Return which texels lie under buildings: results beside them are those of the ground."""
    covered = np.zeros(sheet.rgb.shape[:2], np.bool_)
    west, south, east, north = sheet.box
    for one in buildings:
        b = one.box
        met = (b[:, 0] <= east) & (b[:, 2] >= west) & (b[:, 1] <= north) & (b[:, 3] >= south)
        rows = np.flatnonzero(met & ~one.hidden)
        if len(rows):
            covered |= cover_of(sheet, one.polygons, rows) > 0.5
    return covered


def _paint_any(sheet: Sheet, layer: GroundLayer, covered: NDArray[np.bool_] | None = None) -> bool:
    """Paint a layer; tell whether it is a photograph that shows the ground as it is."""
    if layer.image is None:
        _paint_layer(sheet, layer)
        return False
    opacity = layer.layer.style.opacity
    if isinstance(layer.colouring, Classes | Steps | Values | Styled):
        from jumeau.render.raster_painting import paint_cells

        paint_cells(sheet, layer.image, layer.colouring, opacity, covered)
        return False
    from jumeau.render.imagery import paint_image

    if layer.layer.role is Role.ORTHOPHOTO:
        return paint_image(sheet, layer.image, opacity)
    paint_image(sheet, layer.image, OPACITY * opacity)
    return False


def _paint_layer(sheet: Sheet, layer: GroundLayer) -> None:
    west, south, east, north = sheet.box
    # Wide strokes and discs reach in from outside.
    least = max((s.least for s in layer.dress.swatches), default=0.0) * sheet.texel
    reach = max(float(layer.dress.half_width.max(initial=0.0)), least) + 2 * sheet.texel
    rows = layer.rows_in(west - reach, south - reach, east + reach, north + reach)
    if not len(rows):
        return
    kinds = layer.dress.kind[rows]
    opacity = layer.layer.style.opacity
    if isinstance(layer.shapes, Points):
        for index, swatch in enumerate(layer.dress.swatches):
            if len(chosen := rows[kinds == index]):
                _paint_discs(sheet, layer, chosen, swatch, opacity)
        return
    if isinstance(layer.shapes, Polygons):
        for index, swatch in enumerate(layer.dress.swatches):
            chosen = rows[kinds == index]
            if len(chosen):
                _paint_polygons(sheet, layer, chosen, swatch, opacity)
        return
    # All casings first, so that crossings stay open.
    for edges in (True, False):
        for index, swatch in enumerate(layer.dress.swatches):
            chosen = rows[kinds == index]
            if len(chosen):
                _paint_strokes(sheet, layer, chosen, swatch, opacity, edges)


def _blend(sheet: Sheet, cover: NDArray[np.float32], colour: look.Rgb, opacity: float) -> None:
    paint.blend(sheet.rgb, cover, *colour, opacity)


def _radius(sheet: Sheet, reach: float) -> int:
    """Two box filters of this radius reach about so far [texels]."""
    return min(round(reach / sheet.texel / 2), max(sheet.margin // 2, 0))


def cover_of(sheet: Sheet, polygons: Polygons, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the coverage of some polygons."""
    paint.add_polygons(
        sheet.acc, sheet.west, sheet.north, sheet.texel, rows, polygons.xy, polygons.ring_start,
        polygons.polygon_start, polygons.feature_start,
    )  # fmt: skip
    return paint.integrate(sheet.acc)


def _paint_polygons(
    sheet: Sheet, layer: GroundLayer, rows: NDArray[np.int64], swatch: Swatch, opacity: float
) -> None:
    assert isinstance(layer.shapes, Polygons)
    if swatch.fill is not None:
        cover = cover_of(sheet, layer.shapes, rows)
        if swatch.hatch > 0:
            cover *= 0.22 + 0.78 * stripes(sheet, swatch.hatch)
        reach = _radius(sheet, swatch.rim_width)
        if swatch.rim is not None and reach:
            halo = np.clip(paint.blur(cover, reach) * 2, 0, 1)
            _blend(sheet, halo, swatch.rim, swatch.rim_opacity * opacity)
        _blend(sheet, cover, swatch.fill, swatch.opacity * opacity)
        reach = _radius(sheet, swatch.inner_width)
        if swatch.inner is not None and reach:
            shade = cover * np.clip((1 - paint.blur(cover, reach)) * 2, 0, 1)
            _blend(sheet, shade, swatch.inner, swatch.inner_opacity * opacity)
    if swatch.edge is not None and layer.outline is not None:
        half = max(swatch.edge_width / 2, 0.4 * sheet.texel)
        strength = 1.0 if swatch.edge_width > 0.4 * sheet.texel else 0.75
        widths = np.full(len(layer.box), half, np.float32)
        _stroke(sheet, layer.outline, rows, widths, swatch.edge, strength * opacity, 0.0)


def _paint_strokes(
    sheet: Sheet,
    layer: GroundLayer,
    rows: NDArray[np.int64],
    swatch: Swatch,
    opacity: float,
    edges: bool,
) -> None:
    assert isinstance(layer.shapes, Lines)
    half = np.maximum(layer.dress.half_width, np.float32(swatch.least * sheet.texel))
    if edges:
        if swatch.edge is None or sheet.texel > 6.0:
            return
        casing = (half + np.float32(swatch.edge_width)).astype(np.float32)
        _stroke(sheet, layer.shapes, rows, casing, swatch.edge, opacity, swatch.dash)
    elif swatch.fill is not None:
        strength = swatch.opacity * opacity
        _stroke(sheet, layer.shapes, rows, half, swatch.fill, strength, swatch.dash)
    if not edges and swatch.core is not None:
        least = max(swatch.core_width / 2, swatch.least * sheet.texel)
        if swatch.opacity == 1.0 and least >= half[rows].max():
            return  # from far the stroke alone is seen
        core = np.full(len(half), least, np.float32)
        _stroke(sheet, layer.shapes, rows, core, swatch.core, 0.9 * opacity, 0.0)


def _paint_discs(
    sheet: Sheet, layer: GroundLayer, rows: NDArray[np.int64], swatch: Swatch, opacity: float
) -> None:
    assert isinstance(layer.shapes, Points)
    radius = np.maximum(layer.dress.half_width, np.float32(swatch.least * sheet.texel))
    rim = np.float32(max(swatch.edge_width, 1.2 * sheet.texel))
    for colour, more in ((swatch.edge, rim), (swatch.fill, np.float32(0.0))):
        if colour is None:
            continue
        cover = np.zeros(sheet.rgb.shape[:2], np.float32)
        add_crisp_discs(
            cover, sheet.west, sheet.north, sheet.texel, rows, radius + more, layer.shapes.xy,
            layer.shapes.feature_start, SYMBOLS[swatch.symbol],
        )  # fmt: skip
        _blend(sheet, cover, colour, swatch.opacity * opacity)


def _stroke(
    sheet: Sheet,
    lines: Lines,
    rows: NDArray[np.int64],
    half: NDArray[np.float32],
    colour: look.Rgb,
    opacity: float,
    dash: float,
) -> None:
    cover = np.zeros(sheet.rgb.shape[:2], np.float32)
    paint.add_stroke(
        cover, sheet.west, sheet.north, sheet.texel, rows, half, lines.xy, lines.line_start,
        lines.feature_start, dash,
    )  # fmt: skip
    _blend(sheet, cover, colour, opacity)


def _paint_crowns(sheet: Sheet, trees: Crowns) -> None:
    """Darken the ground under trees, a little to the side away from the lamp."""
    west, south, east, north = sheet.box
    t, far = trees.xyr, 12.0
    near = (
        (t[:, 0] > west - far) & (t[:, 0] < east + far)
        & (t[:, 1] > south - far) & (t[:, 1] < north + far)
    )  # fmt: skip
    if sheet.texel > 4.0 or not near.any():
        return
    discs = t[near] * np.array([1.0, 1.0, 1.25])
    discs[:, :2] += 0.3 * t[near, 2:] * _away()
    cover = np.zeros(sheet.rgb.shape[:2], np.float32)
    paint.add_discs(cover, sheet.west, sheet.north, sheet.texel, discs)
    _blend(sheet, np.minimum(cover * 1.6, 1), look.SHADE_OF_TREES, 0.38)


def _away() -> NDArray[np.float64]:
    """Return the unit vector (east, north) away from the model's lamp."""
    lamp = np.array(look.LIGHT_FROM[:2])
    return np.asarray(-lamp / np.linalg.norm(lamp))


def _paint_shadows(sheet: Sheet, buildings: Footprints, cast: bool) -> None:
    """Darken the foot of the buildings and, softly, the side away from the model's lamp."""
    west, south, east, north = sheet.box
    b = buildings.box
    far = 30.0
    rows = np.flatnonzero(
        (b[:, 0] <= east + far) & (b[:, 2] >= west - far)
        & (b[:, 1] <= north + far) & (b[:, 3] >= south - far)
        & ~buildings.hidden
    )  # fmt: skip
    if not len(rows):
        return
    p = buildings.polygons
    if cast and sheet.texel < 6.0:
        away = _away()
        reach = np.minimum(buildings.height * CAST[0], 25.0).astype(np.float32)
        paint.add_cast(
            sheet.acc, sheet.west, sheet.north, sheet.texel, rows, reach,
            (float(away[0]), float(away[1])), p.xy, p.ring_start, p.polygon_start, p.feature_start,
        )  # fmt: skip
        cover = paint.integrate(sheet.acc)
        _blend(sheet, paint.blur(cover, _radius(sheet, 0.9)), look.SHADOW, CAST[1])
    cover = cover_of(sheet, p, rows)
    reach = _radius(sheet, CONTACT[0])
    if reach:
        cover = paint.blur(cover, reach)
    _blend(sheet, cover, look.SHADOW, CONTACT[1])
