"""What stands near the view, ready to be snapped to: read in the background, near by only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.ragged import Lines, Polygons
from jumeau.geometry.segment_grid import SegmentGrid, segment_grid
from jumeau.io import canonical
from jumeau.io.anchors import anchors_of
from jumeau.io.expressions.masks import shown_rows
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.progress import Progress
from jumeau.model.project import Project
from jumeau.model.roles import Role

Box = tuple[float, float, float, float]


STRAIGHT = 0.05
"""Corners of a setback line that stand out less are none [m]."""


class Near(IntEnum):
    """What an edge belongs to."""

    BUILDING = 0
    PARCEL = 1
    ROAD = 2
    ELEMENT = 3
    SETBACK = 4


@dataclass(frozen=True, slots=True, eq=False)
class Plots:
    """Areas that a place may lie in: parcels, zones.

    Attributes
    ----------
    polygons : Polygons
    rows : (F,) int64
        Those near by.
    box : (F, 4) float64
        xmin, ymin, xmax, ymax of each of them [m].
    label : tuple of str
        Of each of them; empty where they have none.
    """

    polygons: Polygons
    rows: NDArray[np.int64]
    box: NDArray[np.float64]
    label: tuple[str, ...] = ()

    def at(self, x: float, y: float) -> int:
        """Return which of those near by holds a place, the last of several; -1 for none."""
        low, high = self.box[:, :2], self.box[:, 2:]
        p = (x, y)
        for k in np.flatnonzero(((low <= p) & (p <= high)).all(1))[::-1].tolist():
            rings = [ring for part in self.parts(k) for ring in part]
            if sum(_crossings(ring, x, y) for ring in rings) % 2:
                return int(k)
        return -1

    def parts(self, k: int) -> list[list[NDArray[np.float64]]]:
        """Return the polygons of one of those near by: rings (N, 2), the outline first [m]."""
        shapes, row = self.polygons, int(self.rows[k])
        return [
            [
                shapes.xy[shapes.ring_start[r] : shapes.ring_start[r + 1]]
                for r in range(shapes.polygon_start[q], shapes.polygon_start[q + 1])
            ]
            for q in range(shapes.feature_start[row], shapes.feature_start[row + 1])
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What stands near a view.

    Attributes
    ----------
    box : Box
        What was asked for [m].
    grid : SegmentGrid
        Edges; ``kind`` is a :class:`Near`.
    layer, row : (N,) int64
        Whose edge each of them is: layer as an index into ``layers``.
    layers : tuple of str
    parcels, zones : Plots or None
    standing, trees : mapping of str to (F, 2) float64
        Middles of buildings and trees by layer, all of them [m].
    """

    box: Box
    grid: SegmentGrid
    layer: NDArray[np.int64]
    row: NDArray[np.int64]
    layers: tuple[str, ...] = ()
    parcels: Plots | None = None
    zones: Plots | None = None
    standing: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    trees: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def near(
        self, x: float, y: float, reach: float, hidden: Mapping[str, Iterable[int]]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the edges (N, 4) and kinds (N,) that may come so near; not of what is hidden."""
        found = self.grid.near(x, y, reach)
        for number, layer in enumerate(self.layers):
            if rows := hidden.get(layer):
                own = self.layer[found] == number
                gone = np.isin(self.row[found], np.fromiter(rows, np.int64))
                found = found[~(own & gone)]
        return self.grid.segments[found], self.grid.kind[found]


def _crossings(ring: NDArray[np.float64], x: float, y: float) -> int:
    """Return how many edges of a ring (N, 2) lie east of a place."""
    a, b = ring, np.roll(ring, -1, axis=0)
    crosses = (a[:, 1] > y) != (b[:, 1] > y)
    a, b = a[crosses], b[crosses]
    at = a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
    return int(np.count_nonzero(at > x))


def read_surroundings(
    payloads: Payloads, project: Project, box: Box, progress: Progress
) -> Surroundings:
    """Read what stands in a box; for a worker.

    Parameters
    ----------
    box : Box
        xmin, ymin, xmax, ymax [m].
    """
    import shapely  # noqa: F401  (the first use of it shall not be on the window's thread)

    parts: list[tuple[NDArray[np.float64], int, int, NDArray[np.int64]]] = []
    layers: list[str] = []
    plots: dict[Role, Plots] = {}
    standing, trees = {}, {}
    known = [x for x in project.layers if x.payload.kind is PayloadKind.TABLE and x.count]
    for number, layer in enumerate(known):
        progress(number / max(len(known), 1))
        role = layer.role
        if role in (Role.BUILDING, Role.CITY_OBJECT):
            found = _outlines(payloads, layer)
            _add(parts, layers, layer, Near.BUILDING, *_ring_edges(found), box)
            standing[layer.id] = _shown(payloads, layer, _box_middles(found))
        elif role is Role.TREE:
            trees[layer.id] = _shown(payloads, layer, anchors_of(payloads, layer))
        elif role is Role.ROAD:
            found_lines = canonical.lines(payloads, layer)
            _add(parts, layers, layer, Near.ROAD, *_line_edges(found_lines), box)
        elif role is Role.PARCEL:
            found = canonical.polygons(payloads, layer)
            _add(parts, layers, layer, Near.PARCEL, *_ring_edges(found), box)
            plots[role] = _plots(found, box)
        elif role is Role.ZONING:
            label = canonical.column(payloads, layer, "label")
            plots[role] = _plots(canonical.polygons(payloads, layer), box, label)
    count = sum(len(x[0]) for x in parts)
    grid = segment_grid(
        np.concatenate([x[0] for x in parts]) if count else np.empty((0, 4)),
        np.repeat([x[1] for x in parts], [len(x[0]) for x in parts]).astype(np.int64),
    )
    owner = np.repeat([x[2] for x in parts], [len(x[0]) for x in parts]).astype(np.int64)
    row = np.concatenate([x[3] for x in parts]) if count else np.empty(0, np.int64)
    return Surroundings(
        box, grid, owner, row, tuple(layers), plots.get(Role.PARCEL), plots.get(Role.ZONING),
        standing, trees,
    )  # fmt: skip


def _outlines(payloads: Payloads, layer: Layer) -> Polygons:
    if not layer.has_surfaces:
        return canonical.polygons(payloads, layer)
    from jumeau.geometry.plan_view import outlines
    from jumeau.geometry.surfaces import lie_of, outward

    bodies = canonical.surfaces(payloads, layer)
    lie, kind = lie_of(bodies), canonical.surface_types(payloads, layer, bodies)
    return outlines(bodies, lie, kind, outward(bodies, lie, kind))


def _shown(payloads: Payloads, layer: Layer, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return places (F, 2), NaN where a filter of the layer leaves the feature out."""
    shown = shown_rows(payloads, layer)
    return places if shown is None else np.where(shown[:, None], places, np.nan)


def _box_middles(shapes: Polygons) -> NDArray[np.float64]:
    """Return the middle of each feature's box (F, 2), by which an area takes it; NaN: empty."""
    rows, low, high = _boxes(shapes)
    out = np.full((len(shapes), 2), np.nan)
    out[rows] = (low + high) / 2
    return out


def _boxes(
    shapes: Polygons,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return which features have vertices, and the corners (N, 2) of their boxes."""
    vertex = shapes.ring_start[shapes.polygon_start[shapes.feature_start]]
    held = np.flatnonzero(np.diff(vertex) > 0)
    if not len(held):
        return held, np.empty((0, 2)), np.empty((0, 2))
    starts = vertex[:-1][held]
    low = np.minimum.reduceat(shapes.xy, starts, axis=0)
    return held, low, np.maximum.reduceat(shapes.xy, starts, axis=0)


def _ring_edges(shapes: Polygons) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the edges (N, 4) of all rings, and the features that they belong to."""
    count = len(shapes.xy)
    following = np.arange(1, count + 1)
    lengths = np.diff(shapes.ring_start)
    held = lengths > 0
    following[shapes.ring_start[1:][held] - 1] = shapes.ring_start[:-1][held]
    edges = np.hstack([shapes.xy, shapes.xy[following]]) if count else np.empty((0, 4))
    vertex = shapes.ring_start[shapes.polygon_start[shapes.feature_start]]
    return edges, np.repeat(np.arange(len(shapes)), np.diff(vertex))


def _line_edges(lines: Lines) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the edges (N, 4) of all lines, and the features that they belong to."""
    if len(lines.xy) < 2:
        return np.empty((0, 4)), np.empty(0, np.int64)
    ends = lines.line_start[1:] - 1
    joined = np.setdiff1d(np.arange(len(lines.xy) - 1), ends)
    vertex = lines.line_start[lines.feature_start]
    feature = np.repeat(np.arange(len(lines)), np.diff(vertex))
    return np.hstack([lines.xy[joined], lines.xy[joined + 1]]), feature[joined]


def _add(
    parts: list[Any],
    layers: list[str],
    layer: Layer,
    kind: Near,
    edges: NDArray[np.float64],
    rows: NDArray[np.int64],
    box: Box,
) -> None:
    low = np.minimum(edges[:, :2], edges[:, 2:])
    high = np.maximum(edges[:, :2], edges[:, 2:])
    near = ((high >= box[:2]) & (low <= box[2:])).all(1)
    layers.append(layer.id)
    parts.append((edges[near], int(kind), len(layers) - 1, rows[near]))


def _plots(shapes: Polygons, box: Box, label: NDArray[Any] | None = None) -> Plots:
    held, low, high = _boxes(shapes)
    near = ((high >= box[:2]) & (low <= box[2:])).all(1)
    rows = held[near]
    words = tuple(str(label[k]) for k in rows.tolist()) if label is not None else ()
    return Plots(shapes, rows, np.hstack([low, high])[near], words)


def inset(parts: list[list[NDArray[np.float64]]], distance: float) -> list[NDArray[np.float64]]:
    """Return the rings (N, 2) at a distance [m] within the outlines of a plot."""
    import shapely

    plot = shapely.MultiPolygon([shapely.Polygon(x[0], x[1:]) for x in parts if len(x[0]) > 2])
    if not plot.is_valid:
        plot = shapely.make_valid(plot)
    smaller = shapely.buffer(plot, -distance, join_style="mitre", mitre_limit=4.0)
    smaller = shapely.simplify(smaller, STRAIGHT)
    return [
        np.asarray(shapely.get_coordinates(ring))[:-1]
        for part in shapely.get_parts(smaller).tolist()
        if part.geom_type == "Polygon" and not part.is_empty
        for ring in (part.exterior, *part.interiors)
    ]


def edges_of(ring: NDArray[np.float64], *, closed: bool) -> NDArray[np.float64]:
    """Return the edges (N, 4) of a ring or a line (M, 2)."""
    if closed:
        return np.hstack([ring, np.roll(ring, -1, axis=0)])
    return np.hstack([ring[:-1], ring[1:]])
