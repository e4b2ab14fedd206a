"""Receivers before façades: every few metres along each wall, on every storey.

Where along the walls: Directive (EU) 2021/1226, annex, section 2.8, case 1: walls longer than the
spacing in equal parts, walls longer than half of it in one, adjacent shorter ones together. How far
before them, and on which storeys, is ours: the directive has 0.1 m and a height of 4 m, which is
storey 1 here; the own wall's reflection is left out in both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.measure import Altitude
from jumeau.model.payload import SurfaceSamples
from jumeau.model.progress import Progress, silent
from jumeau.simulation.analyses.request import Bounds
from jumeau.simulation.noise.outlines import building_shapes
from jumeau.simulation.noise.scene import Scene

BEFORE = (2.0, 1.0, 0.5)
"""How far before the wall, the first that no neighbour fills [m]."""
TRIED = (0.25, 0.5, 1.0, 2.0)
"""Where a neighbour is looked for before a wall [m]."""
GROUND_FLOOR, FIRST, STOREY = 1.5, 4.0, 3.0
"""Heights of the receivers: of the ground floor, of the first floor (where the directive assesses),
and from there to each next one [m]."""
UNDER = 0.5
"""The highest receiver is at least so far under the roof [m]."""


@dataclass(frozen=True, slots=True, eq=False)
class Facades:
    """Receivers before walls, N of them, building by building.

    Attributes
    ----------
    points : (N, 3) float64
        Where sound is heard: x, y and altitude [m].
    building : (N,) int32
        Of the scene: its own reflection is left out (``own`` of the engine).
    storey : (N,) int16
        0 on the ground floor.
    normal : (N, 3) float32
        Out of the wall, level.
    size : (N, 2) float32
        Width along the wall and height up it of the part that the receiver stands for [m].
    uv : (N, 2) float32
        Middle of that part along the wall, from its left end as seen from inside, and above the
        wall's foot [m].
    on_wall : (N, 3) float64
        Middle of that part [m].
    """

    points: NDArray[np.float64]
    building: NDArray[np.int32]
    storey: NDArray[np.int16]
    normal: NDArray[np.float32]
    size: NDArray[np.float32]
    uv: NDArray[np.float32]
    on_wall: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.points)

    def samples(self, values: NDArray[np.floating], feature: NDArray[np.int32]) -> SurfaceSamples:
        """Return values as a payload, its points on the walls.

        Parameters
        ----------
        values : (N,) or (T, N) float
        feature : (B,) int32
            Row of each building of the scene in its layer.
        """
        rows = np.atleast_2d(np.asarray(values, np.float32))
        return SurfaceSamples(
            self.on_wall, feature[self.building], self.storey, self.uv, rows, self.normal, self.size
        )


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Parts of walls in plan: middle (P, 2), normal (P, 2), width, place along, building."""

    middle: NDArray[np.float64]
    normal: NDArray[np.float64]
    width: NDArray[np.float64]
    along: NDArray[np.float64]
    building: NDArray[np.int32]

    def only(self, kept: NDArray[np.bool_]) -> Pieces:
        """Return some of them."""
        return Pieces(
            self.middle[kept], self.normal[kept], self.width[kept], self.along[kept],
            self.building[kept],
        )  # fmt: skip


def facade_receivers(
    scene: Scene,
    area: Bounds | None = None,
    spacing: float = 5.0,
    altitude: Altitude | None = None,
    *,
    progress: Progress = silent,
) -> Facades:
    """Return the receivers before the façades of an area.

    Parameters
    ----------
    scene : Scene
        What stands.
    area : tuple of float or None
        West, south, east, north [m]: whose walls are wanted; None for all.
    spacing : float
        Largest distance along a wall [m].
    altitude : callable or None
        Of the ground [m]; None for level ground at 0.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    Facades
        None stands in a building: walls that a neighbour leans on have none, up to its roof, and
        in narrow passages they stand closer to the wall than 2 m.
    """
    pieces = pieces_of(scene, spacing)
    if area is not None:
        x, y = pieces.middle[:, 0], pieces.middle[:, 1]
        west, south, east, north = area
        pieces = pieces.only((x >= west) & (x < east) & (y >= south) & (y < north))
    progress(0.3, "facades")
    filled = _filled(scene, pieces)
    progress(0.7, "facades")
    foot = np.zeros(len(pieces.middle))
    if altitude is not None and len(foot):
        place = pieces.middle + BEFORE[0] * pieces.normal
        foot = np.asarray(altitude(place[:, 0], place[:, 1]), np.float64)
    top = scene.tops[pieces.building]
    count = storeys_of(top - foot)
    piece = np.repeat(np.arange(len(count)), count)
    storey = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    height = np.where(storey == 0, GROUND_FLOOR, FIRST + STOREY * (storey - 1.0))
    z = foot[piece] + height
    hidden = filled[piece] > z[:, None]
    far = np.zeros(len(piece))
    for one in reversed(BEFORE):
        reach = [k for k, x in enumerate(TRIED) if x <= one]
        far[~hidden[:, reach].any(axis=1)] = one
    kept = np.flatnonzero((far > 0.0) & np.isfinite(z))
    piece, storey, z, far = piece[kept], storey[kept], z[kept], far[kept]
    # A storey's part of the wall reaches halfway to the next one; the last one to the roof.
    low = np.where(storey == 0, 0.0, FIRST + STOREY * (storey - 1.5))
    last = storey == count[piece] - 1
    high = np.where(last, (top - foot)[piece], FIRST + STOREY * (storey - 0.5))
    middle, normal = pieces.middle[piece], pieces.normal[piece]
    up = (low + high) / 2.0
    progress(1.0, "facades")
    return Facades(
        np.column_stack([middle + far[:, None] * normal, z]),
        pieces.building[piece],
        storey.astype(np.int16),
        np.column_stack([normal, np.zeros(len(piece))]).astype(np.float32),
        np.stack([pieces.width[piece], high - low], axis=1).astype(np.float32),
        np.stack([pieces.along[piece], up], axis=1).astype(np.float32),
        np.column_stack([middle, foot[piece] + up]),
    )


def storeys_of(height: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return how many storeys have receivers, of walls of some heights [m]; 0 below 1.5 m."""
    upper = np.floor((np.nan_to_num(height) - UNDER - FIRST) / STOREY).astype(np.int64) + 1
    return np.where(height > GROUND_FLOOR, 1 + np.maximum(upper, 0), 0)


def pieces_of(scene: Scene, spacing: float) -> Pieces:
    """Return the parts of all walls, building by building, by the directive's case 1.

    Parameters
    ----------
    scene : Scene
    spacing : float
        Longest part [m].
    """
    sizes = np.diff(scene.ring_start)
    ring = np.repeat(np.arange(len(sizes)), sizes)
    first = scene.rings
    following = np.arange(len(first)) + 1
    following[scene.ring_start[1:][sizes > 0] - 1] = scene.ring_start[:-1][sizes > 0]
    edge = first[following] - first
    length = np.hypot(edge[:, 0], edge[:, 1])
    parts = np.where(length > spacing / 2.0, np.ceil(length / spacing - 1e-9), 0).astype(np.int64)
    which = np.repeat(np.arange(len(parts)), parts)
    number = np.arange(len(which)) - np.repeat(np.cumsum(parts) - parts, parts)
    share = (number + 0.5) / parts[which]
    long = _on_edges(scene, first, edge, length, ring, which, share, length[which] / parts[which])
    which, share, width = _short_runs(length, scene.ring_start, spacing)
    short = _on_edges(scene, first, edge, length, ring, which, share, width)
    order = np.argsort(np.concatenate([long.building, short.building]), kind="stable")
    return Pieces(*(
        np.concatenate([getattr(long, x), getattr(short, x)])[order]
        for x in ("middle", "normal", "width", "along", "building")
    ))  # fmt: skip


def _on_edges(
    scene: Scene,
    first: NDArray[np.float64],
    edge: NDArray[np.float64],
    length: NDArray[np.float64],
    ring: NDArray[np.int64],
    which: NDArray[np.int64],
    share: NDArray[np.float64],
    width: NDArray[np.float64],
) -> Pieces:
    """Return parts whose middles lie at some shares of some edges."""
    way = edge[which] / length[which, None]
    return Pieces(
        first[which] + share[:, None] * edge[which],
        np.stack([way[:, 1], -way[:, 0]], axis=1),
        width,
        (1.0 - share) * length[which],
        scene.ring_building[ring[which]],
    )


def _short_runs(
    length: NDArray[np.float64], start: NDArray[np.int64], spacing: float
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return edge, share along it and width of the parts of runs of adjacent short edges."""
    found: list[tuple[int, float, float]] = []
    short = (length <= spacing / 2.0) & (length > 0.0)
    total = np.concatenate([[0.0], np.cumsum(np.where(short, length, 0.0))])
    for ring in np.flatnonzero(total[start[1:]] - total[start[:-1]] > spacing):
        rows = np.arange(start[ring], start[ring + 1])
        if not short[rows].all():  # begin after a long edge, so that no run is torn
            rows = np.roll(rows, -int(np.flatnonzero(~short[rows])[0]) - 1)
        run: list[int] = []
        for row in (*rows.tolist(), -1):
            if row >= 0 and short[row]:
                run.append(row)
                continue
            ends = np.cumsum(length[run])
            if run and ends[-1] > spacing:
                parts = int(np.ceil(ends[-1] / spacing - 1e-9))
                for at in (np.arange(parts) + 0.5) * ends[-1] / parts:
                    k = int(np.searchsorted(ends, at))
                    along = 1.0 - float(ends[k] - at) / float(length[run[k]])
                    found.append((run[k], along, float(ends[-1]) / parts))
            run = []
    which = np.array([x[0] for x in found], np.int64)
    return which, np.array([x[1] for x in found]), np.array([x[2] for x in found])


def _filled(scene: Scene, pieces: Pieces) -> NDArray[np.float64]:
    """Return up to which altitude (P, len(TRIED)) places before each part are no open ground.

    They lie in a building, or behind a barrier.
    """
    import shapely

    found = np.full((len(pieces.middle), len(TRIED)), -np.inf)
    if not len(found):
        return found
    tree = shapely.STRtree(building_shapes(scene))
    for k, far in enumerate(TRIED):
        places = shapely.points(pieces.middle + far * pieces.normal)
        place, building = tree.query(places, predicate="intersects")
        np.maximum.at(found[:, k], place, scene.tops[building])
    if len(scene.barriers):
        tree = shapely.STRtree(shapely.linestrings(scene.barriers[:, :, :2]))
        tops = scene.barriers[:, :, 2].max(axis=1)
        for k, far in enumerate(TRIED):
            ends = np.stack([pieces.middle, pieces.middle + far * pieces.normal], axis=1)
            place, barrier = tree.query(shapely.linestrings(ends), predicate="intersects")
            np.maximum.at(found[:, k], place, tops[barrier])
    return found
