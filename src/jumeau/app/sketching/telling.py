"""What is told of a sketch while it is drawn: lengths, areas, storeys, trees, volumes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jumeau.app.sketching.kinds import Kind, Shape
from jumeau.geometry.anchors import within_ring
from jumeau.geometry.measure import within
from jumeau.geometry.sketch import Place, corner_angle, distance, line_length, ring_area
from jumeau.model.changes import (
    STOREY_HEIGHT,
    AddBarrier,
    AddBuilding,
    Change,
    Demolish,
    PlantTrees,
    SetRoad,
    ShapeTerrain,
)

if TYPE_CHECKING:
    from jumeau.app.sketching.surroundings import Surroundings
    from jumeau.i18n import Translator
    from jumeau.render.relief import Relief

EXACT = 100.0
"""Lengths below this are told to ten centimetres, larger areas to the square metre [m, m²]."""
HECTARE = 10_000.0
_ACROSS = 48  # places along the longer side at which a volume is looked at


def told_length(value: float, tr: Translator) -> str:
    """Return a true length that is being drawn [m]."""
    whole = value >= EXACT or abs(value - round(value)) < 0.005
    return tr("measuring.unit.m", value=tr.number(value, 0 if whole else 1))


def told_area(value: float, tr: Translator) -> str:
    """Return a true area that is being drawn [m²]."""
    if value >= HECTARE:
        return tr("measuring.unit.ha", value=tr.number(value / HECTARE, 2))
    return tr("measuring.unit.m2", value=tr.number(value, 1 if value < 20.0 else 0))


def told_segment(points: Sequence[Place], scale: float, tr: Translator) -> str:
    """Return length of the last segment, and the angle that it makes with the one before."""
    if len(points) < 2:
        return ""
    text = told_length(distance(points[-2], points[-1]) / scale, tr)
    if len(points) > 2:
        degrees = tr.number(corner_angle(points[-3], points[-2], points[-1]), 0)
        text += " · " + tr("sketching.told.angle", degrees=degrees)
    return text


def told_shape(
    kind: Kind,
    form: Change,
    points: tuple[Place, ...],
    scale: float,
    tr: Translator,
    relief: Relief | None,
    taken: tuple[int, int] | None = None,
) -> list[str]:
    """Return what is told of the whole, the most important first.

    Parameters
    ----------
    points : tuple of Place
        With the cursor's, as they would be closed.
    scale : float
        Length on the grid over true length.
    taken : (int, int) or None
        Buildings and trees that a demolition takes.
    """
    if len(points) < kind.fewest:
        return []
    area = ring_area(points) / scale**2
    length = line_length(points) / scale
    # Of a line of two points, the segment's length is told already.
    whole = [tr("sketching.told.length", value=told_length(length, tr))] * (len(points) > 2)
    if isinstance(form, AddBuilding):
        return _building(form, area, tr)
    if isinstance(form, PlantTrees) and kind.shape is not Shape.PLACE:
        from jumeau.variants.planting import places_of

        made = kind.made(form, points)
        count = len(places_of(made)[0]) if isinstance(made, PlantTrees) else 0
        told = [tr.count("sketching.told.trees", count)]
        return [*told, told_area(area, tr)] if kind.shape is Shape.RING else [*told, *whole]
    if isinstance(form, SetRoad):
        if form.width:
            whole.append(tr("sketching.told.road", width=told_length(form.width, tr)))
        return whole
    if isinstance(form, AddBarrier):
        return [*whole, tr("sketching.told.height", value=told_length(form.height, tr))]
    if isinstance(form, ShapeTerrain):
        return [told_area(area, tr), *_moved(form, points, scale, relief, tr)]
    if isinstance(form, Demolish) and taken is not None:
        told = [tr.count("sketching.told.buildings", taken[0])] if form.buildings else []
        return told + ([tr.count("sketching.told.trees", taken[1])] if form.trees else [])
    return [told_area(area, tr)] if kind.shape is Shape.RING else []


def _building(form: AddBuilding, area: float, tr: Translator) -> list[str]:
    storeys = form.storeys or max(int(form.height / STOREY_HEIGHT + 0.25), 1)
    floors = tr.count("sketching.told.storeys", storeys)
    return [
        tr("sketching.told.footprint", value=told_area(area, tr)),
        tr("sketching.told.floor_area", value=told_area(area * storeys, tr), storeys=floors),
        tr("sketching.told.height", value=told_length(form.height, tr)),
    ]


def _moved(
    form: ShapeTerrain,
    points: tuple[Place, ...],
    scale: float,
    relief: Relief | None,
    tr: Translator,
) -> list[str]:
    """Return how much earth is dug and filled within the ring, without its banks."""
    cut, fill = volumes(form, np.array(points), scale, relief)
    told = []
    for name, value in (("cut", cut), ("fill", fill)):
        if value >= 0.5:
            digits = -1 if value >= 100.0 else 0
            number = tr.number(round(value, digits), 0)
            told.append(tr(f"sketching.told.{name}", value=number))
    return told


def volumes(
    form: ShapeTerrain, ring: NDArray[np.float64], scale: float, relief: Relief | None
) -> tuple[float, float]:
    """Return what is dug out and what is filled up within a ring (N, 2), banks left out [m³].

    The difference of altitudes is looked at in a grid of places, each for its cell.
    """
    if relief is None or len(ring) < 3:
        return 0.0, 0.0
    low, high = ring.min(0), ring.max(0)
    side = max(float((high - low).max()) / _ACROSS, 0.05)
    columns = np.arange(low[0] + side / 2, high[0], side)
    lines = np.arange(low[1] + side / 2, high[1], side)
    x, y = np.tile(columns, len(lines)), np.repeat(lines, len(columns))
    inside = within(ring, x, y)
    if not inside.any():
        return 0.0, 0.0
    if form.altitude is None:
        rise = np.full(int(inside.sum()), form.up)
    else:
        rise = form.altitude - relief.altitude(x[inside], y[inside])
    area = ring_area([(float(a), float(b)) for a, b in ring]) / scale**2
    each = area / len(rise)
    return float(-rise[rise < 0].sum() * each), float(rise[rise > 0].sum() * each)


def taken_by(
    points: Sequence[Place], around: Surroundings | None, hidden: dict[str, frozenset[int]]
) -> tuple[int, int] | None:
    """Return how many buildings and surveyed trees stand in a ring; None while unknown."""
    if around is None or len(points) < 3:
        return None
    ring = np.array(points)
    counts = []
    for places in (around.standing, around.trees):
        count = 0
        for layer, middles in places.items():
            rows = np.flatnonzero(within_ring(middles, ring))
            if gone := hidden.get(layer):
                rows = rows[~np.isin(rows, np.fromiter(gone, np.int64))]
            count += len(rows)
        counts.append(count)
    return counts[0], counts[1]
