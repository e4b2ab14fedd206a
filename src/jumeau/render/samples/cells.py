"""From cells of walls and roofs to coloured rectangles: merged where alike, simpler from afar.

Everything here is arrays, made in a worker. Cells of one plane that touch and wear the same colour
become one rectangle; for views from far, cells are first gathered into blocks of several.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.model.layer import Layer
from jumeau.model.payload import SurfaceSamples
from jumeau.render.body_paint import WHITE
from jumeau.render.buildings import LIGHT
from jumeau.render.samples.gables import Tops, uppermost
from jumeau.render.samples.kernels import first_cell, merged, shades
from jumeau.render.styling.hatching import SLANT
from jumeau.render.themes.dress import OPACITY
from jumeau.render.themes.keys import Key
from jumeau.render.themes.rasters import Steps, Styled, colours_at, hatched_in
from jumeau.render.tone import tones

LIFT = 0.05
"""Rectangles lie so far outside of the surface [m]."""
TOUCHING = 0.05
"""Cells with a smaller gap between them touch [m]."""
TOGETHER = (1, 3, 9)
"""Cells along a block of each level, from near to far."""
TILE = 250.0
"""Side of the squares in which rectangles are drawn together [m]."""
_WRAP = 3.4 * 1024
_UPRIGHT = 0.2
"""Normals that rise by less are those of walls."""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """The rectangles of one level of detail, tile by tile.

    Attributes
    ----------
    points : (4Q, 3) float32
        Corners, local to the origin [m], anticlockwise as seen from outside.
    colours : (4Q, 3) uint8
        Light included.
    stripes : (4Q,) float32 or None
        Places along the axis of the hatching where a class is hatched, else 0.
    start : (T+1,) int64
        Where each tile begins among the rectangles.
    """

    points: NDArray[np.float32]
    colours: NDArray[np.uint8]
    stripes: NDArray[np.float32] | None
    start: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Cells:
    """The cells of one layer, ready to be drawn and hit.

    Attributes
    ----------
    corner, along, up : (N, 3) float32
        First corner of each cell, local to the origin, and its two sides [m].
    value : (N,) float32
        NaN where nothing is known: such cells are neither drawn nor hit.
    storey : (N,) int16
        -1 on roofs.
    v : (N,) float32
        Middle of the cell above the foot of its wall [m].
    tops : Tops
        Cells that are left out of the first level: they end where the roof does.
    box : (T, 6) float64
        Lowest and highest x, y, z of each tile, local to the origin [m].
    side : float
        Usual side of a cell [m].
    """

    layer: Layer
    origin: tuple[float, float, float]
    corner: NDArray[np.float32]
    along: NDArray[np.float32]
    up: NDArray[np.float32]
    value: NDArray[np.float32]
    storey: NDArray[np.int16]
    v: NDArray[np.float32]
    levels: tuple[Level, ...]
    tops: Tops
    box: NDArray[np.float64]
    side: float
    key: Key

    def size(self, row: int) -> tuple[float, float]:
        """Return width and height of a cell [m]."""
        return tuple(float(np.linalg.norm(x[row])) for x in (self.along, self.up))  # type: ignore[return-value]

    def hit(
        self, eye: NDArray[np.float64], direction: NDArray[np.float64]
    ) -> tuple[float, int] | None:
        """Return the distance [m] and the row of the first cell that a local ray meets."""
        distance, row = first_cell(self.corner, self.along, self.up, self.value, eye, direction)
        return (distance, row) if row >= 0 else None


def prepare_cells(
    samples: SurfaceSamples, layer: Layer, origin: tuple[float, float, float]
) -> Cells:
    """Return the cells of a layer, coloured as its results on the ground are.

    Parameters
    ----------
    samples : SurfaceSamples
        Of several times, the first is shown.
    origin : tuple of float
        The project's local origin [m].
    """
    from jumeau.render.samples.colouring import colouring_of_cells

    value = np.ascontiguousarray(samples.values[0], np.float32)
    if len(samples.points) and not np.isfinite(samples.points).all():
        value = np.where(np.isfinite(samples.points).all(axis=1), value, np.nan)
    frame = _frames(samples, np.asarray(origin))
    colouring, key = colouring_of_cells(layer, value)
    plane, tile, box = _planes(samples, frame, value)
    o, a, b, s, v, normal = frame
    high = v + samples.size[:, 1].astype(np.float64) / 2
    upper = uppermost(plane, s, high, (samples.storey >= 0) & (normal[:, 2] < _UPRIGHT))
    upper &= np.isfinite(value)
    levels = tuple(
        _level(
            frame, plane, tile, len(box), np.where(upper & (k == 1), np.nan, value),
            samples.size, k, colouring, layer,
        )
        for k in TOGETHER
    )  # fmt: skip
    tops = _tops(np.flatnonzero(upper), frame, plane, tile, len(box), value, samples.size,
                 colouring, layer)  # fmt: skip
    w, h = samples.size[:, :1].astype(np.float64), samples.size[:, 1:].astype(np.float64)
    corner = o + a * (s[:, None] - w / 2) + b * (v[:, None] - h / 2) + LIFT * normal
    side = float(np.median(samples.size)) if len(value) else 2.0
    return Cells(
        layer, origin, corner.astype(np.float32), (a * w).astype(np.float32),
        (b * h).astype(np.float32), value.astype(np.float32), samples.storey,
        np.ascontiguousarray(samples.uv[:, 1]), levels, tops, box, side, key,
    )  # fmt: skip


Frame = tuple[
    NDArray[np.float64], NDArray[np.float64], NDArray[np.float64],
    NDArray[np.float64], NDArray[np.float64], NDArray[np.float64],
]  # fmt: skip


def _frames(samples: SurfaceSamples, origin: NDArray[np.float64]) -> Frame:
    """Return for each cell a point, two directions and a place (s, v) in its plane, its normal.

    A cell's middle is point + s * first direction + v * second direction, local to the origin.
    """
    p = np.nan_to_num(samples.points - origin)
    n = samples.normal.astype(np.float64)
    n /= np.maximum(np.linalg.norm(n, axis=1), 1e-9)[:, None]
    wall = (n[:, 2] < _UPRIGHT) & (samples.storey >= 0)
    flat = np.maximum(np.hypot(n[:, 0], n[:, 1]), 1e-9)
    tx, ty = -n[:, 1] / flat, n[:, 0] / flat
    zero, one = np.zeros(len(p)), np.ones(len(p))
    rise = np.maximum(n[:, 2], _UPRIGHT)
    fall_x, fall_y = -n[:, 0] / rise, -n[:, 1] / rise
    along = np.where(wall[:, None], np.column_stack([tx, ty, zero]),
                     np.column_stack([one, zero, fall_x]))  # fmt: skip
    up = np.where(wall[:, None], np.column_stack([zero, zero, one]),
                  np.column_stack([zero, one, fall_y]))  # fmt: skip
    s = np.where(wall, p[:, 0] * tx + p[:, 1] * ty, p[:, 0])
    v = np.where(wall, p[:, 2], p[:, 1])
    point = p - along * s[:, None] - up * v[:, None]
    normal = np.where(wall[:, None], np.column_stack([n[:, :2] / flat[:, None], zero]), n)
    return point, along, up, s, v, normal


def _planes(
    samples: SurfaceSamples, frame: Frame, value: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the plane of each cell (N,), the tile of each plane, and the tiles' boxes (T, 6)."""
    point, along, up, s, v, normal = frame
    if not len(value):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.empty((0, 6))
    away = np.einsum("ij,ij->i", point, normal)
    turned = np.round(normal * 200).astype(np.int64)
    keys = np.column_stack(
        [samples.feature, samples.storey < 0, turned, np.round(away * 10).astype(np.int64)]
    ).astype(np.int64)
    _, first, plane = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    middle = point + along * s[:, None] + up * v[:, None]
    square = np.floor(middle[first, :2] / TILE).astype(np.int64)
    _, tile = np.unique(square, axis=0, return_inverse=True)
    count = int(tile.max()) + 1
    box = np.empty((count, 6))
    box[:, :3], box[:, 3:] = np.inf, -np.inf
    at = tile.ravel()[plane.ravel()]
    np.minimum.at(box[:, :3], at, middle - 3.0)
    np.maximum.at(box[:, 3:], at, middle + 3.0)
    return plane.ravel(), tile.ravel(), box


def _level(
    frame: Frame,
    plane: NDArray[np.int64],
    tile: NDArray[np.int64],
    tiles: int,
    value: NDArray[np.float32],
    size: NDArray[np.float32],
    together: int,
    colouring: Steps | Styled,
    layer: Layer,
) -> Level:
    """Return the rectangles of blocks of so many cells along."""
    point, along, up, s, v, normal = frame
    known = np.flatnonzero(np.isfinite(value))
    half = size.astype(np.float64)[known] / 2
    s0, s1 = s[known] - half[:, 0], s[known] + half[:, 0]
    v0, v1 = v[known] - half[:, 1], v[known] + half[:, 1]
    level = value[known].astype(np.float64)
    row, own = known, plane[known]
    if together > 1 and len(known):
        row, own, s0, s1, v0, v1, level = _blocks(together, row, own, s0, s1, v0, v1, level)
    colour = colours_at(colouring, level[None, :])[0]
    seen = colour[:, 3] > 0
    hatched = hatched_in(colouring, level[None, :])
    code = _codes(colour[:, :3], hatched)
    row, own, code = row[seen], own[seen], code[seen]
    s0, s1, v0, v1 = s0[seen], s1[seen], v0[seen], v1[seen]
    # Columns from below to above first, then columns that are alike beside each other.
    take, last = _merge(own, code, s0, s1, v0, v1)
    row, own, code, s0, s1 = row[take], own[take], code[take], s0[take], s1[take]
    v0, v1 = v0[take], v1[last]
    take, last = _merge(own, code, v0, v1, s0, s1)
    row, own, code, v0, v1 = row[take], own[take], code[take], v0[take], v1[take]
    s0, s1 = s0[take], s1[last]
    order = np.argsort(tile[own], kind="stable") if len(own) else np.zeros(0, np.int64)
    row, own, code = row[order], own[order], code[order]
    s0, s1, v0, v1 = (x[order] for x in (s0, s1, v0, v1))
    o, a, b, n = (x[row] for x in (point, along, up, normal))
    corners = np.empty((len(row), 4, 3))
    for k, (x, y) in enumerate(((s0, v0), (s1, v0), (s1, v1), (s0, v1))):
        corners[:, k] = o + a * x[:, None] + b * y[:, None] + LIFT * n
    start = np.searchsorted(tile[own], np.arange(tiles + 1)) if len(own) else np.zeros(tiles + 1)
    flat = corners.reshape(-1, 3).astype(np.float32)
    stripes = places_of_stripes(flat, np.repeat(code >> 24 > 0, 4)) if hatched is not None else None
    colours = np.repeat(_lit(code, n, OPACITY * layer.style.opacity), 4, axis=0)
    return Level(flat, colours, stripes, start.astype(np.int64))


def _tops(
    row: NDArray[np.int64],
    frame: Frame,
    plane: NDArray[np.int64],
    tile: NDArray[np.int64],
    tiles: int,
    value: NDArray[np.float32],
    size: NDArray[np.float32],
    colouring: Steps | Styled,
    layer: Layer,
) -> Tops:
    """Return cells that end where the roof does."""
    row = row[np.argsort(tile[plane[row]], kind="stable")]
    o, a, b, s, v, n = (x[row] for x in frame)
    level = value[row].astype(np.float64)[None]
    colour = colours_at(colouring, level)[0]
    hatched = hatched_in(colouring, level)
    w, h = (size[row, k].astype(np.float64) / 2 for k in (0, 1))
    low = o + b * (v - h)[:, None] + LIFT * n
    foot = np.stack([low + a * (s - w)[:, None], low + a * (s + w)[:, None]], axis=1)
    lit = _lit(_codes(colour[:, :3], None), n, OPACITY * layer.style.opacity)
    none = np.zeros(len(row), np.bool_)
    return Tops(
        foot.astype(np.float32), (v + h).astype(np.float32), (-n[:, :2]).astype(np.float32), lit,
        none if hatched is None else hatched[0],
        np.searchsorted(tile[plane[row]], np.arange(tiles + 1)).astype(np.int64),
    )  # fmt: skip


_Blocks = tuple[
    NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64],
    NDArray[np.float64], NDArray[np.float64], NDArray[np.float64],
]  # fmt: skip


def _merge(
    own: NDArray[np.int64],
    code: NDArray[np.int64],
    left: NDArray[np.float64],
    right: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and the last of rectangles that are joined from low to high."""
    order = np.lexsort((_rounded(low), _rounded(right), _rounded(left), own))
    first, last = merged(
        own[order], code[order], left[order], right[order], low[order], high[order], TOUCHING
    )
    return order[first], order[last]


def _blocks(
    together: int,
    row: NDArray[np.int64],
    own: NDArray[np.int64],
    s0: NDArray[np.float64],
    s1: NDArray[np.float64],
    v0: NDArray[np.float64],
    v1: NDArray[np.float64],
    level: NDArray[np.float64],
) -> _Blocks:
    """Gather cells of a plane into blocks: their outer edges and their mean value."""
    planes = int(own.max()) + 1
    left, low = np.full(planes, np.inf), np.full(planes, np.inf)
    np.minimum.at(left, own, s0)
    np.minimum.at(low, own, v0)
    wide, high = np.median(s1 - s0) * together, np.median(v1 - v0) * together
    column = np.floor(((s0 + s1) / 2 - left[own]) / wide).astype(np.int64)
    rank = np.floor(((v0 + v1) / 2 - low[own]) / high).astype(np.int64)
    order = np.lexsort((rank, column, own))
    changed = (
        (np.diff(own[order]) != 0) | (np.diff(column[order]) != 0) | (np.diff(rank[order]) != 0)
    )
    begin = np.concatenate([[0], np.flatnonzero(changed) + 1])
    count = np.diff(np.append(begin, len(order)))
    return (
        row[order][begin], own[order][begin],
        np.minimum.reduceat(s0[order], begin), np.maximum.reduceat(s1[order], begin),
        np.minimum.reduceat(v0[order], begin), np.maximum.reduceat(v1[order], begin),
        np.add.reduceat(level[order], begin) / count,
    )  # fmt: skip


def _rounded(length: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.round(length * 50.0).astype(np.int64)


def _codes(colour: NDArray[np.float32], hatched: NDArray[np.bool_] | None) -> NDArray[np.int64]:
    """Return colours (N, 3) as one number each, with a further bit for what is hatched."""
    c = np.clip(np.round(colour), 0, 255).astype(np.int64)
    code = (c[:, 0] << 16) | (c[:, 1] << 8) | c[:, 2]
    return code if hatched is None else code | (hatched[0].astype(np.int64) << 24)


def _lit(code: NDArray[np.int64], normal: NDArray[np.float64], share: float) -> NDArray[np.uint8]:
    """Return the colours (Q, 3) as they look on the white walls of the model, light included."""
    own = np.column_stack([(code >> 16) & 255, (code >> 8) & 255, code & 255]).astype(np.float64)
    white = np.array(WHITE, np.float64)
    base = white + (own - white) * share
    return np.round(base * light_on(normal)).astype(np.uint8)


def light_on(normal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what colours of surfaces (Q, 3) are multiplied by: the light of the model."""
    shade = np.empty(len(normal), np.uint8)
    shades(LIGHT.coefficients(), np.ascontiguousarray(normal), shade)
    return np.asarray(tones()[shade] / 65535.0)


def places_of_stripes(
    points: NDArray[np.float32], hatched: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Return the places of points (N,) along the axis of the hatching, 0 where none is."""
    along = points @ np.array(SLANT, np.float32)
    lowest = np.floor(float(along.min(initial=0.0)) / _WRAP) * _WRAP - 1.0
    return np.where(hatched, along - lowest, 0.0).astype(np.float32)
