"""Trees: surveyed ones, and those that stand for woods, hedges and orchards."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry import paint
from jumeau.geometry.jit import njit
from jumeau.geometry.ragged import Lines, Polygons
from jumeau.io import canonical
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.model.roles import Role
from jumeau.render import look
from jumeau.render.crowns import BUSH, CONE, ROUND, TALL, UMBRELLA
from jumeau.render.ground_layers import polygon_boxes
from jumeau.render.grouping import spatial_groups
from jumeau.render.relief import Relief
from jumeau.render.styling.filtering import kept_lines, kept_points, kept_polygons, shown_rows
from jumeau.render.swatches import matched, road_widths

MOST_TREES = 40_000
"""Woods are thinned so that one layer stands for no more trees."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Trees:
    """Trees of one layer, tile by tile.

    Attributes
    ----------
    position : (N, 3) float64, foot of each tree, project CRS [m]
    height, radius : (N,) float32 [m]
    shape : (N,) uint8, ROUND, TALL, CONE, BUSH or UMBRELLA
    colour : (N, 3) uint8
    turn : (N,) float32, rotation about the trunk [radians]
    row : (N,) int64, row of the source feature
    tile_start : (T+1,) int64
    """

    position: NDArray[np.float64]
    height: NDArray[np.float32]
    radius: NDArray[np.float32]
    shape: NDArray[np.uint8]
    colour: NDArray[np.uint8]
    turn: NDArray[np.float32]
    row: NDArray[np.int64]
    tile_start: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Thinned:
    """What becomes of the drawn trees of a layer in a variant; equal to itself alone.

    Attributes
    ----------
    gone : (N,) bool
        Trees, in the order of ``Trees``, that are left out.
    z : (N,) float64
        Altitude of the feet on the variant's ground [m].
    touched : (N,) bool
        Those that are gone, or stand at another altitude.
    """

    gone: NDArray[np.bool_]
    z: NDArray[np.float64]
    touched: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stand:
    """How one kind of vegetation is planted.

    Spacing and heights [m], width to height, shape, disorder; the shape of some among the others,
    and their share.
    """

    spacing: float
    low: float
    high: float
    width: float
    shape: int
    disorder: float = 0.9
    other: int = ROUND
    share: float = 0.0


_STANDS: tuple[Stand | None, ...] = (
    None,
    Stand(8.0, 8.0, 15.0, 0.36, ROUND),
    Stand(7.5, 10.0, 18.0, 0.24, CONE),
    Stand(13.0, 6.0, 12.0, 0.38, ROUND),
    Stand(4.2, 2.4, 6.0, 0.45, ROUND, other=BUSH, share=0.45),
    Stand(7.0, 3.2, 4.6, 0.45, ROUND, 0.15),
    Stand(7.0, 16.0, 22.0, 0.15, TALL, 0.2),
    Stand(7.0, 0.9, 2.0, 0.7, BUSH),
    Stand(9.0, 6.0, 13.0, 0.38, ROUND),
    Stand(7.8, 9.0, 17.0, 0.31, ROUND, other=CONE, share=0.45),
)
_STAND_RULES = (
    ("mixte", 9),
    ("conifere", 2),
    ("ouverte", 3),
    ("haie", 4),
    ("verger", 5),
    ("peupleraie", 6),
    ("lande", 7),
    ("arboree", 8),
    ("bois", 1),
    ("foret", 1),
    ("feuillus", 1),
    ("wood", 1),
    ("forest", 1),
)

_SPECIES_RULES = (
    ("parasol", UMBRELLA),
    ("pinea", UMBRELLA),
    ("halepensis", UMBRELLA),
    ("pin d'alep", UMBRELLA),
    ("cypres", TALL),
    ("cupressus", TALL),
    ("peuplier", TALL),
    ("populus", TALL),
    ("fastigi", TALL),
    ("thuya", TALL),
    ("pin", CONE),
    ("cedr", CONE),
    ("abies", CONE),
    ("picea", CONE),
    ("epicea", CONE),
    ("douglas", CONE),
    ("pseudotsuga", CONE),
    ("meleze", CONE),
    ("larix", CONE),
    ("sequoia", CONE),
    ("arbuste", BUSH),
    ("buisson", BUSH),
)


@njit
def _mixed(i: int, j: int, salt: int) -> float:
    """Return a number in 0..1 that depends on a cell and nothing else."""
    h = np.uint64(i & 0xFFFFFFFF) * np.uint64(0x9E3779B97F4A7C15)
    h ^= np.uint64(j & 0xFFFFFFFF) * np.uint64(0xC2B2AE3D27D4EB4F)
    h ^= np.uint64(salt) * np.uint64(0x165667B19E3779F9)
    h ^= h >> np.uint64(29)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    h ^= h >> np.uint64(32)
    return np.float64(h & np.uint64(0xFFFFFF)) / 16777215.0


@njit
def _scatter(
    xy: NDArray[np.float64],
    ring_start: NDArray[np.int64],
    polygon_start: NDArray[np.int64],
    feature_start: NDArray[np.int64],
    box: NDArray[np.float64],
    spacing: NDArray[np.float64],
    disorder: NDArray[np.float64],
    out: NDArray[np.float64],
    row: NDArray[np.int64],
) -> int:
    """Plant a jittered grid, the same whatever polygons cut it, in the features; return how many.

    Only as many as ``out`` has room for are written; the count goes on.
    """
    count = 0
    crossing = np.empty(4096, np.float64)
    for f in range(len(spacing)):
        s = spacing[f]
        if s <= 0.0:
            continue
        low = polygon_start[feature_start[f]]
        high = polygon_start[feature_start[f + 1]]
        for j in range(math.floor(box[f, 1] / s), math.floor(box[f, 3] / s) + 1):
            # All cells of a row share their northing up to a jitter by row: one scan line.
            y = (j + 0.5 + disorder[f] * (_mixed(j, 0, 1) - 0.5)) * s
            n = 0
            for r in range(low, high):
                first, end = ring_start[r], ring_start[r + 1]
                ax, ay = xy[end - 1, 0], xy[end - 1, 1]
                for k in range(first, end):
                    bx, by = xy[k, 0], xy[k, 1]
                    if (ay > y) != (by > y) and n < len(crossing):
                        crossing[n] = ax + (y - ay) / (by - ay) * (bx - ax)
                        n += 1
                    ax, ay = bx, by
            line = np.sort(crossing[:n])
            for pair in range(0, n - 1, 2):
                a, b = line[pair], line[pair + 1]
                for i in range(math.floor(a / s) - 1, math.floor(b / s) + 2):
                    shift = 0.5 * (j % 2)
                    x = (i + 0.5 + shift + disorder[f] * (_mixed(i, j, 2) - 0.5)) * s
                    if a <= x < b:
                        if count < len(out):
                            out[count, 0] = x
                            out[count, 1] = y + disorder[f] * (_mixed(i, j, 3) - 0.5) * s * 0.5
                            row[count] = f
                        count += 1
    return count


@dataclass(frozen=True, slots=True, eq=False)
class Clearing:
    """Where no tree may be planted: a raster over the model, 1 on roads and buildings."""

    cover: NDArray[np.float32]
    west: float
    north: float
    texel: float

    def free(self, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which places (N, 2) are free."""
        column = ((xy[:, 0] - self.west) / self.texel).astype(np.int64)
        row = ((self.north - xy[:, 1]) / self.texel).astype(np.int64)
        height, width = self.cover.shape
        inside = (column >= 0) & (row >= 0) & (column < width) & (row < height)
        taken = self.cover[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)] > 0.2
        return np.asarray(inside & ~taken)


def clearing_of(
    payloads: Payloads, others: tuple[Layer, ...], bounds: tuple[float, float, float, float]
) -> Clearing:
    """Rasterise roads and buildings, a crown's reach around them included."""
    xmin, ymin, xmax, ymax = bounds
    texel = max(1.5, max(xmax - xmin, ymax - ymin) / 3000)
    width, height = math.ceil((xmax - xmin) / texel), math.ceil((ymax - ymin) / texel)
    acc = np.zeros((height, width + 1), np.float32)
    for layer in others:
        if layer.role is Role.BUILDING:
            p = canonical.polygons(payloads, layer)
            rows = np.arange(len(p))
            paint.add_polygons(
                acc, xmin, ymax, texel, rows, p.xy, p.ring_start, p.polygon_start, p.feature_start
            )
    cover = paint.blur(paint.integrate(acc), max(1, round(1.5 / texel)))
    for layer in others:
        if layer.role in (Role.ROAD, Role.RAIL):
            lines = canonical.lines(payloads, layer)
            count = len(lines)

            def column(name: str, layer: Layer = layer) -> NDArray[Any] | None:
                return canonical.column(payloads, layer, name)

            half = (road_widths(layer, count, column) / 2 + 2.0).astype(np.float32)
            paint.add_stroke(
                cover, xmin, ymax, texel, np.arange(count), half, lines.xy, lines.line_start,
                lines.feature_start, 0.0,
            )  # fmt: skip
    return Clearing(cover, xmin, ymax, texel)


def prepare_trees(
    payloads: Payloads, layer: Layer, others: tuple[Layer, ...], relief: Relief
) -> Trees:
    """Plant the trees of a layer of trees, hedges or vegetation.

    Parameters
    ----------
    others : tuple of Layer
        Roads and buildings, where nothing is planted for a wood.
    """
    if layer.role is Role.TREE:
        return _surveyed(payloads, layer, relief)
    shown = shown_rows(payloads, layer)
    if layer.role is Role.HEDGE:
        xy, row = _along(kept_lines(canonical.lines(payloads, layer), shown), 1.6)
        size = np.full(len(xy), 1.0)
        return rooted(xy, row, 1.5 + 0.8 * _noise(xy, 5), 1.1 * size, size * BUSH, relief)
    polygons = kept_polygons(canonical.polygons(payloads, layer), shown)
    kind = np.asarray(
        matched(canonical.column(payloads, layer, "nature"), len(polygons), _STAND_RULES)
    )
    return _planted(polygons, kind, relief, clearing_of(payloads, others, relief.bounds))


def _planted(
    polygons: Polygons, kind: NDArray[np.int8], relief: Relief, clearing: Clearing
) -> Trees:
    def per_kind(name: str) -> NDArray[np.float64]:
        return np.array([getattr(s, name) if s else 0.0 for s in _STANDS])[kind]

    box = polygon_boxes(polygons)
    spacing, disorder = per_kind("spacing"), per_kind("disorder")
    b = relief.bounds
    outside = (box[:, 0] > b[2]) | (box[:, 2] < b[0]) | (box[:, 1] > b[3]) | (box[:, 3] < b[1])
    spacing[outside | ~np.isfinite(box).all(axis=1)] = 0.0
    rings = (polygons.xy, polygons.ring_start, polygons.polygon_start, polygons.feature_start)
    stretch = 1.0
    while True:
        out, row = np.empty((2 * MOST_TREES, 2)), np.empty(2 * MOST_TREES, np.int64)
        count = _scatter(*rings, box, spacing * stretch, disorder, out, row)
        if count <= len(out):
            xy, row = out[:count], row[:count]
            free = clearing.free(xy)
            if np.count_nonzero(free) <= MOST_TREES:
                break
            count = int(np.count_nonzero(free))
        stretch *= max(math.sqrt(count / MOST_TREES), 1.02)
    xy, row = xy[free], row[free]
    low, high, width = (per_kind(n)[row] for n in ("low", "high", "width"))
    height = low + (high - low) * _noise(xy, 5)
    radius = height * width * (0.85 + 0.3 * _noise(xy, 6)) * min(stretch, 1.6) ** 0.8
    shape = np.where(
        _noise(xy, 11) < per_kind("share")[row], per_kind("other")[row], per_kind("shape")[row]
    )
    return rooted(xy, row, height, radius, shape, relief)


def _surveyed(payloads: Payloads, layer: Layer, relief: Relief) -> Trees:
    points = kept_points(canonical.points(payloads, layer), shown_rows(payloads, layer))
    row = np.repeat(np.arange(len(points)), np.diff(points.feature_start))
    xy = points.xy
    height, crown = (canonical.column(payloads, layer, n) for n in ("height", "crown_diameter"))
    usual = 6.0 + 5.0 * _noise(xy, 5)
    h = usual if height is None else np.where(height[row] > 0.5, height[row], usual)
    r = h * 0.34 if crown is None else np.where(crown[row] > 0.5, crown[row] / 2, h * 0.34)
    words = canonical.column(payloads, layer, "species")
    shape = np.asarray(matched(words, len(points), _SPECIES_RULES))[row]
    return rooted(xy, row, h, r, shape, relief)


def _along(lines: Lines, spacing: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return places at regular distances along lines, and their features."""
    places, rows = [np.empty((0, 2))], [np.empty(0, np.int64)]
    total = 0
    for feature in range(len(lines)):
        for line in range(lines.feature_start[feature], lines.feature_start[feature + 1]):
            p = lines.xy[lines.line_start[line] : lines.line_start[line + 1]]
            if len(p) < 2 or total > MOST_TREES:
                continue
            along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(p, axis=0).T))])
            at = np.arange(spacing / 2, along[-1], spacing)
            places.append(np.column_stack([np.interp(at, along, p[:, k]) for k in (0, 1)]))
            rows.append(np.full(len(at), feature))
            total += len(at)
    return np.concatenate(places), np.concatenate(rows)


@njit
def _noise(xy: NDArray[np.float64], salt: int) -> NDArray[np.float64]:
    """Return a number in 0..1 for each place, by its position in decimetres."""
    out = np.empty(len(xy))
    for k in range(len(xy)):
        out[k] = _mixed(int(xy[k, 0] * 10), int(xy[k, 1] * 10), salt)
    return out


def rooted(
    xy: NDArray[np.float64],
    row: NDArray[np.int64],
    height: NDArray[np.float64],
    radius: NDArray[np.float64],
    shape: NDArray[Any],
    relief: Relief,
) -> Trees:
    """Set trees on the ground, colour them and sort them into tiles.

    Parameters
    ----------
    row : (N,) int64
        Of the feature of each.
    height, radius : (N,) float64 [m]
    shape : (N,) array
        ROUND, TALL, CONE, BUSH or UMBRELLA.
    """
    order, tile_start = spatial_groups(xy[:, 0], xy[:, 1])
    xy, shape = xy[order], shape[order].astype(np.uint8)
    tones = np.array(look.CROWNS)
    colour = tones[(_noise(xy, 7) * len(tones)).astype(int).clip(0, len(tones) - 1)]
    # Neighbours are of a kind: the tone drifts from place to place.
    drift = np.sin(xy[:, 0] / 47.0) * np.cos(xy[:, 1] / 61.0)
    colour = colour * (1 + 0.04 * (_noise(xy, 8) - 0.5) + 0.025 * drift)[:, None]
    colour[shape == CONE] = colour[shape == CONE] * 0.4 + np.array(look.CONIFER) * 0.6
    return Trees(
        np.column_stack([xy, relief.altitude(xy[:, 0], xy[:, 1])]),
        height[order].astype(np.float32),
        radius[order].astype(np.float32),
        shape,
        np.clip(colour, 0, 255).astype(np.uint8),
        (_noise(xy, 9) * 2 * math.pi).astype(np.float32),
        row[order],
        tile_start,
    )
