"""From a raw model to the project's form: metres, its foot at the origin, welded, outlined."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.io.models.raw import Part, Raw

UNITS = {"m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "ft": 0.3048}
"""Lengths of the units that are offered [m]."""
LARGEST, SMALLEST = 1500.0, 1.0
"""A model wider than this is no part of a quarter, one smaller is no building [m]."""
HIGHEST = 200.0
"""A higher one is a tower that few communes have [m]."""
WELD = 1e-4
"""Vertices of a material that are so close are one [m]."""
CELLAR = 15.0
"""What begins so far below its own zero, and ends above it, has a cellar [m]."""
_SLIVER = 1e-8
_ROUND = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A model in the project's form.

    Attributes
    ----------
    parts : tuple of Part
        Metres, z up, the middle of the foot at the origin.
    foot : tuple of float
        Where that middle was, in the model's own axes [m].
    ring : (N, 2) float64
        Convex outline, counter-clockwise [m].
    low, high : float
        Below and above the foot [m].
    """

    parts: tuple[Part, ...]
    foot: tuple[float, float, float]
    ring: NDArray[np.float64]
    low: float
    high: float

    @property
    def triangles(self) -> int:
        """How many triangles there are."""
        return sum(len(x.corners) for x in self.parts)

    @property
    def size(self) -> tuple[float, float, float]:
        """Width, depth and height [m]."""
        xs, ys = self.ring[:, 0], self.ring[:, 1]
        wide, deep = xs.max() - xs.min(), ys.max() - ys.min()
        return round(float(wide), 3), round(float(deep), 3), round(self.high - self.low, 3)


def usable(raw: Raw) -> list[Part]:
    """Return the parts without coordinates that are no numbers, and without empty triangles."""
    parts, broken = [], 0
    for one in raw.parts:
        finite = np.asarray((np.abs(one.xyz) < 1e12).all(axis=1))  # false for NaN, too
        good = finite[one.corners].all(axis=1)
        broken += int((~good).sum())
        a, b, c = one.corners.T
        good &= (a != b) & (b != c) & (c != a)
        if good.any():
            parts.append(_taken(one, one.corners[good]))
    if broken:
        raw.tally.out("model_no_number", *[""] * broken)
    return parts


def _taken(one: Part, corners: NDArray[np.int64]) -> Part:
    used, local = np.unique(corners, return_inverse=True)
    uv = None if one.uv is None else one.uv[used]
    return replace(one, xyz=one.xyz[used], corners=local.reshape(-1, 3).astype(np.int64), uv=uv)


def box_of(parts: Iterable[Part]) -> NDArray[np.float64]:
    """Return lowest and highest coordinates (2, 3)."""
    lows, highs = zip(*((x.xyz.min(axis=0), x.xyz.max(axis=0)) for x in parts), strict=True)
    return np.array([np.min(lows, axis=0), np.max(highs, axis=0)])


def likely_up(parts: list[Part]) -> str:
    """Return ``y`` or ``z``: which axis of a model that does not tell is the upright one.

    What is flat is flat upwards; few faces lean from the upright; feet stand near zero; and
    programs that draw furniture and games, from which most such files come, take y.
    """
    low, high = box_of(parts)
    size = np.maximum(high - low, 1e-9)
    if size[2] < size[1] / 3 or size[1] < size[2] / 3:
        flat = "z" if size[2] < size[1] else "y"
        if size[0] > 3 * min(size[1], size[2]):
            return flat
    leaning = {}
    for axis in (1, 2):
        share = total = 0.0
        for one in parts:
            corner = one.xyz[one.corners]
            cross = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
            length = np.linalg.norm(cross, axis=1)
            total += float(length.sum())
            along = np.abs(cross[:, axis])
            share += float(length[(along > 0.02 * length) & (along < 0.98 * length)].sum())
        leaning[axis] = share / max(total, 1e-12)
    if abs(leaning[1] - leaning[2]) > 0.1:
        return "y" if leaning[1] < leaning[2] else "z"
    away = np.abs(low) / size
    if abs(away[1] - away[2]) > 0.05:
        return "y" if away[1] < away[2] else "z"
    return "y"


def likely_unit(size: NDArray[np.float64]) -> str:
    """Return the unit in which a model of that size is a building; metres where none fits better.

    Parameters
    ----------
    size : (3,) float64
        Width, depth, height, in the unknown unit.
    """
    wide, high = float(max(size[0], size[1])), float(size[2])
    if wide <= LARGEST and high <= HIGHEST:
        return "m"
    for unit in ("mm", "in", "cm"):
        metres = UNITS[unit]
        if 3.0 <= wide * metres <= LARGEST and 2.0 <= high * metres <= HIGHEST / 2:
            return unit
    return "m"


def upright(parts: list[Part], up: str) -> list[Part]:
    """Return parts with z up."""
    if up != "y":
        return parts
    return [
        replace(x, xyz=np.column_stack([x.xyz[:, 0], -x.xyz[:, 2], x.xyz[:, 1]])) for x in parts
    ]


def shaped(parts: list[Part], unit: float, name: str, *, cellar: bool) -> Shape:
    """Return the model in the project's form.

    Parameters
    ----------
    unit : float
        Length of a unit [m].
    name : str
        Of the file, for errors.
    cellar : bool
        What lies a little below the model's own zero is a cellar: the foot is at zero.

    Raises
    ------
    InputError
        ``models.empty``, ``models.no_size``.
    """
    if not parts:
        raise InputError("models.empty", path=name)
    low, high = box_of(parts) * unit
    if not float((high - low).max()) > 1e-3:
        raise InputError("models.no_size", path=name)
    z = float(low[2])
    if cellar and low[2] < 0.0 < high[2] and -low[2] <= min(CELLAR, 0.5 * high[2]):
        z = 0.0
    foot = (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2, z)
    moved = [replace(x, xyz=x.xyz * unit - foot) for x in parts]
    joined = welded(moved)
    if not joined:
        raise InputError("models.no_size", path=name)
    ring = outline(np.concatenate([x.xyz[:, :2] for x in joined]))
    low, high = box_of(joined)
    return Shape(tuple(joined), foot, ring, float(low[2]), float(high[2]))


def welded(parts: list[Part]) -> list[Part]:
    """Join the parts of one material, and their vertices that lie at one place."""
    groups: dict[tuple[object, ...], list[Part]] = {}
    for one in parts:
        groups.setdefault((one.colour, one.image, one.uv is None), []).append(one)
    found = []
    for few in groups.values():
        start = np.cumsum([0] + [len(x.xyz) for x in few])
        xyz = np.concatenate([x.xyz for x in few])
        corners = np.concatenate([x.corners + s for x, s in zip(few, start, strict=False)])
        uv = None if few[0].uv is None else np.concatenate([x.uv for x in few if x.uv is not None])
        key = np.round(xyz / WELD).astype(np.int64)
        if uv is not None:
            places = np.round(np.nan_to_num(uv.astype(np.float64)) * 4096).astype(np.int64)
            key = np.column_stack([key, places])
        first, inverse = _unique_rows(key)
        corners = inverse[corners]
        a, b, c = corners.T
        flat = xyz[first]
        area = np.linalg.norm(np.cross(flat[b] - flat[a], flat[c] - flat[a]), axis=1)
        corners = corners[(a != b) & (b != c) & (c != a) & (area > _SLIVER)]
        if len(corners):
            joined = replace(few[0], xyz=flat, uv=None if uv is None else uv[first])
            found.append(_taken(joined, corners))
    return found


def _unique_rows(key: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first row of each kind, and the kind of each row."""
    order = np.lexsort(key.T)
    ordered = key[order]
    fresh = np.r_[True, (ordered[1:] != ordered[:-1]).any(axis=1)]
    kind = np.empty(len(key), np.int64)
    kind[order] = np.cumsum(fresh) - 1
    return order[fresh], kind


def outline(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the convex outline (N, 2) of places, counter-clockwise.

    A. M. Andrew, "Another efficient algorithm for convex hulls in two dimensions", Information
    Processing Letters 9 (1979), 216-219.
    """
    places = np.unique(np.round(xy, 3), axis=0)
    if len(places) > 4096:  # far fewer lie outside: those at the ends of many directions
        angle = np.linspace(0.0, 2 * math.pi, 720, endpoint=False)
        ways = np.column_stack([np.cos(angle), np.sin(angle)])
        ends = [int((places @ way).argmax()) for way in ways]
        places = places[np.unique(ends)]

    def half(points: Iterable[list[float]]) -> list[list[float]]:
        chain: list[list[float]] = []
        for p in points:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], p) <= _ROUND:
                chain.pop()
            chain.append(p)
        return chain

    listed = places.tolist()
    ring = half(listed)[:-1] + half(reversed(listed))[:-1]
    return np.array(ring if len(ring) > 2 else listed)


def _turn(a: list[float], b: list[float], c: list[float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def odd_edges(parts: Iterable[Part]) -> int:
    """Return how many edges have more than two triangles."""
    count = 0
    for one in parts:
        pairs = np.concatenate([one.corners[:, k] for k in ((0, 1), (1, 2), (2, 0))])
        pairs = np.sort(pairs, axis=1)
        code = pairs[:, 0] << 32 | pairs[:, 1]
        count += int((np.unique(code, return_counts=True)[1] > 2).sum())
    return count
