"""What a cursor means: the corner, edge or direction near it, told by how far away it is seen.

The picture is a perspective: near a place it is an affine map of the ground, ``frame`` (2, 2)
[pixels a metre]. Distances are measured with it, so that reach is the same in all directions.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.sketch import SAME, Place

REACH = 10.0
"""What lies so near to the cursor is meant [pixels]."""
PROLONGED = 40.0
"""An edge is prolonged so far beyond its ends [m]."""
MOST_PROLONGED = 6
"""So many edges, the nearest, are prolonged."""
OWN_COST, OTHER_COST, PROLONGED_COST = 1.0, 4.0, 6.0
"""A direction of the sketch, of another edge, in line with one: as if so much farther [pixels]."""
SHORTEST = 1.0
"""Edges that are shorter give no direction [m]."""


class Sign(StrEnum):
    """Why a place was meant."""

    CLOSE = "close"
    OWN = "own"
    VERTEX = "vertex"
    CROSSING = "crossing"
    EDGE = "edge"
    RIGHT_ANGLE = "right_angle"
    PARALLEL = "parallel"
    PROLONGATION = "prolongation"


@dataclass(frozen=True, slots=True)
class Snap:
    """A place that was meant.

    Attributes
    ----------
    place : Place
        [m]
    sign : Sign
    kinds : tuple of int
        Of the edges that it lies on: those of the candidates.
    guides : tuple of (Place, Place)
        Lines to be shown: from where a direction comes to the place.
    away : float
        From the cursor [pixels].
    """

    place: Place
    sign: Sign
    kinds: tuple[int, ...] = ()
    guides: tuple[tuple[Place, Place], ...] = ()
    away: float = 0.0


@dataclass(frozen=True, slots=True)
class Guide:
    """A line without ends that a place may be meant to lie on.

    Attributes
    ----------
    through : Place
    along : Place
        Unit vector.
    sign : Sign
    base : tuple of (Place, Place), or None
        The edge from which the direction comes.
    least : float
        Nothing nearer to ``through`` than this is meant, on this side of it; -inf for no bound [m].
    """

    through: Place
    along: Place
    sign: Sign
    kind: int = -1
    base: tuple[Place, Place] | None = None
    least: float = -np.inf


@dataclass(frozen=True, slots=True)
class _Line:
    start: NDArray[np.float64]
    along: NDArray[np.float64]
    low: float
    high: float
    sign: Sign
    kind: int
    guide: Guide | None
    cost: float


def unit(a: Place, b: Place) -> Place | None:
    """Return the direction from a place to another; None where they are one."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = float(np.hypot(dx, dy))
    return (dx / length, dy / length) if length > SAME else None


def directions(
    sketch: Sequence[Place], edges: Sequence[tuple[Place, Place, int]], *, closing: bool
) -> list[Guide]:
    """Return the directions that the next point of a sketch may be meant to lie in.

    Parameters
    ----------
    sketch : sequence of Place
        The points that are set.
    edges : sequence of (Place, Place, kind)
        Edges of what stands near, whose direction may be taken up.
    closing : bool
        The sketch becomes a ring: right angles at its first point count too.
    """
    if not sketch:
        return []
    last = sketch[-1]
    found: list[Guide] = []
    if len(sketch) > 1 and (u := unit(sketch[-2], last)) is not None:
        base = (sketch[-2], last)
        found.append(Guide(last, (-u[1], u[0]), Sign.RIGHT_ANGLE, -1, base))
        found.append(Guide(last, u, Sign.PROLONGATION, -1, base, 0.0))
    for a, b, kind in edges:
        if (u := unit(a, b)) is not None:
            found.append(Guide(last, u, Sign.PARALLEL, kind, (a, b)))
            found.append(Guide(last, (-u[1], u[0]), Sign.RIGHT_ANGLE, kind, (a, b)))
    if closing and len(sketch) > 1 and (u := unit(sketch[0], sketch[1])) is not None:
        base = (sketch[0], sketch[1])
        found.append(Guide(sketch[0], (-u[1], u[0]), Sign.RIGHT_ANGLE, -1, base))
        if len(sketch) > 2:
            found.append(Guide(last, u, Sign.PARALLEL, -1, base))
    return found


def prolonged(
    segments: NDArray[np.float64], kinds: NDArray[np.int64], cursor: Place
) -> list[Guide]:
    """Return the edges (N, 4) whose prolongation may be meant, beyond the end that is nearer."""
    if not len(segments):
        return []
    c = np.array(cursor)
    a, b = segments[:, :2], segments[:, 2:]
    along = b - a
    length = np.hypot(*along.T)
    far = np.minimum(np.hypot(*(a - c).T), np.hypot(*(b - c).T))
    usable = (length >= SHORTEST) & (far <= PROLONGED)
    u = along / np.maximum(length, SAME)[:, None]
    t = ((c - a) * u).sum(1)
    usable &= (t < 0.0) | (t > length)
    beside = np.abs((c - a)[:, 0] * u[:, 1] - (c - a)[:, 1] * u[:, 0])
    rows = np.flatnonzero(usable)
    rows = rows[np.argsort(beside[rows], kind="stable")][:MOST_PROLONGED]
    found = []
    for k in rows.tolist():
        (ax, ay), (bx, by) = a[k].tolist(), b[k].tolist()
        ux, uy = u[k].tolist()
        forward = bool(t[k] > 0.0)
        through, way = ((bx, by), (ux, uy)) if forward else ((ax, ay), (-ux, -uy))
        base = ((ax, ay), (bx, by))
        found.append(Guide(through, way, Sign.PROLONGATION, int(kinds[k]), base, 0.0))
    return found


def nearest_edges(
    segments: NDArray[np.float64], kinds: NDArray[np.int64], cursor: Place, most: int = 1
) -> list[tuple[Place, Place, int]]:
    """Return the edges (N, 4) nearest to a place that are long enough to give a direction."""
    if not len(segments):
        return []
    away = _plain_distance(segments, np.array(cursor))
    length = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    away = np.where(length >= SHORTEST, away, np.inf)
    found = []
    for k in np.argsort(away, kind="stable")[:most].tolist():
        if np.isfinite(away[k]):
            ax, ay, bx, by = segments[k].tolist()
            found.append(((ax, ay), (bx, by), int(kinds[k])))
    return found


def _plain_distance(segments: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.float64]:
    a, along = segments[:, :2], segments[:, 2:] - segments[:, :2]
    square = np.maximum((along * along).sum(1), SAME * SAME)
    t = np.clip(((c - a) * along).sum(1) / square, 0.0, 1.0)
    return np.asarray(np.hypot(*(a + t[:, None] * along - c).T))


def snapped(
    cursor: Place,
    frame: NDArray[np.float64],
    segments: NDArray[np.float64],
    kinds: NDArray[np.int64],
    own: Sequence[Place] = (),
    guides: Sequence[Guide] = (),
    *,
    closing: bool = False,
    vertices: frozenset[int] | None = None,
    reach: float = REACH,
) -> Snap | None:
    """Return what is meant by a cursor; None where nothing is near.

    Corners come first, then places where two lines meet, then edges, then directions.

    Parameters
    ----------
    cursor : Place
        Where the cursor is on the map [m].
    frame : (2, 2) float64
        Pixels a metre around there.
    segments, kinds : (N, 4) float64, (N,) int64
        Edges of what stands near.
    own : sequence of Place
        Points of the sketch.
    guides : sequence of Guide
        Directions that may be meant.
    closing : bool
        The first of ``own`` closes the sketch.
    vertices : frozenset of int or None
        Kinds whose ends are corners; None for all.
    reach : float
        [pixels]
    """
    c = np.array(cursor, np.float64)

    def seen(places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.hypot(*((places - c) @ frame.T).T))

    if len(own):
        places = np.array(own, np.float64).reshape(-1, 2)
        away = seen(places)
        k = int(away.argmin())
        if away[k] <= reach:
            sign = Sign.CLOSE if closing and k == 0 else Sign.OWN
            return Snap(own[k], sign, away=float(away[k]))
    corner = _corner(c, seen, segments, kinds, vertices, reach)
    if corner is not None:
        return corner
    near = [
        (line, *found)
        for line in _lines(segments, kinds, guides, c, frame)
        if (found := _foot(line, c, frame, reach)) is not None
    ]
    near.sort(key=lambda x: x[2] + x[0].cost)
    for (one, *_), (other, *_) in itertools.combinations(near[:6], 2):
        sure = min(one.cost, other.cost) <= OWN_COST  # not two directions of other things
        place = _meeting(one, other) if sure else None
        if place is not None and (away_ := float(seen(place[None])[0])) <= reach:
            x, y = place.tolist()
            shown = tuple(_shown(g, (x, y)) for g in (one.guide, other.guide) if g is not None)
            return Snap((x, y), Sign.CROSSING, (one.kind, other.kind), shown, away_)
    if not near:
        return None
    line, place, distance = near[0]
    x, y = place.tolist()
    shown = (_shown(line.guide, (x, y)),) if line.guide is not None else ()
    return Snap((x, y), line.sign, (line.kind,), shown, distance)


def _corner(
    c: NDArray[np.float64],
    seen: object,
    segments: NDArray[np.float64],
    kinds: NDArray[np.int64],
    vertices: frozenset[int] | None,
    reach: float,
) -> Snap | None:
    if not len(segments):
        return None
    known = np.ones(len(kinds), bool)
    if vertices is not None:
        known = np.isin(kinds, sorted(vertices))
    if not known.any():
        return None
    ends = segments[known].reshape(-1, 2)
    away = seen(ends)  # type: ignore[operator]
    k = int(away.argmin())
    if away[k] > reach:
        return None
    x, y = ends[k].tolist()
    return Snap((x, y), Sign.VERTEX, (int(kinds[known][k // 2]),), away=float(away[k]))


def _lines(
    segments: NDArray[np.float64],
    kinds: NDArray[np.int64],
    guides: Sequence[Guide],
    c: NDArray[np.float64],
    frame: NDArray[np.float64],
) -> list[_Line]:
    found = []
    if len(segments):
        # Only what can be within reach at all: the frame shrinks nothing more than so much.
        size = max(float(np.linalg.svd(frame, compute_uv=False)[-1]), 1e-9)
        rows = np.flatnonzero(_plain_distance(segments, c) <= 2 * REACH / size)
        for k in rows.tolist():
            a, b = segments[k, :2], segments[k, 2:]
            length = float(np.hypot(*(b - a)))
            if length > SAME:
                u = (b - a) / length
                found.append(_Line(a, u, 0.0, length, Sign.EDGE, int(kinds[k]), None, 0.0))
    for guide in guides:
        start, along = np.array(guide.through), np.array(guide.along)
        cost = OWN_COST if guide.kind < 0 else OTHER_COST
        if guide.sign is Sign.PROLONGATION and guide.kind >= 0:
            cost = PROLONGED_COST
        found.append(_Line(start, along, guide.least, np.inf, guide.sign, guide.kind, guide, cost))
    return found


def _foot(
    line: _Line, c: NDArray[np.float64], frame: NDArray[np.float64], reach: float
) -> tuple[NDArray[np.float64], float] | None:
    """Return the place of a line that is seen nearest to the cursor, and how far away."""
    u, w = frame @ line.along, frame @ (c - line.start)
    square = float(u @ u)
    if square < 1e-12:
        return None
    t = float(u @ w) / square
    if line.guide is not None and (t < line.low or abs(t) < SAME):
        return None
    t = min(max(t, line.low), line.high)
    away = float(np.hypot(*(w - t * u)))
    return (line.start + t * line.along, away) if away <= reach else None


def _meeting(one: _Line, other: _Line) -> NDArray[np.float64] | None:
    """Return where two lines meet, within their bounds."""
    cross = float(one.along[0] * other.along[1] - one.along[1] * other.along[0])
    if abs(cross) < 0.05:  # nearly one line
        return None
    w = other.start - one.start
    t = float(w[0] * other.along[1] - w[1] * other.along[0]) / cross
    s = float(w[0] * one.along[1] - w[1] * one.along[0]) / cross
    inside = one.low - SAME <= t <= one.high + SAME and other.low - SAME <= s <= other.high + SAME
    return np.asarray(one.start + t * one.along) if inside else None


def _shown(guide: Guide, place: Place) -> tuple[Place, Place]:
    """Return the line that tells where a direction comes from."""
    return (guide.through, place)
