"""A vertical cut along a line: the ground, and exactly what of the meshes the plane meets."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.measure import Altitude, sampled

FLAT = 1e-4
"""Pieces of a cut shorter than this along the line stand upright: walls [m]."""

BESIDE = 0.005
"""So near to a wall, before and behind it, the ground is told too [m]."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """What the plane meets of one feature: trapezes side by side, from below to above.

    Attributes
    ----------
    row : int
        Of the feature in its layer.
    s : (K, 2) float64
        Begin and end of each trapeze along the line [m].
    low, high : (K, 2) float64
        Lowest and highest altitude there, at begin and end [m].
    """

    row: int
    s: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Meshes of one layer, tile by tile; arrays as a ``Buildings`` of the picture has them.

    Attributes
    ----------
    layer : str
        Its id.
    points : (N, 3) float32
        Metres from ``origin``.
    triangles : (M, 3) int32
        Their corners, counted from the first point of their tile.
    point_start, triangle_start : (F+1,) int64
        Where each feature begins.
    tile_start : (T+1,) int64
        Where each tile begins among the features.
    tile_box : (T, 6) float32
        Lowest and highest x, y, z, from ``origin``.
    order : (F,) int64
        Row of each feature.
    source : (F,) uint8 or None
        How each height is known, by row (``HeightSource``); None where the source has surfaces.
    box : (F, 4) float64 or None
        xmin, ymin, xmax, ymax by row, project CRS [m].
    """

    layer: str
    points: NDArray[np.float32]
    triangles: NDArray[np.int32]
    point_start: NDArray[np.int64]
    triangle_start: NDArray[np.int64]
    tile_start: NDArray[np.int64]
    tile_box: NDArray[np.float32]
    order: NDArray[np.int64]
    origin: tuple[float, float, float]
    source: NDArray[np.uint8] | None = None
    box: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """A profile along a line of several vertices.

    Attributes
    ----------
    line : (N, 2) float64
        Its vertices [m].
    turns : (N,) float64
        How far along they lie, true to scale [m].
    place : (M, 2) float64
        Places along the line [m].
    s : (M,) float64
        How far along they lie, true to scale [m].
    ground : (M,) float64
        Altitude of the ground [m].
    surface : (M,) float64
        Altitude of the ground or of what stands on it [m].
    blocks : tuple of (layer, Outline)
        What the line crosses, in its order; its distances are true to scale.
    trees : tuple of (layer, Outline)
        Likewise trees.
    """

    line: NDArray[np.float64]
    turns: NDArray[np.float64]
    place: NDArray[np.float64]
    s: NDArray[np.float64]
    ground: NDArray[np.float64]
    surface: NDArray[np.float64]
    blocks: tuple[tuple[str, Outline], ...]
    trees: tuple[tuple[str, Outline], ...] = ()


@njit
def _cut_triangles(points, triangles, first, end, nx, ny, c, ux, uy, out):  # type: ignore[no-untyped-def]
    """Write s, z, s, z of the pieces in which a plane cuts triangles; return how many."""
    count = 0
    for t in range(first, end):
        px = np.empty(3)
        py = np.empty(3)
        pz = np.empty(3)
        d = np.empty(3)
        for k in range(3):
            p = triangles[t, k]
            px[k], py[k], pz[k] = points[p, 0], points[p, 1], points[p, 2]
            d[k] = nx * px[k] + ny * py[k] - c
        # A corner on the plane counts as on its left: each cut is found once.
        left0, left1, left2 = d[0] >= 0.0, d[1] >= 0.0, d[2] >= 0.0
        if left0 == left1 and left1 == left2:
            continue
        found = 0
        for k in range(3):
            j = (k + 1) % 3
            if (d[k] >= 0.0) == (d[j] >= 0.0):
                continue
            w = d[k] / (d[k] - d[j])
            x = px[k] + (px[j] - px[k]) * w
            y = py[k] + (py[j] - py[k]) * w
            out[count, 2 * found] = ux * x + uy * y
            out[count, 2 * found + 1] = pz[k] + (pz[j] - pz[k]) * w
            found += 1
        if found == 2:
            count += 1
    return count


def cut_pieces(
    points: NDArray[np.float32],
    triangles: NDArray[np.int32],
    start: ArrayLike,
    direction: ArrayLike,
    first: int = 0,
    end: int | None = None,
) -> NDArray[np.float64]:
    """Return the pieces in which an upright plane cuts triangles.

    Parameters
    ----------
    points : (N, 3) float32 array
        [m].
    triangles : (M, 3) int32 array
        Their corners.
    start, direction : pairs of float
        A place on the plane, and the unit vector along it, in the points' coordinates.
    first, end : int
        The triangles that are looked at.

    Returns
    -------
    (K, 4) float64 array
        Distance from ``start`` along ``direction`` and altitude of both ends of each piece [m].
    """
    (x, y), (ux, uy) = np.asarray(start, float).tolist(), np.asarray(direction, float).tolist()
    nx, ny = -uy, ux
    end = len(triangles) if end is None else end
    out = np.empty((max(end - first, 0), 4), np.float64)
    count = _cut_triangles(points, triangles, first, end, nx, ny, nx * x + ny * y, ux, uy, out)
    pieces = out[:count]
    pieces[:, [0, 2]] -= ux * x + uy * y
    return pieces


def outline_of(pieces: NDArray[np.float64], row: int = -1) -> Outline | None:
    """Return what lies between the lowest and the highest of the pieces of one feature's cut.

    Between two ends that follow each other the highest piece is the roof and the lowest the foot;
    where a feature has no floor they are the same, and the caller knows the ground. None where
    nothing but upright pieces was cut.
    """
    left = np.minimum(pieces[:, 0], pieces[:, 2])
    right = np.maximum(pieces[:, 0], pieces[:, 2])
    lying = right - left > FLAT
    if not lying.any():
        return None
    turned = pieces[:, 0] > pieces[:, 2]
    z0 = np.where(turned, pieces[:, 3], pieces[:, 1])[lying]
    z1 = np.where(turned, pieces[:, 1], pieces[:, 3])[lying]
    left, right = left[lying], right[lying]
    ends = np.unique(np.concatenate([left, right]))
    ends = ends[np.concatenate([[True], np.diff(ends) > FLAT])]
    s, low, high = [], [], []
    slope = (z1 - z0) / (right - left)
    for a, b in itertools.pairwise(ends):
        middle = (a + b) / 2
        over = np.flatnonzero((left <= middle) & (right >= middle))
        if not len(over):
            continue
        height = z0[over] + slope[over] * (middle - left[over])
        top, foot = over[height.argmax()], over[height.argmin()]
        at = np.array([a, b])
        s.append(at)
        high.append(z0[top] + slope[top] * (at - left[top]))
        low.append(z0[foot] + slope[foot] * (at - left[foot]))
    return Outline(row, np.array(s), np.array(low), np.array(high)) if s else None


def outlines(
    standing: Standing, start: ArrayLike, end: ArrayLike, *, endless: bool = False
) -> list[Outline]:
    """Return what a plane through two places meets of a layer's features, by row.

    Parameters
    ----------
    start, end : pairs of float
        Project CRS [m]. Distances count from ``start``.
    endless : bool
        The plane goes on beyond both places.
    """
    a = np.asarray(start, np.float64)[:2] - standing.origin[:2]
    b = np.asarray(end, np.float64)[:2] - standing.origin[:2]
    length = float(np.hypot(*(b - a)))
    if length <= 0.0:
        return []
    u = (b - a) / length
    normal = np.array([-u[1], u[0]])
    box = standing.tile_box.astype(np.float64)
    middle, half = (box[:, :2] + box[:, 3:5]) / 2, (box[:, 3:5] - box[:, :2]) / 2
    with np.errstate(invalid="ignore"):
        near = np.abs((middle - a) @ normal) <= half @ np.abs(normal) + 0.1
        if not endless:
            along = (middle - a) @ u
            reach = half @ np.abs(u)
            near &= (along + reach >= 0.0) & (along - reach <= length)
    found = []
    for tile in np.flatnonzero(near).tolist():
        features = range(int(standing.tile_start[tile]), int(standing.tile_start[tile + 1]))
        offset = int(standing.point_start[features.start])
        points = standing.points[offset : int(standing.point_start[features.stop])]
        if not len(points):
            continue
        side = points[:, :2].astype(np.float64) @ normal - float(a @ normal)
        first = standing.point_start[features.start : features.stop + 1] - offset
        full = np.flatnonzero(np.diff(first) > 0)
        lowest = np.minimum.reduceat(side, first[full])
        highest = np.maximum.reduceat(side, first[full])
        for k in full[(lowest < 0.0) & (highest >= 0.0)].tolist():
            feature = features.start + k
            pieces = cut_pieces(
                points, standing.triangles, a, u,
                int(standing.triangle_start[feature]), int(standing.triangle_start[feature + 1]),
            )  # fmt: skip
            if not endless:
                pieces = clipped(pieces, length)
            if not len(pieces):
                continue
            outline = outline_of(pieces, int(standing.order[feature]))
            if outline is not None:
                z = standing.origin[2]
                found.append(Outline(outline.row, outline.s, outline.low + z, outline.high + z))
    return sorted(found, key=lambda x: float(x.s[0, 0]))


def clipped(pieces: NDArray[np.float64], length: float) -> NDArray[np.float64]:
    """Return the parts of pieces (K, 4) that lie between 0 and a length along the line."""
    s0, z0, s1, z1 = pieces.T
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(s1 == s0, 0.0, (z1 - z0) / (s1 - s0))
    a, b = np.clip(s0, 0.0, length), np.clip(s1, 0.0, length)
    there = (np.minimum(s0, s1) <= length) & (np.maximum(s0, s1) >= 0.0)
    parts = [a, z0 + slope * (a - s0), b, z0 + slope * (b - s0)]
    return np.ascontiguousarray(np.column_stack(parts)[there])


def profile_along(
    line: ArrayLike,
    altitude: Altitude,
    step: float,
    standing: tuple[Standing, ...] = (),
    trees: tuple[Standing, ...] = (),
    *,
    scale: float = 1.0,
) -> Profile:
    """Cut the model along a line of several vertices.

    Parameters
    ----------
    line : (N, 2) array-like
        Vertices, project CRS [m].
    altitude, step
        The ground, and its cells [m].
    standing, trees : tuple of Standing
        Buildings and bodies; trees.
    scale : float
        Length on the grid over true length.
    """
    xy = np.asarray(line, np.float64).reshape(-1, 2)
    lengths = np.hypot(*np.diff(xy, axis=0).T)
    begins = np.concatenate([[0.0], np.cumsum(lengths)])
    blocks: list[tuple[str, Outline]] = []
    crowns: list[tuple[str, Outline]] = []
    for k in range(len(xy) - 1):
        for things, into in ((standing, blocks), (trees, crowns)):
            for one in things:
                for x in outlines(one, xy[k], xy[k + 1]):
                    into.append((one.layer, Outline(x.row, x.s + begins[k], x.low, x.high)))
    _, along = sampled(xy, step)
    ends = [x.s.ravel() for _, x in blocks]
    # Just before and behind each wall there is the ground.
    beside = [np.array([x.s[0, 0] - BESIDE, x.s[-1, 1] + BESIDE]) for _, x in blocks]
    s = np.unique(np.concatenate([along, *ends, *beside]).clip(0.0, begins[-1]))
    s = s[np.concatenate([[True], np.diff(s) > FLAT])]
    place = np.column_stack([np.interp(s, begins, xy[:, k]) for k in (0, 1)])
    ground = np.asarray(altitude(place[:, 0], place[:, 1]), np.float64)
    surface = ground.copy()
    for _, x in blocks:
        for (a, b), (za, zb) in zip(x.s, x.high, strict=True):
            inside = (s >= a - FLAT) & (s <= b + FLAT)
            surface[inside] = np.maximum(surface[inside], np.interp(s[inside], (a, b), (za, zb)))
    scaled = [_scaled(items, scale) for items in (blocks, crowns)]
    return Profile(xy, begins / scale, place, s / scale, ground, surface, scaled[0], scaled[1])


def _scaled(items: list[tuple[str, Outline]], scale: float) -> tuple[tuple[str, Outline], ...]:
    items.sort(key=lambda item: float(item[1].s[0, 0]))
    return tuple((layer, Outline(x.row, x.s / scale, x.low, x.high)) for layer, x in items)
