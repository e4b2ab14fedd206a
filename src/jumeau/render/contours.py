"""Contour lines: painted on the ground, with their altitudes; crisp at every zoom."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.heightfield import HeightField
from jumeau.geometry.level_lines import FLAT, draw_levels, sample_spline
from jumeau.geometry.terraform import extent, nodes_of
from jumeau.i18n import Translator
from jumeau.model.view_state import Look, ViewState
from jumeau.render.labels.screen import Screen
from jumeau.render.legend_row import Row
from jumeau.render.look import Rgb, rgb
from jumeau.render.relief import Relief
from jumeau.render.sheet import Sheet
from jumeau.render.themes.dress import Form

STEPS = (1.0, 2.0, 5.0, 10.0, 25.0, 50.0)
"""Steps between two lines that a map reader knows [m]."""
MOST_LINES = 22
"""The usual step gives no more lines from the lowest to the highest ground."""
EVERY = 5
"""Each so many-th line is stronger, and bears its altitude."""

INK, OVER_IMAGE = rgb("#8A6E4B"), rgb("#F8D27A")
_THIN, _STRONG = (1.0, 0.6), (1.8, 0.82)
"""Width [texels] and opacity of the lines between, and of the stronger ones."""
PALER = 0.68
"""Share of the opacity where the ground is estimated."""
COARSEST_TILE = 600.0
"""Tiles with fewer texels along the model only stand in for others: lines would be bands."""
_COARSEST = 2.5
"""Finer terrains are averaged to such cells at least: their noise is no relief [m]."""
_FINEST_DUG = 0.8
"""So are drawn banks: their lines shall have no corners [m]."""
_UNTOUCHED = 1e-3
_BEYOND = 24
Bounds = tuple[float, float, float, float]


def usual_step(low: float, high: float) -> float:
    """Return the step that suits a relief between two altitudes [m]."""
    rise = max(high - low, 0.0)
    return next((s for s in STEPS if rise / s <= MOST_LINES), STEPS[-1])


@dataclass(frozen=True, slots=True, eq=False)
class Contours:
    """The contour lines of a ground.

    Attributes
    ----------
    levels : tuple of HeightField
        The ground, each twice as coarse as the one before.
    step : float
        Between two lines [m].
    estimated : bool
        Whether the ground is.
    bounds : tuple of float
        xmin, ymin, xmax, ymax of the ground [m].
    dug : tuple of (rectangle, levels)
        Where the ground was dug or filled, it is another.
    """

    levels: tuple[HeightField, ...]
    step: float
    estimated: bool
    bounds: tuple[float, float, float, float]
    dug: tuple[tuple[Bounds, tuple[HeightField, ...]], ...] = ()

    def paint(self, sheet: Sheet, *, image: bool = False) -> None:
        """Draw the lines on a ground tile.

        A place's distance to a line is that of its altitude over the slope. Altitudes are those
        of a uniform cubic B-spline over the grid's cells, whose lines have no corners (Unser,
        "Splines: a perfect fit for signal and image processing", 1999, doi:10.1109/79.799930).
        """
        west, south, east, north = self.bounds
        if sheet.texel > max(east - west, north - south) / COARSEST_TILE:
            return
        colour = OVER_IMAGE if image else INK
        paler = (PALER if self.estimated else 1.0) * (1.3 if image else 1.0)

        def draw(rgb: NDArray[np.float32], west: float, north: float, f: HeightField) -> None:
            draw_levels(
                rgb, west, north, sheet.texel, np.asarray(f.z, np.float32), f.x0, f.y0, f.step,
                self.step, EVERY, colour, _THIN[0], _THIN[1] * paler, _STRONG[0],
                min(_STRONG[1] * paler, 1.0),
            )  # fmt: skip

        pieces = [(w, levels, sheet.rgb[w].copy()) for w, levels in self._dug_on(sheet)]
        draw(sheet.rgb, sheet.west, sheet.north, _fitting(self.levels, sheet.texel))
        for window, levels, piece in pieces:
            x, y = sheet.west + window[1].start * sheet.texel, window[0].start * sheet.texel
            draw(piece, x, sheet.north - y, _fitting(levels, sheet.texel))
            sheet.rgb[window] = piece

    def _dug_on(self, sheet: Sheet) -> list[tuple[tuple[slice, slice], tuple[HeightField, ...]]]:
        """Return the texels of a sheet on which the ground is another, and that ground."""
        found = []
        rows, columns = sheet.rgb.shape[:2]
        for (west, south, east, north), levels in self.dug:
            left, right = ((x - sheet.west) / sheet.texel for x in (west, east))
            top, foot = ((sheet.north - y) / sheet.texel for y in (north, south))
            across = slice(max(round(left), 0), min(round(right), columns))
            down = slice(max(round(top), 0), min(round(foot), rows))
            if across.stop > across.start and down.stop > down.start:
                found.append(((down, across), levels))
        return found

    def altitude(
        self, x: NDArray[np.float64], y: NDArray[np.float64], texel: float = 0.0
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the altitudes (N,) that lines follow [m], and the slope (N, 2) there."""
        x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
        out = _splined(_fitting(self.levels, texel), x, y)
        for (west, south, east, north), levels in self.dug:
            on = (x >= west) & (x <= east) & (y >= south) & (y <= north)
            if on.any():
                out[on] = _splined(_fitting(levels, texel), x[on], y[on])
        return out[:, 0], out[:, 1:]

    def marks(
        self, screen: Screen
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return where altitudes are written.

        They stand where the stronger lines cross a grid that does not move with the eye.

        Returns
        -------
        places : (N, 3) float64
            On the stronger lines, project CRS [m].
        ahead : (N, 3) float64
            From there along the line [m].
        level : (N,) float64
            [m]
        """
        x, y, reach = self._looked_at(screen)
        # A power of two: the grid stays while the eye turns, and halves as it comes nearer.
        side = 2.0 ** round(math.log2(max(reach / 4.0, 8.0)))
        places, levels = [], []
        west, south = max(x - 2 * reach, self.bounds[0]), max(y - 2 * reach, self.bounds[1])
        east, north = min(x + 2 * reach, self.bounds[2]), min(y + 2 * reach, self.bounds[3])
        fine = side / 24.0
        for across in (True, False):
            first, last = (south, north) if across else (west, east)
            begin, end = (west, east) if across else (south, north)
            if end <= begin:
                continue
            for at in np.arange(math.ceil(first / side), math.floor(last / side) + 1) * side:
                t = np.arange(begin, end, fine)
                where = (t, np.full(len(t), at)) if across else (np.full(len(t), at), t)
                z, _ = self.altitude(where[0], where[1], texel=fine / 4)
                band = np.floor(z / (self.step * EVERY))
                for k in np.flatnonzero(np.diff(band)).tolist():
                    level = max(band[k], band[k + 1]) * self.step * EVERY
                    share = (level - z[k]) / (z[k + 1] - z[k])
                    along = t[k] + share * fine
                    places.append((along, at) if across else (at, along))
                    levels.append(level)
        if not places:
            return np.empty((0, 3)), np.empty((0, 3)), np.empty(0)
        xy, level = np.array(places), np.array(levels)
        _, slope = self.altitude(xy[:, 0], xy[:, 1], texel=fine / 4)
        steep = np.hypot(*slope.T)
        turned = np.column_stack([-slope[:, 1], slope[:, 0]]) / np.maximum(steep, 1e-9)[:, None]
        kept = steep > 2 * FLAT
        ahead = np.column_stack([turned * 0.02 * reach, np.zeros(len(xy))])
        return np.column_stack([xy, level + 0.5])[kept], ahead[kept], level[kept]

    def _looked_at(self, screen: Screen) -> tuple[float, float, float]:
        """Return the middle of what is looked at, and about half its extent [m]."""
        west, south, east, north = self.bounds
        forward = screen.axes[2]
        below = np.clip(screen.eye[:2], (west, south), (east, north))
        ground, _ = self.altitude(below[:1], below[1:])
        high = max(float(screen.eye[2] - ground[0]), 2.0)
        distance = min(high / max(-float(forward[2]), 0.05), 5000.0)
        x, y = screen.eye[:2] + forward[:2] * distance
        return float(x), float(y), distance * screen.pixel * screen.size[1]


def _fitting(levels: tuple[HeightField, ...], texel: float) -> HeightField:
    """Return the coarsest ground whose cells are no larger than two texels."""
    fitting = [x for x in levels if x.step <= 2.0 * texel]
    return fitting[-1] if fitting else levels[0]


def _splined(
    field: HeightField, x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return altitudes and slopes (N, 3)."""
    out = np.empty((len(x), 3))
    sample_spline(np.asarray(field.z, np.float32), field.x0, field.y0, field.step, x, y, out)
    return out


def contours_of(relief: Relief, step: float = 0.0, base: Contours | None = None) -> Contours:
    """Return the contour lines of a ground.

    Parameters
    ----------
    step : float
        Between two lines [m]; 0 for the step that suits the ground as it was.
    base : Contours or None
        The lines of the ground as it was before it was dug and filled, where they are at hand.
    """
    if relief.before is not None:
        base = base or contours_of(relief.before, step)
        return replace(base, dug=tuple(_dug(base, relief, x) for x in relief.patches))
    step = step or usual_step(relief.low, relief.high)
    levels = _levels(relief.field, _COARSEST)
    return Contours(levels, step, relief.estimated, relief.bounds)


def _levels(field: HeightField, coarsest: float) -> tuple[HeightField, ...]:
    while field.step < coarsest and min(field.z.shape) >= 8:
        field = _halved(field)
    levels = [field]
    while min(levels[-1].z.shape) >= 32:
        levels.append(_halved(levels[-1]))
    return tuple(levels)


def _dug(
    base: Contours, relief: Relief, patch: HeightField
) -> tuple[Bounds, tuple[HeightField, ...]]:
    """Return a patch as its lines follow it: beside what was dug they go on as they were."""
    # Beyond its border, too: splines end flat.
    out = _BEYOND * patch.step
    z = np.zeros(np.add(patch.z.shape, 2 * _BEYOND), np.float32)
    field = HeightField(z, patch.x0 - out, patch.y0 + out, patch.step)
    x, y = nodes_of(field)
    was, _ = base.altitude(x.ravel(), y.ravel())
    z[:] = was.reshape(x.shape)
    inner = (slice(_BEYOND, -_BEYOND), slice(_BEYOND, -_BEYOND))
    up = np.abs(relief.raised(x[inner], y[inner])) > _UNTOUCHED
    z[inner] = np.where(up, patch.z, z[inner])
    levels = _levels(field, _FINEST_DUG)
    return extent(patch), tuple(x for x in levels if 3 * x.step <= out) or levels[:1]


def contour_rows(relief: Relief | None, view: ViewState, tr: Translator) -> tuple[Row, ...]:
    """Return what the legend says of the contour lines of a view."""
    if relief is None or not view.switches.contours:
        return ()
    was = relief.before or relief
    step = view.switches.contour_step or usual_step(was.low, was.high)
    if math.floor(relief.high / step) == math.floor(relief.low / step):
        return ()  # on flat ground there is no line
    key = "labels.contours_estimated" if relief.estimated else "labels.contours"
    text = tr(key, step=tr.number(step, 0 if step == int(step) else 1))
    ink = OVER_IMAGE if view.look is Look.ORTHOPHOTO else INK
    return (Row(text, _legend_ink(ink, relief.estimated), Form.LINE),)


def _legend_ink(ink: Rgb, estimated: bool) -> Rgb:
    """Return the colour of the lines as it looks on the legend's white."""
    if not estimated:
        return ink
    red, green, blue = (255 + (c - 255) * PALER for c in ink)
    return (red, green, blue)


def _halved(field: HeightField) -> HeightField:
    """Return the field with cells twice as large, each the mean of four."""
    rows, columns = (n // 2 * 2 for n in field.z.shape)
    z = field.z[:rows, :columns].reshape(rows // 2, 2, columns // 2, 2).mean((1, 3))
    half = field.step / 2
    return HeightField(z.astype(np.float32), field.x0 + half, field.y0 - half, 2 * field.step)
