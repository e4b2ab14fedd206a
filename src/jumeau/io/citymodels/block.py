"""Some city objects as flat arrays, before they become the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.surfaces import Surfaces

Starts = NDArray[np.int64]


@dataclass(slots=True)
class Tally:
    """What was left out and what was mended while a model was read: reason to examples.

    The list of a reason holds a name (perhaps empty) for each case.
    """

    left_out: dict[str, list[str]] = field(default_factory=dict)
    repaired: dict[str, list[str]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How often something was left out."""
        return sum(map(len, self.left_out.values()))

    def out(self, reason: str, *names: str) -> None:
        """Count what was left out, once a name."""
        self.left_out.setdefault(reason, []).extend(names)

    def mended(self, reason: str, *names: str) -> None:
        """Count what was mended, once a name."""
        self.repaired.setdefault(reason, []).extend(names)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """City objects (F) with surfaces (Q) and vertices (V), in source coordinates.

    Attributes
    ----------
    bodies : Surfaces
        Their surfaces.
    types : (Q,) uint8 array
        Index into :data:`jumeau.model.canonical.SURFACE_TYPES`.
    colours : (Q, 4) uint8 array or None
        RGBA; alpha 0 where a surface states no colour.
    images : (Q,) int16 array or None
        Into the model's textures, -1 for none.
    uv : (V, 2) float32 array or None
        Place in the texture of every vertex, v upwards.
    keys, kinds, lods : list of str
        The source's id, the class in the source (``Building``, ``Road``…), the level of detail.
    attributes : list of dict
    """

    bodies: Surfaces
    types: NDArray[np.uint8]
    keys: list[str]
    kinds: list[str]
    lods: list[str]
    attributes: list[dict[str, Any]]
    colours: NDArray[np.uint8] | None = None
    images: NDArray[np.int16] | None = None
    uv: NDArray[np.float32] | None = None

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, rows: NDArray[np.int64]) -> Block:
        """Return some of the objects."""
        if len(rows) == len(self) and np.array_equal(rows, np.arange(len(self))):
            return self
        feature_start, surfaces = _chosen(self.bodies.feature_start, rows)
        few = _of_surfaces(self, surfaces, feature_start)
        listed = rows.tolist()
        return replace(
            few,
            keys=[self.keys[i] for i in listed],
            kinds=[self.kinds[i] for i in listed],
            lods=[self.lods[i] for i in listed],
            attributes=[self.attributes[i] for i in listed],
        )


def tidied(block: Block, tally: Tally, *, closing: bool) -> Block:
    """Close rings that are open, and leave out coordinates that are no numbers.

    Parameters
    ----------
    block : Block
        As read.
    tally : Tally
        Takes ``open_ring``, ``degenerate_surface`` (a ring of one or two places, which is kept and
        cannot be seen) and ``not_finite`` (left out).
    closing : bool
        Rings may be open; where not, the reader has closed them.

    Returns
    -------
    Block
        Every ring is closed and has four vertices or more; objects that lost all surfaces are
        still there, empty.
    """
    bodies = block.bodies
    start = bodies.ring_start
    if len(start) < 2:
        return block
    sizes = np.diff(start)
    full = sizes > 0
    open_ring = _open_rings(block, sizes) if closing else np.zeros(len(sizes), np.bool_)
    if open_ring.any():
        tally.mended("open_ring", *_names(block, np.flatnonzero(open_ring & (sizes > 2))))
        block = _longer(block, open_ring.astype(np.int64), start[:-1])
        sizes = sizes + open_ring
    thin = full & (sizes < 4)
    if thin.any():
        tally.mended("degenerate_surface", *_names(block, np.flatnonzero(thin)))
        block = _longer(block, np.where(thin, 4 - sizes, 0), block.bodies.ring_start[:-1])
        sizes = np.where(thin, 4, sizes)
    numbers = np.isfinite(block.bodies.xyz)
    if numbers.all() and full.all():
        return block
    finite = numbers.all(axis=1)
    broken = np.zeros(len(sizes), np.bool_)
    broken[np.repeat(np.arange(len(sizes)), sizes)[~finite]] = True
    tally.out("not_finite", *_names(block, np.flatnonzero(broken)))
    return _without(block, broken | ~full)


def _open_rings(block: Block, sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    start, xyz = block.bodies.ring_start, block.bodies.xyz
    full = sizes > 0
    first, last = np.where(full, start[:-1], 0), np.where(full, start[1:] - 1, 0)
    return np.asarray(full & (xyz[first] != xyz[last]).any(axis=1))


def _longer(block: Block, more: NDArray[np.int64], source: NDArray[np.int64]) -> Block:
    """Add ``more`` (R,) vertices to the end of each ring, copies of its vertex ``source`` (R,)."""
    bodies = block.bodies
    where, what = np.repeat(bodies.ring_start[1:], more), np.repeat(source, more)
    xyz = np.insert(bodies.xyz, where, bodies.xyz[what], axis=0)
    uv = block.uv
    if uv is not None:
        uv = np.insert(uv, where, uv[what], axis=0)
    ring_start = bodies.ring_start + np.concatenate([[0], np.cumsum(more)])
    return replace(block, bodies=replace(bodies, xyz=xyz, ring_start=ring_start), uv=uv)


def _names(block: Block, rings: NDArray[np.int64]) -> list[str]:
    polygons = np.searchsorted(block.bodies.polygon_start, rings, side="right") - 1
    rows = np.searchsorted(block.bodies.feature_start, polygons, side="right") - 1
    return [block.keys[row] for row in rows.tolist()]


def _without(block: Block, bad: NDArray[np.bool_]) -> Block:
    """Drop rings; a surface whose exterior goes, goes."""
    bodies = block.bodies
    exterior = bad[bodies.polygon_start[:-1]]
    kept = ~bad & ~np.repeat(exterior, np.diff(bodies.polygon_start))
    ring_start, vertices = _chosen(bodies.ring_start, np.flatnonzero(kept))
    into = np.concatenate([[0], np.cumsum(kept)])
    polygon_start = into[bodies.polygon_start]
    surfaces = np.flatnonzero(~exterior)
    polygon_start = np.append(polygon_start[:-1][surfaces], polygon_start[-1])
    feature_start = np.concatenate([[0], np.cumsum(~exterior)])[bodies.feature_start]
    return replace(
        block,
        bodies=Surfaces(bodies.xyz[vertices], ring_start, polygon_start, feature_start),
        types=block.types[surfaces],
        colours=None if block.colours is None else block.colours[surfaces],
        images=None if block.images is None else block.images[surfaces],
        uv=None if block.uv is None else block.uv[vertices],
    )


def _of_surfaces(block: Block, surfaces: NDArray[np.int64], feature_start: Starts) -> Block:
    bodies = block.bodies
    polygon_start, rings = _chosen(bodies.polygon_start, surfaces)
    ring_start, vertices = _chosen(bodies.ring_start, rings)
    return replace(
        block,
        bodies=Surfaces(bodies.xyz[vertices], ring_start, polygon_start, feature_start),
        types=block.types[surfaces],
        colours=None if block.colours is None else block.colours[surfaces],
        images=None if block.images is None else block.images[surfaces],
        uv=None if block.uv is None else block.uv[vertices],
    )


def _chosen(start: Starts, rows: NDArray[np.int64]) -> tuple[Starts, NDArray[np.int64]]:
    """Return the starts of some groups put one after the other, and their members."""
    sizes = np.diff(start)[rows]
    fresh = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    members = np.arange(fresh[-1]) + np.repeat(start[rows] - fresh[:-1], sizes)
    return fresh, members
