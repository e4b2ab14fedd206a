"""The names of one layer, with what they lie on: made in workers, without VTK."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.ragged import Lines, Points, Polygons
from jumeau.io import canonical
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role
from jumeau.render.labels.ranks import LINED, ROLE_RANK, Rank, weight_of
from jumeau.render.labels.streets import NO_RUNS, Runs, joined
from jumeau.render.labels.words import tidy
from jumeau.render.styling.filtering import shown_rows

MOST_NAMES = 6000
"""Of a layer: the weightiest ones where there are more."""
_MEASURED = 64
_ROADS = {"motorway": 1, "trunk": 1, "primary": 2, "secondary": 3, "tertiary": 4,
          "unclassified": 5, "residential": 5, "living_street": 5, "pedestrian": 4}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Names of one layer.

    Attributes
    ----------
    rank : Rank
        What they name.
    text : tuple of str
        N names as they are written.
    weight : (N,) float64
        How much each matters among its kind, 0..1.
    place : (N, 2) float64
        What it is put to; the middle of the line for those that run along one [m].
    box : (N, 4) float64
        The area that is named: xmin, ymin, xmax, ymax [m].
    runs : Runs
        Lines that names run along.
    """

    role: Role
    rank: Rank
    text: tuple[str, ...]
    weight: NDArray[np.float64]
    place: NDArray[np.float64]
    box: NDArray[np.float64]
    runs: Runs

    def __len__(self) -> int:
        return len(self.text)


def prepare_names(payloads: Payloads, layer: Layer) -> Names:
    """Read the names of a layer, and what they lie on."""
    rank = ROLE_RANK[layer.role]
    found = canonical.column(payloads, layer, "name")
    if found is None or layer.payload.kind is not PayloadKind.TABLE:
        return _names(layer.role, rank, [], [], np.empty((0, 4)), np.empty((0, 2)))
    spelt = {raw: tidy(raw) for raw in set(found.tolist())}
    texts = np.array([spelt[raw] for raw in found.tolist()], np.object_)
    if (shown := shown_rows(payloads, layer)) is not None:
        texts[~shown] = ""
    nature = canonical.column(payloads, layer, "nature")
    if layer.role in LINED:
        lines = canonical.lines(payloads, layer)
        if len(lines.xy):
            important = canonical.column(payloads, layer, "importance")
            return _along(layer.role, rank, lines, texts, nature, important)
    return _at_places(payloads, layer, rank, texts, nature)


def _along(
    role: Role,
    rank: Rank,
    lines: Lines,
    texts: NDArray[np.object_],
    nature: NDArray[np.object_] | None,
    important: NDArray[np.float64] | None,
) -> Names:
    """Return names that run along lines: one for all segments that bear it."""
    words, number = np.unique(texts.astype(str), return_inverse=True)
    number = np.where(texts.astype(str) == "", -1, number).astype(np.int64)
    runs = joined(lines, number)
    total = np.zeros(len(words))
    np.add.at(total, runs.name, runs.length)
    level = np.full(len(texts), 5.0)
    if important is not None:
        level = np.where(np.isfinite(important), important, level)
    elif nature is not None:
        level = np.array([_ROADS.get(str(x).removesuffix("_link"), 6) for x in nature], np.float64)
    best = np.full(len(words), 6.0)
    named = number >= 0
    np.minimum.at(best, number[named], level[named])
    if rank is Rank.WATER:
        best = np.where(total > 0, 3.0, best)
    weight = 0.55 * (6.0 - np.clip(best, 1.0, 6.0)) / 5.0 + 0.45 * np.minimum(total / 900.0, 1.0)
    box = np.full((len(words), 4), np.nan)
    for k in range(len(runs)):  # one box for all lines of a name
        low, high = runs.box[k, :2], runs.box[k, 2:]
        n = runs.name[k]
        box[n] = [*np.fmin(box[n, :2], low), *np.fmax(box[n, 2:], high)]
    place = (box[:, :2] + box[:, 2:]) / 2
    return Names(role, rank, tuple(words.tolist()), weight, place, box, runs)


def _at_places(
    payloads: Payloads,
    layer: Layer,
    rank: Rank,
    texts: NDArray[np.object_],
    nature: NDArray[np.object_] | None,
) -> Names:
    """Return names of areas and of points."""
    box, place = _places(payloads, layer, len(texts))
    known = np.flatnonzero((texts != "") & np.isfinite(place[:, 0]))
    kinds = [""] * len(texts) if nature is None else [str(x) for x in nature]
    weight = np.array([weight_of(rank, kinds[row], str(texts[row])) for row in known])
    if len(known) and rank is not Rank.STOP:  # of two that matter as much, the larger one
        extent = np.hypot(box[known, 2] - box[known, 0], box[known, 3] - box[known, 1])
        weight += 0.04 * np.minimum(extent / 400.0, 1.0)
    order = np.argsort(-weight, kind="stable")[:MOST_NAMES]
    rows = known[order]
    # A name that stands at several places close by is told once.
    seen: dict[tuple[str, int, int], int] = {}
    kept = [
        k
        for k, row in enumerate(rows.tolist())
        if seen.setdefault((texts[row], *(place[row] // 250.0).astype(int).tolist()), k) == k
    ]
    rows, order = rows[kept], order[kept]
    chosen = [str(texts[row]) for row in rows]
    return _names(layer.role, rank, chosen, weight[order], box[rows], place[rows])


def _names(
    role: Role,
    rank: Rank,
    texts: list[str],
    weight: object,
    box: NDArray[np.float64],
    place: NDArray[np.float64],
) -> Names:
    values = np.clip(np.asarray(weight, np.float64), 0.0, 1.0)
    return Names(role, rank, tuple(texts), values, place, box, NO_RUNS)


def _places(
    payloads: Payloads, layer: Layer, count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the box (F, 4) of each feature and a place within it (F, 2); NaN where empty."""
    areas = canonical.polygons(payloads, layer)
    shapes: Polygons | Points | Lines = areas
    if len(areas.xy):
        starts = areas.ring_start[areas.polygon_start[areas.feature_start]]
    else:
        shapes = canonical.points(payloads, layer)
        starts = shapes.feature_start
        if not len(shapes.xy):
            shapes = canonical.lines(payloads, layer)
            starts = shapes.line_start[shapes.feature_start]
    box = np.full((count, 4), np.nan)
    solid = np.flatnonzero(np.diff(starts) > 0)
    if len(solid):
        first = starts[solid]
        # Between two solid features there are only empty ones: their vertices are end to end.
        box[solid, :2] = np.minimum.reduceat(shapes.xy, first, axis=0)
        box[solid, 2:] = np.maximum.reduceat(shapes.xy, first, axis=0)
    place = (box[:, :2] + box[:, 2:]) / 2
    if isinstance(shapes, Polygons) and not layer.has_surfaces:
        place = _within(payloads, layer, place)
    return box, place


def _within(payloads: Payloads, layer: Layer, place: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a place well inside of each area: the middle of its box where that lies in it."""
    import shapely

    table = payloads.table(layer.payload, ["geometry"])
    column = np.array(table.column("geometry").to_pylist(), np.object_)
    shapes = shapely.force_2d(shapely.from_wkb(column, on_invalid="ignore"))
    middle = shapely.points(np.nan_to_num(place))
    outside = np.isfinite(place[:, 0]) & ~shapely.contains(shapes, middle)
    result = place.copy()
    inner = shapely.point_on_surface(shapes[outside])
    xy = np.column_stack([shapely.get_x(inner), shapely.get_y(inner)])
    result[outside] = np.where(np.isfinite(xy), xy, place[outside])
    return result
